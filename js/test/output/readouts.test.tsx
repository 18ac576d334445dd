import { describe, expect, it } from "vitest";
import { Player } from "../../dev/player";
import { place, settle, stage } from "../stage";

stage();

describe("What the scores are of", () => {
  it("is told at once where another problem has other scores, and nothing is trained", async () => {
    const model = new Player("other-problem", { locale: "en" });
    const el = place(model);
    await settle();
    const score = (name: string) => el.querySelector(`[data-nnw=${name}]`)?.textContent;
    expect(score("accuracy-test")).toMatch(/^\d+\.\d %$|^\d+\.\d%$/);
    model.play();
    await settle();
    for (const name of ["r2-test", "r2-train"]) expect(score(name)).toMatch(/^[−\d.]+$/);
    expect(score("accuracy-test")).toBeUndefined();
  });
});
