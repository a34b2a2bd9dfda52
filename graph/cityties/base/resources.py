"""Where the package's own folders and the user's cache are.

In a wheel, data and ontology lie inside the package; in a checkout (editable
install or plain path) they are next to ``graph/``. Nothing else in the package
looks for them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cityties.base import parts
from cityties.base.owners import distrust
from cityties.errors import NotFoundError
from cityties.language import messages
from cityties.language.messages import _

PACKAGE = Path(__file__).resolve().parents[1]


def data_dir() -> Path:
    """The folder of the shipped tables.

    Raises
    ------
    NotFoundError : if the installation lacks it

    Examples
    --------
    >>> data_dir().name
    'data'
    """
    return _folder("data")


def ontology_dir() -> Path:
    """The folder of the ontology, its codes, shapes, rules and named questions.

    Raises
    ------
    NotFoundError : if the installation lacks it

    Examples
    --------
    >>> ontology_dir().name
    'ontology'
    """
    return _folder("ontology")


def locale_dir() -> Path:
    """The folder of the compiled message catalogues, a folder for each language."""
    return messages.LOCALE_DIR


def _folder(name: str) -> Path:
    beside = PACKAGE.parent.parent / name
    for folder in (PACKAGE / name, beside):
        if folder.is_dir():
            return folder
    raise NotFoundError(
        _(
            "the folder {name} of cityties is missing (looked in {inside} and {beside}): "
            "reinstall the package"
        ).format(name=name, inside=PACKAGE / name, beside=beside)
    )


def cache_dir() -> Path:
    """Where built graphs are kept between runs; the folder may not exist yet.

    ``CITYTIES_CACHE`` names it, else it is the system's own place for caches.
    Everything in it can be deleted at any time.

    Raises
    ------
    NotFoundError : if the system knows no such place (a user without a home)
    """
    named = os.environ.get("CITYTIES_CACHE", "")
    if named:
        return Path(named).absolute()
    if sys.platform == "linux":  # what platformdirs says there, without its import
        base = (
            os.environ.get("XDG_CACHE_HOME", "").strip() or os.environ.get("HOME", "") + "/.cache"
        )
        if base.startswith("/"):
            return Path(base, "cityties")
    from platformdirs import user_cache_path

    try:
        return user_cache_path("cityties", appauthor=False)
    except (RuntimeError, KeyError) as error:
        raise NotFoundError(
            _("no folder for the cache was found; set CITYTIES_CACHE to one")
        ) from error


def cache_refusal() -> str:
    """Why the cache folder is there but not used; empty if it is used, or is not there.

    What somebody else may have written is not believed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     os.environ["CITYTIES_CACHE"], before = folder, os.environ.get("CITYTIES_CACHE", "")
    ...     cache_refusal()
    ''
    >>> os.environ["CITYTIES_CACHE"] = before
    """
    try:
        folder = cache_dir()
        # A link to a folder of one's own is fine: what it leads to is looked at.
        reason = distrust(os.stat(folder))  # noqa: PTH116
    except (OSError, NotFoundError):
        return ""
    if not reason:
        return ""
    return _("the cache {folder} is not used ({reason}): graphs are built in memory").format(
        folder=folder, reason=reason
    )


def writable_cache_dir() -> Path | None:
    """The cache folder, made if need be; ``None`` where nothing can be written.

    A read-only home is no error: the graph is then built in memory each time. Nor is a folder
    that somebody else may have written in; see :func:`cache_refusal`.
    """
    try:
        folder = cache_dir()
        folder.mkdir(parents=True, exist_ok=True)
        if cache_refusal():
            return None
        # Trying is the only sure test: rights, read-only disks and full disks differ.
        probe = parts.hidden_name(folder / "probe")
        parts.sweep(folder / "probe")
        os.close(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        os.unlink(probe)  # noqa: PTH108
    except (OSError, NotFoundError):
        return None
    return folder
