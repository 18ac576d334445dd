import type { ComponentChildren, CSSProperties } from "preact";
import { useState } from "preact/hooks";
import type { HintKey } from "../i18n";
import type { Kernel } from "../kernel/state";
import { Disclosure } from "../ui/field";
import { Part } from "../ui/part";

/** A part that is closed until one asks for it. */
export function Drawer<T>(props: {
  kernel: Kernel;
  /** The part, by its name. */
  part: string;
  label: string;
  hint: HintKey;
  /** The class of the whole; with "-place", of what keeps the part's place. */
  class: string;
  style?: CSSProperties;
  children(part: T): ComponentChildren;
}) {
  const { kernel, part, label, hint, class: name, style, children } = props;
  const [open, setOpen] = useState(false);
  return (
    <section class={name} style={style}>
      <Disclosure hint={hint} label={label} open={open} onToggle={() => setOpen(!open)} />
      {open && (
        <Part<T> kernel={kernel} name={part} place={`${name}-place`}>
          {children}
        </Part>
      )}
    </section>
  );
}
