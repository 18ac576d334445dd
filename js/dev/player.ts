// Plays what a real kernel sent (test/recorded, written by python -m tests.recording).

import type { FromBrowser, FromKernel } from "../src/kernel/protocol";
import type { Options } from "../src/kernel/state";
import catalog from "../test/recorded/catalog.json";
import standard from "../test/recorded/default.json";
import diverged from "../test/recorded/diverged.json";
import edited from "../test/recorded/edited.json";
import finding from "../test/recorded/finding.json";
import looked from "../test/recorded/looked-into.json";
import column from "../test/recorded/one-column.json";
import refused from "../test/recorded/refused.json";
import regression from "../test/recorded/regression.json";
import classes from "../test/recorded/three-classes.json";

/** What one view of a widget was sent, from its hello on. */
interface Recording {
  options: Options;
  messages: { content: FromKernel; buffers: string[] }[];
}

export const RECORDINGS = {
  default: standard,
  diverged,
  edited,
  finding,
  "looked-into": looked,
  "one-column": column,
  refused,
  regression,
  "three-classes": classes,
} as unknown as Record<string, Recording>;

/** The messages of a recording as they came. */
export function messagesOf(name: string): [content: FromKernel, buffers: DataView[]][] {
  return (RECORDINGS[name]?.messages ?? []).map(({ content, buffers }) => [
    content.type === "welcome" ? ({ ...content, catalog } as unknown as FromKernel) : content,
    buffers.map((text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      return new DataView(bytes.buffer);
    }),
  ]);
}

type Listener = (...args: unknown[]) => void;

/**
 * What the widget uses of an anywidget model. At the hello it is sent all that was recorded; then
 * options take the values that they are given, and everything else is said to be done.
 */
export class Player {
  #options: Options;
  #name: string;
  #listeners = new Map<string, Set<Listener>>();

  /** The sources of the parts; a test has them without. */
  sources = async (_part: string) => "";

  constructor(name: string, options: Partial<Options> = {}) {
    this.#name = name;
    this.#options = { ...(RECORDINGS[name] as Recording).options, ...options };
  }

  get(name: keyof Options) {
    return this.#options[name];
  }
  on(name: string, listener: Listener) {
    this.#listeners.set(name, (this.#listeners.get(name) ?? new Set()).add(listener));
  }
  off(name: string, listener: Listener) {
    this.#listeners.get(name)?.delete(listener);
  }

  send(message: FromBrowser) {
    setTimeout(() => this.#answer(message), 10);
  }

  #answer(message: FromBrowser) {
    const { type, view } = message;
    if (type === "hello") {
      for (const [content, buffers] of messagesOf(this.#name)) {
        const told = "view" in content ? { ...content, view } : content;
        this.#call("msg:custom", told, buffers);
      }
    }
    if (type === "want_part") {
      this.sources(message.name).then((module) =>
        this.#call("msg:custom", { type: "part", view, name: message.name, module }, []),
      );
    }
    if (type === "edit") {
      this.#options = { ...this.#options, ...message.changes };
      for (const name of Object.keys(message.changes)) this.#call(`change:${name}`);
    }
    if ("seq" in message) this.#call("msg:custom", { type: "done", view, seq: message.seq }, []);
  }

  #call(name: string, ...args: unknown[]) {
    for (const listener of this.#listeners.get(name) ?? []) listener(...args);
  }
}
