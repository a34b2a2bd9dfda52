// Two days: what was added, ended or changed between them, in the words of `diff`.

import { codeOf, readingsOf, stageOf, ties } from "./data.js";
import { make, stroke } from "./dom.js";
import { shownTies, standingOf } from "./filter.js";
import { heading, tieButton } from "./parts.js";
import { state } from "./state.js";
import { standing } from "./time.js";
import { dayWords, digits, fill, label, local, partyName, tieTitle, word } from "./words.js";

/** The colours and signs of a change; a tie that did not change has neither. */
export const CHANGE_SIGNS = { added: "+", ended: "−", changed: "≠" };

/** The two days in the order of time. */
export const twoDays = () => [state.between, state.on].sort();

const chosen = (tie, day) => standing(readingsOf(ties[tie]), day, state.known);

/** How a channel stands: its own standing, else that of the next broader channel. */
function onChannel(found, channel) {
  for (let code = channel; code && code !== "all"; code = codeOf("channel", code)?.group) {
    if (found?.channels.has(code)) return found.channels.get(code);
  }
  return found?.period?.channel === "all" ? found : null;
}

/** What makes two standings of a channel differ; a sharper date of the same does not. */
const gistOf = (found) =>
  found && found.status
    ? JSON.stringify([found.status, found.certain, found.alternatives, found.period.side])
    : "";

const channelsOf = (tie) => {
  const version = readingsOf(ties[tie]).at(-1);
  return [...new Set(version ? version.periods.map((period) => period.channel) : [])];
};

/** The channels in the order of the scheme, the whole tie first. */
function byScheme(codes) {
  const place = (code) => (codeOf("channel", code) ? [...codes].indexOf(code) : 99);
  return codes.includes("all")
    ? ["all", ...codes.filter((code) => code !== "all").sort((a, b) => place(a) - place(b))]
    : codes;
}

function changesOf(tie) {
  const [one, other] = twoDays();
  const [before, after] = [chosen(tie, one), chosen(tie, other)];
  const seen = new Map();
  const made = [];
  for (const channel of byScheme([...new Set(["all", ...channelsOf(tie)])])) {
    const [was, now] = [onChannel(before, channel), onChannel(after, channel)];
    const gists = [gistOf(was), gistOf(now)];
    const same = JSON.stringify(gists);
    let broader = channel === "all" ? "" : codeOf("channel", channel)?.group || "all";
    let repeats = false;
    while (broader) {
      repeats ||= seen.get(broader) === same;
      broader = broader === "all" ? "" : codeOf("channel", broader)?.group || "all";
    }
    seen.set(channel, same);
    if (gists[0] === gists[1] || repeats) continue;
    made.push({ tie, channel, before: was, after: now, how: howOf(was, now) });
  }
  return made;
}

function howOf(before, after) {
  if (!gistOf(before)) return "added";
  return !gistOf(after) || (stageOf(after.status) === "over" && stageOf(before.status) !== "over")
    ? "ended"
    : "changed";
}

let made = { as: "", list: [], byTie: new Map() };

function all() {
  const as = JSON.stringify([state.between, state.on, state.known]);
  if (made.as !== as) {
    const list = [...ties.keys()].filter((tie) => ties[tie].step === 1).flatMap(changesOf);
    const byTie = new Map();
    for (const one of list) if (!byTie.has(one.tie)) byTie.set(one.tie, one.how);
    made = { as, list, byTie };
  }
  return made;
}

/** How a tie changed between the two days: added, ended, changed; empty if it did not. */
export const changeOf = (tie) => (state.between ? all().byTie.get(tie) || "" : "");

/** How many ties changed in each way between the two days. */
export function changeCounts() {
  const counts = { added: 0, ended: 0, changed: 0 };
  for (const how of all().byTie.values()) counts[how] += 1;
  return counts;
}

const joined = (words, last) =>
  words.length < 2
    ? words.join("")
    : fill(last, { start: words.slice(0, -1).join(word("comma")), last: words.at(-1) });

function statusSaid(tie, found) {
  if (!gistOf(found)) return word("diff_unknown");
  let text = label("status", found.status);
  if (!found.certain) {
    text = fill("diff_possibly", { status: text });
    const others = found.alternatives.map((code) => label("status", code));
    if (others.length) text += ` ${fill("diff_or", { others: joined(others, "diff_or_last") })}`;
  }
  const side = found.period.side;
  if (found.status === "suspended" && side) {
    const names = side.split(";").map((id) => partyName(ties[tie], id));
    text = fill("diff_by", { status: text, side: joined(names, "diff_and_last") });
  }
  return text;
}

function viewSaid(tie, found) {
  const text = statusSaid(tie, found);
  if (!gistOf(found)) return text;
  const details = [];
  if (found.period.concluded === "attested") details.push(word("diff_observed"));
  const since = local(found.period.since);
  if (since) details.push(fill("diff_since", { date: since }));
  return details.length ? `${text} (${details.join(word("comma"))})` : text;
}

/** One change in a sentence: before, after, since when. */
export function changeWords({ tie, channel, before, after }) {
  let about = `${tieTitle(ties[tie])} (${label("kind", ties[tie].kind)})`;
  if (channel !== "all") {
    about = fill("diff_on_channel", { about, channel: label("channel", channel) });
  }
  if (!gistOf(before)) return fill("diff_began", { about, after: viewSaid(tie, after) });
  if (!gistOf(after)) return fill("diff_nothing", { about, before: viewSaid(tie, before) });
  return fill("diff_became", {
    about,
    before: statusSaid(tie, before),
    after: viewSaid(tie, after),
  });
}

/** The list of what changed, for the panel. */
export function changeList(go) {
  const [one, other] = twoDays();
  const { list, byTie } = all();
  const same = shownTies().filter((tie) => standingOf(tie) && !byTie.has(tie)).length;
  const parts = [
    make("p", fill("between", { one: dayWords(one), other: dayWords(other) }), { class: "of" }),
    make("p", fill("changed_count", { ...changeCounts(), same }), { class: "of", id: "changed-count" }),
  ];
  if (!list.length) parts.push(make("p", word("changed_none")));
  for (const how of Object.keys(CHANGE_SIGNS)) {
    const some = list.filter((change) => change.how === how);
    if (!some.length) continue;
    const title = heading(`changed_${how}`);
    title.prepend(stroke(`--${how}`, null), " ");
    title.append(` ${digits(some.length)}`);
    const items = some.map((change) =>
      make("li", tieButton(change.tie, changeWords(change), go), {
        class: `change ${how}`,
        "data-sign": CHANGE_SIGNS[how],
      }),
    );
    parts.push(title, make("ul", items, { class: "ties changes" }));
  }
  return parts;
}
