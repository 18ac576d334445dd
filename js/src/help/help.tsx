import { type ComponentChildren, Fragment, type RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { ControlName } from "../kernel/options";
import type { Kernel } from "../kernel/state";
import { Mark } from "../ui/class-mark";
import { Button, isShown } from "../ui/field";
import { WRITTEN_IN } from "../ui/keys";
import { startTour, type TourStep } from "./tour";

/** The button of the help and the help itself; `inside` is any part of the widget. */
export function HelpButton(props: {
  kernel: Kernel;
  tour: TourStep;
  inside: RefObject<Element | null>;
}) {
  const { kernel, tour, inside } = props;
  const { text } = useLanguage();
  const [helping, setHelping] = useState(false);
  const help = useCallback(() => setHelping(true), []);
  useShortcuts(kernel, inside, help);
  return (
    <>
      {isShown(kernel, "help") && (
        <Button kind="icon" icon="help" hint="help" label={text.help} onPress={help} />
      )}
      {helping && <Help kernel={kernel} tour={tour} onClose={() => setHelping(false)} />}
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

/** Over the page until it is closed, which the browser brings the focus back from. */
function Help(props: { kernel: Kernel; tour: TourStep; onClose(): void }) {
  const { text } = useLanguage();
  const { hints } = text;
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const key = (sign: string) => <i class="nnw-key nnw-key-line" data-sign={sign} />;
  const mark = (hollow: boolean) => (
    <Mark shape="circle" colour="var(--nnw-ink-soft)" hollow={hollow} />
  );
  return (
    <dialog
      ref={dialog}
      class="nnw-help"
      aria-label={text.help}
      closedby="any"
      onClose={props.onClose}
    >
      <div class="nnw-help-head">
        <h3 class="nnw-heading">{text.keyboard}</h3>
        <Button
          kind="icon"
          icon="close"
          hint={null}
          label={text.close}
          onPress={() => dialog.current?.close()}
        />
      </div>
      <List
        rows={[
          [<kbd>P</kbd>, `${text.play}, ${text.pause}`],
          [<kbd>S</kbd>, text.step],
          [<kbd>Ctrl+Z</kbd>, text.undo],
          [<kbd>Ctrl+Shift+Z</kbd>, text.redo],
          [<kbd>← ↑ ↓ →</kbd>, text.arrowKeys],
          [<kbd>↑ ↓</kbd>, text.numberKeys],
          [text.editPoints, text.editKeys],
          [<kbd>Esc</kbd>, text.escapeKey],
          [<kbd>?</kbd>, text.help],
        ]}
      />
      <h3 class="nnw-heading">{text.colours}</h3>
      <List
        rows={[
          [
            <>
              {key("+")} {key("-")} {text.weight}
            </>,
            hints.weight,
          ],
          [
            <>
              <i class="nnw-key nnw-key-bias" /> {text.bias}
            </>,
            hints.bias,
          ],
          [
            <>
              <i class="nnw-scale-bar" /> {text.output}
            </>,
            hints.output,
          ],
          [
            <>
              {mark(false)} {text.training}
            </>,
            hints.training,
          ],
          [
            <>
              {mark(true)} {text.test}
            </>,
            hints.test,
          ],
          [text.epoch, hints.epoch],
          [text.loss, hints.loss],
          [text.accuracy, hints.accuracy],
          ["R²", hints.r2],
        ]}
      />
      {isShown(props.kernel, "tour") && (
        <Button
          label={text.takeTour}
          hint={null}
          onPress={() => {
            dialog.current?.close();
            startTour(props.tour);
          }}
        />
      )}
    </dialog>
  );
}

function List({ rows }: { rows: [ComponentChildren, string][] }) {
  return (
    <dl>
      {rows.map(([term, sentence], i) => (
        <Fragment key={i}>
          <dt>{term}</dt>
          <dd>{sentence}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
