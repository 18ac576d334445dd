// Segments joined to lines, and marks along a line.

/** Lines of x, y, x, y, ... through segments x1, y1, x2, y2 that begin where others end. */
export function chains(segments: readonly number[]): number[][] {
  const key = (at: number) => `${segments[at]} ${segments[at + 1]}`;
  const from = new Map<string, number>();
  const ends = new Set<string>();
  for (let at = 0; at < segments.length; at += 4) {
    // A line through a sample leaves segments without length, and infinite values leave NaN.
    if (key(at) === key(at + 2) || !segments.slice(at, at + 4).every(Number.isFinite)) continue;
    from.set(key(at), at);
    ends.add(key(at + 2));
  }
  // What begins at no other's end comes first; the rest are closed.
  const starts = [...from.keys()];
  const lines: number[][] = [];
  for (const start of [...starts.filter((one) => !ends.has(one)), ...starts]) {
    let at = from.get(start);
    if (at === undefined) continue;
    const line = segments.slice(at, at + 2);
    while (at !== undefined) {
      line.push(...segments.slice(at + 2, at + 4));
      from.delete(key(at));
      at = from.get(key(at + 2));
    }
    lines.push(line);
  }
  return lines;
}

/** A place on a line, and the direction to the left of it, of length 1. */
interface Stop {
  x: number;
  y: number;
  left: [number, number];
}

export function lengthOf(line: readonly number[]): number {
  let length = 0;
  for (let i = 2; i < line.length; i += 2) length += step(line, i);
  return length;
}

/** Stops at rising distances from the line's beginning. */
export function stops(line: readonly number[], distances: readonly number[]): Stop[] {
  const found: Stop[] = [];
  let gone = 0;
  for (let i = 2; i < line.length; i += 2) {
    const length = step(line, i);
    const [x0, y0, x1, y1] = line.slice(i - 2, i + 2) as [number, number, number, number];
    for (;;) {
      const wanted = distances[found.length];
      if (wanted === undefined || wanted > gone + length || length === 0) break;
      const share = (wanted - gone) / length;
      found.push({
        x: x0 + share * (x1 - x0),
        y: y0 + share * (y1 - y0),
        left: [(y1 - y0) / length, (x0 - x1) / length],
      });
    }
    gone += length;
  }
  return found;
}

function step(line: readonly number[], i: number): number {
  const at = (k: number) => line[k] as number;
  return Math.hypot(at(i) - at(i - 2), at(i + 1) - at(i - 1));
}
