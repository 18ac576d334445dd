import type { AnyModel } from "@anywidget/types";
import { useComputed, useSignal } from "@preact/signals";
import { Component, type ComponentChildren, render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Announced } from "./controls/announce";
import { Confusion } from "./controls/confusion";
import { taking } from "./controls/csv";
import { DataPanel } from "./controls/data";
import { Disclosure, isShown } from "./controls/field";
import { Hints } from "./controls/hint";
import { Optimizer } from "./controls/optimizer";
import { Picture } from "./controls/picture";
import { Presets, useChosen } from "./controls/presets";
import { OutputChecks, Readouts } from "./controls/readouts";
import { MoreSettings } from "./controls/settings";
import { Status } from "./controls/status";
import { Tour, type TourStep } from "./controls/tour";
import * as training from "./controls/training";
import { Speed, Transport } from "./controls/transport";
import { ViewTools } from "./controls/view";
import { type Language, LanguageContext, language, useLanguage } from "./i18n";
import { type Connected, connect } from "./kernel";
import type { Catalog } from "./protocol";
import type { Kernel } from "./state";
import { LossChart } from "./views/chart";
import { EquationView } from "./views/equation";
import { NetworkView } from "./views/network";
import { OutputView } from "./views/output";
import { HiddenSpace } from "./views/space";

/** Shows a widget in `el`; returns what takes it away again. */
export function mount(model: AnyModel, el: HTMLElement): () => void {
  const root = document.createElement("div");
  root.className = "nnw-root";
  el.append(root);
  keepKeys(root);
  let kernel: Connected | undefined;
  try {
    kernel = connect(model, root);
    render(<App kernel={kernel} />, root);
  } catch (error) {
    // a blank cell would say nothing at all
    console.error(error);
    kernel?.close();
    render(<Failure error={error} />, root);
  }
  return () => {
    kernel?.close();
    render(null, root);
    root.remove();
  };
}

/**
 * JupyterLab would take the keys that move a slider or a menu, and letters would add cells. It
 * looks for this attribute on the focused element itself, and before the page sees the key; so
 * what it should get (Ctrl+S and the like) passes from when Ctrl goes down.
 */
function keepKeys(root: HTMLElement) {
  const keep = (event: Event, on: boolean) =>
    (event.target as Element).toggleAttribute("data-lm-suppress-shortcuts", on);
  const onKey = (event: KeyboardEvent) => keep(event, !event.ctrlKey && !event.metaKey);
  root.addEventListener("keydown", onKey);
  root.addEventListener("keyup", onKey);
  root.addEventListener("focusin", (event) => keep(event, true));
}

/** The language of a widget; while another one is on its way from the kernel, that of before. */
function useSpoken(kernel: Kernel, locale: string): Language {
  const wanted = language(locale);
  const { code, known } = wanted;
  const spoken = useRef(wanted);
  if (known) spoken.current = wanted;
  const connection = kernel.connection.value;
  // what was lost with the connection is asked for again
  useEffect(() => {
    if (!known) kernel.wantLanguage(code);
  }, [code, known, connection]);
  return spoken.current;
}

function App({ kernel }: { kernel: Connected }) {
  const locale = useComputed(() => kernel.options.value.locale).value;
  const fault = kernel.fault.value;
  return (
    <LanguageContext.Provider value={useSpoken(kernel, locale)}>
      <Boundary onError={() => kernel.close()}>
        {fault === null ? (
          <Announced kernel={kernel}>{(kernel) => <Layout kernel={kernel} />}</Announced>
        ) : (
          <Thrown error={fault} />
        )}
      </Boundary>
    </LanguageContext.Provider>
  );
}

type Control = (props: { kernel: Kernel; catalog: Catalog }) => ComponentChildren;

/** The settings by the names that `hidden_controls` uses: what every lesson turns, in boxes. */
const MAIN: [string, Control][] = [
  ["learningRate", training.LearningRate],
  ["activation", training.Activation],
  ["regularization", training.Regularization],
  ["regularizationRate", training.RegularizationRate],
  ["problem", training.Problem],
];

/** And what few do, in one quiet line. */
const QUIET: [string, Control][] = [
  ["speed", Speed],
  ["optimizer", Optimizer],
  ["loss", training.Loss],
];

function Layout({ kernel: connected }: { kernel: Kernel }) {
  const { text, code, known } = useLanguage();
  const { chosen, forgetting: kernel } = useChosen(connected);
  const [more, setMore] = useState(false);
  const tour: TourStep = useSignal(null);
  const catalog = kernel.catalog.value;
  const ready = useComputed(() => kernel.frame.value !== null && kernel.scene.value !== null).value;
  const settings = isShown(kernel, "settings");
  if (!catalog || !ready || !known) return <Skeleton kernel={kernel} />;
  return (
    <div
      class="nnw-app"
      lang={code}
      data-nnw-connection={kernel.connection.value}
      {...taking(kernel)}
    >
      <header class="nnw-bar">
        <Transport kernel={kernel} />
        <ViewTools kernel={connected} tour={tour} />
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
        {settings && more && <MoreSettings kernel={kernel} catalog={catalog} />}
      </header>
      <Status kernel={kernel} chosen={chosen} tour={tour} />
      <div class="nnw-columns">
        <DataPanel kernel={kernel} catalog={catalog} />
        <div class="nnw-middle">
          <NetworkView kernel={kernel} />
        </div>
        {isShown(kernel, "equation") && (
          <div class="nnw-board">
            <EquationView kernel={kernel} />
          </div>
        )}
        <div class="nnw-right">
          <Readouts kernel={kernel} />
          <OutputView kernel={kernel} />
          <OutputChecks kernel={kernel} />
          {isShown(kernel, "hiddenSpace") && <HiddenSpace kernel={kernel} />}
          <LossChart kernel={kernel} />
          {isShown(kernel, "confusion") && <Confusion kernel={kernel} />}
        </div>
      </div>
      <Tour tour={tour} />
      <Hints />
    </div>
  );
}

/** Holds the place until the kernel has answered; a picture does, where it may never answer. */
function Skeleton({ kernel }: { kernel: Kernel }) {
  const { code } = useLanguage();
  const snapshot = kernel.connection.value !== "connecting" && kernel.snapshot();
  if (snapshot) return <Picture kernel={kernel} snapshot={snapshot} />;
  return (
    <div class="nnw-app nnw-skeleton" lang={code} data-nnw-connection={kernel.connection.value}>
      <div class="nnw-bar" />
      <Status kernel={kernel} />
      <div class="nnw-columns">
        <div class="nnw-data" />
        <div class="nnw-middle" />
        <div class="nnw-right" />
      </div>
    </div>
  );
}

class Boundary extends Component<
  { onError(): void; children: ComponentChildren },
  { error: unknown }
> {
  override state = { error: null as unknown };

  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
    this.props.onError();
  }

  override render() {
    return this.state.error === null ? this.props.children : <Failure error={this.state.error} />;
  }
}

/** Brings an exception of a painting to the boundary. */
function Thrown({ error }: { error: unknown }): never {
  throw error;
}

function Failure({ error }: { error: unknown }) {
  const { text } = useLanguage();
  return (
    <div class="nnw-failure" role="alert">
      <p>{text.failed}</p>
      <p class="nnw-failure-detail">{String(error).slice(0, 300)}</p>
    </div>
  );
}
