// Where the page is too narrow for all panels, buttons choose the one that is shown.
import { byId } from "../dom";

const buttons = (): HTMLElement[] => [...byId("switch").querySelectorAll<HTMLElement>("button")];

export function showPanel(name: string): void {
  byId("panels").dataset["shown"] = name;
  for (const button of buttons()) button.setAttribute("aria-pressed", String(button.dataset["panel"] === name));
}

export function watchPanels(): void {
  for (const button of buttons()) button.addEventListener("click", () => showPanel(button.dataset["panel"] ?? "mesh"));
}
