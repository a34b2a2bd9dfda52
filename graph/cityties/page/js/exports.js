// Exports: the table as CSV, the picture as SVG or PNG, the page on paper.

import { csvText } from "./csv.js";
import { cities, focus, sources, ties } from "./data.js";
import { at, button } from "./dom.js";
import { printAs } from "./paper.js";
import { state } from "./state.js";
import { drawingText, makeDrawing } from "./svg.js";
import { columnName, columns, isoColumns, sourcesNow, tableTies } from "./table.js";
import { word } from "./words.js";

const FINE = 2; // pixels of a PNG for each pixel of the window

/** The rows of the table as they are listed, with the tie's id and the addresses of its sources. */
function tableRows() {
  const keys = Object.keys(columns);
  const head = [
    ...keys.map(columnName),
    ...isoColumns.head(),
    word("tie_id"),
    word("source_links"),
  ];
  const rows = tableTies().map((tie) => [
    ...keys.map((key) => columns[key].text(tie)),
    ...isoColumns.cells(tie),
    ties[tie].id,
    sourcesNow(tie)
      .map((source) => sources[source].url)
      .filter(Boolean)
      .join(" "),
  ]);
  return [head, ...rows];
}

/** The name of a file: what it shows and of which day. */
const fileName = (ending) =>
  `cityties-${focus < 0 ? "all" : cities[focus].id}-${state.on}.${ending}`;

function download(blob, name) {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A drawing as the bytes of a PNG file. */
function toPng(drawing) {
  const { width, height } = drawing.viewBox.baseVal;
  const image = new Image();
  return new Promise((done, failed) => {
    image.onerror = () => failed(new Error("the drawing could not be drawn"));
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = width * FINE;
      canvas.height = height * FINE;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(image.src);
      canvas.toBlob(
        (blob) => (blob ? done(blob) : failed(new Error("no room for it"))),
        "image/png",
      );
    };
    image.src = URL.createObjectURL(new Blob([drawingText(drawing)], { type: "image/svg+xml" }));
  });
}

/** Fill the menu with the ways to take something away. */
export function makeExports(scene, picture) {
  const saves = {
    save_csv: () =>
      download(
        new Blob([csvText(tableRows())], { type: "text/csv;charset=utf-8" }),
        fileName("csv"),
      ),
    save_svg: () => {
      const text = drawingText(makeDrawing(scene, picture));
      download(new Blob([text], { type: "image/svg+xml" }), fileName("svg"));
    },
    save_png: async () => download(await toPng(makeDrawing(scene, picture)), fileName("png")),
    print_brief: () => printAs("brief"),
    print: () => printAs("whole"),
  };
  for (const [key, save] of Object.entries(saves)) {
    const act = async () => {
      at("save").open = false;
      try {
        await save();
        at("said").textContent = key.startsWith("print") ? "" : word("saved");
      } catch {
        at("said").textContent = word("not_saved");
      }
    };
    at("save-list").append(button("", act, { id: key.replace("_", "-"), "data-text": key }));
  }
}
