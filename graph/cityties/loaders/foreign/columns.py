"""Which column of a table of others is what: chosen, or recognized by its title or its cells.

Every column is handled, ignored by name, or left out and reported with the option to copy.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cityties.errors import UsageError, cut
from cityties.language.messages import _, ngettext
from cityties.language.names import did_you_mean, few_guesses, fold
from cityties.loaders.foreign.contents import are_countries, are_ids, sort_of, sort_of_column
from cityties.loaders.foreign.countries import read_country
from cityties.loaders.foreign.titles import Meaning, meanings
from cityties.model.unknown import is_unknown

ENDS: Final = {"a": "from", "b": "to"}
"""The two cities of a pair, as options and roles call them."""

PLACE_ROLES: Final = (
    "id", "name", "name_fa", "country", "countrycd", "region", "latitude", "longitude", "point",
    "population",
)  # fmt: skip
"""What a table may say about a city."""

_SAME: Final = {
    "lat": "latitude", "lng": "longitude", "lon": "longitude", "long": "longitude",
    "country_code": "countrycd", "code": "countrycd", "coordinates": "point", "register": "id",
    "source_text": "source", "url": "source",
}  # fmt: skip
_NEARLY_ALL: Final = 0.8  # of the cells must be countries or days where the title is not known
_TITLES: Final = 20  # columns that a message names
_GUESSED: Final = 200  # columns with an unknown title whose cells are looked at
_NUMBER: Final = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a loader looks for in a table.

    Parameters
    ----------
    roles : for each thing the titles that its column has in files of this very sort
    required : roles without which the table is of no use
    ignored : titles of columns that are known and not needed
    needs : of each group one role at least, such as an id or a name
    pair : whether a line is about two cities, with roles such as ``from_name``
    """

    roles: Mapping[str, Sequence[str]]
    required: Sequence[str] = ()
    ignored: Collection[str] = ()
    needs: Sequence[Sequence[str]] = ()
    pair: bool = False

    @property
    def groups(self) -> tuple[Sequence[str], ...]:
        """Of each group one role at least is needed."""
        return (*((role,) for role in self.required), *self.needs)


@dataclass(slots=True)
class Columns:
    """Which column has which role, and how that was found out.

    Parameters
    ----------
    places : role to the number of its column, from 0
    found : roles that were not chosen by the person
    again : titles of columns that say what another one says, and are not used
    by_order : roles whose city follows from the order of the columns
    by_content : titles nobody knows whose cells say what the column is, and that role
    left : titles nobody knows, left out, and how to use or to skip each
    """

    places: dict[str, int] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)
    again: list[tuple[str, str]] = field(default_factory=list)
    by_order: list[str] = field(default_factory=list)
    by_content: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


def role_named(text: str, wanted: Wanted) -> str:
    """The role that a person means in ``--column ROLE=…``; ``""`` if there is none.

    Examples
    --------
    >>> role_named("to-lat", Wanted({"to_latitude": ()})), role_named("mayor", Wanted({}))
    ('to_latitude', '')
    """
    plain = fold(text).replace(" ", "_")
    if plain in wanted.roles:
        return plain
    if plain in _SAME and _SAME[plain] in wanted.roles:
        return _SAME[plain]
    side, _line, rest = plain.partition("_")
    full = f"{side}_{_SAME.get(rest, rest)}"
    if full in wanted.roles:
        return full
    if wanted.pair and plain in ENDS.values():
        return plain
    return ""


def known_titles(
    wanted: Wanted, columns: Mapping[str, str], ignore: Collection[str]
) -> frozenset[str]:
    """Titles, folded, that are known without a list of words."""
    named = {title for titles in wanted.roles.values() for title in titles}
    chosen = {name for name in (*columns.values(), *ignore) if not name.isdigit()}
    return frozenset(fold(title) for title in (*named, *wanted.ignored, *chosen))


class Assigner:
    """Gives each column of a table its role.

    Parameters
    ----------
    file : the table, for messages
    titles : of its columns; numbers from 1 where it has none
    rows : the first lines below them
    wanted : what is looked for
    columns : what the person chose: role to title or number
    ignore : titles or numbers of columns to leave out
    by_place : whether the table has no titles
    """

    def __init__(
        self,
        file: str,
        titles: Sequence[str],
        rows: Sequence[Sequence[str]],
        wanted: Wanted,
        columns: Mapping[str, str],
        ignore: Collection[str],
        *,
        by_place: bool,
    ) -> None:
        self.file, self.titles, self.wanted, self.by_place = file, titles, wanted, by_place
        self._cells = [
            [row[at] if at < len(row) else "" for row in rows] for at in range(len(titles))
        ]
        self._folded = [fold(title) for title in titles]
        self._often = Counter(self._folded)
        self._chosen, self._ignore = columns, ignore
        self._made = Columns()
        self._exact = {fold(title): role for role, names in wanted.roles.items() for title in names}

    def run(self) -> Columns:
        """Every role, or a complaint; a column that nobody knows is left out, and so recorded.

        Raises
        ------
        UsageError
            If a column that is needed is not there.
        """
        taken = self._choose()
        skipped = self._skipped()
        for at, title in enumerate(self.titles):  # a column without a title or a cell says nothing
            if not title.strip() and not any(self._cells[at]):
                skipped.add(at)
        unknown: list[int] = []
        options = {
            at: [] if self.by_place else self._options(at)
            for at in range(len(self.titles))
            if at not in taken and at not in skipped
        }
        self._give(options, unknown)
        self._settle_ends()
        missing = self._missing()
        if missing:
            unknown = self._by_cells(unknown)
            missing = self._missing()
        if missing:
            raise UsageError(self._text_of_missing(missing))
        if self.by_place and unknown:
            raise UsageError(self._text_of_unknown(unknown))
        self._leave(self._by_content(unknown))
        return self._made

    # --- what the person chose ---

    def _choose(self) -> set[int]:
        taken: set[int] = set()
        for text, title in self._chosen.items():
            role = role_named(text, self.wanted)
            if not role:
                message = _("{role!r} is not a role of a column here; available: {roles}")
                roles = list(self.wanted.roles)
                if self.wanted.pair:
                    roles = [*ENDS.values(), *roles]
                hint = did_you_mean(text, roles)
                message = message.format(role=text, roles=", ".join(roles))
                raise UsageError(f"{message}; {hint}" if hint else message)
            at = self._place_of(title)
            self._made.places[role] = at
            taken.add(at)
        return taken

    def _place_of(self, title: str) -> int:
        if self._folded.count(fold(title)) > 1 and not self.by_place:
            numbers = [at + 1 for at, each in enumerate(self._folded) if each == fold(title)]
            message = _("{file} has several columns {title!r}: choose one by its number: {numbers}")
            raise UsageError(
                message.format(file=self.file, title=title, numbers=", ".join(map(str, numbers)))
            )
        if not self.by_place and fold(title) in self._folded:
            return self._folded.index(fold(title))
        if _NUMBER.fullmatch(title) and 1 <= int(title) <= len(self.titles):
            return int(title) - 1
        message = _("{file} has no column {title!r}; available: {titles}")
        raise UsageError(message.format(file=self.file, title=title, titles=some(self.titles)))

    def _skipped(self) -> set[int]:
        skipped: set[int] = set()
        for title in self._ignore:
            if fold(title) in self._folded:
                skipped |= {at for at, each in enumerate(self._folded) if each == fold(title)}
            elif _NUMBER.fullmatch(title) and 1 <= int(title) <= len(self.titles):
                skipped.add(int(title) - 1)
        return skipped

    # --- what the titles say ---

    def _options(self, at: int) -> list[Meaning]:
        """What a column can be, by its title."""
        title = self._folded[at]
        if exact := self._exact.get(title):
            side, _line, role = exact.partition("_")
            if self.wanted.pair and side in ENDS.values():
                return [Meaning("a" if side == "from" else "b", role)]
            return [Meaning("", exact)]
        if title in {fold(name) for name in self.wanted.ignored}:
            return [Meaning("", "ignored")]
        found = []
        for side, role in meanings(self.titles[at]):
            for better in self._better(at, role):
                if not self.wanted.pair and side and not better:
                    continue
                found.append(Meaning(side if self.wanted.pair else "", better))
        return found

    def _better(self, at: int, role: str) -> list[str]:
        """The role that the cells decide on."""
        cells = self._cells[at]
        if role == "state":
            return ["country" if are_countries(cells) else "region"]
        if role in ("country", "region") and self._is_both(at):
            return ["country" if are_countries(cells) else "region"]
        if role == "start":
            return ["since"]
        if role == "end":
            return ["until"]
        if role == "source" and "source" not in self.wanted.roles:
            return ["origin"]
        return [role]

    def _is_both(self, at: int) -> bool:
        return {"country", "region"} <= {role for _side, role in meanings(self.titles[at])}

    def _give(self, options: Mapping[int, Sequence[Meaning]], unknown: list[int]) -> None:
        current = "a"
        for at, found in options.items():
            kept = [each for each in found if self._is_wanted(each)]
            ignored = any(role == "ignored" for _side, role in found)
            if not kept:
                if not ignored:
                    unknown.append(at)
                continue
            meaning = kept[0]
            if len(kept) > 1 and Meaning("", "source") in kept and not self._is_end(at, options):
                meaning = Meaning("", "source")
            side, role = meaning
            if not self.wanted.pair or (not side and role not in PLACE_ROLES):
                self._take(role, at)
                continue
            if side:
                current = side
            else:
                side = self._side_of(role, current)
                if side != current:
                    self._made.by_order.append(self.titles[at])
                current = side
            self._take(f"{ENDS[side]}_{role}" if role else ENDS[side], at)

    def _is_end(self, at: int, options: Mapping[int, Sequence[Meaning]]) -> bool:
        """Whether ``source`` names a city: nothing else does for the first, and one is a target."""
        others = [found[0] for other, found in options.items() if other != at and found]
        if any(side == "a" or (not side and role in ("name", "id")) for side, role in others):
            return False
        return any(side == "b" for side, role in others) or len(options) == 2

    def _is_wanted(self, meaning: Meaning) -> bool:
        side, role = meaning
        if role == "ignored":
            return False
        if not self.wanted.pair:
            return role in self.wanted.roles
        if side and not role:
            return True
        if side or role in PLACE_ROLES:
            return f"{ENDS[side or 'a']}_{role}" in self.wanted.roles
        return role in self.wanted.roles

    def _side_of(self, role: str, current: str) -> str:
        """Of which city a column is that does not say so: of the one that the columns are at."""
        if f"{ENDS[current]}_{role}" not in self._made.places:
            if current == "a" or role not in ("name", "id"):
                return current
            if f"from_{role}" not in self._made.places:
                return "a"
            return current
        other = "b" if current == "a" else "a"
        return other if f"{ENDS[other]}_{role}" not in self._made.places else current

    def _take(self, role: str, at: int) -> None:
        if role in self._made.places:
            first = self._made.places[role]
            if first != at:
                self._made.again.append((self.titles[at], self.titles[first]))
            return
        self._made.places[role] = at
        self._made.found.append(role)

    def _settle_ends(self) -> None:
        """``from`` and ``to`` are an id or a name: the cells decide. So is a column of names."""
        places = self._made.places
        ends = [f"{end}_" for end in ENDS.values()] if self.wanted.pair else [""]
        for end in ends:
            bare = end.rstrip("_")
            if bare and bare in places:
                at = places.pop(bare)
                is_id = f"{end}id" not in places and (
                    f"{end}name" in places
                    or (are_ids(self._cells[at]) and not self._is_named(end, at))
                )
                role = f"{end}id" if is_id else f"{end}name"
                if role in places:
                    self._made.again.append((self.titles[at], self.titles[places[role]]))
                else:
                    places[role] = at
                self._made.found = [role if each == bare else each for each in self._made.found]
            name, id_ = f"{end}name", f"{end}id"
            if name in self._made.found and id_ not in places and id_ in self.wanted.roles:
                at = places[name]
                if (
                    are_ids(self._cells[at])
                    and not self._is_named(end, at)
                    and (end or self._are_items(at))
                ):
                    places[id_] = places.pop(name)
                    self._made.found = [id_ if each == name else each for each in self._made.found]

    def _are_items(self, at: int) -> bool:
        return sort_of_column(self._cells[at]) in ("item", "url")

    def _is_named(self, end: str, at: int) -> bool:
        """Whether cells that could be slugs are names: a country or a point goes with them."""
        if self._are_items(at):
            return False
        beside = {
            f"{end}{role}" for role in ("country", "countrycd", "latitude", "point", "region")
        }
        return bool(beside & self._made.places.keys())

    # --- what the cells say ---

    def _missing(self) -> list[Sequence[str]]:
        bare = {end for end in ENDS.values() if end in self._made.places}
        places = self._made.places
        return [
            group for group in self.wanted.groups
            if not any(role in places or role.partition("_")[0] in bare for role in group)
        ]  # fmt: skip

    def _by_cells(self, unknown: list[int]) -> list[int]:
        """Give roles to columns without a known title by what their cells are."""
        sorts = {at: sort_of_column(self._cells[at]) for at in unknown[:_GUESSED]}
        guess = self._pair_guess(sorts) if self.wanted.pair else self._single_guess(sorts)
        left = []
        for at in unknown:
            role = guess.get(at, "")
            if role and role in self.wanted.roles and role not in self._made.places:
                self._take(role, at)
            else:
                left.append(at)
        return left

    def _pair_guess(self, sorts: Mapping[int, str]) -> dict[int, str]:
        order = list(sorts)
        first_free = "from" if not any(
            role.startswith("from_") for role in self._made.places
        ) else "to"  # fmt: skip
        naming = [at for at in order if sorts[at] in ("text", "item", "id", "number")]
        if len(order) == 2 and first_free == "from" and (
            len(naming) == 2 or not any(sorts.values())
        ):  # fmt: skip
            roles = [self._end_role(sorts[at], at) for at in order]
            return {
                at: f"{end}_{role}"
                for at, end, role in zip(order, ENDS.values(), roles, strict=True)
            }
        boundary = self._boundary(order, sorts) if first_free == "from" else -1
        found: dict[int, str] = {}
        for place, at in enumerate(order):
            end = "to" if first_free == "to" or (boundary >= 0 and place >= boundary) else "from"
            role = self._role_by_sort(
                sorts[at], {name for name in found.values() if name.startswith(end)}, end
            )
            if role in ("since", "until", "source"):
                if role in found.values():
                    role = "until" if role == "since" and "until" not in found.values() else ""
                if role:
                    found[at] = role
            elif role:
                found[at] = f"{end}_{role}"
        return found

    def _end_role(self, sort: str, at: int) -> str:
        return "id" if sort in ("item", "id", "number") or are_ids(self._cells[at]) else "name"

    @staticmethod
    def _boundary(order: Sequence[int], sorts: Mapping[int, str]) -> int:
        """Where the second city begins: with the kind of column that the first began with."""
        leading = [
            place for place, at in enumerate(order) if sorts[at] in ("text", "item", "id", "number")
        ]
        if not leading:
            return -1
        begin = sorts[order[leading[0]]]
        again = [place for place in leading[1:] if sorts[order[place]] == begin]
        return again[0] if again else (leading[1] if len(leading) > 1 else -1)

    @staticmethod
    def _role_by_sort(sort: str, taken: set[str], end: str) -> str:
        def free(*roles: str) -> str:
            return next((role for role in roles if f"{end}_{role}" not in taken), "")

        if sort in ("item", "id", "number"):
            return free("id")
        if sort == "text":
            return free("name")
        if sort == "country":
            return free("country")
        if sort == "degrees":
            return free("latitude", "longitude")
        if sort == "point":
            return free("point")
        return {"day": "since", "url": "source"}.get(sort, "")

    def _single_guess(self, sorts: Mapping[int, str]) -> dict[int, str]:
        found: dict[int, str] = {}
        for at, sort in sorts.items():
            for role in _SINGLE.get(sort, ()):
                if (
                    role in self.wanted.roles
                    and role not in found.values()
                    and role not in self._made.places
                ):
                    found[at] = role
                    break
        return found

    def _by_content(self, unknown: Sequence[int]) -> list[int]:
        """Columns of countries and years, whose cells say what no known title does.

        Only where nearly every cell agrees, and one column alone can have the role.
        """
        found: dict[int, str] = {}
        for at in unknown[:_GUESSED]:
            cells = [cell for cell in self._cells[at] if cell and not is_unknown(cell)]
            if not cells:
                continue
            if sum(_is_country(cell) for cell in cells) >= _NEARLY_ALL * len(cells):
                role = self._country_role(at)
            elif sum(sort_of(cell) == "day" for cell in cells) >= _NEARLY_ALL * len(cells):
                role = "since"
            else:
                continue
            if role in self.wanted.roles and role not in self._made.places:
                found[at] = role
        roles = list(found.values())
        for at, role in found.items():
            if roles.count(role) == 1:
                self._take(role, at)
                self._made.by_content.append((self._name_of(at), role))
        return [at for at in unknown if at not in self._made.places.values()]

    def _country_role(self, at: int) -> str:
        """Of which city a column of countries is: of the one named last before it."""
        role = "country"
        if self.wanted.pair:
            before = [
                (place, role.partition("_")[0])
                for role, place in self._made.places.items()
                if place < at and role.startswith(("from_", "to_"))
            ]
            role = f"{max(before)[1] if before else 'from'}_country"
        code = role.replace("country", "countrycd")
        return "" if code in self._made.places else role

    def _leave(self, unknown: Sequence[int]) -> None:
        roles = [role for role in self.wanted.roles if role not in self._made.places]
        every = [title for found in self.wanted.roles.values() for title in found]
        with few_guesses():
            for count, at in enumerate(unknown):
                title = self._name_of(at)
                hint = did_you_mean(title, [*every, *roles]) if count < _TITLES else ""
                text = _("use it with {column}, or skip it with {ignore}").format(
                    column=option("column", f"ROLE={title}"), ignore=option("ignore", title)
                )
                self._made.left.append((title, f"{hint}; {text}" if hint else text))

    # --- complaints ---

    def _text_of_missing(self, missing: Sequence[Sequence[str]]) -> str:
        if len(self.titles) == 1 and self.wanted.pair:
            return _("{file} is not a table: each line has one cell; if it has a separator, "
                     "name it with --separator").format(file=self.file)  # fmt: skip
        needed = "; ".join(_(" or ").join(group) for group in missing)
        example = self._example(missing[0][-1])
        message = _(
            "{file} is missing a column: {needed}. It has: {titles}. Choose it with --column, "
            "such as {example}"
        )
        return message.format(
            file=self.file, needed=needed, titles=some(self.titles), example=example
        )

    def _example(self, role: str) -> str:
        free = [at for at in range(len(self.titles)) if at not in self._made.places.values()]
        at = free[0] if free else 0
        return option("column", f"{role}={self._name_of(at)}")

    def _name_of(self, at: int) -> str:
        title = self.titles[at]
        return (
            str(at + 1)
            if self.by_place or not title or self._often[self._folded[at]] > 1
            else title
        )

    def _text_of_unknown(self, unknown: Sequence[int]) -> str:
        roles = [role for role in self.wanted.roles if role not in self._made.places]
        every = [title for found in self.wanted.roles.values() for title in found]
        hints = []
        with few_guesses():
            for at in unknown[:_TITLES]:
                title = self._name_of(at)
                shown = repr(cut(title))
                hint = did_you_mean(title, [*every, *roles]) if not self.by_place else ""
                hints.append(shown + (f" ({hint})" if hint else ""))
        hints += _more(unknown)
        ignore = " ".join(option("ignore", self._name_of(at)) for at in unknown[:_TITLES])
        message = _(
            "{file} has unknown columns: {titles}. Assign them with --column (to {roles}), or skip "
            "them with {ignore}"
        )
        return message.format(
            file=self.file, titles="; ".join(hints), roles=", ".join(roles), ignore=ignore
        )


_SINGLE: Final[dict[str, tuple[str, ...]]] = {
    "item": ("id",), "id": ("id",), "text": ("name", "region"), "country": ("country",),
    "degrees": ("latitude", "longitude"), "point": ("point",), "day": ("since", "until"),
    "url": ("source",), "number": ("population",),
}  # fmt: skip


def _is_country(cell: str) -> bool:
    """Whether a cell names a country; a code only in capitals, for short words are codes too."""
    return any(read_country(cell)) and (len(cell) > 3 or cell == cell.upper())


def option(name: str, value: str) -> str:
    """An option of the command line to copy, quoted where a shell needs it.

    Examples
    --------
    >>> option("ignore", "Nº de orden")
    "--ignore 'Nº de orden'"
    """
    return f"--{name} {shlex.quote(value)}"


def some(titles: Sequence[str]) -> str:
    """The first titles of a table, for a message."""
    return ", ".join([*(cut(title) for title in titles[:_TITLES]), *_more(titles)])


def _more(titles: Sequence[object]) -> list[str]:
    more = len(titles) - _TITLES
    return [ngettext("and {n} more", "and {n} more", more).format(n=more)] if more > 0 else []
