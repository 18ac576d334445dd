// Where a box that lies over the page stands: beside what it speaks of, and within the window.

const GAP = 8;
const MARGIN = 4;

export type Side = "below" | "above" | "right" | "left";

/** Takes the first of the sides where it fits, and does not lie on `kept`. */
export function putBeside(
  box: HTMLElement,
  anchor: DOMRectReadOnly,
  sides: readonly Side[],
  kept?: DOMRectReadOnly,
): void {
  const { width, height } = box.getBoundingClientRect();
  const right = innerWidth - width - MARGIN;
  const bottom = innerHeight - height - MARGIN;
  const within = (value: number, most: number) => Math.max(MARGIN, Math.min(most, value));
  const widget = box.closest(".nnw-root")?.getBoundingClientRect() ?? anchor;
  const centred = anchor.left + (anchor.width - width) / 2;
  const middle = within(Math.max(widget.left, Math.min(widget.right - width, centred)), right);
  const top = within(anchor.top, bottom);
  const places: Record<Side, [number, number]> = {
    below: [middle, anchor.bottom + GAP],
    above: [middle, anchor.top - height - GAP],
    right: [anchor.right + GAP, top],
    left: [anchor.left - width - GAP, top],
  };
  const free = ([x, y]: [number, number]) =>
    x >= MARGIN &&
    x <= right &&
    y >= MARGIN &&
    y <= bottom &&
    !(kept && x < kept.right && x + width > kept.left && y < kept.bottom && y + height > kept.top);
  const [x, y] = sides.map((side) => places[side]).find(free) ?? places[sides[0] ?? "below"];
  // a presentation enlarges the box with everything else
  const zoom = box.currentCSSZoom ?? 1;
  box.style.left = `${within(x, right) / zoom}px`;
  box.style.top = `${within(y, bottom) / zoom}px`;
}
