// Parts of the widget that come from the kernel when they are opened, as ES modules.
//
// Every widget of a page has its own copy of this file, since anywidget imports the bundle once a
// widget; what has come to the page is therefore kept on the page, by the build it belongs to.

import { effect, signal, untracked } from "@preact/signals";
import type { Kernel } from "./state";

/** A part's default export: makes it out of the modules of the first view, by their names. */
type Maker = (module: (name: string) => unknown) => unknown;

/** What is needed of a kernel here. */
export type Asked = Pick<Kernel, "connection" | "wantPart">;

/** A part on its way to the page, for all who wait for it. */
interface Coming {
  maker: Promise<Maker>;
  /** It came: there is nothing to ask for. */
  here: boolean;
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
export function waitFor(kernel: Asked, name: string, failed: (error: unknown) => void): () => void {
  const part = coming(name);
  const { asking } = part;
  let waiting = true;
  part.maker
    .then((make) => {
      if (waiting && !made.peek().has(name)) give([[name, make((module) => modules[module])]]);
    })
    .catch((error) => {
      // it may be asked for once more
      page[KEY]?.delete(keyOf(name));
      if (waiting) failed(error);
    });
  let asked = false;
  const ask = () => {
    if (!asked) untracked(() => kernel.wantPart(name));
    asked = true;
  };
  const stop = effect(() => {
    const now = kernel.connection.value;
    // a kernel that is only busy will answer yet
    if (now !== "live" && now !== "busy") asked = false;
    if (part.here || now !== "live") return;
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

const keyOf = (name: string) => `${build}/${name}`;

/** The part on its way, or on the page already. */
function coming(name: string): Coming {
  page[KEY] ??= new Map();
  const all = page[KEY];
  const key = keyOf(name);
  const known = all.get(key);
  if (known) return known;
  let resolve: (source: string) => void = () => {};
  const one: Coming = {
    maker: new Promise<string>((come) => {
      resolve = come;
    }).then(evaluated),
    here: false,
    asking: new Set(),
    came(source) {
      one.here = true;
      one.asking.clear();
      resolve(source);
    },
  };
  all.set(key, one);
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
