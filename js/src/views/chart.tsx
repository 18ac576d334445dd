import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { type Text, useLanguage } from "../i18n";
import type { HistoryData, Kernel } from "../kernel";
import { css, type Palette, usePalette } from "./colour";
import { formatNumber, formatTick } from "./format";
import { useLive, useWidth } from "./live";
import { thin } from "./thin";

const HEIGHT = 132;
/** Milliseconds between two drawings: the eye reads a curve, not a film. */
const PAUSE = 100;
const DASH = [5, 4];

/** The losses by epoch. The test loss is dashed, so that the two differ without colour. */
export function LossChart({ kernel }: { kernel: Kernel }) {
  const section = useRef<HTMLElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const palette = usePalette(section);
  const width = useWidth(section);
  const cursor = useSignal<number | null>(null);
  const say = useLanguage().text;
  const chart = useRef<uPlot | null>(null);

  useLayoutEffect(() => {
    if (!holder.current) return;
    const plot = new uPlot(
      options(
        say,
        palette,
        (index) => {
          cursor.value = index;
        },
        () => kernel.history.peek(),
      ),
      [[], [], []],
      holder.current,
    );
    chart.current = plot;
    return () => {
      chart.current = null;
      plot.destroy();
    };
  }, [kernel, say, palette, cursor]);

  useLive(() => {
    const size = { width: width.value, height: HEIGHT };
    if (size.width > 0) chart.current?.setSize(size);
  }, [say, width]);

  useLive(() => {
    if (palette.value) chart.current?.redraw(false, true);
  }, [say, palette]);

  useDrawing(kernel, chart, width, say);

  return (
    <section ref={section} class="nnw-chart" aria-label={say.lossChart}>
      <Readout kernel={kernel} chart={chart} cursor={cursor} />
      <div
        ref={holder}
        class="nnw-chart-plot"
        style={{ height: `${HEIGHT}px` }}
        aria-hidden="true"
      />
    </section>
  );
}

/** Draws the history as it grows, but not for every frame. */
function useDrawing(
  kernel: Kernel,
  chart: { current: uPlot | null },
  width: ReadonlySignal<number>,
  say: Text,
): void {
  const state = useRef({ drawn: 0, timer: 0 });
  useLive(() => {
    const history = kernel.history.value;
    const room = width.value;
    if (!history) return;
    const draw = () => {
      state.current.drawn = performance.now();
      state.current.timer = 0;
      chart.current?.setData(thin(history, Math.max(200, room)));
    };
    clearTimeout(state.current.timer);
    const wait = state.current.drawn + PAUSE - performance.now();
    if (wait <= 0) draw();
    else state.current.timer = window.setTimeout(draw, wait);
  }, [kernel, chart, width, say]);
  useLayoutEffect(() => () => clearTimeout(state.current.timer), []);
}

function options(
  say: Text,
  palette: ReadonlySignal<Palette | null>,
  moved: (index: number | null) => void,
  history: () => HistoryData | null,
): uPlot.Options {
  const colour =
    (name: "ink" | "inkSoft" | "line", alpha = 1) =>
    () =>
      palette.peek() ? css(palette.peek()?.[name] ?? [128, 128, 128], alpha) : "gray";
  const font = "11px system-ui, sans-serif";
  const axis = {
    stroke: colour("inkSoft"),
    font,
    labelFont: font,
    labelSize: 14,
    labelGap: 0,
    gap: 4,
    ticks: { show: false },
    grid: { stroke: colour("line", 0.7), width: 1 },
    values: (_: uPlot, marks: number[]) =>
      marks.map((mark) => formatTick(mark, Math.abs((marks[1] ?? mark + 1) - (marks[0] ?? mark)))),
  };
  // One point alone makes no line.
  const points = { size: 5, show: (plot: uPlot) => plot.data[0].length === 1 };
  return {
    width: 200,
    height: HEIGHT,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: false, range: (_, min, max) => [min ?? 0, Math.max((min ?? 0) + 1, max ?? 1)] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.05 : 1] },
    },
    axes: [
      { ...axis, label: say.epoch, size: 20, space: 48 },
      { ...axis, label: say.loss, size: 38, space: 22 },
    ],
    series: [
      {},
      { label: say.training, stroke: colour("inkSoft"), width: 1.5, points },
      { label: say.test, stroke: colour("ink"), width: 1.5, dash: DASH, points },
    ],
    hooks: {
      setCursor: [(plot) => moved(plot.cursor.idx ?? null)],
      drawAxes: [(plot) => drawEvents(plot, history()?.events ?? [], colour("inkSoft", 0.5)())],
    },
  };
}

/** Changes made while training are thin upright lines. */
function drawEvents(plot: uPlot, events: HistoryData["events"], colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([2 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
  ctx.beginPath();
  for (const { epoch } of events) {
    const x = Math.round(plot.valToPos(epoch, "x", true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}

interface ReadoutProps {
  kernel: Kernel;
  chart: { current: uPlot | null };
  cursor: ReadonlySignal<number | null>;
}

/** Which line is which, and under the cursor their values and what was changed there. */
function Readout({ kernel, chart, cursor }: ReadoutProps) {
  const say = useLanguage().text;
  const at = useComputed(() => {
    const index = cursor.value;
    const history = kernel.history.value;
    const plot = chart.current;
    if (index === null || !plot || !history) return null;
    const [epochs, train, test] = plot.data;
    const epoch = epochs?.[index];
    if (epoch === undefined) return null;
    const near = plot.posToVal(6, "x") - plot.posToVal(0, "x");
    const event = history.events.find((one) => Math.abs(one.epoch - epoch) <= near);
    return { epoch, train: train?.[index], test: test?.[index], what: event?.what };
  });
  const now = at.value;
  const number = (value: number | null | undefined) => (value == null ? "" : formatNumber(value));
  return (
    <div class="nnw-chart-legend">
      <span class="nnw-chart-item">
        <span class="nnw-key nnw-key-train" />
        {say.training} {now && <span>{number(now.train)}</span>}
      </span>
      <span class="nnw-chart-item">
        <span class="nnw-key nnw-key-test" />
        {say.test} {now && <span>{number(now.test)}</span>}
      </span>
      {now && (
        <span class="nnw-chart-where">
          {now.what ?? `${say.epoch} ${Number(now.epoch.toFixed(1))}`}
        </span>
      )}
    </div>
  );
}
