// Frames arrive faster than they can be painted: the newest one is, and then acknowledged.

import { batch, type Signal } from "@preact/signals";
import {
  exists,
  type FrameData,
  type HistoryData,
  type Kernel,
  type NeuronRef,
  type SceneData,
} from "./state";

/** Every message makes JupyterLab say "busy" and "idle", which costs more than to paint. */
const ACK_EVERY = 60;

/** What a frame changes. */
interface Shown {
  picture: Kernel["picture"];
  show(scene: SceneData, frame: FrameData): void;
  history: Signal<HistoryData | null>;
  /** Neurons that the network of the frame may not have any more. */
  selected: Signal<NeuronRef | null>;
  hovered: Signal<NeuronRef | null>;
  /** An exception while painting. */
  fault: Signal<unknown>;
}

/** Holds a frame until the scene and the history that it names are there, and those until it is. */
interface Frames {
  came(frame: FrameData): void;
  sceneCame(scene: SceneData): void;
  historyCame(history: HistoryData): void;
  /** The one that waits to be painted, or else the one that was last. */
  newest(): FrameData | null;
  close(): void;
}

export function createFrames(
  { picture, show, history, selected, hovered, fault }: Shown,
  acknowledge: (frame: number) => void,
): Frames {
  let arrived: FrameData | null = null;
  let nextScene: SceneData | null = null;
  let nextHistory: HistoryData | null = null;
  let painting = 0;
  let painted = 0;
  let acknowledged = Number.NEGATIVE_INFINITY;
  let ackTimer: ReturnType<typeof setTimeout> | undefined;

  /** The newest frame that was painted stands for those before it. */
  function tell() {
    clearTimeout(ackTimer);
    ackTimer = undefined;
    acknowledged = performance.now();
    acknowledge(painted);
  }

  const soon = () => {
    painting ||= requestAnimationFrame(paint);
  };

  function paint() {
    painting = 0;
    const next = arrived;
    const scene = [nextScene, picture.peek()?.scene].find((one) => one?.scene === next?.scene);
    const past = [nextHistory, history.peek()].find((one) => one?.version === next?.history);
    if (!next || !scene || !past) return; // it waits for what it names
    arrived = null;
    if (scene === nextScene) nextScene = null;
    if (past === nextHistory) nextHistory = null;
    const gone = (ref: NeuronRef | null) => ref !== null && !exists(next, ref);
    try {
      batch(() => {
        if (gone(selected.value)) selected.value = null;
        if (gone(hovered.value)) hovered.value = null;
        history.value = extended(past, next);
        show(scene, next);
      });
      // the views paint in effects, so they are done
      painted = next.frame;
      const wait = acknowledged + ACK_EVERY - performance.now();
      if (wait <= 0) tell();
      else ackTimer ||= setTimeout(tell, wait);
    } catch (error) {
      fault.value = error;
    }
  }

  const newest = () => arrived ?? picture.peek()?.frame.peek() ?? null;

  return {
    newest,
    came(next) {
      if (next.frame < (newest()?.frame ?? 0)) return;
      arrived = next;
      soon();
    },
    sceneCame(next) {
      if (next.scene < (nextScene?.scene ?? 0)) return;
      nextScene = next;
      soon();
    },
    historyCame(next) {
      if (next.version < (nextHistory?.version ?? 0)) return;
      nextHistory = next;
      soon();
    },
    close() {
      clearTimeout(ackTimer);
      cancelAnimationFrame(painting);
    },
  };
}

/**
 * Frames carry the losses that the last History message had not yet. An epoch that is known
 * keeps its loss: after an edit by hand, or on a way back in time, it is not one of training.
 */
function extended(past: HistoryData, next: FrameData): HistoryData {
  const known = past.epochs.at(-1) ?? Number.NEGATIVE_INFINITY;
  if (Number.isNaN(next.loss_train) || next.epoch <= known) return past;
  past.epochs.push(next.epoch);
  past.train.push(next.loss_train);
  past.test.push(next.loss_test);
  return { ...past };
}
