import { useState } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { Disclosure } from "../ui/field";
import { Part } from "../ui/part";

/** The classes that are told apart, and those that are taken for one another. */
export function Confusion({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  const [open, setOpen] = useState(false);
  const scene = kernel.scene.value;
  if (scene?.problem !== "classification") return null;
  return (
    <section class="nnw-confusion" style={{ "--nnw-classes": scene.class_names.length }}>
      <Disclosure
        hint="confusion"
        label={text.confusion}
        open={open}
        onToggle={() => setOpen(!open)}
      />
      {open && (
        <Part<typeof import("./parts/confusion")>
          kernel={kernel}
          name="confusion"
          place="nnw-confusion-place"
        >
          {({ ConfusionOpen }) => <ConfusionOpen kernel={kernel} scene={scene} />}
        </Part>
      )}
    </section>
  );
}
