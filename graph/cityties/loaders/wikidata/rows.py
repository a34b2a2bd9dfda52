"""Items to rows: places, networks, people and the claims of one source.

A statement "Q1: P190 Q2" is what the list of Q1 says, and its claims are said by
that city; where both items state the tie each has its own. Start (P580) and end (P582)
are what a list says: :mod:`cityties.loaders.foreign.list_claims`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cityties.errors import DataError
from cityties.language.messages import _
from cityties.loaders.checker import Checker, RawRow
from cityties.loaders.foreign.cities import Cities, CityRow
from cityties.loaders.foreign.links import About, source_rows
from cityties.loaders.foreign.list_claims import ListLine, claims_of
from cityties.loaders.foreign.tables import Ref
from cityties.loaders.wikidata.choose import choose, usable
from cityties.loaders.wikidata.facts import Facts
from cityties.loaders.wikidata.items import (
    HEAD,
    MEMBER_OF,
    TWIN,
    Collection,
    Item,
    Moment,
    Statement,
    qid_number,
)
from cityties.loaders.wikidata.labels import name_of, persian_name_of
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.dates import Edtf, parse_edtf
from cityties.model.identifiers import holding_id, is_qid, tie_id
from cityties.model.rows import Organization, Person, Post, Source, Tables
from cityties.model.tables import row_cells

KIND = "sister_city"
WORDING = "twinned administrative body"
"""What Wikidata calls P190 in English."""

_ODD = {
    "start-after-end": "end-before-start",
    "start-in-future": "in-future",
    "end-in-future": "in-future",
    "ended-undated": "end-unknown",
}
"""What is odd about a line of a list, as a surprise."""

_STATEMENT = re.compile(r"[A-Za-z0-9$-]{1,120}")
_REFERENCES = 5  # addresses that a note names

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a collection.

    Parameters
    ----------
    tables : the checked rows
    source : the source of all claims
    numbers : how many of what
    """

    tables: Tables
    source: Source
    numbers: Mapping[str, int]


def make_rows(
    collection: Collection,
    about: About,
    *,
    known: Tables | None,
    surprises: Surprises,
    people: bool = True,
    networks: bool = True,
    places: Mapping[str, CityRow] | None = None,
) -> Made:
    """Turn what was collected into the rows of a data folder.

    Parameters
    ----------
    collection : the items
    about : what becomes the source; its date is the day of the data
    known : rows that may be referred to: an item that one of its cities has means that city
    surprises : notes what is odd
    people : whether heads of government (P6) become claims
    networks : whether memberships (P463) become claims
    places : what other tables say about cities, by item; it fills what is blank

    Returns
    -------
    Made

    Raises
    ------
    DataError
        If there is no tie in it.
    UsageError
        If the source's name or date is of no use.
    """
    maker = _Maker(collection, about, known or Tables(), surprises, places or {})
    maker.ties()
    if networks:
        maker.memberships()
    if people:
        maker.heads()
    return maker.finish()


class _Maker:
    def __init__(
        self,
        collection: Collection,
        about: About,
        known: Tables,
        surprises: Surprises,
        others: Mapping[str, CityRow],
    ) -> None:
        self.collection, self.known, self.odd = collection, known, surprises
        self.about = about
        self.date = _date_of(about)
        self.day: datetime.date = self.date.latest
        _publisher, self.source = source_rows(about, known, taken=set(), expected=0, why="")
        self.facts = Facts(
            collection, known, self.day, f"Wikidata {self.date.text} (CC0)", others, surprises
        )
        self.cities = Cities(known, self.facts)
        self.claims: list[Cells] = []
        self.organizations: dict[str, Organization] = {}
        self.people: dict[str, Person] = {}
        self.posts: dict[str, Post] = {}
        self.pairs: set[tuple[str, str]] = set()
        self.statements = 0
        self.numbers: dict[str, int] = {}
        self._places: dict[str, str] = {}
        self._organization_of = {row.wikidata: row.id for row in known.organizations}
        self._person_of = {row.wikidata: row.id for row in known.people}
        self._mayors = _mayors(known)

    def place(self, qid: str) -> str:
        """The id of the place that an item means; the place is made if it is new."""
        final = self.facts.resolve(qid)
        if final not in self._places:
            self._places[final] = self.cities.id_of(Ref(final, "item"))
        return self._places[final]

    # --- ties ---

    def ties(self) -> None:
        """Every statement on twin towns of the items whose lists were read."""
        ended: set[str] = set()
        for qid in sorted(self.collection.items, key=qid_number):
            if qid not in self.collection.read:
                continue
            statements = self.facts.item(qid).statements.get(TWIN, [])
            by_partner: dict[str, list[Statement]] = {}
            self._note_ranks(qid, statements)
            for statement in statements:
                partner = self._partner(statement)
                if partner:
                    by_partner.setdefault(partner, []).append(statement)
            for partner, some in by_partner.items():
                city = self.place(qid)
                if not city or not partner:
                    continue
                for number, statement in enumerate(self._distinct(some), start=1):
                    self._tie(city, partner, statement, number, ended)
        self.numbers["ended"] = len(ended)
        self._note_directions()

    def _note_ranks(self, qid: str, statements: Sequence[Statement]) -> None:
        ranks = {each.rank for each in usable(statements)}
        for each in statements:
            if each.rank == "deprecated":
                self.odd.note("deprecated", qid, *filter(None, (each.value,)))
            elif each.rank == "normal" and "preferred" in ranks and not each.special:
                self.odd.note("not-best-rank", qid, each.value)

    def _partner(self, statement: Statement) -> str:
        """The partner's place; blank, and noted, if the statement names none."""
        if statement.rank == "deprecated":
            return ""
        if statement.special:
            kind = {"none": "no-value", "unknown": "unknown-partner"}[statement.special]
            self.odd.note(kind, statement.item)
            return ""
        if not is_qid(statement.value):
            self.odd.note("no-item", statement.item)
            return ""
        if self.facts.resolve(statement.value) == self.facts.resolve(statement.item):
            self.odd.note("loop", statement.item)
            return ""
        partner = self.place(statement.value)
        if partner and partner == self.place(statement.item):
            self.odd.note("loop", statement.item)
            return ""
        return partner

    def _distinct(self, statements: list[Statement]) -> list[Statement]:
        """The statements of one item on one partner that differ in their dates."""
        ordered = sorted(
            statements,
            key=lambda each: (
                each.rank != "preferred",
                each.start is None and each.end is None,
                _text(each.start),
                _text(each.end),
                each.id,
            ),
        )
        kept: list[Statement] = []
        for each in ordered:
            dates = (_text(each.start), _text(each.end))
            if kept and (
                dates == ("", "")
                or any(dates == (_text(one.start), _text(one.end)) for one in kept)
            ):
                self.odd.note("duplicate", each.item, each.value)
            else:
                kept.append(each)
        return sorted(kept, key=lambda each: (_text(each.start), _text(each.end), each.id))

    def _tie(
        self, city: str, partner: str, statement: Statement, number: int, ended: set[str]
    ) -> None:
        self.pairs.add((city, partner))
        self.statements += 1
        id = f"c-{self.source.id}_{statement.item.lower()}_{statement.value.lower()}"
        end = f"ev-list-end-{'-'.join(sorted((city, partner)))}"
        line = ListLine(
            id if number == 1 else f"{id}_{number}",
            self.source.id,
            (city, partner),
            kind=KIND,
            wording=WORDING,
            said_by=city,
            note=self._references(statement),
            act=end if number == 1 else f"{end}-{number}",
        )
        if self._line(line, statement):
            self.odd.note("ended", statement.item, statement.value)
            ended.add(tie_id((city, partner), KIND))

    def _line(self, line: ListLine, statement: Statement) -> bool:
        """Make the claims of a statement with its dates; whether it says that it is over."""
        start, end = statement.start, statement.end
        if start is not None and start.when is None:
            self.odd.note("start-unknown", statement.item, statement.value)
        said = claims_of(
            replace(
                line,
                locator=_locator(statement),
                since=start.when if start is not None else None,
                until=end.when if end is not None else None,
                ended=end is not None and end.when is None,
            ),
            self.date,
        )
        for code in said.findings:
            self.odd.note(_ODD[code], statement.item, statement.value)
        self.claims += said.claims
        return said.is_over

    def _references(self, statement: Statement) -> str:
        if not statement.referenced:
            self.odd.note("unreferenced", statement.item, statement.value)
            return ""
        clean = [
            address
            for address in statement.references
            if address.isprintable() and " " not in address
        ]
        if not clean:
            return f"references: {statement.referenced}, without an address"
        more = "" if len(clean) <= _REFERENCES else " …"
        return "reference: " + " ".join(each[:500] for each in clean[:_REFERENCES]) + more

    def _note_directions(self) -> None:
        """Pairs that one item states and the other, which was read too, does not."""
        read = {self._places.get(self.facts.resolve(qid), "") for qid in self.collection.read}
        items = {place: qid for qid, place in self._places.items()}
        pairs = {tuple(sorted(pair)) for pair in self.pairs}
        one_sided = 0
        for city, partner in sorted(self.pairs):
            if (partner, city) not in self.pairs:
                one_sided += 1
                if partner in read:
                    self.odd.note("one-directional", items[city], items[partner])
        self.numbers.update(
            statements=self.statements,
            pairs=len(pairs),
            pairs_from_both_sides=len(pairs) - one_sided,
            pairs_from_one_side=one_sided,
            items_read=len(self.collection.read),
            cities=len({city for pair in self.pairs for city in pair}),
        )

    # --- networks and people ---

    def _cities_of_ties(self) -> Iterator[tuple[str, Item]]:
        """Place and item of each city that has a tie."""
        used = {city for pair in self.pairs for city in pair}
        for qid, place in sorted(self._places.items(), key=lambda each: qid_number(each[0])):
            if place in used:
                yield place, self.facts.item(qid)

    def memberships(self) -> None:
        """Claims of P463."""
        for city, item in self._cities_of_ties():
            seen: dict[str, int] = {}
            for statement in sorted(usable(item.statements.get(MEMBER_OF, ())), key=_by_id):
                if not is_qid(statement.value) or statement.value in self._places:
                    self.odd.note("no-item", item.id)
                    continue
                network = self._organization(statement.value)
                if network == city:
                    continue
                seen[network] = seen.get(network, 0) + 1
                self._membership(city, network, statement, seen[network])

    def _organization(self, qid: str) -> str:
        if qid in self._organization_of:
            return self._organization_of[qid]
        id = qid.lower()
        item = self.facts.item(qid)
        self.organizations[id] = Organization(
            id,
            "city_network",
            name_of(item, self.odd) or qid,
            persian_name_of(item, None),
            wikidata=qid,
        )
        return id

    def _membership(self, city: str, network: str, statement: Statement, number: int) -> None:
        id = f"c-{self.source.id}_{statement.item.lower()}_p463_{statement.value.lower()}"
        if number > 1:
            id += f"_{number}"
        self._line(ListLine(id, self.source.id, (city,), network=network), statement)

    def heads(self) -> None:
        """Claims of P6: who heads the city's government on the day of the data."""
        for city, item in self._cities_of_ties():
            chosen = choose(item.statements.get(HEAD, ()), self.day)
            if len(chosen) > 1:
                self.odd.note("several-heads", item.id)
                continue
            if not chosen:
                continue
            statement = chosen[0]
            if (
                not is_qid(statement.value)
                or statement.value in self._places
                or statement.value.lower() in self.organizations
            ):
                self.odd.note("no-item", item.id)
                continue
            person = self._person(statement.value)
            post = self._mayors.get(city) or self._post(city, item, person)
            start = statement.start.when if statement.start else None
            future = start is not None and start.earliest > self.day
            cells = {
                "locator": _locator(statement),
                "type": "role",
                "kind": "holds_post",
                "about": holding_id(person, post),
                "actor": person,
                "aspect": "plan" if future else "change" if start else "state",
                "basis": "stated" if start else "publication",
            }
            if start:
                cells["when"] = start.text
            self._add(f"c-{self.source.id}_{item.id.lower()}_p6", cells)

    def _person(self, qid: str) -> str:
        if qid in self._person_of:
            return self._person_of[qid]
        id = qid.lower()
        item = self.facts.item(qid)
        self.people[id] = Person(
            id, name_of(item, self.odd) or qid, persian_name_of(item, None), wikidata=qid
        )
        return id

    def _post(self, city: str, item: Item, person: str) -> str:
        id = f"mayor-{city}"
        self.posts[id] = Post(
            id,
            "mayor",
            city,
            name_en=f"Head of government of {name_of(item, None) or item.id}",
            holders=(person,),
            note="Wikidata's P6: a mayor, by whatever title",
        )
        return id

    # --- all of it ---

    def _add(self, id: str, cells: Cells) -> None:
        self.claims.append({"id": id, "source": self.source.id, "certainty": "stated", **cells})

    def finish(self) -> Made:
        """Check everything as strictly as a folder of tables.

        Raises
        ------
        DataError
            If there is no tie, or with what does not fit.
        """
        from cityties.errors import Problem

        if not self.pairs:
            raise DataError(
                [
                    Problem(
                        self.about.name, 0, "", "", _("it contains no twin towns"), code="no-links"
                    )
                ]
            )
        publisher, source = source_rows(
            self.about,
            self.known,
            taken={place.id for place in self.cities.places},
            expected=len(self.claims),
            why="the claims of the statements that could be used",
        )
        organizations = [*self.organizations.values(), *filter(None, (publisher,))]
        name = self.about.name
        raw = [RawRow("places", name, 0, row_cells("places", row)) for row in self.cities.places]
        for table, rows in (
            ("organizations", organizations),
            ("people", self.people.values()),
            ("posts", self.posts.values()),
            ("sources", [source]),
        ):
            raw += [RawRow(table, name, 0, row_cells(table, row)) for row in rows]
        raw += [
            RawRow("claims", name, 0, cells)
            for cells in sorted(self.claims, key=lambda each: each["id"])
        ]
        tables, faults = Checker(raw, self.known).run()
        if faults:
            raise DataError(faults)
        self.numbers.update(
            memberships=sum(claim.type == "membership" for claim in tables.claims),
            heads=sum(claim.type == "role" for claim in tables.claims),
            cities_new=len(self.cities.cities),
        )
        return Made(tables, source, self.numbers)


def _date_of(about: About) -> Edtf:
    from cityties.errors import UsageError

    try:
        return parse_edtf(about.date)
    except ValueError as error:
        raise UsageError(f"--date: {error}") from error


def _mayors(known: Tables) -> dict[str, str]:
    """The post of the mayor of each city that has one already."""
    acts_for = {row.id: row.acts_for for row in known.organizations if row.acts_for}
    return {
        acts_for.get(post.of, post.of): post.id
        for post in sorted(known.posts, key=lambda post: post.id, reverse=True)
        if post.role == "mayor"
    }


def _text(moment: Moment | None) -> str:
    return "" if moment is None else "?" if moment.when is None else moment.when.text


def _locator(statement: Statement) -> str:
    """The statement's own id; its item and property where a service gives something else."""
    right = _STATEMENT.fullmatch(statement.id) is not None
    return statement.id if right else f"{statement.item} {statement.property}"


def _by_id(statement: Statement) -> str:
    return statement.id
