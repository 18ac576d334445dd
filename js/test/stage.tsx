// Where a test shows widgets: the time stands still, and afterwards everything is taken away.
import type { AnyModel } from "@anywidget/types";
import { type ComponentChild, render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, vi } from "vitest";
import type { Player } from "../dev/player";
import { mount } from "../src/app";
import { LanguageContext, language } from "../src/i18n";
import { type Connected, connect } from "../src/kernel/kernel";
import { frameArrays, sceneArrays } from "../src/kernel/layout";
import type { FrameData, SceneData } from "../src/kernel/state";
import { encoded } from "./encoded";

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
export function place(model: Player): HTMLElement {
  const el = document.body.appendChild(document.createElement("div"));
  cleanups.push(mount(model as unknown as AnyModel, el), () => el.remove());
  return el;
}

/** Time for messages to come and go, and to be painted. */
export const settle = (time = 100) =>
  act(() => {
    vi.advanceTimersByTime(time);
  });

/** A view's kernel that plays a recording, when it has shown its first frame. */
export async function kernelOf(model: Player) {
  const kernel: Connected = connect(model as unknown as AnyModel, document.createElement("div"));
  cleanups.push(kernel.close);
  await settle();
  /** A frame comes, over the same scene or another one, and so much time passes. */
  const next = async (frame: FrameData, scene?: SceneData, time?: number) => {
    const [before, over] = [kernel.frame.peek(), kernel.scene.peek()] as [FrameData, SceneData];
    const number = over.scene + (scene ? 1 : 0);
    if (scene) model.deliver(...encoded({ ...scene, scene: number }, sceneArrays));
    const numbered = { ...frame, frame: before.frame + 1, scene: number, history: before.history };
    model.deliver(...encoded(numbered, frameArrays));
    await settle(time);
  };
  return { kernel, next };
}

/** Shows some of a widget in English, and returns its element. */
export async function draw(child: ComponentChild): Promise<HTMLElement> {
  const el = document.body.appendChild(document.createElement("div"));
  cleanups.push(() => {
    render(null, el);
    el.remove();
  });
  const english = language("en");
  await act(() =>
    render(<LanguageContext.Provider value={english}>{child}</LanguageContext.Provider>, el),
  );
  return el;
}
