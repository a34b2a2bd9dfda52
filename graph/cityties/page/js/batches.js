// Lines and dots sorted by how they look: what looks alike is drawn with few strokes of the pen.

// A stroke of this many lines is short enough to stop after it and let a frame through.
const PER_STROKE = 200;
// A pattern of dashes costs most of a stroke; a crowd of lines is drawn solid.
const DASHED_AT_MOST = 1500;

/** The styles of a list, each once, and which one each member has; null is "not drawn". */
function sortByStyle(count, styleOf, keyOf) {
  const styles = [];
  const known = new Map(); // a style, or its key, to its number
  const lists = [];
  for (let member = 0; member < count; member += 1) {
    const style = styleOf(member);
    if (!style) continue;
    let number = known.get(style);
    if (number === undefined) {
      const key = keyOf(style);
      number = known.get(key);
      if (number === undefined) {
        number = styles.push(style) - 1;
        known.set(key, number);
        lists.push([]);
      }
      known.set(style, number);
    }
    lists[number].push(member);
  }
  return styles.map((style, number) => ({ style, members: Int32Array.from(lists[number]) }));
}

const lineKey = (style) =>
  [style.colour, style.dash, style.width, style.opacity, style.strong].join(" ");
const dotKey = (style) => [style.fill, style.ring, style.radius, style.hollow, style.square].join(" ");

/** The lines of a scene by style: those that shall stand out last, the faint ones first. */
export function batchLines(scene) {
  return sortByStyle(scene.lines.length, (k) => scene.line(k), lineKey).sort(
    (a, b) =>
      Boolean(a.style.strong) - Boolean(b.style.strong) || a.style.opacity - b.style.opacity,
  );
}

/** The dots of a scene by style: the small ones last, so that no large one covers them. */
export function batchDots(scene) {
  const dot = (i) => (scene.hidden(i) ? null : scene.dot(i));
  return sortByStyle(scene.count ?? scene.cities.length, dot, dotKey).sort(
    (a, b) => b.style.radius - a.style.radius,
  );
}

/** The point that a line bends towards: to the left of its way from west to east, so northwards. */
export function bend(ax, ay, bx, by, bow, out) {
  const turned = ax <= bx ? 1 : -1;
  out[0] = ax;
  out[1] = ay;
  out[2] = (ax + bx) / 2 + turned * (by - ay) * bow;
  out[3] = (ay + by) / 2 - turned * (bx - ax) * bow;
  out[4] = bx;
  out[5] = by;
  return out;
}

const INK = 0.15; // the share of the picture that the lines may cover before they grow faint
const ROOM = 500; // pixels of the picture for each dot before the dots grow small

/**
 * How thin and faint lines must be so that many of them stay legible.
 *
 * As long as they cover little of the picture, lines keep their looks. Beyond that they
 * become thinner, then more translucent, so that where many run together looks darker; a
 * stroke of at most one pixel of the device is also the one that is drawn fastest.
 *
 * @param {number} length of all lines in the picture, in pixels
 * @param {number} room pixels of the picture
 */
export function easeLines(length, room) {
  const share = (INK * room) / Math.max(1, 1.9 * length);
  if (share >= 1) return { width: 1, opacity: 1 };
  return {
    width: Math.max(0.5, share),
    opacity: Math.min(1, Math.max(0.05, 2 * share)),
  };
}

// In a crowd a line across an ocean covers as much as fifty between neighbours: it is fainter.
const LONG = 150;
const longFade = (length, eased) =>
  eased.opacity < 1 ? Math.min(1, Math.max(0.3, Math.sqrt(LONG / Math.max(1, length)))) : 1;

/**
 * How a line is drawn in a crowd.
 *
 * @param {object} style
 * @param {number} length of the line, in pixels
 * @param {{width: number, opacity: number, thin: number}} eased what `easeLines` found, and the
 *   width that is drawn fastest
 */
export function easedLine(style, length, eased) {
  if (style.strong || eased.width === 1) return { width: style.width, opacity: style.opacity };
  return {
    width: Math.min(eased.thin, style.width * eased.width),
    opacity: style.opacity * eased.opacity * longFade(length, eased),
  };
}

/** How a dot is drawn in a crowd: `shrink` is what `easeDots` found. */
export function easedDot({ radius: whole, hollow }, shrink) {
  const radius = Math.max(0.7, whole * shrink);
  return {
    radius,
    ringed: hollow || radius >= 2.8,
    // The smallest ones let what is under them shine through.
    opacity: shrink < 1 && radius < 1.4 ? 0.55 : 1,
  };
}

/** How much smaller dots must be where there are many. */
export function easeDots(count, room) {
  return Math.min(1, Math.max(0.6, Math.sqrt(room / (ROOM * Math.max(1, count)))));
}

/**
 * Draw one batch of lines; returns control after every stroke.
 *
 * @param {CanvasRenderingContext2D} ctx in pixels of the screen
 * @param {{style: object, members: Int32Array}} batch
 * @param {(k: number, out: Float64Array) => boolean} curve fills in a line's curve in pixels;
 *   false if nothing of it lies on the sheet
 * @param {{width: number, opacity: number}} eased what `easeLines` found
 */
export function* strokeBatch(ctx, { style, members }, curve, eased) {
  const out = new Float64Array(6);
  ctx.strokeStyle = style.colour;
  const dashed = style.dash && members.length <= DASHED_AT_MOST && eased.width === 1;
  ctx.setLineDash(style.dash && (dashed || style.strong) ? style.dash : []);
  for (let start = 0; start < members.length; start += PER_STROKE) {
    const end = Math.min(members.length, start + PER_STROKE);
    let any = false;
    let length = 0; // of the longest line of this stroke; its others are about as long
    ctx.beginPath();
    for (let spot = start; spot < end; spot += 1) {
      if (!curve(members[spot], out)) continue;
      any = true;
      length = Math.max(length, Math.hypot(out[4] - out[0], out[5] - out[1]));
      ctx.moveTo(out[0], out[1]);
      ctx.quadraticCurveTo(out[2], out[3], out[4], out[5]);
    }
    if (!any) continue;
    const { width, opacity } = easedLine(style, length, eased);
    ctx.lineWidth = width;
    ctx.globalAlpha = opacity;
    ctx.stroke();
    yield;
  }
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

/** Draw one batch of dots; `place(i, out)` fills in a dot's pixels, false if it is off the sheet. */
export function* dotBatch(ctx, { style, members }, place, shrink) {
  const out = new Float64Array(2);
  const { radius, ringed, opacity } = easedDot(style, shrink);
  ctx.fillStyle = style.hollow ? style.ring : style.fill;
  ctx.strokeStyle = style.hollow ? style.fill : style.ring;
  ctx.lineWidth = Math.min(1.6, radius * 0.5);
  const opaque = ctx.globalAlpha;
  ctx.globalAlpha = opaque * opacity;
  for (let start = 0; start < members.length; start += 2 * PER_STROKE) {
    const end = Math.min(members.length, start + 2 * PER_STROKE);
    ctx.beginPath();
    for (let spot = start; spot < end; spot += 1) {
      if (!place(members[spot], out)) continue;
      if (radius < 1.4 || style.square) {
        ctx.rect(out[0] - radius, out[1] - radius, 2 * radius, 2 * radius);
      } else {
        ctx.moveTo(out[0] + radius, out[1]);
        ctx.arc(out[0], out[1], radius, 0, 2 * Math.PI);
      }
    }
    ctx.fill();
    if (ringed) ctx.stroke();
    yield;
  }
  ctx.globalAlpha = opaque;
}
