"""From the data block to one HTML file: pyvis stores the graph and runs our template.

What the reader sees is ours (``template.html``, ``page.css``, ``paper.css``, the modules under
``js/``); of pyvis we use the network that holds the cities and lines, the template runner and the
copy of vis-network that it installs. Its own page is not used: in no mode is it free of
outside addresses, and some of its fields run text as script.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from cityties.errors import CitytiesError
from cityties.language.messages import _, in_language, together
from cityties.language.properties import properties
from cityties.model.texts import chosen
from cityties.page.assembly import assemble
from cityties.page.inert import inert, inert_words
from cityties.page.texts import page_languages, page_texts
from cityties.vocabulary.colours import KINDS, STATUS_DASHES, style_sheet

Block = Mapping[str, Any]

VIS_NETWORK_SHA256 = "f3c1229464749a6f5a80c80867189edfdc0198be0d015c3d770aff196cb6c0a1"
"""The copy of vis-network 9.1.2 in pyvis 0.3.2 that was looked at."""


_MARK = """\
document.documentElement.classList.add("scripted");
for (const name of ["error", "unhandledrejection"]) {
  addEventListener(name, () => {
    if (!document.body?.dataset.ready) document.documentElement.classList.remove("scripted");
  });
}
"""
"""Runs before anything is drawn: where scripts run, the part for readers without them is hidden,
until one of them fails before the page is ready."""


def render_page(block: Block) -> str:
    """Render the page.

    Parameters
    ----------
    block : what to show, as `cityties.page.page_schema` describes it; ``texts`` may hold
        words that replace those of `page_texts`, by language

    Returns
    -------
    str
        The whole HTML document: no outside address, a content security policy
        with the hash of each script, the same text for the same block.

    Raises
    ------
    ValueError
        If the language is unknown, two cities, ties or lines share an id, a line names a
        city or tie that is not in the block or joins a city with itself, a kind has no colour
        or a status no dash, or the page would lose a line. All such errors are named at once.
    """
    from jinja2 import DictLoader, Environment
    from pyvis.network import Network

    language = block["meta"]["language"]
    known = together()
    if language not in known:
        raise ValueError(f"no page in {language!r}; there are: {', '.join(known)}")
    if faults := _faults(block):
        raise ValueError("; ".join(faults))
    words = page_texts()
    texts = {code: {**words[code], **block.get("texts", {}).get(code, {})} for code in known}
    # A packed block (more than 500 cities) is drawn by our own canvas: pyvis, which looks
    # through all its nodes for each new one, is not asked to hold it.
    packed = block["lines"] is None
    vis_network = block["meta"]["renderer"] == "full"

    # directed=True: an undirected pyvis network silently drops parallel ties.
    network = Network(directed=True, cdn_resources="in_line")
    if not packed:
        _fill(network, block)

    def data_block(nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]]) -> str:
        """The block as the template writes it: cities and lines are those that pyvis holds."""
        held = {} if packed else {
            "cities": [node["city"] for node in nodes], "lines": [edge["line"] for edge in edges],
        }  # fmt: skip
        return packed_block({**block, **held, "languages": page_languages(), "texts": texts})

    folder = resources.files("cityties.page")
    # Everything is escaped, other than in pyvis' own environment.
    network.templateEnv = Environment(
        loader=DictLoader({"page": _template(texts[language])}),
        autoescape=True,
    )
    network.path = "page"
    scripts = [_vis_network(), assemble()] if vis_network else [assemble()]
    network.templateEnv.globals.update(
        language=language,
        direction=properties(language).direction,
        title=_text(block["meta"]["title"], block["words"], language),
        style=style_sheet()
        + "".join(folder.joinpath(name).read_text("utf-8") for name in ("page.css", "paper.css")),
        scripts=scripts,
        script_hashes=" ".join(_hash(script) for script in (_MARK, *scripts)),
        inert=inert(block, inert_words(texts, language)),
        mark=_MARK,
        data_block=data_block,
        too_old=_too_old(language),
    )
    return str(network.generate_html("page.html"))


_EMPTY = re.compile(r'(data-text="(\w+)"[^>]*>)(?=</)')


def _template(words: Mapping[str, str]) -> str:
    """The template with the words that scripts fill in later: so they take their room at once."""
    text = resources.files("cityties.page").joinpath("template.html").read_text("utf-8")
    return _EMPTY.sub(lambda found: found[1] + html.escape(words[found[2]]), text)


def _text(text: Any, words: Sequence[Mapping[str, str]], language: str) -> str:
    """A text of the block in a language."""
    if isinstance(text, int):
        text = words[text]
    return text if isinstance(text, str) else chosen(text, language)


def _faults(block: Block) -> list[str]:
    """What the page could not show rightly."""
    faults: list[str] = []
    columns = block.get("columns", {})
    for part in ("cities", "ties"):
        keys = columns.get(part, ["id"])
        if "id" not in keys:
            continue  # the ids of a packed list follow from its other columns
        place = keys.index("id")
        seen: set[str] = set()
        for row in block[part]:
            name = row["id"] if isinstance(row, Mapping) else row[place]
            if name in seen:
                faults.append(f"{part}: two rows have the id {name}")
            seen.add(name)
    ties = [tie for tie in block["ties"] if isinstance(tie, Mapping)]  # packed: codes name all
    kinds = {one["code"] for one in block["codes"]["kind"]} | {tie["kind"] for tie in ties}
    faults += [
        f"colours.json has no colour for the kind {kind}" for kind in sorted(kinds - KINDS.keys())
    ]
    statuses = {one["code"] for one in block["codes"]["status"]}
    faults += [
        f"colours.json has no dash for the status {one}"
        for one in sorted(statuses - STATUS_DASHES.keys())
    ]
    seen = set()
    for line in block["lines"] or ():
        if line["id"] in seen:
            faults.append(f"lines: two rows have the id {line['id']}")
        seen.add(line["id"])
        if line["from"] == line["to"]:
            faults.append(f"{line['id']}: a line joins two cities, not one")
        for key, part in (("from", "cities"), ("to", "cities"), ("tie", "ties")):
            if not 0 <= line[key] < len(block[part]):
                faults.append(f"{line['id']}: {key} is no row of {part}: {line[key]}")
    return faults


def _fill(network: Any, block: Block) -> None:
    """Put the cities and lines into the pyvis network, each whole under one key."""
    for city in block["cities"]:
        network.add_node(city["id"], label=city["id"], city=city)
    for line in block["lines"]:
        # Append, not add_edge: that scans the whole list for every edge.
        ends = {end: block["cities"][line[end]]["id"] for end in ("from", "to")}
        network.edges.append({"id": line["id"], **ends, "line": line})
    if (held := (len(network.nodes), len(network.edges))) != (
        wanted := (len(block["cities"]), len(block["lines"]))
    ):
        raise ValueError(f"the page would hold {held} of {wanted} cities and lines")


_ELEMENT = re.compile(r'<script type="text/plain" id="cityties-data"[^>]*>([^<]*)</script>')


def packed_block(block: Block) -> str:
    """The block as the document has it: JSON, compressed (zlib), in the letters of base64.

    Written out, the block is more than half of a page, and it goes by mail; packed it takes a
    quarter. A browser unpacks it by itself (``DecompressionStream``), `read_block` in Python.

    Parameters
    ----------
    block : plain lists, mappings, strings and numbers
    """
    text = json.dumps(block, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def read_block(document: str) -> dict[str, Any]:
    """The data block of a page.

    Parameters
    ----------
    document : the HTML document that `render_page` gave

    Raises
    ------
    CitytiesError
        If the document has none: it is not one of our pages, or was cut off.

    Examples
    --------
    >>> block = packed_block({"meta": {"id": "0123"}})
    >>> read_block(f'<script type="text/plain" id="cityties-data">{block}</script>')
    {'meta': {'id': '0123'}}
    """
    found = _ELEMENT.search(document)
    if found is None:
        raise CitytiesError(_("no data block in this document: it is not a page of cityties"))
    try:
        made: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(found[1])))
    except (ValueError, zlib.error) as error:
        raise CitytiesError(_("the data block of this page is damaged")) from error
    return made


def _too_old(language: str) -> str:
    """What a browser says that cannot unpack the block."""
    with in_language(language):
        return _("This page needs a browser of 2023 or later.")


def _vis_network() -> str:
    """The text of vis-network, as pyvis installs it (MIT or Apache-2.0; its banner stays)."""
    import pyvis

    folder = Path(pyvis.__file__).parent / "templates" / "lib"
    found = folder / "vis-9.1.2" / "vis-network.min.js"
    if not found.is_file():
        raise ValueError(f"pyvis brings no vis-network in {folder}")
    text = found.read_text("utf-8")
    if hashlib.sha256(text.encode()).hexdigest() != VIS_NETWORK_SHA256:
        raise ValueError(f"{found} is not the vis-network that this page was made for")
    return text


def _hash(script: str) -> str:
    """The hash of a script as a content security policy names it."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
