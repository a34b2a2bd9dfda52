"""A page that a browser saved, to blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from cityties.errors import DataError, Problem
from cityties.language.messages import _
from cityties.loaders.wikipedia.blocks import (
    Block,
    Cell,
    Note,
    Page,
    Piece,
    Run,
    clean,
    parser_of,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_SKIPPED = frozenset(
    ("script", "style", "link", "noscript", "form", "input", "button", "nav", "template")
)
_SKIPPED_CLASSES = frozenset(
    (
        "navbox", "mw-editsection", "toc", "hatnote", "metadata", "noprint", "mw-jump-link",
        "catlinks", "printfooter", "reflist", "references", "mw-references-wrap", "sidebar",
        "infobox", "thumb", "gallery", "mw-empty-elt", "shortdescription", "vector-toc", "ambox",
        "mw-authority-control", "side-box", "navbox-styles", "refbegin",
    )
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(("p", "ul", "ol", "dl", "table", "div", "section", *_HEADINGS))
_FLAG = re.compile(r"(?:Civil_)?Flag_of_(?:the_)?(.+?)\.(?:svg|png|gif)", re.IGNORECASE)
_BOLD = frozenset(("b", "strong", "th"))
_DEEPEST = 200  # elements inside one another; browsers stop at 512


def read_html(data: bytes, name: str) -> Page:
    """Read a saved page.

    Parameters
    ----------
    data : the bytes of the file
    name : how to call it in problems

    Raises
    ------
    DataError
        If it is not a web page.
    NotFoundError
        If the parser is not installed.
    """
    etree, html = parser_of("lxml.etree"), parser_of("lxml.html")
    # The file says its encoding itself, if it is not UTF-8; nothing outside of it is read.
    try:
        data.decode("utf-8")
        parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    except UnicodeDecodeError:
        parser = html.HTMLParser(no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        message = _("this is not a web page: {reason}").format(reason=error)
        raise DataError([Problem(name, 0, "", "", message, code="bad-html")]) from None
    content = _first(root, "mw-content-text")
    for other in (_first_class(root, "mw-parser-output"), root.find("body")):
        content = other if content is None else content
    if content is None:
        message = _("this web page has no content")
        raise DataError([Problem(name, 0, "", "", message, code="bad-html")])
    page = Page(lang=str(root.get("lang") or ""))
    _about(root, page)
    _notes(root, page)
    _Reader(page).blocks(content, 0)
    return page


def _first(root: Any, id: str) -> Any:
    found = root.xpath("//*[@id=$id]", id=id)
    return found[0] if found else None


def _first_class(root: Any, name: str) -> Any:
    found = root.xpath("//*[contains(concat(' ', @class, ' '), $name)]", name=f" {name} ")
    return found[0] if found else None


def _text(element: Any) -> str:
    return clean("".join(element.itertext()))


def _about(root: Any, page: Page) -> None:
    heading = _first(root, "firstHeading")
    title = root.find(".//title")
    if heading is not None:
        page.title = _text(heading)
    elif title is not None:
        page.title = re.sub(r"\s+[-–—]\s+[^-–—]*$", "", _text(title))
    for element in root.iter("link"):
        if element.get("rel") == "canonical":
            page.url = element.get("href") or ""
    edited = _first(root, "footer-info-lastmod")
    if edited is not None:
        page.edited = _text(edited)


def _notes(root: Any, page: Page) -> None:
    for element in root.xpath("//li[starts-with(@id, 'cite_note')]"):
        key = element.get("id")
        page.notes[key] = _note(key, element)


def _note(key: str, element: Any) -> Note:
    """A footnote: by the citation that its template leaves in the page, else by its first link."""
    note = Note(key)
    inner = element.xpath(".//*[contains(concat(' ', @class, ' '), ' reference-text ')]")
    text = inner[0] if inner else element
    coins = text.xpath(".//span[contains(concat(' ', @class, ' '), ' Z3988 ')]")
    if coins:
        given = parse_qs(coins[0].get("title") or "")
        for name, keys in (
            ("title", ("rft.btitle", "rft.atitle", "rft.title")),
            ("publisher", ("rft.pub", "rft.jtitle")),
            ("published", ("rft.date",)),
        ):
            setattr(note, name, next((clean(given[k][0]) for k in keys if k in given), ""))
        if not note.publisher and "rft.atitle" in given and "rft.title" in given:
            note.publisher = clean(given["rft.title"][0])
    for link in text.iter("a"):
        href = link.get("href") or ""
        if href.startswith(("http://", "https://", "//")) and "wikipedia.org" not in href:
            note.url = note.url or (f"https:{href}" if href.startswith("//") else href)
            note.title = note.title or _text(link).strip("\"“”„'«» ")
    if not note.publisher:
        cited = text.xpath(".//cite//i")
        note.publisher = _text(cited[0]) if cited else ""
    accessed = text.xpath(".//*[contains(concat(' ', @class, ' '), ' reference-accessdate ')]")
    note.text = _text(text)
    note.accessed = _text(accessed[0]) if accessed else note.text
    return note


class _Reader:
    """Walks over the elements of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._table = 0

    # --- blocks ---

    def blocks(self, element: Any, depth: int) -> None:
        """Everything inside an element."""
        loose: list[Piece] = []
        for child in (None, *element):
            if child is None:
                loose += _pieces_of_text(element.text)
                continue
            if self._is_block(child):
                self._loose(loose, child)
                self._block(child, depth)
            elif isinstance(child.tag, str):
                loose += self._inline(child, depth + 1, bold=False)
            loose += _pieces_of_text(child.tail)
        self._loose(loose, element)

    def _loose(self, pieces: list[Piece], element: Any) -> None:
        if any(clean(piece.text) for piece in pieces if piece.kind in ("text", "link")):
            self._add("paragraph", element, tuple(pieces))
        pieces.clear()

    def _is_block(self, element: Any) -> bool:
        return isinstance(element.tag, str) and (element.tag in _BLOCKS or _is_skipped(element))

    def _block(self, element: Any, depth: int) -> None:
        if _is_skipped(element) or depth > _DEEPEST:
            return
        tag = element.tag
        if tag in _HEADINGS:
            self._add("heading", element, self._run(element), _HEADINGS[tag])
        elif tag == "p":
            self._add("paragraph", element, self._run(element))
        elif tag in ("ul", "ol"):
            self._items(element, 1)
        elif tag == "dl":
            for child in element:
                kind = "term" if child.tag == "dt" else "item"
                nested = [each for each in child if each.tag in ("ul", "ol")]
                if run := self._run(child, without=("ul", "ol", "dl")):
                    self._add(kind, child, run, 1)
                for each in nested:
                    self._items(each, 1)
        elif tag == "table":
            self._rows(element, depth)
        else:
            self.blocks(element, depth + 1)

    def _add(self, kind: str, element: Any, run: Run, level: int = 0) -> None:
        if run:
            self.page.blocks.append(Block(kind, element.sourceline or 0, level, run))

    def _items(self, element: Any, level: int) -> None:
        for child in element:
            if child.tag != "li" or _is_skipped(child):
                continue
            if run := self._run(child, without=("ul", "ol", "dl")):
                self._add("item", child, run, level)
            if level < _DEEPEST:
                for nested in child.iter("ul", "ol"):
                    if nested.getparent() is child:
                        self._items(nested, level + 1)

    def _rows(self, table: Any, depth: int) -> None:
        """The rows of a table, with cells that span several in each; or what is laid out in it."""
        rows = [row for row in table.iter("tr") if _table_of(row) is table]
        # A table without words of its own only lays lists out.
        cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
        if "wikitable" not in (table.get("class") or "") and any(
            each.tag in ("ul", "ol") for cell in cells for each in cell.iter()
        ):
            for cell in cells:
                self.blocks(cell, depth + 1)
            return
        self._table += 1
        hanging: dict[int, tuple[int, Cell]] = {}
        for row in rows:
            made: list[Cell] = []
            waiting = [cell for cell in row if cell.tag in ("td", "th")]
            while waiting or len(made) in hanging:
                place = len(made)
                if place in hanging:
                    left, cell = hanging.pop(place)
                    if left > 1:
                        hanging[place] = (left - 1, cell)
                    made.append(cell)
                    continue
                element = waiting.pop(0)
                cell = Cell(
                    self._run(element, without=("ul", "ol")),
                    [self._run(item) for item in element.iter("li")],
                    element.tag == "th",
                )
                down, across = _span(element, "rowspan"), _span(element, "colspan")
                for _number in range(across):
                    if down > 1:
                        hanging[len(made)] = (down - 1, cell)
                    made.append(cell)
            if made:
                block = Block("row", row.sourceline or 0, cells=made, table=self._table)
                self.page.blocks.append(block)

    # --- text ---

    def _run(self, element: Any, without: Iterable[str] = ()) -> Run:
        return tuple(self._inside(element, 0, bold=False, without=frozenset(without)))

    def _inside(
        self, element: Any, depth: int, *, bold: bool, without: frozenset[str] = frozenset()
    ) -> list[Piece]:
        found = _pieces_of_text(element.text, bold=bold)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in without and depth < _DEEPEST:
                found += self._inline(child, depth + 1, bold=bold)
            found += _pieces_of_text(child.tail, bold=bold)
        return found

    def _inline(self, element: Any, depth: int, *, bold: bool) -> list[Piece]:
        if _is_skipped(element):
            return []
        tag = element.tag
        bold = bold or (tag in _BOLD and tag != "th") or "font-weight:bold" in _style(element)
        if tag == "br":
            return [Piece("", "break")]
        if tag in ("s", "del", "strike"):
            inside = tuple(self._inside(element, depth, bold=bold))
            return [Piece(words(inside), "struck")]
        if tag == "img":
            return _flag(element, None)
        if tag == "a":
            href = element.get("href") or ""
            if href.startswith("#cite_note") or "#cite_note" in href:
                return [Piece(unquote(href.partition("#")[2]), "note")]
            image = next(element.iter("img"), None)
            if image is not None and not _text(element):
                return _flag(image, element)
            text = "".join(element.itertext())
            return [Piece(text, "link", _target(element, href), bold)] if clean(text) else []
        return self._inside(element, depth, bold=bold)


def _pieces_of_text(text: str | None, *, bold: bool = False) -> list[Piece]:
    return [Piece(text, bold=bold)] if text else []


def _classes(element: Any) -> set[str]:
    return set((element.get("class") or "").split())


def _style(element: Any) -> str:
    return (element.get("style") or "").replace(" ", "").lower()


def _is_skipped(element: Any) -> bool:
    return (
        element.tag in _SKIPPED
        or bool(_SKIPPED_CLASSES & _classes(element))
        or "display:none" in _style(element)
        or element.get("role") in ("navigation", "note")
    )


def _table_of(row: Any) -> Any:
    return next(row.iterancestors("table"), None)


def _span(element: Any, name: str) -> int:
    text = element.get(name) or "1"
    return min(int(text), 1000) if text.isdecimal() and text.isascii() and int(text) else 1


def _flag(image: Any, link: Any) -> list[Piece]:
    """The country of a flag: what is read out for it, where it leads, or how the file is called."""
    title = "" if link is None else link.get("title") or ""
    name = image.get("alt") or title or image.get("title") or ""
    if match := _FLAG.search(unquote(image.get("src") or image.get("data-src") or "")):
        name = clean(name) or match.group(1).replace("_", " ")
    name = re.sub(r"^flag of (the )?", "", clean(name), flags=re.IGNORECASE)
    return [Piece(name, "flag")] if name else []


def _target(element: Any, href: str) -> str:
    """The title of the page that a link leads to; of one that is missing what it would be."""
    path = unquote(urlsplit(href).path)
    if "/wiki/" in path:
        return clean(path.rpartition("/wiki/")[2].replace("_", " "))
    title = parse_qs(urlsplit(href).query).get("title")
    if title:
        return clean(title[0].replace("_", " "))
    return clean(element.get("title") or "")
