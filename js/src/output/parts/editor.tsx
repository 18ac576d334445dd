import { type Signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Axes } from "../../draw/axes";
import { shapeOfClass } from "../../draw/points";
import { pointIn } from "../../draw/zoom";
import { useWholeLanguage } from "../../i18n";
import { loadText } from "../../kernel/load-text";
import type { Kernel, SceneData } from "../../kernel/state";
import { useSay } from "../../ui/announce";
import { classColourName, Mark } from "../../ui/class-mark";
import { NumberField } from "../../ui/entry";
import { Button, Radios } from "../../ui/field";
import { type Editing, LEAST_POINTS, type Point, pointsOf } from "../editing";

export { createEditing } from "../editing";

/** What a click puts on the plot, a class or a number; or it removes. */
type Tool = Signal<number | "remove">;

const MOST_CLASSES = 12;
/** How near to a point, in pixels, means the point. */
const NEAR = 8;
/** Of the plot's side, for a press of an arrow key. */
const STROKE = 0.025;

interface EditorProps {
  kernel: Kernel;
  editing: Editing;
  axes: Axes;
  tool: Tool;
  left: number;
  top: number;
  side: number;
}

/** Lies over the plot: points are added, moved and removed, by pointer or by keyboard. */
export function Editor({ kernel, editing, axes, tool, left, top, side }: EditorProps) {
  const { text: say, number } = useWholeLanguage();
  const tell = useSay();
  const cross = useSignal<[number, number]>([0.5, 0.5]);
  const dragged = useRef<Point | null>(null);
  const element = useRef<HTMLDivElement>(null);

  const span = () => {
    const [x0 = -6, x1 = 6] = editing.scene.peek()?.extent ?? [];
    return { x0, width: x1 - x0, y0: axes.y.max, height: axes.y.min - axes.y.max };
  };
  /** The point at the crosshair; a number over one column is the height. */
  const here = (target: number): Point => {
    const { x0, width, y0, height } = span();
    const [u, v] = cross.value;
    const y = Math.fround(y0 + v * height);
    const number = axes.curve && editing.scene.peek()?.problem === "regression";
    return [Math.fround(x0 + u * width), y, number ? y : Math.fround(target)];
  };
  /** The point nearest to the crosshair, within so many pixels. */
  const nearest = (within: number): Point | null => {
    const scene = editing.scene.peek();
    const { x0, width, y0, height } = span();
    let best: Point | null = null;
    for (const point of scene ? pointsOf(scene) : []) {
      const dx = (point[0] - x0) / width - cross.value[0];
      const dy = (point[1] - y0) / height - cross.value[1];
      const away = Math.hypot(dx, dy) * side;
      if (away > within) continue;
      within = away;
      best = point;
    }
    return best;
  };
  const aim = (u: number, v: number) => {
    const within = (share: number) => Math.max(0, Math.min(1, share));
    cross.value = [within(u), within(v)];
  };
  const point = (event: MouseEvent) => {
    if (!element.current) return;
    const [x, y] = pointIn(element.current, event);
    aim(x / side, y / side);
  };
  const add = () => {
    if (tool.value === "remove") return null;
    const scene = editing.scene.peek();
    const to = here(scene ? targetOf(scene, tool.value) : tool.value);
    editing.change({ from: null, to });
    return to;
  };
  const remove = (from: Point | null) => {
    if (from) editing.change({ from, to: null });
  };

  return (
    <div
      ref={element}
      class="nnw-editor"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys
      tabIndex={0}
      aria-label={say.editPoints}
      aria-description={say.editKeys}
      data-hint="editPoints"
      data-tool={tool.value === "remove" ? "remove" : "add"}
      style={{ left: `${left}px`, top: `${top}px`, width: `${side}px`, height: `${side}px` }}
      onPointerDown={(event) => {
        point(event);
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const hit = nearest(NEAR);
        if (tool.value === "remove") remove(hit);
        else dragged.current = hit ?? add();
      }}
      onPointerMove={(event) => {
        point(event);
        const from = dragged.current;
        if (!from) return;
        const to = here(from[2]);
        editing.change({ from, to });
        dragged.current = to;
      }}
      onPointerUp={() => {
        dragged.current = null;
      }}
      onPointerCancel={() => {
        dragged.current = null;
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        event.stopPropagation(); // JupyterLab would open its menu all the same
        remove(nearest(NEAR));
      }}
      onKeyDown={(event) => {
        const [u, v] = cross.value;
        const stroke = event.shiftKey ? STROKE / 5 : STROKE;
        if (event.key === "ArrowLeft") aim(u - stroke, v);
        else if (event.key === "ArrowRight") aim(u + stroke, v);
        else if (event.key === "ArrowUp") aim(u, v - stroke);
        else if (event.key === "ArrowDown") aim(u, v + stroke);
        else if (event.key === "Enter" || event.key === " ") add();
        else if (event.key === "Delete" || event.key === "Backspace") remove(nearest(side));
        else return;
        event.preventDefault();
        if (event.key.startsWith("Arrow")) {
          const names = [axes.x.name, axes.y.name];
          const at = here(0).map((value) => number(value, { maximumFractionDigits: 2 }));
          tell(() => names.map((name, i) => `${name} ${at[i]}`.trim()).join(", "));
        }
      }}
      onPaste={(event) => {
        loadText(kernel, new Blob([event.clipboardData?.getData("text") ?? ""]));
      }}
    >
      <Crosshair at={cross} />
    </div>
  );
}

/** The tool may have been chosen for other data. */
function targetOf({ problem, class_names }: SceneData, value: number): number {
  if (problem === "regression") return value;
  return Math.max(0, Math.min(Math.round(value), class_names.length, MOST_CLASSES - 1));
}

function Crosshair({ at }: { at: Signal<[number, number]> }) {
  const [u, v] = at.value;
  return <div class="nnw-crosshair" style={{ left: `${100 * u}%`, top: `${100 * v}%` }} />;
}

/** Which class, or which number, the next point gets. */
export function EditorTools(props: { scene: SceneData; editing: Editing; axes: Axes; tool: Tool }) {
  const { scene, editing, axes, tool } = props;
  const say = useWholeLanguage().text;
  const shown = editing.scene.value ?? scene;
  const names = scene.problem === "classification" ? scene.class_names : [];
  const drawn = pointsOf(shown).reduce((most, [, , target]) => Math.max(most, target + 1), 0);
  const count = Math.min(MOST_CLASSES, Math.max(names.length + 1, drawn));
  const classes = Array.from({ length: names.length ? count : 0 }, (_, k) => ({
    value: k,
    label: names[k] === undefined ? say.newClass : names[k],
    mark: <Mark shape={shapeOfClass(k)} colour={classColourName(k, count)} />,
  }));
  const value = tool.value === "remove" ? "remove" : targetOf(scene, tool.value);
  return (
    <div class="nnw-editor-tools">
      <Radios<number | "remove">
        hint="editPoints"
        label={say.pointTool}
        value={value}
        choices={[
          ...(names.length ? classes : [{ value: Number(value) || 0, label: say.add }]),
          { value: "remove", label: say.remove },
        ]}
        onPick={(value) => {
          tool.value = value;
        }}
      />
      {names.length === 0 && !axes.curve && value !== "remove" && (
        <NumberField
          hint="editPoints"
          label={say.target}
          value={value}
          onSet={(target) => {
            tool.value = target ?? value;
          }}
        />
      )}
      <Button
        hint="editPoints"
        label={say.removeAll}
        unusable={shown.train + shown.test === 0}
        onPress={() => editing.change(...pointsOf(shown).map((from) => ({ from, to: null })))}
      />
      <p class="nnw-editor-hint">
        {shown.train + shown.test < LEAST_POINTS ? say.leastPoints : say.editHint}
      </p>
    </div>
  );
}
