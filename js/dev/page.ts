// The widget with a recorded kernel: ?recorded=default, or another of test/recorded; &play=1 plays
// all of it, and without a name the recorded run; &theme=dark &lang=es;
// &state=connecting: the kernel never answers; busy: only to the hello; gone: it was restarted.
import widget from "../src/widget";
import { Player } from "./player";

const query = new URLSearchParams(location.search);
document.body.classList.toggle("dark", query.get("theme") === "dark");
const play = query.has("play");
const name = query.get("recorded") ?? (play ? "run" : "default");
const model = new Player(name, { locale: query.get("lang") ?? "en" });
model.sources = async (part) => (await fetch(`built/parts/${part}.js`)).text();

const state = query.get("state");
model.silent = state === "connecting";
model.on("msg:custom", function shown({ type }) {
  if (type !== "frame") return;
  model.off("msg:custom", shown);
  model.silent = state === "busy";
  model.dead = state === "gone";
  if (play) model.play(500);
});

const el = document.querySelector<HTMLElement>("#cell");
if (el) {
  // biome-ignore lint/suspicious/noExplicitAny: a player has only what the widget uses
  (widget.render as any)({ model, el, signal: new AbortController().signal });
}
Object.assign(window, { model });
