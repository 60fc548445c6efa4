// Where the `meshc` command is. Knows nothing of the editor, so that it can be tried without one.

import { posix, win32 } from "node:path";

/** What is known of a machine and a workspace. */
export interface Surroundings {
  /** The setting `meshc.path`; empty where nobody set it. */
  readonly setting: string;
  /** Folders of the workspace, as paths. */
  readonly folders: readonly string[];
  /** Whether programs of the workspace may be run. */
  readonly trusted: boolean;
  /** The interpreter that the Python extension chose, where it is there. */
  readonly interpreter: string | undefined;
  /** The variable PATH. */
  readonly path: string;
  readonly home: string;
  readonly windows: boolean;
  /** Whether a program stands at a path. */
  isProgram(path: string): boolean;
  /** The path with its links followed. */
  resolve(path: string): string;
}

/** A command that is there. */
export interface Found {
  readonly command: string;
  /** Whether the person named it. */
  readonly set: boolean;
  /** Python of the environment that the command belongs to, if it stands beside it. */
  readonly python: string | undefined;
}

/** No command is there. */
export interface Missing {
  /** What the setting names, if it is set. */
  readonly setting: string | undefined;
  /** Python of the workspace's environment, into which meshc can be installed. */
  readonly python: string | undefined;
}

const ENVIRONMENTS = [".venv", "venv"];

export function locate(given: Surroundings): Found | Missing {
  const { join, dirname, delimiter, isAbsolute } = given.windows ? win32 : posix;
  const programs = given.windows ? "Scripts" : "bin";
  const meshc = given.windows ? "meshc.exe" : "meshc";
  const python = given.windows ? "python.exe" : "python";

  const allowed = (path: string): boolean =>
    isAbsolute(path) && given.isProgram(path) && (given.trusted || isOutside(given, path));
  const found = (command: string, set: boolean): Found => {
    const beside = join(dirname(command), python);
    return { command, set, python: allowed(beside) ? beside : undefined };
  };

  const setting = given.setting.trim();
  if (setting) {
    const candidates = expanded(setting, given);
    const command = candidates.find(allowed);
    return command === undefined ? { setting, python: undefined } : found(command, true);
  }
  const environments = given.folders.flatMap((folder) => ENVIRONMENTS.map((name) => join(folder, name, programs)));
  const chosen = given.interpreter === undefined ? [] : [dirname(given.interpreter)];
  const onPath = given.path.split(delimiter).filter((folder) => folder !== "");
  for (const folder of [...environments, ...chosen, ...onPath]) {
    if (allowed(join(folder, meshc))) {
      return found(join(folder, meshc), false);
    }
  }
  return { setting: undefined, python: environments.map((folder) => join(folder, python)).find(allowed) };
}

/** The command that installs the server, for a shell of any kind. */
export function installation(python: string | undefined, windows: boolean): string {
  const quote = windows ? '"' : "'";
  if (python === undefined) {
    return `pip install ${quote}meshc[lsp]${quote}`;
  }
  // PowerShell takes a quoted program for a string.
  const program = /\s/.test(python) ? `${windows ? "& " : ""}${quote}${python}${quote}` : python;
  return `${program} -m pip install ${quote}meshc[lsp]${quote}`;
}

function expanded(setting: string, given: Surroundings): string[] {
  const { join } = given.windows ? win32 : posix;
  const path = /^~(?=[/\\]|$)/.test(setting) ? join(given.home, setting.slice(1)) : setting;
  const folder = "${workspaceFolder}";
  return path.includes(folder) ? given.folders.map((root) => path.replaceAll(folder, () => root)) : [path];
}

/** Whether a path, and what it is a link to, stands outside of every folder of the workspace. */
function isOutside(given: Surroundings, path: string): boolean {
  const { relative, isAbsolute } = given.windows ? win32 : posix;
  const inside = (child: string, folder: string): boolean => {
    const way = relative(folder, child);
    return way === "" || (!/^\.\.(?:[/\\]|$)/.test(way) && !isAbsolute(way));
  };
  const paths = [path, given.resolve(path)];
  const folders = given.folders.flatMap((folder) => [folder, given.resolve(folder)]);
  return !paths.some((one) => folders.some((folder) => inside(one, folder)));
}
