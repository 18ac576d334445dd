import { describe, expect, it, vi } from "vitest";
import type { Player } from "../../dev/player";
import { UNANSWERED_AFTER } from "../../src/kernel/awaited";
import { kernels, NO_ANSWER, open, Silent } from "./silent";

kernels();

describe("The time machine", () => {
  const asked = (model: Player) => model.got("go_to").map(({ epoch }) => epoch);
  const answer = (model: Player, type = "done") => {
    const { view, seq } = model.got("go_to").at(-1) ?? {};
    model.deliver({ type, view, seq, told: null, words: "no" });
  };

  it("asks for one epoch at a time, and then for the newest alone", () => {
    const model = new Silent();
    const kernel = open(model);
    for (const epoch of [9, 8, 7, 6]) kernel.goTo(epoch);
    expect(asked(model)).toEqual([9]);
    answer(model);
    expect(asked(model)).toEqual([9, 6]);
    answer(model);
    expect(asked(model)).toEqual([9, 6]);
  });

  it("shows where it heads until it is there", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.goTo(9);
    kernel.goTo(8);
    answer(model);
    expect(kernel.heading.value).toBe(8);
    answer(model);
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.heading.value).toBeNull();
    expect(kernel.refusal.value).toBeNull();
  });

  it("goes on after a refusal", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.goTo(9);
    answer(model, "refused");
    expect(kernel.refusal.value).toMatchObject({ words: "no" });
    kernel.goTo(3);
    expect(asked(model)).toEqual([9, 3]);
  });

  it("gives up when nothing answers, and says so", () => {
    const kernel = open(new Silent());
    kernel.goTo(9);
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.heading.value).toBeNull();
    expect(kernel.refusal.value).toEqual(NO_ANSWER);
  });
});
