import type { Kernel } from "../kernel/state";
import { ICONS } from "../ui/icons";
import type { Layout } from "./geometry";
import type { Shape } from "./shape";

/** How far along a link its lock stands: before the middle, where the links cross. */
const ALONG = 0.35;
const RISEN = ALONG * ALONG * (3 - 2 * ALONG);
const WAY = 1.5 * ALONG - 1.5 * ALONG ** 2 + ALONG ** 3;

/** Marks what is frozen: a neuron at its corner, a weight on its line, a bias on its bar. */
export function Locks({ kernel, shape, at }: { kernel: Kernel; shape: Shape; at: Layout }) {
  const half = at.node / 2;
  const parts = kernel.options.value.frozen.flatMap((part) =>
    part.length > 1
      ? [part]
      : Array.from({ length: shape.layers[(part[0] ?? 0) - 1] ?? 0 }, (_, j) => [...part, j + 1]),
  );
  const places = parts.flatMap(([layer = 0, neuron = 0, source]) => {
    const column = at.columns[layer];
    const y = column?.ys[neuron - 1];
    if (!column || y === undefined) return [];
    if (source === undefined) return [[column.x - half, y - half]];
    if (source === 0) return [[column.x + half, y + half + 3]];
    const before = at.columns[layer - 1];
    const from = layer === 1 ? shape.inputs.findIndex((one) => one.source === source) : source - 1;
    const y0 = before?.ys[from];
    if (!before || y0 === undefined) return [];
    const x0 = before.x + half;
    return [[x0 + (column.x - half - x0) * WAY, y0 + (y - y0) * RISEN]];
  });
  const size = Math.max(0.55, Math.min(0.85, at.node / 48));
  return (
    <svg class="nnw-links nnw-locks" width={at.width} height={at.height} aria-hidden="true">
      {places.map(([x = 0, y = 0]) => (
        <path
          key={`${x} ${y}`}
          d={ICONS.lock}
          transform={`translate(${x} ${y}) scale(${size}) translate(-8 -8.5)`}
        />
      ))}
    </svg>
  );
}
