import { useLanguage } from "../i18n";
import { Select } from "../ui/field";
import { Choice, type Props } from "./control";

/** The activation of all hidden layers; those of single layers are above their columns. */
export function Activation(props: Props) {
  const items = props.catalog.activations.filter((item) => item.hidden);
  return <Choice {...props} name="activation" items={items} />;
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
  const problem = problemOf(props);
  const items = catalog.losses.filter((item) => item.problems.includes(problem));
  return <Choice {...props} name="loss" items={items} auto={kernel.scene.value?.loss ?? ""} />;
}
