// The arrow keys' way through the network: up and down within a column, left and right along
// the links, which are stations of their own as long as they are elements.

import type { Shape } from "./shape";

export type Place =
  | { kind: "input"; index: number }
  | { kind: "neuron"; layer: number; neuron: number }
  | { kind: "link"; layer: number; from: number; to: number };

/** Which part of the network an event happened on. */
export function place(target: EventTarget | null): Place | null {
  if (!(target instanceof Element)) return null;
  const element = target.closest<HTMLElement | SVGElement>(
    "[data-neuron], [data-input], [data-link]",
  );
  if (!element) return null;
  const { neuron, input, link } = element.dataset;
  if (input !== undefined) return { kind: "input", index: Number(input) };
  if (neuron !== undefined) {
    const [layer = 0, number = 0] = neuron.split("-").map(Number);
    return { kind: "neuron", layer, neuron: number };
  }
  const [layer = 0, from = 0, to = 0] = (link ?? "").split("-").map(Number);
  return { kind: "link", layer, from, to };
}

/** A selector of the next station, or null where the key leads nowhere. */
export function step(shape: Shape, from: Place, key: string, alongLinks: boolean): string | null {
  const { layers, inputs } = shape;
  const active = inputs.flatMap(({ source }, index) => (source > 0 ? [index] : []));
  const input = (index: number) => (inputs[index] ? `[data-input="${index}"]` : null);
  const neuron = (layer: number, number: number) =>
    number >= 1 && number <= (layers[layer - 1] ?? 0) ? `[data-neuron="${layer}-${number}"]` : null;
  const nearest = (layer: number, number: number) =>
    neuron(layer, Math.max(1, Math.min(number, layers[layer - 1] ?? 0)));
  const link = (layer: number, a: number, b: number) => `[data-link="${layer}-${a}-${b}"]`;
  const vertical = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;

  switch (from.kind) {
    case "input":
      if (vertical) return input(from.index + vertical);
      if (key !== "ArrowRight") return null;
      if (alongLinks && active.includes(from.index)) return link(1, from.index, 0);
      return nearest(1, from.index + 1);
    case "neuron": {
      const { layer, neuron: number } = from;
      if (vertical) return neuron(layer, number + vertical);
      if (key === "ArrowRight") {
        if (layer === layers.length) return null;
        return alongLinks ? link(layer + 1, number - 1, 0) : nearest(layer + 1, number);
      }
      if (key !== "ArrowLeft") return null;
      if (alongLinks) return link(layer, layer === 1 ? (active[0] ?? 0) : 0, number - 1);
      return layer === 1 ? input(active[0] ?? 0) : nearest(layer - 1, number);
    }
    case "link": {
      const { layer, from: source, to } = from;
      if (key === "ArrowRight") return neuron(layer, to + 1);
      if (key === "ArrowLeft") return layer === 1 ? input(source) : neuron(layer - 1, source + 1);
      if (!vertical) return null;
      // Through the links into this neuron, then on to its neighbour's.
      const sources =
        layer === 1 ? active : Array.from({ length: layers[layer - 2] ?? 0 }, (_, i) => i);
      const position = sources.indexOf(source) + vertical + to * sources.length;
      const target = Math.floor(position / sources.length);
      if (position < 0 || target >= (layers[layer - 1] ?? 0)) return null;
      return link(layer, sources[position - target * sources.length] ?? 0, target);
    }
  }
}
