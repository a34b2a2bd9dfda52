// The sheets of a picture: the one that is shown, the one that is being drawn, and a coarse
// one of everything, which shows where the first one ends.

import { covers, laySheet, makeSheet } from "./sheet.js";

const BEYOND = 0.25; // of the window on each of its sides, on a sheet
const SLICE = 9; // milliseconds of drawing between two frames

/**
 * Make an empty stack.
 *
 * @param {(sheet: object) => Iterator} paint draws a sheet, stroke by stroke
 */
export function makeStack(paint) {
  let front = null;
  let whole = null;
  let job = null;
  let stale = true; // whether the front sheet shows what held before

  function begin(role, view, wide, high, ratio) {
    const sheet = makeSheet(view, wide, high, ratio);
    job = { role, sheet, steps: paint(sheet) };
  }

  const fits = (view, { wide, high }) =>
    Boolean(front) && !stale && front.scale === view.scale && covers(front, view, wide, high);

  return {
    /** What is shown is outdated. */
    renew() {
      stale = true;
      whole = null;
      job = null;
    },
    /** Whether the front sheet shows what held before the last change. */
    isStale: () => Boolean(front) && stale,
    /** Whether the picture is as fine as it gets. */
    isFinished: (view, size) => fits(view, size) && !job,

    /** How thin and small all is drawn now: see `easedLine` and `easedDot`. */
    eased: () => front?.eased || { lines: { width: 1, opacity: 1, thin: 1 }, dots: 1 },

    /** Lay the sheets on the picture where the view has them. */
    lay(ctx, view, { wide, high }) {
      if (whole && !(front && covers(front, view, wide, high))) {
        laySheet(ctx, whole, view, wide, high);
      }
      const shown = front || job?.sheet;
      if (shown) laySheet(ctx, shown, view, wide, high);
    },

    /**
     * Draw a slice of the sheet that is due.
     *
     * @param {object} view the view as it is
     * @param {object} all the view of everything
     * @param {{wide: number, high: number, ratio: number}} size
     * @param {boolean} still whether the picture rests
     * @param {number} atMost milliseconds to draw
     * @returns {boolean} whether a sheet was due: then a frame should follow
     */
    work(view, all, size, still, atMost = SLICE) {
      const { wide, high, ratio } = size;
      if (!job && fits(view, size)) {
        if (whole || !still) return false;
        begin("whole", all, wide, high, 1);
      } else if (!job) {
        if (!still && !stale && covers(front, view, wide, high)) return false;
        const larger = 1 + 2 * BEYOND;
        begin("front", view, wide * larger, high * larger, ratio);
      }
      const end = performance.now() + atMost;
      let made = false;
      while (!made && performance.now() < end) made = job.steps.next().done;
      if (made) {
        if (job.role === "front") {
          front = job.sheet;
          stale = false;
        } else whole = job.sheet;
        job = null;
      }
      return true;
    },
  };
}
