import type { RefObject } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { ControlName } from "../kernel/options";
import type { Kernel } from "../kernel/state";
import { Button, isShown } from "../ui/field";
import { WRITTEN_IN } from "../ui/keys";
import { Part } from "../ui/part";
import type { TourStep } from "./invitation";

/** The button of the help, the help itself and its tour; `inside` is any part of the widget. */
export function HelpButton(props: {
  kernel: Kernel;
  tour: TourStep;
  inside: RefObject<Element | null>;
}) {
  const { kernel, tour, inside } = props;
  const { text } = useLanguage();
  const [helping, setHelping] = useState(false);
  // pressed once more before it came, it need not come
  const help = useCallback(() => setHelping((now) => !now), []);
  useShortcuts(kernel, inside, help);
  return (
    <>
      {isShown(kernel, "help") && (
        <Button kind="icon" icon="help" hint="help" label={text.help} onPress={help} />
      )}
      {helping && (
        <Part<typeof import("./parts/help")> kernel={kernel} name="help">
          {({ Help }) => <Help kernel={kernel} tour={tour} onClose={() => setHelping(false)} />}
        </Part>
      )}
      {tour.value !== null && (
        <Part<typeof import("./parts/tour")> kernel={kernel} name="tour">
          {({ Tour }) => <Tour tour={tour} inside={inside} />}
        </Part>
      )}
    </>
  );
}

/**
 * Single keys while the focus is in the widget. `inside` is any part of it. What writes letters,
 * or jumps to what begins with one, keeps them.
 */
function useShortcuts(kernel: Kernel, inside: RefObject<Element | null>, help: () => void) {
  useEffect(() => {
    const root = inside.current?.closest<HTMLElement>(".nnw-root");
    const keys: Record<string, [control: ControlName, act: () => void]> = {
      p: ["playButton", () => kernel.command(kernel.frame.peek()?.playing ? "pause" : "play")],
      s: ["stepButton", () => kernel.command("step")],
      "?": ["help", help],
    };
    const onKey = (event: KeyboardEvent) => {
      const [control, act] = keys[event.key.toLowerCase()] ?? [];
      if (!control || !act || !isShown(kernel, control) || event.repeat) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if ((event.target as Element).matches(`dialog *, select, ${WRITTEN_IN}`)) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    root?.addEventListener("keydown", onKey);
    return () => root?.removeEventListener("keydown", onKey);
  }, [kernel, inside, help]);
}
