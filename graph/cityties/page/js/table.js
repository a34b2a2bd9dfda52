// The table: the same ties as in the picture, one in each row.

import {
  citiesOfTie,
  cities,
  countries,
  focus,
  hasHistory,
  historyOf,
  linesOfTie,
} from "./data.js";
import { sources, sourcesOf, ties } from "./data.js";
import { at, button, keepFocus, make, stroke } from "./dom.js";
import { absentTies, badgeOf, daysOpen, kindOf, loneCities, presentTies } from "./filter.js";
import { partnerCities, shownTies, standingOf } from "./filter.js";
import { spanWords } from "./spans.js";
import { change, choose, state } from "./state.js";
import { colourName, tieDash } from "./style.js";
import { claimsOn } from "./time.js";
import { digits, fill, label, listWords, local, oneDay, partnerNames } from "./words.js";
import { partyName, word } from "./words.js";

const ROWS = 250; // shown at first: more of them are slow to make
const AT_ONCE = 2000; // added at most when more are asked for

/** A standing in words: the status, whether it is sure, what else may be, how long unanswered. */
export function statusWords(found) {
  if (!found) return word("stood_not");
  let text = found.status ? label("status", found.status) : word("nothing_known");
  if (!found.certain) {
    const others = found.alternatives.map((code) => label("status", code));
    text = others.length
      ? fill("possibly_or", { status: text, others: listWords(others) })
      : fill("possibly", { status: text });
  }
  return text;
}

/** The channels whose status differs from the whole tie, in words; empty if there is none. */
export function channelNote(found) {
  const other = [...(found?.channels || [])].filter(([, one]) => one.status !== found.status);
  return other
    .map(([channel, one]) => `${label("channel", channel)}${word("colon")}${statusWords(one)}`)
    .join(word("semicolon"));
}

/** How long a proposal has gone without an answer on the day; empty if it has not. */
export function waitingWords(found) {
  if (!found?.unanswered) return "";
  // A proposal of "2024" has no day: at least and at most so many.
  return fill("waiting_words", { days: spanWords(...daysOpen(found)) });
}

/** Whose status it is, if not of both. */
export function sideWords(row, period) {
  if (period.side === undefined) return "";
  const names = period.side
    .split(";")
    .filter(Boolean)
    .map((id) => partyName(row, id));
  return names.length ? fill("by_side", { side: listWords(names) }) : word("one_side");
}

/** The sources that the status of a tie is based on, as `ties` counts them; of one that is not
 * on this day, all that speak of it. */
export function sourcesNow(tie) {
  const lines = historyOf(ties[tie]);
  const now = claimsOn(standingOf(tie)?.period, state.on).map((place) => lines[place].source);
  return now.length ? [...new Set(now)] : sourcesOf(ties[tie]);
}

const countryWords = (tie) => {
  const found = partnerCities(tie).map((city) => cities[city].country);
  return [...new Set(found.filter((one) => one !== null))].map((n) => local(countries[n].name));
};
/** The newest date, up to the day that is shown, at which a source attests the tie: the last day
 * that it can be, for sorting, and in words what it is ("2010"). */
export function lastWord(tie) {
  const { attested: newest = "", attested_words: words } = standingOf(tie)?.period || {};
  if (newest <= state.on) return { day: newest, words: local(words) || oneDay(newest) };
  // A period names only its newest word: for a day before that, look through the claims.
  const { kind } = ties[tie];
  const seen = historyOf(ties[tie]).filter(
    (line) =>
      line.status &&
      line.until <= state.on &&
      line.aspect !== "plan" &&
      !line.aside &&
      ["stated", "implied"].includes(line.certainty) &&
      (line.channel || "all") === "all" &&
      (line.kind === kind || line.kind === "agreement") &&
      (!state.known || line.known <= state.known),
  );
  const last = seen.reduce((found, line) => (line.until > (found?.until || "") ? line : found), null);
  if (!last) return { day: "", words: "" };
  const published = local(sources[last.source].published);
  const said = local(last.date) || (published && fill("published_on", { date: published }));
  return { day: last.until, words: said || oneDay(last.until) };
}
const since = (tie) => standingOf(tie)?.period?.since;
const sinceDay = (tie) => {
  const bounds = standingOf(tie)?.period?.bounds;
  return (bounds && (bounds[0] || bounds[1])) || "";
};
const certainty = (tie) => {
  const found = standingOf(tie);
  return found ? word(found.certain ? "certain" : "possible") : "";
};
const TOPICS = 3; // named in the table; the evidence names all

/** Some of the topics of a tie, and how many more there are. */
function someTopics(tie) {
  const all = topicWords(tie);
  const rest = all.length - TOPICS;
  return rest > 1
    ? `${listWords(all.slice(0, TOPICS))} ${fill("and_more", { n: rest })}`
    : listWords(all);
}

const topicWords = (tie) => (ties[tie].topics || []).map((code) => label("topic", code));
const channelWords = (tie) =>
  [...(standingOf(tie)?.channels || [])].map(
    ([channel, one]) => `${label("channel", channel)}${word("colon")}${statusWords(one)}`,
  );

/**
 * The columns: the text of a cell, its sort key and what is in the page's own table
 * (both the text, if not given).
 */
export const columns = {
  partner: { text: (tie) => partnerNames(ties[tie]) },
  country: { text: (tie) => countryWords(tie).join(" – ") },
  kind: { text: (tie) => label("kind", kindOf(tie)) },
  status: {
    text: (tie) =>
      [statusWords(standingOf(tie)), waitingWords(standingOf(tie))].filter(Boolean).join(" · "),
    // A channel differs in few rows: it needs no column of its own on the screen.
    cell: (tie) => [
      columns.status.text(tie),
      channelNote(standingOf(tie))
        ? make("div", channelNote(standingOf(tie)), { class: "of channel-note" })
        : null,
    ],
  },
  certainty: { text: certainty },
  since: { text: (tie) => local(since(tie)), by: sinceDay },
  attested: {
    text: (tie) => lastWord(tie).words,
    by: (tie) => lastWord(tie).day,
  },
  channel: { text: (tie) => channelWords(tie).join(word("semicolon")), inFile: true },
  topic: { text: (tie) => listWords(topicWords(tie)), cell: someTopics },
  ...(hasHistory && {
    sources: {
      text: (tie) => digits(sourcesNow(tie).length),
      by: (tie) => sourcesNow(tie).length,
    },
  }),
};

/** The order of the rows: by partner, until the reader or the address asks for another. */
const order = () =>
  Object.hasOwn(columns, state.sort.key) ? state.sort : { key: "partner", down: false };
let atMost = ROWS;

let inOrder = { of: null, as: "", list: [] }; // of thousands of rows the order is worth keeping

/** The ties of the table, in its order: those shown, and on demand those not of the day. */
export function tableTies() {
  const as = [order().key, order().down, state.language, state.absent].join(" ");
  if (inOrder.of !== shownTies() || inOrder.as !== as) {
    inOrder = { of: shownTies(), as, list: sortedTies() };
  }
  return inOrder.list;
}

function sortedTies() {
  const list = state.absent ? [...shownTies(), ...absentTies()] : [...shownTies()];
  const { key, down } = order();
  const { text, by = text } = columns[key];
  const keys = new Map(list.map((tie) => [tie, by(tie)]));
  const { compare } = new Intl.Collator(state.language, { numeric: true });
  const direction = down ? -1 : 1;
  return list.sort((a, b) => {
    const [one, two] = [keys.get(a), keys.get(b)];
    if (!one !== !two) return one ? -1 : 1; // what is not said comes last, up or down
    const sign = typeof one === "number" ? one - two : compare(one, two);
    return sign * direction || (ties[a].id < ties[b].id ? -1 : 1);
  });
}

/** The columns of the page's own table; the others are in the file only. */
const onScreen = Object.keys(columns).filter((key) => !columns[key].inFile);

/** The days of a tie as a spreadsheet sorts them: headings, and the cells of a tie. */
export const isoColumns = {
  head: () => [
    fill("iso_since", { column: columnName("since") }),
    fill("iso_until", { column: columnName("since") }),
    fill("iso_until", { column: columnName("attested") }),
  ],
  cells(tie) {
    const bounds = standingOf(tie)?.period?.bounds || [];
    return [bounds[0] || "", bounds[1] || "", lastWord(tie).day];
  },
};

/** The heading of a column. */
export const columnName = (key) => word(key === "partner" && focus < 0 ? "parties" : key);

/** Refill the table. */
export function fillTable(go) {
  const table = at("table");
  table.parentElement.hidden = !ties.length; // then the cities are listed below
  const list = tableTies();
  const shown = list.slice(0, atMost);
  const head = make(
    "tr",
    onScreen.map((key) => {
      const now = order();
      const sorted = now.key === key ? (now.down ? "descending" : "ascending") : "none";
      const sort = button(
        columnName(key),
        () => change({ sort: { key, down: now.key === key && !now.down } }),
        { "data-sort": key, "data-key": `sort ${key}` },
      );
      return make("th", sort, { scope: "col", role: "columnheader", "aria-sort": sorted });
    }),
    { role: "row" },
  );
  keepFocus(table, () => {
    table.tHead.replaceChildren(head);
    table.tBodies[0].replaceChildren(...shown.map((tie) => tableRow(tie, go)));
  });
  const more = at("more-rows");
  more.hidden = shown.length === list.length;
  const next = Math.min(list.length - shown.length, AT_ONCE);
  more.textContent = fill("more_rows", { n: next });
  more.onclick = () => {
    atMost = shown.length + next;
    fillTable(go);
  };
  markRows();
  sayCount();
}

function tableRow(tie, go) {
  const { id } = ties[tie];
  const found = standingOf(tie);
  const cells = onScreen.map((key) => {
    const { text, cell: inside = text } = columns[key];
    const heads = key === "partner"; // it names the row
    const cell = make(heads ? "th" : "td", null, {
      role: heads ? "rowheader" : "cell",
      scope: heads ? "row" : null,
      "data-column": key,
      "data-label": columnName(key),
    });
    if (key === "partner") {
      cell.append(
        button(
          text(tie),
          () => {
            choose({ tie });
            go();
          },
          { "data-tie": id, "data-key": `row ${id}` },
        ),
      );
    } else if (key === "kind") {
      cell.append(
        stroke(colourName(kindOf(tie)), found && tieDash(found)),
        make("span", badgeOf(kindOf(tie)), { class: "badge", "aria-hidden": "true" }),
        make("span", text(tie)),
      );
    } else cell.append(...[inside(tie)].flat().filter((part) => part !== null));
    return cell;
  });
  const row = make("tr", cells, { role: "row", "data-row": id });
  row.addEventListener("click", (event) => {
    // A link or a button in the row does what it says; text that was marked is to be copied.
    if (event.target.closest("a, button, summary") || String(getSelection())) return;
    choose({ tie });
    go();
  });
  if (!found) row.classList.add("absent");
  if (ties[tie].step === 2) row.classList.add("second");
  return row;
}

/** Mark the rows of what is chosen. */
export function markRows() {
  const { tie, city } = state.chosen || {};
  const chosen = new Set();
  if (tie !== undefined) chosen.add(ties[tie].id);
  if (city !== undefined && city !== focus) {
    for (const one of shownTies()) if (citiesOfTie[one].includes(city)) chosen.add(ties[one].id);
  }
  for (const row of at("table").tBodies[0].rows) {
    row.classList.toggle("chosen", chosen.has(row.dataset.row));
  }
}

/** How many ties are shown, in words. */
export function countWords() {
  const shown = shownTies();
  const cities = loneCities().length;
  if (!ties.length) return fill("cities_shown", { n: cities });
  let text = fill("count", { n: shown.length, all: presentTies().length });
  if (cities) text += ` · ${fill("lone_shown", { n: cities })}`;
  const undrawn = shown.filter((tie) => !linesOfTie[tie].length).length;
  return undrawn ? `${text} · ${fill("not_drawn", { n: undrawn })}` : text;
}

function sayCount() {
  at("count").textContent = countWords();
}
