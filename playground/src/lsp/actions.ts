// Quick fixes and other actions on the text.
import type * as lsp from "vscode-languageserver-protocol";
import { MESH } from "../languages/mesh";
import { monaco } from "../monaco";
import type { Server } from "./client";
import { fromDiagnostic, fromWorkspaceEdit, toRange } from "./convert";

interface Action extends monaco.languages.CodeAction {
  given: lsp.CodeAction;
}

/** `found` tells what the server found in a text: Monaco's markers have lost the `data` that a fix is found by. */
export function provideActions(server: Server, found: (uri: string) => lsp.Diagnostic[]): void {
  const options = server.capabilities.codeActionProvider;
  if (!options) return;
  const provider: monaco.languages.CodeActionProvider = {
    async provideCodeActions(model, range, context) {
      const uri = model.uri.toString();
      const diagnostics = found(uri).filter((each) => monaco.Range.areIntersectingOrTouching(fromDiagnostic(each), range));
      const given = await server.ask<(lsp.CodeAction | lsp.Command)[]>("textDocument/codeAction", {
        textDocument: { uri },
        range: toRange(range),
        context: { diagnostics, triggerKind: context.trigger, ...(context.only ? { only: [context.only] } : {}) },
      } satisfies lsp.CodeActionParams);
      const actions = (given ?? []).filter((each): each is lsp.CodeAction => typeof each.command !== "string").map(fromAction);
      return { actions, dispose: () => undefined };
    },
  };
  if (typeof options === "object" && options.resolveProvider) {
    provider.resolveCodeAction = async (action) => {
      const resolved = await server.ask<lsp.CodeAction>("codeAction/resolve", (action as Action).given);
      return resolved === null ? action : fromAction(resolved);
    };
  }
  monaco.languages.registerCodeActionProvider(MESH, provider);
}

function fromAction(action: lsp.CodeAction): Action {
  return {
    given: action,
    title: action.title,
    diagnostics: (action.diagnostics ?? []).map(fromDiagnostic),
    ...(action.kind === undefined ? {} : { kind: action.kind }),
    ...(action.isPreferred === undefined ? {} : { isPreferred: action.isPreferred }),
    ...(action.edit === undefined ? {} : { edit: fromWorkspaceEdit(action.edit) }),
    ...(action.disabled === undefined ? {} : { disabled: action.disabled.reason }),
  };
}
