"""Items and statements, as both forms of Wikidata's data give them."""

from __future__ import annotations

from dataclasses import dataclass, field

from cityties.model.dates import Edtf
from cityties.model.identifiers import is_qid

TWIN = "P190"
COUNTRY = "P17"
POINT = "P625"
POPULATION = "P1082"
MEMBER_OF = "P463"
HEAD = "P6"
REPLACED_BY = "P1366"
ISO_CODE = "P297"

ABOUT = (COUNTRY, POINT, POPULATION, MEMBER_OF, HEAD, REPLACED_BY, ISO_CODE)
"""What is asked of each item besides its twin towns."""

LANGUAGES = ("en", "fa", "mul", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ru", "ar", "zh")
"""Languages whose labels are requested: for the English name the first but ``fa`` that has one."""


def qid_number(qid: str) -> int:
    """The number of an item, for sorting."""
    return int(qid[1:])


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of a qualifier.

    Parameters
    ----------
    when : the day with its precision; ``None`` where it is said to be unknown
    """

    when: Edtf | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an item.

    Parameters
    ----------
    id : its own id, ``Q3955$f5bc4a76-…``
    item, property : whose it is, and of what
    rank : ``preferred``, ``normal`` or ``deprecated``
    value : an item's id, or the text of a literal; blank with ``special``
    special : ``unknown`` or ``none`` where there is no value
    start, end, at : P580, P582 and P585, or ``None``
    references : the addresses of its references (P854), sorted
    referenced : how many references it has, with or without address
    """

    id: str
    item: str
    property: str
    rank: str = "normal"
    value: str = ""
    special: str = ""
    start: Moment | None = None
    end: Moment | None = None
    at: Moment | None = None
    references: tuple[str, ...] = ()
    referenced: int = 0


@dataclass(slots=True)
class Item:
    """What is known of an item.

    Parameters
    ----------
    id : its id
    labels : language to text
    redirect : the item that it is a redirect to, or blank
    statements : property to its statements
    """

    id: str
    labels: dict[str, str] = field(default_factory=dict)
    redirect: str = ""
    statements: dict[str, list[Statement]] = field(default_factory=dict)
    _ids: set[tuple[str, str]] = field(default_factory=set, repr=False)

    def add(self, statement: Statement) -> None:
        """Keep a statement, unless it is there already."""
        if (statement.property, statement.id) not in self._ids:
            self._ids.add((statement.property, statement.id))
            self.statements.setdefault(statement.property, []).append(statement)


@dataclass(slots=True)
class Collection:
    """What was collected.

    Parameters
    ----------
    items : id to item
    read : items whose own list of twin towns was read whole
    """

    items: dict[str, Item] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)

    def item(self, qid: str) -> Item:
        """The item, made if it is new."""
        if qid not in self.items:
            self.items[qid] = Item(qid)
        return self.items[qid]

    def named(self, properties: tuple[str, ...]) -> set[str]:
        """The items that are values of some properties."""
        return {
            statement.value
            for item in self.items.values()
            for name in properties
            for statement in item.statements.get(name, ())
            if is_qid(statement.value)
        }
