// Which ties are shown: how each stands on the day, and what the filters leave.

import { citiesOfTie, cities, codeOf, countries, facetValues, focus, lone } from "./data.js";
import { historyOf, networks, readingsOf, stageOf, ties, tiesOfCity } from "./data.js";
import { inHood, stepsFrom } from "./hood.js";
import { isNewClaim } from "./news.js";
import { state, subscribe } from "./state.js";
import { daysBetween, standing } from "./time.js";


const SELECTING = new Set(["on", "known", "undated", "hidden", "chosen", "others", "hood", "only"]);

let asked = ""; // the days that the standings below are of
let standings = [];
let near = null; // numbers of the ties that stand on the day
let present = null; // those of them that may be shown
let shown = null; // those that the filters leave
let counts = null;
let members = new Map(); // by network: its cities on the day

function forget(changed) {
  const wanted = `${state.on} ${state.known}`;
  if (wanted !== asked) {
    asked = wanted;
    standings = [];
    members = new Map();
  }
  // Another choice changes nothing here as long as the chosen city's own ties are not shown.
  const selects = (name) => SELECTING.has(name) && (name !== "chosen" || state.others);
  if (!changed || [...changed].some(selects)) {
    near = null;
    present = null;
    shown = null;
    counts = null;
  }
}
forget();
subscribe(forget);

/** How a tie stands on the day; null if it does not. */
export function standingOf(tie) {
  if (standings[tie] === undefined) {
    const found = standing(readingsOf(ties[tie]), state.on, state.known);
    standings[tie] = found && { ...found, partly: isPartly(found) };
  }
  return standings[tie];
}

/** The kind of a tie, as it was known. */
export const kindOf = (tie) => standingOf(tie)?.kind || ties[tie].kind;

/** Whether somebody was, or may have been, a member on the day. */
export function isMember({ periods }) {
  const on = periods.filter(
    ({ bounds: [from, , , until] }) => (!from || from <= state.on) && (!until || state.on <= until),
  );
  return on.some((period) => period.status !== "left") || !periods.length;
}

/** The cities that were, or may have been, members of a network on the day. */
export function membersOn(network) {
  if (!members.has(network)) {
    const found = new Set();
    for (const member of networks[network].members) {
      if (member.city !== null && isMember(member)) found.add(member.city);
    }
    members.set(network, found);
  }
  return members.get(network);
}

/** The cities of a tie other than the one in the middle of attention. */
export function partnerCities(tie) {
  return citiesOfTie[tie].filter((city) => city !== focus);
}

const orUnsaid = (values) => (values.length ? values : [""]);

/** The values of a tie for each facet; a tie can have several topics, networks, countries. */
export const facetsOf = {
  kind: (tie) => [kindOf(tie)],
  status: (tie) => [standingOf(tie)?.status || ""],
  certainty: (tie) => [standingOf(tie)?.certain === false ? "possible" : "certain"],
  channel: (tie) => orUnsaid([...(standingOf(tie)?.channels.keys() || [])]),
  topic: (tie) => orUnsaid(ties[tie].topics || []),
  member: (tie) => {
    const found = new Set();
    for (const city of partnerCities(tie)) {
      for (const network of cities[city].networks || []) {
        if (membersOn(network).has(city)) found.add(networks[network].id);
      }
    }
    return orUnsaid([...found]);
  },
  country: (tie) => {
    const found = partnerCities(tie).map((city) => cities[city].country);
    return orUnsaid(
      [...new Set(found.filter((one) => one !== null))].map((n) => countries[n].code),
    );
  },
};

const ownTies = [...ties.keys()].filter((tie) => ties[tie].step === 1);

/** The ties that the page is about just now: its own, and on demand those of the chosen city. */
function asPage() {
  const city = state.others ? state.chosen?.city : undefined;
  if (city === undefined) return ownTies;
  return [...ownTies, ...tiesOfCity[city].filter((tie) => ties[tie].step === 2)];
}

/** The ties on the day, near the selected city; dated or not. */
function standingTies() {
  near ??= inNeighbourhood(asPage().filter(standingOf));
  return near;
}

/** The ties on the day, regardless of the filters. */
export function presentTies() {
  present ??= state.undated
    ? standingTies()
    : standingTies().filter((tie) => !standingOf(tie).undated);
  return present;
}

function inNeighbourhood(found) {
  if (!state.hood) return found;
  const { city, steps } = state.hood;
  const groups = found.map((tie) => citiesOfTie[tie]);
  const away = stepsFrom(cities.length, groups, city, steps);
  return found.filter((_tie, place) => inHood(away, groups[place], steps));
}

/** Around a focus: the ties of its partners on the day, as the filters leave them. */
export function secondTies() {
  const facets = filtering();
  return [...ties.keys()].filter(
    (tie) =>
      ties[tie].step === 2 &&
      standingOf(tie) &&
      (state.undated || !standingOf(tie).undated) &&
      passes(tie, facets),
  );
}

/** Ties of which no source says when they began: shown or left out by a tick. */
export const undatedTies = () => standingTies().filter((tie) => standingOf(tie).undated);

/** Ties of the page that do not stand on the day: not yet, or nothing more is known. */
export const absentTies = () => asPage().filter((tie) => !standingOf(tie));

const filtering = () => Object.entries(state.hidden).filter(([, hidden]) => hidden.size);

/** Whether a tie is in force as a whole while contact on a channel of it stands still. */
const isPartly = (found) =>
  stageOf(found.status) === "force" &&
  [...found.channels.values()].some(({ status }) => stageOf(status) === "break");

/** How many days a proposal has been open: at least, and at most (null: nobody knows). */
export function daysOpen({ unanswered: { since, earliest } }) {
  return [since, earliest === undefined ? since : earliest].map((day) =>
    day === null ? null : Math.round(daysBetween(day, state.on)),
  );
}

/** The claims of a tie that are new to the reader. */
export const newClaims = (tie) =>
  historyOf(ties[tie]).filter(
    ({ id, known }) => isNewClaim(id) && !(state.known && known && known > state.known),
  );

const stageRule = (stage) => (tie) => stageOf(standingOf(tie)?.status) === stage;

/** What each number of the strip means. */
export const onlyRules = {
  force: stageRule("force"),
  before: stageRule("before"),
  break: stageRule("break"),
  over: stageRule("over"),
  partly: (tie) => Boolean(standingOf(tie)?.partly),
  waiting: (tie) => Boolean(standingOf(tie)?.unanswered),
  new: (tie) => newClaims(tie).length > 0,
};

const passes = (tie, facets) =>
  facets.every(([facet, hidden]) => facetsOf[facet](tie).some((value) => !hidden.has(value)));

/** The ties that are drawn and listed. */
export function shownTies() {
  const facets = filtering();
  const rule = onlyRules[state.only];
  shown ??=
    facets.length || rule
      ? presentTies().filter((tie) => passes(tie, facets) && (!rule || rule(tie)))
      : presentTies();
  return shown;
}

/** The cities without a tie that are drawn and listed: members on the day, as the filters say. */
export function loneCities() {
  if (state.hood) return [];
  const { country: lands, member } = state.hidden;
  return lone.filter((city) => {
    const { country, networks: its = [] } = cities[city];
    if (city === focus || lands.has(country === null ? "" : countries[country].code)) return false;
    if (!its.length) return !member.has("");
    const on = its.filter((network) => membersOn(network).has(city));
    return on.some((network) => !member.has(networks[network].id));
  });
}

/** The ties on the day that all filters but those of one facet leave. */
function leftBut(facet) {
  const others = filtering().filter(([name]) => name !== facet);
  const rule = onlyRules[state.only];
  return presentTies().filter((tie) => passes(tie, others) && (!rule || rule(tie)));
}

/**
 * How many ties each value of each facet would show, with the other filters as they are: `all`,
 * and of them by stage (`force`, `before` and so on).
 */
export function facetCounts() {
  counts ??= Object.fromEntries(
    Object.keys(facetValues).map((facet) => {
      const found = new Map();
      for (const tie of leftBut(facet)) {
        const stage = stageOf(standingOf(tie)?.status);
        for (const value of facetsOf[facet](tie)) {
          if (!found.has(value)) found.set(value, { all: 0 });
          const count = found.get(value);
          count.all += 1;
          count[stage] = (count[stage] || 0) + 1;
        }
      }
      return [facet, found];
    }),
  );
  return counts;
}

/** How many ties are suspended on a channel, of those that the filters leave. */
export const partlyCount = () => leftBut("").filter(onlyRules.partly).length;

/** The networks that two cities are both in on the day. */
export const sharedNetworks = (one, other) =>
  (cities[one].networks || []).filter(
    (network) => membersOn(network).has(one) && membersOn(network).has(other),
  );

/** The badge of a kind: two letters. */
export const badgeOf = (kind) => codeOf("kind", kind)?.badge || "";
