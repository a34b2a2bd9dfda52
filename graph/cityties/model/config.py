"""``cityties.toml``: what a folder says once, so that no command needs it as an option.

The file is that of the folder one is in, or of the nearest folder above. It has the home (a
city or a network), the data, the languages and calendars, and what a publication says of itself.
Nothing here is a home by itself: what the file leaves out is left out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from cityties.errors import DataError, NotFoundError, Problem, Problems
from cityties.language.messages import _
from cityties.model.calendars import CALENDARS
from cityties.model.config_file import FILE
from cityties.start.patterns import regex
from cityties.start.records import dataclass, field

MOST: Final = 1 << 20
"""Bytes of the largest file that is read."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a ``cityties.toml`` says; a setting that it leaves out is empty or ``None``.

    Parameters
    ----------
    file : the file, absolute; ``None`` if there is none
    city : the home, as it is named there: an id or a name of a city
    network : or a network as the home
    data : folders or RDF files of one's own, absolute
    shipped : whether the data that comes with cityties goes in
    languages : codes of the languages in use; the first is the default
    calendars : of `cityties.model.calendars.CALENDARS`; empty: those of the home's country
    base : what the IRIs of one's own rows begin with; ends in ``/`` or ``#``
    title, licence : of what is published
    authors : their names, in order
    lines : the line of each setting that the file has, such as ``home.city``
    """

    file: Path | None = None
    city: str = ""
    network: str = ""
    data: tuple[Path, ...] = ()
    shipped: bool | None = None
    languages: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    base: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    licence: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    def where(self, setting: str) -> str:
        """File and line of a setting, such as ``/home/me/tampere/cityties.toml:2``; or ``""``."""
        line = self.lines.get(setting)
        return f"{self.file}:{line}" if self.file is not None and line else ""


# --- the settings -------------------------------------------------------------------------


class _WrongError(ValueError):
    """What was expected instead of a value."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _WrongError(_("a text, such as {example}").format(example='"tampere"'))
    return value.strip()


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(
        isinstance(one, str) and one.strip() for one in value
    ):
        raise _WrongError(_("a list of texts, such as {example}").format(example='["A. Virtanen"]'))
    return tuple(one.strip() for one in value)


def _paths(value: Any) -> tuple[str, ...]:
    try:
        return (_text(value),) if isinstance(value, str) else _texts(value)
    except _WrongError:
        example = _("{one} or {other}").format(one='"."', other='[".", "../world"]')
        raise _WrongError(
            _("a folder or a list of folders: {example}").format(example=example)
        ) from None


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _WrongError("true / false")
    return value


_LANGUAGE = regex(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def _languages(value: Any) -> tuple[str, ...]:
    example = '["en", "fi"]'
    expected = _("codes of languages, such as {example}").format(example=example)
    if not isinstance(value, list) or not value:
        raise _WrongError(expected)
    if not all(isinstance(one, str) and _LANGUAGE.fullmatch(one) for one in value):
        raise _WrongError(expected)
    return tuple(dict.fromkeys(value))


def _calendars(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or any(one not in CALENDARS for one in value):
        raise _WrongError(_("a list of {names}").format(names=", ".join(CALENDARS)))
    return tuple(dict.fromkeys(value))


_NOT_IN_IRI = regex(r"[\x00-\x20<>\"{}|^`\\]")


def _base(value: Any) -> str:
    from urllib.parse import urlsplit

    from cityties.vocabulary.terms import CODE, DEF, ID

    example = "https://example.org/tampere/"
    expected = _("an address that ends in / or #, such as {example}").format(example=example)
    if not isinstance(value, str) or _NOT_IN_IRI.search(value) or not value.endswith(("/", "#")):
        raise _WrongError(expected)
    try:
        parts = urlsplit(value)
    except ValueError:
        raise _WrongError(expected) from None
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
        raise _WrongError(expected)
    if value.startswith((ID, CODE, DEF)) or ID.startswith(value):
        raise _WrongError(
            _("an address of your own: {base} is that of the shipped data").format(base=ID)
        )
    return value


_SETTINGS: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "home.city": ("city", _text),
    "home.network": ("network", _text),
    "data.folder": ("data", _paths),
    "data.shipped": ("shipped", _truth),
    "languages.use": ("languages", _languages),
    "languages.calendars": ("calendars", _calendars),
    "publish.base": ("base", _base),
    "publish.title": ("title", _text),
    "publish.authors": ("authors", _texts),
    "publish.licence": ("licence", _text),
}
"""Each setting: the field of :class:`Config`, and what reads its value."""

SETTINGS: Final = {name: field_ for name, (field_, _read) in _SETTINGS.items()}
"""The name of each setting in the file, and its field in :class:`Config`."""


# --- reading ------------------------------------------------------------------------------


def read_config(path: Path | str) -> Config:
    r"""Read a ``cityties.toml``.

    Parameters
    ----------
    path : the file, or a folder that has one

    Raises
    ------
    NotFoundError
        If there is no such file.
    DataError
        With every unknown setting and wrong value, each with its line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, FILE)
    ...     size = file.write_text('[home]\ncity = "tampere"\n[data]\nfolder = "."\n')
    ...     read = read_config(file)
    ...     read.data == (Path(folder),), Path(read.where("home.city")).name
    (True, 'cityties.toml:2')
    """
    from cityties.base.files import decode_strict
    from cityties.base.inputs import read_named

    file = Path(os.path.abspath(path))  # noqa: PTH100 - links stay as they are
    if file.is_dir():
        file /= FILE
    try:
        data = read_named(file, most=MOST)
    except FileNotFoundError as fault:
        if Path(path).is_dir():
            raise NotFoundError(
                _("the folder {path} has no {file}").format(path=path, file=FILE)
            ) from fault
        raise NotFoundError(_("the file {path} does not exist").format(path=path)) from fault
    text, refused = decode_strict(data, str(path))
    if refused:
        raise DataError(refused)
    return _Reader(file, str(path), text).config()


class _Reader:
    """Collects every problem of one file."""

    def __init__(self, file: Path, shown: str, text: str) -> None:
        self._file = file
        self._shown = shown
        self._text = text
        self._problems = Problems()

    @cached_property
    def _lines(self) -> Mapping[str, int]:
        return _lines_of(self._text)

    def config(self) -> Config:
        """The settings, or the error with what is wrong."""
        import tomllib

        try:
            read = tomllib.loads(self._text)
        except (tomllib.TOMLDecodeError, RecursionError) as fault:
            place = re.search(r" \(at line (\d+), column \d+\)$", str(fault))
            line = int(place[1]) if place else 0
            message = _("not TOML: {reason}").format(
                reason=str(fault)[: place.start()] if place else str(fault)
            )
            problem = Problem(self._shown, line, "", "", message, code="bad-syntax")
            raise DataError([problem]) from None
        found: dict[str, Any] = {}
        for name, value in self._flat(read):
            reader = _SETTINGS.get(name)
            if reader is None:
                self._unknown(name)
                continue
            try:
                found[reader[0]] = reader[1](value)
            except _WrongError as wrong:
                message = _("this value does not fit")
                self._add(name, value, message, expected=str(wrong), code="wrong-value")
        if "city" in found and "network" in found:
            message = _("the home is a city or a network, not both")
            self._add("home.network", found["network"], message, code="two-homes")
        found["data"] = self._folders(found.get("data", ()))
        if self._problems:
            raise DataError(self._problems)
        lines = {name: line for name, line in self._lines.items() if name in _SETTINGS}
        return Config(file=self._file, lines=lines, **found)

    def _flat(self, read: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
        sections = {name.partition(".")[0] for name in _SETTINGS}
        for section, inside in read.items():
            if section not in sections:
                self._unknown(section)
            elif not isinstance(inside, dict):
                message = _("this is the name of a section")
                self._add(section, inside, message, expected=f"[{section}]", code="wrong-value")
            else:
                yield from ((f"{section}.{key}", value) for key, value in inside.items())

    def _folders(self, named: Iterable[str]) -> tuple[Path, ...]:
        """Relative to the file; each must be there."""
        made = []
        for text in named:
            path = Path(os.path.normpath(self._file.parent / Path(text).expanduser()))
            if not path.exists():
                message = _("the folder {path} does not exist").format(path=path)
                self._add("data.folder", text, message, code="no-such-folder")
            made.append(path)
        return tuple(made)

    def _unknown(self, name: str) -> None:
        from cityties.language.names import did_you_mean

        section, _dot, key = name.partition(".")
        inside = [one.partition(".")[2] for one in _SETTINGS if one.startswith(f"{section}.")]
        sections = list(dict.fromkeys(one.partition(".")[0] for one in _SETTINGS))
        known = inside if key else sections
        message = _("unknown setting") if key else _("unknown section")
        self._add(
            name,
            "",
            message,
            expected=_("one of {names}").format(names=", ".join(known)),
            suggestion=did_you_mean(key or section, known),
            code="unknown-setting",
        )

    def _add(self, name: str, value: object, message: str, **more: str) -> None:
        """Keep a problem of a setting; ``more`` are further fields of `Problem`."""
        line = self._lines.get(name, 0)
        self._problems.append(Problem(self._shown, line, name, str(value), message, **more))


_SECTION = regex(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_KEY = regex(r"""\s*([A-Za-z0-9_.'" -]+?)\s*=""")


def _lines_of(text: str) -> dict[str, int]:
    """The line of each section and setting, by its name with dots: the first that has it."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _SECTION.match(line):
            section = _dotted(match[1])
            found.setdefault(section, number)
        elif match := _KEY.match(line):
            key = _dotted(match[1])
            name = f"{section}.{key}" if section else key
            found.setdefault(name, number)
            found.setdefault(name.partition(".")[0], number)
    # home = { city = "x" }: the line of the table is that of what is inside
    for name in _SETTINGS:
        if name not in found and (at := found.get(name.partition(".")[0])):
            inside = text.splitlines()[at - 1]
            if re.search(rf"[{{,]\s*{name.partition('.')[2]}\s*=", inside):
                found[name] = at
    return found


def _dotted(name: str) -> str:
    return ".".join(part.strip(" \"'") for part in name.split("."))
