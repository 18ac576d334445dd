import { afterEach, describe, expect, it, vi } from "vitest";
import { language } from "../src/i18n";
import { en, type Text } from "../src/i18n/en";
import { es } from "../src/i18n/es";

afterEach(() => {
  document.documentElement.lang = "";
});

/** Every sentence, with one value where it takes some. */
function sentences(text: Text): [string, string][] {
  return Object.entries(text).map(([key, entry]) => [
    key,
    typeof entry === "string" ? entry : (entry as (...a: unknown[]) => string)(2, 3),
  ]);
}

describe("A language", () => {
  it("has every sentence of English", () => {
    expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
  });

  it.each([
    ["English", en],
    ["Spanish", es],
  ])("has no empty sentence in %s", (_, text) => {
    for (const [key, sentence] of sentences(text)) {
      expect(sentence.trim(), key).not.toBe("");
      expect(sentence, key).not.toContain("undefined");
    }
  });

  it("takes the same values as English in every sentence", () => {
    for (const [key, entry] of Object.entries(en)) {
      expect(typeof es[key as keyof Text], key).toBe(typeof entry);
    }
  });

  it("follows the page where the locale is auto, and then the browser", () => {
    document.documentElement.lang = "es-AR";
    expect(language("auto").code).toBe("es");
    document.documentElement.lang = "";
    vi.spyOn(navigator, "languages", "get").mockReturnValue(["fr", "es"]);
    expect(language("auto").code).toBe("es");
  });

  it.each(["fr", "", "en_US@posix", "../es", "constructor"])("is English for %o", (locale) => {
    expect(language(locale).code).toBe("en");
  });

  it("writes numbers with its own decimal sign", () => {
    expect(language("es").number(0.25)).toBe("0,25");
    expect(language("en").number(0.25)).toBe("0.25");
  });

  it("translates the labels it knows and keeps the others", () => {
    const { label } = language("es");
    expect(label("dataset", { name: "circle", label: "Circle" })).toBe("Círculo");
    expect(label("dataset", { name: "mine", label: "Mine" })).toBe("Mine");
  });
});
