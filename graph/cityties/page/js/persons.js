// People: an index of all that the page names, and what is known of each.

import { cities, cityNumber, focus, historyOf, networks, people, ties } from "./data.js";
import { button, make } from "./dom.js";
import { claimItem, isKnown } from "./claims.js";
import { facts, heading, networkButton, sourceLink, tieButton } from "./parts.js";
import { choose, LISTS, state } from "./state.js";
import { ownNetworks } from "./strip.js";
import { allNames, cityName, dayWords, fill, listWords, local, tieTitle, word } from "./words.js";

/** The post of a person with the place that it is of. */
function postWords(post) {
  const city = cityNumber.get(post.of);
  const place = city === undefined ? "" : cityName(city);
  const name = local(post.post);
  // Names of posts mostly hold that of the place: "Mayor of Freiburg".
  return [name || word("no_post"), place && !name.includes(place) ? place : ""]
    .filter(Boolean)
    .join(" · ");
}

function termWords({ since, until }) {
  const parts = [
    local(since) && fill("term_from", { date: local(since) }),
    local(until) && fill("term_until", { date: local(until) }),
  ];
  return parts.filter(Boolean).join(" ");
}

const personButton = (person, go) =>
  button(
    local(people[person].name),
    () => {
      choose({ person });
      go();
    },
    { class: "plain", "data-person": people[person].id },
  );

const lastSeen = ({ posts }) =>
  [...posts].sort((a, b) => ((a.seen_day || "") < (b.seen_day || "") ? 1 : -1))[0];

/** All claims that name a person and were known by the day, the newest first. */
function claimsOf({ claims, lines = [] }) {
  const told = claims.map(([tie, line]) => ({ tie, line: historyOf(ties[tie])[line] }));
  const rest = lines.map((line) => ({ line }));
  const found = new Map(); // a claim of a pact stands with several ties
  for (const one of [...told, ...rest]) {
    if (!isKnown(one.line)) continue;
    if (!found.has(one.line.id)) found.set(one.line.id, { line: one.line, ties: [] });
    if (one.tie !== undefined) found.get(one.line.id).ties.push(one.tie);
  }
  const day = ({ line }) => line.until || line.from || "";
  return [...found.values()].sort((a, b) => (day(a) < day(b) ? 1 : -1));
}

/** Show a person: posts, terms, last seen, with whom, in which claims. */
export function showPerson(person, title, body, go) {
  const row = people[person];
  title.textContent = local(row.name);
  const other = [...new Set(allNames(row.name))].filter((name) => name !== local(row.name));
  const posts = row.posts.map((post) =>
    make("li", [
      make("b", postWords(post)),
      ...[termWords(post), local(post.seen) && fill("last_seen_on", { date: local(post.seen) })]
        .filter(Boolean)
        .map((text) => make("span", text, { class: "from" })),
    ]),
  );
  body.append(
    facts([["own_name", other.map((name) => make("bdi", `${name} `, { dir: "auto" }))]]),
    // Of terms and sightings only what everything known says is in the data.
    ...(posts.length && !state.known
      ? [heading("post"), make("ul", posts, { class: "ties people posts" })]
      : []),
  );
  if (row.met?.length && !state.known) {
    body.append(heading("met"), make("p", listWords(row.met.map(local))));
  }
  body.append(heading("named_in"));
  const items = claimsOf(row).map(({ line, ties: its }) => {
    const item = claimItem(line);
    for (const tie of new Set(its)) {
      item.append(make("div", tieButton(tie, tieTitle(ties[tie]), go), { class: "ties" }));
    }
    return item;
  });
  body.append(
    items.length
      ? make("ol", items, { class: "history" })
      : make("p", word("not_known_yet"), { class: "of" }),
  );
}

/** The index of people, or of the networks of the city in the middle. */
export function showList(list, title, body, go) {
  if (LISTS[list] === "people") showPeople(title, body, go);
  else showNetworks(title, body, go);
}

function showPeople(title, body, go) {
  title.textContent = word("people");
  if (!people.length) {
    body.append(make("p", word("nobody"), { class: "of" }));
    return;
  }
  body.append(make("p", word("people_how"), { class: "of" }));
  const { compare } = new Intl.Collator(state.language);
  const order = [...people.keys()].sort((a, b) =>
    compare(local(people[a].name), local(people[b].name)),
  );
  const items = order.map((person) => {
    const row = people[person];
    const last = lastSeen(row);
    const said = last && [
      postWords(last),
      !state.known && local(last.seen) ? fill("last_seen_on", { date: local(last.seen) }) : "",
    ];
    return make(
      "li",
      make("span", [
        personButton(person, go),
        said ? make("span", said.filter(Boolean).join(" · "), { class: "from" }) : null,
      ]),
    );
  });
  body.append(make("ul", items, { class: "ties walk-people" }));
}

/** The networks that a city is in, each with since when, grade and source. */
export function memberships(some, city, go) {
  const items = some.map((network) => {
    const member = networks[network].members.find((one) => one.city === city);
    const period = member?.periods.find(
      ({ bounds: [from, , , until] }) =>
        (!from || from <= state.on) && (!until || state.on <= until),
    );
    const since = local(period?.since);
    const status = local(period?.label);
    const said = [
      since ? fill("status_since", { status, date: since }) : status,
      local(period?.grade || member?.grade),
    ];
    const from = make("span", null, { class: "from" });
    for (const [place, source] of (member?.sources || []).entries()) {
      from.append(place ? word("comma") : "", sourceLink(source));
    }
    const words = said.filter(Boolean).join(" · ");
    return make(
      "li",
      make("span", [networkButton(network, go), make("span", ` · ${words}`, { class: "of" }), from]),
    );
  });
  return make("ul", items, { class: "ties memberships" });
}

function showNetworks(title, body, go) {
  const own = ownNetworks();
  title.textContent =
    focus < 0 ? word("networks_all") : fill("networks_of", { city: local(cities[focus].name) });
  body.append(make("p", fill("on_day", { day: dayWords(state.on) }), { class: "of" }));
  if (!own.length) body.append(make("p", word("no_networks"), { class: "of" }));
  else if (focus >= 0) body.append(memberships(own, focus, go));
  else {
    const items = own.map((network) => make("li", networkButton(network, go)));
    body.append(make("ul", items, { class: "ties" }));
  }
}
