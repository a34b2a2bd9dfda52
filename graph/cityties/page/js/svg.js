// The picture as a drawing of its own: title, day, map or network, legend and origin.

import { bend, easedDot, easedLine } from "./batches.js";
import { cities, data, ties } from "./data.js";
import { badgeOf, kindOf, shownTies, standingOf } from "./filter.js";
import { tipWords } from "./panel.js";
import { shape } from "./shapes.js";
import { state } from "./state.js";
import { currentTheme, kindColour, partlyDash, statusDash, tieDash } from "./style.js";
import { countWords } from "./table.js";
import { dayWords, fill, isFromRight, label, local, word } from "./words.js";

const BORDER = 16; // pixels of empty space at the edges
const ROW = 22;
const COLUMN = 250;

const rounded = (number) => Number(number.toFixed(1));

/** The kinds and statuses of the ties that are shown, in the order of their schemes. */
export function legendEntries() {
  const shown = shownTies();
  const kinds = new Set(shown.map(kindOf));
  const statuses = new Set(
    shown
      .map((tie) => standingOf(tie))
      .filter((one) => one?.certain)
      .map((one) => one.status),
  );
  const theme = currentTheme();
  const entries = data.codes.kind
    .filter(({ code }) => kinds.has(code))
    .map(({ code }) => ({
      colour: kindColour(code),
      dash: null,
      text: `${badgeOf(code)} · ${label("kind", code)}`,
    }));
  for (const { code } of data.codes.status.filter((one) => statuses.has(one.code))) {
    entries.push({ colour: theme.ink, dash: statusDash(code), text: label("status", code) });
  }
  if (shown.some((tie) => standingOf(tie)?.partly)) {
    entries.push({ colour: theme.ink, dash: partlyDash(), text: word("partly") });
  }
  if (shown.some((tie) => standingOf(tie) && !standingOf(tie).certain)) {
    entries.push({ colour: theme.ink, dash: tieDash({ certain: false }), text: word("possible") });
  }
  return entries;
}

/** The world behind the cities, moved and scaled as in the window. */
function worldShapes(scene, picture) {
  if (scene.mix === 1) return [];
  const theme = currentTheme();
  const [origin, unit] = [picture.toScreen([0, 0]), picture.toScreen([1000, 0])];
  const scale = (unit.x - origin.x) / 1000;
  const path = (name, looks) => shape("path", { d: data.map[name], ...looks });
  const thin = { fill: "none", "stroke-width": rounded(1 / scale) };
  return [
    shape(
      "g",
      {
        transform: `translate(${rounded(origin.x)} ${rounded(origin.y)}) scale(${scale.toFixed(5)})`,
      },
      [
        path("outline", { fill: theme.sea }),
        path("net", { ...thin, stroke: theme.net }),
        path("land", { fill: theme.land, "fill-rule": "evenodd" }),
        path("outline", { ...thin, stroke: theme.net }),
      ],
    ),
  ];
}

const titled = (made, text) => {
  made.append(shape("title", {}, [text]));
  return made;
};

function lineShapes(scene, picture) {
  const out = new Float64Array(6);
  const made = [];
  const eased = picture.eased?.().lines; // among thousands each line is thinner
  for (const [k, { tie, thing, from, to, rest }] of scene.lines.entries()) {
    const look = scene.line(k);
    if (!look) continue;
    const [a, b] = [picture.toScreen(scene.spot(from)), picture.toScreen(scene.spot(to))];
    const [ax, ay, cx, cy, bx, by] = [...bend(a.x, a.y, b.x, b.y, scene.bow(k), out)].map(rounded);
    const d = `M${ax} ${ay}Q${cx} ${cy} ${bx} ${by}`;
    if (rest) {
      // The same line, on the other side of the map.
      const first = made.at(-1);
      first.setAttribute("d", first.getAttribute("d") + d);
      continue;
    }
    const { width, opacity } = eased ? easedLine(look, Math.hypot(bx - ax, by - ay), eased) : look;
    const path = shape("path", {
      d,
      fill: "none",
      stroke: look.colour,
      "stroke-width": rounded(width),
      "stroke-opacity": opacity.toFixed(3),
      ...(thing ? {} : { "data-tie": ties[tie].id }),
    });
    if (look.dash) path.setAttribute("stroke-dasharray", look.dash.join(" "));
    made.push(thing ? path : titled(path, tipWords({ tie })));
  }
  return made;
}

function dotShapes(scene, picture) {
  const shrink = picture.eased?.().dots;
  return scene.order
    .filter((i) => !scene.hidden(i) && scene.spot(i))
    .map((i) => {
      const { x, y } = picture.toScreen(scene.spot(i));
      const dot = scene.dot(i);
      const { fill: ink, ring, hollow } = dot;
      const { radius, ringed, opacity } = shrink
        ? easedDot(dot, shrink)
        : { radius: dot.radius, ringed: true, opacity: 1 };
      const box = { x: rounded(x - radius), y: rounded(y - radius), width: 2 * radius };
      const round = { cx: rounded(x), cy: rounded(y), r: rounded(radius) };
      return titled(
        shape(dot.square ? "rect" : "circle", {
          ...(dot.square ? { ...box, height: 2 * radius } : round),
          fill: hollow ? ring : ink,
          stroke: hollow ? ink : ring,
          "stroke-width": ringed ? 1.6 : 0,
          "fill-opacity": opacity,
          ...(i < cities.length ? { "data-city": cities[i].id } : {}),
        }),
        scene.label(i),
      );
    });
}

function nameShapes(picture) {
  const theme = currentTheme();
  return picture.drawn().labels.map(({ text, size, x, y, w, h }) =>
    shape(
      "text",
      {
        x: rounded(x + w / 2),
        y: rounded(y + h / 2),
        "font-size": size,
        "text-anchor": "middle",
        "dominant-baseline": "central",
        fill: theme.ink,
        stroke: theme.sea,
        "stroke-width": 3,
        "stroke-linejoin": "round",
        "paint-order": "stroke",
      },
      [text],
    ),
  );
}

/** The scene as shapes, where a picture has its spots: world, lines, dots and names. */
export const sceneShapes = (scene, picture) => [
  ...worldShapes(scene, picture),
  ...lineShapes(scene, picture),
  ...dotShapes(scene, picture),
  ...nameShapes(picture),
];

/** The legend in columns, below a height; with its own height. */
function legendShapes(start, top, wide, rtl) {
  const { ink } = currentTheme();
  const entries = legendEntries();
  const across = Math.max(1, Math.floor((wide - 2 * BORDER) / COLUMN));
  const on = rtl ? -1 : 1;
  const shapes = entries.map(({ colour, dash, text }, place) => {
    const x = start + on * (place % across) * COLUMN;
    const y = top + Math.floor(place / across) * ROW;
    const sample = shape("path", {
      d: `M${x} ${y}h${on * 32}`,
      stroke: colour,
      "stroke-width": 2.5,
      fill: "none",
      ...(dash ? { "stroke-dasharray": dash.join(" ") } : {}),
    });
    const looks = { x: x + on * 40, y, "dominant-baseline": "central", "font-size": 13, fill: ink };
    return shape("g", {}, [sample, shape("text", looks, [text])]);
  });
  return { shapes, high: Math.ceil(entries.length / across) * ROW };
}

/** A text in lines not wider than the drawing. */
function inLines(text, size, wide) {
  const ctx = document.createElement("canvas").getContext("2d");
  ctx.font = `${size}px ${currentTheme().font}`;
  const made = [];
  for (const part of text.split(" ")) {
    const longer = made.length ? `${made.at(-1)} ${part}` : part;
    if (made.length && ctx.measureText(longer).width <= wide) made[made.length - 1] = longer;
    else made.push(part);
  }
  return made;
}

/**
 * The drawing of what is shown.
 *
 * @returns {SVGSVGElement} with as many paths with `data-tie` as lines are drawn, each with its
 *   title, and nothing from outside
 */
export function makeDrawing(scene, picture) {
  const theme = currentTheme();
  const { clientWidth: wide, clientHeight: high } = picture.frame;
  const rtl = isFromRight();
  const start = rtl ? wide - BORDER : BORDER;
  let below = BORDER;
  const put = (text, size, looks = {}) =>
    inLines(text, size, wide - 2 * BORDER).map((line) => {
      below += size * 1.5;
      return shape(
        "text",
        {
          x: start,
          y: rounded(below - size * 0.4),
          "font-size": size,
          fill: theme.ink,
          ...looks,
        },
        [line],
      );
    });
  const faint = { fill: theme.faint };
  const known = state.known || data.meta.known_by;
  const day = [fill("as_of", { day: dayWords(state.on) })];
  if (known) day.push(fill("known_by", { day: dayWords(known) }));
  const title = local(data.meta.title);
  const head = [
    ...put(title, 20, { "font-weight": 600 }),
    ...put(day.join(" · "), 14, faint),
    ...put(countWords(), 14, faint),
  ];
  const top = (below += BORDER / 2);
  below += high + BORDER + ROW / 2;
  const legend = legendShapes(start, below, wide, rtl);
  below += legend.high;
  const foot = [
    ...put(local(data.meta.licences), 11, faint),
    ...put(`${word("snapshot")}${word("colon")}${data.meta.id}`, 11, faint),
  ];
  below += BORDER / 2;
  return shape(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${wide} ${below}`,
      width: wide,
      height: below,
      role: "img",
      lang: state.language,
      direction: rtl ? "rtl" : "ltr",
      "font-family": theme.font,
    },
    [
      shape("title", {}, [title]),
      shape("desc", {}, [[...day, countWords()].join(" · ")]),
      shape("rect", { width: wide, height: below, fill: theme.ground }),
      ...head,
      shape("svg", { y: top, width: wide, height: high }, [
        ...sceneShapes(scene, picture),
      ]),
      ...legend.shapes,
      ...foot,
    ],
  );
}

/** A drawing as the text of a file. */
export const drawingText = (drawing) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(drawing)}\n`;
