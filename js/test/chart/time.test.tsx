import { act } from "preact/test-utils";
import { describe, expect, it } from "vitest";
import { Player } from "../../dev/player";
import { TimeMachine } from "../../src/chart/time";
import { recordedFrame } from "../recorded";
import { draw, kernelOf, settle, stage } from "../stage";

stage();

let page: HTMLElement;

async function show(epoch: number, latest: number) {
  const model = new Player("default");
  const { kernel, next } = await kernelOf(model);
  await next({ ...recordedFrame(), epoch, latest });
  page = await draw(<TimeMachine kernel={kernel} />);
  return { kernel, asked: () => model.got("go_to").map((one) => one.epoch) };
}
const slider = () => page.querySelector("input") as HTMLInputElement;
const slide = (to: number) =>
  act(() => {
    slider().value = String(to);
    slider().dispatchEvent(new Event("input", { bubbles: true }));
  });
const latest = () => page.querySelector("button") as HTMLButtonElement;
describe("The slider over the epochs", () => {
  it("says which epoch is shown, of how many", async () => {
    await show(120, 400);
    expect(slider().labels?.[0]?.textContent).toBe("Epoch shown");
    expect(slider().getAttribute("aria-valuetext")).toBe("epoch 120 of 400");
    expect([slider().min, slider().max, slider().value]).toEqual(["0", "400", "120"]);
  });

  it("leads to an epoch, and stays where it is dragged until that one is shown", async () => {
    const { kernel, asked } = await show(400, 400);
    await slide(30);
    expect(asked()).toEqual([30]);
    expect(kernel.heading.value).toBe(30);
    expect(slider().value).toBe("30");
    // it has been answered, and no frame has come of it
    await settle(1000);
    expect(kernel.heading.value).toBeNull();
    expect(slider().value).toBe("400");
  });

  it("ends at the last whole epoch, which stands for the last batch", async () => {
    const { asked } = await show(2, 7.4);
    await slide(7);
    expect(asked()).toEqual([7.4]);
  });

  it("has a button back to the latest, which does nothing there", async () => {
    const { asked } = await show(2, 7.4);
    await act(() => latest().click());
    expect(asked()).toEqual([7.4]);
    expect(latest().getAttribute("aria-disabled")).toBe("true");
    await act(() => latest().click());
    expect(asked()).toEqual([7.4]);
  });
});
