// Lengths of time in words, as the program says them (words/durations.py, `span_words`).

import { digits, fill, word } from "./words.js";

const YEAR = 365.2425; // days
const MONTH = YEAR / 12;
const DAYS_BELOW = 92; // three months: from here on nobody counts days
const MONTHS_BELOW = 731; // two years: from here on months are those beside the years
const RANGE_BELOW = 1096; // three years: a range below it says more in months than in years
const YEARS_ONLY = 3653; // ten years: from here on nobody reads months

const UNITS = {
  day: ["day_one", "day_many"],
  month: ["month_one", "month_many"],
  year: ["year_one", "year_many"],
};
const counted = (unit, n) => word(UNITS[unit][n === 1 ? 0 : 1]).replace("{n}", digits(n));
const months = (days) => Math.trunc(days / MONTH);
const years = (days) => Math.trunc(days / YEAR);

function one(days) {
  if (days < DAYS_BELOW) return counted("day", days);
  if (days >= YEARS_ONLY) return counted("year", years(days));
  const all = months(days);
  if (days < MONTHS_BELOW) return counted("month", all);
  const whole = counted("year", Math.trunc(all / 12));
  if (all % 12 === 0) return whole;
  return fill("length_both", { years: whole, months: counted("month", all % 12) });
}

/** So many years in words. */
export const yearsLong = (number) => counted("year", number);

/** So many days in words; or at least and at most so many (null: nobody knows). */
export function spanWords(least, most = least) {
  if (most === null) return fill("length_at_least", { days: one(least) });
  if (least === most || (least >= DAYS_BELOW && months(least) === months(most))) return one(least);
  if (most < DAYS_BELOW) return fill("length_days", { least, most });
  if (least >= DAYS_BELOW && most < RANGE_BELOW) {
    return fill("length_months", { least: months(least), most: months(most) });
  }
  if (least < MONTHS_BELOW) return fill("length_range", { start: one(least), end: one(most) });
  const [first, last] = [years(least), years(most)];
  if (first === last) return counted("year", first);
  return fill("length_years", { least: first, most: last });
}
