import type { Axes } from "../draw/axes";
import { nameParts } from "../ui/math-name";

// Space around a picture for the marks and the names of its axes.
export const TOP = 6;
export const BOTTOM = 34;

/** The marks and names of both axes, around a picture of the given side. */
export function AxisMarks({
  x,
  y,
  left,
  side,
}: {
  x: Axes["x"];
  y: Axes["x"];
  left: number;
  side: number;
}) {
  return (
    <svg class="nnw-axes" width={side + left} height={TOP + side + BOTTOM} aria-hidden="true">
      {x.marks.map(({ at, label }) => (
        <g key={label} transform={`translate(${left + at * side} ${TOP + side})`}>
          <line y2="4" />
          <text y="16" text-anchor="middle">
            {label}
          </text>
        </g>
      ))}
      {y.marks.map(({ at, label }) => (
        <g key={label} transform={`translate(${left} ${TOP + at * side})`}>
          <line x2="-4" />
          <text x="-7" y="4" text-anchor="end">
            {label}
          </text>
        </g>
      ))}
      <AxisName name={x.name} x={left + side / 2} y={TOP + side + 30} />
      <AxisName name={y.name} x={8} y={TOP + side / 2 + 4} />
    </svg>
  );
}

/** Short names stand upright; long ones are cut by the picture's side. */
function AxisName({ name, x, y }: { name: string; x: number; y: number }) {
  return (
    <text class="nnw-axis-name" x={x} y={y} text-anchor="middle">
      {nameParts(name).map((part, i) =>
        typeof part === "string" ? (
          <tspan key={i}>{part}</tspan>
        ) : (
          <>
            <tspan font-style="italic">{part.letter}</tspan>
            <tspan dy="2" font-size="8">
              {part.index}
            </tspan>
          </>
        ),
      )}
    </text>
  );
}
