"""Content types and relations: one answer to which part is which sheet, or an error."""

from __future__ import annotations

import posixpath
from pathlib import Path

import pytest
from books import (
    HEAD,
    KIND,
    MAIN,
    OFFICE,
    PEOPLE,
    SHEET1,
    STRINGS,
    Parts,
    codes,
    load,
    people,
    problems,
    row_xml,
    shared,
    sheet_xml,
    strings_xml,
    table_rows,
    zipped,
)  # fmt: skip

from cityties.errors import DataError

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
GOOD = Parts({"people": sheet_xml(table_rows(PEOPLE))}).files()
TWO = Parts(
    {
        "people": sheet_xml(table_rows(PEOPLE)),
        "codes": sheet_xml(table_rows([["kinds"], ["city"]])),
    }
).files()


def replaced(part: str, old: str, new: str, files: dict[str, bytes] = GOOD) -> bytes:
    text = files[part].decode()
    assert old in text
    return zipped({**files, part: text.replace(old, new).encode()}.items())


def listed(sheets: str, more: str = "") -> str:
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{more}<sheets>{sheets}</sheets></workbook>'


@pytest.mark.parametrize(
    "target", ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml",
               "../xl/worksheets/sheet1.xml"],
)  # fmt: skip
def test_every_way_to_write_one_target(target: str, tmp_path: Path) -> None:
    data = replaced(RELATIONS, '"worksheets/sheet1.xml"', f'"{target}"')
    try:
        assert load(tmp_path, data) == load(tmp_path, people())
    except DataError as error:  # one of the readers knows it, the other does not
        assert {problem.code for problem in error.problems} == {"bad-workbook"}


@pytest.mark.parametrize(
    "target",
    [
        "Worksheets/sheet1.xml", "worksheets/sheet1.XML", "worksheets%2Fsheet1.xml",
        "worksheets\\sheet1.xml", "worksheets/sheet9.xml", "", "/", "../worksheets/sheet1.xml",
        "../../xl/worksheets/sheet1.xml", "http://example.org/sheet1.xml", "file:///etc/passwd",
        "worksheets/sheet1.xml?a", "worksheets/sheet1.xml#a", "sharedStrings.xml", "workbook.xml",
    ],
)  # fmt: skip
def test_a_sheet_without_a_part_of_that_very_name(target: str, tmp_path: Path) -> None:
    data = replaced(RELATIONS, "worksheets/sheet1.xml", target)
    assert codes(tmp_path, data) == {"bad-workbook"}


def test_relations_that_are_not_clear(tmp_path: Path) -> None:
    one = GOOD[RELATIONS].decode()
    relation = one[one.index("<Relationship ") : one.index("</Relationships>")]
    for old, new in (
        (relation, relation + relation),  # an id twice
        (relation, ""),
        (relation, relation.replace("Target=", 'TargetMode="External" Target=')),
        (relation, f"<!-- {relation} -->"),
        (relation, relation.replace("<Relationship ", '<Relationship xmlns="urn:other" ')),
        ("<Relationships ", "<Relationship "),
        (
            relation,
            relation + f'<Relationship Id="a" Type="{OFFICE}/sharedStrings" Target="a.xml"/>',
        ),
    ):
        assert codes(tmp_path, replaced(RELATIONS, old, new)) == {"bad-workbook"}, new


def test_more_than_one_workbook(tmp_path: Path) -> None:
    root = GOOD["_rels/.rels"].decode()
    relation = root[root.index("<Relationship ") : root.index("</Relationships>")]
    twice = relation + relation.replace("rId1", "rId2").replace("workbook.xml", "other.xml")
    data = replaced("_rels/.rels", relation, twice)
    assert codes(tmp_path, data) == {"bad-workbook"}
    assert codes(tmp_path, replaced("_rels/.rels", relation, "")) == {"bad-workbook"}


def test_sheets_that_are_not_clear(tmp_path: Path) -> None:
    good = '<sheet name="people" sheetId="1" r:id="rId1"/>'
    for sheets in (
        "",
        '<sheet name="people" sheetId="1"/>',
        '<sheet name="people" sheetId="1" id="rId1"/>',
        '<sheet name="people" sheetId="1" r:id="rId7"/>',
        f"<group>{good}</group>",
        f'{good}<sheet name="codes" sheetId="2" r:id="rId1"/>',  # two sheets, one part
        f'<x:sheet xmlns:x="urn:other" name="people" sheetId="1" r:id="rId1"/>{good}',
    ):
        assert codes(tmp_path, people(**{WORKBOOK: listed(sheets)})) == {"bad-workbook"}, sheets
    twice = listed(good, more=f"<sheets>{good}</sheets>")
    assert codes(tmp_path, people(**{WORKBOOK: twice})) == {"bad-workbook"}


@pytest.mark.parametrize("other", ["people", "People", "PEOPLE"])
def test_two_sheets_of_one_name(other: str, tmp_path: Path) -> None:
    data = replaced(WORKBOOK, '"codes"', f'"{other}"', TWO)
    found = problems(tmp_path, data)
    assert ("duplicate-sheet", other) in {(problem.code, problem.value) for problem in found}


@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
def test_a_hidden_sheet_is_data_as_any_other(state: str, tmp_path: Path) -> None:
    data = replaced(WORKBOOK, 'name="people"', f'name="people" state="{state}"', TWO)
    assert load(tmp_path, data) == load(tmp_path, people())


@pytest.mark.parametrize("kind", ["chartsheet", "dialogsheet", "xlMacrosheet"])
def test_a_sheet_without_cells(kind: str, tmp_path: Path) -> None:
    first, last = f'Id="rId2" Type="{OFFICE}/worksheet"', f'Id="rId2" Type="{OFFICE}/{kind}"'
    assert codes(tmp_path, replaced(RELATIONS, first, last, TWO)) == {"not-a-sheet"}


@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet2.xml", "xl/worksheets/old.xml", "a.xml", "xl/other.dat"]
)
@pytest.mark.parametrize("root", ["worksheet", "chartsheet", "x:worksheet"])
def test_a_sheet_that_is_not_in_the_workbook(name: str, root: str, tmp_path: Path) -> None:
    xml = f'{HEAD}<{root} xmlns="{MAIN}" xmlns:x="{MAIN}"></{root}>'
    found = problems(tmp_path, people(**{name: xml}))
    assert "is not listed in the workbook" in found[0].message


@pytest.mark.parametrize(
    "name",
    [
        "customXml/item1.xml", "docProps/app.xml", "xl/printerSettings/printerSettings1.bin",
        "__MACOSX/xl/worksheets/._sheet1.xml", "xl/theme/theme1.xml", "xl/calcChain.xml",
        "xl/comments1.xml", "xl/drawings/drawing1.xml", "xl/drawings/vmlDrawing1.vml",
        "xl/media/image1.png", "xl/persons/person.xml", "xl/threadedComments/threadedComment1.xml",
        "xl/tables/table1.xml", "xl/vbaProject.bin", "xl/featurePropertyBag/featurePropertyBag.xml",
    ],
)  # fmt: skip
def test_what_spreadsheets_keep_next_to_the_cells_is_left_out(name: str, tmp_path: Path) -> None:
    ugly = b"\x05\x16\x07\0not XML <br> at all" if "._" in name or name.endswith("l.vml") else None
    xml = ugly or f'{HEAD}<a xmlns="{MAIN}"><c r="A1"><f>1</f></c></a>'.encode()
    assert load(tmp_path, people(**{name: xml})) == load(tmp_path, people())


@pytest.mark.parametrize(
    "part", [TYPES, "_rels/.rels", WORKBOOK, RELATIONS, SHEET1, STRINGS, "xl/styles.xml",
             "docProps/core.xml", "xl/theme/theme1.xml", "customXml/item1.xml", "any.xml"],
)  # fmt: skip
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa">]>', "<!DOCTYPE x>", '<!DOCTYPE x SYSTEM "file:///a">',
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/">%a;]>',
    ],
)  # fmt: skip
def test_declarations_are_refused_in_every_part(part: str, doctype: str, tmp_path: Path) -> None:
    files = Parts(
        {"people": sheet_xml(table_rows(PEOPLE))}, strings_xml([]), f'<styleSheet xmlns="{MAIN}"/>'
    ).files()
    text = files.get(part, b"<a/>").decode().removeprefix(HEAD)
    data = zipped({**files, part: f"{HEAD}{doctype}{text}".encode()}.items())
    (problem,) = problems(tmp_path, data)
    assert problem.code == "bad-workbook"
    assert "document type" in problem.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256"])
@pytest.mark.parametrize("part", [TYPES, WORKBOOK, RELATIONS, SHEET1])
def test_a_part_that_is_not_utf8(part: str, encoding: str, tmp_path: Path) -> None:
    text = GOOD[part].decode().replace('encoding="UTF-8"', f'encoding="{encoding}"')
    data = zipped({**GOOD, part: text.encode(encoding)}.items())
    assert codes(tmp_path, data) == {"bad-workbook"}


def test_a_mark_before_utf8_is_read(tmp_path: Path) -> None:
    data = zipped((name, b"\xef\xbb\xbf" + one) for name, one in GOOD.items())
    assert load(tmp_path, data) == load(tmp_path, people())


@pytest.mark.parametrize("part", [TYPES, WORKBOOK, RELATIONS, SHEET1, "_rels/.rels"])
def test_a_part_that_is_missing_empty_or_cut(part: str, tmp_path: Path) -> None:
    for xml in (None, b"", GOOD[part][:-20], GOOD[part] + b"<a/>", b"\xff\xfe", b"\0" * 90):
        files = {**GOOD, part: xml or b""}
        if xml is None:
            del files[part]
        assert codes(tmp_path, zipped(files.items())) == {"bad-workbook"}


def test_content_types_that_are_not_clear(tmp_path: Path) -> None:
    override = f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    for new in (
        "",
        override + override.replace("sheet.main", "template.main"),
        override.replace(".sheet.main", ".worksheet"),
    ):
        assert codes(tmp_path, replaced(TYPES, override, new)) == {"bad-workbook"}
    chart = replaced(TYPES, ".worksheet+xml", ".chartsheet+xml")
    assert codes(tmp_path, chart) == {"bad-workbook"}


def test_a_binary_workbook_and_a_strict_one(tmp_path: Path) -> None:
    strict = {
        name: data.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, data in GOOD.items()
    }
    (problem,) = problems(tmp_path, zipped(strict.items()))
    assert "strict form of Open XML" in problem.message
    assert "Excel Workbook (.xlsx)" in problem.suggestion
    binary = replaced(
        TYPES, f"{KIND}.sheet.main+xml", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    )
    (problem,) = problems(tmp_path, binary)
    assert ".xlsb" in problem.message


@pytest.mark.parametrize("part", [WORKBOOK, SHEET1, STRINGS, "any.xml"])
def test_nesting_and_tags_without_end(part: str, tmp_path: Path) -> None:
    strings = strings_xml([])
    deep = "<a>" * 200_000 + "</a>" * 200_000
    long = f"<a{' ' * 600_000}/>"
    remark = f"<!--{'a' * 600_000}--><a/>"
    for xml in (deep, long, remark):
        files = Parts({"people": sheet_xml(table_rows(PEOPLE))}, strings).files()
        found = codes(tmp_path, zipped({**files, part: xml.encode()}.items()))
        assert found == {"bad-workbook"}


@pytest.mark.parametrize(
    "attributes",
    [
        'count="1" uniqueCount="4294967295"', 'count="4294967295" uniqueCount="4294967295"',
        'uniqueCount="18446744073709551615"', 'uniqueCount="2"', 'uniqueCount="-1"',
        'uniqueCount="1e9"', 'uniqueCount=" 4294967295 "', "uniqueCount='٤'",
        'uniqueCount = "4294967295"', 'count="99999999999"',
    ],
)  # fmt: skip
def test_texts_that_are_claimed_and_not_there(attributes: str, tmp_path: Path) -> None:
    """Readers make room for as many as are claimed, and end the process if they cannot."""
    data = people(strings=strings_xml(["<si><t>x</t></si>"], attributes))
    (problem,) = problems(tmp_path, data)
    assert problem.code == "bad-workbook"
    assert "claims" in problem.message


def test_the_namespace_may_have_a_prefix(tmp_path: Path) -> None:
    files = {
        name: data.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:?", b"<?")
        .replace(b"xmlns=", b"xmlns:x=")
        for name, data in Parts(
            {"people": sheet_xml([*table_rows(PEOPLE), row_xml(4, [shared("A4", 0)])])},
            strings_xml(["<si><t>x</t></si>"]),
        ).files().items()
    }  # fmt: skip
    assert {problem.line for problem in problems(tmp_path, zipped(files.items()))} == {4}


def test_too_many_sheets(tmp_path: Path) -> None:
    many = {f"s{n}": sheet_xml([]) for n in range(300)}
    assert codes(tmp_path, zipped(Parts(many).files().items())) == {"too-large"}


@pytest.mark.parametrize(
    "target",
    ["a.dat", "worksheets/sheet1.XML", "../docProps/app.xml", "theme/theme1.xml", "../sheet", "x"],
)
def test_a_sheet_is_what_the_relation_names(target: str, tmp_path: Path) -> None:
    """Under any name, also one that would be left out; a formula in it is found."""
    name = posixpath.normpath(posixpath.join("xl", target))
    for cells, code in (("", ""), ('<c r="C4"><f>1</f><v>1</v></c>', "formula")):
        xml = sheet_xml([*table_rows(PEOPLE), row_xml(4, [cells])]).encode()
        files = {(name if old == SHEET1 else old): data for old, data in GOOD.items()}
        relations = GOOD[RELATIONS].decode().replace("worksheets/sheet1.xml", target).encode()
        data = zipped({**files, name: xml, RELATIONS: relations}.items())
        if code:
            assert codes(tmp_path, data) == {code}
        else:
            assert load(tmp_path, data) == load(tmp_path, people())
