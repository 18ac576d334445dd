import { useComputed, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { Diagnosis } from "../kernel/protocol";
import type { Kernel, Options } from "../kernel/state";
import { Button, isShown } from "../ui/field";

/** The finding that is shown. */
export interface Shown {
  finding: Diagnosis;
  text: string;
  dismiss(): void;
}

/**
 * Why the network does not learn, in words. They keep the numbers with which they first came:
 * what is read, and read out, must not change under one's eyes.
 */
export function useFinding(kernel: Kernel): Shown | null {
  const language = useLanguage();
  const dismissed = useSignal("");
  const first = useRef<Diagnosis | null>(null);
  // the same finding in another frame is no news
  const name = useComputed(() => nameOf(kernel.frame.value?.diagnosis ?? null)).value;
  if (name !== nameOf(first.current)) first.current = kernel.frame.peek()?.diagnosis ?? null;
  const finding = first.current;
  if (!finding || name === dismissed.value || !isShown(kernel, "diagnosis")) return null;
  return {
    finding,
    text: language.tell(finding.told),
    dismiss: () => {
      dismissed.value = name;
    },
  };
}

/** The options that a remedy changes, the one that it is called after first. */
const REMEDIES = [
  "hidden_layers",
  "activation",
  "learning_rate",
  "regularization",
  "regularization_rate",
  "batch_size",
  "initializer",
  "features",
] as const;

/** The one change that would help, as a button. */
export function Remedy({ kernel, finding }: { kernel: Kernel; finding: Diagnosis }) {
  const { text, number, label, option } = useLanguage();
  const changes = finding.changes as Partial<Options>;
  const name = REMEDIES.find((option) => option in changes);
  const show = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(show).join(", ");
    if (typeof value === "number") return number(value);
    const items = kernel.catalog.value?.[`${name as "activation"}s`] ?? [];
    const item = items.find((one) => one.name === value);
    return item ? label(name as string, item) : String(value);
  };
  let what = changes.standardize ? text.options.standardize : "";
  if (name) {
    const [value, before] = [changes[name], kernel.options.peek()[name]];
    const told = { what: option(name).toLowerCase(), value: show(value) };
    const sized = name.endsWith("rate") && typeof value === "number";
    const turn = sized ? (value > (before as number) ? text.raise : text.lower) : text.take;
    what = turn(told);
  }
  if (!what) what = text.reset;
  else if (finding.restart) what = text.anew({ what });
  return <Button label={what} hint="heed" onPress={() => kernel.heed(finding.code)} />;
}

function nameOf(finding: Diagnosis | null): string {
  if (!finding) return "";
  return JSON.stringify([finding.told.code, finding.layer, finding.changes]);
}
