"""The formats of export: what each is, which file chooses it, what it writes.

A format is a `Format` in the tuple ``FORMATS`` of a module next to this one, or in an installed
package (``docs/how-to/extend.md``). Nothing else has to know of it. It is given a `Content`
and asks it for what it carries, so that nothing is computed that no format needs.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties import export
from cityties.base import extensions
from cityties.errors import CitytiesError, UsageError
from cityties.language.messages import _
from cityties.language.names import did_you_mean

if TYPE_CHECKING:
    from datetime import date
    from importlib.metadata import EntryPoint

    import networkx as nx
    from pyoxigraph import Quad

    from cityties.model.rows import Place, Tables
    from cityties.reading import Readings

CARRIES: Final = ("rdf", "day", "states", "tables")
"""What a format can carry: the claims with what follows from them, the ties as they stood on
a day, the ties through time, all tables."""

Row = Mapping[str, Any]
States = tuple[Sequence[Row], Sequence[Row]]


class Content:
    """What a format may ask for; each part is made when it is first asked for.

    Parameters
    ----------
    quads : the graph as RDF, in any order
    lines : the same as canonical N-Quads in pieces of whole lines, where it can be read so
    rows : the ties on a day, in the form of ``ties``
    graph : the same as a networkx graph (`cityties.projection.ties_graph`)
    states : the rows of the tables ``nodes`` and ``edges`` (`cityties.export.columns`)
    places : the places that parties can be
    about : what the ties of a day are of: ``on``, ``content_id``, ``known_by``
    title, modified : what the states are of, and the data's own day
    rights : gives the sentence that says whose the data of some sources is
    reifiers : add what each claim says, as RDF 1.2
    guard : put an apostrophe before a cell that a spreadsheet would run as a formula
    whole : gives the tables and what is read from them
    on : the day that the ties are of

    The first five and the places can be functions without parameters that make the value.
    """

    def __init__(
        self,
        *,
        quads: Iterable[Quad] | Callable[[], Iterable[Quad]] = (),
        lines: Callable[[], Iterable[bytes]] | None = None,
        rows: Sequence[Row] | Callable[[], Sequence[Row]] = (),
        graph: nx.MultiGraph[str] | Callable[[], nx.MultiGraph[str]] | None = None,
        states: States | Callable[[], States] = ((), ()),
        places: Iterable[Place] | Callable[[], Iterable[Place]] = (),
        about: Mapping[str, str] | None = None,
        title: str = "",
        modified: date | None = None,
        rights: Callable[[frozenset[str]], str] | None = None,
        reifiers: bool = False,
        guard: bool = False,
        whole: Callable[[], tuple[Tables, Readings]] | None = None,
        on: date | None = None,
    ) -> None:
        self.on = on
        self._whole = whole
        self._quads, self._rows, self._graph, self._states = quads, rows, graph, states
        self._lines, self._places = lines, places
        self.about = dict(about or {})
        self.title = title
        self.modified = modified
        self._rights = rights
        self.reifiers = reifiers
        self.guard = guard

    @cached_property
    def quads(self) -> Iterable[Quad]:
        """The graph as RDF."""
        return self._quads() if callable(self._quads) else self._quads

    @property
    def lines(self) -> Iterable[bytes] | None:
        """The graph as canonical N-Quads, from the start each time; ``None`` if not so."""
        return None if self._lines is None else self._lines()

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The places that parties can be."""
        return tuple(self._places() if callable(self._places) else self._places)

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The ties on a day."""
        return self._rows() if callable(self._rows) else self._rows

    @cached_property
    def graph(self) -> nx.MultiGraph[str]:
        """The ties on a day as a networkx graph.

        Raises
        ------
        ValueError
            If the content has none.
        """
        if self._graph is None:
            raise ValueError("the format needs a graph")
        return self._graph() if callable(self._graph) else self._graph

    @cached_property
    def _tables(self) -> tuple[Tables, Readings]:
        if self._whole is None:
            raise ValueError("the format needs tables")
        return self._whole()

    @property
    def tables(self) -> Tables:
        """The rows that the graph is made of.

        Raises
        ------
        ValueError
            If the content has none.
        """
        return self._tables[0]

    @property
    def readings(self) -> Readings:
        """What is read from them.

        Raises
        ------
        ValueError
            If the content has none.
        """
        return self._tables[1]

    @cached_property
    def _both(self) -> States:
        return self._states() if callable(self._states) else self._states

    def rights(self, rows: Iterable[Row]) -> str:
        """Whose the data of some rows is and under which licences; blank if nobody says.

        Parameters
        ----------
        rows : of `rows` or `edges`
        """
        if self._rights is None:
            return ""
        found = (row.get("sources") or () for row in rows)
        each = (one.split(";") if isinstance(one, str) else one for one in found)
        return self._rights(frozenset(source for sources in each for source in sources))

    @property
    def nodes(self) -> Sequence[Row]:
        """The parties of the ties."""
        return self._both[0]

    @property
    def edges(self) -> Sequence[Row]:
        """The states of the ties."""
        return self._both[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format that can be exported.

    Parameters
    ----------
    name : what ``--format`` calls it
    title : what a file of it holds, in a few words
    endings : file extensions that select it
    media_type : its media type
    carries : one of `CARRIES`: it decides what the filters do
    make : makes the bytes from a `Content`
    pieces : makes them piece by piece instead, where they need not be held at once
    readers : what was seen to open it, for the documentation
    reifiers : whether it can hold the triple terms of RDF 1.2
    cells : whether it is a table that a spreadsheet may open
    each_channel : whether one tie may come several times, for channels that differ; for
        ``rdf`` it makes no difference
    lacks : says what must be installed first; blank if nothing
    describe : makes a description that belongs next to a file of a name, from the same content

    Examples
    --------
    >>> one = Format(
    ...     name="count", title="how many ties", endings=(".count",), media_type="text/plain",
    ...     carries="day", make=lambda content: str(len(content.rows)).encode(),
    ... )
    >>> one.write(Content(rows=[{"tie": "tie/a+b/sister_city"}]))
    b'1'
    """

    name: str
    title: str
    endings: tuple[str, ...]
    media_type: str
    carries: str
    make: Callable[[Content], bytes] | None = None
    pieces: Callable[[Content], Iterable[bytes]] | None = None
    readers: str = ""
    reifiers: bool = False
    cells: bool = False
    each_channel: bool = False
    lacks: Callable[[], str] = str
    describe: Callable[[Content, str], bytes] | None = None

    def check(self, *, reifiers: bool = False, guard: bool = False) -> None:
        """Refuse an option that the format has no use for, and a format that lacks its package.

        Raises
        ------
        UsageError
            For reifiers or guarded formulas where the format cannot have them.
        CitytiesError
            For Parquet without pyarrow.
        """
        if reifiers and not self.reifiers:
            raise UsageError(
                _("{format} does not support reifiers; these do: {all}").format(
                    format=self.name, all=_names(one for one in ours().values() if one.reifiers)
                )
            )
        if guard and not self.cells:
            raise UsageError(
                _("{format} has no cells to guard; these have: {all}").format(
                    format=self.name, all=_names(one for one in ours().values() if one.cells)
                )
            )
        if reason := self.lacks():
            raise CitytiesError(reason)

    def write(self, content: Content) -> bytes:
        """The bytes of a file; the same content gives the same (Parquet: by the same pyarrow).

        Without ``guard`` a cell of a table contains the data as it is: one that begins with
        ``=``, ``+``, ``-`` or ``@`` is not altered, so open files from strangers as text.

        Raises
        ------
        UsageError
            If the format has no such option, or cannot hold one of the texts.
        CitytiesError
            For Parquet without pyarrow.
        """
        return b"".join(self.stream(content))

    def stream(self, content: Content) -> Iterator[bytes]:
        """The same bytes, piece by piece where the format can do that.

        Raises
        ------
        UsageError, CitytiesError
            As :meth:`write`, before the first piece.
        """
        self.check(reifiers=content.reifiers, guard=content.guard)
        try:
            if self.pieces is not None:
                return iter(self.pieces(content))
            assert self.make is not None, "a format makes bytes or pieces"
            return iter([self.make(content)])
        except UnicodeEncodeError as error:
            raise UsageError(_("a text contains half of a surrogate pair")) from error


def _names(formats: Iterable[Format]) -> str:
    return ", ".join(one.name for one in formats)


# --- the registry --------------------------------------------------------------------------


@cache
def ours() -> Mapping[str, Format]:
    """The formats of cityties itself by name: by what they carry, then by name."""
    found: list[Format] = []
    for module in pkgutil.iter_modules(export.__path__):
        if module.name != "formats":
            beside = importlib.import_module(f"{export.__name__}.{module.name}")
            found += getattr(beside, "FORMATS", ())
    found.sort(key=lambda one: (CARRIES.index(one.carries), one.name))
    return {one.name: one for one in found}


def formats() -> Mapping[str, Format]:
    """All formats by name: those of cityties, then those of installed packages.

    Raises
    ------
    ExtensionError
        If a package adds something that is not a format, or a name or ending that another has.
    """
    found = dict(ours())
    owners = dict.fromkeys(_endings(found), extensions.OURS)
    for name in extensions.extensions(extensions.FORMATS):
        added, entry = _added(name)
        for ending in added.endings:
            if ending in owners:
                raise extensions.clash(ending, (owners[ending], extensions.package_of(entry)))
            owners[ending] = extensions.package_of(entry)
        found[name] = added
    return found


def find_format(name: str) -> Format:
    """The format of this name.

    Raises
    ------
    UsageError
        If there is none; the message names the formats.
    ExtensionError
        If an installed package adds it and it cannot be used.
    """
    if name in ours():
        return ours()[name]
    if name in extensions.extensions(extensions.FORMATS):
        return _added(name)[0]
    known = [*ours(), *extensions.extensions(extensions.FORMATS)]
    raise UsageError(
        _("unknown export format {name!r}; available: {all}").format(
            name=name, all=", ".join(known)
        )
        + _hint(name, known)
    )


def format_of(path: Path, name: str | None = None) -> Format:
    """The export format of a file, by name or file extension.

    Raises
    ------
    UsageError
        If neither names a format.
    ExtensionError
        If only an installed package could know the file extension, and one cannot be used.

    Examples
    --------
    >>> format_of(Path("isfahan.ttl")).name, format_of(Path("isfahan.nodes.csv")).name
    ('turtle', 'nodes')
    """
    if name:
        return find_format(name)
    file = path.name.lower()
    endings = _endings(ours())
    if (found := _longest(file, endings)) and "." not in file.removesuffix(found)[1:]:
        return ours()[endings[found]]  # a package could only have a longer ending
    try:
        endings = _endings(formats())
    except extensions.ExtensionError:
        if not found:
            raise
    if found := _longest(file, endings):
        return find_format(endings[found])
    raise UsageError(
        _(
            "the extension of {path} is not that of an export format; use one of {endings}, or "
            "set the format"
        ).format(path=path, endings=", ".join(endings))
        + _hint(path.suffix, endings)
    )


def _endings(formats: Mapping[str, Format]) -> dict[str, str]:
    return {ending: name for name, one in formats.items() for ending in one.endings}


def _longest(file: str, endings: Iterable[str]) -> str:
    """The longest ending that a file has: .nodes.csv before .csv."""
    return max((each for each in endings if file.endswith(each)), key=len, default="")


def _hint(given: str, right: Iterable[str]) -> str:
    near = did_you_mean(given, right)
    return f"; {near}" if near else ""


# --- formats of installed packages ---------------------------------------------------------


def _added(name: str) -> tuple[Format, EntryPoint]:
    """The format that an installed package adds, and what declares it."""
    entry = extensions.only(extensions.FORMATS, name, ours())
    assert entry is not None  # asked for by the names of the group
    found = extensions.load(entry)
    if not isinstance(found, Format):
        raise extensions.broken(entry, _("it is not a Format of cityties.export.formats"))
    if found.name != name:
        raise extensions.broken(entry, _("its name is {name!r}").format(name=found.name))
    if found.carries not in CARRIES:
        reason = _("it carries {value!r}, which is none of {all}")
        raise extensions.broken(entry, reason.format(value=found.carries, all=", ".join(CARRIES)))
    if wrong := [each for each in found.endings if each[:1] != "." or each != each.lower()]:
        reason = _("an ending begins with a dot and has small letters: {value!r}")
        raise extensions.broken(entry, reason.format(value=wrong[0]))
    return _guarded(found, entry), entry


def _guarded(added: Format, entry: EntryPoint) -> Format:
    """The same format, whose errors are errors that name the package."""
    from dataclasses import replace

    def make(content: Content) -> bytes:
        try:
            if added.pieces is not None:
                made = b"".join(added.pieces(content))
            else:
                assert added.make is not None, "a format makes bytes or pieces"
                made = added.make(content)
        except (CitytiesError, UnicodeEncodeError):
            raise
        except Exception as error:  # whatever a stranger's code raises
            raise extensions.broken(entry, f"{type(error).__name__}: {error}") from error
        if not isinstance(made, bytes):
            raise extensions.broken(
                entry, _("it made {type} and not bytes").format(type=type(made).__name__)
            )
        return made

    return replace(added, make=make, pieces=None)
