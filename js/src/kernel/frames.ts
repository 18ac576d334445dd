// Frames arrive faster than they can be painted: the newest one is, and then acknowledged.

import { batch, type Signal } from "@preact/signals";
import { exists, type FrameData, type HistoryData, type NeuronRef } from "./state";

/** Every message makes JupyterLab say "busy" and "idle", which costs more than to paint. */
const ACK_EVERY = 60;

/** What a frame changes. */
export interface Shown {
  frame: Signal<FrameData | null>;
  history: Signal<HistoryData | null>;
  /** Neurons that the network of the frame may not have any more. */
  selected: Signal<NeuronRef | null>;
  hovered: Signal<NeuronRef | null>;
  /** An exception while painting. */
  fault: Signal<unknown>;
}

export interface Frames {
  came(frame: FrameData): void;
  /** The one that waits to be painted, or else the one that was last. */
  newest(): FrameData | null;
  close(): void;
}

export function createFrames(
  { frame, history, selected, hovered, fault }: Shown,
  acknowledge: (frame: number) => void,
): Frames {
  let arrived: FrameData | null = null;
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

  function paint() {
    painting = 0;
    const next = arrived;
    arrived = null;
    if (!next) return;
    const gone = (ref: NeuronRef | null) => ref !== null && !exists(next, ref);
    try {
      batch(() => {
        if (gone(selected.value)) selected.value = null;
        if (gone(hovered.value)) hovered.value = null;
        extend(next);
        frame.value = next;
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

  /**
   * Frames carry the losses that the last History message had not yet. An epoch that is known
   * keeps its loss: after an edit by hand, or on a way back in time, it is not one of training.
   */
  function extend(next: FrameData) {
    const now = history.value;
    if (!now || now.version !== next.history || Number.isNaN(next.lossTrain)) return;
    if (next.epoch <= (now.epochs.at(-1) ?? Number.NEGATIVE_INFINITY)) return;
    now.epochs.push(next.epoch);
    now.train.push(next.lossTrain);
    now.test.push(next.lossTest);
    history.value = { ...now };
  }

  return {
    came(next) {
      arrived = next;
      painting ||= requestAnimationFrame(paint);
    },
    newest: () => arrived ?? frame.peek(),
    close() {
      clearTimeout(ackTimer);
      cancelAnimationFrame(painting);
    },
  };
}
