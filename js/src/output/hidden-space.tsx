import { useState } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { Disclosure } from "../ui/field";
import { Part } from "../ui/part";

/** What the next layer sees, where one asks for it. */
export function HiddenSpace({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <section class="nnw-space">
      <Disclosure
        hint="hiddenSpace"
        label={text.hiddenSpace}
        open={open}
        onToggle={() => setOpen(!open)}
      />
      {open && (
        <Part<typeof import("./parts/hidden-space")>
          kernel={kernel}
          name="hidden-space"
          place="nnw-space-place"
        >
          {({ HiddenSpaceOpen }) => <HiddenSpaceOpen kernel={kernel} />}
        </Part>
      )}
    </section>
  );
}
