// The claims of a tie, newest first, and the way from a statement of the panel to its claim.

import { hasHistory, historyOf, sources } from "./data.js";
import { button, make } from "./dom.js";
import { isNewClaim } from "./news.js";
import { sourceLink, sourceTitle } from "./parts.js";
import { state } from "./state.js";
import { dayWords, fill, languageOf, listWords, local, word } from "./words.js";

const FOLDED = 10; // claims that are shown at first

/** When something is claimed to be so; else when it was published. */
export function whenWords(line) {
  if (local(line.date)) return local(line.date);
  const published = local(sources[line.source].published);
  return published ? fill("published_on", { date: published }) : word("unknown_date");
}

/** Whether a claim was known by the day of the handle. */
export const isKnown = (line) => !(state.known && line.known && line.known > state.known);

/** A statement that leads to its claim in the list below. */
export function claimLink(row, place, text, attributes = {}) {
  const { id } = historyOf(row)[place];
  return button(text, () => showClaim(id), { class: "claim", "data-claim": id, ...attributes });
}

/** Bring the reader to a claim of the list; what is folded is unfolded. */
function showClaim(id) {
  const find = () =>
    [...document.querySelectorAll("#panel .history [data-id]")].find((one) => one.dataset.id === id);
  if (!find()) document.querySelector("#panel .older")?.click();
  const item = find();
  if (!item) return;
  item.tabIndex = -1;
  item.scrollIntoView({ block: "center" });
  item.focus({ preventScroll: true });
}

/** What each source says, the newest first; what comes after the day stands apart, above. */
export function claimList(row) {
  if (!hasHistory) return make("p", word("no_history"), { class: "of" });
  const known = historyOf(row).filter(isKnown);
  if (!known.length) return make("p", word("not_known_yet"), { class: "of" });
  const isLater = (line) => Boolean(line.from && line.from > state.on);
  const lines = [...known].reverse();
  const ordered = [...lines.filter(isLater), ...lines.filter((line) => !isLater(line))];
  const list = make("ol", null, { class: "history" });
  const day = dayWords(state.on);
  let part = "";
  const add = (some) => {
    for (const line of some) {
      const now = isLater(line) ? "after_day" : "up_to_day";
      if (now !== part && (now === "after_day" || part)) {
        list.append(make("li", fill(now, { day }), { class: "divider" }));
      }
      part = now;
      const item = claimItem(line);
      item.classList.toggle("later", isLater(line));
      list.append(item);
    }
  };
  add(ordered.slice(0, FOLDED));
  const rest = ordered.slice(FOLDED);
  if (!rest.length) return list;
  const more = button(
    fill("older", { n: rest.length }),
    () => {
      const last = list.lastElementChild;
      more.remove();
      add(rest);
      const next = last.nextElementSibling;
      next.tabIndex = -1;
      next.focus({ preventScroll: true });
    },
    { class: "quiet older", "data-n": rest.length },
  );
  return make("div", [list, more]);
}

/** One claim: when, what, in whose words, in which source. */
export function claimItem(line) {
  const source = sources[line.source];
  const gist = local(line.gist);
  const from = make("span", null, { class: "from" });
  const put = (key, part) => {
    if (from.childNodes.length) from.append(" · ");
    from.append(`${word(key)}${word("colon")}`, part);
  };
  if (local(line.said_by)) put("said_by", make("bdi", local(line.said_by)));
  put("source", sourceLink(line.source));
  const publisher = local(source.publisher);
  if (publisher && publisher !== sourceTitle(source)) {
    put("publisher", make("bdi", publisher));
  }
  if (line.locator) from.append(" · ", make("bdi", line.locator));
  if (local(source.published) && local(line.date)) {
    put("published", make("bdi", local(source.published)));
  }
  const named = (line.people || []).map(local);
  return make(
    "li",
    [
      make("span", whenWords(line), { class: "when" }),
      make("span", ` · ${local(line.what)}`),
      isNewClaim(line.id) ? make("span", word("new_claim"), { class: "new" }) : null,
      // What a source says is given in the reader's language only if it was entered in it.
      gist && make("div", gist, { dir: "auto", lang: languageOf(line.gist), class: "gist" }),
      named.length ? make("div", listWords(named), { class: "of" }) : null,
      from,
    ],
    { "data-id": line.id },
  );
}
