"""How the cities of a file were decided: the answers that were given, what is still to decide.

A file of pairs and a list of members are decided alike: with the installed names, if there are
any, and with the ``unresolved.csv`` of the run before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cityties.language.messages import _
from cityties.loaders.foreign.tables import Record
from cityties.loaders.resolve.ends import End, Resolution, key_of
from cityties.loaders.resolve.ids import GEONAMES
from cityties.loaders.resolve.package import ORIGIN, PackageSpots, opened
from cityties.loaders.resolve.questions import (
    Answers,
    Question,
    check_answers,
    questions_file,
    read_answers,
)
from cityties.model.rows import Place

_HOWS: Final = ("id", "name+country", "point", "likely", "answered", "new")


@dataclass(slots=True)
class Deciding:
    """What the resolver of one file may use, and what became of its cities.

    Parameters
    ----------
    source : id of the source
    package : the installed names
    answers : what a person decided before
    """

    source: str
    package: PackageSpots | None = None
    answers: Answers = field(default_factory=Answers)

    def check(self, known: Iterable[str]) -> None:
        """Make sure that every answer names something.

        Parameters
        ----------
        known : ids of the places that exist, and of those that the file brings

        Raises
        ------
        DataError
            With each answer that names nothing.
        """
        found = None
        if self.package is not None:
            asked = [one for one in self.answers.answers.values() if one.startswith(f"{GEONAMES}:")]
            found = [one for one in asked if self.package.spot(one) is not None]
        check_answers(self.answers, known, found)

    def unresolved(
        self,
        ends: Sequence[End],
        resolutions: Sequence[Resolution],
        lines: Mapping[int, Sequence[int]],
        record: Record,
    ) -> bytes:
        """The file of what is still to decide; answers that nobody asks for are recorded.

        Parameters
        ----------
        ends : the cities of the file
        resolutions : what became of each
        lines : by the number of a city, where it is named
        record : findings are added here
        """
        for end in self.answers.stale(ends):
            line = self.answers.places.get(end, 0)
            record.note("stale-answer", self.answers.file, line, (end.name or end.register)[:80])
        asked: dict[End, Question] = {}
        for number, (end, found) in enumerate(zip(ends, resolutions, strict=True)):
            if found.is_question:
                key, here = key_of(end), tuple(lines.get(number, ()))
                if key in asked:  # written in two ways
                    here = tuple(sorted((*asked[key].lines, *here)))
                    end = asked[key].end  # noqa: PLW2901 - as it was first written
                asked[key] = Question(end, found.candidates, here, found.id)
        questions = list(asked.values())
        return questions_file(self.source, questions, self.answers)


@contextmanager
def deciding(
    source: str, gazetteer: Path | str | None, unresolved: Path | str | None
) -> Iterator[Deciding]:
    """What the resolver may use, for as long as the block runs.

    Parameters
    ----------
    source : id of the source
    gazetteer : the index of the installed names; ``None``: do without
    unresolved : the file of the run before; one that is not there has no answers

    Raises
    ------
    DataError
        If the answers cannot be read.
    """
    with ExitStack() as stack:
        package = stack.enter_context(opened(gazetteer)) if gazetteer else None
        answers = read_answers(unresolved, source) if unresolved else Answers()
        yield Deciding(source, package, answers)


def numbers_of(resolutions: Iterable[Resolution]) -> dict[str, int]:
    """How many cities of a file were decided in which way.

    Parameters
    ----------
    resolutions : one of each city

    Examples
    --------
    >>> numbers_of([Resolution("porto", "id"), Resolution("lyon", "likely")])["matched_likely"]
    1
    """
    counts = dict.fromkeys(_HOWS, 0)
    open_ = 0
    for found in resolutions:
        if found.how in counts:
            counts[found.how] += 1
        open_ += found.is_question
    return {
        "matched_by_id": counts["id"],
        "matched_by_name_and_country": counts["name+country"],
        "matched_by_point": counts["point"],
        "matched_likely": counts["likely"],
        "matched_by_answer": counts["answered"],
        "cities_as_the_file_names_them": counts["new"],
        "cities_to_decide": open_,
    }


def decided_line(numbers: Mapping[str, int], places: Sequence[Place]) -> list[str]:
    """The summary of how cities were decided, and whose names were used.

    Parameters
    ----------
    numbers : of :func:`numbers_of`
    places : the new places
    """
    shown = {name: f"{number:,}" for name, number in numbers.items()}
    lines = [
        _(
            "Cities matched by id: {matched_by_id}; by name and country: "
            "{matched_by_name_and_country}; by name and coordinates: {matched_by_point}; likely: "
            "{matched_likely}; by your answers: {matched_by_answer}; new places: "
            "{cities_as_the_file_names_them}; to decide: {cities_to_decide}."
        ).format(**shown)
    ]
    if any(ORIGIN in place.origin for place in places):
        lines.append(
            _("Coordinates, populations and other names of some places are from {origin}.").format(
                origin=ORIGIN
            )
        )
    return lines
