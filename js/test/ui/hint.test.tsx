import { describe, expect, it, vi } from "vitest";
import { Player } from "../../dev/player";
import { LANGUAGES } from "../../src/i18n";
import { english } from "../../src/i18n/first";
import words from "../../src/i18n/languages/en";
import { LINGER, LOOKING, REST } from "../../src/ui/parts/hint";
import { place, stage, settle as wait } from "../stage";

stage(60);

async function show(options: object = {}, name = "default") {
  const model = new Player(name, { locale: "en", ...options });
  const el = place(model);
  await wait();
  const find = (name: string) => {
    const found = [...el.querySelectorAll<HTMLElement>("button, select, input, [role]")].find(
      (one) =>
        (one.getAttribute("aria-label") ??
          (one as HTMLInputElement).labels?.[0]?.textContent ??
          one.textContent) === name,
    );
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };
  const press = async (name: string) => {
    find(name).click();
    await wait();
  };
  const tip = el.querySelector<HTMLElement>("[role=tooltip]") as HTMLElement;
  return { el, model, find, press, tip, box: tip.parentElement as HTMLElement };
}

/** What can be pressed, set or focused, and what only stands there to be read. */
const CONTROLS =
  "button, select, input:not([hidden]), [role=button], [role=application], [role=img]";
const SYMBOLS = ".nnw-legend li, .nnw-scale, .nnw-readouts th, .nnw-epoch, .nnw-chart-item";

function unexplained(el: HTMLElement): string[] {
  return [...el.querySelectorAll(`${CONTROLS}, ${SYMBOLS}`)]
    .filter((one) => !one.closest(".nnw-tour, .nnw-help, .nnw-invitation, thead td"))
    .filter((one) => {
      const key = one.closest("[data-hint]")?.getAttribute("data-hint");
      return !key || !(key in words.hints);
    })
    .map((one) => one.getAttribute("aria-label") ?? one.outerHTML.slice(0, 90));
}

describe("Every control explains itself", () => {
  it("with all panels open", async () => {
    const { el, press } = await show({ optimizer: "adam", show_test_data: true });
    for (const panel of ["More settings", "Optimizer options", "Confusion matrix"])
      await press(panel);
    await press("Neuron 1 of layer 1");
    expect(el.querySelectorAll(CONTROLS).length).toBeGreaterThan(80);
    expect(unexplained(el)).toEqual([]);
    await press("Edit points");
    expect(unexplained(el)).toEqual([]);
  });

  it("with numbers as targets, a schedule and data of one's own", async () => {
    const decay = { name: "step", drop: 0.5, every: 50 };
    const { el, press } = await show({ decay }, "regression");
    await press("More settings");
    expect(unexplained(el)).toEqual([]);
    const own = await show({ dataset: "custom" });
    expect(unexplained(own.el)).toEqual([]);
  });
});

describe("An explanation", () => {
  const point = (on: Element, type = "pointermove", init: PointerEventInit = {}) =>
    on.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: "mouse", ...init }));
  const press = (key: string) =>
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));

  it("comes when the pointer rests, lets itself be pointed at, and goes when it leaves", async () => {
    const { el, find, tip, box } = await show();
    const elsewhere = el.querySelector(".nnw-bar") as Element;
    const opened = vi.fn();
    box.showPopover = opened;
    box.hidePopover = vi.fn();
    point(find("Step"));
    await wait(REST - 1);
    expect(opened).not.toHaveBeenCalled();
    await wait(1);
    expect(opened).toHaveBeenCalledTimes(1);
    expect(tip.textContent).toBe(words.hints.step);
    expect(box.firstChild?.textContent).toBe("Step");
    // on the way to the explanation, and on it
    point(elsewhere);
    await wait(LINGER - 1);
    point(tip);
    await wait(10 * REST);
    expect(box.hidePopover).not.toHaveBeenCalled();
    point(elsewhere);
    await wait(LINGER);
    expect(box.hidePopover).toHaveBeenCalledTimes(1);
  });

  it("does not come where there is no sentence", async () => {
    const { find, box } = await show();
    box.showPopover = vi.fn();
    const step = find("Step");
    step.setAttribute("data-hint", "not_written_yet");
    point(step);
    await wait(10 * REST);
    expect(box.showPopover).not.toHaveBeenCalled();
  });

  it("of a neuron goes soon when the pointer looks at the next, and comes late", async () => {
    const { find, box } = await show();
    box.showPopover = vi.fn();
    box.hidePopover = vi.fn();
    point(find("Neuron 1 of layer 1"));
    await wait(LOOKING);
    expect(box.showPopover).toHaveBeenCalledTimes(1);
    point(find("Neuron 2 of layer 1"));
    await wait(LINGER);
    expect(box.hidePopover).toHaveBeenCalledTimes(1);
    await wait(LOOKING - 1);
    expect(box.showPopover).toHaveBeenCalledTimes(1);
    await wait(1);
    expect(box.showPopover).toHaveBeenCalledTimes(2);
  });

  it("does not come to who has just pressed", async () => {
    const { find, tip } = await show();
    point(find("Step"), "pointerdown");
    point(find("Step"));
    await wait(10 * REST);
    expect(tip.textContent).toBe("");
  });

  it("does not come while a finger scrolls, but where one rests", async () => {
    const { find, tip } = await show();
    const touch = { pointerType: "touch" };
    point(find("Step"), "pointerover", touch);
    point(find("Step"), "pointerdown", touch);
    point(find("Step"), "pointercancel", touch);
    await wait(10 * REST);
    expect(tip.textContent).toBe("");
    point(find("Step"), "pointerover", touch);
    point(find("Step"), "pointerdown", touch);
    await wait(REST);
    expect(tip.textContent).toBe(words.hints.step);
  });

  it("comes at once with the keyboard's focus, describes what has it, and goes with Escape", async () => {
    const { find, tip } = await show();
    press("Tab");
    const step = find("Step");
    step.focus();
    expect(tip.textContent).toBe(words.hints.step);
    expect(document.getElementById(step.getAttribute("aria-describedby") ?? "")).toBe(tip);
    press("Escape");
    expect(step.hasAttribute("aria-describedby")).toBe(false);
    find("Reset").focus();
    expect(step.hasAttribute("aria-describedby")).toBe(false);
    expect(find("Reset").getAttribute("aria-describedby")).toBe(tip.id);
  });

  it("keeps what an element says of itself", async () => {
    const { find, tip } = await show();
    press("Tab");
    find("Neuron 1 of layer 1").focus();
    expect(tip.textContent).toBe(`${words.hints.neuron} ${english.view.arrowKeys}`);
  });

  it("is in the language of the widget", async () => {
    const { el, find, model, tip } = await show();
    const menu = find("Language") as HTMLSelectElement;
    expect([...menu.options].map(({ text }) => text)).toEqual([
      "Auto",
      ...Object.values(LANGUAGES).map(({ languageName }) => languageName),
    ]);
    menu.value = "es";
    menu.dispatchEvent(new Event("change", { bubbles: true }));
    await wait(500);
    expect(model.get("locale")).toBe("es");
    expect(find("Idioma")).toBe(menu);
    expect(el.querySelector(".nnw-app")?.getAttribute("lang")).toBe("es");
    press("Tab");
    find("Paso").focus();
    expect(tip.textContent).toBe("Entrena una época.");
  });
});
