"""What a named question shows: claimed statuses with their doubt, dates as what they are.

A question selects codes and bounds; the words for them are made in
:mod:`cityties.words` and added here, by the names of its columns:

- ``aspect`` and ``certainty`` (with ``status``, ``type`` and ``condition``, ``condition_fa``,
  if selected) are of a claim: ``claimed`` is added, the status with its doubt; where
  ``status`` is that of a reading, the claim's is ``claimed_status``;
- ``X_earliest`` and ``X_latest`` are the bounds of a date (one may be missing): ``X`` is
  added, the date in EDTF, and days that stand for "open" are left out;
- a column of :data:`DATES` is a date in EDTF: its two bounds are added;
- ``duration`` is a length of time as ISO 8601 writes it, shown in words;
- ``days_at_least`` and ``days_at_most``: ``days`` is added, one number or ``697..1062``;
- ``surely_from`` and ``surely_until`` are bounds of ``from`` and ``until``, written in EDTF;
- ``dated_by`` says what ``day`` is the date of: ``claim``, ``publication`` or ``access``.

All that a question selects stays; :func:`table_of` puts what belongs together
into one column for people.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cityties.language.messages import CODE_LANGUAGE, _, in_language, language, languages
from cityties.model.dates import DAY_MAX, DAY_MIN, iso_bounds, parse_edtf
from cityties.model.texts import chosen
from cityties.query.results import Iri, Row, Rows, Text
from cityties.start.patterns import regex
from cityties.vocabulary.terms import CODE, PREFIXES

DATES: Final = ("when", "day", "published", "planned", "last_word", "says")
"""Columns of dates that the questions take from the graph as they are."""

_EDTF: Final = PREFIXES["edtf"] + "EDTF"
_DATE: Final = PREFIXES["xsd"] + "date"
_OPEN: Final = frozenset({DAY_MIN.isoformat(), DAY_MAX.isoformat()})
_CLAIM: Final = ("aspect", "certainty")
_STATUS: Final = ("claimed_status", "status")  # the second is a reading's if the first is there
_CONDITION: Final = regex("condition(_(?P<tag>[a-z]{2,3}))?")
_PLAIN: Final = {"type": "literal"}
_SURELY: Final = {"surely_from": ("", "latest"), "surely_until": ("earliest", "")}

Term = dict[str, str]
Binding = dict[str, Term]


def phrased(answer: Rows, *, lang: str = "") -> Rows:
    """The rows of a named question with their phrases, dates and bounds.

    Parameters
    ----------
    answer : the rows as the engine gives them
    lang : language of the phrases; English by default, as codes are the same everywhere

    Returns
    -------
    Rows : the same rows in the same order; columns are only added
    """
    asked = list(answer.columns)
    columns = _columns(asked)
    if columns == asked and not any(name in _SURELY for name in asked):
        return answer
    found = json.loads(answer.serialize("json"))
    with in_language(lang if lang in languages() else CODE_LANGUAGE):
        for row in found["results"]["bindings"]:
            _complete(row, asked)
    found["head"]["vars"] = columns
    return Rows(json.dumps(found, ensure_ascii=False).encode())


def _columns(asked: Sequence[str]) -> list[str]:
    """The columns that are selected, with those that are added next to them."""
    made: list[str] = []
    for name in asked:
        stem = _stem(name)
        if stem and stem not in asked and stem not in made:
            made.append(stem)
        made.append(name)
        if name in DATES:
            made += [each for each in _both(name) if each not in asked]
        if name == _claimed_after(asked):
            made.append("claimed")
    return made


def _stem(name: str) -> str:
    """The column that a bound belongs to: ``from`` for ``from_earliest``."""
    if name in {"days_at_least", "days_at_most"}:
        return "days"
    for ending in ("_earliest", "_latest"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return ""


def _both(name: str) -> tuple[str, str]:
    return f"{name}_earliest", f"{name}_latest"


def _claimed_after(asked: Sequence[str]) -> str:
    """The column that the phrase follows; empty if the rows are not claims."""
    if not all(name in asked for name in _CLAIM):
        return ""
    return next((name for name in _STATUS if name in asked), "certainty")


def _complete(row: Binding, asked: Sequence[str]) -> None:
    if (status := _claimed_after(asked)) and (words := _claimed(row, status)):
        row["claimed"] = {"type": "literal", "value": words, "xml:lang": language()}
    for name in dict.fromkeys(_stem(name) for name in asked):
        if name == "days":
            _add_days(row)
        elif name and name not in asked:
            _add_date(row, name)
    for name in DATES:
        if name in asked:
            _add_bounds(row, name)
    for name, (first, _last) in _SURELY.items():
        if name in asked and name in row:
            day = row.pop(name)["value"]
            whole = row.get(name.removeprefix("surely_"))
            if whole is not None and parse_edtf(whole["value"]).is_day:
                row[name] = whole
            elif day not in _OPEN:
                row[name] = _edtf(day if first else None, None if first else day, until=bool(first))


def _claimed(row: Binding, status: str) -> str:
    from cityties.words.claimed import claimed_words

    def code(name: str) -> str:
        return row[name]["value"].removeprefix(CODE) if name in row else ""

    return claimed_words(
        code(status) if status in _STATUS else "",
        aspect=code("aspect"),
        certainty=code("certainty"),
        type=code("type"),
        condition=_spoken({name: term["value"] for name, term in row.items()}),
    )


def _spoken(row: Mapping[str, str]) -> str:
    """The condition in the language of the messages, else in English, else in any."""
    found = ((_CONDITION.fullmatch(name), text) for name, text in row.items())
    return chosen({match["tag"] or CODE_LANGUAGE: text for match, text in found if match})


def _claimed_in(row: Row) -> str:
    """The same for a row that is shown, in the language of the messages."""
    from cityties.words.claimed import claimed_words

    def code(name: str) -> str:
        value = row.get(name)
        return value.id if isinstance(value, Iri) else ""

    status = _claimed_after(tuple(row))
    return claimed_words(
        code(status) if status in _STATUS else "",
        aspect=code("aspect"),
        certainty=code("certainty"),
        type=code("type"),
        condition=_spoken({name: str(value) for name, value in row.items() if value}),
    )


def _add_date(row: Binding, name: str) -> None:
    """A date from its bounds; those that only say "open" go."""
    days: list[str | None] = []
    for bound in _both(name):
        if bound in row and row[bound]["value"] in _OPEN:
            del row[bound]
        days.append(row[bound]["value"] if bound in row else None)
    if any(days):
        row[name] = _edtf(*days, until=name == "until")


def _edtf(earliest: str | None, latest: str | None, *, until: bool = False) -> Term:
    from cityties.words.bounds import bounds_edtf, until_edtf

    made = (until_edtf if until else bounds_edtf)(earliest, latest)
    return {"type": "literal", "value": str(made), "datatype": _EDTF}


def _add_bounds(row: Binding, name: str) -> None:
    if row.get(name, {}).get("datatype") != _EDTF:
        return
    for bound, day in zip(_both(name), iso_bounds(parse_edtf(row[name]["value"])), strict=True):
        if day is not None:
            row[bound] = {"type": "literal", "value": day, "datatype": _DATE}


def _add_days(row: Binding) -> None:
    least, most = (row.get(f"days_at_{which}") for which in ("least", "most"))
    if least is None:
        return
    most_days = most["value"] if most is not None else ""
    row["days"] = least if most == least else {**_PLAIN, "value": f"{least['value']}..{most_days}"}


def loses_doubt(text: str) -> bool:
    """Whether a SELECT gives claimed statuses and looks at no doubt.

    Parameters
    ----------
    text : the text of a question

    Examples
    --------
    >>> loses_doubt("SELECT ?s { ?c ct:claimedStatus ?s }")
    True
    >>> loses_doubt("SELECT ?s { ?c ct:claimedStatus ?s ; ct:certainty code:stated }")
    False
    """
    selected, _brace, pattern = text.partition("{")
    statuses = re.findall(r"\bct:claimedStatus\s+(\?\w+)", pattern)
    shown = any(re.search(re.escape(name) + r"\b", selected) for name in statuses)
    return shown and "ct:certainty" not in pattern


# --- for people -----------------------------------------------------------------------------


def table_of(answer: Rows) -> tuple[list[str], list[tuple[str, ...]]]:
    """The columns and cells of a table for people: what belongs together in one column.

    Parameters
    ----------
    answer : rows that :func:`phrased` made, or of a SPARQL text

    Returns
    -------
    tuple : names of columns; for each row a text for each of them
    """
    names = answer.columns
    shown = list(_shown(names))
    places = {name: place for place, name in enumerate(names)}
    return shown, [
        tuple(_words(row, name) or cells[places[name]] for name in shown)
        for row, cells in zip(answer, answer.cells(), strict=True)
    ]


def _shown(names: Sequence[str]) -> Iterator[str]:
    hidden = {name for name in names if _stem(name) in names}
    if phrase := _claimed_after(names):
        hidden |= {phrase, "aspect", "certainty", "type", "claimed"}
        hidden |= {name for name in names if _CONDITION.fullmatch(name)}
    hidden |= {name for name in _SURELY if name.removeprefix("surely_") in names}
    if "day" in names:
        hidden.add("dated_by")
    for name in names:
        if name not in hidden:
            yield name
        elif name == phrase:
            yield "claimed"


def _words(row: Row, name: str) -> str:
    """A date, a length of time or a claimed status in words; empty for all else."""
    from cityties.words.bounds import date_words, dated_words
    from cityties.words.durations import duration_words, span_words

    value = row[name]
    if isinstance(value, Text) and name == "claimed" and value.language == CODE_LANGUAGE:
        return _claimed_in(row)
    if isinstance(value, Text) and value.datatype == _EDTF:
        if name == "day" and "dated_by" in row:
            return dated_words(str(value), str(row["dated_by"]))
        return date_words(str(value))
    if isinstance(value, datetime.date):
        if value in (DAY_MIN, DAY_MAX):  # they stand for none
            return _("no first day") if value == DAY_MIN else _("no last day")
        return date_words(value.isoformat())
    if name == "duration" and value is not None:
        return duration_words(str(value))
    if name == "days" and value is not None:
        least, dots, most = str(value).partition("..")
        if not dots:
            return span_words(int(least))
        return span_words([int(least), int(most) if most else None])
    return ""


__all__ = ["DATES", "loses_doubt", "phrased", "table_of"]
