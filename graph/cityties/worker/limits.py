"""What a confined process may use, and which limits a system has."""

from __future__ import annotations

from typing import Final

from cityties.errors import UsageError
from cityties.language.messages import N_, _
from cityties.start.records import dataclass, field

SECONDS: Final = 60.0
"""How long one call may take where nothing else is said."""

MEMORY: Final = 1024
"""Megabytes that a worker may use beyond those that it begins with."""

MEMORY_RANGE: Final = (64, 2**30)
LONGEST: Final = 1_000_000.0  # seconds; some systems cannot wait longer
MOST_BYTES: Final = 256 * 1024 * 1024
"""The largest answer that is taken from a worker."""

NAMES: Final = {
    "memory": N_("memory is limited"),
    "processor": N_("processor time is limited"),
    "files": N_("the number of open files is limited"),
    "environment": N_("the environment is empty"),
    "parent": N_("it ends with the process that started it"),
    "calls": N_("no connection, no program, no change of a file (seccomp)"),
    "paths": N_("only its own files can be opened (Landlock)"),
}
"""Every limit, by its name in :attr:`Held.names`, in the order in which it is shown."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may use.

    Parameters
    ----------
    seconds : how long one call may take
    memory : megabytes beyond those that the process begins with

    Raises
    ------
    UsageError
        If a limit is not a positive number, or the memory is outside :data:`MEMORY_RANGE`.

    Examples
    --------
    >>> Limits(seconds=5).memory
    1024
    """

    seconds: float = SECONDS
    memory: int = MEMORY

    def __post_init__(self) -> None:
        if not self.seconds > 0:
            raise UsageError(_("the time limit must be more than 0 seconds"))
        least, most = MEMORY_RANGE
        if not least <= self.memory <= most:
            raise UsageError(
                _("the memory limit must be from {least} to {most} megabytes, not {n}").format(
                    least=least, most=most, n=self.memory
                )
            )


@dataclass(frozen=True, slots=True)
class Held:
    """What holds for one worker on this system.

    Parameters
    ----------
    names : of :data:`NAMES`, those that the system accepted
    landlock : the version of Landlock; 0: none
    """

    names: frozenset[str] = field(default_factory=frozenset)
    landlock: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """The limits that this system lacks."""
        return tuple(name for name in NAMES if name not in self.names)
