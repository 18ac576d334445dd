// The user's own points: what was done on the plot is painted at once, and the kernel is told.

import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Kernel, SceneData } from "../kernel/state";

/** x, y and target, as the scene's float32 numbers, so that they can be found again by value. */
export type Point = readonly [number, number, number];

/** A point before and after; `null` is none. */
interface Change {
  from: Point | null;
  to: Point | null;
}

/** A drag is told at most this often. */
export const TELL_EVERY = 50;
/** The kernel does not train on fewer. */
export const LEAST_POINTS = 2;

export interface Editing {
  /** The scene with all changes in it, also those that the kernel does not have yet. */
  scene: ReadonlySignal<SceneData | null>;
  change(...changes: Change[]): void;
  /** Takes back what the kernel was not told, since too few points were left. */
  leave(): void;
  close(): void;
}

/**
 * Indices change with every edit, and the kernel may order points anew: so points are known by
 * their values, and one batch at a time is under way, until the scene that comes of it.
 */
export function createEditing(kernel: Kernel): Editing {
  const held = signal<readonly Change[]>([]);
  const sent = signal<{ over: SceneData; changes: readonly Change[] } | null>(null);
  let clock: ReturnType<typeof setTimeout> | undefined;

  const settled = computed(() => {
    const scene = kernel.scene.value;
    return scene && sent.value?.over === scene ? applied(scene, sent.value.changes) : scene;
  });
  const scene = computed(() => settled.value && applied(settled.value, held.value));

  function tell() {
    const over = kernel.scene.peek();
    const shown = scene.peek();
    if (clock || !over || !shown || sent.peek()?.over === over) return;
    if (shown.train + shown.test < LEAST_POINTS) return;
    const changes = held.peek();
    const message = messageOf(over, changes);
    batch(() => {
      held.value = [];
      if (!message) return;
      sent.value = { over, changes };
      kernel.editPoints(message);
      clock = setTimeout(() => {
        clock = undefined;
        tell();
      }, TELL_EVERY);
    });
  }

  function forget() {
    batch(() => {
      sent.value = null;
      held.value = [];
    });
  }

  const stopTelling = effect(() => {
    void kernel.scene.value;
    if (held.value.length) untracked(tell);
  });
  const stopRefusals = effect(() => {
    if (kernel.refusal.value !== null) forget();
  });

  return {
    scene,
    change(...changes) {
      held.value = changes.reduce(merged, held.peek());
    },
    leave() {
      const shown = scene.peek();
      if (shown && shown.train + shown.test < LEAST_POINTS) forget();
    },
    close() {
      stopTelling();
      stopRefusals();
      clearTimeout(clock);
    },
  };
}

const same = (a: Point | null, b: Point | null) => a && b && a.every((value, i) => value === b[i]);

/** A second change of the same point makes one of both. */
function merged(changes: readonly Change[], next: Change): readonly Change[] {
  const at = changes.findIndex(({ to }) => same(to, next.from));
  const before = changes[at];
  if (!before) return [...changes, next];
  const one = { from: before.from, to: next.to };
  return changes.flatMap((change, i) => (i !== at ? change : one.from || one.to ? one : []));
}

export function pointsOf({ points, train, test }: SceneData): Point[] {
  const at = (i: number) => points[i] as number;
  return Array.from({ length: train + test }, (_, i) => [at(3 * i), at(3 * i + 1), at(3 * i + 2)]);
}

function applied(scene: SceneData, changes: readonly Change[]): SceneData {
  if (!changes.length) return scene;
  const points = pointsOf(scene);
  let { train, test } = scene;
  for (const { from, to } of changes) {
    const at = from ? points.findIndex((point) => same(point, from)) : -1;
    if (at >= 0 && to) points[at] = to;
    else if (at >= 0) {
      points.splice(at, 1);
      if (at < train) train--;
      else test--;
    } else if (to && !from) points.splice(train++, 0, to);
  }
  return { ...scene, points: Float32Array.from(points.flat()), train, test };
}

/** The changes as the kernel wants them; `null` when nothing is left of them. */
function messageOf(scene: SceneData, changes: readonly Change[]) {
  const points: (Point | null)[] = pointsOf(scene);
  const add: number[][] = [];
  const move: number[][] = [];
  const remove: number[] = [];
  for (const { from, to } of changes) {
    if (from) {
      const at = points.findIndex((point) => same(point, from));
      if (at < 0) continue;
      points[at] = null;
      if (to?.[2] === from[2]) {
        move.push([at, to[0], to[1]]);
        continue;
      }
      remove.push(at);
    }
    if (to) add.push([...to]);
  }
  return add.length + move.length + remove.length > 0 ? { add, move, remove } : null;
}
