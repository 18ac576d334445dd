// A formula of the catalog as a function that gives numbers.

/** A number, a name, or an operation and what it is done to: `["max", 0, "z"]`. */
export type Tree = number | string | readonly Tree[];

const OPERATIONS: Record<string, (...values: number[]) => number> = {
  neg: (a = 0) => -a,
  "+": (a = 0, b = 0) => a + b,
  "-": (a = 0, b = 0) => a - b,
  "*": (a = 0, b = 0) => a * b,
  "/": (a = 0, b = 0) => a / b,
  "^": (a = 0, b = 0) => a ** b,
  ">": (a = 0, b = 0) => Number(a > b),
  ">=": (a = 0, b = 0) => Number(a >= b),
  "<": (a = 0, b = 0) => Number(a < b),
  "<=": (a = 0, b = 0) => Number(a <= b),
  if: (condition = 0, a = 0, b = 0) => (condition ? a : b),
  ln: Math.log,
  sigmoid: (a = 0) => 1 / (1 + Math.exp(-a)),
};
for (const name of ["max", "min", "exp", "tanh", "sin", "cos", "abs", "sqrt", "sign"] as const) {
  OPERATIONS[name] = Math[name];
}

/**
 * The formula as a function of the numbers that its names stand for, in this order; of a name or
 * an operation that is not known it gives no number.
 */
export function functionOf(tree: Tree, ...names: string[]): (...values: number[]) => number {
  if (typeof tree === "number") return () => tree;
  if (typeof tree === "string") {
    const at = names.indexOf(tree);
    return (...values) => values[at] ?? Number.NaN;
  }
  const [name, ...parts] = tree;
  const operation = OPERATIONS[name as string] ?? (() => Number.NaN);
  const [a, b, c] = parts.map((part) => functionOf(part, ...names));
  if (a && b && c) return (...values) => operation(a(...values), b(...values), c(...values));
  if (a && b) return (...values) => operation(a(...values), b(...values));
  return a ? (...values) => operation(a(...values)) : () => Number.NaN;
}

/** Where a function that never falls reaches a number; infinite where it does so nowhere. */
export function reachedAt(f: (value: number) => number, wanted: number): number {
  let [low, high] = [-1e9, 1e9];
  if (f(low) >= wanted) return -Infinity;
  if (f(high) < wanted) return Infinity;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (f(middle) >= wanted) high = middle;
    else low = middle;
  }
  return high;
}
