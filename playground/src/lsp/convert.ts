// Values of the language server protocol as Monaco's, and back. Lines and columns begin at 0 there, at 1 here.
import type * as lsp from "vscode-languageserver-protocol";
import { monaco } from "../monaco";

export function toPosition(position: monaco.IPosition): lsp.Position {
  return { line: position.lineNumber - 1, character: position.column - 1 };
}

export function toRange(range: monaco.IRange): lsp.Range {
  return {
    start: { line: range.startLineNumber - 1, character: range.startColumn - 1 },
    end: { line: range.endLineNumber - 1, character: range.endColumn - 1 },
  };
}

export function fromPosition(position: lsp.Position): monaco.Position {
  return new monaco.Position(position.line + 1, position.character + 1);
}

export function fromRange(range: lsp.Range): monaco.Range {
  return new monaco.Range(range.start.line + 1, range.start.character + 1, range.end.line + 1, range.end.character + 1);
}

/** Where something of a text is. */
export function at(model: monaco.editor.ITextModel, position: monaco.IPosition): lsp.TextDocumentPositionParams {
  return { textDocument: { uri: model.uri.toString() }, position: toPosition(position) };
}

export function fromEdit(edit: lsp.TextEdit): monaco.languages.TextEdit {
  return { range: fromRange(edit.range), text: edit.newText };
}

/** Edits of texts that are open; the page has all of a project's open. */
export function fromWorkspaceEdit(edit: lsp.WorkspaceEdit): monaco.languages.WorkspaceEdit {
  const changes: [string, lsp.TextEdit[]][] = Object.entries(edit.changes ?? {});
  for (const change of edit.documentChanges ?? []) {
    if ("textDocument" in change) changes.push([change.textDocument.uri, change.edits as lsp.TextEdit[]]);
  }
  return {
    edits: changes.flatMap(([uri, edits]) =>
      edits.map((each) => ({ resource: monaco.Uri.parse(uri), versionId: undefined, textEdit: fromEdit(each) })),
    ),
  };
}

export function fromMarkup(content: lsp.MarkupContent | lsp.MarkedString): monaco.IMarkdownString {
  if (typeof content === "string") return { value: content };
  if ("language" in content) return { value: `\`\`\`${content.language}\n${content.value}\n\`\`\`` };
  return { value: content.kind === "markdown" ? content.value : content.value.replace(/[\\`*_{}[\]()#+\-.!<>]/g, "\\$&") };
}

export function fromDocumentation(content: string | lsp.MarkupContent | undefined): monaco.IMarkdownString | undefined {
  return content === undefined ? undefined : fromMarkup(content);
}

export function fromLocations(found: lsp.Location | lsp.Location[] | lsp.LocationLink[] | null): monaco.languages.Location[] {
  const locations = found === null ? [] : Array.isArray(found) ? found : [found];
  return locations.map((each) =>
    "targetUri" in each
      ? { uri: monaco.Uri.parse(each.targetUri), range: fromRange(each.targetSelectionRange) }
      : { uri: monaco.Uri.parse(each.uri), range: fromRange(each.range) },
  );
}

const SEVERITIES: Record<lsp.DiagnosticSeverity, monaco.MarkerSeverity> = {
  1: monaco.MarkerSeverity.Error,
  2: monaco.MarkerSeverity.Warning,
  3: monaco.MarkerSeverity.Info,
  4: monaco.MarkerSeverity.Hint,
};

export function fromDiagnostic(found: lsp.Diagnostic): monaco.editor.IMarkerData {
  const { startLineNumber, startColumn, endLineNumber, endColumn } = fromRange(found.range);
  return {
    severity: SEVERITIES[found.severity ?? 1],
    message: found.message,
    source: found.source ?? "meshc",
    startLineNumber,
    startColumn,
    endLineNumber,
    endColumn,
    ...(found.code === undefined ? {} : { code: String(found.code) }),
    tags: (found.tags ?? []).map((tag) => (tag === 1 ? monaco.MarkerTag.Unnecessary : monaco.MarkerTag.Deprecated)),
    relatedInformation: (found.relatedInformation ?? []).map((each) => ({
      resource: monaco.Uri.parse(each.location.uri),
      message: each.message,
      ...plainRange(fromRange(each.location.range)),
    })),
  };
}

function plainRange({ startLineNumber, startColumn, endLineNumber, endColumn }: monaco.Range): monaco.IRange {
  return { startLineNumber, startColumn, endLineNumber, endColumn };
}
