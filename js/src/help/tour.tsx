import type { Signal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Text, useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { putBeside, type Side } from "../ui/beside";
import { Button, isShown } from "../ui/field";

/** The step that is shown, from 0; null while there is no tour. */
export type TourStep = Signal<number | null>;

/** What the steps speak of, where it is, and on which side of it there is least to hide. */
const STEPS: [keyof Text["tour"], string, Side][] = [
  ["data", ".nnw-datasets", "right"],
  ["play", ".nnw-button-primary", "below"],
  ["neuron", ".nnw-neuron", "above"],
  ["layers", ".nnw-layers-header", "below"],
  ["output", ".nnw-output", "left"],
];

const KEY = "nnwidget.tour";

/** A private window may refuse to remember anything. */
function wasOffered(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

function remember(): void {
  try {
    localStorage.setItem(KEY, "offered");
  } catch {
    // it will be offered again
  }
}

export function startTour(tour: TourStep): void {
  remember();
  tour.value = 0;
}

/** Offers the tour, quietly: until it is taken or put away, and in one widget of the page. */
export function Invitation({ kernel, tour }: { kernel: Kernel; tour: TourStep }) {
  const { text } = useLanguage();
  const [open, setOpen] = useState(
    () =>
      !wasOffered() &&
      ![...document.querySelectorAll(".nnw-invitation")].some(
        (one) => one.checkVisibility?.() ?? true,
      ),
  );
  const close = () => setOpen(false);
  // it may also have been taken from the help
  if (open && tour.value !== null) close();
  if (!open || !isShown(kernel, "tour")) return null;
  return (
    <div class="nnw-invitation">
      <span>{text.invitation}</span>
      <Button hint={null} label={text.takeTour} onPress={() => startTour(tour)} />
      <span>· {text.tourSteps(STEPS.length)}</span>
      <Button
        kind="icon"
        icon="close"
        hint="dismiss"
        label={text.dismiss}
        onPress={() => {
          remember();
          close();
        }}
      />
    </div>
  );
}

/** Stands beside one part of the widget after the other. Everything can be used meanwhile. */
export function Tour({ tour }: { tour: TourStep }) {
  const { text } = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const root = box.current?.closest<HTMLElement>(".nnw-root");
  const step = tour.value;
  const open = step !== null;
  // the notebook's author may have hidden some
  const steps = open ? STEPS.filter(([, target]) => root?.querySelector(target)) : [];
  const [name, target, side = "below"] = steps[step ?? 0] ?? [];
  const end = () => {
    tour.value = null;
  };

  useLayoutEffect(() => {
    const part = target && root?.querySelector(target);
    if (!root || !part) return;
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
    if (!open || !root) return;
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
  }, [root, open]);

  const last = step === steps.length - 1;
  return (
    <div
      ref={box}
      class="nnw-tour"
      popover="manual"
      role="dialog"
      aria-label={open ? text.tourStep(step + 1, steps.length) : undefined}
      tabIndex={-1}
    >
      {open && name && (
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
