"""Who and what a sentence names: cities, countries, networks, people and their posts.

Each sentence is written again with marks for what was found (``⟦C0⟧ signed with ⟦C1⟧``), so that
the rules do not see names. Only what is certain is a mention: a name that is also a word counts
only with a cue before it (``words/traps.tsv``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cityties.intake.lexicon import demonyms, networks, traps, words
from cityties.intake.text import Sentence, is_persian, plain
from cityties.language.names import fold, slugify, squeeze
from cityties.loaders.resolve.package import ORIGIN
from cityties.loaders.resolve.spots import Index, Spot
from cityties.model.rows import Place, Tables
from cityties.vocabulary.codes import MUNICIPAL_BODIES

_TOKEN: Final = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*\.?")
_GAP: Final = re.compile(r" |-|'| - ")  # what may be between two words of a name
_LONGEST: Final = 4  # words of a name
_MARK: Final = re.compile(r"⟦([CKMDN])(\d+)⟧")
_NATIONAL: Final = re.compile(r"\b(?:tehran|moscow|beijing) times\b|agency|خبرگزاری", re.IGNORECASE)
_WORDS: Final = frozenset(
    [
        "the",
        "this",
        "that",
        "these",
        "both",
        "our",
        "its",
        "mayor",
        "mayors",
        "students",
        "officials",
        "councillors",
        "rumours",
        "police",
        "central",
        "union",
        "hope",
        "mission",
        "most",
        "many",
        "several",
        "council",
        "city",
        "municipality",
        "ambassador",
        "governor",
        "deputy",
        "president",
        "minister",
        "islamic",
        "republic",
        "north",
        "south",
        "east",
        "west",
        "new",
        "old",
        "grand",
        "saint",
    ]
)
_OFFICE: Final = re.compile(
    r"\b(?:embassy|office) in (?:the )?$|سفارت(?: \S+)? در $",
    re.IGNORECASE,
)
"""What is before the seat of an office of another country."""
_FEW, _MANY = 15_000, 100_000
"""Inhabitants of a city that only the installed names have: where the words around say that it is
a city, and where they do not."""
_KEPT: Final = 5_000  # sentences
_CLEAR: Final = 3  # how many times larger than the next of the name


@dataclass(frozen=True, slots=True)
class Mention:
    """What a mark stands for.

    Parameters
    ----------
    sort : C city, K country, N network, M somebody of a city, D somebody of a country
    id : the city, country or network; ``""`` if it was not said
    role : code of the post of M and D
    to : where an ambassador or consul is accredited
    person, name : the person's id, if known, and the name as written
    text : as written
    """

    sort: str
    id: str
    text: str = ""
    role: str = ""
    to: str = ""
    person: str = ""
    name: str = ""


@dataclass
class Marked:
    """A sentence with its marks."""

    sentence: Sentence
    text: str
    mentions: list[Mention] = field(default_factory=list)

    def add(self, mention: Mention) -> str:
        """The mark of one more mention."""
        self.mentions.append(mention)
        return f"⟦{mention.sort}{len(self.mentions) - 1}⟧"

    def of(self, mark: str) -> Mention:
        """What a mark stands for."""
        match = _MARK.search(mark)
        assert match is not None, mark
        return self.mentions[int(match[2])]

    def ids(self, text: str) -> list[str]:
        """The cities of the marks in a text, each once."""
        found = [self.mentions[int(n)].id for sort, n in _MARK.findall(text) if sort in "CM"]
        return list(dict.fromkeys(filter(None, found)))


class Names:
    """Every name of the tables by its letters; made once for many articles.

    Parameters
    ----------
    tables : rows that candidates may refer to
    package : the installed names of cities, for cities that no row has
    """

    def __init__(self, tables: Tables, package: Index | None = None) -> None:
        self.tables = tables
        self.places = {place.id: place for place in tables.places}
        self.people = {one.id: one for one in tables.people}
        self.posts = {(post.role, post.of, post.to): post for post in tables.posts}
        self.holders: dict[str, list[str]] = {}
        for post in tables.posts:
            for holder in post.holders:
                self.holders.setdefault(holder, []).append(post.id)
        self.bodies = {
            body.id: body.acts_for for body in tables.organizations
            if body.acts_for and body.kind in MUNICIPAL_BODIES
        }  # fmt: skip
        self.by_name: dict[str, tuple[str, str]] = {}
        self.by_person: dict[str, str] = {}
        self._package = package
        self.has_package = package is not None
        self._made: dict[str, Place] = {}
        self._taken = {*self.places, *self.people, *(body.id for body in tables.organizations)}
        self._new: dict[str, str] = {}
        self.seen: dict[tuple[str, str, int], tuple[str, tuple[Mention, ...]]] = {}
        several: dict[str, set[str]] = {}
        for place in tables.places:
            if place.kind in ("city", "country"):
                sort = "C" if place.kind == "city" else "K"
                for name in _place_names(place):
                    self.by_name.setdefault(squeeze(name), (sort, place.id))
                    several.setdefault(squeeze(name), set()).add(place.id)
        self.several = {key: ids for key, ids in several.items() if len(ids) > 1}
        for word, country in demonyms().items():
            if country in self.places:
                self.by_name.setdefault(squeeze(word), ("K", country))
        for person in tables.people:
            for name in (person.name_en, person.name_fa, *person.aliases, *person.aliases_fa):
                if name:
                    self.by_person.setdefault(squeeze(name), person.id)
        self.network_ids = {body.id for body in tables.organizations if body.kind == "city_network"}
        self.network_names: list[tuple[str, re.Pattern[str]]] = [
            (id_, pattern) for id_, _name, pattern in networks()
        ]
        listed = {id_ for id_, _pattern in self.network_names}
        for body in tables.organizations:
            if body.kind == "city_network" and body.id not in listed:
                written = "|".join(re.escape(plain(name)) for name in
                                   (body.name_en, body.name_fa, *body.aliases) if name)  # fmt: skip
                self.network_names.append((body.id, re.compile(rf"(?<!\w)(?:{written})(?!\w)")))

    def city(self, name: str, *, sure: bool) -> str:
        """The id of a city that no row has, of the installed names; ``""`` without one.

        Parameters
        ----------
        name : as written
        sure : whether the words around say that it is a city
        """
        key = f"{name}|{sure}"
        if key not in self._new:
            self._new[key] = self._of_package(name, sure=sure)
        return self._new[key]

    def _of_package(self, name: str, *, sure: bool) -> str:
        """A large city whose name this is, and that no other of the name comes near in size."""
        if self._package is None or len(name) < 4:
            return ""
        spots = sorted(self._package.named(fold(name)), key=lambda one: -(one.population or 0))
        if not spots:
            return ""
        largest = spots[0].population or 0
        second = (spots[1].population or 0) if len(spots) > 1 else 0
        if largest < (_FEW if sure else _MANY) or second * _CLEAR > largest:
            return ""
        return self._add(spots[0], name)

    def _add(self, spot: Spot, name: str) -> str:
        for place in (*self.tables.places, *self._made.values()):
            if spot.id in place.identifiers or (
                place.kind == "city"
                and place.country == spot.country
                and fold(place.name_en) == fold(spot.name)
            ):
                return place.id
        id_ = slugify(spot.name)
        if id_ in self._taken or id_ in self._made:
            id_ = f"{id_}-{spot.country.lower()}"
        if id_ in self._taken or id_ in self._made:
            return ""
        point = spot.point or (None, None)
        self._made[id_] = Place(
            id_, "city", spot.name, name_fa=name if is_persian(name) else "", country=spot.country,
            latitude=point[0], longitude=point[1], population=spot.population,
            identifiers=(spot.id,), origin=ORIGIN,
        )  # fmt: skip
        return id_

    def place(self, id_: str) -> Place | None:
        """The row of a place, also of one that was found in the installed names."""
        return self.places.get(id_) or self._made.get(id_)


def _place_names(place: Place) -> Iterable[str]:
    further = (name.partition(":")[2] for name in place.names)
    return filter(None, (place.name_en, place.name_fa, *place.aliases, *place.aliases_fa, *further))


# --- marking ------------------------------------------------------------------------------


class Marker:
    """Marks the sentences of one article; what was introduced once is known from then on.

    Parameters
    ----------
    names : the names
    lang : language of the article
    home : the city whose news it is, or ``""``
    """

    def __init__(self, names: Names, lang: str, home: str = "") -> None:
        self.names = names
        self.lang = lang
        self.words = words(lang)
        self.home = home
        self.people: dict[str, Mention] = {}  # surname, squeezed, to the holder
        self.by_role: dict[str, list[Mention]] = {}

    def cities(self, sentence: Sentence) -> Marked:
        """A sentence with the marks of its places alone."""
        marked = Marked(sentence, "")
        marked.text = self._places(self._spaced(sentence), marked)
        return marked

    @staticmethod
    def _spaced(sentence: Sentence) -> str:
        return re.sub(r"(?<=\w)'s(?!\w)", " 's", plain(sentence.text))

    def mark(self, sentence: Sentence) -> Marked:
        """A sentence with its marks."""
        marked = Marked(sentence, "")
        text = self._spaced(sentence)
        for id_, pattern in self.names.network_names:
            text = pattern.sub(lambda m, i=id_: marked.add(Mention("N", i, m[0])), text)  # type: ignore[misc]
        text = self._places(text, marked)
        text = self._tidy(text)
        text = self._posts(text, marked)
        text = self._surnames(text, marked)
        text = re.sub(
            r"(?<=⟧),? (?:led|headed) by (?:the )?⟦[MD]\d+⟧ ?,?|به (?:سرپرستی|ریاست) ⟦[MD]\d+⟧ ?،?",
            " ",
            text,
        )
        marked.text = re.sub(r"\s+", " ", text).strip()
        return marked

    # --- places ---

    def _places(self, text: str, marked: Marked) -> str:
        """The places of a text; each sentence is marked several times, and read once."""
        key = (self.lang, text, len(marked.mentions))
        known = self.names.seen.get(key)
        if known is None:
            before = len(marked.mentions)
            made = self._find_places(text, marked)
            if len(self.names.seen) > _KEPT:
                self.names.seen.clear()
            known = self.names.seen[key] = made, tuple(marked.mentions[before:])
            return made
        marked.mentions += known[1]
        return known[0]

    def _find_places(self, text: str, marked: Marked) -> str:
        tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(text)]
        out: list[str] = []
        at = kept = 0
        persian = self.lang == "fa"
        while at < len(tokens):
            start, _end, word = tokens[at]
            found = None
            if persian or word[0].isupper() or not word.isascii():
                longest = 1
                while (
                    longest < _LONGEST and at + longest < len(tokens)
                    and _GAP.fullmatch(text, tokens[at + longest - 1][1], tokens[at + longest][0])
                ):  # fmt: skip
                    longest += 1
                for count in range(longest, 0, -1):
                    end = tokens[at + count - 1][1]
                    found = self._place(text, start, end)
                    if found:
                        break
            if not found:
                at += 1
                continue
            written, mention = found
            out += [text[kept:start], marked.add(mention)]
            kept = start + len(written)
            while at < len(tokens) and tokens[at][0] < kept:
                at += 1
        return "".join((*out, text[kept:]))

    def _place(self, text: str, start: int, end: int) -> tuple[str, Mention] | None:
        written = text[start:end]
        if "⟦" in written or "⟧" in written:
            return None
        if not written.endswith(("St.", "D.C.")):
            written = written.rstrip(".")
        if self.lang == "fa" and not written.isascii() and " " not in written and len(written) < 2:
            return None
        key = squeeze(written)
        before, after = text[:start], text[start + len(written) :]
        if not key or key == squeeze("the"):
            return None
        hit = self.names.by_name.get(key)
        if hit is None and self.lang == "fa" and key.endswith("ی"):
            hit = None
        if hit is None:
            return self._new_place(written, before, after)
        sort, id_ = hit
        trap = traps().get(fold(written))
        if trap is not None and not trap.search(before[-40:]):
            return None
        if sort == "C":
            if self._is_name_of_person(before, after):
                return None
            not_city = self.words.groups.get("not_city", ())
            for code, pattern in not_city:
                if code == "not_city" and re.match(rf" (?:{pattern.pattern})\b", after, re.I):
                    return None
                if code == "not_city_before" and re.search(rf"(?:{pattern.pattern}) $", before):
                    return None
            if _OFFICE.search(before):
                return None
            if re.search(r"\b(?:university|province|embassy|airport) of (?:the )?$", before, re.I):
                return None
            if key in self.names.several:
                id_ = self._nearby(key, id_, text)
        return written, Mention(sort, id_, written)

    def _nearby(self, key: str, first: str, text: str) -> str:
        """Of several cities of a name the one whose country is named too; else the largest."""
        ids = self.names.several[key]
        folded = squeeze(text)
        for id_ in sorted(ids):
            place = self.names.places[id_]
            country = next((one for one in self.names.tables.places
                            if one.kind == "country" and one.country == place.country), None)  # fmt: skip
            if country and any(squeeze(name) in folded for name in _place_names(country)):
                return id_
        cities = [self.names.places[id_] for id_ in ids if self.names.places[id_].kind == "city"]
        if not cities:
            return first
        return max(cities, key=lambda one: (one.population or 0, one.id)).id

    def _is_name_of_person(self, before: str, after: str) -> bool:
        """Whether a city's name is a part of a person's: "Vladimir Putin", "Martin Paris"."""
        if self.lang == "fa":
            return False
        if re.search(r"\b(?:Mr|Mrs|Ms|Dr|Professor|Prof|Mayor|Ambassador|Councillor)\.? $", before):
            return True
        follows = re.match(r" ([A-Z][a-z]+)\b", after)
        common = {"City", "Municipality", "Council", "Metropolitan", "Mayor", "University", "Islamic",
                  "Town", "International", "Old", "Festival", "Week", "Ambassador"}  # fmt: skip
        if follows and follows[1] not in common:
            key = squeeze(follows[1])
            return key not in self.names.by_name and not before.rstrip().endswith(
                ("of", "in", "with", "to", "and", "from", ",")
            )
        return False

    def _new_place(self, written: str, before: str, after: str) -> tuple[str, Mention] | None:
        """A city that no row has: only of the installed names, and with a cue."""
        if not self.names.has_package:
            return None
        if self.lang == "fa":
            sure = bool(re.search(
                r"(?:شهر|شهردار|شهرداری|شورای شهر|خواهرخواندگی (?:\S+ )?با|خواهرخوانده|با شهر) $", before
            ))  # fmt: skip
            if not sure or not re.fullmatch(r"[^\W\d_]{3,}(?: [^\W\d_]{3,})?", written):
                return None
            if " " in written:
                return None
        else:
            if not re.fullmatch(r"[A-Z][^\W\d_]+(?:[ -][A-Z]?[^\W\d_]+){0,2}", written):
                return None
            sure = bool(re.search(
                r"(?:\bcity of|\bmayor of|\bwith|\btwinned with|⟦C\d+⟧,|⟦C\d+⟧ and|\bvisit to"
                r"|\bdelegation (?:from|of)|\bcouncil of|\btown of) $", before
            ))  # fmt: skip
            body = re.match(r" (?:City Council|City Hall|Municipality|City\b|Council)", after)
            subject = written.lower() not in _WORDS and re.match(
                r" (?:City Council|City Hall|Municipality|'s |and (?:⟦|[A-Z])|has |is |was |signed |will |ended |joined"
                r"|council )|, (?:⟦|by contrast|meanwhile|however|too|in turn)", after
            )  # fmt: skip
            if re.match(r" [A-Z]", after) and not body:
                return None
            if not sure and not subject and not before.endswith(("between ", " and ")):
                return None
        id_ = self.names.city(written, sure=sure)
        return (written, Mention("C", id_, written)) if id_ else None

    # --- phrases ---

    def _tidy(self, text: str) -> str:
        """Take out what says where a city is, and the words for its bodies."""
        body = self.words.groups["body"][0][1].pattern
        if self.lang == "fa":
            text = re.sub(r"(⟦C\d+⟧) (?:در )?⟦K\d+⟧(?! دیدار)", r"\1", text)
            return re.sub(rf"(?<!\w)(?:{body}) (⟦C\d+⟧)", r"\1", text)
        text = re.sub(r"⟦K\d+⟧ 's (⟦C\d+⟧)", r"\1", text)
        kinds = "".join(rf"(?<!{word} )" for word in ("sister", "twin", "partner", "friendship"))
        text = re.sub(rf"{kinds}\b(?:{body}) \"?(⟦C\d+⟧)\"?", r"\1", text, flags=re.I)
        text = re.sub(r"(⟦C\d+⟧)(?: in|,) ⟦K\d+⟧,?(?! 's)", r"\1", text)
        after = self.words.groups["body_after"][0][1].pattern
        return re.sub(rf"(⟦C\d+⟧)(?: 's)? (?:Islamic )?(?:{after})", r"\1", text, flags=re.I)

    # --- posts ---

    _NAME = r"(?P<name>(?-i:[A-ZÀ-ÞĀ-Ž][\w'-]+(?: (?:de|da|del|al|van|von|der|Che|bin|el)| [A-ZÀ-ÞĀ-Ž][\w'-]*\.?){1,4}))"
    _NAME_FA = r"(?P<name>(?!(?:با|از|در|به|و|که|این|آن|گفت|نیز|دیروز|امروز)\b)[^\W\d_]{2,}(?: (?!(?:با|از|در|به|و|که|این|آن|نیز)\b)[^\W\d_]{2,}){1,3})"

    def _posts(self, text: str, marked: Marked) -> str:
        for role, pattern in self.words.groups["role"]:
            if pattern.search(text):
                text = self._role(text, role, pattern.pattern, marked)
        if self.lang != "fa":
            text = self._bare(text, marked, r"\b(?:the )(mayor|ambassador|governor)\b(?! of)", {
                "mayor": "mayor", "ambassador": "ambassador", "governor": "governor"})  # fmt: skip
        return text

    def _role(self, text: str, role: str, word: str, marked: Marked) -> str:
        diplomat = role in ("ambassador", "consul_general")
        place = r"(?P<place>⟦[CK]\d+⟧)"
        to = r"(?P<to>⟦[CK]\d+⟧)"
        if self.lang == "fa":
            name = self._NAME_FA
            end = rf"(?:{word}) {place}(?: در {to})?" if diplomat else rf"(?:{word}) {place}"
            patterns = [
                rf"(?:(?<=^)|(?<=[.:،؛\"] )|(?<=^\")|(?<=با )|(?<=و )|(?<=سرپرستی )){name}، ?{end}،?",
                rf"(?<!\w){end}(?!\w)",
            ]
        else:
            name = self._NAME
            to_part = rf"(?: (?:to|in) (?:the )?{to})?"
            of = rf"(?:the )?(?:{word}) (?:of|from) (?:the )?{place}{to_part if diplomat else ''}"
            apart = rf"{place}(?: 's)? (?:{word})\b{to_part if diplomat else ''}"
            patterns = [
                rf"\b{name}, (?:who is |as )?{of},?",
                rf"\b{name}, {apart},?",
                rf"\b{of}, {name}(?:(?=,),)?",
                rf"\b{of} {name}",
                rf"{apart},? {name}(?:(?=,),)?",
                rf"{apart}(?!\w)",
                rf"\b(?:{word}) {name} of {place}",
                rf"\b{of}(?!\w)",
                rf"\b(?:{word}) {name}",
                rf"\b{name}, (?:the |its |the city 's )?(?:{word})\b,?",
            ]
        for pattern in patterns:
            text = re.sub(pattern, self._holder(role, marked), text, flags=re.I)
        return text

    def _holder(self, role: str, marked: Marked) -> Callable[[re.Match[str]], str]:
        diplomat = role in ("ambassador", "consul_general")

        def replaced(match: re.Match[str]) -> str:
            found = match.groupdict()
            name = (found.get("name") or "").strip()
            place = marked.of(found["place"]).id if found.get("place") else ""
            sort = marked.of(found["place"]).sort if found.get("place") else ""
            to = marked.of(found["to"]).id if found.get("to") else ""
            if role == "mayor" and sort == "K":
                return match[0]
            if diplomat and not place and not name:
                return match[0]
            if not place and not diplomat:
                near = re.findall(
                    r"⟦C(\d+)⟧", match.string[max(0, match.start() - 60) : match.start()]
                )
                place = marked.mentions[int(near[-1])].id if near and role != "mayor" else self.home
            if diplomat and not place:
                known = self.by_role.get(role, [])
                if len({one.id for one in known}) == 1:
                    place, to = known[-1].id, known[-1].to
            return marked.add(self._known(role, place, to, name, match[0], diplomat=diplomat)) + " "

        return replaced

    def _known(
        self, role: str, place: str, to: str, name: str, text: str, *, diplomat: bool
    ) -> Mention:
        if diplomat and not to and place:
            home = self.names.places.get(self.home)
            if home is not None and role == "ambassador":
                to = home.part_of if home.part_of in self.names.places else ""
                country = next((one.id for one in self.names.tables.places
                                if one.kind == "country" and one.country == home.country), "")  # fmt: skip
                to = country if country != place else ""
        person = ""
        if name:
            name = re.sub(r"\b(?:Iran|The|On|But|And)\b ", "", name)
            person = self.names.by_person.get(squeeze(name), "")
        elif place:
            same = [one for one in self.by_role.get(role, []) if one.id == place and one.name]
            if len({one.name for one in same}) == 1:
                name, person = same[-1].name, same[-1].person
        mention = Mention("D" if diplomat else "M", place, text.strip(" ,"), role, to, person, name)
        if place:
            self.by_role.setdefault(role, []).append(mention)
        if name:
            surname = squeeze(name.split(" ")[-1])
            if len(surname) > 2:
                self.people[surname] = mention
            self.people[squeeze(name)] = mention
        return mention

    def _bare(self, text: str, marked: Marked, pattern: str, roles: dict[str, str]) -> str:
        """A bare "the mayor", where only one is known."""

        def replaced(match: re.Match[str]) -> str:
            known = self.by_role.get(roles[match[1].lower()], [])
            ids = {one.id for one in known}
            if not known and match[1].lower() == "mayor" and self.home:
                return marked.add(Mention("M", self.home, match[0], "mayor")) + " "
            if len(ids) != 1:
                if match[1].lower() == "mayor" and self.home in ids:
                    return match[0]
                return match[0]
            return marked.add(known[-1]) + " "

        return re.sub(pattern, replaced, text, flags=re.I)

    def _surnames(self, text: str, marked: Marked) -> str:
        """People by their names alone, once they were introduced; or as the tables know them."""
        token = r"[^\W\d_]{3,}" if self.lang == "fa" else r"(?-i:[A-ZÀ-ÞĀ-Ž][\w'-]+)"

        def replaced(match: re.Match[str]) -> str:
            whole = squeeze(match[0])
            found = self.people.get(whole)
            if found is None:
                person = self.names.by_person.get(whole, "")
                if not person:
                    return match[0]
                found = self._of_tables(person, match[0])
            return marked.add(found)

        text = re.sub(rf"{token}(?: {token}){{1,3}}", lambda m: self._longest(m, replaced), text)
        return re.sub(rf"(?<![⟦\w]){token}(?![\w⟧])",
                      lambda m: replaced(m) if squeeze(m[0]) in self.people else m[0], text)  # fmt: skip

    def _longest(self, match: re.Match[str], replaced: Callable[[re.Match[str]], str]) -> str:
        parts = match[0].split(" ")
        for size in range(len(parts), 1, -1):
            for first in range(len(parts) - size + 1):
                name = " ".join(parts[first : first + size])
                if squeeze(name) in self.people or squeeze(name) in self.names.by_person:
                    inner = re.fullmatch(".*", name)
                    assert inner is not None
                    made = replaced(inner)
                    return " ".join((*parts[:first], made, *parts[first + size :]))
        return match[0]

    def _of_tables(self, person: str, text: str) -> Mention:
        row = self.names.people[person]
        posts = [post for post in self.names.tables.posts if person in post.holders]
        name = row.name_fa if is_persian(text) and row.name_fa else row.name_en
        if len(posts) != 1:
            mention = Mention("M", "", text, "", "", person, name)
        else:
            post = posts[0]
            of = self.names.bodies.get(post.of, post.of)
            is_city = of in self.names.places and self.names.places[of].kind == "city"
            mention = Mention("M" if is_city else "D", of, text, post.role, post.to, person, name)
            self.by_role.setdefault(post.role, []).append(mention)
        self.people[squeeze(text)] = mention
        self.people[squeeze(text.rsplit(" ", maxsplit=1)[-1])] = mention
        return mention


def home_of(sentences: Sequence[Sentence], names: Names, lang: str, publisher: str) -> str:
    """The city whose news an article is: its publisher's, else that of title and text.

    Parameters
    ----------
    sentences : of the article
    names : the names
    lang : its language
    publisher : name of who published it, as far as known
    """
    parts = publisher.split(" ")
    spans = [" ".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)]
    hits = {names.by_name.get(squeeze(span), ("", ""))[:2] for span in spans}
    of_city = {id_ for sort, id_ in hits if sort == "C"}
    if len(of_city) == 1 and len(parts) > 1 and not _NATIONAL.search(publisher):
        return of_city.pop()
    marker = Marker(names, lang)
    counts: Counter[str] = Counter()
    leading: Counter[str] = Counter()
    for sentence in sentences:
        marked = marker.cities(sentence)
        ids = marked.ids(marked.text)
        counts.update(ids)
        match = re.search(r"⟦[CM]\d+⟧", marked.text)
        if match and match.start() < 25:
            leading.update(marked.ids(match[0]))
    if not counts or len(sentences) < 2:
        return ""
    title = marker.cities(sentences[0])
    in_title = title.ids(title.text)
    (city, most), *others = counts.most_common(2)
    second = others[0][1] if others else 0
    titled = [id_ for id_ in in_title if counts[id_] == most]
    if most >= 3 and most > second and leading[city] >= 2:
        return city
    if len(titled) == 1 and most >= 2:
        return titled[0] if leading[titled[0]] >= 1 or most > second else ""
    if len(in_title) == 1 and counts[in_title[0]] >= max(2, most - 1) and leading[in_title[0]]:
        return in_title[0]
    return ""


def person_id(name: str) -> str:
    """An id for a person of a new name; ``""`` where it has no Latin letters."""
    try:
        return slugify(name)
    except ValueError:
        return ""
