import type { AnyModel } from "@anywidget/types";
import { effect } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { messagesOf, Player } from "../../dev/player";
import { UNANSWERED_AFTER } from "../../src/kernel/awaited";
import { BUSY_AFTER } from "../../src/kernel/connection";
import { EDIT_EVERY } from "../../src/kernel/edits";
import { type Connected, connect } from "../../src/kernel/kernel";
import { frameArrays, historyArrays, sceneArrays } from "../../src/kernel/layout";
import type { History } from "../../src/kernel/protocol";
import { type FrameData, LARGEST_MESSAGE } from "../../src/kernel/state";
import { encoded } from "../encoded";
import { frameWith, recordedFrame, recordedScene } from "../recorded";

let opened: Connected[] = [];

/** A kernel that says only what the test has it say. */
class Silent extends Player {
  override silent = true;

  constructor() {
    super("default");
  }
  /** Delivers a scene and a history, so that frames can be shown. */
  begin() {
    this.deliver(...sceneMessage());
    this.deliver(...historyMessage());
  }
}

/** The recorded frame, with other values of these fields. */
const frameMessage = (fields: Partial<FrameData> = {}) =>
  encoded({ ...recordedFrame(), ...fields }, frameArrays);

const sceneMessage = (scene = 1) => encoded({ ...recordedScene(), scene }, sceneArrays);

/** The recorded history, with these epochs and their losses. */
function historyMessage(history = 1, rows: [number, number, number][] = []) {
  const [epochs, loss_train, loss_test] = [0, 1, 2].map((at) =>
    Float64Array.from(rows.map((row) => row[at] as number)),
  ) as [Float64Array, Float64Array, Float64Array];
  const recorded = messagesOf("default").flatMap(([one]) => (one.type === "history" ? [one] : []));
  const columns = { epochs, loss_train, loss_test };
  const told = { ...(recorded[0] as History), history, points: rows.length };
  return encoded({ ...told, ...columns }, historyArrays);
}

function open(model: Player): Connected {
  const kernel = connect(model as unknown as AnyModel, document.createElement("div"));
  opened.push(kernel);
  return kernel;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const kernel of opened) kernel.close();
  opened = [];
  vi.useRealTimers();
});

const nextPicture = () => vi.advanceTimersToNextFrame();

const NO_ANSWER = { unanswered: true };

function editOf(model: Player) {
  const edit = model.got("edit").at(-1);
  if (!edit) throw new Error("no edit was sent");
  return edit;
}

describe("An option", () => {
  it("shows an edit before the kernel has answered, and sends it as a message", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    expect(kernel.options.value.noise).toBe(20);
    expect(editOf(model).changes).toEqual({ noise: 20 });
  });

  it("goes back to the kernel's value and says why when an edit is refused", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    const { view, seq } = editOf(model);
    model.deliver({ type: "refused", view, seq, told: null, words: "noise must be at most 10" });
    expect(kernel.options.value.noise).toBe(0);
    expect(kernel.refusal.value).toMatchObject({ words: "noise must be at most 10" });
  });

  it("goes back when nothing answers, and says so", () => {
    const kernel = open(new Silent());
    kernel.edit({ noise: 20 });
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.options.value.noise).toBe(0);
    expect(kernel.refusal.value).toEqual(NO_ANSWER);
  });

  it("goes back at once when the message cannot be sent", () => {
    const model = new Silent();
    const kernel = open(model);
    model.dead = true;
    kernel.edit({ noise: 20 });
    expect(kernel.options.value.noise).toBe(0);
    expect(kernel.connection.value).toBe("gone");
  });

  it("shows what the kernel has made of it as soon as the answer comes, and no clock ticks", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20, dataset: "sine" });
    vi.advanceTimersByTime(EDIT_EVERY);
    const clocks = vi.getTimerCount();
    const { view, seq } = editOf(model);
    const values = { noise: 19, dataset: "sine", features: ["x1"] };
    model.deliver({ type: "done", view, seq, values });
    expect(kernel.options.value).toMatchObject(values);
    expect(vi.getTimerCount()).toBeLessThan(clocks);
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.options.value).toMatchObject(values);
  });

  it("stays without flicker whether the trait comes before the answer or behind it", () => {
    for (const before of [true, false]) {
      const model = new Silent();
      const kernel = open(model);
      const seen: number[] = [];
      const stop = effect(() => void seen.push(kernel.options.value.noise));
      kernel.edit({ noise: 20 });
      const { view, seq } = editOf(model);
      if (before) model.assign({ noise: 20 });
      model.deliver({ type: "done", view, seq, values: { noise: 20 } });
      if (!before) model.assign({ noise: 20 });
      vi.advanceTimersByTime(UNANSWERED_AFTER);
      stop();
      expect(seen.filter((noise) => noise !== 20)).toEqual([0]);
    }
  });

  it("is not pulled back under the hand by the answer to an earlier edit", () => {
    const model = new Silent();
    const kernel = open(model);
    const seen: number[] = [];
    const stop = effect(() => void seen.push(kernel.options.value.noise));
    for (const noise of [10, 20, 30]) {
      kernel.edit({ noise });
      vi.advanceTimersByTime(2 * EDIT_EVERY);
    }
    kernel.edit({ noise: 40 });
    kernel.edit({ noise: 50 });
    vi.advanceTimersByTime(2 * EDIT_EVERY);
    for (const { view, seq, changes } of model.got("edit")) {
      model.assign({ noise: changes.noise });
      model.deliver({ type: "done", view, seq, values: changes });
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(kernel.options.value.noise).toBe(50);
    stop();
  });

  it("stays at the newest edit when the kernel has made an older one after it", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 10, locale: "es" });
    vi.advanceTimersByTime(2 * EDIT_EVERY);
    kernel.edit({ noise: 20 });
    const [first, second] = model.got("edit");
    model.deliver({ ...second, type: "done", values: { noise: 20 } });
    expect(kernel.options.value).toMatchObject({ noise: 20, locale: "es" });
    model.deliver({ ...first, type: "done", values: { noise: 20, locale: "es" } });
    expect(kernel.options.value).toMatchObject({ noise: 20, locale: "es" });
  });

  it("that another view or Python sets is shown, but for what is just being edited here", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    model.assign({ noise: 5 });
    model.assign({ locale: "es" });
    expect(kernel.options.value).toMatchObject({ noise: 20, locale: "es" });
    const { view, seq } = editOf(model);
    model.deliver({ type: "done", view, seq, values: { noise: 20 } });
    model.assign({ noise: 6 });
    expect(kernel.options.value.noise).toBe(6);
  });

  it("changes with a command that says so, such as undo", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.command("undo");
    const { view, seq } = model.got("command")[0] ?? {};
    model.deliver({ type: "done", view, seq, values: { noise: 45 } });
    expect(kernel.options.value.noise).toBe(45);
  });

  it("is what a late answer says, though the edit was given up", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    const { view, seq } = editOf(model);
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.options.value.noise).toBe(0);
    model.deliver({ type: "done", view, seq, values: { noise: 20 } });
    expect(kernel.options.value.noise).toBe(20);
  });

  it("follows an assignment from Python", () => {
    const model = new Silent();
    const kernel = open(model);
    model.assign({ noise: 35 });
    expect(kernel.options.value.noise).toBe(35);
  });

  it("is sent a few times while a slider is dragged, and at last with the last value", () => {
    const model = new Silent();
    const kernel = open(model);
    for (let noise = 1; noise <= 50; noise++) {
      kernel.edit({ noise });
      vi.advanceTimersByTime(5);
    }
    expect(kernel.options.value.noise).toBe(50);
    vi.advanceTimersByTime(EDIT_EVERY);
    expect(editOf(model).changes).toEqual({ noise: 50 });
    expect(model.got("edit").length).toBeLessThanOrEqual(7);
  });

  it("is sent before a command that follows it", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 1 });
    kernel.edit({ noise: 2 });
    kernel.command("play");
    expect(model.sent.map((one) => one.type).slice(-3)).toEqual(["edit", "edit", "command"]);
  });
});

describe("A request", () => {
  it("carries what it asks for, its view and its own number", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.setParameter(1, 2, 0, -0.5);
    kernel.editPoints({ remove: [3] });
    kernel.loadCSV("x,y");
    kernel.preset("spiral-sin");
    kernel.command("undo");
    const { view } = model.got("hello")[0] ?? {};
    expect(model.sent.slice(1)).toEqual([
      { type: "set_parameter", view, seq: 1, layer: 1, neuron: 2, source: 0, value: -0.5 },
      { type: "edit_points", view, seq: 2, add: [], move: [], remove: [3] },
      { type: "load_csv", view, seq: 3, text: "x,y" },
      { type: "preset", view, seq: 4, name: "spiral-sin" },
      { type: "command", view, seq: 5, name: "undo" },
    ]);
  });

  it("shows why it was refused", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.loadCSV("nonsense");
    const { view, seq } = model.got("load_csv")[0] ?? {};
    model.deliver({ type: "refused", view, seq, told: null, words: "line 1 has no number" });
    expect(kernel.refusal.value).toMatchObject({ words: "line 1 has no number" });
  });
});

describe("A change without an answer", () => {
  const changes: [string, (kernel: Connected) => void][] = [
    ["an edit", (kernel) => kernel.edit({ noise: 20 })],
    ["a way back in time", (kernel) => kernel.goTo(9)],
    ["a weight", (kernel) => kernel.setParameter(1, 2, 0, -0.5)],
    ["a command", (kernel) => kernel.command("step")],
  ];
  it.each(changes)("is named, until its answer comes after all: %s", (_, change) => {
    const model = new Silent();
    const kernel = open(model);
    change(kernel);
    const { view, seq } = model.sent.at(-1) as { view: number; seq: number };
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.refusal.value).toEqual(NO_ANSWER);
    model.deliver({ type: "done", view, seq: seq - 1 });
    expect(kernel.refusal.value).toEqual(NO_ANSWER);
    model.deliver({ type: "done", view, seq });
    expect(kernel.refusal.value).toBeNull();
  });

  it.each(changes)("is refused after all: %s", (_, change) => {
    const model = new Silent();
    const kernel = open(model);
    change(kernel);
    const { view, seq } = model.sent.at(-1) as { view: number; seq: number };
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    model.deliver({ type: "refused", view, seq, told: null, words: "too late" });
    expect(kernel.refusal.value).toMatchObject({ words: "too late" });
  });

  it("is one of several: the sentence stays until the last is answered", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    kernel.command("step");
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    for (const [{ view, seq }, still] of [
      [editOf(model), true],
      [model.got("command")[0], false],
    ] as [{ view: number; seq: number }, boolean][]) {
      model.deliver({ type: "done", view, seq });
      expect(kernel.refusal.value !== null).toBe(still);
    }
  });

  it("leaves another message where it is", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.command("step");
    const { view, seq } = model.got("command")[0] ?? {};
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    kernel.refusal.value = "“x” is not a number.";
    model.deliver({ type: "done", view, seq });
    expect(kernel.refusal.value).toBe("“x” is not a number.");
  });
});

type Slot = (from: unknown, message: object) => void;

/** As JupyterLab's widget manager has it. */
function jupyter(connectionStatus: string, status = "idle") {
  const slots = new Set<Slot>();
  const iopubMessage = {
    connect: (slot: Slot) => void slots.add(slot),
    disconnect: (slot: Slot) => void slots.delete(slot),
  };
  const requestKernelInfo = () => new Promise(() => {});
  return {
    kernel: { connectionStatus, status, requestKernelInfo, iopubMessage },
    slots,
    says(execution_state: string, msg_type: string) {
      const message = { parent_header: { msg_type }, content: { execution_state } };
      for (const slot of slots) slot(null, message);
    },
  };
}

describe("Without a connection to the server", () => {
  const online = (value: boolean) => vi.spyOn(navigator, "onLine", "get").mockReturnValue(value);
  const at = (hostname: string, protocol = "https:") =>
    vi.stubGlobal("location", { hostname, protocol });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  const afterAWhile = (manager: unknown) => {
    const model = new Silent();
    model.widget_manager = manager;
    const kernel = open(model);
    vi.advanceTimersByTime(15_000);
    return kernel.connection.value;
  };

  it("the page says so as soon as the front end knows it", () => {
    expect(afterAWhile(jupyter("connecting", "busy"))).toBe("offline");
    expect(afterAWhile(jupyter("disconnected", "unknown"))).toBe("offline");
  });

  it("the page says so where the browser is offline, in any front end", () => {
    online(false);
    at("hub.example.org");
    expect(afterAWhile({})).toBe("offline");
    expect(afterAWhile(undefined)).toBe("offline");
    expect(afterAWhile(jupyter("connected", "busy"))).toBe("offline");
    at("127.0.0.1", "http:");
    expect(afterAWhile(jupyter("connected"))).toBe("offline");
  });

  it("a kernel that is busy with a cell is still busy", () => {
    expect(afterAWhile(jupyter("connected", "busy"))).toBe("busy");
    expect(afterAWhile({})).toBe("busy");
    // a server on this computer needs no network
    online(false);
    at("localhost", "http:");
    expect(afterAWhile(jupyter("connected", "busy"))).toBe("busy");
    at("f00", "vscode-webview:");
    expect(afterAWhile({})).toBe("busy");
  });

  it.each([
    ["busy", "execute_request", "busy"],
    // so it is again and again while the network trains
    ["busy", "comm_msg", "offline"],
    ["idle", "execute_request", "offline"],
  ])("a kernel of this computer that is %s with an %s is %s", (state, what, connection) => {
    online(false);
    at("127.0.0.1", "http:");
    const model = new Silent();
    const lab = jupyter("connected");
    model.widget_manager = lab;
    const kernel = open(model);
    lab.says(state, what);
    vi.advanceTimersByTime(BUSY_AFTER);
    expect(kernel.connection.value).toBe(connection);
    kernel.close();
    expect(lab.slots.size).toBe(0);
  });

  it("nothing that was said of a change outlives its return", () => {
    const model = new Silent();
    model.widget_manager = jupyter("connecting");
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.connection.value).toBe("offline");
    expect(kernel.options.value.noise).toBe(0);
    expect(kernel.refusal.value).toEqual(NO_ANSWER);
    const before = model.got("hello").length;
    model.widget_manager = jupyter("connected");
    vi.advanceTimersByTime(1000);
    expect(model.got("hello")).toHaveLength(before + 1);
    model.deliver(...frameMessage());
    expect(kernel.connection.value).toBe("live");
    expect(kernel.refusal.value).toBeNull();
  });
});

describe("A message that a server would not take", () => {
  // each quotation mark is two bytes of JSON, each umlaut two of UTF-8
  it.each(["x", '"', "ü", ""])("is not sent: %o", (letter) => {
    const model = new Silent();
    const kernel = open(model);
    const bytes = new TextEncoder().encode(JSON.stringify(letter)).length - 2;
    const fits = Math.floor((LARGEST_MESSAGE - 100) / bytes);
    kernel.loadCSV(letter.repeat(fits));
    expect(model.got("load_csv")).toHaveLength(1);
    expect(kernel.refusal.value).toBeNull();
    kernel.loadCSV(letter.repeat(fits + 100));
    expect(model.got("load_csv")).toHaveLength(1);
    expect((kernel.refusal.value as { bytes: number }).bytes).toBeGreaterThan(LARGEST_MESSAGE);
    vi.advanceTimersByTime(100);
    expect(kernel.connection.value).not.toBe("gone");
  });

  it("is not sent either where it is an option", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ seed: "x".repeat(LARGEST_MESSAGE) });
    expect(model.got("edit")).toEqual([]);
    expect(kernel.options.value.seed).toBe(1);
    expect(kernel.refusal.value).toHaveProperty("bytes");
  });
});

describe("The time machine", () => {
  const asked = (model: Player) => model.got("go_to").map(({ epoch }) => epoch);
  const answer = (model: Player, type = "done") => {
    const { view, seq } = model.got("go_to").at(-1) ?? {};
    model.deliver({ type, view, seq, told: null, words: "no" });
  };

  it("asks for one epoch at a time, and then for the newest alone", () => {
    const model = new Silent();
    const kernel = open(model);
    for (const epoch of [9, 8, 7, 6]) kernel.goTo(epoch);
    expect(asked(model)).toEqual([9]);
    answer(model);
    expect(asked(model)).toEqual([9, 6]);
    answer(model);
    expect(asked(model)).toEqual([9, 6]);
  });

  it("shows where it heads until it is there", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.goTo(9);
    kernel.goTo(8);
    answer(model);
    expect(kernel.heading.value).toBe(8);
    answer(model);
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.heading.value).toBeNull();
    expect(kernel.refusal.value).toBeNull();
  });

  it("goes on after a refusal", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.goTo(9);
    answer(model, "refused");
    expect(kernel.refusal.value).toMatchObject({ words: "no" });
    kernel.goTo(3);
    expect(asked(model)).toEqual([9, 3]);
  });

  it("gives up when nothing answers, and says so", () => {
    const kernel = open(new Silent());
    kernel.goTo(9);
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.heading.value).toBeNull();
    expect(kernel.refusal.value).toEqual(NO_ANSWER);
  });
});

describe("Frames", () => {
  it("are painted once per picture, and only the newest", () => {
    const model = new Silent();
    const kernel = open(model);
    model.begin();
    for (const frame of [1, 2, 3]) model.deliver(...frameMessage({ frame, epoch: frame }));
    expect(kernel.frame.value).toBeNull();
    nextPicture();
    expect(kernel.frame.value?.frame).toBe(3);
  });

  it("are acknowledged after they were painted, and the superseded ones are not", () => {
    const model = new Silent();
    const kernel = open(model);
    model.begin();
    const acknowledged = () => model.got("ack").map((ack) => ack.frame);
    const whilePainting: number[][] = [];
    const stop = kernel.frame.subscribe((frame) => {
      if (frame) whilePainting.push(acknowledged());
    });
    model.deliver(...frameMessage({ frame: 3 }));
    model.deliver(...frameMessage({ frame: 4 }));
    expect(acknowledged()).toEqual([]);
    nextPicture();
    expect(whilePainting).toEqual([[]]);
    expect(acknowledged()).toEqual([4]);
    stop();
  });

  it("that follow quickly are acknowledged together, the last one always", () => {
    const model = new Silent();
    open(model);
    model.begin();
    const acknowledged = () => model.got("ack").map((ack) => ack.frame);
    for (const frame of [1, 2, 3]) {
      model.deliver(...frameMessage({ frame }));
      nextPicture();
    }
    expect(acknowledged()).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(acknowledged()).toEqual([1, 3]);
  });

  it("go on the history of losses, and not where the history is another one", () => {
    const model = new Silent();
    const kernel = open(model);
    model.begin();
    model.deliver(...historyMessage(2, [[0, 0.7, 0.8]]));
    model.deliver(...frameMessage({ frame: 1, history: 1, epoch: 9 }));
    nextPicture();
    expect(kernel.history.value).toBeNull();
    model.deliver(...frameMessage({ frame: 2, history: 2, epoch: 1 }));
    nextPicture();
    model.deliver(...frameMessage({ frame: 3, history: 2, epoch: 1 }));
    nextPicture();
    expect(kernel.history.value?.epochs).toEqual([0, 1]);
    expect(kernel.history.value?.train).toEqual([0.7, recordedFrame().loss_train]);
  });

  it("put no point on the history after an edit by hand, or on a way back in time", () => {
    const model = new Silent();
    const kernel = open(model);
    model.begin();
    const rows: [number, number, number][] = [
      [0, 0.7, 0.8],
      [1, 0.6, 0.7],
    ];
    model.deliver(...historyMessage(1, rows));
    for (const epoch of [1, 0.5, 0]) {
      model.deliver(...frameMessage({ epoch, latest: 1, loss_train: 9, loss_test: 9 }));
      nextPicture();
    }
    expect(kernel.history.value?.epochs).toEqual([0, 1]);
    expect(kernel.history.value?.train).toEqual([0.7, 0.6]);
  });

  it("let go of a selected neuron that exists no more", () => {
    const model = new Silent();
    const kernel = open(model);
    model.begin();
    kernel.selected.value = { layer: 1, neuron: 2 };
    model.deliver(...frameMessage({ ...frameWith({ layers: [2, 1] }), frame: 1 }));
    nextPicture();
    expect(kernel.selected.value).not.toBeNull();
    model.deliver(...frameMessage({ ...frameWith({ layers: [1, 1] }), frame: 2 }));
    nextPicture();
    expect(kernel.selected.value).toBeNull();
  });

  it("ask for the large map of the hovered neuron, once per picture", () => {
    const model = new Silent();
    const kernel = open(model);
    model.begin();
    kernel.hovered.value = { layer: 1, neuron: 1 };
    kernel.hovered.value = { layer: 1, neuron: 2 };
    nextPicture();
    kernel.hovered.value = null;
    nextPicture();
    expect(model.got("look").map((look) => look.neuron)).toEqual([[1, 2], null]);
  });

  it("are asked for a hidden space while it is shown, also of a kernel that forgot the view", () => {
    const model = new Silent();
    const kernel = open(model);
    model.begin();
    const asked = () => model.got("hidden_space").map(({ space }) => space);
    expect(asked()).toEqual([]);
    kernel.hiddenSpace.value = [1, 2, 1];
    expect(asked()).toEqual([[1, 2, 1]]);
    model.emit("comm_live_update");
    expect(model.sent.slice(-2).map(({ type }) => type)).toEqual(["hello", "hidden_space"]);
    expect(asked()).toEqual([
      [1, 2, 1],
      [1, 2, 1],
    ]);
    kernel.hiddenSpace.value = null;
    model.emit("comm_live_update");
    expect(asked().slice(2)).toEqual([null]);
  });

  it("that throw while they are painted are reported as a fault", () => {
    const model = new Silent();
    const kernel = open(model);
    model.begin();
    const stop = kernel.frame.subscribe((frame) => {
      if (frame) throw new Error("no canvas");
    });
    model.deliver(...frameMessage());
    nextPicture();
    expect(String(kernel.fault.value)).toContain("no canvas");
    stop();
  });
});

describe("A scene, a history and the frames that name them", () => {
  /** All orders of a few things. */
  function orders<T>(things: readonly T[]): T[][] {
    if (things.length < 2) return [[...things]];
    return things.flatMap((one, i) =>
      orders([...things.slice(0, i), ...things.slice(i + 1)]).map((others) => [one, ...others]),
    );
  }

  const messages: (readonly [object, DataView])[] = [
    sceneMessage(1),
    historyMessage(1),
    frameMessage({ frame: 1, scene: 1, history: 1 }),
    sceneMessage(2),
    historyMessage(2),
    frameMessage({ frame: 2, scene: 2, history: 2 }),
  ];

  it("come in any order and are only shown together", () => {
    for (const order of orders(messages)) {
      const model = new Silent();
      const kernel = open(model);
      const seen: unknown[] = [];
      const stop = effect(() => {
        const [scene, frame] = [kernel.scene.value, kernel.frame.value];
        seen.push([scene?.scene, kernel.history.value?.version, frame?.frame]);
      });
      for (const message of order) {
        model.deliver(...message);
        nextPicture();
      }
      stop();
      kernel.close();
      expect(seen.every((all) => new Set(all as []).size === 1)).toBe(true);
      expect(seen.at(-1)).toEqual([2, 2, 2]);
    }
  });

  it("are not acknowledged before they can be shown", () => {
    const model = new Silent();
    open(model);
    model.deliver(...frameMessage());
    nextPicture();
    model.deliver(...sceneMessage());
    nextPicture();
    expect(model.got("ack")).toEqual([]);
    model.deliver(...historyMessage());
    nextPicture();
    expect(model.got("ack")).toHaveLength(1);
  });

  it("go on with the picture, which is another one where its shape is another", () => {
    const model = new Silent();
    const kernel = open(model);
    model.begin();
    const show = (frame: number, layers: number[]) => {
      model.deliver(...frameMessage({ ...frameWith({ layers }), frame }));
      nextPicture();
      return kernel.picture.value;
    };
    const first = show(1, [2, 1]);
    expect(show(2, [2, 1])).toBe(first);
    expect(first?.frame.value.frame).toBe(2);
    const other = show(3, [3, 1]);
    expect(other).not.toBe(first);
    expect(first?.frame.value.frame).toBe(2);
    model.deliver(...sceneMessage(2));
    model.deliver(...frameMessage({ ...frameWith({ layers: [3, 1] }), frame: 4, scene: 2 }));
    nextPicture();
    expect(kernel.picture.value).not.toBe(other);
    expect(kernel.picture.value?.scene.scene).toBe(2);
  });
});

describe("Messages", () => {
  it("that make no sense are ignored, and the next good one is read", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const model = new Silent();
    const kernel = open(model);
    model.begin();
    const [content, buffer] = frameMessage({ frame: 7 });
    for (const wrong of [null, 3, {}, { type: "song" }, { ...content, layers: "many" }]) {
      model.deliver(wrong as object);
    }
    model.deliver(content, new DataView(buffer.buffer, 0, 10));
    expect(warn).toHaveBeenCalledTimes(6);
    model.deliver(content, buffer);
    nextPicture();
    expect(kernel.frame.value?.frame).toBe(7);
  });

  it("for one of two views of a model concern that view alone", () => {
    const model = new Silent();
    const [one, two] = [open(model), open(model)];
    two.edit({ noise: 20 });
    const { view, seq } = editOf(model);
    model.deliver({ type: "refused", view, seq, told: null, words: "no" });
    expect(one.refusal.value).toBeNull();
    expect(two.refusal.value).toMatchObject({ words: "no" });
  });

  it("with frames and data reach all views of a model", () => {
    const model = new Silent();
    const both = [open(model), open(model)];
    model.begin();
    model.deliver(...frameMessage({ frame: 5 }));
    nextPicture();
    expect(both.map((kernel) => kernel.frame.value?.frame)).toEqual([5, 5]);
    expect(both.map((kernel) => kernel.scene.value?.scene)).toEqual([1, 1]);
  });
});

describe("A view", () => {
  it("says hello when it opens, lives every ten seconds, and bye when it closes", () => {
    const model = new Silent();
    const kernel = open(model);
    expect(model.got("hello")).toHaveLength(1);
    vi.advanceTimersByTime(30_000);
    expect(model.got("alive").length).toBeGreaterThanOrEqual(3);
    kernel.close();
    expect(model.sent.at(-1)?.type).toBe("bye");
  });

  it("says bye while its page is hidden and hello when it is seen again", () => {
    const model = new Silent();
    open(model);
    const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    expect(model.sent.at(-1)?.type).toBe("bye");
    const before = model.sent.length;
    vi.advanceTimersByTime(60_000);
    expect(model.sent.length).toBe(before);
    visibility.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    expect(model.sent.at(-1)?.type).toBe("hello");
  });

  it("leaves no listener and no clock behind", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 1 });
    kernel.hovered.value = { layer: 1, neuron: 1 };
    model.deliver(...frameMessage({ playing: true }));
    kernel.close();
    expect(model.listeners).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("of a kernel that was restarted learns it from the front end", () => {
    const model = new Silent();
    const kernel = open(model);
    model.dead = true;
    model.emit("comm_live_update");
    expect(kernel.connection.value).toBe("gone");
  });
});
