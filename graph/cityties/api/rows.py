"""The rows that the graph hands out, and the listings that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypedDict, TypeVar

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.model import tie_row
from cityties.model.texts import as_text

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Row = dict[str, Any]
Codes = str | Sequence[str] | None


class TieRow(TypedDict):
    """A tie as it was on a day; see ``docs/json.md``."""

    tie: str
    partner: str
    parties: list[str]
    kind: str
    channel: str
    side: str
    status: str
    certainty: str
    alternatives: list[str]
    since: str | None
    concluded: str | None
    last_attested: str | None
    last_attested_earliest: str | None
    last_attested_latest: str | None
    last_attested_basis: str | None
    activity: str
    unanswered: bool
    answer: str | None
    days_open: int | list[int | None] | None
    sources: list[str]
    conflicts: list[str]
    set_aside: list[dict[str, str]]
    on: str
    known_by: str | None
    withheld: int


class HistoryRow(TypedDict):
    """A claim in the history of something."""

    date: str | None
    status: str | None
    event: str | None
    kind: str
    channel: str
    side: str | None
    said_by: str
    source: str
    locator: str | None
    certainty: str
    claim: str
    act: str | None
    aspect: str
    earliest: str | None
    latest: str | None
    counts_for_reading: bool
    tie: str | None
    published: str | None
    gist: str
    gist_fa: str
    claimed: str
    known_by: str | None
    basis: str | None
    when_text: str | None
    wording: str | None
    type: str
    about: str | None
    set_aside: str | None
    until: str | None
    until_computed: bool
    duration: str | None
    condition: str | None
    condition_fa: str | None


class OfficialRow(TypedDict):
    """Somebody in a post; see ``docs/json.md``."""

    official: str
    person: str
    name_en: str
    name_fa: str
    post: str
    post_en: str
    post_fa: str
    role: str
    of: str
    to: str
    since: str | None
    until: str | None
    terms: list[dict[str, Any]]
    first_seen: str | None
    last_seen: str | None
    last_seen_basis: str | None
    last_seen_earliest: str | None
    last_seen_latest: str | None
    contacts: list[str]
    claims: list[str]
    sources: list[str]
    known_by: str | None


class CountRow(TypedDict):
    """A number of partners that a source claims."""

    count: int
    count_to: int | None
    op: str
    of: str
    excluding: list[str]
    said_by: str
    source: str
    published: str | None
    date: str | None
    list: str | None
    claim: str


class Counts(TypedDict):
    """The numbers claimed, and the number read."""

    claimed: list[CountRow]
    read: dict[str, Any]


class ConflictRow(TypedDict):
    """A disagreement between claims."""

    about: str
    what: str
    values: list[dict[str, Any]]
    id: str
    status: str | None
    channel: str | None
    act: str | None
    known_by: str | None


class CityRow(TypedDict):
    """A city of the graph."""

    city: str
    name_en: str
    name_fa: str
    kind: str
    country: str
    latitude: float | None
    longitude: float | None
    wikidata: str
    ties: int


class MemberRow(TypedDict):
    """A city that is, or may be, in a network on a day."""

    network: str
    city: str
    name_en: str
    name_fa: str
    country: str
    status: str
    certainty: str
    alternatives: list[str]
    since: str | None
    until: str | None
    grade: str
    last_attested: str | None
    sources: list[str]
    on: str | None
    known_by: str | None


class SourceRow(TypedDict):
    """A source, with the number of its claims."""

    source: str
    kind: str
    title: str
    title_fa: str
    title_original: str
    publisher: str
    published: str | None
    accessed: str | None
    language: str
    url: str
    claims: int
    expected: str


ROW_KEYS: Mapping[str, tuple[str, ...]] = {
    "ties": tie_row.names(tie_row.COLUMNS),
    **{
        listing: tuple(row.__annotations__)
        for listing, row in {
            "history": HistoryRow,
            "counts": CountRow,
            "conflicts": ConflictRow,
            "cities": CityRow,
            "members": MemberRow,
            "sources": SourceRow,
            "officials": OfficialRow,
        }.items()
    },
}
"""The keys of each listing's rows, in order; keys are only ever added."""

_Item = TypeVar("_Item", bound=Mapping[str, Any])


class Listing(list[_Item], Generic[_Item]):
    """A list of rows that shows itself in short, and turns into a frame.

    Examples
    --------
    >>> Listing([{"city": "porto"}], columns=("city", "ties"))
    <Listing: 1 row of city, ties>
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
        super().__init__(rows)  # type: ignore[arg-type]  # the readings make plain dicts
        self.columns = tuple(columns)

    def __repr__(self) -> str:
        from cityties.query.frames import short_repr

        return short_repr("Listing", len(self), self.columns)

    def _repr_html_(self) -> str:
        """The first rows as a table, for a notebook."""
        from cityties.query.frames import html_table

        return html_table(
            self.columns,
            [[_cell(row.get(name)) for name in self.columns] for row in self],
        )

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas frame (needs the extra ``frames``)."""
        from cityties.query.frames import pandas_frame

        return pandas_frame(self._by_column())

    def to_polars(self) -> pl.DataFrame:
        """The rows as a polars frame (needs the extra ``frames``)."""
        from cityties.query.frames import polars_frame

        return polars_frame(self._by_column())

    def _by_column(self) -> list[tuple[str, list[Any]]]:
        return [(name, [row.get(name) for row in self]) for name in self.columns]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


_IN_LANGUAGES = ("name", "post", "gist", "title", "condition")


def with_further(keys: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The keys of a listing, with those of texts in further languages that its rows have.

    Parameters
    ----------
    keys : the keys that every row has
    rows : the rows

    Examples
    --------
    >>> with_further(("city", "name_en", "ties"), [{"city": "koln", "name_de": "Köln"}])
    ('city', 'name_en', 'name_de', 'ties')
    """
    made = list(keys)
    found = {key for row in rows for key in row if key not in made}
    for key in sorted(found, reverse=True):
        base = key.rpartition("_")[0]
        if base in _IN_LANGUAGES:
            beside = [at for at, one in enumerate(made) if one.startswith(base)]
            made.insert(max(beside, default=len(made) - 1) + 1, key)
    return tuple(made)


def code_list(codes: Codes) -> tuple[str, ...]:
    """One code, or several, or none."""
    if codes is None or isinstance(codes, str):
        return (codes,) if codes is not None else ()
    if not isinstance(codes, Iterable):
        raise UsageError(_("{value!r} is neither a code nor several").format(value=codes))
    return tuple(map(as_text, codes))


def asked_days(on: date | None, known_by: date | None) -> Row:
    """The two days of a question, as keys of a row."""
    days: Row = {} if on is None else {"on": on.isoformat()}
    return {**days, "known_by": None if known_by is None else known_by.isoformat()}


def check_code(value: str | None, scheme: str) -> None:
    """Refuse a code that the scheme does not have."""
    from cityties.language.names import closest
    from cityties.vocabulary.codes import CODES

    if value is None or value in CODES[scheme]:
        return
    text = _("unknown code {value!r} in {scheme}").format(value=value, scheme=scheme)
    if near := closest(value, CODES[scheme]):
        text += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
    raise UsageError(text)
