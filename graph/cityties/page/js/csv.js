// A table as a file for spreadsheets: RFC 4180, UTF-8 with a mark, so that every program reads it.

const FORMULA = /^[=+\-@\t\r]/;

/** A cell; before what a spreadsheet would run as a formula stands an apostrophe. */
export function csvCell(value) {
  const text = FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The text of a file: a list of rows, the first one with the headings. */
export const csvText = (rows) =>
  `\ufeff${rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("")}`;
