import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Node, SyntaxKind } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { LANGUAGES, language } from "../../src/i18n";
import { english } from "../../src/i18n/first";
import en from "../../src/i18n/languages/en";
import es from "../../src/i18n/languages/es";
import type { Sentence } from "../../src/i18n/sentence";
import { OPTION_NAMES } from "../../src/kernel/options";
import catalog from "../recorded/catalog.json";

const HERE = path.join(import.meta.dirname, "..", "..");
const SOURCES = path.join(HERE, "src");

const codes = Object.keys(LANGUAGES);

/** By section, what each language says. */
const WORDS: Record<string, Record<string, Record<string, Sentence>>> = {
  en: { ...english, ...en },
  es,
};

afterEach(() => {
  document.documentElement.lang = "";
});

describe("A language", () => {
  it("is a file of the folder, and each file one of the languages", () => {
    const files = readdirSync(path.join(SOURCES, "i18n", "languages"));
    expect(files.map((file) => file.replace(".ts", "")).sort()).toEqual([...codes].sort());
  });

  it("explains in one short sentence", () => {
    for (const code of codes) {
      for (const [key, text] of Object.entries(WORDS[code]?.hints ?? {})) {
        expect(text, key).toMatch(/^\p{Lu}.{10,100}[.?]$/u);
      }
    }
  });

  it("has its first words before the kernel has sent the rest", async () => {
    vi.resetModules();
    const fresh = await import("../../src/i18n");
    const { known, text } = fresh.language("es");
    expect(known).toBe(false);
    expect(text.connecting).toBe(LANGUAGES.es?.connecting);
    expect(text.play).toBe(english.view.play);
    fresh.learn("es");
    expect(fresh.language("es").known).toBe(true);
  });

  it("follows the page where the locale is auto, and then the browser", () => {
    document.documentElement.lang = "es-AR";
    expect(language("auto").code).toBe("es");
    document.documentElement.lang = "";
    vi.spyOn(navigator, "languages", "get").mockReturnValue(["xx", "es"]);
    expect(language("auto").code).toBe("es");
  });

  it.each(["xx", "", "en_US@posix", "../es", "constructor", "es-valencia-valencia"])(
    "is English for %o",
    (locale) => {
      expect(language(locale).code).toBe("en");
    },
  );

  it("writes numbers with its own decimal sign", () => {
    expect(language("es").number(0.25)).toBe("0,25");
    expect(language("en").number(0.25)).toBe("0.25");
    expect(language("es").decimal("−1.5e−7")).toBe("−1,5e−7");
    expect(language("en").decimal("−1.5e−7")).toBe("−1.5e−7");
    expect(language("es").typed("-1.5")).toBe("-1,5");
  });

  it.each([
    [0.0003, "0.0003", "0,0003"],
    [0.012345, "0.01235", "0,01235"],
    [1e-7, "1e−7", "1e−7"],
    [-2.5e-9, "−2.5e−9", "−2,5e−9"],
    [0.00001, "0.00001", "0,00001"],
    [12, "12", "12"],
    [1234567, "1,234,567", "1.234.567"],
    [1e30, "1e30", "1e30"],
    [-0.5, "−0.5", "−0,5"],
    [-12.3456, "−12.346", "−12,346"],
    [-0, "0", "0"],
    [Number.NEGATIVE_INFINITY, "−∞", "−∞"],
    [Number.NaN, "NaN", "NaN"],
  ])("keeps the digits of %d that matter, with a true minus", (value, inEnglish, inSpanish) => {
    expect(language("en").number(value)).toBe(inEnglish);
    expect(language("es").number(value)).toBe(inSpanish);
  });

  it("does not write a zero with a sign, and keeps the digits that are asked for", () => {
    const { number } = language("en");
    expect(number(-0.001, { maximumFractionDigits: 2 })).toBe("0");
    expect(number(-0.2, { minimumFractionDigits: 1, maximumFractionDigits: 1 })).toBe("−0.2");
    expect(number(1e-7, { maximumSignificantDigits: 6 })).toBe("1e−7");
    expect(number(1.26e-7, { maximumSignificantDigits: 2 })).toBe("1.3e−7");
  });

  it.each([
    [0, "0.000", "0,000"],
    [0.12345, "0.123", "0,123"],
    [0.00012345, "0.00012", "0,00012"],
    [-0.4567, "−0.457", "−0,457"],
    [999.9, "999.900", "999,900"],
    [999.9996, "1,000", "1000"],
    [551_830.124, "551,830", "551.830"],
    [-551_830.124, "−551,830", "−551.830"],
    [12_345_678.9, "1.235e7", "1,235e7"],
    [-1e30, "−1.00e30", "−1,00e30"],
    [1.7e308, "1.7e308", "1,7e308"],
    [Number.NaN, "NaN", "NaN"],
  ])("writes the score %d with few characters", (value, inEnglish, inSpanish) => {
    expect(language("en").score(value)).toBe(inEnglish);
    expect(language("es").score(value)).toBe(inSpanish);
  });

  it("translates the labels it knows and keeps the others", () => {
    const { label } = language("es");
    expect(label("dataset", { name: "circle", label: "Circle" })).toBe("Círculo");
    expect(label("dataset", { name: "mine", label: "Mine" })).toBe("Mine");
  });
});

/** Attributes that are read to people. */
const READ = /^(aria-(label|description|valuetext|placeholder)|title|placeholder|alt|label)$/;
/** Letters alone may be mathematics, and the keys of a keyboard have their own names. */
const WORD = /\p{L}{2,}/u;

describe("The sources", () => {
  const files = new Map<string, Node>();
  beforeAll(() => {
    const api = new API({ cwd: HERE });
    const config = path.join(HERE, "tsconfig.json");
    const program = api.updateSnapshot({ openProjects: [config] }).getProjects()[0]?.program;
    for (const name of program?.getSourceFileNames() ?? []) {
      const source = name.startsWith(SOURCES) && program?.getSourceFile(name);
      if (source) files.set(path.relative(SOURCES, name), source);
    }
    api.close();
  }, 60_000);

  /** Every node of the sources, but not those of the languages. */
  function* nodes(): Generator<[file: string, node: Node]> {
    for (const [file, source] of files) {
      if (!file.startsWith("i18n")) yield* within(file, source);
    }
  }
  function* within(file: string, node: Node): Generator<[string, Node]> {
    yield [file, node];
    const children: Node[] = [];
    node.forEachChild((child) => {
      children.push(child);
    });
    for (const child of children) yield* within(file, child);
  }

  it("use every text", () => {
    expect(files.size).toBeGreaterThan(40);
    const used = new Set<string>();
    const quoted = new Set<string>();
    for (const [, node] of nodes()) {
      if (node.kind === SyntaxKind.StringLiteral) quoted.add(textOf(node));
      if (node.kind === SyntaxKind.VariableDeclaration) {
        const [, names = ""] = /^\{([^}]*)\}\s*=.*\btext$/s.exec(node.getText()) ?? [];
        for (const name of names.split(",")) used.add(name.trim());
      }
      if (node.kind !== SyntaxKind.PropertyAccessExpression) continue;
      const [before, key] = node.getText().split(/\s*\??\.(?=\w+$)/);
      if (key && /(^|\W)(text|say|hints|tour)$/.test(before ?? "")) used.add(key);
    }
    // such as text[name], where a name is written elsewhere
    const isUsed = (key: string) => used.has(key) || quoted.has(key);
    const said = ["view", "options", "parts", "hints", "tour"].flatMap((section) =>
      Object.keys(WORDS.en?.[section] ?? {}).map((key) => ({ section, key })),
    );
    // options and what explains them go by the names of Python
    const derived = new Set<string>([...OPTION_NAMES, ...Object.keys(catalog.controls)]);
    const unused = said.filter(({ key }) => !isUsed(key) && !derived.has(key));
    expect(unused).toEqual([]);
  });

  it("have no words of their own in what is shown or read out", () => {
    const words: string[] = [];
    const check = (file: string, text: string) => {
      if (WORD.test(text)) words.push(`${file}: ${text.trim()}`);
    };
    for (const [file, node] of nodes()) {
      if (node.kind === SyntaxKind.JsxText && !isKey(node)) check(file, textOf(node));
      if (node.kind === SyntaxKind.JsxExpression && isChild(node)) {
        for (const text of literals(node)) check(file, text);
      }
      if (node.kind === SyntaxKind.JsxAttribute && READ.test(nameOf(node))) {
        for (const text of literals(node)) check(file, text);
      }
      if (node.kind === SyntaxKind.CallExpression) {
        const [, attribute = "", text = ""] =
          /setAttribute\(\s*"([^"]+)",\s*["`]([^"`$]*)/.exec(node.getText()) ?? [];
        if (READ.test(attribute)) check(file, text);
      }
    }
    expect(words).toEqual([]);
  });

  it("leave no explanation to the browser, whose own cannot be reached by keyboard", () => {
    const titles = [...nodes()].filter(
      ([, node]) => node.kind === SyntaxKind.JsxAttribute && nameOf(node) === "title",
    );
    expect(titles.map(([file]) => file)).toEqual([]);
  });

  it("have no words in the style sheets", () => {
    for (const file of readdirSync(SOURCES, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".css")) continue;
      const content = readFileSync(path.join(SOURCES, file), "utf8").match(/content:[^;]*/g) ?? [];
      for (const one of content) expect(one, file).not.toMatch(/["'][^"']*\p{L}/u);
    }
  });
});

const textOf = (node: Node) => (node as unknown as { text: string }).text;
const nameOf = (node: Node) => (node as unknown as { name: Node }).name.getText();
const isKey = (node: Node) => /^<kbd[ >]/.test(node.parent.getText());
const isChild = ({ parent }: Node) =>
  parent.kind === SyntaxKind.JsxElement || parent.kind === SyntaxKind.JsxFragment;

/** The texts that an expression may be, without what it compares or gives to a call. */
function literals(node: Node): string[] {
  switch (node.kind) {
    case SyntaxKind.StringLiteral:
    case SyntaxKind.NoSubstitutionTemplateLiteral:
    case SyntaxKind.TemplateHead:
    case SyntaxKind.TemplateMiddle:
    case SyntaxKind.TemplateTail:
      return [textOf(node)];
    case SyntaxKind.CallExpression:
    case SyntaxKind.ElementAccessExpression:
    case SyntaxKind.JsxElement:
    case SyntaxKind.JsxSelfClosingElement:
    case SyntaxKind.JsxFragment:
    case SyntaxKind.ArrowFunction:
      return [];
  }
  const comparison = /^(===|!==|>|<)/;
  const found: string[] = [];
  const operator = (node as unknown as { operatorToken?: Node }).operatorToken?.getText() ?? "";
  if (comparison.test(operator)) return [];
  node.forEachChild((child) => {
    found.push(...literals(child));
  });
  return found;
}
