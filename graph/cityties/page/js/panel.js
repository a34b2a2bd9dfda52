// The panel: what is chosen, or what there is to look at.

import { historyOf, ties } from "./data.js";
import { at, button, make } from "./dom.js";
import { changeList } from "./changes.js";
import { showTie } from "./evidence.js";
import { kindOf, partnerCities, shownTies, standingOf } from "./filter.js";
import { heading, tieButton } from "./parts.js";
import { showList, showPerson } from "./persons.js";
import { showCity, showNetwork } from "./places.js";
import { choose, state } from "./state.js";
import { channelNote, statusWords, waitingWords } from "./table.js";
import { cityName, label, local, partnerNames, tieTitle, word } from "./words.js";

/** Fill the panel; `go` brings the reader to its title after a choice in it. */
export function fillPanel(go) {
  const title = at("panel-title");
  const body = at("panel-body");
  const { tie, city, network, person, list } = state.chosen || {};
  body.replaceChildren();
  if (tie !== undefined) showTie(tie, title, body, go);
  else if (city !== undefined) showCity(city, title, body, go);
  else if (network !== undefined) showNetwork(network, title, body, go);
  else if (person !== undefined) showPerson(person, title, body, go);
  else if (list !== undefined) showList(list, title, body, go);
  else if (state.between) {
    title.textContent = word("two_days");
    body.append(...changeList(go));
    return;
  } else {
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

const PROPOSALS = 12; // listed at most

/** What there is to look at, before anything is chosen: open proposals. */
function overview(go) {
  const waiting = shownTies().filter((tie) => standingOf(tie)?.unanswered);
  if (!waiting.length) return "";
  const age = (tie) => standingOf(tie).unanswered.since;
  waiting.sort((a, b) => (age(a) < age(b) ? -1 : 1));
  const rows = waiting.slice(0, PROPOSALS).map((tie) => {
    const words = make("span", ` · ${waitingWords(standingOf(tie))}`, { class: "of" });
    // Where no partner is named, the first source says which one may be meant.
    const [first] = partnerCities(tie).length ? [] : historyOf(ties[tie]);
    const gist = first && make("span", local(first.gist), { class: "from", dir: "auto" });
    return make("li", make("span", [tieButton(tie, partnerNames(ties[tie]), go), words, gist]));
  });
  return make("div", [heading("waiting"), make("ul", rows, { class: "ties" })]);
}

/** What a thing that is pointed at is called. */
export function tipWords(what) {
  if (what.city !== undefined) return cityName(what.city);
  const found = standingOf(what.tie);
  const words = [
    tieTitle(ties[what.tie]),
    label("kind", kindOf(what.tie)),
    statusWords(found),
    channelNote(found),
    waitingWords(found),
  ];
  return words.filter(Boolean).join(" · ");
}
