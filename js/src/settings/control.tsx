import type { ComponentChildren } from "preact";
import { type HintKey, useLanguage } from "../i18n";
import type { ControlName, Options } from "../kernel/options";
import type { Catalog, Control, MenuItem, SliderControl } from "../kernel/protocol";
import type { Kernel } from "../kernel/state";
import { NumberField } from "../ui/entry";
import { Check, isShown, Select, Slider } from "../ui/field";

export interface Props {
  kernel: Kernel;
  catalog: Catalog;
}

/**
 * The controls of all options that stand at a place, in the order of the options, boxes last.
 * `sliders` draw what a plain one cannot, `special` what no plain one is enough for.
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
  const { text, number, option } = useLanguage();
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
      return <Choice {...{ kernel, catalog, name }} />;
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

/** One of a menu of the catalog. Where each layer may have its own, it may be mixed. */
export function Choice(
  props: Props & {
    name: keyof Options;
    /** Those of the menu that can be had here. */
    items?: readonly MenuItem[];
    /** What "auto" stands for, where the option may be that; empty until it is known. */
    auto?: string;
    /** Makes the change where it is not that of the option alone. */
    onPick?(value: string): void;
    children?: ComponentChildren;
  },
) {
  const { kernel, catalog, name, auto, onPick, children } = props;
  const { text, label, option } = useLanguage();
  const control = catalog.controls[name];
  if (control?.kind !== "choice") return null;
  const menu: readonly MenuItem[] = catalog[control.menu];
  const called = (item: MenuItem) => label(control.names, item);
  const now = new Set([kernel.options.value[name]].flat());
  const value = now.size === 1 ? String([...now][0]) : "";
  const choices = (props.items ?? menu).map((item) => ({ value: item.name, label: called(item) }));
  if (auto !== undefined) {
    const meant = menu.find((item) => item.name === auto);
    const what = meant ? called(meant) : "…";
    const word = value === "auto" ? text.auto({ what }) : text.automatic;
    choices.unshift({ value: "auto", label: word });
  }
  return (
    <Select
      hint={control.names as HintKey}
      label={option(name)}
      value={value}
      otherwise={value ? undefined : text.mixed}
      choices={choices}
      onPick={onPick ?? ((picked) => kernel.edit({ [name]: picked }))}
    >
      {children}
    </Select>
  );
}

/** The values of a menu, and among them the present one when it is none of them. */
function among(values: readonly (number | null)[], now: number | null) {
  const size = (one: number | null) => one ?? Number.POSITIVE_INFINITY;
  return [...new Set([...values, now])].sort((a, b) => size(a) - size(b));
}
