import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { pointIn } from "../draw/zoom";
import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { isShown } from "../ui/field";
import { useLive, useWidth } from "../ui/live";
import { curve, EDGE, epochScale, HEIGHT, lossScale, nearest } from "./curves";
import { type Columns, thin } from "./thin";
import { TimeMachine } from "./time";

/** Milliseconds between two drawings: the eye reads a curve, not a film. */
const PAUSE = 100;
/** Pixels from the cursor within which it points at a change. */
const NEAR = 6;
/** Characters of a number beside which the name of the axis fits. */
const LONGEST = 5;

/** The losses by epoch. The test loss is dashed, so that the two differ without colour. */
export function LossChart({ kernel }: { kernel: Kernel }) {
  const section = useRef<HTMLElement>(null);
  const width = useWidth(section);
  const columns = useColumns(kernel, width);
  const cursor = useSignal<number | null>(null);
  const [log, setLog] = useState(false);
  const say = useLanguage().text;
  return (
    <section ref={section} class="nnw-chart" aria-label={say.lossChart}>
      {width.value > 0 && (
        <Plot
          kernel={kernel}
          columns={columns.value}
          cursor={cursor.value}
          width={width.value}
          log={log}
          onPoint={(x) => {
            cursor.value = x;
          }}
        />
      )}
      {isShown(kernel, "logScale") && (
        <button
          type="button"
          class="nnw-button nnw-chart-log"
          aria-label={say.logScale}
          data-hint="logScale"
          aria-pressed={log}
          onClick={() => setLog(!log)}
        >
          {say.log}
        </button>
      )}
      {isShown(kernel, "timeMachine") && <TimeMachine kernel={kernel} />}
    </section>
  );
}

/** The history as it grows, but not with every frame. */
function useColumns(kernel: Kernel, width: ReadonlySignal<number>): ReadonlySignal<Columns> {
  const columns = useSignal<Columns>([[], [], []]);
  const state = useRef({ drawn: Number.NEGATIVE_INFINITY, timer: 0 });
  useLive(() => {
    const history = kernel.history.value;
    const available = width.value;
    if (!history) return;
    const take = () => {
      state.current.drawn = performance.now();
      columns.value = thin(history, Math.max(200, available));
    };
    clearTimeout(state.current.timer);
    const wait = state.current.drawn + PAUSE - performance.now();
    if (wait <= 0) take();
    else state.current.timer = window.setTimeout(take, wait);
  }, [kernel, width, columns]);
  useLayoutEffect(() => () => clearTimeout(state.current.timer), []);
  return columns;
}

interface PlotProps {
  kernel: Kernel;
  columns: Columns;
  /** Where the pointer is, in pixels from the left. */
  cursor: number | null;
  width: number;
  log: boolean;
  onPoint(x: number | null): void;
}

/** Which line is which, the lines, and under the cursor their values and what was changed there. */
function Plot({ kernel, columns, cursor, width, log, onPoint }: PlotProps) {
  const { text: say, number, score, decimal, tell } = useLanguage();
  const past = useComputed(() => {
    const frame = kernel.frame.value;
    return frame && frame.epoch < frame.latest ? frame.epoch : null;
  }).value;
  const [epochs, train, test] = columns;
  const x = epochScale(columns, width);
  const y = lossScale(columns, log);
  const right = width - EDGE.right;
  const bottom = HEIGHT - EDGE.bottom;
  const upright = (epoch: number) => `M${x.at(epoch).toFixed(1)} ${EDGE.top}V${bottom}`;
  const events = kernel.history.peek()?.events ?? [];

  const index = cursor === null || !epochs.length ? null : nearest(epochs, x, cursor);
  const pointAt = (i: number) => ({ epoch: epochs[i] ?? 0, losses: [train[i], test[i]] });
  const at = index === null ? null : pointAt(index);
  // one point alone makes no line
  const dots = epochs.length === 1 ? pointAt(0) : at;
  const near = at && events.find(({ epoch }) => Math.abs(x.at(epoch) - x.at(at.epoch)) <= NEAR);
  const value = (i: number) => {
    const loss = at?.losses[i];
    return loss == null ? null : <span>{score(loss)}</span>;
  };
  return (
    <>
      <div class="nnw-chart-legend">
        <span class="nnw-chart-item" data-hint="lossChart">
          <span class="nnw-key nnw-key-train" />
          {say.training} {value(0)}
        </span>
        <span class="nnw-chart-item" data-hint="lossChart">
          <span class="nnw-key nnw-key-test" />
          {say.test} {value(1)}
        </span>
        {at && (
          <span class="nnw-chart-where">
            {(near && tell(near.what)) ??
              `${say.epoch} ${number(at.epoch, { maximumFractionDigits: 1 })}`}
          </span>
        )}
      </div>
      <svg
        class="nnw-chart-plot"
        width={width}
        height={HEIGHT}
        aria-hidden="true"
        onPointerMove={(event) => onPoint(pointIn(event.currentTarget, event)[0])}
        onPointerLeave={() => onPoint(null)}
      >
        <path
          class="nnw-chart-grid"
          d={[
            ...x.ticks.map((tick) => `M${tick.at} ${EDGE.top}V${bottom}`),
            ...y.ticks.map((tick) => `M${EDGE.left} ${tick.at}H${right}`),
          ].join("")}
        />
        {x.ticks.map((tick) => (
          <text key={tick.label} x={tick.at} y={bottom + 14} text-anchor="middle">
            {decimal(tick.label)}
          </text>
        ))}
        {y.ticks.map((tick) => (
          <text key={tick.label} x={EDGE.left - 4} y={tick.at + 4} text-anchor="end">
            {decimal(tick.label)}
          </text>
        ))}
        <text x={(EDGE.left + right) / 2} y={HEIGHT - 4} text-anchor="middle">
          {say.epoch}
        </text>
        {y.ticks.every((tick) => tick.label.length <= LONGEST) && (
          <text
            transform={`translate(10 ${(EDGE.top + bottom) / 2}) rotate(-90)`}
            text-anchor="middle"
          >
            {say.options.loss}
          </text>
        )}
        <path class="nnw-chart-events" d={events.map(({ epoch }) => upright(epoch)).join("")} />
        {past !== null && <path class="nnw-chart-past" d={upright(past)} />}
        <path class="nnw-chart-train" d={curve(epochs, train, x, y)} />
        <path class="nnw-chart-test" d={curve(epochs, test, x, y)} />
        {at && <path class="nnw-chart-cursor" d={upright(at.epoch)} />}
        {dots?.losses.map(
          (loss, i) =>
            loss != null && <circle key={i} cx={x.at(dots.epoch)} cy={y.at(loss)} r="3" />,
        )}
      </svg>
    </>
  );
}
