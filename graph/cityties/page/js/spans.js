// Lengths of time in words, as the program says them (words/bounds.py, `span_words`).

import { digits, fill, word } from "./words.js";

const YEAR = 365.2425; // days
const MONTH = YEAR / 12;
const DAYS_UP_TO = 1096; // three years: above it nobody reads days
const MONTHS_UP_TO = 3653; // ten years: above it nobody reads months

const UNITS = {
  day: ["day_one", "day_many"],
  month: ["month_one", "month_many"],
  year: ["year_one", "year_many"],
};
const counted = (unit, n) => word(UNITS[unit][n === 1 ? 0 : 1]).replace("{n}", digits(n));

const daysWords = (least, most) =>
  least === most ? counted("day", least) : fill("length_days", { least, most });
const yearsWords = (least, most) =>
  least === most ? counted("year", least) : fill("length_years", { least, most });

/** So many years in words. */
export const yearsLong = (years) => counted("year", years);

/** So many days in words; or at least and at most so many (null: nobody knows). */
export function spanWords(least, most = least) {
  if (most === null) return fill("length_at_least", { days: spanWords(least) });
  if (least < DAYS_UP_TO && most < MONTHS_UP_TO) return daysWords(least, most);
  if (least < DAYS_UP_TO) {
    return fill("length_range", { start: daysWords(least, least), end: spanWords(most) });
  }
  if (most < MONTHS_UP_TO && most - least < MONTH) {
    const all = Math.trunc(least / MONTH);
    const [years, months] = [Math.trunc(all / 12), all % 12];
    if (months) {
      return fill("length_both", {
        years: yearsWords(years, years),
        months: counted("month", months),
      });
    }
  }
  return yearsWords(Math.trunc(least / YEAR), Math.trunc(most / YEAR));
}
