// The client of the language server: what it is told about this editor.

import type { ChildProcess } from "node:child_process";
import { type LogOutputChannel, workspace } from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type StaticFeature,
} from "vscode-languageclient/node";

import { SHOW_REFERENCES } from "./references";

/** Commands that the server may give code lenses, in the convention of rust-analyzer. */
const COMMANDS: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = {
      ...(capabilities.experimental as object | undefined),
      commands: { commands: [SHOW_REFERENCES] },
    };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

/** Writes faults into the output and interrupts nobody: why there is no server is told elsewhere, once. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** A client that starts the server with `start`; it never starts it again by itself, and calls `closed` instead. */
export function createClient(
  start: () => Promise<ChildProcess>,
  output: LogOutputChannel,
  closed: () => void,
): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: [
      { language: "mesh", scheme: "file" },
      { language: "mesh", scheme: "untitled" },
    ],
    initializationOptions: () => settings(),
    synchronize: { configurationSection: "meshc" },
    outputChannel: output,
    traceOutputChannel: output,
    markdown: { isTrusted: false, supportHtml: false },
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        closed();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
  };
  const client = new QuietClient("meshc", "meshc", start, options);
  client.registerFeature(COMMANDS);
  return client;
}

function settings(): { targets: string[]; overlays: string[] } {
  const own = workspace.getConfiguration("meshc");
  return { targets: own.get<string[]>("targets", []), overlays: own.get<string[]>("overlays", []) };
}
