/** Where an axis is marked: multiples of `step` within the range. */
interface Ticks {
  values: number[];
  step: number;
}

/** Round values (1, 2 or 5 times a power of ten), about `count` of them. */
export function niceTicks(min: number, max: number, count: number): Ticks {
  const span = max - min;
  if (!(span > 0) || !Number.isFinite(span)) return { values: [min], step: 1 };
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((f) => f * power >= rough * 0.999) ?? 10;
  const step = factor * power;
  // Counting in whole steps keeps 0.1 + 0.2 out of the labels.
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  const values = [];
  for (let i = first; i <= last; i++) values.push(i === 0 ? 0 : Number((i * step).toPrecision(12)));
  return { values, step };
}
