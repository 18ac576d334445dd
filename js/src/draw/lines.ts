// What is drawn over the map of the output plot: borders between classes, or a curve.

import type { SceneData } from "../kernel/state";
import type { Axes } from "./axes";
import { css, type Palette } from "./colour";
import { borders, contour } from "./contour";
import { pixelRatio } from "./zoom";

/** A cleared canvas of the given side in CSS pixels, sharp on any screen. */
export function sheet(
  canvas: HTMLCanvasElement | null,
  side: number,
): CanvasRenderingContext2D | null {
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return null;
  const ratio = pixelRatio(canvas);
  const pixels = Math.round(side * ratio);
  if (canvas.width !== pixels) {
    canvas.width = pixels;
    canvas.height = pixels;
    // not stretched by the part of a pixel that was rounded
    canvas.style.width = canvas.style.height = `${pixels / ratio}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, side, side);
  return context;
}

export function drawBorders(
  context: CanvasRenderingContext2D,
  map: Uint8Array,
  size: number,
  several: boolean,
  side: number,
  colours: Palette,
): void {
  const samples = size * size;
  const segments = several
    ? borders(map.subarray(0, samples), map.subarray(samples), size)
    : contour(map, size, 127.5);
  drawSegments(context, segments, side, colours);
}

/** Segments x1, y1, x2, y2, ... in fractions of the side. */
export function drawSegments(
  context: CanvasRenderingContext2D,
  segments: readonly number[],
  side: number,
  colours: Palette,
): void {
  context.beginPath();
  for (let i = 0; i < segments.length; i += 4) {
    context.moveTo((segments[i] as number) * side, (segments[i + 1] as number) * side);
    context.lineTo((segments[i + 2] as number) * side, (segments[i + 3] as number) * side);
  }
  strokeTwice(context, colours);
}

/** Ink on a pale edge: seen on every colour of the map. */
function strokeTwice(context: CanvasRenderingContext2D, colours: Palette): void {
  context.lineJoin = context.lineCap = "round";
  context.strokeStyle = css(colours.surface, 0.7);
  context.lineWidth = 3;
  context.stroke();
  context.strokeStyle = css(colours.ink, 0.85);
  context.lineWidth = 1.25;
  context.stroke();
}

/** A large map of which every row is the same. */
interface Curve {
  map: Uint8Array;
  size: number;
  /** It holds the surest class. */
  several: boolean;
  /** It is the output's, or that of a neuron of the output layer. */
  output: boolean;
}

/** One column of data: the output as a curve over it. */
export function drawCurve(
  context: CanvasRenderingContext2D,
  scene: SceneData,
  shown: Curve,
  { y }: Axes,
  side: number,
  colours: Palette,
): void {
  const { map, size, several } = shown;
  const [low = -1, high = 1] = scene.problem === "classification" ? [0, 1] : scene.value_range;
  const value = (byte: number) => {
    if (several) return byte;
    if (!shown.output) return (byte - 127.5) / 127.5;
    return low + (byte / 255) * (high - low);
  };
  context.beginPath();
  for (let column = 0; column < size; column++) {
    const at = ((column + 0.5) / size) * side;
    const height = (1 - (value(map[column] as number) - y.min) / (y.max - y.min)) * side;
    if (column === 0) context.moveTo(0, height);
    context.lineTo(at, height);
    if (column === size - 1) context.lineTo(side, height);
  }
  strokeTwice(context, colours);
}
