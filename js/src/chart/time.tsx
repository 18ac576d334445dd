import { useComputed } from "@preact/signals";
import { useLanguage } from "../i18n";
import type { Kernel } from "../kernel/state";
import { Button, Slider } from "../ui/field";

/** Leads back to any epoch of the training; the slider ends at the last whole one. */
export function TimeMachine({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  const latest = useComputed(() => kernel.frame.value?.latest ?? 0).value;
  const now = useComputed(() => kernel.heading.value ?? kernel.frame.value?.epoch ?? 0).value;
  const end = Math.floor(latest);
  return (
    <div class="nnw-time">
      <Slider
        hint="time"
        label={text.epochShown}
        shown={text.epochOf({ epoch: Math.floor(now), latest: end })}
        min={0}
        max={end}
        step={1}
        value={Math.min(now, end)}
        onSlide={(epoch) => kernel.goTo(epoch < end ? epoch : latest)}
      />
      <Button
        kind="icon"
        icon="latest"
        hint="time"
        label={text.latest}
        unusable={now >= latest}
        onPress={() => kernel.goTo(latest)}
      />
    </div>
  );
}
