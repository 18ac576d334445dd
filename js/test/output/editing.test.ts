import { type Signal, signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Kernel, SceneData } from "../../src/kernel/state";
import { createEditing, type Point, pointsOf, TELL_EVERY } from "../../src/output/editing";
import { recordedScene } from "../recorded";

const A: Point = [1, 1, 0];
const B: Point = [2, 2, 1];
const C: Point = [3, 3, 0];
const NEW: Point = [-1, -1, 1];

function sceneOf(train: readonly Point[], test: readonly Point[] = []): SceneData {
  const points = Float32Array.from([...train, ...test].flat());
  return { ...recordedScene(), points, train: train.length, test: test.length };
}

function given(train: readonly Point[], test: readonly Point[] = []) {
  const scene: Signal<SceneData | null> = signal(sceneOf(train, test));
  const refusal = signal<string | null>(null);
  const editPoints = vi.fn();
  const kernel = { scene, refusal, editPoints } as unknown as Kernel;
  const editing = createEditing(kernel);
  const shown = () => pointsOf(editing.scene.value as SceneData);
  return { scene, refusal, editPoints, editing, shown };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("Points edited by hand", () => {
  it("are painted before the kernel answers, and after it", () => {
    const { scene, editing, editPoints, shown } = given([A], [B]);
    editing.change({ from: null, to: NEW });
    expect(shown()).toEqual([A, NEW, B]);
    expect(editPoints).toHaveBeenCalledExactlyOnceWith({ add: [[...NEW]], move: [], remove: [] });
    scene.value = sceneOf([A, NEW], [B]);
    expect(shown()).toEqual([A, NEW, B]);
  });

  it("are told by the index they have in the scene, training points first", () => {
    const { editing, editPoints } = given([A, C], [B]);
    editing.change({ from: B, to: null }, { from: C, to: [4, 4, 0] });
    expect(editPoints).toHaveBeenCalledWith({ add: [], move: [[1, 4, 4]], remove: [2] });
  });

  it("are found again when the kernel has put them into another order meanwhile", () => {
    const { scene, editing, editPoints, shown } = given([A, B, C]);
    editing.change({ from: A, to: null });
    editing.change({ from: B, to: [5, 5, 1] });
    expect(editPoints).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(TELL_EVERY);
    scene.value = sceneOf([C, B]);
    expect(editPoints).toHaveBeenLastCalledWith({ add: [], move: [[1, 5, 5]], remove: [] });
    expect(shown()).toEqual([C, [5, 5, 1]]);
  });

  it("are told at most twenty times a second while one is dragged, and where it ends", () => {
    const { scene, editing, editPoints } = given([A, B]);
    let from = A;
    let scenes = 0;
    for (let i = 0; i < 100; i++) {
      const to: Point = [i, i, 0];
      editing.change({ from, to });
      from = to;
      vi.advanceTimersByTime(10);
      // a kernel that answers at once
      const told = editPoints.mock.lastCall?.[0].move[0];
      if (editPoints.mock.calls.length > scenes) {
        scenes = editPoints.mock.calls.length;
        scene.value = sceneOf([[told[1], told[2], 0], B]);
      }
    }
    vi.advanceTimersByTime(100);
    expect(editPoints.mock.calls.length).toBeLessThanOrEqual(21);
    expect(editPoints).toHaveBeenLastCalledWith({ add: [], move: [[0, 99, 99]], remove: [] });
  });

  it("wait for the scene that comes of the edits before them", () => {
    const { scene, editing, editPoints } = given([A, B]);
    editing.change({ from: null, to: NEW });
    editing.change({ from: NEW, to: C });
    vi.advanceTimersByTime(1000);
    expect(editPoints).toHaveBeenCalledTimes(1);
    scene.value = sceneOf([A, B, NEW]);
    expect(editPoints).toHaveBeenLastCalledWith({
      add: [[...C]],
      move: [],
      remove: [2],
    });
  });

  it("are back as they were when the kernel refuses", () => {
    const { refusal, editing, shown } = given([A, B]);
    editing.change({ from: A, to: null }, { from: null, to: NEW }, { from: null, to: C });
    refusal.value = "at most 100,000 points are allowed";
    expect(shown()).toEqual([A, B]);
  });

  it("can all be removed: the kernel hears of it with the first two new ones", () => {
    const { editing, editPoints, shown } = given([A, B, C]);
    editing.change(...shown().map((from) => ({ from, to: null })));
    editing.change({ from: null, to: NEW });
    expect(shown()).toEqual([NEW]);
    expect(editPoints).not.toHaveBeenCalled();
    editing.change({ from: null, to: A });
    const { add, remove } = editPoints.mock.lastCall?.[0] ?? {};
    expect([add.length, remove.length]).toEqual([2, 3]);
    expect(shown()).toEqual([NEW, A]);
  });

  it("come back when all were removed and no new ones were added", () => {
    const { editing, shown } = given([A, B]);
    editing.change(...shown().map((from) => ({ from, to: null })));
    editing.leave();
    expect(shown()).toEqual([A, B]);
  });

  it("may lie on one another: each is removed once", () => {
    const { editing, editPoints } = given([A, A, A, B]);
    editing.change({ from: A, to: null }, { from: A, to: null });
    expect(editPoints).toHaveBeenCalledWith({ add: [], move: [], remove: [0, 1] });
  });

  it("are five thousand without delay", () => {
    const many = Array.from({ length: 5000 }, (_, i): Point => [i, -i, i % 2]);
    const { editing, shown } = given(many);
    const start = performance.now();
    editing.change({ from: many[4000] as Point, to: [0.5, 0.5, 0] });
    expect(shown()[4000]).toEqual([0.5, 0.5, 0]);
    expect(performance.now() - start).toBeLessThan(100);
  });
});
