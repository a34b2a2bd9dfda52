// Search over the names of everything, by the index that was made with the site.

import { foldText } from "./fold.js";

const index = window.citytiesNames;
const place = document.getElementById("found");
const said = document.getElementById("said");
const texts = place.dataset;
const digits = new Intl.NumberFormat(texts.language, { useGrouping: false });
const names = index.entries.map((entry) => entry[4].split("\n").map((name) => name.split(" ")));

/** The words of a text, folded; quotes and half-spaces stand inside a word. */
function wordsOf(text) {
  return text
    .split(/[^\p{L}\p{N}\p{M}\p{Cf}'’‘‛`´ʾʿ"“”„«»]+/u)
    .map((word) => foldText(word, index.table))
    .filter(Boolean);
}

/** 100 for the name itself, 80 for its beginning, 60 for beginnings of its words. */
function score(wanted, words) {
  const whole = words.join("");
  const joined = wanted.join("");
  if (whole === joined) return 100;
  if (whole.startsWith(joined)) return 80;
  return wanted.every((part) => words.some((word) => word.startsWith(part))) ? 60 : 0;
}

/** The entries whose names fit, the best first; the index is in the order of importance. */
function find(text) {
  const wanted = wordsOf(text);
  if (wanted.length === 0) return [];
  return names
    .map((each, at) => [Math.max(...each.map((words) => score(wanted, words))), at])
    .filter(([points]) => points > 0)
    .sort((one, other) => other[0] - one[0] || one[1] - other[1])
    .map(([, at]) => index.entries[at]);
}

function address([stem, fragment]) {
  const file = `${stem}${texts.ending}.html`.split("/").map(encodeURIComponent).join("/");
  return `${texts.up}${file}${fragment ? `#${encodeURIComponent(fragment)}` : ""}`;
}

function row(entry) {
  const line = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  const link = document.createElement("a");
  link.href = address(entry);
  const name = document.createElement("bdi");
  name.textContent = entry[3][texts.language];
  link.append(name);
  head.append(link);
  const kind = document.createElement("td");
  kind.textContent = index.kinds[texts.language][entry[2]];
  line.append(head, kind);
  return line;
}

function show(query) {
  const found = find(query);
  const most = Number(texts.most);
  place.replaceChildren();
  if (!query.trim()) said.textContent = texts.hint;
  else if (found.length === 0) said.textContent = texts.none.replace("{text}", () => query);
  else {
    said.textContent = (found.length > most ? texts.first : texts.found)
      .replace("{n}", digits.format(found.length))
      .replace("{most}", digits.format(most));
    const sheet = document.createElement("table");
    const head = sheet.createTHead().insertRow();
    for (const text of [texts.name, texts.kind]) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = text;
      head.append(cell);
    }
    sheet.createTBody().append(...found.slice(0, most).map(row));
    place.append(sheet);
  }
}

const input = document.getElementById("q");
input.value = new URLSearchParams(location.search).get("q") ?? "";
input.addEventListener("input", () => show(input.value));
show(input.value);
