import { afterEach, describe, expect, it, vi } from "vitest";
import { Player } from "../../dev/player";
import { place, settle, stage } from "../stage";

stage(60);
afterEach(() => vi.restoreAllMocks());

/** A browser that lets the whole screen wait, and then refuses it. */
async function asked() {
  const el = place(new Player("run", { locale: "en" }));
  await settle();
  const root = el.querySelector(".nnw-root") as HTMLElement;
  let refuse = () => {};
  root.requestFullscreen = () =>
    new Promise((_, reject) => {
      refuse = () => reject(new TypeError("not allowed"));
    });
  Object.defineProperty(document, "fullscreenEnabled", { value: true, configurable: true });
  const showPopover = vi.fn(() => {
    if (!root.isConnected) throw new DOMException("disconnected", "InvalidStateError");
  });
  root.showPopover = showPopover;
  el.querySelector<HTMLElement>('button[aria-label="Presentation"]')?.click();
  await settle();
  const refused = async () => {
    refuse();
    await settle();
  };
  return { el, root, showPopover, refused };
}

describe("A presentation", () => {
  it("takes the whole page where the whole screen is refused", async () => {
    const { root, showPopover, refused } = await asked();
    await refused();
    expect(showPopover).toHaveBeenCalledOnce();
    expect(root.dataset.presenting).toBe("");
  });

  it("takes nothing where the cell was run anew before the screen was refused", async () => {
    const { root, showPopover, refused } = await asked();
    root.remove();
    await refused();
    expect(showPopover).not.toHaveBeenCalled();
    expect(root.dataset.presenting).toBeUndefined();
  });

  it("takes nothing where it was left before the screen was refused", async () => {
    const { el, root, showPopover, refused } = await asked();
    el.querySelector<HTMLElement>('button[aria-label="Presentation"]')?.click();
    await settle();
    await refused();
    expect(showPopover).not.toHaveBeenCalled();
    expect(root.dataset.presenting).toBeUndefined();
  });
});
