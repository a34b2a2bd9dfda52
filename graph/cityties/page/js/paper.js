// Paper: what is shown, drawn again for a page of A4. One sheet to take into a meeting, or all.

import { makeRuler } from "./board.js";
import { extentOf, readContent } from "./content.js";
import { cities, countries, data, focus, sources, ties } from "./data.js";
import { at, make, stroke } from "./dom.js";
import { kindOf, partnerCities, presentTies, shownTies, standingOf } from "./filter.js";
import { placeLabels } from "./labels.js";
import { undrawnWords } from "./notes.js";
import { shape } from "./shapes.js";
import { yearsLong } from "./spans.js";
import { state } from "./state.js";
import { colourName, currentTheme, tieDash } from "./style.js";
import { legendEntries, sceneShapes } from "./svg.js";
import { channelNote, columnName, columns, countWords, sourcesNow } from "./table.js";
import { statusWords, tableTies, waitingWords } from "./table.js";
import { addYears } from "./time.js";
import { dayWords, digits, fill, isFromRight, label, listWords, local } from "./words.js";
import { oneDay, partnerNames, word } from "./words.js";

const MM = 96 / 25.4; // pixels of a style sheet in a millimetre
const SHEET = { wide: 186, high: 273 }; // millimetres of A4 within the margins of paper.css
const PICTURE = { brief: 82, whole: 120 }; // its height at most, in millimetres
const NAMES = { x: 70, y: 26 }; // pixels for the names at the edges
const NOTES = 2; // sources named for each tie on the one sheet
const FESTIVE = 8; // anniversaries listed on it
const SMALLEST = 5.6; // points: smaller letters are not for people

/** A picture of the scene that no window shows: as wide and high as its place on the paper. */
function paperPicture(scene, wide, most) {
  const content = readContent(scene);
  const box = extentOf(content, content.order);
  if (!box) return null;
  const [across, along] = [box.right - box.left || 1, box.bottom - box.top || 1];
  const scale = Math.min((wide - 2 * NAMES.x) / across, (most - 2 * NAMES.y) / along);
  const high = Math.min(most, along * scale + 2 * NAMES.y);
  const toScreen = ([x, y]) => ({
    x: wide / 2 + (x - (box.left + box.right) / 2) * scale,
    y: high / 2 + (y - (box.top + box.bottom) / 2) * scale,
  });
  const theme = currentTheme();
  const ruler = makeRuler(document.createElement("canvas").getContext("2d"));
  const named = [...content.order]
    .filter((i) => !scene.hidden(i) && scene.spot(i))
    .map((i) => ({
      key: i,
      ...toScreen(scene.spot(i)),
      r: scene.dot(i).radius,
      text: scene.label(i),
      size: i === focus ? 13 : 10.5,
      w: ruler(theme, scene.label(i), i === focus ? 13 : 10.5, false),
      must: scene.must(i),
      lean: scene.lean(i),
    }));
  const labels = placeLabels(named, { wide, high, rtl: isFromRight() });
  return { frame: { clientWidth: wide, clientHeight: high }, toScreen, drawn: () => ({ labels }) };
}

/** The picture for paper; nothing if no city has a place. */
function paperMap(scene, most) {
  const picture = paperPicture(scene, SHEET.wide * MM, most * MM);
  if (!picture) return "";
  const { clientWidth: wide, clientHeight: high } = picture.frame;
  return shape(
    "svg",
    {
      viewBox: `0 0 ${wide.toFixed(1)} ${high.toFixed(1)}`,
      class: "paper-map",
      role: "img",
      "aria-label": countWords(),
      "font-family": currentTheme().font,
      direction: isFromRight() ? "rtl" : "ltr",
    },
    sceneShapes(scene, picture),
  );
}

function paperLegend() {
  // Several statuses are drawn with the same dash: on paper one sample stands for all of them.
  const alike = new Map();
  for (const { colour, dash, text } of legendEntries()) {
    const key = `${colour} ${dash}`;
    if (!alike.has(key)) alike.set(key, { colour, dash, texts: [] });
    alike.get(key).texts.push(text);
  }
  const items = [...alike.values()].map(({ colour, dash, texts }) => {
    const sample = stroke("", dash);
    sample.querySelector("path").style.stroke = colour;
    return make("li", [sample, make("span", listWords(texts))]);
  });
  return make("ul", items, { class: "paper-legend" });
}

/** Numbers for sources, in the order in which they are first named. */
function makeNotes() {
  const numbers = new Map();
  return {
    of(list) {
      const said = list.map((source) => {
        if (!numbers.has(source)) numbers.set(source, numbers.size + 1);
        return digits(numbers.get(source));
      });
      return said.length ? make("sup", said.join(word("comma")), { class: "note" }) : null;
    },
    list({ links }) {
      const rows = [...numbers].map(([source, number]) => {
        const { title, publisher, published, url } = sources[source];
        const parts = [local(title), local(publisher), local(published)].filter(Boolean);
        const words = [listWords([...new Set(parts)])];
        if (links && url) words.push(" ", make("bdi", url, { dir: "ltr", class: "address" }));
        return make("li", [make("b", digits(number)), " ", ...words]);
      });
      return rows.length
        ? [make("h2", word("sources")), make("ul", rows, { class: "paper-notes" })]
        : [];
    },
  };
}

/** The head of a print: title, day, and what is filtered. */
function paperHead(...said) {
  return make("div", [
    make("h1", local(data.meta.title)),
    make("p", [at("day").textContent, ...said].filter(Boolean).join(" · "), { class: "of" }),
  ]);
}

function paperFoot() {
  return make("p", [local(data.meta.licences), " ", make("bdi", data.meta.id.slice(0, 12))], {
    class: "paper-foot",
  });
}

// --- all that is shown ---------------------------------------------------------------------

const WHOLE = ["partner", "country", "kind", "status", "since", "attested"];

function wholeTable(notes) {
  const keys = WHOLE.filter((key) => columns[key]);
  const head = [...keys.map(columnName), word("sources")].map((text) =>
    make("th", text, { scope: "col" }),
  );
  const rows = tableTies().map((tie) => {
    const found = standingOf(tie);
    const cells = keys.map((key) => {
      const text = columns[key].text(tie);
      if (key === "partner") return make("th", text, { scope: "row" });
      if (key === "status") {
        return make("td", [text, channelNote(found)].filter(Boolean).join(word("semicolon")));
      }
      if (key !== "kind") return make("td", text);
      return make("td", [stroke(colourName(kindOf(tie)), found && tieDash(found)), text]);
    });
    return make("tr", [...cells, make("td", notes.of(sourcesNow(tie)))]);
  });
  return make("table", [make("thead", make("tr", head)), make("tbody", rows)]);
}

/** The evidence of what is chosen, as it stands in the panel, without its buttons. */
function chosenPart() {
  if (!state.chosen) return [];
  const body = at("panel-body").cloneNode(true);
  for (const more of body.querySelectorAll("button.older")) {
    more.replaceWith(make("p", fill("and_more", { n: more.dataset.n }), { class: "of" }));
  }
  for (const one of body.querySelectorAll("button.quiet, .acts, [id]")) {
    if (one.matches("button")) one.remove();
    else one.removeAttribute("id");
  }
  for (const heading of body.querySelectorAll("h3")) {
    const next = heading.nextElementSibling;
    if (!next || next.matches("h3")) heading.remove(); // its list was a button
  }
  body.removeAttribute("id");
  body.className = "chosen-part";
  return [make("h2", at("panel-title").textContent), body];
}

function wholePaper(scene) {
  const notes = makeNotes();
  const table = ties.length ? [make("h2", word("table")), wholeTable(notes)] : [];
  return [
    paperHead(countWords()),
    paperMap(scene, PICTURE.whole),
    paperLegend(),
    ...table,
    ...chosenPart(),
    ...notes.list({ links: true }),
    make("h2", word("how")),
    ...["how_text", "how_limits"].map((key) => make("p", word(key), { class: "of" })),
    paperFoot(),
  ];
}

// --- one sheet -----------------------------------------------------------------------------

const rungs = data.codes.status.map(({ code }) => code);
const isBelow = (code) => rungs.indexOf(code) < rungs.indexOf("in_force");
const isSuspended = (found) =>
  [found, ...found.channels.values()].some(({ status }) => status === "suspended");

/** The ties that the sheet is about: of a city its own, those that are shown. */
const meant = () => shownTies().filter((tie) => focus < 0 || ties[tie].step === 1);

const whereWords = (tie) => {
  const found = partnerCities(tie).map((city) => cities[city].country);
  return [...new Set(found.filter((one) => one !== null))].map((n) => local(countries[n].name));
};

function briefRow(tie, notes, words) {
  const newest = sourcesNow(tie).slice(0, NOTES);
  return make("li", [
    make("b", partnerNames(ties[tie])),
    whereWords(tie).length ? ` (${listWords(whereWords(tie))})` : "",
    ` · ${[label("kind", kindOf(tie)), ...words].filter(Boolean).join(" · ")}`,
    notes.of(newest),
  ]);
}

const sinceWords = (found) =>
  found.period?.since ? fill("brief_since", { date: local(found.period.since) }) : "";
const doubt = (found) => (found.certain ? "" : statusWords(found));

/** The days in the year ahead on which a tie was signed so many years ago. */
function anniversaries() {
  const end = addYears(state.on, 1);
  const found = [];
  for (const tie of meant()) {
    const standing = standingOf(tie);
    if (standing?.status !== "in_force" || !standing.certain) continue;
    const [first, sure] = standing.period.bounds;
    if (!first || first !== sure) continue; // no day is known
    const year = Number(state.on.slice(0, 4)) - Number(first.slice(0, 4));
    const years = addYears(first, year) >= state.on ? year : year + 1;
    const day = addYears(first, years);
    if (years > 0 && day <= end) found.push({ tie, day, years });
  }
  return found.sort((a, b) => (a.day < b.day ? -1 : 1)).slice(0, FESTIVE);
}

function briefPaper(scene) {
  const notes = makeNotes();
  const undrawn = undrawnWords(scene);
  const all = meant().filter((tie) => standingOf(tie)?.status);
  const bySince = (one, other) => {
    const key = (tie) => standingOf(tie).period?.bounds[1] || "9999";
    return key(one) < key(other) ? -1 : 1;
  };
  const inForce = all.filter((tie) => standingOf(tie).status === "in_force").sort(bySince);
  const frozen = all.filter((tie) => isSuspended(standingOf(tie)));
  const waiting = all.filter((tie) => isBelow(standingOf(tie).status)).sort(bySince);
  const listed = new Set([...inForce, ...frozen, ...waiting]);
  const part = (key, list, row) =>
    list.length
      ? make("section", [
          make("h2", fill(key, { n: list.length })),
          make("ul", list.map(row)),
        ])
      : "";
  const said = (tie, ...more) => {
    const found = standingOf(tie);
    return briefRow(tie, notes, [doubt(found), ...more]);
  };
  const rest = all.filter((tie) => !listed.has(tie)).length;
  const next = anniversaries();
  return [
    paperHead(fill("count", { n: shownTies().length, all: presentTies().length }), undrawn),
    paperMap(scene, PICTURE.brief),
    paperLegend(),
    make(
      "div",
      [
        part("brief_in_force", inForce, (tie) => said(tie, sinceWords(standingOf(tie)))),
        part("brief_suspended", frozen, (tie) => {
          const found = standingOf(tie);
          return said(tie, found.status === "suspended" ? statusWords(found) : channelNote(found));
        }),
        part("brief_waiting", waiting, (tie) => {
          const found = standingOf(tie);
          return briefRow(tie, notes, [statusWords(found), sinceWords(found), waitingWords(found)]);
        }),
        part("brief_anniversaries", next, ({ tie, day, years }) =>
          make("li", [
            make("b", oneDay(day)),
            ` · ${partnerNames(ties[tie])} · ${yearsLong(years)}`,
          ]),
        ),
        rest ? make("p", fill("brief_rest", { n: rest }), { class: "of" }) : "",
      ],
      { class: "brief-lists" },
    ),
    ...notes.list({ links: false }),
    paperFoot(),
  ];
}

// --- to the printer --------------------------------------------------------------------------

/** A text as a string of a style sheet. */
const quoted = (text) =>
  `"${text.replace(/["\\]/g, "\\$&").replace(/[\n\r\f]/g, " ").replaceAll("<", "\\3c ")}"`;

/** What stands at the edges of every sheet: title and day, and the number of the sheet. */
function edges(brief) {
  const numbers = isFromRight() ? "counter(page, persian) \" / \" counter(pages, persian)" : "counter(page) \" / \" counter(pages)";
  const head = `${local(data.meta.title)} · ${dayWords(state.on)}`;
  const [near, far] = isFromRight() ? ["right", "left"] : ["left", "right"];
  return brief
    ? ""
    : `@page { @top-${near} { content: ${quoted(head)}; } @bottom-${far} { content: ${numbers}; } }`;
}

/** Letters as large as one sheet allows; what still does not fit is told on it. */
function fitToSheet(box) {
  const most = SHEET.high * MM;
  let points = 9;
  do {
    box.style.fontSize = `${points}pt`;
    points -= 0.2;
  } while (box.scrollHeight > most && points > SMALLEST);
  for (const list of [".paper-notes", ".brief-lists section:last-of-type ul"]) {
    const all = box.querySelector(list);
    let cut = 0;
    while (all && box.scrollHeight > most && all.children.length > 1 + Boolean(cut)) {
      all.children[all.children.length - 1 - Boolean(cut)].remove();
      if (!cut) all.append(make("li", ""));
      cut += 1;
      all.lastElementChild.textContent = fill("and_more", { n: cut });
    }
  }
}

let wanted = "whole";

/** Print: all that is shown, or the one sheet. */
export function printAs(kind) {
  wanted = kind;
  window.print();
}

/** Fill the paper, before it is printed. */
export function fillPaper(scene) {
  const brief = wanted === "brief";
  const box = at("paper");
  box.className = brief ? "brief" : "whole";
  box.replaceChildren(...[(brief ? briefPaper : wholePaper)(scene)].flat().filter(Boolean));
  box.hidden = false;
  at("paper-edges").textContent = edges(brief);
  if (brief) fitToSheet(box);
}

/** Take the paper away again. */
export function clearPaper() {
  wanted = "whole"; // as the browser's own command prints
  at("paper").replaceChildren();
  at("paper").hidden = true;
  at("paper").style.fontSize = "";
  at("paper-edges").textContent = "";
}
