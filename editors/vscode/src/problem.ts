// Why there is no server, in words, and what the person can do.

import { type Found, type Missing, installation } from "./locate";

/** Why there is no server. */
export interface Problem {
  /** One sentence, and the command that helps, if one does. */
  readonly message: string;
  /** The command that installs the server. */
  readonly install: string | undefined;
  /** Whether the setting `meshc.path` is what has to be changed. */
  readonly setting: boolean;
}

const COLOURS = "Colours and snippets work without it.";

/** No command was found. */
export function notFound(missing: Missing, trusted: boolean, windows: boolean): Problem {
  if (missing.setting !== undefined) {
    const message = `The setting meshc.path is "${missing.setting}", and no program is there that may be run. ${COLOURS}`;
    return { message, install: undefined, setting: true };
  }
  const install = installation(missing.python, windows);
  const hint = trusted ? "" : " Programs of a workspace that is not trusted are not run.";
  return { message: `The language server of meshc is not installed. ${COLOURS}${hint} To install it: ${install}`, install, setting: false };
}

/** The command was there, and ended instead of serving. */
export function ended(found: Found, said: string, windows: boolean): Problem {
  const install = installation(found.python, windows);
  if (/meshc\[lsp\]/.test(said)) {
    const message = `${found.command} is there without its language server. ${COLOURS} To install it: ${install}`;
    return { message, install, setting: false };
  }
  if (/unknown command `lsp`/.test(said)) {
    const newer = install.replace("pip install", "pip install --upgrade");
    const message = `${found.command} is too old to have a language server. ${COLOURS} To install a newer one: ${newer}`;
    return { message, install: newer, setting: false };
  }
  const last = said.trim().split(/\r?\n/).at(-1) ?? "";
  const message = `${found.command} lsp ended at once${last ? `: ${last}` : ""}. ${COLOURS}`;
  return { message, install: undefined, setting: found.set };
}
