import { useRef, useState } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { OptimizerItem } from "../kernel/protocol";
import type { Kernel } from "../kernel/state";
import { NumberField } from "../ui/entry";
import { ICONS } from "../ui/icons";
import { useId } from "../ui/id";
import { Choice, type Props } from "./control";

/** The optimizer, and its own options in a panel where it has any. */
export function Optimizer({ kernel, catalog }: Props) {
  const { optimizer } = kernel.options.value;
  const item = catalog.optimizers.find((one) => one.name === optimizer);
  return (
    <Choice
      {...{ kernel, catalog }}
      name="optimizer"
      // the options of another optimizer have other names
      onPick={(value) => kernel.edit({ optimizer: value, optimizer_options: {} })}
    >
      {item && item.options.length > 0 && <Panel key={optimizer} kernel={kernel} item={item} />}
    </Choice>
  );
}

function Panel({ kernel, item }: { kernel: Kernel; item: OptimizerItem }) {
  const { text } = useLanguage();
  const [open, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const { optimizer_options } = kernel.options.value;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only closes what a button opened
    <div
      class="nnw-popover-anchor"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        setOpen(false);
        button.current?.focus();
      }}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false);
      }}
    >
      <button
        type="button"
        ref={button}
        class="nnw-button nnw-button-icon"
        aria-label={text.options.optimizer_options}
        data-hint="rule"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true" class="nnw-icon">
          <path d={ICONS.tune} />
        </svg>
      </button>
      {open && (
        // keeps the focus inside when a part that takes none is clicked
        <div id={id} class="nnw-popover" tabIndex={-1}>
          <Parameters
            item={item}
            values={optimizer_options}
            onSet={(name, value) =>
              kernel.edit({ optimizer_options: { ...optimizer_options, [name]: value } })
            }
          />
        </div>
      )}
    </div>
  );
}

/** The parameters of an optimizer or of a schedule, a field each. */
export function Parameters(props: {
  item: OptimizerItem;
  values: Record<string, unknown>;
  onSet(name: string, value: number): void;
}) {
  const { label } = useLanguage();
  return (
    <>
      {props.item.options.map((option) => (
        <NumberField
          key={option.name}
          hint="rule"
          label={label("option", option)}
          min={option.min}
          max={option.max}
          value={Number(props.values[option.name] ?? option.default)}
          onSet={(value) => props.onSet(option.name, value ?? option.default)}
        />
      ))}
    </>
  );
}
