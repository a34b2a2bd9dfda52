// What the reader has set, and the address that says the same.

import { cities, cityNumber, data, facetValues, networkNumber, networks } from "./data.js";
import { opening, people, personNumber, tieNumber, tieOfLine, ties } from "./data.js";

const VIEWS = ["map", "network", "matrix", "table"];
const LANGUAGES = data.languages.map((one) => one.tag);
const THEMES = ["auto", "light", "dark"];
/** The lists that the panel can show. */
export const LISTS = ["people", "networks"];
/** What the numbers of the strip leave: see `onlyRules`. */
const ONLY = ["force", "before", "break", "over", "partly", "waiting", "new"];
const ID = 12; // signs of the content id in an address
const LOOK = /^-?\d+,-?\d+,\d+(\.\d+)?$/;
const SORT = /^-?[a-z]+$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** How many cities can be compared at once. */
export const COMPARED_AT_MOST = 4;

function initial() {
  return {
    view: "map",
    language: data.meta.language,
    theme: "auto",
    on: opening,
    between: "", // the other one of two days that are compared; blank: none
    only: "", // one of ONLY: just these ties; blank: all
    known: "", // as known by this day; blank: all that the page knows
    undated: true, // show ties of which no source says when they began
    absent: false, // list ties that did not stand on the day
    hidden: Object.fromEntries(Object.keys(facetValues).map((facet) => [facet, new Set()])),
    // {city}, {tie}, {network}, {person} or {list}: its number. A page of one network's members opens with it.
    chosen: !ties.length && networks.length === 1 ? { network: 0 } : null,
    sort: { key: "", down: false }, // the order of the table; no key: as it opens
    others: false, // the chosen city's own other ties, too
    compare: [], // numbers of cities
    size: null, // of dots in the network: a measure; blank: all alike; null: the page's own choice
    colour: "", // of dots in the network: a measure, or "groups"
    hubs: true, // networks of cities are dots of the network
    officials: false, // so are those who made or broke ties
    hood: null, // {city, steps}: only the ties so near a city
  };
}

export const state = initial();
const listeners = [];

/** Call a function after each change, with the names of what changed. */
export function subscribe(listener) {
  listeners.push(listener);
}

const asText = (value) =>
  JSON.stringify(value, (_key, one) => (one instanceof Set ? [...one].sort() : one));
const isSame = (one, other) => one === other || asText(one) === asText(other);

/**
 * Change what is set, and the address with it.
 *
 * @param {object} changes new values by name
 * @param {{push?: boolean, address?: boolean}} how push: Back comes back to what was before;
 *   address false: the address already says so
 */
export function change(changes, { push = false, address = true } = {}) {
  const before = { ...state };
  Object.assign(state, changes);
  if (address) writeAddress(push);
  const names = new Set(Object.keys(changes).filter((name) => !isSame(before[name], state[name])));
  for (const listener of listeners) listener(names);
}

/** Choose a city, a tie or a network by its number, or nothing. */
export function choose(chosen) {
  const same = JSON.stringify(chosen) === JSON.stringify(state.chosen);
  if (!same) change({ chosen, ...(chosen ? {} : { others: false }) }, { push: true });
}

/** Show or hide values of a facet. */
export function showOnly(facet, shown) {
  const keep = new Set(shown);
  const hidden = new Set(facetValues[facet].filter((value) => !keep.has(value)));
  change({ hidden: { ...state.hidden, [facet]: hidden } });
}

/** Whether anything is filtered away. */
export const isFiltered = () =>
  Boolean(state.hood || state.only) || Object.values(state.hidden).some((hidden) => hidden.size > 0);

// --- the address ----------------------------------------------------------------

const coded = (value) => (value === "" ? "-" : encodeURIComponent(value));
const idOf = {
  tie: (number) => ties[number].id,
  city: (number) => cities[number].id,
  network: (number) => networks[number].id,
  person: (number) => people[number].id,
  list: (number) => LISTS[number],
};
const numberOf = {
  tie: (id) => tieNumber.get(id) ?? tieOfLine.get(id),
  city: (id) => cityNumber.get(id),
  network: (id) => networkNumber.get(id),
  person: (id) => personNumber.get(id),
  list: (id) => (LISTS.includes(id) ? LISTS.indexOf(id) : undefined),
};

/**
 * The address of what is shown; empty if nothing differs from the page as it opens.
 *
 * @param {{whole?: boolean, look?: {x: number, y: number, scale: number}}} how `whole`: with
 *   all that a page of another day or reader could open otherwise, the id of the data and `look`,
 *   the part of the picture that is seen
 */
export function addressOf({ whole = false, look = null } = {}) {
  const parts = [];
  const put = (key, value) => parts.push(`${key}=${value}`);
  for (const [what, number] of Object.entries(state.chosen || {})) {
    put(what, coded(idOf[what](number)));
  }
  if (state.others) put("others", "yes");
  if (state.view !== "map") put("view", state.view);
  if (whole || state.on !== opening) put("on", state.on);
  if (state.between) put("between", state.between);
  if (state.only) put("only", state.only);
  if (state.known) put("known", state.known);
  if (!state.undated) put("undated", "no");
  if (state.absent) put("absent", "yes");
  for (const [facet, hidden] of Object.entries(state.hidden)) {
    if (!hidden.size) continue;
    // Whichever list is the shorter one.
    const shown = facetValues[facet].filter((value) => !hidden.has(value));
    const few = shown.length <= hidden.size;
    put(few ? facet : `no-${facet}`, (few ? shown : [...hidden]).map(coded).join(",") || "none");
  }
  if (state.compare.length) {
    put("compare", state.compare.map((city) => coded(cities[city].id)).join(","));
  }
  if (state.hood) put("hood", `${coded(cities[state.hood.city].id)}~${state.hood.steps}`);
  if (state.size !== null) put("size", state.size || "none");
  if (state.colour) put("colour", state.colour);
  if (!state.hubs) put("hubs", "no");
  if (state.officials) put("officials", "yes");
  if (state.sort.key) put("sort", `${state.sort.down ? "-" : ""}${state.sort.key}`);
  if (whole || state.language !== data.meta.language) put("lang", state.language);
  if (state.theme !== "auto") put("theme", state.theme);
  if (look) put("look", [look.x.toFixed(0), look.y.toFixed(0), look.scale.toFixed(4)].join(","));
  if (whole) put("id", data.meta.id.slice(0, ID));
  return parts.length ? `#${parts.join("&")}` : "";
}

const isMeasure = (value) =>
  value === "none" || (data.net?.measures || []).some(({ code }) => code === value);

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not encoded: taken as it stands
  }
}

/**
 * What an address says: new values of the state (`said`), the names that this page does not have
 * (`unknown`), the part of the picture to look at (`look`) and the id of the data that it was
 * made for (`made`).
 */
export function fromHash(hash) {
  const said = initial();
  const unknown = [];
  let look = null;
  let made = "";
  for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const [, key, raw] = /^([^=]*)=?(.*)$/s.exec(part);
    const value = decoded(raw);
    const facet = key.replace(/^no-/, "");
    if (Object.hasOwn(numberOf, key)) {
      const number = numberOf[key](value);
      if (number === undefined) unknown.push(value);
      else said.chosen = { [key]: number };
    } else if (Object.hasOwn(facetValues, facet)) {
      const listed = new Set(raw.split(",").map((one) => (one === "-" ? "" : decoded(one))));
      const all = facetValues[facet];
      said.hidden[facet] = new Set(all.filter((one) => listed.has(one) === (key !== facet)));
    } else if (key === "compare") {
      const found = raw.split(",").map((one) => cityNumber.get(decoded(one)));
      said.compare = found.filter((city) => city !== undefined).slice(0, COMPARED_AT_MOST);
    } else if (key === "hood") {
      const [, id, steps] = /^(.*)~([12])$/s.exec(value) || [];
      const city = cityNumber.get(id);
      if (city === undefined) unknown.push(value);
      else said.hood = { city, steps: Number(steps) };
    } else if (key === "view" && VIEWS.includes(value)) said.view = value;
    else if (key === "lang" && LANGUAGES.includes(value)) said.language = value;
    else if (key === "theme" && THEMES.includes(value)) said.theme = value;
    else if (key === "only" && ONLY.includes(value)) said.only = value;
    else if (["on", "known", "between"].includes(key) && DAY.test(value)) said[key] = value;
    else if (key === "size" && isMeasure(value)) said.size = value === "none" ? "" : value;
    else if (key === "colour" && (value === "groups" || isMeasure(value))) said.colour = value;
    else if (key === "hubs") said.hubs = value !== "no";
    else if (key === "officials") said.officials = value === "yes";
    else if (key === "undated") said.undated = value !== "no";
    else if (key === "absent" || key === "others") said[key] = value === "yes";
    else if (key === "sort" && SORT.test(value)) {
      said.sort = { key: value.replace("-", ""), down: value.startsWith("-") };
    } else if (key === "look" && LOOK.test(value)) {
      const [x, y, scale] = value.split(",").map(Number);
      look = { x, y, scale };
    } else if (key === "id") made = value;
    else unknown.push(value || key);
  }
  return { said, unknown, look, made };
}

let written = null; // the address that was last shown

function writeAddress(push) {
  const hash = addressOf();
  if (location.hash === hash) return;
  const address = hash || location.pathname + location.search;
  try {
    if (push) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch {
    return; // in the frame of a notebook the page has no address of its own
  }
  written = location.hash;
}

/**
 * Take over what the address says.
 *
 * @returns {?{unknown: string[], look: ?object, made: string}} what it says beside the state;
 *   null: nothing is new
 */
export function readAddress() {
  if (location.hash === written) return null; // Back fires two events
  written = location.hash;
  const { said, ...rest } = fromHash(location.hash);
  change(said, { address: false });
  return rest;
}
