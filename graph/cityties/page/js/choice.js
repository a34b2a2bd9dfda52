// Several dots under one finger: they are listed to choose from, and none is taken for another.

import { cities, cityNumber } from "./data.js";
import { at, button, make } from "./dom.js";
import { netChoice } from "./net.js";
import { choose } from "./state.js";
import { fill, word } from "./words.js";

const FINGER = 12; // pixels beside the middle of a dot that still mean it
// Dots nearer to each other than this share their place: what a finger can hit is 24 pixels wide;
// under a mouse, which shows the name of what it is on, it is dots that touch each other.
const CLOSE = { finger: 24, mouse: 12 };
const OFFERED = 12;

/**
 * The dots that a point of the screen may mean, the nearest first; empty: none.
 *
 * @param {object} scene
 * @param {object} picture its renderer
 * @param {{x: number, y: number}} screen pixels of the picture
 * @param {number} [close] how near to the first the others are
 */
export function dotsAt(scene, picture, screen, close = CLOSE.finger) {
  const dots = scene.order
    .filter((i) => !scene.hidden(i) && scene.spot(i))
    .map((i) => ({ i, ...picture.toScreen(scene.spot(i)) }));
  const away = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);
  const byGap = (from) => (one, other) => away(one, from) - away(other, from);
  const reached = dots.filter((dot) => away(dot, screen) <= FINGER).sort(byGap(screen));
  if (!reached.length) return [];
  return dots
    .filter((dot) => away(dot, reached[0]) < close)
    .sort(byGap(screen))
    .map(({ i }) => i);
}

/** How near to each other dots share their place, under what the reader pointed with last. */
export const closeUnder = () => (byFinger ? CLOSE.finger : CLOSE.mouse);
let byFinger = false;
for (const name of ["pointerdown", "pointerup"]) {
  const note = (event) => {
    byFinger = event.pointerType === "touch";
  };
  document.addEventListener(name, note, { capture: true });
}

/** The city whose name stands at a point of the screen; undefined: none. */
export const namedAt = (scene, picture, { x, y }) => {
  const found = picture
    .drawn()
    .labels.find((one) => x >= one.x && x <= one.x + one.w && y >= one.y && y <= one.y + one.h);
  return found && cityNumber.get(found.id);
};

/** Whether a choice is open. */
export const isChoosing = () => !at("choice").hidden;

/** Close the choice; the focus goes back to the picture if it was in it. */
export function closeChoice(picture) {
  const box = at("choice");
  const within = box.contains(document.activeElement);
  box.hidden = true;
  box.replaceChildren();
  if (within) picture.frame.focus({ preventScroll: true });
}

/**
 * Open a choice between cities; in the network hubs and officials are offered beside them.
 *
 * @param {object} scene
 * @param {number[]} some the dots, the nearest first
 * @param {{x: number, y: number}} screen where they stand
 * @param {object} picture
 * @param {() => void} taken is called after the reader's choice
 */
export function openChoice(scene, some, screen, picture, taken) {
  const box = at("choice");
  const close = () => closeChoice(picture);
  const rows = some.slice(0, OFFERED).map((i) =>
    make(
      "li",
      button(
        scene.label(i),
        () => {
          close();
          choose(netChoice(scene.thingOf(i)));
          taken();
        },
        { "data-city": scene.idOf(i) },
      ),
    ),
  );
  const title = some.every((i) => i < cities.length) ? "choice" : "choice_mixed";
  const nearer = button(
    word("choice_nearer"),
    () => {
      close();
      picture.centre(some[0]);
      picture.zoom(3);
    },
    { class: "quiet", id: "choice-nearer" },
  );
  const rest = some.length - rows.length;
  box.replaceChildren(
    make("p", fill(title, { n: some.length }), { id: "choice-title" }),
    make("ul", rows),
    ...(rest > 0 ? [make("p", fill("and_more", { n: rest }), { class: "of" })] : []),
    nearer,
    button(word("choice_close"), close, { class: "quiet", id: "choice-close" }),
  );
  box.hidden = false;
  // Inside the frame, beside the place that was pointed at.
  const { clientWidth: wide, clientHeight: high } = at("frame");
  const left = Math.min(Math.max(4, screen.x + 10), Math.max(4, wide - box.offsetWidth - 4));
  const top = Math.min(Math.max(4, screen.y + 10), Math.max(4, high - box.offsetHeight - 4));
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
  box.querySelector("[data-city]").focus({ preventScroll: true });
}
