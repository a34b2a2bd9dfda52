// Light and dark: as the system has it, or as the reader switches.

import { at } from "./dom.js";
import { change, state } from "./state.js";
import { forgetTheme } from "./style.js";
import { word } from "./words.js";

const darkness = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (state.theme === "auto" ? darkness.matches : state.theme === "dark");

/** Say on the switch what it does. */
export function nameTheme() {
  const name = word(isDark() ? "to_light" : "to_dark");
  at("theme").setAttribute("aria-label", name);
  at("theme").title = name;
  at("theme").textContent = isDark() ? "☀" : "☾";
}

/** Wear the colours that the reader, or the system, wants; on paper the light ones. */
export function setTheme() {
  document.documentElement.classList.toggle(
    "dark",
    isDark() && !document.documentElement.classList.contains("paper"),
  );
  forgetTheme();
  nameTheme();
}

/** Make the switch work, and follow the system. */
export function listenTheme() {
  darkness.addEventListener("change", () => change({ theme: state.theme }));
  at("theme").addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    const usual = darkness.matches ? "dark" : "light";
    change({ theme: wanted === usual ? "auto" : wanted });
  });
}
