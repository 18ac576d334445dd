import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { Drawer } from "./drawer";

/** The classes that are told apart, and those that are taken for one another. */
export function Confusion({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  const scene = kernel.scene.value;
  if (scene?.problem !== "classification") return null;
  return (
    <Drawer<typeof import("./parts/confusion")>
      {...{ kernel, part: "confusion", hint: "confusion", label: text.confusion }}
      class="nnw-confusion"
      style={{ "--nnw-classes": scene.class_names.length }}
    >
      {({ ConfusionOpen }) => <ConfusionOpen kernel={kernel} scene={scene} />}
    </Drawer>
  );
}
