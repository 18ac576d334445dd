import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { ColumnMenus } from "../controls/columns";
import { Button, isShown } from "../controls/field";
import { useLanguage } from "../i18n";
import type { FrameData, Kernel, NeuronRef, SceneData } from "../kernel";
import { type Axes, axesOf } from "./axes";
import { classColour, classTable, type Palette, pixel, usePalette } from "./colour";
import { createEditing, type Editing } from "./editing";
import { Editor, EditorTools } from "./editor";
import { formatNumber } from "./format";
import { paintClasses, paintFlat, paintMap } from "./heatmap";
import { nameParts } from "./label";
import { Legend } from "./legend";
import { drawBorders, drawCurve, sheet } from "./lines";
import { useLive, useStable, useWidth } from "./live";
import { drawPoints } from "./points";

// Room around the picture for the marks and the names of the axes.
const TOP = 6;
const BOTTOM = 34;
const LARGEST = 460;

/** What the plot shows: the output, or the neuron that is pointed at. */
interface Shown {
  index: number;
  neuron: NeuronRef | null;
  /** The neuron belongs to the output layer and is scaled like it. */
  output: boolean;
}

/** The output over the plane of the data: map, boundary, points. */
export function OutputView({ kernel }: { kernel: Kernel }) {
  const section = useRef<HTMLElement>(null);
  const palette = usePalette(section);
  const width = useWidth(section);
  const say = useLanguage().text;
  const shown = useStable(() => shownOf(kernel));
  const scene = kernel.scene.value;
  const axes = useMemo(
    () => scene && axesOf(scene, shown.value.neuron !== null && !shown.value.output),
    [scene, shown.value],
  );
  const left = axes ? leftOf(axes) : 0;
  const side = Math.max(80, Math.min(LARGEST, width.value - left - 4));
  const { neuron } = shown.value;
  const editing = useMemo(() => createEditing(kernel), [kernel]);
  useLayoutEffect(() => editing.close, [editing]);
  const tool = useSignal<number | "remove">(0);
  const wanted = useSignal(false);
  const edited = useComputed(() => wanted.value && isShown(kernel, "editPoints"));
  return (
    <section ref={section} class="nnw-output" aria-label={say.output}>
      <div class="nnw-output-head">
        <h3 class="nnw-output-title">
          {neuron ? say.neuron(neuron.neuron, neuron.layer) : say.outputPlot}
        </h3>
        {isShown(kernel, "editPoints") && (
          <Button
            label={say.editPoints}
            pressed={wanted.value}
            onPress={() => {
              editing.leave();
              wanted.value = !wanted.value;
            }}
          />
        )}
      </div>
      {scene && axes && width.value > 0 && (
        <>
          <div
            class="nnw-plot"
            style={{ width: `${side + left}px`, height: `${TOP + side + BOTTOM}px` }}
          >
            <Plot {...{ kernel, scene, axes, left, side, palette, shown, editing, edited }} />
            <AxisMarks {...{ axes, left, side }} />
            {edited.value && !(axes.curve && neuron) && (
              <Editor {...{ kernel, editing, axes, tool, left, side }} top={TOP} />
            )}
          </div>
          {edited.value ? (
            <EditorTools {...{ scene, editing, axes, tool }} />
          ) : (
            <Legend kernel={kernel} scene={scene} shown={neuron} output={shown.value.output} />
          )}
          {scene.columns.length > 2 && isShown(kernel, "axes") && (
            <ColumnMenus kernel={kernel} scene={scene} />
          )}
        </>
      )}
    </section>
  );
}

/** Room for the marks of the upright axis and for its name. */
function leftOf({ y }: Axes): number {
  const longest = Math.max(0, ...y.marks.map(({ label }) => label.length));
  return Math.max(34, Math.min(88, (y.name ? 20 : 12) + 7 * longest));
}

function shownOf(kernel: Kernel): Shown {
  const frame = kernel.frame.value;
  const neuron = kernel.hovered.value;
  const index = neuron && frame ? findLarge(frame, neuron) : -1;
  if (!neuron || !frame || index < 1) return { index: 0, neuron: null, output: true };
  return { index, neuron, output: neuron.layer === frame.layers.length - 1 };
}

const findLarge = (frame: FrameData, { layer, neuron }: NeuronRef) =>
  frame.large.findIndex((entry) => entry?.[0] === layer && entry[1] === neuron);

interface PlotProps {
  kernel: Kernel;
  scene: SceneData;
  axes: Axes;
  left: number;
  side: number;
  palette: ReadonlySignal<Palette | null>;
  shown: ReadonlySignal<Shown>;
  editing: Editing;
  edited: ReadonlySignal<boolean>;
}

function Plot(props: PlotProps) {
  const { kernel, scene, axes, left, side, palette, shown, editing, edited } = props;
  const image = useRef<HTMLDivElement>(null);
  const map = useRef<HTMLCanvasElement>(null);
  const lines = useRef<HTMLCanvasElement>(null);
  const points = useRef<HTMLCanvasElement>(null);
  const say = useLanguage().text;
  const classes = scene.problem === "classification" ? scene.class_names.length : 0;
  const colours = palette.value;
  const table = useMemo(() => colours && tablesOf(colours, classes), [colours, classes]);

  useLive(() => {
    const frame = kernel.frame.value;
    const { index, neuron } = shown.value;
    const large = frame?.largeMaps[index];
    if (!frame || !large || !colours || !table || !map.current) return;
    const several = classes > 2 && index === 0;
    if (several && large.length !== 2 * frame.large_grid ** 2) return;
    if (kernel.options.value.discretize && classes > 0 && !neuron) {
      paintFlat(map.current, large, frame.large_grid, table.flat);
    } else if (several) {
      paintClasses(map.current, large, frame.large_grid, table.classes);
    } else {
      paintMap(map.current, large, frame.large_grid, colours.map);
    }
    const context = sheet(lines.current, side);
    if (!context) return;
    if (axes.curve) drawCurve(context, scene, frame, shown.value, axes, side, colours);
    else if (classes > 0 && !neuron) drawBorders(context, frame, several, side, colours);
  }, [kernel, scene, axes, side, colours, table, shown]);

  useLive(() => {
    const context = sheet(points.current, side);
    if (!context || !colours) return;
    if (axes.curve && shown.value.neuron) return;
    const [x0 = -6, x1 = 6] = scene.extent;
    const { min, max } = axes.y;
    // one who edits points must see all of them
    const test = edited.value || kernel.options.value.show_test_data;
    drawPoints(context, editing.scene.value ?? scene, colours, test, (x, y) => [
      ((x - x0) / (x1 - x0)) * side,
      (1 - (y - min) / (max - min)) * side,
    ]);
  }, [kernel, scene, axes, side, colours, shown, editing, edited]);

  // A description that changes thirty times a second is of no use to anyone.
  const spoken = useRef(Number.NEGATIVE_INFINITY);
  useLive(() => {
    const frame = kernel.frame.value;
    if (!frame || !image.current) return;
    const now = performance.now();
    if (frame.playing && now - spoken.current < 2000) return;
    spoken.current = now;
    const { dataset } = kernel.options.value;
    const description = say.plotDescription(dataset, formatNumber(frame.lossTest));
    image.current.setAttribute("aria-label", description);
  }, [kernel, say]);

  return (
    <div
      ref={image}
      class={axes.curve ? "nnw-plot-image nnw-plot-curve" : "nnw-plot-image"}
      role="img"
      aria-label={say.outputPlot}
      style={{ left: `${left}px`, top: `${TOP}px`, width: `${side}px`, height: `${side}px` }}
    >
      <canvas ref={map} class="nnw-map" data-nnw="output" width={1} height={1} />
      <canvas ref={lines} class="nnw-plot-sheet" />
      <canvas ref={points} class="nnw-plot-sheet" />
    </div>
  );
}

function tablesOf(palette: Palette, classes: number) {
  const ends = [palette.negative, palette.positive];
  const colours =
    classes > 2 ? Array.from({ length: classes }, (_, k) => classColour(palette.classes, k)) : ends;
  return {
    classes: classTable(palette.classes, palette.neutral, Math.max(1, classes)),
    flat: colours.map(pixel),
  };
}

function AxisMarks({ axes, left, side }: { axes: Axes; left: number; side: number }) {
  return (
    <svg class="nnw-axes" width={side + left} height={TOP + side + BOTTOM} aria-hidden="true">
      {axes.x.marks.map(({ at, label }) => (
        <g key={label} transform={`translate(${left + at * side} ${TOP + side})`}>
          <line y2="4" />
          <text y="16" text-anchor="middle">
            {label}
          </text>
        </g>
      ))}
      {axes.y.marks.map(({ at, label }) => (
        <g key={label} transform={`translate(${left} ${TOP + at * side})`}>
          <line x2="-4" />
          <text x="-7" y="4" text-anchor="end">
            {label}
          </text>
        </g>
      ))}
      <AxisName name={axes.x.name} x={left + side / 2} y={TOP + side + 30} />
      <AxisName name={axes.y.name} x={8} y={TOP + side / 2 + 4} />
    </svg>
  );
}

/** Short names stand upright; long ones are cut by the picture's side. */
function AxisName({ name, x, y }: { name: string; x: number; y: number }) {
  return (
    <text class="nnw-axis-name" x={x} y={y} text-anchor="middle">
      {nameParts(name).map((part, i) =>
        typeof part === "string" ? (
          <tspan key={i}>{part}</tspan>
        ) : (
          <>
            <tspan font-style="italic">{part.letter}</tspan>
            <tspan dy="2" font-size="8">
              {part.index}
            </tspan>
          </>
        ),
      )}
    </text>
  );
}
