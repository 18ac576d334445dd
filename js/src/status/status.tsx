import { type Signal, useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLanguage } from "../i18n";
import type { Diagnosis, Notice, PresetItem } from "../kernel/protocol";
import { type Kernel, LARGEST_MESSAGE, type Picture, type Refusal } from "../kernel/state";
import { Button } from "../ui/field";
import { useComputedFrom } from "../ui/live";
import { Remedy, useFinding } from "./diagnosis";

interface Props {
  kernel: Kernel;
  /** The preset in force: its sentence is shown. */
  preset?: Signal<PresetItem | null>;
  /** Is offered beside the facts. */
  children?: ComponentChildren;
}

/**
 * One line that is always there, so that a message moves nothing. Messages are announced; the
 * facts that change many times a second are not.
 */
export function Status({ kernel, preset, children }: Props) {
  const { text } = useLanguage();
  const message = useMessage({ kernel, preset });
  const picture = kernel.picture.value;
  return (
    <div class={`nnw-status nnw-status-${message?.kind ?? "plain"}`}>
      <div role="status" class="nnw-status-message">
        {message?.text}
      </div>
      {message?.finding && <Remedy kernel={kernel} finding={message.finding} />}
      {message?.dismiss ? (
        <Button
          kind="icon"
          icon="close"
          hint="dismiss"
          label={text.dismiss}
          onPress={message.dismiss}
        />
      ) : (
        !message && picture && <Facts picture={picture} />
      )}
      {!message && children}
    </div>
  );
}

interface Message {
  kind:
    | "gone"
    | "offline"
    | "busy"
    | "refusal"
    | "notice"
    | "diverged"
    | "connecting"
    | "finding"
    | "preset";
  text: ComponentChildren;
  /** What would help is offered. */
  finding?: Diagnosis;
  dismiss?(): void;
}

function useMessage({ kernel, preset }: Props): Message | null {
  const language = useLanguage();
  const { text, label } = language;
  const found = useFinding(kernel);
  const notice = useComputed(() => JSON.stringify(kernel.frame.value?.notice ?? null)).value;
  const connection = kernel.connection.value;
  const shown = kernel.picture.value !== null;
  const refusal = kernel.refusal.value;
  if (connection === "gone") return { kind: "gone", text: text.gone };
  const offline = connection === "offline";
  const unanswered = refusal !== null && typeof refusal === "object" && "unanswered" in refusal;
  if (offline && !unanswered) return { kind: "offline", text: text.offline };
  if (refusal !== null) {
    return {
      kind: offline ? "offline" : "refusal",
      text: <Refused refusal={refusal} offline={offline} />,
      dismiss: () => {
        kernel.refusal.value = null;
      },
    };
  }
  if (connection === "busy") {
    return { kind: "busy", text: kernel.silent.value ? text.silent : text.busy };
  }
  if (connection === "connecting" || !shown) return { kind: "connecting", text: text.connecting };
  const stopped: Notice | null = JSON.parse(notice);
  // that a rule stopped it is no riddle; why it does not learn is
  if (stopped && !(found && stopped.by_rule)) {
    const kind = stopped.code === "diverged" ? "diverged" : "notice";
    return { kind, text: <KernelWords lead={language.tell(stopped.told)} words={stopped.words} /> };
  }
  if (found) {
    return { kind: found.finding.code === "diverged" ? "diverged" : "finding", ...found };
  }
  const chosen = preset?.value;
  if (!chosen) return null;
  return {
    kind: "preset",
    text: label("why", { name: chosen.name, label: chosen.why }),
    dismiss: () => {
      preset.value = null;
    },
  };
}

/** Why a change was not made. */
function Refused({ refusal, offline }: { refusal: Refusal; offline: boolean }) {
  const { text, tell } = useLanguage();
  if (typeof refusal === "string") return <>{refusal}</>;
  if ("told" in refusal) {
    const { told, words } = refusal;
    return (
      <KernelWords
        lead={[text.refused, told && tell(told)].filter(Boolean).join(" ")}
        words={words}
      />
    );
  }
  if ("unanswered" in refusal) return <>{offline ? text.unsent : text.unanswered}</>;
  // rounded up, so that it is always more than the most
  const size = Math.ceil(refusal.bytes / 1e5) / 10;
  return <>{text.tooLarge({ size, most: LARGEST_MESSAGE / 1e6 })}</>;
}

/** The words of an exception are English, whatever the language. */
function KernelWords({ lead, words }: { lead: string; words: string }) {
  return (
    <>
      {lead}
      {words && " "}
      {words && <span lang="en">{words}</span>}
    </>
  );
}

function Facts({ picture: { scene, frame } }: { picture: Picture }) {
  const { text } = useLanguage();
  // no words in here, which another language would not change
  const rate = useComputedFrom(
    () => (frame.value.playing ? Number(frame.value.rate.toPrecision(2)) : null),
    [frame],
  ).value;
  const activity =
    rate === null ? text.paused : rate > 0 ? text.trainingAt({ rate }) : text.trainingNow;
  const count = useComputedFrom(
    () => frame.value.parameters.reduce((sum, one) => sum + one.length, 0),
    [frame],
  ).value;
  return (
    <>
      <span>{activity}</span>
      <span>{text.parameters({ count })}</span>
      <span>{text.points({ train: scene.train_total, test: scene.test_total })}</span>
    </>
  );
}
