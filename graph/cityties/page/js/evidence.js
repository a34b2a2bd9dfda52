// What is known of a tie, and who says so.

import { answerBox } from "./answer.js";
import { claimList } from "./claims.js";
import { cityNumber, ties } from "./data.js";
import { make } from "./dom.js";
import { kindOf, standingOf } from "./filter.js";
import { cityButton, facts, heading, kindSigns, sourceLink } from "./parts.js";
import { state } from "./state.js";
import { sideWords, statusWords } from "./table.js";
import { fill, label, listWords, local, partyName, tieTitle, word } from "./words.js";

/** Show a tie: the answer of the day first, then all that the sources say. */
export function showTie(tie, title, body, go) {
  title.textContent = tieTitle(ties[tie]);
  body.append(answerBox(tie));
  fillTie(tie, body, go);
}

/** What follows the answer: facts, disagreements, officials, the claims. */
export function fillTie(tie, body, go) {
  const row = ties[tie];
  const found = standingOf(tie);
  const kind = [...kindSigns(tie), label("kind", kindOf(tie))];
  body.append(
    facts([
      ["kind", kind],
      [
        "concluded",
        found?.period?.concluded
          ? word(found.period.concluded === "attested" ? "attested_only" : "signed")
          : "",
      ],
      ["certainty", found ? word(found.certain ? "certain" : "possible") : ""],
      ["channels", channelFacts(row, found)],
      ["parties", partyList(tie, go)],
      ["topic", listWords((row.topics || []).map((code) => label("topic", code)))],
    ]),
  );
  const conflicts = (row.conflicts || []).filter(
    ({ known }) => !state.known || !known || known <= state.known,
  );
  if (conflicts.length) {
    body.append(heading("conflicts"), ...conflicts.map(conflictBox));
  }
  if (row.people?.length) body.append(peopleList(row));
  body.append(heading("history"), claimList(row));
}

/** The channels that stand as the whole tie does, but have a date of their own. */
function channelFacts(row, found) {
  const same = [...(found?.channels || [])].filter(([, one]) => one.status === found.status);
  const items = same.map(([channel, one]) => {
    const words = [statusWords(one), sideWords(row, one.period)].filter(Boolean).join(" ");
    const began = local(one.period.since);
    return make("li", [
      `${label("channel", channel)}${word("colon")}`,
      began ? fill("status_since", { status: words, date: began }) : words,
    ]);
  });
  return items.length ? make("ul", items, { class: "ties channels" }) : "";
}

function partyList(tie, go) {
  const row = ties[tie];
  return row.parties.flatMap((id, place) => {
    const city = cityNumber.get(id);
    const name = city === undefined ? make("bdi", partyName(row, id)) : cityButton(city, go);
    return place ? [" – ", name] : [name];
  });
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
