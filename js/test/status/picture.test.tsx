import { act } from "preact/test-utils";
import { describe, expect, it, vi } from "vitest";
import { Player } from "../../dev/player";
import { BUSY_AFTER } from "../../src/kernel/connection";
import { place, stage } from "../stage";

const SNAPSHOT = { picture: "data:image/webp;base64,AAAA", description: "circle data, epoch 7" };

stage();

/** A widget with these traits, with a comm (`live`) or from a file. */
function show(traits: object, live: boolean, answers = false) {
  const model = new Player("default", { locale: "en", ...traits, layout: { comm_live: live } });
  model.silent = !answers;
  let el = document.body;
  act(() => {
    el = place(model);
  });
  const pass = (milliseconds: number) =>
    act(() => {
      vi.advanceTimersByTime(milliseconds);
    });
  return { el, pass, image: () => el.querySelector("img") };
}

describe("The picture of the last state", () => {
  it("is shown at once, with its description, where the state comes from a file", () => {
    const { el, image } = show({ _snapshot: SNAPSHOT }, false);
    expect(image()?.src).toBe(SNAPSHOT.picture);
    expect(image()?.alt).toBe(SNAPSHOT.description);
    expect(el.querySelector("[role=status]")?.textContent).toBe(
      "This is a picture of the last state; run the cell to make it live.",
    );
    expect(el.querySelector("button, select, input, canvas, svg")).toBeNull();
  });

  it("is not shown to a kernel that answers in time", () => {
    const { image, pass } = show({ _snapshot: SNAPSHOT }, true);
    pass(BUSY_AFTER - 100);
    expect(image()).toBeNull();
  });

  it("holds the place of a kernel that is busy, and does not say that it is only a picture", () => {
    const { el, image, pass } = show({ _snapshot: SNAPSHOT }, true);
    pass(BUSY_AFTER + 100);
    expect(image()).toBeTruthy();
    expect(el.querySelector("[role=status]")?.textContent).toContain("busy");
  });

  it("gives way to the live view when a kernel answers", () => {
    const { el, image, pass } = show({ _snapshot: SNAPSHOT }, false, true);
    expect(image()).toBeTruthy();
    pass(100);
    expect(image()).toBeNull();
    expect(el.querySelector("button")).toBeTruthy();
  });

  it("speaks the language of the widget", () => {
    const { el } = show({ _snapshot: SNAPSHOT, locale: "es" }, false);
    expect(el.querySelector("[role=status]")?.textContent).toContain("imagen del último estado");
    expect(el.querySelector("img")?.lang).toBe("en");
  });

  it("comes from the notebook alone, never from an address", () => {
    for (const picture of ["https://example.org/a.png", "javascript:alert(1)", "", undefined]) {
      const { el, image } = show({ _snapshot: { ...SNAPSHOT, picture } }, false);
      expect(image()).toBeNull();
      expect(el.querySelector("[role=status]")?.textContent).toContain("run the cell again");
    }
  });
});
