// The widget with a mock kernel: ?theme=dark &lang=es &play=1
// &state=busy|gone|refused|connecting|many|finding; ?recorded=default and the like plays what a
// kernel sent.
import widget from "../src/widget";
import { MockModel } from "./mock";
import { Player } from "./player";

const query = new URLSearchParams(location.search);
document.body.classList.toggle("dark", query.get("theme") === "dark");
const state = query.get("state") ?? "";
const locale = query.get("lang") ?? "en";
const name = query.get("recorded");
const model = name
  ? new Player(name, { locale })
  : new MockModel({ locale, ...(state === "many" && MANY()) }, state);
model.sources = async (part) => (await fetch(`built/parts/${part}.js`)).text();
const el = document.querySelector<HTMLElement>("#cell");
if (el) {
  // biome-ignore lint/suspicious/noExplicitAny: a mock has only what the widget uses
  (widget.render as any)({ model, el, signal: new AbortController().signal });
}
if (model instanceof MockModel && query.has("play")) model.play();
Object.assign(window, { model });

function MANY() {
  return { hidden_layers: [8, 8, 8, 8, 6, 4], features: ["x1", "x2", "x1^2", "x2^2", "x1*x2"] };
}
