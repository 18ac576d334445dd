import { signal } from "@preact/signals";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type * as Parts from "../../src/kernel/parts";
import type { Connection } from "../../src/kernel/state";

const settle = () => new Promise((resolve) => setTimeout(resolve));
/** The source of a part that exports what it finds in a module of the first view. */
const SOURCE = `export default (module) => ({ found: module("here").mine, at: globalThis.tally() })`;

let made = 0;
Object.assign(globalThis, { tally: () => ++made });

/** The bundle as one more widget of the page imports it. */
async function widget(build = "one", mine = "a"): Promise<typeof Parts> {
  vi.resetModules();
  const parts = await import("../../src/kernel/parts");
  parts.share(build, { here: { mine } });
  return parts;
}

function asked(now: Connection = "live") {
  return { connection: signal<Connection>(now), wantPart: vi.fn() };
}

beforeEach(() => {
  // the page is a new one
  Reflect.deleteProperty(globalThis, Symbol.for("nnwidget.parts"));
  // Node knows no blob addresses
  vi.spyOn(URL, "createObjectURL").mockImplementation(
    (blob) =>
      `data:text/javascript,${encodeURIComponent((blob as Blob & { text0: string }).text0)}`,
  );
  vi.stubGlobal(
    "Blob",
    class {
      text0: string;
      constructor([text]: [string]) {
        this.text0 = text;
      }
    },
  );
});

describe("A part", () => {
  it("is made of the modules of the first view, when the kernel has sent it", async () => {
    const { waitFor, partCame, partNamed } = await widget();
    const kernel = asked();
    waitFor(kernel, "p", () => expect.unreachable());
    expect(kernel.wantPart.mock.calls).toEqual([["p"]]);
    expect(partNamed("p")).toBeUndefined();
    partCame("p", SOURCE);
    await vi.waitFor(() => expect(partNamed("p")).toMatchObject({ found: "a" }));
  });

  it("is asked for once by all the views and widgets of a page, and made once in each", async () => {
    const [a, b] = [await widget("one", "a"), await widget("one", "b")];
    const kernels = [asked(), asked(), asked()];
    const before = made;
    kernels.forEach((kernel, i) => {
      (i < 2 ? a : b).waitFor(kernel, "p", () => expect.unreachable());
    });
    expect(kernels.map((kernel) => kernel.wantPart.mock.calls.length)).toEqual([1, 0, 0]);
    a.partCame("p", SOURCE);
    await vi.waitFor(() => expect(b.partNamed("p")).toMatchObject({ found: "b" }));
    expect(a.partNamed("p")).toMatchObject({ found: "a" });
    expect(made - before).toBe(2);
    // one that comes later finds it on the page
    const c = await widget("one", "c");
    const late = asked();
    c.waitFor(late, "p", () => expect.unreachable());
    await vi.waitFor(() => expect(c.partNamed("p")).toMatchObject({ found: "c" }));
    expect(late.wantPart).not.toHaveBeenCalled();
  });

  it("of another build of the package is another part", async () => {
    const [old, recent] = [await widget("old", "old"), await widget("new", "new")];
    const kernels = [asked(), asked()];
    old.waitFor(kernels[0] as Parts.Asked, "p", () => expect.unreachable());
    recent.waitFor(kernels[1] as Parts.Asked, "p", () => expect.unreachable());
    for (const kernel of kernels) expect(kernel.wantPart).toHaveBeenCalledTimes(1);
    old.partCame("p", SOURCE);
    await vi.waitFor(() => expect(old.partNamed("p")).toBeDefined());
    await settle();
    expect(recent.partNamed("p")).toBeUndefined();
  });

  it("that was lost with the connection is asked for again when it is back", async () => {
    const { waitFor } = await widget();
    const kernel = asked("connecting");
    waitFor(kernel, "p", () => expect.unreachable());
    expect(kernel.wantPart).not.toHaveBeenCalled();
    kernel.connection.value = "live";
    expect(kernel.wantPart).toHaveBeenCalledTimes(1);
    kernel.connection.value = "busy";
    kernel.connection.value = "offline";
    expect(kernel.wantPart).toHaveBeenCalledTimes(1);
    kernel.connection.value = "live";
    expect(kernel.wantPart).toHaveBeenCalledTimes(2);
  });

  it("is not asked for again when a kernel was only busy", async () => {
    const { waitFor } = await widget();
    const kernel = asked();
    waitFor(kernel, "p", () => expect.unreachable());
    kernel.connection.value = "busy";
    kernel.connection.value = "live";
    expect(kernel.wantPart).toHaveBeenCalledTimes(1);
  });

  it.each(["does not answer", "is closed"])(
    "is asked of another kernel when one %s",
    async (how) => {
      const { waitFor } = await widget();
      const [first, second] = [asked(), asked()];
      const stop = waitFor(first, "p", () => expect.unreachable());
      waitFor(second, "p", () => expect.unreachable());
      expect(second.wantPart).not.toHaveBeenCalled();
      if (how === "is closed") stop();
      else first.connection.value = "busy";
      expect(second.wantPart).toHaveBeenCalledTimes(1);
    },
  );

  it.each([
    ["is not there", ""],
    ["is no module", "export default ("],
    ["throws", "export default () => { throw new Error('broken') }"],
    ["needs what is not there", "export default (module) => module('gone').mine"],
  ])("that %s fails alone, and is asked for anew when it is opened again", async (_, source) => {
    const { waitFor, partCame, partNamed } = await widget();
    const kernel = asked();
    const failed = vi.fn();
    const stop = waitFor(kernel, "p", failed);
    partCame("p", source);
    await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(1));
    stop();
    waitFor(kernel, "p", () => expect.unreachable());
    expect(kernel.wantPart).toHaveBeenCalledTimes(2);
    partCame("p", SOURCE);
    await vi.waitFor(() => expect(partNamed("p")).toMatchObject({ found: "a" }));
  });

  it("that nobody waits for any more changes nothing", async () => {
    const { waitFor, partCame, partNamed } = await widget();
    waitFor(asked(), "p", () => expect.unreachable())();
    partCame("p", "");
    await settle();
    expect(partNamed("p")).toBeUndefined();
  });

  it("can be given without a kernel, as a page does that holds them all", async () => {
    const { give, partNamed } = await widget();
    give([["p", { found: "given" }]]);
    expect(partNamed("p")).toEqual({ found: "given" });
  });
});
