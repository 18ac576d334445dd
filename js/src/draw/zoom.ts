// A presentation enlarges the page's pixels: what is drawn must be sharp there, and a pointer is
// where it is seen.

const zoomOf = (element: Element) => element.currentCSSZoom ?? 1;

/** Pixels of the screen for one of the element's. */
export const pixelRatio = (element: Element) => (devicePixelRatio || 1) * zoomOf(element);

/** Where a pointer is, in the element's own pixels from its top left. */
export function pointIn(element: Element, event: MouseEvent): [number, number] {
  const box = element.getBoundingClientRect();
  const zoom = zoomOf(element);
  return [(event.clientX - box.left) / zoom, (event.clientY - box.top) / zoom];
}
