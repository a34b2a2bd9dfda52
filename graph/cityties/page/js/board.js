// Room on the screen: what is taken, found without asking everything; widths of texts.

const SIDE = 40; // pixels of a square of the board

const meets = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** A box, moved. */
export const shifted = (box, { x, y }) => ({ ...box, x: box.x + x, y: box.y + y });

/** An empty board; boxes have x, y, w, h and, if they belong to something, its key. */
export function makeBoard() {
  const squares = new Map();
  const last = (value) => Math.floor(value / SIDE);
  const some = (box, test) => {
    for (let x = last(box.x); x <= last(box.x + box.w); x += 1) {
      for (let y = last(box.y); y <= last(box.y + box.h); y += 1)
        if (test(x * 65536 + y)) return true;
    }
    return false;
  };
  return {
    /** Whether a box meets none that is taken, other than those of its own key. */
    isFree: (box) =>
      !some(box, (square) =>
        squares
          .get(square)
          ?.some((one) => (one.key === undefined || one.key !== box.key) && meets(one, box)),
      ),
    take(box) {
      some(box, (square) => {
        if (!squares.has(square)) squares.set(square, []);
        squares.get(square).push(box);
        return false;
      });
    },
  };
}

export const fontOf = (theme, size, strong) => `${strong ? "600 " : ""}${size}px ${theme.font}`;

/** How wide texts are, in pixels; each is measured once. */
export function makeRuler(ctx) {
  const widths = new Map();
  return (theme, text, size, strong) => {
    const font = fontOf(theme, size, strong);
    const key = `${font} ${text}`;
    if (!widths.has(key)) {
      ctx.font = font;
      widths.set(key, ctx.measureText(text).width);
    }
    return widths.get(key);
  };
}
