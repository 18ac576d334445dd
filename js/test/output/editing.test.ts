import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Player } from "../../dev/player";
import type { SceneData } from "../../src/kernel/state";
import { createEditing, type Point, pointsOf, TELL_EVERY } from "../../src/output/editing";
import { recordedFrame, recordedScene } from "../recorded";
import { kernelOf, stage } from "../stage";

stage();

const A: Point = [1, 1, 0];
const B: Point = [2, 2, 1];
const C: Point = [3, 3, 0];
const NEW: Point = [-1, -1, 1];

function sceneOf(train: readonly Point[], test: readonly Point[] = []): SceneData {
  const points = Float32Array.from([...train, ...test].flat());
  return { ...recordedScene(), points, train: train.length, test: test.length };
}

/** A kernel that has these points, and answers when the test says so. */
async function given(train: readonly Point[], test: readonly Point[] = []) {
  const model = new Player("default");
  const { kernel, next } = await kernelOf(model);
  model.silent = true;
  /** The scene that has these points comes, and is seen `time` later. */
  const comes = (train: readonly Point[], test: readonly Point[] = [], time = 20) =>
    next(recordedFrame(), sceneOf(train, test), time);
  await comes(train, test);
  const editing = createEditing(kernel);
  onTestFinished(editing.close);
  const shown = () => pointsOf(editing.scene.value as SceneData);
  /** What the kernel was told. */
  const told = () =>
    model.got("edit_points").map(({ add, move, remove }) => ({ add, move, remove }));
  const refuse = (reason: string) => {
    const { view, seq } = model.got("edit_points").at(-1) ?? {};
    model.deliver({ type: "refused", view, seq, reason });
  };
  return { comes, editing, told, shown, refuse };
}

describe("Points edited by hand", () => {
  it("are painted before the kernel answers, and after it", async () => {
    const { comes, editing, told, shown } = await given([A], [B]);
    editing.change({ from: null, to: NEW });
    expect(shown()).toEqual([A, NEW, B]);
    expect(told()).toEqual([{ add: [[...NEW]], move: [], remove: [] }]);
    await comes([A, NEW], [B]);
    expect(shown()).toEqual([A, NEW, B]);
  });

  it("are told by the index they have in the scene, training points first", async () => {
    const { editing, told } = await given([A, C], [B]);
    editing.change({ from: B, to: null }, { from: C, to: [4, 4, 0] });
    expect(told()).toEqual([{ add: [], move: [[1, 4, 4]], remove: [2] }]);
  });

  it("are found again when the kernel has put them into another order meanwhile", async () => {
    const { comes, editing, told, shown } = await given([A, B, C]);
    editing.change({ from: A, to: null });
    editing.change({ from: B, to: [5, 5, 1] });
    expect(told()).toHaveLength(1);
    vi.advanceTimersByTime(TELL_EVERY);
    await comes([C, B]);
    expect(told().slice(1)).toEqual([{ add: [], move: [[1, 5, 5]], remove: [] }]);
    expect(shown()).toEqual([C, [5, 5, 1]]);
  });

  it("are told at most twenty times a second while one is dragged, and where it ends", async () => {
    const { comes, editing, told } = await given([A, B]);
    let from = A;
    let scenes = 0;
    for (let i = 0; i < 100; i++) {
      const to: Point = [i, i, 0];
      editing.change({ from, to });
      from = to;
      vi.advanceTimersByTime(10);
      // a kernel that answers at once
      const last = told().at(-1)?.move[0] as number[];
      if (told().length > scenes) {
        scenes = told().length;
        await comes([[last[1] as number, last[2] as number, 0], B], [], 0);
      }
    }
    vi.advanceTimersByTime(100);
    expect(told().length).toBeLessThanOrEqual(21);
    expect(told().length).toBeGreaterThan(10);
    expect(told().at(-1)).toEqual({ add: [], move: [[0, 99, 99]], remove: [] });
  });

  it("wait for the scene that comes of the edits before them", async () => {
    const { comes, editing, told } = await given([A, B]);
    editing.change({ from: null, to: NEW });
    editing.change({ from: NEW, to: C });
    vi.advanceTimersByTime(1000);
    expect(told()).toHaveLength(1);
    await comes([A, B, NEW]);
    expect(told().slice(1)).toEqual([{ add: [[...C]], move: [], remove: [2] }]);
  });

  it("are back as they were when the kernel refuses", async () => {
    const { refuse, editing, shown } = await given([A, B]);
    editing.change({ from: A, to: null }, { from: null, to: NEW }, { from: null, to: C });
    refuse("at most 100,000 points are allowed");
    expect(shown()).toEqual([A, B]);
  });

  it("can all be removed: the kernel hears of it with the first two new ones", async () => {
    const { editing, told, shown } = await given([A, B, C]);
    editing.change(...shown().map((from) => ({ from, to: null })));
    editing.change({ from: null, to: NEW });
    expect(shown()).toEqual([NEW]);
    expect(told()).toEqual([]);
    editing.change({ from: null, to: A });
    expect(told().map(({ add, remove }) => [add.length, remove.length])).toEqual([[2, 3]]);
    expect(shown()).toEqual([NEW, A]);
  });

  it("come back when all were removed and no new ones were added", async () => {
    const { editing, shown } = await given([A, B]);
    editing.change(...shown().map((from) => ({ from, to: null })));
    editing.leave();
    expect(shown()).toEqual([A, B]);
  });

  it("may lie on one another: each is removed once", async () => {
    const { editing, told } = await given([A, A, A, B]);
    editing.change({ from: A, to: null }, { from: A, to: null });
    expect(told()).toEqual([{ add: [], move: [], remove: [0, 1] }]);
  });

  it("are five thousand without delay", async () => {
    const many = Array.from({ length: 5000 }, (_, i): Point => [i, -i, i % 2]);
    const { editing, shown } = await given(many);
    vi.useRealTimers(); // the time that it really takes
    const start = performance.now();
    editing.change({ from: many[4000] as Point, to: [0.5, 0.5, 0] });
    expect(shown()[4000]).toEqual([0.5, 0.5, 0]);
    expect(performance.now() - start).toBeLessThan(100);
  });
});
