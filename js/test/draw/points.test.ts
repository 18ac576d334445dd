import { expect, it } from "vitest";
import { countOutside } from "../../src/draw/points";
import { recordedScene } from "../recorded";

it("counts the points that lie beside the picture, not those on its edge", () => {
  const points = [0, 0, 1, 6, -6, 0, 6.1, 0, 1, 0, -7, 0, -9, 9, 1].map(Number);
  const scene = { ...recordedScene(), points: new Float32Array(points) };
  expect(countOutside(scene, 5, { min: -6, max: 6 })).toBe(3);
  expect(countOutside(scene, 2, { min: -6, max: 6 })).toBe(0);
});
