// What is pointed at, above the picture: nothing below it is redrawn for it.

import { shape } from "./shapes.js";

/**
 * Make the mark of what is pointed at.
 *
 * @param {HTMLElement} frame of the picture
 * @returns {{dot: (x: number, y: number, radius: number) => void,
 *   line: (curves: number[][]) => void, none: () => void}} all in pixels of the screen; a curve
 *   is [ax, ay, control x, control y, bx, by]
 */
export function makePointed(frame) {
  const path = shape("path", {});
  const box = shape("svg", { class: "pointed", "aria-hidden": "true" }, [path]);
  frame.append(box);

  function show(what, d) {
    path.setAttribute("class", what);
    path.setAttribute("d", d);
  }
  return {
    dot: (x, y, r) => show("dot", `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`),
    line: (curves) =>
      show("line", curves.map(([ax, ay, ...rest]) => `M${ax} ${ay}Q${rest.join(" ")}`).join("")),
    none: () => show("", ""),
  };
}
