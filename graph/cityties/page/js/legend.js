// The legend, which is also the filter and the count.

import { CHANGE_SIGNS, changeCounts } from "./changes.js";
import { countries, facetValues, networkNumber, networks, ties } from "./data.js";
import { button, keepFocus, make, stroke } from "./dom.js";
import { absentTies, badgeOf, facetCounts, facetsOf, membersOn, partlyCount } from "./filter.js";
import { onlyRules, undatedTies } from "./filter.js";
import { change, choose, showOnly, state } from "./state.js";
import { certaintyDash, colourName, partlyDash, statusDash } from "./style.js";
import { cityName, digits, fill, label, listWords, local, word } from "./words.js";

const FEW = 7; // values shown before the rest is folded
const UNFOLDED = new Set(["kind", "status", "certainty"]); // the others open on demand

const countryNames = new Map(countries.map((country) => [country.code, country.name]));

/** A value of a facet in words. */
function facetWords(facet, value) {
  if (value === "") return word(facet === "channel" ? "whole_tie" : "not_said");
  if (facet === "certainty") return word(value);
  if (facet === "member") return local(networks[networkNumber.get(value)].name);
  if (facet === "country") return local(countryNames.get(value)) || value;
  return label(facet, value);
}

function sample(facet, value) {
  if (facet === "kind") {
    return [stroke(colourName(value), null), make("span", badgeOf(value), { class: "badge" })];
  }
  if (facet === "status") return [stroke("", statusDash(value))];
  if (facet === "certainty") return [stroke("", certaintyDash(value))];
  return [];
}

const open = new Map(); // facets that the reader has opened or closed
const full = new Set(); // facets shown with all their values

/**
 * Fill the legend.
 *
 * @param {HTMLElement} box
 * @param {(rule: ?function(number): boolean) => void} emphasise told which ties are pointed at
 */
export function fillLegend(box, emphasise) {
  const counts = facetCounts();
  const groups = Object.keys(facetValues).map((facet) => group(facet, counts[facet], emphasise));
  if (!ties.length && networks.length) groups.push(networkGroup());
  keepFocus(box, () => box.replaceChildren(...hoodNote(), changeGroup(), ...groups.filter(Boolean), dates()));
}

/** That only the surroundings of a city are shown, and the way back. */
function hoodNote() {
  if (!state.hood) return [];
  const { city, steps } = state.hood;
  const all = button(word("hood_off"), () => change({ hood: null }, { push: true }), {
    class: "quiet",
    "data-key": "hood off",
  });
  const text = fill(`hood_now_${steps}`, { city: cityName(city) });
  return [make("p", [`${text} `, all], { class: "hood" })];
}

/** Between two days the colours show what changed, not the kind. */
function changeGroup() {
  if (!state.between) return "";
  const rows = Object.entries(CHANGE_SIGNS).map(([how, sign]) =>
    make(
      "div",
      [
        stroke(`--${how}`, null),
        make("span", sign, { class: "badge" }),
        make("span", word(`changed_${how}`), { class: "name" }),
        make("span", digits(changeCounts()[how]), { class: "count" }),
      ],
      { class: "value change-row", "data-change": how },
    ),
  );
  return make("div", [make("h3", word("two_days")), make("div", rows, { class: "values" })], {
    class: "facet",
  });
}

/** On a page without ties: the networks, and how many members each has on the day. */
function networkGroup() {
  const rows = networks.map(({ id, name }, network) => {
    const show = () => choose({ network });
    const open = button(local(name), show, { class: "plain", "data-network": id, "data-key": id });
    const count = make("span", digits(membersOn(network).size), { class: "count" });
    return make("div", make("span", [open, " ", count], { class: "network" }), { class: "value" });
  });
  return make("div", [make("h3", word("member")), make("div", rows, { class: "values" })], {
    class: "facet",
  });
}

function group(facet, counts, emphasise) {
  const hidden = state.hidden[facet];
  const values = facetValues[facet].filter((value) => counts.has(value) || hidden.has(value));
  const plain = !hidden.size && values.length < 2;
  if (!values.length || (plain && !["kind", "status"].includes(facet))) return null;
  if (facet === "country" || facet === "member" || facet === "topic") {
    const many = (value) => counts.get(value)?.all || 0;
    values.sort((a, b) => (a === "") - (b === "") || many(b) - many(a));
  }
  const shown = full.has(facet) ? values : values.slice(0, FEW + 1);
  const rows = shown.map((value) => row(facet, value, counts.get(value), emphasise));
  if (facet === "status" && partlyCount()) rows.push(partlyRow(emphasise));
  const rest = values.length - shown.length;
  const more =
    rest > 0 &&
    button(
      fill("more", { n: rest }),
      () => {
        full.add(facet);
        change({});
      },
      { class: "quiet", "data-key": `more ${facet}` },
    );
  const all = button(word("all"), () => showOnly(facet, facetValues[facet]), {
    class: "quiet",
    "data-key": `all ${facet}`,
    "aria-label": `${word(facet)}${word("colon")}${word("all")}`,
  });
  const none = button(word("none"), () => showOnly(facet, []), {
    class: "quiet",
    "data-key": `none ${facet}`,
    "aria-label": `${word(facet)}${word("colon")}${word("none")}`,
  });
  const list = make("div", [...rows, more || null], { class: "values" });
  const title = make("summary", [make("span", word(facet), { id: `facet-${facet}` })], {
    "data-key": `fold ${facet}`,
  });
  if (hidden.size) title.append(make("span", word("filtered"), { class: "mark" }));
  const made = make("details", [title, make("div", [all, none], { class: "pick" }), list], {
    class: "facet",
    "data-facet": facet,
  });
  list.setAttribute("role", "group");
  list.setAttribute("aria-labelledby", `facet-${facet}`);
  made.open = open.get(facet) ?? (UNFOLDED.has(facet) || hidden.size > 0);
  made.addEventListener("toggle", () => open.set(facet, made.open));
  return made;
}

const STAGES = ["force", "before", "break", "over"];

/** Of the ties of a kind: how many are in force, not yet, no longer; null if all are in force. */
function stagesOf(count) {
  const parts = STAGES.filter((stage) => count?.[stage]);
  if (!parts.length || (parts.length === 1 && parts[0] === "force")) return null;
  const words = parts.map((stage) => fill(`stage_${stage}`, { n: count[stage] }));
  return make("span", listWords(words), { class: "stages" });
}

/** Ties in force of which a channel is suspended: the line has a mark of its own. */
function partlyRow(emphasise) {
  const tick = make("input", null, {
    type: "checkbox",
    id: "partly",
    "data-key": "partly",
  });
  tick.checked = state.only === "partly";
  tick.addEventListener("change", () => change({ only: tick.checked ? "partly" : "" }));
  const made = make(
    "div",
    make("label", [
      tick,
      stroke("", partlyDash()),
      make("span", word("partly"), { class: "name" }),
      make("span", digits(partlyCount()), { class: "count" }),
    ]),
    { class: "value" },
  );
  pointOut(made, onlyRules.partly, emphasise);
  return made;
}

function row(facet, value, count, emphasise) {
  const hidden = state.hidden[facet];
  const tick = make("input", null, {
    type: "checkbox",
    "data-field": facet,
    "data-value": value,
    "data-key": `${facet} ${value}`,
  });
  tick.checked = !hidden.has(value);
  tick.addEventListener("change", () => {
    const now = new Set(state.hidden[facet]);
    if (tick.checked) now.delete(value);
    else now.add(value);
    change({ hidden: { ...state.hidden, [facet]: now } });
  });
  const text = facetWords(facet, value);
  const name = make("label", [
    tick,
    ...sample(facet, value),
    make("span", text, { class: "name" }),
    make("span", digits(count?.all || 0), { class: "count" }),
    facet === "kind" ? stagesOf(count) : null,
  ]);
  const only = button(word("only"), () => showOnly(facet, [value]), {
    class: "quiet only",
    "data-key": `only ${facet} ${value}`,
    "aria-label": fill("only_this", { name: text }),
  });
  const parts = [name, only];
  if (facet === "member" && value) {
    const show = () => choose({ network: networkNumber.get(value) });
    parts.push(
      button(word("members"), show, {
        class: "quiet only",
        "data-key": `members ${value}`,
        "aria-label": fill("members_of", { name: text }),
      }),
    );
  }
  const made = make("div", parts, { class: "value" });
  pointOut(made, (tie) => facetsOf[facet](tie).includes(value), emphasise);
  return made;
}

/** Let the ties of a rule stand out while a row is pointed at. */
function pointOut(made, has, emphasise) {
  // Only a pointer that really moves points at something: the page can scroll under it, too.
  let pointed = false;
  made.addEventListener("pointermove", ({ movementX, movementY }) => {
    if (pointed || (!movementX && !movementY)) return;
    pointed = true;
    emphasise(has);
  });
  made.addEventListener("pointerleave", () => {
    if (pointed) emphasise(null);
    pointed = false;
  });
}

/** Ticks for what the date handle cannot place. */
function dates() {
  const tick = (key, text, count) => {
    const box = make("input", null, { type: "checkbox", id: key, "data-key": key });
    box.checked = state[key];
    box.addEventListener("change", () => change({ [key]: box.checked }));
    return make(
      "div",
      make("label", [
        box,
        make("span", text, { class: "name" }),
        make("span", digits(count), { class: "count" }),
      ]),
      { class: "value" },
    );
  };
  const rows = [];
  const undated = undatedTies().length;
  const absent = absentTies().length;
  if (undated) rows.push(tick("undated", word("undated"), undated));
  if (absent) rows.push(tick("absent", word("absent"), absent));
  if (!rows.length) return "";
  const list = make("div", rows, {
    class: "values",
    role: "group",
    "aria-labelledby": "facet-date",
  });
  return make("div", [make("h3", word("date"), { id: "facet-date" }), list], { class: "facet" });
}
