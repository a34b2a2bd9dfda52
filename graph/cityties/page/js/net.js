// The network view: what it draws besides the page's own ties, and what the dots stand for.
//
// Hubs (networks of cities) and officials are numbered behind the cities, as things of their own.

import { cities, citiesOfTie, focus, net, networks, personNumber, ties } from "./data.js";
import { secondTies } from "./filter.js";
import { state } from "./state.js";
import { amount, cityName, fill, listWords, local, word } from "./words.js";

/** What stands behind the cities: `{network}` or `{official}`, and where. */
export const extras = [
  ...net.hubs.map(({ network, at }) => ({ network, at })),
  ...net.officials.map(({ at }, official) => ({ official, at })),
];
export const extraOf = (i) => extras[i - cities.length];

const innerCities = new Set(net.inner || cities.keys());

/** Ties without a city that only one partner leads to. */
function bound(some) {
  const partnersOf = new Map(); // of each city of the second step
  for (const tie of some) {
    for (const city of citiesOfTie[tie].filter((one) => cities[one].step === 2)) {
      if (!partnersOf.has(city)) partnersOf.set(city, new Set());
      for (const other of citiesOfTie[tie]) {
        if (cities[other].step < 2) partnersOf.get(city).add(other);
      }
    }
  }
  const isBound = (city) => !partnersOf.has(city) || partnersOf.get(city).size > 1;
  const kept = some.filter((tie) => citiesOfTie[tie].every(isBound));
  // A tie of three that goes may leave another city with one partner.
  return kept.length === some.length ? kept : bound(kept);
}

/** Around a focus: the ties among its partners, and with the cities they share on the day. */
export function tiesAmong() {
  if (focus < 0) return [];
  const inside = (tie) => citiesOfTie[tie].filter((city) => innerCities.has(city)).length > 1;
  return bound(secondTies().filter(inside));
}

const linesTo = (i, some, thing) =>
  some
    .filter((city) => city !== focus || some.length === 1)
    .map((city) => ({
      id: `${thing.network === undefined ? "official" : "network"}/${i}+${cities[city].id}`,
      from: city,
      to: cities.length + i,
      ends: [city, cities.length + i],
      rank: 0,
      of: 1,
      thing,
    }));

/** The lines from hubs and officials to cities. */
export const extraLines = extras.flatMap((thing, i) => {
  if (thing.official !== undefined) {
    return linesTo(i, net.officials[thing.official].cities, thing);
  }
  const its = networks[thing.network].members.map(({ city }) => city);
  return linesTo(i, [...new Set(its.filter((city) => city !== null))], thing);
});

// --- measures ---------------------------------------------------------------------------

export const measures = net.measures || [];
const measureOf = (code) => measures.find((one) => one.code === code);
export const groups = net.groups || [];

/** The community of a city, from 1; 0: none for sure. */
const groupNumbers = new Map(groups.flatMap((its, n) => its.map((city) => [city, n + 1])));
export const groupOf = (city) => groupNumbers.get(city) || 0;

/** The value of a measure for a city; undefined: not measured. */
export const valueOf = (code, city) => measureOf(code)?.values[city];

/** A value as `cityties centrality` prints it. */
export const valueWords = (value) => amount(value, 4);

const ranges = new Map();
/** The least and the largest value of a measure, but for the focus: its is so by construction. */
export function rangeOf(code) {
  if (!ranges.has(code)) {
    const found = Object.entries(measureOf(code).values)
      .filter(([city]) => Number(city) !== focus)
      .map(([, value]) => value);
    ranges.set(code, [Math.min(...found), Math.max(...found)]);
  }
  return ranges.get(code);
}

/** Where a city's value is between least (0) and largest (1); null: not measured. */
export function shareOf(code, city) {
  const value = valueOf(code, city);
  if (value === undefined || city === focus) return null;
  const [least, most] = rangeOf(code);
  if (code !== "closeness") return most ? value / most : 0; // a count has a zero
  return most > least ? (value - least) / (most - least) : 1;
}

/** The choice that the page opens with, where it has measures. */
export const sizeChoice = () => (state.size === null ? measures[0]?.code || "" : state.size);

/** The measures of a city in words; for the focus they hold by construction. */
export function measureWords(city) {
  const said = measures
    .filter(({ code }) => valueOf(code, city) !== undefined)
    .map(({ code, title }) => `${local(title)}${word("colon")}${valueWords(valueOf(code, city))}`);
  const group = groupOf(city);
  if (group) said.push(fill("net_group", { n: group }));
  return said;
}

/** What a thing of the network view is called that is pointed at; null: nothing of it. */
export function netTip(what) {
  if (what.network !== undefined) return local(networks[what.network].name);
  if (what.official !== undefined) {
    const { name, post, cities: its } = net.officials[what.official];
    const others = its.filter((city) => city !== focus).map(cityName);
    return [local(name), local(post), fill("net_act", { cities: listWords(others) })]
      .filter(Boolean)
      .join(" · ");
  }
  if (what.city === undefined || state.view !== "network") return null;
  return [cityName(what.city), ...measureWords(what.city)].join(" · ");
}

/** What the panel shows when a thing is pointed at and pressed. */
export function netChoice(what) {
  if (what?.official === undefined) return what;
  const { id, ties: its } = net.officials[what.official];
  return personNumber.has(id) ? { person: personNumber.get(id) } : { tie: its[0] };
}
