import { describe, expect, it } from "vitest";
import { language } from "../../src/i18n";
import es from "../../src/i18n/languages/es";
import { fill, type Translation } from "../../src/i18n/sentence";

const en = language("en");
const spanish = language("es");

describe("A sentence", () => {
  it("takes values by the names of its places, and writes numbers as its language does", () => {
    expect(spanish.text.points({ train: 1250.5, test: 7 })).toBe(
      "1250,5 puntos de entrenamiento y 7 de prueba",
    );
    expect(en.text.weightFrom({ source: "x1", target: "b" })).toBe("Weight from x1 to b");
  });

  it("puts a value in as it is, whatever is in it", () => {
    const target = "$& {source} <b>";
    expect(en.text.weightFrom({ source: "x1", target })).toBe(`Weight from x1 to ${target}`);
  });

  it("tells one from several", () => {
    expect(en.text.parameters({ count: 1 })).toBe("1 parameter");
    expect(en.text.parameters({ count: 1200 })).toBe("1,200 parameters");
    expect(spanish.text.hiddenLayers({ count: 0 })).toBe("0 capas ocultas");
  });

  it("has another form where the language counts otherwise", () => {
    const points = { one: "{count} punkt", few: "{count} punkty", other: "{count} punktów" };
    const rules = new Intl.PluralRules("pl");
    const told = (count: number) =>
      fill(
        points,
        (one) => rules.select(one),
        { count },
        (value) => String(value),
      );
    expect([1, 2, 5].map(told)).toEqual(["1 punkt", "2 punkty", "5 punktów"]);
  });
});

describe("What Python says", () => {
  it("is told in the language, with an option's label", () => {
    const told = { code: "events.option", values: { option: "learning_rate", value: "0.3" } };
    expect(en.tell(told)).toBe("Learning rate 0.3");
    expect(spanish.tell(told)).toBe("Tasa de aprendizaje 0.3");
    const values = { option: "activation", value: "linear" };
    expect(spanish.tell({ code: "events.option", values })).toBe("Activación Lineal");
    const off = { option: "shuffle", value: { code: "events.false", values: {} } };
    expect(spanish.tell({ code: "events.option", values: off })).toBe("Barajar no");
  });

  it("has four digits that matter, and counts whole", () => {
    const told = { code: "notices.patience", values: { count: 12345, loss: 0.048761, epoch: 3 } };
    expect(spanish.tell(told)).toBe(
      "Sin mejor pérdida en 12.345 épocas; la mejor, 0,04876, en la época 3.",
    );
  });

  it("may hold other sentences, and lists of them", () => {
    const number = { code: "refusals.number", values: { low: 0.5, high: 10 } };
    const allowed = { code: "refusals.or_none", values: { allowed: number } };
    const values = { option: "noise", allowed, value: "-1", near: "" };
    expect(spanish.tell({ code: "refusals.must_be", values })).toBe(
      "Ruido: se espera un número de 0,5 a 10 o None, no -1",
    );
    const names = ["a", number];
    expect(en.tell({ code: "refusals.one_of", values: { names } })).toBe(
      "one of a, a number from 0.5 to 10",
    );
  });

  it("is said in English where the language has no such sentence, and a text as it is", () => {
    for (const code of ["findings.new", "nothing", "constructor.name", "names.constructor"]) {
      expect(spanish.tell({ code, values: {}, text: "Something new." })).toBe("Something new.");
    }
    const strange = { option: "constructor", value: "x" };
    expect(spanish.tell({ code: "events.option", values: strange })).toBe("Constructor x");
    expect(spanish.tell("noise 10")).toBe("noise 10");
  });
});

// What does not compile; `tsc` fails where one of these does.
const { play: _, ...lacking } = es.view;
const withoutText = { ...es, view: lacking } as const;
// @ts-expect-error a sentence is missing
withoutText satisfies Translation<typeof withoutText>;

const withoutPlace = { ...es, view: { ...es.view, percent: "por ciento" } } as const;
// @ts-expect-error a place is missing
withoutPlace satisfies Translation<typeof withoutPlace>;

const otherPlace = { ...es, view: { ...es.view, percent: "{valor} %" } } as const;
// @ts-expect-error a place is called otherwise
otherPlace satisfies Translation<typeof otherPlace>;

const other = { other: "{cuenta} parámetros" } as const;
const notCounting = { ...es, view: { ...es.view, parameters: other } } as const;
// @ts-expect-error its words depend on a number that is not there
notCounting satisfies Translation<typeof notCounting>;

// A language whose words do not depend on it has one form.
const oneForm = { ...es, view: { ...es.view, parameters: "{count} parámetros" } } as const;
oneForm satisfies Translation<typeof oneForm>;

// @ts-expect-error a value is missing
en.text.weightFrom({ source: "x1" });
