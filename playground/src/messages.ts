// What passes between the page and its worker, and what `playground/…` requests answer (python/page.py).

export type FromWorker =
  | { kind: "progress"; part: number }
  | { kind: "starting" }
  | { kind: "ready" }
  | { kind: "message"; text: string }
  | { kind: "failed"; reason: string };

export type AnswerKind = "exact" | "fixed" | "emulated" | "lost";

export interface Use {
  subject: string;
  path: string | null;
  line: number;
  /** `main.mesh:12`, or the name of the default that asks. */
  words: string;
}

export interface Feature {
  feature: string;
  answer: AnswerKind;
  detail: string;
  remedy: string;
  source: string;
  differs: boolean;
  accepted: string | null;
  uses: Use[];
}

export interface Emitted {
  path: string;
  text: string;
}

export interface Build {
  target: string;
  counts: Record<AnswerKind, number>;
  features: Feature[];
  files: Emitted[];
}
