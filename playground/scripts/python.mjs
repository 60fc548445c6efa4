// Wheels and python/*.py become build/playground/python/site.zip, compiled by the very Python that the page runs.
import { readFile, writeFile } from "node:fs/promises";
import { loadPyodide } from "pyodide";

/** The archive of compiled Python. */
export async function packPython(wheels, modules, archive) {
  const python = await loadPyodide();
  python.FS.mkdirTree("/wheels");
  python.FS.mkdirTree("/modules");
  python.FS.mount(python.FS.filesystems.NODEFS, { root: wheels }, "/wheels");
  python.FS.mount(python.FS.filesystems.NODEFS, { root: modules }, "/modules");
  python.runPython(await readFile(new URL("../python/pack.py", import.meta.url), "utf8"));
  python.runPython(`pack("/wheels", "/modules", "/site.zip")`);
  await writeFile(archive, python.FS.readFile("/site.zip"));
}
