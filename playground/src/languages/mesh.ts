// Colours of a mesh before the server has answered; its semantic tokens then say more.
import words from "virtual:words";
import { monaco } from "../monaco";

export const MESH = "meshc";

const END = /(?=[\s,;=#"[\](){}]|$)/.source;
const NUMBER = /\d{1,15}(?:\.\d{1,15})?/.source;
const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_-]*/u.source;

const of = (name: string): string[] => words[name] ?? [];
const units = (name: string): string => of(name).join("|");

const tokenizer: Record<string, monaco.languages.IMonarchLanguageRule[]> = {
  root: [
    [/#.*$/, "comment"],
    [/"""/, "string", "@block"],
    [/"/, "string", "@string"],
    [new RegExp(`${NUMBER}(?:${units("duration-units")}|${units("size-units")}|%|/(?:${units("rate-units")}))${END}`), "number"],
    [new RegExp(`[1-5]xx${END}`), "constant"],
    [new RegExp(`-?${NUMBER}${END}`), "number"],
    [new RegExp(`${WORD}(?=\\s*=)`, "u"), "property"],
    [new RegExp(`${WORD}(?=\\()`, "u"), { cases: { "@functions": "function", "@default": "function" } }],
    [
      new RegExp(WORD, "u"),
      { cases: { "@topLevel": { token: "keyword", next: "@name" }, "@kinds": "type", "@booleans": "constant", "@constants": "constant", "@default": "variable" } },
    ],
    [/[{}[\]()]/, "@brackets"],
    [/[=,;.]/, "delimiter"],
  ],
  name: [
    [/[ \t]+/, ""],
    [new RegExp(WORD, "u"), { token: "entity", next: "@pop" }],
    [/(?=.)|$/, { token: "", next: "@pop" }],
  ],
  string: [
    [/\$\{[^}"\n]*\}/, "interpolation"],
    [/\\./, "escape"],
    [/"/, "string", "@pop"],
    [/$/, "string", "@pop"],
    [/[^"\\$]+|\$/, "string"],
  ],
  block: [
    [/\$\{[^}"\n]*\}/, "interpolation"],
    [/\\./, "escape"],
    [/"""/, "string", "@pop"],
    [/[^"\\$]+|["$]/, "string"],
  ],
};

export function registerMesh(): void {
  monaco.languages.register({ id: MESH, extensions: [".mesh"] });
  monaco.languages.setMonarchTokensProvider(MESH, {
    defaultToken: "",
    unicode: true,
    topLevel: of("top-level"),
    kinds: of("kinds"),
    booleans: of("booleans"),
    constants: of("constants"),
    functions: of("functions"),
    brackets: [
      { open: "{", close: "}", token: "delimiter" },
      { open: "[", close: "]", token: "delimiter" },
      { open: "(", close: ")", token: "delimiter" },
    ],
    tokenizer,
  } as monaco.languages.IMonarchLanguage);
  monaco.languages.setLanguageConfiguration(MESH, {
    comments: { lineComment: "#" },
    wordPattern: /[\p{L}_][\p{L}\p{M}\p{N}_-]*/u,
    brackets: [["{", "}"], ["[", "]"], ["(", ")"]],
    autoClosingPairs: [
      { open: "{", close: "}" },
      { open: "[", close: "]" },
      { open: "(", close: ")" },
      { open: '"', close: '"', notIn: ["string", "comment"] },
    ],
    surroundingPairs: [{ open: "{", close: "}" }, { open: "[", close: "]" }, { open: '"', close: '"' }],
    indentationRules: { increaseIndentPattern: /^[^#"]*[{[(]\s*$/, decreaseIndentPattern: /^\s*[}\])]/ },
  });
}
