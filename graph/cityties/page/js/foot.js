// What stands below the table: cities without a place, and what the page is made of.

import { cities, data } from "./data.js";
import { at, button, make } from "./dom.js";
import { choose } from "./state.js";
import { cityName, fill, local, word } from "./words.js";

/** The cities that have no place on the map. */
export function fillAside(go) {
  const lost = [...cities.keys()].filter((city) => !cities[city].at);
  const box = at("aside");
  box.hidden = !lost.length;
  if (!lost.length) return;
  const few = lost.slice(0, 100);
  const buttons = few.flatMap((city, place) => [
    place ? word("comma") : null,
    button(
      cityName(city),
      () => {
        choose({ city });
        go();
      },
      { class: "plain" },
    ),
  ]);
  const rest = lost.length - few.length;
  box.replaceChildren(
    make("h3", word("not_located")),
    make("p", [...buttons, rest ? ` ${fill("more", { n: rest })}` : null]),
  );
}

/** What the page is made of: counts, the id of the data, licences. */
export function fillFoot() {
  const id = make("p", [`${word("snapshot")}${word("colon")}`, make("bdi", data.meta.id)]);
  const { counts } = data.meta;
  const { withheld, unlocated } = counts;
  const notes = [
    withheld ? fill("withheld", { n: withheld }) : "",
    unlocated ? fill("unlocated", { n: unlocated }) : "",
  ].filter(Boolean);
  at("footer").replaceChildren(
    make("p", fill("foot_counts", counts)),
    ...notes.map((note) => make("p", note)),
    id,
    make("p", local(data.meta.licences)),
    make("p", make("bdi", data.meta.version)),
  );
}
