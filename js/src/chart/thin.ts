import type { HistoryData } from "../kernel/state";

export type Columns = [number[], (number | null)[], (number | null)[]];

/**
 * The history as the chart draws it. A long one is thinned to what its width can show: of
 * each stretch the points with the least and the greatest training loss stay, so that no
 * peak is lost, and the first and the last. Losses that are not finite are gaps.
 */
export function thin(history: HistoryData, pixels: number): Columns {
  const { epochs, train, test } = history;
  const length = epochs.length;
  const at = length <= 4 * pixels ? null : chosen(train, length, Math.ceil(length / pixels));
  const pick = (values: number[]) =>
    (at ? at.map((i) => values[i] as number) : values).map((v) => (Number.isFinite(v) ? v : null));
  return [at ? at.map((i) => epochs[i] as number) : epochs.slice(), pick(train), pick(test)];
}

function chosen(values: number[], length: number, stretch: number): number[] {
  const at = [0];
  for (let start = 1; start < length - 1; start += stretch) {
    const end = Math.min(length - 1, start + stretch);
    let low = start;
    let high = start;
    for (let i = start; i < end; i++) {
      if ((values[i] as number) < (values[low] as number)) low = i;
      if ((values[i] as number) > (values[high] as number)) high = i;
    }
    at.push(Math.min(low, high));
    if (low !== high) at.push(Math.max(low, high));
  }
  at.push(length - 1);
  return at;
}
