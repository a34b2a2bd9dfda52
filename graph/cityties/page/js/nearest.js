// Which city or line lies under the pointer.

import { curveOf, extentOf, worldBox } from "./content.js";
import { makeGrid, squaredToCurve } from "./grid.js";

const CELLS = 160; // cells of the grid across the picture
const REACH = { city: 3, line: 5 }; // pixels that one may point beside a dot, beside a line
const LARGEST = 12; // no dot has a larger radius, in pixels

/** Put the cities and the lines of the content into grids; gives a function that looks there. */
export function makeFinder(content, scene) {
  const { xs, ys, lines, order } = content;
  const bounds = extentOf(content, order) || worldBox(scene);
  const size = Math.max(bounds.right - bounds.left, bounds.bottom - bounds.top);
  const cell = size / CELLS || 1;
  const out = new Float64Array(6);

  const dots = makeGrid(bounds, cell);
  dots.fill(order.length, (place, put) => put(xs[order[place]], ys[order[place]]));

  const members = Int32Array.from(lines.flatMap((batch) => [...batch.members]));
  const curves = makeGrid(bounds, cell);
  curves.fill(members.length, (place, put) => {
    const [ax, ay, cx, cy, bx, by] = curveOf(content, members[place], 1, 0, 0, out);
    const along = Math.hypot(cx - ax, cy - ay) + Math.hypot(bx - cx, by - cy);
    const pieces = Math.ceil((2 * along) / cell) + 1;
    for (let piece = 0; piece <= pieces; piece += 1) {
      const t = piece / pieces;
      const u = 1 - t;
      put(u * u * ax + 2 * u * t * cx + t * t * bx, u * u * ay + 2 * u * t * cy + t * t * by);
    }
  });

  /**
   * The city or the line at a point of the picture; cities go first.
   *
   * @param {number} x
   * @param {number} y the point, in units of the picture
   * @param {number} scale pixels for each unit
   * @returns {{city: number} | {line: number} | null}
   */
  return function find(x, y, scale) {
    let best = null;
    let nearest = Infinity;
    dots.near(x, y, LARGEST / scale, (place) => {
      const i = order[place];
      const gap = Math.hypot(xs[i] - x, ys[i] - y) * scale;
      // Of two that are about as near the more important one is meant.
      const before = best !== null && Math.abs(gap - nearest) < 1 && place > best;
      if (gap > scene.dot(i).radius + REACH.city || gap > nearest + 1 || before) return;
      nearest = gap;
      best = place;
    });
    if (best !== null) return { city: order[best] };
    nearest = (REACH.line / scale) ** 2;
    curves.near(x, y, REACH.line / scale, (place) => {
      const gap = squaredToCurve(x, y, curveOf(content, members[place], 1, 0, 0, out));
      if (gap >= nearest) return;
      nearest = gap;
      best = members[place];
    });
    return best === null ? null : { line: best };
  };
}
