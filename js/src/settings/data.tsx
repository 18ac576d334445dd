import { useState } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { DatasetItem, SliderControl } from "../kernel/protocol";
import { Button, isShown, Slider } from "../ui/field";
import { useId } from "../ui/id";
import { Controls, type Props } from "./control";
import { LoadCSV } from "./csv";
import { problemOf } from "./training";

const SLIDERS = { train_fraction: TrainingData, batch_size: BatchSize };

export function DataPanel(props: Props) {
  const { kernel } = props;
  const { text } = useLanguage();
  return (
    <section class="nnw-data" aria-label={text.data}>
      <h3 class="nnw-heading">{text.data}</h3>
      {isShown(kernel, "dataset") && <Datasets {...props} />}
      <div class="nnw-data-sliders">
        <Controls {...props} place="data" sliders={SLIDERS} special={{}} />
        {isShown(kernel, "regenerate") && (
          <Button
            hint="regenerate"
            label={text.regenerate}
            onPress={() => kernel.command("regenerate")}
          />
        )}
        {isShown(kernel, "loadCSV") && <LoadCSV kernel={kernel} />}
      </div>
    </section>
  );
}

const OWN: DatasetItem = {
  name: "custom",
  label: "",
  problem: "classification",
  classes: 0,
  thumbnail: [],
};

/** So many take little space, whatever their names. */
const FEW = 4;

function Datasets(props: Props) {
  const { kernel, catalog } = props;
  const { text, label } = useLanguage();
  const group = useId();
  const { dataset } = kernel.options.value;
  const [hadOwn, setHadOwn] = useState(false);
  if (dataset === "custom" && !hadOwn) setHadOwn(true);
  const problem = problemOf(props);
  const items = catalog.datasets.filter((item) => item.problem === problem);
  return (
    <div
      class={items.length > FEW ? "nnw-datasets" : "nnw-datasets nnw-datasets-few"}
      role="radiogroup"
      aria-label={text.options.dataset}
    >
      {[...items, ...(hadOwn ? [OWN] : [])].map((item) => (
        <label key={item.name} class="nnw-dataset" data-hint="dataset">
          <input
            type="radio"
            name={group}
            value={item.name}
            checked={item.name === dataset}
            onChange={() => kernel.edit({ dataset: item.name })}
          />
          {item === OWN ? <TableIcon /> : <Thumbnail item={item} />}
          <span>{item === OWN ? text.ownData : label("dataset", item)}</span>
        </label>
      ))}
    </div>
  );
}

/**
 * One path of round dots a colour: it follows the theme by itself, and stays sharp. The catalog
 * counts y upwards.
 */
function Thumbnail({ item }: { item: DatasetItem }) {
  const dots = new Map<string, string>();
  for (const [x = 0, y = 0, kind = 0] of item.thumbnail) {
    const colour = item.problem === "regression" ? shade(kind) : `var(--nnw-class-${kind % 12})`;
    dots.set(colour, `${dots.get(colour) ?? ""}M${x} ${100 - y}h0`);
  }
  return (
    <svg viewBox="-8 -8 116 116" class="nnw-thumbnail" aria-hidden="true">
      {[...dots].map(([colour, path]) => (
        <path key={colour} d={path} stroke={colour} />
      ))}
    </svg>
  );
}

/** -100 is orange, 0 the neutral colour, 100 blue; in steps, so that dots share paths. */
function shade(value: number): string {
  const strength = Math.min(100, Math.round(Math.abs(value) / 20) * 20);
  const side = value < 0 ? "negative" : "positive";
  return `color-mix(in srgb, var(--nnw-${side}) ${strength}%, var(--nnw-neutral-dot))`;
}

function TableIcon() {
  return (
    <svg viewBox="0 0 100 100" class="nnw-thumbnail nnw-thumbnail-own" aria-hidden="true">
      <path d="M22 26h56v48H22zM22 42h56M22 58h56M41 26v48M60 26v48" />
    </svg>
  );
}

function TrainingData({ kernel, control }: Props & { control: SliderControl }) {
  const { text } = useLanguage();
  // whole per cents, so that 0.1 + 0.2 never shows
  const percent = (fraction: number) => Math.round(fraction * 1e4) / 100;
  const share = percent(kernel.options.value.train_fraction);
  return (
    <Slider
      hint="train_fraction"
      label={text.options.train_fraction}
      shown={text.percent({ value: share })}
      min={percent(control.min)}
      max={percent(control.max)}
      step={percent(control.step)}
      value={share}
      onSlide={(value) => kernel.edit({ train_fraction: value / 100 })}
    />
  );
}

/** The last position, one step beyond the largest batch, is the whole training set. */
function BatchSize({ kernel, control }: Props & { control: SliderControl }) {
  const { text, number } = useLanguage();
  const { min, max, step } = control;
  const size = kernel.options.value.batch_size;
  const whole = max + step;
  return (
    <Slider
      hint="batch_size"
      label={text.options.batch_size}
      shown={size === null ? text.all : number(size)}
      min={min}
      max={whole}
      step={step}
      value={size === null ? whole : Math.min(size, max)}
      onSlide={(value) => kernel.edit({ batch_size: value > max ? null : value })}
    />
  );
}
