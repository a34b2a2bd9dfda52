// What is new to the reader: claims that the last page of this kind did not have, as the browser
// remembers it, or those that the page itself marks.

import { data, historyOf, ties, today } from "./data.js";

const NAME = `cityties ${data.meta.focus || "all"}`;
const LETTERS_AT_MOST = 2e6; // of the ids that are kept: a browser gives a file little room

/** The ids of all claims on the page. */
const allIds = () => [...new Set(ties.flatMap((tie) => historyOf(tie).map(({ id }) => id)))];

/** What the browser kept; null if it kept nothing, or lets nothing be kept. */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(NAME));
  } catch {
    return null;
  }
}

function keep(what) {
  const text = JSON.stringify(what);
  if (text.length > LETTERS_AT_MOST) return;
  try {
    localStorage.setItem(NAME, text);
  } catch {
    // A private window or a frame keeps nothing: then nothing is new.
  }
}

/**
 * Compare with what was kept, and keep what is here.
 *
 * `now` is the data that the reader sees, `before` the data seen before it: so the news stay
 * until there is newer data, however often the page is opened.
 *
 * @returns {{day: string, claims: Set<string>}} since when, and the ids of what is new since
 */
function compareVisits() {
  const ids = allIds();
  const old = kept();
  let before = old?.before || null;
  if (old?.now && old.now.id !== data.meta.id) before = { day: old.now.day, claims: old.now.claims };
  keep({ before, now: { id: data.meta.id, day: today, claims: ids } });
  if (!before) return { day: "", claims: new Set() };
  const known = new Set(before.claims);
  return { day: before.day, claims: new Set(ids.filter((id) => !known.has(id))) };
}

let found = null; // asked for after the first frame: what a browser keeps is slow to read

/** What is new: since when, and the ids of the claims. */
function news() {
  if (found) return found;
  const visits = compareVisits(); // kept in any case, for the next page
  const { since } = data.meta;
  found = since ? { day: since.day, claims: new Set(since.claims) } : visits;
  return found;
}

/** The day since when things are new; empty on the first visit. */
export const newSince = () => news().day;

/** Whether a claim is new to the reader. */
export const isNewClaim = (id) => news().claims.has(id);
