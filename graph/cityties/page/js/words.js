// Words, numbers and days in the language of the reader.

import { codeOf, data, cities, cityNumber, focus } from "./data.js";
import { state } from "./state.js";

/** What the language of the reader is like: its name, locale, direction, digits, calendar. */
const spoken = () => data.languages.find((one) => one.tag === state.language);

/** Whether the language of the reader is written from right to left. */
export const isFromRight = () => spoken().dir === "rtl";

/** A text of the data in the reader's language. */
export function local(text) {
  if (text === undefined || text === null) return "";
  if (typeof text === "number") return local(data.words[text]);
  if (typeof text === "string") return text;
  return text[state.language] || text.en || Object.values(text).find(Boolean) || "";
}

/** The language that a text of the data is shown in: it may be lacking in the reader's. */
export function languageOf(text) {
  const said = typeof text === "number" ? data.words[text] : text;
  const shown = local(said);
  if (typeof said === "string") return "en"; // no other language has it
  return said[state.language] === shown ? state.language : said.en === shown ? "en" : "";
}

/** A text of the data in all languages. */
export function allNames(text) {
  const said = typeof text === "number" ? data.words[text] : text;
  return typeof said === "object" ? Object.values(said) : [said];
}

/** A word of the page itself. */
export const word = (key) => data.texts[state.language][key] ?? data.texts.en[key];

/** A number, or a text, with the reader's digits. */
export const digits = (text) =>
  String(text).replace(/[0-9]/g, (digit) => spoken().digits[digit]);

/** A word of the page with values put in; numbers come with the reader's digits. */
export function fill(key, values) {
  return word(key).replace(/\{(\w+)\}/g, (_all, name) =>
    typeof values[name] === "number" ? digits(values[name]) : values[name],
  );
}

/** A number as the reader writes it: groups apart, at most so many decimals. */
export const amount = (number, decimals = 0) =>
  new Intl.NumberFormat(spoken().locale, { maximumFractionDigits: decimals }).format(number);

/** The label of a code, or the code itself. */
export function label(scheme, code) {
  if (!code) return word("not_said");
  const found = codeOf(scheme, code);
  return (found && local(found.label)) || code;
}

export const cityName = (city) => local(cities[city].name);

/** The name of a party of a tie, whether it is a city of the page or not. */
export function partyName(tie, id) {
  const city = cityNumber.get(id);
  if (city !== undefined) return cityName(city);
  return (tie.names && Object.hasOwn(tie.names, id) && local(tie.names[id])) || id;
}

/** The parties of a tie without the focus city. */
export function partners(tie, home = focus >= 0 ? cities[focus].id : "") {
  const others = tie.parties.filter((id) => id !== home);
  return others.length && others.length < tie.parties.length ? others : tie.parties;
}

export const partnerNames = (tie, home) =>
  partners(tie, home)
    .map((id) => partyName(tie, id))
    .join(" – ");

export const tieTitle = (tie) => tie.parties.map((id) => partyName(tie, id)).join(" – ");

let solar = null; // made when it is needed: the calendars of a browser take a while to load

/** Year, month and day of a day in the Solar Hijri calendar. */
export function toSolarParts(day) {
  const parts = { year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC" };
  solar ??= new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", parts);
  const found = solar.formatToParts(Date.parse(day));
  return ["year", "month", "day"].map((wanted) =>
    Number(found.find(({ type }) => type === wanted).value),
  );
}

const partsIn = (day, calendar) =>
  calendar === "persian" ? toSolarParts(day) : day.split("-").map(Number);

function inCalendar(day, calendar) {
  const [year, month, number] = partsIn(day, calendar);
  const said = { year, month: spoken().months[calendar][month - 1], day: number };
  return word("date_form").replace(/\{(\w+)\}/g, (_all, part) => digits(said[part]));
}

/** Whether the reader counts in the Solar Hijri calendar. */
export const isSolar = () => spoken().calendar === "persian";

const isDay = (day) => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day));

/** A day in words, in the reader's calendar only. */
export function oneDay(day) {
  if (!day || !isDay(day)) return digits(day || "");
  return inCalendar(day, spoken().calendar);
}

/** A day in words: the reader's calendar first, the other one in brackets if it is in use. */
export function dayWords(day) {
  if (!day || !isDay(day)) return digits(day || "");
  if (!isSolar() && !data.meta.calendars.includes("solar_hijri")) return oneDay(day);
  const order = isSolar() ? ["persian", "gregory"] : ["gregory", "persian"];
  const [first, second] = order.map((calendar) => inCalendar(day, calendar));
  return `${first} (${second})`;
}

/** The year of a day in the reader's calendar, as a number. */
export function yearOf(day) {
  return partsIn(day, spoken().calendar)[0];
}

/** About the first day of a year of the reader's calendar. */
export const firstOfYear = (year) =>
  isSolar()
    ? `${String(year + 621).padStart(4, "0")}-03-21`
    : `${String(year).padStart(4, "0")}-01-01`;

/** Words with the reader's comma between them. */
export const listWords = (words) => words.join(word("comma"));
