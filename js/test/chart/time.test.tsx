import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TimeMachine } from "../../src/chart/time";
import type { Kernel } from "../../src/kernel/state";
import { fakeFrame, fakeKernel } from "../fake";

let page: HTMLElement;

beforeEach(() => {
  page = document.body.appendChild(document.createElement("div"));
});

afterEach(() => {
  render(null, page);
  page.remove();
});

async function show(epoch: number, latest: number) {
  const { kernel, next } = fakeKernel();
  next({ ...fakeFrame(), epoch, latest });
  await act(() => render(<TimeMachine kernel={kernel} />, page));
  return kernel;
}
const slider = () => page.querySelector("input") as HTMLInputElement;
const slide = (to: number) =>
  act(() => {
    slider().value = String(to);
    slider().dispatchEvent(new Event("input", { bubbles: true }));
  });
const latest = () => page.querySelector("button") as HTMLButtonElement;
const heading = (kernel: Kernel, epoch: number | null) =>
  act(() => {
    (kernel.heading as { value: number | null }).value = epoch;
  });

describe("The slider over the epochs", () => {
  it("says which epoch is shown, of how many", async () => {
    await show(120, 400);
    expect(slider().labels?.[0]?.textContent).toBe("Epoch shown");
    expect(slider().getAttribute("aria-valuetext")).toBe("epoch 120 of 400");
    expect([slider().min, slider().max, slider().value]).toEqual(["0", "400", "120"]);
  });

  it("leads to an epoch, and stays where it is dragged until that one is shown", async () => {
    const kernel = await show(400, 400);
    await slide(30);
    expect(kernel.goTo).toHaveBeenLastCalledWith(30);
    await heading(kernel, 30);
    expect(slider().value).toBe("30");
    await heading(kernel, null);
    expect(slider().value).toBe("400");
  });

  it("ends at the last whole epoch, which stands for the last batch", async () => {
    const kernel = await show(2, 7.4);
    await slide(7);
    expect(kernel.goTo).toHaveBeenLastCalledWith(7.4);
  });

  it("has a button back to the latest, which does nothing there", async () => {
    const kernel = await show(2, 7.4);
    await act(() => latest().click());
    expect(kernel.goTo).toHaveBeenLastCalledWith(7.4);
    await heading(kernel, 7.4);
    expect(latest().getAttribute("aria-disabled")).toBe("true");
  });
});
