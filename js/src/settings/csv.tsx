import { useRef } from "preact/hooks";
import { useLanguage } from "../i18n";
import { loadText } from "../kernel/load-text";
import type { Kernel } from "../kernel/state";
import { Button, isShown } from "../ui/field";

export function LoadCSV({ kernel }: { kernel: Kernel }) {
  const { text } = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button hint="loadCSV" label={text.loadCSV} onPress={() => input.current?.click()} />
      <input
        ref={input}
        hidden
        type="file"
        accept=".csv,.tsv,.txt"
        aria-label={text.loadCSV}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) loadText(kernel, file);
          // the same file can be chosen again after it was mended
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

/** What an element needs to take dropped files. */
export function taking(kernel: Kernel) {
  const mark = (event: DragEvent, on: boolean) =>
    (event.currentTarget as Element).toggleAttribute("data-dropping", on);
  const ours = (event: DragEvent) =>
    isShown(kernel, "loadCSV") && event.dataTransfer?.types.includes("Files");
  return {
    onDragOver(event: DragEvent) {
      if (!ours(event)) return;
      event.preventDefault();
      mark(event, true);
    },
    onDragLeave: (event: DragEvent) => mark(event, false),
    onDrop(event: DragEvent) {
      mark(event, false);
      const file = event.dataTransfer?.files[0];
      if (!ours(event) || !file) return;
      event.preventDefault();
      event.stopPropagation();
      loadText(kernel, file);
    },
  };
}
