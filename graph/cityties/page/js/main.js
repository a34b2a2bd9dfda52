// Putting the page together: what follows a change, the views, the language, paper.

import { makeCanvas } from "./canvas.js";
import { closeChoice, closeUnder, dotsAt, namedAt, openChoice } from "./choice.js";
import { fillCompare } from "./compare.js";
import { cities, citiesOfTie, countries, data, facetValues, ties } from "./data.js";
import { at, button, make } from "./dom.js";
import { makeExports } from "./exports.js";
import { presentTies, shownTies } from "./filter.js";
import { fillAside, fillFoot } from "./foot.js";
import { listenKeys } from "./keys.js";
import { fillLegend } from "./legend.js";
import { copyLink, sayWhatAddress } from "./links.js";
import { sayUndrawn, watchNames } from "./notes.js";
import { clearPaper, fillPaper } from "./paper.js";
import { fillPanel, tipWords } from "./panel.js";
import { fillMatrix } from "./matrix.js";
import { netChoice, netTip } from "./net.js";
import { fillNetbox } from "./netbox.js";
import { fillStrip } from "./strip.js";
import { makePicture } from "./picture.js";
import { makeScene } from "./scene.js";
import { makeSearch } from "./search.js";
import { change, choose, isFiltered, readAddress, state, subscribe } from "./state.js";
import { countWords, fillTable, markRows } from "./table.js";
import { listenTheme, nameTheme, setTheme } from "./theme.js";
import { makeTimeline } from "./timeline.js";
import { dayWords, fill, isFromRight, label, listWords, local, word } from "./words.js";

const FRAME = 300; // milliseconds that the rest waits for the first frame at most
const MOVING = 700; // milliseconds that a change of view takes
const root = document.documentElement;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const small = matchMedia("(max-width: 72rem)");

const scene = makeScene({ pick: pickThing, hover: hoverThing, alone: sayFingers });
const makeRenderer = data.meta.renderer === "full" ? makePicture : makeCanvas;
const picture = makeRenderer(at("picture"), scene);
const frame = picture.frame;
frame.setAttribute("role", "img");
frame.tabIndex = 0;
const sayNames = watchNames(picture, scene.isCrowded);

// --- choosing -----------------------------------------------------------------------

function pickThing(pointed, screen) {
  at("said").textContent = "";
  closeChoice(picture);
  at("tip").hidden = true;
  const some = dotsAt(scene, picture, screen, closeUnder());
  if (some.length > 1) {
    openChoice(scene, some, screen, picture, showEvidence);
    return;
  }
  const named = some.length ? undefined : namedAt(scene, picture, screen);
  const what = some.length ? scene.thingOf(some[0]) : pointed;
  const found = named === undefined ? netChoice(what) : { city: named };
  choose(found);
  if (found) showEvidence();
}

/** On a small screen the evidence stands below the picture. */
function showEvidence() {
  if (small.matches) at("panel").scrollIntoView({ block: "nearest" });
}

const HINT = 2500; // milliseconds
let hinting = 0;

/** One finger does not move the picture: say how it is moved. */
function sayFingers() {
  clearTimeout(hinting);
  at("fingers").hidden = false;
  hinting = setTimeout(() => {
    at("fingers").hidden = true;
  }, HINT);
}

/** Show the city that was searched for: in the middle, and apart from its neighbours. */
function showFound({ city }) {
  if (city === undefined || scene.hidden(city) || !scene.spot(city)) return;
  picture.centre(city);
  for (let step = 0; step < 12; step += 1) {
    if (dotsAt(scene, picture, picture.toScreen(scene.spot(city))).length < 2) break;
    picture.zoom(1.5);
  }
}

/** A little sign by the pointer: what is under it. */
function hoverThing(what, screen) {
  const tip = at("tip");
  if (!what) {
    tip.hidden = true;
    return;
  }
  const wide = at("picture").clientWidth; // before the words: it would lay out the page again
  const words = netTip(what) ?? tipWords(what);
  if (tip.textContent !== words) tip.textContent = words;
  tip.hidden = false;
  // The picture's box is left to right in both languages.
  const aside = screen.x < wide / 2 ? `${screen.x + 12}px` : `calc(${screen.x - 12}px - 100%)`;
  tip.style.transform = `translate(${aside}, ${screen.y + 14}px)`;
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

/** Do what an address says beside the state. */
function followAddress(found) {
  if (!found) return;
  sayWhatAddress(found);
  if (found.look) picture.look(found.look);
}

// --- what follows a change ------------------------------------------------------------

let isReady = false;
let refreshTimeline = () => {};
let shownView = null;
let shownHood = "null";

function refresh(changed) {
  if (changed.has("theme")) setTheme();
  if (changed.has("language")) setLanguage();
  scene.refresh();
  const before = shownView;
  const view = state.view !== before;
  if (view) nameView();
  if (!isReady) {
    // What stands above the picture: else it would push the picture down after the first frame.
    fillStrip(toPanel);
    sayDay();
  }
  root.dataset.chosen = state.chosen ? "yes" : "no";
  if (view) moveView(before);
  // What a change of view does not draw by itself.
  if (!view || isFlat()) picture.draw();
  if (isReady) fillRest(changed);
  const near = JSON.stringify(state.hood);
  const moved = near !== shownHood;
  shownHood = near;
  if (moved && isReady) picture.fit();
  else if (changed.has("chosen") && isReady) showChosen();
}

/** What stands around the picture; at the start the picture is seen before it. */
function fillRest(changed) {
  fillStrip(toPanel);
  sayUndrawn(scene);
  refreshTimeline();
  sayDay();
  fillNetbox();
  fillMatrix(toPanel);
  fillLegend(at("filters"), emphasise);
  sayNames();
  if (changed && onlyMarks(changed)) markRows();
  else fillTable(toPanel);
  fillPanel(toPanel);
  fillCompare(toPanel);
}

/** Whether a change touches no row of the table. */
const onlyMarks = (changed) =>
  [...changed].every((name) => name === "chosen" || name === "compare");

function emphasise(rule) {
  scene.setEmphasis(rule);
  picture.draw();
}

function sayDay() {
  const known = state.known || data.meta.known_by;
  const parts = [fill(ties.length ? "as_of" : "as_of_day", { day: dayWords(state.on) })];
  if (known) parts.push(fill("known_by", { day: dayWords(known) }));
  // A page can be made of some kinds or statuses only: that must be seen.
  const { kinds = [], statuses = [] } = data.meta;
  const only = [
    ...kinds.map((code) => label("kind", code)),
    ...statuses.map((code) => label("status", code)),
  ];
  if (only.length) parts.push(fill("only_these", { names: listWords(only) }));
  at("day").textContent = parts.join(" · ");
  frame.setAttribute(
    "aria-label",
    `${word(shownView === "network" ? "network" : "map")}${word("colon")}${countWords()}`,
  );
  const none = !shownTies().length && ties.length > 0;
  const empty = at("empty");
  empty.hidden = !none;
  if (none) {
    empty.replaceChildren(word(presentTies().length ? "nothing" : "nothing_on_day"), " ");
    if (isFiltered())
      empty.append(button(word("show_everything"), showEverything, { id: "unfilter" }));
  }
}

function showEverything() {
  change({
    hood: null,
    only: "",
    hidden: Object.fromEntries(Object.keys(facetValues).map((one) => [one, new Set()])),
  });
}

// --- the views --------------------------------------------------------------------------

let step = 0; // the running change of view

function nameView() {
  shownView = state.view;
  root.dataset.view = state.view;
  for (const one of at("views").children) {
    one.setAttribute("aria-pressed", String(one.dataset.view === state.view));
  }
}

/** Bring the picture from one view to the other. */
function moveView(before) {
  const goal = state.view === "network" ? 1 : 0;
  if (isFlat()) return;
  const wasFlat = before === "table" || before === "matrix";
  if (wasFlat) picture.resize();
  if (!isReady || stillness.matches || scene.mix === goal || wasFlat) {
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

/** Whether the view has no picture. */
const isFlat = () => state.view === "table" || state.view === "matrix";

function arrive(goal) {
  scene.setMix(goal);
  scene.refresh();
  if (isReady) sayUndrawn(scene); // what has no place on the map may have one in the network
  picture.draw(true);
}

// --- language, paper ------------------------------------------------------------------------

function setLanguage() {
  const { language } = state;
  root.lang = language;
  root.dir = isFromRight() ? "rtl" : "ltr";
  document.title = local(data.meta.title);
  at("title").textContent = local(data.meta.title);
  nameLanguages();
  for (const one of document.querySelectorAll("[data-text]")) {
    one.textContent = word(one.dataset.text);
  }
  for (const one of document.querySelectorAll("[data-label]")) {
    one.title = word(one.dataset.label);
    one.setAttribute("aria-label", word(one.dataset.label));
  }
  nameTheme();
  refreshSearch();
  fillAside(toPanel);
  fillFoot();
}

// Of two languages the button offers the other one; of more, a menu offers all by their own names.
const chooser = data.languages.length > 2 ? make("select", null, { id: "language" }) : null;
if (chooser) {
  for (const { tag, name } of data.languages) {
    chooser.append(make("option", name, { value: tag, lang: tag }));
  }
  chooser.addEventListener("change", () => change({ language: chooser.value }));
  at("language").replaceWith(chooser);
} else {
  at("language").addEventListener("click", () => change({ language: otherLanguage().tag }));
}
at("language").hidden = data.languages.length < 2;
const otherLanguage = () =>
  data.languages.find((one) => one.tag !== state.language) || data.languages[0];

function nameLanguages() {
  if (chooser) {
    chooser.value = state.language;
    chooser.title = word("language");
    chooser.setAttribute("aria-label", word("language"));
  } else {
    at("language").textContent = otherLanguage().name;
    at("language").lang = otherLanguage().tag;
  }
}

// Paper is white: it is filled in the light colours before it is printed.
function paper(on) {
  root.classList.toggle("paper", on);
  setTheme();
  if (on) fillPaper(scene);
  else clearPaper();
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
at("copy").addEventListener("click", () => {
  at("save").open = false;
  at("save").querySelector("summary").focus();
  copyLink(picture);
});
for (const one of document.querySelectorAll("[data-skip]")) {
  one.addEventListener("click", () => {
    const to = one.dataset.skip === "picture" ? frame : at(one.dataset.skip);
    to.focus();
    to.scrollIntoView({ block: "nearest" });
  });
}
// On a small screen the filters are folded until they are requested.
if (small.matches) at("legend").open = false;

const countryOf = (city) =>
  cities[city].country === null ? "" : local(countries[cities[city].country].name);
const refreshSearch = makeSearch(countryOf, (what) => {
  showFound(what);
  if (small.matches && what.city !== undefined) {
    // Both the city in the picture and the beginning of its evidence are seen.
    at("panel-title").focus({ preventScroll: true });
    at("map").scrollIntoView({ block: "start" });
  } else toPanel();
});
makeExports(scene, picture);
listenKeys(scene, picture, toPanel);
listenTheme();
const opened = readAddress(); // before anything is drawn: once is enough
subscribe(refresh);
refresh(new Set(["language", "theme", "view", "chosen"]));
// The picture is seen before the rest is filled, which takes as long. A page in the background
// has no frames: it does not wait for one.
await new Promise((seen) => {
  requestAnimationFrame(() => setTimeout(seen, 0));
  setTimeout(seen, FRAME);
});
isReady = true;
refreshTimeline = makeTimeline(at("timeline"));
fillRest();
showChosen();
followAddress(opened);
for (const event of ["popstate", "hashchange"]) {
  window.addEventListener(event, () => followAddress(readAddress()));
}
// What was said has been heard: it shall not stay over the page.
const SAID = 8000; // milliseconds
let saying = 0;
new MutationObserver(() => {
  clearTimeout(saying);
  saying = setTimeout(() => {
    at("said").textContent = "";
  }, SAID);
}).observe(at("said"), { childList: true });

// For tests and for scripts of those who embed the page: a copy of what is drawn, to read.
window.cityties = Object.freeze({ drawn: picture.drawn, mix: () => scene.mix });
at("inert").remove(); // all of it is in the page itself
document.body.dataset.ready = "yes";
