// What the picture holds, whatever draws it: where each city and line is and how it looks.

import { changeOf } from "./changes.js";
import { cities, citiesOfTie, dotCount, edgePoints, focus, isCrowd, net } from "./data.js";
import { data, networks, people, pieces, stageOf, ties, tiesOfCity } from "./data.js";
import { kindOf, loneCities, membersOn, shownTies, standingOf } from "./filter.js";
import { nameLand } from "./land.js";
import { extraLines, extraOf, extras, groupOf, shareOf, sizeChoice, tiesAmong } from "./net.js";
import { state } from "./state.js";
import { currentTheme, kindColour, mixed, seriesColour, tieDash } from "./style.js";
import { cityName, digits, isFromRight, local, word } from "./words.js";

// Cities without coordinates stand in rows below the others, unless they are too many.
const ASIDE_AT_MOST = 60;
const ASIDE = { step: 420, below: 320, perRow: 10 };
const FAINT = 0.2;
const SECOND = 0.6; // the strength of ties of the second step
const NOT_YET = { opacity: 0.6, width: 1.3 }; // of ties that are not yet signed
const OUTWARD = 0.5; // in the network: of ties of a partner with a city that partners share
const SPOKE = 0.25; // and, in the network, of those that all partners have by construction
const LARGE = 7; // a dot of the network so large has its name, whatever is below
const SHADES = 4; // of a measure that colours the dots
const byCity = [...cities.keys()];

const crowded = isCrowd || (focus < 0 && cities.length > 100);
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

const lineWidth = ({ chosen, second, spoke, outward, early }) => {
  if (chosen) return second ? 1.8 : 3.4;
  if (second || spoke) return 1.2;
  return outward ? 1 : early ? NOT_YET.width : 1.8;
};

/**
 * The scene that a renderer draws.
 *
 * `spot(i)` is where city i is (null: nowhere), or a point at the edge of the map: these are
 * numbered behind the cities, `points` is how many there are of both. `lines` are the pieces to
 * draw, `bow(k)` is how much piece k is curved to the north, `line(k)` how it is drawn (the same
 * object for all that look alike; null: not drawn), `rest(k)` the other piece of its line. `pick`
 * and `hover` receive what the reader points at, and where; `alone` is called when one finger
 * tries to move the picture.
 */
export function makeScene({ pick, hover, alone }) {
  const onMap = mapSpots();
  const weights = new Float64Array(dotCount);
  for (const [place, city] of byWeight.entries()) weights[city] = cities.length - place;
  for (const [i] of net.hubs.entries()) weights[byCity.length + i] = cities.length;
  const allLines = [...pieces, ...extraLines];
  let mix = state.view === "network" ? 1 : 0; // 0: the map, 1: the network
  let emphasis = null; // a rule for ties that are pointed at in the legend
  let looks = new Map();
  let used = new Set();
  let marked = new Set();
  let drawnTies = new Set();
  let inNetwork = false;
  let strong = () => false;
  let anyStrong = false;

  /** Recompute what is shown; to be called after every change. */
  function refresh() {
    const shown = shownTies();
    inNetwork = state.view === "network" || (state.view !== "map" && mix === 1);
    const second = inNetwork ? tiesAmong() : [];
    drawnTies = new Set([...shown, ...second]);
    looks = new Map();
    used = new Set([...loneCities(), ...(focus >= 0 ? [focus] : [])]);
    for (const tie of shown) for (const city of citiesOfTie[tie]) used.add(city);
    for (const tie of second) for (const city of citiesOfTie[tie]) used.add(city);
    if (inNetwork) useExtras();
    const { city, tie, network, person: named } = state.chosen || {};
    marked = new Set();
    if (city !== undefined) marked.add(city);
    if (tie !== undefined) for (const one of citiesOfTie[tie]) marked.add(one);
    if (network !== undefined) for (const one of membersOn(network)) marked.add(one);
    for (const one of state.compare) marked.add(one);
    for (const one of marked) used.add(one);
    strong = emphasis || chosenRule(city, tie, network, named);
    const drawn = [...drawnTies];
    const some = drawn.some(strong);
    // If every tie is meant, none stands out.
    anyStrong = some && !drawn.every(strong);
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

  /** Hubs with members on the day, and officials of ties that are drawn. */
  function useExtras() {
    for (const [place, { network, official }] of extras.entries()) {
      const on =
        network === undefined
          ? state.officials && net.officials[official].ties.some((tie) => drawnTies.has(tie))
          : state.hubs && [...membersOn(network)].some((city) => used.has(city));
      if (on) used.add(cities.length + place);
    }
  }

  /** A line to a hub or an official. */
  function thread({ thing, from }) {
    if (thing.network !== undefined && !membersOn(thing.network).has(from)) return null;
    const { network } = state.chosen || {};
    const on = thing.network !== undefined && thing.network === network;
    const key = `thread ${on} ${thing.network === undefined}`;
    if (!looks.has(key)) {
      const { accent, faint } = currentTheme();
      looks.set(key, {
        colour: on ? accent : faint,
        dash: thing.network === undefined ? [2, 3] : null,
        strong: false,
        width: on ? 2.4 : 1,
        opacity: on ? 1 : anyStrong ? FAINT : 0.55,
      });
    }
    return looks.get(key);
  }

  function look(tie) {
    const found = standingOf(tie);
    const dash = tieDash(found);
    const on = strong(tie);
    const second = ties[tie].step === 2 && !inNetwork;
    const spoke = inNetwork && net.inner && citiesOfTie[tie].includes(focus);
    // The ties among the partners are what the network is looked at for.
    const outward = inNetwork && net.inner && citiesOfTie[tie].some((one) => cities[one].step === 2);
    // Between two days the colour shows what changed.
    const changed = changeOf(tie);
    const colour = changed ? currentTheme()[changed] : kindColour(kindOf(tie));
    const early = stageOf(found?.status) === "before" && !changed;
    const still = state.between && !changed;
    const key = [colour, dash, on, second, spoke, outward, early, still].join(" ");
    if (!looks.has(key)) {
      looks.set(key, {
        colour,
        dash,
        strong: on && anyStrong,
        width: lineWidth({ chosen: on && anyStrong, second, spoke, outward, early }),
        opacity:
          (anyStrong && !on ? FAINT : 1) *
          (second ? SECOND : on && anyStrong ? 1 : spoke ? SPOKE : outward ? OUTWARD : 1) *
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

  /** How large the dot of a city is in the network. */
  function netRadius(i) {
    const code = sizeChoice();
    if (i === focus) return 8;
    if (!code) return cities[i].step === 2 ? 3.2 : 4.5;
    const share = shareOf(code, i);
    if (share === null) return cities[i].step === 2 ? 3 : 3.6;
    return Math.round(2 * (4 + 8 * Math.sqrt(share))) / 2; // the area says how much
  }

  /** The colour of the dot of a city in the network, by its community or by a measure. */
  function netInk(i) {
    const { ink, faint, accent } = currentTheme();
    if (!state.colour) return ink;
    if (state.colour === "groups") return seriesColour(groupOf(i) - 1) || faint;
    const share = shareOf(state.colour, i);
    return share === null ? faint : mixed(faint, accent, Math.ceil(share * SHADES) / SHADES);
  }

  const scene = {
    cities,
    lines: allLines,
    count: dotCount,
    points: dotCount + edgePoints.length,
    rest: (k) => (allLines[k].rest ? k - 1 : allLines[k + 1]?.rest ? k + 1 : null),
    order: [...byWeight, ...extras.map((_extra, place) => cities.length + place)],
    /** What a dot stands for: `{city}`, `{network}` or `{official}`. */
    thingOf(i) {
      if (i < cities.length) return { city: i };
      const { network, official } = extraOf(i);
      return network === undefined ? { official } : { network };
    },
    thingOfLine: (k) => {
      const { tie, thing } = allLines[k];
      if (!thing) return { tie };
      return thing.network === undefined ? { official: thing.official } : { network: thing.network };
    },
    idOf(i) {
      if (i < cities.length) return cities[i].id;
      const { network, official } = extraOf(i);
      return network === undefined ? `official/${official}` : `network/${networks[network].id}`;
    },
    isLocated: (i) => i >= cities.length || Boolean(cities[i].at),
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
      if (i >= dotCount) return edgeSpot(edgePoints[i - dotCount]);
      if (i >= cities.length) return mix === 1 ? extraOf(i).at : null;
      const { net } = cities[i];
      if (mix === 1 || !onMap[i]) return mix === 1 ? net : null;
      return mix === 0 ? onMap[i] : between(onMap[i], net);
    },
    hidden: (i) => !used.has(i) || (mix < 1 && !onMap[i]),
    bow(k) {
      const { thing, rank, of } = allLines[k];
      if (thing) return 0;
      return of === 1 ? 0.12 : (rank - (of - 1) / 2) * 0.24;
    },
    line(k) {
      const { tie, ends, rest, thing } = allLines[k];
      if (thing) return mix < 1 || ends.some(scene.hidden) ? null : thread(allLines[k]);
      // In the network there is no edge to cross: the first piece is the whole line.
      if (!drawnTies.has(tie) || ends.some(scene.hidden) || (rest && mix === 1)) return null;
      return look(tie);
    },
    dot(i) {
      const { accent, faint, ink, box } = currentTheme();
      if (i >= cities.length) {
        const { network } = extraOf(i);
        const on = network !== undefined && state.chosen?.network === network;
        const radius = network === undefined ? 3.5 : 6;
        return { radius, fill: on ? accent : faint, ring: box, hollow: false, square: true };
      }
      if (mix === 1 && net.inner) {
        const on = marked.has(i) && i !== focus;
        const hollow = i === focus && !marked.has(i); // its values are so by construction
        return { radius: netRadius(i), fill: on || hollow ? accent : netInk(i), ring: box, hollow };
      }
      const on = marked.has(i) || i === focus;
      return {
        radius: i === focus ? 7 : crowded ? crowdRadius(i) : cities[i].step === 2 ? 3.2 : 4.5,
        fill: on ? accent : ink,
        ring: box,
        hollow: !cities[i].at && mix < 1,
      };
    },
    label(i) {
      if (i >= cities.length) {
        const { network, official } = extraOf(i);
        return local(network === undefined ? net.officials[official].name : networks[network].name);
      }
      const group = mix === 1 && state.colour === "groups" ? groupOf(i) : 0;
      // A colour is never the only sign.
      return group ? `${cityName(i)} (${digits(group)})` : cityName(i);
    },
    size: (i) => (i === focus ? 15 : i >= cities.length ? 11.5 : 12.5),
    // In the network what is measured is named first: the partners.
    priority: (i) =>
      weights[i] +
      (marked.has(i) ? 4 * cities.length : 0) +
      (mix === 1 && net.inner && cities[i]?.step === 1 ? 2 * cities.length : 0),
    must: (i) =>
      i === focus ||
      landmarks.has(i) ||
      (mix === 1 && cities[i]?.step === 1 && netRadius(i) > LARGE) ||
      i === state.chosen?.city ||
      (state.chosen?.tie !== undefined && marked.has(i)),
    // Names are placed away from the focus city, to which the lines run.
    lean(i) {
      if (focus < 0 || i === focus || (cities[i]?.step === 2 && mix < 1)) return 0;
      const [middle, here] = [scene.spot(focus), scene.spot(i)];
      return middle && here ? Math.sign(here[0] - middle[0]) : 0;
    },
    background: (ctx, scale) => drawWorld(ctx, scale, 1 - mix, scene),
    /** Names on the land, where the names of the picture leave room; see `nameLand`. */
    landNames(ctx, scale, taken) {
      if (mix === 1) return [];
      ctx.save();
      ctx.globalAlpha *= 1 - mix;
      const made = nameLand(ctx, scale, taken);
      ctx.restore();
      return made;
    },
    world: data.map.world,
    lost: () => (mix < 1 ? [...used].filter((i) => cities[i] && !cities[i].at && onMap[i]) : []),
    pick,
    hover,
    alone,
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
  const lost = scene.lost();
  if (lost.length) {
    ctx.fillStyle = theme.region;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.direction = isFromRight() ? "rtl" : "ltr";
    ctx.font = `italic ${12 / scale}px ${theme.font}`;
    const spots = lost.map((i) => scene.spot(i));
    const xs = spots.map(([x]) => x);
    const top = Math.min(...spots.map(([, y]) => y));
    ctx.fillText(word("not_located"), (Math.min(...xs) + Math.max(...xs)) / 2, top - 26 / scale);
  }
  ctx.restore();
}
