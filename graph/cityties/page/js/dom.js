// Making elements. Every text of the data enters the document as text, never as markup.

import { shape } from "./shapes.js";
import { word } from "./words.js";

export const at = (id) => document.getElementById(id);

/** An element with a text or children, and attributes; what is null is left out. */
export function make(tag, content, attributes = {}) {
  const element = document.createElement(tag);
  const parts = Array.isArray(content) ? content : [content];
  element.append(...parts.filter((part) => part !== null && part !== undefined && part !== ""));
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  return element;
}

/** A button that does something. */
export function button(content, act, attributes = {}) {
  const made = make("button", content, { type: "button", ...attributes });
  made.addEventListener("click", act);
  return made;
}

/** The address, if it is one of the web; null for anything else. */
function webAddress(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** A link, if the address is one of the web; else only the text. */
export function link(address, text) {
  const url = webAddress(address);
  if (!url) return make("bdi", text);
  return make("a", text || url.hostname, {
    href: url.href,
    rel: "noopener noreferrer",
    target: "_blank",
    dir: "auto",
    title: word("link"),
  });
}

/**
 * Keep the focus on the same thing while a part of the page is rebuilt; where the thing is gone,
 * it goes to the heading, not to nowhere.
 */
export function keepFocus(part, remake) {
  const active = part.contains(document.activeElement) ? document.activeElement : null;
  const marks = ["data-key", "id"].map((name) => [name, active?.getAttribute(name)]);
  remake();
  const [name, value] = marks.find(([, found]) => found) || [];
  if (!active || active.isConnected) return;
  const again = [...part.querySelectorAll(`[${name}]`)].find(
    (one) => one.getAttribute(name) === value,
  );
  const heading = part.closest("section")?.querySelector("h2[tabindex]");
  (again || heading)?.focus({ preventScroll: true });
}

/** A sample of a line: its colour (a name of the style sheet, or none) and its dash. */
export function stroke(colour, dash) {
  const path = shape("path", { d: "M1 5H33", "stroke-width": 2.5, fill: "none" });
  path.style.stroke = colour ? `var(${colour})` : "currentColor";
  if (dash) path.setAttribute("stroke-dasharray", dash.join(" "));
  return shape("svg", { width: 34, height: 10, "aria-hidden": "true", class: "stroke" }, [path]);
}
