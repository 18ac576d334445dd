// Lines between the samples of a map. Maps are square, row by row from the top, each sample at
// the middle of its cell. Segments come as x1, y1, x2, y2, ... in fractions of the side, y
// downwards; those that reach an outermost sample are drawn on to the border.

/**
 * Where the map crosses the level (marching squares, linear between samples). Whoever walks along
 * a segment has the greater values to the left. `place` is for samples that lie elsewhere.
 */
export function contour(
  map: ArrayLike<number>,
  size: number,
  level: number,
  place = placing(size),
): number[] {
  const segments: number[] = [];
  for (let row = 0; row + 1 < size; row++) {
    for (let column = 0; column + 1 < size; column++) {
      const at = row * size + column;
      const a = map[at] as number;
      const b = map[at + 1] as number;
      const c = map[at + size + 1] as number;
      const d = map[at + size] as number;
      let inside = (a >= level ? 1 : 0) | (b >= level ? 2 : 0);
      inside |= (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
      if (inside === 0 || inside === 15) continue;
      const line = (from: Edge, to: Edge) => {
        for (const edge of [from, to]) {
          const [x, y] = crossing(edge, a - level, b - level, c - level, d - level);
          segments.push(place(column + x), place(row + y));
        }
      };
      // At a saddle the mean of the corners decides which two of them belong together.
      const joined = (a + b + c + d) / 4 >= level;
      for (const [from, to] of cases(inside, joined)) line(from, to);
    }
  }
  return segments;
}

/** From counts of samples to fractions of the side. */
function placing(size: number) {
  return (at: number) => (at <= 0 ? 0 : at >= size - 1 ? 1 : (at + 0.5) / size);
}

type Edge = 0 | 1 | 2 | 3; // top, right, bottom, left

const SINGLE: Record<number, [Edge, Edge]> = {
  1: [3, 0],
  2: [0, 1],
  3: [3, 1],
  4: [1, 2],
  6: [0, 2],
  7: [3, 2],
  8: [2, 3],
  9: [2, 0],
  11: [2, 1],
  12: [1, 3],
  13: [1, 0],
  14: [0, 3],
};
const AROUND_A_AND_C: [Edge, Edge][] = [
  [3, 0],
  [1, 2],
];
const AROUND_B_AND_D: [Edge, Edge][] = [
  [0, 1],
  [2, 3],
];

function cases(inside: number, joined: boolean): [Edge, Edge][] {
  const apart = inside === 5 ? AROUND_A_AND_C : inside === 10 ? AROUND_B_AND_D : null;
  if (apart && !joined) return apart;
  if (apart) return (inside === 5 ? AROUND_B_AND_D : AROUND_A_AND_C).map(([a, b]) => [b, a]);
  const edges = SINGLE[inside];
  return edges ? [edges] : [];
}

function crossing(edge: Edge, a: number, b: number, c: number, d: number): [number, number] {
  if (edge === 0) return [a / (a - b), 0];
  if (edge === 1) return [1, b / (b - c)];
  if (edge === 2) return [d / (d - c), 1];
  return [0, a / (a - d)];
}

/** Where the winning class changes. `probability` (0..255) is the winner's. */
export function borders(
  winner: ArrayLike<number>,
  probability: ArrayLike<number>,
  size: number,
): number[] {
  const segments: number[] = [];
  const place = placing(size);
  /** Where the border crosses between a sample and the next one of its row or column. */
  const between = (at: number, step: number, index: number) => {
    const next = at + step;
    const p = probability[at] as number;
    const q = probability[next] as number;
    // Where only two classes count, the winner leads by 2p - 1.
    if (p > CLEAR && q > CLEAR) return (2 * p - 255) / (2 * p + 2 * q - 510);
    // On the border both classes are equally probable: follow both slopes to where they meet.
    const before = at - step;
    const after = next + step;
    if (index === 0 || index + 2 >= size) return 0.5;
    if (winner[before] !== winner[at] || winner[after] !== winner[next]) return 0.5;
    const falling = p - (probability[before] as number);
    const rising = (probability[after] as number) - q;
    if (rising - falling < 1) return 0.5;
    return Math.max(0.02, Math.min(0.98, (p - q + rising) / (rising - falling)));
  };
  for (let row = 0; row + 1 < size; row++) {
    for (let column = 0; column + 1 < size; column++) {
      const a = row * size + column;
      const b = a + 1;
      const d = a + size;
      const c = d + 1;
      const points: [number, number][] = [];
      const add = (x: number, y: number) => points.push([place(column + x), place(row + y)]);
      if (winner[a] !== winner[b]) add(between(a, 1, column), 0);
      if (winner[b] !== winner[c]) add(1, between(b, size, row));
      if (winner[d] !== winner[c]) add(between(d, 1, column), 1);
      if (winner[a] !== winner[d]) add(0, between(a, size, row));
      const [first, second] = points;
      if (!first || !second) continue;
      if (points.length === 2) {
        segments.push(...first, ...second);
      } else {
        const centre = [place(column + 0.5), place(row + 0.5)] as const;
        for (const point of points) segments.push(...point, ...centre);
      }
    }
  }
  return segments;
}

const CLEAR = 140;
