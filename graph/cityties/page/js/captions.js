// Names in a crowded picture: the most important ones first, none over another.

import { fontOf, makeBoard } from "./board.js";

const EVERY = 14000; // one name for so many pixels of the picture, so that the lines stay visible
const EDGE = 3; // pixels to the edge of the picture
const TRIES = 900; // names that are tried at most: those after them would hardly find room

/**
 * Choose the names that are written, and where.
 *
 * @param {Iterable<{i: number, x: number, y: number, radius: number, text: string, size: number,
 *   strong: boolean, w: number}>} wanted names in view, the most important ones first; x and y
 *   are the dot's pixels on the screen, w the width of the text
 * @param {{wide: number, high: number, rtl: boolean}} room
 * @returns {object[]} the same with `h` and with `dx`, `dy`: the name's corner, seen from the dot
 */
export function placeCaptions(wanted, { wide, high, rtl }) {
  const board = makeBoard();
  const placed = [];
  const atMost = Math.max(12, (wide * high) / EVERY);
  let tried = 0;
  for (const name of wanted) {
    const { x, y, w, radius, size, strong } = name;
    if (!strong && (placed.length >= atMost || tried >= TRIES)) break;
    tried += 1;
    const h = size * 1.3;
    const gap = radius + 3;
    const [after, before] = [
      [gap, -h / 2],
      [-gap - w, -h / 2],
    ];
    const sides = rtl ? [before, after] : [after, before];
    const inside = ([dx, dy]) =>
      x + dx >= EDGE && y + dy >= EDGE && x + dx + w <= wide - EDGE && y + dy + h <= high - EDGE;
    const spots = [...sides, [-w / 2, gap], [-w / 2, -gap - h]].filter(inside);
    const spot = spots.find(([dx, dy]) => board.isFree({ x: x + dx, y: y + dy, w, h }));
    if (!spot) continue;
    const [dx, dy] = spot;
    board.take({ x: x + dx, y: y + dy, w, h });
    // The dot of a named city stays free too: no other name covers it.
    board.take({ x: x - radius, y: y - radius, w: 2 * radius, h: 2 * radius });
    placed.push({ ...name, h, dx, dy });
  }
  return placed;
}

/** Write a name next to its dot, which is at x, y; the halo sets it off from the lines. */
export function writeCaption(ctx, theme, { text, size, strong, h, dx, dy }, x, y, ink, halo) {
  ctx.font = fontOf(theme, size, strong);
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.direction = document.documentElement.dir === "rtl" ? "rtl" : "ltr";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = halo;
  ctx.strokeText(text, x + dx, y + dy + h / 2);
  ctx.fillStyle = ink;
  ctx.fillText(text, x + dx, y + dy + h / 2);
}
