// What the page says while Python comes, and where something fails.
import { byId } from "../dom";
import type { Progress } from "../rpc";

export function say(words: string): void {
  byId("status").textContent = words;
}

export const loading: Progress = {
  downloaded(part) {
    byId("loading").classList.add("on");
    byId("loaded").style.width = `${Math.round(part * 100)}%`;
    say(`loading Python… ${Math.round(part * 100)} %`);
  },
  starting() {
    byId("loading").classList.add("starting");
    say("starting the compiler…");
  },
  failed(reason) {
    byId("loading").classList.remove("on", "starting");
    const failure = byId("failure");
    failure.hidden = false;
    failure.textContent = `The compiler does not run in this page, so nothing below is checked or built. ${hint()}\n\n${reason}`;
    say("failed");
    document.body.dataset["state"] = "failed";
  },
};

export function loaded(): void {
  byId("loading").classList.remove("on", "starting");
}

function hint(): string {
  if (typeof WebAssembly === "undefined") return "This browser has no WebAssembly, or forbids it.";
  return "Reload the page; if that does not help, try a current browser.";
}
