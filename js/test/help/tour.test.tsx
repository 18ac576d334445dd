import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Player } from "../../dev/player";
import words from "../../src/i18n/languages/en";
import type { Options } from "../../src/kernel/state";
import { place, settle, stage } from "../stage";

stage(60);

async function show(options: Partial<Options> = {}) {
  const model = new Player("run", { locale: "en", ...options });
  const el = place(model);
  await settle();
  const tour = () => el.querySelector<HTMLElement>(".nnw-tour");
  const named = (name: string) => [
    ...el.querySelectorAll<HTMLElement>(`button[aria-label="${name}"]`),
  ];
  const press = async (name: string) => {
    const [button] = named(name);
    if (!button) throw new Error(`there is no ${name}`);
    button.focus();
    button.click();
    await settle();
  };
  const type = async (key: string, target: Element | null = document.activeElement) => {
    target?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await settle();
  };
  const marked = () => el.querySelector("[data-tour]");
  const commands = () => model.got("command").map((one) => one.name);
  return { el, tour, named, press, type, marked, commands };
}

const OFFER = "Take the tour";

describe("The tour", () => {
  it("is offered quietly: nothing is focused and nothing covered", async () => {
    const { named, tour } = await show();
    expect(named(OFFER)).toHaveLength(1);
    expect(tour()).toBeNull();
    expect(document.activeElement).toBe(document.body);
  });

  it("leads through the parts and back, and gives the focus back at its end", async () => {
    const { tour, press, marked, named } = await show();
    await press(OFFER);
    expect(document.activeElement).toBe(tour());
    expect(tour()?.getAttribute("aria-label")).toBe("Step 1 of 5");
    expect(tour()?.querySelector("[aria-live=polite]")?.textContent).toBe(words.tour.data);
    const ways = ["nnw-datasets"];
    for (let step = 1; step < 5; step++) {
      await press("Next");
      ways.push(marked()?.classList.item(0) ?? "");
    }
    expect(ways).toEqual([
      ...["nnw-datasets", "nnw-button", "nnw-node", "nnw-layers-header", "nnw-output"],
    ]);
    expect(named("Next")).toEqual([]);
    await press("Back");
    expect(tour()?.textContent).toContain(words.tour.layers);
    await press("Next");
    await press("Done");
    expect(tour()).toBeNull();
    expect(marked()).toBeNull();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Play");
  });

  it.each(["Skip", "Escape"])("can be left with %s", async (way) => {
    const { tour, press, type } = await show();
    await press(OFFER);
    if (way === "Skip") await press(way);
    else await type(way);
    expect(tour()).toBeNull();
  });

  it("leaves out what the author hid", async () => {
    const { tour, press } = await show({ hidden_controls: ["dataset", "playButton"] });
    await press(OFFER);
    expect(tour()?.getAttribute("aria-label")).toBe("Step 1 of 3");
    expect(tour()?.textContent).toContain(words.tour.neuron);
  });

  it("is offered once in a browser, by one widget, and not where the author hid it", async () => {
    expect((await show({ hidden_controls: ["tour"] })).named(OFFER)).toEqual([]);
    const first = await show();
    expect((await show()).named(OFFER)).toEqual([]);
    await first.press("Dismiss");
    expect(first.named(OFFER)).toEqual([]);
    expect((await show()).named(OFFER)).toEqual([]);
  });

  it("works where nothing can be remembered", async () => {
    const refuse = () => {
      throw new Error("denied");
    };
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(refuse);
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(refuse);
    const { tour, press } = await show();
    await press(OFFER);
    expect(tour()?.textContent).toContain(words.tour.data);
  });

  it("can be taken again from the help", async () => {
    const { tour, press, named } = await show();
    await press("Dismiss");
    await press("Help");
    await press(OFFER);
    expect(tour()?.textContent).toContain(words.tour.data);
    expect(named(OFFER)).toEqual([]);
  });
});

describe("A single key", () => {
  it("works in the widget: play, step and help", async () => {
    const { el, named, type, commands } = await show();
    const [step] = named("Step");
    await type("p", step);
    await type("P", step);
    await type("s", step);
    expect(commands()).toEqual(["play", "pause", "step"]);
    expect(el.querySelector("dialog")).toBeNull();
    await type("?", step);
    expect(el.querySelector("dialog")?.textContent).toContain(words.parts.editKeys);
  });

  it("leaves alone what is written, chosen, or meant for the browser", async () => {
    const { el, named, type, commands } = await show();
    const [step] = named("Step");
    await type("p", document.body);
    await type("p", el.querySelector("select"));
    await type("p", el.querySelector("[role=spinbutton]"));
    step?.dispatchEvent(new KeyboardEvent("keydown", { key: "p", ctrlKey: true, bubbles: true }));
    step?.dispatchEvent(new KeyboardEvent("keydown", { key: "p", repeat: true, bubbles: true }));
    await settle();
    expect(commands()).toEqual([]);
  });

  it("does nothing where its button is hidden", async () => {
    const hidden_controls = ["playButton", "stepButton", "help"];
    const { el, named, type, commands } = await show({ hidden_controls });
    for (const key of ["p", "s", "?"]) await type(key, named("Reset")[0]);
    expect(commands()).toEqual([]);
    expect(el.querySelector("dialog")).toBeNull();
  });

  it("is silent where the cell is run anew before it can be shown", async () => {
    const { el, named } = await show();
    const showPopover = vi.fn();
    HTMLElement.prototype.showPopover = showPopover;
    onTestFinished(() => void Reflect.deleteProperty(HTMLElement.prototype, "showPopover"));
    el.remove();
    named(OFFER)[0]?.click();
    await settle();
    expect(showPopover).not.toHaveBeenCalled();
  });
});
