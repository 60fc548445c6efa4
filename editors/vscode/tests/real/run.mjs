// What a person does with the packed extension, in a real VS Code: node run.mjs [--record] [SCENARIO…]
//
// --record writes docs/images/vscode.png, and tests/lsp/clients/vscode.json: what VS Code says of itself to a server.

import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Editor, PROJECT } from "./editor.mjs";

const RECORD = process.argv.includes("--record");
const NAMED = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const MESHC = join(PROJECT, ".venv/bin/meshc");
const EXAMPLE = join(PROJECT, "examples/01-demo/main.mesh");
const CLIENT = join(PROJECT, "tests/lsp/clients/vscode.json");
const FAILED = join(PROJECT, "build/vscode-failed.png");
const IMAGE = join(PROJECT, "docs/images/vscode.png");

/** Three mistakes, and something that the formatter puts right. */
const MISTAKES = [
  ['memory = 512MiB\n  replicas = 2\n  port = 8080', 'memory = 512M\n  replicas = 2\n  port: 8080'],
  ['ssm("/demo/user/signing-key")', "ssm('/demo/user/signing-key')"],
  ["  timeout = 5s", "  timeout   =  5s"],
];

const folder = mkdtempSync(join(tmpdir(), "meshc-real-"));
const original = readFileSync(EXAMPLE, "utf8");
const broken = join(folder, "broken");
mkdirSync(broken);
let text = original;
for (const [right, wrong] of MISTAKES) {
  assert.ok(text.includes(right), `the example has no ${right}`);
  text = text.replace(right, wrong);
}
writeFileSync(join(broken, "main.mesh"), text);

try {
  for (const scenario of [fixes, missing, untrusted].filter(({ name }) => !NAMED.length || NAMED.includes(name))) {
    const start = Date.now();
    await scenario();
    console.log(`${scenario.name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Somebody opens a mesh with three mistakes, puts them right with quick fixes, and saves. */
async function fixes() {
  const programs = join(folder, "programs");
  const messages = join(folder, "messages");
  program(join(programs, "meshc"), `tee ${messages} | exec ${MESHC} "$@"`);
  const editor = await Editor.start({ files: broken, path: programs });
  const { page } = editor;
  try {
    await editor.openFile("main.mesh");
    await editor.command("View: Toggle Primary Side Bar Visibility");
    await editor.command("View: Focus Problems");
    await editor.until("three problems", async () => (await problems(editor)).length === 3);
    const found = await problems(editor);
    for (const expected of ["`512M` is not a size", "`:` after the setting `port`", "single quotes around a string"]) {
      assert.ok(found.some((row) => row.includes(expected)), `${expected} is not in ${found.join("\n")}`);
    }

    const steps = [
      ["single quotes around a string", 'write "/demo/user/signing-key"'],
      ["`512M` is not a size", "write `512MiB`"],
      ["`:` after the setting `port`", "write `=`"],
    ];
    for (const [number, [problem, fix]] of steps.entries()) {
      const [, line] = /\[Ln (\d+),/.exec(found.find((row) => row.includes(problem)));
      await page.locator(".markers-panel-container .monaco-tl-row", { hasText: problem }).first().dblclick();
      await page.locator(".statusbar-item", { hasText: `Ln ${line}, Col` }).waitFor();
      await page.locator(".monaco-editor.focused").first().waitFor();
      const action = page.locator(".action-widget .monaco-list-row", { hasText: fix }).first();
      await editor.until("the menu of fixes", async () => {
        await page.keyboard.press("Control+.");
        await action.waitFor({ timeout: 3000 }).catch(() => undefined);
        return action.isVisible();
      });
      if (number === 0 && RECORD) {
        await page.waitForTimeout(500);
        mkdirSync(join(PROJECT, "docs/images"), { recursive: true });
        await editor.screenshot(IMAGE);
      }
      await action.click();
      await editor.until(`the fix of ${problem}`, async () => !(await problems(editor)).some((row) => row.includes(problem)));
    }
    await page.keyboard.press("Control+s");
    await editor.until("the saved file", () => readFileSync(join(editor.workspace, "main.mesh"), "utf8") === original);

    await places(editor);
    await quiet(editor);
  } catch (error) {
    await editor.screenshot(FAILED);
    throw error;
  } finally {
    await editor.stop();
  }
  client(readFileSync(messages, "utf8"));
}

/** The line above a service shows who calls it. */
async function places(editor) {
  const lens = editor.page.locator(".codelens-decoration a", { hasText: /call/ }).first();
  await lens.click();
  await editor.page.locator(".peekview-widget").waitFor();
  await editor.page.keyboard.press("Escape");
}

/** Somebody has no server, then one without its libraries, then all of it, until it dies. */
async function missing() {
  const editor = await Editor.start({ files: broken });
  const { page } = editor;
  try {
    await editor.openFile("main.mesh");
    await notification(editor, /not installed\. .* To install it: pip install 'meshc\[lsp\]'/);
    const word = page.locator(".view-line span span", { hasText: /^mesh$/ }).first();
    assert.notEqual(await word.getAttribute("class"), "mtk1", "a kind of block is not coloured");

    await button(editor, "Copy Command");
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await editor.until("the copied command", async () => (await copied()) === "pip install 'meshc[lsp]'");

    const meshc = join(editor.workspace, ".venv/bin/meshc");
    program(meshc, `echo "  = help: run \\\`pip install 'meshc[lsp]'\\\`" >&2; exit 1`);
    await editor.command("meshc: Restart Language Server");
    await notification(editor, /without its language server/);

    const number = join(folder, "number-of-the-process");
    program(meshc, `echo $$ >${number}; exec ${MESHC} "$@"`);
    await button(editor, "Retry");
    await editor.command("View: Focus Problems");
    await editor.until("the problems", async () => (await problems(editor)).length === 3);

    const first = Number(readFileSync(number, "utf8"));
    process.kill(first, "SIGKILL");
    await editor.until("another server", () => ![0, first].includes(Number(readFileSync(number, "utf8"))));
    const second = Number(readFileSync(number, "utf8"));
    await editor.until("the problems, again", async () => (await problems(editor)).length === 3);

    await editor.command("meshc: Restart Language Server");
    await editor.until("a third server", () => ![0, second].includes(Number(readFileSync(number, "utf8"))));
    await editor.until("the problems, once more", async () => (await problems(editor)).length === 3);
    await quiet(editor);
  } catch (error) {
    await editor.screenshot(FAILED);
    throw error;
  } finally {
    await editor.stop();
  }
}

/** Somebody looks at a mesh of which they do not trust the authors. */
async function untrusted() {
  const files = join(folder, "untrusted");
  cpSync(broken, files, { recursive: true });
  const trace = join(folder, "was-run");
  program(join(files, ".venv/bin/meshc"), `touch ${trace}; exec ${MESHC} "$@"`);
  const settings = { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" };
  const editor = await Editor.start({ files, settings });
  try {
    await editor.openFile("main.mesh");
    await notification(editor, /not trusted are not run/);
    assert.ok(!existsSync(trace), "a program of the workspace was run");
  } catch (error) {
    await editor.screenshot(FAILED);
    throw error;
  } finally {
    await editor.stop();
  }
}

/** The rows of the Problems panel that are findings. */
async function problems(editor) {
  return (await editor.problems()).filter((row) => /\[Ln \d+, Col \d+\]/.test(row));
}

async function notification(editor, message) {
  await editor.page.locator(".notification-list-item-message", { hasText: message }).first().waitFor();
}

/** Nobody is interrupted. */
async function quiet(editor) {
  await editor.page.waitForTimeout(1000);
  assert.deepEqual(await editor.page.locator(".notification-list-item-message").allInnerTexts(), []);
}

async function button(editor, title) {
  await editor.page.locator(".notification-list-item .monaco-button", { hasText: title }).first().click();
}

function program(path, script) {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** What the editor says of itself is what the tests of the server say that it says. */
function client(messages) {
  const [head] = messages.split("\r\n\r\n", 1);
  const body = Buffer.from(messages).subarray(head.length + 4, head.length + 4 + Number(/Content-Length: (\d+)/.exec(head)[1]));
  const { clientInfo, capabilities } = JSON.parse(body.toString()).params;
  const now = `${JSON.stringify({ clientInfo, capabilities }, null, 2)}\n`;
  if (RECORD) {
    mkdirSync(join(CLIENT, ".."), { recursive: true });
    writeFileSync(CLIENT, now);
  } else {
    assert.equal(readFileSync(CLIENT, "utf8"), now, "run `make vscode-record`");
  }
}
