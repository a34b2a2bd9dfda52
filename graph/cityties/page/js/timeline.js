// The two handles: the day that is shown, and by when it was known.

import { data, opening, readingsOf, ties } from "./data.js";
import { makeDayField } from "./dayfield.js";
import { at, button, make } from "./dom.js";
import { shape } from "./shapes.js";
import { change, state } from "./state.js";
import { addYears, nextStop } from "./time.js";
import { dayWords, digits, fill, firstOfYear, word, yearOf } from "./words.js";

const PAUSE = 1100; // milliseconds for which a day stands while it plays

const days = data.days;
const knownDays = data.known_days;
const least = (...all) => all.reduce((a, b) => (a < b ? a : b));
const most = (...all) => all.reduce((a, b) => (a > b ? a : b));
const firstDay = `${least(data.meta.on, opening, ...days).slice(0, 4)}-01-01`;
const lastDay = most(data.meta.on, opening, ...days);
const time = (day) => Date.parse(`${day}T00:00:00Z`);
const isoDay = (moment) => new Date(moment).toISOString().slice(0, 10);

/**
 * A handle on a line of days.
 *
 * @param {{first: string, last: string, stops: string[], value: () => string,
 *   set: (day: string) => void, label: () => string, text: () => string, id: string}} use
 */
function makeHandle({ first, last, stops, value, set, label, text, id }) {
  const knob = make("div", null, { class: "knob", role: "slider", tabindex: 0, id });
  const track = make("div", [make("div", null, { class: "rail" }), knob], { class: "track" });
  const span = Math.max(1, time(last) - time(first));
  const within = (day) => least(last, most(first, day));
  const go = (day) => set(within(day));

  const dayAt = (event) => {
    const box = track.getBoundingClientRect();
    const along = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const part = document.documentElement.dir === "rtl" ? 1 - along : along;
    return isoDay(time(first) + part * span);
  };
  let held = false;
  track.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    held = true;
    track.setPointerCapture(event.pointerId);
    knob.focus();
    go(dayAt(event));
  });
  track.addEventListener("pointermove", (event) => {
    if (held) go(dayAt(event));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    track.addEventListener(end, () => {
      held = false;
    });
  }
  knob.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const onward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = onward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const now = within(value() || last);
    const keys = {
      [onward]: () => nextStop(stops, now, true),
      [back]: () => nextStop(stops, now, false),
      ArrowUp: () => nextStop(stops, now, true),
      ArrowDown: () => nextStop(stops, now, false),
      PageUp: () => addYears(now, 1),
      PageDown: () => addYears(now, -1),
      Home: () => first,
      End: () => last,
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    go(keys[event.key]());
  });

  return {
    track,
    refresh() {
      const now = within(value() || last);
      track.style.setProperty("--part", (time(now) - time(first)) / span);
      const aria = {
        "aria-label": label(),
        "aria-valuetext": text(),
        "aria-orientation": "horizontal",
        "aria-valuemin": time(first) / 86_400_000,
        "aria-valuemax": time(last) / 86_400_000,
        "aria-valuenow": time(now) / 86_400_000,
      };
      for (const [key, said] of Object.entries(aria)) knob.setAttribute(key, said);
    },
  };
}

/** How many ties change in each year: bars behind the handle. */
function histogram() {
  const years = new Map();
  for (const tie of ties) {
    if (tie.step > 1) continue;
    const last = readingsOf(tie).at(-1);
    const seen = new Set();
    for (const {
      bounds: [possible, certain],
    } of last ? last.periods : []) {
      const day = certain || possible;
      if (day && day >= firstDay && day <= lastDay) seen.add(day.slice(0, 4));
    }
    for (const year of seen) years.set(year, (years.get(year) || 0) + 1);
  }
  const span = Math.max(1, time(lastDay) - time(firstDay));
  const high = Math.max(1, ...years.values());
  const bars = [...years].map(([year, count]) => {
    const from = (time(`${year}-01-01`) - time(firstDay)) / span;
    const until = Math.min(1, (time(`${year}-12-31`) - time(firstDay)) / span);
    const tall = 4 + (26 * count) / high;
    return shape("rect", {
      x: (from * 1000).toFixed(1),
      width: Math.max(2, (until - from) * 1000 - 2).toFixed(1),
      y: (30 - tall).toFixed(1),
      height: tall.toFixed(1),
    });
  });
  return shape(
    "svg",
    {
      viewBox: "0 0 1000 30",
      preserveAspectRatio: "none",
      class: "bars",
      "aria-hidden": "true",
    },
    bars,
  );
}

/** Some round years of the reader's calendar along the line, for orientation. */
function ticks() {
  const span = Math.max(1, time(lastDay) - time(firstDay));
  const [first, last] = [yearOf(firstDay), yearOf(lastDay)];
  const step = [1, 2, 5, 10, 20, 50, 100].find((one) => (last - first + 1) / one <= 8) || 200;
  const marks = [];
  for (let year = Math.ceil(first / step) * step; year <= last; year += step) {
    const part = (time(firstOfYear(year)) - time(firstDay)) / span;
    // A mark at the very end would be cut off.
    if (part < 0 || part > 0.95) continue;
    const mark = make("span", digits(year));
    mark.style.setProperty("--part", part);
    marks.push(mark);
  }
  return make("div", marks, { class: "years", "aria-hidden": "true" });
}

/** Build the timeline; returns the function that redraws it. */
export function makeTimeline(box) {
  if (!days.length) {
    box.hidden = true;
    return () => {};
  }
  const stops = [...new Set([...days, opening, lastDay])].sort();
  let playing = 0;
  const stop = () => {
    clearInterval(playing);
    playing = 0;
  };
  const day = makeHandle({
    id: "on",
    first: firstDay,
    last: lastDay,
    stops,
    value: () => state.on,
    set(on) {
      if (on !== state.on) change({ on });
    },
    label: () => word("day_shown"),
    text: () => dayWords(state.on),
  });
  const known =
    knownDays.length > 1 &&
    makeHandle({
      id: "known",
      first: knownDays[0],
      last: knownDays.at(-1),
      stops: knownDays,
      value: () => state.known,
      set(wanted) {
        const value = wanted >= knownDays.at(-1) ? "" : wanted;
        if (value !== state.known) change({ known: value });
      },
      label: () => word("known_handle"),
      text: knownWords,
    });
  day.track.prepend(histogram());
  const other = makeHandle({
    id: "between",
    first: firstDay,
    last: lastDay,
    stops,
    value: () => state.between,
    set(between) {
      if (between !== state.between) change({ between });
    },
    label: () => word("other_day"),
    text: () => dayWords(state.between),
  });

  function tick() {
    const next = nextStop(
      days.filter((one) => one <= opening),
      state.on,
      true,
    );
    if (next === state.on) stop();
    change({ on: next });
  }
  function play() {
    if (playing) stop();
    else {
      if (state.on >= most(...days.filter((one) => one <= opening), firstDay)) {
        change({ on: days[0] });
      }
      playing = setInterval(tick, PAUSE);
    }
    refresh();
  }
  const step = (forward) => {
    stop();
    change({ on: nextStop(stops, state.on, forward) });
  };
  const playButton = button("", play, { id: "play" });
  const back = button("‹", () => step(false), { id: "earlier" });
  const onward = button("›", () => step(true), { id: "later" });
  const bounds = { min: firstDay, max: lastDay };
  const dayField = makeDayField({ id: "day-input", ...bounds, set: (on) => change({ on }) });
  const reset = button(
    "↺",
    () => {
      stop();
      change({ on: opening, known: "" });
    },
    { id: "reset-day" },
  );
  const twoDays = button(
    "",
    () => change({ between: state.between ? "" : most(firstDay, addYears(state.on, -1)) }),
    { id: "two-days" },
  );
  const otherField = makeDayField({
    id: "between-input",
    ...bounds,
    set: (between) => change({ between }),
  });
  const otherLabel = make("span", null, { class: "handle-label" });
  const otherRow = make("div", [otherLabel, other.track, otherField.input], {
    class: "known-row other-row",
  });
  const said = make("span", null, { class: "said", id: "day-said" });
  const knownSaid = make("span", null, { class: "said" });
  const marks = make("div", null, { class: "marks" });
  const knownLabel = make("span", null, { class: "handle-label" });
  box.append(
    make("div", [playButton, back, onward, reset, twoDays, said, dayField.input], { class: "day-row" }),
    make("div", [day.track, marks], { class: "day-track" }),
  );
  box.append(otherRow);
  if (known) {
    box.append(make("div", [knownLabel, known.track, knownSaid], { class: "known-row" }));
  }

  function knownWords() {
    return state.known ? fill("known_by", { day: dayWords(state.known) }) : word("known_all");
  }
  function refresh() {
    day.refresh();
    const name = word(playing ? "pause" : "play");
    playButton.textContent = playing ? "❚❚" : "▶";
    for (const [one, text] of [
      [playButton, name],
      [back, word("earlier")],
      [onward, word("later")],
      [reset, word("reset_day")],
    ]) {
      one.setAttribute("aria-label", text);
      one.title = text;
    }
    said.textContent = dayWords(state.on);
    dayField.show(state.on, word("day_input"));
    reset.disabled = state.on === opening && !state.known;
    marks.replaceChildren(ticks());
    twoDays.textContent = word("two_days");
    twoDays.setAttribute("aria-pressed", String(Boolean(state.between)));
    twoDays.title = word(state.between ? "two_days_off" : "two_days_on");
    otherRow.hidden = !state.between;
    other.refresh();
    otherLabel.textContent = word("other_day");
    otherField.show(state.between, word("other_day_input"));
    if (known) {
      known.refresh();
      knownLabel.textContent = word("known_handle");
      knownSaid.textContent = knownWords();
    }
    at("timeline").setAttribute("aria-label", word("timeline"));
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      stop();
      refresh();
    }
  });
  return refresh;
}
