// The one message that says why there is no server.

import { commands, env, window } from "vscode";

import type { Problem } from "./problem";

const TERMINAL = "Install in Terminal";
const COPY = "Copy Command";
const SETTING = "Open Setting";
const OUTPUT = "Show Output";
const RETRY = "Retry";

/** Show a problem, and do what the person chooses; resolves with whether to try again. */
export async function tell(problem: Problem): Promise<boolean> {
  const help = problem.install !== undefined ? [TERMINAL, COPY] : problem.setting ? [SETTING] : [OUTPUT];
  const chosen = await window.showWarningMessage(problem.message, ...help, RETRY);
  switch (chosen) {
    case TERMINAL: {
      const terminal = window.createTerminal("meshc");
      terminal.show();
      terminal.sendText(problem.install ?? "");
      return false;
    }
    case COPY:
      await env.clipboard.writeText(problem.install ?? "");
      return false;
    case SETTING:
      await commands.executeCommand("workbench.action.openSettings", "meshc.path");
      return false;
    case OUTPUT:
      await commands.executeCommand("meshc.showOutput");
      return false;
    default:
      return chosen === RETRY;
  }
}
