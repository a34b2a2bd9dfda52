"""From the archive to its sheets: content types and relations, as the format defines them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cityties.language.messages import _
from cityties.loaders.workbook import form
from cityties.loaders.workbook.archive import Archive
from cityties.loaders.workbook.form import BrokenBookError, TooLargeError, save_again
from cityties.loaders.workbook.markup import (
    MAIN,
    DeclarationError,
    End,
    Start,
    main_name,
    read_part,
)

_TYPES_PART: Final = "[Content_Types].xml"
TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
CONTENT: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MAIN_TYPES: Final = (
    f"{CONTENT}sheet.main+xml", f"{CONTENT}template.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
)  # fmt: skip
_PLAIN: Final = ("", "application/xml", "text/xml")
_SHEET_ROOTS: Final = ("worksheet", "chartsheet", "dialogsheet", "macrosheet")

_MAX_LOOKS: Final = 1 << 26  # bytes of the part with the looks of cells

_IGNORED: Final = (
    "__MACOSX/", "customXml/", "docMetadata/", "docProps/", "xl/calcChain.xml", "xl/charts/",
    "xl/comments", "xl/connections.xml", "xl/ctrlProps/", "xl/customProperty", "xl/drawings/",
    "xl/embeddings/", "xl/externalLinks/", "xl/media/", "xl/metadata.xml", "xl/persons/",
    "xl/pivotCache/", "xl/pivotTables/", "xl/printerSettings/", "xl/queryTables/", "xl/richData/",
    "xl/slicerCaches/", "xl/slicers/", "xl/tables/", "xl/theme/", "xl/threadedComments/",
    "xl/webextensions/", "xl/xmlMaps.xml",
)  # fmt: skip
"""What spreadsheets keep next to the cells: looks, notes, charts. No table is in it."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it; ``part`` is "" for a sheet without cells, as a chart."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Book:
    """The parts that hold cells; ``strings`` and ``styles`` are "" if there are none."""

    sheets: tuple[SheetPart, ...]
    strings: str
    styles: str
    since_1904: bool
    """Whether days are counted from 1904, as old Macintoshes did."""


@dataclass(slots=True)
class _Relation:
    type: str
    target: str


def find_parts(archive: Archive) -> Book:
    """Find the sheets of a workbook, and refuse parts that only some program would read.

    Parameters
    ----------
    archive : the parts

    Returns
    -------
    Book : the sheets in the order of the workbook, the shared strings, the looks of cells

    Raises
    ------
    BrokenBookError
        If a part or relation is missing, ambiguous, of another kind of file, or if a sheet is
        in the file and not in the workbook.
    """
    _check_other_formats(archive)
    types = _content_types(archive)
    main = _main_part(archive)
    if types(main).endswith(".sheet.binary.macroEnabled.main"):
        raise BrokenBookError(
            _("a binary workbook (.xlsb)"), _("open it in a spreadsheet and save it as .xlsx")
        )
    if types(main) not in _MAIN_TYPES:
        raise BrokenBookError(
            _("{part} has another content type: {type!r}").format(part=main, type=types(main))
        )
    listed, since_1904 = _listed_sheets(archive, main)
    relations = _relations(archive, _relations_part(main), main)
    sheets = []
    others = set()  # charts and dialogs
    for name, id_ in listed:
        relation = relations.get(id_)
        if relation is None:
            raise BrokenBookError(_("the sheet {name!r} has no part").format(name=name))
        if relation.type == f"{OFFICE}/worksheet":
            sheets.append(SheetPart(name, _existing(archive, relation.target)))
        else:
            others.add(relation.target)
            sheets.append(SheetPart(name, ""))
    parts = [sheet.part for sheet in sheets if sheet.part]
    if len(set(parts)) < len(parts):
        twice = next(part for part in parts if parts.count(part) > 1)
        raise BrokenBookError(_("two sheets have the part {name}").format(name=twice))
    strings = _one(archive, relations, "sharedStrings")
    styles = _one(archive, relations, "styles")
    for part, kind in [*((part, "worksheet") for part in parts), (strings, "sharedStrings")]:
        if part and types(part) not in (f"{CONTENT}{kind}+xml", *_PLAIN):
            raise BrokenBookError(
                _("{part} has another content type: {type!r}").format(part=part, type=types(part))
            )
    if styles and archive.size(styles) > _MAX_LOOKS:
        raise TooLargeError(
            _("{part}: this part is too large").format(part=styles),
            _("at most {n}").format(n=_MAX_LOOKS),
        )
    known = {_TYPES_PART, "_rels/.rels", main, _relations_part(main), strings, styles}
    _check_rest(archive, known.union(parts, others))
    return Book(tuple(sheets), strings, styles, since_1904)


def _check_other_formats(archive: Archive) -> None:
    names = archive.names
    if "mimetype" in names or "content.xml" in names:
        raise BrokenBookError(
            _("an OpenDocument file (.ods)"), _("open it in a spreadsheet and save it as .xlsx")
        )
    if any(name.lower() in ("xl/workbook.bin", "index/document.iwa") for name in names):
        raise BrokenBookError(
            _("a binary workbook (.xlsb)"), _("open it in a spreadsheet and save it as .xlsx")
        )


def _content_types(archive: Archive) -> Callable[[str], str]:
    """The function that gives the content type of a part."""
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        if name == f"{TYPES} Default":
            into, key = defaults, attributes.get("Extension", "").lower()
        elif name == f"{TYPES} Override":
            into, key = overrides, attributes.get("PartName", "").lower()
        else:
            return
        if into.setdefault(key, kind) != kind:
            raise BrokenBookError(_("two content types for {name}").format(name=key))

    _read(archive, _TYPES_PART, start)

    def type_of(part: str) -> str:
        return overrides.get(f"/{part}".lower()) or defaults.get(
            part.rpartition(".")[2].lower(), ""
        )

    return type_of


def _main_part(archive: Archive) -> str:
    targets = [
        relation.target
        for relation in _relations(archive, "_rels/.rels", "").values()
        if relation.type in (f"{OFFICE}/officeDocument", f"{_STRICT_OFFICE}/officeDocument")
    ]
    if len(targets) != 1:
        raise BrokenBookError(_("exactly one workbook must be in the file"))
    return _existing(archive, targets[0])


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relations(archive: Archive, part: str, source: str) -> dict[str, _Relation]:
    """The relations of a part by their ids; the targets are names of parts."""
    found: dict[str, _Relation] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == f"{RELATIONS} Relationships":
            return
        if name != f"{RELATIONS} Relationship":
            raise BrokenBookError(_("{part}: this is not part of a workbook").format(part=part))
        id_ = attributes.get("Id", "")
        if id_ in found:
            raise BrokenBookError(_("{part}: the id {id} occurs twice").format(part=part, id=id_))
        target = attributes.get("Target", "")
        inside = attributes.get("TargetMode", "Internal") == "Internal"
        found[id_] = _Relation(
            attributes.get("Type", ""), _resolved(source, target) if inside else ""
        )

    _read(archive, part, start)
    return found


def _resolved(source: str, target: str) -> str:
    """The name that a target means; "" if it is none.

    >>> _resolved("xl/workbook.xml", "worksheets/sheet1.xml")
    'xl/worksheets/sheet1.xml'
    >>> _resolved("xl/workbook.xml", "/xl/worksheets/sheet1.xml")
    'xl/worksheets/sheet1.xml'
    >>> _resolved("xl/workbook.xml", "../../x.xml")
    ''
    """
    if any(sign in target for sign in "\\%?#:") or not target:
        return ""
    name = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target))
    climbed = posixpath.normpath(posixpath.join(posixpath.dirname(source) or ".", target))
    return "" if climbed.startswith("../") else name.lstrip("/")


def _existing(archive: Archive, part: str) -> str:
    if part not in archive.names:
        raise BrokenBookError(
            _("the part {name} is missing").format(name=part or "?"),
            save_again(),
        )
    return part


def _one(archive: Archive, relations: Mapping[str, _Relation], kind: str) -> str:
    """The part of a kind, of which a workbook has one or none."""
    found = [one.target for one in relations.values() if one.type == f"{OFFICE}/{kind}"]
    if len(found) > 1:
        raise BrokenBookError(_("more than one part with {kind}").format(kind=kind))
    return _existing(archive, found[0]) if found else ""


def _listed_sheets(archive: Archive, main: str) -> tuple[list[tuple[str, str]], bool]:
    """Names and relations of the sheets in the order of the workbook; whether since 1904."""
    listed: list[tuple[str, str]] = []
    since_1904 = False
    path: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal since_1904
        if not path and main_name(name, main) != "workbook":
            raise BrokenBookError(_("{part}: this is not part of a workbook").format(part=main))
        path.append(name)
        if path[1:] == [f"{MAIN} workbookPr"]:
            since_1904 = attributes.get("date1904", "") in ("1", "true", "on")
        if name.rpartition(" ")[2] not in ("sheet", "sheets"):
            return
        if path[1:] not in ([f"{MAIN} sheets"], [f"{MAIN} sheets", f"{MAIN} sheet"]):
            raise BrokenBookError(_("a list of sheets where none is expected"))
        if len(path) == 3:
            listed.append((attributes.get("name", ""), attributes.get(f"{OFFICE} id", "")))

    def end(_name: str) -> None:
        path.pop()

    _read(archive, main, start, end)
    if not listed:
        raise BrokenBookError(_("no sheet"))
    if len(listed) > form.MAX_SHEETS:
        raise TooLargeError(_("too many sheets"), _("at most {n}").format(n=form.MAX_SHEETS))
    return listed, since_1904


def _check_rest(archive: Archive, known: set[str]) -> None:
    """Look at every other part: no declarations, and no sheet that the workbook does not list."""
    for part in sorted(archive.names - known):
        ignored = part.startswith(_IGNORED)
        try:
            root = _root(archive, part)
        except DeclarationError:
            raise
        except BrokenBookError:
            if ignored or not part.lower().endswith((".xml", ".rels")):
                continue  # pictures, settings of printers, notes of old spreadsheets
            raise
        if root.rpartition(" ")[2] in _SHEET_ROOTS and not ignored:
            raise BrokenBookError(
                _("the sheet in {name} is not listed in the workbook").format(name=part),
                save_again(),
            )


def _root(archive: Archive, part: str) -> str:
    """The name of the root, with its namespace."""
    roots: list[str] = []

    def start(name: str, _attributes: Mapping[str, str]) -> None:
        if not roots:
            roots.append(name)

    _read(archive, part, start)
    return roots[0]


def _read(archive: Archive, part: str, start: Start, end: End | None = None) -> None:
    with archive.open(part) as stream:
        read_part(stream, part, start, end)
