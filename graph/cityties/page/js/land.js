// Names on the land: continents and seas, and countries once the reader has come near enough.

import { makeBoard } from "./board.js";
import { countries, data } from "./data.js";
import { currentTheme } from "./style.js";
import { isFromRight, local } from "./words.js";

const NEAR = 0.45; // pixels for each unit of the map: from here on countries are named
const REGION = 12; // pixels
const COUNTRY = 11;

const spots = () => [
  ...data.map.regions.map(({ name, x, y }) => ({ name, x, y, size: REGION, style: "italic " })),
  ...countries
    .filter(({ at }) => at)
    .map(({ name, at: [x, y] }) => ({ name, x, y, size: COUNTRY, style: "" })),
];

/**
 * Write the names on the land, none over another or over what is taken.
 *
 * @param {CanvasRenderingContext2D} ctx in units of the map
 * @param {number} scale pixels for each unit
 * @param {{x: number, y: number, w: number, h: number}[]} taken boxes of other names, in pixels
 *   from the origin of the map
 * @returns {{text: string, x: number, y: number, w: number, h: number}[]} the boxes of those that
 *   were written, likewise
 */
export function nameLand(ctx, scale, taken = []) {
  const theme = currentTheme();
  const board = makeBoard();
  for (const box of taken) board.take(box);
  const made = [];
  ctx.save();
  ctx.fillStyle = theme.region;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.direction = isFromRight() ? "rtl" : "ltr";
  for (const { name, x, y, size, style } of spots()) {
    if (size === COUNTRY && scale < NEAR) break;
    const text = local(name);
    ctx.font = `${style}${size / scale}px ${theme.font}`;
    const w = ctx.measureText(text).width * scale;
    const box = { text, x: x * scale - w / 2, y: y * scale - size / 2, w, h: size };
    if (!board.isFree(box)) continue;
    board.take(box);
    ctx.fillText(text, x, y);
    made.push(box);
  }
  ctx.restore();
  return made;
}
