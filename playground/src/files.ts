// The files of the project: a text of Monaco for each, and tabs to choose between them.
import { byId, make, stepped } from "./dom";
import { MESH } from "./languages/mesh";
import { monaco } from "./monaco";
import { paths, uriOf, type Project } from "./project";

export class Files {
  private readonly tabs = byId("files");
  private models: monaco.editor.ITextModel[] = [];
  private names: string[] = [];

  /** `changed` is called when a person changes a text. */
  constructor(
    private readonly editor: monaco.editor.IStandaloneCodeEditor,
    private readonly changed: () => void,
  ) {
    editor.onDidChangeModel(() => this.mark());
    this.tabs.addEventListener("keydown", (event) => {
      const index = stepped(event, this.models.indexOf(editor.getModel() as monaco.editor.ITextModel), this.models.length);
      if (index === undefined) return;
      event.preventDefault();
      this.show(this.names[index] as string);
      (this.tabs.children[index] as HTMLElement).focus();
    });
  }

  /** Shows another project; `opened` is called for each of its texts before anything asks about it. */
  load(project: Project, opened: (model: monaco.editor.ITextModel) => void): void {
    const before = this.models;
    this.editor.setModel(null);
    for (const model of before) model.dispose();
    this.names = paths(project).filter((path) => path.endsWith(".mesh"));
    this.models = this.names.map((path) => {
      const model = monaco.editor.createModel(project.files[path] ?? "", MESH, monaco.Uri.parse(uriOf(project, path)));
      model.onDidChangeContent(() => this.changed());
      opened(model);
      return model;
    });
    this.tabs.replaceChildren(
      ...this.names.map((path) => make("button", { type: "button", role: "tab", onclick: () => this.show(path) }, path)),
    );
    this.show(this.names[0] as string);
  }

  /** The texts, as Monaco has them. */
  get all(): readonly monaco.editor.ITextModel[] {
    return this.models;
  }

  /** What the files hold now, by path. */
  texts(): Record<string, string> {
    return Object.fromEntries(this.names.map((path, index) => [path, (this.models[index] as monaco.editor.ITextModel).getValue()]));
  }

  /** Shows a file, and a place in it. */
  show(path: string, range?: monaco.IRange): void {
    const model = this.models[this.names.indexOf(path)];
    if (model === undefined) return;
    if (this.editor.getModel() !== model) this.editor.setModel(model);
    if (range === undefined) return;
    this.editor.setSelection(range);
    this.editor.revealRangeInCenterIfOutsideViewport(range);
    this.editor.focus();
  }

  /** Marks the files that have an error. */
  markWrong(wrong: ReadonlySet<string>): void {
    this.names.forEach((path, index) => this.tabs.children[index]?.classList.toggle("wrong", wrong.has(path)));
  }

  private mark(): void {
    const shown = this.models.indexOf(this.editor.getModel() as monaco.editor.ITextModel);
    [...this.tabs.children].forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === shown));
      (tab as HTMLElement).tabIndex = index === shown ? 0 : -1;
    });
  }
}
