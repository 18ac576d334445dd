import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { ControlName } from "../kernel/options";
import type { Catalog } from "../kernel/protocol";
import type { Kernel } from "../kernel/state";
import { Disclosure, isShown } from "../ui/field";
import { Part } from "../ui/part";
import { Plain } from "./control";
import { Optimizer } from "./optimizer";
import { type Chosen, Presets } from "./presets";
import * as training from "./training";
import { Speed } from "./transport";

type Control = (props: { kernel: Kernel; catalog: Catalog }) => ComponentChildren;

/** The settings by the names that `hidden_controls` uses: what every lesson turns, in boxes. */
const MAIN: [ControlName, Control][] = [
  ["learningRate", (props) => <Plain {...props} name="learning_rate" />],
  ["activation", training.Activation],
  ["regularization", (props) => <Plain {...props} name="regularization" />],
  ["regularizationRate", (props) => <Plain {...props} name="regularization_rate" />],
  ["problem", training.Problem],
];

/** And what few do, in one quiet line. */
const QUIET: [ControlName, Control][] = [
  ["speed", Speed],
  ["optimizer", Optimizer],
  ["loss", training.Loss],
];

export function Settings(props: { kernel: Kernel; catalog: Catalog; chosen: Chosen }) {
  const { kernel, catalog, chosen } = props;
  const { text } = useLanguage();
  const [more, setMore] = useState(false);
  const settings = isShown(kernel, "settings");
  return (
    <>
      <section class="nnw-settings" aria-label={text.settings}>
        <div class="nnw-settings-main">
          {MAIN.filter(([name]) => isShown(kernel, name)).map(([name, Control]) => (
            <Control key={name} kernel={kernel} catalog={catalog} />
          ))}
        </div>
        <div class="nnw-settings-quiet">
          {isShown(kernel, "preset") && (
            <div class="nnw-quiet-preset">
              <Presets {...{ kernel, catalog, chosen }} />
            </div>
          )}
          {QUIET.filter(([name]) => isShown(kernel, name)).map(([name, Control]) => (
            <div key={name} class={`nnw-quiet-${name}`}>
              <Control kernel={kernel} catalog={catalog} />
            </div>
          ))}
          {settings && (
            <Disclosure
              hint="moreSettings"
              label={text.moreSettings}
              open={more}
              onToggle={() => setMore(!more)}
            />
          )}
        </div>
      </section>
      {settings && more && (
        <Part<typeof import("./parts/more-settings")>
          kernel={kernel}
          name="more-settings"
          place="nnw-more"
        >
          {({ MoreSettings }) => <MoreSettings kernel={kernel} catalog={catalog} />}
        </Part>
      )}
    </>
  );
}
