// The matrix: partner by partner, those of one community together. It reads well where a network
// is so dense that its lines cover one another, and every cell can be reached without a pointer.

import { cities, citiesOfTie, focus, networks, tiesOfCity } from "./data.js";
import { at, button, keepFocus, make } from "./dom.js";
import { badgeOf, kindOf, membersOn, shownTies } from "./filter.js";
import { groupOf, tiesAmong } from "./net.js";
import { choose, state } from "./state.js";
import { colourName } from "./style.js";
import { cityName, digits, fill, label, listWords, local, word } from "./words.js";

const MOST = 60; // rows; a larger table is read by nobody

/** The cities of the matrix, and the ties on the day among all that are drawn. */
function content() {
  const drawn = [...shownTies(), ...tiesAmong()];
  const beside = new Map(); // city → its neighbours, but for the focus
  const between = new Map(); // "one other" → ties
  const see = (one, other, tie) => {
    if (one === focus || other === focus) return;
    if (!beside.has(one)) beside.set(one, new Set());
    beside.get(one).add(other);
    const key = `${one} ${other}`;
    between.set(key, [...(between.get(key) || []), tie]);
  };
  for (const tie of drawn) {
    const its = [...new Set(citiesOfTie[tie])];
    for (const one of its) for (const other of its) if (one !== other) see(one, other, tie);
  }
  const own = new Set(shownTies().flatMap((tie) => citiesOfTie[tie]));
  own.delete(focus);
  const ranked = [...own].sort(
    (a, b) =>
      (beside.get(b)?.size || 0) - (beside.get(a)?.size || 0) ||
      tiesOfCity[b].length - tiesOfCity[a].length ||
      a - b,
  );
  const isBound = (city) =>
    beside.has(city) ||
    [...networks.keys()].some((network) => {
      const its = membersOn(network);
      return its.has(city) && [...own].some((other) => other !== city && its.has(other));
    });
  const bound = ranked.filter(isBound);
  const apart = ranked.filter((city) => !isBound(city));
  const chosen = bound.slice(0, MOST);
  const last = (city) => groupOf(city) || Infinity; // those of no community stand behind
  const places = new Map(chosen.map((city, place) => [city, place]));
  chosen.sort((a, b) => (last(a) === last(b) ? 0 : last(a) - last(b)) || places.get(a) - places.get(b));
  return { chosen, beside, between, apart, left: bound.length - chosen.length };
}

function inCommon({ beside }, one, other) {
  const its = beside.get(other) || new Set();
  return [...(beside.get(one) || [])].filter((city) => its.has(city)).length;
}

/** A cell: what the two have with each other and in common. */
function cellOf(found, one, other, go) {
  const direct = found.between.get(`${one} ${other}`) || [];
  const shared = inCommon(found, one, other);
  const nets = [...networks.keys()].filter(
    (network) => membersOn(network).has(one) && membersOn(network).has(other),
  );
  const said = [
    ...new Set(direct.map((tie) => label("kind", kindOf(tie)))),
    shared ? fill("matrix_shared", { n: shared }) : "",
    nets.length
      ? fill("matrix_networks", { names: listWords(nets.map((each) => local(networks[each].name))) })
      : "",
  ].filter(Boolean);
  if (!said.length) return make("td", "");
  const text = fill("matrix_cell", {
    one: cityName(one),
    other: cityName(other),
    what: listWords(said),
  });
  const signs = [
    ...direct
      .slice(0, 1)
      .map((tie) =>
        make("b", badgeOf(kindOf(tie)), {
          style: `border-block-end: 3px solid var(${colourName(kindOf(tie))})`,
        }),
      ),
    shared ? make("span", digits(shared), { class: "many" }) : null,
    nets.length ? "•" : null,
  ];
  const act = () => {
    choose(direct.length ? { tie: direct[0] } : { city: one });
    go();
  };
  const level = Math.min(4, shared);
  return make(
    "td",
    button(signs, act, {
      class: "plain",
      title: text,
      "aria-label": text,
      "data-key": `matrix ${cities[one].id} ${cities[other].id}`,
    }),
    { "data-level": level || null },
  );
}

/** Fill the matrix; `go` brings the reader to the panel. */
export function fillMatrix(go) {
  const box = at("matrix");
  box.hidden = state.view !== "matrix";
  if (box.hidden) {
    box.replaceChildren();
    return;
  }
  const found = content();
  const { chosen } = found;
  const name = (city) => {
    const group = groupOf(city);
    return group ? `${cityName(city)} (${digits(group)})` : cityName(city);
  };
  const cityHead = (city, scope) =>
    make(
      "th",
      button(
        make("span", name(city)),
        () => {
          choose({ city });
          go();
        },
        { class: "plain", "data-key": `matrix ${scope} ${cities[city].id}` },
      ),
      { scope },
    );
  const rows = chosen.map((one) =>
    make(
      "tr",
      [
        cityHead(one, "row"),
        ...chosen.map((other) =>
          one === other ? make("td", "", { class: "self" }) : cellOf(found, one, other, go),
        ),
      ],
      { "data-city": cities[one].id },
    ),
  );
  const head = make("tr", [make("td", ""), ...chosen.map((city) => cityHead(city, "col"))]);
  const how =
    focus < 0 ? word("matrix_how_all") : fill("matrix_how", { city: cityName(focus) });
  keepFocus(box, () => {
    box.replaceChildren(
      make("h2", word("matrix"), { id: "matrix-title" }),
      make("p", chosen.length > 1 ? how : word("matrix_none"), { class: "of" }),
      ...(found.left ? [make("p", fill("matrix_most", { n: MOST }), { class: "of" })] : []),
      ...(found.apart.length
        ? [
            make(
              "p",
              fill("matrix_apart", { names: listWords(found.apart.slice(0, MOST).map(cityName)) }),
              { class: "of" },
            ),
          ]
        : []),
      ...(chosen.length > 1
        ? [
            make(
              "div",
              make("table", [make("thead", head), make("tbody", rows)], {
                "aria-labelledby": "matrix-title",
              }),
              { class: "wide", tabindex: 0, role: "group", "aria-labelledby": "matrix-title" },
            ),
          ]
        : []),
    );
  });
}
