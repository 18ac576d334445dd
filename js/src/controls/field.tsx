import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Kernel } from "../kernel";
import { ICONS, type IconName } from "./icons";
import { useId } from "./id";

/** Whether the notebook's author left a control in (the option `hidden_controls`). */
export function isShown(kernel: Kernel, control: string): boolean {
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

export function Select(props: {
  label: string;
  value: string;
  choices: Choice[];
  /** Shown when the value is none of the choices. */
  otherwise?: string;
  hideLabel?: boolean;
  onPick(value: string): void;
  children?: ComponentChildren;
}) {
  const id = useId();
  const afterwards = useAfterwards();
  const known = props.choices.some((choice) => choice.value === props.value);
  return (
    <div class="nnw-field">
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
          title={props.hideLabel ? props.label : undefined}
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
          {props.choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        {props.children}
      </div>
    </div>
  );
}

export function Slider(props: {
  label: string;
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
    <div class="nnw-field">
      <div class="nnw-label-row">
        <label class="nnw-label" for={id}>
          {props.label}
        </label>
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

export function Check(props: { label: string; checked: boolean; onCheck(checked: boolean): void }) {
  const afterwards = useAfterwards();
  return (
    <label class="nnw-check">
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
  hint?: string;
  kind?: "plain" | "icon" | "primary";
  unusable?: boolean;
  onPress(): void;
}) {
  const kind = props.kind ?? "plain";
  return (
    <button
      type="button"
      class={`nnw-button nnw-button-${kind}`}
      aria-label={props.label}
      aria-disabled={props.unusable || undefined}
      title={props.hint ? `${props.label}: ${props.hint}` : props.label}
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
