import type { Signal } from "@preact/signals";
import { useLanguage } from "../i18n";
import { formatSignificant } from "../i18n/numbers";
import { bias, type Kernel, weight } from "../kernel/state";
import { useComputedFrom } from "../ui/live";
import { MathName } from "../ui/math-name";
import type { Layout } from "./geometry";
import { sourceName, sourceOf } from "./link";
import type { Pointed, Shape } from "./shape";

interface CardProps {
  kernel: Kernel;
  shape: Shape;
  at: Layout;
  pointed: Signal<Pointed | null>;
}

const GAP = 10;
/** What a card takes at most above a point, and to either side of it. */
const ABOVE = 70;
/** The width of a bias's card. */
const BIAS = 130;
const HALF_NEAR = 92;
const HALF_FAR = 140;

/** The number behind what is pointed at, live while training. */
export function Card({ kernel, shape, at, pointed }: CardProps) {
  const { text: say, decimal } = useLanguage();
  const number = useComputedFrom(() => {
    const frame = kernel.frame.value;
    const now = pointed.value;
    if (!frame || !now || now.kind === "input") return "";
    if (now.kind === "neuron") return formatSignificant(bias(frame, now.layer, now.neuron));
    const source = sourceOf(shape, now.layer, now.from);
    return formatSignificant(weight(frame, now.layer, now.to + 1, source));
  }, [kernel, pointed, shape]);
  const now = pointed.value;
  if (!now || now.kind === "input") return null;

  if (now.kind === "neuron") {
    const column = at.columns[now.layer];
    const aside = at.node / 2 + GAP;
    const left = (column?.x ?? 0) + aside + BIAS > at.width;
    return (
      <div
        class={left ? "nnw-card nnw-card-left" : "nnw-card nnw-card-right"}
        style={{
          left: `${(column?.x ?? 0) + (left ? -aside : aside)}px`,
          top: `${column?.ys[now.neuron - 1] ?? 0}px`,
        }}
      >
        <div class="nnw-card-value">
          {say.bias} <span>{decimal(number.value)}</span>
        </div>
      </div>
    );
  }
  const half = now.layer === 1 ? HALF_NEAR : HALF_FAR;
  const x = Math.max(half, Math.min(at.width - half, now.x));
  const below = now.y < ABOVE;
  return (
    <div
      class={below ? "nnw-card nnw-card-below" : "nnw-card nnw-card-above"}
      style={{ left: `${x}px`, top: `${now.y + (below ? GAP : -GAP)}px` }}
    >
      <div class="nnw-card-value">
        {say.weight} <span>{decimal(number.value)}</span>
      </div>
      <div class="nnw-card-place">
        <MathName text={sourceName(shape, say, now.layer, now.from)} /> →{" "}
        {say.neuronInSentence({ neuron: now.to + 1, layer: now.layer })}
      </div>
    </div>
  );
}
