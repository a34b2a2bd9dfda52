// What a crowded picture holds, read from the scene once after each change, in flat arrays.

import { batchDots, batchLines, bend } from "./batches.js";

/** The two cities of a line, also of a piece that ends at the edge of the map. */
export function endsOf(scene, k) {
  const { ends, from, to } = scene.lines[k];
  return ends || [from, to];
}

/** The pieces of a line that are drawn: one, or two where it goes over the edge of the map. */
export const piecesOf = (scene, k) =>
  [k, scene.rest?.(k) ?? null].filter((one) => one !== null && scene.line(one));

/** The places of the cities; cities that have none are not a number. */
export function readSpots(scene) {
  const count = scene.points ?? scene.cities.length;
  const xs = new Float64Array(count).fill(NaN);
  const ys = new Float64Array(count).fill(NaN);
  for (let i = 0; i < count; i += 1) {
    const spot = scene.spot(i);
    if (spot) [xs[i], ys[i]] = spot;
  }
  return { xs, ys };
}

/**
 * Read a scene.
 *
 * @returns {object} `xs`, `ys` (by city), `ends` (two cities for each line), `bows` (by line),
 *   `lines` and `dots` (batches by style), `strongLines`, `strongDots` (those of them that stand
 *   out), `strongCities`, `order` (the cities that are drawn, the most important first)
 */
export function readContent(scene) {
  const { xs, ys } = readSpots(scene);
  const ends = new Int32Array(2 * scene.lines.length);
  const bows = new Float32Array(scene.lines.length);
  const lengths = new Float32Array(scene.lines.length);
  const lines = batchLines(scene);
  for (const { members } of lines) {
    for (const k of members) {
      const { from, to } = scene.lines[k];
      [ends[2 * k], ends[2 * k + 1]] = [from, to];
      bows[k] = scene.bow(k);
      lengths[k] = Math.hypot(xs[from] - xs[to], ys[from] - ys[to]);
    }
    // Lines of like length lie together, the long ones below.
    members.sort((a, b) => lengths[b] - lengths[a] || a - b);
  }
  const dots = batchDots(scene);

  const strongLines = lines.filter(({ style }) => style.strong);
  const strongCities = new Set();
  for (const { members } of strongLines) {
    for (const k of members) for (const i of endsOf(scene, k)) strongCities.add(i);
  }
  const strongDots = dots
    .map(({ style, members }) => ({ style, members: members.filter((i) => strongCities.has(i)) }))
    .filter(({ members }) => members.length);

  const priorities = new Float64Array(scene.count ?? scene.cities.length);
  const order = Int32Array.from(dots.flatMap(({ members }) => [...members]));
  for (const i of order) priorities[i] = scene.priority(i);
  order.sort((a, b) => priorities[b] - priorities[a] || a - b);
  return { xs, ys, ends, bows, lines, dots, strongLines, strongDots, strongCities, order };
}

/** The curve of a line on the screen, for a view [scale, left, top]: see `bend`. */
export function curveOf({ xs, ys, ends, bows }, k, scale, offX, offY, out) {
  const from = ends[2 * k];
  const to = ends[2 * k + 1];
  return bend(
    xs[from] * scale + offX,
    ys[from] * scale + offY,
    xs[to] * scale + offX,
    ys[to] * scale + offY,
    bows[k],
    out,
  );
}

const WIDTH = 2707; // from the middle of the map to its edge

/** The box around the whole map, for a page on which nothing has a place. */
export function worldBox(scene) {
  const [top, bottom] = scene.world;
  return { left: -WIDTH, top, right: WIDTH, bottom };
}

/** The box around some cities; null if none of them has a place. */
export function extentOf({ xs, ys }, indices) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const i of indices) {
    if (Number.isNaN(xs[i])) continue;
    box.left = Math.min(box.left, xs[i]);
    box.right = Math.max(box.right, xs[i]);
    box.top = Math.min(box.top, ys[i]);
    box.bottom = Math.max(box.bottom, ys[i]);
  }
  return box.left <= box.right ? box : null;
}
