// Parts that the panel is made of: buttons that choose, lists of ties, facts, sources.

import { cities, networks, sources, ties } from "./data.js";
import { button, link, make, stroke } from "./dom.js";
import { badgeOf, kindOf, standingOf } from "./filter.js";
import { choose } from "./state.js";
import { colourName, tieDash } from "./style.js";
import { channelNote, statusWords, waitingWords } from "./table.js";
import { cityName, label, local, partnerNames, word } from "./words.js";

/** A list of facts: names and values. */
export function facts(pairs) {
  const parts = pairs
    .filter(([, said]) => said && said.length !== 0)
    .flatMap(([key, said]) => [make("dt", word(key)), make("dd", said)]);
  return make("dl", parts);
}

/** A heading in the panel. */
export const heading = (key) => make("h3", word(key));

/** A button that chooses a tie, a city or a network, and brings the reader to the panel. */
export const tieButton = (tie, text, go) =>
  button(
    text,
    () => {
      choose({ tie });
      go();
    },
    { "data-tie": ties[tie].id },
  );

export const cityButton = (city, go) =>
  button(
    cityName(city),
    () => {
      choose({ city });
      go();
    },
    { "data-city": cities[city].id, class: "plain" },
  );

export const networkButton = (network, go) =>
  button(
    local(networks[network].name),
    () => {
      choose({ network });
      go();
    },
    { "data-network": networks[network].id, class: "plain" },
  );

/** The two signs of a tie's kind: its line, as it is drawn on the day, and its letters. */
export function kindSigns(tie) {
  const found = standingOf(tie);
  return [
    stroke(colourName(kindOf(tie)), found && tieDash(found)),
    make("span", badgeOf(kindOf(tie)), { class: "badge", "aria-hidden": "true" }),
  ];
}

/** One tie in a list: its line, its partner, its status. */
export function tieItem(tie, home, go) {
  const found = standingOf(tie);
  const words = [
    label("kind", kindOf(tie)),
    statusWords(found),
    channelNote(found),
    waitingWords(found),
  ];
  const text = make("span", [
    tieButton(tie, partnerNames(ties[tie], home), go),
    make("span", ` · ${words.filter(Boolean).join(" · ")}`, { class: "of" }),
  ]);
  return make("li", [...kindSigns(tie), text]);
}

/** What a source is called. */
export const sourceTitle = (source) => local(source.title) || local(source.publisher) || source.id;

/** A source by its number, as a link if it has an address. */
export const sourceLink = (number) => link(sources[number].url, sourceTitle(sources[number]));
