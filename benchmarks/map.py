"""How large and how quick our page is beside pages of the same graph made by others.

    python benchmarks/map.py [--sizes 60,120,500,2000] [--runs 5] [--peers FOLDER] [--both]

Invented ties between invented cities, by a fixed seed: a few cities have many. Each page
is opened from a file in headless Chromium without a GPU, ``--runs`` times, the pages by turns, and
the median is printed: only the ratios between two pages of one run mean something. Columns:

- bytes of the file;
- first frame: from the start of loading to the end of the first frame with ties in it;
- settled: until the page has nothing left to do after that frame (ours fills its lists then);
- redraws/s: pictures redrawn each second while the mouse drags the map;
- longest: the longest time between two of them;
- hover: from a move of the mouse to the end of the frame that follows it, median of up to forty.

``cityties`` is our page as it is made. At the end is said where it is more than a tenth behind: up
to ``cityties.page.data.FULL`` cities, where vis-network draws it, behind pyvis's page; above,
where our own canvas draws, behind the best of all. (For pointing, what is within one frame of the
screen counts as the same.) With ``--both``, ``vis`` and ``canvas`` are the same page with the one
or the other renderer: from their ratio comes that size.

pyvis's page is made with ``cdn_resources="in_line"``, which is the way that works offline, with the
same places and physics off: with physics on, it would still be moving. Pages of sigma and cytoscape
are made from the packages in ``FOLDER/node_modules`` (``npm install sigma graphology cytoscape``),
with the same places, curves where they have them, and no land, timeline, evidence or table.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from cityties.api import CityGraph
from cityties.model.dates import parse_edtf
from cityties.model.identifiers import tie_id
from cityties.model.rows import Claim, Organization, Place, Source, Tables
from cityties.page import data as page_data
from cityties.page.geography import equal_earth
from cityties.store.build import build

SIZES = (60, 120, 500, 2_000)
TIES_PER_CITY = 1.7  # as among the world's twin towns
WINDOW = {"width": 1400, "height": 800}
DRAG_SECONDS = 1.5
HOVER_SECONDS = 2.5
TOLERANCE = 0.1
FRAME = 1000 / 60  # milliseconds
GIVE_UP = 120_000  # milliseconds
COUNTRIES = ("DE", "FR", "IR", "JP", "US", "BR", "IN", "PL")


def tables(cities: int) -> Tables:
    """Cities in bunches, as on the real map, and ties of which a few cities have many."""
    chance = random.Random(cities)
    middles = [(chance.uniform(-35, 60), chance.uniform(-120, 140)) for _bunch in range(12)]
    places = []
    for number in range(cities):
        north, east = chance.choice(middles)
        places.append(
            Place(
                f"city-{number}", "city", f"City {number}", f"شهر {number}",
                country=chance.choice(COUNTRIES),
                latitude=round(max(-80.0, min(80.0, chance.gauss(north, 7))), 4),
                longitude=round(max(-179.0, min(179.0, chance.gauss(east, 12))), 4),
            )
        )  # fmt: skip
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < TIES_PER_CITY * cities:
        one, other = (int(cities * chance.random() ** 2) for _end in range(2))
        if one != other:
            pairs.add((min(one, other), max(one, other)))
    claims = []
    for number, pair in enumerate(sorted(pairs)):
        parties = tuple(sorted(f"city-{end}" for end in pair))
        kind = chance.choice(("sister_city", "sister_city", "cooperation_mou"))
        claims.append(
            Claim(
                f"c-{number}", "source", "tie", aspect="change", kind=kind, parties=parties,
                about=tie_id(parties, kind), status="in_force",
                when=parse_edtf(f"{chance.randint(1950, 2015)}"), gist="The two cities signed.",
            )
        )  # fmt: skip
    source = Source("source", "dataset", "Invented", "press", published=parse_edtf("2016"))
    return Tables(
        places=tuple(places),
        organizations=(Organization("press", "publisher", "Press"),),
        sources=(source,),
        claims=tuple(claims),
    )


def page_of_pyvis(data: Tables) -> str:
    """What pyvis makes of the same cities and ties without our template."""
    from pyvis.network import Network

    network = Network(height="780px", width="100%", directed=True, cdn_resources="in_line")
    network.toggle_physics(False)
    names = {}
    for place in data.places:
        assert place.latitude is not None and place.longitude is not None
        x, y = equal_earth(place.latitude, place.longitude)
        names[place.id] = place.name_en
        network.add_node(place.id, label=place.name_en, title=place.name_en, size=4,
                         x=round(x * 1000), y=round(-y * 1000))  # fmt: skip
    for claim in data.claims:
        one, other = claim.parties
        title = f"{names[one]} – {names[other]}: {claim.kind}, {claim.status}"
        # Appended, since add_edge looks through all edges each time.
        network.edges.append({"from": one, "to": other, "title": title, "arrows": ""})
    return str(network.generate_html("page.html"))


def page_of_cytoscape(data: Tables, modules: Path) -> str:
    """The same cities and ties drawn by cytoscape."""
    elements: list[dict[str, Any]] = [
        {"data": {"id": one, "label": name}, "position": {"x": x, "y": y}}
        for one, name, x, y in _spots(data)
    ]
    elements += [
        {"data": {"id": claim.id, "source": claim.parties[0], "target": claim.parties[1]}}
        for claim in data.claims
    ]
    script = (modules / "cytoscape/dist/cytoscape.min.js").read_text("utf-8")
    make = """cytoscape({ container: document.getElementById("g"), elements: DATA,
      layout: { name: "preset", fit: true },
      style: [
        { selector: "node", style: { width: 8, height: 8, label: "data(label)", "font-size": 12 } },
        { selector: "edge", style: { width: 1.5, "curve-style": "unbundled-bezier" } },
      ] });"""
    return _peer(script, make.replace("DATA", json.dumps(elements)))


def page_of_sigma(data: Tables, modules: Path) -> str:
    """The same cities and ties drawn by sigma."""
    nodes = [
        {"key": one, "attributes": {"label": name, "x": x, "y": -y, "size": 4}}
        for one, name, x, y in _spots(data)
    ]
    edges = [{"source": one.parties[0], "target": one.parties[1]} for one in data.claims]
    scripts = [
        (modules / "graphology/dist/graphology.umd.min.js").read_text("utf-8"),
        (modules / "sigma/dist/sigma.min.js").read_text("utf-8"),
    ]
    made = json.dumps({"nodes": nodes, "edges": edges})
    make = f"""const graph = new graphology.MultiGraph(); graph.import({made});
      new Sigma(graph, document.getElementById("g"));"""
    return _peer("\n".join(scripts), make)


def _spots(data: Tables) -> list[tuple[str, str, float, float]]:
    found = []
    for place in data.places:
        assert place.latitude is not None and place.longitude is not None
        x, y = equal_earth(place.latitude, place.longitude)
        found.append((place.id, place.name_en, round(x * 1000), round(-y * 1000)))
    return found


def _peer(script: str, make: str) -> str:
    safe = script.replace("</script", "<\\/script")
    return (
        '<!doctype html><meta charset="utf-8"><title>peer</title>'
        '<div id="g" style="width:100%;height:780px"></div>'
        f"<script>{safe}</script><script>{make}</script>"
    )


# Counts each time that a picture is drawn, whoever draws it: the first call of a frame that
# clears, fills or lays an image on a canvas of the document. Ties are strokes, after the two of
# our land, or triangles; what is drawn aside is seen when it is laid on the page.
WATCH = """
window.drawnAt = [];
let last = -1;
let ties = 0;
let inFrame = false;
const nextFrame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (act) =>
  nextFrame((now) => {
    inFrame = true;
    try {
      act(now);
    } finally {
      inFrame = false;
    }
  });
// The end of the frame that shows what is drawn now, and when the page rests after it.
const seen = () => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    window.firstFrame = performance.now();
    requestIdleCallback(() => { window.settled = performance.now(); });
  };
  if (inFrame) port2.postMessage(0);
  else nextFrame(() => port2.postMessage(0));
};
const note = (ctx) => {
  if (!ctx.canvas.isConnected) return;
  const now = document.timeline.currentTime;
  if (now !== last) { last = now; window.drawnAt.push(performance.now()); }
  if (ties > 2 && !window.first) { window.first = true; seen(); }
};
for (const kind of ["WebGLRenderingContext", "WebGL2RenderingContext"]) {
  for (const name of ["drawArrays", "drawElements", "drawArraysInstanced", "clear"]) {
    const real = window[kind]?.prototype[name];
    if (!real) continue;
    window[kind].prototype[name] = function (...given) {
      if (name !== "clear") ties = 3;
      note(this);
      return real.apply(this, given);
    };
  }
}
for (const kind of ["CanvasRenderingContext2D", "OffscreenCanvasRenderingContext2D"]) {
  for (const name of ["clearRect", "fillRect", "drawImage", "stroke", "fill", "fillText"]) {
    const real = window[kind].prototype[name];
    window[kind].prototype[name] = function (...given) {
      if (name === "stroke") ties += 1;
      note(this);
      return real.apply(this, given);
    };
  }
}
"""


HOVER = """
window.hovers = [];
document.addEventListener("pointermove", () => {
  const start = performance.now();
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.hovers.push(performance.now() - start);
    port2.postMessage(0);
  });
}, true);
"""


def look(browser: Any, file: Path) -> dict[str, float]:
    """Open a page once, drag it, and read the clock."""
    context = browser.new_context(offline=True, viewport=WINDOW)
    page = context.new_page()
    page.set_default_timeout(GIVE_UP)
    page.add_init_script(WATCH)
    page.goto(file.as_uri(), timeout=GIVE_UP)
    # Asked again and again: to wait in the page needs what its policy forbids.
    end = time.monotonic() + GIVE_UP / 1000
    while (first := page.evaluate("window.firstFrame || 0")) == 0 and time.monotonic() < end:
        page.wait_for_timeout(30)
    page.wait_for_timeout(1000)
    settled = page.evaluate("window.settled || performance.now()")
    box = page.locator("canvas").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + min(box["height"], 600) / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y)
    start = page.evaluate("performance.now()")
    end = time.monotonic() + DRAG_SECONDS
    for step in itertools.count():
        page.mouse.move(x + 160 * ((step % 40) / 40 - 0.5), y + 90 * ((step % 23) / 23 - 0.5))
        if time.monotonic() >= end:
            break
    drawn = page.evaluate("[performance.now(), ...window.drawnAt]")
    page.mouse.up()
    page.wait_for_timeout(400)
    page.evaluate(HOVER)
    end = time.monotonic() + HOVER_SECONDS
    for step in range(40):
        if time.monotonic() >= end:
            break
        page.mouse.move(x + 9 * (step % 20) - 90, y + 5 * (step // 2) - 50)
    hovers = page.evaluate("window.hovers")
    context.close()
    now, times = drawn[0], [one for one in drawn[1:] if one >= start]
    gaps = [b - a for a, b in itertools.pairwise([start, *times, now])]
    return {
        "first_s": first / 1000,
        "settled_s": settled / 1000,
        "redraws": len(times) / ((now - start) / 1000),
        "longest_ms": max(gaps),
        "hover_ms": statistics.median(hovers) if hovers else 0.0,
    }


def pages_of(data: Tables, peers: Path | None, both: bool = False) -> dict[str, str]:
    """The pages to compare, by who made them."""
    graph = CityGraph(build(data))
    made = {"cityties": graph.page()}
    for who, most in (("vis", 10**9), ("canvas", 0)) if both else ():
        before, page_data.FULL = page_data.FULL, most
        made[who] = graph.page()
        page_data.FULL = before
    made["pyvis"] = page_of_pyvis(data)
    if peers is not None:
        made["cytoscape"] = page_of_cytoscape(data, peers / "node_modules")
        made["sigma"] = page_of_sigma(data, peers / "node_modules")
    return made


def measure(
    browser: Any, folder: Path, cities: int, runs: int, peers: Path | None, both: bool
) -> list[dict[str, Any]]:
    data = tables(cities)
    pages = pages_of(data, peers, both)
    seen: dict[str, list[dict[str, float]]] = {who: [] for who in pages}
    for who, html in pages.items():
        (folder / f"{who}-{cities}.html").write_text(html, "utf-8")
    for _run in range(runs):
        for who in pages:
            seen[who].append(look(browser, folder / f"{who}-{cities}.html"))
    return [
        {
            "cities": cities, "ties": len(data.claims), "page": who, "bytes": len(html.encode()),
            **{key: statistics.median(one[key] for one in seen[who]) for key in seen[who][0]},
        }
        for who, html in pages.items()
    ]  # fmt: skip


def behind(rows: list[dict[str, Any]]) -> list[str]:
    """Where our page of a size is further behind than the tolerance allows."""
    ours = rows[0]
    others = [row for row in rows if row["page"] not in ("cityties", "vis", "canvas")]
    if ours["cities"] <= page_data.FULL:
        others = [row for row in others if row["page"] == "pyvis"]
    found = []
    for key, slack in (("first_s", 0.0), ("hover_ms", FRAME)):
        best = min(others, key=lambda row: row[key])
        if ours[key] > max(best[key] * (1 + TOLERANCE), slack):
            found.append(f"{key} {ours[key]:.2f}, {best['page']} {best[key]:.2f}")
    best = max(others, key=lambda row: row["redraws"])
    if ours["redraws"] < best["redraws"] * (1 - TOLERANCE):
        found.append(f"redraws {ours['redraws']:.1f}, {best['page']} {best['redraws']:.1f}")
    return [f"{ours['cities']:,} cities: {one}" for one in found]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--runs", type=int, default=5, help="of which the median counts")
    parser.add_argument("--peers", type=Path, help="a folder with node_modules of the peers")
    parser.add_argument("--both", action="store_true", help="our page with either renderer, too")
    parser.add_argument("--json", action="store_true", help="one line of JSON for each page")
    given = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        print("needs chromium", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    slow: list[str] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        if not given.json:
            print(f"{'cities':>7} {'ties':>7}  {'page':<9} {'MB':>6} {'first s':>8} "
                  f"{'settled s':>10} {'redraws/s':>10} {'longest ms':>11} "
                  f"{'hover ms':>9}")  # fmt: skip
        for size in map(int, given.sizes.split(",")):
            rows = measure(browser, Path(folder), size, given.runs, given.peers, given.both)
            slow += behind(rows)
            for row in rows:
                print(
                    json.dumps(row)
                    if given.json
                    else f"{row['cities']:>7,} {row['ties']:>7,}  {row['page']:<9} "
                    f"{row['bytes'] / 1e6:>6.2f} {row['first_s']:>8.2f} "
                    f"{row['settled_s']:>10.2f} {row['redraws']:>10.1f} "
                    f"{row['longest_ms']:>11.0f} {row['hover_ms']:>9.1f}",
                    flush=True,
                )
        browser.close()
    if not given.json:
        print("\n".join(["more than a tenth behind:", *slow] if slow else ["nowhere behind"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
