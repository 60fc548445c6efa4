// Builds the page into a folder: node scripts/build.mjs OUT WHEELS FACTS
//
// WHEELS is a folder of wheels, FACTS what scripts/facts.py printed. The same input gives the same bytes.
import { copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licences } from "./licences.mjs";
import { packPython } from "./python.mjs";

const HERE = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const PYODIDE = dirname(createRequire(import.meta.url).resolve("pyodide/package.json"));
const RUNTIME = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"];

const [out, wheels, factsFile] = process.argv.slice(2).map((path) => resolve(path));
const facts = JSON.parse(await readFile(factsFile, "utf8"));

/** `virtual:NAME` is what FACTS says under that name. */
const virtual = {
  name: "virtual",
  setup(plugin) {
    plugin.onResolve({ filter: /^virtual:/ }, ({ path }) => ({ path, namespace: "virtual" }));
    plugin.onLoad({ filter: /.*/, namespace: "virtual" }, ({ path }) => ({
      contents: JSON.stringify(facts[path.slice("virtual:".length)]),
      loader: "json",
    }));
  },
};

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "python"), { recursive: true });
for (const name of RUNTIME) await copyFile(join(PYODIDE, name), join(out, "python", name));
const pythonLicences = await packPython(wheels, join(HERE, "python"), join(out, "python", "site.zip"));
const sizes = await Promise.all([...RUNTIME, "site.zip"].map(async (name) => (await stat(join(out, "python", name))).size));
const scripts = RUNTIME.filter((name) => name.endsWith(".mjs")).length;
/** What the worker fetches; scripts are imported and not counted. */
const fetched = sizes.slice(scripts).reduce((sum, size) => sum + size, 0);

const options = {
  absWorkingDir: HERE,
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome115", "firefox115", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  loader: { ".ttf": "file" },
  assetNames: "[name]",
  chunkNames: "[name]-[hash]",
  define: { PYTHON_BYTES: String(fetched) },
  plugins: [virtual],
  logLevel: "warning",
};
await build({ ...options, entryPoints: ["src/boot.ts", "src/main.ts"], splitting: true });
await build({
  ...options,
  entryPoints: { "python-worker": "src/python-worker.ts", "editor-worker": "monaco-editor/editor/editor.worker" },
});
await writeFile(join(out, "licences.txt"), await licences(dirname(PYODIDE), pythonLicences));
await copyFile(join(HERE, "icon.svg"), join(out, "icon.svg"));
await writeFile(join(out, "index.html"), await readFile(join(HERE, "index.html")));
