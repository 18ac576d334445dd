import type { ComponentChildren } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { learn, useLanguage, type Words } from "../i18n";
import { partNamed, waitFor } from "../kernel/parts";
import type { Kernel } from "../kernel/state";
import { Guard } from "./guard";

/** The exports of a part once they are here; it is asked for while it is `wanted`. */
export function usePart<T>(kernel: Kernel, name: string, wanted = true) {
  const [error, fail] = useState<unknown>();
  const part = partNamed(name) as T | undefined;
  const missing = wanted && part === undefined && error === undefined;
  useLayoutEffect(
    () => (missing ? waitFor(kernel, name, fail) : undefined),
    [kernel, name, missing],
  );
  return { part, error };
}

/** Has the words of a language come from the kernel; returns what went wrong. */
export function useWords(kernel: Kernel, code: string, wanted: boolean): unknown {
  const { part, error } = usePart<{ default: Words }>(kernel, code, wanted);
  useLayoutEffect(() => {
    if (wanted && part) learn(code, part.default);
  }, [code, wanted, part]);
  return error;
}

/**
 * What comes from the kernel when it is first shown: a file of a folder `parts`, by its name. Its
 * place is kept until then, and where no kernel answers it says so. What goes wrong in it stays
 * in it; shown once more, it is tried once more.
 */
export function Part<T>(props: {
  kernel: Kernel;
  name: string;
  /** The class of what keeps the place. */
  place?: string;
  /** Nobody asked for it, so nothing is said while it is missing. */
  quiet?: boolean;
  children(part: T): ComponentChildren;
}) {
  const { kernel, name, place = "nnw-part-aside", quiet, children } = props;
  const { text, code, whole } = useLanguage();
  const wordless = useWords(kernel, code, !whole);
  const { part, error = wordless } = usePart<T>(kernel, name);
  if (part !== undefined && whole) {
    return (
      <Guard failed={(error) => <Failed place={place} error={error} />}>{children(part)}</Guard>
    );
  }
  if (error !== undefined) return <Failed place={place} error={error} />;
  if (quiet) return null;
  return (
    <div class={`nnw-part ${place}`} aria-busy="true">
      <p aria-live="polite">{kernel.connection.value !== "live" && text.partAwaited}</p>
    </div>
  );
}

function Failed({ place, error }: { place: string; error: unknown }) {
  const { text } = useLanguage();
  return (
    <div class={`nnw-part ${place}`} role="alert">
      <p>
        {text.partFailed} <span lang="en">{String(error).slice(0, 200)}</span>
      </p>
    </div>
  );
}
