import { useLanguage } from "../../i18n";
import type { ScheduleItem, SliderControl } from "../../kernel/protocol";
import { Entry } from "../../ui/entry";
import { Select, Slider } from "../../ui/field";
import { Choice, Controls, type Props } from "../control";
import { Parameters } from "../optimizer";
import { problemOf } from "../training";

const SLIDERS = { classes: Classes, dropout: Dropout };

const SPECIAL = {
  output_activation: OutputActivation,
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

function OutputActivation(props: Props) {
  const resolved = props.kernel.scene.value?.output_activation ?? "";
  return <Choice {...props} name="output_activation" auto={resolved} />;
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
  const { text, label } = useLanguage();
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
        choices={[
          { value: "", label: text.none },
          ...catalog.schedules.map((one) => ({ value: one.name, label: label("schedule", one) })),
        ]}
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
