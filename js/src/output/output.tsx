import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { type Axes, axesOf } from "../draw/axes";
import { classColour, classTable, type Palette, pixel, usePalette } from "../draw/colour";
import { paintClasses, paintFlat, paintMap } from "../draw/heatmap";
import { drawBorders, drawCurve, sheet } from "../draw/lines";
import { countOutside, drawPoints } from "../draw/points";
import { useLanguage } from "../i18n";
import { formatNumber } from "../i18n/numbers";
import type { FrameData, Kernel, NeuronRef, Picture, SceneData } from "../kernel/state";
import { Button, isShown } from "../ui/field";
import { useLive, useStable, useWidth } from "../ui/live";
import { Part, usePart } from "../ui/part";
import { AxisMarks, BOTTOM, TOP } from "./axis-marks";
import { ColumnMenus } from "./columns";
import type { Editing } from "./editing";
import { Legend } from "./legend";
import { PointMark, pointAt, shownPoints } from "./point";

const LARGEST = 460;
const EDITOR = "editor";
type EditorPart = typeof import("./parts/editor");

/** What the plot shows: the output, or the neuron that is pointed at. */
interface Shown {
  neuron: NeuronRef | null;
  /** The neuron belongs to the output layer and is scaled like it. */
  output: boolean;
}

/** The output over the plane of the data: map, boundary, points. */
export function OutputView({ kernel }: { kernel: Kernel }) {
  const section = useRef<HTMLElement>(null);
  const palette = usePalette(section);
  const width = useWidth(section);
  const { text: say, decimal } = useLanguage();
  const shown = useStable(() => shownOf(kernel.frame.value, kernel.hovered.value));
  const picture = kernel.picture.value;
  const scene = picture?.scene;
  const both = useMemo(
    () => scene && [false, true].map((own) => axesOf(scene, own, decimal)),
    [scene, decimal],
  );
  const axes = both?.[shown.value.neuron && !shown.value.output ? 1 : 0];
  // What is under the pointer must not move when its neuron is shown.
  const left = both ? Math.max(...both.map(leftOf)) : 0;
  const side = Math.max(80, Math.min(LARGEST, width.value - left - 4));
  const { neuron } = shown.value;
  const tool = useSignal<number | "remove">(0);
  const wanted = useSignal(false);
  const edited = useComputed(() => wanted.value && isShown(kernel, "editPoints"));
  // it stays when the editor is closed: the kernel may not have been told everything yet
  const editor = usePart<EditorPart>(kernel, EDITOR, edited.value).part;
  const editing = useMemo(() => editor?.createEditing(kernel), [editor, kernel]);
  useLayoutEffect(() => editing?.close, [editing]);
  return (
    <section ref={section} class="nnw-output" aria-label={say.output}>
      <div class="nnw-output-head">
        <h3 class="nnw-output-title">{neuron ? say.neuron(neuron) : say.outputPlot}</h3>
        {isShown(kernel, "editPoints") && (
          <Button
            hint="editPoints"
            label={say.editPoints}
            pressed={wanted.value}
            onPress={() => {
              editing?.leave();
              wanted.value = !wanted.value;
            }}
          />
        )}
      </div>
      {picture && scene && axes && width.value > 0 && (
        <>
          <div
            class="nnw-plot"
            style={{ width: `${side + left}px`, height: `${TOP + side + BOTTOM}px` }}
          >
            <Plot {...{ kernel, picture, axes, left, side, palette, shown, editing, edited }} />
            <AxisMarks {...axes} {...{ left, side }} />
            <Outside {...{ kernel, scene, axes }} />
            {edited.value && editing && !(axes.curve && neuron) && (
              <Part<EditorPart> kernel={kernel} name={EDITOR}>
                {({ Editor }) => (
                  <Editor {...{ kernel, editing, axes, tool, left, side }} top={TOP} />
                )}
              </Part>
            )}
          </div>
          {edited.value ? (
            <Part<EditorPart> kernel={kernel} name={EDITOR} place="nnw-editor-place">
              {({ EditorTools }) => editing && <EditorTools {...{ scene, editing, axes, tool }} />}
            </Part>
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

/** Points that the picture has no place for are trained with all the same. */
function Outside({ kernel, scene, axes }: { kernel: Kernel; scene: SceneData; axes: Axes }) {
  const { text } = useLanguage();
  const { show_test_data } = kernel.options.value;
  const count = useMemo(
    () => countOutside(scene, show_test_data ? scene.train + scene.test : scene.train, axes.y),
    [scene, show_test_data, axes],
  );
  if (!count) return null;
  return <p class="nnw-plot-note">{text.pointsOutside({ count })}</p>;
}

/** Space for the marks of the upright axis and for its name. */
function leftOf({ y }: Axes): number {
  const longest = Math.max(0, ...y.marks.map(({ label }) => label.length));
  return Math.max(34, Math.min(88, (y.name ? 20 : 12) + 7 * longest));
}

function shownOf(frame: FrameData | null, neuron: NeuronRef | null): Shown {
  const look = (neuron && frame && findLook(frame, neuron)) ?? -1;
  if (!neuron || !frame || look < 0) return { neuron: null, output: true };
  return { neuron, output: neuron.layer === frame.layers.length - 1 };
}

const findLook = (frame: FrameData, { layer, neuron }: NeuronRef) =>
  frame.looks.findIndex((look) => look[0] === layer && look[1] === neuron);

interface PlotProps {
  kernel: Kernel;
  picture: Picture;
  axes: Axes;
  left: number;
  side: number;
  palette: ReadonlySignal<Palette | null>;
  shown: ReadonlySignal<Shown>;
  editing: Editing | undefined;
  edited: ReadonlySignal<boolean>;
}

function Plot(props: PlotProps) {
  const { kernel, picture, axes, left, side, palette, shown, editing, edited } = props;
  const { scene } = picture;
  const image = useRef<HTMLDivElement>(null);
  const map = useRef<HTMLCanvasElement>(null);
  const lines = useRef<HTMLCanvasElement>(null);
  const points = useRef<HTMLCanvasElement>(null);
  const { text: say, label, decimal, number } = useLanguage();
  const classes = scene.problem === "classification" ? scene.class_names.length : 0;
  const colours = palette.value;
  const table = useMemo(() => colours && tablesOf(colours, classes), [colours, classes]);

  useLive(() => {
    const frame = picture.frame.value;
    const { neuron, output } = shownOf(frame, kernel.hovered.value);
    const large = neuron ? frame.large_maps[findLook(frame, neuron)] : frame.output_map;
    if (!large || !colours || !table || !map.current) return;
    const several = classes > 2 && !neuron;
    if (kernel.options.value.discretize && classes > 0 && !neuron) {
      paintFlat(map.current, large, frame.large_grid, table.flat);
    } else if (several) {
      paintClasses(map.current, large, frame.large_grid, table.classes);
    } else {
      paintMap(map.current, large, frame.large_grid, colours.map);
    }
    const context = sheet(lines.current, side);
    if (!context) return;
    const size = frame.large_grid;
    if (axes.curve) {
      drawCurve(context, scene, { map: large, size, several, output }, axes, side, colours);
    } else if (classes > 0 && !neuron) drawBorders(context, large, size, several, side, colours);
  }, [kernel, picture, axes, side, colours, table]);

  useLive(() => {
    const context = sheet(points.current, side);
    if (!context || !colours) return;
    if (axes.curve && shown.value.neuron) return;
    const drawn = editing?.scene.value ?? scene;
    // one who edits points must see all of them
    const test = edited.value || kernel.options.value.show_test_data;
    drawPoints(context, drawn, colours, test, placing(drawn, axes, side));
  }, [kernel, scene, axes, side, colours, shown, editing, edited]);

  const place = useMemo(() => placing(scene, axes, side), [scene, axes, side]);

  // A description that changes thirty times a second is of no use to anyone.
  const told = useRef<{ time: number; what: Shown | null }>({ time: 0, what: null });
  useLive(() => {
    const frame = kernel.frame.value;
    if (!frame || !image.current) return;
    const now = performance.now();
    const what = shown.value;
    if (frame.playing && what === told.current.what && now - told.current.time < 2000) return;
    told.current = { time: now, what };
    const { neuron } = what;
    const { dataset } = kernel.options.value;
    const own = dataset === "custom" ? say.ownData : dataset;
    const parts = [
      neuron
        ? say.neuron(neuron)
        : say.plotDescription({ dataset: label("dataset", { name: dataset, label: own }) }),
    ];
    const { loss_test, accuracy_test } = frame;
    if (!neuron && Number.isFinite(loss_test)) {
      parts.push(say.lossTestIs({ loss: decimal(formatNumber(loss_test)) }));
    }
    if (!neuron && Number.isFinite(accuracy_test)) {
      parts.push(
        say.accuracyIs({ percent: number(100 * accuracy_test, { maximumFractionDigits: 1 }) }),
      );
    }
    image.current.setAttribute("aria-label", parts.join(", "));
  }, [kernel, shown, say, label, decimal, number]);

  return (
    <div
      ref={image}
      class={axes.curve ? "nnw-plot-image nnw-plot-curve" : "nnw-plot-image"}
      role="img"
      aria-label={say.outputPlot}
      data-hint="output"
      style={{ left: `${left}px`, top: `${TOP}px`, width: `${side}px`, height: `${side}px` }}
      onPointerMove={(event) => {
        if (kernel.hiddenSpace.peek()) pointAt(kernel, event, shownPoints(kernel, scene), place);
      }}
      onPointerLeave={() => {
        kernel.point.value = null;
      }}
    >
      <canvas ref={map} class="nnw-map" data-nnw="output" width={1} height={1} />
      <canvas ref={lines} class="nnw-plot-sheet" />
      <canvas ref={points} class="nnw-plot-sheet" />
      {kernel.options.value.show_neuron_lines && (
        <Part<typeof import("./parts/neuron-lines")>
          kernel={kernel}
          name="neuron-lines"
          place="nnw-plot-note"
        >
          {({ NeuronLines }) => <NeuronLines {...{ kernel, picture, side }} />}
        </Part>
      )}
      <PointMark {...{ kernel, scene, place }} />
    </div>
  );
}

/** Where a point of the scene stands in the picture. */
function placing({ extent, points }: SceneData, { y }: Axes, side: number) {
  const [left = -6, right = 6] = extent;
  return (i: number): [number, number] => [
    (((points[3 * i] as number) - left) / (right - left)) * side,
    (1 - ((points[3 * i + 1] as number) - y.min) / (y.max - y.min)) * side,
  ];
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
