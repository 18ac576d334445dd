// Where everything of the network stands. Pure geometry, in CSS pixels from the top left.

export interface LayoutInput {
  /** Space that the panel offers. */
  width: number;
  /** Rows of the input column, inactive features included. */
  inputs: number;
  /** Neurons of each layer, the output last. */
  layers: number[];
  /** Space for the names left of the inputs and right of the outputs. */
  inputLabel: number;
  outputLabel: number;
  /** Least distance between two columns: what the controls above a layer need. */
  minPitch: number;
}

interface Column {
  x: number;
  ys: number[];
}

export interface Layout {
  width: number;
  height: number;
  /** Side of a neuron. */
  node: number;
  /** Distance between two rows. */
  pitch: number;
  /** Distance between two columns. */
  columnPitch: number;
  /** The inputs first, the output last. */
  columns: Column[];
}

const FULL_PITCH = 52;
const LEAST_PITCH = 24;
/** Height that is always kept, so that a few neurons more do not move the page. */
const RESERVED_ROWS = 8;
/** Height up to which neurons keep their size; beyond it they shrink. */
const COMFORTABLE = 624;
const NODE_SHARE = 0.77;
const LABEL_GAP = 8;
const EDGE = 6;

export function layout(input: LayoutInput): Layout {
  const rows = Math.max(1, input.inputs, ...input.layers);
  const pitch = Math.max(LEAST_PITCH, Math.min(FULL_PITCH, Math.floor(COMFORTABLE / rows)));
  const gaps = input.layers.length;
  const end = input.outputLabel ? LABEL_GAP + input.outputLabel : EDGE;
  const free = input.width - input.inputLabel - LABEL_GAP - end;
  // half of the way from column to column belongs to the links
  const widest = Math.max(input.minPitch / 2, free / (2 * gaps + 1));
  const node = Math.round(Math.min(pitch * NODE_SHARE, widest));
  const first = input.inputLabel + LABEL_GAP + node / 2;
  const right = end + node / 2;
  const columnPitch = Math.max(input.minPitch, (input.width - first - right) / gaps);
  const height = Math.max(RESERVED_ROWS * FULL_PITCH, rows * pitch) + 2 * EDGE;
  const columns = [input.inputs, ...input.layers].map((count, i) => ({
    x: first + i * columnPitch,
    ys: Array.from({ length: count }, (_, row) => height / 2 + (row - (count - 1) / 2) * pitch),
  }));
  return { width: first + gaps * columnPitch + right, height, node, pitch, columnPitch, columns };
}

/** The curve from the right of a neuron to the left of one of the next column. */
export function linkPath(at: Layout, layer: number, from: number, to: number): string {
  const [x0, x1] = span(at, layer);
  const y0 = at.columns[layer - 1]?.ys[from] ?? 0;
  const y1 = at.columns[layer]?.ys[to] ?? 0;
  const middle = (x0 + x1) / 2;
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
}

/** The two ends, in x, of the links into a layer (1 is the first after the inputs). */
export function span(at: Layout, layer: number): [number, number] {
  const half = at.node / 2;
  return [(at.columns[layer - 1]?.x ?? 0) + half, (at.columns[layer]?.x ?? 0) - half];
}

interface LinkRef {
  layer: number;
  /** Both from 0, as rows of their columns. */
  from: number;
  to: number;
}

/**
 * The link nearest to a point, if one is within `reach`. All links of one gap share their x
 * as a function of the curve's parameter, so it is solved for once.
 */
export function linkAt(
  at: Layout,
  x: number,
  y: number,
  reach: number,
  active: (row: number) => boolean,
): LinkRef | null {
  for (let layer = 1; layer < at.columns.length; layer++) {
    const [x0, x1] = span(at, layer);
    if (x < x0 || x > x1) continue;
    const share = rise((x - x0) / (x1 - x0));
    let best: LinkRef | null = null;
    let nearest = reach;
    at.columns[layer - 1]?.ys.forEach((y0, from) => {
      if (layer === 1 && !active(from)) return;
      at.columns[layer]?.ys.forEach((y1, to) => {
        const distance = Math.abs(y0 + (y1 - y0) * share - y);
        if (distance >= nearest) return;
        nearest = distance;
        best = { layer, from, to };
      });
    });
    return best;
  }
  return null;
}

/** How far a link has risen (0..1) at a share of its way in x. */
function rise(x: number): number {
  let t = x;
  for (let i = 0; i < 6; i++) {
    t -= (1.5 * t - 1.5 * t * t + t ** 3 - x) / (1.5 - 3 * t + 3 * t * t);
  }
  return t * t * (3 - 2 * t);
}

/** Weights of this size and more are drawn alike. */
const STRONG = 5;
/** Links in so narrow a pitch stay thinner. */
export function linkWidth(weight: number, pitch: number): number {
  const most = 8 * Math.min(1, pitch / FULL_PITCH);
  return 0.75 + (most - 0.75) * strength(weight);
}

export function linkOpacity(weight: number): number {
  // weights of half a unit stand out, and what is next to nothing fades
  return Math.min(1, 0.3 + 0.7 * Math.sqrt(5 * strength(weight)));
}

function strength(weight: number): number {
  return Math.min(1, Math.abs(weight) / STRONG) || 0;
}

/** Share (-1..1) of the bias bar's half that a bias fills: small ones are seen, large ones fit. */
export function biasShare(bias: number): number {
  return bias / (Math.abs(bias) + 0.5) || 0;
}
