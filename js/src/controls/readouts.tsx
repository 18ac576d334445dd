import { useComputed } from "@preact/signals";
import { useLanguage } from "../i18n";
import type { FrameData, Kernel } from "../state";
import { Check, isShown } from "./field";

type Measure = "lossTrain" | "lossTest" | "accuracyTrain" | "accuracyTest" | "r2Train" | "r2Test";

export function Readouts({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  return (
    <table class="nnw-readouts">
      <thead>
        <tr>
          <td />
          <th scope="col" data-hint="test">
            {text.test}
          </th>
          <th scope="col" data-hint="training">
            {text.training}
          </th>
        </tr>
      </thead>
      <tbody>
        <tr data-hint="loss">
          <th scope="row">{text.loss}</th>
          <Readout kernel={kernel} of="lossTest" name="loss-test" />
          <Readout kernel={kernel} of="lossTrain" name="loss-train" />
        </tr>
        {kernel.scene.value?.problem === "regression" ? (
          <tr data-hint="r2">
            <th scope="row">R²</th>
            <Readout kernel={kernel} of="r2Test" name="r2-test" />
            <Readout kernel={kernel} of="r2Train" name="r2-train" />
          </tr>
        ) : (
          <tr data-hint="accuracy">
            <th scope="row">{text.accuracy}</th>
            <Readout kernel={kernel} of="accuracyTest" name="accuracy-test" />
            <Readout kernel={kernel} of="accuracyTrain" name="accuracy-train" />
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Readout(props: { kernel: Kernel; of: Measure; name: string }) {
  const { number, score, text } = useLanguage();
  const value = useComputed(() => measure(props.kernel.frame.value, props.of)).value;
  const known = Number.isFinite(value);
  const shown = props.of.startsWith("accuracy")
    ? text.percent(number(value * 100, { minimumFractionDigits: 1, maximumFractionDigits: 1 }))
    : score(value);
  return (
    <td data-nnw={props.name} data-value={known ? value : ""}>
      {known ? shown : "–"}
    </td>
  );
}

function measure(frame: FrameData | null, of: Measure): number {
  return frame ? frame[of] : Number.NaN;
}

export function OutputChecks({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  const { show_neuron_lines, show_test_data, discretize } = kernel.options.value;
  return (
    <div class="nnw-checks">
      {isShown(kernel, "showTestData") && (
        <Check
          hint="test"
          label={text.showTestData}
          checked={show_test_data}
          onCheck={(checked) => kernel.edit({ show_test_data: checked })}
        />
      )}
      {isShown(kernel, "discretize") && (
        <Check
          hint="discretize"
          label={text.discretize}
          checked={discretize}
          onCheck={(checked) => kernel.edit({ discretize: checked })}
        />
      )}
      {isShown(kernel, "neuronLines") && (
        <Check
          hint="neuronLines"
          label={text.neuronLines}
          checked={show_neuron_lines}
          onCheck={(checked) => kernel.edit({ show_neuron_lines: checked })}
        />
      )}
    </div>
  );
}
