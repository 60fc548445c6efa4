import assert from "node:assert/strict";
import { test } from "node:test";

import { ended, notFound } from "../src/problem";

const FOUND = { command: "/usr/bin/meshc", set: false, python: undefined };

test("the message names the command that installs", () => {
  const problem = notFound({ setting: undefined, python: undefined }, true, false);
  assert.match(problem.message, /: pip install 'meshc\[lsp\]'$/);
  assert.equal(problem.install, "pip install 'meshc[lsp]'");
  assert.match(notFound({ setting: undefined, python: undefined }, false, false).message, /not trusted/);
});

test("a setting that leads nowhere is named", () => {
  const problem = notFound({ setting: "/opt/meshc", python: undefined }, true, false);
  assert.match(problem.message, /meshc\.path is "\/opt\/meshc"/);
  assert.deepEqual([problem.install, problem.setting], [undefined, true]);
});

test("what is known of an end at once", () => {
  const libraries = ended(FOUND, "error: the language server needs libraries\n  = help: run `pip install 'meshc[lsp]'`\n", false);
  assert.equal(libraries.install, "pip install 'meshc[lsp]'");
  const old = ended(FOUND, "error: unknown command `lsp`\n  = help: `meshc -h` lists all\n", false);
  assert.equal(old.install, "pip install --upgrade 'meshc[lsp]'");
  const other = ended({ ...FOUND, set: true }, "Traceback\nMemoryError: no more\n", false);
  assert.deepEqual([other.install, other.setting], [undefined, true]);
  assert.match(other.message, /ended at once: MemoryError: no more\. Colours/);
  assert.match(ended(FOUND, "", false).message, /ended at once\. Colours/);
});
