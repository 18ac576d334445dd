// Square maps of bytes painted on a canvas, one pixel a sample; CSS scales them smoothly.

interface Sheet {
  context: CanvasRenderingContext2D;
  image: ImageData;
  pixels: Uint32Array;
}

const sheets = new WeakMap<HTMLCanvasElement, Sheet>();

function sheetOf(canvas: HTMLCanvasElement, size: number): Sheet | null {
  const known = sheets.get(canvas);
  if (known && known.image.width === size) return known;
  const context = canvas.getContext("2d");
  if (!context) return null;
  canvas.width = size;
  canvas.height = size;
  const image = context.createImageData(size, size);
  const sheet = { context, image, pixels: new Uint32Array(image.data.buffer) };
  sheets.set(canvas, sheet);
  return sheet;
}

/** Values 0..255 by their colours. */
export function paintMap(
  canvas: HTMLCanvasElement,
  map: Uint8Array,
  size: number,
  table: Uint32Array,
): void {
  const sheet = sheetOf(canvas, size);
  if (!sheet) return;
  const { pixels } = sheet;
  for (let i = 0; i < pixels.length; i++) pixels[i] = table[map[i] as number] as number;
  sheet.context.putImageData(sheet.image, 0, 0);
}

/** The winning class by its colour, paler where its probability is lower. */
export function paintClasses(
  canvas: HTMLCanvasElement,
  planes: Uint8Array,
  size: number,
  table: Uint32Array,
): void {
  const sheet = sheetOf(canvas, size);
  if (!sheet) return;
  const { pixels } = sheet;
  const count = pixels.length;
  for (let i = 0; i < count; i++) {
    pixels[i] = table[256 * (planes[i] as number) + (planes[count + i] as number)] as number;
  }
  sheet.context.putImageData(sheet.image, 0, 0);
}

/** Fine pixels per sample where colours are flat, so that their edges are not steps. */
const FLAT_SCALE = 4;

/**
 * Flat colours: which one wins at each fine pixel, with the samples interpolated. With one
 * plane the value decides (the lower half has the first colour); with two, classes weighted by their
 * probabilities.
 */
export function paintFlat(
  canvas: HTMLCanvasElement,
  planes: Uint8Array,
  size: number,
  colours: readonly number[],
): void {
  const fine = size * FLAT_SCALE;
  const sheet = sheetOf(canvas, fine);
  if (!sheet) return;
  const { pixels } = sheet;
  const samples = size * size;
  const classes = planes.length >= 2 * samples;
  const toSample = (at: number) => Math.max(0, Math.min(size - 1, (at + 0.5) / FLAT_SCALE - 0.5));
  const score = new Float64Array(colours.length);
  for (let row = 0; row < fine; row++) {
    const y = toSample(row);
    const top = Math.min(size - 2, Math.floor(y));
    const v = y - top;
    for (let column = 0; column < fine; column++) {
      const x = toSample(column);
      const left = Math.min(size - 2, Math.floor(x));
      const u = x - left;
      const a = top * size + left;
      const c = a + size;
      let best = 0;
      if (!classes) {
        const above = (planes[a] as number) * (1 - u) + (planes[a + 1] as number) * u;
        const below = (planes[c] as number) * (1 - u) + (planes[c + 1] as number) * u;
        best = above * (1 - v) + below * v >= 127.5 ? 1 : 0;
      } else if (
        planes[a] === planes[a + 1] &&
        planes[a] === planes[c] &&
        planes[a] === planes[c + 1]
      ) {
        best = planes[a] as number;
      } else {
        score.fill(0);
        const add = (at: number, share: number) => {
          const k = planes[at] as number;
          score[k] =
            (score[k] ?? 0) + share * Math.max(8, 2 * (planes[samples + at] as number) - 255);
        };
        add(a, (1 - u) * (1 - v));
        add(a + 1, u * (1 - v));
        add(c, (1 - u) * v);
        add(c + 1, u * v);
        for (let k = 1; k < score.length; k++) {
          if ((score[k] as number) > (score[best] as number)) best = k;
        }
      }
      pixels[row * fine + column] = colours[best] as number;
    }
  }
  sheet.context.putImageData(sheet.image, 0, 0);
}
