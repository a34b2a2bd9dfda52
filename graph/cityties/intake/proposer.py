"""From an article to candidates by rules and name lists: no model, no network, the same each time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cityties.intake.article import Article
from cityties.intake.candidates import Candidate
from cityties.intake.gists import gists
from cityties.intake.lexicon import networks, words
from cityties.intake.mentions import Marked, Marker, Mention, Names, home_of, person_id
from cityties.intake.speakers import Speaker, speakers
from cityties.intake.statements import Context, Statement, statements
from cityties.intake.text import plain
from cityties.loaders.additions import about as about_of
from cityties.model.dates import parse_edtf
from cityties.model.identifiers import holding_id, membership_id
from cityties.model.row_ids import NEW_CLAIM
from cityties.vocabulary.codes import ACT_KINDS

_IRAN: Final = "IR"
UNNAMED_HOLDER: Final = "holder-of-"
"""Begins the id of a person, until a reviewer has written the name in Latin letters."""


@dataclass(frozen=True)
class NotProposed:
    """A sentence of which something was not proposed, and why.

    Parameters
    ----------
    sentence : its number
    quote : as printed
    reason : a code: ``denial``, ``no-pair``, ``no-status``, ``nothing-found``
    """

    sentence: int
    quote: str
    reason: str


@dataclass(frozen=True)
class Proposal:
    """What an article gives.

    Parameters
    ----------
    candidates : in the order of the article
    not_proposed : sentences that a reader should look at
    home : the city whose news it is, or ``""``
    """

    candidates: tuple[Candidate, ...]
    not_proposed: tuple[NotProposed, ...]
    home: str = ""


def propose(article: Article, names: Names) -> Proposal:
    """Candidates for the claims of an article.

    Parameters
    ----------
    article : the article
    names : the names of the tables that candidates refer to

    Returns
    -------
    Proposal : the candidates, and the sentences of which nothing is proposed
    """
    lang = article.language if article.language == "fa" else "en"
    home = home_of(article.sentences, names, lang, plain(article.publisher))
    marker = Marker(names, lang, home)
    body = [one for one in article.sentences if re.search(r"\w", one.text)]
    title = body[0] if body and _is_title(article, body[0].text) else None
    for sentence in body:  # people are introduced before or after they are first named
        if sentence is not title:
            marker.mark(sentence)
    marked = [marker.mark(sentence) for sentence in body if sentence is not title]
    said = speakers(marked, lang)
    place = names.place(home) if home else None
    solar = lang == "fa" or (place is not None and place.country == _IRAN)
    context = Context(words(lang), article.day, solar, home)
    build = _Builder(article, names, home)
    left: list[NotProposed] = []
    for one, speaker in zip(marked, said, strict=True):
        context.speaker_city = _city_of(speaker, home)
        found, gone = statements(one, context)
        for statement in found:
            build.add(one, statement, speaker)
        quote = one.sentence.text
        reasons = list(dict.fromkeys(each.reason for each in gone))
        if not found and not reasons:
            reasons = ["nothing-found"]
        left += [NotProposed(one.sentence.number, quote, reason) for reason in reasons]
    return Proposal(tuple(build.made.values()), tuple(left), home)


def _is_title(article: Article, text: str) -> bool:
    return text == article.title or (
        len(article.sentences) > 2
        and not re.search(r"[.!?؟:…\"”»]$", text)
        and len(text.split()) < 18
        and article.sentences[1].paragraph > 0
    )


def _city_of(speaker: Speaker | None, home: str) -> str:
    if speaker is None or speaker.mention.sort != "M" or not speaker.mention.id:
        return ""
    if speaker.how == "pronoun" and home:
        return home if speaker.mention.id == home else speaker.mention.id
    return speaker.mention.id


@dataclass
class _Builder:
    """Makes candidates of statements; the same one in two sentences is one candidate."""

    article: Article
    names: Names
    home: str
    made: dict[tuple[str, ...], Candidate] = field(default_factory=dict)

    def add(self, marked: Marked, statement: Statement, speaker: Speaker | None) -> None:
        cells, new, flags = self._cells(statement)
        if not cells:
            return
        confidence = statement.confidence
        said_by, rows = self._said_by(speaker)
        if statement.type == "opinion" and not said_by:
            return
        if statement.type != "role":
            cells["said_by"] = said_by
            for table, many in rows.items():
                new.setdefault(table, []).extend(many)
        en, fa = gists(cells, lambda id_, lang: self._name(id_, lang, new))
        cells["gist"], cells["gist_fa"] = en, fa
        cells["locator"] = f"s{marked.sentence.number}"
        key = tuple(cells.get(name, "") for name in
                    ("type", "kind", *(("about",) if statement.type != "event" else ()), "parties", "actor", "target", "status", "aspect",
                     "number", "certainty"))  # fmt: skip
        if key in self.made:
            return
        number = marked.sentence
        self.made[key] = Candidate(
            {name: text for name, text in cells.items() if text},
            number.number, number.text, number.start, number.end, round(confidence, 2),
            statement.why, speaker.how if speaker and said_by else "", "rules", tuple(flags),
            {table: tuple(_distinct(many)) for table, many in new.items() if many},
        )  # fmt: skip

    def _cells(
        self, one: Statement
    ) -> tuple[dict[str, str], dict[str, list[Mapping[str, str]]], list[str]]:
        new: dict[str, list[Mapping[str, str]]] = {}
        flags: list[str] = []
        cells = {
            "type": one.type, "aspect": one.aspect, "kind": one.kind, "status": one.status,
            "certainty": one.certainty, "channel": one.channel, "number": one.number,
            "op": one.op, "of": one.of, "votes": one.votes, "topics": ";".join(sorted(one.topics)),
            "parties": ";".join(one.parties), "actor": one.actor, "target": one.target,
        }  # fmt: skip
        if one.type in ("tie", "event") and one.actor and one.target and not one.parties:
            cells["parties"] = ";".join(sorted((one.actor, one.target)))
        self._dated(cells, one)
        if one.type == "tie":
            cells["actor"] = cells["target"] = ""
            cells["wording"] = "" if one.kind == "agreement" else one.wording
            if one.status in ACT_KINDS and one.actor:
                cells["side"] = one.actor if one.status != "in_force" else ""
            if one.condition:
                flags.append("condition")
                cells["condition"] = "what the sentence names as its condition"
                cells["condition_fa"] = "آنچه جمله شرط آن می‌داند"
            cells["about"] = about_of(cells)
            if one.status in ("suspended", "resumed", "ended"):
                year = cells.get("when", "")[:4]
                dash = "-".join(filter(None, (
                    "act", ACT_KINDS.get(one.status, one.status).replace("_", "-"), *one.parties,
                    year if year.isdecimal() else "")))  # fmt: skip
                cells["act"] = f"ev-{dash.removeprefix('act-')}"
        elif one.type == "event":
            if one.target and not one.actor:  # a title has a holder alone
                cells["about"] = about_of({**cells, "parties": one.target})
            else:
                cells["about"] = about_of(cells)
            if one.kind == "hosting":
                cells["parties"] = ""
                self._network(one.target, new, flags)
        elif one.type == "opinion":
            cells["about"] = about_of({**cells, "type": "tie"})
            cells["kind"] = "statement"
        elif one.type == "attribute":
            cells["about"], cells["actor"] = one.actor, ""
        elif one.type == "membership":
            cells["about"] = membership_id(one.actor, one.target)
            cells["kind"] = "membership"
            if one.status == "candidate":
                cells["status"] = "candidate"
            self._network(one.target, new, flags)
        elif one.type == "count":
            cells["about"] = one.actor
            cells["kind"], cells["actor"] = "sister_city", ""
            cells["aspect"] = "state"
        elif one.type == "role":
            return self._role(cells, one, new, flags)
        for id_ in (*one.parties, one.actor, one.target):
            if id_ and id_ not in self.names.places and id_ not in self.names.network_ids:
                place = self.names.place(id_)
                if place is not None:
                    from cityties.model.tables import row_cells

                    new.setdefault("places", []).append(
                        {name: text for name, text in row_cells("places", place).items() if text}
                    )
                    flags.append("new-place")
        if one.certainty == "hedged":
            flags.append("hedged")
        if one.aspect == "plan":
            flags.append("plan")
        if one.confidence < 0.8:
            flags.append(
                "ends-outside-sentence" if "home" in one.why or "pair" in one.why else "look"
            )
        return cells, new, flags

    def _network(self, id_: str, new: dict[str, list[Mapping[str, str]]], flags: list[str]) -> None:
        """The row of a network that the tables do not have."""
        if id_ in self.names.network_ids:
            return
        name = next((name for one, name, _p in networks() if one == id_), id_)
        new["organizations"] = [{"id": id_, "kind": "city_network", "name_en": name}]
        flags.append("new-network")

    def _dated(self, cells: dict[str, str], one: Statement) -> None:
        """The date, kept as a bound: never a change after the day of publication."""
        day = self.article.day
        if one.date is None:
            if one.aspect == "state" and one.type in ("tie", "membership", "role"):
                cells["basis"] = "publication"
            return
        value = parse_edtf(one.date.when)
        if one.aspect != "plan" and day is not None and value.earliest > day:
            return
        cells["when"] = one.date.when
        cells["until"] = one.date.until
        cells["basis"] = one.date.basis if one.date.basis != "stated" else ""
        cells["when_text"] = one.date.text if one.date.basis in ("relative", "calendar") else ""
        if one.aspect != "plan" and day is not None and value.latest > day:
            end = day.isoformat()
            start = value.earliest.isoformat()
            cells["when"] = f"[{start}..{end}]"

    # --- people ---

    def _role(
        self,
        cells: dict[str, str],
        one: Statement,
        new: dict[str, list[Mapping[str, str]]],
        flags: list[str],
    ) -> tuple[dict[str, str], dict[str, list[Mapping[str, str]]], list[str]]:
        assert one.role is not None
        agent, rows = self._agent(one.role)
        person, _at, post = agent.partition("@")
        if not post or person.startswith("unnamed"):
            return {}, {}, []
        for table, many in rows.items():
            new.setdefault(table, []).extend(many)
        if "people" in new:
            flags.append("needs-name" if person.startswith(UNNAMED_HOLDER) else "new-person")
        if "posts" in new:
            flags.append("new-post")
        cells.update(actor=person, about=holding_id(person, post), status="", basis="publication")
        return cells, new, flags

    def _said_by(self, speaker: Speaker | None) -> tuple[str, dict[str, list[Mapping[str, str]]]]:
        if speaker is None:
            return "", {}
        return self._agent(speaker.mention)

    def _agent(self, mention: Mention) -> tuple[str, dict[str, list[Mapping[str, str]]]]:
        """A person and post as the tables write them, with the rows that are missing."""
        new: dict[str, list[Mapping[str, str]]] = {}
        post = self._post(mention, new)
        person = mention.person
        if not person and mention.name:
            person = person_id(mention.name)
            if not person and post:
                # A name without Latin letters makes no id: the reviewer writes it (name_en).
                person = f"{UNNAMED_HOLDER}{post}"
                new.setdefault("people", []).append({"id": person, "name_fa": mention.name})
            elif person and person not in self.names.people:
                new.setdefault("people", []).append({"id": person, "name_en": mention.name})
        if person and post:
            self._hold(person, post, new)
            return f"{person}@{post}", new
        if post:
            return f"unnamed/{NEW_CLAIM}@{post}", new
        return person, new

    def _hold(self, person: str, post: str, new: dict[str, list[Mapping[str, str]]]) -> None:
        known = next((one for one in self.names.tables.posts if one.id == post), None)
        if known is None:
            for row in new.get("posts", []):
                if row["id"] == post and isinstance(row, dict):
                    row["holders"] = person

    def _post(self, mention: Mention, new: dict[str, list[Mapping[str, str]]]) -> str:
        if not mention.role or not mention.id:
            return ""
        for post in self.names.tables.posts:
            of = self.names.bodies.get(post.of, post.of)
            if post.role == mention.role and of == mention.id and post.to in ("", mention.to):
                return post.id
        alike = [
            post.id
            for post in self.names.tables.posts
            if post.role == mention.role
            and self.names.bodies.get(post.of, post.of) == mention.id
            and not mention.to
        ]
        if len(alike) == 1:
            return alike[0]
        short = {"consul_general": "consul-general", "head_of_international_affairs":
                 "head-international", "council_spokesperson": "spokesperson-council",
                 "council_chair": "council-chair"}.get(mention.role, mention.role.replace("_", "-"))  # fmt: skip
        id_ = "-".join(filter(None, (short, mention.id, mention.to)))
        place = self._name(mention.id, "en", {})
        to = self._name(mention.to, "en", {}) if mention.to else ""
        row = {
            "id": id_, "role": mention.role, "of": mention.id, "to": mention.to,
            "name_en": f"{mention.role.replace('_', ' ').capitalize()} of {place}"
            + (f" to {to}" if to else ""),
        }  # fmt: skip
        new.setdefault("posts", []).append(row)
        return id_

    def _name(self, id_: str, lang: str, new: Mapping[str, list[Mapping[str, str]]]) -> str:
        tables = self.names.tables
        for row in (self.names.place(id_), self.names.people.get(id_)):
            if row is not None:
                both = (row.name_en, row.name_fa)
                return (both[1] or both[0]) if lang == "fa" else (both[0] or both[1])
        for many in new.values():
            for cells in many:
                if cells.get("id") == id_:
                    en, fa = cells.get("name_en", ""), cells.get("name_fa", "")
                    return (fa or en) if lang == "fa" else (en or fa)
        for body in tables.organizations:
            if body.id == id_:
                return (body.name_fa or body.name_en) if lang == "fa" else body.name_en
        for post in tables.posts:
            if post.id == id_:
                return (post.name_fa or post.name_en) if lang == "fa" else post.name_en
        return id_


def _distinct(rows: list[Mapping[str, str]]) -> list[Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for row in rows:
        found.setdefault(row["id"], row)
    return list(found.values())
