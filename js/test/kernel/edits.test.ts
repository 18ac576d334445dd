import { effect } from "@preact/signals";
import { describe, expect, it, vi } from "vitest";
import { UNANSWERED_AFTER } from "../../src/kernel/awaited";
import { EDIT_EVERY } from "../../src/kernel/edits";
import { editOf, kernels, NO_ANSWER, open, Silent } from "./silent";

kernels();

describe("An option", () => {
  it("shows an edit before the kernel has answered, and sends it as a message", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    expect(kernel.options.value.noise).toBe(20);
    expect(editOf(model).changes).toEqual({ noise: 20 });
  });

  it("goes back to the kernel's value and says why when an edit is refused", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    const { view, seq } = editOf(model);
    model.deliver({ type: "refused", view, seq, told: null, words: "noise must be at most 10" });
    expect(kernel.options.value.noise).toBe(0);
    expect(kernel.refusal.value).toMatchObject({ words: "noise must be at most 10" });
  });

  it("goes back when nothing answers, and says so", () => {
    const kernel = open(new Silent());
    kernel.edit({ noise: 20 });
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.options.value.noise).toBe(0);
    expect(kernel.refusal.value).toEqual(NO_ANSWER);
  });

  it("goes back at once when the message cannot be sent", () => {
    const model = new Silent();
    const kernel = open(model);
    model.dead = true;
    kernel.edit({ noise: 20 });
    expect(kernel.options.value.noise).toBe(0);
    expect(kernel.connection.value).toBe("gone");
  });

  it("shows what the kernel has made of it as soon as the answer comes, and no clock ticks", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20, dataset: "sine" });
    vi.advanceTimersByTime(EDIT_EVERY);
    const clocks = vi.getTimerCount();
    const { view, seq } = editOf(model);
    const values = { noise: 19, dataset: "sine", features: ["x1"] };
    model.deliver({ type: "done", view, seq, values });
    expect(kernel.options.value).toMatchObject(values);
    expect(vi.getTimerCount()).toBeLessThan(clocks);
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.options.value).toMatchObject(values);
  });

  it("stays without flicker whether the trait comes before the answer or behind it", () => {
    for (const before of [true, false]) {
      const model = new Silent();
      const kernel = open(model);
      const seen: number[] = [];
      const stop = effect(() => void seen.push(kernel.options.value.noise));
      kernel.edit({ noise: 20 });
      const { view, seq } = editOf(model);
      if (before) model.assign({ noise: 20 });
      model.deliver({ type: "done", view, seq, values: { noise: 20 } });
      if (!before) model.assign({ noise: 20 });
      vi.advanceTimersByTime(UNANSWERED_AFTER);
      stop();
      expect(seen.filter((noise) => noise !== 20)).toEqual([0]);
    }
  });

  it("is not pulled back under the hand by the answer to an earlier edit", () => {
    const model = new Silent();
    const kernel = open(model);
    const seen: number[] = [];
    const stop = effect(() => void seen.push(kernel.options.value.noise));
    for (const noise of [10, 20, 30]) {
      kernel.edit({ noise });
      vi.advanceTimersByTime(2 * EDIT_EVERY);
    }
    kernel.edit({ noise: 40 });
    kernel.edit({ noise: 50 });
    vi.advanceTimersByTime(2 * EDIT_EVERY);
    for (const { view, seq, changes } of model.got("edit")) {
      model.assign({ noise: changes.noise });
      model.deliver({ type: "done", view, seq, values: changes });
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(kernel.options.value.noise).toBe(50);
    stop();
  });

  it("stays at the newest edit when the kernel has made an older one after it", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 10, locale: "es" });
    vi.advanceTimersByTime(2 * EDIT_EVERY);
    kernel.edit({ noise: 20 });
    const [first, second] = model.got("edit");
    model.deliver({ ...second, type: "done", values: { noise: 20 } });
    expect(kernel.options.value).toMatchObject({ noise: 20, locale: "es" });
    model.deliver({ ...first, type: "done", values: { noise: 20, locale: "es" } });
    expect(kernel.options.value).toMatchObject({ noise: 20, locale: "es" });
  });

  it("that another view or Python sets is shown, but for what is just being edited here", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    model.assign({ noise: 5 });
    model.assign({ locale: "es" });
    expect(kernel.options.value).toMatchObject({ noise: 20, locale: "es" });
    const { view, seq } = editOf(model);
    model.deliver({ type: "done", view, seq, values: { noise: 20 } });
    model.assign({ noise: 6 });
    expect(kernel.options.value.noise).toBe(6);
  });

  it("changes with a command that says so, such as undo", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.command("undo");
    const { view, seq } = model.got("command")[0] ?? {};
    model.deliver({ type: "done", view, seq, values: { noise: 45 } });
    expect(kernel.options.value.noise).toBe(45);
  });

  it("is what a late answer says, though the edit was given up", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 20 });
    const { view, seq } = editOf(model);
    vi.advanceTimersByTime(UNANSWERED_AFTER);
    expect(kernel.options.value.noise).toBe(0);
    model.deliver({ type: "done", view, seq, values: { noise: 20 } });
    expect(kernel.options.value.noise).toBe(20);
  });

  it("follows an assignment from Python", () => {
    const model = new Silent();
    const kernel = open(model);
    model.assign({ noise: 35 });
    expect(kernel.options.value.noise).toBe(35);
  });

  it("is sent a few times while a slider is dragged, and at last with the last value", () => {
    const model = new Silent();
    const kernel = open(model);
    for (let noise = 1; noise <= 50; noise++) {
      kernel.edit({ noise });
      vi.advanceTimersByTime(5);
    }
    expect(kernel.options.value.noise).toBe(50);
    vi.advanceTimersByTime(EDIT_EVERY);
    expect(editOf(model).changes).toEqual({ noise: 50 });
    expect(model.got("edit").length).toBeLessThanOrEqual(7);
  });

  it("is sent before a command that follows it", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 1 });
    kernel.edit({ noise: 2 });
    kernel.command("play");
    expect(model.sent.map((one) => one.type).slice(-3)).toEqual(["edit", "edit", "command"]);
  });
});
