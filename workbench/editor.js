// What the workbench needs of CodeMirror: an editor of SPARQL with completion and marked errors.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--ink)" },
  { tag: [tags.string, tags.number], color: "var(--faint)" },
  { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
]);
const look = EditorView.theme({
  "&": { backgroundColor: "var(--box)", color: "var(--ink)", fontSize: "0.9rem" },
  ".cm-content": { caretColor: "var(--ink)", minHeight: "12rem", direction: "ltr" },
  ".cm-gutters": { backgroundColor: "var(--ground)", color: "var(--faint)", border: "0" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  ".cm-tooltip": { backgroundColor: "var(--box)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--box)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy 2px var(--accent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
});

/**
 * An editor in an element.
 *
 * options: text, label, describedBy, complete(context), onRun(), onChange(text), phrases.
 */
export function makeEditor(parent, options) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        look,
        autocompletion({ override: [options.complete] }),
        // Escape, then Tab leaves the editor: nobody is caught in it.
        keymap.of([
          { key: "Mod-Enter", run: () => (options.onRun(), true), preventDefault: true },
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": options.label, spellcheck: "false", dir: "ltr", tabindex: "0" }),
        EditorState.phrases.of(options.phrases ?? {}),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    mark(line, column, message) {
      const doc = view.state.doc;
      const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
      // An error at the end of the text has nothing to mark: the sign before it is.
      const end = Math.max(doc.length - 1, 0);
      const from = Math.min(at.from + Math.max(column - 1, 0), at.to, end);
      const word = /^[^\s]+/.exec(doc.sliceString(from, at.to));
      const to = word ? from + word[0].length : Math.min(from + 1, doc.length);
      view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message }]));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    },
    unmark() {
      view.dispatch(setDiagnostics(view.state, []));
    },
    focus() {
      view.focus();
    },
  };
}

