// The documents that a target is made of: a list, and the one that is chosen.
import { byId, make, stepped } from "../dom";
import { languageOf } from "../languages/documents";
import type { Emitted } from "../messages";
import { monaco } from "../monaco";

const FIRST = /\.task-definition\.json$/;

export class DocumentsPanel {
  private readonly list = byId("document-list");
  private readonly viewer: monaco.editor.IStandaloneCodeEditor;
  private files: Emitted[] = [];
  private current = -1;

  constructor(options: monaco.editor.IStandaloneEditorConstructionOptions) {
    this.viewer = monaco.editor.create(byId("document"), {
      ...options,
      model: null,
      readOnly: true,
      domReadOnly: true,
      lineNumbers: "off",
      wordWrap: "on",
      links: false,
      ariaLabel: "Document",
      readOnlyMessage: { value: "meshc writes this document: change the mesh instead." },
    });
    this.list.addEventListener("keydown", (event) => {
      const index = stepped(event, this.current, this.files.length);
      if (index === undefined) return;
      event.preventDefault();
      this.choose(index);
    });
  }

  /** Shows other documents; the one that was chosen stays chosen where it is still there. */
  show(files: Emitted[]): void {
    const before = this.files[this.current]?.path;
    this.files = files;
    byId("documents-count").textContent = String(files.length);
    const index = [files.findIndex((file) => file.path === before), files.findIndex((file) => FIRST.test(file.path)), 0];
    this.list.replaceChildren(...this.rows());
    this.choose(index.find((each) => each >= 0 && each < files.length) ?? -1);
    this.setStale(false);
  }

  /** Whether the documents are of a text before the one in the editor. */
  setStale(stale: boolean): void {
    byId("stale").hidden = !stale;
    byId("documents").classList.toggle("dim", stale);
  }

  private *rows(): Iterable<HTMLElement> {
    if (this.files.length === 0) {
      yield make("p", { class: "empty" }, "Nothing is written while the target has an error: see the findings.");
    }
    let folder = "";
    for (const [index, { path }] of this.files.entries()) {
      const cut = path.lastIndexOf("/") + 1;
      if (path.slice(0, cut) !== folder) {
        folder = path.slice(0, cut);
        if (folder) yield make("div", { class: "folder", role: "presentation" }, folder);
      }
      const classes = cut ? "file" : "file top";
      yield make("div", { class: classes, role: "option", id: `document-${index}`, title: path, onclick: () => this.choose(index) }, path.slice(cut));
    }
  }

  private choose(index: number): void {
    this.current = index;
    for (const row of this.list.querySelectorAll('[role="option"]')) row.setAttribute("aria-selected", String(row.id === `document-${index}`));
    const chosen = this.list.querySelector(`#document-${index}`);
    if (chosen) this.list.setAttribute("aria-activedescendant", chosen.id);
    else this.list.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
    this.display(this.files[index]);
  }

  private display(file: Emitted | undefined): void {
    byId("document-name").textContent = file?.path ?? "";
    const model = this.viewer.getModel();
    if (file !== undefined && model?.getValue() === file.text && model.getLanguageId() === languageOf(file.path)) return;
    const state = this.viewer.saveViewState();
    const same = file !== undefined && model?.uri.path === `/${file.path}`;
    model?.dispose();
    if (file === undefined) return;
    this.viewer.setModel(monaco.editor.createModel(file.text, languageOf(file.path), monaco.Uri.from({ scheme: "built", path: `/${file.path}` })));
    if (same) this.viewer.restoreViewState(state);
  }
}
