import { useComputed, useSignal } from "@preact/signals";
import { useCallback, useLayoutEffect, useRef } from "preact/hooks";
import { marksOf } from "../../draw/axes";
import { classTable, css, type Palette, usePalette } from "../../draw/colour";
import { paintClasses, paintMap } from "../../draw/heatmap";
import { drawSegments, sheet } from "../../draw/lines";
import { drawPoints } from "../../draw/points";
import { useWholeLanguage } from "../../i18n";
import type { FrameData, Kernel, Picture, SceneData } from "../../kernel/state";
import { classLabel } from "../../ui/class-mark";
import { Select, Slider } from "../../ui/field";
import { useLive, useStable, useWidth } from "../../ui/live";
import { AxisMarks, BOTTOM, TOP } from "../axis-marks";
import {
  boundsOf,
  inset,
  MAP,
  nearestSpace,
  outputOver,
  type SpaceRef,
  spacious,
} from "../hidden-space-geometry";
import { PointMark, pointAt, shownPoints } from "../point";

const LEFT = 44;
const LARGEST = 360;

/** What the next layer sees: a hidden layer's activations as coordinates. */
export function HiddenSpaceOpen({ kernel }: { kernel: Kernel }) {
  const say = useWholeLanguage().text;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box).value;
  const wanted = useSignal<SpaceRef | null>(null);
  const layers = useStable(() => kernel.frame.value?.layers ?? []).value;
  const space = useStable(() => nearestSpace(kernel.frame.value?.layers ?? [], wanted.value)).value;
  useLayoutEffect(() => {
    kernel.hiddenSpace.value = space;
  }, [kernel, space]);
  useLayoutEffect(
    () => () => {
      kernel.hiddenSpace.value = kernel.point.value = null;
    },
    [kernel],
  );
  const scene = kernel.scene.value;
  if (!space || !scene) return <p class="nnw-space-none">{say.noSpace}</p>;
  const [layer] = space;
  const pick = (which: 1 | 2, neuron: number) => {
    const next: [number, number, number] = [...space];
    // a neuron that is on the other axis changes places with this one's
    if (next[3 - which] === neuron) next[3 - which] = next[which] as number;
    next[which] = neuron;
    wanted.value = next;
  };
  return (
    <div ref={box} class="nnw-space-open">
      {width > 0 && (
        <Plot {...{ kernel, scene, space }} side={Math.min(LARGEST, width - LEFT - 4)} />
      )}
      <div class="nnw-space-menus">
        <Select
          hint="hiddenSpace"
          label={say.layer}
          value={String(layer)}
          choices={spacious(layers).map(choice)}
          onPick={(picked) => {
            wanted.value = [Number(picked), 1, 2];
          }}
        />
        <PointSlider kernel={kernel} scene={scene} />
        {([1, 2] as const).map((which) => (
          <Select
            key={which}
            hint="axis"
            label={which === 1 ? say.horizontalNeuron : say.verticalNeuron}
            value={String(space[which])}
            choices={Array.from({ length: layers[layer] ?? 0 }, (_, i) => choice(i + 1))}
            onPick={(picked) => pick(which, Number(picked))}
          />
        ))}
      </div>
    </div>
  );
}

const choice = (n: number) => ({ value: String(n), label: String(n) });

/** The way to every point without a pointer. */
function PointSlider({ kernel, scene }: { kernel: Kernel; scene: SceneData }) {
  const { text: say, number } = useWholeLanguage();
  const point = kernel.point.value;
  const target = scene.points[3 * (point ?? 0) + 2] as number;
  const name = scene.class_names[target];
  const what = name === undefined ? number(target) : classLabel(say, name);
  return (
    <Slider
      hint="point"
      label={say.point}
      shown={point === null ? "–" : `${point + 1} · ${what}`}
      value={point === null ? 0 : point + 1}
      min={0}
      max={shownPoints(kernel, scene)}
      step={1}
      onSlide={(value) => {
        kernel.point.value = value === 0 ? null : value - 1;
      }}
    />
  );
}

/** A space with all that is drawn with it. `values` are x and y of the points, then of the lines. */
interface Bent {
  scene: SceneData;
  frame: FrameData;
  space: SpaceRef;
  values: Float32Array;
}

/** The space that is asked for, if the frame holds it. */
function bentIn(picture: Picture | null, asked: readonly number[] | null): Bent | null {
  const frame = picture?.frame.value;
  const at = frame?.hidden_spaces.findIndex((space) => String(space) === String(asked)) ?? -1;
  const values = frame?.hidden_space_places[at];
  if (!picture || !frame || !values) return null;
  return { scene: picture.scene, frame, space: asked as SpaceRef, values };
}

interface PlotProps {
  kernel: Kernel;
  scene: SceneData;
  space: SpaceRef;
  side: number;
}

function Plot({ kernel, scene, space, side }: PlotProps) {
  const { text: say, decimal } = useWholeLanguage();
  const image = useRef<HTMLDivElement>(null);
  const map = useRef<HTMLCanvasElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette(image);
  // What was known last stays, whole, until the kernel has answered another choice.
  const last = useRef<Bent | null>(null);
  const bent = useComputed(() => {
    last.current = bentIn(kernel.picture.value, kernel.hiddenSpace.value) ?? last.current;
    return last.current;
  });
  const classes = useComputed(() => bent.value?.scene.class_names.length ?? 0);
  const table = useComputed(() => {
    const colours = palette.value;
    return colours && classTable(colours.classes, colours.neutral, Math.max(1, classes.value));
  });
  const bounds = useStable(() => boundsOf(bent.value?.values ?? new Float32Array()));
  const place = useCallback(
    (i: number): [number, number] => {
      const [left, right, bottom, top] = bounds.value;
      const values = bent.value?.values ?? [];
      return [
        inset(((values[2 * i] as number) - left) / (right - left)) * side,
        (1 - inset(((values[2 * i + 1] as number) - bottom) / (top - bottom))) * side,
      ];
    },
    [bounds, bent, side],
  );

  useLive(() => {
    const known = bent.value;
    const colours = palette.value;
    if (!known || !colours || !table.value || !map.current) return;
    const context = sheet(canvas.current, side);
    if (!context) return;
    const activations = kernel.catalog.value?.activations ?? [];
    const output = outputOver(known.scene, known.frame, activations, known.space, bounds.value);
    const several = classes.value > 2;
    map.current.style.visibility = output ? "" : "hidden";
    if (output && several) paintClasses(map.current, output.map, MAP, table.value);
    else if (output) paintMap(map.current, output.map, MAP, colours.map);
    drawLattice(context, known.scene, place, colours);
    if (output && classes.value) drawSegments(context, output.segments, side, colours);
    const test = shownPoints(kernel, known.scene) > known.scene.train;
    drawPoints(context, known.scene, colours, test, place);
  }, [kernel, side, palette, table, classes, bent, bounds, place]);

  const [layer, horizontal, vertical] = space;
  const [left, right, bottom, top] = bounds.value;
  const x = marksOf(left, right, decimal, inset);
  const y = marksOf(bottom, top, decimal, (share) => 1 - inset(share));
  return (
    <div class="nnw-plot" style={{ width: `${side + LEFT}px`, height: `${TOP + side + BOTTOM}px` }}>
      <div
        ref={image}
        class="nnw-plot-image"
        role="img"
        aria-label={say.spaceDescription({ layer, horizontal, vertical })}
        data-nnw="space"
        style={{ left: `${LEFT}px`, top: `${TOP}px`, width: `${side}px`, height: `${side}px` }}
        onPointerMove={(event) => pointAt(kernel, event, shownPoints(kernel, scene), place)}
        onPointerLeave={() => {
          kernel.point.value = null;
        }}
      >
        <canvas ref={map} class="nnw-map" width={1} height={1} />
        <canvas ref={canvas} class="nnw-plot-sheet" />
        <PointMark {...{ kernel, scene, place }} />
      </div>
      <AxisMarks
        x={{ name: `a${horizontal}`, marks: x }}
        y={{ name: `a${vertical}`, marks: y }}
        left={LEFT}
        side={side}
      />
    </div>
  );
}

/** The lines of the plane, bent; the two through its middle are stronger. */
function drawLattice(
  context: CanvasRenderingContext2D,
  { train, test, hidden_space_lines: lines, hidden_space_steps: steps }: SceneData,
  place: (i: number) => [number, number],
  colours: Palette,
): void {
  for (const middle of [false, true]) {
    context.beginPath();
    for (let line = 0; line < 2 * lines; line++) {
      if ((line % lines === (lines - 1) / 2) !== middle) continue;
      for (let step = 0; step < steps; step++) {
        const [x, y] = place(train + test + line * steps + step);
        if (step === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
    }
    context.lineWidth = middle ? 1.5 : 1;
    context.strokeStyle = css(colours.ink, middle ? 0.6 : 0.28);
    context.stroke();
  }
}
