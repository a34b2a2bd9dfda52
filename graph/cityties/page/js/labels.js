// Where names stand: by their dots, over no other name and no dot.

import { makeBoard } from "./board.js";

const MARGIN = 3; // pixels to the edge of the picture

/**
 * Place names on the screen.
 *
 * @param {{key: *, x: number, y: number, r: number, text: string, size: number, w: number,
 *   must?: boolean, lean?: number}[]} wanted in the order of importance: the dot in pixels of the
 *   screen, its radius, the name, the size of its letters and its width; `must`: it may cover dots;
 *   no text: a dot that no name may cover; `lean`: to the left (-1) or right (1) of its dot
 *   rather than where the script would put it
 * @param {{wide: number, high: number, rtl: boolean}} frame
 * @returns {object[]} the names that found room: key, text, size, x, y, w, h of the box
 */
export function placeLabels(wanted, { wide, high, rtl }) {
  const board = makeBoard();
  for (const { key, x, y, r } of wanted)
    board.take({ key, x: x - r, y: y - r, w: 2 * r, h: 2 * r });
  const inside = (box) =>
    box.x >= MARGIN &&
    box.y >= MARGIN &&
    box.x + box.w <= wide - MARGIN &&
    box.y + box.h <= high - MARGIN;
  const placed = [];
  const meets = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  const clear = (box) => !placed.some((one) => meets(box, one));
  for (const { key, x, y, r, text, size, w, must, lean } of wanted) {
    if (!text) continue; // a dot alone
    if (x < -w || y < -size || x > wide + w || y > high + size) continue;
    const h = size * 1.3;
    const gap = r + 4;
    const after = { x: x + gap, y: y - h / 2 };
    const before = { x: x - gap - w, y: y - h / 2 };
    const [under, over] = [y + gap - 1, y - gap - h + 1];
    const leftward = lean ? lean < 0 : rtl;
    const [near, far] = leftward ? [x - w, x] : [x, x - w];
    const spots = [
      ...(leftward ? [before, after] : [after, before]),
      { x: x - w / 2, y: under },
      { x: x - w / 2, y: over },
      { x: near, y: under },
      { x: near, y: over },
      { x: far, y: under },
      { x: far, y: over },
    ];
    const boxes = spots.map((spot) => ({ key, text, size, w, h, ...spot })).filter(inside);
    const box = boxes.find(board.isFree) || (must ? boxes.find(clear) : null);
    if (!box) continue;
    board.take({ ...box, key: undefined });
    placed.push(box);
  }
  return placed;
}
