import { describe, expect, it } from "vitest";
import { formulaOf, plainText } from "../../src/board/formula";
import { blackboard, elementOf, mathName } from "../../src/board/mathml";
import { nameParts } from "../../src/ui/math-name";
import formulas from "../formulas.json";
import { frameWith, recordedScene } from "../recorded";

const { activations, equations } = formulas;
const scene = recordedScene();

const frame = frameWith({
  layers: [2, 1],
  parameters: [
    [0.83, -1, -1.2, 2, 0.1, -0.5],
    [-0.000042, 3, 0],
  ],
});
const equation = (layer: number, neuron: number) =>
  plainText(formulaOf(frame, scene, activations, { layer, neuron }));

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

  it.each(Object.entries(equations))("says with %s what Python says", (name, text) => {
    const other = frameWith({
      layers: [1, 1],
      activations: [name, "softmax"],
      parameters: [[1, -2, 0.5]],
    });
    const written = formulaOf(other, scene, activations, { layer: 1, neuron: 1 });
    expect(plainText(written)).toBe(text);
    expect(plainText(formulaOf(other, scene, activations, { layer: 2, neuron: 1 }))).toContain(
      "y' = softmax(z)",
    );
  });

  it("has the slope of a leaky ReLU in it", () => {
    expect(equations.leaky_relu).toContain("a = max(0.2 z, z)");
  });
});

describe("the equation in MathML", () => {
  const formula = formulaOf(frame, scene, activations, { layer: 1, neuron: 1 });
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
    const inputs = [1, 2, 3, 4].map((i) => ({ text: `a${i}` }));
    const wide = { ...formula, inputs, weights: [1, 2, 3, 4] };
    const lines = rows(blackboard(wide, 3).element);
    expect(lines[0]).toBe("z=w1a1+w2a2+w3a3");
    expect(lines[2]).toBe("+w4a4+b");
    expect(lines[3]).toBe("+4.00·a4+0.10");
  });
});

describe("a formula of the kernel", () => {
  const sent = [...activations, ...formulas.losses].flatMap(({ expression, slope }) => [
    expression,
    slope,
  ]);

  it.each(sent.map((one) => [one.text, one.mathml]))("%s is built as it came", (_, mathml) => {
    const words = (tree: unknown): string =>
      typeof tree === "string" ? tree : (tree as unknown[]).slice(1).map(words).join("");
    const element = elementOf(mathml);
    expect(element.textContent).toBe(words(mathml));
    for (const part of [element, ...element.querySelectorAll("*")])
      expect(part.namespaceURI).toBe("http://www.w3.org/1998/Math/MathML");
  });

  it("is what stands on the blackboard, also for an input", () => {
    const mathml = ["msup", ["msub", ["mi", "x"], ["mn", "1"]], ["mn", "5"]];
    const written = {
      ...recordedScene(),
      feature_labels: ["x1^5", "x2"],
      feature_mathml: [mathml, null],
    };
    const one = frameWith({ layers: [1], activations: ["softplus"] });
    const formula = formulaOf(one, written, activations, { layer: 1, neuron: 1 });
    const { element } = blackboard(formula, 9);
    expect(element.innerHTML).toContain("<msup><msub><mi>x</mi><mn>1</mn></msub><mn>5</mn></msup>");
    expect(element.innerHTML).toContain("<msup><mi>e</mi><mi>z</mi></msup>");
    expect(plainText(formula)).toContain("·x1^5 ");
  });

  it("is text, and never markup", () => {
    expect(elementOf(["mi", "<b>x</b>"]).innerHTML).toBe("&lt;b&gt;x&lt;/b&gt;");
    for (const tag of ["script", "maction", "annotation-xml", "a"])
      expect(() => elementOf(["mrow", [tag, "x"]])).toThrow(tag);
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
