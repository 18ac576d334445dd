import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Text, useWholeLanguage } from "../../i18n";
import { putBeside, type Side } from "../../ui/beside";
import { Button } from "../../ui/field";
import type { TOUR_STEPS, TourStep } from "../invitation";

type Step = [keyof Text["tour"], string, Side];

/** What the steps speak of, where it is, and on which side of it there is least to hide. */
const STEPS: Step[] & { length: typeof TOUR_STEPS } = [
  ["data", ".nnw-datasets", "right"],
  ["play", ".nnw-button-primary", "below"],
  ["neuron", ".nnw-neuron", "above"],
  ["layers", ".nnw-layers-header", "below"],
  ["output", ".nnw-output", "left"],
];

/** Stands beside one part of the widget after the other. Everything can be used meanwhile. */
export function Tour({ tour, inside }: { tour: TourStep; inside: RefObject<Element | null> }) {
  const { text } = useWholeLanguage();
  const box = useRef<HTMLDivElement>(null);
  const root = inside.current?.closest<HTMLElement>(".nnw-root");
  const step = tour.value ?? 0;
  // the notebook's author may have hidden some
  const steps = STEPS.filter(([, target]) => root?.querySelector(target));
  const [name, target, side = "below"] = steps[step] ?? [];
  const end = () => {
    tour.value = null;
  };

  useLayoutEffect(() => {
    const part = target && root?.querySelector(target);
    if (!root?.isConnected || !part) return;
    const place = () =>
      putBeside(
        box.current as HTMLElement,
        part.getBoundingClientRect(),
        [side, "below", "above", "right"],
        root.querySelector(".nnw-button-primary")?.getBoundingClientRect(),
      );
    part.toggleAttribute("data-tour", true);
    part.scrollIntoView({ block: "nearest" });
    box.current?.showPopover?.();
    place();
    const moved = new AbortController();
    for (const type of ["scroll", "resize"])
      window.addEventListener(type, place, { signal: moved.signal, capture: true, passive: true });
    return () => {
      moved.abort();
      part.toggleAttribute("data-tour", false);
    };
  }, [root, target, side, text]);

  useLayoutEffect(() => {
    if (!root) return;
    const before = document.activeElement;
    box.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") end();
    };
    root.addEventListener("keydown", onKey);
    return () => {
      root.removeEventListener("keydown", onKey);
      box.current?.hidePopover?.();
      // the invitation is gone; the first button is Play
      const back = root.contains(before) ? before : root.querySelector("button");
      (back as HTMLElement | null)?.focus();
    };
  }, [root]);

  const last = step === steps.length - 1;
  return (
    <div
      ref={box}
      class="nnw-tour"
      popover="manual"
      role="dialog"
      aria-label={text.tourStep({ step: step + 1, count: steps.length })}
      tabIndex={-1}
    >
      {name && (
        <>
          <p aria-live="polite">{text.tour[name]}</p>
          <div class="nnw-tour-buttons">
            <span aria-hidden="true">
              {step + 1} / {steps.length}
            </span>
            {!last && <Button hint={null} label={text.skip} onPress={end} />}
            <Button
              hint={null}
              label={text.back}
              unusable={step === 0}
              onPress={() => {
                tour.value = step - 1;
              }}
            />
            <Button
              hint={null}
              label={last ? text.finish : text.next}
              onPress={() => {
                tour.value = last ? null : step + 1;
              }}
            />
          </div>
        </>
      )}
    </div>
  );
}
