import type { ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Palette } from "../draw/colour";
import { paintMap } from "../draw/heatmap";
import { useLanguage } from "../i18n";
import { bias, type Kernel, nodeMap, type Picture } from "../kernel/state";
import { contains, isFrozen } from "../ui/freeze";
import { useComputedFrom, useLive } from "../ui/live";
import { MathName } from "../ui/math-name";
import { biasShare, type Layout } from "./geometry";
import type { Shape } from "./shape";

interface Common {
  kernel: Kernel;
  picture: Picture;
  at: Layout;
  palette: ReadonlySignal<Palette | null>;
}

/** An input feature: its name and its map, a switch. */
export function Input(
  props: Common & { input: Shape["inputs"][number]; index: number; fixed: boolean },
) {
  const { kernel, picture, at, palette, input, index, fixed } = props;
  const { scene } = picture;
  const say = useLanguage().text;
  const canvas = useRef<HTMLCanvasElement>(null);
  useLive(() => {
    const colours = palette.value;
    if (!canvas.current || !colours) return;
    const size = scene.feature_grid;
    const map = scene.feature_maps.subarray(input.row * size * size, (input.row + 1) * size * size);
    paintMap(canvas.current, map, size, colours.map);
  }, [scene, palette, input.row]);

  const column = at.columns[0];
  const chosen = kernel.options.value.features;
  const toggle = () => {
    if (fixed) return;
    const others = chosen.filter((name) => name !== input.name);
    if (others.length === chosen.length) {
      const wanted = new Set([...chosen, input.name]);
      kernel.edit({ features: scene.feature_names.filter((name) => wanted.has(name)) });
    } else if (others.length === 0) {
      kernel.refusal.value = say.lastInput;
    } else {
      kernel.edit({ features: others });
    }
  };
  return (
    <button
      type="button"
      class="nnw-feature"
      style={{
        top: `${(column?.ys[index] ?? 0) - at.node / 2}px`,
        width: `${(column?.x ?? 0) + at.node / 2}px`,
        height: `${at.node}px`,
      }}
      aria-label={input.label}
      aria-pressed={chosen.includes(input.name)}
      aria-disabled={fixed || undefined}
      data-input={index}
      data-hint="input"
      onClick={toggle}
    >
      <span class="nnw-feature-name">
        <MathName text={input.label} />
      </span>
      <span class="nnw-node" style={{ width: `${at.node}px` }}>
        <canvas ref={canvas} class="nnw-map" width={1} height={1} />
      </span>
    </button>
  );
}

/** A neuron: its map, and its bias as a bar below that grows to the left or to the right. */
export function Neuron(props: Common & { layer: number; neuron: number; reachable: boolean }) {
  const { kernel, picture, at, palette, layer, neuron, reachable } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const bar = useRef<HTMLSpanElement>(null);
  useLive(() => {
    const frame = picture.frame.value;
    const colours = palette.value;
    if (!colours || !canvas.current || !bar.current) return;
    paintMap(canvas.current, nodeMap(frame, { layer, neuron }), frame.node_grid, colours.map);
    const share = biasShare(bias(frame, layer, neuron));
    bar.current.style.transform = `scaleX(${share.toFixed(3)})`;
    bar.current.dataset.sign = share < 0 ? "-" : "+";
  }, [picture, palette, layer, neuron]);

  const column = at.columns[layer];
  const x = (column?.x ?? 0) - at.node / 2;
  const y = (column?.ys[neuron - 1] ?? 0) - at.node / 2;
  const selected = kernel.selected.value;
  const lit = useComputedFrom(() => {
    const ref = kernel.hovered.value;
    return ref?.layer === layer && ref.neuron === neuron;
  }, [kernel, layer, neuron]).value;
  const say = useLanguage().text;
  const { frozen, switched_off } = kernel.options.value;
  const off = contains(switched_off, [layer, neuron]);
  const description = [
    reachable && say.arrowKeys,
    isFrozen(frozen, [layer, neuron]) && say.frozen,
    off && say.switchedOff,
  ];
  return (
    <button
      type="button"
      class="nnw-node nnw-neuron"
      style={{
        width: `${at.node}px`,
        height: `${at.node}px`,
        transform: `translate(${x}px, ${y}px)`,
      }}
      aria-label={say.neuron({ neuron, layer })}
      aria-pressed={selected?.layer === layer && selected.neuron === neuron}
      aria-description={description.filter(Boolean).join(" ") || undefined}
      tabIndex={reachable ? 0 : -1}
      data-off={off ? "" : undefined}
      data-lit={lit || undefined}
      data-neuron={`${layer}-${neuron}`}
      data-hint="neuron"
    >
      <canvas ref={canvas} class="nnw-map" width={1} height={1} />
      <span class="nnw-bias" data-hint="bias">
        <span ref={bar} class="nnw-bias-fill" />
      </span>
    </button>
  );
}
