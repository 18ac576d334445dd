import type { ComponentChildren } from "preact";
import { type HintKey, useLanguage } from "../i18n";
import type { ControlName, Options } from "../kernel/options";
import type { Catalog, Control, SliderControl } from "../kernel/protocol";
import type { Kernel } from "../kernel/state";
import { NumberField } from "../ui/entry";
import { Check, isShown, Select, Slider } from "../ui/field";

export interface Props {
  kernel: Kernel;
  catalog: Catalog;
}

/**
 * The controls of all options that stand at a place, in the order of the options, boxes last.
 * `sliders` draw what a plain one cannot, `special` what Python leaves to code of its own.
 */
export function Controls(
  props: Props & {
    place: Control["place"];
    sliders: Record<string, (props: Props & { control: SliderControl }) => ComponentChildren>;
    special: Record<string, (props: Props) => ComponentChildren>;
  },
) {
  const { kernel, catalog, place, sliders, special } = props;
  const here = Object.entries(catalog.controls).filter(
    ([, control]) => control.place === place && isShown(kernel, control.hidden_as as ControlName),
  );
  const boxesLast = [
    ...here.filter(([, control]) => control.kind !== "box"),
    ...here.filter(([, control]) => control.kind === "box"),
  ];
  return boxesLast.map(([name, control]) => {
    const OwnSlider = control.kind === "slider" && sliders[name];
    const Special = special[name];
    if (OwnSlider) return <OwnSlider key={name} {...{ kernel, catalog, control }} />;
    if (Special) return <Special key={name} {...{ kernel, catalog }} />;
    return <Plain key={name} {...{ kernel, catalog }} name={name as keyof Options} />;
  });
}

/** The control of an option, drawn as its row in Python says. */
export function Plain({ kernel, catalog, name }: Props & { name: keyof Options }) {
  const { text, number, label, option } = useLanguage();
  const control = catalog.controls[name];
  if (!control) return null;
  // one that has no sentence of its own yet is not explained
  const about = { label: option(name), hint: name as HintKey };
  const value = kernel.options.value[name];
  const set = (next: unknown) => kernel.edit({ [name]: next });
  switch (control.kind) {
    case "slider": {
      const { min, max, step } = control;
      const now = Number(value);
      return (
        <Slider {...about} {...{ min, max, step }} value={now} shown={number(now)} onSlide={set} />
      );
    }
    case "menu":
      return (
        <Select
          {...about}
          value={String(value)}
          choices={among(control.values, value as number | null).map((one) => ({
            value: String(one),
            label: one === null ? text.none : number(one, { maximumSignificantDigits: 6 }),
          }))}
          onPick={(picked) => set(picked === "null" ? null : Number(picked))}
        />
      );
    case "choice":
      return (
        <Select
          {...about}
          value={String(value)}
          choices={catalog[control.menu].map((item) => ({
            value: item.name,
            label: label(control.names, item),
          }))}
          onPick={set}
        />
      );
    case "field":
      return (
        <NumberField
          {...about}
          none={control.empty ? text[control.empty] : undefined}
          min={control.min}
          max={control.max ?? undefined}
          value={(value ?? null) as number | null}
          onSet={set}
        />
      );
    case "box":
      return <Check {...about} checked={Boolean(value)} onCheck={set} />;
    default:
      return null;
  }
}

/** The values of a menu, and among them the present one when it is none of them. */
function among(values: readonly (number | null)[], now: number | null) {
  const size = (one: number | null) => one ?? Number.POSITIVE_INFINITY;
  return [...new Set([...values, now])].sort((a, b) => size(a) - size(b));
}
