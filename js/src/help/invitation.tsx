import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { Button, isShown } from "../ui/field";

/** The step that is shown, from 0; null while there is no tour. */
export type TourStep = Signal<number | null>;

/** How many there are, which the tour itself would know too late. */
export const TOUR_STEPS = 5;

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
      <span>· {text.tourSteps({ count: TOUR_STEPS })}</span>
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
