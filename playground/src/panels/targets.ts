// The switch between targets.
import targets from "virtual:targets";
import { byId, make, stepped } from "../dom";

export const TARGETS: readonly string[] = targets.map((target) => target.name);

export class TargetSwitch {
  private readonly buttons: HTMLElement[];
  current = TARGETS[0] as string;

  /** `chosen` is called when a person chooses another target. */
  constructor(private readonly chosen: () => void) {
    this.buttons = targets.map((target, index) =>
      make("button", { type: "button", role: "radio", title: target.title, onclick: () => this.pick(index) }, target.name),
    );
    const group = byId("targets");
    group.replaceChildren(...this.buttons);
    group.addEventListener("keydown", (event) => {
      const index = stepped(event, TARGETS.indexOf(this.current), TARGETS.length);
      if (index === undefined) return;
      event.preventDefault();
      this.pick(index);
      this.buttons[index]?.focus();
    });
    this.show(this.current);
  }

  /** Shows a target as chosen; one that does not exist is the first. */
  show(name: string): void {
    const index = Math.max(0, TARGETS.indexOf(name));
    const target = targets[index] as (typeof targets)[number];
    this.current = target.name;
    this.buttons.forEach((button, place) => {
      button.setAttribute("aria-checked", String(place === index));
      button.tabIndex = place === index ? 0 : -1;
    });
    const ended = target.ended && !target.pattern.includes(target.ended) ? ` (ended on ${target.ended})` : "";
    byId("pattern").replaceChildren(make("b", {}, target.title), `: ${target.pattern}${ended}`);
  }

  private pick(index: number): void {
    const name = TARGETS[index];
    if (name === undefined || name === this.current) return;
    this.show(name);
    this.chosen();
  }
}
