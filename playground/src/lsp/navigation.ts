// To find one's way: hover, definitions, references, symbols, folding, selection.
import type * as lsp from "vscode-languageserver-protocol";
import { MESH } from "../languages/mesh";
import { monaco } from "../monaco";
import type { Server } from "./client";
import { at, fromLocations, fromMarkup, fromRange, toPosition } from "./convert";

export function provideNavigation(server: Server): void {
  const can = server.capabilities;
  if (can.hoverProvider) provideHover(server);
  if (can.definitionProvider) provideDefinition(server);
  if (can.referencesProvider) provideReferences(server);
  if (can.documentHighlightProvider) provideHighlights(server);
  if (can.documentSymbolProvider) provideSymbols(server);
  if (can.foldingRangeProvider) provideFolding(server);
  if (can.selectionRangeProvider) provideSelection(server);
  if (can.documentLinkProvider) provideLinks(server);
}

function provideHover(server: Server): void {
  monaco.languages.registerHoverProvider(MESH, {
    async provideHover(model, position) {
      const found = await server.ask<lsp.Hover>("textDocument/hover", at(model, position));
      if (found === null) return null;
      const contents = (Array.isArray(found.contents) ? found.contents : [found.contents]).map(fromMarkup);
      return found.range ? { contents, range: fromRange(found.range) } : { contents };
    },
  });
}

function provideDefinition(server: Server): void {
  monaco.languages.registerDefinitionProvider(MESH, {
    provideDefinition: async (model, position) =>
      fromLocations(await server.ask<lsp.Location[] | lsp.LocationLink[]>("textDocument/definition", at(model, position))),
  });
}

function provideReferences(server: Server): void {
  monaco.languages.registerReferenceProvider(MESH, {
    provideReferences: async (model, position, context) =>
      fromLocations(await server.ask<lsp.Location[]>("textDocument/references", { ...at(model, position), context })),
  });
}

function provideHighlights(server: Server): void {
  monaco.languages.registerDocumentHighlightProvider(MESH, {
    async provideDocumentHighlights(model, position) {
      const found = await server.ask<lsp.DocumentHighlight[]>("textDocument/documentHighlight", at(model, position));
      return (found ?? []).map((each) => ({ range: fromRange(each.range), kind: (each.kind ?? 1) - 1 }));
    },
  });
}

function provideSymbols(server: Server): void {
  monaco.languages.registerDocumentSymbolProvider(MESH, {
    async provideDocumentSymbols(model) {
      const uri = model.uri.toString();
      const found = await server.ask<lsp.DocumentSymbol[]>("textDocument/documentSymbol", { textDocument: { uri } });
      return (found ?? []).map(fromSymbol);
    },
  });
}

function fromSymbol(symbol: lsp.DocumentSymbol): monaco.languages.DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail ?? "",
    kind: symbol.kind - 1,
    tags: [],
    range: fromRange(symbol.range),
    selectionRange: fromRange(symbol.selectionRange),
    children: (symbol.children ?? []).map(fromSymbol),
  };
}

function provideFolding(server: Server): void {
  monaco.languages.registerFoldingRangeProvider(MESH, {
    async provideFoldingRanges(model) {
      const uri = model.uri.toString();
      const found = await server.ask<lsp.FoldingRange[]>("textDocument/foldingRange", { textDocument: { uri } });
      return (found ?? []).map((each) => ({
        start: each.startLine + 1,
        end: each.endLine + 1,
        ...(each.kind ? { kind: new monaco.languages.FoldingRangeKind(each.kind) } : {}),
      }));
    },
  });
}

function provideSelection(server: Server): void {
  monaco.languages.registerSelectionRangeProvider(MESH, {
    async provideSelectionRanges(model, positions) {
      const found = await server.ask<lsp.SelectionRange[]>("textDocument/selectionRange", {
        textDocument: { uri: model.uri.toString() },
        positions: positions.map(toPosition),
      });
      return (found ?? []).map((innermost) => {
        const ranges: monaco.languages.SelectionRange[] = [];
        for (let each: lsp.SelectionRange | undefined = innermost; each; each = each.parent) ranges.push({ range: fromRange(each.range) });
        return ranges;
      });
    },
  });
}

function provideLinks(server: Server): void {
  monaco.languages.registerLinkProvider(MESH, {
    async provideLinks(model) {
      const uri = model.uri.toString();
      const found = await server.ask<lsp.DocumentLink[]>("textDocument/documentLink", { textDocument: { uri } });
      return { links: (found ?? []).map((each) => ({ range: fromRange(each.range), ...(each.target ? { url: each.target } : {}) })) };
    },
  });
}
