// Elements of the page.

/** The element of an id; index.html has it. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found as Kind;
}

type Attributes = Record<string, string | boolean | ((event: never) => void)>;

/** A new element. `on…` attributes are listeners; all text is text, never markup. */
export function make(tag: string, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A sentence with `code` in it. */
export function prose(text: string): (Node | string)[] {
  return text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

/** Which of several the arrow keys lead to; undefined for another key. */
export function stepped(event: KeyboardEvent, current: number, count: number): number | undefined {
  switch (event.key) {
    case "ArrowDown":
    case "ArrowRight":
      return (current + 1) % count;
    case "ArrowUp":
    case "ArrowLeft":
      return (current - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
