// Names of countries on the land, once the reader has come near enough.

import { makeBoard } from "./board.js";
import { countries } from "./data.js";
import { local } from "./words.js";

const NEAR = 0.45; // pixels for each unit of the map: from here on countries are named
const SIZE = 11; // pixels

/** Write the names of countries, none over another. */
export function nameCountries(ctx, scale, theme) {
  if (scale < NEAR) return;
  ctx.save();
  ctx.font = `${SIZE / scale}px ${theme.font}`;
  const board = makeBoard();
  for (const { name, at } of countries) {
    if (!at) continue;
    const text = local(name);
    const w = ctx.measureText(text).width * scale;
    const box = { x: at[0] * scale - w / 2, y: at[1] * scale - SIZE / 2, w, h: SIZE };
    if (!board.isFree(box)) continue;
    board.take(box);
    ctx.fillText(text, at[0], at[1]);
  }
  ctx.restore();
}
