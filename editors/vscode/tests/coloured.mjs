// Nothing of a right mesh is without a colour, and nothing of it looks wrong: node tests/coloured.mjs FILE…

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";

const require = createRequire(import.meta.url);
// Both come with vscode-tmgrammar-test: what colours here is what colours in the editor.
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");
const { OnigScanner, OnigString, loadWASM } = require("vscode-oniguruma");

const source = new URL("../syntaxes/mesh.tmLanguage.json", import.meta.url);
await loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new OnigScanner(patterns),
    createOnigString: (text) => new OnigString(text),
  }),
  loadGrammar: async () => parseRawGrammar(readFileSync(source, "utf8"), basename(source.pathname)),
});
const grammar = await registry.loadGrammar("source.mesh");

const { depth } = grammar.tokenizeLine("", INITIAL).ruleStack;
const wrong = [];
const files = process.argv.slice(2);
for (const file of files) {
  let stack = INITIAL;
  for (const [number, line] of readFileSync(file, "utf8").split(/\r?\n/).entries()) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const text = line.slice(startIndex, endIndex);
      if (text.trim() && (scopes.length === 1 || scopes.some((scope) => scope.startsWith("invalid.")))) {
        wrong.push(`${file}:${number + 1}:${startIndex + 1}: ${JSON.stringify(text)} is ${scopes.at(-1)}`);
      }
    }
  }
  if (stack.depth !== depth) {
    wrong.push(`${file}: a rule is open at the end`);
  }
}
console.log([...wrong, `${files.length} files coloured`].join("\n"));
process.exitCode = wrong.length || !files.length ? 1 : 0;
