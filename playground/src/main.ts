// The page: an editor, what the server finds in its text, and what the compiler makes of it.
import "./page.css";
import { BuildLoop } from "./build-loop";
import { byId, make } from "./dom";
import { Files } from "./files";
import { registerDocuments } from "./languages/documents";
import { registerMesh } from "./languages/mesh";
import { Client } from "./lsp/client";
import { fromRange } from "./lsp/convert";
import type { Build } from "./messages";
import { monaco } from "./monaco";
import { DocumentsPanel } from "./panels/documents";
import { FindingsPanel, severityOf, type Finding } from "./panels/findings";
import { loaded, loading, say } from "./panels/loading";
import { LossesPanel } from "./panels/losses";
import { showPanel, watchPanels } from "./panels/switch";
import { TargetSwitch } from "./panels/targets";
import { EXAMPLES, example, pathOf, paths, uriOf, type Project } from "./project";
import { Connection } from "./rpc";
import { fromFragment, toFragment } from "./share";
import { useThemes } from "./themes";

const OPTIONS: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSize: 13,
  lineHeight: 20,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  padding: { top: 8, bottom: 8 },
  overviewRulerLanes: 0,
  fixedOverflowWidgets: true,
};

async function start(): Promise<void> {
  registerMesh();
  registerDocuments();
  useThemes();
  watchPanels();

  let project: Project = EXAMPLES[0] as Project;
  let client: Client | undefined;
  let builds: BuildLoop | undefined;
  const connection = new Connection(loading);

  const editor = monaco.editor.create(byId("editor"), {
    ...OPTIONS,
    model: null,
    lineNumbersMinChars: 3,
    tabSize: 2,
    wordWrap: "on",
    wrappingIndent: "indent",
    "semanticHighlighting.enabled": true,
    wordBasedSuggestions: "off",
    ariaLabel: "Text of the mesh; Control M makes Tab leave the editor",
  });
  const files = new Files(editor, () => builds?.soon());
  const documents = new DocumentsPanel(OPTIONS);
  const losses = new LossesPanel((path, line) => go(path, new monaco.Range(line, 1, line, 1)));
  const findings = new FindingsPanel(({ path, diagnostic }) => go(path, fromRange(diagnostic.range)));
  const targets = new TargetSwitch(() => {
    client?.configure(settings());
    builds?.soon(0);
  });

  const settings = (): object => ({ targets: [targets.current] });
  const entry = (): string => uriOf(project, paths(project)[0] as string);

  function go(path: string, range: monaco.IRange): void {
    showPanel("mesh");
    files.show(path, range);
  }

  function showFindings(): void {
    const found: Finding[] = [...(client?.found ?? [])].flatMap(([uri, diagnostics]) => {
      const path = pathOf(project, uri);
      return path === undefined ? [] : diagnostics.map((diagnostic) => ({ path, diagnostic }));
    });
    findings.show(found);
    files.markWrong(new Set(found.filter((each) => severityOf(each.diagnostic) === "error").map((each) => each.path)));
  }

  function showBuild(build: Build | null, took: number): void {
    if (build === null) {
      documents.setStale(true);
      say("the mesh has errors");
    } else {
      documents.show(build.files);
      losses.show(build);
      say(`${build.files.length} documents for ${build.target} in ${Math.round(took)} ms`);
    }
    document.body.dataset["state"] = "ready";
    document.body.dataset["target"] = build?.target ?? "";
  }

  /** Messages arrive in order, so nothing need wait for this; while Python comes they wait in the worker. */
  const put = (): void => {
    void connection.request("playground/open", { folder: project.name, files: project.files });
  };

  function openProject(next: Project): void {
    project = next;
    put();
    files.load(project, (model) => client?.open(model));
    builds?.soon(0);
  }

  monaco.editor.registerEditorOpener({
    openCodeEditor(_source, resource, place) {
      const path = pathOf(project, resource.toString());
      if (path === undefined) return false;
      const range = place === undefined || "startLineNumber" in place ? place : monaco.Range.fromPositions(place);
      go(path, range ?? new monaco.Range(1, 1, 1, 1));
      return true;
    },
  });

  const select = byId<HTMLSelectElement>("example");
  select.replaceChildren(...EXAMPLES.map(({ name }) => make("option", { value: name }, name)));
  select.addEventListener("change", () => {
    const chosen = example(select.value);
    if (chosen === undefined) return;
    history.replaceState(null, "", location.pathname);
    openProject(chosen);
  });
  byId("format").addEventListener("click", () => void editor.getAction("editor.action.formatDocument")?.run());
  byId("share").addEventListener("click", () => void share());

  async function share(): Promise<void> {
    const texts = { ...project.files, ...files.texts() };
    history.replaceState(null, "", await toFragment({ name: project.name, files: texts }, targets.current));
    await navigator.clipboard.writeText(location.href).then(
      () => say("link copied"),
      () => say("the link is in the address bar"),
    );
  }

  async function openLink(): Promise<void> {
    const shared = await fromFragment(location.hash);
    if (shared === undefined) return;
    targets.show(shared.target);
    const option = [...select.options].find((each) => each.value === "shared") ?? make("option", { value: "shared" }, "from a link");
    select.append(option);
    select.value = "shared";
    client?.configure(settings());
    openProject({ name: "shared", files: shared.files });
  }
  const damaged = (error: unknown): void => say(`the link is damaged: ${(error as Error).message}`);
  window.addEventListener("hashchange", () => void openLink().catch(damaged));

  openProject(project);
  await openLink().catch(damaged);
  connection.on<{ message: string }>("window/showMessage", ({ message }) => say(message));
  connection.on<{ message: string }>("window/logMessage", ({ message }) => console.info(message));
  client = await Client.start(connection, settings(), () => files.all, showFindings);
  loaded();
  builds = new BuildLoop(connection, () => ({ uri: entry(), target: targets.current }), showBuild, (reason) => say(reason));
  builds.soon(0);
}

start().catch((error: unknown) => loading.failed(String(error)));
