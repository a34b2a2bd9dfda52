"""From a saved page to the rows of a data folder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from cityties.base.files import decode_strict, sha256
from cityties.errors import DataError, NotFoundError, Problem, UsageError
from cityties.language.messages import _
from cityties.language.names import fold
from cityties.loaders.checker import Checker, RawRow
from cityties.loaders.foreign.countries import code_of_country, country_place
from cityties.loaders.foreign.deciding import Deciding, decided_line, deciding, numbers_of
from cityties.loaders.foreign.links import About, source_rows
from cityties.loaders.foreign.list_claims import ListLine, claims_of
from cityties.loaders.foreign.provenance import Loaded
from cityties.loaders.foreign.tables import Record
from cityties.loaders.resolve import End, Resolution, Resolver
from cityties.loaders.wikipedia.blocks import Page, words
from cityties.loaders.wikipedia.entries import Entry, find_entries, kind_of_words
from cityties.loaders.wikipedia.html import read_html
from cityties.loaders.wikipedia.notes import Citations, day_in
from cityties.loaders.wikipedia.wikitext import read_wikitext
from cityties.model.identifiers import tie_id
from cityties.model.rows import Organization, Place, Source, Tables
from cityties.model.tables import row_cells
from cityties.model.texts import text_in
from cityties.vocabulary.codes import AGREEMENT_KINDS

LICENCE: Final = "CC-BY-SA-4.0"
"""The terms of Wikipedia's text."""

MAX_BYTES: Final = 64 * 1024 * 1024
"""A larger file is refused."""

_LANGUAGES: Final = {
    "en": "English", "de": "German", "fa": "Persian", "bg": "Bulgarian", "zh": "Chinese",
    "fr": "French", "es": "Spanish", "it": "Italian", "pl": "Polish", "pt": "Portuguese",
    "nl": "Dutch", "ru": "Russian", "cs": "Czech", "sv": "Swedish", "tr": "Turkish",
    "ar": "Arabic", "ja": "Japanese", "uk": "Ukrainian",
}  # fmt: skip
_PLACE_KINDS: Final = (
    ("province", r"\b(province|prefecture|oblast|voivodeship|canton|state|land|krai|governorate"
                 r"|autonomous (?:region|community)|region)\b|استان"),
    ("county", r"\b(county|landkreis|comarca|powiat|raion)\b|شهرستان"),
    ("district", r"\b(district|borough|ward)\b|ناحیه"),
)  # fmt: skip
_LIST_OF = re.compile(r"^(?:lists? of|liste d(?:er|es|e)|lista d(?:e|i|as))\s+", re.IGNORECASE)
_IN = re.compile(r".*\b(?:in|en|au|aux|em|na|w|we|در)\s+(?P<rest>.+)$", re.IGNORECASE)
_OF = re.compile(r".*?\b(?:of|de|du|des|der|von|di|do|no)\s+(?P<rest>.+)$", re.IGNORECASE)
_A_PART = re.compile(r"^(?:the\s+)?(?:u\.?s\.?\s+)?(?:state|province|region)\b", re.IGNORECASE)
_SHORT_NAMES = frozenset(("usa", "uk", "uae"))
_MANY_LEFT = 0.5


def load_wikipedia(
    path: Path | str,
    *,
    date: str = "",
    name: str = "",
    url: str = "",
    country: str = "",
    kind: str = "sister_city",
    kinds: Mapping[str, str] | None = None,
    known: Tables | None = None,
    gazetteer: Path | str | None = None,
    unresolved: Path | str | None = None,
    strict: bool = False,
) -> Loaded:
    """Read a page "List of twin towns and sister cities in X".

    Parameters
    ----------
    path : a page saved from the browser (HTML), or its text (wikitext)
    date : the day of the page (EDTF); by default that of its last change, if it says it
    name : title of the source; that of the page by default
    url : address of the page, if the file does not say it
    country : of the cities whose lists these are; by default as the title says
    kind : kind of agreement where no words say another
    kinds : words of the page and the kinds that they mean there
    known : rows that may be referred to, usually the shipped data
    gazetteer : the index of the installed names of cities; ``None``: do without
    unresolved : the file in which a person decided on cities, if there is one
    strict : refuse the page if any item has to be left out

    Returns
    -------
    Loaded : new places, publishers, the page and its footnotes as sources, and the claims

    Raises
    ------
    NotFoundError
        If there is no such file, or the parser is not installed.
    DataError
        If it is no such page, or with ``strict`` if an item is left out.
    UsageError
        If the day of the page is not known, or a kind or country is none.
    """
    for code in (kind, *(kinds or {}).values()):
        if code not in AGREEMENT_KINDS:
            raise UsageError(_("{kind!r} is not a kind of agreement").format(kind=code))
    record = Record()
    page = _read(Path(path), record)
    # Never the name of the file: "de.wikitext" may be about any country.
    heads = (words(each.run) for each in page.blocks if each.kind == "heading" and each.level == 1)
    titles = (page.title, *heads, name)
    about = _about(page, Path(path), date, name, url)
    code = _country(country, titles)
    loader = _Loader(page, about, code, kind, kinds or {}, known or Tables(), record)
    with deciding(loader.source.id, gazetteer, unresolved) as using:
        return loader.load(using, strict=strict)


def _read(file: Path, record: Record) -> Page:
    name = str(file)
    if not file.is_file():
        raise NotFoundError(_("the file {path} does not exist").format(path=file))
    if file.stat().st_size > MAX_BYTES:
        message = _("a file of {n} bytes").format(n=file.stat().st_size)
        at_most = _("at most {n}").format(n=MAX_BYTES)
        raise DataError([Problem(name, 0, "", "", message, at_most, code="too-large")])
    data = file.read_bytes()
    record.files.append({"file": file.name, "bytes": len(data), "sha256": sha256(data)})
    if is_html(data):
        return read_html(data, name)
    text, problems = decode_strict(data, name)
    if fatal := [problem for problem in problems if problem.code == "bad-encoding"]:
        raise DataError(fatal)
    return read_wikitext(text)


def is_html(data: bytes) -> bool:
    """Whether a file is a web page; otherwise it is the text of one.

    Examples
    --------
    >>> is_html(b"<!DOCTYPE html><html>"), is_html(b"== Oslo ==")
    (True, False)
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")) or (
        start.startswith(b"<!--") and b"<html" in start
    )


def _about(page: Page, file: Path, date: str, name: str, url: str) -> About:
    page.url = url or page.url
    if not page.title:
        page.title = file.stem.replace("_", " ")
    day = date or (found.text if (found := day_in(page.edited)) else "")
    if not day:
        raise UsageError(
            _("the page does not say when it was last changed: set its day with {option}").format(
                option="--date 2024-05-12"
            )
        )
    title = f"Wikipedia: {page.title}"
    return About(name or title, day, _publisher(page), page.url, LICENCE)


def _publisher(page: Page) -> str:
    host = re.match(r"https?://([a-z-]+)\.(?:m\.)?wikipedia\.org/", page.url)
    lang = host.group(1) if host else page.lang.partition("-")[0]
    if not lang and page.title.lower().startswith("list of "):
        lang = "en"
    return f"{_LANGUAGES[lang]} Wikipedia" if lang in _LANGUAGES else "Wikipedia"


def _country(chosen: str, titles: Sequence[str]) -> str:
    """The country that a person names, else the one that a title is about; blank: not known."""
    if chosen:
        code = code_of_country(chosen)
        if not code:
            raise UsageError(_("{value!r} is not a country").format(value=chosen))
        return code
    return next(filter(None, map(country_of_title, titles)), "")


def country_of_title(title: str) -> str:
    """The country that a title is about: all that follows its "in", else its "of".

    Parameters
    ----------
    title : of a page

    Returns
    -------
    str : the code; blank if what follows is not the name of a country, or only a code

    Examples
    --------
    >>> country_of_title("List of twin towns and sister cities in Iran")
    'IR'
    >>> country_of_title("List of sister cities in New Jersey")
    ''
    >>> country_of_title("List of sister cities in Georgia (U.S. state)")
    ''
    """
    text = re.sub(r"\s*\((?:country|land|pays)\)$", "", title.strip(), flags=re.IGNORECASE)
    text = _LIST_OF.sub("", text)
    match = _IN.match(text) or _OF.match(text)
    if match is None or _A_PART.match(match["rest"]) or "(" in match["rest"]:
        return ""
    name = re.sub(r"^the\s+", "", match["rest"], flags=re.IGNORECASE)
    letters = "".join(sign for sign in fold(name) if sign.isalnum())
    if len(letters) <= 3 and letters.isascii() and letters not in _SHORT_NAMES:
        return ""
    return code_of_country(name)


class _Loader:
    def __init__(
        self,
        page: Page,
        about: About,
        country: str,
        kind: str,
        kinds: Mapping[str, str],
        known: Tables,
        record: Record,
    ) -> None:
        self.page, self.about, self.known, self.record = page, about, known, record
        self.country, self.kind = country, kind
        self.kinds = {fold(word): code for word, code in kinds.items()}
        self.file = record.files[0]["file"]
        self.publisher, self.source = source_rows(about, known, taken=set(), expected=0, why="")
        assert self.source.published is not None
        self.day = self.source.published
        self.claims: list[tuple[int, dict[str, str]]] = []
        self.words: dict[str, dict[str, str]] = {}
        self.of_page = 0
        self.numbers: Counter[tuple[str, str, str]] = Counter()

    def load(self, using: Deciding, *, strict: bool) -> Loaded:
        self.resolver = Resolver(
            self.known,
            package=using.package,
            answers=using.answers.answers,
            source=self.source.id,
        )
        found = find_entries(self.page)
        for line, text in found.left_out:
            self.record.note("no-partner", self.file, line, text)
        ends = [end for entry in found.entries for end in (self._city(entry), self._partner(entry))]
        places = self.resolver.resolve_all(ends)
        self._by_titles(found.entries, places)
        self.unresolved = self._questions(found.entries, places, using)
        self.decided = numbers_of(places.values())
        self._check_use(found.entries, strict=strict)
        ids = {each.id for each in places.values()}
        self.cited = Citations(
            self.source.id,
            self.day,
            self.known,
            self.page.notes,
            {row.id for row in self.known.places} | ids,
        )
        pairs: dict[tuple[str, str, str], list[Entry]] = {}
        for entry in found.entries:
            self._entry(entry, places, pairs)
        self._check_use([each for each in found.entries if pairs], strict=strict)
        return self._loaded(pairs, found.entries)

    def _by_titles(self, entries: Sequence[Entry], places: dict[End, Resolution]) -> None:
        """Decide by the page that a link leads to what its words leave open: Freiburg, which is
        “Freiburg im Breisgau”; not where two links of the same words lead to two pages.
        """
        titles: dict[End, set[str]] = {}
        for entry in entries:
            for end, title in (
                (self._city(entry), entry.city_title), (self._partner(entry), entry.title),
            ):  # fmt: skip
                titles.setdefault(end, set()).add(re.sub(r"\s*\(.*\)$|,.*$", "", title))
        for end, found in list(places.items()):
            named = titles.get(end, set())
            if (
                found.is_question
                and len(named) == 1
                and fold(title := max(named)) != fold(end.name)
            ):
                other = self.resolver.resolve(replace(end, name=title)) if title else found
                if other.id and other.how != "new":
                    places[end] = other

    def _questions(
        self, entries: Sequence[Entry], places: Mapping[End, Resolution], using: Deciding
    ) -> bytes:
        """The file with what a person has to decide; empty if there is nothing."""
        ends = list(places)
        asked: dict[int, list[int]] = {}
        numbers = {end: number for number, end in enumerate(ends)}
        for entry in entries:
            for end in (self._city(entry), self._partner(entry)):
                if places[end].is_question:
                    asked.setdefault(numbers[end], []).append(entry.line)
        for number, lines in asked.items():
            self.record.note("undecided", self.file, lines[0], ends[number].name[:80])
        return using.unresolved(ends, [places[end] for end in ends], asked, self.record)

    def _city(self, entry: Entry) -> End:
        return self._end(entry.city, entry.city_title, self.country, "")

    def _partner(self, entry: Entry) -> End:
        return self._end(entry.partner, entry.title, code_of_country(entry.country), entry.region)

    def _end(self, name: str, title: str, country: str, region: str) -> End:
        if not region and ", " in title:  # "Paris, Texas" is what tells it apart
            rest = title.partition(", ")[2]
            region = "" if code_of_country(rest) else rest
        return End(name=name, country=country, region=region)

    def _check_use(self, entries: Sequence[Entry], *, strict: bool) -> None:
        codes = ("no-partner", "no-city", "undecided")
        lost = [each for each in self.record.findings if each.code in codes]
        if entries and not (strict and lost):
            return
        if lost:
            messages = {
                "no-partner": _("this item names no partner, or stands below no city"),
                "no-city": _("the city on this line is unknown or ambiguous"),
                "undecided": _("it is not decided which city is meant"),
            }
            raise DataError(
                [
                    Problem(
                        each.file, each.line, "", each.value, messages[each.code], code=each.code
                    )
                    for each in lost
                ]
            )
        message = _("this page has no lists of twin towns that can be read")
        raise DataError([Problem(self.file, 0, "", "", message, code="no-links")])

    # --- one entry -----------------------------------------------------------------------------

    def _entry(
        self,
        entry: Entry,
        places: Mapping[End, Resolution],
        pairs: dict[tuple[str, str, str], list[Entry]],
    ) -> None:
        ids = []
        for end, text in (
            (self._city(entry), entry.city), (self._partner(entry), entry.partner),
        ):  # fmt: skip
            resolution = places[end]
            if not resolution.id:
                if not resolution.is_question:
                    self.record.note("no-city", self.file, entry.line, text[:80])
                return
            ids.append(resolution.id)
        if entry.country and not self._partner(entry).country:
            self.record.note("unknown-country", self.file, entry.line, entry.country)
        for text, reason in entry.unread:
            self.record.note("bad-day", self.file, entry.line, text[:80], reason)
        one, other = ids
        shown = f"{entry.city} | {entry.partner}"
        if one == other:
            self.record.note("loop", self.file, entry.line, shown)
            return
        kind = self._kind(entry.word)
        earlier = pairs.setdefault((one, other, kind), [])
        if any(entry.repeats(each) for each in earlier):
            self.record.note("duplicate", self.file, entry.line, shown)
            return
        if earlier:
            self.record.note("repeat-differs", self.file, entry.line, shown)
        earlier.append(entry)
        sources = [each for key in entry.notes if (each := self.cited.source_of(key))]
        if not sources:
            sources = [self.source]
        told = [self.cited.words_of(key) for key in entry.notes]
        for source in dict.fromkeys(sources):
            number = self.numbers[one, other, kind] = self.numbers[one, other, kind] + 1
            self._claims(entry, (one, other), kind, source, number, told)

    def _kind(self, word: str) -> str:
        if not word:
            return self.kind
        folded = fold(word)
        chosen = next((code for text, code in self.kinds.items() if text in folded), "")
        return chosen or kind_of_words(word) or self.kind

    def _claims(
        self,
        entry: Entry,
        pair: tuple[str, str],
        kind: str,
        source: Source,
        number: int,
        told: Sequence[str],
    ) -> None:
        """What one source says of one entry, as the page tells."""
        read = source.published or source.accessed
        assert read is not None
        late = (entry.since, entry.until)
        if source is not self.source and any(d and d.earliest > read.latest for d in late):
            # What the page says was not in the source when it was read: the page's own word.
            source, read = self.source, self.day
        if source is self.source:
            self.of_page += 1
        word = entry.word[:120]
        if word:
            self.words.setdefault(source.id, {})[word] = kind
        suffix = "" if number == 1 else f"_{number}"
        line = ListLine(
            f"c-{self.source.id}_{pair[0]}_{pair[1]}"
            + (f"_{kind}" if kind != self.kind else "")
            + suffix,
            source.id,
            pair,
            kind=kind,
            since=entry.since,
            until=entry.until,
            ended=entry.ended and entry.until is None,
            status="suspended" if entry.suspended else "",
            locator=f"{entry.city}, line {entry.line}" if entry.line else entry.city,
            wording=word,
            via="" if source is self.source else self.source.publisher,
            note=_note(entry, told),
            since_text=entry.since_text if _says_more(entry.since_text) else "",
            until_text=entry.until_text if _says_more(entry.until_text) else "",
        )
        said = claims_of(line, read)
        for code in said.findings:
            self.record.note(code, self.file, entry.line, f"{entry.city} | {entry.partner}")
        self.claims += [(entry.line, cells) for cells in said.claims]

    # --- the folder ----------------------------------------------------------------------------

    def _loaded(self, pairs: Collection[tuple[str, str, str]], entries: Sequence[Entry]) -> Loaded:
        source = replace(
            self.source,
            kind="encyclopedia",
            attribution=("Wikipedia contributors",),
            expected=str(sum(cells["source"] == self.source.id for _l, cells in self.claims)),
            expected_why=f"what {self.file} says without a footnote",
        )
        sources = [self._mapped(each) for each in (source, *self.cited.sources.values())]
        organizations = [*self.cited.publishers.values(), *filter(None, (self.publisher,))]
        places = self._places()
        tables = self._checked(places, organizations, sources)
        cities = {city for one, other, _kind in pairs for city in (one, other)}
        new = {place.id for place in places if place.kind != "country"}
        numbers = {
            "entries": len(entries),
            "pairs": len({tie_id((a, b), kind) for a, b, kind in pairs}),
            "cities": len(cities),
            "cities_with_a_list": len({one for one, _other, _kind in pairs}),
            "cities_new": len(new & cities),
            "footnotes": len(self.cited.sources),
            "without_footnote": self.of_page,
            "claims": len(self.claims),
            **self.decided,
        }
        self.record.numbers.update(numbers)
        shown = {name: f"{number:,}" for name, number in numbers.items()}
        lines = (
            self._country_line(),
            _(
                "Cities with a list: {cities_with_a_list}; entries: {entries}; pairs: {pairs}; "
                "cities: {cities}, new: {cities_new}."
            ).format(**shown),
            _(
                "Footnotes that became sources: {footnotes}; entries without one: "
                "{without_footnote}; claims: {claims}."
            ).format(**shown),
            *decided_line(self.decided, places),
        )
        return Loaded(tables, sources[0], LICENCE, self.record, lines, unresolved=self.unresolved)

    def _country_line(self) -> str:
        if self.country:
            found = country_place(self.country)
            name = self.country if found is None else text_in(found, "name")
            return _("Read as lists of cities in {country}: {option}.").format(
                country=name, option=f"--country {self.country}"
            )
        return _(
            "The title names no country: the cities that have these lists were looked up by name "
            "alone. If they are in one country, name it with {option}."
        ).format(option="--country CODE")

    def _mapped(self, source: Source) -> Source:
        words = self.words.get(source.id, {})
        pairs = tuple(f"{word}={kind}" for word, kind in sorted(words.items()))
        return replace(source, kind_map=pairs) if pairs else source

    def _places(self) -> list[Place]:
        made = []
        for place in self.resolver.made:
            kind = next(
                (
                    kind
                    for kind, pattern in _PLACE_KINDS
                    if re.search(pattern, place.name_en, re.IGNORECASE)
                ),
                place.kind,
            )
            made.append(replace(place, kind=kind, origin=place.origin or self.source.title))
        had = {place.country for place in self.known.places if place.kind == "country"}
        codes = sorted({place.country for place in made} - had - {""})
        return [*filter(None, map(country_place, codes)), *made]

    def _checked(
        self,
        places: Sequence[Place],
        organizations: Sequence[Organization],
        sources: Sequence[Source],
    ) -> Tables:
        raw = [
            RawRow(table, self.file, 0, row_cells(table, row))
            for table, rows in (
                ("places", places), ("organizations", organizations), ("sources", sources),
            )
            for row in rows
        ]  # fmt: skip
        used = {cells["source"] for _line, cells in self.claims} | {self.source.id}
        raw = [each for each in raw if each.table != "sources" or each.cells["id"] in used]
        ordered = sorted(self.claims, key=lambda claim: claim[1]["id"])
        raw += [RawRow("claims", self.file, line, cells) for line, cells in ordered]
        tables, faults = Checker(raw, self.known).run()
        if faults:
            raise DataError(faults)
        return tables


def _says_more(text: str) -> bool:
    """Whether the words of a date say more than the date."""
    return bool(re.search(r"[^\W\d_]{3}", text))


def _note(entry: Entry, told: Sequence[str]) -> str:
    texts = []
    for shown, title in ((entry.city, entry.city_title), (entry.partner, entry.title)):
        if title and fold(title) != fold(shown):
            texts.append(f"{shown}: page “{title}”")
    texts += [entry.remark, *told]
    text = "; ".join(dict.fromkeys(each for each in texts if each))
    text = "".join(sign for sign in text if sign.isprintable())
    return text if len(text) <= 500 else text[:499] + "…"
