// The command behind a code lens that shows places: the editor wants its own types, the server sends those of LSP.

import { type Disposable, commands } from "vscode";
import type { LanguageClient, Location, Position } from "vscode-languageclient/node";

export const SHOW_REFERENCES = "meshc.showReferences";

/** Register the command; `client` gives the running client. */
export function registerReferences(client: () => LanguageClient | undefined): Disposable {
  return commands.registerCommand(
    SHOW_REFERENCES,
    async (uri: string, position: Position, locations: readonly Location[]) => {
      const convert = client()?.protocol2CodeConverter;
      if (convert === undefined) {
        return;
      }
      await commands.executeCommand(
        "editor.action.showReferences",
        convert.asUri(uri),
        convert.asPosition(position),
        locations.map((location) => convert.asLocation(location)),
      );
    },
  );
}
