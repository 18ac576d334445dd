import type { ComponentChildren } from "preact";
import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { isShown } from "../ui/field";
import { LanguageMenu } from "./language";
import { Presentation } from "./presentation";

/** How the widget is shown, in small buttons at the end of the first row. */
export function ViewTools({ kernel, children }: { kernel: Kernel; children: ComponentChildren }) {
  const { text } = useLanguage();
  return (
    // biome-ignore lint/a11y/useSemanticElements: no form
    <div class="nnw-view" role="group" aria-label={text.view}>
      {isShown(kernel, "language") && <LanguageMenu kernel={kernel} />}
      {isShown(kernel, "presentation") && <Presentation kernel={kernel} />}
      {children}
    </div>
  );
}
