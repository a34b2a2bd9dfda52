"use strict";
// The page's behaviour. Every text of the data enters the document as text, never as markup.
(function () {
  // Signs that turn the direction of what follows go: one name must not turn the whole line.
  const turns = /[\u202a-\u202e\u2066-\u2069]/g;
  const read = (id) => JSON.parse(document.getElementById(id).textContent, (_key, value) => (typeof value === "string" ? value.replace(turns, "") : value));
  const cities = new Map(read("nodes").map((city) => [city.id, city]));
  const lines = read("edges"); // one per pair of cities
  const page = read("payload");
  const ties = page.ties; // one per tie, whatever the number of its pairs
  const tieOf = new Map(ties.map((tie) => [tie.tie, tie]));
  for (const tie of ties) { tie.lines = []; tie.cities = new Set(tie.parties.filter((id) => cities.has(id))); }
  for (const line of lines) {
    const tie = tieOf.get(line.tie);
    tie.lines.push(line);
    tie.cities.add(line.from).add(line.to);
  }
  const root = document.documentElement;
  let language = page.language;
  let chosen = null; // {city} or {tie}
  let order = { key: "partner", down: false };

  const at = (id) => document.getElementById(id);
  const word = (key) => page.texts[language][key];
  const digits = (text) => (language === "fa" ? String(text).replace(/[0-9]/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d]) : String(text));
  const local = (texts) => (texts && (texts[language] || texts.en || texts.fa)) || "";
  const fill = (key, values) => word(key).replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const name = (id) => local(cities.get(id).names);

  function make(tag, text, attributes) {
    const element = document.createElement(tag);
    if (text !== undefined && text !== null) element.textContent = text;
    for (const key of Object.keys(attributes || {})) element.setAttribute(key, attributes[key]);
    return element;
  }
  // Only addresses of the web become links; anything else stays text.
  function link(address, text) {
    let url = null;
    try { url = new URL(address); } catch { /* no address */ }
    if (!url || !["http:", "https:"].includes(url.protocol)) return make("bdi", text);
    const made = make("a", text || url.hostname, { href: url.href, rel: "noopener noreferrer", target: "_blank", dir: "auto" });
    made.title = word("link");
    return made;
  }

  // --- what is shown ---------------------------------------------------------
  // Colour tells the kind and the dash tells the status; dots tell that it is only possible.
  const value = { kind: (tie) => tie.kind, status: (tie) => tie.status || "", certainty: (tie) => (tie.certainty === "certain" ? "certain" : "possible") };
  const ranked = (field) => {
    const rank = (code) => { const found = page.order[field].indexOf(code); return found < 0 ? page.order[field].length : found; };
    return [...new Set(ties.map(value[field]))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  };
  const values = { kind: ranked("kind"), status: ranked("status"), certainty: ranked("certainty") };
  const shown = { kind: new Set(values.kind), status: new Set(values.status), certainty: new Set(values.certainty) };
  const isShown = (tie) => Object.keys(shown).every((field) => shown[field].has(value[field](tie)));
  const visible = () => ties.filter(isShown);
  const colours = 11; // as many as page.css has
  function colour(kind) {
    const found = page.order.kind.indexOf(kind);
    return `--kind-${found < 0 ? colours : (found % colours) + 1}`;
  }
  function statusDash(status) {
    if (status === "in_force" || status === "resumed") return null;
    if (["suspended", "broken"].includes(status)) return [12, 5];
    if (["ended", "expired", "superseded", "declined", "refused", "withdrawn"].includes(status)) return [12, 4, 2, 4];
    return [6, 4];
  }
  const possibleDash = [2, 4];
  const dash = (tie) => (value.certainty(tie) === "possible" ? possibleDash : statusDash(tie.status));
  const isChosen = (tie) => Boolean(chosen) && (chosen.tie === tie || (chosen.city !== undefined && tie.cities.has(chosen.city)));

  // --- the picture: dots, labels and lines keep their size on the screen ------
  const weight = new Map();
  for (const tie of ties) for (const city of tie.cities) weight.set(city, (weight.get(city) || 0) + 1);
  const byWeight = [...cities.values()].sort((a, b) => (b.id === page.focus) - (a.id === page.focus) || (weight.get(b.id) || 0) - (weight.get(a.id) || 0) || (a.id < b.id ? -1 : 1));
  let theme = {};
  function readTheme() {
    const style = getComputedStyle(root), body = getComputedStyle(document.body);
    theme = { font: body.fontFamily };
    for (const key of ["ink", "faint", "accent", "box", "world", "net", "region"]) theme[key] = style.getPropertyValue(`--${key}`).trim();
    for (let number = 1; number <= colours; number += 1) theme[`--kind-${number}`] = style.getPropertyValue(`--kind-${number}`).trim();
  }
  const marked = (id) => id === page.focus || (chosen && (chosen.city === id || (chosen.tie && chosen.tie.cities.has(id))));
  const radius = (id) => (id === page.focus ? 7 : 4.5);
  function dot({ ctx, id, x, y, state }) {
    return {
      drawNode() {
        const scale = network.getScale();
        ctx.beginPath();
        ctx.arc(x, y, radius(id) / scale, 0, 2 * Math.PI);
        const ink = marked(id) || state.hover ? theme.accent : theme.ink;
        // A hollow dot stands where no place is known.
        ctx.fillStyle = cities.get(id).located ? ink : theme.box;
        ctx.fill();
        ctx.lineWidth = 1.6 / scale;
        ctx.strokeStyle = cities.get(id).located ? theme.box : ink;
        ctx.stroke();
      },
      nodeDimensions: { width: (2 * radius(id)) / network.getScale(), height: (2 * radius(id)) / network.getScale() },
    };
  }
  const nodes = new vis.DataSet(byWeight.map((city) => ({ id: city.id, x: city.x, y: city.y, shape: "custom", ctxRenderer: dot })));
  const edges = new vis.DataSet();
  readTheme();
  const network = new vis.Network(at("picture"), { nodes, edges }, {
    physics: false,
    interaction: { hover: true, keyboard: { enabled: true, bindToWindow: false }, zoomSpeed: 0.6, selectConnectedEdges: false },
    nodes: { fixed: true },
    edges: { arrows: { to: false }, selectionWidth: 0, hoverWidth: 0 },
  });
  const frame = at("picture").querySelector(".vis-network");
  frame.setAttribute("role", "img");

  const outline = new Path2D(page.outline), net = new Path2D(page.net);
  network.on("beforeDrawing", (ctx) => {
    const scale = network.getScale();
    ctx.save();
    ctx.fillStyle = theme.world;
    ctx.fill(outline);
    ctx.strokeStyle = theme.net;
    ctx.lineWidth = 1 / scale;
    ctx.stroke(net);
    ctx.stroke(outline);
    ctx.fillStyle = theme.region;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.direction = root.dir;
    ctx.font = `italic ${13 / scale}px ${theme.font}`;
    for (const region of page.regions) ctx.fillText(local(region.name), region.x, region.y);
    const lost = unplaced();
    if (lost.length) {
      const left = Math.min(...lost.map((city) => city.x)), right = Math.max(...lost.map((city) => city.x)), top = Math.min(...lost.map((city) => city.y));
      ctx.fillText(word("not_located"), (left + right) / 2, top - 26 / scale);
    }
    ctx.restore();
  });
  const unplaced = () => { const used = inUse(); return [...cities.values()].filter((city) => !city.located && used.has(city.id)); };
  function inUse() {
    const used = new Set(page.focus && cities.has(page.focus) ? [page.focus] : []);
    for (const tie of visible()) for (const city of tie.cities) used.add(city);
    return used;
  }

  let labels = []; // what was drawn last, in pixels of the screen
  network.on("afterDrawing", (ctx) => {
    const scale = network.getScale(), used = inUse(), rtl = root.dir === "rtl";
    const wide = frame.clientWidth, high = frame.clientHeight, margin = 3;
    const places = byWeight.filter((city) => used.has(city.id)).map((city) => ({ id: city.id, ...network.canvasToDOM({ x: city.x, y: city.y }) }));
    // A label may cover neither another label nor a dot; the marked ones are placed first.
    const taken = places.map(({ id, x, y }) => ({ id, x: x - radius(id), y: y - radius(id), w: 2 * radius(id), h: 2 * radius(id) }));
    const meets = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
    labels = [];
    ctx.save();
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    ctx.direction = root.dir;
    ctx.lineJoin = "round";
    for (const { id, x, y } of [...places.filter(({ id }) => marked(id)), ...places.filter(({ id }) => !marked(id))]) {
      const size = id === page.focus ? 15 : 12.5, text = name(id);
      ctx.font = `${marked(id) ? "600 " : ""}${size / scale}px ${theme.font}`;
      const w = ctx.measureText(text).width * scale, h = size * 1.3, gap = radius(id) + 4;
      const after = { x: x + gap, y: y - h / 2 }, before = { x: x - gap - w, y: y - h / 2 };
      const sides = rtl ? [before, after] : [after, before];
      const under = y + gap - 1, over = y - gap - h + 1, near = rtl ? x - w : x, far = rtl ? x : x - w;
      const spots = [...sides, { x: x - w / 2, y: under }, { x: x - w / 2, y: over }, { x: near, y: under }, { x: near, y: over }, { x: far, y: under }, { x: far, y: over }];
      const tries = spots.map((spot) => ({ id, text, w, h, size, ...spot }));
      const inside = (box) => box.x >= margin && box.y >= margin && box.x + box.w <= wide - margin && box.y + box.h <= high - margin;
      const free = tries.find((box) => inside(box) && !taken.some((one) => one.id !== id && meets(box, one)));
      // The focus and what is chosen always carry their name.
      const box = free || (marked(id) && (id === page.focus || !chosen || chosen.tie || chosen.city === id) ? tries.find(inside) : null);
      if (!box) continue;
      taken.push({ ...box, id: "" });
      labels.push(box);
      const spot = network.DOMtoCanvas({ x: box.x, y: box.y + box.h / 2 });
      ctx.lineWidth = 3.5 / scale;
      ctx.strokeStyle = theme.world;
      ctx.strokeText(text, spot.x, spot.y);
      ctx.fillStyle = theme.ink;
      ctx.fillText(text, spot.x, spot.y);
    }
    ctx.restore();
    if (Math.abs(scale - lineScale) > lineScale * 0.05) setTimeout(drawTies, 0);
  });

  let lineScale = 0; // the zoom that the lines' widths were made for
  function drawTies() {
    readTheme();
    lineScale = network.getScale() || 1;
    const wanted = visible().flatMap((tie) => tie.lines.map((line) => ({ tie, line })));
    const keep = new Set(wanted.map(({ line }) => line.id)), used = inUse();
    const all = wanted.every(({ tie }) => isChosen(tie)); // then none stands out
    edges.remove(edges.getIds().filter((id) => !keep.has(id)));
    edges.update(wanted.map(({ tie, line }) => {
      const on = isChosen(tie), pattern = dash(tie), ink = theme[colour(tie.kind)];
      // All lines run from west to east, so that they bow to the north; parallel ones fan out.
      const [west, east] = cities.get(line.from).x <= cities.get(line.to).x ? [line.from, line.to] : [line.to, line.from];
      const bow = line.of === 1 ? 0.12 : (line.rank - (line.of - 1) / 2) * 0.24;
      return {
        id: line.id, from: west, to: east,
        width: (on && !all ? 3.8 : 1.9) / lineScale,
        dashes: pattern ? pattern.map((part) => part / lineScale) : false,
        color: { color: ink, highlight: ink, hover: ink, opacity: chosen && !on ? 0.28 : 1, inherit: false },
        smooth: bow === 0 ? false : { enabled: true, type: bow > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bow) },
      };
    }));
    nodes.update(byWeight.map((city) => ({ id: city.id, hidden: !used.has(city.id) })));
  }

  let moved = false; // by the reader: then a new size of the window keeps the view
  function fit() {
    const used = [...inUse()].map((id) => cities.get(id));
    const wide = frame.clientWidth, high = frame.clientHeight;
    if (!used.length || !wide || !high) return;
    const xs = used.map((city) => city.x), ys = used.map((city) => city.y);
    const span = (all) => Math.max(...all) - Math.min(...all), middle = (all) => (Math.max(...all) + Math.min(...all)) / 2;
    const room = { x: Math.min(75, wide * 0.15), y: Math.min(60, high * 0.14) }; // for the labels
    const scale = Math.min((wide - 2 * room.x) / (span(xs) || 1), (high - 2 * room.y) / (span(ys) || 1), 1.2);
    // Not more empty space above or below the world than must be.
    const [top, bottom] = page.world, half = high / scale / 2;
    const y = 2 * half >= bottom - top ? (top + bottom) / 2 : Math.min(Math.max(middle(ys), top + half), bottom - half);
    const low = Math.max(...ys) + room.y / scale;
    network.moveTo({ position: { x: middle(xs), y: Math.max(y, low - half) }, scale, animation: false });
    moved = false;
  }
  const zoom = (factor) => { moved = true; network.moveTo({ scale: Math.min(12, Math.max(0.03, network.getScale() * factor)), animation: false }); };
  at("nearer").addEventListener("click", () => zoom(1.4));
  at("farther").addEventListener("click", () => zoom(1 / 1.4));
  at("fit").addEventListener("click", fit);
  network.on("zoom", () => { moved = true; });
  network.on("dragEnd", () => { moved = true; });
  network.on("resize", () => { if (!moved) setTimeout(fit, 0); });
  network.on("click", ({ nodes: [city], edges: [edge] }) => {
    if (city !== undefined) choose({ city });
    else if (edge !== undefined) choose({ tie: tieOf.get(lines.find((line) => line.id === edge).tie) });
    else choose(null);
  });
  network.on("hoverNode", () => { at("picture").style.cursor = "pointer"; });
  network.on("hoverEdge", () => { at("picture").style.cursor = "pointer"; });
  network.on("blurNode", () => { at("picture").style.cursor = ""; });
  network.on("blurEdge", () => { at("picture").style.cursor = ""; });

  // --- the legend, which is also the filter -----------------------------------
  function fillLegend() {
    const box = at("filters");
    box.replaceChildren();
    for (const field of Object.keys(values)) {
      if (field === "certainty" && !values.certainty.includes("possible")) continue;
      const group = make("div", null, { role: "group", "aria-labelledby": `filter-${field}` });
      group.append(make("h3", word(field), { id: `filter-${field}` }));
      for (const code of values[field]) {
        const some = ties.filter((tie) => value[field](tie) === code);
        const label = make("label"), tick = make("input", null, { type: "checkbox", "data-field": field, "data-value": code });
        tick.checked = shown[field].has(code);
        tick.addEventListener("change", () => {
          if (tick.checked) shown[field].add(code); else shown[field].delete(code);
          drawTies(); fillTable(); fillPanel();
        });
        const text = field === "certainty" ? word(code) : local(some[0].labels[field]) || word("not_said");
        label.append(tick, sample(field, code), make("span", text), make("span", digits(some.length), { class: "count" }));
        group.append(label);
      }
      box.append(group);
    }
    const lost = [...cities.values()].filter((city) => !city.located), aside = at("aside");
    aside.replaceChildren();
    if (lost.length) aside.append(make("h3", word("not_located")), make("p", lost.map((city) => name(city.id)).join(word("comma"))));
  }
  function sample(field, code) {
    const pattern = field === "status" ? statusDash(code) : field === "certainty" && code === "possible" ? possibleDash : null;
    return stroke(field === "kind" ? colour(code) : "", pattern);
  }
  function stroke(variable, pattern) {
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), path = document.createElementNS(space, "path");
    svg.setAttribute("width", 34); svg.setAttribute("height", 10); svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M1 5H33"); path.setAttribute("stroke-width", 2.5); path.setAttribute("fill", "none");
    path.style.stroke = variable ? `var(${variable})` : "currentColor";
    if (pattern) path.setAttribute("stroke-dasharray", pattern.join(" "));
    svg.append(path);
    return svg;
  }

  // --- the table ---------------------------------------------------------------
  const partyName = (tie, id) => (cities.has(id) ? name(id) : local(tie.names && Object.hasOwn(tie.names, id) ? tie.names[id] : null) || id);
  const partners = (tie) => { const others = tie.parties.filter((id) => id !== page.focus); return tie.parties.includes(page.focus) && others.length ? others : tie.parties; };
  const title = (tie) => tie.parties.map((id) => partyName(tie, id)).join(" – ");
  const cells = {
    partner: (tie) => partners(tie).map((id) => partyName(tie, id)).join(" – "),
    country: (tie) => [...new Set(partners(tie).filter((id) => cities.has(id)).map((id) => local(cities.get(id).country)))].filter(Boolean).join(" – "),
    kind: (tie) => local(tie.labels.kind) || tie.kind,
    status: (tie) => statusText(tie),
    since: (tie) => local(tie.labels.since),
    sources: (tie) => digits(tie.sources.length),
  };
  const sortKeys = {
    ...cells,
    since: (tie) => (tie.since || "").replace(/^\D+/, ""),
    sources: (tie) => String(tie.sources.length),
  };
  function statusText(tie) {
    let text = local(tie.labels.status) || word("not_said");
    if (value.certainty(tie) === "possible") text += ` (${word("possible")})`;
    if (tie.unanswered) text += ` · ${fill("unanswered", { n: digits(tie.days_open) })}`;
    return text;
  }
  function fillTable() {
    const table = at("table"), head = make("tr"), focused = document.activeElement && document.activeElement.dataset.sort;
    for (const key of Object.keys(cells)) {
      const cell = make("th", null, { scope: "col", "aria-sort": order.key === key ? (order.down ? "descending" : "ascending") : "none" });
      const button = make("button", word(key === "partner" && !page.focus ? "parties" : key), { type: "button", "data-sort": key });
      button.addEventListener("click", () => { order = { key, down: order.key === key && !order.down }; fillTable(); });
      cell.append(button); head.append(cell);
    }
    table.tHead.replaceChildren(head);
    if (focused) table.tHead.querySelector(`[data-sort="${focused}"]`).focus(); // the old button is gone
    const compare = new Intl.Collator(language, { numeric: true }).compare;
    const keys = new Map(ties.map((tie) => [tie, sortKeys[order.key](tie)]));
    const rows = visible().sort((a, b) => {
      const [one, two] = [keys.get(a), keys.get(b)];
      if (!one !== !two) return one ? -1 : 1; // what is not said comes last, up or down
      return compare(one, two) * (order.down ? -1 : 1) || (a.tie < b.tie ? -1 : 1);
    });
    table.tBodies[0].replaceChildren(...rows.map((tie) => {
      const row = make("tr", null, { "data-row": tie.tie });
      for (const key of Object.keys(cells)) {
        const cell = make("td");
        if (key === "partner") {
          const button = make("button", cells[key](tie), { type: "button", "data-tie": tie.tie });
          button.addEventListener("click", () => { choose({ tie }); toPanel(); });
          cell.append(button);
        } else cell.textContent = cells[key](tie);
        row.append(cell);
      }
      return row;
    }));
    markRows();
    at("said").textContent = rows.length || !ties.length ? "" : word("nothing");
    const count = fill("count", { n: digits(rows.length), all: digits(ties.length) });
    const undrawn = rows.filter((tie) => !tie.lines.length).length;
    at("count").textContent = count + (undrawn ? ` · ${fill("not_drawn", { n: digits(undrawn) })}` : "");
    frame.setAttribute("aria-label", `${word("map")}${word("colon")}${count}`);
  }
  function markRows() {
    for (const row of at("table").tBodies[0].rows) row.classList.toggle("chosen", Boolean(chosen && chosen.tie && chosen.tie.tie === row.dataset.row));
  }

  // --- the evidence --------------------------------------------------------------
  function toPanel() {
    at("panel").scrollTop = 0;
    at("panel-title").focus();
  }
  function fillPanel() {
    const head = at("panel-title"), body = at("panel-body");
    body.replaceChildren();
    if (!chosen) { head.textContent = word("evidence"); body.append(make("p", word("choose"), { class: "of" })); return; }
    if (chosen.city !== undefined) {
      const city = cities.get(chosen.city);
      head.textContent = name(city.id);
      body.append(make("p", local(city.country), { class: "of" }));
      const list = make("ul", null, { class: "ties" });
      for (const tie of visible().filter((one) => one.cities.has(city.id))) {
        const others = tie.parties.filter((id) => id !== city.id).map((id) => partyName(tie, id)).join(" – ");
        const item = make("li"), button = make("button", others, { type: "button", "data-tie": tie.tie });
        button.addEventListener("click", () => { choose({ tie }); toPanel(); });
        const text = make("span", null);
        text.append(button, make("span", ` · ${cells.kind(tie)} · ${statusText(tie)}`, { class: "of" }));
        item.append(stroke(colour(tie.kind), dash(tie)), text); list.append(item);
      }
      body.append(list);
    } else showTie(chosen.tie, head, body);
    const clear = make("button", word("close"), { type: "button", id: "clear" });
    clear.addEventListener("click", () => { choose(null); toPanel(); });
    body.append(clear);
  }
  function showTie(tie, head, body) {
    head.textContent = title(tie);
    const facts = make("dl");
    const add = (key, text) => { if (text) facts.append(make("dt", word(key)), make("dd", text)); };
    add("kind", `${cells.kind(tie)} `); facts.lastChild.append(stroke(colour(tie.kind), dash(tie))); add("status", statusText(tie)); add("since", cells.since(tie));
    body.append(facts);
    if (tie.channels.length) {
      body.append(make("h3", word("channels")));
      const list = make("ul");
      for (const channel of tie.channels) list.append(make("li", local(channel)));
      body.append(list);
    }
    for (const conflict of tie.conflicts) body.append(make("div", `${word("conflicts")}${word("colon")}${local(conflict)}`, { class: "conflict" }));
    const list = make("ol", null, { class: "history" });
    for (const line of tie.history) {
      const item = make("li");
      item.append(make("span", local(line.date) || word("unknown_date"), { class: "when" }), make("span", ` · ${local(line.what)}`));
      // What a source says is given in the language that it was entered in.
      if (local(line.gist)) item.append(make("div", local(line.gist), { dir: "auto", lang: /[\u0600-\u06ff]/.test(local(line.gist)) ? "fa" : "en" }));
      const from = make("span", null, { class: "from" });
      if (local(line.said_by)) from.append(`${word("said_by")}${word("colon")}`, make("bdi", local(line.said_by)), " · ");
      from.append(`${word("source")}${word("colon")}`, link(line.url, local(line.source)));
      if (line.locator) from.append(" · ", make("bdi", line.locator));
      if (local(line.published)) from.append(` · ${word("published")}${word("colon")}`, make("bdi", local(line.published)));
      item.append(from); list.append(item);
    }
    body.append(list);
  }

  // --- choosing, the address, searching --------------------------------------------
  let lastHash = null; // the address that was last shown
  function choose(what, quiet) {
    chosen = what;
    network.unselectAll();
    at("said").textContent = "";
    drawTies(); fillPanel(); markRows(); network.redraw();
    if (!quiet) {
      const hash = !what ? "" : what.tie ? `#tie=${encodeURIComponent(what.tie.tie)}` : `#city=${encodeURIComponent(what.city)}`;
      if (location.hash !== hash) history.pushState(null, "", hash || location.pathname + location.search);
      lastHash = location.hash;
    }
  }
  function fromHash() {
    if (location.hash === lastHash) return; // Back fires two events
    lastHash = location.hash;
    const [, key, raw] = /^#(city|tie)=(.*)$/s.exec(location.hash) || [];
    let wanted = raw;
    try { wanted = decodeURIComponent(raw); } catch { /* not encoded: taken as it stands */ }
    // An edge of a tie of three and more may be named too.
    const tie = tieOf.get(wanted) || tieOf.get((lines.find((line) => line.id === wanted) || {}).tie);
    if (key === "city" && cities.has(wanted)) choose({ city: wanted }, true);
    else if (key === "tie" && tie) choose({ tie }, true);
    else { choose(null, true); if (location.hash.length > 1) at("said").textContent = word("no_such"); }
  }

  // The same folding as the program's: case, marks, Arabic letter forms and half-spaces do not count.
  const twins = { "ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ە": "ه", "ھ": "ه", "ہ": "ه", "ٱ": "ا", "ء": "", "ـ": "", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ə": "a", "ß": "ss" };
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[يىېكةۀەھہٱءـłøđðþæœıħŧŋəß]/g, (sign) => twins[sign]).replace(/[^\p{L}\p{N}]/gu, "");
  const searchable = byWeight.map((city) => ({ id: city.id, names: [...Object.values(city.names), ...(city.aliases || []), city.id].filter(Boolean).map(fold) }));
  function search() {
    const wanted = fold(at("search").value);
    if (!wanted) return;
    const found = searchable.find((city) => city.names.includes(wanted)) || searchable.find((city) => city.names.some((one) => one.startsWith(wanted))) || searchable.find((city) => city.names.some((one) => one.includes(wanted)));
    if (!found) { at("said").textContent = word("no_match"); return; }
    choose({ city: found.id });
    const spot = network.canvasToDOM({ x: cities.get(found.id).x, y: cities.get(found.id).y });
    const away = spot.x < 0 || spot.y < 0 || spot.x > frame.clientWidth || spot.y > frame.clientHeight;
    if (away) network.moveTo({ position: { x: cities.get(found.id).x, y: cities.get(found.id).y }, animation: false });
    toPanel();
  }
  at("search").addEventListener("change", search);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") { if (chosen) choose(null); } else if (event.key === "/" && document.activeElement.tagName !== "INPUT") { event.preventDefault(); at("search").focus(); }
  });
  window.addEventListener("popstate", fromHash);
  window.addEventListener("hashchange", fromHash);

  // --- language, theme, paper --------------------------------------------------------
  function setLanguage(code) {
    language = code;
    root.lang = code;
    root.dir = code === "fa" ? "rtl" : "ltr";
    document.title = local(page.title);
    at("title").textContent = local(page.title);
    const known = page.knownBy ? fill("known_by", { day: local(page.meta.known_by) || digits(page.knownBy) }) : "";
    at("day").textContent = fill("as_of", { day: local(page.meta.day) || digits(page.on) }) + (known && ` · ${known}`);
    at("language").textContent = word("language");
    at("language").lang = code === "fa" ? "en" : "fa";
    at("search").placeholder = word("search");
    for (const element of document.querySelectorAll("[data-text]")) element.textContent = word(element.dataset.text);
    for (const element of document.querySelectorAll("[data-label]")) { element.title = word(element.dataset.label); element.setAttribute("aria-label", word(element.dataset.label)); }
    at("names").replaceChildren(...byWeight.map((city) => make("option", null, { value: name(city.id) })));
    const id = make("p", `${word("snapshot")}${word("colon")}`);
    id.append(make("bdi", page.meta.id));
    at("footer").replaceChildren(make("p", local(page.meta.counts)), id, make("p", local(page.meta.licences)));
    fillLegend(); fillTable(); fillPanel(); network.redraw();
  }
  at("language").addEventListener("click", () => setLanguage(language === "fa" ? "en" : "fa"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { drawTies(); network.redraw(); });
  // Paper is white: the picture is drawn in the light colours before it is printed.
  const paper = (on) => { root.classList.toggle("paper", on); drawTies(); network.redraw(); };
  window.addEventListener("beforeprint", () => paper(true));
  window.addEventListener("afterprint", () => paper(false));

  setLanguage(language);
  fit();
  fromHash();
  if (!chosen) drawTies();
  // For tests and for scripts of those who embed the page: a copy of what is drawn, to read.
  window.cityties = Object.freeze({
    drawn: () => ({
      dots: [...inUse()].map((id) => ({ id, located: cities.get(id).located, x: cities.get(id).x, y: cities.get(id).y, screen: network.canvasToDOM(network.getPosition(id)) })),
      lines: edges.get().map(({ id, from, to, width, dashes, color, smooth }) => ({ id, from, to, width: width * lineScale, dashes: dashes && dashes.map((part) => Math.round(part * lineScale)), colour: color.color, opacity: color.opacity, bow: smooth ? `${smooth.type} ${smooth.roundness.toFixed(2)}` : "straight" })),
      labels: labels.map(({ id, text, x, y, w, h, size }) => ({ id, text, x, y, w, h, size })),
      scale: network.getScale(),
    }),
  });
  document.body.dataset.ready = "yes";
})();
