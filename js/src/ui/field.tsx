import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { HintKey } from "../i18n";
import type { ControlName } from "../kernel/options";
import type { Kernel } from "../kernel/state";
import { ICONS, type IconName } from "./icons";
import { useId } from "./id";

/** Whether the notebook's author left a control in (the option `hidden_controls`). */
export function isShown(kernel: Kernel, control: ControlName): boolean {
  return !kernel.options.value.hidden_controls.includes(control);
}

/**
 * After a refusal the element must show the old value again, also where no value changed in
 * between: a render puts it right, so one follows every change.
 */
function useAfterwards() {
  const [, set] = useState(0);
  return () => set((n) => n + 1);
}

export interface Choice {
  value: string;
  label: string;
}

interface Group {
  group: string;
  choices: Choice[];
}

export function Select(props: {
  label: string;
  hint: HintKey | null;
  value: string;
  choices: (Choice | Group)[];
  /** Shown when the value is none of the choices. */
  otherwise?: string;
  hideLabel?: boolean;
  onPick(value: string): void;
  children?: ComponentChildren;
}) {
  const id = useId();
  const afterwards = useAfterwards();
  const all = props.choices.flatMap((one) => ("group" in one ? one.choices : one));
  const known = all.some((choice) => choice.value === props.value);
  const option = ({ value, label }: Choice) => (
    <option key={value} value={value}>
      {label}
    </option>
  );
  return (
    <div class="nnw-field" data-hint={props.hint}>
      {!props.hideLabel && (
        <label class="nnw-label" for={id}>
          {props.label}
        </label>
      )}
      <div class="nnw-field-row">
        <select
          id={id}
          class="nnw-select"
          aria-label={props.hideLabel ? props.label : undefined}
          value={props.value}
          onChange={(event) => {
            props.onPick(event.currentTarget.value);
            afterwards();
          }}
        >
          {!known && (
            <option value={props.value} disabled>
              {props.otherwise ?? props.value}
            </option>
          )}
          {props.choices.map((one) =>
            "group" in one ? (
              <optgroup key={one.group} label={one.group}>
                {one.choices.map(option)}
              </optgroup>
            ) : (
              option(one)
            ),
          )}
        </select>
        {props.children}
      </div>
    </div>
  );
}

export function Slider(props: {
  label: string;
  hint: HintKey | null;
  /** The value in words, beside the label and for screen readers. */
  shown: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onSlide(value: number): void;
}) {
  const id = useId();
  const afterwards = useAfterwards();
  const share = (props.value - props.min) / (props.max - props.min || 1);
  return (
    <div class="nnw-field" data-hint={props.hint}>
      <div class="nnw-label-row">
        <label class="nnw-label" for={id}>
          {props.label}
        </label>
        {/* no <output>, which would announce it once more */}
        <span class="nnw-value" aria-hidden="true">
          {props.shown}
        </span>
      </div>
      <input
        id={id}
        class="nnw-slider"
        type="range"
        min={props.min}
        max={props.max}
        step={props.step}
        value={props.value}
        aria-valuetext={props.shown}
        style={{ "--nnw-share": Math.min(1, Math.max(0, share)) }}
        onInput={(event) => {
          props.onSlide(event.currentTarget.valueAsNumber);
          afterwards();
        }}
      />
    </div>
  );
}

/** A few choices side by side. */
export function Radios<T extends string | number>(props: {
  label: string;
  hint: HintKey;
  value: T;
  choices: { value: T; label: string; mark?: ComponentChildren }[];
  onPick(value: NoInfer<T>): void;
}) {
  const group = useId();
  return (
    <div class="nnw-radios" role="radiogroup" aria-label={props.label}>
      {props.choices.map(({ value, label, mark }) => (
        <label key={value} class="nnw-radio" data-hint={props.hint}>
          <input
            type="radio"
            name={group}
            checked={value === props.value}
            onChange={() => props.onPick(value)}
          />
          {mark}
          <span>{label}</span>
        </label>
      ))}
    </div>
  );
}

/** A button that shows and hides what comes after it. */
export function Disclosure(props: {
  label: string;
  hint: HintKey;
  open: boolean;
  onToggle(): void;
}) {
  return (
    <button
      type="button"
      class="nnw-button nnw-disclosure"
      aria-expanded={props.open}
      data-hint={props.hint}
      onClick={props.onToggle}
    >
      <span>{props.label}</span>
    </button>
  );
}

export function Check(props: {
  label: string;
  hint: HintKey | null;
  checked: boolean;
  onCheck(checked: boolean): void;
}) {
  const afterwards = useAfterwards();
  return (
    <label class="nnw-check" data-hint={props.hint}>
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => {
          props.onCheck(event.currentTarget.checked);
          afterwards();
        }}
      />
      <span>{props.label}</span>
    </label>
  );
}

/**
 * A button that cannot be used now keeps the keyboard's focus, so it is `aria-disabled` and
 * does nothing rather than `disabled`.
 */
export function Button(props: {
  label: string;
  icon?: IconName;
  /** Only what stands in an explanation itself has none. */
  hint: HintKey | null;
  kind?: "plain" | "icon" | "primary";
  unusable?: boolean;
  /** Makes it a switch. */
  pressed?: boolean;
  onPress(): void;
}) {
  const kind = props.kind ?? "plain";
  return (
    <button
      type="button"
      class={`nnw-button nnw-button-${kind}`}
      aria-label={props.label}
      aria-disabled={props.unusable || undefined}
      aria-pressed={props.pressed}
      data-hint={props.hint}
      onClick={() => {
        if (!props.unusable) props.onPress();
      }}
    >
      {props.icon && (
        <svg viewBox="0 0 16 16" aria-hidden="true" class="nnw-icon">
          <path d={ICONS[props.icon]} />
        </svg>
      )}
      {kind === "plain" && <span>{props.label}</span>}
    </button>
  );
}
