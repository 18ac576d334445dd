import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { language } from "../../src/i18n";
import type { FrameData, Kernel, Options } from "../../src/kernel/state";
import { announcing, SETTLE, SUMMARY_EVERY } from "../../src/ui/announce";
import { fakeFrame, fakeKernel } from "../fake";

let close: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const stop of close) stop();
  close = [];
  vi.useRealTimers();
});

/** A view that hears; `then` lets the kernel answer before the words come. */
function listen(locale = "en") {
  const fake = fakeKernel();
  const options = signal({ ...fake.kernel.options.peek(), hidden_layers: [3] } as Options);
  const frame = signal<FrameData | null>(fakeFrame());
  const connection = signal<Kernel["connection"]["value"]>("live");
  const kernel: Kernel = { ...fake.kernel, options, frame, connection };
  const said: string[] = [];
  const hearing = announcing(
    kernel,
    () => language(locale),
    (text) => said.push(text),
    () => Date.now(),
  );
  close.push(hearing.close);
  const show = (next: Partial<FrameData>) => {
    frame.value = { ...(frame.peek() ?? fakeFrame()), ...next };
  };
  const settle = () => vi.advanceTimersByTime(SETTLE);
  return { ...hearing, fake, options, connection, show, settle, said };
}

describe("after an edit", () => {
  it("it is said how many neurons a layer has now, once for several presses", () => {
    const { options, settle, said } = listen();
    for (const count of [4, 5]) options.value = { ...options.peek(), hidden_layers: [count] };
    expect(said).toEqual([]);
    settle();
    expect(said).toEqual(["Layer 1 now has 5 neurons"]);
    options.value = { ...options.peek(), hidden_layers: [5, 2] };
    settle();
    expect(said.at(-1)).toBe("2 hidden layers");
  });

  it("undo says so, and what it brought back", () => {
    const { kernel, fake, options, settle, said } = listen();
    kernel.command("undo");
    expect(fake.kernel.command).toHaveBeenCalledWith("undo");
    options.value = { ...options.peek(), hidden_layers: [1] };
    settle();
    expect(said).toEqual(["Undone. Layer 1 now has 1 neuron"]);
    kernel.command("redo");
    settle();
    expect(said.at(-1)).toBe("Redone");
  });

  it("a weight and a bias say their new number in the words of the language", () => {
    const { kernel, settle, said } = listen("es");
    kernel.setParameter(1, 2, 1, 0.5);
    settle();
    kernel.setParameter(1, 2, 0, -1.25);
    settle();
    expect(said).toEqual(["Peso fijado en 0,5", "Sesgo fijado en −1,25"]);
  });

  it("nothing is said of what was refused, or has no answer", () => {
    const { kernel, fake, connection, settle, said } = listen();
    kernel.setParameter(1, 1, 1, 1e300);
    fake.kernel.refusal.value = "too large";
    settle();
    fake.kernel.refusal.value = null;
    connection.value = "busy";
    kernel.command("undo");
    settle();
    expect(said).toEqual([]);
  });

  it("a step says the losses that it led to", () => {
    const { kernel, show, settle, said } = listen();
    kernel.command("step");
    show({ epoch: 1, loss_train: 0.4321, loss_test: 0.51 });
    settle();
    expect(said).toEqual(["Epoch 1, training loss 0.432, test loss 0.51"]);
  });
});

describe("while it trains", () => {
  it("a summary comes every five seconds and no sooner", () => {
    const { show, said } = listen();
    show({ playing: true });
    for (let epoch = 1; epoch <= 900; epoch++) {
      vi.advanceTimersByTime(1000 / 60);
      show({ epoch, loss_train: 0.02, loss_test: 0.03 });
    }
    const heard = 900 / 60 / (SUMMARY_EVERY / 1000);
    expect(said.length).toBeGreaterThanOrEqual(heard - 1);
    expect(said.length).toBeLessThanOrEqual(heard);
    expect(said[0]).toMatch(/^Epoch 30\d, training loss 0.02, test loss 0.03$/);
  });

  it("waits as long after anything else that was said", () => {
    const { kernel, show, settle, said } = listen();
    show({ playing: true });
    vi.advanceTimersByTime(SUMMARY_EVERY - SETTLE);
    kernel.setParameter(1, 1, 1, 2);
    settle();
    vi.advanceTimersByTime(SUMMARY_EVERY - 1);
    show({ epoch: 7 });
    expect(said).toEqual(["Weight set to 2"]);
    vi.advanceTimersByTime(1);
    show({ epoch: 8 });
    expect(said).toHaveLength(2);
  });

  it("pausing says where it has come to, and then it is silent", () => {
    const { show, settle, said } = listen();
    show({ playing: true });
    show({ playing: false, epoch: 12, loss_train: 0.25, loss_test: Number.NaN });
    settle();
    expect(said).toEqual(["Paused. Epoch 12, training loss 0.25"]);
    vi.advanceTimersByTime(10 * SUMMARY_EVERY);
    show({ epoch: 12 });
    expect(said).toHaveLength(1);
  });
});
