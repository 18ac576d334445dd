import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface EntryProps {
  label: string;
  value: string | number;
  min?: number;
  max?: number;
  placeholder?: string;
  /** A whole new text, when it is finished. */
  onEnter(text: string): void;
}

/** A field for a text; with `type` "number" the browser keeps letters out. */
export function Entry({ label, value, onEnter, ...rest }: EntryProps & { type?: "number" }) {
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
    <label class="nnw-field">
      <span class="nnw-label">{label}</span>
      <input
        ref={input}
        class="nnw-input"
        step="any"
        maxLength={200}
        {...(rest as object)}
        onKeyDown={(event) => {
          // JupyterLab keeps Enter from making a change event
          if (event.key === "Enter") finish();
        }}
        onChange={finish}
      />
    </label>
  );
}

/** A field for a number; with `none`, which it shows when empty, also for none. */
export function NumberField(props: {
  label: string;
  value: number | null;
  none?: string;
  min?: number;
  max?: number;
  onSet(value: number | null): void;
}) {
  const { value, none, onSet, ...rest } = props;
  return (
    <Entry
      {...rest}
      type="number"
      value={value ?? ""}
      placeholder={none}
      onEnter={(text) => {
        if (text !== "") onSet(Number(text));
        else if (none) onSet(null);
      }}
    />
  );
}
