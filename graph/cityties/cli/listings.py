"""The listings: ties, history, officials, counts, conflicts, cities, sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from cityties.cli.declared import argument, command, one_of
from cityties.cli.declared import option as parameter
from cityties.cli.kept import of_graph
from cityties.cli.options import (
    asking,
    city_argument,
    code_parameter,
    data_parameters,
    day_parameters,
    examples,
    format_parameter,
    known_by_parameter,
    view_parameters,
)
from cityties.cli.output import Column, Row, emit, emit_object, isolate, option, plain
from cityties.language.messages import N_, _, language
from cityties.model import tie_row

TYPE_CHECKING = False  # typing is not needed for a plain call
if TYPE_CHECKING:
    from typing import Any

    from cityties.api import CityGraph
    from cityties.api.rows import CityRow, Listing
    from cityties.cli.declared import Parameter
    from cityties.model.tie_row import TieColumn

Show = Callable[[Row], str]

# What the numbers of partners are numbers of, as the claims write it: for the catalogue.
_PARTNERS = (
    N_("sister cities"),
    N_("twin cities"),
    N_("partner cities"),
    N_("foreign sister cities"),
    N_("official twin cities"),
    N_("candidate sister cities"),
    N_("twin and friendship cities"),
    N_("twin and partner cities"),
    N_("sister and friendly-exchange cities"),
)


def _notes(graph: CityGraph, form: str, on: date | None, known_by: date | None) -> list[str]:
    """The days of the question and the content id, for under the table."""
    if form != "table" and not option("verbose"):
        return []  # never printed: their words would cost the import of the calendar
    from cityties.words.phrases import day_words

    notes = []
    if on is not None:
        notes.append(_("on {day}").format(day=day_words(on)))
    known_by = known_by or graph.built.known_by
    if known_by is not None:
        notes.append(_("known by {day}").format(day=day_words(known_by)))
    notes.append(_("content id {id}").format(id=isolate(graph.id[:12])))
    return notes


def _names(graph: CityGraph, key: str, separator: str = ", ") -> Show:
    """A cell that shows names instead of ids."""

    def show(row: Row) -> str:
        value = row.get(key)
        if not value:
            return ""
        ids = value.split(";") if isinstance(value, str) else value
        return separator.join(graph.name(one) for one in ids)

    return show


def _code(graph: CityGraph, key: str) -> Show:
    """A cell that shows a code's label; empty for the whole tie's channel."""

    def show(row: Row) -> str:
        value = row.get(key)
        return graph.label(value) if value and (key, value) != ("channel", "all") else ""

    return show


def _edtf_words(text: str | None) -> str:
    from cityties.words.bounds import date_words

    return date_words(text)


def _edtf(key: str) -> Show:
    """A cell that shows a date in words."""
    return lambda row: _edtf_words(row.get(key))


def _said_when(row: Row) -> str:
    """The date that a claim gives, else the day of its publication, marked as such."""
    from cityties.words.bounds import said_words

    return said_words(row["date"], row["published"])


# What stands first in a table of ties; other statuses follow in this order, exits last.
_ORDER = (
    "in_force", "suspended", "broken", "approved", "submitted",
    "drafted", "negotiating", "proposed", "announced",
)  # fmt: skip


# The columns that a table of ties begins with; others follow in the order of a row.
_FIRST = ("parties", "partner", "kind", "channel", "status")


def _by_status(graph: CityGraph, row: Row) -> tuple[Any, ...]:
    """Ties in force first, then by name, unnamed partners last; channels after their tie."""
    order = {status: place for place, status in enumerate(_ORDER)}
    ids = [one for one in row["partner"].split(";") if one]
    return (
        order.get(row["status"], len(order)),
        any(one.startswith("unnamed/") for one in ids),
        [graph.name(one) for one in ids],
        row["tie"],
    )


def _ordered(graph: CityGraph, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of ties for reading: each tie with its channels below it."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["tie"], []).append(row)
    ordered = sorted(groups.values(), key=lambda group: _by_status(graph, group[0]))
    return [row for group in ordered for row in group]


def _status(graph: CityGraph) -> Any:
    """Status with its certainty: ``possibly in force (or suspended)``."""

    def show(row: Row) -> str:
        status = graph.label(row["status"]) if row["status"] else _("nothing known")
        if row["certainty"] == "possible":
            status = _("possibly {status}").format(status=status)
            others = [graph.label(one) for one in row["alternatives"]]
            if others:
                status += " " + _("(or {others})").format(others=_(", ").join(others))
        if row["unanswered"]:
            status += " · " + _unanswered(row)
        return status

    return show


def _within() -> Parameter:
    """``--within``."""
    return parameter(
        "--within",
        is_flag=True,
        help=_("Of a country or province: everything inside it too."),
    )


def _unanswered(row: Row) -> str:
    from cityties.words.durations import span_words

    if row["days_open"] is None:
        return _("unanswered")
    return _("unanswered, {days}").format(days=span_words(row["days_open"]))


@command(
    "ties",
    _(
        "Ties of a city, of anything else that has ties, or of all, as they were on a day. WHAT "
        "is a city, country, province, institution and the like: a name in any language, an alias "
        "or an id."
    )
    + examples(
        "cityties ties isfahan --kind sister_city --status in_force",
        "cityties ties freiburg --on 2010-01-01 --channel political",
        "cityties ties germany --within",
        "cityties ties اصفهان --known-by 2007-10-12 -f csv",
    ),
    argument("what", required=False),
    _within(),
    *view_parameters(
        "on",
        "known_by",
        "source",
        "kinds",
        "statuses",
        "channels",
        day=_("that of the source, or today"),
    ),
    parameter(
        "--concluded",
        kind=one_of("signed", "attested"),
        help=_("Signed (an act is claimed) or only attested (observed in force)."),
    ),
    format_parameter(),
    *data_parameters(),
)
@asking
@of_graph()
def ties_command(
    what: str | None,
    within: bool,
    concluded: str | None,
    form: str,
    asked: dict[str, Any],
    graph: CityGraph,
) -> None:
    """Print the ties."""
    from cityties.api import ROW_KEYS

    view = graph.view(**asked)
    # An empty name, of a variable that a script did not set, is no question about everything.
    whose = "" if what is None else graph.find(what).id
    rows = graph.ties(what, view=view, concluded=concluded, within=within)
    # Who is no party itself has no partner: such ties are shown with all their parties.
    is_party = bool(rows) and all(whose in row["parties"] for row in rows)
    shown = tie_row.columns("partner" if is_party else "tie", "state")
    known = {each.name: _tie_column(graph, each) for each in shown if each.heading}
    columns = [known[name] for name in dict.fromkeys([*_FIRST, *known]) if name in known]
    chosen = bool(concluded or asked.keys() - {"on", "known_by"})
    emit(
        _ordered(graph, [dict(row) for row in rows]) if form == "table" else rows,
        columns,
        form,
        keys=ROW_KEYS["ties"],
        notes=[*_ties_in(rows), *_notes(graph, form, view.day, view.known_by)],
        empty=_no_ties(graph, what, chosen),
    )


def _ties_in(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """How many ties the rows are of, where a channel or a pair of a pact has its own row."""
    from cityties.words.phrases import counted

    number = len({row["tie"] for row in rows})
    return [] if number == len(rows) else [counted("{n} tie", "{n} ties", number)]


def _tie_column(graph: CityGraph, column: TieColumn) -> Column:
    """A column of a row of ties, shown in words."""
    name = column.name
    show: Show | None = {
        "parties": _names(graph, "parties", " – "),
        "partner": _names(graph, "partner"),
        "status": _status(graph),
        "side": _side(graph),
        "concluded": _concluded,
        "sources": lambda row: str(len(row["sources"])),
        "last_attested": _last_attested,
    }.get(name)
    is_number = column.json.startswith(("integer", "list")) and column.of == "state"
    if show is None and column.json == "list":
        show = lambda row: str(len(row[name]) or "")  # noqa: E731
    elif show is None and column.codes:
        show = _code(graph, name)
    elif show is None and column.unit in {"day", "EDTF"}:
        show = _edtf(name)
    return Column(name, _(column.heading), show, right=is_number, rank=column.rank)


def _no_ties(graph: CityGraph, city: str | None, chosen: bool) -> str:
    """What an empty listing of ties means."""
    if city is None:
        return _("no such tie") if chosen else _("no ties")
    name = graph.title(graph.find(city).id)
    if chosen:
        return _("no such tie of {city}").format(city=name)
    return _("no ties of {city}").format(city=name)


def _side(graph: CityGraph) -> Any:
    """Whose act or status: empty for both sides."""

    def show(row: Row) -> str:
        return "" if row["side"] in {"both", "", None} else graph.name(row["side"])

    return show


def _last_attested(row: Row) -> str:
    """The newest date of a claim as what it is: "2010", "published 12 October 2007"."""
    from cityties.words.bounds import dated_words

    if not row["last_attested"]:
        return ""
    return dated_words(row["last_attested"], row["last_attested_basis"])


def _concluded(row: Row) -> str:
    """Signed, or only attested."""
    return {"signed": _("signed"), "attested": _("attested")}.get(row["concluded"] or "", "")


@command(
    "history",
    _(
        "All claims about something, or about what two things share, in order of time. WHAT and "
        "OTHER are a city, country, province, organization, person, post, event, tie, claim or "
        "source: a name in any language, an alias or an id. With -v also how each date is known "
        "and the words of the source."
    )
    + examples(
        "cityties history isfahan freiburg",
        "cityties history tie/isfahan+porto/sister_city -f json",
        'cityties history Isfahan "Ho Chi Minh City" --known-by 2023-06-01',
        "cityties history iran vietnam",
        "cityties history foreign-ministry-ir",
        "cityties -v history mayor-isfahan --no-said",
    ),
    argument("what"),
    argument("other", required=False),
    parameter(
        "--said/--no-said",
        default=None,
        help=_(
            "Also what it says, passes on or publishes (by default people, posts and organizations "
            "have what they say and pass on, places do not)."
        ),
    ),
    _within(),
    *view_parameters("known_by", "source", "kinds"),
    format_parameter(),
    *data_parameters(),
)
@asking
@of_graph()
def history_command(
    what: str,
    other: str | None,
    said: bool | None,
    within: bool,
    form: str,
    asked: dict[str, Any],
    graph: CityGraph,
) -> None:
    """Print the history."""
    rows = graph.history(what, other, said=said, within=within, **asked)
    more = [
        Column("basis", _("Basis of the date"), _code(graph, "basis"), rank=8),
        Column("when_text", _("Date in the source"), rank=8),
        Column("wording", _("Wording"), rank=8),
        Column("title", _("Title"), _title(graph), rank=8),
    ]
    terms = [Column("until", _("Until"), _until_words, rank=7)]
    columns = [
        Column("date", _("Date"), _said_when),
        Column("kind", _("Kind"), _code(graph, "kind"), rank=1),
        Column("status", _("Status"), _claimed),
        *(terms if any(row["until"] or row["duration"] for row in rows) else ()),
        Column("channel", _("Channel"), _code(graph, "channel"), rank=4),
        Column("said_by", _("Said by"), _names(graph, "said_by")),
        Column("source", _("Source")),
        Column("locator", _("Locator")),
        *(more if option("verbose") else ()),
        Column("gist", _("Gist"), _gist, least=30),
        Column("counts_for_reading", _("Counts"), _counts, rank=6),
    ]
    emit(
        rows,
        columns,
        form,
        keys=rows.columns,
        notes=_notes(graph, form, None, asked.get("known_by")),
        empty=_no_claims(graph, what, other, said=said, within=within, **asked) if not rows else "",
    )


def _until_words(row: Row) -> str:
    """Until when a claim says that something holds, or for how long."""
    from cityties.words.durations import term_words

    return term_words(row["until"], row["duration"], computed=bool(row["until_computed"]))


def _title(graph: CityGraph) -> Show:
    """The title of the source in the chosen language, with that which is printed."""
    from cityties.words.titles import source_title

    def title(row: Row) -> str:
        source = graph.sources_by_id[row["source"]]
        return source_title(source)

    return title


def _source_title(row: Row) -> str:
    """The title of a row of sources in the chosen language, with that which is printed."""
    from cityties.model.texts import from_keys
    from cityties.words.titles import title_words

    titles = from_keys({**row, "title_original": ""}, "title")
    return title_words(titles, row["title_original"])


def _no_claims(
    graph: CityGraph, what: str, other: str | None, *, said: bool | None, **asked: Any
) -> str:
    """What an empty history means: the pages of a publisher are about others."""
    from cityties.words.phrases import counted

    text = _("no claims about it")
    number = 0 if other or said else len(graph.history(what, said=True, **asked))
    if not number:
        return text
    more = counted(
        "--said shows {n} claim that it says or publishes",
        "--said shows {n} claims that it says or publishes",
        number,
    )
    return _("{problem}; {hint}").format(problem=text, hint=more)


def _counts(row: Row) -> str:
    """Whether a reading uses the claim; if it was set aside, why."""
    from cityties.words.reasons import reason_words

    if not row["set_aside"]:
        return plain(row["counts_for_reading"])
    return _("no: {reason}").format(reason=reason_words(row["set_aside"]))


@command(
    "officials",
    _(
        "People in posts: terms of office, when they were last seen in the post, and whom they "
        "met. WHAT is a city, country, organization, post or person; of a country also the "
        "diplomats accredited to it."
    )
    + examples(
        "cityties officials isfahan",
        "cityties officials vietnam -f json",
        "cityties officials germany --within",
    ),
    argument("what", required=False),
    _within(),
    *view_parameters("known_by", "source"),
    format_parameter(),
    *data_parameters(),
)
@asking
@of_graph()
def officials_command(
    what: str | None,
    within: bool,
    form: str,
    asked: dict[str, Any],
    graph: CityGraph,
) -> None:
    """Print the officials."""
    rows = graph.officials(what, within=within, **asked)
    columns = [
        Column("person", _("Name"), lambda row: _person(graph, row)),
        Column("post", _("Post"), _post, least=20),
        Column("terms", _("Term of office"), lambda row: _terms(graph, row), rank=1),
        Column("last_seen", _("Last seen"), _last_seen),
        Column("contacts", _("Met"), lambda row: _met(graph, row), rank=2, least=20),
        Column("sources", _("Sources"), lambda row: str(len(row["sources"])), right=True, rank=3),
        Column("official", _("Id"), rank=4),
    ]
    emit(
        rows,
        columns,
        form,
        keys=rows.columns,
        notes=_notes(graph, form, None, asked.get("known_by")),
        empty=_("no officials"),
    )


def _person(graph: CityGraph, row: Row) -> str:
    unnamed = row["person"].startswith("unnamed/")
    return _("not named") if unnamed else graph.name(row["person"])


def _post(row: Row) -> str:
    from cityties.model.texts import chosen, from_keys

    return chosen(from_keys({**row, "post": ""}, "post")) or row["post"]


def _terms(graph: CityGraph, row: Row) -> str:
    """The claimed beginnings and ends, each with its doubt, a line each."""
    return "\n".join(filter(None, (_term(graph, term) for term in row["terms"])))


def _term(graph: CityGraph, term: Row) -> str:
    begins, ends = term["when"], term["until"]
    if term["aspect"] == "change" or ends or term["aspect"] == "plan":
        start, end = _edtf_words(begins), _edtf_words(ends)
    else:
        return ""  # only seen in the post
    if start and end:
        text = _("{start} to {end}").format(start=start, end=end)
    elif end:
        text = _("until {end}").format(end=end)
    elif start:
        text = _("since {date}").format(date=start)
    elif term["published"]:
        text = _("begun when published, {date}").format(date=_edtf_words(term["published"]))
    else:
        text = _("begun, undated")
    marks = [
        _("planned") if term["aspect"] == "plan" else "",
        graph.label(term["certainty"]) if term["certainty"] != "stated" else "",
        graph.label(term["basis"]) if term["basis"] not in (None, "stated") else "",
        _("source in doubt") if term["doubt"] else "",
    ]
    marks = [mark for mark in marks if mark]
    return f"{text} ({_(', ').join(marks)})" if marks else text


def _last_seen(row: Row) -> str:
    """The newest date at which a source shows somebody in a post."""
    text = _edtf_words(row["last_seen"])
    if row["last_seen_basis"] == "published":
        return _("published {date}").format(date=text)
    return text


_MET = 4  # contacts in a table, the newest first; the other forms have all


def _met(graph: CityGraph, row: Row) -> str:
    names = list(dict.fromkeys(graph.name(one) for one in row["contacts"]))
    return _(", ").join([*names[:_MET], *(["…"] if len(names) > _MET else [])])


def _claimed(row: Mapping[str, Any]) -> str:
    """A claimed status with its doubt, in the chosen language."""
    from cityties.model.texts import chosen, from_keys
    from cityties.words.claimed import claimed_words

    return claimed_words(
        row["status"],
        aspect=row["aspect"],
        certainty=row["certainty"],
        type=row.get("type"),
        condition=chosen(from_keys(row, "condition")),
    )


def _partners(row: Mapping[str, Any]) -> str:
    """What a number is a number of, in the chosen language if it is one of the known."""
    things: str = row["of"] or ""
    return _(things) if things in _PARTNERS else things


def _gist(row: Mapping[str, Any]) -> str:
    """The claim in one sentence, in the chosen language, else in English, else in any."""
    from cityties.model.texts import chosen, from_keys

    return chosen(from_keys(row, "gist"))


@command(
    "counts",
    _(
        "Number of partners of a city: every number that a source claims, as the set of cities "
        "that it can mean, and the number that follows from the claims on a day."
    )
    + examples("cityties counts isfahan --on 2021-08-01", "cityties counts isfahan -f json"),
    city_argument(),
    *day_parameters(_("today")),
    code_parameter(
        "--kind",
        "kinds",
        _("Kind of agreement to count."),
        default="sister_city",
        show_default=True,
    ),
    format_parameter(),
    *data_parameters(),
)
@of_graph(knowing=True)
def counts_command(
    city: str | None,
    on: date | None,
    known_by: date | None,
    kind: str,
    form: str,
    graph: CityGraph,
) -> None:
    """Print the counts."""
    from cityties.api import ROW_KEYS
    from cityties.api.homes import city_or_home
    from cityties.office.desk import Desk
    from cityties.office.sets import count_sets, set_words

    day = on or date.today()
    asked = city_or_home(graph, city)
    counts = graph.counts(asked, on=day, kinds=kind)
    desk = Desk(graph, graph.find_city(asked), day)
    sets = count_sets(desk, kind)
    if form == "json":
        emit_object({**counts, "sets": sets})
        return
    by_claim = {row["claim"]: row for row in sets}
    columns = [
        Column("date", _("Date"), _said_when, rank=1),
        Column("count", _("Count"), _count, right=True),
        Column("of", _("Of"), _partners, rank=3),
        Column("excluding", _("Without"), _names(graph, "excluding"), rank=2),
        Column("said_by", _("Said by"), _names(graph, "said_by")),
        Column("source", _("Source")),
        Column(
            "cities", _("As a set"), lambda row: set_words(desk, by_claim[row["claim"]]),
            rank=4, least=30,
        ),
    ]  # fmt: skip
    read = counts["read"]
    summary = _(
        "read from the claims: {signed} signed, {attested} only attested, {possible} possible"
    ).format(**{key: read[key] for key in ("signed", "attested", "possible")})
    emit(
        counts["claimed"],
        columns,
        form,
        keys=ROW_KEYS["counts"],
        notes=[summary, *_notes(graph, form, day, known_by)],
        empty=_("no claimed numbers"),
    )


def _count(row: Row) -> str:
    """A number with its sign, if that is not plain equality."""
    number = f"{row['count']}" if row["count_to"] is None else f"{row['count']}–{row['count_to']}"
    return number if row["op"] == "=" else f"{row['op']} {number}"


@command(
    "conflicts",
    _("Contradictions between claims; all of them are kept, none is preferred.")
    + examples("cityties conflicts isfahan", "cityties conflicts -f json"),
    argument("city", required=False),
    known_by_parameter(),
    format_parameter(),
    *data_parameters(),
)
@of_graph()
def conflicts_command(
    city: str | None,
    known_by: date | None,
    form: str,
    graph: CityGraph,
) -> None:
    """Print the conflicts."""
    from cityties.api import ROW_KEYS

    rows = graph.conflicts(city, known_by=known_by)
    what = {
        "when": _("date"),
        "stage": _("stage"),
        "kind": _("kind"),
        "event": _("held or cancelled"),
        "denied": _("denied"),
        "count": _("count"),
        "stated": _("statement"),
    }
    columns = [
        Column("about", _("About"), _what_about(graph)),
        Column("what", _("Differ in"), lambda row: what.get(_sort(row), ""), rank=1),
        Column("values", _("Versions"), _versions(graph), least=40),
    ]
    emit(
        rows,
        columns,
        form,
        keys=ROW_KEYS["conflicts"],
        notes=_notes(graph, form, None, known_by),
        empty=_("no conflicts"),
    )


def _sort(row: Row) -> str:
    """What a conflict is about; that of an event is about its date unless statuses differ."""
    from cityties.vocabulary.codes import ALL_CODES

    statuses = all(value["value"] in ALL_CODES for value in row["values"])
    return "when" if row["what"] == "event" and not statuses else str(row["what"])


def _what_about(graph: CityGraph) -> Show:
    """The title of what a conflict is about: an event has none, but a kind and parties."""
    claims = {each.id: each for each in graph.tables.claims}

    def show(row: Row) -> str:
        about = str(row["about"])
        if not about.startswith("ev-"):
            return graph.title(about)
        told = [claims[one] for value in row["values"] for one in value["claims"]]
        kinds = dict.fromkeys(graph.label(each.kind) for each in told if each.kind)
        parties = dict.fromkeys(party for each in told for party in each.parties)
        if not kinds:
            return graph.title(about)
        names = " – ".join(graph.name(party) for party in parties)
        kind = _(", ").join(kinds)
        return f"{names} ({kind})" if names else kind

    return show


def _versions(graph: CityGraph) -> Show:
    """Each value with its sources, a line each."""
    from cityties.model.texts import text_in

    # A value may be the sentence of a claim.
    told = {each.gist: text_in(each, "gist") for each in graph.tables.claims if each.gist}

    def words(row: Row, value: str) -> str:
        from cityties.vocabulary.codes import ALL_CODES

        if value in told:
            return told[value]
        if row["what"] in {"when", "event", "stated"} and any(letter.isdigit() for letter in value):
            try:
                return _edtf_words(value)
            except ValueError:  # two claims that contradict one another in other things
                return value
        return graph.label(value) if value in ALL_CODES else graph.name(value)

    claims = {each.id: each for each in graph.tables.claims}

    def claimed(value: Mapping[str, Any]) -> str:
        from cityties.words.claimed import all_claimed_words

        return all_claimed_words((claims[one] for one in value["claims"]), value["value"])

    def show(row: Row) -> str:
        return "\n".join(
            f"{claimed(value) or words(row, value['value'])} ({_(', ').join(value['sources'])})"
            for value in row["values"]
        )

    return show


def _other_names(rows: Listing[CityRow]) -> list[Column]:
    """A column of names for each language but English: the one chosen, or that of the fields."""
    from cityties.language.properties import properties

    tags = [key.removeprefix("name_") for key in rows.columns if key.startswith("name_")]
    shown = language() if language() in tags[1:] else tags[1]
    return [Column(f"name_{shown}", properties(shown).name)]


@command(
    "cities",
    _("The cities of the graph, or those whose name contains TEXT.")
    + examples("cityties cities", "cityties cities hyder", "cityties cities --country CN"),
    argument("text", required=False),
    parameter("--country", metavar="CC", help=_("Only this country (two letters, or a name).")),
    format_parameter(),
    *data_parameters(),
)
@of_graph()
def cities_command(
    text: str | None,
    country: str | None,
    form: str,
    graph: CityGraph,
) -> None:
    """Print the cities."""
    rows = graph.cities(text, country=country)
    columns = [
        Column("city", _("Id")),
        Column("name_en", _("English")),
        *_other_names(rows),
        Column("country", _("Country"), rank=1),
        Column("ties", _("Ties"), right=True),
        Column("wikidata", "Wikidata", rank=2),
    ]
    empty = _("no such city")
    if text and not rows and (near := graph.suggest_cities(text)):
        shown = map(graph.built.gazetteer.shown, near)
        empty += _("; ") + _("did you mean {names}?").format(names=_(", ").join(shown))
    emit(
        rows,
        columns,
        form,
        keys=rows.columns,
        notes=_notes(graph, form, None, None),
        empty=empty,
    )


@command(
    "sources",
    _("The sources, or those whose id, title or publisher contains TEXT.")
    + examples("cityties sources freiburg", "cityties sources -f csv > sources.csv"),
    argument("text", required=False),
    format_parameter(),
    *data_parameters(),
)
@of_graph()
def sources_command(text: str | None, form: str, graph: CityGraph) -> None:
    """Print the sources."""
    rows = graph.sources(text)
    columns = [
        Column("source", _("Id")),
        Column("kind", _("Kind"), _code(graph, "kind"), rank=3),
        Column("title", _("Title"), _source_title, least=24),
        Column("publisher", _("Publisher"), _names(graph, "publisher")),
        Column("published", _("Published"), _edtf("published"), rank=1),
        Column("claims", _("Claims"), right=True),
        Column("url", _("Address"), rank=4),
    ]
    emit(
        rows,
        columns,
        form,
        keys=rows.columns,
        notes=_notes(graph, form, None, None),
        empty=_("no such source"),
    )
