"""The columns of a snapshot's own tables: one list for files, data package and codebook.

The tables of claims, sources and so on keep the columns of the data package;
these are the derived ones, each with the rule that fills it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cityties.vocabulary.terms import PREFIXES, ct


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a derived table.

    Parameters
    ----------
    name : heading of the column
    type : type of the Frictionless table schema: string, integer, number, date, boolean
    en, fa : what it holds
    rule : where the value comes from
    property : IRI of the property that it becomes in RDF, if there is one
    codes : code lists that values come from, keys of ``CODES`` with blanks between
    allowed : other values that are allowed
    missing : what an empty cell means; blank where none may be empty
    several : whether a cell can hold several values, separated by ``;``
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


@dataclass(frozen=True, slots=True)
class Table:
    """One derived table: its fields, its key and the columns that point into others."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...] = ()  # column, table, column there


_ROW = "the row of the registry"
_READ = "reading, rules {} of docs/model.md"
_UNSAID = "not said"

_SPAN = (
    Field(
        "possibly_from", "date", "First day on which the status is possible.",
        "نخستین روزی که این وضعیت ممکن است.", _READ.format("3-8"), ct.possiblyFrom,
        missing="open: no earliest day follows from the claims",
    ),
    Field(
        "certainly_from", "date", "First day on which the status is certain.",
        "نخستین روزی که این وضعیت قطعی است.", _READ.format("3-8"), ct.certainlyFrom,
        missing="never certain",
    ),
    Field(
        "certainly_until", "date", "Last day on which the status is certain.",
        "واپسین روزی که این وضعیت قطعی است.", _READ.format("3-9"), ct.certainlyUntil,
        missing="never certain if certainly_from is empty too, else open: no end is known",
    ),
    Field(
        "possibly_until", "date", "Last day on which the status is possible.",
        "واپسین روزی که این وضعیت ممکن است.", _READ.format("3-9"), ct.possiblyUntil,
        missing="open: no end is known",
    ),
)  # fmt: skip
_LAST = Field(
    "last_attested", "date", "Newest day in the period that a claim speaks of.",
    "تازه‌ترین روزی از این دوره که ادعایی از آن سخن می‌گوید.", _READ.format("9"),
    ct.lastAttested, missing="no claim names a day",
)  # fmt: skip
_CLAIMS = Field(
    "claims", "string", "Ids of the claims that it rests on.", "شناسهٔ ادعاهایی که پشتوانهٔ آن‌اند.",
    "the claims of the acts that decide", ct.basedOn, several=True,
)  # fmt: skip
_SOURCES = Field(
    "sources", "string", "Ids of the sources of those claims.", "شناسهٔ منبع‌های آن ادعاها.",
    "the column source of those claims", several=True,
)  # fmt: skip
_TIE = Field(
    "tie", "string", "Id of the tie: its parties and its kind.", "شناسهٔ پیوند: طرف‌ها و نوع آن.",
    "identity, docs/model.md", ct.stateOf,
)  # fmt: skip
_PARTIES = Field(
    "parties", "string", "Ids of all parties of the tie, sorted.",
    "شناسهٔ همهٔ طرف‌های پیوند، به ترتیب.", "the column parties of the claims", ct.party,
    several=True,
)  # fmt: skip
_KIND = Field(
    "kind", "string", "What sort of tie it is.", "نوع پیوند.", "identity, docs/model.md", ct.kind,
    "kinds",
)  # fmt: skip
_CHANNEL = Field(
    "channel", "string", "Part of the relations that the status holds for; all is the whole tie.",
    "بخشی از روابط که وضعیت دربارهٔ آن است؛ all یعنی کل پیوند.", _READ.format("7"), ct.channel,
    "channels",
)  # fmt: skip
_SIDE = Field(
    "side", "string", "Whose act or status it is: both, or ids of parties.",
    "کنش یا وضعیت از آنِ کیست: both یا شناسهٔ طرف‌ها.", _READ.format("7"), ct.side,
    missing="one side must have acted and no claim says which", several=True,
)  # fmt: skip
_STATUS = Field(
    "status", "string", "Stage that the tie had reached, or its end or break.",
    "مرحله‌ای که پیوند به آن رسیده، یا پایان یا گسست آن.", _READ.format("5-8"), ct.status,
    "statuses",
)  # fmt: skip
_CONCLUDED = Field(
    "concluded", "string", "Whether a signing is claimed or the tie was only seen in force.",
    "آیا امضا ادعا شده یا پیوند تنها برقرار دیده شده است.", _READ.format("10"), ct.concluded,
    allowed=("signed", "attested"), missing="the tie is not in force",
)  # fmt: skip

NODES: Final = Table(
    "nodes",
    "Parties of the ties",
    (
        Field("id", "string", "Id of the place or organization.", "شناسهٔ مکان یا سازمان.", _ROW),
        Field(
            "type", "string", "Which table of the registry has it.", "در کدام جدول است.", _ROW,
            allowed=("place", "organization"),
        ),
        Field(
            "kind", "string", "What sort of place or body it is.", "نوع مکان یا سازمان.", _ROW,
            ct.placeKind, "place_kinds organization_kinds",
        ),
        Field(
            "name_en", "string", "English name.", "نام انگلیسی.", _ROW,
            PREFIXES["skos"] + "prefLabel",
        ),
        Field(
            "name_fa", "string", "Persian name.", "نام فارسی.", _ROW,
            PREFIXES["skos"] + "prefLabel", missing="not known",
        ),
        Field(
            "country", "string", "ISO 3166-1 alpha-2 code of the country.",
            "کد دوحرفی کشور (ISO 3166-1).", _ROW, ct.countryCode,
            missing="an organization, or not known",
        ),
        Field(
            "latitude", "number", "Degrees north (WGS 84).", "درجهٔ شمالی (WGS 84).", _ROW,
            PREFIXES["geo"] + "lat", missing="not known",
        ),
        Field(
            "longitude", "number", "Degrees east (WGS 84).", "درجهٔ شرقی (WGS 84).", _ROW,
            PREFIXES["geo"] + "long", missing="not known",
        ),
        Field(
            "wikidata", "string", "Wikidata item.", "شناسهٔ ویکی‌داده.", _ROW,
            PREFIXES["schema"] + "sameAs", missing="not known",
        ),
        Field(
            "ties", "integer", "Number of its ties, of any status.",
            "شمار پیوندهای آن، با هر وضعیتی.", "counted over the readings",
        ),
    ),
    ("id",),
)  # fmt: skip

EDGES: Final = Table(
    "edges",
    "States of ties",
    (
        Field(
            "source", "string", "One party; of the two ids the smaller one, since ties have no "
            "direction.", "یک طرف؛ شناسهٔ کوچک‌تر، زیرا پیوند جهت ندارد.",
            "the parties of the tie, sorted; a tie of three gives three pairs", ct.party,
        ),
        Field(
            "target", "string", "The other party.", "طرف دیگر.",
            "the parties of the tie, sorted; a tie of three gives three pairs", ct.party,
        ),
        Field(
            "state", "string", "Id of the state; it comes again only for a tie of three or more.",
            "شناسهٔ حالت؛ تنها برای پیوند سه‌جانبه یا بیشتر تکرار می‌شود.",
            "the tie, the channel and the number of the period",
        ),
        _TIE, _PARTIES, _KIND, _CHANNEL, _SIDE, _STATUS, *_SPAN, _CONCLUDED, _LAST, _CLAIMS,
        _SOURCES,
    ),
    ("source", "target", "state"),
    (("source", "nodes", "id"), ("target", "nodes", "id")),
)  # fmt: skip

TIES: Final = Table(
    "ties",
    "Ties as they stood on the day of the snapshot",
    (
        Field(
            "on", "date", "The day asked about.", "روزی که پرسیده شده.",
            "as-of day of the snapshot",
        ),
        _TIE, _PARTIES, _KIND, _CHANNEL, _SIDE, _STATUS,
        Field(
            "certainty", "string", "Whether every combination of possible acts gives this status.",
            "آیا همهٔ ترکیب‌های کنش‌های ممکن به همین وضعیت می‌رسند.", _READ.format("8"),
            allowed=("certain", "possible"),
        ),
        Field(
            "alternatives", "string", "The other statuses that can be true instead.",
            "وضعیت‌های دیگری که ممکن است درست باشند.", _READ.format("8"), codes="statuses",
            missing="none", several=True,
        ),
        Field(
            "since", "string", "When the status began, in EDTF.", "آغاز وضعیت، به EDTF.",
            _READ.format("3-5"), missing="no claim says",
        ),
        _CONCLUDED, _LAST,
        Field(
            "activity", "string", "Contacts of late.", "تماس‌های اخیر.",
            "computed from events, docs/model.md",
            allowed=("active", "one_sided", "quiet", "dormant", "unknown"),
        ),
        Field(
            "unanswered", "boolean", "Whether a proposal of one side has had no reply.",
            "آیا پیشنهاد یک طرف بی‌پاسخ مانده است.", "computed from events, docs/model.md",
        ),
        Field(
            "days_open", "integer", "Days since that proposal.", "روزهای گذشته از آن پیشنهاد.",
            "computed from events, docs/model.md", missing="no open proposal",
        ),
        _SOURCES,
        Field(
            "conflicts", "string", "Ids of the conflicts about the tie.",
            "شناسهٔ ناسازگاری‌های این پیوند.", _READ.format("4, 6, 11"), missing="none",
            several=True,
        ),
    ),
    ("tie", "channel"),
)  # fmt: skip

MEMBERSHIPS: Final = Table(
    "memberships",
    "States of cities' memberships in networks",
    (
        Field(
            "state", "string", "Id of the state.", "شناسهٔ حالت.",
            "the membership and the number of the period",
        ),
        Field(
            "membership", "string", "Id: city@network.", "شناسه: شهر@شبکه.",
            "identity, docs/model.md", ct.stateOf,
        ),
        Field("city", "string", "Id of the city.", "شناسهٔ شهر.", "the claims", ct.memberCity),
        Field("network", "string", "Id of the network.", "شناسهٔ شبکه.", "the claims", ct.network),
        Field(
            "status", "string", "Candidate, member or left.", "نامزد، عضو یا خارج‌شده.",
            _READ.format("5-8"), ct.status, "statuses",
        ),
        Field(
            "grade", "string", "Rank in the network.", "مرتبه در شبکه.", "the claims",
            ct.memberGrade, "grades", missing=_UNSAID,
        ),
        *_SPAN, _LAST, _CLAIMS, _SOURCES,
    ),
    ("state",),
)  # fmt: skip

CONFLICTS: Final = Table(
    "conflicts",
    "What sources disagree on, one row a value",
    (
        Field(
            "conflict", "string", "Id of the conflict.", "شناسهٔ ناسازگاری.",
            "the same for the same disagreement",
        ),
        Field(
            "about", "string", "Id of the tie, event, membership or place.",
            "شناسهٔ پیوند، رویداد، عضویت یا مکان.", _READ.format("4, 6, 11"), ct.conflictAbout,
            missing="claims about different things",
        ),
        Field(
            "what", "string", "What the disagreement is on.", "ناسازگاری بر سر چیست.",
            _READ.format("4, 6, 11"), ct.conflictOn,
            allowed=("when", "stage", "denied", "count", "stated"),
        ),
        Field(
            "value", "string", "What some say.", "آنچه برخی می‌گویند.",
            "the claims, in words or EDTF", ct.conflictValue,
        ),
        Field(
            "sources", "string", "Ids of the sources that say so.",
            "شناسهٔ منبع‌هایی که چنین می‌گویند.", "the column source of those claims", several=True,
        ),
        Field(
            "claims", "string", "Ids of the claims that say so.",
            "شناسهٔ ادعاهایی که چنین می‌گویند.", "the claims", ct.betweenClaim, several=True,
        ),
    ),
    ("conflict", "value"),
)  # fmt: skip

DERIVED: Final = (NODES, EDGES, TIES, MEMBERSHIPS, CONFLICTS)
"""The derived tables of a snapshot, in the order of its list of files."""
