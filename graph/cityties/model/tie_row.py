"""The columns of a row of ties, each once: what every listing, file and page of the docs reads.

To add a column, add it here and let `cityties.reading.rows` compute its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from cityties.language.messages import N_
from cityties.start.records import dataclass
from cityties.vocabulary.terms import ct


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a computed table.

    Parameters
    ----------
    name : heading of the column
    type : type of the Frictionless table schema: string, integer, number, date, boolean
    en, fa : what it holds
    rule : where the value comes from
    property : IRI of the property that it becomes in RDF, if there is one
    codes : code lists that values come from, keys of ``CODES`` with blanks between
    allowed : other values that are allowed
    missing : what an empty cell means; empty if none may be empty
    several : whether a cell can hold several values, separated by ``;``
    unit : what a number counts, or the notation of a text
    """

    name: str
    type: str
    en: str
    fa: str
    rule: str
    property: str = ""
    codes: str = ""
    allowed: tuple[str, ...] = ()
    missing: str = ""
    several: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TieColumn(Field):
    """One column of a row of ties.

    Parameters
    ----------
    json : type of the value in JSON and Python: ``string``, ``string or null``, ``list`` …
    of : what it is about: ``tie``, the tie itself; ``partner``, the tie as seen from a city;
        ``state``, the tie as it was on the day; ``asked``, the question
    heading : its heading in tables for people; blank where another column shows it
    rank : which columns a narrow terminal leaves out first; 0 never
    exported : whether edge lists and GeoJSON have it
    example : a value, where the text alone would be hard to read
    """

    json: str
    of: str = "state"
    heading: str = ""
    rank: int = 0
    exported: bool = True
    example: str = ""


_READ: Final = "reading, rules {} of docs/model.md"
_EVENTS: Final = "computed from events, docs/model.md"

COLUMNS: Final = (
    TieColumn(
        name="tie", json="string", of="tie", type="string",
        en="Id of the tie: its parties and its kind.",
        fa="شناسهٔ پیوند: طرف‌ها و نوع آن.",
        rule="identity, docs/model.md", property=ct.stateOf,
        example="tie/freiburg+porto/sister_city",
    ),
    TieColumn(
        name="partner", json="string", of="partner", type="string", heading=N_("Partner"),
        en="Id of the other party; without a city asked for, of all parties but the first.",
        fa="شناسهٔ طرف دیگر؛ اگر شهری پرسیده نشده باشد، همهٔ طرف‌ها جز نخستین.",
        rule="the parties of the tie without the city asked for", several=True,
    ),
    TieColumn(
        name="parties", json="list", of="tie", type="string", heading=N_("Parties"),
        en="Ids of the parties, sorted; of a pact, the two that the row is about.",
        fa="شناسهٔ طرف‌ها، به ترتیب؛ در پیمان چندجانبه، دو طرفی که سطر دربارهٔ آن‌هاست.",
        rule="the column parties of the claims", property=ct.party, several=True,
    ),
    TieColumn(
        name="kind", json="string", type="string", heading=N_("Kind"), rank=1,
        en="Kind of the tie.", fa="نوع پیوند.",
        rule="identity, docs/model.md", property=ct.kind, codes="kinds",
    ),
    TieColumn(
        name="channel", json="string", type="string", heading=N_("Channel"),
        en="Channel that the status applies to; all is the whole tie.",
        fa="بخشی از روابط که وضعیت دربارهٔ آن است؛ all یعنی کل پیوند.",
        rule=_READ.format("7"), property=ct.channel, codes="channels",
    ),
    TieColumn(
        name="side", json="string", type="string", heading=N_("Side"), rank=3,
        en="Whose act or status it is: both, or ids of parties.",
        fa="کنش یا وضعیت از آنِ کیست: both یا شناسهٔ طرف‌ها.",
        rule=_READ.format("7"), property=ct.side,
        missing="one side must have acted and no claim says which", several=True,
    ),
    TieColumn(
        name="status", json="string", type="string", heading=N_("Status"),
        en="Stage that the tie had reached, or its end or break.",
        fa="مرحله‌ای که پیوند به آن رسیده، یا پایان یا قطع آن.",
        rule=_READ.format("5-8"), property=ct.status, codes="statuses",
    ),
    TieColumn(
        name="certainty", json="string", type="string",
        en="Whether every combination of possible acts gives this status.",
        fa="آیا همهٔ ترکیب‌های کنش‌های ممکن به همین وضعیت می‌رسند.",
        rule=_READ.format("8"), allowed=("certain", "possible"),
    ),
    TieColumn(
        name="alternatives", json="list", type="string",
        en="The other statuses that can be true instead.",
        fa="وضعیت‌های دیگری که ممکن است درست باشند.",
        rule=_READ.format("8"), codes="statuses", missing="none", several=True,
    ),
    TieColumn(
        name="since", json="string or null", type="string", unit="EDTF", heading=N_("Since"),
        rank=2,
        en="When the status began, in EDTF.", fa="آغاز وضعیت، به EDTF.",
        rule=_READ.format("3-5"), missing="no claim says", example="2000-10-27",
    ),
    TieColumn(
        name="concluded", json="string or null", type="string", heading=N_("Concluded"), rank=4,
        en="Whether a signing is claimed or the tie was only observed in force.",
        fa="آیا امضا ادعا شده یا پیوند تنها برقرار دیده شده است.",
        rule=_READ.format("10"), property=ct.conclusion, allowed=("signed", "attested"),
        missing="the tie is not in force",
    ),
    TieColumn(
        name="last_attested", json="string or null", type="string", unit="EDTF",
        heading=N_("Last attested"), rank=5,
        en="Newest day in the period that a claim refers to, in EDTF.",
        fa="تازه‌ترین روزی از این دوره که ادعایی از آن سخن می‌گوید، به EDTF.",
        rule=_READ.format("9"), property=ct.lastAttested, missing="no claim gives a day",
        example="2010",
    ),
    TieColumn(
        name="last_attested_earliest", json="string or null", type="date", unit="day",
        en="First day that this can be.", fa="نخستین روزی که ممکن است باشد.",
        rule=_READ.format("9"), property=ct.lastAttestedEarliest, missing="open",
    ),
    TieColumn(
        name="last_attested_latest", json="string or null", type="date", unit="day",
        en="Last day that this can be.", fa="آخرین روزی که ممکن است باشد.",
        rule=_READ.format("9"), property=ct.lastAttestedLatest, missing="no claim gives a day",
    ),
    TieColumn(
        name="last_attested_basis", json="string or null", type="string",
        en="Whether a claim gives that day, or its source was published then, or, without "
        "a date, read then.",
        fa="آیا ادعایی آن روز را می‌گوید یا منبع آن در آن روز منتشر شده یا، اگر تاریخ ندارد، "
        "در آن روز خوانده شده است.",
        rule=_READ.format("9"), allowed=("claim", "publication", "access"),
        missing="no claim gives a day",
    ),
    TieColumn(
        name="activity", json="string", type="string",
        en="Recent contacts.", fa="تماس‌های اخیر.", rule=_EVENTS,
        allowed=("active", "one_sided", "quiet", "dormant", "unknown"),
    ),
    TieColumn(
        name="unanswered", json="boolean", type="boolean",
        en="Whether a proposal of one side has had no reply, not even a possible one.",
        fa="آیا پیشنهاد یک طرف بی‌پاسخ مانده و هیچ پاسخ ممکنی هم ندارد.",
        rule=_READ.format("12"),
    ),
    TieColumn(
        name="answer", json="string or null", type="string",
        en="Whether that proposal was answered.", fa="آیا به آن پیشنهاد پاسخ داده شده است.",
        rule=_READ.format("12"), allowed=("none", "possible", "given"),
        missing="no open proposal",
    ),
    TieColumn(
        name="days_open", json="integer, list or null", type="string", unit="days",
        en="Days since that proposal: one number, or the least and the most.",
        fa="روزهای گذشته از آن پیشنهاد: یک عدد، یا کمترین و بیشترین.",
        rule=_READ.format("12"), missing="no open proposal", example="697..1062",
    ),
    TieColumn(
        name="sources", json="list", type="string", heading=N_("Sources"), rank=6,
        en="Ids of the sources of the claims that the status is based on.",
        fa="شناسهٔ منبع‌های ادعاهایی که مبنای وضعیت‌اند.",
        rule="the column source of those claims", several=True,
    ),
    # Ids of conflicts lead nowhere in a file that lacks the graph.
    TieColumn(
        name="conflicts", json="list", type="string", heading=N_("Conflicts"), rank=7,
        exported=False,
        en="Ids of the conflicts about the tie.", fa="شناسهٔ ناسازگاری‌های این پیوند.",
        rule=_READ.format("4, 6, 11"), missing="none", several=True,
    ),
    TieColumn(
        name="set_aside", json="list", type="string", exported=False,
        en="Claims about the tie that give no status, each with the reason; in files "
        "`c-P041:hedged`.",
        fa="ادعاهایی دربارهٔ پیوند که وضعیتی نمی‌دهند، هر یک با دلیل آن؛ در فایل‌ها "
        "`c-P041:hedged`.",
        rule=_READ.format("2, 4b, 13"), missing="none", several=True,
    ),
    TieColumn(
        name="on", json="string", of="asked", type="date", unit="day",
        en="The day of the question.", fa="روزی که پرسیده شده.", rule="the question",
    ),
    TieColumn(
        name="known_by", json="string or null", of="asked", type="date", unit="day",
        en="Only what was published by this day was used.",
        fa="تنها آنچه تا این روز منتشر شده به کار رفته است.",
        rule="the question", missing="everything that is known",
    ),
    TieColumn(
        name="withheld", json="integer", of="asked", type="integer", unit="claims",
        exported=False,
        en="Claims that were left out since their source was only possibly published by then.",
        fa="ادعاهایی که کنار گذاشته شده‌اند، چون منبعشان شاید پس از آن روز منتشر شده باشد.",
        rule="the question",
    ),
)  # fmt: skip
"""The columns in the order of the keys of a row; columns are only ever added."""


def columns(*of: str) -> tuple[TieColumn, ...]:
    """The columns that are about some things, in the order of a row.

    Parameters
    ----------
    of : ``tie``, ``partner``, ``state``, ``asked``; all of them if none is given
    """
    return tuple(each for each in COLUMNS if not of or each.of in of)


def names(found: Iterable[Field]) -> tuple[str, ...]:
    """The names of columns.

    Examples
    --------
    >>> names(columns("tie", "asked"))
    ('tie', 'parties', 'on', 'known_by', 'withheld')
    """
    return tuple(each.name for each in found)


def row_keys(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A key for each row: the id of the tie, and a number for further pairs of a pact.

    Parameters
    ----------
    rows : rows of ties; those of further channels of one pair share its key

    Examples
    --------
    >>> pact = "tie/a+b+c/multilateral_pact"
    >>> rows = [{"tie": pact, "parties": pair} for pair in (["a", "b"], ["a", "c"])]
    >>> list(row_keys(rows))
    ['tie/a+b+c/multilateral_pact', 'tie/a+b+c/multilateral_pact#2']
    """
    numbers: dict[str, dict[tuple[str, ...], int]] = {}
    for row in rows:
        pairs = numbers.setdefault(row["tie"], {})
        number = pairs.setdefault(tuple(sorted(row["parties"])), len(pairs) + 1)
        yield row["tie"] if number == 1 else f"{row['tie']}#{number}"


def days_text(days: int | Sequence[int | None] | None) -> str | None:
    """Days open as a text: one number, or the least and the most.

    Examples
    --------
    >>> days_text(7), days_text([697, 1062]), days_text([697, None])
    ('7', '697..1062', '697..')
    """
    if days is None or isinstance(days, int):
        return None if days is None else str(days)
    return "..".join("" if day is None else str(day) for day in days)


def aside_texts(claims: Iterable[Mapping[str, str]]) -> list[str]:
    """Claims that are set aside as texts, each with its reason.

    Examples
    --------
    >>> aside_texts([{"claim": "c-P041", "reason": "hedged"}])
    ['c-P041:hedged']
    """
    return [f"{each['claim']}:{each['reason']}" for each in claims]
