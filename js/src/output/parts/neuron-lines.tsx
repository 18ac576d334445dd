import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { chains, lengthOf, stops } from "../../draw/chains";
import { contour } from "../../draw/contour";
import {
  bias,
  type FrameData,
  type Kernel,
  type NeuronRef,
  type Picture,
  type SceneData,
  weight,
} from "../../kernel/state";
import { contains } from "../../ui/freeze";
import { useLive } from "../../ui/live";

/** A thicket of more lines shows nothing: then only the one that is pointed at is drawn. */
const MOST = 32;
/** Pixels between two ticks, and their length. */
const EVERY = 14;
const TICK = 5;
/** The least distance of a number from the border. */
const EDGE = 9;

interface Drawn {
  line: string;
  ticks: string;
  /** Where the number stands. */
  label: [number, number] | null;
}

/**
 * Where a neuron of the first layer has w·x + b = 0, in pixels of a square of the given side.
 * Ticks stand on the side where it is positive; `share` is where along the line its number is.
 */
export function neuronLine(
  scene: SceneData,
  frame: FrameData,
  neuron: number,
  side: number,
  share: number,
): Drawn {
  const size = scene.input_grid;
  const inputs = scene.features.length;
  const sums = new Float64Array(size * size).fill(bias(frame, 1, neuron));
  for (let i = 0; i < inputs; i++) {
    const w = weight(frame, 1, neuron, i + 1);
    const from = i * sums.length;
    for (let k = 0; k < sums.length; k++) {
      sums[k] = (sums[k] as number) + w * (scene.input_maps[from + k] as number);
    }
  }
  const lines = chains(contour(sums, size, 0, (at) => (at / (size - 1)) * side));
  const lengths = lines.map(lengthOf);
  const longest = lengths.indexOf(Math.max(...lengths));
  const drawn: Drawn = { line: "", ticks: "", label: null };
  lines.forEach((line, i) => {
    const length = lengths[i] as number;
    line.forEach((x, k) => {
      if (k % 2 || straight(line, k)) return;
      drawn.line += `${k ? "L" : "M"}${round(x)} ${round(line[k + 1])}`;
    });
    const count = Math.max(1, Math.round(length / EVERY));
    const at = Array.from({ length: count }, (_, k) => ((k + 0.5) / count) * length);
    for (const { x, y, left } of stops(line, at)) {
      drawn.ticks += `M${round(x)} ${round(y)}l${round(left[0] * TICK)} ${round(left[1] * TICK)}`;
    }
    const [stop] = i === longest ? stops(line, [share * length]) : [];
    if (stop) drawn.label = [inside(stop.x, side), inside(stop.y, side)];
  });
  return drawn;
}

/** Does the line go straight on here? Then it can do without. */
function straight(line: readonly number[], k: number): boolean {
  const at = (i: number) => line[k + i] as number;
  const [ax, ay] = [at(0) - at(-2), at(1) - at(-1)];
  const [bx, by] = [at(2) - at(0), at(3) - at(1)];
  return Math.abs(ax * by - ay * bx) < 1e-3; // never at an end, where there are no numbers
}

const round = (value: number | undefined) => Math.round((value as number) * 100) / 100;
const inside = (at: number, side: number) => Math.max(EDGE, Math.min(side - EDGE, at));

/** The lines of all neurons of the first layer, over the output plot. */
export function NeuronLines(props: { kernel: Kernel; picture: Picture; side: number }) {
  const { kernel, picture, side } = props;
  const count = picture.frame.peek().layers[1] ?? 0;
  const pointed = useComputed(() => {
    const at = kernel.hovered.value;
    return at?.layer === 1 ? at.neuron : 0;
  }).value;
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return (
    <svg
      class="nnw-neuron-lines"
      width={side}
      height={side}
      aria-hidden="true"
      data-pointed={pointed > 0 || undefined}
    >
      {numbers
        .filter((neuron) => count <= MOST || neuron === pointed)
        .map((neuron) => (
          <NeuronLine
            key={neuron}
            {...{ kernel, picture, side, neuron }}
            share={shareOf(neuron)}
            lit={neuron === pointed}
          />
        ))}
    </svg>
  );
}

/** Numbers stand near the ends of the lines, where they cross least, in turn at either end. */
function shareOf(neuron: number): number {
  const fromEnd = 0.08 + 0.09 * (Math.floor((neuron - 1) / 2) % 5);
  return neuron % 2 ? fromEnd : 1 - fromEnd;
}

interface LineProps {
  kernel: Kernel;
  picture: Picture;
  side: number;
  neuron: number;
  share: number;
  lit: boolean;
}

function NeuronLine({ kernel, picture, side, neuron, share, lit }: LineProps) {
  const group = useRef<SVGGElement>(null);
  useLive(() => {
    const [reach, halo, line, ticks, label] = group.current?.children ?? [];
    const drawn = neuronLine(picture.scene, picture.frame.value, neuron, side, share);
    for (const path of [reach, halo, line]) path?.setAttribute("d", drawn.line);
    ticks?.setAttribute("d", drawn.ticks);
    const [x, y] = drawn.label ?? [-99, -99];
    label?.setAttribute("transform", `translate(${round(x)} ${round(y)})`);
  }, [picture, side, neuron, share]);

  const ref: NeuronRef = { layer: 1, neuron };
  const leave = () => {
    const at = kernel.hovered.peek();
    if (at?.layer === 1 && at.neuron === neuron) kernel.hovered.value = null;
  };
  return (
    // The neuron itself is the control; its line is one more way to it for a pointer.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <g
      ref={group}
      data-line={neuron}
      data-lit={lit || undefined}
      data-off={contains(kernel.options.value.switched_off, [1, neuron]) || undefined}
      onPointerEnter={() => {
        kernel.hovered.value = ref;
      }}
      onPointerLeave={leave}
      onClick={() => {
        kernel.selected.value = ref;
      }}
    >
      <path class="nnw-line-reach" />
      <path class="nnw-line-halo" />
      <path class="nnw-line" />
      <path class="nnw-line" />
      <g class="nnw-line-number">
        <circle r="7.5" />
        <text y="3.5" text-anchor="middle">
          {neuron}
        </text>
      </g>
    </g>
  );
}
