// Names in a crowded picture: the most important ones first, none over another.

const SIDE = 40; // pixels of a square of the board that knows which room is taken
const EVERY = 14000; // one name for so many pixels of the picture, so that the lines stay visible
const EDGE = 3; // pixels to the edge of the picture
const TRIES = 900; // names that are tried at most: those after them would hardly find room

/** Which room on the screen is taken. */
function makeBoard() {
  const squares = new Map();
  const each = (box, use) => {
    for (let x = Math.floor(box.x / SIDE); x <= Math.floor((box.x + box.w) / SIDE); x += 1) {
      for (let y = Math.floor(box.y / SIDE); y <= Math.floor((box.y + box.h) / SIDE); y += 1) {
        if (use(`${x} ${y}`)) return true;
      }
    }
    return false;
  };
  const meets = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  return {
    free: (box) => !each(box, (key) => (squares.get(key) || []).some((one) => meets(one, box))),
    take: (box) =>
      each(box, (key) => {
        if (!squares.has(key)) squares.set(key, []);
        squares.get(key).push(box);
        return false;
      }),
  };
}

const font = (theme, size, strong) => `${strong ? "600 " : ""}${size}px ${theme.font}`;

/** How wide names are; each is measured once. */
export function makeRuler(ctx) {
  const widths = new Map();
  return (theme, text, size, strong) => {
    const key = `${font(theme, size, strong)} ${text}`;
    if (!widths.has(key)) {
      ctx.font = font(theme, size, strong);
      widths.set(key, ctx.measureText(text).width);
    }
    return widths.get(key);
  };
}

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
    const spot = spots.find(([dx, dy]) => board.free({ x: x + dx, y: y + dy, w, h }));
    if (!spot) continue;
    const [dx, dy] = spot;
    board.take({ x: x + dx, y: y + dy, w, h });
    // The dot of a named city stays free too: no other name covers it.
    board.take({ x: x - radius, y: y - radius, w: 2 * radius, h: 2 * radius });
    placed.push({ ...name, h, dx, dy });
  }
  return placed;
}

/** Write a name beside its dot, which is at x, y. */
export function writeCaption(ctx, theme, { text, size, strong, h, dx, dy }, x, y, ink) {
  ctx.font = font(theme, size, strong);
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.direction = document.documentElement.dir === "rtl" ? "rtl" : "ltr";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = theme.box;
  ctx.strokeText(text, x + dx, y + dy + h / 2);
  ctx.fillStyle = ink;
  ctx.fillText(text, x + dx, y + dy + h / 2);
}
