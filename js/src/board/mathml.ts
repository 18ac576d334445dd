// A neuron's equation as native MathML: a line of symbols, the numbers aligned below it, and
// the activation. Built from nodes, never from markup, since names come from the user's data.

import { nameParts } from "../ui/math-name";
import { type Formula, signed, type Written } from "./formula";

const NAMESPACE = "http://www.w3.org/1998/Math/MathML";

export interface Blackboard {
  element: Element;
  /** Writes new numbers into the same equation. */
  update(formula: Formula): void;
}

/**
 * `perRow` terms stand in one row; more continue below. `decimal` gives a number the sign of the
 * language.
 */
export function blackboard(
  formula: Formula,
  perRow: number,
  decimal = (written: string) => written,
): Blackboard {
  const count = formula.inputs.length;
  // The bias is one item more.
  const operators: Element[] = [];
  const numbers: Element[] = [];
  const rows: Element[] = [];
  for (let start = 0; start <= count; start += perRow) {
    const end = Math.min(count + 1, start + perRow);
    const symbols = row([cell("nnw-math-left", start === 0 ? mi("z") : null)]);
    const values = row([cell("nnw-math-left", null)], "nnw-math-numbers");
    for (let i = start; i < end; i++) {
      const operator = mo("+");
      const value = node("mn");
      operators.push(operator);
      numbers.push(value);
      const input = formula.inputs[i];
      const name = input ? [mo("·"), written(input)] : [];
      symbols.append(cell("", mo(i === 0 ? "=" : "+")));
      symbols.append(cell("", ...(input ? [weightSymbol(i + 1), written(input)] : [mi("b")])));
      values.append(cell("", i === 0 ? mo("=") : operator), cell("", value, ...name));
    }
    rows.push(symbols, values);
  }
  const activation = cell("nnw-math-rest", written(formula.activation));
  activation.setAttribute("columnspan", String(2 * Math.min(perRow, count + 1) - 1));
  const result = formula.result === "a" ? mi("a") : node("msup", mi("y"), sign("′"));
  rows.push(row([cell("nnw-math-left", result), cell("", mo("=")), activation], "nnw-math-result"));
  const element = node("math", node("mtable", ...rows));
  element.setAttribute("display", "block");

  const update = ({ weights, bias }: Formula) => {
    [...weights, bias].forEach((value, i) => {
      const { sign, size: plain } = signed(value);
      const size = decimal(plain);
      // The first term carries its minus itself, as in the plain text.
      write(numbers[i], i === 0 && sign !== "+" ? sign + size : size);
      if (i > 0) write(operators[i], sign);
    });
  };
  update(formula);
  return { element, update };
}

function write(element: Element | undefined, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

/** `sin(x1)` with its parts as mathematics; a name that is a word as text. */
export function mathName(name: string): Element {
  const parts = nameParts(name);
  if (parts.every((part) => typeof part === "string")) return node("mtext", name);
  const row: Element[] = [];
  for (const part of parts) {
    if (typeof part !== "string") {
      row.push(node("msub", mi(part.letter), node("mn", part.index)));
      continue;
    }
    for (const [token] of part.matchAll(/[\p{L}]+|[²³]|\S/gu)) {
      const base = token === "²" || token === "³" ? row.pop() : undefined;
      if (base) row.push(node("msup", base, node("mn", token === "²" ? "2" : "3")));
      else row.push(/\p{L}/u.test(token) ? mi(token) : sign(token));
    }
  }
  return row.length === 1 && row[0] ? row[0] : node("mrow", ...row);
}

const weightSymbol = (index: number) => node("msub", mi("w"), node("mn", String(index)));

const written = ({ text, mathml }: Written) => (mathml ? elementOf(mathml) : mathName(text));

const TAGS = new Set("mrow mi mn mo mtext mspace mfrac msup msub msqrt mtable mtr mtd".split(" "));

/** What the kernel sends as `[tag, ...children]`, a child being such an element or a text. */
export function elementOf(sent: unknown): Element {
  const [tag, ...children] = sent as [string, ...unknown[]];
  if (!TAGS.has(tag)) throw new Error(`no element of a formula: ${tag}`);
  const [only] = children;
  if (tag === "mo" && typeof only === "string") return sign(only);
  const inside = children.map((child) => (typeof child === "string" ? child : elementOf(child)));
  const element = node(tag, ...inside);
  if (tag === "mspace") element.setAttribute("width", "0.17em");
  return element;
}

/** Of the signs only the brace before several cases grows; a prime stands close. */
function sign(text: string): Element {
  const element = mo(text);
  if (text === "′") {
    for (const side of ["lspace", "rspace"]) element.setAttribute(side, "0");
  } else if (text !== "{") element.setAttribute("stretchy", "false");
  return element;
}

const mi = (text: string) => node("mi", text);
const mo = (text: string) => node("mo", text);

function row(cells: Element[], className = ""): Element {
  const element = node("mtr", ...cells);
  if (className) element.setAttribute("class", className);
  return element;
}

function cell(className: string, ...content: (Element | null)[]): Element {
  const element = node("mtd", ...content.filter((child) => child !== null));
  if (className) element.setAttribute("class", className);
  return element;
}

function node(name: string, ...children: (Element | string)[]): Element {
  const element = document.createElementNS(NAMESPACE, name);
  element.append(...children);
  return element;
}
