// Search as you type: cities and networks, in both scripts.

import { cities, folded, networks, people, tiesOfCity, ties } from "./data.js";
import { at, make } from "./dom.js";
import { byWeight } from "./scene.js";
import { choose } from "./state.js";
import { allNames, cityName, fill, listWords, local, partnerNames, word } from "./words.js";

const LISTED = 12;

let entries = null; // made when it is first needed: folding thousands of names takes a while

function allEntries() {
  if (!entries) {
    const names = (one) => [...allNames(one.name), one.own, one.id, ...(one.aliases || [])];
    const fold = (one) => [...new Set(names(one).filter(Boolean).map(folded))].filter(Boolean);
    entries = [
      ...byWeight.map((city) => ({ what: { city }, names: fold(cities[city]) })),
      ...networks.map((network, number) => ({ what: { network: number }, names: fold(network) })),
      ...people.map((person, number) => ({ what: { person: number }, names: fold(person) })),
    ];
  }
  return entries;
}

/** What a text may mean: exact names first, then beginnings, then parts of names. */
function findNames(text) {
  const wanted = folded(text);
  if (!wanted) return [];
  const level = (names) => {
    if (names.includes(wanted)) return 0;
    if (names.some((name) => name.startsWith(wanted))) return 1;
    return names.some((name) => name.includes(wanted)) ? 2 : 3;
  };
  const found = [[], [], []];
  for (const entry of allEntries()) {
    const place = level(entry.names);
    if (place < 3) found[place].push(entry.what);
  }
  return found.flat();
}

function nameOf({ city, network, person }) {
  if (city !== undefined) return cityName(city);
  return local((network === undefined ? people[person] : networks[network]).name);
}

/** What tells a name from others: country, sort of thing, post. */
function moreOf({ city, network, person }, countryOf) {
  if (city !== undefined) return countryOf(city);
  if (network !== undefined) return word("network");
  return local(people[person].posts[0]?.post) || word("person");
}

/** Where two cities of a country have one name: a tie that tells them apart. */
function tieOf({ city }) {
  const [tie] = city === undefined ? [] : tiesOfCity[city];
  return tie === undefined ? "" : partnerNames(ties[tie], cities[city].id);
}

/** Make the search field work; `go` is called after something was chosen. */
export function makeSearch(countryOf, go) {
  const input = at("search");
  const list = at("found");
  let options = [];
  let current = -1;

  function close() {
    list.hidden = true;
    options = [];
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function mark(place) {
    current = place;
    for (const [number, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(number === place));
    }
    const option = list.children[place];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }
  function take(what) {
    close();
    input.value = "";
    at("said").textContent = "";
    choose(what);
    go(what);
  }
  function show() {
    const text = input.value;
    if (!folded(text)) {
      close();
      at("hits").textContent = "";
      return;
    }
    const found = findNames(text);
    options = found.slice(0, LISTED);
    const said = options.map((what) => `${nameOf(what)} ${moreOf(what, countryOf)}`);
    list.replaceChildren(
      ...options.map((what, place) => {
        const twice = said.indexOf(said[place]) !== said.lastIndexOf(said[place]);
        const more = [moreOf(what, countryOf), twice ? tieOf(what) : ""].filter(Boolean);
        const option = make(
          "li",
          [
            make("span", nameOf(what)),
            make("span", listWords(more), { class: "of" }),
          ],
          { role: "option", id: `found-${place}`, "aria-selected": "false" },
        );
        // Not click: the field must keep the focus.
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(what);
        });
        return option;
      }),
    );
    if (!options.length) list.append(make("li", word("no_match"), { class: "of", role: "presentation" }));
    list.hidden = false;
    input.setAttribute("aria-expanded", String(options.length > 0));
    mark(-1);
    // For those who do not see the list; nothing on the page moves for it.
    at("hits").textContent = found.length ? fill("matches", { n: found.length }) : word("no_match");
  }
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!options.length) show();
      const count = options.length;
      if (count)
        mark(
          (current + (event.key === "ArrowDown" ? 1 : count + (current < 0 ? 0 : -1)) + count) %
            count,
        );
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!options.length) show();
      if (options.length) take(options[Math.max(0, current)]);
    } else if (event.key === "Escape" && (input.value || !list.hidden)) {
      event.stopPropagation();
      input.value = "";
      close();
      at("hits").textContent = "";
    }
  });
  input.addEventListener("blur", close);
  return () => {
    input.placeholder = word("search");
    close();
  };
}
