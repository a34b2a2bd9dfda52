// What the picture does not show, said on it: ties without a line, names without room.

import { cities, citiesOfTie } from "./data.js";
import { at, button } from "./dom.js";
import { shownTies } from "./filter.js";
import { choose, change, state } from "./state.js";
import { cityName, fill, word } from "./words.js";

const WAIT = 250; // milliseconds after a movement, before names are counted

/** How many of the ties that are counted as shown have no line in the picture, and why. */
export function undrawnWords(scene) {
  const drawn = new Set();
  for (const [k, { tie }] of scene.lines.entries()) {
    if (!drawn.has(tie) && scene.line(k)) drawn.add(tie);
  }
  const shown = shownTies();
  const lost = shown.filter((tie) => !drawn.has(tie));
  if (!lost.length) return "";
  const placeless = lost.filter(
    (tie) => citiesOfTie[tie].length > 1 && citiesOfTie[tie].some((city) => !cities[city].at),
  ).length;
  const reasons = [
    placeless ? fill("undrawn_place", { n: placeless }) : "",
    lost.length > placeless ? fill("undrawn_party", { n: lost.length - placeless }) : "",
  ].filter(Boolean);
  const text = fill("undrawn", { n: lost.length, all: shown.length });
  return `${text} (${reasons.join(word("semicolon"))})`;
}

/** Say it below the picture. */
export function sayUndrawn(scene) {
  const note = at("undrawn");
  const text = undrawnWords(scene);
  note.hidden = !text;
  if (!text) return;
  const list = button(word("undrawn_table"), () => change({ view: "table" }), {
    class: "quiet",
    "data-key": "undrawn table",
  });
  note.replaceChildren(`${text} `, list);
}

/** Say which cities of the picture have no room for their name, and offer them. */
function sayNameless(picture) {
  const box = at("nameless");
  const { dots, labels } = picture.drawn();
  const named = new Set(labels.map(({ id }) => id));
  const frame = picture.frame;
  const inView = ({ screen: { x, y } }) =>
    x >= 0 && y >= 0 && x <= frame.clientWidth && y <= frame.clientHeight;
  const lost = new Set(dots.filter((dot) => inView(dot) && !named.has(dot.id)).map(({ id }) => id));
  const found = [...cities.keys()].filter((city) => lost.has(cities[city].id));
  box.hidden = !found.length || state.view === "table";
  if (box.hidden) return;
  const [title, list] = box.children;
  title.textContent = fill("nameless", { n: found.length });
  const names = found.flatMap((city, place) => [
    place ? word("comma") : "",
    button(cityName(city), () => choose({ city }), { class: "plain", "data-nameless": cities[city].id }),
  ]);
  list.replaceChildren(...names);
}

/** Keep the list of names that have no room; returns what asks for it after a change. */
export function watchNames(picture, isCrowded) {
  // Of hundreds of cities most have no name: the search and the table find them.
  if (isCrowded) return () => {};
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => sayNameless(picture), WAIT);
  };
  for (const event of ["wheel", "pointerup", "keyup"]) {
    picture.frame.addEventListener(event, later, { passive: true });
  }
  for (const id of ["nearer", "farther", "fit"]) at(id).addEventListener("click", later);
  window.addEventListener("resize", later);
  return later;
}

