// A link to what is shown: made when it is asked for, and read when the page opens with one.

import { data } from "./data.js";
import { at, button, make } from "./dom.js";
import { addressOf } from "./state.js";
import { word } from "./words.js";

/** Say something that stays until the reader takes it away; nothing: take it away. */
export function notice(text, code = "") {
  const close = button("×", () => notice(""), { class: "quiet", "aria-label": word("close_note") });
  at("notice").replaceChildren(...(text ? [make("p", [text, " ", code && make("code", code, { dir: "ltr" })]), close] : []));
}

/** The name of the file that the page was opened from. */
const pageFile = () => decodeURIComponent(location.pathname.split("/").at(-1));

/** Copy a text; where the browser refuses, the note shows it, to be copied by hand. */
async function copyText(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    notice(word(done), text);
  } catch {
    notice(word("copy_by_hand"), text);
  }
}

/**
 * Copy a link to the whole view.
 *
 * A page opened from a file has no address that another reader could open: then it is the
 * file's name and what stands after `#`.
 */
export function copyLink(picture) {
  const hash = addressOf({ whole: true, look: picture.looking() });
  if (location.protocol === "file:") return copyText(pageFile() + hash, "copied_file");
  const page = location.href.replace(/#.*$/s, "");
  return copyText(page + hash, "copied");
}

/** Say what an address did not find here. */
export function sayWhatAddress({ unknown, made }) {
  const other = made && !data.meta.id.startsWith(made);
  if (other) notice(word(unknown.length ? "other_build_lacks" : "other_build"));
  else notice(unknown.length ? word("no_such") : "");
}
