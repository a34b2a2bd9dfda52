// A grid over the plane that finds what lies near a point, without asking everything.

const NOTHING = new Int32Array(0);

/**
 * Make an empty grid over a box.
 *
 * @param {{left: number, top: number, right: number, bottom: number}} bounds in the units of the picture
 * @param {number} cell length of a cell's side, in the same units
 */
export function makeGrid(bounds, cell) {
  const columns = Math.max(1, Math.ceil((bounds.right - bounds.left) / cell) + 1);
  const rows = Math.max(1, Math.ceil((bounds.bottom - bounds.top) / cell) + 1);
  const column = (x) => Math.min(columns - 1, Math.max(0, Math.floor((x - bounds.left) / cell)));
  const row = (y) => Math.min(rows - 1, Math.max(0, Math.floor((y - bounds.top) / cell)));
  let starts = new Int32Array(columns * rows + 1);
  let members = NOTHING;
  let seen = NOTHING; // by member: the number of the question that met it last
  let question = 0;

  /**
   * Refill the grid.
   *
   * @param {number} count how many members there are; they are called 0, 1, 2 …
   * @param {(member: number, put: (x: number, y: number) => void) => void} walk puts a member
   *   on points at most half a cell apart
   */
  function fill(count, walk) {
    // Two walks: the first counts, the second writes; so that one flat array holds all.
    starts = new Int32Array(columns * rows + 1);
    let last = -1;
    const each = (use) => {
      for (let member = 0; member < count; member += 1) {
        last = -1;
        walk(member, (x, y) => {
          const place = row(y) * columns + column(x);
          if (place !== last) use(place, member);
          last = place;
        });
      }
    };
    each((place) => {
      starts[place + 1] += 1;
    });
    for (let place = 0; place < columns * rows; place += 1) starts[place + 1] += starts[place];
    members = new Int32Array(starts[columns * rows]);
    const next = starts.slice();
    each((place, member) => {
      members[next[place]] = member;
      next[place] += 1;
    });
    seen = new Int32Array(count).fill(-1);
    question = 0;
  }

  /** Call `use` once with each member that may be within a distance of a point. */
  function near(x, y, distance, use) {
    question += 1;
    const reach = distance + cell / 2;
    const [west, east] = [column(x - reach), column(x + reach)];
    const [north, south] = [row(y - reach), row(y + reach)];
    for (let line = north; line <= south; line += 1) {
      const end = starts[line * columns + east + 1];
      for (let spot = starts[line * columns + west]; spot < end; spot += 1) {
        const member = members[spot];
        if (seen[member] === question) continue;
        seen[member] = question;
        use(member);
      }
    }
  }

  return { fill, near };
}

/** The square of the distance from a point to the straight piece between two others. */
export function squaredToPiece(x, y, ax, ay, bx, by) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const part = length ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  const gapX = x - ax - part * dx;
  const gapY = y - ay - part * dy;
  return gapX * gapX + gapY * gapY;
}

/** The square of the distance from a point to a curve [ax, ay, control x, control y, bx, by]. */
export function squaredToCurve(x, y, curve, pieces = 12) {
  const [ax, ay, cx, cy, bx, by] = curve;
  let best = Infinity;
  let fromX = ax;
  let fromY = ay;
  for (let piece = 1; piece <= pieces; piece += 1) {
    const t = piece / pieces;
    const u = 1 - t;
    const toX = u * u * ax + 2 * u * t * cx + t * t * bx;
    const toY = u * u * ay + 2 * u * t * cy + t * t * by;
    best = Math.min(best, squaredToPiece(x, y, fromX, fromY, toX, toY));
    fromX = toX;
    fromY = toY;
  }
  return best;
}
