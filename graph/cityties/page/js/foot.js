// What stands below the table: cities without a place, and what the page is made of.

import { cities, data, focus, lone } from "./data.js";
import { at, button, make } from "./dom.js";
import { choose } from "./state.js";
import { cityName, digits, fill, local, word } from "./words.js";

const AT_A_TIME = 100; // cities that are listed at once

/** The cities that no tie joins, and those that have no place on the map. */
export function fillAside(go) {
  const lost = [...cities.keys()].filter((city) => !cities[city].at);
  const box = at("aside");
  box.hidden = !lost.length && !lone.length;
  box.replaceChildren(
    ...listed("lone", lone.filter((city) => city !== focus), go),
    ...listed("not_located", lost, go),
  );
}

/** A heading with the number of some cities, and a button for each. */
function listed(key, some, go) {
  if (!some.length) return [];
  const title = make("h3", `${word(key)}${word("colon")}${digits(some.length)}`);
  const list = make("p", null, { "data-list": key });
  const names = (from) =>
    some.slice(from, from + AT_A_TIME).flatMap((city, place) => [
      from + place ? word("comma") : null,
      button(
        cityName(city),
        () => {
          choose({ city });
          go();
        },
        { class: "plain" },
      ),
    ]);
  const grow = (from) => {
    list.append(...names(from).filter(Boolean));
    const rest = some.length - from - AT_A_TIME;
    if (rest <= 0) return;
    const more = button(
      fill("more_rows", { n: Math.min(rest, AT_A_TIME) }),
      () => {
        more.remove();
        grow(from + AT_A_TIME);
        list.querySelectorAll("button")[from + AT_A_TIME].focus();
      },
      { class: "quiet" },
    );
    list.append(" ", more);
  };
  grow(0);
  return [title, list];
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
    ...(lone.length ? [make("p", `${word("lone")}${word("colon")}${digits(lone.length)}`)] : []),
    ...notes.map((note) => make("p", note)),
    id,
    make("p", local(data.meta.licences)),
    make("p", make("bdi", data.meta.version)),
  );
}
