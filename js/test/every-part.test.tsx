import { act } from "preact/test-utils";
import { describe, expect, it, vi } from "vitest";
import { Player } from "../dev/player";
import { PARTS } from "./parts";
import { place, stage } from "./stage";

stage();

/** By part, the button or the box that opens it, and what is to be seen then. */
const OPENED: Record<string, [control: string | null, shown: string]> = {
  confusion: ["Confusion matrix", ".nnw-matrix td"],
  editor: ["Edit points", ".nnw-editor"],
  equation: [null, "[data-nnw=equation] math"],
  help: ["Help", "dialog.nnw-help kbd"],
  "hidden-space": ["Hidden space", "[data-nnw=space]"],
  hint: [null, ".nnw-hint"],
  "more-settings": ["More settings", "section.nnw-more select"],
  "neuron-lines": ["Neuron lines", ".nnw-neuron-lines path"],
  presentation: ["Presentation", "[data-presenting]"],
  tour: ["Take the tour", ".nnw-tour p"],
};

const settle = () =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(300);
  });

describe("Every part", () => {
  it("is opened by these tests", () => {
    expect(Object.keys(OPENED).sort()).toEqual(PARTS.map(([name]) => name).sort());
  });

  it.each(Object.entries(OPENED))("opens: %s", async (_, [control, shown]) => {
    const cell = place(new Player("looked-into", { locale: "en" }));
    await settle();
    const find = () => cell.querySelector(shown) ?? cell.closest(shown);
    if (control) {
      expect(find()).toBeNull();
      const named = [...cell.querySelectorAll<HTMLElement>("button, label")].find(
        (one) => (one.getAttribute("aria-label") ?? one.textContent) === control,
      );
      named?.click();
      await settle();
    }
    expect(find()).not.toBeNull();
    expect(cell.querySelector(".nnw-part, .nnw-failure")).toBeNull();
  });
});
