import { useLayoutEffect, useRef } from "preact/hooks";
import { type HintKey, type Text, useWholeLanguage } from "../../i18n";
import { putBeside } from "../beside";
import { useId } from "../id";

/** Milliseconds that a pointer rests before a hint comes, and before an open one goes. */
export const REST = 600;
export const LINGER = 200;
/** In the network, where the pointer looks from neuron to neuron, it would cover the next one. */
export const LOOKING = 1800;

/**
 * Explains in one sentence what has the attribute `data-hint` (a key of the hints), when the
 * pointer rests on it or the keyboard reaches it. One box serves the whole widget.
 */
export function Hints() {
  const { text } = useWholeLanguage();
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayoutEffect(() => (box.current ? follow(box.current, text.hints) : undefined), [text]);
  return (
    <div ref={box} class="nnw-hint" popover="manual">
      <div aria-hidden="true" />
      <span id={id} role="tooltip" />
    </div>
  );
}

function follow(box: HTMLElement, hints: Text["hints"]): () => void {
  const root = box.closest(".nnw-root") ?? box;
  const closing = new AbortController();
  const [name, sentence] = box.children as unknown as [HTMLElement, HTMLElement];
  /** What is explained, and what has the keyboard's focus there. */
  let shown: Element | null = null;
  let focused: Element | null = null;
  /** Was just pressed: who acts needs no explanation. */
  let pressed: Element | null = null;
  let byPointer = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ownerOf = (target: EventTarget | null) => {
    const owner = target instanceof Element ? target.closest("[data-hint]") : null;
    return (owner?.getAttribute("data-hint") ?? "") in hints ? owner : null;
  };

  function open(owner: Element, at: DOMRectReadOnly, focus: Element | null = null) {
    close();
    if (!owner.isConnected) return;
    shown = owner;
    focused = focus;
    name.textContent = nameOf(owner);
    // a description of its own would be lost to the screen reader
    const own = focus?.getAttribute("aria-description");
    const key = owner.getAttribute("data-hint") as HintKey;
    sentence.textContent = own ? `${hints[key]} ${own}` : hints[key];
    focus?.setAttribute("aria-describedby", sentence.id);
    // one that came with the focus must not hold up the pointer
    box.toggleAttribute("data-focus", focus !== null);
    box.showPopover?.();
    putBeside(box, at, ["below", "above"]);
  }
  function close() {
    clearTimeout(timer);
    if (!shown) return;
    focused?.removeAttribute("aria-describedby");
    box.hidePopover?.();
    shown = focused = null;
  }

  function onMove(event: PointerEvent) {
    const owner = ownerOf(event.target);
    clearTimeout(timer);
    if (box.contains(event.target as Node)) return;
    if (owner === shown || (owner ? owner === pressed : focused)) return;
    const turn = () => {
      pressed = null;
      if (owner) open(owner, placeOf(owner, event));
      else close();
    };
    if (!owner?.closest(".nnw-network")) timer = setTimeout(turn, shown ? LINGER : REST);
    else if (!shown) timer = setTimeout(turn, LOOKING);
    else
      timer = setTimeout(() => {
        close();
        timer = setTimeout(turn, LOOKING);
      }, LINGER);
  }
  function onLeave({ pointerType }: PointerEvent) {
    clearTimeout(timer);
    // a finger covers what it points at: it is read after it is lifted
    if (!focused && pointerType !== "touch") timer = setTimeout(close, LINGER);
  }
  function onPress(event: Event) {
    byPointer = event.type === "pointerdown";
    // a finger that stays on something wants to know what it is
    if (byPointer && (event as PointerEvent).pointerType === "touch" && !shown) return;
    close();
    pressed = ownerOf(event.target);
  }
  function onFocus({ target }: Event) {
    const owner = ownerOf(target);
    if (!owner || byPointer || !(target as Element).matches(":focus-visible")) return;
    open(owner, placeOf(owner), target as Element);
  }
  function onKey({ key }: KeyboardEvent) {
    byPointer = false;
    if (key !== "Escape") return;
    pressed = shown;
    close();
  }
  function onScroll() {
    if (focused && shown) putBeside(box, placeOf(shown), ["below", "above"]);
    else close();
  }

  const { signal } = closing;
  const listen = <E extends Event>(where: EventTarget, types: string, on: (event: E) => void) => {
    for (const type of types.split(" "))
      where.addEventListener(type, on as EventListener, { signal, capture: true, passive: true });
  };
  const onOut = (event: PointerEvent) => {
    if (!root.contains(event.relatedTarget as Node | null)) onLeave(event);
  };
  listen(root, "pointerover pointermove", onMove);
  // a finger that scrolls gets a cancel
  listen(root, "pointercancel", close);
  listen(root, "pointerout", onOut);
  listen(root, "pointerdown click", onPress);
  listen(root, "focusin", onFocus);
  listen(root, "focusout", () => focused && close());
  listen(document, "keydown", onKey);
  listen(window, "scroll resize", onScroll);
  return () => {
    close();
    closing.abort();
  };
}

/** The accessible name, or the label. */
function nameOf(owner: Element): string {
  const named = owner.matches("[aria-label]")
    ? owner
    : owner.querySelector("[aria-label], .nnw-label, th");
  return named?.getAttribute("aria-label") ?? (named ?? owner).textContent ?? "";
}

/** Beside the element; a curve has much of the page in its box, so there beside the pointer. */
function placeOf(owner: Element, pointer?: PointerEvent): DOMRectReadOnly {
  const box = owner.getBoundingClientRect();
  if (owner.tagName !== "path") return box;
  const [x, y] = pointer
    ? [pointer.clientX, pointer.clientY]
    : [box.left + box.width / 2, box.top + box.height / 2];
  // as high as a hand
  return new DOMRect(x, y, 0, 12);
}
