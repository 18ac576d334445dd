import type { AnyModel } from "@anywidget/types";
import { useComputed, useSignal } from "@preact/signals";
import { render } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { EquationView } from "./board/equation";
import { LossChart } from "./chart/chart";
import { HelpButton } from "./help/help";
import { Invitation, type TourStep } from "./help/invitation";
import { type Language, LanguageContext, language, learn, useLanguage } from "./i18n";
import { type Connected, connect } from "./kernel/kernel";
import type { Kernel } from "./kernel/state";
import { NetworkView } from "./network/network";
import { OutputChecks } from "./output/checks";
import { Confusion } from "./output/confusion";
import { HiddenSpace } from "./output/hidden-space";
import { OutputView } from "./output/output";
import { Readouts } from "./output/readouts";
import { taking } from "./settings/csv";
import { DataPanel } from "./settings/data";
import { useChosen } from "./settings/presets";
import { Settings } from "./settings/settings";
import { Transport } from "./settings/transport";
import { ViewTools } from "./settings/view";
import { Picture } from "./status/picture";
import { Status } from "./status/status";
import { Announced } from "./ui/announce";
import { isShown } from "./ui/field";
import { Guard } from "./ui/guard";
import { keepKeys } from "./ui/keys";
import { Part, useWords } from "./ui/part";

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

/** The language of a widget; while another one is on its way from the kernel, that of before. */
function useSpoken(kernel: Kernel, locale: string): Language {
  const wanted = language(locale);
  const { code, known } = wanted;
  const spoken = useRef(wanted);
  if (known) spoken.current = wanted;
  const failed = useWords(kernel, code, !known) !== undefined;
  useLayoutEffect(() => {
    if (failed) learn(code);
  }, [code, failed]);
  return spoken.current;
}

function App({ kernel }: { kernel: Connected }) {
  const locale = useComputed(() => kernel.options.value.locale).value;
  const fault = kernel.fault.value;
  return (
    <LanguageContext.Provider value={useSpoken(kernel, locale)}>
      <Guard failed={(error) => <Failure error={error} />} onError={() => kernel.close()}>
        {fault === null ? (
          <Announced kernel={kernel}>{(kernel) => <Layout kernel={kernel} />}</Announced>
        ) : (
          <Thrown error={fault} />
        )}
      </Guard>
    </LanguageContext.Provider>
  );
}

function Layout({ kernel: connected }: { kernel: Kernel }) {
  const { code, known } = useLanguage();
  const { chosen, forgetting: kernel } = useChosen(connected);
  const tour: TourStep = useSignal(null);
  const widget = useRef<HTMLDivElement>(null);
  const catalog = kernel.catalog.value;
  const ready = useComputed(() => kernel.picture.value !== null).value;
  if (!catalog || !ready || !known) return <Skeleton kernel={kernel} />;
  return (
    <div
      ref={widget}
      class="nnw-app"
      lang={code}
      data-nnw-connection={kernel.connection.value}
      {...taking(kernel)}
    >
      <header class="nnw-bar">
        <Transport kernel={kernel} />
        <ViewTools kernel={connected}>
          <HelpButton kernel={connected} tour={tour} inside={widget} />
        </ViewTools>
        <Settings {...{ kernel, catalog, chosen }} />
      </header>
      <Status kernel={kernel} preset={chosen}>
        <Invitation kernel={kernel} tour={tour} />
      </Status>
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
      <Part<typeof import("./ui/parts/hint")> kernel={kernel} name="hint" quiet>
        {({ Hints }) => <Hints />}
      </Part>
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
