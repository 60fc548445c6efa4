// What changes the text: formatting and renaming.
import type * as lsp from "vscode-languageserver-protocol";
import { MESH } from "../languages/mesh";
import { monaco } from "../monaco";
import type { Server } from "./client";
import { at, fromEdit, fromRange, fromWorkspaceEdit, toPosition, toRange } from "./convert";

export function provideEdits(server: Server): void {
  const can = server.capabilities;
  if (can.documentFormattingProvider) provideFormatting(server);
  if (can.documentRangeFormattingProvider) provideRangeFormatting(server);
  if (can.documentOnTypeFormattingProvider) provideOnTypeFormatting(server, can.documentOnTypeFormattingProvider);
  if (can.renameProvider) provideRename(server);
}

type Edits = lsp.TextEdit[];

function provideFormatting(server: Server): void {
  monaco.languages.registerDocumentFormattingEditProvider(MESH, {
    async provideDocumentFormattingEdits(model, options) {
      const params = { textDocument: { uri: model.uri.toString() }, options };
      return ((await server.ask<Edits>("textDocument/formatting", params)) ?? []).map(fromEdit);
    },
  });
}

function provideRangeFormatting(server: Server): void {
  monaco.languages.registerDocumentRangeFormattingEditProvider(MESH, {
    async provideDocumentRangeFormattingEdits(model, range, options) {
      const params = { textDocument: { uri: model.uri.toString() }, range: toRange(range), options };
      return ((await server.ask<Edits>("textDocument/rangeFormatting", params)) ?? []).map(fromEdit);
    },
  });
}

function provideOnTypeFormatting(server: Server, triggers: lsp.DocumentOnTypeFormattingOptions): void {
  monaco.languages.registerOnTypeFormattingEditProvider(MESH, {
    autoFormatTriggerCharacters: [triggers.firstTriggerCharacter, ...(triggers.moreTriggerCharacter ?? [])],
    async provideOnTypeFormattingEdits(model, position, ch, options) {
      const params = { textDocument: { uri: model.uri.toString() }, position: toPosition(position), ch, options };
      return ((await server.ask<Edits>("textDocument/onTypeFormatting", params)) ?? []).map(fromEdit);
    },
  });
}

function provideRename(server: Server): void {
  monaco.languages.registerRenameProvider(MESH, {
    async provideRenameEdits(model, position, newName) {
      try {
        const edit = await server.demand<lsp.WorkspaceEdit | null>("textDocument/rename", { ...at(model, position), newName });
        return edit === null ? { edits: [] } : fromWorkspaceEdit(edit);
      } catch (error) {
        return { edits: [], rejectReason: (error as Error).message };
      }
    },
    async resolveRenameLocation(model, position) {
      const nothing = { range: new monaco.Range(1, 1, 1, 1), text: "", rejectReason: "nothing here has a name" };
      const found = await server.ask<lsp.Range | { range: lsp.Range; placeholder: string }>(
        "textDocument/prepareRename",
        at(model, position),
      );
      if (found === null) return nothing;
      const range = fromRange("range" in found ? found.range : found);
      return { range, text: "placeholder" in found ? found.placeholder : model.getValueInRange(range) };
    },
  });
}
