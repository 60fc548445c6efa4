// What the target makes of every feature that the mesh uses.
import { byId, make, prose } from "../dom";
import type { AnswerKind, Build, Feature, Use } from "../messages";

const KINDS: readonly AnswerKind[] = ["lost", "fixed", "emulated", "exact"];
/** Uses that are listed before the rest is only counted. */
const MANY = 6;

export class LossesPanel {
  /** `go` leads to a line of a file. */
  constructor(private readonly go: (path: string, line: number) => void) {}

  show(build: Build): void {
    byId("counts").replaceChildren(
      ...[...KINDS].reverse().map((kind) => make("span", { class: `badge ${kind}` }, `${build.counts[kind]} ${kind}`)),
    );
    const rows = (kind: AnswerKind): HTMLElement[] => build.features.filter((each) => each.answer === kind).map((each) => this.row(each));
    const exact = rows("exact");
    byId("loss-list").replaceChildren(
      ...rows("lost"),
      ...rows("fixed"),
      ...rows("emulated"),
      make("details", {}, make("summary", {}, `Exactly as asked: ${exact.length}`), ...exact),
    );
  }

  private row(feature: Feature): HTMLElement {
    const name = make("div", {}, make("code", { class: "name" }, feature.feature));
    if (feature.accepted !== null) name.append(make("span", { class: "accepted" }, "accepted as ", make("code", {}, feature.accepted)));
    name.append(make("div", { class: "detail" }, ...prose(feature.detail)));
    if (feature.differs && feature.remedy) name.append(make("div", { class: "remedy" }, ...prose(feature.remedy)));
    name.append(this.uses(feature.uses));
    return make("div", { class: "loss" }, make("div", {}, make("span", { class: `badge ${feature.answer}` }, feature.answer)), name);
  }

  private uses(uses: Use[]): HTMLElement {
    const rest = uses.length > MANY ? [`and ${uses.length - MANY} more`] : [];
    return make("div", { class: "uses" }, ...uses.slice(0, MANY).map((use) => this.use(use)), ...rest);
  }

  private use(use: Use): HTMLElement {
    const { path, line } = use;
    if (path === null) return make("span", {}, `${use.subject} (${use.words})`);
    return make("span", {}, `${use.subject} `, make("button", { type: "button", class: "link", onclick: () => this.go(path, line) }, use.words));
  }
}
