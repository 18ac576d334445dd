import { type ReadonlySignal, signal } from "@preact/signals";
import type { Connection } from "./state";

/** After this long without an answer the kernel counts as busy. */
export const BUSY_AFTER = 1500;
/** A kernel that trains sends frames; one that sends none for this long is asked. */
const FRAMES_WITHIN = 1000;
/** How often to try to find out whether the kernel is still the one that made the widget. */
const PROBE_EVERY = 3000;
/** A kernel that is free answers the widget within this time. */
export const ANSWERS_WITHIN = 1500;
/** Busy for this long with no way to find out: say that it may be gone. */
export const LONG_SILENCE = 30_000;
/** How often to look whether there is a way to the server, where that is in doubt. */
export const LOOK_EVERY = 1000;

/** What a watch can do and find out. */
interface Means {
  /** Asks the kernel for a sign of life; whether that could be sent. */
  ask(): boolean;
  /** Asks for the present state, as a new view does. */
  hello(): void;
  /** Resolves once the kernel is free: to true, or to false where the front end cannot tell. */
  reachable(): Promise<boolean>;
  /** Nothing comes through between the page and the server. */
  isCut(): boolean;
}

export interface Watch {
  connection: ReadonlySignal<Connection>;
  /** Silent for so long that it may be gone, though nothing proves it. */
  silent: ReadonlySignal<boolean>;
  /** Something was sent that must be answered. */
  asked(): void;
  /** Anything came from the kernel. */
  heard(playing: boolean): void;
  /** The line is certainly cut. */
  lost(): void;
  /** Stops all clocks: nobody looks, so nothing is expected. */
  rest(): void;
}

/**
 * Tells "busy with a cell" from "restarted" and from "no connection". All are silence, but a
 * kernel that was restarted answers the front end (`reachable` resolves once it is free) and does
 * not answer the widget, and without a connection `isCut` says so.
 */
export function watch({ ask, hello, reachable, isCut }: Means): Watch {
  const connection = signal<Connection>("connecting");
  const silent = signal(false);
  const clocks = new Map<string, ReturnType<typeof setTimeout>>();
  let probe = 0;
  let resting = true;

  function set(name: string, delay: number, action: () => void) {
    stop(name);
    clocks.set(
      name,
      setTimeout(() => {
        clocks.delete(name);
        action();
      }, delay),
    );
  }
  function stop(...names: string[]) {
    for (const name of names) {
      clearTimeout(clocks.get(name));
      clocks.delete(name);
    }
  }

  function asked() {
    const { value } = connection;
    if (value === "gone" || clocks.has("answer")) return;
    if (value !== "busy" && value !== "offline") set("answer", BUSY_AFTER, unanswered);
    else if (resting) unanswered();
  }

  function unanswered() {
    resting = false;
    judge();
  }

  /** Whose silence is it? Looked at again and again, as one may turn into the other. */
  function judge() {
    if (isCut()) {
      probe++;
      stop("silence", "verdict", "again");
      silent.value = false;
      connection.value = "offline";
    } else if (connection.value === "offline") {
      rest();
      connection.value = "connecting";
      hello();
      return;
    } else if (!clocks.has("silence") && !silent.value) {
      connection.value = "busy";
      set("silence", LONG_SILENCE, () => {
        silent.value = true;
      });
      suspect();
    }
    set("look", LOOK_EVERY, judge);
  }

  /** While nothing is expected, too, a cut shows soon. */
  function look() {
    if (isCut()) ask();
    set("look", LOOK_EVERY, look);
  }

  async function suspect() {
    const mine = ++probe;
    const free = async () => (await reachable().catch(() => false)) && mine === probe;
    // cells that were queued meanwhile run before the second answer, so that they do not count
    if ((await free()) && ask() && (await free())) set("verdict", ANSWERS_WITHIN, lost);
    else if (mine === probe) set("again", PROBE_EVERY, suspect);
  }

  function lost() {
    rest();
    connection.value = "gone";
  }

  function rest() {
    probe++;
    resting = true;
    stop(...clocks.keys());
    silent.value = false;
  }

  return {
    connection,
    silent,
    asked,
    lost,
    rest,
    heard(playing) {
      rest();
      connection.value = "live";
      set("look", LOOK_EVERY, look);
      // if this one goes unanswered too, BUSY_AFTER has passed since the last frame
      if (playing) {
        set("frames", FRAMES_WITHIN, () => {
          ask();
          set("answer", BUSY_AFTER - FRAMES_WITHIN, unanswered);
        });
      }
    },
  };
}
