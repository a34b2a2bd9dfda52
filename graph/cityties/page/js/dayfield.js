// A field for a day in the reader's calendar: the browser's own knows the Gregorian one only.

import { at, make } from "./dom.js";
import { digits, fill, isSolar, toSolarParts, word } from "./words.js";

const DAY_LONG = 86_400_000; // milliseconds
const WRITTEN = /^\s*(\d{3,4})[/.\-](\d{1,2})[/.\-](\d{1,2})\s*$/;

/** The day of a Solar Hijri date; null if the calendar does not have it. */
export function fromSolarParts(year, month, day) {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  // Six months of 31 days, then of 30; the year begins about the 21st of March.
  const before = month <= 7 ? 31 * (month - 1) : 186 + 30 * (month - 7);
  const guess = Date.UTC(year + 621, 2, 21) + (before + day - 1) * DAY_LONG;
  for (const off of [0, -1, 1, -2, 2]) {
    const found = new Date(guess + off * DAY_LONG).toISOString().slice(0, 10);
    if (String(toSolarParts(found)) === String([year, month, day])) return found;
  }
  return null;
}

/** The day that a text names, year first, in digits of any kind; null if it names none. */
export function readSolarDay(text) {
  const plain = text.replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (one) => one.charCodeAt(0) & 15);
  const [, ...parts] = WRITTEN.exec(plain) || [];
  return parts.length ? fromSolarParts(...parts.map(Number)) : null;
}

/** A day as the field shows it. */
export const solarDigits = (day) =>
  digits(
    toSolarParts(day)
      .map((part) => String(part).padStart(2, "0"))
      .join("/"),
  );

/**
 * Make a field for a day.
 *
 * @param {{id: string, min: string, max: string, set: (day: string) => void}} use
 * @returns {{input: HTMLInputElement, show: (day: string, label: string) => void}}
 */
export function makeDayField({ id, min, max, set }) {
  const input = make("input", null, { id, autocomplete: "off" });
  let shown = "";
  input.addEventListener("change", () => {
    const day = isSolar() ? readSolarDay(input.value) : input.value;
    if (day && day >= min && day <= max) {
      input.removeAttribute("aria-invalid");
      set(day);
      return;
    }
    if (!isSolar() || !input.value.trim()) return;
    input.setAttribute("aria-invalid", "true");
    at("said").textContent = fill("day_form", { example: solarDigits(shown || max) });
  });
  return {
    input,
    show(day, label) {
      shown = day;
      const looks = isSolar()
        ? { type: "text", inputmode: "numeric", dir: "ltr", title: word("day_hint") }
        : { type: "date", min, max, title: label };
      // What stands there already is not written again: a browser's field, in which somebody
      // writes day after month, would start again.
      for (const name of ["type", "inputmode", "dir", "min", "max", "title"]) {
        if (!Object.hasOwn(looks, name)) input.removeAttribute(name);
        else if (input.getAttribute(name) !== looks[name]) input.setAttribute(name, looks[name]);
      }
      input.removeAttribute("aria-invalid");
      input.setAttribute("aria-label", label);
      const written = day && isSolar() ? solarDigits(day) : day;
      if (input.value !== written) input.value = written;
    },
  };
}
