import { useRef, useState } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { Button } from "../ui/field";
import { Part } from "../ui/part";

/** Gives the widget the whole screen, in large type; Escape or the button gives it back. */
export function Presentation({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  const [on, setOn] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  return (
    <div ref={place} class="nnw-presentation">
      <Button
        kind="icon"
        icon={on ? "shrink" : "expand"}
        hint="presentation"
        label={text.presentation}
        pressed={on}
        onPress={() => setOn(!on)}
      />
      {on && (
        <Part<typeof import("./parts/presentation")> kernel={kernel} name="presentation">
          {({ Presenting }) => <Presenting place={place} onLeave={() => setOn(false)} />}
        </Part>
      )}
    </div>
  );
}
