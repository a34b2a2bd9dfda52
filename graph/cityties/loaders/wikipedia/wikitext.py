"""The text that a page is written in (wikitext), to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

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

_FLAGS = frozenset(
    ("flagicon", "flag icon", "flag", "flagcountry", "flagdeco", "flagu", "flag country",
     "flagg", "flagicon image", "flagge", "flaga", "drapeau", "bandiera", "bandera", "bandeira",
     "vlag", "флагификация", "флаг", "پرچم", "پرچم نماد", "پرچم تصویر", "geobox flag")
)  # fmt: skip
_SHOWING = frozenset(("flag", "flagcountry", "flagu", "flag country", "флагификация", "پرچم"))
"""Templates that show the name of the country behind its flag."""

_PASSED = frozenset(
    ("nowrap", "nobr", "small", "lang", "sort", "nbsp", "noflag", "ill", "interlanguage link")
)
_CITES = re.compile(
    r"(?i)^(cite|citation|internetquelle|lien web|cita web|cytuj|webbref|webref|ouvrage|یادکرد"
    r"|literatur)"
)
_CITED = {
    "title": ("title", "titel", "titre", "título", "titolo", "tytuł", "trans-title", "عنوان"),
    "url": ("url", "نشانی"),
    "publisher": ("publisher", "website", "work", "newspaper", "hrsg", "werk", "éditeur", "site",
                  "editore", "opublikowany", "agency", "journal", "ناشر"),
    "accessed": ("access-date", "accessdate", "abruf", "zugriff", "consulté le", "fechaacceso",
                 "accesso", "data dostępu", "تاریخ بازبینی"),
    "published": ("date", "datum", "year", "fecha", "data", "تاریخ"),
}  # fmt: skip
_LINE = re.compile(r"^(?P<marks>[*#:;]+)\s*(?P<rest>.*)$")
_HEADING = re.compile(r"^(={1,6})\s*(.+?)\s*\1\s*$")
_URL = re.compile(r"https?://[^\s\]<>|}]+")
_FILE = re.compile(
    r"(?i)^\s*(file|image|datei|fichier|category|kategorie|catégorie|پرونده|رده)\s*:"
)
_REF = re.compile(r"<ref\b[^>/]*/>|<ref\b[^>]*>.*?</ref\s*>", re.IGNORECASE | re.DOTALL)
_MARK = "\x02{}\x03"
_MARKED = re.compile("\x02(\\d+)\x03")
_MOST_TEMPLATES = 200
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NOWIKI = re.compile(r"</?(?:nowiki|onlyinclude|noinclude|includeonly)\b[^>]*>", re.IGNORECASE)


def read_wikitext(text: str) -> Page:
    """Read the text of a page, or of a part of one.

    Parameters
    ----------
    text : as the page's edit form, or an export, has it

    Raises
    ------
    NotFoundError
        If the parser is not installed.
    """
    return _Reader(parser_of("mwparserfromhell")).page(text)


class _Reader:
    """Line by line, as the wiki reads lists and tables; inside a line with the parser."""

    def __init__(self, parser: Any) -> None:
        self.parser = parser
        self.made = Page()
        self._refs: list[str] = []
        self._lines_of_refs: list[int] = []
        self._table = 0

    def page(self, text: str) -> Page:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        # Comments and footnotes may go over several lines: out of the way, lines kept.
        text = _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)
        text = _NOWIKI.sub("", text)
        text = _REF.sub(self._ref, text)
        lines = text.split("\n")
        self._numbers = self._numbered(lines)
        at = 0
        while at < len(lines):
            if lines[at].strip().startswith("{|"):
                at = self._rows(lines, at)
            else:
                self._line(lines[at].strip(), at)
                at += 1
        return self.made

    def _numbered(self, lines: Sequence[str]) -> list[int]:
        """The number of each line in the file: those inside footnotes were taken out."""
        found, more = [], 0
        for at, line in enumerate(lines, start=1):
            found.append(at + more)
            more += sum(self._lines_of_refs[int(n)] for n in _MARKED.findall(line))
        return found

    def _line(self, line: str, at: int) -> None:
        number = self._numbers[at]
        if match := _HEADING.match(line):
            self._add("heading", number, len(match.group(1)), match.group(2))
        elif match := _LINE.match(line):
            marks = match.group("marks")
            kind = "term" if marks.endswith(";") else "item"
            self._add(kind, number, len(marks), match.group("rest"))
        elif line:
            self._add("paragraph", number, 0, line)

    def _add(self, kind: str, number: int, level: int, text: str) -> None:
        run = self.run(text)
        if any(
            clean(piece.text) for piece in run if piece.kind in ("text", "link", "flag", "struck")
        ):
            self.made.blocks.append(Block(kind, number, level, run))

    # --- footnotes ---

    def _ref(self, match: re.Match[str]) -> str:
        """Keep a footnote, and put a mark in its place."""
        whole = match.group()
        start, _sign, rest = whole.partition(">")
        name = re.search(
            r"name\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s/>\"']+))", start, re.IGNORECASE
        )
        key = clean(next(filter(None, name.groups()), "")) if name else ""
        body = "" if start.rstrip().endswith("/") else re.sub(r"(?is)</ref\s*>$", "", rest)
        key = key or f"#{len(self._refs) + 1}"
        if body.strip():
            note = self._note(key, body)
            if key not in self.made.notes or not self.made.notes[key].text:
                self.made.notes[key] = note
        self._refs.append(key)
        self._lines_of_refs.append(whole.count("\n"))
        return _MARK.format(len(self._refs) - 1)

    def _note(self, key: str, body: str) -> Note:
        note = Note(key)
        code = self.parser.parse(body)
        for template in code.filter_templates(recursive=True):
            if not _CITES.match(str(template.name).strip()):
                continue
            given = {
                str(each.name).strip().lower(): clean(str(each.value.strip_code()))
                for each in template.params
            }
            for name, keys in _CITED.items():
                value = next((given[k] for k in keys if given.get(k)), "")
                if name == "url":
                    raw = {str(e.name).strip().lower(): str(e.value) for e in template.params}
                    found = next((m for k in keys if (m := _URL.search(raw.get(k, "")))), None)
                    value = found.group() if found else ""
                setattr(note, name, getattr(note, name) or value)
        for link in code.filter_external_links(recursive=True):
            note.url = note.url or str(link.url)
            if link.title is not None:
                note.title = note.title or clean(str(link.title.strip_code()))
        if not note.url and (found := _URL.search(body)):
            note.url = found.group()
        note.text = clean(str(code.strip_code()))
        note.accessed = note.accessed or note.text
        return note

    # --- tables ---

    def _rows(self, lines: Sequence[str], start: int) -> int:
        """The rows of a table; the number of the line behind it."""
        end, deep = start, 0
        while end < len(lines):
            line = lines[end].strip()
            deep += line.startswith("{|")
            deep -= line.startswith("|}")
            end += 1
            if deep == 0:
                break
        inner = lines[start + 1 : end - 1 if deep == 0 else end]
        is_data = "wikitable" in lines[start] or any(
            line.lstrip().startswith("!") for line in inner
        )
        if not is_data:  # only lays lists out
            for offset, line in enumerate(inner):
                text = re.sub(r"^\s*[|!](?:[-+}].*|(?:[^|\[{]*\|(?!\|))?)", "", line).strip()
                self._line(text, start + 1 + offset)
            return end
        self._table += 1
        hanging: dict[int, tuple[int, Cell]] = {}
        row: list[tuple[bool, str, list[str]]] = []
        number = self._numbers[min(start + 1, len(lines) - 1)]

        def finish() -> None:
            if row or hanging:
                cells = self._cells(row, hanging)
                if cells:
                    block = Block("row", number, cells=cells, table=self._table)
                    self.made.blocks.append(block)
            row.clear()

        for offset, line in enumerate(inner):
            text = line.strip()
            if text.startswith("|-"):
                if row:
                    finish()
                number = self._numbers[start + 1 + offset]
            elif text.startswith("|+"):
                continue
            elif text[:1] in "|!" and text:
                is_head = text[0] == "!"
                for part in _split_cells(text[1:], is_head=is_head):
                    attributes, content = _attributes(part)
                    row.append((is_head, attributes, [content]))
            elif row:
                row[-1][2].append(text)
        if row:
            finish()
        return end

    def _cells(
        self,
        row: Sequence[tuple[bool, str, list[str]]],
        hanging: dict[int, tuple[int, Cell]],
    ) -> list[Cell]:
        made: list[Cell] = []
        waiting = list(row)
        while waiting or len(made) in hanging:
            place = len(made)
            if place in hanging:
                left, cell = hanging.pop(place)
                if left > 1:
                    hanging[place] = (left - 1, cell)
                made.append(cell)
                continue
            is_head, attributes, lines = waiting.pop(0)
            items = [match.group("rest") for line in lines if (match := _LINE.match(line))]
            rest = " ".join(line for line in lines if not _LINE.match(line))
            cell = Cell(self.run(rest), [self.run(item) for item in items], is_head)
            down, across = _span(attributes, "rowspan"), _span(attributes, "colspan")
            for _number in range(across):
                if down > 1:
                    hanging[len(made)] = (down - 1, cell)
                made.append(cell)
        return made

    # --- text ---

    def run(self, text: str) -> Run:
        """The pieces of a bit of wikitext."""
        if text.count("{{") > _MOST_TEMPLATES:  # no line of a list: the parser would try them all
            text = text.replace("{{", " ").replace("}}", " ")
        return tuple(self._pieces(self.parser.parse(text).nodes, bold=False, depth=0))

    def _pieces(self, nodes: Sequence[Any], *, bold: bool, depth: int) -> Iterator[Piece]:
        if depth > 40:
            return
        for node in nodes:
            kind = type(node).__name__
            if kind == "Text":
                yield from self._text(str(node), bold=bold)
            elif kind == "HTMLEntity":
                yield Piece(str(node.normalize()), bold=bold)
            elif kind == "Wikilink":
                yield from self._link(node, bold=bold, depth=depth)
            elif kind == "ExternalLink":
                if node.title is not None:
                    yield from self._pieces(node.title.nodes, bold=bold, depth=depth + 1)
            elif kind == "Template":
                yield from self._template(node, bold=bold, depth=depth)
            elif kind == "Tag":
                tag = str(node.tag).strip().lower()
                if tag == "br":
                    yield Piece("", "break")
                elif tag in ("s", "del", "strike"):
                    inside = self._pieces(node.contents.nodes, bold=bold, depth=depth + 1)
                    yield Piece(words(tuple(inside)), "struck")
                elif tag in (
                    "b",
                    "strong",
                    "i",
                    "em",
                    "small",
                    "span",
                    "u",
                    "big",
                    "sup",
                    "sub",
                    "abbr",
                    "font",
                    "ins",
                    "div",
                    "center",
                    "bdi",
                    "cite",
                    "q",
                    "mark",
                    "time",
                ):
                    inner = bold or tag in ("b", "strong")
                    yield from self._pieces(node.contents.nodes, bold=inner, depth=depth + 1)

    def _text(self, text: str, *, bold: bool) -> Iterator[Piece]:
        last = 0
        for match in _MARKED.finditer(text):
            if match.start() > last:
                yield Piece(text[last : match.start()], bold=bold)
            yield Piece(self._refs[int(match.group(1))], "note")
            last = match.end()
        if last < len(text):
            yield Piece(text[last:], bold=bold)

    def _link(self, node: Any, *, bold: bool, depth: int) -> Iterator[Piece]:
        target = clean(str(node.title))
        if _FILE.match(target):
            if found := re.search(r"(?i)flag[ _]of[ _](?:the[ _])?([^.|]+)\.", target):
                yield Piece(clean(found.group(1).replace("_", " ")), "flag")
            return
        shown = node.text if node.text is not None else node.title
        inner = tuple(self._pieces(shown.nodes, bold=bold, depth=depth + 1))
        yield from (piece for piece in inner if piece.kind in ("flag", "note"))
        text = "".join(piece.text for piece in inner if piece.kind in ("text", "link"))
        page = target.lstrip(":").partition("#")[0]
        yield Piece(text, "link", clean(page.replace("_", " ")), bold)

    def _template(self, node: Any, *, bold: bool, depth: int) -> Iterator[Piece]:
        name = clean(str(node.name)).lower()
        numbered = [each for each in node.params if not each.showkey]
        if name in _FLAGS or name.startswith("flag"):
            country = clean(str(numbered[0].value.strip_code())) if numbered else ""
            if country:
                yield Piece(country, "flag")
                if name in _SHOWING:
                    yield Piece(f" {country}", bold=bold)
        elif not node.params and re.fullmatch(r"[a-z]{3}", name):  # {{POL}}: flag and name
            yield Piece(name.upper(), "flag")
            yield Piece(f" {name.upper()}", bold=bold)
        elif name in _PASSED and numbered:
            which = numbered[-1] if name == "lang" else numbered[0]
            if name.startswith(("ill", "inter")):
                title = clean(str(which.value.strip_code()))
                yield Piece(title, "link", title, bold)
            else:
                yield from self._pieces(which.value.nodes, bold=bold, depth=depth + 1)


def _split_cells(text: str, *, is_head: bool) -> list[str]:
    """The cells of a line of a table: cut at ``||``, outside links and templates."""
    found, part, deep, at = [], "", 0, 0
    while at < len(text):
        two = text[at : at + 2]
        if two in ("[[", "{{"):
            deep += 1
        elif two in ("]]", "}}"):
            deep -= 1
        if deep == 0 and (two == "||" or (is_head and two == "!!")):
            found.append(part)
            part, at = "", at + 2
            continue
        step = two if two in ("[[", "{{", "]]", "}}") else text[at]
        part += step
        at += len(step)
    return [*found, part]


def _attributes(cell: str) -> tuple[str, str]:
    """What stands before the single bar of a cell, and the cell."""
    match = re.match(r"^([^|\[{]*)\|(?!\|)(.*)$", cell, re.DOTALL)
    if match and re.search(r"\w\s*=", match.group(1)):
        return match.group(1), match.group(2)
    return "", cell


def _span(attributes: str, name: str) -> int:
    match = re.search(rf"{name}\s*=\s*[\"']?\s*([0-9]{{1,4}})", attributes, re.IGNORECASE)
    return max(1, min(int(match.group(1)), 1000)) if match else 1
