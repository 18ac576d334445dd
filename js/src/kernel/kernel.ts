import type { AnyModel } from "@anywidget/types";
import { effect, signal } from "@preact/signals";
import { awaiting } from "./awaited";
import { watch } from "./connection";
import { type Decoded, decode } from "./decode";
import { createEdits } from "./edits";
import { createFrames } from "./frames";
import { frontEndOf } from "./front-end";
import { OPTION_NAMES } from "./options";
import { partCame } from "./parts";
import { createPicture } from "./picture";
import type { Catalog, FromBrowser } from "./protocol";
import { watchSight } from "./sight";
import {
  type HistoryData,
  type Kernel,
  LARGEST_MESSAGE,
  type NeuronRef,
  type Options,
  type Snapshot,
} from "./state";
import { createTravel } from "./travel";

type Unsent<T> = T extends { seq: number } ? Omit<T, "view" | "seq"> : never;
type Request = Unsent<FromBrowser>;

const ALIVE_EVERY = 10_000;

/** Another model of the same origin. One that comes from a file has no comm. */
interface Sibling {
  comm_live?: boolean;
}

export interface Connected extends Kernel {
  close(): void;
}

/**
 * Speaks with the kernel for one view. `el` is the view's element: out of sight, the kernel is
 * asked to send nothing.
 */
export function connect(model: AnyModel, el: HTMLElement): Connected {
  const view = Math.floor(Math.random() * 0x7fffffff);
  let closed = false;
  let seq = 0;

  const catalog = signal<Catalog | null>(null);
  const { picture, scene, frame, show } = createPicture();
  const history = signal<HistoryData | null>(null);
  const refusal: Kernel["refusal"] = signal(null);
  const selected = signal<NeuronRef | null>(null);
  const hovered = signal<NeuronRef | null>(null);
  const hiddenSpace = signal<readonly number[] | null>(null);
  const point = signal<number | null>(null);
  const wanted = signal<readonly number[] | null>(null);
  const fault = signal<unknown>(null);
  const frontEnd = frontEndOf(model);
  const shown = { picture, show, history, selected, hovered, fault };
  const frames = createFrames(shown, (painted) => send({ type: "ack", view, frame: painted }));

  // ---------------------------------------------------------------- to the kernel

  function send(message: FromBrowser): boolean {
    const bytes = new Blob([JSON.stringify(message)]).size;
    if (bytes > LARGEST_MESSAGE) {
      refusal.value = { bytes };
      return false;
    }
    try {
      model.send(message);
      return true;
    } catch {
      // JupyterLab cuts the comm of a restarted kernel: sending throws
      line.lost();
      return false;
    }
  }
  function ask(message: FromBrowser): boolean {
    if (!send(message)) return false;
    line.asked();
    return true;
  }
  const alive = () => ask({ type: "alive", view, seq: ++seq });
  /** Sends what is to be done, and watches for its answer; its number, if it could be sent. */
  function order(message: Request): number | null {
    const mine = ++seq;
    if (!ask({ ...message, view, seq: mine } as FromBrowser)) return null;
    awaited.sent(mine);
    return mine;
  }

  const line = watch({
    ask: alive,
    hello,
    reachable: frontEnd.reachable,
    isCut: frontEnd.isCut,
  });

  const awaited = awaiting((seq) => {
    edits.refused(seq);
    travel.givenUp(seq);
    refusal.value = { unanswered: true };
  });
  const traits = OPTION_NAMES.map((name) => [name, model.get(name)]);
  const edits = createEdits(Object.fromEntries(traits), (changes) =>
    order({ type: "edit", changes }),
  );
  const travel = createTravel((epoch) => order({ type: "go_to", epoch }));
  /** What is asked for comes after the edits before it. */
  function request(message: Request) {
    refusal.value = null;
    edits.flush();
    order(message);
  }
  /** What was said of a change without an answer is not true any more. */
  function settle() {
    if (refusal.value && typeof refusal.value === "object" && "unanswered" in refusal.value) {
      refusal.value = null;
    }
  }

  // ---------------------------------------------------------------- from the kernel

  function receive(content: unknown, buffers: DataView[]) {
    let decoded: Decoded;
    try {
      decoded = decode(content, buffers ?? []);
    } catch (error) {
      console.warn("nnwidget ignored a message:", error);
      return;
    }
    if (decoded.type === "frame") {
      heard(decoded.frame.playing);
      frames.came(decoded.frame);
      return;
    }
    if (decoded.type === "answer" && decoded.message.view !== view) return;
    heard(frames.newest()?.playing ?? false);
    if (decoded.type === "scene") frames.sceneCame(decoded.scene);
    else if (decoded.type === "history") frames.historyCame(decoded.history);
    else answer(decoded.message);
  }

  function heard(playing: boolean) {
    const before = line.connection.peek();
    line.heard(playing);
    // what has no answer by now was lost with the connection
    if (before === "offline" || before === "connecting") settle();
  }

  function answer(message: Extract<Decoded, { type: "answer" }>["message"]) {
    if (message.type === "welcome") catalog.value = message.catalog;
    else if (message.type === "part") partCame(message.name, message.module);
    else {
      const { seq } = message;
      if (seq !== null) {
        if (awaited.answered(seq)) settle();
        travel.answered(seq);
        if (message.type === "done") edits.done(seq, message.values);
        else edits.refused(seq);
      }
      if (message.type === "refused") refusal.value = message;
    }
  }

  // ---------------------------------------------------------------- open and close

  const onTrait = (name: keyof Options) => () => edits.told({ [name]: model.get(name) });
  const onClosed = () => line.lost();
  const showSpace = () =>
    send({ type: "hidden_space", view, space: hiddenSpace.peek() as number[] | null });
  function hello() {
    ask({ type: "hello", view });
    // the kernel has forgotten a view that said goodbye
    if (hiddenSpace.peek()) showSpace();
  }
  // biome-ignore lint/suspicious/noExplicitAny: the type of anywidget's own listeners
  const events: [string, (...args: any[]) => void][] = [
    ["msg:custom", receive],
    ["comm_live_update", hello],
    ["comm:close", onClosed],
    ["destroy", onClosed],
    ...OPTION_NAMES.map((name): [string, () => void] => [`change:${name}`, onTrait(name)]),
  ];
  for (const [name, listener] of events) model.on(name, listener);

  if ((model.get("layout") as Sibling | undefined)?.comm_live === false) line.lost();
  const heartbeat = setInterval(() => {
    if (sight.visible()) alive();
  }, ALIVE_EVERY);

  let looking = 0;
  let looked: NeuronRef | null = null;
  const stopLooking = effect(() => {
    void hovered.value;
    looking ||= requestAnimationFrame(() => {
      looking = 0;
      const now = hovered.peek();
      if (now?.layer === looked?.layer && now?.neuron === looked?.neuron) return;
      looked = now;
      send({ type: "look", view, neuron: now && [now.layer, now.neuron] });
    });
  });
  let space = hiddenSpace.peek();
  const stopSpace = effect(() => {
    if (hiddenSpace.value === space) return;
    space = hiddenSpace.value;
    showSpace();
  });
  const sight = watchSight(el, (visible) => {
    if (visible) hello();
    else {
      send({ type: "bye", view });
      line.rest();
    }
  });

  return {
    options: edits.options,
    catalog,
    picture,
    scene,
    frame,
    history,
    refusal,
    connection: line.connection,
    silent: line.silent,
    snapshot() {
      const saved = model.get("_snapshot") as Partial<Snapshot> | undefined;
      // a notebook from elsewhere could name any address
      return saved?.picture?.startsWith("data:image/") ? (saved as Snapshot) : null;
    },
    fault,
    selected,
    hovered,
    hiddenSpace,
    point,
    wanted,
    heading: travel.heading,
    edit(changes) {
      refusal.value = null;
      edits.edit(changes);
    },
    command: (name) => request({ type: "command", name }),
    setParameter: (layer, neuron, source, value) =>
      request({ type: "set_parameter", layer, neuron, source, value }),
    editPoints: (changes) =>
      request({ type: "edit_points", add: [], move: [], remove: [], ...changes }),
    loadCSV: (text) => request({ type: "load_csv", text }),
    preset: (name) => request({ type: "preset", name }),
    heed: (code) => request({ type: "heed", code }),
    wantPart: (name) => ask({ type: "want_part", view, name }),
    goTo(epoch) {
      refusal.value = null;
      edits.flush();
      travel.to(epoch);
    },
    close() {
      if (closed) return;
      closed = true;
      edits.flush();
      if (sight.visible()) send({ type: "bye", view });
      sight.close();
      for (const [name, listener] of events) model.off(name, listener);
      clearInterval(heartbeat);
      frames.close();
      cancelAnimationFrame(looking);
      stopLooking();
      stopSpace();
      frontEnd.close();
      awaited.close();
      edits.close();
      travel.close();
      line.rest();
    },
  };
}
