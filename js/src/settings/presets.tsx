import { type Signal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { Catalog, PresetItem } from "../kernel/protocol";
import type { Kernel } from "../kernel/state";
import { Select } from "../ui/field";

export type Chosen = Signal<PresetItem | null>;

/**
 * The preset in force, and the kernel for this view: with an edit, what the preset was chosen
 * to show is no longer what one sees.
 */
export function useChosen(kernel: Kernel): { chosen: Chosen; forgetting: Kernel } {
  const chosen: Chosen = useSignal(null);
  const forgetting = useMemo(() => {
    const forget =
      <A extends unknown[]>(change: (...args: A) => void) =>
      (...args: A) => {
        chosen.value = null;
        change(...args);
      };
    return {
      ...kernel,
      edit: forget(kernel.edit),
      editPoints: forget(kernel.editPoints),
      heed: forget(kernel.heed),
      loadCSV: forget(kernel.loadCSV),
      setParameter: forget(kernel.setParameter),
    };
  }, [kernel, chosen]);
  return { chosen, forgetting };
}

export function Presets(props: { kernel: Kernel; catalog: Catalog; chosen: Chosen }) {
  const { kernel, catalog, chosen } = props;
  const { text, label } = useLanguage();
  const group = (name: string, works: boolean) => ({
    group: name,
    choices: catalog.presets
      .filter((item) => item.works === works)
      .map((item) => ({ value: item.name, label: label("preset", item) })),
  });
  return (
    <Select
      hint="preset"
      label={text.preset}
      value={chosen.value?.name ?? ""}
      otherwise={text.choose}
      choices={[group(text.worksWell, true), group(text.goesWrong, false)]}
      onPick={(name) => {
        kernel.preset(name);
        chosen.value = catalog.presets.find((item) => item.name === name) ?? null;
      }}
    />
  );
}
