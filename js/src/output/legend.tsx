import { shapeOfClass } from "../draw/points";
import { useLanguage } from "../i18n";
import type { Kernel, NeuronRef, SceneData } from "../kernel/state";
import { classColourName, classLabel, Mark } from "../ui/class-mark";

interface LegendProps {
  kernel: Kernel;
  scene: SceneData;
  /** The neuron whose map is shown instead of the output's. */
  shown: NeuronRef | null;
  output: boolean;
}

/** What the colours and the marks of the plot stand for. */
export function Legend({ kernel, scene, shown, output }: LegendProps) {
  const { text: say, number } = useLanguage();
  const { discretize, show_neuron_lines, show_test_data } = kernel.options.value;
  const classes = scene.problem === "classification" ? scene.class_names : [];
  const flat = discretize && classes.length > 0 && !shown;
  const [low = -1, high = 1] = shown && !output ? [-1, 1] : scene.value_range;
  const values = [low, (low + high) / 2, high].map((value) =>
    number(value, { maximumSignificantDigits: 4 }),
  );
  const label = (name: string) => classLabel(say, name);
  const width = Math.min(160, 26 + 7 * Math.max(7, ...classes.map((name) => label(name).length)));
  return (
    <div class="nnw-key-block">
      {(classes.length <= 2 || shown) && (
        <div class="nnw-scale" data-hint="output">
          <div class={flat ? "nnw-scale-bar nnw-scale-flat" : "nnw-scale-bar"} />
          <div class="nnw-scale-labels">
            {values.map((value, i) => (
              <span key={i}>{value}</span>
            ))}
          </div>
        </div>
      )}
      <ul
        class="nnw-legend nnw-legend-classes"
        style={{ gridTemplateColumns: `repeat(auto-fill, minmax(${width}px, 1fr))` }}
      >
        {classes.map((name, k) => (
          <li key={name} data-hint="className">
            <Mark shape={shapeOfClass(k)} colour={classColourName(k, classes.length)} />
            <span class="nnw-legend-name">{label(name)}</span>
          </li>
        ))}
      </ul>
      <ul class="nnw-legend">
        <li data-hint="training">
          <Mark shape="circle" colour="var(--nnw-ink-soft)" />
          {say.training}
        </li>
        {show_test_data && (
          <li data-hint="test">
            <Mark shape="circle" colour="var(--nnw-ink-soft)" hollow />
            {say.test}
          </li>
        )}
        {show_neuron_lines && (
          <li data-hint="show_neuron_lines">
            <svg class="nnw-line-key" viewBox="0 0 24 12" aria-hidden="true">
              <path class="nnw-line" d="M1 9H23M5 9V4M12 9V4M19 9V4" />
            </svg>
            {say.neuronLine}
          </li>
        )}
      </ul>
    </div>
  );
}
