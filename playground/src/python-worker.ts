// Runs Python in a worker, and in it the language server; the page talks to it in JSON-RPC.
import type { PyodideInterface } from "pyodide";
import type { FromWorker } from "./messages";

declare const PYTHON_BYTES: number;

const PYTHON = new URL("python/", self.location.href);
/** Of the interpreter alone: the archive needs no other packages, and none may be asked for. */
const LOCK = { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2", version: "314.0.7" }, packages: {} };

const tell = (message: FromWorker): void => self.postMessage(message);

/** Counts what comes in, so that the page can show how far it is. */
function countDownloads(): void {
  const fetched = self.fetch.bind(self);
  let bytes = 0;
  self.fetch = async (...request) => {
    const response = await fetched(...request);
    if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
    if (response.body === null) return response;
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        tell({ kind: "progress", part: Math.min(bytes / PYTHON_BYTES, 1) });
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(counting), { status: response.status, headers: response.headers });
  };
}

async function loadPython(): Promise<PyodideInterface> {
  const runtime = (await import(new URL("pyodide.mjs", PYTHON).href)) as typeof import("pyodide");
  return runtime.loadPyodide({
    indexURL: PYTHON.href,
    lockFileContents: JSON.stringify(LOCK),
    stdout: (line) => console.info(line),
    stderr: (line) => console.info(line),
  });
}

async function load(): Promise<(text: string) => void> {
  countDownloads();
  const [archive, python] = await Promise.all([
    fetch(new URL("site.zip", PYTHON)).then((response) => response.arrayBuffer()),
    loadPython(),
  ]);
  tell({ kind: "starting" });
  python.unpackArchive(archive, "zip", { extractDir: "/site" });
  python.runPython("import sys; sys.path.insert(0, '/site')");
  const page = python.pyimport("page").Page((text: string) => tell({ kind: "message", text }));
  return (text) => page.receive(text);
}

const receiving = load();
receiving.then(
  () => tell({ kind: "ready" }),
  (error: unknown) => tell({ kind: "failed", reason: String(error) }),
);

self.onmessage = async (event: MessageEvent<string>) => {
  try {
    (await receiving)(event.data);
  } catch (error) {
    tell({ kind: "failed", reason: String(error) });
  }
};
