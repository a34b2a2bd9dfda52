"""What an office can ask for: each document with its parameters, for commands and pages alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cityties.errors import CitytiesError, UsageError
from cityties.language.messages import N_, _
from cityties.words.labels import code_label

if TYPE_CHECKING:
    from cityties.api import CityGraph
    from cityties.office.desk import Desk
    from cityties.office.document import Document
    from cityties.office.sheets import Sheet

Values = Mapping[str, Any]
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a document.

    Parameters
    ----------
    name : its name in an address
    label : what it is called in a form, not yet translated
    type : ``text``, ``city``, ``day``, ``year``, ``number`` or ``code``
    required : whether it must be given
    default : what it is without a value; ``None``: the document says
    least, most : bounds of a number
    scheme : of a code: key of `cityties.vocabulary.codes.CODES`
    """

    name: str
    label: str
    type: str = "text"
    required: bool = False
    default: Any = None
    least: int = 1
    most: int = 1
    scheme: str = ""

    def read(self, text: str) -> Any:
        """The value of a text.

        Parameters
        ----------
        text : what somebody wrote; blank: the default

        Raises
        ------
        UsageError
            If this parameter cannot have it.

        Examples
        --------
        >>> MONTHS.read("60"), MONTHS.read(""), KIND.read("friendship-city")
        (60, 24, 'friendship_city')
        """
        text = text.strip()
        if not text:
            if self.required:
                raise UsageError(_("{field}: a value is missing").format(field=_(self.label)))
            return self.default
        if len(text) > _LONGEST:
            raise UsageError(
                _("{name} has more than {n} characters").format(name=_(self.label), n=_LONGEST)
            )
        if self.type == "number":
            from cityties.language.names import latin_digits

            plain = latin_digits(text)
            # A number of many digits is not even read: that alone would take long.
            found = int(plain) if plain.isdecimal() and plain.isascii() and len(plain) < 9 else -1
            if not self.least <= found <= self.most:
                raise UsageError(
                    _("{field} = {value}: write a number from {least} to {most}").format(
                        field=_(self.label), value=repr(text), least=self.least, most=self.most
                    )
                )
            return found
        if self.type == "day":
            from cityties.api import read_day

            return read_day(text)
        if self.type == "year":
            from cityties.api import read_year

            return read_year(text)
        if self.type == "code":
            code = text.lower().replace("-", "_").replace(" ", "_")
            if code not in self.codes:
                raise UsageError(
                    _("{field} = {value}: write one of {codes}").format(
                        field=_(self.label), value=repr(text), codes=_(", ").join(self.codes)
                    )
                )
            return code
        return text

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes to select from; none where it takes no code."""
        from cityties.vocabulary.codes import CODES

        return CODES[self.scheme] if self.scheme else ()

    def choices(self) -> list[tuple[str, str]]:
        """The codes, each with its label in the language of the messages."""
        return [(code, code_label(code)) for code in self.codes]


CITY: Final = Field("city", N_("City whose office asks"), "city")
ON: Final = Field("on", N_("Day of the question"), "day")
MONTHS: Final = Field("months", N_("Months without contact"), "number", False, 24, 1, 1200)
DAYS: Final = Field("days", N_("Days ahead"), "number", False, 365, 0, 3660)
ROUTES: Final = Field("routes", N_("Number of routes"), "number", False, 5, 1, 50)
TOP: Final = Field("top", N_("Number of cities"), "number", False, 20, 1, 1000)
YEAR: Final = Field("year", N_("Year"), "year")
KIND: Final = Field("kind", N_("Kind of agreement"), "code", False, "sister_city", scheme="kinds")
CHANNEL: Final = Field(
    "channel", N_("Channel to be open"), "code", False, "all", scheme="channels"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that can be asked for.

    Parameters
    ----------
    key : its name in an address
    title : what it is called, not yet translated
    says : what it is for, not yet translated
    fields : its own parameters; ``city`` and ``on`` are of every document
    make : makes it from a desk and the values of its fields
    dated : whether it can be a file for calendars
    """

    key: str
    title: str
    says: str
    fields: tuple[Field, ...]
    make: Callable[[Desk, Values], Document | Sheet]
    dated: bool = False

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Its own parameters, then those of every document."""
        return (*self.fields, CITY, ON)

    def read(self, given: Mapping[str, str]) -> dict[str, Any]:
        """The values of all parameters.

        Parameters
        ----------
        given : what somebody wrote, by name

        Raises
        ------
        UsageError
            If values are missing or wrong; all of them are named at once.
        """
        values, wrong = {}, []
        for field in self.all_fields:
            try:
                values[field.name] = field.read(given.get(field.name, ""))
            except UsageError as error:
                wrong.append(str(error))
        if wrong:
            raise UsageError("\n".join(wrong))
        return values


def _brief(desk: Desk, values: Values) -> Document:
    from cityties.office.brief import brief

    return brief(desk, values["who"])


def _pending(desk: Desk, _values: Values) -> Sheet:
    from cityties.office.sheets import pending_sheet

    return pending_sheet(desk)


def _approvals(desk: Desk, values: Values) -> Sheet:
    from cityties.office.sheets import approvals_sheet

    return approvals_sheet(desk, desk.graph.find_city(values["partner"]), values["kind"])


def _calendar(desk: Desk, values: Values) -> Sheet:
    from cityties.office.sheets import calendar_sheet

    return calendar_sheet(desk, values["days"])


def _dormant(desk: Desk, values: Values) -> Sheet:
    from cityties.office.sheets import dormant_sheet

    return dormant_sheet(desk, values["months"])


def _introduce(desk: Desk, values: Values) -> Sheet:
    from cityties.office.sheets import introduction_sheet

    target = desk.graph.find_city(values["target"])
    return introduction_sheet(desk, target, values["channel"], values["routes"])


def shared_with(desk: Desk, other: str) -> Sheet:
    """What the city of a desk shares with another.

    Parameters
    ----------
    desk : who asks
    other : what the user wrote

    Raises
    ------
    UsageError
        If it is the same city.
    NotFoundError, AmbiguousNameError
        If no city, or several, have the name.
    """
    from cityties.office.sheets import shared_sheet

    second = desk.graph.find_city(other)
    if second == desk.city:
        raise UsageError(
            _("{first} and {second} are the same city").format(
                first=repr(desk.city), second=repr(other)
            )
        )
    return shared_sheet(desk, desk.city, second)


def _report(desk: Desk, values: Values) -> Document:
    from cityties.office.report import report

    return report(desk, values["year"] or desk.day.year - 1)


def _suggest(desk: Desk, values: Values) -> Sheet:
    from cityties.office.sheets import suggestion_sheet

    source = desk.graph.find_source(values["source"]) if values["source"] else None
    return suggestion_sheet(desk, source, values["top"])


def _counts(desk: Desk, values: Values) -> Sheet:
    from cityties.office.sheets import counts_sheet

    return counts_sheet(desk, values["kind"])


OFFERS: Final[Mapping[str, Offer]] = {
    offer.key: offer
    for offer in (
        Offer(
            "brief",
            N_("Brief"),
            N_("One or two pages before a visit: on a country, city, person or organization."),
            (Field("who", N_("Whom the brief is on"), required=True),),
            _brief,
        ),
        Offer(
            "pending",
            N_("What waits"),
            N_("Proposals, invitations, drafts, approvals and plans without a report."),
            (),
            _pending,
        ),
        Offer(
            "approvals",
            N_("Approvals"),
            N_("The steps that the rules of both countries ask for, and where each stands."),
            (Field("partner", N_("Partner"), "city", required=True), KIND),
            _approvals,
        ),
        Offer(
            "calendar",
            N_("Calendar"),
            N_("Anniversaries, terms that end and plans, where the day is certain."),
            (DAYS,),
            _calendar,
            dated=True,
        ),
        Offer(
            "dormant",
            N_("Dormant agreements"),
            N_("Agreements in force without a contact of both sides."),
            (MONTHS,),
            _dormant,
        ),
        Offer(
            "introduce",
            N_("Introductions"),
            N_("Who can introduce the city to another, and how open each step is."),
            (Field("target", N_("City to be introduced to"), "city", required=True), CHANNEL,
             ROUTES),
            _introduce,
        ),
        Offer(
            "shared",
            N_("What two cities share"),
            N_("Partners, networks, topics, people and bodies of both."),
            (Field("other", N_("Other city"), "city", required=True),),
            lambda desk, values: shared_with(desk, values["other"]),
        ),
        Offer(
            "report",
            N_("Yearly report"),
            N_("A year of a city's ties by partner, compared with the year before."),
            (YEAR,),
            _report,
        ),
        Offer(
            "suggest",
            N_("Shortlist of partners"),
            N_("Cities that could become partners, with reasons."),
            (Field("source", N_("Only ties of this source")), TOP),
            _suggest,
        ),
        Offer(
            "counts",
            N_("Numbers as sets"),
            N_("Every claimed number of partners, with the cities that it can mean."),
            (KIND,),
            _counts,
        ),
    )
}  # fmt: skip
"""Every document of an office, in the order in which they are listed."""


def home_of(graph: CityGraph) -> str:
    """The id of the city that asks where none is named; blank where there is none.

    Parameters
    ----------
    graph : the graph
    """
    try:
        return graph.home if graph.config.city else ""
    except CitytiesError:
        return ""
