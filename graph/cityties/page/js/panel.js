// What is known of the chosen tie, city or network, and who says so.

import { compareButton } from "./compare.js";
import { cities, citiesOfTie, countries, data, focus, historyOf } from "./data.js";
import { networks, sources, ties, tiesOfCity } from "./data.js";
import { at, button, link, make, stroke } from "./dom.js";
import { absentTies, badgeOf, kindOf, membersOn, sharedNetworks, shownTies } from "./filter.js";
import { standingOf } from "./filter.js";
import { change, choose, state } from "./state.js";
import { colourName, tieDash } from "./style.js";
import { channelNote, statusWords, waitingWords } from "./table.js";
import { amount, bothNames, cityName, dayWords, fill, label, listWords, local } from "./words.js";
import { partnerNames, partyName, tieTitle, word } from "./words.js";

const isPersian = (text) => /[\u0600-\u06ff]/.test(text);

/** A list of facts: names and what is said to each. */
function facts(pairs) {
  const parts = pairs
    .filter(([, said]) => said && said.length !== 0)
    .flatMap(([key, said]) => [make("dt", word(key)), make("dd", said)]);
  return make("dl", parts);
}

const heading = (key, level = "h3") => make(level, word(key));

/** Fill the panel; `go` brings the reader to its title after a choice in it. */
export function fillPanel(go) {
  const title = at("panel-title");
  const body = at("panel-body");
  const { tie, city, network } = state.chosen || {};
  body.replaceChildren();
  if (tie !== undefined) showTie(tie, title, body, go);
  else if (city !== undefined) showCity(city, title, body, go);
  else if (network !== undefined) showNetwork(network, title, body, go);
  else {
    title.textContent = word("evidence");
    body.append(make("p", word("choose"), { class: "of" }), overview(go));
    return;
  }
  const clear = () => {
    choose(null);
    go();
  };
  body.append(button(word("close"), clear, { id: "clear", class: "quiet" }));
}

/** What there is to look at, before anything is chosen: open proposals. */
function overview(go) {
  const waiting = shownTies().filter((tie) => standingOf(tie)?.unanswered);
  if (!waiting.length) return "";
  const age = (tie) => standingOf(tie).unanswered.since;
  waiting.sort((a, b) => (age(a) < age(b) ? -1 : 1));
  const rows = waiting.slice(0, 12).map((tie) => {
    const text = [tieButton(tie, partnerNames(ties[tie]), go), make("span", ` · ${waitingWords(standingOf(tie))}`, { class: "of" })];
    return make("li", make("span", text));
  });
  return make("div", [heading("waiting"), make("ul", rows, { class: "ties" })]);
}

const tieButton = (tie, text, go) =>
  button(text, () => {
    choose({ tie });
    go();
  }, { "data-tie": ties[tie].id });

const cityButton = (city, go) =>
  button(cityName(city), () => {
    choose({ city });
    go();
  }, { "data-city": cities[city].id, class: "plain" });

const networkButton = (network, go) =>
  button(local(networks[network].name), () => {
    choose({ network });
    go();
  }, { "data-network": networks[network].id, class: "plain" });

/** One tie in a list: its line, its partner, its status. */
function tieItem(tie, home, go) {
  const found = standingOf(tie);
  const words = [
    label("kind", kindOf(tie)), statusWords(found), channelNote(found), waitingWords(found),
  ];
  const text = make("span", [
    tieButton(tie, partnerNames(ties[tie], home), go),
    make("span", ` · ${words.filter(Boolean).join(" · ")}`, { class: "of" }),
  ]);
  return make("li", [
    stroke(colourName(kindOf(tie)), found && tieDash(found)),
    make("span", badgeOf(kindOf(tie)), { class: "badge", "aria-hidden": "true" }),
    text,
  ]);
}

// --- a tie ------------------------------------------------------------------------

function showTie(tie, title, body, go) {
  const row = ties[tie];
  const found = standingOf(tie);
  title.textContent = tieTitle(row);
  const kind = [
    stroke(colourName(kindOf(tie)), found && tieDash(found)),
    make("span", badgeOf(kindOf(tie)), { class: "badge", "aria-hidden": "true" }),
    label("kind", kindOf(tie)),
  ];
  body.append(
    make("p", fill("on_day", { day: dayWords(state.on) }), { class: "of" }),
    facts([
      ["kind", kind],
      ["status", [statusWords(found), found?.period ? sideWords(row, found.period) : ""]
        .filter(Boolean).join(" ")],
      ["waiting_for", waitingWords(found)],
      ["since", found?.period ? local(found.period.since) : ""],
      ["concluded", found?.period?.concluded ? word(found.period.concluded === "attested" ? "attested_only" : "signed") : ""],
      ["certainty", found ? word(found.certain ? "certain" : "possible") : ""],
      ["attested", dayWords(found?.period?.attested)],
      ["parties", partyList(row, go)],
      ["topic", listWords((row.topics || []).map((code) => label("topic", code)))],
    ]),
  );
  if (found?.channels.size) body.append(channelList(row, found));
  const conflicts = (row.conflicts || []).filter(
    ({ known }) => !state.known || !known || known <= state.known,
  );
  if (conflicts.length) {
    body.append(heading("conflicts"), ...conflicts.map(conflictBox));
  }
  if (row.people?.length) body.append(peopleList(row));
  body.append(heading("history"), historyList(row));
}

function partyList(row, go) {
  const parts = row.parties.flatMap((id, place) => {
    const city = citiesOfTie[ties.indexOf(row)].find((one) => cities[one].id === id);
    const name = city === undefined ? make("bdi", partyName(row, id)) : cityButton(city, go);
    return place ? [" – ", name] : [name];
  });
  return parts;
}

/** Whose status it is, if not of both. */
function sideWords(row, period) {
  if (period.side === undefined) return "";
  const names = period.side.split(";").filter(Boolean).map((id) => partyName(row, id));
  return names.length ? fill("by_side", { side: listWords(names) }) : word("one_side");
}

function channelList(row, found) {
  const items = [...found.channels].map(([channel, one]) => {
    const words = [statusWords(one), sideWords(row, one.period)].filter(Boolean).join(" ");
    const began = local(one.period.since);
    return make("li", [
      stroke("", tieDash(one)),
      make("span", [
        make("b", `${label("channel", channel)}${word("colon")}`),
        began ? fill("status_since", { status: words, date: began }) : words,
      ]),
    ]);
  });
  return make("div", [heading("channels"), make("ul", items, { class: "ties channels" })]);
}

/** What the sources disagree on, side by side. */
function conflictBox({ text, versions }) {
  const sides = versions.map(({ value, sources: from }) =>
    make("div", [
      make("b", local(value)),
      make("ul", from.map((source) => make("li", sourceLink(source))), { class: "from" }),
    ], { class: "version" }),
  );
  return make("div", [
    make("p", local(text)), make("div", sides, { class: "versions" }),
  ], { class: "conflict" });
}

const sourceTitle = (source) => local(source.title) || local(source.publisher) || source.id;
const sourceLink = (number) => link(sources[number].url, sourceTitle(sources[number]));

function peopleList(row) {
  const items = row.people.map(({ name, post, capacity, side, source, date }) => {
    const who = [post, capacity].map(local).filter(Boolean);
    if (side) who.push(partyName(row, side));
    const parts = [make("b", local(name)), who.length ? ` · ${who.join(" · ")}` : ""];
    const from = make("span", [local(date) ? `${local(date)} · ` : "", sourceLink(source)], {
      class: "from",
    });
    return make("li", make("span", [...parts, from]));
  });
  return make("div", [heading("officials"), make("ul", items, { class: "ties people" })]);
}

/** What each source says, in the order of time; what comes after the day stands apart. */
function historyList(row) {
  const list = make("ol", null, { class: "history" });
  let apart = false;
  for (const line of historyOf(row)) {
    if (state.known && line.known && line.known > state.known) continue;
    const later = Boolean(line.from && line.from > state.on);
    if (later && !apart) {
      apart = true;
      list.append(make("li", fill("after_day", { day: dayWords(state.on) }), { class: "divider" }));
    }
    const item = historyItem(line);
    item.classList.toggle("later", later);
    list.append(item);
  }
  if (!list.children.length) return make("p", word("not_known_yet"), { class: "of" });
  return list;
}

function historyItem(line) {
  const source = sources[line.source];
  const gist = local(line.gist);
  const from = make("span", null, { class: "from" });
  const put = (key, part) => {
    if (from.childNodes.length) from.append(" · ");
    from.append(`${word(key)}${word("colon")}`, part);
  };
  if (local(line.said_by)) put("said_by", make("bdi", local(line.said_by)));
  put("source", sourceLink(line.source));
  const publisher = local(source.publisher);
  if (publisher && publisher !== sourceTitle(source)) {
    put("publisher", make("bdi", publisher));
  }
  if (line.locator) from.append(" · ", make("bdi", line.locator));
  if (local(source.published)) put("published", make("bdi", local(source.published)));
  const sure = hedge(line);
  const people = (line.people || []).map(local);
  return make("li", [
    make("span", local(line.date) || word("unknown_date"), { class: "when" }),
    make("span", ` · ${local(line.what)}`),
    sure && make("span", sure, { class: "hedge" }),
    // What a source says is given in the language that it was entered in.
    gist && make("div", gist, { dir: "auto", lang: isPersian(gist) ? "fa" : "en", class: "gist" }),
    people.length ? make("div", listWords(people), { class: "of" }) : null,
    from,
  ]);
}

/** The certainty of a line in words, if it is not plainly stated. */
function hedge(line) {
  const words = [];
  if (line.aspect === "plan") words.push(word("planned"));
  if (line.certainty === "hedged") words.push(word("possible"));
  else if (line.certainty === "denied") words.push(word("denied"));
  else if (line.certainty && line.certainty !== "stated") {
    words.push(label("certainty", line.certainty));
  }
  return listWords(words);
}

// --- a city -----------------------------------------------------------------------

function showCity(city, title, body, go) {
  const row = cities[city];
  title.textContent = cityName(city);
  const country = row.country === null ? "" : local(countries[row.country].name);
  body.append(make("p", listWords([country, local(row.place)].filter(Boolean)), { class: "of" }));
  const names = [row.own, ...bothNames(row.name)];
  const other = [...new Set(names.filter(Boolean))].filter((name) => name !== cityName(city));
  body.append(facts([
    ["own_name", other.map((name) => make("bdi", `${name} `, { dir: "auto" }))],
    ["population", row.population ? amount(row.population) : ""],
    ["coordinates", row.at ? "" : word("no_coordinates")],
  ]));
  body.append(make("div", [compareButton(city), ...hoodButtons(city)], { class: "acts" }));
  const shown = new Set(shownTies());
  const mine = tiesOfCity[city];
  const own = mine.filter((tie) => ties[tie].step === 1 && shown.has(tie));
  const gone = new Set(absentTies());
  const absent = mine.filter((tie) => gone.has(tie));
  const list = (some) =>
    make("ul", some.map((tie) => tieItem(tie, row.id, go)), { class: "ties walk" });
  if (own.length) body.append(heading("ties"), list(own));
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
  if (absent.length) body.append(heading("other_days"), list(absent));
  const shared = focus >= 0 && city !== focus ? sharedNetworks(city, focus) : [];
  if (shared.length) {
    body.append(
      make("h3", fill("shared", { city: cityName(focus) })), networkList(shared, go),
    );
  }
  const rest = (row.networks || []).filter(
    (network) => !shared.includes(network) && membersOn(network).has(city),
  );
  if (rest.length) body.append(heading("networks"), networkList(rest, go));
}

/** Where there are many ties: show those of this city, and of its partners, alone. */
function hoodButtons(city) {
  if (data.meta.renderer === "full") return [];
  return [1, 2].map((steps) => {
    const on = state.hood?.city === city && state.hood.steps === steps;
    const turn = () => change({ hood: on ? null : { city, steps } }, { push: true });
    return button(word(`hood_${steps}`), turn, {
      "aria-pressed": String(on), "data-hood": steps, "data-key": `hood ${steps}`,
    });
  });
}

const networkList = (some, go) =>
  make("ul", some.map((network) => make("li", networkButton(network, go))), { class: "ties" });

// --- a network --------------------------------------------------------------------

function showNetwork(network, title, body, go) {
  const row = networks[network];
  title.textContent = local(row.name);
  const now = membersOn(network);
  const items = row.members.map((member) => {
    const period = member.periods.find(({ bounds: [from, , , until] }) =>
      (!from || from <= state.on) && (!until || state.on <= until));
    const name = member.city === null ? make("bdi", local(member.name)) : cityButton(member.city, go);
    const said = [period ? local(period.label) : word("stood_not"), local(period?.grade || member.grade)];
    const parts = [name, make("span", ` · ${said.filter(Boolean).join(" · ")}`, { class: "of" })];
    if (member.sources.length) {
      const from = make("span", null, { class: "from" });
      for (const [place, source] of member.sources.entries()) {
        from.append(place ? word("comma") : "", sourceLink(source));
      }
      parts.push(from);
    }
    return make("li", make("span", parts), { class: member.city !== null && now.has(member.city) ? null : "later" });
  });
  body.append(
    make("p", fill("members_on", { n: now.size, day: dayWords(state.on) }), { class: "of" }),
    heading("members"), make("ul", items, { class: "ties" }),
  );
}

/** What a thing that is pointed at is called. */
export function tipWords(what) {
  if (what.city !== undefined) return cityName(what.city);
  const found = standingOf(what.tie);
  const words = [
    tieTitle(ties[what.tie]), label("kind", kindOf(what.tie)), statusWords(found),
    channelNote(found), waitingWords(found),
  ];
  return words.filter(Boolean).join(" · ");
}

/** The page's own facts for its foot. */
export const footFacts = () => {
  const { counts } = data.meta;
  return fill("foot_counts", { ties: counts.ties, cities: counts.cities, sources: counts.sources });
};
