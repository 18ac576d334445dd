import { useRef } from "preact/hooks";
import { useWholeLanguage } from "../i18n";
import { plainNumber, readNumber } from "../i18n/numbers";
import {
  bias,
  type FrameData,
  type Kernel,
  type NeuronRef,
  type Picture,
  weight,
} from "../kernel/state";
import { Freeze } from "../ui/freeze";
import { useLive } from "../ui/live";
import { inputsOf } from "./formula";

/** The weights and the bias of a neuron as fields, each with its lock. */
export function Parameters(props: { kernel: Kernel; picture: Picture } & NeuronRef) {
  const { kernel, picture, ...ref } = props;
  const say = useWholeLanguage().text;
  const names = inputsOf(picture.frame.peek(), picture.scene, ref.layer).map(({ text }) => text);
  const target = say.neuronInSentence(ref);
  const source = (name: string, i: number) =>
    ref.layer === 1 ? name : say.neuronInSentence({ neuron: i + 1, layer: ref.layer - 1 });
  return (
    <fieldset class="nnw-parameters" aria-label={say.weightsAndBias}>
      {names.map((name, i) => (
        <Parameter
          key={i + 1}
          {...{ kernel, picture, ...ref, source: i + 1 }}
          label={say.weightFrom({ source: source(name, i), target })}
          freeze={say.freezeWeight({ source: source(name, i), target })}
        />
      ))}
      <Parameter
        key={0}
        {...{ kernel, picture, ...ref, source: 0 }}
        label={say.biasOf({ target })}
        freeze={say.freezeBias({ target })}
      />
    </fieldset>
  );
}

interface ParameterProps extends NeuronRef {
  kernel: Kernel;
  picture: Picture;
  /** From 1; 0 is the bias. */
  source: number;
  label: string;
  freeze: string;
}

/**
 * Follows training, except while it has the focus. Only a changed text is sent: the shown one
 * is rounded, and leaving the field must change nothing.
 */
function Parameter(props: ParameterProps) {
  const { kernel, picture, layer, neuron, source, label, freeze } = props;
  const { text: say, typed } = useWholeLanguage();
  const field = useRef<HTMLInputElement>(null);
  const shown = useRef("");
  const part = [layer, neuron, source];

  const write = (text: string) => {
    shown.current = text;
    if (field.current && field.current.value !== text) field.current.value = text;
  };
  const restore = (frame: FrameData) => {
    const value = source ? weight(frame, layer, neuron, source) : bias(frame, layer, neuron);
    const plain = Number.isFinite(value) ? value.toPrecision(4).replace("e+", "e") : "";
    write(typed(plain));
    field.current?.setAttribute("aria-valuenow", plainNumber(value) ?? "");
  };
  const changed = () => field.current?.value !== shown.current;

  useLive(() => {
    const frame = picture.frame.value;
    if (document.activeElement !== field.current) restore(frame);
  }, [picture, typed]);
  useLive(() => {
    // a number that the kernel refuses goes back, what is being typed stays
    if (kernel.refusal.value !== null && !changed()) restore(picture.frame.peek());
  }, [kernel, picture]);
  useLive(() => {
    if (String(kernel.wanted.value) !== String(part)) return;
    kernel.wanted.value = null;
    field.current?.focus();
    field.current?.select();
  }, [kernel]);

  const commit = () => {
    const text = field.current?.value.trim() ?? "";
    const value = readNumber(text);
    if (value === null) {
      restore(picture.frame.peek());
      kernel.refusal.value = say.notANumber({ text });
      return;
    }
    write(text);
    kernel.setParameter(layer, neuron, source, value);
  };
  const pressed = (event: KeyboardEvent) => {
    const up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") {
      if (changed()) commit();
    } else if (event.key === "Escape") restore(picture.frame.peek());
    else if (up && field.current) {
      const from = readNumber(field.current.value);
      if (from === null) return;
      event.preventDefault();
      // without the binary dust of 0.1 + 0.2
      const to = Number((from + up * (event.shiftKey ? 1 : 0.1)).toPrecision(12));
      field.current.value = typed(String(to));
      commit();
    }
  };
  return (
    <div class="nnw-parameter" data-hint={source ? "weight" : "bias"}>
      <span class="nnw-parameter-name nnw-math-name">
        <i>{source ? "w" : "b"}</i>
        {source > 0 && <sub>{source}</sub>}
      </span>
      <input
        ref={field}
        class="nnw-input"
        role="spinbutton"
        inputMode="decimal"
        autocomplete="off"
        maxLength={30}
        aria-label={label}
        onKeyDown={pressed}
        onBlur={() => (changed() ? commit() : restore(picture.frame.peek()))}
      />
      <Freeze kernel={kernel} part={part} label={freeze} />
    </div>
  );
}
