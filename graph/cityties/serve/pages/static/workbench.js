// The workbench: tabs of queries, an editor, named questions, and views of the answers.

import { complete } from "./complete.js";
import { amount, at, button, data, make, setData, word } from "./parts.js";
import { VIEWS } from "./views.js";

const KEEP = "cityties-workbench";
const START = "SELECT ?city ?partner ?since {\n  ?state a ct:TieState ; ct:twins ?city, ?partner ; ct:status code:in_force ;\n    ct:channel code:all ; ct:certainlyFrom ?since .\n  FILTER(STR(?city) < STR(?partner))\n} ORDER BY ?since LIMIT 100\n";

let tabs = [];
let current = 0;
let editor = null;
let answer = null;
let running = null;

// --- tabs, kept in this browser

function keep() {
  try {
    localStorage.setItem(KEEP, JSON.stringify({ tabs, current }));
  } catch {
    // A browser may refuse to keep anything: then nothing is kept.
  }
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEEP));
    const fit = (one) => typeof one?.text === "string" && typeof one.name === "string";
    if (found?.tabs?.length && found.tabs.every(fit)) return found;
  } catch {
    // nothing kept, or not by this page
  }
  return { tabs: [{ name: word("tab", { n: 1 }), text: START, view: "table" }], current: 0 };
}

function showTabs() {
  at("tabs").replaceChildren(
    ...tabs.map((tab, number) => {
      const made = button(tab.name, () => choose(number), {
        role: "tab",
        id: `tab-${number}`,
        "aria-selected": String(number === current),
        "aria-controls": "panel",
        tabindex: number === current ? "0" : "-1",
      });
      made.addEventListener("keydown", (event) => {
        const back = getComputedStyle(document.body).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
        const on = back === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
        const step = event.key === back ? -1 : event.key === on ? 1 : 0;
        if (!step) return;
        choose((number + step + tabs.length) % tabs.length);
        at(`tab-${current}`).focus();
      });
      return made;
    }),
  );
  at("close-tab").disabled = tabs.length < 2;
}

function choose(number) {
  current = number;
  editor.text = tabs[current].text;
  editor.unmark();
  answer = null;
  showTabs();
  showAnswer();
  keep();
}

function addTab(text, name, view = "table") {
  tabs.push({ name: name ?? word("tab", { n: tabs.length + 1 }), text, view });
  choose(tabs.length - 1);
}

// --- asking

function say(text, wrong = false) {
  at("said").textContent = text;
  at("said").classList.toggle("wrong", wrong);
}

const seconds = (start) => amount((performance.now() - start) / 1000, 2);

async function run() {
  if (running) return;
  const text = editor.text;
  const start = performance.now();
  running = new AbortController();
  let cancelled = false;
  at("cancel").onclick = () => {
    cancelled = true;
    running.abort();
  };
  at("cancel").disabled = false;
  at("run").disabled = true;
  editor.unmark();
  say(word("running"));
  try {
    const response = await fetch("/sparql?partial=yes", {
      method: "POST",
      headers: {
        "Content-Type": "application/sparql-query",
        Accept: "application/sparql-results+json, application/n-triples;q=0.9",
        "Accept-Language": data().lang,
      },
      body: text,
      signal: running.signal,
    });
    const body = await response.text();
    if (!response.ok) return problem(response, body, start);
    answer = read(response, body);
    say(word("done", { rows: answer.rows.length, seconds: seconds(start) }) + (answer.cut ? ` ${word("cut")}` : ""));
    showAnswer();
  } catch (error) {
    answer = null;
    showAnswer();
    say(cancelled ? word("cancelled", { seconds: seconds(start) }) : word("no_answer", { why: error.message }), !cancelled);
  } finally {
    running = null;
    at("cancel").disabled = true;
    at("run").disabled = false;
  }
}

function problem(response, body, start) {
  answer = null;
  showAnswer();
  let found = {};
  try {
    found = JSON.parse(body);
  } catch {
    found = { detail: `${response.status} ${response.statusText}` };
  }
  const detail = found.detail ?? found.title ?? String(response.status);
  if (found.line) editor.mark(found.line, found.column ?? 1, detail);
  say(response.status === 504 ? word("ended", { seconds: seconds(start), why: detail }) : detail, true);
}

const LITERAL = /^("(?:[^"\\]|\\.)*")(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?$/;

/** A term of a line of N-Triples as in a JSON answer. */
function term(text) {
  if (text.startsWith("<")) return { type: "uri", value: text.slice(1, -1) };
  const match = LITERAL.exec(text);
  if (!match) return { type: "bnode", value: text };
  let value = match[1];
  try {
    value = JSON.parse(value.replace(/\\'/g, "'").replace(/\\U([0-9A-Fa-f]{8})/g, (_all, code) => String.fromCodePoint(parseInt(code, 16))));
  } catch {
    value = value.slice(1, -1);
  }
  return { type: "literal", value, ...(match[2] && { "xml:lang": match[2] }), ...(match[3] && { datatype: match[3] }) };
}

/** The answer as columns and rows: of a graph its triples, of yes or no one cell. */
function read(response, body) {
  const cut = response.headers.has("Cityties-Partial");
  if (response.headers.get("Content-Type")?.includes("n-triples")) {
    const rows = body.split("\n").filter((line) => line.trim() && !line.startsWith("#")).map((line) => {
      const [, subject, predicate, object] = /^(\S+) (\S+) (.*?)\s*\.\s*$/.exec(line) ?? [];
      return subject ? { subject: term(subject), predicate: term(predicate), object: term(object) } : null;
    });
    return { vars: ["subject", "predicate", "object"], rows: rows.filter(Boolean), cut };
  }
  const found = JSON.parse(body);
  if (typeof found.boolean === "boolean") {
    return { vars: ["answer"], rows: [{ answer: { type: "literal", value: word(found.boolean ? "yes" : "no") } }], cut };
  }
  return { vars: found.head.vars, rows: found.results.bindings, cut };
}

// --- views

function showAnswer() {
  const tab = tabs[current];
  at("views").replaceChildren(
    ...VIEWS.map((view) => {
      const fits = Boolean(answer) && (view.name === "table" || (answer.rows.length > 0 && view.fits(answer)));
      const made = button(word(view.name), () => {
        tab.view = view.name;
        keep();
        showAnswer();
        at("views").querySelector('[aria-pressed="true"]')?.focus();
      }, { "aria-pressed": String(fits && view.name === tab.view) });
      made.disabled = !fits;
      if (!fits && answer) made.title = word(`${view.name}_needs`);
      return made;
    }),
  );
  const parent = at("view");
  parent.replaceChildren();
  if (!answer) return;
  const view = VIEWS.find((one) => one.name === tab.view && (one.name === "table" || (answer.rows.length && one.fits(answer)))) ?? VIEWS[0];
  view.draw(answer, parent);
}

// --- named questions

function showQuestions() {
  const select = at("question");
  for (const one of data().questions) select.append(make("option", one.title, { value: one.name }));
  select.addEventListener("change", () => showForm(select.value, {}));
}

function showForm(name, values) {
  const question = data().questions.find((one) => one.name === name);
  const form = at("parameters");
  form.replaceChildren();
  if (!question) return;
  at("question").value = name;
  form.append(make("p", question.description, { class: "whole" }));
  for (const one of question.parameters) {
    const id = `p-${one.name}`;
    const value = values[one.name] ?? one.default ?? one.example ?? "";
    let field;
    if (one.choices) {
      field = make("select", one.choices.map(({ code, label }) => make("option", label, { value: code })), { id, name: one.name });
      field.value = value;
    } else {
      field = make("input", null, { id, name: one.name, value, autocomplete: "off", list: one.type === "city" ? "cities" : null, dir: "auto" });
    }
    form.append(make("label", [make("span", one.description || one.name), field], { for: id }));
  }
  form.append(make("button", word("put"), { type: "submit" }));
  form.onsubmit = (event) => {
    event.preventDefault();
    put(question);
  };
}

async function put(question) {
  const asked = new URLSearchParams({ question: question.name, lang: data().lang });
  for (const [name, value] of new FormData(at("parameters"))) asked.set(`p.${name}`, value);
  const response = await fetch(`/workbench/question?${asked}`);
  const found = await response.json();
  if (!response.ok) return say(found.detail ?? String(response.status), true);
  addTab(found.text, question.title.slice(0, 28));
  return run();
}

// --- links, and the query in other programs

function copy(text) {
  const done = () => say(word("copied"));
  const not = () => say(word("not_copied"), true);
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, not);
  else not();
}

function permalink() {
  const hash = new URLSearchParams({ query: editor.text, view: tabs[current].view });
  const link = new URL(location.href);
  link.hash = hash.toString();
  history.replaceState(null, "", link);
  copy(link.href);
}

function showCode(kind) {
  const text = editor.text.trim();
  const place = `${location.origin}/sparql`;
  const made = {
    python: `import cityties\n\ng = cityties.open()\nanswer = g.query(${pythonText(text)})\nfor row in answer:\n    print(row)\n\n# ${word("python_other")}\n# import pandas\n# pandas.read_csv("${place}?format=csv&query=" + urllib.parse.quote(query))\n`,
    curl: `curl -H 'Accept: text/csv' -H 'Content-Type: application/sparql-query' \\\n  --data-binary @- '${place}' <<'SPARQL'\n${text}\nSPARQL\n`,
  }[kind];
  const pre = make("pre", make("code", made), { class: "code", dir: "ltr", tabindex: "0", role: "group", "aria-label": word(kind) });
  at("code").replaceChildren(pre, make("div", [button(word("copy"), () => copy(made)), button(word("close"), () => at("code").replaceChildren())], { class: "bar" }));
}

function pythonText(text) {
  return text.includes('"""') || text.includes("\\") || text.endsWith('"') ? JSON.stringify(text) : `"""\n${text}\n"""`;
}

// --- the editor

function plainEditor(parent, options) {
  const field = make("textarea", null, { "aria-label": options.label, spellcheck: "false", dir: "ltr" });
  field.value = options.text;
  field.addEventListener("input", () => options.onChange(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) options.onRun();
  });
  parent.append(field, make("p", word("plain_editor"), { id: "plain", class: "faint", dir: "auto" }));
  return {
    get text() {
      return field.value;
    },
    set text(text) {
      field.value = text;
      options.onChange(text);
    },
    mark(line, column) {
      const lines = field.value.split("\n");
      const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + column - 1;
      field.focus();
      field.setSelectionRange(from, from + 1);
    },
    unmark() {},
    focus: () => field.focus(),
  };
}

async function startEditor(text) {
  const options = {
    text,
    label: word("editor"),
    complete,
    onRun: run,
    onChange: (changed) => {
      tabs[current].text = changed;
      keep();
    },
  };
  try {
    const { makeEditor } = await import("./editor.js");
    return makeEditor(at("editor"), options);
  } catch {
    at("editor").replaceChildren();
    return plainEditor(at("editor"), options);
  }
}

function fromAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.get("query")) {
    addTab(asked.get("query"), word("from_link"), asked.get("view") ?? "table");
    return run();
  }
  if (asked.get("question")) {
    at("questions").open = true;
    showForm(asked.get("question"), Object.fromEntries(asked));
    at("parameters").scrollIntoView();
  }
  return null;
}

async function start() {
  const lang = document.documentElement.lang;
  const response = await fetch(`/workbench/data.json?lang=${lang}`);
  setData(await response.json());
  ({ tabs, current } = kept());
  current = Math.min(Math.max(0, current), tabs.length - 1);
  editor = await startEditor(tabs[current].text);
  at("run").onclick = run;
  at("new-tab").onclick = () => addTab("", undefined);
  at("close-tab").onclick = () => {
    tabs.splice(current, 1);
    choose(Math.max(0, current - 1));
  };
  at("link").onclick = permalink;
  at("python").onclick = () => showCode("python");
  at("curl").onclick = () => showCode("curl");
  at("cities").append(...data().names.filter((one) => one.type === "city").map((one) => make("option", one.label, { value: one.short.slice(3) })));
  showTabs();
  showQuestions();
  showAnswer();
  for (const one of document.querySelectorAll("[data-wait]")) one.disabled = false;
  at("cancel").disabled = true;
  at("close-tab").disabled = tabs.length < 2;
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
  document.body.dataset.ready = "yes";
}

start().catch((error) => {
  at("said").textContent = String(error);
});
