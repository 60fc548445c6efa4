// Where the extension begins and ends.

import { type ExtensionContext, commands, window, workspace } from "vscode";

import { registerReferences } from "./references";
import { Server } from "./server";
import { createStatus } from "./status";
import { onInterpreterChange } from "./surroundings";

let server: Server | undefined;

/** Called by the editor when a mesh is opened, or a command of the extension is called. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel("meshc", { log: true });
  const status = createStatus();
  const started = (server = new Server(output, status));
  context.subscriptions.push(
    output,
    status,
    registerReferences(() => started.client),
    commands.registerCommand("meshc.restart", () => started.restart()),
    commands.registerCommand("meshc.showOutput", () => output.show(true)),
    workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("meshc.path") && started.restart()),
    workspace.onDidGrantWorkspaceTrust(() => started.restart()),
    // Whoever installs the server comes back to the mesh: that is when it is looked for again.
    window.onDidChangeWindowState((state) => state.focused && started.retry()),
    window.onDidChangeActiveTextEditor((editor) => editor?.document.languageId === "mesh" && started.retry()),
    workspace.onDidSaveTextDocument((document) => document.languageId === "mesh" && started.retry()),
  );
  await started.restart();
  const listening = await onInterpreterChange(() => void started.restart());
  if (listening !== undefined) {
    context.subscriptions.push(listening);
  }
}

/** Called by the editor when it closes, or the extension is switched off. */
export async function deactivate(): Promise<void> {
  await server?.stop();
}
