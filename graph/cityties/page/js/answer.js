// The answer first: how a tie stands on the day, since when, on whose word, and what stands
// against it; each part leads to its claim.

import { historyOf, sources, ties } from "./data.js";
import { make } from "./dom.js";
import { kindOf, standingOf } from "./filter.js";
import { claimLink, isKnown, whenWords } from "./claims.js";
import { facts, sourceTitle } from "./parts.js";
import { state } from "./state.js";
import { lastWord, sideWords, statusWords, waitingWords } from "./table.js";
import { claimsOn } from "./time.js";
import { dayWords, fill, label, local, word } from "./words.js";

const WITNESSES = 3; // claims that are named as the basis

/** The claims that a standing is based on, the newest first. */
function basis(row, found) {
  const lines = historyOf(row);
  return claimsOn(found?.period, state.on)
    .filter((place) => lines[place] && isKnown(lines[place]))
    .sort((a, b) => ((lines[a].until || "") < (lines[b].until || "") ? 1 : -1));
}

/** Who says something, and in which source if that is another name. */
function speaker(line) {
  const said = local(line.said_by);
  const source = sources[line.source];
  const title = sourceTitle(source);
  return said && said !== title ? `${said} (${title})` : title;
}

/** A standing as a line: status, side, since when; linked to the claim that it rests on. */
function stateWords(row, found, lead = "") {
  const status = [lead, statusWords(found), found?.period ? sideWords(row, found.period) : ""];
  const words = status.filter(Boolean).join(" ");
  const since = found?.period ? local(found.period.since) : "";
  const text = since ? fill("status_since", { status: words, date: since }) : words;
  const place = deciding(row, found);
  return place === undefined ? text : claimLink(row, place, text);
}

/** Of the claims that a standing is based on, one that claims just this status. */
function deciding(row, found) {
  const lines = historyOf(row);
  const based = claimsOn(found?.period, state.on).filter((place) => lines[place]);
  const says = (place) => lines[place].status === found.period.status;
  return based.find((place) => says(place) && lines[place].aspect === "change") ??
    based.find(says) ?? based[0];
}

/** The newest date at which a source attests the tie, linked to a claim of that date. */
function newest(row, tie) {
  const { day, words } = lastWord(tie);
  const place = historyOf(row).findLastIndex(
    (line) => day && line.until === day && line.status && !line.aside && isKnown(line),
  );
  return place < 0 || !words ? words : claimLink(row, place, words);
}

/** What stands against the answer: disagreements, and claims that deny or doubt. */
function against(row) {
  const lines = historyOf(row);
  const found = [];
  for (const conflict of row.conflicts || []) {
    if (state.known && conflict.known && conflict.known > state.known) continue;
    const text = fill("disagree_on", { what: local(conflict.text) });
    const values = conflict.versions.flatMap(({ value, lines: places = [] }, number) => [
      number ? " / " : word("colon"),
      places.length ? claimLink(row, places[0], local(value)) : local(value),
    ]);
    found.push(make("li", [text, ...values]));
  }
  for (const reason of ["denied", "hedged"]) {
    const places = [...lines.keys()].filter(
      (place) => lines[place].aside === reason && isKnown(lines[place]),
    );
    if (!places.length) continue;
    const text = fill(`aside_${reason}`, { n: places.length });
    found.push(make("li", claimLink(row, places.at(-1), text)));
  }
  return found;
}

/** The answer of a tie as a box. */
export function answerBox(tie) {
  const row = ties[tie];
  const found = standingOf(tie);
  const day = dayWords(state.on);
  const lines = historyOf(row);
  const words = basis(row, found).slice(0, WITNESSES);
  // A channel that stands otherwise belongs to the answer, one that does not is a detail.
  const channels = [...(found?.channels || [])]
    .filter(([, one]) => one.status !== found.status)
    .map(([channel, one]) =>
      make("p", stateWords(row, one, `${label("channel", channel)}${word("colon")}`), {
        class: "state",
      }),
    );
  const doubts = against(row);
  return make(
    "div",
    [
      make("p", `${fill("on_day", { day })} · ${label("kind", kindOf(tie))}`, { class: "of" }),
      make("p", stateWords(row, found), { class: "state" }),
      ...channels,
      facts([
        ["waiting_for", waitingWords(found)],
        [
          "answer_word",
          words.length
            ? make(
                "ul",
                words.map((place) =>
                  make("li", [
                    claimLink(row, place, speaker(lines[place])),
                    ` · ${whenWords(lines[place])}`,
                  ]),
                ),
              )
            : "",
        ],
        ["answer_newest", newest(row, tie)],
        [
          "answer_against",
          doubts.length ? make("ul", doubts) : lines.length ? word("against_none") : "",
        ],
      ]),
    ],
    { class: "answer" },
  );
}
