import { useLanguage } from "../i18n";
import type { ScheduleItem, SliderControl } from "../kernel/protocol";
import { Entry } from "../ui/entry";
import { Select, Slider } from "../ui/field";
import { Controls, type Props } from "./control";
import { Parameters } from "./optimizer";
import { problemOf, useChoices } from "./training";

const SLIDERS = { classes: Classes, dropout: Dropout };

const SPECIAL = {
  output_activation: OutputActivation,
  initializer: Initializer,
  seed: Seed,
  decay: Decay,
};

/** What few lessons need. */
export function MoreSettings(props: Props) {
  const { text } = useLanguage();
  return (
    <section class="nnw-more" aria-label={text.moreSettings}>
      <Controls {...props} place="more" sliders={SLIDERS} special={SPECIAL} />
    </section>
  );
}

function OutputActivation({ kernel, catalog }: Props) {
  const { text, label } = useLanguage();
  const choices = useChoices("activation");
  const { output_activation } = kernel.options.value;
  const resolved = kernel.scene.value?.output_activation;
  const item = catalog.activations.find((one) => one.name === resolved);
  const auto = output_activation === "auto" && item;
  return (
    <Select
      hint="activation"
      label={text.options.output_activation}
      value={output_activation}
      choices={[
        {
          value: "auto",
          label: auto ? text.auto({ what: label("activation", item) }) : text.automatic,
        },
        ...choices(catalog.activations),
      ]}
      onPick={(value) => kernel.edit({ output_activation: value })}
    />
  );
}

function Initializer({ kernel, catalog }: Props) {
  const { text } = useLanguage();
  const choices = useChoices("initializer");
  return (
    <Select
      hint="initializer"
      label={text.options.initializer}
      value={kernel.options.value.initializer}
      choices={choices(catalog.initializers)}
      onPick={(initializer) => kernel.edit({ initializer })}
    />
  );
}

function Seed({ kernel }: Props) {
  const { text } = useLanguage();
  const { seed } = kernel.options.value;
  return (
    <Entry
      hint="seed"
      label={text.options.seed}
      value={seed}
      onEnter={(entered) => {
        if (entered) kernel.edit({ seed: /^\d{1,15}$/.test(entered) ? Number(entered) : entered });
      }}
    />
  );
}

function Dropout({ kernel, control }: Props & { control: SliderControl }) {
  const { text, number } = useLanguage();
  const shares = [kernel.options.value.dropout].flat();
  const mixed = new Set(shares).size > 1;
  return (
    <Slider
      hint="dropout"
      label={text.options.dropout}
      shown={mixed ? text.mixed : number(shares[0] ?? 0)}
      min={control.min}
      max={control.max}
      step={control.step}
      value={Math.max(0, ...shares)}
      onSlide={(dropout) => kernel.edit({ dropout })}
    />
  );
}

/** How the learning rate falls; a plain number means one of the schedules, too. */
function Decay({ kernel, catalog }: Props) {
  const { text } = useLanguage();
  const choices = useChoices("schedule");
  const { decay } = kernel.options.value;
  const isMeant = ({ name, of_number }: ScheduleItem) =>
    typeof decay === "number" ? of_number : name === decay.name;
  const item = decay === 0 ? undefined : catalog.schedules.find(isMeant);
  const given = ({ of_number }: ScheduleItem): Record<string, unknown> =>
    typeof decay === "number" ? { [of_number]: decay } : decay;
  return (
    <>
      <Select
        hint="decay"
        label={text.options.decay}
        value={item?.name ?? ""}
        choices={[{ value: "", label: text.none }, ...choices(catalog.schedules)]}
        onPick={(name) => kernel.edit({ decay: name ? { name } : 0 })}
      />
      {item && (
        <Parameters
          key={item.name}
          item={item}
          values={given(item)}
          onSet={(name, value) =>
            kernel.edit({ decay: { ...given(item), name: item.name, [name]: value } })
          }
        />
      )}
    </>
  );
}

/** Only some data sets leave it open. */
function Classes(props: Props & { control: SliderControl }) {
  const { kernel, catalog, control } = props;
  const { text, number } = useLanguage();
  const { classes, dataset } = kernel.options.value;
  const open = catalog.datasets.some((item) => item.name === dataset && item.classes === 0);
  if (!open || problemOf(props) === "regression") return null;
  return (
    <Slider
      hint="classes"
      label={text.options.classes}
      shown={number(classes)}
      min={control.min}
      max={control.max}
      step={control.step}
      value={classes}
      onSlide={(value) => kernel.edit({ classes: value })}
    />
  );
}
