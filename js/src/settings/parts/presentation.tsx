import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** The size, in CSS pixels, for which a presentation is laid out; a larger screen enlarges it. */
const WIDTH = 1366;
const HEIGHT = 768;

/** While it is there, the widget around `place` has the whole screen. */
export function Presenting(props: { place: RefObject<HTMLElement | null>; onLeave(): void }) {
  const { place, onLeave } = props;
  useLayoutEffect(() => {
    const root = place.current?.closest<HTMLElement>(".nnw-root");
    const button = place.current?.querySelector("button");
    return root && button ? present(root, button, onLeave) : undefined;
  }, []);
  return null;
}

/** Shows `root` alone until the returned function is called; `leave` asks for that. */
function present(root: HTMLElement, button: HTMLElement, leave: () => void): () => void {
  const closing = new AbortController();
  const { signal } = closing;

  function enlarge() {
    const zoom = Math.min(innerWidth / WIDTH, innerHeight / HEIGHT);
    // an old browser would enlarge it and take the pointer for where it is not
    if ("currentCSSZoom" in root) root.style.zoom = String(Math.max(1, zoom));
  }
  /** The screen is given later: meanwhile the view may have been left or closed. */
  const wanted = () => root.isConnected && !signal.aborted;

  function start() {
    if (!wanted()) return end();
    root.dataset.presenting = "";
    enlarge();
    window.addEventListener("resize", enlarge, { signal });
    button.focus();
  }
  /** Where the whole screen is refused, as in a frame, it takes the whole page. */
  function startOnPage() {
    if (!wanted()) return;
    root.popover = "manual";
    root.showPopover?.();
    start();
  }
  function end() {
    if (root.matches(":fullscreen")) document.exitFullscreen();
    root.removeAttribute("popover");
    root.removeAttribute("data-presenting");
    root.style.zoom = "";
  }

  const inPage = document.fullscreenEnabled ? root.requestFullscreen() : Promise.reject();
  inPage.then(start, startOnPage);
  const changed = () => {
    if (!root.matches(":fullscreen")) leave();
  };
  document.addEventListener("fullscreenchange", changed, { signal });
  document.addEventListener(
    "keydown",
    (event) => {
      const inside = event.target as Element;
      // what lies over the widget is closed first
      if (event.key === "Escape" && !inside.closest("dialog, [popover]:not(.nnw-root)")) leave();
    },
    { signal },
  );
  document.addEventListener(
    "focusin",
    ({ target }) => {
      // what is behind cannot be seen
      if (!root.contains(target as Node)) button.focus();
    },
    { signal },
  );
  return () => {
    closing.abort();
    end();
    button.focus();
  };
}
