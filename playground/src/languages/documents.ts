// Colours of what meshc writes: JSON and YAML.
import "monaco-editor/languages/definitions/yaml/register";
import { monaco } from "../monaco";

const JSON_LANGUAGE = "json-document";

export function registerDocuments(): void {
  monaco.languages.register({ id: JSON_LANGUAGE });
  monaco.languages.setMonarchTokensProvider(JSON_LANGUAGE, {
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/, "property"],
        [/"(?:[^"\\]|\\.)*"/, "string"],
        [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, "number"],
        [/\b(?:true|false|null)\b/, "constant"],
        [/[{}[\],:]/, "delimiter"],
      ],
    },
  });
  monaco.languages.setLanguageConfiguration(JSON_LANGUAGE, { brackets: [["{", "}"], ["[", "]"]] });
}

export function languageOf(path: string): string {
  return path.endsWith(".yaml") ? "yaml" : JSON_LANGUAGE;
}
