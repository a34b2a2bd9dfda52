"""One cell at a time: what a column accepts, and what is said when it does not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from cityties.language.messages import _
from cityties.language.names import did_you_mean, fold, latin_digits
from cityties.model.columns import Column, other_names_columns
from cityties.model.dates import looks_solar_hijri, parse_edtf
from cityties.model.durations import parse_duration
from cityties.model.expectations import parse_expected
from cityties.model.formulas import looks_like_formula
from cityties.model.grammars import GrammarError
from cityties.model.identifiers import is_claim_id, is_qid, is_slug
from cityties.model.kind_maps import parse_mapped_word
from cityties.model.other_dates import meant
from cityties.model.rows import Place
from cityties.model.tables import LIST_SEPARATOR
from cityties.model.unfolding import UNFOLDINGS
from cityties.model.votes import parse_votes
from cityties.start.records import dataclass
from cityties.vocabulary.codes import CODES, COMPLETENESS, OPERATORS, REFUSED_IN_CLAIMS

RESERVED_SLUGS = frozenset(
    {"event", "claim", "source", "post", "term", "membership", "rule", "tie", "graph", "reading",
     "unnamed", "all", "both",
     *(found.folder.removesuffix("/") for found in UNFOLDINGS.values() if found.folder)}
)  # fmt: skip
"""First parts of our IRIs and words with a meaning of their own: no thing is called so."""

MAX_CELL = 10_000
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NAME_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
OWN_NAMES = {tag: column.name for tag, column in other_names_columns(Place).items()}
"""Languages whose other names have a column of their own."""

_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_REPORTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]"
)
_BREAK = re.compile(r"[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value; the caller knows the place."""

    code: str
    value: str
    message: str
    expected: str = ""
    suggestion: str = ""


_MEANT: dict[str, dict[str, str]] = {
    "kinds": {
        "sister_city": "twin;twins;twinned;twinning;twin city;twin cities;twin town;town twinning;"
        "sister;sister town;sister cities;sisterhood;partner city;partner town;city partnership;"
        "gemellaggio;jumelage;hermanamiento;stadtepartnerschaft;partnerstadt;خواهرخوانده;"
        "خواهرخواندگی;خواهرشهر",
        "friendship_city": "friendship;friendly city;friendship pact;friendship agreement",
        "cooperation_mou": "mou;memorandum;memorandum of understanding;understanding;"
        "cooperation agreement;co operation agreement;تفاهم نامه;یادداشت تفاهم",
        "letter_of_intent": "intent;loi;declaration of intent",
        "multilateral_pact": "pact;treaty",
        "official_visit": "visit;trip;delegation;سفر;دیدار رسمی",
        "humanitarian_aid": "aid;donation;کمک",
    },
    "statuses": {
        "in_force": "activ;signed;valid;current;concluded;established;existing",
        "suspended": "frozen;freeze;paused;on hold;stopped",
        "resumed": "revived;restarted;reactivated;thawed",
        "ended": "terminated;cancelled tie;dissolved;over",
        "proposed": "offered tie;suggested",
        "approved": "ratified;agreed",
    },
}
"""Words that people write for codes that are spelled quite differently, folded."""


def meant_codes(name: str, text: str) -> tuple[str, ...]:
    """The codes of a list that a word of everyday language stands for.

    Examples
    --------
    >>> meant_codes("kinds", "Twin City"), meant_codes("kinds", "tram")
    (('sister_city',), ())
    """
    words = {fold(text.replace("_", " "))}
    return tuple(
        code
        for code, others in _MEANT.get(name, {}).items()
        if words & {fold(word) for word in others.split(";")}
    )


def _one_of(codes: tuple[str, ...]) -> str:
    if len(codes) > 12:
        return _("a code of the list")
    return _("one of {codes}").format(codes=", ".join(codes))


def _code(column: Column, text: str) -> Iterator[Fault]:
    codes = CODES[column.codes]
    if text in REFUSED_IN_CLAIMS and column.codes in ("kinds", "statuses"):
        yield Fault(
            "computed-code",
            text,
            _("this is always computed, never entered"),
            suggestion=_("omit the row, or enter what the source says"),
        )
    elif text not in codes:
        elsewhere = sorted(name for name, others in CODES.items() if text in others)
        message = (
            _("not a code of the list {name}, but of {others}").format(
                name=column.codes, others=", ".join(elsewhere)
            )
            if elsewhere
            else _("unknown code in the list {name}").format(name=column.codes)
        )
        likely = meant_codes(column.codes, text)
        hint = (
            _("did you mean {names}?").format(names=_(" or ").join(likely))
            if likely
            else did_you_mean(text, codes)
        )
        yield Fault("unknown-code", text, message, _one_of(codes), hint)


def _text(_column: Column, text: str) -> Iterator[Fault]:
    if looks_like_formula(text):
        yield Fault(
            "formula",
            text,
            _("a spreadsheet would run this text as a formula"),
            suggestion=_("start it with a letter, a digit or a quotation mark"),
        )


def _url(_column: Column, text: str) -> Iterator[Fault]:
    if not _URL.fullmatch(text):
        yield Fault("bad-url", text, _("not an address of a web page"), "https://…")


def _wikidata(_column: Column, text: str) -> Iterator[Fault]:
    if not is_qid(text):
        yield Fault("bad-wikidata", text, _("not a Wikidata id"), "Q42053")


def _country(_column: Column, text: str) -> Iterator[Fault]:
    if not _COUNTRY.fullmatch(text):
        expected = _("two capital letters (ISO 3166-1), as IR")
        yield Fault("bad-country", text, _("not a country code"), expected)


def _language(_column: Column, text: str) -> Iterator[Fault]:
    if not _LANGUAGE.fullmatch(text):
        yield Fault("bad-language", text, _("not a language tag"), "fa, en, zh-Hant")


def _number_fault(text: str, expected: str) -> Iterator[Fault]:
    plain = latin_digits(text).replace(",", "").replace("٬", "").replace("٫", ".").replace(" ", "")
    better = plain if _NUMBER.fullmatch(plain) and plain != text else ""
    yield Fault(
        "bad-number",
        text,
        _("not a number"),
        expected,
        _("did you mean {names}?").format(names=better) if better else "",
    )


def _integer(_column: Column, text: str) -> Iterator[Fault]:
    if not re.fullmatch(r"[0-9]+", text) or len(text) > 15:
        yield from _number_fault(text, _("digits only, such as 2100000"))


_RANGES = {"latitude": 90.0, "longitude": 180.0}


def _decimal(column: Column, text: str) -> Iterator[Fault]:
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)) or len(text) > 24:
        yield from _number_fault(text, _("a number such as 32.6525"))
        return
    limit = _RANGES.get(column.name)
    if limit is not None and abs(float(text)) > limit:
        yield Fault(
            "out-of-range",
            text,
            _("not a valid position on Earth"),
            _("a number of degrees from {low} to {high}").format(low=-limit, high=limit),
            _("are latitude and longitude swapped?") if column.name == "latitude" else "",
        )


def _edtf(_column: Column, text: str) -> Iterator[Fault]:
    better = meant(text)
    offer = _("write {date}").format(date=better) if better else ""
    try:
        value = parse_edtf(text)
    except ValueError as error:
        problem = _("a date that is written in another way") if better else str(error)
        yield Fault("bad-date", text, problem, suggestion=offer)
        return
    if looks_solar_hijri(value):
        yield Fault(
            "solar-hijri-year",
            text,
            _("this looks like a year of the Solar Hijri calendar"),
            _("a Gregorian date"),
            offer or _("1399 is [2020-03-20..2021-03-20]"),
        )


def _duration(_column: Column, text: str) -> Iterator[Fault]:
    try:
        parse_duration(text)
    except ValueError as error:
        yield Fault(
            "bad-duration",
            text,
            str(error),
            _("years, months and days, as P5Y, P18M or P90D"),
            _("did you mean {names}?").format(names=better) if (better := _length(text)) else "",
        )


_LENGTH = re.compile(r"(?:for |P)?([0-9]{1,3}) ?([ymwd])[a-z]*", re.IGNORECASE)


def _length(text: str) -> str:
    """A length that is written in words, as ISO 8601 writes it; empty if it is none."""
    match = _LENGTH.fullmatch(latin_digits(text).strip())
    if not match or not int(match[1]):
        return ""
    number, unit = int(match[1]), match[2].upper()
    return f"P{number * 7}D" if unit == "W" else f"P{number}{unit}"


def _op(_column: Column, text: str) -> Iterator[Fault]:
    if text not in OPERATORS:
        yield Fault("bad-op", text, _("not a comparison"), _one_of(OPERATORS))


def _yes_no(_column: Column, text: str) -> Iterator[Fault]:
    if text not in COMPLETENESS:
        yield Fault("bad-complete", text, _("not an answer"), _one_of(COMPLETENESS))


def _votes(_column: Column, text: str) -> Iterator[Fault]:
    try:
        parse_votes(text)
    except GrammarError as error:
        yield Fault(
            "bad-votes",
            text,
            _("not a count of votes"),
            "for=8;against=25;abstain=7",
            did_you_mean(error.word, error.known),
        )


def _kind_map(_column: Column, text: str) -> Iterator[Fault]:
    try:
        parse_mapped_word(text)
    except GrammarError as error:
        yield Fault(
            "bad-kind-map",
            text,
            _("not a word and the kind that it means"),
            "partner city=sister_city",
            did_you_mean(error.word, error.known),
        )


def _names(_column: Column, text: str) -> Iterator[Fault]:
    tag, colon, name = text.partition(":")
    if not colon or not name.strip():
        yield Fault("bad-names", text, _("not a language tag and a name"), "de:Florenz;zh:佛罗伦萨")
    elif tag in OWN_NAMES:
        yield Fault(
            "bad-names",
            text,
            _("names in this language are in columns of their own"),
            suggestion=_("write it into {column}").format(column=OWN_NAMES[tag]),
        )
    elif not _NAME_TAG.fullmatch(tag):
        # Engines lower the case of tags: a name must come back from RDF as it was.
        yield Fault(
            "bad-language",
            text,
            _("not a language tag in small letters"),
            "de, zh-hant",
            tag.strip().lower() if _NAME_TAG.fullmatch(tag.strip().lower()) else "",
        )
    elif name != name.strip():
        yield Fault("bad-names", text, _("a space after the colon"), f"{tag}:{name.strip()}")


def _expected(_column: Column, text: str) -> Iterator[Fault]:
    try:
        parse_expected(text)
    except GrammarError:
        yield Fault("bad-expected", text, _("not a number of claims"), "13 / 10..14")


def _involvement(_column: Column, text: str) -> Iterator[Fault]:
    reference, colon, capacity = text.partition(":")
    if not reference or (colon and not capacity) or text.count("@") > 1:
        yield Fault(
            "bad-people", text, _("not a person with post and capacity"), "person@post:signatory"
        )
    elif colon and capacity not in CODES["capacities"]:
        yield Fault(
            "unknown-code",
            capacity,
            _("unknown code in the list {name}").format(name="capacities"),
            _one_of(CODES["capacities"]),
            did_you_mean(capacity, CODES["capacities"]),
        )


_CHECKS: dict[str, Callable[[Column, str], Iterator[Fault]]] = {
    "code": _code,
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "edtf": _edtf,
    "duration": _duration,
    "op": _op,
    "yes_no": _yes_no,
    "votes": _votes,
    "kind_map": _kind_map,
    "names": _names,
    "expected": _expected,
    "involvement": _involvement,
    "url": _url,
    "licence": _text,
    "wikidata": _wikidata,
    "country": _country,
    "language": _language,
}


def cell_faults(column: Column, kind: str, text: str) -> list[Fault] | None:
    """Check the form of a cell; references are checked elsewhere.

    Parameters
    ----------
    column : what the column holds
    kind : ``list`` if the cell holds several values
    text : the cell, not blank, without blanks around it

    Returns
    -------
    The errors; ``None`` if the cell contains characters that no table may have: of a file
    they were reported with their line.
    """
    if _REPORTED.search(text):
        return None
    if _BREAK.search(text):
        return [
            Fault(
                "line-break",
                text,
                _("a line break or tab inside a cell"),
                suggestion=_("write it on one line"),
            )
        ]
    if len(text) > MAX_CELL:
        return [
            Fault(
                "too-long",
                text[:40] + "…",
                _("a cell of {n} characters").format(n=len(text)),
                _("at most {n}").format(n=MAX_CELL),
            )
        ]
    check = _CHECKS.get(column.kind)
    if kind != "list":
        return list(check(column, text)) if check else []
    faults: list[Fault] = []
    seen: set[str] = set()
    for item in text.split(LIST_SEPARATOR):
        value = item.strip()
        if not value:
            faults.append(
                Fault(
                    "empty-item",
                    text,
                    _("two separators in a row, or one at an end"),
                    _("values separated by “;”"),
                )
            )
        elif value in seen:
            faults.append(Fault("duplicate-item", value, _("the same value twice in one cell")))
        elif check:
            faults.extend(check(column, value))
        seen.add(value)
    return faults


def cell_value(kind: str, text: str) -> Any:
    """Make the value of a field from a cell that has no errors."""
    if kind == "list":
        return tuple(item.strip() for item in text.split(LIST_SEPARATOR)) if text else ()
    if kind == "text":
        return text
    if not text:
        return None
    if kind == "edtf":
        return parse_edtf(text)
    return float(text) if kind == "float" else int(text)


_SAYS_GREGORIAN = re.compile(r"\b(?:gregorian|ad|ce)\b|میلادی", re.IGNORECASE)


def says_gregorian(when_text: str) -> bool:
    """Whether the original wording of a date says that its year is Gregorian.

    A year of 1200 to 1499 is taken for an unconverted Solar Hijri one, unless the row says so.

    Examples
    --------
    >>> says_gregorian("1405 (Gregorian)"), says_gregorian("im Jahr 1405")
    (True, False)
    """
    return _SAYS_GREGORIAN.search(when_text) is not None


def id_fault(table: str, text: str) -> Fault | None:
    """Check the form of an id."""
    if table == "claims":
        if not is_claim_id(text):
            return Fault("bad-id", text, _("not an id of a claim"), "c-O149b")
        return None
    if not is_slug(text):
        better = fold(text).replace(" ", "-")
        return Fault(
            "bad-id",
            text,
            _("not an id"),
            _("small letters a to z, digits and single hyphens"),
            _("did you mean {names}?").format(names=better) if is_slug(better) else "",
        )
    if table in ("places", "organizations", "people") and (
        text in RESERVED_SLUGS or text.startswith(("ev-", "list-"))
    ):
        return Fault(
            "reserved-id",
            text,
            _("this id is reserved"),
            suggestion=_("add a word to it"),
        )
    return None
