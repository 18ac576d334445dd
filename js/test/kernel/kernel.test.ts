import { describe, expect, it, vi } from "vitest";
import { LARGEST_MESSAGE } from "../../src/kernel/state";
import { editOf, frameMessage, kernels, nextPicture, open, Silent } from "./silent";

kernels();

describe("A view", () => {
  it("says hello when it opens, lives every ten seconds, and bye when it closes", () => {
    const model = new Silent();
    const kernel = open(model);
    expect(model.got("hello")).toHaveLength(1);
    vi.advanceTimersByTime(30_000);
    expect(model.got("alive").length).toBeGreaterThanOrEqual(3);
    kernel.close();
    expect(model.sent.at(-1)?.type).toBe("bye");
  });

  it("says bye while its page is hidden and hello when it is seen again", () => {
    const model = new Silent();
    open(model);
    const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    expect(model.sent.at(-1)?.type).toBe("bye");
    const before = model.sent.length;
    vi.advanceTimersByTime(60_000);
    expect(model.sent.length).toBe(before);
    visibility.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    expect(model.sent.at(-1)?.type).toBe("hello");
  });

  it("leaves no listener and no clock behind", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ noise: 1 });
    kernel.hovered.value = { layer: 1, neuron: 1 };
    model.deliver(...frameMessage({ playing: true }));
    kernel.close();
    expect(model.listeners).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("of a kernel that was restarted learns it from the front end", () => {
    const model = new Silent();
    const kernel = open(model);
    model.dead = true;
    model.emit("comm_live_update");
    expect(kernel.connection.value).toBe("gone");
  });
});
describe("A request", () => {
  it("carries what it asks for, its view and its own number", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.setParameter(1, 2, 0, -0.5);
    kernel.editPoints({ remove: [3] });
    kernel.loadCSV("x,y");
    kernel.preset("spiral-sin");
    kernel.command("undo");
    const { view } = model.got("hello")[0] ?? {};
    expect(model.sent.slice(1)).toEqual([
      { type: "set_parameter", view, seq: 1, layer: 1, neuron: 2, source: 0, value: -0.5 },
      { type: "edit_points", view, seq: 2, add: [], move: [], remove: [3] },
      { type: "load_csv", view, seq: 3, text: "x,y" },
      { type: "preset", view, seq: 4, name: "spiral-sin" },
      { type: "command", view, seq: 5, name: "undo" },
    ]);
  });

  it("shows why it was refused", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.loadCSV("nonsense");
    const { view, seq } = model.got("load_csv")[0] ?? {};
    model.deliver({ type: "refused", view, seq, told: null, words: "line 1 has no number" });
    expect(kernel.refusal.value).toMatchObject({ words: "line 1 has no number" });
  });
});

describe("A message that a server would not take", () => {
  // each quotation mark is two bytes of JSON, each umlaut two of UTF-8
  it.each(["x", '"', "ü", ""])("is not sent: %o", (letter) => {
    const model = new Silent();
    const kernel = open(model);
    const bytes = new TextEncoder().encode(JSON.stringify(letter)).length - 2;
    const fits = Math.floor((LARGEST_MESSAGE - 100) / bytes);
    kernel.loadCSV(letter.repeat(fits));
    expect(model.got("load_csv")).toHaveLength(1);
    expect(kernel.refusal.value).toBeNull();
    kernel.loadCSV(letter.repeat(fits + 100));
    expect(model.got("load_csv")).toHaveLength(1);
    expect((kernel.refusal.value as { bytes: number }).bytes).toBeGreaterThan(LARGEST_MESSAGE);
    vi.advanceTimersByTime(100);
    expect(kernel.connection.value).not.toBe("gone");
  });

  it("is not sent either where it is an option", () => {
    const model = new Silent();
    const kernel = open(model);
    kernel.edit({ seed: "x".repeat(LARGEST_MESSAGE) });
    expect(model.got("edit")).toEqual([]);
    expect(kernel.options.value.seed).toBe(1);
    expect(kernel.refusal.value).toHaveProperty("bytes");
  });
});

describe("Messages", () => {
  it("that make no sense are ignored, and the next good one is read", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const model = new Silent();
    const kernel = open(model);
    model.begin();
    const [content, buffer] = frameMessage({ frame: 7 });
    for (const wrong of [null, 3, {}, { type: "song" }, { ...content, layers: "many" }]) {
      model.deliver(wrong as object);
    }
    model.deliver(content, new DataView(buffer.buffer, 0, 10));
    expect(warn).toHaveBeenCalledTimes(6);
    model.deliver(content, buffer);
    nextPicture();
    expect(kernel.frame.value?.frame).toBe(7);
  });

  it("for one of two views of a model concern that view alone", () => {
    const model = new Silent();
    const [one, two] = [open(model), open(model)];
    two.edit({ noise: 20 });
    const { view, seq } = editOf(model);
    model.deliver({ type: "refused", view, seq, told: null, words: "no" });
    expect(one.refusal.value).toBeNull();
    expect(two.refusal.value).toMatchObject({ words: "no" });
  });

  it("with frames and data reach all views of a model", () => {
    const model = new Silent();
    const both = [open(model), open(model)];
    model.begin();
    model.deliver(...frameMessage({ frame: 5 }));
    nextPicture();
    expect(both.map((kernel) => kernel.frame.value?.frame)).toEqual([5, 5]);
    expect(both.map((kernel) => kernel.scene.value?.scene)).toEqual([1, 1]);
  });
});
