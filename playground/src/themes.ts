// Two themes of one palette; the system says which. The colours of the page around them are in page.css.
import { monaco } from "./monaco";

interface Palette {
  text: string;
  quiet: string;
  keyword: string;
  type: string;
  entity: string;
  property: string;
  string: string;
  number: string;
  function: string;
}

const LIGHT: Palette = {
  text: "1f2328",
  quiet: "636c76",
  keyword: "a31d6b",
  type: "0b5fa5",
  entity: "6b3fb5",
  property: "0f5c6e",
  string: "1a6b2d",
  number: "9a4a00",
  function: "7a4d00",
};

const DARK: Palette = {
  text: "e6edf3",
  quiet: "8d96a0",
  keyword: "ff8ac4",
  type: "6cb6ff",
  entity: "c9a7ff",
  property: "7fd1de",
  string: "8ddb8c",
  number: "f0a860",
  function: "e6c07b",
};

/** What Monarch and the server (semantic tokens) call things, by colour. */
const TOKENS: Record<keyof Palette, string[]> = {
  text: ["", "variable", "delimiter", "string.yaml", "operators.yaml"],
  quiet: ["comment"],
  keyword: ["keyword", "modifier", "macro"],
  type: ["type", "class", "struct", "interface", "namespace"],
  entity: ["entity", "typeParameter", "parameter", "event"],
  property: ["property", "type.yaml"],
  string: ["string", "string.yaml.double"],
  number: ["number", "constant", "enumMember", "enum", "number.yaml", "keyword.yaml"],
  function: ["function", "method", "interpolation", "escape", "regexp", "decorator"],
};

const dark = window.matchMedia("(prefers-color-scheme: dark)");

export function useThemes(): void {
  define("light", "vs", LIGHT, { background: "#ffffff", line: "#f3f6fa", number: "#8c959f", hover: "#ffffff", border: "#d0d7de", chosen: "#dcebf8" });
  define("dark", "vs-dark", DARK, { background: "#0d1117", line: "#161b22", number: "#6e7681", hover: "#161b22", border: "#3d444d", chosen: "#12273b" });
  const choose = (): void => monaco.editor.setTheme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", choose);
  choose();
}

function define(
  name: string,
  base: "vs" | "vs-dark",
  palette: Palette,
  page: { background: string; line: string; number: string; hover: string; border: string; chosen: string },
): void {
  const kinds = Object.keys(TOKENS) as (keyof Palette)[];
  monaco.editor.defineTheme(name, {
    base,
    inherit: true,
    rules: kinds.flatMap((kind) => TOKENS[kind].map((token) => ({ token, foreground: palette[kind] }))),
    colors: {
      "editor.background": page.background,
      "editor.foreground": `#${palette.text}`,
      "editor.lineHighlightBackground": page.line,
      "editor.lineHighlightBorder": "#00000000",
      "editorLineNumber.foreground": page.number,
      "editorCodeLens.foreground": `#${palette.quiet}`,
      "editorInlayHint.foreground": `#${palette.quiet}`,
      "editorInlayHint.background": page.line,
      "editorWidget.background": page.hover,
      "editorWidget.border": page.border,
      "editorHoverWidget.background": page.hover,
      "editorHoverWidget.border": page.border,
      "editorSuggestWidget.background": page.hover,
      "editorSuggestWidget.selectedBackground": page.chosen,
      "editorSuggestWidget.selectedForeground": `#${palette.text}`,
      "editorSuggestWidget.selectedIconForeground": `#${palette.type}`,
      "editorSuggestWidget.highlightForeground": `#${palette.type}`,
      "editorSuggestWidget.focusHighlightForeground": `#${palette.type}`,
    },
  });
}
