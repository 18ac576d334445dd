import { computed, effect, type ReadonlySignal, signal, useComputed } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

/**
 * Runs at once and whenever a signal that it reads changes, outside of Preact's rendering:
 * what changes with every frame goes through here. Started anew when `inputs` change. What it
 * throws goes to the component, and so to the boundary around it.
 */
export function useLive(run: () => void, inputs: readonly unknown[]): void {
  const [fault, setFault] = useState<{ error: unknown } | null>(null);
  if (fault) throw fault.error;
  useLayoutEffect(
    () =>
      effect(() => {
        try {
          run();
        } catch (error) {
          setFault({ error });
        }
      }),
    inputs,
  );
}

/**
 * A value computed from signals and from `inputs`, such as properties. (That of `useComputed`
 * stays what it was until a signal changes.)
 */
export function useComputedFrom<T>(
  compute: () => T,
  inputs: readonly unknown[],
): ReadonlySignal<T> {
  return useMemo(() => computed(compute), inputs);
}

/** A computed value that keeps its identity as long as its content is the same. */
export function useStable<T>(compute: () => T): ReadonlySignal<T> {
  const last = useRef<{ text: string; value: T } | null>(null);
  return useComputed(() => {
    const value = compute();
    const text = JSON.stringify(value);
    if (last.current?.text === text) return last.current.value;
    last.current = { text, value };
    return value;
  });
}

/** The width of an element's content in whole CSS pixels; 0 until it is known. */
export function useWidth(ref: RefObject<Element | null>): ReadonlySignal<number> {
  const [width] = useState(() => signal(0));
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) width.value = Math.floor(entry.contentRect.width);
    });
    width.value = Math.floor(element.getBoundingClientRect().width);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, width]);
  return width;
}
