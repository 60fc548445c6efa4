// The licences of what is in the page.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const FILES = ["monaco-editor/LICENSE", "monaco-editor/ThirdPartyNotices.txt"];
const PYODIDE = `==== pyodide

Pyodide, and CPython in it: Mozilla Public License 2.0, https://www.mozilla.org/MPL/2.0/, source at
https://github.com/pyodide/pyodide; CPython: https://docs.python.org/3/license.html

`;

/** One text; `python` is what the wheels say. */
export async function licences(modules, python) {
  const texts = await Promise.all(FILES.map(async (name) => `==== ${name}\n\n${(await readFile(join(modules, name), "utf8")).trim()}\n\n`));
  return texts.join("") + PYODIDE + python;
}
