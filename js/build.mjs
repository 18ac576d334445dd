// Bundles the widget into one ES module and one style sheet beside the Python package, and its
// parts, which come when they are opened, into a module each.
//   node build.mjs            minified, once
//   node build.mjs --watch    again after every change
//   node build.mjs --serve    the page of dev/, which plays recordings, on a local port (or the one given),
//                             rebuilt on reload

import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { parts } from "./parts.mjs";

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

/** @type {esbuild.BuildOptions} */
const widget = {
  ...common,
  // esbuild adds the endings
  entryPoints: [
    { in: "src/widget.ts", out: "widget" },
    { in: "src/style.css", out: "widget" },
  ],
  outdir: target,
  minify: true,
  plugins: [parts(target, { ...common, minify: true })],
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
  const built = path.join(here, "dev", "built");
  const context = await esbuild.context({
    ...common,
    entryPoints: ["dev/page.ts", "src/style.css"],
    outdir: built,
    sourcemap: "inline",
    plugins: [parts(built, common)],
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
    for (const name of ["widget.js", ...(await readdir(path.join(target, "parts"))).sort()]) {
      const { size } = await stat(path.join(target, name === "widget.js" ? "" : "parts", name));
      console.log(`${name}: ${size} bytes`);
    }
  }
}
