"""Random small folders of claims, the same for the same seed.

``history(seed)`` makes one of a *family*: two parties; with kind agreement; a pact of three;
steps and exits; terms, renewals and sightings; breaks of two sides on several channels; undated
claims; memberships. Doubtful sources, hedged, denied and planned claims come in all of them.
``list_history(seed)`` makes one of the lines of some lists, with other claims among them.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

from cityties.loaders.foreign.list_claims import ListLine, claims_of
from cityties.model.dates import DAY_MIN, Edtf, parse_edtf
from cityties.model.rows import Claim, Source
from cityties.model.tables import row_from_cells

BODIES = {"aa-municipality": "aa", "council-bb": "bb", "mayor-bb": "bb"}
"""The municipal bodies of these histories."""

_PUBLISHED = (
    "2001-06-01", "2003", "2004-03-01", "2005-06-01", "2006-02", "2008-01-01",
    "[2004..2009]", "2010-06-01", "2010-06-01", "2012", "2015-01-01",
)  # fmt: skip
_DAYS = (
    "2000-01-01", "2002-05-10", "2003-01-01", "2004-03-01", "2005-06-01", "2005-06-02",
    "2007-09-09", "2009-01-01", "2011-11-11",
)  # fmt: skip
_VAGUE = (
    "2000", "2002", "2003", "2005", "2005-06", "2007", "[2001..2004]", "[2003..2008]",
    "[2004-03-01..2006]", "[..2004]", "[..2007]", "2006~",
)  # fmt: skip
_UNTIL = ("2003-12-31", "2004-03-01", "2005", "2006-06-01", "2008", "2012-01-01")
_HAS_DOUBT = "doubt" in {each.name for each in fields(Source)}


class _Doubted(Source):
    """A source with the column `doubt`, for row classes that have none yet."""

    doubt = "an old copy"


@dataclass(frozen=True)
class Folder:
    """Claims, their sources, the municipal bodies among the parties, the day of knowledge."""

    seed: int
    family: str
    claims: tuple[Claim, ...]
    sources: dict[str, Source]
    bodies: dict[str, str]
    known_by: datetime.date | None = None

    def without(self, claim: Claim) -> Folder:
        return replace(self, claims=tuple(c for c in self.claims if c is not claim))


class _Maker:
    """One folder in the making."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.sources: dict[str, Source] = {}
        self.claims: list[Claim] = []
        self.wide = self.unsaid = 0

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def pick(self, weights: dict[str, int]) -> str:
        return self.random.choices(tuple(weights), tuple(weights.values()))[0]

    def one(self, values: Sequence[str]) -> str:
        return self.random.choice(values)

    def source(self) -> str:
        text = self.one(_PUBLISHED)
        publisher = "bb" if self.chance(0.05) else "pub"
        made = Source(
            f"s{len(self.sources) + 1}", "news", "title", publisher,
            published=None if self.chance(0.08) else parse_edtf(text),
            accessed=parse_edtf("2020-01-01"),
        )  # fmt: skip
        if self.chance(0.12):
            made = doubted(made)
        self.sources[made.id] = made
        return made.id

    def when(self, source: str, undated: float = 0.12) -> Edtf | None:
        """A date that the source can know; at most three of a folder are wide, to stay quick."""
        if self.wide < 3 and self.chance(undated):
            self.wide += 1
            return None
        found = self.sources[source].published or self.sources[source].accessed
        assert found is not None
        value = None
        for _try in range(6):
            value = parse_edtf(self.one(_DAYS if self.chance(0.55) else _VAGUE))
            fits = value.earliest <= found.latest
            if value.earliest == DAY_MIN and self.wide >= 3:
                continue
            if fits or self.chance(0.04):
                break
        if value is not None and value.earliest == DAY_MIN:
            self.wide += 1
        return value

    def side(self, sides: Sequence[str]) -> str:
        """A side of a break or an ending; at most three of a folder are unsaid."""
        some = (*sides, *sides, sides[0])
        found = self.one(("", *some) if self.unsaid < 3 else some)
        self.unsaid += not found
        return found

    def add(self, **cells: object) -> None:
        number = len(self.claims) + 1
        source = self.source()
        aspect = str(cells.pop("aspect", "") or self.pick({"change": 70, "state": 18, "plan": 12}))
        if aspect == "state":
            if self.wide >= 3:
                aspect = "change"  # a state can have begun at any time
            self.wide += 1
        undated = float(cells.pop("undated", 0.12))  # type: ignore[arg-type]
        certainty = self.pick({"stated": 84, "implied": 4, "hedged": 5, "denied": 7})
        when = self.when(source, 0.5 if aspect == "state" else undated)
        said_by = self.pick({"": 80, "aa": 6, "bb": 5, "someone@mayor-bb": 5, "cc": 4})
        base: dict[str, object] = {
            "type": "tie", "aspect": aspect, "certainty": certainty, "when": when,
            "said_by": said_by,
        }  # fmt: skip
        self.claims.append(Claim(f"c-{number}", source, **(base | cells)))  # type: ignore[arg-type]

    def tie(
        self,
        weights: dict[str, int],
        kind: str = "sister_city",
        parties: tuple[str, ...] = ("aa", "bb"),
        sides: tuple[str, ...] = ("aa", "bb"),
        **more: object,
    ) -> None:
        status = self.pick(weights)
        breaking = status in ("suspended", "broken", "resumed")
        ending = status in ("ended", "expired", "superseded")
        cells: dict[str, object] = {"kind": kind, "status": status, "parties": parties}
        if status == "in_force":
            cells["aspect"] = self.pick({"change": 55, "state": 32, "plan": 13})
            if self.chance(0.12):
                cells["act"] = self.one(("ev-sign-1", "ev-sign-2"))
            if self.chance(0.12):
                cells["until"] = parse_edtf(self.one(_UNTIL))
            if self.chance(0.08):
                cells["basis"] = "list"
            if cells["aspect"] == "state" and self.chance(0.1):
                cells["channel"] = self.one(("civic", "official"))
            elif cells["aspect"] == "change" and self.chance(0.05):
                cells["channel"] = self.one(("civic", "official", "political"))
        elif breaking or ending:
            cells["aspect"] = self.pick({"change": 85, "state": 9, "plan": 6})
            if self.chance(0.88):
                cells["act"] = f"ev-{status}-{self.one(('1', '2', '3'))}"
            cells["side"] = self.side(sides)
            if breaking:
                cells["channel"] = self.pick(
                    {"": 55, "official": 18, "political": 12, "civic": 6, "all": 5, "economic": 4}
                )
            if breaking and status != "resumed" and self.chance(0.07):
                cells["until"] = parse_edtf(self.one(_UNTIL))
        elif status not in ("negotiating", "drafted"):
            cells["side"] = self.one(("", *sides, *sides))
            cells["actor"] = (cells["side"],) if cells["side"] else ()
        if "side" in cells and not cells["side"] and self.chance(0.2):
            cells["actor"] = (self.one((*sides, "council-bb", "iran")),)
        if cells.get("side") == "aa" and self.chance(0.1):
            cells["side"] = "aa-municipality"
        if parties == ("aa", "bb") and self.chance(0.06):
            parties = ("aa-municipality", "bb")
            cells["parties"] = parties
        cells["about"] = f"tie/{'+'.join(sorted(parties))}/{kind}"
        self.add(**(cells | more))

    def renewal(self, parties: tuple[str, ...] = ("aa", "bb")) -> None:
        number = self.one(("1", "2"))
        kind = self.one(("sister_city", "cooperation_mou"))
        if self.chance(0.5):
            self.add(
                type="event", aspect="change", kind="renewal", about=f"ev-renewal-{number}",
                parties=parties, status=self.one(("", "held", "held", "cancelled")),
                undated=0.02,
                until=parse_edtf(self.one(_UNTIL)) if self.chance(0.3) else None,
            )  # fmt: skip
        else:
            self.add(
                aspect="change", kind="renewal", about=f"tie/{'+'.join(parties)}/{kind}",
                act=f"ev-renewal-{number}", parties=parties, status="in_force", undated=0.02,
                until=parse_edtf(self.one(_UNTIL)) if self.chance(0.3) else None,
            )  # fmt: skip


def doubted(source: Source) -> Source:
    """The source, doubted by us."""
    if _HAS_DOUBT:
        return replace(source, doubt="an old copy")  # type: ignore[call-arg]
    cells = {each.name: getattr(source, each.name) for each in fields(Source)}
    return _Doubted(**cells)


_MIXED = {
    "in_force": 28, "suspended": 15, "resumed": 12, "broken": 5, "ended": 7, "expired": 2,
    "superseded": 2, "proposed": 7, "negotiating": 4, "drafted": 2, "submitted": 2, "approved": 4,
    "declined": 5, "withdrawn": 2, "refused": 3,
}  # fmt: skip
_BREAKS = {"in_force": 22, "suspended": 44, "broken": 10, "resumed": 20, "ended": 4}
_STEPS = {
    "proposed": 22, "negotiating": 12, "drafted": 6, "submitted": 7, "approved": 12,
    "declined": 12, "withdrawn": 6, "refused": 6, "in_force": 13, "ended": 4,
}  # fmt: skip
_TERMS = {"in_force": 60, "ended": 10, "suspended": 12, "resumed": 6, "expired": 7, "proposed": 5}


def _two(make: _Maker) -> None:
    make.tie(_MIXED)


def _breaks(make: _Maker) -> None:
    make.tie(_BREAKS)


def _steps(make: _Maker) -> None:
    make.tie(_STEPS)


def _terms(make: _Maker) -> None:
    if make.chance(0.2):
        make.renewal()
    elif make.chance(0.45):
        until = parse_edtf(make.one(_UNTIL))
        make.tie({"in_force": 1}, aspect="change", until=until)
    else:
        make.tie(_TERMS)


def _undated(make: _Maker) -> None:
    make.tie(_BREAKS, undated=0.6)


def _agreement(make: _Maker) -> None:
    kind = make.pick({"sister_city": 4, "cooperation_mou": 2, "agreement": 5})
    if make.chance(0.05):
        make.renewal()
    else:
        make.tie(_BREAKS if make.chance(0.6) else _MIXED, kind=kind)


def _pact(make: _Maker) -> None:
    kind = "multilateral_pact"
    if make.chance(0.55):
        weights = {"in_force": 50, "suspended": 20, "resumed": 15, "ended": 9, "approved": 6}
        make.tie(weights, kind=kind, parties=("aa", "bb", "cc"), sides=("aa", "bb", "cc"))
        return
    pair = make.random.choice((("aa", "bb"), ("aa", "cc"), ("bb", "cc")))
    weights = {"in_force": 16, "suspended": 40, "resumed": 24, "broken": 8, "ended": 12}
    if make.chance(0.2):
        kind = "agreement"
        del weights["in_force"]
    make.tie(weights, kind=kind, parties=pair, sides=pair)


def _membership(make: _Maker) -> None:
    status = make.pick({"candidate": 25, "member": 45, "left": 30})
    cells: dict[str, object] = {
        "type": "membership", "kind": "membership", "about": "aa@net", "actor": ("aa",),
        "target": ("net",), "status": status,
    }  # fmt: skip
    if make.chance(0.2):
        cells["act"] = f"ev-{status}-{make.one(('1', '2'))}"
    make.add(**cells)


FAMILIES: dict[str, Callable[[_Maker], None]] = {
    "two": _two, "breaks": _breaks, "steps": _steps, "terms": _terms, "undated": _undated,
    "agreement": _agreement, "pact": _pact, "membership": _membership,
}  # fmt: skip
_FEWER = {"undated": 6, "pact": 7}


def history(seed: int) -> Folder:
    """The folder of a seed: one to eight claims of one family.

    Parameters
    ----------
    seed : any number; neighbours are of different families
    """
    make = _Maker(seed)
    family = tuple(FAMILIES)[seed % len(FAMILIES)]
    most = _FEWER.get(family, 8)
    for _number in range(make.random.randint(2, most)):
        FAMILIES[family](make)
    known_by = datetime.date(2009, 7, 1) if make.chance(0.15) else None
    return Folder(seed, family, tuple(make.claims), make.sources, BODIES, known_by)


def line(claim: Claim, source: Source) -> str:
    """One claim in one short line."""
    published = source.published or f"read {source.accessed}"
    cells = {
        "side": claim.side, "actor": ";".join(claim.actor), "channel": claim.channel,
        "act": claim.act, "until": claim.until,
        "basis": claim.basis, "by": claim.said_by,
        "certainty": "" if claim.certainty == "stated" else claim.certainty,
        "doubt": getattr(source, "doubt", ""),
    }  # fmt: skip
    more = " ".join(f"{name}={value}" for name, value in cells.items() if value)
    about = claim.about if claim.type != "event" else f"{claim.about} {'+'.join(claim.parties)}"
    return (
        f"  {claim.id} {about} {claim.kind} {claim.aspect} {claim.status} "
        f"{claim.when or 'undated'} (published {published}) {more}"
    )


_STATUSES = {
    "tie": {"": 60, "in_force": 8, "ended": 12, "expired": 3, "suspended": 6, "proposed": 4,
            "approved": 4, "declined": 3},
    "membership": {"": 70, "left": 15, "candidate": 15},
}  # fmt: skip


def list_history(seed: int) -> Folder:
    """The lines of one to four lists about one tie or membership, and at most two other claims.

    Parameters
    ----------
    seed : any number; even ones are about a tie
    """
    make = _Maker(seed)
    about = "tie" if seed % 2 == 0 else "membership"
    for number in range(1, make.random.randint(1, 4) + 1):
        source = make.source()
        day = make.sources[source].published or make.sources[source].accessed
        assert day is not None

        def date(chance: float) -> Edtf | None:
            return parse_edtf(make.one((*_DAYS, *_VAGUE))) if make.chance(chance) else None

        line = ListLine(
            f"c-l{number}",
            source,
            ("aa", "bb") if about == "tie" else ("aa",),
            network="" if about == "tie" else "net",
            since=date(0.6),
            until=date(0.35),
            ended=make.chance(0.1),
            status=make.pick(_STATUSES[about]),
            locator=f"line {number}",
            said_by=make.one(("", "aa", "bb")) if about == "tie" else "",
        )
        for cells in claims_of(line, day).claims:
            if about == "membership":
                cells.pop("until", "")  # the oracle knows no terms of memberships
            row = row_from_cells("claims", cells)
            assert isinstance(row, Claim)
            make.claims.append(row)
    for _number in range(make.random.randint(0, 2)):
        (_two if about == "tie" else _membership)(make)
    return Folder(seed, f"lists of {about}s", tuple(make.claims), make.sources, BODIES)
