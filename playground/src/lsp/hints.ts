// What stands in the text without being written: colours by meaning, hints, lenses.
import type * as lsp from "vscode-languageserver-protocol";
import { MESH } from "../languages/mesh";
import { monaco } from "../monaco";
import { SHOW_REFERENCES } from "./capabilities";
import type { Server } from "./client";
import { fromDocumentation, fromEdit, fromLocations, fromPosition, fromRange, toRange } from "./convert";

const refreshing: (() => void)[] = [];

/** Asks anew for everything of this kind: after other settings, all of it may be different. */
export function refreshHints(): void {
  for (const refresh of refreshing) refresh();
}

function refreshable(server: Server, method: string, refresh: () => void): void {
  refreshing.push(refresh);
  server.on(method, refresh);
}

export function provideHints(server: Server): void {
  const can = server.capabilities;
  if (can.semanticTokensProvider) provideTokens(server, can.semanticTokensProvider.legend);
  if (can.inlayHintProvider) provideInlays(server);
  if (can.codeLensProvider) provideLenses(server, can.codeLensProvider);
}

function provideTokens(server: Server, legend: lsp.SemanticTokensLegend): void {
  const changed = new monaco.Emitter<void>();
  refreshable(server, "workspace/semanticTokens/refresh", () => changed.fire());
  monaco.languages.registerDocumentSemanticTokensProvider(MESH, {
    onDidChange: changed.event,
    getLegend: () => legend,
    releaseDocumentSemanticTokens: () => undefined,
    async provideDocumentSemanticTokens(model) {
      const uri = model.uri.toString();
      const found = await server.ask<lsp.SemanticTokens>("textDocument/semanticTokens/full", { textDocument: { uri } });
      return found === null ? null : { data: new Uint32Array(found.data) };
    },
  });
}

function provideInlays(server: Server): void {
  const changed = new monaco.Emitter<void>();
  refreshable(server, "workspace/inlayHint/refresh", () => changed.fire());
  monaco.languages.registerInlayHintsProvider(MESH, {
    onDidChangeInlayHints: changed.event,
    async provideInlayHints(model, range) {
      const params = { textDocument: { uri: model.uri.toString() }, range: toRange(range) };
      const found = await server.ask<lsp.InlayHint[]>("textDocument/inlayHint", params);
      return { hints: (found ?? []).map(fromHint), dispose: () => undefined };
    },
  });
}

function fromHint(hint: lsp.InlayHint): monaco.languages.InlayHint {
  const tooltip = fromDocumentation(hint.tooltip);
  return {
    label: typeof hint.label === "string" ? hint.label : hint.label.map((part) => ({ label: part.value })),
    position: fromPosition(hint.position),
    paddingLeft: hint.paddingLeft ?? false,
    paddingRight: hint.paddingRight ?? false,
    ...(hint.kind === undefined ? {} : { kind: hint.kind }),
    ...(tooltip === undefined ? {} : { tooltip }),
    ...(hint.textEdits === undefined ? {} : { textEdits: hint.textEdits.map(fromEdit) }),
  };
}

interface Lens extends monaco.languages.CodeLens {
  given: lsp.CodeLens;
}

function provideLenses(server: Server, options: lsp.CodeLensOptions): void {
  const changed = new monaco.Emitter<monaco.languages.CodeLensProvider>();
  const provider: monaco.languages.CodeLensProvider = {
    onDidChange: changed.event,
    async provideCodeLenses(model) {
      const uri = model.uri.toString();
      const found = await server.ask<lsp.CodeLens[]>("textDocument/codeLens", { textDocument: { uri } });
      return { lenses: (found ?? []).map(fromLens), dispose: () => undefined };
    },
  };
  if (options.resolveProvider) {
    provider.resolveCodeLens = async (_model, lens) => {
      const resolved = await server.ask<lsp.CodeLens>("codeLens/resolve", (lens as Lens).given);
      return resolved === null ? lens : fromLens(resolved);
    };
  }
  refreshable(server, "workspace/codeLens/refresh", () => changed.fire(provider));
  monaco.languages.registerCodeLensProvider(MESH, provider);
}

function fromLens(lens: lsp.CodeLens): Lens {
  const command = lens.command;
  return {
    given: lens,
    range: fromRange(lens.range),
    ...(command ? { command: fromCommand(command) } : {}),
  };
}

/** Monaco has a command of its own for a list of places. */
function fromCommand({ command, title, arguments: given = [] }: lsp.Command): monaco.languages.Command {
  if (command !== SHOW_REFERENCES) return { id: command, title };
  const [uri, position, places] = given as [string, lsp.Position, lsp.Location[]];
  return { id: "editor.action.showReferences", title, arguments: [monaco.Uri.parse(uri), fromPosition(position), fromLocations(places)] };
}
