import { type ComponentChildren, Fragment } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useWholeLanguage } from "../../i18n";
import type { Kernel } from "../../kernel/state";
import { Mark } from "../../ui/class-mark";
import { Button, isShown } from "../../ui/field";
import { startTour, type TourStep } from "../invitation";

/** Over the page until it is closed, which the browser brings the focus back from. */
export function Help(props: { kernel: Kernel; tour: TourStep; onClose(): void }) {
  const { text } = useWholeLanguage();
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
          [text.options.loss, hints.loss],
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
