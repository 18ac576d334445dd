import { describe, expect, it, vi } from "vitest";
import { messagesOf, Player, RECORDINGS } from "../dev/player";
import { decode } from "../src/kernel/decode";
import { place, settle, stage } from "./stage";

stage();

async function show(name: string, options = {}) {
  const model = new Player(name, { locale: "en", ...options });
  const el = place(model);
  await settle();
  model.play();
  await settle(1000);
  return el;
}

describe.each(Object.keys(RECORDINGS))("What a kernel sent of %s", (name) => {
  it("is read to the last byte", () => {
    const messages = messagesOf(name);
    expect(messages.length).toBeGreaterThanOrEqual(4);
    for (const [content, ...buffers] of messages) {
      expect(decode(content, buffers).type).toMatch(/answer|scene|history|frame/);
      if (!buffers[0]) continue;
      const { buffer, byteLength } = buffers[0];
      expect(() => decode(content, [new DataView(buffer, 0, byteLength - 1)])).toThrow(/too short/);
    }
  });

  it("is a widget without a fault, or a number that is none", async () => {
    const warn = vi.spyOn(console, "warn");
    const el = await show(name, { show_neuron_lines: true, show_test_data: true });
    expect(warn).not.toHaveBeenCalled();
    expect(el.querySelector(".nnw-app")).not.toBeNull();
    expect(el.querySelectorAll(".nnw-neuron").length).toBeGreaterThan(0);
    expect(el.textContent).not.toMatch(/NaN|undefined/);
    expect(el.innerHTML).not.toMatch(/NaN|undefined/);
  });
});

it("All that was recorded can be played", () => {
  const files = Object.keys(import.meta.glob("./recorded/*.json"));
  const names = files.map((file) => file.replace(/.*\/|\.json$/g, ""));
  expect(names.filter((name) => name !== "catalog").sort()).toEqual(Object.keys(RECORDINGS).sort());
});

describe("Of what a kernel sent it is shown", () => {
  it("what the network has, and its equation", async () => {
    const el = await show("default");
    expect(el.querySelectorAll(".nnw-neuron")).toHaveLength(7);
    expect(el.querySelector("[data-nnw=epoch]")?.getAttribute("data-value")).toBe("5");
    const equation = el.querySelector<HTMLElement>("[data-nnw=equation]")?.dataset.text;
    expect(equation).toMatch(/^z = .*a1.*a2.*, y' = sigmoid\(z\)$/);
  });

  it("the last of several edits", async () => {
    const el = await show("edited");
    expect(el.querySelectorAll(".nnw-neuron")).toHaveLength(4);
    expect(el.querySelectorAll("path.nnw-link")).toHaveLength(2 * 3 + 3);
  });

  it("why it does not learn, and why it stopped", async () => {
    expect((await show("finding")).textContent).toContain("zero");
    expect((await show("diverged")).textContent).toMatch(/learning rate/i);
  });

  it("why something was refused", async () => {
    expect((await show("refused")).textContent).toContain("has a wrong value");
  });
});
