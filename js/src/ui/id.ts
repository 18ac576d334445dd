import { useState } from "preact/hooks";

/** Every widget loads this module for itself, so that the count alone would repeat in a page. */
const module = Math.random().toString(36).slice(2, 8);
let last = 0;

/** An id that nothing else in the page has. (Preact's own begins anew in every view.) */
export function useId(): string {
  return useState(() => `nnw-${module}-${++last}`)[0];
}
