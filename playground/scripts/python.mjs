// Wheels and python/*.py become one archive, compiled by the very Python that the page runs.
import { readFile, writeFile } from "node:fs/promises";
import { loadPyodide } from "pyodide";

/** Writes the archive; the licences of what is in it. */
export async function packPython(wheels, modules, archive) {
  // Sets are stored in the order of their hashes.
  const python = await loadPyodide({ env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" } });
  for (const [folder, root] of Object.entries({ "/wheels": wheels, "/modules": modules })) {
    python.FS.mkdirTree(folder);
    python.FS.mount(python.FS.filesystems.NODEFS, { root }, folder);
  }
  python.runPython(await readFile(new URL("../python/pack.py", import.meta.url), "utf8"));
  python.runPython(`pack("/wheels", "/modules", "/site.zip")`);
  await writeFile(archive, python.FS.readFile("/site.zip"));
  return python.runPython(`licences("/wheels")`);
}
