// What the status bar says of the server while a mesh is shown.

import { type Disposable, LanguageStatusSeverity, languages } from "vscode";

/** The entry in the status bar. */
export interface Status extends Disposable {
  starting(): void;
  running(version: string, command: string): void;
  missing(): void;
}

export function createStatus(): Status {
  const item = languages.createLanguageStatusItem("meshc.server", { language: "mesh" });
  item.name = "meshc";
  const show = (text: string, detail: string, severity: LanguageStatusSeverity, command: string, title: string): void => {
    item.busy = false;
    item.text = text;
    item.detail = detail;
    item.severity = severity;
    item.command = { command, title };
  };
  return {
    starting: () => {
      item.busy = true;
      item.text = "meshc";
      item.detail = "the language server starts";
    },
    running: (version, command) =>
      show(`meshc ${version}`.trim(), command, LanguageStatusSeverity.Information, "meshc.restart", "Restart"),
    missing: () =>
      show("meshc", "no language server: colours only", LanguageStatusSeverity.Warning, "meshc.restart", "Retry"),
    dispose: () => item.dispose(),
  };
}
