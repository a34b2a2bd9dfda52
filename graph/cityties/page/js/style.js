// How ties look: the colour shows the kind, the dash shows the status, dots "only possible".

// Not a file here: made from vocabulary/colours.json when the page is made.
import { COLOUR_NAMES, DASHES, SERIES_NAMES, STATUS_DASHES } from "./colours.js";

/** The name of the colour of a kind in the style sheet. */
export const colourName = (kind) => `--kind-${kind}`;

/** The dash of a status, in pixels of the screen; null is a solid line. */
export const statusDash = (status) => DASHES[status ? STATUS_DASHES[status] : "waiting"];

/** The dash of a tie that is in force as a whole, but suspended on a channel. */
export const partlyDash = () => DASHES.partly;

/** The dash of a tie: what is only possible is dotted, regardless of its status. */
export function tieDash(found) {
  if (!found.certain) return DASHES.possible;
  return found.partly ? DASHES.partly : statusDash(found.status);
}

export const certaintyDash = (certainty) => (certainty === "possible" ? DASHES.possible : null);

let theme = null;

/** The colours and the font of the style sheet, as they are now. */
export function currentTheme() {
  if (!theme) {
    const style = getComputedStyle(document.documentElement);
    theme = { font: getComputedStyle(document.body).fontFamily };
    for (const name of COLOUR_NAMES) theme[name] = style.getPropertyValue(`--${name}`).trim();
  }
  return theme;
}

/** The colour of a kind, as it is now. */
export const kindColour = (kind) => currentTheme()[`kind-${kind}`];

/** One of the few colours of series; undefined beyond them. */
export const seriesColour = (number) => currentTheme()[SERIES_NAMES[number]];

/** A colour between two others, both written as #rrggbb. */
export function mixed(one, other, share) {
  const part = (text, place) => parseInt(text.slice(place, place + 2), 16);
  const made = [1, 3, 5].map((place) =>
    Math.round(part(one, place) * (1 - share) + part(other, place) * share)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${made.join("")}`;
}

/** To be called when the style sheet may say something else: dark, light, paper. */
export function forgetTheme() {
  theme = null;
}
