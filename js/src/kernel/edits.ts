import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Options } from "./state";

/** Edits of the same options (a slider being dragged) are sent at most this often. */
export const EDIT_EVERY = 50;

interface Edit {
  seq: number;
  changes: Partial<Options>;
}

interface Edits {
  /** The kernel's values with the unanswered edits on top. */
  options: ReadonlySignal<Options>;
  edit(changes: Partial<Options>): void;
  /** Sends what is held back, so that a command comes after the edits before it. */
  flush(): void;
  /** Values came from the kernel. */
  told(values: Partial<Options>): void;
  /** The kernel has answered; no edit that is older decides what this one has set. */
  done(seq: number, values: Partial<Options>): void;
  /** Takes an edit back. */
  refused(seq: number): void;
  close(): void;
}

/**
 * Shows an edit at once and keeps it until the kernel answers with the values that hold. `send`
 * returns the sequence number of the message, or null if there is no way to send it.
 */
export function createEdits(
  known: Options,
  send: (changes: Partial<Options>) => number | null,
): Edits {
  const kernels = signal(known);
  const pending = signal<readonly Edit[]>([]);
  const held = signal<Partial<Options> | null>(null);
  let hold: ReturnType<typeof setTimeout> | undefined;
  let lastKeys = "";

  const options = computed(() =>
    Object.assign({}, kernels.value, ...pending.value.map((edit) => edit.changes), held.value),
  );

  function told(values: Partial<Options>) {
    kernels.value = { ...kernels.value, ...values };
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
    told,
    done(seq, values) {
      const made = pending.value.find((edit) => edit.seq === seq)?.changes ?? {};
      const left = (edit: Edit) =>
        edit.seq > seq ? edit : { seq: edit.seq, changes: without(edit.changes, made) };
      batch(() => {
        told(values);
        pending.value = pending.value.filter((edit) => edit.seq !== seq).map(left);
      });
    },
    refused(seq) {
      pending.value = pending.value.filter((edit) => edit.seq !== seq);
    },
    close() {
      clearTimeout(hold);
    },
  };
}

function without(changes: Partial<Options>, others: Partial<Options>): Partial<Options> {
  return Object.fromEntries(Object.entries(changes).filter(([name]) => !(name in others)));
}
