"use strict";
// The page's behaviour. Every text of the data enters the document as text, never as markup.
(function () {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const cities = new Map(read("nodes").map((city) => [city.id, city]));
  const ties = read("edges");
  const page = read("payload");
  const root = document.documentElement;
  let language = page.language;
  let chosen = null; // {city} or {tie}
  let order = { key: "partner", down: false };

  const at = (id) => document.getElementById(id);
  const word = (key) => page.texts[language][key];
  const digits = (text) => language === "fa" ? String(text).replace(/[0-9]/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d]) : String(text);
  const local = (texts) => (texts && (texts[language] || texts.en)) || "";
  const name = (id) => local(cities.get(id).names);

  function make(tag, text, attributes) {
    const element = document.createElement(tag);
    if (text !== undefined && text !== null) element.textContent = digits(text);
    for (const key of Object.keys(attributes || {})) element.setAttribute(key, attributes[key]);
    return element;
  }
  // Only addresses of the web become links; anything else stays text.
  function link(address, text) {
    if (!/^https?:\/\//i.test(address || "")) return make("span", text);
    return make("a", text, { href: address, rel: "noopener noreferrer", target: "_blank", dir: "auto" });
  }

  // Colour tells the kind, the dash tells the status; colours keep 3:1 on both grounds.
  const palette = ["#0a6ebd", "#b8560b", "#0b8a5f", "#a8518a", "#8a7200", "#5b6fd6", "#c0392b", "#4a7c7e"];
  const kinds = [...new Set(ties.map((tie) => tie.kind))].sort();
  const statuses = [...new Set(ties.map((tie) => tie.status || ""))].sort();
  const colour = (kind) => palette[kinds.indexOf(kind) % palette.length];
  function dash(tie) {
    if (tie.certainty !== "certain") return [2, 4];
    if (tie.status === "in_force") return false;
    if (["suspended", "broken"].includes(tie.status)) return [9, 5];
    if (["ended", "expired", "superseded", "declined", "refused", "withdrawn"].includes(tie.status)) return [1, 6];
    return [5, 4];
  }
  const shown = { kind: new Set(kinds), status: new Set(statuses) };
  const visible = () => ties.filter((tie) => shown.kind.has(tie.kind) && shown.status.has(tie.status || ""));

  // Dots and labels keep their size on the screen; labels that would overlap give way.
  let drawn = [];
  const weight = new Map();
  for (const tie of ties) for (const city of tie.pair) weight.set(city, (weight.get(city) || 0) + 1);
  function dot({ ctx, id, x, y, state }) {
    return {
      drawNode() {
        const scale = network.getScale();
        const focus = id === page.focus, picked = chosen && (chosen.city === id || (chosen.tie && chosen.tie.pair.includes(id)));
        ctx.beginPath();
        ctx.arc(x, y, (focus ? 7 : 4.5) / scale, 0, 2 * Math.PI);
        ctx.fillStyle = focus || picked || state.hover ? accent() : ink();
        ctx.fill();
      },
      drawExternalLabel() {
        const scale = network.getScale(), text = name(id);
        ctx.font = `${(id === page.focus ? 15 : 12) / scale}px ${getComputedStyle(document.body).fontFamily}`;
        ctx.direction = language === "fa" ? "rtl" : "ltr";
        ctx.textAlign = "left";
        ctx.textBaseline = "middle";
        const gap = 8 / scale, wide = ctx.measureText(text).width, high = 15 / scale;
        const box = { x: x + gap, y: y - high / 2, w: wide, h: high };
        const hit = drawn.some((other) => box.x < other.x + other.w && other.x < box.x + box.w && box.y < other.y + other.h && other.y < box.y + box.h);
        const must = id === page.focus || (chosen && (chosen.city === id || (chosen.tie && chosen.tie.pair.includes(id))));
        if (hit && !must) return;
        drawn.push(box);
        ctx.lineWidth = 3 / scale;
        ctx.strokeStyle = ground();
        ctx.strokeText(text, box.x, y);
        ctx.fillStyle = ink();
        ctx.fillText(text, box.x, y);
      },
      nodeDimensions: { width: 10, height: 10 },
    };
  }
  const style = (property) => getComputedStyle(root).getPropertyValue(property).trim();
  const ink = () => style("--ink"), accent = () => style("--accent"), ground = () => style("--box");

  const byWeight = [...cities.values()].sort((a, b) => (b.id === page.focus) - (a.id === page.focus) || (weight.get(b.id) || 0) - (weight.get(a.id) || 0) || (a.id < b.id ? -1 : 1));
  const nodes = new vis.DataSet(byWeight.map((city) => ({ id: city.id, x: city.x, y: city.y, shape: "custom", ctxRenderer: dot })));
  const edges = new vis.DataSet();
  const network = new vis.Network(at("picture"), { nodes, edges }, {
    physics: false,
    interaction: { hover: true, keyboard: { enabled: true, bindToWindow: false }, zoomSpeed: 0.6 },
    nodes: { fixed: true },
    edges: { arrows: { to: false }, selectionWidth: 0, hoverWidth: 0 },
  });
  network.on("beforeDrawing", () => { drawn = []; });
  network.on("click", ({ nodes: [city], edges: [edge] }) => {
    if (city !== undefined) choose({ city });
    else if (edge !== undefined) choose({ tie: ties.find((tie) => tie.id === edge) });
    else choose(null);
  });
  let scale = 0;
  network.on("afterDrawing", () => {
    // Lines keep their width on the screen too.
    if (Math.abs(network.getScale() - scale) > scale * 0.05) { scale = network.getScale(); setTimeout(drawTies, 0); }
  });
  function drawTies() {
    const now = network.getScale() || 1;
    const wanted = visible();
    edges.clear();
    edges.add(wanted.map((tie) => {
      const marked = chosen && (chosen.tie === tie || (chosen.city && tie.pair.includes(chosen.city)));
      const dashes = dash(tie);
      return {
        id: tie.id, from: tie.from, to: tie.to,
        width: (marked ? 3.4 : 1.6) / now,
        dashes: dashes && dashes.map((part) => part / now),
        color: { color: colour(tie.kind), opacity: chosen && !marked ? 0.25 : 1, inherit: false },
        smooth: { enabled: true, type: tie.rank % 2 ? "curvedCCW" : "curvedCW", roundness: 0.12 + 0.14 * tie.rank },
      };
    }));
  }

  function fillLegend() {
    const box = at("filters");
    box.replaceChildren();
    for (const [field, values] of [["kind", kinds], ["status", statuses]]) {
      box.append(make("h3", word(field)));
      for (const value of values) {
        const some = ties.filter((tie) => (tie[field] || "") === value);
        const label = make("label"), tick = make("input", null, { type: "checkbox", "data-field": field, "data-value": value });
        tick.checked = shown[field].has(value);
        tick.addEventListener("change", () => {
          if (tick.checked) shown[field].add(value); else shown[field].delete(value);
          drawTies(); fillTable();
        });
        label.append(tick, sample(field, some[0]), make("span", local(some[0].labels[field]) || "—"), make("span", some.length, { class: "count" }));
        box.append(label);
      }
    }
    const lost = [...cities.values()].filter((city) => !city.located), aside = at("aside");
    aside.replaceChildren();
    if (lost.length) aside.append(make("h3", word("not_located")), make("p", lost.map((city) => name(city.id)).join(language === "fa" ? "، " : ", ")));
  }
  function sample(field, tie) {
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), path = document.createElementNS(space, "path");
    svg.setAttribute("width", 30); svg.setAttribute("height", 10); svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M1 5H29"); path.setAttribute("stroke-width", 2.5);
    path.setAttribute("stroke", field === "kind" ? colour(tie.kind) : "currentColor");
    if (field === "status" && dash(tie)) path.setAttribute("stroke-dasharray", dash(tie).join(" "));
    svg.append(path);
    return svg;
  }

  const other = (tie) => tie.pair.find((city) => city !== page.focus) || tie.pair[0];
  const cells = {
    partner: (tie) => page.focus ? name(other(tie)) : tie.pair.map(name).join(" – "),
    country: (tie) => page.focus ? local(cities.get(other(tie)).country) : tie.pair.map((city) => local(cities.get(city).country)).join(" – "),
    kind: (tie) => local(tie.labels.kind),
    status: (tie) => statusText(tie),
    since: (tie) => local(tie.labels.since),
    sources: (tie) => tie.sources.length,
  };
  function statusText(tie) {
    let text = local(tie.labels.status) || "—";
    if (tie.certainty !== "certain") text += language === "fa" ? ` (${word("possible")})` : ` (${word("possible")})`;
    if (tie.unanswered) text += " · " + word("unanswered").replace("{n}", tie.days_open);
    return text;
  }
  function fillTable() {
    const table = at("table"), head = make("tr");
    for (const key of Object.keys(cells)) {
      const cell = make("th", null, { scope: "col", "aria-sort": order.key === key ? (order.down ? "descending" : "ascending") : "none" });
      const button = make("button", word(key === "partner" && !page.focus ? "parties" : key), { type: "button" });
      button.addEventListener("click", () => { order = { key, down: order.key === key && !order.down }; fillTable(); });
      cell.append(button); head.append(cell);
    }
    table.tHead.replaceChildren(head);
    const compare = new Intl.Collator(language, { numeric: true }).compare;
    const sortKey = (tie) => order.key === "since" ? tie.since || "9999" : String(cells[order.key](tie));
    const rows = visible().sort((a, b) => compare(sortKey(a), sortKey(b)) * (order.down ? -1 : 1) || (a.id < b.id ? -1 : 1));
    table.tBodies[0].replaceChildren(...rows.map((tie) => {
      const row = make("tr");
      for (const key of Object.keys(cells)) {
        const cell = make("td");
        if (key === "partner") {
          const button = make("button", cells[key](tie), { type: "button", "data-tie": tie.id });
          button.addEventListener("click", () => { choose({ tie }); at("panel-title").focus(); });
          cell.append(button);
        } else cell.textContent = digits(cells[key](tie));
        row.append(cell);
      }
      return row;
    }));
    at("said").textContent = rows.length ? "" : word("nothing");
    at("picture").setAttribute("aria-label", `${word("map")}${word("colon")}${digits(rows.length)} ${word("ties")}`);
  }

  function fillPanel() {
    const title = at("panel-title"), body = at("panel-body");
    body.replaceChildren();
    if (!chosen) { title.textContent = word("evidence"); body.append(make("p", word("choose"))); return; }
    if (chosen.city) {
      const city = cities.get(chosen.city);
      title.textContent = name(city.id);
      body.append(make("p", local(city.country)));
      const list = make("ul");
      for (const tie of visible().filter((one) => one.pair.includes(city.id))) {
        const item = make("li"), button = make("button", `${tie.pair.map(name).join(" – ")} · ${cells.kind(tie)} · ${statusText(tie)}`, { type: "button" });
        button.addEventListener("click", () => choose({ tie }));
        item.append(button); list.append(item);
      }
      body.append(list);
    } else showTie(chosen.tie, title, body);
    const clear = make("button", word("close"), { type: "button" });
    clear.addEventListener("click", () => choose(null));
    body.append(clear);
  }
  function showTie(tie, title, body) {
    title.textContent = tie.pair.map(name).join(" – ");
    const facts = make("dl");
    const add = (key, value) => { if (value !== "" && value !== undefined && value !== null) facts.append(make("dt", word(key)), make("dd", value)); };
    add("kind", cells.kind(tie)); add("status", statusText(tie)); add("since", cells.since(tie));
    if (tie.parties.length > 2) add("parties", tie.parties.map((id) => cities.has(id) ? name(id) : id).join(language === "fa" ? "، " : ", "));
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
      item.append(make("span", local(line.date) || word("unknown_date"), { class: "when" }), make("span", " · " + local(line.what)));
      if (line.gist) item.append(make("div", line.gist, { dir: "auto", lang: "en" }));
      const from = make("span", null, { class: "from" });
      from.append(make("span", `${word("said_by")}${word("colon")}${local(line.said_by)} · `), link(line.url, local(line.source)));
      if (line.locator) from.append(make("span", ` · ${line.locator}`));
      if (line.published) from.append(make("span", ` · ${word("published")}${word("colon")}${local(line.published)}`));
      item.append(from); list.append(item);
    }
    body.append(list);
  }

  function choose(what, quiet) {
    chosen = what;
    drawTies(); fillPanel();
    if (!quiet) {
      const hash = !what ? "" : what.city ? `#city=${encodeURIComponent(what.city)}` : `#tie=${encodeURIComponent(what.tie.id)}`;
      if (location.hash !== hash) history.pushState(null, "", hash || location.pathname + location.search);
    }
  }
  function fromHash() {
    const [key, raw] = location.hash.slice(1).split("=");
    let value = "";
    try { value = decodeURIComponent(raw || ""); } catch { value = raw; }
    if (key === "city" && cities.has(value)) choose({ city: value }, true);
    else if (key === "tie" && ties.some((tie) => tie.id === value)) choose({ tie: ties.find((tie) => tie.id === value) }, true);
    else { choose(null, true); if (value) at("said").textContent = word("no_match"); }
  }

  // The same folding as the program's: case, marks, Arabic letter forms and half-spaces do not count.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[\u200c\u200d'’`\-\s.]/g, "").replace(/[يى]/g, "ی").replace(/ك/g, "ک").toLowerCase();
  at("search").addEventListener("change", () => {
    const wanted = fold(at("search").value);
    if (!wanted) return;
    const names = (city) => Object.values(city.names).map(fold);
    const found = byWeight.find((city) => names(city).includes(wanted)) || byWeight.find((city) => names(city).some((one) => one.includes(wanted)));
    at("said").textContent = found ? "" : word("no_match");
    if (found) { choose({ city: found.id }); network.focus(found.id, { scale: Math.max(network.getScale(), 0.8) }); }
  });

  function setLanguage(code) {
    language = code;
    root.lang = code;
    root.dir = code === "fa" ? "rtl" : "ltr";
    document.title = local(page.title);
    at("title").textContent = local(page.title);
    at("day").textContent = digits(`${word("as_of")} ${local(page.meta.day)}` + (page.knownBy ? ` · ${word("known_by")} ${page.knownBy}` : ""));
    at("language").textContent = word("language");
    at("language").lang = code === "fa" ? "en" : "fa";
    at("search").placeholder = word("search");
    for (const element of document.querySelectorAll("[data-text]")) element.textContent = word(element.dataset.text);
    at("names").replaceChildren(...byWeight.map((city) => make("option", null, { value: name(city.id) })));
    at("footer").replaceChildren(make("p", local(page.meta.counts)), make("p", `${word("snapshot")}${word("colon")}`).appendChild(make("bdi", page.meta.id)).parentNode, make("p", local(page.meta.licences)));
    fillLegend(); fillTable(); fillPanel(); network.redraw();
  }
  at("language").addEventListener("click", () => setLanguage(language === "fa" ? "en" : "fa"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") choose(null);
    else if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); at("search").focus(); }
  });
  window.addEventListener("popstate", fromHash);
  window.addEventListener("hashchange", fromHash);

  drawTies();
  setLanguage(language);
  fromHash();
  network.fit({ animation: false });
  document.body.dataset.ready = "yes";
})();
