// The page as a person meets it, in a real browser: `make playground-test`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Browser, ROOT, built } from "./page.mjs";

const EXAMPLE = join(ROOT, "examples/01-demo");
const PICTURE = process.env.PICTURE ?? join(ROOT, "build/playground.png");
const TARGETS = ["service-connect", "service-discovery", "envoy"];

/** Text of every file below a folder, by path. */
function texts(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]).sort());
}

/** Types at the end of the text in the editor. */
async function typeAtEnd(page, typed) {
  await page.locator("#editor .view-lines").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(typed);
}

/** Opens an example, and waits for its documents. */
async function openExample(page, name) {
  const before = (await page.builds()).length;
  await page.locator("#example").selectOption(name);
  await page.waitForFunction((count) => builds.length > count, before);
  await page.locator("#stale").waitFor({ state: "hidden" });
}

const findings = (page) => page.locator("#finding-list");
const documents = (page) => page.locator("#document-list [role=option]").allTextContents();

describe("playground", () => {
  let browser;
  let page;

  before(async () => {
    browser = await Browser.start();
    page = await browser.open();
  });
  after(() => browser.close());

  it("compiles the talk's mesh", async () => {
    await built(page, "service-connect");
    const took = await page.evaluate(() => Math.round(performance.now()));
    console.log(`first result after ${(took / 1000).toFixed(1)} s`);
    assert.ok((await documents(page)).includes("user.task-definition.json"));
    assert.match(await page.locator("#counts").textContent(), /\d+ exact.*\d+ lost/);
    assert.ok(await page.locator("#editor .mtk1").count());
  });

  it("writes what the command line writes, for every target", async () => {
    const folder = mkdtempSync(join(tmpdir(), "playground-"));
    try {
      execFileSync(join(ROOT, ".venv/bin/meshc"), ["build", EXAMPLE, "--output", folder], { stdio: "pipe" });
      for (const target of TARGETS) {
        await page.getByRole("radio", { name: target, exact: true }).click();
        await built(page, target);
        const build = (await page.builds()).findLast((each) => each.target === target);
        const shown = Object.fromEntries(build.files.map(({ path, text }) => [path, text]).sort());
        assert.deepEqual(Object.keys(shown), Object.keys(texts(join(folder, target))));
        assert.deepEqual(shown, texts(join(folder, target)));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("shows other documents and another report for another target", async () => {
    await page.getByRole("radio", { name: "envoy", exact: true }).click();
    await built(page, "envoy");
    const ofEnvoy = await documents(page);
    const counted = await page.locator("#counts").textContent();
    assert.ok(ofEnvoy.includes("user.bootstrap.yaml"));
    await page.keyboard.press("ArrowLeft");
    await built(page, "service-discovery");
    assert.notDeepEqual(await documents(page), ofEnvoy);
    assert.notEqual(await page.locator("#counts").textContent(), counted);
    await page.keyboard.press("Home");
    await built(page, "service-connect");
    await page.locator("#editor .codelens-decoration").getByText(/service-connect: \d+ accepted/).first().waitFor();
    await page.getByRole("radio", { name: "service-discovery", exact: true }).click();
    await page.locator("#editor .codelens-decoration").getByText(/service-discovery: \d+ accepted/).first().waitFor();
    await page.getByRole("radio", { name: "service-connect", exact: true }).click();
    await built(page, "service-connect");
  });

  it("finds a typed mistake and fixes it", async () => {
    await openExample(page, "01-demo");
    await typeAtEnd(page, "client extra { type = lambda ; cals user }");
    await findings(page).getByText(/cals is not/).waitFor();
    await page.locator("#stale").waitFor({ state: "visible" });
    await findings(page).getByText(/cals is not/).click();
    await page.keyboard.press("Control+.");
    await page.locator(".action-widget").getByText(/calls/).first().click();
    await findings(page).getByText(/cals is not/).waitFor({ state: "detached" });
    await page.locator("#stale").waitFor({ state: "hidden" });
  });

  it("offers what may stand somewhere, and takes it", async () => {
    await openExample(page, "01-demo");
    await typeAtEnd(page, "client extra { type = lambda ; calls inv");
    await page.locator(".suggest-widget.visible").getByText("inventory").first().click();
    await findings(page).getByText("inv is not defined").waitFor({ state: "detached" });
    await page.locator("#stale").waitFor({ state: "hidden" });
    assert.match(await page.locator("#editor .view-lines").textContent(), /calls.inventory/);
    await openExample(page, "01-demo");
  });

  it("tells what something is", async () => {
    await page.locator("#editor .view-line span span").getByText(/^\s*namespace$/).first().hover();
    await page.locator(".monaco-hover").getByText(/namespace/i).first().waitFor();
    await page.mouse.move(0, 0);
  });

  it("carries the mesh in a link, and opens it again", async () => {
    await typeAtEnd(page, "# shared");
    await page.getByRole("button", { name: "Share" }).click();
    await page.waitForFunction(() => location.hash.startsWith("#mesh="));
    const link = await page.evaluate(() => location.hash);
    await openExample(page, "01-demo");
    const other = await browser.open(link);
    await built(other, "service-connect");
    await typeAtEnd(other, "!");
    await other.locator("#editor .view-line").getByText("# shared!").waitFor();
    assert.equal(await other.locator("#example").inputValue(), "shared");
    assert.deepEqual(other.faults, []);
    await other.context().close();
  });

  it("opens every example", async () => {
    const names = await page.locator("#example option").allTextContents();
    for (const name of names.filter((each) => each.startsWith("0"))) {
      await openExample(page, name);
    }
    assert.ok((await page.locator("#files [role=tab]").count()) > 1);
  });

  it("says what is wrong when it cannot start", async () => {
    const broken = await browser.open("", { before: (each) => each.route("**/site.zip", (route) => route.fulfill({ status: 404 })) });
    await broken.locator("#failure").waitFor({ state: "visible" });
    assert.match(await broken.locator("#failure").textContent(), /does not run in this page.*\n.*site\.zip.*404/s);
    await broken.context().close();
  });

  it("can be used on a phone, in the dark", async () => {
    const phone = await browser.open("", { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true });
    await built(phone, "service-connect");
    for (const panel of ["documents", "losses", "findings", "mesh"]) {
      await phone.getByRole("button", { name: panel, exact: false }).first().click();
      assert.ok(await phone.locator(`#${panel}`).isVisible());
    }
    assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assert.deepEqual(phone.faults, []);
    await phone.context().close();
  });

  it("is worth a picture", async () => {
    await openExample(page, "01-demo");
    await page.locator("#loss-list").getByRole("button", { name: "main.mesh:67" }).first().click();
    for (let line = 67; line > 53; line -= 1) await page.keyboard.press("ArrowUp");
    await page.locator("#loss-list").evaluate((list) => list.scrollTo(0, 0));
    await page.locator("#document-list").getByText("user.task-definition.json").click();
    await page.locator("#editor").getByText(/callers?/).filter({ visible: true }).first().waitFor();
    await page.locator("#document .view-line").getByText(/family/).first().waitFor();
    await page.mouse.move(0, 0);
    mkdirSync(dirname(PICTURE), { recursive: true });
    await page.screenshot({ path: PICTURE });
    assert.ok(statSync(PICTURE).size < 300_000);
  });

  it("does nothing that it must not do", () => {
    assert.deepEqual(page.faults, []);
  });
});
