// Help while one writes: completion and signatures.
import type * as lsp from "vscode-languageserver-protocol";
import { MESH } from "../languages/mesh";
import { monaco } from "../monaco";
import type { Server } from "./client";
import { at, fromDocumentation, fromEdit, fromRange } from "./convert";

const { CompletionItemKind, CompletionItemInsertTextRule } = monaco.languages;

const KINDS: Partial<Record<lsp.CompletionItemKind, monaco.languages.CompletionItemKind>> = {
  1: CompletionItemKind.Text,
  2: CompletionItemKind.Method,
  3: CompletionItemKind.Function,
  5: CompletionItemKind.Field,
  6: CompletionItemKind.Variable,
  7: CompletionItemKind.Class,
  8: CompletionItemKind.Interface,
  9: CompletionItemKind.Module,
  10: CompletionItemKind.Property,
  11: CompletionItemKind.Unit,
  12: CompletionItemKind.Value,
  13: CompletionItemKind.Enum,
  14: CompletionItemKind.Keyword,
  15: CompletionItemKind.Snippet,
  17: CompletionItemKind.File,
  18: CompletionItemKind.Reference,
  20: CompletionItemKind.EnumMember,
  21: CompletionItemKind.Constant,
  22: CompletionItemKind.Struct,
};

interface Item extends monaco.languages.CompletionItem {
  given: lsp.CompletionItem;
}

export function provideWriting(server: Server): void {
  const { completionProvider, signatureHelpProvider } = server.capabilities;
  if (completionProvider) provideCompletion(server, completionProvider);
  if (signatureHelpProvider) provideSignatures(server, signatureHelpProvider);
}

function provideCompletion(server: Server, options: lsp.CompletionOptions): void {
  const provider: monaco.languages.CompletionItemProvider = {
    triggerCharacters: options.triggerCharacters ?? [],
    async provideCompletionItems(model, position, context) {
      const found = await server.ask<lsp.CompletionList | lsp.CompletionItem[]>("textDocument/completion", {
        ...at(model, position),
        context: { triggerKind: context.triggerKind + 1, triggerCharacter: context.triggerCharacter },
      });
      const list = Array.isArray(found) ? { items: found, isIncomplete: false } : found;
      if (list === null) return { suggestions: [] };
      const word = model.getWordUntilPosition(position);
      const typed = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, position.column);
      return { suggestions: list.items.map((each) => fromItem(each, typed)), incomplete: list.isIncomplete };
    },
  };
  if (options.resolveProvider) {
    provider.resolveCompletionItem = async (item) => {
      const resolved = await server.ask<lsp.CompletionItem>("completionItem/resolve", (item as Item).given);
      return resolved === null ? item : fromItem(resolved, item.range as monaco.IRange);
    };
  }
  monaco.languages.registerCompletionItemProvider(MESH, provider);
}

function fromItem(item: lsp.CompletionItem, typed: monaco.IRange): Item {
  const edit = item.textEdit;
  const documentation = fromDocumentation(item.documentation);
  return {
    given: item,
    label: item.labelDetails ? { label: item.label, ...item.labelDetails } : item.label,
    kind: KINDS[item.kind ?? 1] ?? CompletionItemKind.Text,
    insertText: edit?.newText ?? item.insertText ?? item.label,
    range: edit === undefined ? typed : fromRange("range" in edit ? edit.range : edit.insert),
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    ...(documentation === undefined ? {} : { documentation }),
    ...(item.sortText === undefined ? {} : { sortText: item.sortText }),
    ...(item.filterText === undefined ? {} : { filterText: item.filterText }),
    ...(item.preselect === undefined ? {} : { preselect: item.preselect }),
    ...(item.insertTextFormat === 2 ? { insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet } : {}),
    ...(item.additionalTextEdits ? { additionalTextEdits: item.additionalTextEdits.map(fromEdit) } : {}),
    ...(item.command?.command === "editor.action.triggerSuggest" ? { command: { id: item.command.command, title: "" } } : {}),
  };
}

function provideSignatures(server: Server, options: lsp.SignatureHelpOptions): void {
  monaco.languages.registerSignatureHelpProvider(MESH, {
    signatureHelpTriggerCharacters: options.triggerCharacters ?? [],
    signatureHelpRetriggerCharacters: options.retriggerCharacters ?? [],
    async provideSignatureHelp(model, position) {
      const found = await server.ask<lsp.SignatureHelp>("textDocument/signatureHelp", at(model, position));
      if (found === null || found.signatures.length === 0) return null;
      const signatures = found.signatures.map((each) => ({
        label: each.label,
        documentation: fromDocumentation(each.documentation) ?? "",
        parameters: (each.parameters ?? []).map((parameter) => ({
          label: parameter.label,
          documentation: fromDocumentation(parameter.documentation) ?? "",
        })),
        ...(typeof each.activeParameter === "number" ? { activeParameter: each.activeParameter } : {}),
      }));
      const value = { signatures, activeSignature: found.activeSignature ?? 0, activeParameter: found.activeParameter ?? 0 };
      return { value, dispose: () => undefined };
    },
  });
}
