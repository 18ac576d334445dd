// Where a test shows widgets: the time stands still, and afterwards everything is taken away.
import type { AnyModel } from "@anywidget/types";
import { afterEach, beforeEach, vi } from "vitest";
import type { MockModel } from "../dev/mock";
import type { Player } from "../dev/player";
import { mount } from "../src/app";

let cleanups: (() => void)[] = [];

/** For the tests of a file: every element is 800 px wide and so high. */
export function stage(height = 600): void {
  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    const box = new DOMRect(0, 0, 800, height);
    vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(box);
  });
  afterEach(() => {
    for (const cleanup of cleanups) cleanup();
    cleanups = [];
    vi.useRealTimers();
  });
}

/** Shows a widget, and returns its element. */
export function place(model: MockModel | Player): HTMLElement {
  const el = document.body.appendChild(document.createElement("div"));
  cleanups.push(mount(model as unknown as AnyModel, el), () => el.remove());
  return el;
}
