// Plays what a real kernel sent (test/recorded, written by python -m tests.recording).

import type { Catalog, FromBrowser, FromKernel } from "../src/kernel/protocol";
import type { Options } from "../src/kernel/state";
import catalog from "../test/recorded/catalog.json";
import standard from "../test/recorded/default.json";
import diverged from "../test/recorded/diverged.json";
import edited from "../test/recorded/edited.json";
import finding from "../test/recorded/finding.json";
import looked from "../test/recorded/looked-into.json";
import many from "../test/recorded/many.json";
import column from "../test/recorded/one-column.json";
import problem from "../test/recorded/other-problem.json";
import file from "../test/recorded/own-file.json";
import points from "../test/recorded/own-points.json";
import refused from "../test/recorded/refused.json";
import regression from "../test/recorded/regression.json";
import run from "../test/recorded/run.json";
import table from "../test/recorded/table.json";
import classes from "../test/recorded/three-classes.json";
import undone from "../test/recorded/undone.json";

/** One widget: its options, and turn by turn what a view said, the hello first, and heard. */
interface Recording {
  options: Options;
  turns: Turn[];
}

interface Turn {
  said: { type: FromBrowser["type"] };
  heard: Heard[];
}

/** A message, or new values of options, so many milliseconds after something was said. */
interface Heard {
  at: number;
  content?: FromKernel;
  buffers?: string[];
  options?: Partial<Options>;
}

export const RECORDINGS = {
  default: standard,
  diverged,
  edited,
  finding,
  "looked-into": looked,
  many,
  "one-column": column,
  "other-problem": problem,
  "own-file": file,
  "own-points": points,
  refused,
  regression,
  run,
  table,
  "three-classes": classes,
  undone,
} as unknown as Record<string, Recording>;

export const CATALOG = catalog as unknown as Catalog;

export function recordingOf(name: string): Recording {
  const recording = RECORDINGS[name];
  if (!recording) throw new Error(`nothing was recorded of ${name}`);
  return recording;
}

export type Message = [content: FromKernel, ...buffers: DataView[]];

/** The messages of a recording as they came. */
export const messagesOf = (name: string): Message[] =>
  recordingOf(name).turns.flatMap(({ heard }) => heard.flatMap(messageOf));

function messageOf({ content, buffers = [] }: Heard): Message[] {
  if (!content) return [];
  const whole = content.type === "welcome" ? { ...content, catalog: CATALOG } : content;
  const views = buffers.map((text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new DataView(bytes.buffer);
  });
  return [[whole, ...views]];
}

/** Is this what was said then? What is computed may differ in its last digits. */
function isSaid(said: object, message: object): boolean {
  const text = (value: unknown) =>
    JSON.stringify(value, (_, one) => (typeof one === "number" ? one.toPrecision(6) : one));
  const now = new Map(Object.entries(message));
  return Object.entries(said).every(([key, value]) => text(now.get(key)) === text(value));
}

// biome-ignore lint/suspicious/noExplicitAny: listeners of any event
type Listener = (...args: any[]) => void;

/** Milliseconds that a message is on its way. */
const TRAVEL = 10;

/**
 * What the widget uses of an anywidget model. What was said when it was recorded, in this order,
 * is answered as it was then; else options take the values that they are given, and everything
 * is said to be done.
 */
export class Player {
  /** What the browser has said. */
  sent: FromBrowser[] = [];
  /** Hears, and answers nothing. */
  silent = false;
  /** Nothing can be sent. */
  dead = false;
  widget_manager: unknown = {};
  #options: Record<string, unknown>;
  #turns: Turn[];
  #next = 0;
  #view = 0;
  #listeners = new Map<string, Set<Listener>>();

  /** The sources of the parts; a test has them without. */
  sources = async (_part: string) => "";

  constructor(name: string, options: object = {}) {
    const { options: recorded, turns } = recordingOf(name);
    this.#options = { ...recorded, ...options };
    this.#turns = turns;
  }

  get(name: string) {
    return this.#options[name];
  }
  on(name: string, listener: Listener) {
    this.#listeners.set(name, (this.#listeners.get(name) ?? new Set()).add(listener));
  }
  off(name: string, listener: Listener) {
    this.#listeners.get(name)?.delete(listener);
  }
  send(message: FromBrowser) {
    if (this.dead) throw new Error("Cannot send");
    this.sent.push(message);
    if (!this.silent) setTimeout(() => this.#answer(message), TRAVEL);
  }

  /** Messages of one type, as the kernel got them. */
  got<T extends FromBrowser["type"]>(type: T) {
    return this.sent.filter((one) => one.type === type) as Extract<FromBrowser, { type: T }>[];
  }
  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }

  emit(name: string, ...args: unknown[]) {
    for (const listener of this.#listeners.get(name) ?? []) listener(...args);
  }
  deliver(content: unknown, ...buffers: DataView[]) {
    this.emit("msg:custom", content, buffers);
  }
  /** Options have other values, as after an assignment in Python. */
  assign(values: object) {
    this.#options = { ...this.#options, ...values };
    for (const name of Object.keys(values)) this.emit(`change:${name}`);
  }

  /** The rest of the recording, though nobody says what was said, with a pause before each turn. */
  play(pause = 0) {
    let at = 0;
    for (const turn of this.#turns.slice(this.#next)) {
      at += pause;
      setTimeout(() => this.#hear(turn, this.#view, null), at);
      at += turn.heard.at(-1)?.at ?? 0;
    }
    this.#next = this.#turns.length;
  }

  #answer(message: FromBrowser) {
    const { type, view } = message;
    const seq = "seq" in message ? message.seq : null;
    if (type === "hello") this.#view = view;
    const turn = this.#turnOf(message);
    if (turn) this.#hear(turn, view, seq);
    else if (type === "want_part") {
      this.sources(message.name).then((module) =>
        this.deliver({ type: "part", view, name: message.name, module }),
      );
    } else if (seq !== null) {
      const values = type === "edit" ? message.changes : {};
      this.assign(values);
      this.deliver({ type: "done", view, seq, values });
    }
  }

  /** A view may open at any time; all else was said after what was said before it. */
  #turnOf(message: FromBrowser): Turn | undefined {
    const first = message.type === "hello" ? 0 : this.#next;
    const at = this.#turns.findIndex(({ said }, i) => i >= first && isSaid(said, message));
    this.#next = Math.max(this.#next, at + 1);
    return this.#turns[at];
  }

  #hear({ heard }: Turn, view: number, seq: number | null) {
    for (const one of heard) {
      const tell = () => {
        if (one.options) this.assign(one.options);
        for (const [content, ...buffers] of messageOf(one)) {
          const answer = { ...content, view, ...("seq" in content && { seq }) };
          this.deliver("view" in content ? answer : content, ...buffers);
        }
      };
      if (one.at) setTimeout(tell, one.at);
      else tell();
    }
  }
}
