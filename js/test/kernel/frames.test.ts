import { effect } from "@preact/signals";
import { describe, expect, it, vi } from "vitest";
import { frameWith, recordedFrame } from "../recorded";
import {
  frameMessage,
  historyMessage,
  kernels,
  nextPicture,
  open,
  Silent,
  sceneMessage,
} from "./silent";

kernels();

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
