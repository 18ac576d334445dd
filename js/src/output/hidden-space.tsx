import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { Drawer } from "./drawer";

/** What the next layer sees, where one asks for it. */
export function HiddenSpace({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  return (
    <Drawer<typeof import("./parts/hidden-space")>
      {...{ kernel, part: "hidden-space", hint: "hiddenSpace", label: text.hiddenSpace }}
      class="nnw-space"
    >
      {({ HiddenSpaceOpen }) => <HiddenSpaceOpen kernel={kernel} />}
    </Drawer>
  );
}
