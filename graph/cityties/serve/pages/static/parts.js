// What all modules of the workbench share: words, elements, values of an answer.

export const base = "https://w3id.org/cityties/";

let held = { texts: {}, prefixes: {}, names: [], places: {}, lang: "en" };
let labels = new Map();

/** The data of the workbench: texts, prefixes, names, places. */
export const data = () => held;

export function setData(found) {
  held = found;
  labels = new Map(found.names.map(({ iri, label }) => [iri, label]));
}

/** A text of the page, with values put in. */
export function word(key, values = {}) {
  let text = held.texts[key] ?? key;
  for (const [name, value] of Object.entries(values)) {
    text = text.replaceAll(`{${name}}`, typeof value === "number" ? amount(value) : value);
  }
  return text;
}

/** A number in the digits of the page. */
export const amount = (value, digits = 3) =>
  new Intl.NumberFormat(held.lang, { maximumFractionDigits: digits }).format(value);

export const at = (id) => document.getElementById(id);

/** An element with children and attributes; what is null is left out. Texts stay texts. */
export function make(tag, content, attributes = {}) {
  const made = document.createElement(tag);
  fillElement(made, content, attributes);
  return made;
}

/** The same for a drawing. */
export function shape(tag, attributes = {}, content = []) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fillElement(made, content, attributes);
  return made;
}

function fillElement(made, content, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  const parts = Array.isArray(content) ? content : [content];
  made.append(...parts.filter((part) => part !== null && part !== undefined && part !== ""));
}

export function button(text, act, attributes = {}) {
  const made = make("button", text, { type: "button", ...attributes });
  made.addEventListener("click", act);
  return made;
}

/** An IRI with its prefix. */
export function short(iri) {
  for (const [prefix, start] of Object.entries(held.prefixes)) {
    if (iri.startsWith(start) && iri.length > start.length) return `${prefix}:${iri.slice(start.length)}`;
  }
  return iri;
}

// The first and the last day of the calendar stand for a bound that nobody knows.
const OPEN = /^(?:0001-01-01|9999-12-31)/;

/** What a reader sees of a value. */
export function shown(value) {
  if (!value) return "";
  if (value.type === "uri") return labels.get(value.value) ?? short(value.value);
  return isDate(value) && OPEN.test(value.value) ? word("open") : value.value;
}

/** The address of the page of a thing; of other things their own, if it is one of the web. */
export function address(iri) {
  if (iri.startsWith(base) && iri.length > base.length) {
    const key = iri.slice(base.length);
    const name = key.endsWith("/") ? `${key}index` : key;
    const tag = held.lang === held.languages[0] ? "" : `.${held.lang}`;
    return `/${encodeURI(name)}${tag}.html`;
  }
  return /^https?:\/\//.test(iri) ? iri : "";
}

/** A value as an element: things lead to their pages. */
export function valueElement(value) {
  if (!value) return document.createTextNode("");
  const text = shown(value);
  if (value.type === "uri") {
    const target = address(value.value);
    return target ? make("a", make("bdi", text), { href: target, rel: "noopener" }) : make("bdi", text);
  }
  return make("bdi", text, { lang: value["xml:lang"] });
}

const NUMBERS = /#(?:integer|decimal|double|float|int|long|nonNegativeInteger)$/;

export const isNumber = (value) => Boolean(value?.datatype && NUMBERS.test(value.datatype));
export const isDate = (value) => Boolean(value && /^-?\d{4}-\d{2}-\d{2}/.test(value.value) && /#date(?:Time)?$/.test(value.datatype ?? ""));

/** The columns whose values, where there are any, all pass a test. */
export function columnsOf(answer, test) {
  return answer.vars.filter((name) => {
    const values = answer.rows.map((row) => row[name]).filter(Boolean);
    return values.length > 0 && values.every(test);
  });
}
