"""``unresolved.csv``: what nobody but a person can decide, with candidates, and the answers.

The file has a line for each candidate of each city that was not decided. A person fills in
the column ``answer``, by hand or in OpenRefine: ``x`` in the line of the right candidate, or in
any line of the city an id, ``new`` (a place of its own) or ``skip`` (leave its lines out). The
next run reads it back. Answered questions stay in the file, as the run after that needs them
too; so do the questions of other sources.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cityties.base.files import decode_strict
from cityties.errors import DataError, Problem, Problems
from cityties.language.messages import _
from cityties.language.names import did_you_mean, few_guesses, fold, latin_digits
from cityties.loaders.resolve.ends import NEW, SKIP, Candidate, End, key_of
from cityties.loaders.resolve.ids import GEONAMES, read_id

FILE: Final = "unresolved.csv"
"""How the file is called."""

_END: Final = ("name", "country", "region", "lat", "lng", "register_id", "id")
_ASKED: Final = ("source", *_END, "lines", "answer")
COLUMNS: Final = (
    *_ASKED, "candidate", "candidate_name", "candidate_country", "candidate_point",
    "population", "km", "score", "loaded_as",
)  # fmt: skip
"""The columns of the file: what the table says of a city, the answer, and one candidate."""

_CHOSEN: Final = frozenset({"x", "yes", "y", "✓", "✔", "*", "بله", "آری"})
_WORDS: Final = {"new": NEW, "تازه": NEW, "نو": NEW, "skip": SKIP, "-": SKIP, "رد": SKIP}
_MOST_LINES: Final = 8  # numbers of lines that are shown
_MAX_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Question:
    """A city that a person has to decide on.

    Parameters
    ----------
    end : what the table says of it
    candidates : what it may mean
    lines : where the table names it
    loaded_as : the id of the new place that it is till then; ``""``: its lines are left out
    """

    end: End
    candidates: tuple[Candidate, ...] = ()
    lines: tuple[int, ...] = ()
    loaded_as: str = ""


@dataclass(slots=True)
class Answers:
    """An ``unresolved.csv`` that was read.

    Parameters
    ----------
    file : its path, for messages
    answers : the answer of each city of one source: an id, ``new`` or ``skip``
    places : the line of each answer, for messages
    kept : the cells of the rows of each city of this source that has an answer
    others : the rows of other sources, as they are
    """

    file: str = ""
    answers: dict[End, str] = field(default_factory=dict)
    places: dict[End, int] = field(default_factory=dict)
    kept: dict[End, list[dict[str, str]]] = field(default_factory=dict)
    others: list[dict[str, str]] = field(default_factory=list)

    def stale(self, ends: Iterable[End]) -> list[End]:
        """The answered cities that the table does not name (any more).

        Parameters
        ----------
        ends : those that it names
        """
        named = set(map(key_of, ends))
        return [end for end in self.answers if end not in named]


def read_answers(path: Path | str, source: str) -> Answers:
    """Read what a person filled in.

    Parameters
    ----------
    path : the file; one that is not there has no answers
    source : the id of the source whose questions are meant

    Raises
    ------
    DataError
        If it is no such file, an answer has no meaning, or two answers disagree.
    """
    file = Path(path)
    found = Answers(str(file))
    if not file.is_file():
        return found
    problems = Problems()
    rows = list(_rows(file))
    names = _names_of(cells for _line, cells in rows if cells["source"] == source)
    with few_guesses():
        for line, cells in rows:
            if cells["source"] != source:
                found.others.append(cells)
            else:
                _read_row(found, line, cells, names, problems)
    if problems:
        raise DataError(problems)
    # What has no answer is asked again.
    found.kept = {end: rows for end, rows in found.kept.items() if end in found.answers}
    return found


_Names = dict[End, dict[str, set[str]]]
"""To each city, what its candidates are called, in any case, and the ids of those called so."""


def _caseless(text: str) -> str:
    return " ".join(text.casefold().split())


def _names_of(rows: Iterable[Mapping[str, str]]) -> _Names:
    found: _Names = {}
    for cells in rows:
        end = _end(cells)
        if end is not None and cells["candidate"]:
            called = found.setdefault(end, {})
            for name in (cells["candidate"].casefold(), _caseless(cells["candidate_name"])):
                called.setdefault(name, set()).add(cells["candidate"])
    return found


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    name = str(file)
    if file.stat().st_size > _MAX_BYTES:
        message = _("a file of {n} bytes").format(n=file.stat().st_size)
        at_most = _("at most {n}").format(n=_MAX_BYTES)
        raise DataError([Problem(name, 0, "", "", message, at_most, code="too-large")])
    content = file.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # "Unicode text"
        with suppress(UnicodeDecodeError):
            content = content.decode("utf-16").encode()
    text, faults = decode_strict(content, name)
    if fatal := [fault for fault in faults if fault.code == "bad-encoding"]:
        raise DataError(fatal)
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)  # a spreadsheet saves with its own
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        titles = [fold(title).replace(" ", "_") for title in next(reader, [])]
        missing = [title for title in ("source", "name", "answer") if title not in titles]
        if missing:
            message = _("this is not a file of unresolved cities: it lacks the columns {titles}")
            text = message.format(titles=", ".join(missing))
            raise DataError([Problem(name, 1, "", "", text, code="not-unresolved")])
        before = 1
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                row = dict.fromkeys(COLUMNS, "")
                row.update(
                    (title, _unguarded(cell.strip()))
                    for title, cell in zip(titles, cells, strict=False)
                    if title in row
                )
                yield line, row
    except csv.Error as error:
        message = _("this line cannot be read as CSV ({reason})").format(reason=error)
        raise DataError([Problem(name, reader.line_num, "", "", message, code="bad-csv")]) from None


def _read_row(
    found: Answers, line: int, cells: dict[str, str], names: _Names, problems: Problems
) -> None:
    end = _end(cells)
    if end is None:
        problems.append(
            Problem(found.file, line, "lat", f"{cells['lat']}, {cells['lng']}",
                    _("invalid or incomplete coordinates"), code="bad-point")
        )  # fmt: skip
        return
    found.kept.setdefault(end, []).append(cells)
    text = cells["answer"]
    if not text:
        return
    answer = _answer(text, cells["candidate"], names.get(end, {}))
    if not answer:
        expected = _("x in the line of a candidate, an id, new or skip")
        hint = did_you_mean(text, [*_WORDS, *sorted(_ids_of(names.get(end, {})))])
        problems.append(
            Problem(found.file, line, "answer", text, _("this is not an answer"), expected, hint,
                    "bad-answer")
        )  # fmt: skip
        return
    before = found.answers.setdefault(end, answer)
    if before != answer:
        message = _("{name} has another answer on line {line}: {other}").format(
            name=cells["name"] or cells["register_id"], line=found.places[end], other=before
        )
        problems.append(
            Problem(found.file, line, "answer", text, message, _("one answer for each city"), "",
                    "two-answers")
        )  # fmt: skip
        return
    found.places.setdefault(end, line)


def _end(cells: Mapping[str, str]) -> End | None:
    point = None
    if cells["lat"] or cells["lng"]:
        try:
            north, east = (float(latin_digits(cells[c]).replace(",", ".")) for c in ("lat", "lng"))
        except ValueError:
            return None
        point = (north, east)
    return key_of(
        End(cells["id"], cells["name"], cells["country"].upper(), cells["region"], point,
            cells["register_id"])
    )  # fmt: skip


def _ids_of(called: Mapping[str, set[str]]) -> set[str]:
    return set().union(*called.values())


def _answer(text: str, candidate: str, called: Mapping[str, set[str]]) -> str:
    """The id, ``new`` or ``skip`` that is meant; ``""`` if nothing can be."""
    word = text.casefold()
    if word in _CHOSEN:
        return candidate
    if word in _WORDS:
        return _WORDS[word]
    ids = _ids_of(called)
    if same := [id for id in ids if id.casefold() == word]:
        return same[0]
    # A candidate by its name, if no other one is called so.
    if len(named := called.get(_caseless(text), set())) == 1:
        return next(iter(named))
    found = read_id(text)
    if found is None:
        return ""
    return f"{GEONAMES}:{found.key}" if found.kind == GEONAMES else found.key


def check_answers(found: Answers, known: Iterable[str], geonames: Iterable[str] | None) -> None:
    """Make sure that every answer names something.

    Parameters
    ----------
    found : the answers
    known : ids of places that exist
    geonames : the GeoNames ids among the answers that the installed names have; ``None`` if
        they are not installed

    Raises
    ------
    DataError
        With each answer that names nothing.
    """
    ids = set(known)
    numbers = set(geonames or ())
    problems = Problems()
    with few_guesses():
        for end, answer in found.answers.items():
            if answer in (NEW, SKIP) or answer in ids or answer in numbers:
                continue
            kind = read_id(answer)
            if kind is not None and kind.kind == "item":
                continue
            expected = _("the id of a city, a Wikidata item (Q60), new or skip")
            hint = did_you_mean(answer, ids)
            if kind is not None and kind.kind == GEONAMES and geonames is None:
                hint = _("GeoNames ids need --gazetteer")
            problems.append(
                Problem(found.file, found.places[end], "answer", answer,
                        _("no city has this id"), expected, hint, "unknown-answer")
            )  # fmt: skip
    if problems:
        raise DataError(problems)


def questions_file(source: str, questions: Sequence[Question], before: Answers) -> bytes:
    """The file to write: open questions, answered ones, and those of other sources.

    Parameters
    ----------
    source : the id of the source
    questions : what is not decided
    before : the file as it was

    Returns
    -------
    bytes : CSV in UTF-8 with a mark that spreadsheets need; empty if there is nothing to write
    """
    rows = list(before.others)
    for kept in before.kept.values():
        rows += kept
    for question in questions:
        rows += _question_rows(source, question)
    if not rows:
        return b""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({title: _guarded(text) for title, text in row.items()})
    return out.getvalue().encode("utf-8-sig")


def _question_rows(source: str, question: Question) -> Iterator[dict[str, str]]:
    end = question.end
    lines = " ".join(map(str, question.lines[:_MOST_LINES]))
    more = len(question.lines) - _MOST_LINES
    asked = {
        "source": source,
        "name": end.name,
        "country": end.country,
        "region": end.region,
        "lat": "" if end.point is None else str(end.point[0]),
        "lng": "" if end.point is None else str(end.point[1]),
        "register_id": end.register,
        "id": end.id,
        "lines": lines + (f" … (+{more})" if more > 0 else ""),
        "loaded_as": question.loaded_as,
        "answer": "",
    }
    for one in question.candidates or (None,):
        yield (
            asked
            if one is None
            else {
                **asked,
                "candidate": one.id,
                "candidate_name": one.name,
                "candidate_country": one.country,
                "candidate_point": ""
                if one.point is None
                else f"{one.point[0]:g}, {one.point[1]:g}",
                "km": "" if one.km is None else f"{one.km:g}",
                "score": f"{one.score:g}",
                "population": "" if one.population is None else str(one.population),
            }
        )


# A name of others must not run in the spreadsheet of who answers.


def _guarded(text: str) -> str:
    from cityties.model.formulas import looks_like_formula

    return f"'{text}" if looks_like_formula(text) else text


def _unguarded(text: str) -> str:
    from cityties.model.formulas import looks_like_formula

    return text[1:] if text.startswith("'") and looks_like_formula(text[1:]) else text
