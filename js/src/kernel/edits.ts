import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Options } from "./state";

/** Edits of the same options (a slider being dragged) are sent at most this often. */
export const EDIT_EVERY = 50;
/** The new trait values may come a little later than the answer. */
export const SETTLE = 250;

interface Edit {
  seq: number;
  changes: Partial<Options>;
  /** The kernel has made it. */
  made?: boolean;
}

export interface Edits {
  /** The kernel's values with the unanswered edits on top. */
  options: ReadonlySignal<Options>;
  edit(changes: Partial<Options>): void;
  /** Sends what is held back, so that a command comes after the edits before it. */
  flush(): void;
  /** The kernel has made an edit; its new values are there, or about to come. */
  done(seq: number): void;
  /** The kernel's value of an option came: it is newer than the edits that were made. */
  told(name: keyof Options): void;
  /** Takes an edit back. */
  refused(seq: number): void;
  close(): void;
}

/**
 * Shows an edit at once and keeps it until the kernel answers. `send` returns the sequence
 * number of the message, or null if there is no way to send it.
 */
export function createEdits(
  traits: ReadonlySignal<Options>,
  send: (changes: Partial<Options>) => number | null,
): Edits {
  const pending = signal<readonly Edit[]>([]);
  const held = signal<Partial<Options> | null>(null);
  const clocks = new Set<ReturnType<typeof setTimeout>>();
  let hold: ReturnType<typeof setTimeout> | undefined;
  let lastKeys = "";

  const options = computed(() =>
    Object.assign({}, traits.value, ...pending.value.map((edit) => edit.changes), held.value),
  );

  function later(delay: number, action: () => void) {
    const clock = setTimeout(() => {
      clocks.delete(clock);
      action();
    }, delay);
    clocks.add(clock);
  }

  function drop(seq: number) {
    const kept = pending.value.filter((edit) => edit.seq !== seq);
    if (kept.length < pending.value.length) pending.value = kept;
  }

  function dispatch(changes: Partial<Options>) {
    const seq = send(changes);
    if (seq === null) return;
    pending.value = [...pending.value, { seq, changes }];
  }

  function flush() {
    clearTimeout(hold);
    hold = undefined;
    batch(() => {
      const changes = held.value;
      held.value = null;
      if (changes) dispatch(changes);
    });
  }

  function wait() {
    hold = setTimeout(() => {
      const more = held.value !== null;
      flush();
      if (more) wait();
    }, EDIT_EVERY);
  }

  return {
    options,
    flush,
    edit(changes) {
      const keys = Object.keys(changes).sort().join();
      if (hold !== undefined && keys === lastKeys) {
        held.value = changes;
        return;
      }
      flush();
      lastKeys = keys;
      dispatch(changes);
      wait();
    },
    done(seq) {
      pending.value = pending.value.map((edit) =>
        edit.seq === seq ? { ...edit, made: true } : edit,
      );
      later(SETTLE, () => drop(seq));
    },
    told(name) {
      const kept = pending.value.filter((edit) => !(edit.made && name in edit.changes));
      if (kept.length < pending.value.length) pending.value = kept;
    },
    refused: drop,
    close() {
      clearTimeout(hold);
      for (const clock of clocks) clearTimeout(clock);
    },
  };
}
