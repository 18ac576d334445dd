import { type ReadonlySignal, signal } from "@preact/signals";

/** The frame may come a little later than the answer. */
const ARRIVES_WITHIN = 250;

interface Travel {
  /** The epoch that was asked for and is not shown yet. */
  heading: ReadonlySignal<number | null>;
  to(epoch: number): void;
  answered(seq: number): void;
  /** Nothing has answered for too long. */
  givenUp(seq: number): void;
  close(): void;
}

/**
 * A dragged slider asks for many epochs, each of which the kernel computes pictures for: one
 * is asked for at a time, and after its answer the newest. `send` returns the sequence number
 * of the message, or null if there is no way to send it.
 */
export function createTravel(send: (epoch: number) => number | null): Travel {
  const heading = signal<number | null>(null);
  let asked: { seq: number; epoch: number } | null = null;
  let clock: ReturnType<typeof setTimeout> | undefined;

  function arrive() {
    asked = null;
    heading.value = null;
  }

  function ask(epoch: number) {
    const seq = send(epoch);
    if (seq === null) return arrive();
    clearTimeout(clock);
    asked = { seq, epoch };
  }

  return {
    heading,
    to(epoch) {
      heading.value = epoch;
      if (!asked) ask(epoch);
    },
    answered(seq) {
      if (seq !== asked?.seq) return;
      const { epoch } = asked;
      asked = null;
      const next = heading.value;
      if (next !== null && next !== epoch) ask(next);
      else clock = setTimeout(arrive, ARRIVES_WITHIN);
    },
    givenUp(seq) {
      if (seq === asked?.seq) arrive();
    },
    close: () => clearTimeout(clock),
  };
}
