// Where everything of the loss chart stands. Pure geometry, in CSS pixels from the top left.

import { niceTicks } from "../draw/ticks";
import { formatTick } from "../i18n/numbers";
import type { Columns } from "./thin";

export const HEIGHT = 132;
/** The plot's edges within the chart: the axes with their names stand outside. */
export const EDGE = { left: 54, top: 8, right: 16, bottom: 34 };
/** Space that two labels of an axis need. */
const LABEL = { x: 52, y: 18 };

interface Scale {
  at(value: number): number;
  ticks: { at: number; label: string }[];
}

/** From the first epoch to the last, and one epoch at least. */
export function epochScale([epochs]: Columns, width: number): Scale {
  const first = epochs[0] ?? 0;
  const last = Math.max(first + 1, epochs.at(-1) ?? 0);
  const span = width - EDGE.left - EDGE.right;
  return scale(first, last, EDGE.left, EDGE.left + span, niceTicks(first, last, span / LABEL.x));
}

/** From 0, or on a logarithmic scale over whole powers of ten; what is not above 0 lies below. */
export function lossScale([, train, test]: Columns, log: boolean): Scale {
  const known = [...train, ...test].filter((value) => value !== null && (!log || value > 0));
  const most = known.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  const bottom = HEIGHT - EDGE.bottom;
  if (!log) {
    const max = most * 1.05 || 1;
    return scale(0, max, bottom, EDGE.top, niceTicks(0, max, (bottom - EDGE.top) / LABEL.y));
  }
  const least = known.reduce<number>((min, value) => Math.min(min, value ?? min), most || 1);
  const low = Math.floor(Math.log10(least));
  const high = Math.max(low + 1, Math.ceil(Math.log10(most || 1)));
  const every = Math.ceil((high - low) / 4);
  const powers = Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, i) => {
    return low + i * every;
  });
  const { at } = scale(low, high, bottom, EDGE.top, { values: [], step: 1 });
  return {
    at: (value) => at(value > 0 ? Math.max(low, Math.log10(value)) : low),
    ticks: powers.map((power) => ({ at: at(power), label: formatTick(10 ** power, 10 ** power) })),
  };
}

function scale(
  min: number,
  max: number,
  from: number,
  to: number,
  ticks: ReturnType<typeof niceTicks>,
): Scale {
  const at = (value: number) => from + ((value - min) / (max - min)) * (to - from);
  return {
    at,
    ticks: ticks.values.map((value) => ({ at: at(value), label: formatTick(value, ticks.step) })),
  };
}

/** A line through the losses, with gaps where there is none. */
export function curve(epochs: number[], losses: (number | null)[], x: Scale, y: Scale): string {
  let path = "";
  let pen = "M";
  losses.forEach((loss, i) => {
    if (loss === null) {
      pen = "M";
      return;
    }
    path += `${pen}${x.at(epochs[i] as number).toFixed(1)} ${y.at(loss).toFixed(1)}`;
    pen = "L";
  });
  return path;
}

/** The index of the epoch that is nearest; the epochs rise. */
export function nearest(epochs: number[], x: Scale, position: number): number {
  let low = 0;
  let high = epochs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const [a, b] = [epochs[middle] as number, epochs[middle + 1] as number];
    if (position > (x.at(a) + x.at(b)) / 2) low = middle + 1;
    else high = middle;
  }
  return low;
}
