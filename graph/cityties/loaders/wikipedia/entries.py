"""From the blocks of a page to its entries: whose list, which partner, what kind, since when.

Pages differ: the city is a heading, a line in bold, an item above indented ones or a cell; its
partners are items or rows; the kind of tie is said by a heading, a line in bold
or a sentence that ends in a colon. What decides here is what stands nearest above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cityties.language.names import fold
from cityties.loaders.foreign.countries import read_country
from cityties.loaders.wikipedia.blocks import (
    Block,
    Cell,
    Page,
    Piece,
    Run,
    clean,
    is_all_bold,
    notes,
    parts,
    struck,
    words,
)
from cityties.model.dates import Edtf
from cityties.model.days import DayError, read_day


@dataclass(frozen=True, slots=True)
class Entry:
    """A city and one partner, as a page has them.

    Parameters
    ----------
    city, city_title : whose list, and the page that its name leads to
    partner, title : the same of the partner
    country, region : where the partner is, as far as it is said
    word : what the page calls such ties here; blank: it does not say
    since, until : as far as they are said
    since_text, until_text : in the words of the page
    ended : whether it is said to be over
    suspended : whether it is said to be suspended
    notes : keys of footnotes: its own, else those of its list
    remark : other words about it
    unread : those of them that look like a date, with why they were not read as one
    line : in the file
    """

    city: str
    city_title: str
    partner: str
    title: str = ""
    country: str = ""
    region: str = ""
    word: str = ""
    since: Edtf | None = None
    until: Edtf | None = None
    since_text: str = ""
    until_text: str = ""
    ended: bool = False
    suspended: bool = False
    notes: tuple[str, ...] = ()
    remark: str = ""
    unread: tuple[tuple[str, str], ...] = ()
    line: int = 0

    def repeats(self, other: Entry) -> bool:
        """Whether it says nothing of the tie that another entry does not say.

        Parameters
        ----------
        other : an entry of the same two cities

        Examples
        --------
        >>> one = Entry("Isfahan", "Isfahan", "Lahore", remark="since 2004")
        >>> Entry("Isfahan", "Isfahan", "Lahore").repeats(one)
        True
        >>> one.repeats(replace(one, ended=True))
        False
        """
        return (
            self.ended == other.ended
            and self.suspended == other.suspended
            and (self.since is None or self.since == other.since)
            and (self.until is None or self.until == other.until)
            and (not self.remark or self.remark == other.remark)
            and set(self.notes) <= set(other.notes)
            and set(self.unread) <= set(other.unread)
        )


@dataclass(slots=True)
class Found:
    """The entries of a page, and what was left out.

    Parameters
    ----------
    entries : in the order of the page
    left_out : line and words of items that no city could be found for, or that name no partner
    """

    entries: list[Entry] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


KINDS: Final[tuple[tuple[str, str], ...]] = (
    (r"friend|freundsch|amiti|amiciz|amistad|amizade|przyjaz|дружб|دوست", "friendship_city"),
    (r"memorand|co-?operat|kooperat|zusammenarb|coopera|współprac|сотруднич|همکاری|تفاهم"
     r"|letter of intent|mou\b", "cooperation_mou"),
    (r"twin|sister|partnerst|städtepartner|jumel|jumeau|gemell|hermana|irmã|gemin|geminad"
     r"|bratn|pobrat|partnersk|zusterst|stedenband|vänort|vennskapsby|venskabsby|ystävyys"
     r"|testvér|bratr|побратим|kardeş|خواهرخوانده|خواهرشهر", "sister_city"),
    (r"partner", "agreement"),
)  # fmt: skip
"""Which words of a heading mean which kind, unless the user says otherwise; the first that fits.

"Partner city" alone is a twin town on one page and less than one on another: a broader kind,
which joins the twin town of the same cities if there is one.
"""

_FORMER = re.compile(
    r"\b(former|past|ended|terminated|dissolved|defunct|inactive|ehemalig|frühere|ancien|dawn"
    r"|exgem|antigu|antig|dřív|býval|бывш)|پیشین|سابق",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(ended|terminated|dissolved|revoked|cancel?led|annulled|discontinued|withdrawn|beendet"
    r"|gekündigt|aufgelöst|rompu|until|bis|till|jusqu|do roku|former(?:ly)?)\b",
    re.IGNORECASE,
)
_SUSPENDED = re.compile(
    r"\b(suspend|ruht|ausgesetzt|gelé|frozen|zawiesz|sospes)|تعلیق", re.IGNORECASE
)
_SINCE = re.compile(
    r"^(?:since|from|as of|established|signed|in|est\.?|seit|ab|depuis|dal|desde|od|från|siden|از"
    r"|از سال)\s+",
    re.IGNORECASE,
)
_WORDS_OF_END = re.compile(
    r"^(?:(?:officially\s+)?(?:ended|terminated|dissolved|revoked|cancel?led|discontinued|withdrawn"
    r"|beendet|gekündigt|aufgelöst|former(?:ly)?)\b\s*)?(?:(?:in|on|until|till|bis|since)\b\s*)?",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"^(?P<one>.*?\d{3,4}.*?)\s*[–—-]\s*(?P<other>\d{4}.*|present|heute|now|today)?$"
)
_SEPARATOR = re.compile(r"([,;،؛]|\s[–—-]\s)")
_PRESENT = frozenset(("present", "heute", "now", "today", ""))
_LETTERS = re.compile(r"^[^\W\d_](?:\s*[-–—]\s*[^\W\d_])?$")
_DATED = re.compile(r"(?<!\d)(?:1[1-9]\d\d|20\d\d)(?!\d)|\d\s*[年년]|['’]\d\d\b|\b\d0s\b")
_AND = re.compile(r"\s+(?:and|und|et|e|y|och|og|en|и|و|&|/)\s+$", re.IGNORECASE)
_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_TAIL_YEAR = re.compile(
    r"[,;:–—-]?\s*\b((?:since|from|seit|depuis|desde|dal|od)\s+(?:[\w. ]+\s)?\d{4}"
    r"|\d{4}(?:\s*[–—-]\s*\d{4})?)\s*$",
    re.IGNORECASE,
)
_ENDINGS = frozenset(
    fold(each)
    for each in (
        "See also", "References", "Notes", "External links", "Contents", "Sources", "Footnotes",
        "Bibliography", "Further reading", "Citations", "Siehe auch", "Einzelnachweise", "Weblinks",
        "Quellen", "Anmerkungen", "Literatur", "Voir aussi", "Notes et références", "Références",
        "Liens externes", "Véase también", "Referencias", "Enlaces externos", "Note",
        "Voci correlate", "Collegamenti esterni", "Zobacz też", "Przypisy", "Linki zewnętrzne",
        "Bibliografia",
        "Ver também", "Referências", "Zie ook", "Referenties", "Se även", "Referenser",
        "جستارهای وابسته", "منابع", "پانویس", "پیوند به بیرون", "См. также", "Примечания",
        "Ссылки",
    )
)  # fmt: skip
_COLUMNS: Final[tuple[tuple[str, str], ...]] = (
    ("partner", r"twin|sister|partner|friend|foreign|jumel|gemel|herman|irmã|побратим|خواهر"),
    ("until", r"until|ended|end\b|bis\b|termin"),
    ("since", r"year|since|date|establish|signed|agreement|jahr|seit|datum|depuis|année|anno|año"
              r"|\brok\b|год|تاریخ|سال"),
    ("country", r"country|nation|land\b|staat|pays|paese|país|kraj|страна|کشور"),
    ("region", r"state|province|region|county|prefecture|bundesland|район|استان"),
    ("note", r"note|ref|remark|source|anmerk|quelle|comment"),
    ("city", r"city|town|municipal|local|stadt|gemeinde|ort\b|ville|commune|città|comune|ciudad"
             r"|cidade|miasto|gmina|город|شهر"),
)  # fmt: skip
_NOTHING = frozenset(("", "-", "–", "—", "none", "n/a"))
_FAR = 400  # letters of a heading or label; more is a paragraph


def kind_of_words(text: str) -> str:
    """The kind that the words of a heading mean; blank if they mean none.

    Examples
    --------
    >>> [kind_of_words(t) for t in ("Twin towns", "Friendship cities", "Cooperation agreements")]
    ['sister_city', 'friendship_city', 'cooperation_mou']
    >>> kind_of_words("Freiburg")
    ''
    """
    for pattern, kind in KINDS:
        if re.search(pattern, text, re.IGNORECASE):
            return kind
    return ""


def find_entries(page: Page) -> Found:
    """The entries of a page.

    Parameters
    ----------
    page : its blocks
    """
    reader = _Reader(page)
    reader.read()
    return reader.found


@dataclass(slots=True)
class _Label:
    """The kind of tie of the lists below."""

    word: str = ""
    former: bool = False
    level: int = 9  # of the heading; 9: a line that holds for the next city no more
    notes: tuple[str, ...] = ()


class _Reader:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.found = Found()
        self.city = self.title = ""
        self.city_notes: tuple[str, ...] = ()
        self.city_level = 9
        self.under = 0  # the level of the heading above
        self.city_under = 0  # the same of the city
        self.label = _Label()
        self.skipped = 0  # the level of the heading of a part that is left out
        self.columns: dict[int, dict[str, int]] = {}
        self.above: dict[int, tuple[str, str]] = {}  # cities of items that others are below

    def read(self) -> None:
        blocks = self.page.blocks
        for at, block in enumerate(blocks):
            following = blocks[at + 1] if at + 1 < len(blocks) else None
            if block.kind == "heading":
                self._heading(block)
            elif self.skipped:
                continue
            elif block.kind == "item":
                self._item(block, following)
            elif block.kind == "row":
                self._row(block)
            else:
                self._line(block, following)

    # --- what stands above -------------------------------------------------------------------

    def _heading(self, block: Block) -> None:
        text = words(block.run)
        if self.skipped and block.level > self.skipped:
            return
        self.skipped = 0
        if block.level == 1 or not text:
            return
        self.under = block.level
        if fold(text) in _ENDINGS:
            self.skipped = block.level
        elif _LETTERS.match(text):
            self._forget(block.level)
        elif self._is_label(block.run, text):
            level = block.level
            if self.city_level == 8 and 0 < self.city_under < level:
                level = 9  # of the city in bold above: the next city has its own
            elif self.city_level >= level and self.city_level != 9:
                self._forget(level)  # twin towns, then friends: of the whole page
            self.label = _Label(text, bool(_FORMER.search(text)), level, notes(block.run))
        else:
            if block.level <= self.label.level:
                self.label = _Label()
            self._city(block.run, block.level)

    def _forget(self, level: int) -> None:
        self.city = self.title = ""
        self.city_notes, self.city_level = (), 9
        if level <= self.label.level:
            self.label = _Label()

    def _is_label(self, run: Run, text: str) -> bool:
        """Whether words say which kind of list follows, and name no city of their own."""
        if not (kind_of_words(text) or _FORMER.fullmatch(text.partition(" ")[0])):
            return False
        linked = [piece for piece in run if piece.kind == "link" and clean(piece.text)]
        return not any(not kind_of_words(piece.text) for piece in linked)

    def _city(self, run: Run, level: int) -> None:
        name, title = _named(run)
        self.city, self.title = name, title
        self.city_notes, self.city_level = notes(run), level
        self.city_under = self.under
        if self.label.level == 9:
            self.label = _Label()

    def _line(self, block: Block, following: Block | None) -> None:
        """A paragraph or a term: a city in bold, the kind of what follows, or only words."""
        text = words(block.run)
        if not text or len(text) > _FAR:
            return
        listed = following is not None and following.kind in ("item", "row", "paragraph", "term")
        label = kind_of_words(text) or bool(_FORMER.search(text))
        if is_all_bold(block.run) or block.kind == "term":
            if _LETTERS.match(text):
                self._forget(9)
            elif self._is_label(block.run, text):
                self.label = self._lower(text, notes(block.run))
            elif listed:
                self._city(block.run, 8)
        elif label and text.rstrip().endswith((":", "：")):
            links = [p for p in block.run if p.kind == "link" and not kind_of_words(p.text)]
            if not self.city and links:
                self.city, self.title = clean(links[0].text), links[0].target
                self.city_level = 8
            self.label = self._lower(_sentence(text, self.city), notes(block.run))

    def _lower(self, text: str, keys: tuple[str, ...]) -> _Label:
        former = bool(_FORMER.search(text)) or (self.label.former and self.label.level < 9)
        return _Label(text.rstrip(":： "), former, 9, keys)

    # --- items ----------------------------------------------------------------------------------

    def _item(self, block: Block, following: Block | None) -> None:
        flags = [piece for piece in block.run if piece.kind == "flag"]
        deeper = (
            following is not None and following.kind == "item" and following.level > block.level
        )
        self.above = {level: city for level, city in self.above.items() if level < block.level}
        text = words(block.run)
        if deeper and not flags:
            if self._is_label(block.run, text):
                self.label = self._lower(text, notes(block.run))
            else:
                self.above[block.level] = _named(block.run)
            return
        city, title = self.city, self.title
        if self.above:
            city, title = self.above[max(self.above)]
        if len(flags) > 1 or (flags and not city):
            before, segments = _segments(block.run)
            if before and words(before):
                city, title = _named(before)
            for segment in segments:
                self._entry(city, title, segment, block.line)
        else:
            for place in _places(block.run):
                self._entry(city, title, place, block.line)

    def _entry(self, city: str, title: str, run: Run, line: int, more: Entry | None = None) -> None:
        text = words(run)
        entry = _partner(run, more)
        if more is not None and fold(text) in _NOTHING and not struck(run):
            return  # a cell that is left blank
        nobody = fold(text) in _NOTHING or entry is None or not entry.partner
        if not city or nobody or entry is None:
            flags = " ".join(piece.text for piece in run if piece.kind == "flag")
            if text := text or struck(run) or clean(flags):
                self.found.left_out.append((line, text[:80]))
            return
        entry = replace(entry, remark=_joined(entry.remark, struck(run)))
        own = entry.notes or self.label.notes or self.city_notes
        self.found.entries.append(
            replace(
                entry,
                city=city,
                city_title=title,
                word=self.label.word,
                ended=entry.ended or (self.label.former and not entry.suspended),
                notes=own,
                line=line,
            )
        )

    # --- tables ---------------------------------------------------------------------------------

    def _row(self, block: Block) -> None:
        if block.table not in self.columns and all(cell.is_head for cell in block.cells):
            self.columns[block.table] = _columns(block.cells, bool(self.city))
            return
        columns = self.columns.setdefault(block.table, {})
        if not columns:
            self._row_without_head(block)
            return

        def cell(role: str) -> Cell:
            at = columns.get(role, -1)
            return block.cells[at] if 0 <= at < len(block.cells) else Cell()

        city, title = self.city, self.title
        if "city" in columns:
            city, title = _named(cell("city").run)
        row_notes = tuple(dict.fromkeys(key for each in block.cells for key in notes(each.run)))
        partner = cell("partner")
        runs = list(partner.items)
        for part in parts(partner.run):
            several = sum(piece.kind == "flag" for piece in part) > 1
            runs += _segments(part)[1] if several else _places(part)
        for at, run in enumerate(runs):

            def said(role: str, at: int = at) -> Run:
                """What a column says of this partner: its own line, or the whole cell."""
                lines = _lines(cell(role))
                while len(lines) > len(runs) and not words(lines[-1]):
                    lines.pop()  # a break at the end
                return lines[at] if len(lines) == len(runs) else _whole(lines)

            more = Entry(
                "", "", "",
                country=_country_text(said("country")),
                region=words(said("region")),
                notes=row_notes,
                remark=words(said("note")),
            )  # fmt: skip
            more = _with_dates(more, words(said("since")))
            until = words(said("until"))
            if fold(until) not in _NOTHING:
                more = _with_dates(more, f"until {until}")
            self._entry(city, title, run, block.line, more)

    def _row_without_head(self, block: Block) -> None:
        for cell in block.cells:
            for run in (*cell.items, *parts(cell.run)):
                if any(piece.kind == "flag" for piece in run):
                    self._entry(self.city, self.title, run, block.line)


def _lines(cell: Cell) -> list[Run]:
    """The lines of a cell: those that breaks make, and the items of its lists."""
    made: list[list[Piece]] = [[]]
    for piece in cell.run:
        if piece.kind == "break":
            made.append([])
        else:
            made[-1].append(piece)
    if cell.items and not words(cell.run):
        return list(cell.items)
    return [*map(tuple, made), *cell.items]


def _whole(lines: Sequence[Run]) -> Run:
    """Lines as one; the same line twice is one."""
    made: list[Piece] = []
    for line in {words(each): each for each in reversed(lines)}.values():
        made = [*line, *([Piece(" ")] if made else []), *made]
    return tuple(made)


def _columns(cells: Sequence[Cell], has_city: bool) -> dict[str, int]:
    """Which column is what, by its words; under a city the towns of a table are its partners."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        text = words(cell.run)
        role = next((r for r, pattern in _COLUMNS if re.search(pattern, text, re.IGNORECASE)), "")
        if role and role not in found:
            found[role] = at
        elif role == "city" and "partner" not in found:
            found["partner"] = at  # "City", "Country", "City", "Country"
        elif role == "country":
            found["country"] = at
    if "partner" not in found and "city" in found and has_city:
        found["partner"] = found.pop("city")
    return found if "partner" in found else {}


# --- a run to an entry -------------------------------------------------------------------------


def _named(run: Run) -> tuple[str, str]:
    """The name of a run and the title of the page that it leads to."""
    text = words(run)
    links = [piece for piece in run if piece.kind == "link" and clean(piece.text)]
    if links:
        return clean(links[0].text), links[0].target
    bare = _BRACKETS.sub(" ", text)
    return clean(re.split(r"[:：]", bare)[0]), ""


def _sentence(text: str, city: str) -> str:
    """The words for the kind in a sentence, "Oslo is also twinned with:": from the verb on."""
    text = text.removeprefix(city).strip() if city else text
    match = re.search(r"\b(?:is|are|has|have|hat|ist|est|war)\b\s+(.*)$", text)
    return match.group(1) if match else text


def _segments(run: Run) -> tuple[Run, list[Run]]:
    """What comes before the first flag, and what begins with each."""
    places = [at for at, piece in enumerate(run) if piece.kind == "flag"]
    if not places:
        return (), [run]
    ends = [*places[1:], len(run)]
    return run[: places[0]], [run[a:b] for a, b in zip(places, ends, strict=True)]


def _places(run: Run) -> list[Run]:
    """A run, cut where a second place begins: "Dushanbe, Tajikistan; Pécs, Hungary".

    Each has to be whole, a name and its country; else what follows a comma may be a region,
    a day or a remark of the first.
    """
    found: list[list[list[Piece]]] = [[]]
    for atom in _atoms(run):
        now = found[-1]
        if now and _is_whole(now) and _is_name(atom):
            found.append([atom])
        else:
            now.append(atom)
    if len(found) == 1 or not all(map(_is_whole, found)):
        return [run]
    return [_from_atoms(atoms) for atoms in found]


def _atoms(run: Run) -> list[list[Piece]]:
    """A run, cut at commas and semicolons outside brackets, and at an "and" before a link."""
    found: list[list[Piece]] = [[]]
    depth = 0
    for at, piece in enumerate(run):
        if piece.kind != "text":
            found[-1].append(piece)
            continue
        text = piece.text
        linked = at + 1 < len(run) and run[at + 1].kind == "link"
        if linked and (match := _AND.search(text)):
            text = f"{text[: match.start()]};"
        part = ""
        for sign in text:
            depth += (sign in "([（") - (sign in ")]）")
            if sign in ",;،؛" and depth <= 0:
                found[-1].append(replace(piece, text=part))
                found.append([])
                part = ""
            else:
                part += sign
        found[-1].append(replace(piece, text=part))
    return found


def _from_atoms(atoms: Sequence[Sequence[Piece]]) -> Run:
    made = list(atoms[0])
    for atom in atoms[1:]:
        made += [Piece(", "), *atom]
    return tuple(made)


def _is_whole(atoms: Sequence[Sequence[Piece]]) -> bool:
    """Whether there is a name and, behind it, a country."""
    name, *more = (words(tuple(atom)) for atom in atoms)
    inside = [part for each in (name, *more) for part in _BRACKETS.findall(each)]
    ends = [part for part in re.split(r"\s[–—-]\s", name)[1:] if part]
    said = (*(_BRACKETS.sub(" ", each) for each in (*more, *ends)), *inside)
    return bool(name) and any(
        _is_country(clean(part).strip(" –—-:")) for each in said for part in each.split(",")
    )


def _is_name(atom: Sequence[Piece]) -> bool:
    """Whether a part begins as the name of a place does, not as a day, a country or a remark."""
    text = clean(_BRACKETS.sub(" ", words(tuple(atom))))
    if not text[:1].isalpha() or text[0].islower() or _is_country(text) or _is_state(text):
        return False
    return not (kind_of_words(text) or _SINCE.match(text) or re.search(r"\d{3}", text))


def _country_text(run: Run) -> str:
    text = words(run)
    if text and read_country(text) != ("", ""):
        return text
    flags = [piece.text for piece in run if piece.kind == "flag"]
    return flags[0] if flags else text


def _is_country(text: str) -> bool:
    return read_country(text) != ("", "")


def _partner(run: Run, more: Entry | None) -> Entry | None:
    """The partner of an item, with where it is and what is said of it."""
    flag = next((piece.text for piece in run if piece.kind == "flag"), "")
    name, title, before, tail = _split(run)
    entry = more or Entry("", "", "")
    keys = tuple(dict.fromkeys((*notes(run), *entry.notes)))
    for said in _BRACKETS.findall(tail):
        entry = _with_dates(entry, clean(said))
    tail = _BRACKETS.sub(" ", tail)
    if _is_state(before):  # "former: Oslo"
        entry = _with_dates(entry, before)
    # "China – former", "Italy, until 2015": what is said of the tie is no region.
    kept = _SEPARATOR.split(tail)
    for at, part in enumerate(kept):
        if at % 2 == 0 and _is_state(clean(part)):
            entry, kept[at] = _with_dates(entry, clean(part)), ""
    tail = "".join(kept).rstrip(" ,;،؛–—-")
    if not entry.since and (match := _TAIL_YEAR.search(clean(tail))):
        entry = _with_dates(entry, match.group(1))
        tail = clean(tail)[: match.start()]
    pieces = [clean(part).strip(" –—-:") for part in re.split(r"[,;،]|\s[–—-]\s", tail)]
    pieces = [part for part in pieces if fold(part) not in _NOTHING]
    if not name and pieces:
        name = pieces.pop(0)
    named = [part for part in pieces if _is_country(part)]
    others = [part for part in pieces if not _is_country(part)]
    for part in [each for each in others if _DATED.search(each.translate(_DIGITS))]:
        others.remove(part)  # no region
        entry = _with_date(entry, part)
    if before and _is_country(before):  # "Poland – Wrocław"
        named.append(before)
    country = next(
        (each for each in (*named[-1:], entry.country, flag) if each and _is_country(each)),
        entry.country or flag,
    )
    region = ", ".join(others[:1]) or entry.region
    if ", " in title:
        first, _comma, rest = title.partition(", ")
        name = first if name == title else name  # "Paris, Texas" is Paris
        region = region or ("" if _is_country(rest) else rest)
    remark = _joined(entry.remark, *others[1:])
    return replace(
        entry, partner=name, title=title, country=country, region=region, notes=keys, remark=remark
    )


def _is_state(text: str) -> bool:
    """Whether words say that a tie is over or suspended: "former", "until 2015", "ehemalig"."""
    if _is_country(text) or fold(text) == "antigua":
        return False
    first = clean(text).partition(" ")[0].rstrip(":")
    alone = _FORMER.match(first) and (first == clean(text).rstrip(":") or kind_of_words(text))
    return bool(alone or _ENDED.search(text) or _SUSPENDED.search(text))


def _split(run: Run) -> tuple[str, str, str, str]:
    """Name and title of the partner, the words before and those behind it."""
    links = [
        at
        for at, piece in enumerate(run)
        if piece.kind == "link" and clean(piece.text) and piece.target
    ]
    chosen = next((at for at in links if not _is_country(run[at].text)), -1)
    if chosen < 0 and len(links) == 1 and not any(piece.kind == "flag" for piece in run):
        chosen = links[0]  # a city of the name of a country: Panama, Luxembourg
    if chosen < 0 and len(links) > 1:
        chosen = links[0]
    before = words(tuple(_seen(run[: max(chosen, 0)]))) if chosen > 0 else ""
    if chosen < 0 or len(clean(_BRACKETS.sub(" ", before)).strip(" ,:–—-")) > 60:
        text = words(run)
        name = clean(re.split(r"[,;،(（\[]|\s[–—-]\s", text)[0])
        return name, "", "", text[len(name) :]
    before = clean(before).strip(" ,:–—-")
    tail = words(run[chosen + 1 :])
    if before and not (_is_country(before) or _is_state(before)) and not links[0] < chosen:
        # "the city of Oslo": the words belong to the name of nobody.
        before = ""
    return clean(run[chosen].text), run[chosen].target, before, tail


def _seen(run: Run) -> Iterator[Piece]:
    return (piece for piece in run if piece.kind in ("text", "link"))


def _joined(*texts: str) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _with_dates(entry: Entry, text: str) -> Entry:
    """The entry with the days that a text gives: "1998", "since 1998", "1998–2014; suspended"."""
    for part in re.split(r"[;,،]", text) if not _day(text) else [text]:
        entry = _with_date(entry, clean(part))
    return entry


def _with_date(entry: Entry, text: str) -> Entry:
    if fold(text) in _NOTHING:
        return entry
    if _SUSPENDED.search(text):
        return replace(entry, suspended=True, remark=_joined(entry.remark, text))
    if _is_state(text):
        when = _day(_WORDS_OF_END.sub("", text))
        ended = not re.match(r"(?i)(until|till|bis|jusqu)", text) or when is None
        return replace(
            entry,
            ended=entry.ended or ended,
            until=entry.until or when,
            until_text=entry.until_text or text,
            remark=entry.remark if when else _joined(entry.remark, text),
            unread=entry.unread if when else _unread(entry, text),
        )
    plain = _SINCE.sub("", text)
    if (match := _RANGE.match(plain)) and not _day(plain):
        one, other = _day(match["one"]), match["other"] or ""
        if one is not None:
            entry = replace(entry, since=entry.since or one, since_text=entry.since_text or text)
            last = None if fold(other) in _PRESENT else _day(other)
            return replace(entry, until=entry.until or last) if last else entry
    when = _day(plain)
    if when is None and not entry.country and _is_country(text):
        return replace(entry, country=text)
    if when is None:
        return replace(entry, remark=_joined(entry.remark, text), unread=_unread(entry, text))
    if entry.since and when.text != entry.since.text:  # a second start: for a person to read
        return replace(entry, remark=_joined(entry.remark, text))
    return replace(entry, since=entry.since or when, since_text=entry.since_text or text)


def _unread(entry: Entry, text: str) -> tuple[tuple[str, str], ...]:
    """What is not read of an entry, with these words if they look like a date."""
    text = clean(text)
    if not _DATED.search(text.translate(_DIGITS)) or any(text == said for said, _ in entry.unread):
        return entry.unread
    plain = _SINCE.sub("", _WORDS_OF_END.sub("", text)) or text
    try:
        read_day(plain)
        reason = ""
    except DayError as error:
        reason = str(error)
    return (*entry.unread, (text, reason))


def _day(text: str) -> Edtf | None:
    """A day, if it is one and has a year; not a duration."""
    if not re.search(r"\d{4}", text.translate(_DIGITS)):
        return None
    try:
        found = read_day(clean(text))
    except DayError:
        return None
    return None if found.until is not None else found.value


_DIGITS = {
    **{ord(c): str(n) for n, c in enumerate("۰۱۲۳۴۵۶۷۸۹")},
    **{ord(c): str(n) for n, c in enumerate("٠١٢٣٤٥٦٧٨٩")},
}
