// A client of the language server: keeps it told of the texts, and lets Monaco ask it.
import type * as lsp from "vscode-languageserver-protocol";
import { MESH } from "../languages/mesh";
import { monaco } from "../monaco";
import type { Connection } from "../rpc";
import { CAPABILITIES } from "./capabilities";
import { fromDiagnostic, fromWorkspaceEdit, toRange } from "./convert";
import { provideActions } from "./actions";
import { provideEdits } from "./edits";
import { provideHints, refreshHints } from "./hints";
import { provideNavigation } from "./navigation";
import { provideWriting } from "./writing";

const OWNER = "meshc";

/** The server as Monaco's providers see it. */
export interface Server {
  readonly capabilities: lsp.ServerCapabilities;
  /** The answer, or null where the server has none. */
  ask<Result>(method: string, params: unknown): Promise<Result | null>;
  /** As `ask`, but rejects with the reason, for what the person asked for by name. */
  demand<Result>(method: string, params: unknown): Promise<Result>;
  on<Params>(method: string, handler: (params: Params) => unknown): void;
}

export class Client {
  /** What the server found in each text, by URI. */
  readonly found = new Map<string, lsp.Diagnostic[]>();

  private constructor(
    private readonly connection: Connection,
    private readonly changed: () => void,
  ) {}

  /** Connects, with texts that are open already; `changed` is called when the server has found something new. */
  static async start(
    connection: Connection,
    settings: object,
    texts: () => readonly monaco.editor.ITextModel[],
    changed: () => void,
  ): Promise<Client> {
    const client = new Client(connection, changed);
    connection.on<lsp.PublishDiagnosticsParams>("textDocument/publishDiagnostics", (params) => client.publish(params));
    connection.on<lsp.ApplyWorkspaceEditParams>("workspace/applyEdit", (params) => apply(params.edit));
    const { capabilities } = await connection.request<lsp.InitializeResult>("initialize", {
      processId: null,
      rootUri: null,
      workspaceFolders: null,
      capabilities: CAPABILITIES,
      initializationOptions: settings,
    } satisfies lsp.InitializeParams);
    connection.notify("initialized", {});
    texts().forEach((model) => client.open(model));
    const server: Server = {
      capabilities,
      ask: async (method, params) => connection.request(method, params).catch(() => null) as Promise<never>,
      demand: (method, params) => connection.request(method, params),
      on: (method, handler) => connection.on(method, handler),
    };
    for (const provide of [provideWriting, provideNavigation, provideEdits, provideHints]) provide(server);
    provideActions(server, (uri) => client.found.get(uri) ?? []);
    return client;
  }

  /** Sends other settings, such as the target. */
  configure(settings: object): void {
    this.connection.notify("workspace/didChangeConfiguration", { settings: { meshc: settings } });
    refreshHints();
  }

  /** Tells the server of a text, until it is closed. */
  open(model: monaco.editor.ITextModel): void {
    const uri = model.uri.toString();
    const textDocument = { uri, languageId: MESH, version: model.getVersionId(), text: model.getValue() };
    this.connection.notify("textDocument/didOpen", { textDocument });
    model.onDidChangeContent((event) => {
      this.connection.notify("textDocument/didChange", {
        textDocument: { uri, version: event.versionId },
        contentChanges: event.changes.map((change) => ({ range: toRange(change.range), text: change.text })),
      });
    });
    model.onWillDispose(() => {
      this.connection.notify("textDocument/didClose", { textDocument: { uri } });
      this.found.delete(uri);
    });
  }

  private publish({ uri, diagnostics }: lsp.PublishDiagnosticsParams): void {
    const model = monaco.editor.getModel(monaco.Uri.parse(uri));
    if (model === null) return;
    this.found.set(uri, diagnostics);
    monaco.editor.setModelMarkers(model, OWNER, diagnostics.map(fromDiagnostic));
    this.changed();
  }
}

function apply(edit: lsp.WorkspaceEdit): lsp.ApplyWorkspaceEditResult {
  for (const each of fromWorkspaceEdit(edit).edits) {
    if (!("textEdit" in each)) continue;
    monaco.editor.getModel(each.resource)?.pushEditOperations([], [each.textEdit], () => null);
  }
  return { applied: true };
}
