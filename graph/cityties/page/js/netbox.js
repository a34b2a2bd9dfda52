// The legend of the network view: what is drawn, what the dots stand for, what speaks against it.

import { cities, focus, net } from "./data.js";
import { at, keepFocus, make } from "./dom.js";
import { groupOf, groups, measures, rangeOf, sizeChoice, tiesAmong, valueWords } from "./net.js";
import { shape } from "./shapes.js";
import { change, state } from "./state.js";
import { currentTheme, mixed, seriesColour } from "./style.js";
import { cityName, digits, fill, listWords, local, word } from "./words.js";

/** A list to choose from, with its label. */
function netChooser(key, name, options, chosen) {
  const list = make(
    "select",
    options.map(([value, text]) => make("option", text, { value })),
    { id: `net-${key}`, "data-key": `net ${key}` },
  );
  list.value = chosen;
  list.addEventListener("change", () => change({ [key]: list.value }));
  return make("label", [make("span", word(name)), list]);
}

function tick(key, name) {
  const box = make("input", "", { type: "checkbox", id: `net-${key}`, "data-key": `net ${key}` });
  box.checked = state[key];
  box.addEventListener("change", () => change({ [key]: box.checked }));
  return make("label", [box, make("span", word(name))], { class: "tick" });
}

function dots(some) {
  const made = some.map(([radius, fill], place) =>
    shape("circle", { cx: 10 + 24 * place, cy: 13, r: radius, fill }),
  );
  const size = { width: 24 * some.length, height: 26, "aria-hidden": "true" };
  return shape("svg", size, made);
}

/** What the sizes say: the least and the largest value. */
function sizeKey() {
  const code = sizeChoice();
  if (!code) return null;
  const [least, most] = rangeOf(code);
  const { ink } = currentTheme();
  const low = code === "closeness" ? 4 : 4 + 8 * Math.sqrt(most ? least / most : 0);
  const words = fill("net_range", { least: valueWords(least), most: valueWords(most) });
  return make("p", [dots([[low, ink], [12, ink]]), ` ${words}`], { class: "key" });
}

function colourKey() {
  const { faint, accent } = currentTheme();
  if (!state.colour) return null;
  if (state.colour !== "groups") {
    const [least, most] = rangeOf(state.colour);
    const shades = [1, 2, 3, 4].map((step) => [6, mixed(faint, accent, step / 4)]);
    const words = fill("net_range", { least: valueWords(least), most: valueWords(most) });
    return make("p", [dots(shades), ` ${words}`], { class: "key" });
  }
  const drawn = new Set(net.inner || cities.keys());
  const rows = groups
    .map((its, place) => [place, its.filter((city) => drawn.has(city) && city !== focus)])
    .filter(([place, its]) => its.length && seriesColour(place))
    .map(([place, its]) => {
      const names = its.slice(0, 3).map(cityName);
      const more = its.length > 3 ? ` … (${digits(its.length)})` : "";
      return make("li", [
        dots([[6, seriesColour(place)]]),
        ` ${fill("net_group", { n: place + 1 })}${word("colon")}${listWords(names)}${more}`,
      ]);
    });
  const none = make("li", [dots([[6, faint]]), ` ${word("net_no_group")}`]);
  const some = [...drawn].some((city) => !seriesColour(groupOf(city) - 1));
  return make("ul", some ? [...rows, none] : rows, { class: "key" });
}

/** What the numbers do not say: the caveats in two words, whole on demand. */
function limits() {
  const said = [
    ...net.caveats.map(({ text }) => local(text)),
    net.groups_text ? local(net.groups_text) : "",
    net.inner ? word("net_unmeasured") : "",
  ].filter(Boolean);
  const names = net.caveats.map(({ name }) => local(name));
  const folded = make("details", [
    make("summary", [word("net_limits"), names.length ? `${word("colon")}${listWords(names)}` : ""]),
    make("ul", said.map((one) => make("li", one))),
    net.about ? make("p", local(net.about), { class: "of" }) : null,
  ]);
  folded.open = openLimits;
  folded.addEventListener("toggle", () => {
    openLimits = folded.open;
  });
  return folded;
}
let openLimits = false;

/** Fill the legend of the network view. */
export function fillNetbox() {
  const box = at("netbox");
  box.hidden = state.view !== "network";
  if (box.hidden) return;
  const offered = measures.map(({ code, title }) => [code, local(title)]);
  const rows = [];
  if (net.inner) {
    rows.push(make("p", fill("net_second", { n: tiesAmong().length }), { class: "of" }));
    rows.push(make("p", fill("net_rim", { city: cityName(focus) }), { class: "of" }));
  }
  // Around one city the dots show a measure; elsewhere, like those of the map, how many ties.
  if (offered.length && net.inner) {
    rows.push(
      netChooser("size", "net_size", [["", word("net_same")], ...offered], sizeChoice()),
      sizeKey(),
      netChooser(
        "colour",
        "net_colour",
        [
          ["", word("net_same")],
          ...(groups.length ? [["groups", word("net_groups")]] : []),
          ...offered,
        ],
        state.colour,
      ),
      colourKey(),
    );
  }
  if (net.hubs.length) rows.push(tick("hubs", "net_hubs"));
  if (net.officials.length) rows.push(tick("officials", "net_officials"));
  if (net.caveats) rows.push(limits());
  box.hidden = !rows.length;
  keepFocus(box, () => {
    box.replaceChildren(make("h3", word("net_show")), ...rows.filter(Boolean));
  });
}
