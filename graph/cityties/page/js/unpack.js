// The block stands in the document compressed. That of a large page is packed, too: rows without keys, shared parts written once, no lines.
// This gives the plain form back, so that nothing else has to know.

/** The text of the block: compressed by zlib, in the letters of base64; or JSON as it is. */
export async function readBlock(element) {
  if (element.type === "application/json") return element.textContent;
  if (!("DecompressionStream" in window)) {
    document.getElementById("said").textContent = element.dataset.tooOld;
    throw new Error(element.dataset.tooOld);
  }
  const letters = atob(element.textContent);
  const bytes = new Uint8Array(letters.length);
  for (let place = 0; place < bytes.length; place += 1) bytes[place] = letters.charCodeAt(place);
  // Neither a blob nor a response: both go through another process, which takes twice as long.
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  const written = writer.write(bytes).then(() => writer.close());
  const reader = readable.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await written;
  return text;
}

/** A row with its keys; null stands for a key that is not there. */
function withKeys(row, keys) {
  const made = {};
  row.forEach((value, place) => {
    if (value !== null || keys[place] === "at" || keys[place] === "country") {
      made[keys[place]] = value;
    }
  });
  return made;
}

/** The lines of a history; a speaker below zero is the tie's party of that place. */
function wholeHistory(rows, block, names) {
  const keys = block.columns.histories;
  return rows.map((row) => {
    const { claim, ...own } = withKeys(row, keys);
    if (own.said_by < 0) own.said_by = names[-1 - own.said_by];
    return { ...block.claims[claim], ...own };
  });
}

/** A tie with its parties as ids, with its own id and what it shares with others. */
function wholeTie(row, block, keys, cities) {
  const tie = withKeys(row, keys);
  const places = tie.parties;
  tie.parties = places.map((party) => (typeof party === "number" ? cities[party].id : party));
  tie.id = `tie/${tie.parties.join("+")}/${tie.kind}`;
  tie.readings = block.reading_sets[tie.readings];
  // Written out when it is looked at: of thousands of ties few ever are.
  const packed = block.histories[tie.history];
  let history;
  Object.defineProperty(tie, "history", {
    enumerable: true,
    get() {
      const names = places.map((party, number) =>
        typeof party === "number" ? cities[party].name : tie.names[tie.parties[number]],
      );
      history ??= wholeHistory(packed, block, names);
      return history;
    },
  });
  return tie;
}

/** Every two cities of a tie that the picture joins by a line. */
function pairsOf(places, step, cities, focus) {
  const pairs = [];
  places.forEach((one, number) => {
    for (const other of places.slice(number + 1)) {
      // Around a focus, lines of a tie of many parties lead towards it only.
      if (!focus || Math.min(cities[one].step, cities[other].step) < step) {
        pairs.push([Math.min(one, other), Math.max(one, other)]);
      }
    }
  });
  return pairs;
}

/** A line for each pair of cities of each tie; those between the same two get a rank. */
function makeLines(ties, cities, focus) {
  const number = new Map(cities.map((city, place) => [city.id, place]));
  const among = new Map();
  const lines = [];
  ties.forEach((tie, place) => {
    const places = tie.parties.map((id) => number.get(id)).filter((one) => one !== undefined);
    pairsOf(places, tie.step, cities, focus).forEach(([from, to], count) => {
      const key = from * cities.length + to;
      const rank = among.get(key) || 0;
      among.set(key, rank + 1);
      lines.push({ id: count ? `${tie.id}#${count + 1}` : tie.id, tie: place, from, to, rank });
    });
  });
  for (const line of lines) line.of = among.get(line.from * cities.length + line.to);
  return lines;
}

/** The block with rows as objects and with its lines. */
export function unpackBlock(block) {
  if (!block.columns) return block;
  const cities = block.cities.map((row) => withKeys(row, block.columns.cities));
  const keys = block.columns.ties;
  const ties = block.ties.map((row) => wholeTie(row, block, keys, cities));
  return { ...block, cities, ties, lines: makeLines(ties, cities, block.meta.focus) };
}
