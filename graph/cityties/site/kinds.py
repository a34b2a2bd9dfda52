"""What the page of each kind of thing says first, and its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from cityties.language.messages import _, language
from cityties.site.parts import Answer, Fact, Link, Page, Table, words
from cityties.words.bounds import date_words, dated_words
from cityties.words.durations import span_words
from cityties.words.phrases import counted, digits, list_words, number

if TYPE_CHECKING:
    from cityties.api.names import Entity
    from cityties.model.rows import Claim
    from cityties.query.questions import Parameter
    from cityties.site.pages import Pages

_WITH_HISTORY: Final = {
    "tie": "tie", "person": "person", "post": "post", "event": "event",
    "membership": "membership", "term": "term", "claim": "claim", "source": "source",
    "unnamed": "unnamed",
}  # fmt: skip


def kind_words(kind: str) -> str:
    """The kind of a page in words."""
    own = {
        "tie": _("tie"),
        "person": _("official"),
        "network": _("network of cities"),
        "source": _("source"),
        "claim": _("claim"),
        "question": _("question"),
        "property_or_class": _("term of the ontology"),
        "ontology": _("ontology"),
        "code": _("code"),
        "scheme": _("list of codes"),
        "event": _("event"),
        "post": _("post"),
        "membership": _("membership"),
        "term": _("term of office"),
        "unnamed": _("unnamed by its source"),
        "reading": _("reading"),
        "rule": _("approval rule"),
        "graph": _("named graph"),
    }
    if kind in own:
        return own[kind]
    from cityties.words.labels import code_label

    return code_label(kind)


def kinds_words(kind: str) -> str:
    """The heading of a list of things of one kind; ``other``: of all without a list."""
    return {
        "city": _("Cities"),
        "country": _("Countries"),
        "network": _("Networks of cities"),
        "person": _("Officials"),
        "tie": _("Ties"),
        "event": _("Events"),
        "source": _("Sources"),
        "question": _("Questions"),
        "post": _("Posts"),
        "property_or_class": _("Terms of the ontology"),
        "code": _("Codes"),
        "scheme": _("Lists of codes"),
        "other": _("Organizations, other places and all else"),
    }[kind]


def fill(site: Pages, page: Page) -> None:
    """Put the answer, tables and history of its kind into a page.

    Parameters
    ----------
    site : the pages
    page : the page, with what every kind has
    """
    thing = page.key.partition("/")[2]
    entity = _entity(site, page)
    if entity is not None:
        claims = site.sayings.claims_of(entity)
        page.lines = site.sayings.lines(claims, about=entity.id)
        page.conflicts = site.sayings.conflicts(entity.id)
    makers: Mapping[str, Callable[[Pages, Page, str], None]] = {
        "city": _city, "country": _country, "tie": _tie, "person": _person,
        "network": _network, "membership": _membership, "source": _source, "claim": _claim,
        "question": _question, "code": _code, "property_or_class": _term, "post": _post,
    }  # fmt: skip
    make = makers.get(page.kind)
    if make is None and entity is not None and entity.kind in ("place", "organization"):
        make = _city if entity.kind == "place" else _organization
    if make is not None:
        make(site, page, thing)


def _entity(site: Pages, page: Page) -> Entity | None:
    from cityties.api.names import Entity

    thing = page.key.removeprefix("id/")
    if page.kind in ("tie", "unnamed"):
        return Entity(page.kind, thing)
    if page.kind in _WITH_HISTORY and "/" in thing:
        return Entity(_WITH_HISTORY[page.kind], thing.partition("/")[2])
    gazetteer = site.graph.built.gazetteer
    if page.key.startswith("id/") and thing in gazetteer:
        from cityties.model.rows import Organization, Place

        row = gazetteer.entry(thing)
        if isinstance(row, Place):
            return Entity("place", thing)
        return Entity("organization" if isinstance(row, Organization) else "person", thing)
    return None


# --- places ------------------------------------------------------------------------------


def _city(site: Pages, page: Page, city: str) -> None:
    if site.graph.is_city(city):
        answer, claimed = _counted(site, city)
        page.answers.append(answer)
    else:
        claimed = []
    page.tables += _ties(site, city)
    page.tables += _memberships(site, city, of_city=True)
    page.tables += _officials(site, city)
    page.tables += claimed


def _counted(site: Pages, city: str) -> tuple[Answer, list[Table]]:
    """How many sister cities, as read; and the numbers that are claimed."""
    from cityties.reading.conflicts import number_text

    found = site.graph.counts(city, on=site.day)
    read = found["read"]
    signed, attested, possible = (int(read[key]) for key in ("signed", "attested", "possible"))
    parts = [counted("{n} sister city, signed", "{n} sister cities, signed", signed)]
    if attested:
        parts.append(counted("{n} more only attested", "{n} more only attested", attested))
    if possible:
        parts.append(counted("{n} more possible", "{n} more possible", possible))
    names = [site.names.thing(one) for one in read["partners"]]
    text: list[str | Link] = [_(", ").join(parts)]
    for place, name in enumerate(sorted(names)):
        text += [_(": ") if place == 0 else _(", "), name]
    rows = []
    for row in reversed(found["claimed"]):
        claim = site.sayings.readings.claims[str(row["claim"])]
        rows.append(
            (
                words(digits(number_text(claim))),
                words(_counted_words(site, claim)),
                words(date_words(row["date"]) or _published(str(row["published"] or ""))),
                site.sayings.word_of(claim.id),
            )
        )
    head = (_("Number"), _("Of what"), _("When"), _("Said by"))
    tables = [Table("claimed", _("Numbers that are claimed"), head, tuple(rows))] if rows else []
    return Answer("", words(*text)), tables


def _counted_words(site: Pages, claim: Claim) -> str:
    from cityties.reading.conflicts import counted_thing
    from cityties.vocabulary.codes import ALL_CODES

    thing = counted_thing(claim)
    return site.graph.label(thing) if thing in ALL_CODES else claim.of


def _published(text: str) -> str:
    return _("published {date}").format(date=date_words(text)) if text else _("undated")


def _country(site: Pages, page: Page, country: str) -> None:
    graph = site.graph
    row = graph.built.gazetteer.entry(country)
    code = getattr(row, "country", "")
    by_party = site.sayings.readings.by_party
    inside = [
        (len(by_party.get(place.id, ())), place)
        for place in graph.tables.places
        if place.country == code and place.id != country
    ]
    inside.sort(key=lambda each: (-each[0], each[1].id))
    ties = len({tie for _count, place in inside for tie in by_party.get(place.id, ())})
    cities = sum(1 for count, _place in inside if count)
    page.answers.append(
        Answer(
            "",
            words(
                counted("{n} place with ties", "{n} places with ties", cities),
                _(", "),
                counted("{n} tie in all", "{n} ties in all", ties),
            ),
        )
    )
    page.tables.append(
        Table(
            "places",
            _("Places"),
            (_("Place"), _("Kind"), _("Ties")),
            tuple(
                (
                    words(site.names.thing(place.id)),
                    words(site.names.code(place.kind)),
                    words(number(count)),
                )
                for count, place in inside
            ),
        )
    )
    page.tables += _ties(site, country)
    page.tables += _officials(site, country)


def _ties(site: Pages, party: str) -> list[Table]:
    """The ties of a party today, those in force first."""
    sayings, names = site.sayings, site.names
    rows = []
    for id in sayings.readings.by_party.get(party, ()):
        tie = sayings.readings.ties[id]
        for pair in tie.pairs:
            if party not in pair.parties:
                continue
            state = pair.state(site.day)
            others = [one for one in pair.parties if one != party]
            partner = list_words([names.thing(one).text for one in others])
            seen = state.last_attested
            rows.append(
                (
                    (state.status != "in_force", partner),
                    (
                        words(names.thing(others[0])) if len(others) == 1 else words(partner),
                        words(Link(site.graph.label(tie.kind), f"id/{tie.id}")),
                        words(sayings.state_words(state), *_frozen(site, pair, state)),
                        words(dated_words(seen.text, seen.basis) if seen else ""),
                    ),
                )
            )
    if not rows:
        return []
    rows.sort(key=lambda each: each[0])
    head = (_("Partner"), _("Kind"), _("State"),
            _("Last attested"))  # fmt: skip
    return [Table("ties", _("Ties"), head, tuple(row for _key, row in rows))]


def _frozen(site: Pages, pair: object, whole: object) -> Iterable[str]:
    """Channels on which a tie rests though it is in force."""
    from cityties.reading import TieReading
    from cityties.vocabulary.codes import BREAKS, CHANNELS

    assert isinstance(pair, TieReading)
    if getattr(whole, "status", None) in BREAKS or len(pair.history.channels()) < 2:
        return
    for channel in CHANNELS[1:]:
        state = pair.state(site.day, channel)
        if state.status in BREAKS:
            yield f" · {site.graph.label(channel)}: {site.sayings.state_words(state)}"


def _memberships(site: Pages, thing: str, *, of_city: bool) -> list[Table]:
    sayings, rows = site.sayings, []
    for one in sayings.readings.memberships.values():
        if (one.city if of_city else one.network) != thing:
            continue
        state = one.state(site.day)
        other = site.names.thing(one.network if of_city else one.city)
        seen = state.last_attested
        rows.append(
            (
                words(other),
                words(Link(sayings.state_words(state), f"id/membership/{one.id}")),
                words(dated_words(seen.text, seen.basis) if seen else ""),
            )
        )
    if not rows:
        return []
    rows.sort(key=lambda row: row[0][0].text)
    first = _("Network") if of_city else _("Member")
    title = _("Networks of cities") if of_city else _("Members")
    head = (first, _("State"), _("Last attested"))
    return [Table("members", title, head, tuple(rows))]


def _officials(site: Pages, thing: str) -> list[Table]:
    rows = [
        (
            words(site.names.thing(str(row["person"]))),
            words(Link(site.names.post(row["post"]), f"id/post/{row['post']}"))
            if row["post"]
            else words(""),
            words(_held(row)),
            words(_seen(row)),
        )
        for row in site.sayings.officials(thing)
    ]
    if not rows:
        return []
    head = (_("Person"), _("Post"), _("In office"), _("Last seen"))
    return [Table("officials", _("Officials"), head, tuple(rows))]


def _held(row: Mapping[str, object]) -> str:
    """From when until when, as claimed; nobody is said to hold a post still."""
    since, until = (date_words(str(row[key] or "")) for key in ("since", "until"))
    if since and until:
        return _("{start} to {end}").format(start=since, end=until)
    if since:
        return _("since {date}, no end is claimed").format(date=since)
    return _("until {end}").format(end=until) if until else _("no dates are claimed")


def _seen(row: Mapping[str, object]) -> str:
    text = str(row["last_seen"] or "")
    if not text:
        return ""
    basis = "publication" if row["last_seen_basis"] == "published" else "claim"
    return dated_words(text, basis)


# --- ties, people, organizations ---------------------------------------------------------


def _tie(site: Pages, page: Page, tie: str) -> None:
    readings = site.sayings.readings
    reading = readings.ties.get(readings.read_as(tie))
    if reading is None:
        page.answers.append(Answer("", words(_("named by its claims, but no reading gives it"))))
        return
    if reading.id != tie:
        page.answers.append(Answer("", words(_("read as"), " ", site.names.tie(reading.id))))
    page.answers += site.sayings.tie_answers(reading, site.day)
    page.facts.insert(
        0, Fact(_("Parties"), tuple(words(site.names.thing(one)) for one in reading.parties))
    )
    page.facts += _activity(site, reading.id)


def _activity(site: Pages, tie: str) -> list[Fact]:
    rows = [row for row in site.sayings.rows_of(tie, site.day) if row["channel"] == "all"]
    made: list[Fact] = []
    if not rows:
        return made
    row = rows[0]
    if row["activity"]:
        made.append(Fact(_("Activity"), (words(site.names.code(str(row["activity"]))),)))
    if row["last_attested"]:
        basis = str(row["last_attested_basis"] or "claim")
        made.append(
            Fact(_("Last attested"), (words(dated_words(str(row["last_attested"]), basis)),))
        )
    if row["unanswered"] and row["days_open"] is not None:
        made.append(Fact(_("Unanswered"), (words(span_words(row["days_open"])),)))
    return made


def _person(site: Pages, page: Page, person: str) -> None:
    rows = site.sayings.officials(person)
    for row in rows:
        if row["person"] != person or not row["post"]:
            continue
        text = words(
            Link(site.names.post(row["post"]), f"id/post/{row['post']}"),
            _(": "),
            _held(row),
            *((_("; ") + _("last seen {date}").format(date=_seen(row)),) if _seen(row) else ()),
        )
        terms = tuple(site.sayings.word_of(str(term["claim"])) for term in row["terms"])
        page.answers.append(Answer("", text, terms))
    if not page.answers:
        page.answers.append(Answer("", words(_("no post is known"))))


def _post(site: Pages, page: Page, post: str) -> None:
    rows = [row for row in site.sayings.officials() if row["post"] == post.rpartition("/")[2]]
    for row in sorted(rows, key=lambda each: str(each["last_seen_latest"] or ""), reverse=True):
        page.answers.append(
            Answer(
                "",
                words(
                    site.names.thing(str(row["person"])), _(": "), _held(row),
                    *((_("; ") + _("last seen {date}").format(date=_seen(row)),)
                      if _seen(row) else ()),
                ),
                tuple(site.sayings.word_of(str(term["claim"])) for term in row["terms"]),
            )
        )  # fmt: skip


def _organization(site: Pages, page: Page, thing: str) -> None:
    row = site.graph.built.gazetteer.entry(thing)
    label = site.graph.label(str(getattr(row, "kind", "")))
    acts_for = str(getattr(row, "acts_for", ""))
    text: list[str | Link] = [label]
    if acts_for:
        text += [_(", "), _("speaks for"), " ", site.names.thing(acts_for)]
    own = [source for source in site.graph.tables.sources if source.publisher == thing]
    page.answers.append(Answer("", words(*text)))
    if own:
        page.tables.append(
            Table(
                "sources",
                _("Sources that it published"),
                (_("Source"), _("Published")),
                tuple(
                    (words(site.names.source(one.id)), words(date_words(one.published, both=True)))
                    for one in sorted(own, key=lambda each: each.id)
                ),
            )
        )
    page.tables += _ties(site, thing)
    page.tables += _memberships(site, thing, of_city=True)
    page.tables += _officials(site, thing)


def _network(site: Pages, page: Page, network: str) -> None:
    members = [
        one.state(site.day)
        for one in site.sayings.readings.memberships.values()
        if one.network == network
    ]
    now = sum(one.status == "member" and one.certainty == "certain" for one in members)
    page.answers.append(
        Answer("", words(counted("{n} member in this graph", "{n} members in this graph", now)))
    )
    page.tables += _memberships(site, network, of_city=False)
    page.tables += _officials(site, network)


def _membership(site: Pages, page: Page, key: str) -> None:
    reading = site.sayings.readings.memberships.get(key.removeprefix("membership/"))
    if reading is not None:
        page.answers.append(site.sayings.membership_answer(reading, site.day))


# --- sources and claims ------------------------------------------------------------------


def _source(site: Pages, page: Page, key: str) -> None:
    row = site.graph.sources_by_id.get(key.removeprefix("source/"))
    if row is None:
        return
    claims = counted("{n} claim", "{n} claims", len(page.lines))
    dated = date_words(row.published, both=True)
    when = _("published {date}").format(date=dated) if dated else _("undated")
    text: list[str | Link] = [site.names.code(row.kind), _(", ")]
    if row.publisher:
        text += [site.names.thing(row.publisher), _(", ")]
    text += [when, _("; "), claims]
    against = (words(_("doubted: {why}").format(why=row.doubt)),) if row.doubt else ()
    page.answers.append(Answer("", words(*text), (), against))


def _claim(site: Pages, page: Page, key: str) -> None:
    from cityties.words.reasons import reason_words

    id = key.removeprefix("claim/")
    sayings = site.sayings
    row = sayings.readings.claims.get(id)
    if row is None:
        claim = site.graph.claims_by_id.get(id)
        if claim is not None:
            page.answers.append(Answer("", words(_("not read: it was not published by then"))))
        return
    line = next(each for each in page.lines if each.claim.text == id)
    page.lines = [each for each in page.lines if each is not line]
    about = [each.about for each in sayings.readings.conflicts if id in each.claims]
    against = [one for thing in dict.fromkeys(about) for one in sayings.against(thing, claim=id)]
    if not against:
        against = [
            words(_("contradicted by"), " ", each.claim, _(": "), each.gist or each.what)
            for each in page.lines
        ]
    page.answers.append(
        Answer(
            "",
            words(
                line.gist or line.what,
                f" · {line.what}" if line.gist else "",
                _("; "),
                line.date,
            ),
            (sayings.word_of(id),),
            tuple(against),
        )
    )  # fmt: skip
    if reason := sayings.readings.set_aside.get(id):
        page.answers.append(
            Answer("", words(_("not read: {reason}").format(reason=reason_words(reason))))
        )
    elif id in sayings.readings.used:
        page.answers.append(Answer("", words(_("a reading uses this claim"))))


# --- questions and terms -----------------------------------------------------------------


def _default(parameter: Parameter) -> str:
    """The default of a parameter in words."""
    if parameter.is_home:
        return _("the home of the folder")
    return parameter.default if parameter.default is not None else _("required")


def _question(site: Pages, page: Page, key: str) -> None:
    question = site.questions[key]
    page.title = question.title.get(language()) or question.title["en"]
    page.summary = question.description.get(language()) or question.description["en"]
    page.code = question.text.strip()
    page.tables.append(
        Table(
            "parameters",
            _("Parameters"),
            (_("Name"), _("Kind"), _("Example"), _("Default"), _("Meaning")),
            tuple(
                (
                    words(one.name),
                    words(one.type),
                    words(one.example),
                    words(_default(one)),
                    words(one.description.get(language()) or one.description.get("en", "")),
                )
                for one in question.parameters
            ),
        )
    )
    from cityties.query.questions import used_terms
    from cityties.vocabulary.terms import PREFIXES

    used = []
    for term in used_terms(question.text):
        prefix, _colon, local = term.name.partition(":")
        used.append(words(site.names.link(PREFIXES[prefix] + local)))
    if used:
        page.facts.append(Fact(_("Terms used"), tuple(used)))
    page.facts = [fact for fact in page.facts if all(value[0].text != page.code for value in
                                                     fact.values)]  # fmt: skip


def _used_by(site: Pages, page: Page, name: str) -> None:
    found = tuple(
        words(Link(one.title.get(language()) or one.title["en"], f"question/{one.name}"))
        for one in site.uses.get(name, ())
    )
    if found:
        page.facts.append(Fact(_("Used by the questions"), found))


def _code(site: Pages, page: Page, code: str) -> None:
    _used_by(site, page, f"code:{code}")
    _definition(page)


def _term(site: Pages, page: Page, name: str) -> None:
    _used_by(site, page, f"ct:{name}")
    _definition(page)


def _definition(page: Page) -> None:
    """The definition is the answer of a term."""
    from cityties.vocabulary.terms import PREFIXES

    for subject in page.subjects[:1]:
        for each in subject.statements:
            if each.predicate == PREFIXES["skos"] + "definition" and each.language == page.language:
                page.answers.append(Answer("", words(each.value)))
