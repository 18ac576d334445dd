import { useComputed } from "@preact/signals";
import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel";
import { Button } from "./field";
import type { Chosen } from "./presets";

interface Props {
  kernel: Kernel;
  /** Its sentence is shown. */
  chosen?: Chosen;
}

/**
 * One line that is always there, so that a message moves nothing. Messages are announced; the
 * facts that change many times a second are not.
 */
export function Status({ kernel, chosen }: Props) {
  const { text } = useLanguage();
  const message = useMessage({ kernel, chosen });
  return (
    <div class={`nnw-status nnw-status-${message?.kind ?? "plain"}`}>
      <div role="status" class="nnw-status-message">
        {message?.text}
      </div>
      {message?.dismiss ? (
        <Button kind="icon" icon="close" label={text.dismiss} onPress={message.dismiss} />
      ) : (
        !message && <Facts kernel={kernel} />
      )}
    </div>
  );
}

interface Message {
  kind: "gone" | "busy" | "refusal" | "notice" | "connecting" | "preset";
  text: string;
  dismiss?(): void;
}

function useMessage({ kernel, chosen }: Props): Message | null {
  const { text, label } = useLanguage();
  const notice = useComputed(() => kernel.frame.value?.notice?.text ?? null).value;
  const connection = kernel.connection.value;
  const refusal = kernel.refusal.value;
  if (connection === "gone") return { kind: "gone", text: text.gone };
  if (refusal !== null) {
    return {
      kind: "refusal",
      text: refusal,
      dismiss: () => {
        kernel.refusal.value = null;
      },
    };
  }
  if (connection === "busy") {
    return { kind: "busy", text: kernel.silent.value ? text.silent : text.busy };
  }
  if (connection === "connecting") return { kind: "connecting", text: text.connecting };
  if (notice !== null) return { kind: "notice", text: notice };
  const preset = chosen?.value;
  if (!preset) return null;
  return {
    kind: "preset",
    text: label("why", { name: preset.name, label: preset.why }),
    dismiss: () => {
      chosen.value = null;
    },
  };
}

function Facts({ kernel }: { kernel: Kernel }) {
  const { text, number } = useLanguage();
  const scene = kernel.scene.value;
  const activity = useComputed(() => {
    const frame = kernel.frame.value;
    if (!frame?.playing) return text.paused;
    if (!(frame.rate > 0)) return text.trainingNow;
    return text.trainingAt(number(frame.rate, { maximumSignificantDigits: 2 }));
  }).value;
  const parameters = useComputed(
    () => kernel.frame.value?.layerParameters.reduce((sum, one) => sum + one.length, 0) ?? 0,
  ).value;
  return (
    <>
      <span>{activity}</span>
      <span>{text.parameters(number(parameters), parameters === 1)}</span>
      {scene && <span>{text.points(number(scene.train_total), number(scene.test_total))}</span>}
    </>
  );
}
