import { batch, type Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { usePalette } from "../draw/colour";
import { shapeOfClass } from "../draw/points";
import { pointIn } from "../draw/zoom";
import { useLanguage } from "../i18n";
import { formatSignificant } from "../i18n/numbers";
import { type Kernel, type NeuronRef, type Picture, weight } from "../kernel/state";
import { classColourName, Mark } from "../ui/class-mark";
import { isShown } from "../ui/field";
import { Card } from "./card";
import { type Layout, linkAt } from "./geometry";
import { sourceOf } from "./link";
import { Links } from "./links";
import { Locks } from "./locks";
import { Input, Neuron } from "./neurons";
import type { Pointed, Shape } from "./shape";
import { type Place, place, step } from "./walk";

/** How near to a link the pointer means it: as wide as a finger's target at least. */
const REACH = 12;

interface GraphProps {
  kernel: Kernel;
  picture: Picture;
  shape: Shape;
  at: Layout;
  palette: ReturnType<typeof usePalette>;
  pointed: Signal<Pointed | null>;
  /** The neuron that the tab key reaches; the arrow keys lead on from there. */
  cursor: Signal<NeuronRef>;
}

/** The drawing itself, and what pointer and keys do in it. */
export function Graph(props: GraphProps) {
  const { kernel, picture, shape, at, palette, pointed, cursor } = props;
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
    if (to?.kind === "link") {
      const frame = picture.frame.peek();
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
      <Links {...{ kernel, picture, shape, at, palette, pointed }} />
      {shape.inputs.map((input, index) => (
        <Input key={input.name} {...{ kernel, picture, at, palette, input, index, fixed }} />
      ))}
      {shape.layers.map((count, i) =>
        Array.from({ length: count }, (_, j) => (
          <Neuron
            key={`${i === shape.layers.length - 1 ? "output" : i + 1}-${j + 1}`}
            {...{ kernel, picture, at, palette, layer: i + 1, neuron: j + 1 }}
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
