// The parts of the widget: what is not seen at the first look, each an ES module of its own.
//
// A part is a file in a folder `parts` of a room, or a language. The module's default export
// makes the part out of the modules of the first view: so nothing is there twice, and each widget
// of a page keeps its own Preact and its own state. What only parts import is bundled into them.

import { createHash } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as esbuild from "esbuild";

const FIRST_VIEW = "src/widget.ts";
/** What the first view imports to hand its modules on. */
const SHARED = "nnwidget:shared";

/** The files below src/, sorted, with forward slashes. */
async function sources(root) {
  const found = await readdir(path.join(root, "src"), { recursive: true });
  return found
    .map((file) => `src/${file.replaceAll(path.sep, "/")}`)
    .filter((file) => /\.(tsx?|json)$/.test(file))
    .sort();
}

const isPart = (file) => /^src\/\w+\/(parts|languages)\/[\w-]+\.tsx?$/.test(file);

/** By module, the sorted names that bundles import, which esbuild writes in one way only. */
function imported(bundles) {
  const found = new Map();
  for (const { path: bundle, text } of bundles) {
    for (const [line] of text.matchAll(/^import\b[^"]*".*/gm)) {
      const [, names, name] = line.match(/^import \{([^}]*)\} from "(.*)";$/) ?? [];
      if (!names) throw new Error(`${bundle}: a part imports by names, not so: ${line}`);
      const all = found.get(name) ?? found.set(name, new Set()).get(name);
      for (const one of names.split(",")) all.add(one.trim().split(" ")[0]);
    }
  }
  return [...found.keys()].sort().map((name) => [name, [...found.get(name)].sort()]);
}

/**
 * Bundles the parts into the folder `target`, whenever the first view is bundled.
 * @param {string} target
 * @param {esbuild.BuildOptions} common
 * @returns {esbuild.Plugin}
 */
export function parts(target, common) {
  const root = common.absWorkingDir;
  const onlyShared = { filter: new RegExp(`^${SHARED}$`) };

  /** The files of the first view. */
  async function firstView() {
    const { metafile } = await esbuild.build({
      ...common,
      entryPoints: [FIRST_VIEW],
      external: [SHARED],
      logLevel: "warning",
      metafile: true,
      write: false,
      outdir: target,
    });
    return new Set(Object.keys(metafile.inputs));
  }

  /** Leaves what is in the first view out of the parts; `from` gets the files by their names. */
  function fromFirstView(first, from) {
    return {
      name: "from-first-view",
      setup(build) {
        build.onResolve({ filter: /./ }, async ({ path: wanted, pluginData, ...place }) => {
          if (place.kind === "entry-point" || pluginData === from) return;
          const found = await build.resolve(wanted, { ...place, pluginData: from });
          const file = path.relative(root, found.path).replaceAll(path.sep, "/");
          if (!first.has(file)) return found;
          const own = wanted.startsWith(".");
          const name = own ? file.replace(/^src\/|\.tsx?$/g, "") : wanted;
          from.set(name, own ? `./${file}` : wanted);
          return { path: name, external: true };
        });
      },
    };
  }

  /** The parts as modules, and the module that hands on what they need of the first view. */
  async function bundle(files) {
    const from = new Map();
    /** @type {esbuild.BuildOptions} */
    const options = {
      ...common,
      entryPoints: files.map((file) => ({ in: file, out: path.parse(file).name })),
      outdir: path.join(target, "parts"),
      plugins: [fromFirstView(await firstView(), from)],
      logLevel: "warning",
      write: false,
    };
    const plain = await esbuild.build({ ...options, minify: false });
    const { outputFiles: modules } = await esbuild.build({
      ...options,
      format: "cjs",
      banner: { js: "export default (require) => { const module = { exports: {} };" },
      footer: { js: "return module.exports; };" },
    });
    const hash = createHash("sha256");
    for (const { contents } of modules) hash.update(contents);
    const lines = [`export const build = "${hash.digest("hex").slice(0, 12)}";`];
    const table = imported(plain.outputFiles).map(([name, exports], i) => {
      const alias = exports.map((one) => `${one} as m${i}${one}`);
      lines.push(`import { ${alias} } from "${from.get(name)}";`);
      return `"${name}": { ${exports.map((one) => `${one}: m${i}${one}`)} }`;
    });
    lines.push(`export const modules = { ${table} };`);
    return { modules, shared: lines.join("\n") };
  }

  async function write(modules) {
    const folder = path.join(target, "parts");
    await mkdir(folder, { recursive: true });
    const names = new Set(modules.map((module) => path.basename(module.path)));
    for (const old of await readdir(folder)) {
      if (!names.has(old)) await rm(path.join(folder, old));
    }
    for (const module of modules) await writeFile(module.path, module.contents);
  }

  return {
    name: "parts",
    setup(build) {
      build.onResolve(onlyShared, () => ({ path: SHARED, namespace: "parts" }));
      build.onLoad({ filter: /./, namespace: "parts" }, async () => {
        const files = await sources(root);
        const { modules, shared } = await bundle(files.filter(isPart));
        await write(modules);
        return {
          contents: shared,
          resolveDir: root,
          watchFiles: files.map((file) => path.join(root, file)),
          watchDirs: [path.join(root, "src")],
        };
      });
    },
  };
}
