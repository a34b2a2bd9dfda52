// Up to four cities side by side: what each has, and the partners that they share.

import { cities, citiesOfTie, codeOf, countries, focus, networks, ties, tiesOfCity } from "./data.js";
import { at, button, keepFocus, make, stroke } from "./dom.js";
import { badgeOf, kindOf, membersOn, standingOf } from "./filter.js";
import { COMPARED_AT_MOST, change, choose, state } from "./state.js";
import { colourName, tieDash } from "./style.js";
import { statusWords, waitingWords } from "./table.js";
import { amount, cityName, dayWords, digits, fill, label, listWords, local } from "./words.js";
import { partnerNames, word } from "./words.js";

const SHARED_ROWS = 40; // rows of shared partners
const CHOICE = 1500; // cities that a list to choose from still holds

/** All ties of a city on the day, regardless of the filters. */
const tiesOnDay = (city) => tiesOfCity[city].filter((tie) => standingOf(tie));

const others = (tie, city) => citiesOfTie[tie].filter((one) => one !== city);

/** The ties of each compared city with each other city: city → (compared → ties). */
function sharedPartners(compared) {
  const found = new Map();
  for (const city of compared) {
    for (const tie of tiesOnDay(city)) {
      for (const partner of others(tie, city)) {
        if (!found.has(partner)) found.set(partner, new Map());
        const row = found.get(partner);
        row.set(city, [...(row.get(city) || []), tie]);
      }
    }
  }
  const inCommon = ([partner, row]) => row.size > 1 && !compared.includes(partner);
  return [...found]
    .filter(inCommon)
    .sort(([a, one], [b, two]) => two.size - one.size || (cityName(a) < cityName(b) ? -1 : 1));
}

/** A button that adds a city to the comparison, or removes it. */
export function compareButton(city) {
  const on = state.compare.includes(city);
  const full = !on && state.compare.length >= COMPARED_AT_MOST;
  const act = () => {
    // On the page of a city the others are set beside it.
    const before = state.compare.length || focus < 0 || city === focus ? state.compare : [focus];
    change(
      { compare: on ? state.compare.filter((one) => one !== city) : [...before, city] },
      { push: true },
    );
    if (!on) at("compare").scrollIntoView({ block: "nearest" });
  };
  const text = on ? word("compare_less") : word(full ? "compare_full" : "compare_more");
  return button(text, act, {
    id: "compare-this",
    "aria-pressed": String(on),
    disabled: full ? "" : null,
  });
}

/** Fill the comparison; `go` brings the reader to the panel. */
export function fillCompare(go) {
  const box = at("compare");
  const compared = state.compare;
  box.hidden = !compared.length;
  if (box.hidden) {
    box.replaceChildren();
    return;
  }
  keepFocus(box, () => {
    box.replaceChildren(
      make("h2", word("compare"), { id: "compare-title" }),
      make(
        "p",
        [
          fill("compare_how", { day: dayWords(state.on) }),
          " ",
          compared.length < COMPARED_AT_MOST ? adder(compared) : null,
        ],
        { class: "of" },
      ),
      make(
        "div",
        make("table", [heads(compared, go), ...bodies(compared, go)], {
          "aria-labelledby": "compare-title",
        }),
        { class: "wide", tabindex: 0, role: "group", "aria-labelledby": "compare-title" },
      ),
    );
  });
}

/** A list of the cities of the page, to add one. */
function adder(compared) {
  const free = [...cities.keys()].filter(
    (city) => tiesOfCity[city].length && !compared.includes(city),
  );
  if (!free.length || free.length > CHOICE) return word("compare_by_panel");
  const { compare } = new Intl.Collator(state.language);
  const named = free.map((city) => [cityName(city), city]).sort(([a], [b]) => compare(a, b));
  const list = make(
    "select",
    [
      make("option", word("compare_add"), { value: "" }),
      ...named.map(([name, city]) => make("option", name, { value: city })),
    ],
    { "aria-label": word("compare_add"), "data-key": "compare add" },
  );
  list.addEventListener("change", () => {
    if (list.value) change({ compare: [...state.compare, Number(list.value)] }, { push: true });
  });
  return list;
}

function heads(compared, go) {
  const cells = compared.map((city) =>
    make(
      "th",
      [
        button(
          cityName(city),
          () => {
            choose({ city });
            go();
          },
          {
            class: "plain",
            "data-city": cities[city].id,
            "data-key": `compared ${cities[city].id}`,
          },
        ),
        " ",
        button(
          "×",
          () => change({ compare: compared.filter((one) => one !== city) }, { push: true }),
          {
            class: "quiet",
            "aria-label": fill("compare_remove", { city: cityName(city) }),
            "data-key": `remove ${cities[city].id}`,
          },
        ),
      ],
      { scope: "col" },
    ),
  );
  return make("thead", make("tr", [make("td", ""), ...cells]));
}

const comparedRow = (name, cells, attributes = {}) =>
  make(
    "tr",
    [make("th", name, { scope: "row" }), ...cells.map((cell) => make("td", cell))],
    attributes,
  );

/** A part of the table with a heading of its own. */
function part(key, compared, rows) {
  if (!rows.length) return null;
  const head = make(
    "tr",
    make("th", word(key), {
      colspan: compared.length + 1,
      scope: "colgroup",
      class: "part",
    }),
  );
  return make("tbody", [head, ...rows]);
}

function bodies(compared, go) {
  const parts = [
    make("tbody", plainRows(compared)),
    part("ties", compared, kindRows(compared)),
    part("compare_between", compared, betweenRows(compared, go)),
    part("compare_shared", compared, sharedRows(compared, go)),
    part("member", compared, networkRows(compared, go)),
  ];
  return parts.filter(Boolean);
}

function plainRows(compared) {
  const country = (city) =>
    cities[city].country === null ? "" : local(countries[cities[city].country].name);
  // Those of which a source says when they began, the oldest first; in the words of the reading.
  const began = (city) =>
    inForce(city)
      .map((tie) => standingOf(tie))
      .filter((found) => !found.undated)
      .map(({ period }) => period)
      .sort((a, b) => (a.bounds[0] < b.bounds[0] ? -1 : 1))
      .map((period) => local(period.since));
  const waiting = (city) => tiesOnDay(city).filter((tie) => standingOf(tie).unanswered).length;
  const rows = [
    ["country", country],
    ["population", (city) => (cities[city].population ? amount(cities[city].population) : "")],
    ["compare_all", (city) => digits(tiesOnDay(city).length)],
    ["compare_force", (city) => digits(inForce(city).length)],
    ["compare_oldest", (city) => began(city)[0]],
    ["compare_newest", (city) => began(city).at(-1)],
    ["waiting", (city) => (waiting(city) ? digits(waiting(city)) : "")],
  ];
  return rows
    .map(([key, cell]) => [key, compared.map(cell)])
    .filter(([, cells]) => cells.some(Boolean))
    .map(([key, cells]) => comparedRow(word(key), cells, { "data-row": key }));
}

const inForce = (city) =>
  tiesOnDay(city).filter((tie) => {
    const found = standingOf(tie);
    return found.certain && found.status === "in_force";
  });

/** How many ties of each kind are certain and in force. */
function kindRows(compared) {
  const kinds = new Set(compared.flatMap((city) => inForce(city).map(kindOf)));
  const known = [...kinds].filter((kind) => codeOf("kind", kind));
  return known.map((kind) =>
    comparedRow(
      [
        make("span", badgeOf(kind), { class: "badge", "aria-hidden": "true" }),
        " ",
        label("kind", kind),
      ],
      compared.map((city) => digits(inForce(city).filter((tie) => kindOf(tie) === kind).length)),
      { "data-row": `kind ${kind}` },
    ),
  );
}

/** A tie in a cell: its look and how it stands. */
function tieCell(tie, text, go) {
  const found = standingOf(tie);
  return make("div", [
    stroke(colourName(kindOf(tie)), tieDash(found)),
    make("span", badgeOf(kindOf(tie)), { class: "badge", "aria-hidden": "true" }),
    " ",
    button(
      text,
      () => {
        choose({ tie });
        go();
      },
      { class: "plain", "data-tie": ties[tie].id, "data-key": `cell ${ties[tie].id}` },
    ),
    make("span", waitingWords(found) ? ` · ${waitingWords(found)}` : "", { class: "of" }),
  ]);
}

const howItStands = (tie) =>
  `${label("kind", kindOf(tie))}${word("comma")}${statusWords(standingOf(tie))}`;

/** The ties between the compared cities themselves. */
function betweenRows(compared, go) {
  const cells = compared.map((city) =>
    tiesOnDay(city)
      .filter((tie) => others(tie, city).some((one) => compared.includes(one)))
      .map((tie) =>
        tieCell(tie, `${partnerNames(ties[tie], cities[city].id)} · ${howItStands(tie)}`, go),
      ),
  );
  return cells.some((cell) => cell.length)
    ? [comparedRow(word("ties"), cells, { "data-row": "between" })]
    : [];
}

function sharedRows(compared, go) {
  const shared = sharedPartners(compared);
  const rows = shared.slice(0, SHARED_ROWS).map(([partner, found]) =>
    comparedRow(
      button(
        cityName(partner),
        () => {
          choose({ city: partner });
          go();
        },
        { class: "plain", "data-city": cities[partner].id },
      ),
      compared.map((city) =>
        (found.get(city) || []).map((tie) => tieCell(tie, howItStands(tie), go)),
      ),
      { "data-row": `shared ${cities[partner].id}` },
    ),
  );
  const rest = shared.slice(SHARED_ROWS).map(([partner]) => cityName(partner));
  if (rest.length) rows.push(comparedRow(fill("more", { n: rest.length }), [listWords(rest)]));
  return rows;
}

function networkRows(compared, go) {
  const found = [...networks.keys()].filter((network) =>
    compared.some((city) => membersOn(network).has(city)),
  );
  return found.map((network) =>
    comparedRow(
      button(
        local(networks[network].name),
        () => {
          choose({ network });
          go();
        },
        { class: "plain", "data-network": networks[network].id },
      ),
      compared.map((city) => (membersOn(network).has(city) ? word("compare_member") : "")),
      { "data-row": `network ${networks[network].id}` },
    ),
  );
}
