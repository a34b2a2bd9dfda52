// How ties look: the colour tells the kind, the dash tells the status, dots "only possible".

// The kinds that have a colour in page.css; any other is drawn as an agreement.
const COLOURED = [
  "sister_city",
  "friendship_city",
  "project_partnership",
  "cooperation_mou",
  "letter_of_intent",
  "action_plan",
  "renewal",
  "regional_agreement",
  "multilateral_pact",
  "institutional_agreement",
  "agreement",
];
const OTHER_COLOURS = ["ink", "faint", "accent", "box", "sea", "land", "net", "region", "ground"];

/** The name of the colour of a kind in the style sheet. */
export const colourName = (kind) => `--kind-${COLOURED.includes(kind) ? kind : "agreement"}`;

const SOLID = ["in_force", "resumed"];
const BROKEN = ["suspended", "broken"];
const OVER = ["ended", "expired", "superseded", "declined", "refused", "withdrawn"];
const POSSIBLE = [2, 4];

/** The dash of a status, in pixels of the screen; null is a solid line. */
export function statusDash(status) {
  if (SOLID.includes(status)) return null;
  if (BROKEN.includes(status)) return [12, 5];
  if (OVER.includes(status)) return [12, 4, 2, 4];
  return [6, 4];
}

/** The dash of a tie as it stands: what is only possible is dotted, whatever its status. */
export const tieDash = (found) => (found.certain ? statusDash(found.status) : POSSIBLE);

export const certaintyDash = (certainty) => (certainty === "possible" ? POSSIBLE : null);

let theme = null;

/** The colours and the font of the style sheet, as they are now. */
export function currentTheme() {
  if (!theme) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    theme = { font: getComputedStyle(document.body).fontFamily };
    for (const name of OTHER_COLOURS) theme[name] = colour(`--${name}`);
    for (const kind of COLOURED) theme[colourName(kind)] = colour(colourName(kind));
  }
  return theme;
}

/** To be called when the style sheet may say something else: dark, light, paper. */
export function forgetTheme() {
  theme = null;
}
