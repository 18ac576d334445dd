// Who gets a key: the widget, a text that is being written, or the notebook around them.

/** What takes text. */
export const WRITTEN_IN = "textarea, input:not([type=range], [type=checkbox], [type=radio])";

/**
 * JupyterLab would take the keys that move a slider or a menu, and letters would add cells. It
 * looks for this attribute on the focused element itself, and before the page sees the key; so
 * what it should get (Ctrl+S and the like) passes from when Ctrl goes down.
 */
export function keepKeys(root: HTMLElement) {
  const keep = (event: Event, on: boolean) =>
    (event.target as Element).toggleAttribute("data-lm-suppress-shortcuts", on);
  const onKey = (event: KeyboardEvent) => keep(event, !event.ctrlKey && !event.metaKey);
  root.addEventListener("keydown", onKey);
  root.addEventListener("keyup", onKey);
  root.addEventListener("focusin", (event) => keep(event, true));
}
