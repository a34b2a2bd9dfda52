// A sheet: a piece of the picture drawn once, larger than the window, to be moved about.

import { dotBatch, easeDots, easeLines, strokeBatch } from "./batches.js";
import { curveOf } from "./content.js";

// More pixels than this would cost more memory than a clear picture is worth.
const PIXELS_AT_MOST = 12e6;
const PALE = 0.4; // how opaque dots are while others stand out

/**
 * Make an empty sheet.
 *
 * @param {{x: number, y: number, scale: number}} view the middle, and pixels for each unit
 * @param {number} wide
 * @param {number} high size in pixels of the screen
 * @param {number} ratio pixels of the device for each pixel of the screen
 * @param {boolean} isRead whether strokes are to be waited for
 */
export function makeSheet(view, wide, high, ratio, isRead = true) {
  const fine = Math.min(ratio, Math.sqrt(PIXELS_AT_MOST / (wide * high)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(wide * fine));
  canvas.height = Math.max(1, Math.round(high * fine));
  // Drawn by the processor and read back: only so does a stroke end when it says so, and a
  // frame can be let through between two of them.
  const ctx = canvas.getContext("2d", { willReadFrequently: isRead });
  return { canvas, ctx, x: view.x, y: view.y, scale: view.scale, wide, high, ratio: fine };
}

/** Whether a sheet shows all of a view. */
export function covers(sheet, view, wide, high) {
  const across = sheet.wide / sheet.scale - wide / view.scale;
  const along = sheet.high / sheet.scale - high / view.scale;
  return 2 * Math.abs(sheet.x - view.x) <= across && 2 * Math.abs(sheet.y - view.y) <= along;
}

/** Lay a sheet on the picture where the view has it. */
export function laySheet(ctx, sheet, view, wide, high) {
  const grown = view.scale / sheet.scale;
  let left = (sheet.x - view.x) * view.scale + wide / 2 - (sheet.wide * grown) / 2;
  let top = (sheet.y - view.y) * view.scale + high / 2 - (sheet.high * grown) / 2;
  if (grown === 1) {
    // On whole pixels it stays crisp.
    left = Math.round(left * sheet.ratio) / sheet.ratio;
    top = Math.round(top * sheet.ratio) / sheet.ratio;
  }
  ctx.drawImage(sheet.canvas, left, top, sheet.wide * grown, sheet.high * grown);
}

/**
 * Draw the background, the lines and the dots on a sheet, stroke by stroke; not the lines
 * that stand out.
 *
 * @param {object} sheet
 * @param {{background(ctx: CanvasRenderingContext2D, scale: number): void}} scene
 * @param {object} content what `readContent` gives
 * @param {string} ground colour under everything
 */
export function* paintSheet(sheet, scene, content, ground) {
  const { ctx, ratio, scale, wide, high } = sheet;
  const { xs, ys } = content;
  const offX = wide / 2 - sheet.x * scale;
  const offY = high / 2 - sheet.y * scale;
  const flush = () => ctx.getImageData(0, 0, 1, 1);

  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, wide, high);
  ctx.setTransform(ratio * scale, 0, 0, ratio * scale, offX * ratio, offY * ratio);
  scene.background(ctx, scale);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  flush();
  yield;

  const curve = (k, out) => {
    const [ax, ay, cx, cy, bx, by] = curveOf(content, k, scale, offX, offY, out);
    // A curve is within the box of its three points.
    return (
      Math.min(ax, bx, cx) <= wide &&
      Math.max(ax, bx, cx) >= 0 &&
      Math.min(ay, by, cy) <= high &&
      Math.max(ay, by, cy) >= 0
    );
  };
  const eased = {
    ...easeLines(lengthInView(content.lines, curve, wide, high), wide * high),
    thin: 1 / ratio,
  };
  ctx.lineCap = "butt";
  for (const batch of content.lines) {
    if (batch.style.strong) continue; // drawn in every frame, above the sheet
    for (const _stroke of strokeBatch(ctx, batch, curve, eased)) {
      flush();
      yield;
    }
  }

  const place = (i, out) => {
    out[0] = xs[i] * scale + offX;
    out[1] = ys[i] * scale + offY;
    return out[0] >= -20 && out[1] >= -20 && out[0] <= wide + 20 && out[1] <= high + 20;
  };
  const spot = new Float64Array(2);
  let dots = 0;
  for (const { members } of content.dots) {
    for (const i of members) dots += place(i, spot);
  }
  const smaller = easeDots(dots, wide * high);
  sheet.eased = { lines: eased, dots: smaller };
  const some = content.lines.some(({ style }) => style.strong);
  ctx.globalAlpha = some ? PALE : 1; // those that stand out are drawn over it
  for (const batch of content.dots) {
    for (const _stroke of dotBatch(ctx, batch, place, smaller)) {
      flush();
      yield;
    }
  }
  ctx.globalAlpha = 1;
}

/** About how many pixels of line lie on a sheet. */
function lengthInView(batches, curve, wide, high) {
  const out = new Float64Array(6);
  const within = (value, end) => Math.min(end, Math.max(0, value));
  let length = 0;
  for (const { members } of batches) {
    for (const k of members) {
      if (!curve(k, out)) continue;
      length += Math.hypot(
        within(out[0], wide) - within(out[4], wide),
        within(out[1], high) - within(out[5], high),
      );
    }
  }
  return length;
}
