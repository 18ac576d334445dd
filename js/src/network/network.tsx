import { useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { usePalette } from "../draw/colour";
import { useLanguage } from "../i18n";
import { exists, type Kernel, type NeuronRef } from "../kernel/state";
import { useLive, useStable, useWidth } from "../ui/live";
import { type Layout, layout } from "./geometry";
import { Graph } from "./graph";
import { LayersControls, LayersHeader } from "./layers";
import { type Pointed, type Shape, shapeOf } from "./shape";

/** What the controls above a layer need, in CSS pixels. */
const COLUMN = 52;
/** Below this pitch they move together. */
const ROOMY = 80;
/** What the titles above the network need. */
const TITLES = 310;
/** Pixels above the graph, and below it for a scroll bar. */
const AROUND = 76;

/** Inputs, layers and output, with the weights between them. */
export function NetworkView({ kernel }: { kernel: Kernel }) {
  const section = useRef<HTMLElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const palette = usePalette(section);
  const width = useWidth(holder);
  const shape = useStable(() => shapeOf(kernel));
  const pointed = useSignal<Pointed | null>(null);
  const cursor = useSignal<NeuronRef>({ layer: 1, neuron: 1 });
  const at = useComputed(
    () => shape.value && width.value > 0 && layoutOf(shape.value, width.value),
  );

  // What is pointed at in another picture is lit here as well.
  useLive(() => {
    const ref = kernel.hovered.value;
    const now = pointed.peek();
    if (ref && !(now?.kind === "neuron" && now.layer === ref.layer && now.neuron === ref.neuron)) {
      pointed.value = { kind: "neuron", ...ref };
    } else if (!ref && now?.kind === "neuron") {
      pointed.value = null;
    }
  }, [kernel]);

  // The network may have lost the neuron that the tab key reached.
  useLive(() => {
    const frame = kernel.frame.value;
    if (frame && !exists(frame, cursor.value)) cursor.value = { layer: 1, neuron: 1 };
  }, [kernel]);

  const say = useLanguage().text;
  const picture = kernel.picture.value;
  const drawn =
    picture && shape.value && at.value ? { picture, shape: shape.value, at: at.value } : null;
  // Where the network is wider than its panel, its edges fade: there is more.
  const fade = useSignal("");
  const lookAround = () => {
    const scrollLeft = holder.current?.scrollLeft ?? 0;
    // neurons on their way to a new place may still stick out
    const rest = drawn ? drawn.at.width - width.value - scrollLeft : 0;
    fade.value = `${scrollLeft > 1 ? "start" : ""} ${rest > 1 ? "end" : ""}`;
  };
  useLayoutEffect(lookAround);

  return (
    <section ref={section} class="nnw-network" aria-label={say.network}>
      <div
        class="nnw-network-layers"
        style={{ paddingInlineStart: `${drawn ? offset(drawn.at, width.value) : 0}px` }}
      >
        <h3 class="nnw-network-title">{say.inputs}</h3>
        <LayersHeader kernel={kernel} />
        <h3 class="nnw-network-title">{say.output}</h3>
      </div>
      <div
        class="nnw-network-scroll"
        ref={holder}
        style={drawn ? { height: `${drawn.at.height + AROUND}px` } : {}}
        data-fade={fade.value}
        onScroll={lookAround}
      >
        {drawn && (
          <div style={{ width: `${drawn.at.width}px` }}>
            <div
              class={
                drawn.at.columnPitch < ROOMY ? "nnw-network-head nnw-tight" : "nnw-network-head"
              }
              style={headColumns(drawn.at)}
            >
              <LayersControls kernel={kernel} most={drawn.shape.layers.length - 1} />
            </div>
            <Graph kernel={kernel} {...drawn} palette={palette} pointed={pointed} cursor={cursor} />
          </div>
        )}
      </div>
      <Legend />
    </section>
  );
}

function layoutOf({ inputs, layers, outputs }: Shape, width: number): Layout {
  const longest = Math.max(0, ...inputs.map(({ label }) => label.length));
  return layout({
    width,
    inputs: inputs.length,
    layers,
    inputLabel: Math.max(44, Math.min(96, longest * 7)),
    outputLabel: outputs.length
      ? Math.min(96, 20 + 7 * Math.max(...outputs.map((o) => o.length)))
      : 0,
    minPitch: COLUMN,
  });
}

/** Shifts what is centred to the middle of the hidden layers, as far as the titles beside it let. */
function offset({ columns, width }: Layout, seen: number): number {
  const middle = ((columns[1]?.x ?? 0) + (columns.at(-2)?.x ?? 0)) / 2;
  return columns.length > 2 ? Math.max(0, Math.min(2 * middle - width, seen - TITLES)) : 0;
}

/** Each layer's controls stand centred above its column. */
function headColumns({ columns, columnPitch }: Layout) {
  return {
    gridTemplateColumns: `repeat(${Math.max(1, columns.length - 2)}, ${columnPitch}px)`,
    paddingInlineStart: `${Math.max(0, (columns[1]?.x ?? 0) - columnPitch / 2)}px`,
  };
}

/** What lines and bars mean. */
function Legend() {
  const say = useLanguage().text;
  return (
    <ul class="nnw-legend">
      <li data-hint="weight">
        <span class="nnw-key nnw-key-line" data-sign="+" />
        {say.positiveWeight}
      </li>
      <li data-hint="weight">
        <span class="nnw-key nnw-key-line" data-sign="-" />
        {say.negativeWeight}
      </li>
      <li data-hint="bias">
        <span class="nnw-key nnw-key-bias" />
        {say.biasBar}
      </li>
    </ul>
  );
}
