import { useComputed, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { Diagnosis } from "../kernel/protocol";
import type { Kernel, Options } from "../kernel/state";
import { Button, isShown } from "../ui/field";

/** The finding that is shown. */
interface Shown {
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

/** The one change that would help, as a button; it is called after the first of the changes. */
export function Remedy({ kernel, finding }: { kernel: Kernel; finding: Diagnosis }) {
  const { text } = useLanguage();
  const called = useCalled(kernel);
  const [first] = Object.entries(finding.changes);
  let what = text.reset;
  if (first) {
    what = called(...first);
    if (finding.restart) what = text.anew({ what });
  }
  return <Button label={what} hint="heed" onPress={() => kernel.heed(finding.code)} />;
}

/** What a change of an option is called, by the control that the option has. */
function useCalled(kernel: Kernel) {
  const { text, number, label, option } = useLanguage();
  const catalog = kernel.catalog.value;
  return (name: string, value: unknown): string => {
    if (value === true) return option(name);
    const control = catalog?.controls[name];
    const show = (one: unknown): string => {
      if (Array.isArray(one)) return one.map(show).join(", ");
      if (typeof one === "number") return number(one);
      if (control?.kind !== "choice") return String(one);
      const item = catalog?.[control.menu].find((item) => item.name === one);
      return item ? label(control.names, item) : String(one);
    };
    const told = { what: option(name).toLowerCase(), value: show(value) };
    const before = kernel.options.peek()[name as keyof Options];
    // the numbers of a menu go up and down
    if (control?.kind === "menu" && typeof value === "number" && typeof before === "number") {
      return value > before ? text.raise(told) : text.lower(told);
    }
    return text.take(told);
  };
}

function nameOf(finding: Diagnosis | null): string {
  if (!finding) return "";
  return JSON.stringify([finding.told.code, finding.layer, finding.changes]);
}
