// The page by keyboard: from city to city, through lists, to the search, out of everything.

import { closeChoice, isChoosing } from "./choice.js";
import { citiesOfTie, focus, tiesOfCity } from "./data.js";
import { at } from "./dom.js";
import { shownTies } from "./filter.js";
import { choose, state } from "./state.js";
import { cityName } from "./words.js";

const PAN = 60; // pixels
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The neighbour of a city that lies best in a direction on the screen. */
function neighbour(scene, city, [dx, dy]) {
  const here = scene.spot(city);
  if (!here) return undefined;
  const shown = new Set(shownTies());
  const around = tiesOfCity[city]
    .filter((tie) => shown.has(tie))
    .flatMap((tie) => citiesOfTie[tie]);
  const away = (one) => {
    const spot = scene.spot(one);
    const [x, y] = [spot[0] - here[0], spot[1] - here[1]];
    const along = x * dx + y * dy;
    // What is near counts, and more so what lies straight ahead.
    return along <= 0 ? Infinity : Math.hypot(x, y) ** 4 / along ** 3;
  };
  const found = [...new Set(around)].filter((one) => one !== city && !scene.hidden(one));
  return found.filter((one) => away(one) < Infinity).sort((a, b) => away(a) - away(b))[0];
}

/** Listen; `toPanel` brings the reader to the panel. */
export function listenKeys(scene, picture, toPanel) {
  at("picture").addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.target !== picture.frame) return;
      const way = WAYS[event.key];
      const { city } = state.chosen || {};
      const act = () => {
        if (way && city !== undefined && !event.shiftKey) {
          const next = neighbour(scene, city, way);
          if (next !== undefined) {
            choose({ city: next });
            at("said").textContent = cityName(next);
          }
        } else if (way) picture.pan(-way[0] * PAN, -way[1] * PAN);
        else if (event.key === "Enter") {
          if (state.chosen) toPanel();
          else choose(focus >= 0 ? { city: focus } : null);
        } else if (event.key === "+" || event.key === "=") picture.zoom(1.4);
        else if (event.key === "-") picture.zoom(1 / 1.4);
        else if (event.key === "0") picture.fit();
        else return false;
        return true;
      };
      if (act()) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    true,
  );

  // Up and down go through the ties in a list.
  at("panel").addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const items = [...at("panel").querySelectorAll(".walk [data-tie]")];
    const place = items.indexOf(document.activeElement);
    const next = items[place + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next || (place < 0 && document.activeElement !== at("panel-title"))) return;
    event.preventDefault();
    next.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName);
    if (event.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      } else if (isChoosing()) {
        closeChoice(picture);
      } else if (state.chosen) choose(null);
    } else if (event.key === "/" && !typing) {
      event.preventDefault();
      at("search").focus();
    }
  });
}
