import { act } from "preact/test-utils";
import { describe, expect, it, vi } from "vitest";
import { Player, recordingOf } from "../dev/player";
import type { FromBrowser } from "../src/kernel/protocol";
import { pointsOf } from "../src/output/editing";
import { recordedFrame, recordedScene } from "./recorded";
import { place, stage } from "./stage";

// happy-dom has no canvas to draw a chart on; the browser tests see the real one
vi.mock("../src/chart/chart", () => ({ LossChart: () => null }));

stage();

const settle = () =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(100);
  });

/** The default widget with these options, or what was recorded under another name. */
async function show(options: object = {}, name = "default") {
  const model = new Player(name, { locale: "en", ...options });
  const el = place(model);
  await settle();
  const named = <T extends HTMLElement>(selector: string, name: string): T => {
    const found = [...el.querySelectorAll<T>(selector)].find((one) => nameOf(one) === name);
    if (!found) throw new Error(`there is no ${selector} named ${name}`);
    return found;
  };
  const press = async (name: string) => {
    named("button", name).click();
    await settle();
  };
  const enter = async (element: HTMLInputElement | HTMLSelectElement, value: string) => {
    element.value = value;
    element.dispatchEvent(new Event("change", { bubbles: true }));
    await settle();
  };
  const got = <T extends FromBrowser["type"]>(type: T) => model.got(type);
  const said = () => el.querySelector("[role=status]")?.textContent;
  return { el, model, named, press, enter, got, said };
}

function nameOf(element: HTMLElement): string {
  const label = element.getAttribute("aria-label");
  if (label) return label;
  const labels = (element as HTMLInputElement).labels;
  return (labels?.[0] ?? element).textContent?.trim() ?? "";
}

/** What was said of this type when it was recorded. */
function said<T extends FromBrowser["type"]>(name: string, type: T) {
  const turn = recordingOf(name).turns.find((one) => one.said.type === type);
  return turn?.said as Extract<FromBrowser, { type: T }>;
}

describe("More settings", () => {
  it("stay out of the way until they are asked for", async () => {
    const { named, press } = await show();
    expect(() => named("select", "Initializer")).toThrow();
    await press("More settings");
    expect(named("button", "More settings").getAttribute("aria-expanded")).toBe("true");
    for (const name of ["Output activation", "Initializer", "Decay"]) named("select", name);
    for (const name of ["Seed", "Max epochs", "Target loss", "Patience", "Samples"]) {
      named("input", name);
    }
    for (const name of ["Standardize inputs", "Shuffle"]) named("input[type=checkbox]", name);
    named("input[type=range]", "Dropout");
  });

  it("take a whole number or a text as the seed", async () => {
    const { model, named, press, enter } = await show();
    await press("More settings");
    const seed = named<HTMLInputElement>("input", "Seed");
    expect(seed.value).toBe("1");
    await enter(seed, "7");
    expect(model.get("seed")).toBe(7);
    await enter(seed, "0.7");
    expect(model.get("seed")).toBe("0.7");
    await enter(seed, "");
    expect(model.get("seed")).toBe("0.7");
    expect(seed.value).toBe("0.7");
  });

  it("keep what is being typed when something else changes", async () => {
    const { model, named, press } = await show();
    await press("More settings");
    const field = named<HTMLInputElement>("input", "Target loss");
    field.value = "0.0";
    await press("Add neuron to layer 1");
    expect(model.get("hidden_layers")).toEqual([5, 2]);
    expect(field.value).toBe("0.0");
  });

  it("have an empty field for no limit", async () => {
    const { model, named, press, enter } = await show({ max_epochs: 100 });
    await press("More settings");
    const field = named<HTMLInputElement>("input", "Max epochs");
    expect(field.value).toBe("100");
    await enter(field, "");
    expect(model.get("max_epochs")).toBeNull();
    await enter(field, "20");
    expect(model.get("max_epochs")).toBe(20);
  });

  it("show the parameters of the decay that is chosen", async () => {
    const { model, named, press, enter } = await show();
    await press("More settings");
    await enter(named<HTMLSelectElement>("select", "Decay"), "step");
    expect(named<HTMLInputElement>("input", "every").value).toBe("50");
    await enter(named<HTMLInputElement>("input", "drop"), "0.25");
    expect(model.get("decay")).toEqual({ name: "step", drop: 0.25 });
    await enter(named<HTMLSelectElement>("select", "Decay"), "");
    expect(model.get("decay")).toBe(0);
  });

  it("show a decay that is a plain number as the schedule that it means", async () => {
    const { model, named, press, enter } = await show({ decay: 0.25 });
    await press("More settings");
    expect(named<HTMLSelectElement>("select", "Decay").value).toBe("inverse_time");
    expect(named<HTMLInputElement>("input", "rate").value).toBe("0.25");
    await enter(named<HTMLInputElement>("input", "rate"), "0.5");
    expect(model.get("decay")).toEqual({ name: "inverse_time", rate: 0.5 });
  });

  it("ask for the number of classes only where the data leave it open", async () => {
    const closed = await show();
    await closed.press("More settings");
    expect(() => closed.named("input", "Classes")).toThrow();
    const open = await show({ classes: 4 }, "three-classes");
    await open.press("More settings");
    expect(open.named<HTMLInputElement>("input", "Classes").value).toBe("4");
  });
});

describe("A preset", () => {
  it("is loaded, and its sentence stays until the next edit", async () => {
    const { named, enter, got, said } = await show();
    const menu = named<HTMLSelectElement>("select", "Preset");
    expect([...menu.querySelectorAll("optgroup")].map((one) => one.label)).toEqual([
      "Works well",
      "Goes wrong",
    ]);
    await enter(menu, "circle-squares");
    expect(got("preset").map(({ name }) => name)).toEqual(["circle-squares"]);
    expect(said()).toContain("With x1² and x2² as inputs");
    expect(menu.value).toBe("circle-squares");
    const noise = named<HTMLInputElement>("input[type=range]", "Noise");
    noise.value = "10";
    noise.dispatchEvent(new Event("input", { bubbles: true }));
    await settle();
    expect(said()).toBe("");
    expect(named<HTMLSelectElement>("select", "Preset").value).toBe("");
  });
});

describe("A CSV file", () => {
  const choose = async (el: HTMLElement, file: File) => {
    const input = el.querySelector<HTMLInputElement>("input[type=file]");
    if (!input) throw new Error("there is no field for a file");
    Object.defineProperty(input, "files", { value: [file], configurable: true });
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await settle();
  };

  it("goes to the kernel as text", async () => {
    const { el, got, named } = await show({}, "own-file");
    const text = said("own-file", "load_csv").text;
    named("button", "Load CSV");
    await choose(el, new File([text], "a.csv"));
    expect(got("load_csv").map((one) => one.text)).toEqual([text]);
    expect(named<HTMLInputElement>("input[type=radio]", "Own data").checked).toBe(true);
  });

  it("that is too large is refused here, with a sentence", async () => {
    const { el, got, said } = await show();
    const file = new File(["1"], "large.csv");
    Object.defineProperty(file, "size", { value: 50e6 });
    await choose(el, file);
    expect(got("load_csv")).toEqual([]);
    expect(said()).toBe("This takes 50 MB to send; at most 8 MB can be sent to the kernel.");
  });

  it("that is bad is refused by the kernel, and the reason is shown", async () => {
    const { el, said: shown } = await show({}, "refused");
    await choose(el, new File([said("refused", "load_csv").text], "bad.csv"));
    expect(shown()).toContain("line 1");
  });

  it("can be dropped anywhere on the widget", async () => {
    const { el, got } = await show();
    const drop = new Event("drop", { bubbles: true, cancelable: true });
    const files = [new File(["5,6,1"], "a.csv")];
    Object.assign(drop, { dataTransfer: { types: ["Files"], files } });
    el.querySelector(".nnw-data")?.dispatchEvent(drop);
    await settle();
    expect(got("load_csv").map(({ text }) => text)).toEqual(["5,6,1"]);
    expect(drop.defaultPrevented).toBe(true);
  });
});

describe("The plot", () => {
  const key = async (element: Element, name: string) => {
    element.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
    await settle();
  };
  const editor = (el: HTMLElement) => {
    const found = el.querySelector<HTMLElement>("[role=application]");
    if (!found) throw new Error("there is no editor");
    return found;
  };

  it("is edited only when that is asked for", async () => {
    const { el, press, named } = await show();
    expect(el.querySelector("[role=application]")).toBeNull();
    await press("Edit points");
    expect(editor(el).tabIndex).toBe(0);
    expect(editor(el).getAttribute("aria-description")).toContain("Arrow keys");
    expect(named("button", "Edit points").getAttribute("aria-pressed")).toBe("true");
    await press("Edit points");
    expect(el.querySelector("[role=application]")).toBeNull();
  });

  it("takes points by keyboard, of the class that is chosen, and gives them back", async () => {
    const { el, model, named, press, got } = await show({}, "own-points");
    await press("Edit points");
    named("input[type=radio]", "new class").click();
    await settle();
    for (const name of ["ArrowRight", "ArrowUp", "ArrowUp", "Enter"]) await key(editor(el), name);
    const [x = 0, y = 0, target] = got("edit_points")[0]?.add[0] ?? [];
    expect([x.toFixed(3), y.toFixed(3), target]).toEqual(["0.300", "0.600", 2]);
    expect(named<HTMLInputElement>("input[type=radio]", "Own data").checked).toBe(true);
    // the kernel has put it among the others
    const at = pointsOf(recordedScene("own-points", 1)).findIndex((point) => point[2] === 2);
    expect(at).toBeGreaterThanOrEqual(0);
    model.silent = true;
    await key(editor(el), "Delete");
    expect(got("edit_points")[1]?.remove).toEqual([at]);
  });

  it("takes a number where there are no classes", async () => {
    const { el, named, press, enter, got } = await show({}, "regression");
    await press("Edit points");
    await enter(named<HTMLInputElement>("input", "Target"), "0.5");
    await key(editor(el), "Enter");
    expect(got("edit_points")[0]?.add).toEqual([[0, 0, 0.5]]);
  });

  it("offers the columns of the data as axes, and never one of them twice", async () => {
    const { el, named, enter, model } = await show({}, "table");
    expect(el.querySelector("b")).toBeNull();
    const across = named<HTMLSelectElement>("select", "Horizontal axis");
    expect([...across.options].map((one) => one.textContent)).toEqual([
      "<b>width</b>",
      "length",
      "height",
    ]);
    await enter(across, "2");
    expect(model.get("axes")).toEqual([3, 2]);
    await enter(named<HTMLSelectElement>("select", "Vertical axis"), "0");
    expect(model.get("axes")).toEqual([2, 1]);
  });

  it("offers no axes for two columns", async () => {
    const { named } = await show();
    expect(() => named("select", "Horizontal axis")).toThrow();
  });
});

describe("The scores", () => {
  it("are counted by class, for the test and the training points", async () => {
    const { el, press, named } = await show({}, "table");
    const { confusion_train, confusion_test } = recordedFrame("table");
    const texts = (counts: number[][]) => counts.map((row) => row.map(String));
    expect(confusion_test.flat()).not.toEqual(confusion_train.flat());
    await press("Confusion matrix");
    const rows = () =>
      [...el.querySelectorAll(".nnw-matrix tbody tr")].map((row) =>
        [...row.querySelectorAll("td")].map((cell) => cell.textContent),
      );
    expect(rows()).toEqual(texts(confusion_test));
    expect(el.querySelector(".nnw-matrix th[scope=row]")?.textContent?.trim()).toBe("<i>a</i>");
    named("input[type=radio]", "Training").click();
    await settle();
    expect(rows()).toEqual(texts(confusion_train));
  });

  it("are R² where there are no classes", async () => {
    const { el, named } = await show({}, "regression");
    expect(el.querySelector("[data-nnw=accuracy-test]")).toBeNull();
    const { value } = el.querySelector<HTMLElement>("[data-nnw=r2-test]")?.dataset ?? {};
    expect(Number(value)).toBe(recordedFrame("regression").r2_test);
    expect(Number(value)).not.toBeNaN();
    expect(() => named("button", "Confusion matrix")).toThrow();
  });
});

describe("What is new", () => {
  it("can be hidden", async () => {
    const names = ["preset", "settings", "editPoints", "loadCSV", "confusion", "undo"];
    const { named } = await show({ hidden_controls: names });
    expect(() => named("select", "Preset")).toThrow();
    for (const name of ["More settings", "Edit points", "Load CSV", "Confusion matrix", "Undo"]) {
      expect(() => named("button", name)).toThrow();
    }
    const few = await show({ hidden_controls: ["seed", "dropout"] });
    await few.press("More settings");
    expect(() => few.named("input", "Seed")).toThrow();
    expect(() => few.named("input", "Dropout")).toThrow();
    few.named("select", "Initializer");
  });

  it("leaves two live regions: what is wrong, and what was done", async () => {
    const { el, press } = await show();
    for (const name of ["More settings", "Confusion matrix", "Edit points"]) await press(name);
    expect(el.querySelectorAll("output, [aria-live], [role=status], [role=alert]").length).toBe(2);
  });
});
