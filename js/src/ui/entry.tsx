import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type HintKey, useLanguage } from "../i18n";
import { plainNumber, readNumber } from "../i18n/numbers";

interface EntryProps {
  label: string;
  hint: HintKey | null;
  value: string | number;
  placeholder?: string;
  /** A whole new text, when it is finished. */
  onEnter(text: string): void;
}

/** A field for a text; `number` has what makes it one for a number. */
export function Entry(props: EntryProps & { number?: object; onArrow?(up: number): void }) {
  const { label, hint, value, placeholder, number, onArrow, onEnter } = props;
  const input = useRef<HTMLInputElement>(null);
  const [entries, setEntries] = useState(0);
  const finish = () => {
    onEnter(input.current?.value.trim() ?? "");
    setEntries(entries + 1);
  };
  // not as a property: any render would wipe out what is being typed
  useLayoutEffect(() => {
    if (input.current) input.current.value = String(value);
  }, [value, entries]);
  return (
    <label class="nnw-field" data-hint={hint}>
      <span class="nnw-label">{label}</span>
      <input
        ref={input}
        class="nnw-input"
        maxLength={200}
        placeholder={placeholder}
        {...number}
        onKeyDown={(event) => {
          const up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
          // JupyterLab keeps Enter from making a change event
          if (event.key === "Enter") finish();
          else if (up && onArrow) {
            event.preventDefault();
            onArrow(event.shiftKey ? 10 * up : up);
          }
        }}
        onChange={finish}
      />
    </label>
  );
}

/**
 * A field for a number; with `none`, which it shows when empty, also for none. The browser's own
 * would read and write the decimal sign of the browser's language.
 */
export function NumberField(props: {
  label: string;
  hint: HintKey | null;
  value: number | null;
  none?: string;
  min?: number;
  max?: number;
  onSet(value: number | null): void;
}) {
  const { label, hint, value, none, min, max, onSet } = props;
  const { typed } = useLanguage();
  return (
    <Entry
      label={label}
      hint={hint}
      value={value === null ? "" : typed(String(value))}
      placeholder={none}
      number={{
        role: "spinbutton",
        inputMode: "decimal",
        autocomplete: "off",
        "aria-valuenow": plainNumber(value),
        "aria-valuemin": plainNumber(min),
        "aria-valuemax": plainNumber(max),
        onBeforeInput: (event: InputEvent) => {
          if (/[^\d.,e+\-\u2212\s]/i.test(event.data ?? "")) event.preventDefault();
        },
      }}
      onArrow={(up) => {
        const from = value ?? 0;
        const to = from + (Number.isInteger(from) ? up : up / 10);
        // without the binary dust of 0.1 + 0.2
        onSet(Number(Math.min(max ?? to, Math.max(min ?? to, to)).toPrecision(12)));
      }}
      onEnter={(text) => {
        const number = readNumber(text);
        if (number !== null) onSet(number);
        else if (text === "" && none) onSet(null);
      }}
    />
  );
}
