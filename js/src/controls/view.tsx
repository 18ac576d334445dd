import { useCallback, useRef, useState } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { Kernel } from "../state";
import { Button, isShown } from "./field";
import { Help, useShortcuts } from "./help";
import { LanguageMenu } from "./language";
import { Presentation } from "./presentation";
import type { TourStep } from "./tour";

/** How the widget is shown, in small buttons at the end of the first row. */
export function ViewTools({ kernel, tour }: { kernel: Kernel; tour: TourStep }) {
  const { text } = useLanguage();
  const group = useRef<HTMLDivElement>(null);
  const [helping, setHelping] = useState(false);
  const help = useCallback(() => setHelping(true), []);
  useShortcuts(kernel, group, help);
  return (
    // biome-ignore lint/a11y/useSemanticElements: no form
    <div ref={group} class="nnw-view" role="group" aria-label={text.view}>
      {isShown(kernel, "language") && <LanguageMenu kernel={kernel} />}
      {isShown(kernel, "presentation") && <Presentation />}
      {isShown(kernel, "help") && (
        <Button kind="icon" icon="help" hint="help" label={text.help} onPress={help} />
      )}
      {helping && <Help kernel={kernel} tour={tour} onClose={() => setHelping(false)} />}
    </div>
  );
}
