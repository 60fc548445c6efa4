// Everything that is wrong with the mesh, or worth a look.
import type { Diagnostic } from "vscode-languageserver-protocol";
import { byId, make, prose } from "../dom";

export interface Finding {
  path: string;
  diagnostic: Diagnostic;
}

type Severity = "error" | "warning" | "note";

const MARKS: Record<Severity, string> = { error: "✕", warning: "▲", note: "●" };

export function severityOf(diagnostic: Diagnostic): Severity {
  return diagnostic.severity === 1 ? "error" : diagnostic.severity === 2 ? "warning" : "note";
}

export class FindingsPanel {
  /** `go` leads to a finding. */
  constructor(private readonly go: (finding: Finding) => void) {}

  show(findings: Finding[]): void {
    const order: Severity[] = ["error", "warning", "note"];
    const sorted = order.flatMap((severity) => findings.filter((each) => severityOf(each.diagnostic) === severity));
    byId("findings-count").textContent = summary(findings);
    const rows = sorted.map((each) => this.row(each));
    byId("finding-list").replaceChildren(...(rows.length ? rows : [make("li", { class: "empty" }, "Nothing to find fault with.")]));
  }

  private row(finding: Finding): HTMLElement {
    const { path, diagnostic } = finding;
    const severity = severityOf(diagnostic);
    return make(
      "li",
      { class: `finding ${severity}` },
      make(
        "button",
        { type: "button", onclick: () => this.go(finding) },
        make("span", { class: "mark", "aria-label": severity }, MARKS[severity]),
        make("span", { class: "what" }, ...prose(diagnostic.message), " ", make("span", { class: "code" }, String(diagnostic.code ?? ""))),
        make("span", { class: "where" }, `${path}:${diagnostic.range.start.line + 1}`),
      ),
    );
  }
}

function summary(findings: Finding[]): string {
  const counted = (severity: Severity): string[] => {
    const count = findings.filter((each) => severityOf(each.diagnostic) === severity).length;
    return count ? [`${count} ${severity}${count === 1 ? "" : "s"}`] : [];
  };
  return [...counted("error"), ...counted("warning"), ...counted("note")].join(", ");
}
