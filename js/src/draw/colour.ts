import { type ReadonlySignal, signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

export type RGB = readonly [number, number, number];

/** The colours of the theme that canvases need; everything else takes them from the CSS. */
export interface Palette {
  negative: RGB;
  neutral: RGB;
  positive: RGB;
  ink: RGB;
  inkSoft: RGB;
  line: RGB;
  surface: RGB;
  classes: RGB[];
  /** Colour of a map's value 0..255, as the canvas stores pixels. */
  map: Uint32Array<ArrayBuffer>;
}

const CLASSES = 12;

export const css = ([r, g, b]: RGB, alpha = 1) => `rgb(${r} ${g} ${b} / ${alpha})`;

export function mix(from: RGB, to: RGB, share: number): RGB {
  const at = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * share);
  return [at(0), at(1), at(2)];
}

/** A pixel of a canvas, little-endian: alpha, blue, green, red. */
export const pixel = ([r, g, b]: RGB) => (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;

/** 0 is the negative colour, 128 the neutral one, 255 the positive one. */
export function mapTable(negative: RGB, neutral: RGB, positive: RGB): Uint32Array<ArrayBuffer> {
  const table = new Uint32Array(256);
  for (let value = 0; value < 256; value++) {
    table[value] = pixel(
      value < 128
        ? mix(negative, neutral, value / 128)
        : mix(neutral, positive, (value - 128) / 127),
    );
  }
  return table;
}

/** Entry `256 * k + p`: class k, won with probability p / 255 of `count` classes. */
export function classTable(classes: readonly RGB[], neutral: RGB, count: number) {
  const table = new Uint32Array(256 * count);
  const least = 255 / count; // no class can win with less
  for (let k = 0; k < count; k++) {
    for (let p = 0; p < 256; p++) {
      const certainty = Math.max(0, Math.min(1, (p - least) / (255 - least)));
      table[256 * k + p] = pixel(mix(neutral, classColour(classes, k), 0.25 + 0.75 * certainty));
    }
  }
  return table;
}

export function classColour(classes: readonly RGB[], k: number): RGB {
  return classes[k % Math.max(1, classes.length)] ?? [128, 128, 128];
}

/** The colours of the element's theme: any CSS colour is understood, since a canvas reads it. */
function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const read = (name: string, otherwise: RGB): RGB => {
    const value = style.getPropertyValue(`--nnw-${name}`).trim();
    if (!value || !context) return otherwise;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = "#808080";
    context.fillStyle = value;
    context.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b];
  };
  const negative = read("negative", [226, 118, 20]);
  const neutral = read("neutral", [240, 241, 242]);
  const positive = read("positive", [14, 110, 184]);
  return {
    negative,
    neutral,
    positive,
    ink: read("ink", [31, 35, 40]),
    inkSoft: read("ink-soft", [96, 104, 112]),
    line: read("line", [216, 220, 224]),
    surface: read("surface", [255, 255, 255]),
    classes: Array.from({ length: CLASSES }, (_, k) =>
      read(`class-${k}`, mix(negative, positive, k / CLASSES)),
    ),
    map: mapTable(negative, neutral, positive),
  };
}

/** The palette of the element's theme; a new one when the page changes its theme or goes to another screen. */
export function usePalette(ref: RefObject<Element | null>): ReadonlySignal<Palette | null> {
  const [palette] = useState(() => signal<Palette | null>(null));
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    let known = "";
    const read = () => {
      const next = readPalette(element);
      // what is drawn for another screen is blurred on this one
      const text = JSON.stringify([
        devicePixelRatio,
        next.negative,
        next.neutral,
        next.ink,
        next.line,
        next.surface,
      ]);
      if (text === known) return;
      known = text;
      palette.value = next;
    };
    // A page may set the attribute first and fetch the style sheet of its new theme later.
    let timers: number[] = [];
    const changed = () => {
      timers.forEach(clearTimeout);
      timers = [0, 100, 600].map((delay) => window.setTimeout(read, delay));
    };
    read();
    const observer = new MutationObserver(changed);
    for (const watched of [document.documentElement, document.body]) {
      observer.observe(watched, { attributes: true });
    }
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", changed);
    window.addEventListener("resize", changed);
    return () => {
      timers.forEach(clearTimeout);
      observer.disconnect();
      scheme.removeEventListener("change", changed);
      window.removeEventListener("resize", changed);
    };
  }, [ref, palette]);
  return palette;
}
