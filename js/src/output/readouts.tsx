import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { useComputedFrom } from "../ui/live";

type Measure =
  | "loss_train"
  | "loss_test"
  | "accuracy_train"
  | "accuracy_test"
  | "r2_train"
  | "r2_test";

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
          <th scope="row">{text.options.loss}</th>
          <Readout kernel={kernel} of="loss_test" name="loss-test" />
          <Readout kernel={kernel} of="loss_train" name="loss-train" />
        </tr>
        {kernel.scene.value?.problem === "regression" ? (
          <tr data-hint="r2">
            <th scope="row">R²</th>
            <Readout kernel={kernel} of="r2_test" name="r2-test" />
            <Readout kernel={kernel} of="r2_train" name="r2-train" />
          </tr>
        ) : (
          <tr data-hint="accuracy">
            <th scope="row">{text.accuracy}</th>
            <Readout kernel={kernel} of="accuracy_test" name="accuracy-test" />
            <Readout kernel={kernel} of="accuracy_train" name="accuracy-train" />
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Readout(props: { kernel: Kernel; of: Measure; name: string }) {
  const { number, score, text } = useLanguage();
  const { kernel, of } = props;
  const value = useComputedFrom(() => kernel.frame.value?.[of] ?? Number.NaN, [kernel, of]).value;
  const known = Number.isFinite(value);
  const shown = of.startsWith("accuracy")
    ? text.percent({
        value: number(value * 100, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
      })
    : score(value);
  return (
    <td data-nnw={props.name} data-value={known ? value : ""}>
      {known ? shown : "–"}
    </td>
  );
}
