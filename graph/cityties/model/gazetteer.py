"""From a text to a place, organization or person, and back to its names.

Slugs, names in any language and aliases are all understood, in any case,
with or without accents, apostrophes and half-spaces, with Arabic letters for
Persian ones. Nothing is guessed: what fits several things is an error that
names them, what fits none is an error that proposes the nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cityties.errors import AmbiguousNameError, NotFoundError
from cityties.language.messages import _
from cityties.language.names import closest, fold, squeeze
from cityties.model.rows import Organization, Person, Place, Tables
from cityties.model.texts import as_text, every_name, others_by_language, text_in

Entry = Place | Organization | Person


def other_names(entry: Entry) -> tuple[str, ...]:
    """The names of a thing next to its English and its Persian one, in all languages.

    Parameters
    ----------
    entry : a place, organization or person

    Examples
    --------
    >>> other_names(Place("prague", "city", "Prague", aliases=("Praga",), names=("de:Prag",)))
    ('Praga', 'Prag')
    """
    further = entry.names if isinstance(entry, Place) else ()
    own = [alias for aliases in others_by_language(entry).values() for alias in aliases]
    return (*own, *(name.partition(":")[2] for name in further))


_SHOWN = 5  # proposals and candidates in a message


class Gazetteer:
    """The names of all places, organizations and people of some tables.

    ``kinds`` in its methods narrows a search: ``"place"``, ``"organization"``,
    ``"person"`` or any code of ``place_kinds`` and ``organization_kinds``.
    Without it, a name that a city shares with its province or its
    municipality means the city; one that it shares with a country or with
    another city is ambiguous.

    Parameters
    ----------
    tables : the rows; ids are taken to be unique, as the loader makes sure

    Examples
    --------
    >>> rows = (Place("hyderabad-in", "city", "Hyderabad", "حیدرآباد"),)
    >>> names = Gazetteer(Tables(places=rows))
    >>> names.get("Hyderābād"), names.get("حيدرآباد")
    ('hyderabad-in', 'hyderabad-in')
    >>> names.find("Atlantis") is None
    True
    """

    def __init__(self, tables: Tables) -> None:
        rows: tuple[Entry, ...] = (*tables.places, *tables.organizations, *tables.people)
        self._entries = {row.id: row for row in rows}
        # Folding thousands of names costs more than most commands need: a slug
        # is found without it.
        self._index: tuple[dict[str, list[str]], ...] | None = None
        self._countries = {
            place.country: place.id
            for place in tables.places
            if place.kind == "country" and place.country
        }

    def __contains__(self, id: object) -> bool:
        return id in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def entry(self, id: str) -> Entry:
        """The row with this id.

        Raises
        ------
        NotFoundError : if there is none
        """
        try:
            return self._entries[id]
        except KeyError:
            raise NotFoundError(_("unknown id {id!r}").format(id=id)) from None

    def kind(self, id: str) -> str:
        """The kind of a place or organization by its code; ``"person"`` for people."""
        entry = self.entry(id)
        return "person" if isinstance(entry, Person) else entry.kind

    def name(self, id: str, *, lang: str = "") -> str:
        """The name to show: in the language wanted, else in English, else in any.

        Parameters
        ----------
        id : an id; one that is not in the tables is returned as it is
        lang : the language; that of messages if blank

        Examples
        --------
        >>> tables = Tables(places=(Place("yazd", "city", "Yazd", "یزد"),))
        >>> Gazetteer(tables).name("yazd", lang="fa")
        'یزد'
        """
        entry = self._entries.get(id)
        if entry is None:
            return id
        return text_in(entry, "name", lang) or id

    def shown(self, id: str) -> str:
        """An id for a message: with the name, where nobody could read it out of the id.

        Parameters
        ----------
        id : an id

        Examples
        --------
        >>> rows = (Place("n377", "city", "Praha"), Place("lyon", "city", "Lyon"))
        >>> names = Gazetteer(Tables(places=rows))
        >>> names.shown("n377"), names.shown("lyon")
        ('Praha (n377)', 'lyon')
        """
        letters = squeeze(id)
        if id not in self._entries or any(
            short and (letters.startswith(short) or short.startswith(letters))
            for short in map(squeeze, self.names(id))
        ):
            return id
        return f"{self.name(id)} ({id})"

    def country(self, code: str) -> str:
        """The id of the country with this ISO 3166-1 code, or ``""``.

        Parameters
        ----------
        code : two capital letters
        """
        return self._countries.get(code, "")

    def example(self, kinds: Iterable[str] = ()) -> str:
        """The id of something that is here, for a message; ``""`` if nothing is.

        Parameters
        ----------
        kinds : what it may be; anything if empty
        """
        wanted = frozenset(kinds)
        return next((id for id in self._entries if self._fits(id, wanted)), "")

    def names(self, id: str) -> tuple[str, ...]:
        """All names and aliases of a thing, English ones first, other languages last."""
        entry = self.entry(id)
        every = (*every_name(entry), *other_names(entry))
        return tuple(dict.fromkeys(name for name in every if name))

    def candidates(self, text: str, kinds: Iterable[str] = ()) -> tuple[str, ...]:
        """The ids that a text can mean, sorted; several if it is ambiguous.

        The first of these that gives any decides: the slug itself, a name or alias
        in any language, a name or alias written together.

        Parameters
        ----------
        text : a slug, name or alias
        kinds : what may be found; everything if empty
        """
        wanted = frozenset(kinds)
        slug = as_text(text).strip().lower()
        if slug in self._entries and self._fits(slug, wanted):
            return (slug,)
        by_name, by_letters = self._names()
        folded = fold(text)
        if not folded:
            return ()
        for index, key in ((by_name, folded), (by_letters, folded.replace(" ", ""))):
            found = {id for id in index.get(key, ()) if self._fits(id, wanted)}
            if found:
                return tuple(sorted(found if wanted else self._likeliest(found)))
        return ()

    def find(self, text: str, kinds: Iterable[str] = ()) -> str | None:
        """The id of what a text names, or ``None``.

        Parameters
        ----------
        text : a slug, name or alias
        kinds : what may be found; everything if empty

        Raises
        ------
        AmbiguousNameError : if it names several things
        """
        kinds = tuple(kinds)
        found = self.candidates(text, kinds)
        if len(found) > 1:
            shown = [self._which(id) for id in found[:_SHOWN]]
            shown += ["…"] if len(found) > _SHOWN else []
            raise AmbiguousNameError(
                _("which {name}? {ids}; use one of these ids").format(
                    name=repr(text.strip()), ids=_(", ").join(shown)
                ),
                found,
            )
        return found[0] if found else None

    def _which(self, id: str) -> str:
        """An id with what tells it from others of the name: the country, or the kind."""
        entry = self._entries[id]
        if not isinstance(entry, Place) or entry.kind == "country":
            return f"{id} ({self.kind(id).replace('_', ' ')})"
        country = self._countries.get(entry.country, "")
        where = self.name(country) if country else entry.country
        return f"{id} ({where})" if where else id

    def get(self, text: str, kinds: Iterable[str] = ()) -> str:
        """The id of what a text names.

        Parameters
        ----------
        text : a slug, name or alias
        kinds : what may be found; everything if empty

        Raises
        ------
        NotFoundError : if it names nothing; the message proposes the nearest
        AmbiguousNameError : if it names several things
        """
        kinds = tuple(kinds)
        found = self.find(text, kinds)
        if found is not None:
            return found
        what = repr(text.strip())
        message = (
            _("no city named {name}").format(name=what)
            if set(kinds) == {"city"}
            else _("nothing named {name}").format(name=what)
        )
        others = self.candidates(text) if kinds else ()
        near = self.suggest(text, kinds)
        hint = ""
        if others:
            hint = _("{id} is of another kind: {kind}").format(
                id=others[0], kind=self.kind(others[0])
            )
        elif near:
            shown = _(" or ").join(map(self.shown, near))
            hint = _("did you mean {names}?").format(names=shown)
        if hint:
            message = _("{problem}; {hint}").format(problem=message, hint=hint)
        raise NotFoundError(message)

    def suggest(self, text: str, kinds: Iterable[str] = (), *, limit: int = 3) -> tuple[str, ...]:
        """Ids that a misspelt name may mean, likeliest first.

        Parameters
        ----------
        text : what was typed
        kinds : what may be proposed; everything if empty
        limit : how many at most
        """
        wanted = frozenset(kinds)
        owners: dict[str, list[str]] = {}
        for id in self._entries:
            if self._fits(id, wanted):
                for name in (id, *self.names(id)):
                    owners.setdefault(name, []).append(id)
        near = closest(text, owners, limit=limit * 4)  # a thing has several names
        ids = dict.fromkeys(id for name in near for id in owners[name])
        return tuple(ids)[:limit]

    def _fits(self, id: str, wanted: frozenset[str]) -> bool:
        if not wanted:
            return True
        entry = self._entries[id]
        if isinstance(entry, Person):
            return "person" in wanted
        group = "place" if isinstance(entry, Place) else "organization"
        return entry.kind in wanted or group in wanted

    def _likeliest(self, found: set[str]) -> set[str]:
        """Places before organizations, these before people; a city before its province.

        What contains a city and has its name is called after it, unless it is a country.
        """
        best = min(self._rank(id) for id in found)
        found = {id for id in found if self._rank(id) == best}
        around: set[str] = set()
        for id in found:
            entry = self._entries[id]
            while isinstance(entry, Place) and entry.kind != "country":
                if entry.part_of in around or entry.part_of not in self._entries:
                    break
                entry = self._entries[entry.part_of]
                if isinstance(entry, Place) and entry.kind != "country":
                    around.add(entry.id)
        # A province that the tables do not link with its city is still no other city.
        if any(self._is_city(id) for id in found):
            around |= {id for id in found if self.kind(id) not in ("city", "country")}
        return found - around or found

    def _is_city(self, id: str) -> bool:
        return self.kind(id) == "city"

    def _rank(self, id: str) -> int:
        entry = self._entries[id]
        if isinstance(entry, Place):
            return 0
        return 1 if isinstance(entry, Organization) else 2

    def _names(self) -> tuple[dict[str, list[str]], ...]:
        """Folded names and aliases, and the same without blanks, each to its ids."""
        if self._index is None:
            by_name: dict[str, list[str]] = {}
            by_letters: dict[str, list[str]] = {}
            for id in self._entries:
                for name in self.names(id):
                    folded = fold(name)
                    if folded:
                        by_name.setdefault(folded, []).append(id)
                        by_letters.setdefault(squeeze(name), []).append(id)
                by_letters.setdefault(id.replace("-", ""), []).append(id)
            self._index = by_name, by_letters
        return self._index
