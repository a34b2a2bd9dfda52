// The strip above the picture: the numbers that one looks at in the morning, each a filter.

import { data, facetValues, focus, networks, opening, people, readingsOf } from "./data.js";
import { ties, today, stageOf } from "./data.js";
import { at, button, keepFocus, make } from "./dom.js";
import { daysOpen, kindOf, membersOn, newClaims, onlyRules } from "./filter.js";
import { presentTies, standingOf } from "./filter.js";
import { newSince } from "./news.js";
import { spanWords, yearsLong } from "./spans.js";
import { change, choose, LISTS, state } from "./state.js";
import { nextAnniversary, versionKnown } from "./time.js";
import { fill, label, oneDay, partnerNames } from "./words.js";

const none = () =>
  Object.fromEntries(Object.keys(facetValues).map((facet) => [facet, new Set()]));
const allBut = (facet, value) => new Set(facetValues[facet].filter((one) => one !== value));

/** Show just these ties, and all of them: other filters go. Pressed again, show everything. */
function pick(only, kind = "") {
  const hidden = none();
  const on = isOn(only, kind);
  if (!on && kind) hidden.kind = allBut("kind", kind);
  change({ only: on ? "" : only, hidden }, { push: true });
}

function isOn(only, kind) {
  const shown = facetValues.kind.filter((value) => !state.hidden.kind.has(value));
  const isKind = kind ? shown.length === 1 && shown[0] === kind : !state.hidden.kind.size;
  return state.only === only && isKind;
}

const item = (only, text, kind = "", attributes = {}) =>
  button(text, () => pick(only, kind), {
    "aria-pressed": String(isOn(only, kind)),
    "data-only": only,
    "data-key": `strip ${only} ${kind}`,
    ...attributes,
  });

/** The kind that most of some ties are of, if it is not that of all; and how many are. */
function mainKind(some) {
  const counts = new Map();
  for (const tie of some) counts.set(kindOf(tie), (counts.get(kindOf(tie)) || 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1]);
  return counts.size > 1 ? first : null;
}

function forceItems(some) {
  const possibly = some.filter((tie) => !standingOf(tie).certain).length;
  const text = possibly
    ? fill("strip_force_possibly", { n: some.length, m: possibly })
    : fill("strip_force", { n: some.length });
  const made = [item("force", text, "", { class: "main" })];
  const main = mainKind(some);
  if (main) {
    const [kind, n] = main;
    made.push(item("force", fill("strip_kind", { kind: label("kind", kind), n }), kind));
  }
  return made;
}

function waitingItem(some) {
  const longest = Math.max(...some.map((tie) => daysOpen(standingOf(tie))[0]));
  return item("waiting", fill("strip_waiting", { n: some.length, length: spanWords(longest) }));
}

/** The ties whose signing is celebrated next, with the day and the years. */
function nextCelebrated() {
  let found = null;
  for (const tie of presentTies()) {
    const { status } = standingOf(tie);
    if (stageOf(status) !== "force") continue;
    const version = versionKnown(readingsOf(ties[tie]), state.known);
    const signed = version?.periods.find((period) => period.signed_on)?.signed_on;
    if (!signed || signed > state.on) continue;
    const next = { tie, ...nextAnniversary(signed, state.on) };
    if (!found || next.day < found.day) found = next;
  }
  return found;
}

function nextItem(go) {
  const next = nextCelebrated();
  if (!next) return null;
  const { tie, years, day } = next;
  const text = fill("strip_next", {
    partner: partnerNames(ties[tie]),
    length: yearsLong(years),
    day: oneDay(day),
  });
  const show = () => {
    choose({ tie });
    go();
  };
  return button(text, show, { "data-strip": "next", "data-key": "strip next" });
}

function newItem() {
  if (!newSince()) return null;
  const day = oneDay(newSince());
  const n = new Set(presentTies().flatMap((tie) => newClaims(tie).map(({ id }) => id))).size;
  if (!n) return make("span", fill("strip_nothing_new", { day }), { class: "of" });
  return item("new", fill("strip_new", { day, n }));
}

function listItem(list, count, go) {
  if (!count) return null;
  const show = () => {
    choose({ list: LISTS.indexOf(list) });
    go();
  };
  return button(fill(`strip_${list}`, { n: count }), show, {
    "data-list-of": list,
    "data-key": `strip ${list}`,
  });
}

/** The way to the day of the data, and back to today. */
function dayItem() {
  if (!data.meta.today || opening === data.meta.on) return null;
  const back = state.on === data.meta.on;
  const to = back ? opening : data.meta.on;
  return button(fill(back ? "to_today" : "to_data_day", { day: oneDay(to) }), () => change({ on: to }), {
    id: "other-end",
    class: "quiet end",
    "data-key": "strip day",
    "data-day": to === today ? "today" : "data",
  });
}

/** The networks that the city in the middle is in on the day; without one, those of the page. */
export const ownNetworks = () =>
  [...networks.keys()].filter((network) => focus < 0 || membersOn(network).has(focus));

/** Fill the strip; `go` brings the reader to the panel. */
export function fillStrip(go) {
  const box = at("strip-items");
  const found = Object.fromEntries(
    Object.entries(onlyRules).map(([name, rule]) => [
      name,
      name === "new" ? [] : presentTies().filter(rule),
    ]),
  );
  const counted = (name) =>
    found[name].length ? item(name, fill(`strip_${name}`, { n: found[name].length })) : null;
  const parts = [
    ...(ties.length ? forceItems(found.force) : []),
    counted("partly"),
    counted("break"),
    counted("before"),
    found.waiting.length ? waitingItem(found.waiting) : null,
    counted("over"),
    nextItem(go),
    newItem(),
    listItem("people", people.length, go),
    listItem("networks", ownNetworks().length, go),
    dayItem(),
  ];
  keepFocus(box, () => box.replaceChildren(...parts.filter(Boolean)));
}
