// The built page in a browser that reports whatever the page must not do.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const BUILT = join(ROOT, "build/playground");

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Long enough for a slow machine; nothing is timed. */
export const PATIENCE = Number(process.env.PATIENCE ?? 120_000);

/** What the server also sends as a header: a worker obeys its own header, not the page's `meta`. */
export async function policy() {
  const page = await readFile(join(BUILT, "index.html"), "utf8");
  return /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)[1];
}

export class Browser {
  static async start() {
    const browser = new Browser();
    browser.server = await serve(BUILT, { "content-security-policy": await policy() });
    browser.chromium = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
    return browser;
  }

  /** A new page, with what it did wrong in `page.faults` and the answers to `playground/build` in `page.builds()`. */
  async open(fragment = "", options = {}) {
    const context = await this.chromium.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "light", ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.faults = [];
    context.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(this.server.url) && !url.startsWith("data:") && !url.startsWith("blob:")) page.faults.push(`request to ${url}`);
    });
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) page.faults.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => page.faults.push(`error: ${error.stack}`));
    await page.exposeFunction("reportViolation", (what) => page.faults.push(`policy: ${what}`));
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => reportViolation(`${event.violatedDirective} ${event.blockedURI}`));
      globalThis.builds = [];
      globalThis.Worker = class extends Worker {
        constructor(...given) {
          super(...given);
          this.addEventListener("message", ({ data }) => {
            const result = data?.kind === "message" ? JSON.parse(data.text).result : undefined;
            if (result?.counts) builds.push(result);
          });
        }
      };
    });
    page.builds = () => page.evaluate(() => globalThis.builds);
    if (options.before) await options.before(page);
    await page.goto(this.server.url + fragment);
    return page;
  }

  async close() {
    await this.chromium.close();
    this.server.close();
  }
}

/** Waits until the documents of a target are shown. */
export const built = (page, target) => page.waitForSelector(`body[data-state="ready"][data-target="${target}"]`);
