import { expect, it } from "vitest";
import type { Shape } from "../../src/network/shape";
import { type Place, step } from "../../src/network/walk";

const shape: Shape = {
  inputs: [
    { name: "x1", label: "x1", row: 0, source: 1 },
    { name: "x2", label: "x2", row: 1, source: 0 },
    { name: "x3", label: "x3", row: 2, source: 2 },
  ],
  layers: [3, 1],
  outputs: [],
};
const neuron = (layer: number, number: number): Place => ({
  kind: "neuron",
  layer,
  neuron: number,
});

it("goes up and down within a layer and stops at its ends", () => {
  expect(step(shape, neuron(1, 1), "ArrowDown", true)).toBe('[data-neuron="1-2"]');
  expect(step(shape, neuron(1, 1), "ArrowUp", true)).toBeNull();
  expect(step(shape, neuron(1, 3), "ArrowDown", true)).toBeNull();
});

it("reaches a link from its neuron, and both its ends from the link", () => {
  expect(step(shape, neuron(1, 2), "ArrowLeft", true)).toBe('[data-link="1-0-1"]');
  const link: Place = { kind: "link", layer: 1, from: 2, to: 1 };
  expect(step(shape, link, "ArrowLeft", true)).toBe('[data-input="2"]');
  expect(step(shape, link, "ArrowRight", true)).toBe('[data-neuron="1-2"]');
});

it("goes through the links of active inputs only, then to the next neuron's", () => {
  const first: Place = { kind: "link", layer: 1, from: 0, to: 0 };
  expect(step(shape, first, "ArrowDown", true)).toBe('[data-link="1-2-0"]');
  expect(step(shape, { ...first, from: 2 }, "ArrowDown", true)).toBe('[data-link="1-0-1"]');
  expect(step(shape, first, "ArrowUp", true)).toBeNull();
  expect(step(shape, { ...first, from: 2, to: 2 }, "ArrowDown", true)).toBeNull();
});

it("goes straight to the neighbours where links are only a picture", () => {
  expect(step(shape, neuron(1, 3), "ArrowRight", false)).toBe('[data-neuron="2-1"]');
  expect(step(shape, neuron(2, 1), "ArrowLeft", false)).toBe('[data-neuron="1-1"]');
  expect(step(shape, neuron(1, 3), "ArrowLeft", false)).toBe('[data-input="0"]');
  expect(step(shape, neuron(2, 1), "ArrowRight", false)).toBeNull();
});
