// Parts of the widget that come from the kernel when they are opened, as ES modules.
//
// Every widget of a page has its own copy of this file, since anywidget imports the bundle once a
// widget; what has come to the page is therefore kept on the page, by the build it belongs to.

import { effect, signal, untracked } from "@preact/signals";
import type { Kernel } from "./state";

/** A part's default export: makes it out of the modules of the first view, by their names. */
export type Maker = (module: (name: string) => unknown) => unknown;

/** A part on its way to the page, for all who wait for it. */
interface Coming {
  maker: Promise<Maker>;
  /** Of those who wait and whose kernel answers, the first one has asked. */
  asking: Set<() => void>;
  came(source: string): void;
}

const KEY = Symbol.for("nnwidget.parts");
const page = globalThis as { [KEY]?: Map<string, Coming> };

let build = "";
let modules: Readonly<Record<string, unknown>> = {};

/** What the parts are made of; `build` tells the parts of one version from those of another. */
export function share(ofBuild: string, ofFirstView: typeof modules): void {
  build = ofBuild;
  modules = ofFirstView;
}

const made = signal<ReadonlyMap<string, unknown>>(new Map());

/** The exports of a part's module; undefined until it is here. */
export const partNamed = (name: string) => made.value.get(name);

/** Puts parts in place that need not come from a kernel. */
export function give(parts: Iterable<[name: string, exports: unknown]>): void {
  made.value = new Map([...made.peek(), ...parts]);
}

/** A part came, as the source of a module; without one there is no such part. */
export function partCame(name: string, source: string): void {
  coming(name).came(source);
}

/**
 * Has a part come, and be asked for again when a connection is back that was lost meanwhile.
 * Returns what ends the waiting.
 */
export function waitFor(
  kernel: Pick<Kernel, "connection" | "wantPart">,
  name: string,
  failed: (error: unknown) => void,
): () => void {
  const { maker, asking } = coming(name);
  let waiting = true;
  maker
    .then((make) => {
      if (waiting && !made.peek().has(name)) give([[name, make((module) => modules[module])]]);
    })
    .catch((error) => {
      if (waiting) failed(error);
    });
  const ask = () => untracked(() => kernel.wantPart(name));
  const stop = effect(() => {
    if (kernel.connection.value !== "live") return;
    asking.add(ask);
    if (asking.size === 1) ask();
    return () => {
      const [first] = asking;
      asking.delete(ask);
      const [next] = asking;
      if (first === ask) next?.();
    };
  });
  return () => {
    waiting = false;
    stop();
  };
}

/** The part on its way, or on the page already. */
function coming(name: string): Coming {
  page[KEY] ??= new Map();
  const all = page[KEY];
  const key = `${build}/${name}`;
  const known = all.get(key);
  if (known) return known;
  let came: Coming["came"] = () => {};
  const maker = new Promise<string>((resolve) => {
    came = resolve;
  }).then(evaluated);
  const one = { maker, asking: new Set<() => void>(), came };
  all.set(key, one);
  // nobody asks any more; what failed may be asked for once more
  maker.then(
    () => one.asking.clear(),
    () => all.delete(key),
  );
  return one;
}

async function evaluated(source: string): Promise<Maker> {
  if (!source) throw new Error("the kernel has no such part");
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return (await import(url)).default;
  } finally {
    URL.revokeObjectURL(url);
  }
}
