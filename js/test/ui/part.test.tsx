import { type Signal, signal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LanguageContext, language } from "../../src/i18n";
import { give, partCame } from "../../src/kernel/parts";
import type { Connection, Kernel } from "../../src/kernel/state";
import { useLive } from "../../src/ui/live";
import { Part } from "../../src/ui/part";

const { text } = language("en");
let page: HTMLElement;
let count = 0;

beforeEach(() => {
  page = document.body.appendChild(document.createElement("div"));
});
afterEach(() => {
  render(null, page);
  page.remove();
});

async function show(locale = "en") {
  // every test has a part that was never opened
  const name = `part-${++count}`;
  const connection = signal<Connection>("live");
  const kernel = { connection, wantPart: vi.fn() } as unknown as Kernel;
  const draw = (open: boolean) =>
    act(() =>
      render(
        <LanguageContext.Provider value={language(locale)}>
          <b>rest</b>
          {open && (
            <Part<{ Shown(): never }> kernel={kernel} name={name} place="place">
              {({ Shown }) => <Shown />}
            </Part>
          )}
        </LanguageContext.Provider>,
        page,
      ),
    );
  await draw(true);
  const place = () => page.querySelector(".place");
  return { name, connection, kernel, place, draw };
}

/** Exports a component under the name that the test shows. */
const exporting = (Shown: () => unknown) => ({ Shown });

describe("The place of a part", () => {
  it("is kept without a word while the kernel answers, and then it stands there", async () => {
    const { name, kernel, place } = await show();
    expect(kernel.wantPart).toHaveBeenCalledExactlyOnceWith(name);
    expect(place()?.textContent).toBe("");
    expect(place()?.getAttribute("aria-busy")).toBe("true");
    await act(() => give([[name, exporting(() => <i>here</i>)]]));
    expect(place()).toBeNull();
    expect(page.textContent).toBe("resthere");
  });

  it.each([
    ["en", "busy"],
    ["es", "offline"],
    ["en", "gone"],
  ] as const)("says in %s that a kernel does not answer: %s", async (locale, how) => {
    const { name, connection, place } = await show(locale);
    await act(() => {
      connection.value = how;
    });
    expect(place()?.textContent).toBe(language(locale).text.partAwaited);
    await act(() => {
      connection.value = "live";
    });
    expect(place()?.textContent).toBe("");
    await act(() => give([[name, exporting(() => <i>here</i>)]]));
    expect(page.textContent).toBe("resthere");
  });

  it("says what went wrong, and tries once more when it is opened again", async () => {
    const { name, kernel, place, draw } = await show();
    partCame(name, "");
    await vi.waitFor(() => expect(place()?.textContent).toContain(text.partFailed));
    expect(page.textContent).toContain("rest");
    await draw(false);
    await draw(true);
    expect(place()?.textContent).toBe("");
    expect(kernel.wantPart).toHaveBeenCalledTimes(2);
  });

  it.each(["while it is shown", "with a later frame"])(
    "holds what a part throws %s, and the widget goes on",
    async (when) => {
      const said = vi.spyOn(console, "error").mockImplementation(() => {});
      const { name, place, draw } = await show();
      const frame: Signal<number> = signal(when === "with a later frame" ? 0 : 1);
      let sound = false;
      const Shown = () => {
        useLive(() => {
          if (frame.value && !sound) throw new Error("broken");
        }, []);
        return <i>here</i>;
      };
      await act(() => give([[name, exporting(Shown)]]));
      await act(() => {
        frame.value++;
      });
      expect(place()?.textContent).toContain("broken");
      expect(page.textContent).toContain("rest");
      expect(said).toHaveBeenCalled();
      sound = true;
      await draw(false);
      await draw(true);
      expect(page.textContent).toBe("resthere");
    },
  );
});
