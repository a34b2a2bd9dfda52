// The views of an answer: table, map, network, timeline, chart. Each says which columns it needs.

import { csvText } from "./csv.js";
import { amount, button, columnsOf, data, isDate, isNumber, make, shape, shown, valueElement, word } from "./parts.js";

const FIRST_ROWS = 200;
const MOST = { network: 150, timeline: 80, chart: 40 };

const spotOf = (value) => (value?.type === "uri" ? data().places[value.value] : undefined);
const placeColumns = (answer) =>
  answer.vars.filter((name) => answer.rows.some((row) => spotOf(row[name])));
const thingColumns = (answer) => columnsOf(answer, (value) => value.type === "uri");
const dateColumns = (answer) => columnsOf(answer, isDate);
const numberColumns = (answer) => columnsOf(answer, isNumber);

/** The views, in their order, with whether an answer has the columns for each. */
export const VIEWS = [
  { name: "table", fits: () => true, draw: drawTable },
  { name: "map", fits: (answer) => placeColumns(answer).length > 0, draw: drawMap },
  { name: "network", fits: (answer) => thingColumns(answer).length > 1, draw: drawNetwork },
  { name: "timeline", fits: (answer) => dateColumns(answer).length > 0, draw: drawTimeline },
  { name: "chart", fits: (answer) => numberColumns(answer).length > 0, draw: drawChart },
];

// --- table

function drawTable(answer, parent) {
  let sort = null;
  let down = false;
  let most = FIRST_ROWS;
  const input = make("input", null, { type: "search", id: "filter", autocomplete: "off" });
  const count = make("p", "", { role: "status" });
  const head = make("tr");
  const body = make("tbody");
  const compare = new Intl.Collator(data().lang, { numeric: true }).compare;

  function rows() {
    const wanted = input.value.trim().toLocaleLowerCase();
    const found = answer.rows.filter(
      (row) => !wanted || answer.vars.some((name) => {
        const value = row[name];
        return value && `${shown(value)} ${value.value}`.toLocaleLowerCase().includes(wanted);
      }),
    );
    if (sort === null) return found;
    const key = (row) => row[sort];
    const sign = down ? -1 : 1;
    return [...found].sort((one, other) => {
      const [a, b] = [key(one), key(other)];
      if (!a || !b) return a ? -1 : b ? 1 : 0;
      if (isNumber(a) && isNumber(b)) return sign * (Number(a.value) - Number(b.value));
      return sign * compare(shown(a), shown(b));
    });
  }

  function show() {
    head.replaceChildren(
      ...answer.vars.map((name) => {
        const mark = sort === name ? (down ? " ▼" : " ▲") : "";
        const act = () => {
          down = sort === name ? !down : false;
          sort = name;
          show();
          head.querySelector(`[data-name="${CSS.escape(name)}"]`)?.focus();
        };
        return make("th", button(make("bdi", `${name}${mark}`), act, { "data-name": name }), {
          scope: "col",
          "aria-sort": sort === name ? (down ? "descending" : "ascending") : null,
        });
      }),
    );
    const found = rows();
    body.replaceChildren(
      ...found.slice(0, most).map((row) =>
        make("tr", answer.vars.map((name) => make("td", valueElement(row[name])))),
      ),
    );
    count.textContent = word("rows_shown", { shown: Math.min(most, found.length), of: answer.rows.length });
    more.hidden = found.length <= most;
  }

  const more = button(word("more_rows"), () => {
    most += 5 * FIRST_ROWS;
    show();
  });
  const save = button(word("csv"), () => {
    const cells = rows().map((row) => answer.vars.map((name) => row[name]?.value ?? ""));
    const file = new Blob([csvText([answer.vars, ...cells])], { type: "text/csv" });
    const link = make("a", "", { href: URL.createObjectURL(file), download: "cityties.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  input.addEventListener("input", show);
  parent.append(
    make("div", [make("label", [make("span", word("filter")), input]), save], { class: "bar filter" }),
    count,
    make("div", make("table", [make("thead", head), body]), {
      class: "wide", tabindex: "0", role: "group", "aria-label": word("table"),
    }),
    more,
  );
  show();
}

// --- drawings

const drawing = (box, label, children) =>
  shape("svg", { viewBox: box.join(" "), role: "img", "aria-label": label, direction: "ltr" }, children);

const titled = (element, text) => {
  element.append(shape("title", {}, text));
  return element;
};

function note(parent, shownCount, all) {
  if (all > shownCount) parent.append(make("p", word("only_first", { n: shownCount, of: all })));
}

/** Cities at their places; where a row has two, a line between them. */
function drawMap(answer, parent) {
  const columns = placeColumns(answer);
  const dots = new Map();
  const lines = new Map();
  let without = 0;
  for (const row of answer.rows) {
    const found = columns.map((name) => row[name]).filter((value) => spotOf(value));
    if (!found.length) without += 1;
    for (const value of found) dots.set(value.value, value);
    for (const other of found.slice(1)) {
      if (other.value !== found[0].value) lines.set(`${found[0].value} ${other.value}`, [found[0], other]);
    }
  }
  const spots = [...dots.values()].map(spotOf);
  const xs = spots.map(([x]) => x);
  const ys = spots.map(([, y]) => y);
  const wide = Math.max(400, Math.max(...xs) - Math.min(...xs)) * 1.25;
  const high = Math.max(250, Math.max(...ys) - Math.min(...ys)) * 1.25;
  const left = (Math.max(...xs) + Math.min(...xs) - wide) / 2;
  const top = (Math.max(...ys) + Math.min(...ys) - high) / 2;
  const unit = Math.max(wide, high) / 900;
  const shapes = [shape("path", { d: data().land, class: "land" })];
  for (const [one, other] of lines.values()) {
    const [[ax, ay], [bx, by]] = [spotOf(one), spotOf(other)];
    const bend = Math.hypot(bx - ax, by - ay) / 6;
    const d = `M${ax} ${ay}Q${(ax + bx) / 2} ${(ay + by) / 2 - bend} ${bx} ${by}`;
    const line = shape("path", { d, class: "tie", "stroke-width": 1.4 * unit });
    shapes.push(titled(line, `${shown(one)} – ${shown(other)}`));
  }
  const named = [];
  for (const value of dots.values()) {
    const [x, y] = spotOf(value);
    shapes.push(titled(shape("circle", { cx: x, cy: y, r: 5 * unit, class: "dot" }), shown(value)));
    if (named.every(([nx, ny]) => Math.abs(nx - x) > 70 * unit || Math.abs(ny - y) > 16 * unit)) {
      named.push([x, y]);
      shapes.push(shape("text", { x: x + 7 * unit, y: y + 4 * unit, "font-size": 13 * unit }, shown(value)));
    }
  }
  parent.append(drawing([left, top, wide, high], word("map_says", { n: dots.size, lines: lines.size }), shapes));
  parent.append(make("p", word("map_says", { n: dots.size, lines: lines.size })));
  if (without) parent.append(make("p", word("without_place", { n: without })));
}

/** Things as dots, rows as lines between the things of their first two columns. */
function drawNetwork(answer, parent) {
  const [first, second] = thingColumns(answer);
  const nodes = new Map();
  const lines = [];
  let left = 0;
  const node = (value) => {
    if (!nodes.has(value.value)) {
      if (nodes.size >= MOST.network) return null;
      const turn = nodes.size * 2.399963; // the golden angle: an even start, the same each time
      const far = 18 * Math.sqrt(nodes.size + 1);
      nodes.set(value.value, { value, x: far * Math.cos(turn), y: far * Math.sin(turn), dx: 0, dy: 0 });
    }
    return nodes.get(value.value);
  };
  for (const row of answer.rows) {
    if (!row[first] || !row[second]) continue;
    const [one, other] = [node(row[first]), node(row[second])];
    if (one && other && one !== other) lines.push([one, other]);
    else if (!one || !other) left += 1;
  }
  settle([...nodes.values()], lines);
  const all = [...nodes.values()];
  const xs = all.map((one) => one.x);
  const ys = all.map((one) => one.y);
  const box = [Math.min(...xs) - 60, Math.min(...ys) - 30, Math.max(...xs) - Math.min(...xs) + 160, Math.max(...ys) - Math.min(...ys) + 60];
  const unit = Math.max(box[2] / 1100, box[3] / 700, 0.3);
  const shapes = lines.map(([one, other]) =>
    titled(shape("line", { x1: one.x, y1: one.y, x2: other.x, y2: other.y, class: "tie", "stroke-width": unit }),
      `${shown(one.value)} – ${shown(other.value)}`));
  for (const one of all) {
    shapes.push(titled(shape("circle", { cx: one.x, cy: one.y, r: 5 * unit, class: "dot" }), shown(one.value)));
    shapes.push(shape("text", { x: one.x + 7 * unit, y: one.y + 4 * unit, "font-size": 12 * unit }, shown(one.value)));
  }
  const said = word("network_says", { n: nodes.size, lines: lines.length });
  parent.append(drawing(box, said, shapes), make("p", said));
  if (left) parent.append(make("p", word("left_rows", { n: left })));
}

/** Springs along the lines, and a push between all dots. */
function settle(nodes, lines) {
  for (let step = 0; step < 220; step += 1) {
    const cool = 12 * (1 - step / 220) + 0.2;
    for (const one of nodes) one.dx = one.dy = 0;
    for (let i = 0; i < nodes.length; i += 1) {
      for (let k = i + 1; k < nodes.length; k += 1) {
        const [a, b] = [nodes[i], nodes[k]];
        const [x, y] = [a.x - b.x, a.y - b.y];
        const push = 2600 / (x * x + y * y + 1);
        a.dx += x * push; a.dy += y * push; b.dx -= x * push; b.dy -= y * push;
      }
    }
    for (const [a, b] of lines) {
      const [x, y] = [b.x - a.x, b.y - a.y];
      const pull = Math.hypot(x, y) / 90;
      a.dx += x * pull; a.dy += y * pull; b.dx -= x * pull; b.dy -= y * pull;
    }
    for (const one of nodes) {
      const long = Math.hypot(one.dx, one.dy) || 1;
      one.x += (one.dx / long) * Math.min(long, cool) - one.x * 0.004;
      one.y += (one.dy / long) * Math.min(long, cool) - one.y * 0.004;
    }
  }
}

const OPEN_START = -50000;
const OPEN_END = 9990;

const yearOf = (value) => {
  const match = /^(-?\d+)-(\d\d)-(\d\d)/.exec(value.value);
  return Number(match[1]) + (Number(match[2]) - 1) / 12 + Number(match[3]) / 372;
};

/** A year in the digits of the page; where its own calendar is another, that year too. */
function yearWords(year) {
  const { lang } = data();
  const plain = new Intl.NumberFormat(lang, { useGrouping: false }).format(year);
  const own = new Intl.DateTimeFormat(lang, { year: "numeric", timeZone: "UTC" });
  if (own.resolvedOptions().calendar === "gregory" || year < 1000) return plain;
  const [found] = own.formatToParts(Date.UTC(year, 6, 1)).filter((part) => part.type === "year");
  return found ? `${found.value} (${plain})` : plain;
}

const labelOf = (answer, row, not) =>
  answer.vars.filter((name) => !not.includes(name) && row[name]).slice(0, 2).map((name) => shown(row[name])).join(" · ");

/** A line for each row, from its first date to its second; without one a mark. */
function drawTimeline(answer, parent) {
  const [start, end] = dateColumns(answer);
  const rows = answer.rows.filter((row) => row[start] || (end && row[end]));
  const some = rows.slice(0, MOST.timeline).map((row) => {
    const from = row[start] ? yearOf(row[start]) : OPEN_START;
    const to = end ? (row[end] ? yearOf(row[end]) : OPEN_END) : from;
    return { row, from: from < 2 ? OPEN_START : from, to };
  });
  const known = some.flatMap(({ from, to }) => [from, to]).filter((year) => year > OPEN_START && year < OPEN_END);
  const low = Math.floor(Math.min(...known, new Date().getFullYear() - 1));
  const high = Math.ceil(Math.max(...known, low + 1)) + 1;
  const [names, wide, line] = [340, 640, 20];
  const x = (year) => names + (wide * (Math.min(Math.max(year, low), high) - low)) / (high - low);
  const shapes = [];
  const pace = Math.max(1, Math.ceil((high - low) / 8));
  for (let year = low; year <= high; year += pace) {
    shapes.push(shape("line", { x1: x(year), x2: x(year), y1: 16, y2: 24 + line * some.length, class: "axis", "stroke-width": 0.4 }));
    shapes.push(shape("text", { x: x(year), y: 12, "font-size": 11, "text-anchor": "middle" }, yearWords(year)));
  }
  for (const [place, { row, from, to }] of some.entries()) {
    const y = 22 + place * line;
    const open = from <= OPEN_START || to >= OPEN_END;
    const span = shape("rect", { x: x(from), y, width: Math.max(4, x(to) - x(from)), height: line - 7, class: open ? "span open" : "span" });
    shapes.push(titled(span, [row[start], end && row[end]].filter(Boolean).map((one) => one.value).join(" – ")));
    shapes.push(shape("text", { x: names - 8, y: y + 11, "font-size": 12, "text-anchor": "end" }, labelOf(answer, row, [start, end]).slice(0, 52)));
  }
  parent.append(drawing([0, 0, names + wide + 20, 34 + line * some.length], word("timeline"), shapes));
  parent.append(make("p", end ? word("timeline_says", { start, end }) : word("timeline_one", { start })));
  note(parent, some.length, rows.length);
}

/** A bar for each row: the first column of numbers. */
function drawChart(answer, parent) {
  const name = numberColumns(answer)[0];
  const rows = answer.rows.filter((row) => row[name]);
  const some = rows.slice(0, MOST.chart);
  const values = some.map((row) => Number(row[name].value));
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values) || 1;
  const [names, wide, line] = [340, 560, 22];
  const x = (value) => names + (wide * (value - low)) / (high - low);
  const shapes = some.flatMap((row, place) => {
    const y = 4 + place * line;
    const value = values[place];
    return [
      shape("text", { x: names - 8, y: y + 13, "font-size": 12, "text-anchor": "end" }, labelOf(answer, row, [name]).slice(0, 52)),
      shape("rect", { x: Math.min(x(0), x(value)), y, width: Math.max(1, Math.abs(x(value) - x(0))), height: line - 6, class: "span" }),
      shape("text", { x: Math.max(x(0), x(value)) + 6, y: y + 13, "font-size": 12 }, amount(value)),
    ];
  });
  parent.append(drawing([0, 0, names + wide + 100, 12 + line * some.length], word("chart"), shapes));
  parent.append(make("p", word("chart_says", { name })));
  note(parent, some.length, rows.length);
}
