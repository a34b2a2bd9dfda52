// The picture of a page with more than five hundred cities, on a canvas of our own.
//
// Lines and dots are drawn once on a sheet that is larger than the window; while the picture
// moves, only the sheet is moved. A new sheet is drawn in small slices between the frames.
// Names, and what stands out, are few: they are drawn in every frame.

import { dotBatch, strokeBatch } from "./batches.js";
import { makeRuler, shifted } from "./board.js";
import { placeCaptions, writeCaption } from "./captions.js";
import { curveOf, endsOf, extentOf, piecesOf, readContent } from "./content.js";
import { readSpots, worldBox } from "./content.js";
import { listenGestures } from "./gestures.js";
import { makeFinder } from "./nearest.js";
import { makePointed } from "./pointed.js";
import { paintSheet } from "./sheet.js";
import { makeStack } from "./stack.js";
import { currentTheme } from "./style.js";

const REST = 140; // milliseconds after the last movement until the picture rests
const NEAREST = 14; // pixels for each unit
const FARTHEST = 0.5; // of the view of everything
const FITTED = 2; // a few cities are not blown up further
const VEIL = 0.72; // what is not meant fades at once; a moment later it is drawn faint
const NAMED = 60; // of more cities than that not each one can have its name
const PLAIN = { width: 1, opacity: 1, thin: 1 };

/**
 * Draw a scene in a box of the page.
 *
 * @param {HTMLElement} box
 * @param {object} scene what there is to draw; see scene.js
 * @returns {object} a renderer; see picture.js
 */
export function makeCanvas(box, scene) {
  const frame = document.createElement("div"); // what takes the focus
  frame.className = "canvas-picture";
  frame.tabIndex = 0;
  const canvas = document.createElement("canvas");
  frame.append(canvas);
  box.append(frame);
  const pointed = makePointed(frame);
  const ctx = canvas.getContext("2d", { alpha: false });

  const view = { x: 0, y: 0, scale: 1 }; // the middle, and pixels for each unit
  const size = { wide: 1, high: 1, ratio: 1 };
  let content = null;
  let theme = currentTheme();
  let flying = false; // the cities are on their way between map and network
  let find = null; // made when the pointer asks for the first time
  let captions = [];
  let landNames = []; // what was written last, in pixels from the origin of the map
  let hovered = null;
  let wasMoved = false; // by the reader: then a new size of the window keeps the view
  let lastMove = -Infinity;
  let asked = 0;
  let resting = 0;
  let frames = 0;

  const stack = makeStack((sheet) => paintSheet(sheet, scene, content, theme.ground));
  const ruler = makeRuler(ctx);
  const toX = (x) => (x - view.x) * view.scale + size.wide / 2;
  const toY = (y) => (y - view.y) * view.scale + size.high / 2;
  const spot = new Float64Array(2);

  // --- a frame -----------------------------------------------------------------------

  function ask() {
    if (!asked) asked = requestAnimationFrame(paint);
  }

  function paint() {
    asked = 0;
    if (!content) return;
    frames += 1;
    ctx.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    ctx.globalAlpha = 1;
    ctx.fillStyle = theme.ground;
    ctx.fillRect(0, 0, size.wide, size.high);
    if (flying) {
      paintFlight();
      return;
    }
    stack.lay(ctx, view, size);
    if (stack.isStale() && content.strongLines.length) {
      ctx.globalAlpha = VEIL;
      ctx.fillStyle = theme.ground;
      ctx.fillRect(0, 0, size.wide, size.high);
      ctx.globalAlpha = 1;
    }
    paintLandNames();
    paintStrong();
    paintCaptions();
    markHovered(); // the picture has moved below it
    const still = performance.now() - lastMove >= REST;
    if (stack.work(view, viewOf(content.order), size, still)) ask();
  }

  /** Between map and network: the cities alone, since thousands of lines are too slow for it. */
  function paintFlight() {
    const { scale } = view;
    const { ratio } = size;
    ctx.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * toX(0), ratio * toY(0));
    scene.background(ctx, scale);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const batch of content.dots) for (const _stroke of dotBatch(ctx, batch, place, 0.6));
  }

  function paintLandNames() {
    const { ratio } = size;
    const [left, top] = [toX(0), toY(0)];
    const taken = captions.map((one) => shifted(boxOf(one), { x: -left, y: -top }));
    ctx.setTransform(ratio * view.scale, 0, 0, ratio * view.scale, ratio * left, ratio * top);
    landNames = scene.landNames(ctx, view.scale, taken);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /** The box of the name of a city on the screen. */
  function boxOf({ i, w, h, dx, dy }) {
    place(i, spot);
    return { x: spot[0] + dx, y: spot[1] + dy, w, h };
  }

  function place(i, out) {
    out[0] = toX(content.xs[i]);
    out[1] = toY(content.ys[i]);
    return out[0] > -20 && out[1] > -20 && out[0] < size.wide + 20 && out[1] < size.high + 20;
  }
  const curve = (k, out) => Boolean(curveOf(content, k, view.scale, toX(0), toY(0), out));

  function paintStrong() {
    for (const batch of content.strongLines) {
      for (const _stroke of strokeBatch(ctx, batch, curve, PLAIN));
    }
    for (const batch of content.strongDots) {
      for (const _stroke of dotBatch(ctx, batch, place, 1));
    }
  }

  function markHovered() {
    if (hovered?.line !== undefined) {
      const curveNow = (k) => curveOf(content, k, view.scale, toX(0), toY(0), new Float64Array(6));
      pointed.line(piecesOf(scene, hovered.line).map((k) => [...curveNow(k)]));
    } else if (hovered) {
      place(hovered.city, spot);
      pointed.dot(spot[0], spot[1], scene.dot(hovered.city).radius + 2);
    } else pointed.none();
  }

  // --- names -------------------------------------------------------------------------

  function caption(i, strong) {
    const text = scene.label(i);
    const fontSize = scene.size(i);
    place(i, spot);
    const w = ruler(theme, text, fontSize, strong);
    const { radius } = scene.dot(i);
    return { i, x: spot[0], y: spot[1], radius, text, size: fontSize, strong, w };
  }

  function* wanted() {
    const { strongCities, strongLines, order } = content;
    const few = strongCities.size <= NAMED;
    const isMeant = (i) => scene.marked(i) || (few && strongCities.has(i));
    const isStrong = strongLines.length ? isMeant : scene.must;
    for (const strong of [true, false]) {
      for (const i of order) {
        if (isStrong(i) === strong && place(i, spot)) yield caption(i, strong);
      }
    }
  }

  function placeNames() {
    const rtl = document.documentElement.dir === "rtl";
    captions = placeCaptions(wanted(), { ...size, rtl });
  }

  function paintCaptions() {
    const faint = content.strongLines.length > 0;
    const halo = scene.mix < 1 ? theme.sea : theme.ground;
    for (const one of captions) {
      place(one.i, spot);
      const ink = one.strong || !faint ? theme.ink : theme.faint;
      writeCaption(ctx, theme, one, spot[0], spot[1], ink, halo);
    }
  }

  // --- the view ----------------------------------------------------------------------

  function viewOf(indices) {
    const { left, top, right, bottom } = extentOf(content, indices) || worldBox(scene);
    const { wide, high } = size;
    const room = { x: Math.min(24, wide * 0.1), y: Math.min(24, high * 0.1) }; // for names
    const across = (wide - 2 * room.x) / (right - left || 1);
    const along = (high - 2 * room.y) / (bottom - top || 1);
    const scale = Math.min(across, along, FITTED);
    return { x: (left + right) / 2, y: (top + bottom) / 2, scale };
  }

  function nudged() {
    lastMove = performance.now();
    clearTimeout(resting);
    resting = setTimeout(() => {
      placeNames();
      ask();
    }, REST + 10);
    ask();
  }

  function zoom(factor, x = size.wide / 2, y = size.high / 2) {
    const least = FARTHEST * viewOf(content.order).scale;
    const scale = Math.min(NEAREST, Math.max(least, view.scale * factor));
    view.x += (x - size.wide / 2) * (1 / view.scale - 1 / scale);
    view.y += (y - size.high / 2) * (1 / view.scale - 1 / scale);
    view.scale = scale;
    wasMoved = true;
    nudged();
  }

  function pan(dx, dy) {
    view.x -= dx / view.scale;
    view.y -= dy / view.scale;
    wasMoved = true;
    nudged();
  }

  function fit(indices) {
    if (!content) return;
    const some = (indices || []).filter((i) => !Number.isNaN(content.xs[i]));
    Object.assign(view, viewOf(some.length ? some : content.order));
    wasMoved = false;
    hovered = null;
    placeNames();
    ask();
  }

  function resize() {
    const before = size.wide;
    size.wide = Math.max(1, frame.clientWidth);
    size.high = Math.max(1, frame.clientHeight);
    size.ratio = Math.max(1, devicePixelRatio || 1);
    canvas.width = Math.round(size.wide * size.ratio);
    canvas.height = Math.round(size.high * size.ratio);
    if (!content) return;
    if (!wasMoved) Object.assign(view, viewOf(content.order));
    else view.scale *= size.wide / before;
    placeNames();
    stack.renew();
    paint(); // at once: setting the size has wiped the canvas
  }

  // --- the pointer -------------------------------------------------------------------

  function thingAt(x, y) {
    if (!content || flying) return null;
    find ??= makeFinder(content, scene);
    return find(
      (x - size.wide / 2) / view.scale + view.x,
      (y - size.high / 2) / view.scale + view.y,
      view.scale,
    );
  }
  /** What the page knows: cities and ties, no lines. */
  const told = (found) => {
    if (found?.line !== undefined) return scene.thingOfLine(found.line);
    return found && scene.thingOf(found.city);
  };

  function point(found, screen) {
    const same = found?.city === hovered?.city && found?.line === hovered?.line;
    hovered = found;
    frame.style.cursor = found ? "pointer" : "";
    if (found || !same) scene.hover(told(found), screen);
    if (!same) markHovered();
  }

  listenGestures(frame, {
    pan(dx, dy) {
      point(null);
      pan(dx, dy);
    },
    zoom,
    click: (x, y) => scene.pick(told(thingAt(x, y)), { x, y }),
    alone: () => scene.alone(),
    hover: (x, y) => point(thingAt(x, y), { x, y }),
    leave: () => point(null),
  });
  new ResizeObserver(() => {
    if (frame.clientWidth !== size.wide || frame.clientHeight !== size.high) resize();
  }).observe(frame);

  return {
    frame,
    /** After a change of what is shown, or of how it looks. */
    draw(isFitted = false) {
      const first = !content;
      theme = currentTheme();
      content = readContent(scene);
      flying = false;
      find = null;
      hovered = null;
      if (first) resize();
      if (first || isFitted) fit();
      else placeNames();
      stack.renew();
      ask();
    },
    /** Draw to the end now: paper waits for no frame. */
    finish() {
      resize();
      while (stack.work(view, viewOf(content.order), size, true, Infinity));
      paint();
    },
    /** Only the places have changed, and will change again. */
    place() {
      flying = true;
      Object.assign(content, readSpots(scene));
      ask();
    },
    fit,
    zoom,
    pan,
    resize,
    centre(i) {
      if (!content || Number.isNaN(content.xs[i])) return;
      view.x = content.xs[i];
      view.y = content.ys[i];
      wasMoved = true;
      nudged();
    },
    looking: () => ({ ...view }),
    look({ x, y, scale }) {
      if (!content) return;
      const least = FARTHEST * viewOf(content.order).scale;
      Object.assign(view, { x, y, scale: Math.min(NEAREST, Math.max(least, scale)) });
      wasMoved = true;
      nudged();
    },
    toScreen: ([x, y]) => ({ x: toX(x), y: toY(y) }),
    isIn(i) {
      if (!content || Number.isNaN(content.xs[i])) return true;
      place(i, spot);
      const [x, y] = spot;
      return x > 20 && y > 20 && x < size.wide - 20 && y < size.high - 20;
    },
    moved: () => wasMoved,
    eased: stack.eased,
    /** The city or the tie at a point of the screen. */
    thingAt: (x, y) => told(thingAt(x, y)),
    drawn: () => ({
      scale: view.scale,
      frames,
      finished: Boolean(content) && stack.isFinished(view, size),
      dots: [...content.order].map((i) => {
        place(i, spot);
        const located = scene.isLocated(i);
        const [x, y] = [content.xs[i], content.ys[i]];
        return { id: scene.idOf(i), located, x, y, screen: { x: spot[0], y: spot[1] } };
      }),
      lines: content.lines.flatMap(({ style, members }) =>
        [...members].filter((k) => !scene.lines[k].rest).map((k) => ({
          id: scene.lines[k].id,
          from: scene.idOf(endsOf(scene, k)[0]),
          to: scene.idOf(endsOf(scene, k)[1]),
          pieces: piecesOf(scene, k).map((one) => [
            scene.spot(scene.lines[one].from),
            scene.spot(scene.lines[one].to),
          ]),
          bow: content.bows[k] === 0 ? "straight" : `curved ${content.bows[k].toFixed(2)}`,
          colour: style.colour,
          dashes: style.dash || false,
          width: style.width,
          opacity: style.opacity,
          strong: style.strong,
        })),
      ),
      labels: captions.map((one) => ({
        id: scene.idOf(one.i),
        text: one.text,
        size: one.size,
        ...boxOf(one),
      })),
      land: landNames.map((one) => shifted(one, { x: toX(0), y: toY(0) })),
    }),
  };
}
