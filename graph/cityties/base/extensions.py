"""What installed packages add: export formats, loaders, folders of questions.

A package declares them as entry points, in one of the groups below. Looking for them reads the
metadata of every installed package, so it is done only where something of our own does not
answer: an unknown name, or a listing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from cityties.errors import CitytiesError
from cityties.language.messages import _

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

FORMATS: Final = "cityties.formats"
LOADERS: Final = "cityties.loaders"
QUESTIONS: Final = "cityties.questions"

OURS: Final = "cityties"


class ExtensionError(CitytiesError):
    """An installed package whose addition cannot be used; the message names the package."""


def extensions(group: str) -> dict[str, list[EntryPoint]]:
    """The entry points of a group by name, sorted; several where packages clash.

    Parameters
    ----------
    group : `FORMATS`, `LOADERS` or `QUESTIONS`
    """
    found: dict[str, list[EntryPoint]] = {}
    for entry in _entries(group):
        found.setdefault(entry.name, []).append(entry)
    return found


@cache
def _entries(group: str) -> tuple[EntryPoint, ...]:
    from importlib.metadata import entry_points

    # A package that is seen twice on the path is one package.
    unique = {
        (entry.name, entry.value, package_of(entry)): entry for entry in entry_points(group=group)
    }
    return tuple(unique[key] for key in sorted(unique))


def package_of(entry: EntryPoint) -> str:
    """The name of the installed package that declares an entry point."""
    return entry.dist.name if entry.dist is not None else entry.module


def load(entry: EntryPoint) -> Any:
    """The object that an entry point names.

    Raises
    ------
    ExtensionError
        If its module cannot be imported or lacks the object.
    """
    try:
        return entry.load()
    except Exception as error:  # whatever a stranger's module raises when it is imported
        raise broken(entry, f"{type(error).__name__}: {error}") from error


def broken(entry: EntryPoint, reason: str) -> ExtensionError:
    """The error of an addition that cannot be used.

    Parameters
    ----------
    entry : what declares it
    reason : what is wrong, in words
    """
    return ExtensionError(
        _("the package {package} adds {name!r} to {group}, which cannot be used: {reason}").format(
            package=package_of(entry), name=entry.name, group=entry.group, reason=reason
        )
    )


def clash(name: str, packages: Iterable[str]) -> ExtensionError:
    """The error of a name that two packages claim.

    Parameters
    ----------
    name : what both add
    packages : their names; ``cityties`` is ours
    """
    return ExtensionError(
        _("{name!r} is added by two packages: {packages}; uninstall one of them").format(
            name=name, packages=_(", ").join(packages)
        )
    )


def only(group: str, name: str, ours: Iterable[str] = ()) -> EntryPoint | None:
    """The entry point of this name, if there is one.

    Parameters
    ----------
    group : `FORMATS`, `LOADERS` or `QUESTIONS`
    name : its name
    ours : the names that cityties itself has

    Raises
    ------
    ExtensionError
        If several packages add the name, or cityties has it.
    """
    entries = extensions(group).get(name, [])
    packages = [*([OURS] if entries and name in ours else []), *map(package_of, entries)]
    if len(packages) > 1:
        raise clash(name, packages)
    return entries[0] if entries else None
