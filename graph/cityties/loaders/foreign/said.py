"""What a line says besides its cities: since, until, kind, status, note and source.

A cell that cannot be read does not take its line along, if the line says something without it:
a day that nobody can read is left out and told. A kind or status that nobody knows does: the
line could mean anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.language.names import did_you_mean, fold
from cityties.loaders.cells import meant_codes
from cityties.loaders.foreign.cities import is_blank_name
from cityties.loaders.foreign.countries import code_of_country
from cityties.loaders.foreign.list_claims import ALLOWED
from cityties.loaders.foreign.points import is_southern
from cityties.loaders.foreign.tables import OutsideTable, Record
from cityties.model.dates import Edtf, bounds_text, looks_solar_hijri, parse_edtf
from cityties.model.days import Day, DayError, read_day
from cityties.model.formulas import looks_like_formula
from cityties.model.unknown import is_unknown
from cityties.vocabulary.codes import AGREEMENT_KINDS, CODES, STRONG_EXITS

_LONGEST: Final = 2_000  # letters of a note
_IN_FORCE: Final = frozenset(
    ["active", "activ", "aktiv", "aktive", "actif", "active", "attivo", "attiva", "activo",
    "activa", "ativo", "ativa", "aktivni", "aktywne", "aktywna", "aktywny", "actief", "aktivt",
    "aktif", "действующий", "действует", "действующее", "активен", "активно", "فعال", "yes", "ja",
    "oui", "si", "sim", "ano", "tak", "да", "بله"]
)  # fmt: skip
_ENDED: Final = frozenset(
    ["ended", "beendet", "terminated", "dissolved", "erloschen", "aufgelost", "termine", "rompu",
    "concluso", "sciolto", "cessato", "finalizado", "disuelto", "ukonceno", "ukoncena",
    "zakonczone", "zakonczona", "rozwiazane", "прекращен", "прекращено", "расторгнут", "прекратен",
    "прекратено", "پایان", "خاتمه", "لغو"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What a line says of a tie or a membership.

    Parameters
    ----------
    since, until : as far as they can be read
    since_text, until_text : the original wording, where it is another than the value's
    kind : a code; blank: not said
    wording : the table's word for the kind
    status : a code; blank: not said
    note : anything else, and the source that the line names
    """

    since: Edtf | None = None
    until: Edtf | None = None
    since_text: str = ""
    until_text: str = ""
    kind: str = ""
    wording: str = ""
    status: str = ""
    note: str = ""

    def repeats(self, earlier: Told, kind: str = "") -> bool:
        """Whether an earlier line about the same cities says all of this, so that nothing is lost.

        Parameters
        ----------
        earlier : what that line says
        kind : of a line that does not say it

        Examples
        --------
        >>> Told(note="signed in Ulm").repeats(Told(note="signed in Ulm", status="in_force"))
        False
        >>> Told().repeats(Told(note="signed in Ulm"))
        True
        """
        return (
            (self.kind or kind, self.status, self.until)
            == (earlier.kind or kind, earlier.status, earlier.until)
            and self.since in (None, earlier.since)
            and self.note in ("", earlier.note)
        )

    @property
    def shown(self) -> str:
        """What it says, in one line."""
        days = [self.since, self.until] if self.until else [self.since]
        parts = ["..".join(day.text if day else "" for day in days)]
        return ", ".join(filter(None, (*parts, self.wording or self.kind, self.status, self.note)))


NOTHING: Final = Told()


class Words:
    """The words of a table and the codes that a person says they mean.

    Parameters
    ----------
    given : word to code
    scheme : name of the list of codes, for messages
    codes : the codes that are possible

    Raises
    ------
    UsageError
        If a code is not one of them.
    """

    def __init__(self, given: Mapping[str, str], scheme: str, codes: Sequence[str]) -> None:
        self._given = {fold(word): code for word, code in given.items()}
        self._scheme, self._codes = scheme, tuple(codes)
        for code in self._given.values():
            if code not in codes:
                message = _("unknown code {value!r} in {scheme}").format(value=code, scheme=scheme)
                hint = did_you_mean(code, codes)
                raise UsageError(f"{message}; {hint}" if hint else message)

    def code_of(self, text: str) -> str | None:
        """The code that a word means; ``None`` if nobody knows.

        Examples
        --------
        >>> Words({}, "kinds", ("sister_city",)).code_of("Twin city")
        'sister_city'
        """
        folded = fold(text)
        if folded in self._given:
            return self._given[folded]
        plain = folded.replace(" ", "_")
        if plain in self._codes:
            return plain
        found = [code for code in meant_codes(self._scheme, text) if code in self._codes]
        return found[0] if len(found) == 1 else None

    def hint(self, text: str) -> str:
        """What may be meant by a word that nobody knows."""
        return did_you_mean(fold(text).replace(" ", "_"), self._codes)


class Teller:
    """Reads what each line says besides its cities.

    Parameters
    ----------
    table : the table
    record : findings are added here
    sort : ``tie`` or ``membership``
    kinds, statuses : words of the table, and the codes that they mean
    """

    def __init__(
        self,
        table: OutsideTable,
        record: Record,
        sort: str,
        *,
        kinds: Mapping[str, str] | None = None,
        statuses: Mapping[str, str] | None = None,
    ) -> None:
        self._table, self._record = table, record
        self._kinds = Words(kinds or {}, "kinds", sorted(AGREEMENT_KINDS))
        self._statuses = Words(statuses or {}, "statuses", ALLOWED[sort])
        self._sort = sort
        self._form = table.choices.days
        roles = ("since", "until", "kind", "status", "note", "source")
        self._has = [role for role in roles if role in table.columns]

    def read(self, line: int, cells: Sequence[str]) -> Told | None:
        """What a line says; ``None`` if it cannot be used, which is recorded.

        Parameters
        ----------
        line : its number
        cells : its cells
        """
        if not self._has:
            return NOTHING
        table = self._table
        kind = wording = status = ""
        if text := self._cell(cells, "kind"):
            kind = self._kinds.code_of(text) or ""
            wording = text
            if not kind:
                self._record.note(
                    "unknown-kind", table.file, line, text[:80], self._kinds.hint(text)
                )
                return None
        if text := self._cell(cells, "status"):
            found = self._status(text)
            if found is None:
                reason = self._statuses.hint(text)
                self._record.note("unknown-status", table.file, line, text[:80], reason)
                return None
            status = found
        is_over = status in STRONG_EXITS or status == "left"
        if is_over and not self._cell(cells, "until"):
            since, since_text = self._day(line, cells, "since", both=True)
            start = since.value if since else None
            end = since.until if since else None
            until_text = since_text if end else ""
        else:
            start, since_text = self._bounds(line, cells, "since")
            end, until_text = self._bounds(line, cells, "until")
        return Told(start, end, since_text, until_text, kind, wording, status, self._note(cells))

    def _cell(self, cells: Sequence[str], role: str) -> str:
        text = self._table.cell(cells, role)
        return "" if is_unknown(text, self._table.choices.blanks) else text

    def _status(self, text: str) -> str | None:
        folded = fold(text)
        code = self._statuses.code_of(text)
        if code is None and folded in _IN_FORCE:
            return "in_force" if self._sort == "tie" else "member"
        if code is None and folded in _ENDED:
            return "ended" if self._sort == "tie" else "left"
        return code

    def _bounds(self, line: int, cells: Sequence[str], role: str) -> tuple[Edtf | None, str]:
        """A day; two of them are its bounds, for a column of starts says nothing of an end."""
        day, text = self._day(line, cells, role)
        if day is None or day.value is None or day.until is None:
            return (day.value if day else None), text
        return parse_edtf(bounds_text(day.value.earliest, day.until.latest)), text

    def _day(
        self, line: int, cells: Sequence[str], role: str, *, both: bool = False
    ) -> tuple[Day | None, str]:
        text = self._table.cell(cells, role)
        if not text:
            return None, ""
        file = self._table.file
        try:
            form = replace(self._form, south=self._is_southern(cells))
            day = read_day(text, form)
        except DayError as error:
            reason = str(error) + (f"; {error.suggestion}" if error.suggestion else "")
            self._record.note("bad-day", file, line, text[:80], reason)
            return None, ""
        for note in day.notes:
            code = "day-bounds" if note == "interval" and not both else f"day-{note}"
            self._record.note(code, file, line, text[:80])
        value = day.value
        if value is None:
            return day, ""
        original = "" if text == value.text else text[:200]
        if looks_solar_hijri(value) or value.latest.year < 1000:  # as a folder must say, too
            original = f"{text[:200]} (Gregorian)"
        return day, original

    def _is_southern(self, cells: Sequence[str]) -> bool:
        """Whether every city of a line that has a country is in the southern half of the Earth."""
        texts = [
            self._table.cell(cells, f"{end}{role}")
            for end in ("", "from_", "to_") for role in ("countrycd", "country")
        ]  # fmt: skip
        codes = {code_of_country(text) for text in texts if text} - {""}
        return bool(codes) and all(map(is_southern, codes))

    def _note(self, cells: Sequence[str]) -> str:
        note, source = (
            "" if is_blank_name(text, self._table.choices.blanks) else text
            for text in (self._table.cell(cells, "note"), self._table.cell(cells, "source"))
        )
        text = "; ".join(filter(None, (note, source and f"source: {source}")))[:_LONGEST]
        return f"note: {text}" if looks_like_formula(text) else text


GRADES: Final = tuple(CODES["grades"])
"""The grades that a member can have."""
