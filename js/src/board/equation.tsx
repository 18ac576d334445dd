import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { Kernel, NeuronRef } from "../kernel/state";
import { isShown } from "../ui/field";
import { useStable, useWidth } from "../ui/live";
import { Part } from "../ui/part";

/** Space for one term on the blackboard, in CSS pixels; two digits in the index need more. */
const TERM = 100;
const LONG_TERM = 114;
const MARGIN = 32;
const termsIn = (width: number, inputs: number) =>
  Math.max(2, Math.floor((width - MARGIN) / (inputs > 9 ? LONG_TERM : TERM)));

// What the parts of the blackboard need, in CSS pixels; the style sheet makes them so.
/** By the width from which on it is so, the height of the head. */
const HEADS = [
  [600, 32],
  [440, 48],
  [350, 64],
  [0, 96],
] as const;
const ROW = 58;
const RESULT = 40;
const FIELD = 136;
const LINE = 36;
const MOST_FIELDS = 220;

/** The blackboard: the equation of the chosen neuron with the numbers of this moment. */
export function EquationView({ kernel }: { kernel: Kernel }) {
  const section = useRef<HTMLElement>(null);
  const width = useWidth(section);
  const say = useLanguage().text;
  const shown = useStable(() => chosen(kernel));
  const layers = useStable(() => kernel.frame.value?.layers ?? [1]);
  const perRow = useComputed(() =>
    termsIn(width.value, layers.value[(shown.value?.layer ?? 1) - 1] ?? 0),
  );
  // As much as the neuron with the most inputs needs, so that to choose another moves nothing.
  const most = Math.max(...layers.value.slice(0, -1));
  const rows = Math.ceil((most + 1) / termsIn(width.value, most));
  const fields = Math.ceil((most + 1) / Math.max(1, Math.floor((width.value + 12) / FIELD)));
  const weights = isShown(kernel, "weights") ? Math.min(MOST_FIELDS, fields * LINE) : 0;
  const head = HEADS.find(([least]) => width.value >= least)?.[1] ?? 0;
  const height = head + rows * ROW + RESULT + weights;
  const ref = shown.value;
  const picture = kernel.picture.value;
  return (
    <section
      ref={section}
      class="nnw-equation"
      aria-label={say.equation}
      style={{ minHeight: `${height}px` }}
    >
      {picture && ref && (
        <Part<typeof import("./parts/equation")>
          kernel={kernel}
          name="equation"
          place="nnw-equation-place"
        >
          {({ Equation }) => (
            <Equation {...{ kernel, picture }} neuron={ref} perRow={perRow.value} />
          )}
        </Part>
      )}
    </section>
  );
}

/** The chosen neuron; until one is chosen the output, so that the first look shows an equation. */
function chosen(kernel: Kernel): NeuronRef | null {
  const frame = kernel.frame.value;
  if (!frame) return null;
  return kernel.selected.value ?? { layer: frame.layers.length - 1, neuron: 1 };
}
