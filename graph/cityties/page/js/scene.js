// What the picture holds, whatever draws it: where each city and line is and how it looks.

import { cities, citiesOfTie, data, edgePoints, focus, pieces, stageOf, ties } from "./data.js";
import { people, tiesOfCity } from "./data.js";
import { changeOf } from "./changes.js";
import { kindOf, loneCities, membersOn, shownTies, standingOf } from "./filter.js";
import { nameCountries } from "./land.js";
import { state } from "./state.js";
import { currentTheme, kindColour, tieDash } from "./style.js";
import { cityName, isFromRight, local, word } from "./words.js";

// Cities without coordinates stand in rows below the others, unless they are too many.
const ASIDE_AT_MOST = 60;
const ASIDE = { step: 420, below: 320, perRow: 10 };
const FAINT = 0.2;
const SECOND = 0.6; // the strength of ties of the second step
const NOT_YET = { opacity: 0.6, width: 1.3 }; // of ties that are not yet signed

const simple = data.meta.renderer === "plain"; // straight, solid strokes
const crowded = data.meta.renderer !== "full" || (focus < 0 && cities.length > 100);
/** Of thousands of cities the number of ties gives the size, in half pixels. */
const crowdRadius = (i) => Math.min(12, Math.round(1 + 1.1 * Math.sqrt(tiesOfCity[i].length))) / 2;

/** Spots on the map, by city; null: not on it. */
function mapSpots() {
  const spots = cities.map((city) => city.at);
  const lost = [...spots.keys()].filter((city) => !spots[city]);
  if (!lost.length || lost.length > ASIDE_AT_MOST) return spots;
  const known = spots.filter(Boolean);
  const xs = known.length ? known.map(([x]) => x) : [0];
  const low = known.length ? Math.max(...known.map(([, y]) => y)) : 0;
  const perRow = Math.min(lost.length, ASIDE.perRow);
  const left = (Math.min(...xs) + Math.max(...xs)) / 2 - ((perRow - 1) * ASIDE.step) / 2;
  for (const [place, city] of lost.entries()) {
    const row = Math.floor(place / ASIDE.perRow);
    spots[city] = [left + (place % ASIDE.perRow) * ASIDE.step, low + ASIDE.below * (1 + row / 2)];
  }
  return spots;
}

/** The cities by importance: the focus, then those with the most ties. */
export const byWeight = [...cities.keys()].sort(
  (a, b) =>
    (b === focus) - (a === focus) ||
    tiesOfCity[b].length - tiesOfCity[a].length ||
    (cities[a].id < cities[b].id ? -1 : 1),
);

// So many of the first cities are named even where their names cover the dots of others.
const LANDMARKS = 12;
const landmarks = new Set(crowded ? byWeight.slice(0, LANDMARKS) : []);

/**
 * The scene that a renderer draws.
 *
 * `spot(i)` is where city i is (null: nowhere), or a point at the edge of the map: these are
 * numbered behind the cities, `points` is how many there are of both. `lines` are the pieces to
 * draw, `bow(k)` is how much piece k is curved to the north, `line(k)` how it is drawn (the same
 * object for all that look alike; null: not drawn), `rest(k)` the other piece of its line. `pick`
 * and `hover` receive what the reader points at.
 */
export function makeScene({ pick, hover }) {
  const onMap = mapSpots();
  const weights = new Float64Array(cities.length);
  for (const [place, city] of byWeight.entries()) weights[city] = cities.length - place;
  let mix = state.view === "network" ? 1 : 0; // 0: the map, 1: the network
  let emphasis = null; // a rule for ties that are pointed at in the legend
  let looks = new Map();
  let used = new Set();
  let marked = new Set();
  let drawnTies = new Set();
  let strong = () => false;
  let anyStrong = false;

  /** Recompute what is shown; to be called after every change. */
  function refresh() {
    const shown = shownTies();
    drawnTies = new Set(shown);
    looks = new Map();
    used = new Set([...loneCities(), ...(focus >= 0 ? [focus] : [])]);
    for (const tie of shown) for (const city of citiesOfTie[tie]) used.add(city);
    const { city, tie, network, person: named } = state.chosen || {};
    marked = new Set();
    if (city !== undefined) marked.add(city);
    if (tie !== undefined) for (const one of citiesOfTie[tie]) marked.add(one);
    if (network !== undefined) for (const one of membersOn(network)) marked.add(one);
    for (const one of state.compare) marked.add(one);
    for (const one of marked) used.add(one);
    strong = emphasis || chosenRule(city, tie, network, named);
    const some = shown.some(strong);
    // If every tie is meant, none stands out.
    anyStrong = some && !shown.every(strong);
    const isPicked = [city, tie, network].some((one) => one !== undefined);
    if (!some && isPicked && !emphasis) anyStrong = true;
  }

  function chosenRule(city, tie, network, named) {
    if (named !== undefined) {
      const its = new Set(people[named].claims.map(([one]) => one));
      return (one) => its.has(one);
    }
    if (tie !== undefined) return (one) => one === tie;
    if (city !== undefined) return (one) => citiesOfTie[one].includes(city);
    if (network === undefined) return () => false;
    return (one) => citiesOfTie[one].some((each) => each !== focus && marked.has(each));
  }

  function look(tie) {
    const found = standingOf(tie);
    const dash = tieDash(found);
    const on = strong(tie);
    const second = ties[tie].step === 2;
    // Between two days the colour shows what changed.
    const changed = changeOf(tie);
    const colour = changed ? currentTheme()[changed] : kindColour(kindOf(tie));
    const early = stageOf(found?.status) === "before" && !changed;
    const still = state.between && !changed;
    const key = [colour, dash, on, second, early, still].join(" ");
    if (!looks.has(key)) {
      looks.set(key, {
        colour,
        dash: simple && !on ? null : dash,
        strong: on && anyStrong,
        width:
          on && anyStrong ? (second ? 1.8 : 3.4) : second ? 1.2 : early ? NOT_YET.width : 1.8,
        opacity:
          (anyStrong && !on ? FAINT : 1) *
          (second ? SECOND : 1) *
          (early && !(on && anyStrong) ? NOT_YET.opacity : 1) *
          (still ? 2 * FAINT : 1),
      });
    }
    return looks.get(key);
  }

  const between = (from, to) => [
    from[0] + (to[0] - from[0]) * mix,
    from[1] + (to[1] - from[1]) * mix,
  ];

  /** A point at the edge moves to the city behind it, as the map becomes the network. */
  const edgeSpot = ({ at, city }) => (mix === 0 ? at : between(at, cities[city].net));

  const scene = {
    cities,
    lines: pieces,
    points: cities.length + edgePoints.length,
    rest: (k) => (pieces[k].rest ? k - 1 : pieces[k + 1]?.rest ? k + 1 : null),
    order: byWeight,
    refresh,
    isCrowded: crowded,
    get mix() {
      return mix;
    },
    setMix(value) {
      mix = value;
    },
    setEmphasis(rule) {
      emphasis = rule;
      refresh();
    },
    used: () => used,
    marked: (i) => i === focus || marked.has(i),
    spot(i) {
      if (i >= cities.length) return edgeSpot(edgePoints[i - cities.length]);
      const { net } = cities[i];
      if (mix === 1 || !onMap[i]) return mix === 1 ? net : null;
      return mix === 0 ? onMap[i] : between(onMap[i], net);
    },
    hidden: (i) => !used.has(i) || (mix < 1 && !onMap[i]),
    bow: (k) =>
      pieces[k].of === 1 ? (simple ? 0 : 0.12) : (pieces[k].rank - (pieces[k].of - 1) / 2) * 0.24,
    line(k) {
      const { tie, ends, rest } = pieces[k];
      // In the network there is no edge to cross: the first piece is the whole line.
      if (!drawnTies.has(tie) || ends.some(scene.hidden) || (rest && mix === 1)) return null;
      return look(tie);
    },
    dot(i) {
      const { accent, ink, box } = currentTheme();
      const on = marked.has(i) || i === focus;
      return {
        radius: i === focus ? 7 : crowded ? crowdRadius(i) : cities[i].step === 2 ? 3.2 : 4.5,
        fill: on ? accent : ink,
        ring: box,
        hollow: !cities[i].at && mix < 1,
      };
    },
    label: (i) => cityName(i),
    size: (i) => (i === focus ? 15 : 12.5),
    priority: (i) => weights[i] + (marked.has(i) ? 2 * cities.length : 0),
    must: (i) =>
      i === focus ||
      landmarks.has(i) ||
      i === state.chosen?.city ||
      (state.chosen?.tie !== undefined && marked.has(i)),
    // Names are placed away from the focus city, to which the lines run.
    lean(i) {
      if (focus < 0 || i === focus || cities[i].step === 2) return 0;
      const [middle, here] = [scene.spot(focus), scene.spot(i)];
      return middle && here ? Math.sign(here[0] - middle[0]) : 0;
    },
    background: (ctx, scale) => drawWorld(ctx, scale, 1 - mix, scene),
    world: data.map.world,
    lost: () => (mix < 1 ? [...used].filter((i) => !cities[i].at && onMap[i]) : []),
    pick,
    hover,
  };
  refresh();
  return scene;
}

let paths = null; // made once: it takes a while

function drawWorld(ctx, scale, strength, scene) {
  if (strength <= 0) return;
  const theme = currentTheme();
  paths ??= Object.fromEntries(
    ["outline", "net", "land"].map((name) => [name, new Path2D(data.map[name])]),
  );
  ctx.save();
  ctx.globalAlpha *= strength;
  ctx.fillStyle = theme.sea;
  ctx.fill(paths.outline);
  ctx.lineWidth = 1 / scale;
  ctx.strokeStyle = theme.net;
  ctx.stroke(paths.net);
  ctx.fillStyle = theme.land;
  ctx.fill(paths.land, "evenodd");
  ctx.stroke(paths.outline);
  ctx.fillStyle = theme.region;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.direction = isFromRight() ? "rtl" : "ltr";
  ctx.font = `italic ${12 / scale}px ${theme.font}`;
  for (const region of data.map.regions) ctx.fillText(local(region.name), region.x, region.y);
  nameCountries(ctx, scale, theme);
  const lost = scene.lost();
  if (lost.length) {
    const spots = lost.map((i) => scene.spot(i));
    const xs = spots.map(([x]) => x);
    const top = Math.min(...spots.map(([, y]) => y));
    ctx.fillText(word("not_located"), (Math.min(...xs) + Math.max(...xs)) / 2, top - 26 / scale);
  }
  ctx.restore();
}
