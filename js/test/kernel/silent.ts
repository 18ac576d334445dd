// A kernel that says only what the test has it say, and the messages that it may say.
import type { AnyModel } from "@anywidget/types";
import { afterEach, beforeEach, vi } from "vitest";
import { messagesOf, Player } from "../../dev/player";
import { type Connected, connect } from "../../src/kernel/kernel";
import { frameArrays, historyArrays, sceneArrays } from "../../src/kernel/layout";
import type { History } from "../../src/kernel/protocol";
import type { FrameData } from "../../src/kernel/state";
import { encoded } from "../encoded";
import { recordedFrame, recordedScene } from "../recorded";

let opened: Connected[] = [];

export class Silent extends Player {
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
export const frameMessage = (fields: Partial<FrameData> = {}) =>
  encoded({ ...recordedFrame(), ...fields }, frameArrays);

export const sceneMessage = (scene = 1) => encoded({ ...recordedScene(), scene }, sceneArrays);

/** The recorded history, with these epochs and their losses. */
export function historyMessage(history = 1, rows: [number, number, number][] = []) {
  const [epochs, loss_train, loss_test] = [0, 1, 2].map((at) =>
    Float64Array.from(rows.map((row) => row[at] as number)),
  ) as [Float64Array, Float64Array, Float64Array];
  const recorded = messagesOf("default").flatMap(([one]) => (one.type === "history" ? [one] : []));
  const columns = { epochs, loss_train, loss_test };
  const told = { ...(recorded[0] as History), history, points: rows.length };
  return encoded({ ...told, ...columns }, historyArrays);
}

export function open(model: Player): Connected {
  const kernel = connect(model as unknown as AnyModel, document.createElement("div"));
  opened.push(kernel);
  return kernel;
}

/** For the tests of a file: the time stands still, and what they open is closed. */
export function kernels(): void {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    for (const kernel of opened) kernel.close();
    opened = [];
    vi.useRealTimers();
  });
}

export const nextPicture = () => vi.advanceTimersToNextFrame();

export const NO_ANSWER = { unanswered: true };

export function editOf(model: Player) {
  const edit = model.got("edit").at(-1);
  if (!edit) throw new Error("no edit was sent");
  return edit;
}
