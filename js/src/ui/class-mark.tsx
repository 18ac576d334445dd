import { type Shape, trace } from "../draw/points";
import type { FirstText } from "../i18n";
import { trueMinus } from "../i18n/numbers";

/** A bare number needs a word beside it; "setosa" speaks for itself. */
export const classLabel = (say: FirstText, name: string) =>
  /^-?\d+$/.test(name) ? say.classNamed({ name: trueMinus(name) }) : name;

export function classColourName(k: number, count: number): string {
  if (count > 2) return `var(--nnw-class-${k % 12})`;
  return k === 0 ? "var(--nnw-negative)" : "var(--nnw-positive)";
}

/** A class as its points are drawn. */
export function Mark({
  shape,
  colour,
  hollow,
}: {
  shape: Shape;
  colour: string;
  hollow?: boolean;
}) {
  const fill = hollow ? "var(--nnw-surface)" : colour;
  return (
    <svg class="nnw-mark" viewBox="-6 -6 12 12" aria-hidden="true">
      <path d={outline(shape, 3.8)} fill={fill} stroke={colour} stroke-width="1.5" />
    </svg>
  );
}

/** The path that `trace` draws, as an SVG attribute. */
function outline(shape: Shape, r: number): string {
  let d = "";
  trace(
    {
      moveTo: (x, y) => (d += `M${x} ${y}`),
      lineTo: (x, y) => (d += `L${x} ${y}`),
      rect: (x, y, w, h) => (d += `M${x} ${y}h${w}v${h}h${-w}z`),
      arc: (_x, _y, r) => (d += `A${r} ${r} 0 1 1 ${-r} 0A${r} ${r} 0 1 1 ${r} 0`),
      closePath: () => (d += "z"),
    },
    shape,
    0,
    0,
    r,
  );
  return d;
}
