// Putting the page together: what happens after a change, keys, language, theme, paper.

import { makeCanvas } from "./canvas.js";
import { fillCompare } from "./compare.js";
import { cities, citiesOfTie, countries, data, focus, ties, tiesOfCity } from "./data.js";
import { at, button, make } from "./dom.js";
import { makeExports } from "./exports.js";
import { presentTies, shownTies } from "./filter.js";
import { fillLegend } from "./legend.js";
import { fillPanel, footFacts, tipWords } from "./panel.js";
import { makePicture } from "./picture.js";
import { makeScene } from "./scene.js";
import { makeSearch } from "./search.js";
import { change, choose, isFiltered, readAddress, state, subscribe } from "./state.js";
import { facetValues } from "./data.js";
import { forgetTheme } from "./style.js";
import { columnName, countWords, fillTable, markRows, showAllRows } from "./table.js";
import { makeTimeline } from "./timeline.js";
import { cityName, dayWords, digits, fill, listWords, local, word } from "./words.js";

const MOVING = 700; // milliseconds that a change of view takes
const root = document.documentElement;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const small = matchMedia("(max-width: 60rem)");
const darkness = matchMedia("(prefers-color-scheme: dark)");

const scene = makeScene({ pick: pickThing, hover: hoverThing });
const makeRenderer = data.meta.renderer === "canvas" ? makeCanvas : makePicture;
const picture = makeRenderer(at("picture"), scene);
const frame = picture.frame;
frame.setAttribute("role", "img");
frame.tabIndex = 0;

// --- choosing -----------------------------------------------------------------------

function pickThing(what) {
  at("said").textContent = "";
  choose(what);
  // On a small screen the evidence stands below the picture.
  if (what && small.matches) at("panel").scrollIntoView({ block: "nearest" });
}

/** A little sign by the pointer: what is under it. */
function hoverThing(what, screen) {
  const tip = at("tip");
  tip.hidden = !what;
  if (!what) return;
  tip.textContent = tipWords(what);
  const wide = at("picture").clientWidth;
  tip.style.insetBlockStart = `${screen.y + 14}px`;
  // The picture's box is left to right in both languages.
  tip.style.left = screen.x < wide / 2 ? `${screen.x + 12}px` : "";
  tip.style.right = screen.x < wide / 2 ? "" : `${wide - screen.x + 12}px`;
}

/** Bring the reader to the panel: its title takes the focus, the chosen city comes into view. */
function toPanel() {
  at("panel").scrollTop = 0;
  at("panel-title").focus();
}

function showChosen() {
  const { city, tie } = state.chosen || {};
  const wanted = city !== undefined ? [city] : tie !== undefined ? citiesOfTie[tie] : [];
  const lost = wanted.find((one) => !picture.isIn(one));
  if (lost !== undefined) picture.centre(lost);
}

function sayUnknown(unknown) {
  if (unknown) at("said").textContent = unknown.length ? word("no_such") : "";
}

// --- what follows a change ------------------------------------------------------------

let isReady = false;
let shownView = null;
let shownHood = "null";

function refresh(changed) {
  if (changed.has("theme")) setTheme();
  if (changed.has("language")) setLanguage();
  scene.refresh();
  const view = state.view !== shownView;
  if (view) setView();
  // What a change of view does not draw by itself.
  if (!view || state.view === "table") picture.draw();
  fillLegend(at("filters"), emphasise);
  if (onlyMarks(changed)) markRows();
  else fillTable(toPanel);
  fillPanel(toPanel);
  fillCompare(toPanel);
  refreshTimeline();
  sayDay();
  root.dataset.chosen = state.chosen ? "yes" : "no";
  const near = JSON.stringify(state.hood);
  const moved = near !== shownHood;
  shownHood = near;
  if (moved && isReady) picture.fit();
  else if (changed.has("chosen") && isReady) showChosen();
}

/** Whether a change touches no row of the table. */
const onlyMarks = (changed) =>
  isReady && [...changed].every((name) => name === "chosen" || name === "compare");

function emphasise(rule) {
  scene.setEmphasis(rule);
  picture.draw();
}

function sayDay() {
  const known = state.known || data.meta.known_by;
  const parts = [fill("as_of", { day: dayWords(state.on) })];
  if (known) parts.push(fill("known_by", { day: dayWords(known) }));
  at("day").textContent = parts.join(" · ");
  frame.setAttribute("aria-label", `${word(shownView === "network" ? "network" : "map")}${word("colon")}${countWords()}`);
  const none = !shownTies().length && ties.length > 0;
  const empty = at("empty");
  empty.hidden = !none;
  if (none) {
    empty.replaceChildren(word(presentTies().length ? "nothing" : "nothing_on_day"), " ");
    if (isFiltered()) empty.append(button(word("show_everything"), showEverything, { id: "unfilter" }));
  }
}

function showEverything() {
  change({ hood: null, hidden: Object.fromEntries(Object.keys(facetValues).map((one) => [one, new Set()])) });
}

// --- the views --------------------------------------------------------------------------

let step = 0; // the running change of view

function setView() {
  const before = shownView;
  shownView = state.view;
  root.dataset.view = state.view;
  for (const one of at("views").children) {
    one.setAttribute("aria-pressed", String(one.dataset.view === state.view));
  }
  const goal = state.view === "network" ? 1 : 0;
  if (state.view === "table") return;
  if (before === "table") picture.resize();
  if (!isReady || stillness.matches || scene.mix === goal || before === "table") {
    arrive(goal);
    return;
  }
  cancelAnimationFrame(step);
  const from = scene.mix;
  const start = performance.now();
  // Both ends keep their cities: what is on the map only, or not on it, appears at the end.
  const move = (now) => {
    const part = Math.min(1, (now - start) / MOVING);
    if (part === 1) {
      arrive(goal);
      return;
    }
    const eased = part * part * (3 - 2 * part);
    scene.setMix(from + (goal - from) * eased);
    picture.place();
    picture.fit();
    step = requestAnimationFrame(move);
  };
  step = requestAnimationFrame(move);
}

function arrive(goal) {
  scene.setMix(goal);
  picture.draw();
  picture.fit();
}

// --- keys ---------------------------------------------------------------------------------

const PAN = 60; // pixels
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The neighbour of a city that lies best in a direction on the screen. */
function neighbour(city, [dx, dy]) {
  const here = scene.spot(city);
  if (!here) return undefined;
  const shown = new Set(shownTies());
  const around = tiesOfCity[city].filter((tie) => shown.has(tie)).flatMap((tie) => citiesOfTie[tie]);
  const away = (one) => {
    const spot = scene.spot(one);
    const [x, y] = [spot[0] - here[0], spot[1] - here[1]];
    const along = x * dx + y * dy;
    // What is near counts, and more so what lies straight ahead.
    return along <= 0 ? Infinity : Math.hypot(x, y) ** 4 / along ** 3;
  };
  const found = [...new Set(around)].filter((one) => one !== city && !scene.hidden(one));
  return found.filter((one) => away(one) < Infinity).sort((a, b) => away(a) - away(b))[0];
}

at("picture").addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target !== frame) return;
  const way = WAYS[event.key];
  const { city } = state.chosen || {};
  const act = () => {
    if (way && city !== undefined && !event.shiftKey) {
      const next = neighbour(city, way);
      if (next !== undefined) {
        choose({ city: next });
        at("said").textContent = cityName(next);
      }
    } else if (way) picture.pan(-way[0] * PAN, -way[1] * PAN);
    else if (event.key === "Enter") {
      if (state.chosen) toPanel();
      else choose(focus >= 0 ? { city: focus } : null);
    } else if (event.key === "+" || event.key === "=") picture.zoom(1.4);
    else if (event.key === "-") picture.zoom(1 / 1.4);
    else if (event.key === "0") picture.fit();
    else return false;
    return true;
  };
  if (act()) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);

// Up and down go through the ties in a list.
at("panel").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = [...at("panel").querySelectorAll(".walk [data-tie]")];
  const place = items.indexOf(document.activeElement);
  const next = items[place + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next || (place < 0 && document.activeElement !== at("panel-title"))) return;
  event.preventDefault();
  next.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName);
  if (event.key === "Escape") {
    const open = document.querySelector("details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (state.chosen) choose(null);
  } else if (event.key === "/" && !typing) {
    event.preventDefault();
    at("search").focus();
  }
});

// --- language, theme, paper -----------------------------------------------------------------

function setLanguage() {
  const { language } = state;
  root.lang = language;
  root.dir = language === "fa" ? "rtl" : "ltr";
  document.title = local(data.meta.title);
  at("title").textContent = local(data.meta.title);
  at("language").textContent = word("language");
  at("language").lang = language === "fa" ? "en" : "fa";
  for (const one of document.querySelectorAll("[data-text]")) {
    one.textContent = word(one.dataset.text);
  }
  for (const one of document.querySelectorAll("[data-label]")) {
    one.title = word(one.dataset.label);
    one.setAttribute("aria-label", word(one.dataset.label));
  }
  nameTheme();
  refreshSearch();
  fillAside();
  fillFoot();
}

/** The cities that have no place on the map. */
function fillAside() {
  const lost = [...cities.keys()].filter((city) => !cities[city].at);
  const box = at("aside");
  box.hidden = !lost.length;
  if (!lost.length) return;
  const few = lost.slice(0, 100);
  const buttons = few.flatMap((city, place) => [
    place ? word("comma") : null,
    button(cityName(city), () => {
      choose({ city });
      toPanel();
    }, { class: "plain" }),
  ]);
  const rest = lost.length - few.length;
  box.replaceChildren(
    make("h3", word("not_located")),
    make("p", [...buttons, rest ? ` ${fill("more", { n: rest })}` : null]),
  );
}

function fillFoot() {
  const id = make("p", [`${word("snapshot")}${word("colon")}`, make("bdi", data.meta.id)]);
  const { withheld, unlocated } = data.meta.counts;
  const notes = [
    withheld ? fill("withheld", { n: withheld }) : "",
    unlocated ? fill("unlocated", { n: unlocated }) : "",
  ].filter(Boolean);
  at("footer").replaceChildren(
    make("p", footFacts()),
    ...notes.map((note) => make("p", note)),
    id,
    make("p", local(data.meta.licences)),
    make("p", make("bdi", data.meta.version)),
  );
}

const isDark = () => (state.theme === "auto" ? darkness.matches : state.theme === "dark");

function nameTheme() {
  const name = word(isDark() ? "to_light" : "to_dark");
  at("theme").setAttribute("aria-label", name);
  at("theme").title = name;
  at("theme").textContent = isDark() ? "☀" : "☾";
}

function setTheme() {
  root.classList.toggle("dark", isDark() && !root.classList.contains("paper"));
  forgetTheme();
  nameTheme();
}

darkness.addEventListener("change", () => change({ theme: state.theme }));
at("theme").addEventListener("click", () => {
  const wanted = isDark() ? "light" : "dark";
  const usual = darkness.matches ? "dark" : "light";
  change({ theme: wanted === usual ? "auto" : wanted });
});
at("language").addEventListener("click", () =>
  change({ language: state.language === "fa" ? "en" : "fa" }));

// Paper is white: the picture is drawn in the light colours before it is printed.
function paper(on) {
  root.classList.toggle("paper", on);
  setTheme();
  if (on) showAllRows(toPanel);
  scene.refresh();
  picture.draw();
  picture.finish?.();
}
window.addEventListener("beforeprint", () => paper(true));
window.addEventListener("afterprint", () => paper(false));

// --- start -------------------------------------------------------------------------------------

for (const one of at("views").children) {
  one.addEventListener("click", () => change({ view: one.dataset.view }));
}
at("nearer").addEventListener("click", () => picture.zoom(1.4));
at("farther").addEventListener("click", () => picture.zoom(1 / 1.4));
at("fit").addEventListener("click", () => picture.fit());
at("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    at("said").textContent = word("copied");
  } catch {
    at("said").textContent = word("copy_by_hand");
  }
});
// On a small screen the filters are folded until they are asked for.
if (small.matches) at("legend").open = false;

const countryOf = (city) =>
  cities[city].country === null ? "" : local(countries[cities[city].country].name);
const refreshSearch = makeSearch(countryOf, toPanel);
const refreshTimeline = makeTimeline(at("timeline"));
makeExports(scene, picture);
const unknownNames = readAddress(); // before anything is drawn: once is enough
subscribe(refresh);
sayUnknown(unknownNames);
refresh(new Set(["language", "theme", "view", "chosen"]));
isReady = true;
picture.fit();
showChosen();
for (const event of ["popstate", "hashchange"]) {
  window.addEventListener(event, () => sayUnknown(readAddress()));
}

// For tests and for scripts of those who embed the page: a copy of what is drawn, to read.
window.cityties = Object.freeze({ drawn: picture.drawn, mix: () => scene.mix });
document.body.dataset.ready = "yes";
