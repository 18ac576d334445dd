import { useLanguage } from "../i18n";
import { type Choice, Select } from "../ui/field";
import type { Props } from "./control";

export function useChoices(kind: string) {
  const { label } = useLanguage();
  return (items: readonly { name: string; label: string }[]): Choice[] =>
    items.map((item) => ({ value: item.name, label: label(kind, item) }));
}

/** The activation of all hidden layers; those of single layers are above their columns. */
export function Activation({ kernel, catalog }: Props) {
  const { text } = useLanguage();
  const choices = useChoices("activation");
  const { activation } = kernel.options.value;
  const names = new Set([activation].flat());
  return (
    <Select
      hint="activation"
      label={text.options.activation}
      value={names.size === 1 ? ([...names][0] ?? "") : ""}
      otherwise={text.mixed}
      choices={choices(catalog.activations.filter((item) => item.hidden))}
      onPick={(value) => kernel.edit({ activation: value })}
    />
  );
}

export function Regularization({ kernel, catalog }: Props) {
  const { text } = useLanguage();
  const choices = useChoices("regularization");
  return (
    <Select
      hint="regularization"
      label={text.options.regularization}
      value={kernel.options.value.regularization}
      choices={choices(catalog.regularizations)}
      onPick={(regularization) => kernel.edit({ regularization })}
    />
  );
}

export function problemOf({ kernel, catalog }: Props) {
  const { dataset } = kernel.options.value;
  // data from Python are in no catalog; the scene knows what they are
  const item = catalog.datasets.find((one) => one.name === dataset);
  return item?.problem ?? kernel.scene.value?.problem ?? "classification";
}

/** Another problem needs other data, and a loss and an output that suit them. */
export function Problem(props: Props) {
  const { kernel, catalog } = props;
  const { text } = useLanguage();
  return (
    <Select
      hint="problem"
      label={text.problem}
      value={problemOf(props)}
      choices={[
        { value: "classification", label: text.classification },
        { value: "regression", label: text.regression },
      ]}
      onPick={(problem) => {
        const first = catalog.datasets.find((item) => item.problem === problem);
        if (first) kernel.edit({ dataset: first.name, loss: "auto", output_activation: "auto" });
      }}
    />
  );
}

export function Loss(props: Props) {
  const { kernel, catalog } = props;
  const { text, label } = useLanguage();
  const choices = useChoices("loss");
  const { loss } = kernel.options.value;
  const problem = problemOf(props);
  const resolved = catalog.losses.find((item) => item.name === kernel.scene.value?.loss);
  const auto = loss === "auto" && resolved ? label("loss", resolved) : "…";
  return (
    <Select
      hint="loss"
      label={text.options.loss}
      value={loss}
      choices={[
        { value: "auto", label: loss === "auto" ? text.auto({ what: auto }) : text.automatic },
        ...choices(catalog.losses.filter((item) => item.problems.includes(problem))),
      ]}
      onPick={(value) => kernel.edit({ loss: value })}
    />
  );
}
