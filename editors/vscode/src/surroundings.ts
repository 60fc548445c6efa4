// The machine and the workspace as the editor shows them.

import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { type Disposable, Uri, extensions, workspace } from "vscode";

import type { Surroundings } from "./locate";

/** What is used of the Python extension: https://github.com/microsoft/vscode-python/wiki/Python-Environment-APIs */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: Uri): { readonly path: string };
    resolveEnvironment(
      environment: string | { readonly path: string },
    ): Promise<{ readonly executable: { readonly uri?: Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: (listener: () => void) => Disposable;
  };
}

const PYTHON = "ms-python.python";

/** What is known at once: without the interpreter, for which the Python extension has to be started. */
export function surroundings(): Surroundings {
  const windows = process.platform === "win32";
  const folders = (workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === "file");
  return {
    setting: workspace.getConfiguration("meshc").get("path", ""),
    folders: folders.map((folder) => folder.uri.fsPath),
    trusted: workspace.isTrusted,
    interpreter: undefined,
    path: process.env["PATH"] ?? "",
    home: homedir(),
    windows,
    isProgram: (path) => isProgram(path, windows),
    resolve,
  };
}

/** Call something whenever another interpreter is chosen in the Python extension. */
export async function onInterpreterChange(listener: () => void): Promise<Disposable | undefined> {
  return (await python())?.environments.onDidChangeActiveEnvironmentPath(listener);
}

/** The interpreter that the Python extension chose for the workspace, if that extension is there. */
export async function interpreter(): Promise<string | undefined> {
  try {
    const environments = (await python())?.environments;
    const active = environments?.getActiveEnvironmentPath(workspace.workspaceFolders?.[0]?.uri);
    return active && (await environments?.resolveEnvironment(active))?.executable.uri?.fsPath;
  } catch {
    return undefined; // an extension of others that fails is as good as none
  }
}

async function python(): Promise<PythonExtension | undefined> {
  const extension = extensions.getExtension<PythonExtension>(PYTHON);
  if (extension === undefined) {
    return undefined;
  }
  try {
    const exported = extension.isActive ? extension.exports : await extension.activate();
    return exported?.environments === undefined ? undefined : exported;
  } catch {
    return undefined;
  }
}

function isProgram(path: string, windows: boolean): boolean {
  try {
    accessSync(path, windows ? constants.F_OK : constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function resolve(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
