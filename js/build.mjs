// Bundles the widget into one ES module and one style sheet beside the Python package.
//   node build.mjs            minified, once
//   node build.mjs --watch    again after every change
//   node build.mjs --serve    the mock page of dev/ on a local port (or the one given), rebuilt on reload

import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "..", "nnwidget", "static");
const mode = process.argv[2] ?? "--once";

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "none",
  logLevel: "info",
};

/** Every language but English, which is part of the widget, is a module of its own. */
const languages = (await readdir(path.join(here, "src", "i18n", "languages")))
  .filter((file) => file !== "en.ts")
  .map((file) => ({ in: `src/i18n/languages/${file}`, out: `languages/${path.parse(file).name}` }));

/** @type {esbuild.BuildOptions} */
const widget = {
  ...common,
  // esbuild adds the endings
  entryPoints: [
    { in: "src/widget.ts", out: "widget" },
    { in: "src/style.css", out: "widget" },
    ...languages,
  ],
  outdir: target,
  minify: true,
};

/** The licences of what the bundle contains ask to travel with it. */
async function writeLicences() {
  const packages = ["preact", "@preact/signals", "@preact/signals-core"];
  const texts = packages.map(async (name) => {
    const text = await readFile(path.join(here, "node_modules", name, "LICENSE"), "utf8");
    return `${name}\n\n${text.trim()}\n`;
  });
  await writeFile(path.join(target, "LICENSES.txt"), (await Promise.all(texts)).join("\n\n"));
}

if (mode === "--serve") {
  const context = await esbuild.context({
    ...common,
    entryPoints: ["dev/page.ts", "src/style.css"],
    outdir: path.join(here, "dev", "built"),
    sourcemap: "inline",
  });
  const { hosts, port } = await context.serve({
    servedir: path.join(here, "dev"),
    host: "127.0.0.1",
    port: Number(process.argv[3] ?? 0),
  });
  console.log(`http://${hosts[0]}:${port}/`);
} else {
  await mkdir(target, { recursive: true });
  if (mode === "--watch") {
    await (await esbuild.context(widget)).watch();
  } else {
    await esbuild.build(widget);
    await writeLicences();
    const { size } = await stat(path.join(target, "widget.js"));
    console.log(`widget.js: ${size} bytes`);
  }
}
