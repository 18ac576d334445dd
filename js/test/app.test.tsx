import type { AnyModel } from "@anywidget/types";
import { act } from "preact/test-utils";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { messagesOf, Player } from "../dev/player";
import { mount } from "../src/app";
import { BUSY_AFTER } from "../src/kernel/connection";
import { USUAL_ACTIVATION } from "../src/kernel/options";
import widget from "../src/widget";
import { place, settle, stage } from "./stage";

stage();

const player = (options: object = {}, name = "default") =>
  new Player(name, { locale: "en", ...options });

async function show(model = player()) {
  const el = place(model);
  await settle();
  return el;
}

function labelled<T extends HTMLElement>(el: HTMLElement, selector: string, name: string): T {
  const found = [...el.querySelectorAll<T>(selector)].find((one) => nameOf(one) === name);
  if (!found) throw new Error(`there is no ${selector} named ${name}`);
  return found;
}

function nameOf(element: HTMLElement): string {
  const label = element.getAttribute("aria-label");
  if (label) return label;
  const labels = (element as HTMLInputElement).labels;
  return (labels?.[0] ?? element).textContent?.trim() ?? "";
}

const button = (el: HTMLElement, name: string) => labelled<HTMLButtonElement>(el, "button", name);
const select = (el: HTMLElement, name: string) => labelled<HTMLSelectElement>(el, "select", name);

async function pick(element: HTMLSelectElement, value: string) {
  element.value = value;
  element.dispatchEvent(new Event("change", { bubbles: true }));
  await settle();
}

async function press(element: HTMLElement) {
  element.click();
  await settle();
}

/** A kernel that never answers. */
const connecting = (options: object = {}) => Object.assign(player(options), { silent: true });

/** Why things were refused when it was recorded. */
const refusals = () =>
  messagesOf("refused").flatMap(([one]) => (one.type === "refused" ? [one] : []));

describe("The widget", () => {
  it("has every control under its accessible name", async () => {
    const el = await show();
    for (const name of [
      ...["Play", "Step", "Reset", "New start", "Regenerate", "Add layer", "Remove layer"],
      ...["Step one batch", "Undo", "Redo", "Freeze layer 1", "Freeze layer 2"],
      ...["Add neuron to layer 1", "Remove neuron from layer 2"],
    ]) {
      expect(button(el, name)).toBeTruthy();
    }
    for (const name of [
      ...["Learning rate", "Optimizer", "Activation", "Activation of layer 1", "Loss"],
      ...["Regularization", "Regularization rate", "Problem type"],
    ]) {
      expect(select(el, name)).toBeTruthy();
    }
    for (const name of ["Noise", "Training data", "Batch size", "Speed"]) {
      expect(labelled(el, "input[type=range]", name)).toBeTruthy();
    }
    for (const name of ["Show test data", "Discretize output"]) {
      expect(labelled(el, "input[type=checkbox]", name)).toBeTruthy();
    }
    const group = el.querySelector("[role=radiogroup]");
    expect(group?.getAttribute("aria-label")).toBe("Dataset");
    for (const name of ["Circle", "XOR", "Gaussian", "Spiral"]) {
      expect(labelled(el, "input[type=radio]", name)).toBeTruthy();
    }
  });

  it("turns Play into Pause while it trains, and shows the raw numbers", async () => {
    const el = await show(player({}, "run"));
    await press(button(el, "Play"));
    expect(button(el, "Pause")).toBeTruthy();
    const epoch = el.querySelector<HTMLElement>("[data-nnw=epoch]");
    expect(Number(epoch?.dataset.value)).toBeGreaterThan(0);
    for (const name of ["loss-train", "loss-test", "accuracy-test"]) {
      const readout = el.querySelector<HTMLElement>(`[data-nnw=${name}]`);
      expect(Number(readout?.dataset.value)).toBeGreaterThan(0);
    }
  });

  it("adds a neuron with every press of its button, also faster than the kernel answers", async () => {
    const model = player({}, "undone");
    const el = await show(model);
    for (let i = 0; i < 3; i++) button(el, "Add neuron to layer 1").click();
    await settle();
    expect(model.get("hidden_layers")).toEqual([4]);
  });

  it("undoes and redoes an edit, as far as there is one", async () => {
    const model = player({}, "undone");
    const el = await show(model);
    const usable = (name: string) => !button(el, name).hasAttribute("aria-disabled");
    expect([usable("Undo"), usable("Redo")]).toEqual([false, false]);
    await press(button(el, "Add neuron to layer 1"));
    await press(button(el, "Undo"));
    expect(model.get("hidden_layers")).toEqual([1]);
    expect([usable("Undo"), usable("Redo")]).toEqual([false, true]);
    await press(button(el, "Redo"));
    expect(model.get("hidden_layers")).toEqual([2]);
  });

  it("undoes with the keyboard before JupyterLab hears of it, but not while a text is typed", async () => {
    const model = player({}, "undone");
    const el = await show(model);
    await press(button(el, "Add neuron to layer 1"));
    const heard = vi.fn();
    document.addEventListener("keydown", heard, true);
    onTestFinished(() => document.removeEventListener("keydown", heard, true));
    const type = async (target: Element, key: string, shiftKey = false) => {
      const init = { key, shiftKey, ctrlKey: true, bubbles: true, cancelable: true };
      target.dispatchEvent(new KeyboardEvent("keydown", init));
      await settle();
      return model.get("hidden_layers");
    };
    const inside = button(el, "Step");
    expect(await type(document.body, "z")).toEqual([2]);
    expect(heard).toHaveBeenCalledTimes(1);
    const text = el.querySelector("[role=spinbutton]");
    expect(text && (await type(text, "z"))).toEqual([2]);
    expect(await type(inside, "z")).toEqual([1]);
    expect(await type(inside, "Z", true)).toEqual([2]);
    await type(inside, "z");
    expect(await type(inside, "y")).toEqual([2]);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it("trains one epoch or one batch with a press", async () => {
    const el = await show(player({}, "run"));
    const epoch = () => el.querySelector<HTMLElement>("[data-nnw=epoch]")?.dataset.value;
    await press(button(el, "Step"));
    expect(epoch()).toBe("1");
    await press(button(el, "Step one batch"));
    expect(epoch()).toBe("1.5");
  });

  it("freezes and frees a layer", async () => {
    const model = player();
    const el = await show(model);
    await press(button(el, "Freeze layer 2"));
    expect(model.get("frozen")).toEqual([[2]]);
    expect(button(el, "Freeze layer 2").getAttribute("aria-pressed")).toBe("true");
    await press(button(el, "Freeze layer 2"));
    expect(model.get("frozen")).toEqual([]);
  });

  it("keeps one activation per layer when a layer is added", async () => {
    const model = player({ hidden_layers: [3, 2], activation: ["tanh", "relu"] });
    const el = await show(model);
    expect(select(el, "Activation").selectedOptions[0]?.textContent).toBe("Mixed");
    await press(button(el, "Add layer"));
    expect(model.get("activation")).toEqual(["tanh", "relu", "relu"]);
    await pick(select(el, "Activation"), "sigmoid");
    expect(model.get("activation")).toBe("sigmoid");
  });

  it("gives the first layer of a list without any the usual activation", async () => {
    const model = player({ hidden_layers: [], activation: [] });
    const el = await show(model);
    await press(button(el, "Add layer"));
    expect(model.get("hidden_layers")).toEqual([2]);
    expect(model.get("activation")).toEqual([USUAL_ACTIVATION]);
  });

  it("changes the data, the loss and the output with the problem, in one edit", async () => {
    const model = player({}, "other-problem");
    const el = await show(model);
    expect(el.querySelector("[data-nnw=accuracy-test]")).not.toBeNull();
    await pick(select(el, "Problem type"), "regression");
    expect(model.got("edit").map((edit) => edit.changes)).toEqual([
      { dataset: "plane", loss: "auto", output_activation: "auto" },
    ]);
    expect(el.querySelector("[data-nnw=accuracy-test]")).toBeNull();
  });

  it("has the whole set at the end of the batch slider", async () => {
    const model = player();
    const el = await show(model);
    const slider = labelled<HTMLInputElement>(el, "input[type=range]", "Batch size");
    slider.value = slider.max;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await settle();
    expect(model.get("batch_size")).toBeNull();
    expect(slider.getAttribute("aria-valuetext")).toBe("all");
  });

  it("puts a menu back and says why when the kernel refuses, until that is dismissed", async () => {
    const el = await show(player({}, "refused"));
    await pick(select(el, "Loss"), "categorical_crossentropy");
    expect(select(el, "Loss").value).toBe("auto");
    expect(el.querySelector("[role=status]")?.textContent).toContain("softmax");
    await press(button(el, "Dismiss"));
    expect(el.querySelector("[role=status]")?.textContent).toBe("");
  });

  it("shows text of messages as text", async () => {
    const model = player({}, "refused");
    const el = await show(model);
    const refused = refusals().find((one) => JSON.stringify(one).includes("<img src=x>"));
    const { view } = model.got("hello")[0] ?? {};
    await act(() => model.deliver({ ...refused, type: "refused", view, seq: null }));
    expect(el.querySelector("[role=status]")?.textContent).toContain("<img src=x>");
    expect(el.querySelector("[role=status] img")).toBeNull();
  });

  it("tells in its own language why the kernel refuses", async () => {
    const el = await show(player({ locale: "es" }, "refused"));
    await pick(select(el, "Pérdida"), "categorical_crossentropy");
    const status = el.querySelector("[role=status]");
    expect(status?.textContent?.trim()).toBe(
      "No es posible: la pérdida 'categorical_crossentropy' necesita como activación de salida 'softmax' (o 'auto'), no 'tanh'",
    );
    expect(status?.querySelector("[lang=en]")).toBeNull();
  });

  it("puts an exception's English words behind its own language's", async () => {
    const model = player({ locale: "es" }, "refused");
    const el = await show(model);
    const { view } = model.got("hello")[0] ?? {};
    const words = "ZeroDivisionError: division by zero";
    await act(() => model.deliver({ type: "refused", view, seq: null, told: null, words }));
    expect(el.querySelector("[role=status]")?.textContent).toBe(`No es posible: ${words}`);
    expect(el.querySelector("[role=status] [lang=en]")?.textContent).toBe(words);
  });

  it("leaves out the controls that the author hides", async () => {
    const hidden = ["playButton", "percTrainData", "dataset", "loss", "numHiddenLayers"];
    const el = await show(player({ hidden_controls: hidden }));
    for (const name of ["Play", "Add layer"]) expect(() => button(el, name)).toThrow();
    expect(() => select(el, "Loss")).toThrow();
    expect(() => labelled(el, "input[type=range]", "Training data")).toThrow();
    expect(el.querySelector("[role=radiogroup]")).toBeNull();
    // hiding the share of training data does not hide the test loss
    expect(el.querySelector("[data-nnw=loss-test]")).not.toBeNull();
  });

  it("offers the user's own data only where there are some", async () => {
    const own = await show(player({ dataset: "custom" }));
    const radio = labelled<HTMLInputElement>(own, "input[type=radio]", "Own data");
    expect(radio.checked).toBe(true);
    const other = await show();
    expect(() => labelled(other, "input[type=radio]", "Own data")).toThrow();
  });

  it("speaks Spanish", async () => {
    const el = await show(player({ locale: "es" }));
    expect(button(el, "Iniciar")).toBeTruthy();
    expect(el.querySelector("[data-nnw=loss-test]")?.textContent).toContain(",");
  });

  it("says that it connects while the kernel is silent", async () => {
    const el = await show(connecting());
    expect(el.querySelector("[role=status]")?.textContent).toContain("Connecting");
  });

  it("says nothing of a network that it was not shown yet", async () => {
    const model = player();
    const deliver = model.deliver.bind(model);
    model.deliver = (content, ...buffers) => {
      if ((content as { type: string }).type === "welcome") deliver(content, ...buffers);
    };
    const el = await show(model);
    expect(el.querySelector(".nnw-app")?.getAttribute("data-nnw-connection")).toBe("live");
    expect(el.querySelector(".nnw-status")?.textContent).toBe("Connecting to the kernel…");
  });

  it.each([
    ["en", "No connection to the server."],
    ["es", "Sin conexión con el servidor."],
  ])(
    "says in %s that there is no connection, also before it has shown anything",
    async (locale, words) => {
      const model = Object.assign(connecting({ locale }), {
        widget_manager: { kernel: { connectionStatus: "connecting" } },
      });
      const el = await show(model);
      await act(() => {
        vi.advanceTimersByTime(BUSY_AFTER);
      });
      expect(el.querySelector("[role=status]")?.textContent).toContain(words);
      expect(el.querySelector("[data-nnw-connection=offline]")).not.toBeNull();
    },
  );

  it("shows two views of one model in step", async () => {
    const model = player({}, "run");
    const [one, two] = [await show(model), await show(model)];
    await press(button(one, "Add neuron to layer 1"));
    expect(two.querySelector(".nnw-stepper-value")?.textContent).toBe("3");
    await press(button(two, "Play"));
    expect(button(one, "Pause")).toBeTruthy();
  });

  it("keeps the keys from JupyterLab, which looks at the focused element, except Ctrl's", async () => {
    const el = await show();
    const slider = labelled<HTMLInputElement>(el, "input[type=range]", "Noise");
    const kept = () => slider.hasAttribute("data-lm-suppress-shortcuts");
    slider.focus();
    expect(kept()).toBe(true);
    const control = (type: string, ctrlKey: boolean) =>
      slider.dispatchEvent(new KeyboardEvent(type, { key: "Control", ctrlKey, bubbles: true }));
    control("keydown", true);
    expect(kept()).toBe(false);
    control("keyup", false);
    expect(kept()).toBe(true);
  });

  it("goes away when anywidget's signal says so", async () => {
    const el = document.createElement("div");
    const stop = new AbortController();
    const model = player();
    // biome-ignore lint/suspicious/noExplicitAny: a player has only what the widget uses
    (widget.render as any)({ model, el, signal: stop.signal });
    await settle();
    expect(el.querySelector(".nnw-app")).not.toBeNull();
    stop.abort();
    vi.advanceTimersByTime(20); // the kernel hears the last message
    expect(el.childElementCount).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("says so calmly when a view throws, and leaves no blank cell", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const model = player({ hidden_controls: null });
    const el = place(model);
    await settle();
    expect(el.querySelector("[role=alert]")?.textContent).toContain("Run the cell again");
  });

  it("says so calmly when the model itself is broken", () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const el = document.createElement("div");
    mount({} as AnyModel, el);
    expect(el.querySelector("[role=alert]")?.textContent).toContain("Run the cell again");
  });
});
