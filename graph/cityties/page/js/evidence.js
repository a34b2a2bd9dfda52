// What is known of a tie, and who says so.

import { cityNumber, hasHistory, historyOf, sources, ties } from "./data.js";
import { make, stroke } from "./dom.js";
import { kindOf, standingOf } from "./filter.js";
import { cityButton, facts, heading, kindSigns, sourceLink, sourceTitle } from "./parts.js";
import { state } from "./state.js";
import { tieDash } from "./style.js";
import { lastWord, statusWords, waitingWords } from "./table.js";
import { dayWords, fill, label, languageOf, listWords, local } from "./words.js";
import { partyName, tieTitle, word } from "./words.js";


/** Show a tie: how it stands on the day, and all that the sources say. */
export function showTie(tie, title, body, go) {
  const row = ties[tie];
  const found = standingOf(tie);
  title.textContent = tieTitle(row);
  const kind = [...kindSigns(tie), label("kind", kindOf(tie))];
  body.append(
    make("p", fill("on_day", { day: dayWords(state.on) }), { class: "of" }),
    facts([
      ["kind", kind],
      [
        "status",
        [statusWords(found), found?.period ? sideWords(row, found.period) : ""]
          .filter(Boolean)
          .join(" "),
      ],
      ["waiting_for", waitingWords(found)],
      ["since", found?.period ? local(found.period.since) : ""],
      [
        "concluded",
        found?.period?.concluded
          ? word(found.period.concluded === "attested" ? "attested_only" : "signed")
          : "",
      ],
      ["certainty", found ? word(found.certain ? "certain" : "possible") : ""],
      ["attested", lastWord(tie).words],
      ["parties", partyList(tie, go)],
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

function partyList(tie, go) {
  const row = ties[tie];
  return row.parties.flatMap((id, place) => {
    const city = cityNumber.get(id);
    const name = city === undefined ? make("bdi", partyName(row, id)) : cityButton(city, go);
    return place ? [" – ", name] : [name];
  });
}

/** Whose status it is, if not of both. */
function sideWords(row, period) {
  if (period.side === undefined) return "";
  const names = period.side
    .split(";")
    .filter(Boolean)
    .map((id) => partyName(row, id));
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
    make(
      "div",
      [
        make("b", local(value)),
        make(
          "ul",
          from.map((source) => make("li", sourceLink(source))),
          { class: "from" },
        ),
      ],
      { class: "version" },
    ),
  );
  return make("div", [make("p", local(text)), make("div", sides, { class: "versions" })], {
    class: "conflict",
  });
}

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
  if (!hasHistory) return make("p", word("no_history"), { class: "of" });
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
  const people = (line.people || []).map(local);
  return make("li", [
    make("span", local(line.date) || word("unknown_date"), { class: "when" }),
    make("span", ` · ${local(line.what)}`),
    // What a source says is given in the reader's language only if it was entered in it.
    gist && make("div", gist, { dir: "auto", lang: languageOf(line.gist), class: "gist" }),
    people.length ? make("div", listWords(people), { class: "of" }) : null,
    from,
  ]);
}
