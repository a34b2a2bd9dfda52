// What is known of a city, and of a network of cities.

import { compareButton } from "./compare.js";
import { cities, countries, focus, isCrowd, networks, ties, tiesOfCity } from "./data.js";
import { button, make } from "./dom.js";
import { absentTies, isMember, membersOn, sharedNetworks, shownTies, standingOf } from "./filter.js";
import { answerBox } from "./answer.js";
import { fillTie } from "./evidence.js";
import { cityButton, facts, heading, sourceLink, tieItem } from "./parts.js";
import { measureWords } from "./net.js";
import { memberships } from "./persons.js";
import { change, state } from "./state.js";
import { allNames, amount, cityName, dayWords, fill, listWords, local, word } from "./words.js";

/** Show a city: its names, its ties, its networks. */
export function showCity(city, title, body, go) {
  const row = cities[city];
  title.textContent = cityName(city);
  const country = row.country === null ? "" : local(countries[row.country].name);
  body.append(make("p", listWords([country, local(row.place)].filter(Boolean)), { class: "of" }));
  // A city with one tie opens it: its answer stands first.
  const only = onlyTie(city);
  if (only !== undefined) body.append(answerBox(only));
  const names = [row.own, ...allNames(row.name)];
  const other = [...new Set(names.filter(Boolean))].filter((name) => name !== cityName(city));
  body.append(
    facts([
      ["own_name", other.map((name) => make("bdi", `${name} `, { dir: "auto" }))],
      ["population", row.population ? amount(row.population) : ""],
      ["coordinates", row.at ? "" : word("no_coordinates")],
      ["network", measureWords(city).map((said) => make("div", said))],
    ]),
  );
  body.append(make("div", [compareButton(city), ...hoodButtons(city)], { class: "acts" }));
  const shown = new Set(shownTies());
  const mine = tiesOfCity[city];
  const own = mine.filter((tie) => ties[tie].step === 1 && shown.has(tie));
  const gone = new Set(absentTies());
  const absent = mine.filter((tie) => gone.has(tie));
  const list = (some) =>
    make(
      "ul",
      some.map((tie) => tieItem(tie, row.id, go)),
      { class: "ties walk" },
    );
  if (only !== undefined) fillTie(only, body, go);
  else if (own.length) body.append(heading("ties"), list(own));
  const second = mine.filter((tie) => ties[tie].step === 2 && standingOf(tie));
  if (second.length) {
    const toggle = button(
      fill(state.others ? "others_hide" : "others_show", { n: second.length }),
      () => change({ others: !state.others }),
      { id: "others", "aria-pressed": String(state.others) },
    );
    body.append(heading("others"), toggle);
    if (state.others) body.append(list(second));
  }
  if (absent.length && only === undefined) body.append(heading("other_days"), list(absent));
  const shared = focus >= 0 && city !== focus ? sharedNetworks(city, focus) : [];
  if (shared.length) {
    body.append(
      make("h3", fill("shared", { city: cityName(focus) })),
      memberships(shared, city, go),
    );
  }
  const rest = (row.networks || []).filter(
    (network) => !shared.includes(network) && membersOn(network).has(city),
  );
  if (rest.length) {
    body.append(
      heading(shared.length || city !== focus ? "networks" : "networks_all"),
      memberships(rest, city, go),
    );
  }
}

/** The only tie that a city of the page has, and that is shown; undefined if it has another. */
function onlyTie(city) {
  const own = tiesOfCity[city].filter((tie) => ties[tie].step === 1);
  return city !== focus && own.length === 1 && shownTies().includes(own[0]) ? own[0] : undefined;
}

/** Where there are many ties: show those of this city, and of its partners, alone. */
function hoodButtons(city) {
  if (!isCrowd) return [];
  return [1, 2].map((steps) => {
    const on = state.hood?.city === city && state.hood.steps === steps;
    const turn = () => change({ hood: on ? null : { city, steps } }, { push: true });
    return button(word(`hood_${steps}`), turn, {
      "aria-pressed": String(on),
      "data-hood": steps,
      "data-key": `hood ${steps}`,
    });
  });
}

/** Show a network: its members, on the day and on others. */
export function showNetwork(network, title, body, go) {
  const row = networks[network];
  title.textContent = local(row.name);
  const items = row.members.map((member) => {
    const period = member.periods.find(
      ({ bounds: [from, , , until] }) =>
        (!from || from <= state.on) && (!until || state.on <= until),
    );
    const name =
      member.city === null ? make("bdi", local(member.name)) : cityButton(member.city, go);
    const said = [
      period ? local(period.label) : isMember(member) ? "" : word("stood_not"),
      local(period?.grade || member.grade),
    ];
    const parts = [name, make("span", ` · ${said.filter(Boolean).join(" · ")}`, { class: "of" })];
    if (member.sources.length) {
      const from = make("span", null, { class: "from" });
      for (const [place, source] of member.sources.entries()) {
        from.append(place ? word("comma") : "", sourceLink(source));
      }
      parts.push(from);
    }
    return make("li", make("span", parts), {
      class: isMember(member) ? null : "later",
    });
  });
  const n = row.members.filter(isMember).length;
  body.append(
    make("p", fill("members_on", { n, day: dayWords(state.on) }), { class: "of" }),
    heading("members"),
    make("ul", items, { class: "ties" }),
  );
}
