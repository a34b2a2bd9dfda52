"""Tables in the shapes that people have: what is read, what is told, what is refused."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import pytest

from cityties.errors import DataError, UsageError
from cityties.loaders.foreign.links import About, load_links
from cityties.loaders.foreign.members import load_members
from cityties.loaders.foreign.provenance import Loaded, finding_lines
from cityties.loaders.foreign.tables import Choices

ABOUT = About("T", "2020")
FILES = Path(__file__).parents[2] / "fixtures" / "outside"


def links(path: Path, **more: object) -> Loaded:
    return load_links(path, ABOUT, **more)  # type: ignore[arg-type]


def members(path: Path, **more: object) -> Loaded:
    return load_members(path, "N", ABOUT, **more)  # type: ignore[arg-type]


def written(path: Path, text: str | bytes, encoding: str = "utf-8", name: str = "t.csv") -> Path:
    file = path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return file


def ties(loaded: Loaded) -> list[tuple[str, ...]]:
    """The pairs, by the names of their cities."""
    names = {place.id: place.name_en for place in loaded.tables.places}
    claims = [claim for claim in loaded.tables.claims if claim.aspect == "state"]
    return sorted(tuple(names.get(city, city) for city in claim.parties) for claim in claims)


def starts(loaded: Loaded) -> list[str]:
    return sorted(
        claim.when.text
        for claim in loaded.tables.claims
        if claim.aspect == "change" and claim.when is not None
    )


def codes(loaded: Loaded) -> dict[str, list[int]]:
    return {
        code: [finding.line for finding in found]
        for code, found in loaded.record.by_code().items()
        if code not in ("no-place", "far-id")
    }


# --- the files -----------------------------------------------------------------------------


def test_pairs_by_name_and_country_in_another_language() -> None:
    loaded = links(FILES / "pairs-by-name.csv")
    assert len(ties(loaded)) == 3
    assert starts(loaded) == ["1986", "2003"], "0 is not a year"
    countries = {place.name_en: place.country for place in loaded.tables.places}
    assert (countries["Tampere"], countries["Dolní Lhota"]) == ("FI", "CZ")
    (said,) = loaded.record.reading
    assert "--column from_name=obec1 --column from_country=stat1" in said
    assert "--column since=rok" in said


def test_pairs_without_titles_keep_register_ids_and_points() -> None:
    loaded = links(FILES / "pairs-no-header.csv")
    assert len(ties(loaded)) == 2
    cities = [place for place in loaded.tables.places if place.kind == "city"]
    assert len(cities) == 3
    assert all(place.latitude is not None for place in cities)
    rows = " ".join(str(place) for place in cities)
    assert all(register in rows for register in ("C-7", "A-3", "I-5"))
    assert starts(loaded) == ["1997", "2003"]
    assert "--no-header" in loaded.record.reading[0]


def test_the_guess_that_is_printed_can_be_given_back() -> None:
    loaded = links(FILES / "pairs-no-header.csv")
    options = loaded.record.reading[0].partition(": ")[2].split(" --column ")
    chosen = dict(option.split("=", 1) for option in options[1:])
    again = links(
        FILES / "pairs-no-header.csv",
        choices=Choices(chosen, separator="semicolon", header=False),
    )
    assert again.tables == loaded.tables
    assert len(chosen) == 11


def test_pipes_and_ids_with_blanks() -> None:
    loaded = links(FILES / "pairs-pipe.csv")
    assert len(ties(loaded)) == 2
    countries = {place.name_en: place.country for place in loaded.tables.places}
    assert (countries["Altstadt"], countries["Ponte Alto"]) == ("DE", "")


def test_dates_of_every_writing_are_read_or_told_and_the_file_is_not_refused() -> None:
    loaded = members(FILES / "members-since.csv")
    assert loaded.record.numbers["members"] == 14
    when = {
        claim.actor[0]: claim.when.text
        for claim in loaded.tables.claims
        if claim.id.endswith("_since") and claim.when
    }
    assert when["q980002"] == "1991"
    assert when["q980006"] == when["q980007"] == "1997-06-05"
    assert (when["q980008"], when["q980009"]) == ("1997~", "[1980..1989]")
    for blank in ("q980001", "q980003", "q980004"):
        assert blank not in when
    found = codes(loaded)
    assert found["bad-day"] == [6, 12, 13, 14]
    assert (found["day-time-cut"], found["day-order"]) == ([8], [7])
    told = "\n".join(finding_lines(loaded.record))
    assert "--calendar hijri" in told
    assert "two digits" in told


def test_a_solar_hijri_table_is_read_as_one() -> None:
    loaded = members(FILES / "members-since.csv", choices=Choices(calendar="hijri"))
    claims = {claim.id: claim for claim in loaded.tables.claims}
    when = claims["c-t_q980012_since"].when
    assert when is not None
    assert when.text == "2010-12-03"
    assert claims["c-t_q980012_since"].when_text == "1389/09/12"


def test_semicolons_and_decimal_commas() -> None:
    loaded = links(FILES / "decimal-comma-links.csv", places=[FILES / "decimal-comma-places.csv"])
    points = {place.wikidata: (place.latitude, place.longitude) for place in loaded.tables.places}
    assert points["Q980021"] == (50.78, 6.08)
    assert points["Q980022"] == (43.7, 10.4)


def test_countries_as_registers_spell_them() -> None:
    text = (FILES / "members-countries.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) > 40
    loaded = members(FILES / "members-countries.csv", choices=Choices(ignore=["expected"]))
    found = {place.wikidata: place.country for place in loaded.tables.places}
    assert {row["country"]: found[row["qid"]] for row in rows} == {
        row["country"]: row["expected"] for row in rows
    }
    assert [f.value for f in loaded.record.by_code()["former-country"]] == [
        "Yugoslavia (1918..1992)"
    ]


def test_unknown_countries_are_told_once_with_their_count(tmp_path: Path) -> None:
    file = written(tmp_path, "qid,country\nQ1,Narnia\nQ2,Narnia\nQ3,Oz\nQ4,GDR\n")
    told = "\n".join(finding_lines(members(file).record))
    assert "'Narnia' × 2, 'Oz'" in told
    assert "'GDR (1949..1990)'" in told


def test_a_title_and_blank_lines_above_the_titles() -> None:
    loaded = members(FILES / "title-above.csv")
    assert loaded.record.numbers["members"] == 3
    found = codes(loaded)
    assert (found["title-line"], found["ragged-line"], found["short-line"]) == ([3], [10], [9])
    assert "--header 4" in loaded.record.reading[0]
    with pytest.raises(DataError, match="different numbers of cells"):
        members(FILES / "title-above.csv", strict=True)


def test_a_column_twice_is_said_and_can_be_chosen() -> None:
    loaded = members(FILES / "column-twice.csv")
    assert [f.value for f in loaded.record.by_code()["column-again"]] == ["name"]
    assert "'name'" in "\n".join(finding_lines(loaded.record))
    chosen = members(FILES / "column-twice.csv", choices=Choices({"name": "3"}, ["2"]))
    assert any(place.name_en == "A2" for place in chosen.tables.places)
    with pytest.raises(UsageError, match="by its number: 2, 3"):
        members(FILES / "column-twice.csv", choices=Choices({"name": "name"}))


def test_years_before_1500_are_asked_about_or_read_as_said() -> None:
    loaded = members(FILES / "old-years.csv")
    assert loaded.record.count("bad-day") == 3
    said = members(FILES / "old-years.csv", choices=Choices(calendar="gregorian"))
    assert starts(said) == ["0912", "1300", "1410"]
    assert said.record.count("refused") == 0


def test_points_are_checked_against_their_country() -> None:
    loaded = members(FILES / "members-points.csv")
    points = {place.wikidata: (place.latitude, place.longitude) for place in loaded.tables.places}
    assert points["Q980072"] == (59.3, 18.1)
    assert codes(loaded)["swapped-point"] == [3], "exchanged, and said"
    assert points["Q980073"] == (59.333333333, 18.083333333)


# --- other shapes of the same kinds --------------------------------------------------------


def test_quotes_semicolons_and_a_mark_at_the_start(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        '"Stadt";"Land";"Partnerstadt";"Land der Partnerstadt";"seit"\r\n'
        '"Köln";"Deutschland";"Turin; Stadt";"Italien";"1958"\r\n',
        "utf-8-sig",
    )
    assert ties(links(file)) == [("Köln", "Turin; Stadt")]


@pytest.mark.parametrize(
    ("titles", "line"),
    [
        ("شهر,کشور,شهر خواهرخوانده,کشور خواهرخوانده,سال", "یزد,ایران,یاش,رومانی,1998"),
        ("Comune,Stato,Gemellaggio,Stato,Anno", "Bari,Italia,Corfù,Grecia,1998"),
        ("Miasto,Kraj,Miasto partnerskie,Kraj,Data podpisania", "Łódź,Polska,Lyon,Francja,1998"),
        ("Град,Държава,Побратимен град,Държава,Година", "Варна,България,Одеса,Украйна,1998"),
        ("Ville,Pays,Ville jumelée,Pays,Année", "Tours,France,Minneapolis,États-Unis,1998"),
        ("Ciudad,País,Ciudad hermanada,País,Año", "Cádiz,España,Brest,Francia,1998"),
        ("CityName,CityCountry,PartnerName,PartnerCountry,StartYear", "Ulm,DE,Lyon,FR,1998"),
        ("from_name,from_country,to_name,to_country,since", "Ulm,DE,Lyon,FR,1998"),
        ("Sister city 1,Country 1,Sister city 2,Country 2,Year", "Ulm,DE,Lyon,FR,1998"),
    ],
)
def test_titles_in_many_languages(tmp_path: Path, titles: str, line: str) -> None:
    loaded = links(written(tmp_path, f"{titles}\n{line}\n"))
    assert starts(loaded) == ["1998"]
    cells = line.split(",")
    assert ties(loaded) in ([(cells[0], cells[2])], [(cells[2], cells[0])])
    countries = [place for place in loaded.tables.places if place.kind == "country"]
    assert len(countries) == 2


def test_countries_and_years_below_an_unknown_title_are_recognized(tmp_path: Path) -> None:
    file = written(
        tmp_path, "City,Qqq,Twin,Www,Zzz,Eee\nAa,DE,Bb,Francja,1998,ja\nCc,AT,Dd,Polska,1999,nie\n"
    )
    loaded = links(file)
    assert starts(loaded) == ["1998", "1999"]
    assert [found.value for found in loaded.record.by_code()["column-by-content"]] == [
        "Qqq (from_country)", "Www (to_country)", "Zzz (since)",
    ]  # fmt: skip
    assert [found.value for found in loaded.record.by_code()["unknown-column"]] == ["Eee"]
    countries = {place.country for place in loaded.tables.places if place.kind == "country"}
    assert countries == {"DE", "FR", "AT", "PL"}


def test_two_columns_of_years_below_unknown_titles_are_not_guessed(tmp_path: Path) -> None:
    loaded = links(written(tmp_path, "City,Twin,Zzz,Eee\nAa,Bb,1998,2001\nCc,Dd,1999,2003\n"))
    assert starts(loaded) == []
    assert [found.value for found in loaded.record.by_code()["unknown-column"]] == ["Zzz", "Eee"]


def test_a_title_in_two_rows_that_is_not_known_costs_its_column_alone(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "City A,,,City B,,\nName,Country,Year,Name,Country,Notes\n"
        "Ulm,DE,1998,Lyon,FR,old\nGraz,AT,1999,Nice,FR,\n",
    )
    loaded = links(file)
    assert ties(loaded) == [("Graz", "Nice"), ("Lyon", "Ulm")]
    assert starts(loaded) == ["1998", "1999"]


@pytest.mark.parametrize("above", ["", "# a list, of 2020\n", "Members,,\n"])
def test_a_number_sign_is_a_title_of_running_numbers(tmp_path: Path, above: str) -> None:
    file = written(tmp_path, f"{above}#,name,country\n1,Ulm,DE\n#,Bonn,DE\n2,Lyon,FR\n")
    loaded = members(file)
    assert {place.name_en for place in loaded.tables.places if place.kind == "city"} == {
        "Ulm", "Lyon",
    }  # fmt: skip
    assert len(codes(loaded)["comment"]) == (2 if above.startswith("#") else 1)


def test_titles_in_two_rows(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "City A,,,City B,,,Year\nname,country,lat,name,country,lat,\nUlm,DE,,Lyon,FR,,1998\n",
    )
    assert ties(links(file)) == [("Lyon", "Ulm")]
    file = written(tmp_path, "Stadt;Land;Partnerstadt;;seit\n;;Name;Land;\nUlm;DE;Lyon;FR;1998\n")
    assert starts(links(file)) == ["1998"]


def test_totals_and_notes_below_the_table(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "No.;City;Country;Member since\n1;Ulm;DE;1998\n2;Lyon;FR;1999\n;;;\nTotal;2;;\n"
        "* as of 2020\nSource: the office;;;\n",
    )
    loaded = members(file)
    assert loaded.record.numbers["members"] == 2
    assert codes(loaded) == {"blank-line": [4], "below-table": [5, 6, 7]}


def test_a_pair_of_numbers_in_one_cell_with_decimal_commas(tmp_path: Path) -> None:
    file = written(tmp_path, "id;Name;Koordinaten\nQ1;Köln;50,94, 6,96\nQ2;Rom;POINT(12.5 41.9)\n")
    points = {p.wikidata: (p.latitude, p.longitude) for p in members(file).tables.places}
    assert points == {"Q1": (50.94, 6.96), "Q2": (41.9, 12.5)}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("obec;země;partnerské město;země\nPlzeň;Česká republika;Řezno;Německo\n", "cp1250"),
        ("Град;Държава;Побратимен град;Държава\nСофия;България;Берлин;Германия\n", "cp1251"),
        ("Stadt;Land;Partnerstadt;Land\nKöln;Österreich;Tübingen;Dänemark\n", "cp1252"),
        ("Πόλη;Χώρα;Αδελφή πόλη;Χώρα\nΑθήνα;Ελλάδα;Ρώμη;Ιταλία\n", "cp1253"),
        ("Şehir;Ülke;Kardeş şehir;Ülke\nİzmir;Türkiye;Köln;Almanya\n", "cp1254"),
        ("Stadt;Land;Partnerstadt;Land\nKöln;DE;Lille;FR\n", "utf-16"),
    ],
)
def test_encodings_are_found_out_and_said(tmp_path: Path, text: str, encoding: str) -> None:
    loaded = links(written(tmp_path, text, encoding))
    names = {place.name_en for place in loaded.tables.places}
    assert set(text.splitlines()[1].split(";")[::2]) <= names
    if encoding.startswith("cp"):
        assert f"--encoding {encoding}" in loaded.record.reading[0]
        assert loaded.record.count("encoding-guessed") == 1


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("城市,國家,姊妹市,國家,年份\n台北,台灣,東京,日本,1979\n", "big5"),
        ("도시,국가,자매도시,국가,연도\n서울,대한민국,도쿄,일본,1988\n", "euc-kr"),
        ("城市,国家,友好城市,国家,年份\n西安,中国,奈良,日本,1974\n", "gb18030"),
        ("都市,国,姉妹都市,国,年\n長崎市,日本,ポルト,ポルトガル,1978\n", "shift_jis"),
    ],
)
def test_encodings_of_east_asia_are_found_out(tmp_path: Path, text: str, encoding: str) -> None:
    loaded = links(written(tmp_path, text, encoding))
    cells = text.splitlines()[1].split(",")
    assert {cells[0], cells[2]} <= {place.name_en for place in loaded.tables.places}
    assert f"--encoding {encoding}" in loaded.record.reading[0]


@pytest.mark.parametrize("encoding", ["big5", "euc-kr", "gb18030", "shift_jis"])
def test_an_encoding_without_a_known_word_is_asked_about(tmp_path: Path, encoding: str) -> None:
    file = written(tmp_path, "city,partner\n大安,美山\n中正,山田\n".encode(encoding))
    with pytest.raises(DataError, match="--encoding"):
        links(file)


def test_names_without_a_known_word_are_read_in_a_latin_code_page(tmp_path: Path) -> None:
    loaded = links(written(tmp_path, "city,partner\nKöln,Orléans\nLünen,Nîmes\nØ,Ås\n", "cp1252"))
    assert ties(loaded) == [("Köln", "Orléans"), ("Lünen", "Nîmes"), ("Ås", "Ø")]


def test_a_quotation_mark_that_is_not_closed_costs_its_line_alone(tmp_path: Path) -> None:
    text = 'from,to,note\nQ1,Q2,"open\nQ3,Q4,x\nQ5,Q6,"two\nlines"\n'
    loaded = links(written(tmp_path, text))
    assert codes(loaded)["unclosed-quote"] == [2]
    assert [claim.note for claim in loaded.tables.claims] == ["x", "two lines"]


def test_a_quotation_mark_inside_a_quoted_cell_is_kept_and_reported(tmp_path: Path) -> None:
    text = 'city,country,partner\n"Den "Haag"",NL,Ulm\n"a ""b""",NL,Ulm\n"Le "Mans", F",FR,Ulm\n'
    loaded = links(written(tmp_path, text))
    names = {place.name_en for place in loaded.tables.places}
    assert {'Den "Haag"', 'a "b"'} <= names
    assert codes(loaded)["odd-quote"][0] == 2 and 3 not in codes(loaded)["odd-quote"]
    assert codes(loaded)["ragged-line"] == [4]  # it can be split in two ways


def test_surplus_separators_are_no_surplus_cells(tmp_path: Path) -> None:
    loaded = links(written(tmp_path, "from;to;;\nQ1;Q2;;\nQ3;Q4\nQ5;Q6;;;\n"))
    assert len(loaded.tables.claims) == 3
    assert loaded.record.count("ragged-line") == 0


def test_a_line_of_excel_that_names_the_separator(tmp_path: Path) -> None:
    assert len(links(written(tmp_path, "sep=|\nfrom|to\nQ1|Q2\n")).tables.claims) == 1


def test_every_column_is_handled_ignored_or_reported(tmp_path: Path) -> None:
    file = written(tmp_path, "town,mayor,twin\nAa,Bb,Cc\n")
    loaded = links(file)
    assert ties(loaded) == [("Aa", "Cc")]
    [finding] = loaded.record.by_code()["unknown-column"]
    assert (finding.value, finding.line) == ("mayor", 1)
    assert "--column ROLE=mayor" in finding.reason and "--ignore mayor" in finding.reason
    assert any("--ignore mayor" in line for line in finding_lines(loaded.record))
    ignored = links(file, choices=Choices(ignore=["mayor"]))
    assert ties(ignored) == [("Aa", "Cc")]
    assert "unknown-column" not in codes(ignored)
    noted = links(file, choices=Choices({"note": "mayor"}))
    assert noted.tables.claims[0].note == "Bb"


def test_numbers_of_columns_may_be_given_for_both_cities(tmp_path: Path) -> None:
    file = written(tmp_path, "x;Ulm;DE;y;Lyon;FR\nx;Graz;AT;y;Nice;FR\n")
    chosen = {"from_name": "2", "from_country": "3", "to_name": "5", "to-country": "6"}
    loaded = links(file, choices=Choices(chosen, ["1", "4"], header=False))
    assert ties(loaded) == [("Graz", "Nice"), ("Lyon", "Ulm")]


def test_kinds_and_statuses_are_words_that_must_be_known(tmp_path: Path) -> None:
    text = "city,partner,type,status\nAa,Bb,twin city,active\nAa,Cc,Pakt,active\nAa,Dd,twin,zzz\n"
    file = written(tmp_path, text)
    loaded = links(file)
    assert codes(loaded) == {"unknown-kind": [3], "unknown-status": [4]}
    told = links(file, kinds={"pakt": "friendship_city"}, statuses={"zzz": "suspended"})
    assert {claim.kind for claim in told.tables.claims} == {"sister_city", "friendship_city"}
    assert "suspended" in {claim.status for claim in told.tables.claims}
    with pytest.raises(UsageError, match="unknown code"):
        links(file, kinds={"pakt": "pact"})


def test_a_country_behind_the_name(tmp_path: Path) -> None:
    file = written(
        tmp_path, 'city,partner\nUlm (Germany),"Lyon, France"\nUlm (Germany),Bern (BE)\n'
    )
    loaded = links(file)
    places = {place.name_en: place.country for place in loaded.tables.places}
    assert (places["Ulm"], places["Lyon"], places["Bern (BE)"]) == ("DE", "FR", "")


def test_source_note_and_end_of_a_line_are_kept(tmp_path: Path) -> None:
    file = written(
        tmp_path, "city,partner,since,until,note,source\nUlm,Lyon,1990,2001,=x,https://x.org/1\n"
    )
    claims = links(file).tables.claims
    assert {claim.status for claim in claims} == {"in_force", "ended"}
    assert all(
        "https://x.org/1" in claim.note and not claim.note.startswith("=") for claim in claims
    )


# --- workbooks -----------------------------------------------------------------------------


def test_a_workbook_with_a_title_merged_countries_and_dates(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter", reason="pip install xlsxwriter")
    pytest.importorskip("python_calamine", reason="pip install python-calamine")
    file = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_worksheet("empty")
        sheet = book.add_worksheet("Städte")
        sheet.write(0, 0, "Partner cities 2020")
        sheet.write_row(2, 0, ["Stadt", "Land", "Partnerstadt", "Land", "seit"])
        sheet.write_row(3, 0, ["Köln", "Deutschland", "Lille", "FR", 1958])
        sheet.write_row(4, 0, ["Bonn", "", "Oxford", "UK"])
        sheet.write_datetime(
            4, 4, datetime.datetime(1947, 5, 1), book.add_format({"num_format": "d.m.y"})
        )
        sheet.merge_range(3, 1, 4, 1, "Deutschland")
    loaded = links(file)
    assert starts(loaded) == ["1947-05-01", "1958"]
    assert {p.name_en: p.country for p in loaded.tables.places if p.kind == "city"}["Bonn"] == "DE"
    with pytest.raises(UsageError, match="no sheet 'Stadte2'"):
        links(file, choices=Choices(sheet="Stadte2"))
    with pytest.raises(DataError, match="cannot be read"):
        links(written(tmp_path, b"PK\x03\x04rubbish", name="x.xlsx"))


def test_a_formula_without_a_result_is_reported_by_its_cell(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter", reason="pip install xlsxwriter")
    pytest.importorskip("python_calamine", reason="pip install python-calamine")
    file = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("A & B")
        sheet.write_row(0, 0, ["City", "Partner", "Year"])
        for row, (formula, result) in enumerate(
            [("=1990+5", ""), ("=1990+6", 1996), ("=Z9", "#REF!"), ("", "")], start=1
        ):
            sheet.write_row(row, 0, ["Ulm", ("Lyon", "Brno", "Gouda", "Turin")[row - 1]])
            if formula:
                sheet.write_formula(row, 2, formula, None, result)
    loaded = links(file)
    assert starts(loaded) == ["1996"]
    found = loaded.record.by_code()["formula-without-value"]
    assert [(finding.line, finding.value) for finding in found] == [(2, "C2"), (4, "C4")]


def test_a_sheet_of_open_document(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine", reason="pip install python-calamine")
    loaded = links(
        written(tmp_path, ods([["City", "Partner", "Year"], ["Ulm", "Lyon", "1998"]]), name="t.ods")
    )
    assert (ties(loaded), starts(loaded)) == ([("Lyon", "Ulm")], ["1998"])


def ods(rows: list[list[str]]) -> bytes:
    """A file as LibreOffice writes it, with nothing but its cells."""
    import zipfile

    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="a">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest"
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
    return stream.getvalue()


# --- many lines ----------------------------------------------------------------------------


def test_many_claims_are_kept_as_text_and_read_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cityties.loaders.foreign import checked
    from cityties.loaders.foreign.provenance import folder_files

    text = "from,to,since\n" + "".join(
        f"Q{n},Q{n % 97 + 1000},{1950 + n % 60}\n" for n in range(1, 400)
    )
    file = written(tmp_path, text)
    whole = links(file)
    monkeypatch.setattr(checked, "_KEPT", 10)
    monkeypatch.setattr(checked, "_BATCH", 7)
    monkeypatch.setattr(checked, "_CHUNK", 500)
    pieces = links(file)
    assert isinstance(pieces.tables.claims, checked.WrittenClaims)
    assert tuple(pieces.tables.claims) == whole.tables.claims
    assert len(pieces.tables.claims) == 798
    assert pieces.tables.claims[-1] == whole.tables.claims[-1]
    assert folder_files(pieces)["claims.csv"] == folder_files(whole)["claims.csv"]
    assert pieces.tables.sources == whole.tables.sources


def test_a_line_of_nothing_but_control_characters_is_recorded_and_left_out(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    for odd in ("\x00", "\x00,\x01", "\x00,,", ",\x7f"):
        file.write_text(f"from,to\nQ1,Q2\n{odd}\nQ3,Q4\n", "utf-8")
        loaded = load_links(file, About("A", "2016"))
        found = {finding.line for finding in loaded.record.by_code()["control-character"]}
        assert found == {3}
        assert len(loaded.tables.claims) == 2
