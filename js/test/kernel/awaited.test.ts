import { describe, expect, it, vi } from "vitest";
import { UNANSWERED_AFTER } from "../../src/kernel/awaited";
import type { Connected } from "../../src/kernel/kernel";
import { editOf, kernels, NO_ANSWER, open, Silent } from "./silent";

kernels();

describe("A change without an answer", () => {
  const changes: [string, (kernel: Connected) => void][] = [
    ["an edit", (kernel) => kernel.edit({ noise: 20 })],
    ["a way back in time", (kernel) => kernel.goTo(9)],
    ["a weight", (kernel) => kernel.setParameter(1, 2, 0, -0.5)],
    ["a command", (kernel) => kernel.command("step")],
  ];
  it.each(changes)("is named, until its answer comes after all: %s", (_, change) => {
    const model = new Silent();
    const kernel = open(model);
    change(kernel);
    const { view, seq } = model.sent.at(-1) as { view: number; seq: number };
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.refusal.value).toEqual(NO_ANSWER);
    model.deliver({ type: "done", view, seq: seq - 1 });
    expect(kernel.refusal.value).toEqual(NO_ANSWER);
    model.deliver({ type: "done", view, seq });
    expect(kernel.refusal.value).toBeNull();
  });

  it.each(changes)("is refused after all: %s", (_, change) => {
    const model = new Silent();
    const kernel = open(model);
    change(kernel);
    const { view, seq } = model.sent.at(-1) as { view: number; seq: number };
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    model.deliver({ type: "refused", view, seq, told: null, words: "too late" });
    expect(kernel.refusal.value).toMatchObject({ words: "too late" });
  });

  it("is one of several: the sentence stays until the last is answered", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    kernel.command("step");
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    for (const [{ view, seq }, still] of [
      [editOf(model), true],
      [model.got("command")[0], false],
    ] as [{ view: number; seq: number }, boolean][]) {
      model.deliver({ type: "done", view, seq });
      expect(kernel.refusal.value !== null).toBe(still);
    }
  });

  it("leaves another message where it is", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.command("step");
    const { view, seq } = model.got("command")[0] ?? {};
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    kernel.refusal.value = "“x” is not a number.";
    model.deliver({ type: "done", view, seq });
    expect(kernel.refusal.value).toBe("“x” is not a number.");
  });
});
