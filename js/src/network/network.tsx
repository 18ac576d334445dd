import { batch, type Signal, useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { usePalette } from "../draw/colour";
import { shapeOfClass } from "../draw/points";
import { pointIn } from "../draw/zoom";
import { useLanguage } from "../i18n";
import { formatSignificant } from "../i18n/numbers";
import { exists, type Kernel, type NeuronRef, weight } from "../kernel/state";
import { classColourName, Mark } from "../ui/class-mark";
import { isShown } from "../ui/field";
import { useLive, useStable, useWidth } from "../ui/live";
import { Card } from "./card";
import { LayerControls, LayersHeader } from "./layers";
import { type Layout, layout, linkAt } from "./layout";
import { sourceOf } from "./link";
import { Links } from "./links";
import { Locks } from "./locks";
import { Input, Neuron } from "./neurons";
import { type Pointed, type Shape, shapeOf } from "./shape";
import { type Place, place, step } from "./walk";

/** What the controls above a layer need, in CSS pixels. */
const COLUMN = 52;
/** Below this pitch they move together. */
const ROOMY = 80;
/** What the titles above the network need. */
const TITLES = 310;
/** Pixels above the graph, and below it for a scroll bar. */
const AROUND = 76;
/** How near to a link the pointer means it: as wide as a finger's target at least. */
const REACH = 12;

/** Inputs, layers and output, with the weights between them. */
export function NetworkView({ kernel }: { kernel: Kernel }) {
  const section = useRef<HTMLElement>(null);
  const room = useRef<HTMLDivElement>(null);
  const palette = usePalette(section);
  const width = useWidth(room);
  // Between a change of the inputs and its first frame the last network stays, in its place.
  const last = useRef<Shape | null>(null);
  const shape = useStable(() => {
    last.current = shapeOf(kernel) ?? last.current;
    return last.current;
  });
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
  const drawn = shape.value && at.value ? { shape: shape.value, at: at.value } : null;
  // Where the network is wider than its panel, its edges fade: there is more.
  const fade = useSignal("");
  const lookAround = () => {
    const scrollLeft = room.current?.scrollLeft ?? 0;
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
        ref={room}
        style={drawn ? { height: `${drawn.at.height + AROUND}px` } : {}}
        data-fade={fade.value}
        onScroll={lookAround}
      >
        {drawn && (
          <div class="nnw-network-inner" style={{ width: `${drawn.at.width}px` }}>
            <div
              class={
                drawn.at.columnPitch < ROOMY ? "nnw-network-head nnw-tight" : "nnw-network-head"
              }
              style={headColumns(drawn.at)}
            >
              {drawn.shape.layers.slice(1).map((_, i) => (
                <LayerControls key={i} kernel={kernel} layer={i + 1} />
              ))}
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
function offset({ columns, width }: Layout, room: number): number {
  const middle = ((columns[1]?.x ?? 0) + (columns.at(-2)?.x ?? 0)) / 2;
  return columns.length > 2 ? Math.max(0, Math.min(2 * middle - width, room - TITLES)) : 0;
}

/** Each layer's controls stand centred above its column. */
function headColumns({ columns, columnPitch }: Layout) {
  return {
    gridTemplateColumns: `repeat(${Math.max(1, columns.length - 2)}, ${columnPitch}px)`,
    paddingInlineStart: `${Math.max(0, (columns[1]?.x ?? 0) - columnPitch / 2)}px`,
  };
}

interface GraphProps {
  kernel: Kernel;
  shape: Shape;
  at: Layout;
  palette: ReturnType<typeof usePalette>;
  pointed: Signal<Pointed | null>;
  /** The neuron that the tab key reaches; the arrow keys lead on from there. */
  cursor: Signal<NeuronRef>;
}

function Graph({ kernel, shape, at, palette, pointed, cursor }: GraphProps) {
  const graph = useRef<HTMLDivElement>(null);
  const { decimal } = useLanguage();
  const fixed = kernel.options.value.hidden_controls.includes("features");

  const point = (next: Pointed | null) => {
    const before = pointed.peek();
    if (next?.kind !== "link" && JSON.stringify(next) === JSON.stringify(before)) return;
    pointed.value = next;
    const ref = next?.kind === "neuron" ? { layer: next.layer, neuron: next.neuron } : null;
    if (JSON.stringify(ref) !== JSON.stringify(kernel.hovered.peek())) kernel.hovered.value = ref;
  };

  const underPointer = (event: MouseEvent): Pointed | null => {
    const found = place(event.target);
    if (found && found.kind !== "link") return found;
    if (!graph.current) return null;
    const [x, y] = pointIn(graph.current, event);
    const active = (row: number) => (shape.inputs[row]?.source ?? 0) > 0;
    const link = found ?? linkAt(at, x, y, REACH, active);
    return link && { ...link, kind: "link", x, y };
  };

  const focused = (event: FocusEvent) => {
    const found = place(event.target);
    if (found?.kind === "neuron") cursor.value = { layer: found.layer, neuron: found.neuron };
    // A click focuses as well, but there the pointer says what is looked at.
    if (found && (event.target as Element).matches(":focus-visible"))
      point(withPosition(found, at));
  };

  const pressed = (event: KeyboardEvent) => {
    const from = place(event.target);
    if (from?.kind === "link" && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      return editLink(from);
    }
    const next = from && step(shape, from, event.key, graph.current?.querySelector("path") != null);
    if (!next) return;
    event.preventDefault();
    const target = graph.current?.querySelector<HTMLElement>(next);
    const to = place(target ?? null);
    const frame = kernel.frame.peek();
    if (to?.kind === "link" && frame) {
      // the number of this moment: one that follows training is never read to its end
      const value = weight(frame, to.layer, to.to + 1, sourceOf(shape, to.layer, to.from));
      target?.setAttribute("aria-description", decimal(formatSignificant(value)));
    }
    target?.focus();
  };

  const editParameter = (layer: number, neuron: number, source: number) =>
    batch(() => {
      kernel.selected.value = { layer, neuron };
      if (isShown(kernel, "equation")) kernel.wanted.value = [layer, neuron, source];
    });
  const editLink = ({ layer, from, to }: Place & { kind: "link" }) =>
    editParameter(layer, to + 1, sourceOf(shape, layer, from));

  const clicked = (event: MouseEvent) => {
    const found = underPointer(event);
    if (found?.kind === "link") return editLink(found);
    if (found?.kind !== "neuron") return;
    const { layer, neuron } = found;
    if ((event.target as Element).closest(".nnw-bias")) return editParameter(layer, neuron, 0);
    const selected = kernel.selected.peek();
    const again = selected?.layer === layer && selected.neuron === neuron;
    kernel.selected.value = again ? null : { layer, neuron };
  };

  return (
    // The buttons inside carry the roles; this only listens for all of them.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <div
      ref={graph}
      class="nnw-graph"
      style={{ height: `${at.height}px` }}
      data-pointed={pointed.value?.kind}
      onPointerMove={(event) => point(underPointer(event))}
      onPointerLeave={() => point(null)}
      onFocusIn={focused}
      onFocusOut={() => point(null)}
      onKeyDown={pressed}
      onClick={clicked}
    >
      <Links kernel={kernel} shape={shape} at={at} palette={palette} pointed={pointed} />
      {shape.inputs.map((input, index) => (
        <Input key={input.name} {...{ kernel, at, palette, input, index, fixed }} />
      ))}
      {shape.layers.map((count, i) =>
        Array.from({ length: count }, (_, j) => (
          <Neuron
            key={`${i === shape.layers.length - 1 ? "output" : i + 1}-${j + 1}`}
            {...{ kernel, at, palette, layer: i + 1, neuron: j + 1 }}
            reachable={cursor.value.layer === i + 1 && cursor.value.neuron === j + 1}
          />
        )),
      )}
      {shape.outputs.map((name, j) => {
        const column = at.columns.at(-1);
        const left = (column?.x ?? 0) + at.node / 2 + 8;
        return (
          <span
            key={name}
            class="nnw-output-name"
            data-hint="className"
            style={{
              left: `${left}px`,
              top: `${column?.ys[j] ?? 0}px`,
              width: `${at.width - left}px`,
            }}
          >
            <Mark shape={shapeOfClass(j)} colour={classColourName(j, shape.outputs.length)} />
            {name}
          </span>
        );
      })}
      <Locks kernel={kernel} shape={shape} at={at} />
      <Card kernel={kernel} shape={shape} at={at} pointed={pointed} />
    </div>
  );
}

/** A focused link has its card at its middle. */
function withPosition(found: Place, at: Layout): Pointed {
  if (found.kind !== "link") return found;
  const before = at.columns[found.layer - 1];
  const own = at.columns[found.layer];
  return {
    ...found,
    x: ((before?.x ?? 0) + (own?.x ?? 0)) / 2,
    y: ((before?.ys[found.from] ?? 0) + (own?.ys[found.to] ?? 0)) / 2,
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
