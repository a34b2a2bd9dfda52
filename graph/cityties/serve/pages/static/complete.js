// What the editor proposes: variables of the text, prefixes, terms, codes, names of things.

import { foldText } from "./fold.js";
import { data } from "./parts.js";

const MOST = 60;
let index = null;

/** Names by what they fold to, made once. */
function named() {
  index ??= data().names.map((one) => ({ ...one, folded: [one.short, one.label, ...one.others].map((text) => foldText(text, data().fold)) }));
  return index;
}

/** The words that fit what stands before a place in a text: {from, options} or null. */
export function proposals(text, at, explicit) {
  const before = text.slice(0, at);
  const word = /[?$]?[\p{L}\p{N}_:\-/@+.]*$/u.exec(before)[0];
  if (!word && !explicit) return null;
  const from = at - word.length;
  if (/^[?$]/.test(word)) {
    const found = new Set([...text.matchAll(/[?$]([A-Za-z_]\w*)/g)].map((match) => `${word[0]}${match[1]}`));
    found.delete(word);
    return { from, options: [...found].sort().map((label) => ({ label, type: "variable" })) };
  }
  const [prefix, local] = word.includes(":") ? word.split(/:(.*)/s) : [null, word];
  const wanted = foldText(local, data().fold);
  const fits = named().filter((one) => {
    if (prefix !== null && !one.short.startsWith(`${prefix}:`)) return false;
    return !wanted || one.folded.some((name) => name.startsWith(wanted) || (wanted.length > 2 && name.includes(wanted)));
  });
  const options = fits.slice(0, MOST).map((one) => ({ label: one.short, detail: one.label, type: one.type }));
  if (prefix === null) {
    for (const [name, iri] of Object.entries(data().prefixes)) {
      if (name.startsWith(local)) options.unshift({ label: `${name}:`, detail: iri, type: "namespace" });
    }
    for (const keyword of ["SELECT", "DISTINCT", "WHERE", "OPTIONAL", "FILTER", "GRAPH", "UNION", "VALUES", "BIND", "ORDER BY", "GROUP BY", "LIMIT", "CONSTRUCT", "ASK", "PREFIX", "MINUS", "NOT EXISTS", "COUNT"]) {
      if (local && keyword.toLowerCase().startsWith(local.toLowerCase())) options.unshift({ label: keyword, type: "keyword" });
    }
  }
  return options.length ? { from, options } : null;
}

/** The same in the form that the editor asks for. */
export function complete(context) {
  const found = proposals(context.state.doc.toString(), context.pos, context.explicit);
  return found && { ...found, filter: false };
}
