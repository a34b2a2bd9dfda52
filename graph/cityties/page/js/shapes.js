// Elements of drawings.

const SPACE = "http://www.w3.org/2000/svg";

/** An element of a drawing. */
export function shape(tag, attributes, children = []) {
  const made = document.createElementNS(SPACE, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
