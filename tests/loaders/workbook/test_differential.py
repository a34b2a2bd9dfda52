"""Near-valid workbooks: what is loaded is exactly what was built, and all else is refused.

A table with known texts is written in one of many ways; then the XML and the zip are
respelled: in ways that mean the same to an XML parser, and in ways that no spreadsheet
writes and that programs read differently. None of them changes what was meant.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from books import MAIN, SHEET1, STRINGS, Parts, row_xml, sheet_xml, strings_xml, zipped

from cityties.errors import DataError
from cityties.loaders.workbook import load_workbook
from cityties.loaders.workbook.form import column_letter

Files = dict[str, bytes]
RELATIONS, TYPES, WORKBOOK = "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/workbook.xml"
WORDS = [
    "Anna", "آنا نوروزی", "a & b", "<f>1</f>", "x = \"1\" y='2'", "]]>", "<!-- no -->", "1998",
    "007", "1e5", "TRUE", "#REF!", "_x0041_", "a  b", "😀", "Ñandú", "x:c", "&#65;", "A1", "row",
]  # fmt: skip


# --- a workbook of known texts ---


def built(dice: random.Random) -> tuple[Files, list[tuple[str, str, str, str]]]:
    """The parts of a workbook, and the rows that it holds."""
    columns = ["id", "name_en", "name_fa", "note"]
    dice.shuffle(columns)
    gaps = dice.random() < 0.3
    strings: list[str] = []
    rows: list[str] = []
    texts: list[tuple[str, str, str, str]] = []

    def cell(place: str, text: str) -> str:
        if re.fullmatch("[1-9][0-9]{0,5}", text) and dice.random() < 0.7:
            kind = dice.choice(["", ' t="n"'])
            return f'<c r="{place}"{kind}><v>{text}</v></c>'
        written = escape(text.replace("_x0041_", "_x005F_x0041_"))
        how = dice.random()
        if how < 0.4:
            strings.append(f'<si><t xml:space="preserve">{written}</t></si>')
            return f'<c r="{place}" t="s"><v>{len(strings) - 1}</v></c>'
        if how < 0.7:
            return f'<c r="{place}" t="inlineStr"><is><t>{written}</t></is></c>'
        if how < 0.8 and "_x" not in text:
            return f'<c r="{place}" t="str"><v>{escape(text)}</v></c>'
        half = len(text) // 2 if "_x" not in text else 0
        runs = [text[:half], text[half:]] if half else [text.replace("_x0041_", "_x005F_x0041_")]
        spelt = "".join(f'<r><rPr/><t xml:space="preserve">{escape(run)}</t></r>' for run in runs)
        return f'<c r="{place}" t="inlineStr"><is>{spelt}</is></c>'

    line = 1
    rows.append(
        row_xml(1, [cell(f"{column_letter(at)}1", name) for at, name in enumerate(columns)])
    )
    for number in range(dice.randint(1, 6)):
        line += dice.randint(1, 4) if gaps else 1
        row = {
            "id": f"p-{number}",
            "name_en": dice.choice(WORDS),
            "name_fa": dice.choice([*WORDS, ""]),
            "note": dice.choice([*WORDS, ""]),
        }
        texts.append((row["id"], row["name_en"], row["name_fa"], row["note"]))
        cells = []
        for at, name in enumerate(columns):
            place = f"{column_letter(at)}{line}"
            if row[name]:
                cells.append(cell(place, row[name]))
            elif dice.random() < 0.5:
                cells.append(f'<c r="{place}"/>')
        rows.append(row_xml(line, cells))
    made = Parts({"people": sheet_xml(rows)}, strings_xml(strings) if strings else None)
    return made.files(), texts


# --- respelling it ---

Change = Callable[[Files, random.Random], None]
CHANGES: list[Change] = []


def change(function: Change) -> Change:
    CHANGES.append(function)
    return function


def text_of(files: Files, part: str) -> str:
    """The text of a part; "" if it is not there, or no longer UTF-8."""
    try:
        return files.get(part, b"").decode()
    except UnicodeDecodeError:
        return ""


def edit(files: Files, part: str, pattern: str, new: Callable[[re.Match[str]], str] | str,
         dice: random.Random, every: bool = False) -> None:  # fmt: skip
    """Replace one match of a pattern, or all."""
    text = text_of(files, part)
    found = list(re.finditer(pattern, text))
    for match in reversed(found if every else dice.sample(found, min(1, len(found)))):
        replacement = new if isinstance(new, str) else new(match)
        text = text[: match.start()] + replacement + text[match.end() :]
    if found:
        files[part] = text.encode()


def any_part(files: Files, dice: random.Random) -> str:
    return dice.choice([SHEET1, SHEET1, SHEET1, STRINGS, WORKBOOK, RELATIONS, TYPES, "_rels/.rels"])


ATTRIBUTE = r' ([a-zA-Z:]+)="([^"<]*)"(?=[^<>]*>)'
LETTERS = r"(?<=<t>)[^<]+|(?<=preserve\">)[^<]+"
VALUE = r"(?<=<v>)[^<]+"


@change
def spaces_around_equals(files: Files, dice: random.Random) -> None:
    blank = dice.choice([" = ", "= ", " =", "\n=\n", "\t=\t"])
    edit(files, any_part(files, dice), ATTRIBUTE, lambda m: f' {m[1]}{blank}"{m[2]}"', dice,
         dice.random() < 0.5)  # fmt: skip


@change
def single_quotes(files: Files, dice: random.Random) -> None:
    def quoted(match: re.Match[str]) -> str:
        return match[0] if "'" in match[2] else f" {match[1]}='{match[2]}'"

    edit(files, any_part(files, dice), ATTRIBUTE, quoted, dice, dice.random() < 0.5)


@change
def references_in_attributes(files: Files, dice: random.Random) -> None:
    def respelt(match: re.Match[str]) -> str:
        if not match[2] or "&" in match[2] or match[1].startswith("xmlns"):
            return match[0]
        at = dice.randrange(len(match[2]))
        sign = dice.choice(["&#{};", "&#0{};"]).format(ord(match[2][at]))
        return f' {match[1]}="{match[2][:at]}{sign}{match[2][at + 1 :]}"'

    edit(files, any_part(files, dice), ATTRIBUTE, respelt, dice, dice.random() < 0.3)


@change
def attributes_in_another_order(files: Files, dice: random.Random) -> None:
    edit(files, any_part(files, dice), ATTRIBUTE + ATTRIBUTE,
         lambda m: f' {m[3]}="{m[4]}" {m[1]}="{m[2]}"', dice, True)  # fmt: skip


@change
def an_attribute_twice(files: Files, dice: random.Random) -> None:
    edit(files, any_part(files, dice), ATTRIBUTE, lambda m: m[0] + m[0], dice)


@change
def an_attribute_of_another_namespace(files: Files, dice: random.Random) -> None:
    edit(
        files,
        SHEET1,
        r"<(c|row) ",
        lambda m: f'<{m[1]} xmlns:o="urn:o" o:r="XFD1048576" o:t="e" ',
        dice,
    )


@change
def a_prefix_for_all(files: Files, dice: random.Random) -> None:
    part = any_part(files, dice)
    if text := text_of(files, part):
        text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text)
        files[part] = text.replace(" xmlns=", " xmlns:x=").encode()


@change
def a_prefix_for_one(files: Files, dice: random.Random) -> None:
    space = dice.choice([MAIN, MAIN, "urn:other", ""])
    name = dice.choice(["c", "v", "is", "t", "row", "sheetData"])
    prefix = "x:" if space and dice.random() < 0.7 else ""
    declared = f' xmlns:x="{space}"' if prefix else f' xmlns="{space}"'

    def prefixed(match: re.Match[str]) -> str:
        return f"<{prefix}{name}{declared}{match[1] or ''}>{match[2]}</{prefix}{name}>"

    edit(files, SHEET1, rf"<{name}((?: [^<>]*)?[^/<>])?>(.*?)</{name}>", prefixed, dice)


@change
def another_case(files: Files, dice: random.Random) -> None:
    name = dice.choice(["c", "v", "is", "t", "row", "sheetData", "worksheet"])
    edit(files, SHEET1, rf"(</?){name}(?=[ />])", lambda m: m[1] + name.upper(), dice, True)


@change
def an_attribute_in_another_case(files: Files, dice: random.Random) -> None:
    edit(files, SHEET1, r' r="', ' R="', dice)


@change
def text_as_cdata(files: Files, dice: random.Random) -> None:
    part = dice.choice([SHEET1, STRINGS])

    def wrapped(match: re.Match[str]) -> str:
        if "&" in match[0] or "]]" in match[0]:
            return match[0]
        return f"<![CDATA[{match[0]}]]>"

    edit(files, part, dice.choice([LETTERS, VALUE]), wrapped, dice, dice.random() < 0.5)


@change
def remarks_in_text(files: Files, dice: random.Random) -> None:
    remark = dice.choice(["<!-- 1 -->", "<!---->", "<?x y?>", "<![CDATA[]]>", "<!-- <f>1</f> -->"])

    def split(match: re.Match[str]) -> str:
        at = dice.randint(0, len(match[0]))
        if "&" in match[0] and match[0].rfind("&", 0, at) > match[0].rfind(";", 0, at):
            at = 0
        return match[0][:at] + remark + match[0][at:]

    edit(files, dice.choice([SHEET1, STRINGS]), dice.choice([LETTERS, VALUE]), split, dice)


@change
def remarks_between_tags(files: Files, dice: random.Random) -> None:
    remark = dice.choice(["<!-- <c r='A1'/> -->", "<?x <row r='9'/>?>", "\n  ", "\t", "<!--f-->"])
    edit(files, any_part(files, dice), "><", f">{remark}<", dice, dice.random() < 0.2)


@change
def references_in_text(files: Files, dice: random.Random) -> None:
    def respelt(match: re.Match[str]) -> str:
        at = dice.randrange(len(match[0]))
        if "&" in match[0]:
            return match[0]
        sign = dice.choice(["&#{};", "&#x{:x};", "&#x{:X};", "&#00{};"]).format(ord(match[0][at]))
        return match[0][:at] + sign + match[0][at + 1 :]

    edit(files, dice.choice([SHEET1, STRINGS]), dice.choice([LETTERS, VALUE]), respelt, dice,
         dice.random() < 0.5)  # fmt: skip


@change
def spaces_in_values(files: Files, dice: random.Random) -> None:
    edit(files, SHEET1, r"(?<!t=\"str\")><v>([^<]*)</v>", lambda m: f"><v> {m[1]}\n</v>", dice)


@change
def numbers_in_other_words(files: Files, dice: random.Random) -> None:
    edit(files, SHEET1, r'(<c r="[A-Z0-9]+"(?: t="n")?><v>)(\d+)</v>',
         lambda m: m[1] + dice.choice([f"{m[2]}.0", f"{m[2]}E0", f"{m[2]}0e-1", f"0{m[2]}",
                                       f"+{m[2]}", f"{m[2]}."]) + "</v>", dice)  # fmt: skip


@change
def tags_that_end_at_once(files: Files, dice: random.Random) -> None:
    edit(files, SHEET1, r"<(c r=\"[A-Z0-9]+\")/>", lambda m: f"<{m[1]}></c>", dice, True)


@change
def a_formula(files: Files, dice: random.Random) -> None:
    formula = dice.choice(["<f>1</f>", "<f/>", "<x:f xmlns:x='urn:o'>1</x:f>", "<f\n>1</f >",
                           f"<y:f xmlns:y='{MAIN}'>1</y:f>"])  # fmt: skip
    edit(files, SHEET1, r"(<c [^<>]*[^/]>)", lambda m: m[1] + formula, dice)


@change
def a_cell_twice(files: Files, dice: random.Random) -> None:
    edit(files, SHEET1, r"<c [^<>]*(?:/>|>.*?</c>)", lambda m: m[0] + m[0], dice)


@change
def a_row_twice(files: Files, dice: random.Random) -> None:
    edit(files, SHEET1, r"<row [^<>]*[^/]>.*?</row>", lambda m: m[0] + m[0], dice)


@change
def rows_or_cells_exchanged(files: Files, dice: random.Random) -> None:
    one = dice.choice([r"(<row [^<>]*>.*?</row>)", r"(<c [^<>]*[^/]>.*?</c>)"])
    edit(files, SHEET1, one + one, lambda m: m[2] + m[1], dice)


@change
def a_place_in_other_words(files: Files, dice: random.Random) -> None:
    edit(files, SHEET1, r' r="([A-Z]*)(\d+)"',
         lambda m: dice.choice([f' r="{m[1].lower()}{m[2]}"' if m[1] else ' r=""',
                                f' r="{m[1]}0{m[2]}"', f' r=" {m[1]}{m[2]}"', "",
                                f' r="{m[1]}{int(m[2]) + 4294967296}"', f' r="{m[1]}{m[2]}.0"',
                                f' r="${m[1]}${m[2]}"']), dice)  # fmt: skip


@change
def a_type_that_does_not_exist(files: Files, dice: random.Random) -> None:
    edit(
        files,
        SHEET1,
        r' t="[a-zA-Z]+"',
        dice.choice([' t="S"', ' t="x"', ' t=""', ' t="is"']),
        dice,
    )


@change
def cells_far_away(files: Files, dice: random.Random) -> None:
    far = dice.choice(['<row r="1048576"><c r="XFD1048576"/></row>', '<row r="1048576"/>',
                       '<row r = "300000"><c r = "A300000"><v>1</v></c></row>'])  # fmt: skip
    edit(files, SHEET1, "</sheetData>", f"{far}</sheetData>", dice)


@change
def another_element_around(files: Files, dice: random.Random) -> None:
    name = dice.choice(["sheetData", "row", "c", "is"])
    around = dice.choice(
        ["<x>{}</x>", '<mc:AlternateContent xmlns:mc="urn:mc">{}</mc:AlternateContent>']
    )
    edit(files, SHEET1, rf"<{name}[ >].*?</{name}>", lambda m: around.format(m[0]), dice)


@change
def another_sheet_data(files: Files, dice: random.Random) -> None:
    row = "<row r='1'><c r='A1'><v>1</v></c></row>"
    other = dice.choice([f"<sheetData>{row}</sheetData>", "<sheetData/>",
                         f"<x:sheetData xmlns:x='urn:o'>{row}</x:sheetData>"])  # fmt: skip
    edit(files, SHEET1, dice.choice(["(?=<sheetData>)", "(?<=</sheetData>)"]), other, dice)


@change
def a_lying_extent(files: Files, dice: random.Random) -> None:
    ref = dice.choice(["A1", "A1:XFD1048576", "", "B7:A1", "junk"])
    edit(files, SHEET1, "(?=<sheetData>)", f'<dimension ref="{ref}"/>', dice)


@change
def other_elements_in_the_sheet(files: Files, dice: random.Random) -> None:
    other = dice.choice(["<extLst><ext xmlns:m='urn:m'><m:f>1</m:f></ext></extLst>", "<cols/>",
                         "<sheetPr/>", "<o:row xmlns:o='urn:o' r='1'/>", "<row/>"])  # fmt: skip
    edit(files, SHEET1, dice.choice(["(?=<sheetData>)", "(?<=</sheetData>)"]), other, dice)


@change
def a_count_of_texts(files: Files, dice: random.Random) -> None:
    edit(files, STRINGS, r'uniqueCount="\d+"',
         dice.choice(['uniqueCount="4294967295"', "uniqueCount = '99999999999'", "",
                      'uniqueCount="0"']), dice)  # fmt: skip


@change
def texts_under_other_elements(files: Files, dice: random.Random) -> None:
    sound = "<rPh sb='0' eb='1'><t>z</t></rPh>"
    around = dice.choice(["<x>{}</x>", f"{sound}{{}}", f"{{}}{sound}", "{}<phoneticPr/>"])
    edit(
        files,
        dice.choice([SHEET1, STRINGS]),
        r"<t[ >][^<]*</t>",
        lambda m: around.format(m[0]),
        dice,
    )


@change
def a_declaration(files: Files, dice: random.Random) -> None:
    part = any_part(files, dice)
    if part in files:
        declared = dice.choice(['<!DOCTYPE x [<!ENTITY a "1">]>', "<!DOCTYPE worksheet>"])
        files[part] = files[part].replace(b"?>\n", b"?>\n" + declared.encode(), 1)


@change
def another_encoding(files: Files, dice: random.Random) -> None:
    part = any_part(files, dice)
    if text := text_of(files, part):
        name = dice.choice(["utf-16", "utf-16-le", "utf-8-sig", "iso-8859-1", "utf-32"])
        if dice.random() < 0.7:
            text = text.replace('"UTF-8"', f'"{name}"', 1)
        files[part] = text.encode(name, "xmlcharrefreplace")


@change
def a_part_under_another_name(files: Files, dice: random.Random) -> None:
    part = dice.choice(list(files))
    new = dice.choice([
        part.upper(), part.replace("/", "\\"), f"/{part}", part.replace(".xml", ".dat"),
        part.replace("s/", "s/./"), part.replace("sheet1", "Sheet1"),
    ])  # fmt: skip
    for name in list(files):
        files[new if name == part else name] = files.pop(name)


@change
def a_part_and_its_relation_under_another_name(files: Files, dice: random.Random) -> None:
    new = dice.choice(["a.xml", "sheet1.dat", "Sheet 1.xml", "SHEET1.XML", "شیت.xml"])
    for name in list(files):
        files[f"xl/worksheets/{new}" if name == SHEET1 else name] = files.pop(name)
    for part in (RELATIONS, TYPES):
        edit(files, part, "sheet1.xml", new, dice)


@change
def another_way_to_the_sheet(files: Files, dice: random.Random) -> None:
    edit(files, RELATIONS, '"worksheets/sheet1.xml"',
         dice.choice(['"/xl/worksheets/sheet1.xml"', '"./worksheets/sheet1.xml"',
                      '"../xl/worksheets/sheet1.xml"', '"worksheets//sheet1.xml"',
                      '"worksheets%2Fsheet1.xml"', '"Worksheets/Sheet1.xml"']), dice)  # fmt: skip


@change
def another_part_of_the_same_name(files: Files, dice: random.Random) -> None:
    other = b'<worksheet xmlns="%s"><sheetData/></worksheet>' % MAIN.encode()
    twin = dice.choice([
        SHEET1.upper(), "xl/worksheets/Sheet1.xml", "xl/worksheets/sheet2.xml",
        "xl/SharedStrings.xml", "docProps/sheet1.xml", "xl/worksheets\\sheet1.xml",
    ])  # fmt: skip
    rest = dict(files)
    files.clear()
    files.update({twin: other, **rest} if dice.random() < 0.5 else {**rest, twin: other})


@change
def relations_twice(files: Files, dice: random.Random) -> None:
    edit(files, dice.choice([RELATIONS, "_rels/.rels", TYPES]),
         r"<(?:Relationship|Override|Default) [^<>]*/>", lambda m: m[0] + m[0], dice)  # fmt: skip


@change
def a_sheet_listed_twice(files: Files, dice: random.Random) -> None:
    def twice(match: re.Match[str]) -> str:
        one = match[0]
        other = one.replace("<sheet", "<x:sheet xmlns:x='urn:o'")
        return one + dice.choice([one, one.replace("people", "People"), other])

    edit(files, WORKBOOK, r"<sheet [^<>]*/>", twice, dice)


@change
def a_hidden_sheet(files: Files, dice: random.Random) -> None:
    edit(
        files, WORKBOOK, "<sheet ", f'<sheet state="{dice.choice(["hidden", "veryHidden"])}" ', dice
    )


# --- the outcome ---


def outcome(seed: int, file: Path, used: Counter[str]) -> str:
    """Loaded or refused; anything else is an error of the test."""
    dice = random.Random(seed)
    files, right = built(dice)
    changes = dice.sample(CHANGES, dice.choice([0, 1, 1, 1, 2, 3]))
    for one in changes:
        one(files, dice)
        used[one.__name__] += 1
    file.write_bytes(zipped(files.items()))
    try:
        tables = load_workbook(file)
    except DataError:
        assert changes, f"seed {seed}: a workbook as spreadsheets write it is refused"
        return "refused"
    found = [(one.id, one.name_en, one.name_fa, one.note) for one in tables.people]
    names = [one.__name__ for one in changes]
    assert found == right, f"seed {seed}: {names} changed what was read"
    return "loaded"


def run(seeds: range, file: Path) -> None:
    used: Counter[str] = Counter()
    outcomes = Counter(outcome(seed, file, used) for seed in seeds)
    sys.stdout.write(f"{len(seeds)} workbooks: {dict(outcomes)}; {len(used)} changes\n")
    assert outcomes["loaded"] > len(seeds) / 5
    assert outcomes["refused"] > len(seeds) / 5
    assert set(used) == {one.__name__ for one in CHANGES}


def test_near_valid_workbooks(tmp_path: Path) -> None:
    run(range(500), tmp_path / "x.xlsx")


@pytest.mark.slow
@pytest.mark.long
def test_many_near_valid_workbooks(tmp_path: Path) -> None:
    run(range(1000, 21_000), tmp_path / "x.xlsx")
