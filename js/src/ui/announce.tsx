import { effect, type Signal, useSignal } from "@preact/signals";
import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useRef } from "preact/hooks";
import { type Language, useLanguage } from "../i18n";
import type { Command } from "../kernel/protocol";
import type { Kernel } from "../kernel/state";

/** Milliseconds until an edit is told: those that follow each other fast are told once. */
export const SETTLE = 400;
/** A summary of training comes at most this often, and not sooner after anything else. */
export const SUMMARY_EVERY = 5000;

type Sentence = (language: Language) => string;
type Say = (sentence: Sentence) => void;

const SayContext = createContext<Say>(() => {});

/** Has something said to who does not see it; a control that tells its own value needs it not. */
export const useSay = () => useContext(SayContext);

/** What these commands did shows in the page only to the eye. */
const DONE = {
  undo: "undone",
  redo: "redone",
  reset: "atStart",
  new_start: "newWeights",
  regenerate: "newPoints",
} as const;

/**
 * Hands on what is done through `kernel`, and puts it into words once it is done. `say` gets
 * them; `now` is the time in milliseconds.
 */
export function announcing(
  kernel: Kernel,
  language: () => Language,
  say: (text: string) => void,
  now: () => number = () => performance.now(),
): { kernel: Kernel; later: Say; close(): void } {
  let sentence: Sentence | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let spoken = now();
  let playing = false;
  let layers = kernel.options.peek().hidden_layers;

  function speak() {
    const next = language();
    const parts = [sentence?.(next) ?? "", ...layersSince(layers, kernel, next)];
    sentence = null;
    layers = kernel.options.peek().hidden_layers;
    // what is wrong is said by the status line, and then none of this has come true
    if (kernel.refusal.peek() !== null || kernel.connection.peek() !== "live") return;
    tell(parts.filter(Boolean).join(". "));
  }
  function tell(text: string) {
    if (!text) return;
    spoken = now();
    say(text);
  }
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(speak, SETTLE);
  };
  const later: Say = (next) => {
    sentence = next;
    wait();
  };
  const summarize = (lead = "") =>
    later((now) => [lead, summary(kernel, now)].filter(Boolean).join(". "));

  const stopLayers = effect(() => {
    if (String(kernel.options.value.hidden_layers) !== String(layers)) wait();
  });
  const stopFrames = effect(() => {
    const frame = kernel.frame.value;
    if (!frame) return;
    if (frame.playing !== playing) {
      playing = frame.playing;
      if (playing) spoken = now();
      else summarize(language().text.paused);
    } else if (playing && now() - spoken >= SUMMARY_EVERY) tell(summary(kernel, language()));
  });

  const points: Sentence = ({ text }) => {
    const { train_total = 0, test_total = 0 } = kernel.scene.peek() ?? {};
    return text.points({ train: train_total, test: test_total });
  };
  const wrapped: Kernel = {
    ...kernel,
    command(name: Command["name"]) {
      kernel.command(name);
      const { text } = language();
      if (name === "step" || name === "step_batch") summarize();
      else if (name === "undo" || name === "redo") later(() => text[DONE[name]]);
      else if (name in DONE) summarize(text[DONE[name as keyof typeof DONE]]);
    },
    setParameter(layer, neuron, source, value) {
      kernel.setParameter(layer, neuron, source, value);
      later(({ text, number }) =>
        (source ? text.weightSet : text.biasSet)({
          value: number(value, { maximumSignificantDigits: 6 }),
        }),
      );
    },
    editPoints(changes) {
      kernel.editPoints(changes);
      later(points);
    },
    loadCSV(data) {
      kernel.loadCSV(data);
      later(points);
    },
    goTo(epoch) {
      kernel.goTo(epoch);
      summarize();
    },
  };
  return {
    kernel: wrapped,
    later,
    close() {
      clearTimeout(timer);
      stopLayers();
      stopFrames();
    },
  };
}

/** The epoch and the losses, of this moment. */
function summary(kernel: Kernel, { text, number }: Language): string {
  const frame = kernel.frame.peek();
  if (!frame) return "";
  const short = (value: number) => number(value, { maximumSignificantDigits: 3 });
  const parts = [`${text.epoch} ${number(frame.epoch, { maximumFractionDigits: 1 })}`];
  // there is none where training diverged, or no point is left for testing
  if (Number.isFinite(frame.loss_train))
    parts.push(text.lossTrainIs({ loss: short(frame.loss_train) }));
  if (Number.isFinite(frame.loss_test))
    parts.push(text.lossTestIs({ loss: short(frame.loss_test) }));
  return parts.join(", ");
}

/** How the hidden layers differ from what they were. */
function layersSince(before: number[], kernel: Kernel, { text }: Language): string[] {
  const { hidden_layers } = kernel.options.peek();
  if (hidden_layers.length !== before.length)
    return [text.hiddenLayers({ count: hidden_layers.length })];
  return hidden_layers.flatMap((count, at) =>
    count === before[at] ? [] : text.layerNow({ layer: at + 1, count }),
  );
}

/** Draws with a kernel through which everything that is done is also said, out of sight. */
export function Announced(props: { kernel: Kernel; children(kernel: Kernel): ComponentChildren }) {
  const language = useLanguage();
  const now = useRef(language);
  now.current = language;
  const said = useSignal({ number: 0, text: "" });
  const announced = useMemo(() => {
    const say = (text: string) => {
      said.value = { number: said.peek().number + 1, text };
    };
    return announcing(props.kernel, () => now.current, say);
  }, [props.kernel, said]);
  useEffect(() => announced.close, [announced]);
  return (
    <SayContext.Provider value={announced.later}>
      {props.children(announced.kernel)}
      <Region said={said} lang={language.code} />
    </SayContext.Provider>
  );
}

/** The same words once more are a new element, so that they are heard again. */
function Region({ said, lang }: { said: Signal<{ number: number; text: string }>; lang: string }) {
  const { number, text } = said.value;
  return (
    <div class="nnw-unseen" aria-live="polite" lang={lang} data-nnw="said">
      <span key={number}>{text}</span>
    </div>
  );
}
