// Folding of names for the search, by the table that is made from the program's own folding.

const patterns = new WeakMap(); // making one is slow

/** A name without case, accents, Arabic letter forms, half-spaces and signs between words. */
export function foldText(text, table) {
  if (!patterns.has(table)) patterns.set(table, new RegExp(`[${table.marks}]`, "u"));
  const marks = patterns.get(table);
  // Taking signs apart can bring capitals back: lower case twice.
  const plain = text.toLowerCase().normalize("NFKD").toLowerCase();
  let folded = "";
  for (const sign of plain) {
    if (Object.hasOwn(table.letters, sign)) folded += table.letters[sign];
    else if (!marks.test(sign)) folded += sign;
  }
  return folded.replace(/[^\p{L}\p{N}]+/gu, "");
}
