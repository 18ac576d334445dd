import { describe, expect, it } from "vitest";
import { formulaOf, plainText } from "../../src/board/formula";
import { blackboard, mathName } from "../../src/board/mathml";
import { nameParts } from "../../src/ui/math-name";
import { fakeFrame } from "../fake";

const frame = fakeFrame({
  layers: [2, 1],
  parameters: [
    [0.83, -1, -1.2, 2, 0.1, -0.5],
    [-0.000042, 3, 0],
  ],
});
const equation = (layer: number, neuron: number) =>
  plainText(formulaOf(frame, ["x1", "x2"], { layer, neuron }));

describe("the plain text of an equation", () => {
  it("names the inputs in the first layer", () => {
    expect(equation(1, 1)).toBe("z = 0.83·x1 − 1.20·x2 + 0.10, a = tanh(z)");
  });

  it("begins with a minus without a space", () => {
    expect(equation(1, 2)).toBe("z = −1.00·x1 + 2.00·x2 − 0.50, a = tanh(z)");
  });

  it("names the neurons before in deeper layers, and y' for the output", () => {
    expect(equation(2, 1)).toBe("z = −0.000042·a1 + 3.00·a2 + 0.00, y' = sigmoid(z)");
  });

  it.each([
    ["relu", "a = max(0, z)"],
    ["linear", "a = z"],
    ["swish", "a = swish(z)"],
  ])("writes the activation %s", (name, text) => {
    const other = fakeFrame({ activations: [name, "softmax"] });
    expect(plainText(formulaOf(other, ["x1", "x2"], { layer: 1, neuron: 1 }))).toContain(text);
    expect(plainText(formulaOf(other, ["x1", "x2"], { layer: 2, neuron: 1 }))).toContain(
      "y' = softmax(z)",
    );
  });
});

describe("the equation in MathML", () => {
  const formula = formulaOf(frame, ["x1", "x2"], { layer: 1, neuron: 1 });
  const rows = (element: Element) =>
    [...element.querySelectorAll("mtr")].map((row) => row.textContent?.replaceAll(" ", ""));

  it("has symbols, numbers below them, and the activation", () => {
    const { element } = blackboard(formula, 9);
    expect(element.namespaceURI).toBe("http://www.w3.org/1998/Math/MathML");
    expect(rows(element)).toEqual(["z=w1x1+w2x2+b", "=0.83·x1−1.20·x2+0.10", "a=tanh(z)"]);
  });

  it("takes new numbers without new elements", () => {
    const board = blackboard(formula, 9);
    const numbers = [...board.element.querySelectorAll("mn")];
    board.update({ ...formula, weights: [-2, 7], bias: -0.25 });
    expect(rows(board.element)[1]).toBe("=−2.00·x1+7.00·x2−0.25");
    expect([...board.element.querySelectorAll("mn")]).toEqual(numbers);
  });

  it("goes on below where a row is full", () => {
    const wide = { ...formula, names: ["a1", "a2", "a3", "a4"], weights: [1, 2, 3, 4] };
    const lines = rows(blackboard(wide, 3).element);
    expect(lines[0]).toBe("z=w1a1+w2a2+w3a3");
    expect(lines[2]).toBe("+w4a4+b");
    expect(lines[3]).toBe("+4.00·a4+0.10");
  });
});

describe("names", () => {
  it("sets indices below and powers above", () => {
    expect(mathName("x1²").outerHTML).toContain(
      "<msup><msub><mi>x</mi><mn>1</mn></msub><mn>2</mn>",
    );
    expect(mathName("x1x2").querySelectorAll("msub")).toHaveLength(2);
    expect(mathName("sin(x1)").textContent).toBe("sin(x1)");
  });

  it("leaves words alone and never reads markup", () => {
    expect(nameParts("max2")).toEqual(["max2"]);
    expect(mathName("<b>area</b>").querySelector("b")).toBeNull();
    expect(mathName("<b>area</b>").textContent).toBe("<b>area</b>");
  });
});
