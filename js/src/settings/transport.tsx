import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { Button, isShown, Slider } from "../ui/field";
import { WRITTEN_IN } from "../ui/keys";

export function Transport({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  const playing = useComputed(() => kernel.frame.value?.playing ?? false).value;
  const bar = useRef<HTMLDivElement>(null);
  useUndoKeys(kernel, bar);
  return (
    <div ref={bar} class="nnw-transport">
      {isShown(kernel, "playButton") && (
        <Button
          kind="primary"
          hint="play"
          label={playing ? text.pause : text.play}
          icon={playing ? "pause" : "play"}
          onPress={() => kernel.command(playing ? "pause" : "play")}
        />
      )}
      <Epoch kernel={kernel} />
      {isShown(kernel, "stepButton") && (
        <>
          <Button
            kind="icon"
            hint="stepBatch"
            label={text.stepBatch}
            icon="batch"
            onPress={() => kernel.command("step_batch")}
          />
          <Button
            kind="icon"
            label={text.step}
            hint="step"
            icon="step"
            onPress={() => kernel.command("step")}
          />
        </>
      )}
      {isShown(kernel, "resetButton") && (
        <>
          <Button
            kind="icon"
            label={text.reset}
            hint="reset"
            icon="reset"
            onPress={() => kernel.command("reset")}
          />
          <Button
            kind="icon"
            label={text.newStart}
            hint="newStart"
            icon="dice"
            onPress={() => kernel.command("new_start")}
          />
        </>
      )}
      {isShown(kernel, "undo") &&
        (["undo", "redo"] as const).map((name) => <Turn key={name} kernel={kernel} name={name} />)}
    </div>
  );
}

function Turn({ kernel, name }: { kernel: Kernel; name: "undo" | "redo" }) {
  const { text } = useLanguage();
  const possible = useComputed(() => kernel.frame.value?.[name] ?? false).value;
  return (
    <Button
      kind="icon"
      hint="undo"
      label={text[name]}
      icon={name}
      unusable={!possible}
      onPress={() => kernel.command(name)}
    />
  );
}

/**
 * Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y anywhere in the widget. JupyterLab would undo an edit of the
 * notebook with them, and it listens to the document: the window comes before that.
 */
function useUndoKeys(kernel: Kernel, inside: { current: HTMLElement | null }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target, key, shiftKey } = event;
      const name = { z: shiftKey ? "redo" : "undo", y: "redo" }[key.toLowerCase()];
      if (!name || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (!(target instanceof Element)) return;
      if (!inside.current?.closest(".nnw-root")?.contains(target)) return;
      event.stopImmediatePropagation();
      // a text has its own undo
      if (target.matches(WRITTEN_IN)) return;
      event.preventDefault();
      if (kernel.frame.peek()?.[name as "undo"]) kernel.command(name as "undo");
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [kernel, inside]);
}

function Epoch({ kernel }: { kernel: Kernel }) {
  const { text, number } = useLanguage();
  const epoch = useComputed(() => kernel.frame.value?.epoch ?? 0).value;
  const fast = useComputed(() => (kernel.frame.value?.rate ?? 0) > 1).value;
  // no one reads the part of an epoch while they fly by
  const digits = fast || Number.isInteger(epoch) ? 0 : 2;
  return (
    <div class="nnw-field nnw-epoch" data-hint="epoch">
      <span class="nnw-label">{text.epoch}</span>
      <span class="nnw-big" data-nnw="epoch" data-value={epoch}>
        {number(fast ? Math.floor(epoch) : epoch, {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        })}
      </span>
    </div>
  );
}

export function Speed({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  const control = kernel.catalog.value?.controls.speed;
  const speeds = control?.kind === "menu" ? control.values : [null];
  const { speed } = kernel.options.value;
  // a speed set from Python may lie between two positions: the slider shows the nearest below
  const size = (one: number | null) => one ?? Number.POSITIVE_INFINITY;
  const position = speeds.reduce<number>(
    (best, one, at) => (size(one) <= size(speed) ? at : best),
    0,
  );
  return (
    <Slider
      hint="speed"
      label={text.options.speed}
      shown={speed === null ? text.fastest : text.perSecond({ speed })}
      min={0}
      max={speeds.length - 1}
      step={1}
      value={position}
      onSlide={(at) => kernel.edit({ speed: speeds[at] ?? null })}
    />
  );
}
