// What the page shows: the block of data in the document, read once.

import { foldText } from "./fold.js";
import { readBlock, unpackBlock } from "./unpack.js";

// Signs that turn the direction of what follows go: one name must not turn the whole line.
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

export const data = unpackBlock(
  JSON.parse((await readBlock(document.getElementById("cityties-data"))).replace(TURNS, "")),
);

export const cities = data.cities;
export const ties = data.ties;
export const lines = data.lines;
export const sources = data.sources;
export const networks = data.networks;
export const countries = data.countries;
/** The people whom the claims of the page name. */
export const people = data.people || [];

const numberById = (list) => new Map(list.map((one, number) => [one.id, number]));
export const cityNumber = numberById(cities);
export const tieNumber = numberById(ties);
export const networkNumber = numberById(networks);
export const personNumber = numberById(people);
/** The tie of a line's id, so that an edge of a tie of three can be named too. */
export const tieOfLine = new Map(lines.map((line) => [line.id, line.tie]));

export const focus = cityNumber.get(data.meta.focus) ?? -1;

const two = (number) => String(number).padStart(2, "0");
const clock = new Date();
/** The reader's own day. */
export const today = `${clock.getFullYear()}-${two(clock.getMonth() + 1)}-${two(clock.getDate())}`;
/** The day that the page opens on: the reader's own, as of a question, or the one it is made for. */
export const opening = data.meta.today ? today : data.meta.on;

/** The readings of a tie, oldest knowledge first. */
export const readingsOf = (tie) =>
  typeof tie.readings === "number" ? data.reading_sets[tie.readings] : tie.readings;
/** What the sources say of a tie. */
export const historyOf = (tie) =>
  typeof tie.history === "number" ? data.histories[tie.history] : tie.history;

/** Whether the page holds what the sources say; it can be made without. */
export const hasHistory = ties.some((tie) => historyOf(tie).length > 0);

// What belongs to each tie and city, by number.
export const citiesOfTie = ties.map((tie) =>
  tie.parties.map((id) => cityNumber.get(id)).filter((city) => city !== undefined),
);
export const linesOfTie = ties.map(() => []);
for (const [number, line] of lines.entries()) linesOfTie[line.tie].push(number);
export const tiesOfCity = cities.map(() => []);
for (const [number, members] of citiesOfTie.entries()) {
  for (const city of new Set(members)) tiesOfCity[city].push(number);
}

/** The network view: hubs, officials, measures; see the schema. */
export const net = { hubs: [], officials: [], ...data.net };
/** How many things have dots: cities, and behind them hubs and officials. */
export const dotCount = cities.length + net.hubs.length + net.officials.length;

// A line over 180 degrees leaves the map on one side and comes back on the other: two pieces.
// The points at the edge of the map are numbered behind all that has dots.
const over = new Map((data.over || []).map(([one, other, ...edge]) => [`${one} ${other}`, edge]));
/** Points at the edge of the map: where each is, and the city that the line goes to from there. */
export const edgePoints = [];
const edgePoint = (at, city) => dotCount - 1 + edgePoints.push({ at, city });

/** What is drawn of the lines: each whole, or as two pieces, of which the second is `rest`. */
export const pieces = lines.flatMap((line) => {
  const ends = [line.from, line.to];
  const edge = over.get(`${line.from} ${line.to}`);
  if (!edge) return [{ ...line, ends }];
  const [leaves, returns] = edge;
  return [
    { ...line, ends, to: edgePoint(leaves, line.to) },
    { ...line, ends, from: edgePoint(returns, line.from), rest: true },
  ];
});

/** Whether there are so many cities that their dots are small and neighbourhoods are offered. */
export const isCrowd = cities.length > 500;

/** The cities that no tie of the page joins. */
export const lone = [...cities.keys()].filter((city) => !tiesOfCity[city].length);

/** All sources that say something of a tie, by number, in the order of its history. */
export const sourcesOf = (tie) => [...new Set(historyOf(tie).map((line) => line.source))];

const labelled = Object.fromEntries(
  Object.entries(data.codes).map(([scheme, list]) => [
    scheme,
    new Map(list.map((one) => [one.code, one])),
  ]),
);
/** What the scheme says of a code: its label, its badge, its group. */
export const codeOf = (scheme, code) => labelled[scheme].get(code);

/** Where a status stands: before an agreement, in force, a break, over; empty: nothing known. */
export const stageOf = (status) => (status && codeOf("status", status)?.stage) || "";

export const folded = (text) => foldText(text, data.fold);

/** All values that the filters know, by facet; "" is "not stated". */
export const facetValues = {
  kind: data.codes.kind.map((one) => one.code),
  status: [...data.codes.status.map((one) => one.code), ""],
  certainty: ["certain", "possible"],
  channel: [...data.codes.channel.map((one) => one.code).filter((code) => code !== "all"), ""],
  topic: [...data.codes.topic.map((one) => one.code), ""],
  member: [...networks.map((network) => network.id), ""],
  country: [...countries.map((country) => country.code), ""],
};
