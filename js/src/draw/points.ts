// Data points on the output plot. Classes differ in shape as well as in colour.

import type { SceneData } from "../kernel/state";
import { classColour, css, mix, type Palette, type RGB } from "./colour";

export type Shape = "circle" | "square" | "triangle" | "diamond";
const SHAPES: readonly Shape[] = ["circle", "square", "triangle", "diamond"];

export const shapeOfClass = (k: number): Shape => SHAPES[k % SHAPES.length] ?? "circle";

/** Colours of the classes: two are the ends of the scale, more have their own. */
function colourOfClass(palette: Palette, k: number, count: number): RGB {
  if (count > 2) return classColour(palette.classes, k);
  return k === 0 ? palette.negative : palette.positive;
}

/** The outline of a point of about the radius; all shapes cover like areas. */
export function trace(
  context: Pick<CanvasRenderingContext2D, "moveTo" | "lineTo" | "arc" | "rect" | "closePath">,
  shape: Shape,
  x: number,
  y: number,
  r: number,
): void {
  if (shape === "circle") {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
  } else if (shape === "square") {
    context.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
  } else {
    const corners =
      shape === "diamond" ? [0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0] : [0, -1.3, 1.2, 0.85, -1.2, 0.85];
    for (let i = 0; i < corners.length; i += 2) {
      const at = [x + r * (corners[i] ?? 0), y + r * (corners[i + 1] ?? 0)] as const;
      if (i === 0) context.moveTo(...at);
      else context.lineTo(...at);
    }
    context.closePath();
  }
}

/** A point's colour and shape. In regression, values above the middle are round. */
function looks(scene: SceneData, palette: Palette, target: number): { colour: RGB; shape: Shape } {
  if (scene.problem === "classification") {
    return {
      // a class that is being added has no name yet
      colour: colourOfClass(palette, target, Math.max(scene.class_names.length, target + 1)),
      shape: shapeOfClass(target),
    };
  }
  const [low = -1, high = 1] = scene.value_range;
  const share = Math.max(0, Math.min(1, (target - low) / (high - low)));
  const colour =
    share < 0.5
      ? mix(palette.negative, palette.neutral, 2 * share)
      : mix(palette.neutral, palette.positive, 2 * share - 1);
  return { colour, shape: share < 0.5 ? "square" : "circle" };
}

/** Training points filled, test points hollow and on top. */
export function drawPoints(
  context: CanvasRenderingContext2D,
  scene: SceneData,
  palette: Palette,
  showTest: boolean,
  place: (i: number) => [number, number],
): void {
  const many = scene.train + (showTest ? scene.test : 0);
  const r = many > 1500 ? 2 : many > 550 ? 2.6 : 3.2;
  const end = showTest ? scene.train + scene.test : scene.train;
  for (let i = 0; i < end; i++) {
    const target = scene.points[3 * i + 2] as number;
    const { colour, shape } = looks(scene, palette, target);
    const [x, y] = place(i);
    context.beginPath();
    trace(context, shape, x, y, r);
    const test = i >= scene.train;
    context.lineWidth = test ? 3.4 : 2;
    context.strokeStyle = css(palette.surface, 0.95);
    context.stroke();
    if (test) {
      context.fillStyle = css(palette.surface);
      context.fill();
      context.lineWidth = 1.5;
      context.strokeStyle = css(mix(colour, palette.ink, 0.25));
      context.stroke();
    } else {
      context.fillStyle = css(mix(colour, palette.ink, 0.25));
      context.fill();
    }
  }
}

/** How many of the first `count` points lie beside the picture. */
export function countOutside(
  { points, extent: [left = -6, right = 6] }: SceneData,
  count: number,
  { min, max }: { min: number; max: number },
): number {
  let outside = 0;
  for (let i = 0; i < count; i++) {
    const [x, y] = [points[3 * i] as number, points[3 * i + 1] as number];
    if (x < left || x > right || y < min || y > max) outside++;
  }
  return outside;
}
