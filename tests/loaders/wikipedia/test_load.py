"""From a page to the rows of a folder: places, footnotes as sources, claims."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from cityties.base import resources
from cityties.errors import DataError, NotFoundError, UsageError
from cityties.loaders.foreign.provenance import Loaded
from cityties.loaders.resolve.questions import FILE as QUESTIONS
from cityties.loaders.tables import load_folder
from cityties.loaders.wikipedia.load import country_of_title, load_wikipedia
from cityties.loaders.wikipedia.notes import day_in
from cityties.model.rows import Place, Source, Tables
from cityties.reading import read_tables


@pytest.fixture(scope="module")
def known() -> Tables:
    return load_folder(resources.data_dir())


@pytest.fixture(scope="module")
def iran(pages: Path, known: Tables) -> Loaded:
    return load_wikipedia(pages / "headings.html", known=known)


def source(loaded: Loaded, title: str) -> Source:
    return next(row for row in loaded.tables.sources if row.title == title)


def test_the_page_is_a_source_with_its_day_licence_and_publisher(iran: Loaded) -> None:
    page = iran.source
    assert page.title == "Wikipedia: List of twin towns and sister cities in Iran"
    assert (page.kind, page.publisher) == ("encyclopedia", "wikipedia-en")
    assert page.published is not None
    assert page.published.text == "2024-05-12"
    assert page.licence == "CC-BY-SA-4.0"
    assert page.attribution == ("Wikipedia contributors",)
    assert page.url.startswith("https://en.wikipedia.org/wiki/List")


def test_each_footnote_is_a_source(iran: Loaded) -> None:
    freiburg = source(iran, "Partnerstädte")
    assert freiburg.url == "https://www.freiburg.example.de/partner"
    assert freiburg.accessed is not None
    assert freiburg.accessed.text == "2020-11-01"
    assert freiburg.publisher == "freiburg-example-de"
    isfahan = source(iran, "Sister cities")
    assert isfahan.publisher == "isfahan-municipality"  # of the shipped data, by its name
    assert isfahan.accessed is not None
    assert isfahan.accessed.text == "2021-03-04"
    assert "All of them" not in {row.title for row in iran.tables.sources}  # of no entry


def test_a_claim_is_of_its_footnote_and_passed_on_by_the_page(iran: Loaded) -> None:
    claims = {claim.id.partition("_")[2]: claim for claim in iran.tables.claims}
    freiburg = claims["isfahan_freiburg"]
    assert (freiburg.aspect, freiburg.status) == ("state", "in_force")
    assert freiburg.source == source(iran, "Partnerstädte").id
    assert freiburg.via == "wikipedia-en"
    assert freiburg.note == "Freiburg: page “Freiburg im Breisgau”"
    assert freiburg.locator == "Isfahan, line 20"
    since = claims["isfahan_freiburg_since"]
    assert (since.aspect, since.basis) == ("change", "list")
    # Two footnotes are two claims; an entry without any is what the page says.
    assert {claims["isfahan_iasi"].source, claims["isfahan_iasi_2"].source} == {
        source(iran, "Partnerstädte").id, source(iran, "Orașe înfrățite").id,
    }  # fmt: skip
    weimar = claims["shiraz_weimar"]
    assert (weimar.source, weimar.via) == (iran.source.id, "")


def test_a_footnote_that_cites_nothing_is_a_note(iran: Loaded) -> None:
    gyumri = next(claim for claim in iran.tables.claims if "gyumri" in claim.about)
    assert gyumri.note == "The two towns call it a bond of friendship."
    assert gyumri.source == iran.source.id


def test_the_kind_is_by_the_word_of_the_page_and_kept_in_the_kind_map(iran: Loaded) -> None:
    gyumri = next(claim for claim in iran.tables.claims if "gyumri" in claim.about)
    assert (gyumri.kind, gyumri.wording) == ("friendship_city", "Friendship cities")
    assert iran.source.kind_map == ("Friendship cities=friendship_city",)


def test_the_user_says_what_a_word_means(pages: Path, known: Tables) -> None:
    loaded = load_wikipedia(
        pages / "headings.html", known=known, kinds={"friendship": "project_partnership"}
    )
    (gyumri,) = (claim for claim in loaded.tables.claims if "gyumri" in claim.about)
    assert gyumri.kind == "project_partnership"
    assert loaded.source.kind_map == ("Friendship cities=project_partnership",)


def test_cities_are_those_of_the_data_or_new_with_their_country(pages: Path, known: Tables) -> None:
    loaded = load_wikipedia(
        pages / "bold-cities.wikitext", date="2024-06-01", country="Germany", known=known
    )
    places = {place.id: place for place in loaded.tables.places}
    assert "shiraz" not in places
    assert any("shiraz" in claim.parties for claim in loaded.tables.claims)
    assert places["altstadt-de"].country == "DE"
    assert places["springfield-county-us"].kind == "county"
    assert places["prizor-xk"].country == "XK"


@pytest.mark.parametrize(
    ("title", "country"),
    [
        ("List of twin towns and sister cities in Iran", "IR"),
        ("List of sister cities in the United States", "US"),
        ("Twin towns of Norway", "NO"),
        ("Liste der Städtepartnerschaften in Deutschland", "DE"),
        ("Liste des jumelages en France", "FR"),
        ("List of twin towns in Georgia (country)", "GE"),
        ("List of sister cities in New Jersey", ""),
        ("List of sister cities in New Mexico", ""),
        ("List of sister cities in the U.S. state of Georgia", ""),
        ("List of sister cities in Georgia (U.S. state)", ""),
        ("List of sister cities in the State of Mexico", ""),
        ("List of sister cities in DE", ""),
        ("de", ""),
        ("Sister cities of Mexico City", ""),
    ],
)
def test_only_the_whole_name_in_a_title_is_a_country(title: str, country: str) -> None:
    assert country_of_title(title) == country


def test_the_country_of_the_lists_is_said_and_not_by_the_name_of_the_file(
    known: Tables, tmp_path: Path
) -> None:
    page = tmp_path / "twin towns in Germany.wikitext"
    page.write_text("== Nowheretown ==\n* [[Aba]], Chad\n", encoding="utf-8")
    loaded = load_wikipedia(page, date="2024", known=known)
    assert {p.country for p in loaded.tables.places if p.name_en == "Nowheretown"} == {""}
    assert "--country CODE" in loaded.lines[0]
    page.write_text("= Twin towns in Iran =\n" + page.read_text("utf-8"), encoding="utf-8")
    loaded = load_wikipedia(page, date="2024", known=known)
    assert {p.country for p in loaded.tables.places if p.name_en == "Nowheretown"} == {"IR"}
    assert "--country IR" in loaded.lines[0]


def test_what_a_former_section_says_is_over(pages: Path, known: Tables) -> None:
    loaded = load_wikipedia(
        pages / "bold-cities.wikitext", date="2024-06-01", country="DE", known=known
    )
    readings = read_tables(loaded.tables)
    day = datetime.date(2024, 6, 2)

    def status(tie: str) -> str | None:
        return readings.state(tie, day).status

    assert status("tie/bergdorf-de+zarechny-by/sister_city") == "ended"
    assert status("tie/altstadt-de+shiraz/sister_city") == "ended"
    assert status("tie/bergdorf-de+novograd-ru/sister_city") == "suspended"
    assert status("tie/bergdorf-de+minamishi-jp/cooperation_mou") == "in_force"
    assert all(
        readings.state(tie, day).concluded != "signed" for tie in readings.ties
    )  # a list signs nothing


def test_both_forms_of_a_page_give_the_same(pages: Path, known: Tables, tmp_path: Path) -> None:
    """The page in both forms, as far as the forms can say the same."""
    text = (
        "== [[Isfahan]] ==\n"
        "* {{flagicon|Germany}} [[Freiburg im Breisgau|Freiburg]], Germany (2000)"
        '<ref>{{cite web|title="Partner"|url=https://a.example/x|access-date=2020-11-01}}</ref>\n'
    )
    html = (
        '<html lang="en"><head><title>L - Wikipedia</title></head><body>'
        '<h2><a href="/wiki/Isfahan">Isfahan</a></h2>\n<ul><li><img alt="Germany"> '
        '<a href="/wiki/Freiburg_im_Breisgau">Freiburg</a>, Germany (2000)'
        '<sup><a href="#cite_note-1">[1]</a></sup></li></ul><ol class="references">'
        '<li id="cite_note-1"><span class="reference-text"><a href="https://a.example/x">'
        '"Partner"</a>. Retrieved 2020-11-01</span></li></ol></body></html>'
    )
    rows = []
    for name, content in (("L.wikitext", text), ("L.html", html)):
        (tmp_path / name).write_text(content, encoding="utf-8")
        loaded = load_wikipedia(
            tmp_path / name, date="2024", country="IR", name="L", url="https://en.wikipedia.org/wiki/L",
            known=known,
        )  # fmt: skip
        rows.append((loaded.tables.claims, loaded.tables.places))
        (cited,) = (each for each in loaded.tables.sources if each.id != loaded.source.id)
        assert cited.url == "https://a.example/x"
        assert cited.accessed is not None
        assert cited.accessed.text == "2020-11-01"
    one, other = ({c.about: (c.via, c.when) for c in claims} for claims, _places in rows)
    assert one == other


def test_a_source_that_was_read_before_the_start_does_not_say_it(
    known: Tables, tmp_path: Path
) -> None:
    page = tmp_path / "p.wikitext"
    page.write_text(
        "== [[Isfahan]] ==\n* [[Aba]], Chad (2022)<ref>{{cite web|title=Old|url=https://a.example|"
        "access-date=2019-01-01}}</ref>\n",
        encoding="utf-8",
    )
    loaded = load_wikipedia(page, date="2024", country="IR", known=known)
    assert {claim.source for claim in loaded.tables.claims} == {loaded.source.id}
    assert {claim.aspect for claim in loaded.tables.claims} == {"state", "change"}


def test_a_start_after_its_end_is_told(known: Tables, tmp_path: Path) -> None:
    page = tmp_path / "p.wikitext"
    page.write_text("== [[Isfahan]] ==\n* [[Aba]], Chad (2012–2004)\n", encoding="utf-8")
    loaded = load_wikipedia(page, date="2024", country="IR", known=known)
    assert loaded.record.count("start-after-end") == 1
    assert read_tables(loaded.tables).conflicts


def test_repeats_and_loops_are_left_out_and_told(known: Tables, tmp_path: Path) -> None:
    page = tmp_path / "p.wikitext"
    page.write_text(
        "== [[Isfahan]] ==\n* [[Aba]], Chad\n* [[Aba]], Chad\n* [[Isfahan]], Iran\n* {{flag|X}}\n",
        encoding="utf-8",
    )
    loaded = load_wikipedia(page, date="2024", country="IR", known=known)
    assert [loaded.record.count(code) for code in ("duplicate", "loop")] == [1, 1]
    with pytest.raises(UsageError, match="kind"):
        load_wikipedia(page, date="2024", kind="visit", known=known)


def test_what_cannot_be_decided_is_asked_and_the_answer_is_read_back(tmp_path: Path) -> None:
    twins = Tables(
        places=(
            Place("hyderabad", "city", "Hyderabad", country="IN", population=6_900_000),
            Place("hyderabad-pk", "city", "Hyderabad", country="PK", population=1_900_000),
            Place("isfahan", "city", "Isfahan", country="IR"),
        )
    )
    page = tmp_path / "p.wikitext"
    page.write_text("== [[Isfahan]] ==\n* [[Aba]], Chad\n* [[Hyderabad]]\n", encoding="utf-8")
    loaded = load_wikipedia(page, date="2024", country="IR", known=twins)
    assert loaded.record.count("undecided") == 1
    assert loaded.record.numbers["cities_to_decide"] == 1
    asked = loaded.unresolved.decode("utf-8-sig")
    assert "hyderabad-pk" in asked
    answers = tmp_path / QUESTIONS
    lines = asked.splitlines()
    head = lines[0].split(",")
    filled = [
        line if number == 0 or "hyderabad-pk" not in line else _answered(line, head)
        for number, line in enumerate(lines)
    ]
    answers.write_text("\n".join(filled) + "\n", encoding="utf-8")
    again = load_wikipedia(page, date="2024", country="IR", known=twins, unresolved=answers)
    assert again.record.count("undecided") == 0
    assert any("hyderabad-pk" in claim.parties for claim in again.tables.claims)


def test_the_page_that_a_link_leads_to_decides_what_its_words_leave_open(tmp_path: Path) -> None:
    twins = Tables(
        places=(
            Place("freiburg", "city", "Freiburg im Breisgau", aliases=("Freiburg",), country="DE"),
            Place("freiburg-elbe", "city", "Freiburg", country="DE"),
            Place("isfahan", "city", "Isfahan", country="IR"),
        )
    )
    page = tmp_path / "p.wikitext"

    def parties(*items: str) -> set[str]:
        text = "".join(f"* {item}, Germany\n" for item in (*items, "[[Aba]]"))
        page.write_text(f"== [[Isfahan]] ==\n{text}", encoding="utf-8")
        loaded = load_wikipedia(page, date="2024", country="IR", known=twins)
        return {party for claim in loaded.tables.claims for party in claim.parties}

    assert "freiburg" in parties("[[Freiburg im Breisgau|Freiburg]]")
    assert not {"freiburg", "freiburg-elbe"} & parties("[[Freiburg]]")


def _answered(line: str, head: list[str]) -> str:
    cells = line.split(",")
    cells[head.index("answer")] = "x"
    return ",".join(cells)


@pytest.mark.parametrize(
    "item",
    [
        "[[Aba]], Chad (۱۳۷۷)", "[[Aba]], Chad, ۱۳۷۷", "[[Aba]], Chad (平成10年)",
        "[[Aba]], Chad (in the 80s)", "[[Aba]], Chad (1983 1993)", "[[Aba]], Chad, until ۱۳۷۷",
    ],
)  # fmt: skip
def test_a_date_that_is_not_read_is_reported_and_kept(
    known: Tables, tmp_path: Path, item: str
) -> None:
    page = tmp_path / "p.wikitext"
    page.write_text(f"== [[Isfahan]] ==\n* {item}\n* [[Bca]], Chad (1990)\n", encoding="utf-8")
    loaded = load_wikipedia(page, date="2024", country="IR", known=known)
    (found,) = (each for each in loaded.record.findings if each.code == "bad-day")
    assert found.line == 2
    assert found.reason
    assert any(found.value in claim.note for claim in loaded.tables.claims)


def test_strict_refuses_a_page_with_an_item_of_no_use(known: Tables, tmp_path: Path) -> None:
    page = tmp_path / "p.wikitext"
    page.write_text("* {{flag|Chad}} [[Lost]]\n== [[Isfahan]] ==\n* [[Aba]], Chad\n", "utf-8")
    assert load_wikipedia(page, date="2024", country="IR", known=known).record.count("no-partner")
    with pytest.raises(DataError, match="names no partner"):
        load_wikipedia(page, date="2024", country="IR", known=known, strict=True)


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"== Oslo ==\n* [[Aba]]\n", UsageError, "--date"),
        (b"hello", UsageError, "--date"),
        (b"\xff\xfe\x00", DataError, "encoding|UTF-8"),
    ],
)
def test_what_cannot_be_loaded_is_told(
    content: bytes, error: type[Exception], words: str, tmp_path: Path
) -> None:
    page = tmp_path / "p.wikitext"
    page.write_bytes(content)
    with pytest.raises(error, match=words):
        load_wikipedia(page)


def test_a_page_without_lists_is_told(tmp_path: Path) -> None:
    page = tmp_path / "p.html"
    page.write_text("<html><body><p>Hello</p></body></html>", encoding="utf-8")
    with pytest.raises(DataError, match="no lists of twin towns"):
        load_wikipedia(page, date="2024")
    with pytest.raises(NotFoundError):
        load_wikipedia(tmp_path / "nowhere.html", date="2024")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("This page was last edited on 12 May 2024, at 10:15 (UTC).", "2024-05-12"),
        (". Retrieved 2021-03-04.", "2021-03-04"),
        ("Retrieved 1 November 2020", "2020-11-01"),
        ("Retrieved May 3, 2019", "2019-05-03"),
        ("Abgerufen am 3. Mai 2019", "2019-05-03"),
        ("Diese Seite wurde zuletzt am 3. Mai 2019 um 10:00 Uhr bearbeitet.", "2019-05-03"),
        ("version of March 2019", "2019-03"),
    ],
)
def test_the_day_in_a_text(text: str, day: str) -> None:
    found = day_in(text)
    assert found is not None
    assert found.text == day


def test_an_item_that_says_something_else_of_the_same_cities_is_kept(
    known: Tables, tmp_path: Path
) -> None:
    page = tmp_path / "p.wikitext"
    page.write_text(
        "== [[Isfahan]] ==\n* [[Aba]], Chad (1990)\n* [[Aba]], Chad\n* [[Aba]], Chad (1999)\n"
        "* [[Aba]], Chad (1990) – former\n",
        encoding="utf-8",
    )
    loaded = load_wikipedia(page, date="2024", country="IR", known=known)
    assert [loaded.record.count(code) for code in ("duplicate", "repeat-differs")] == [1, 2]
    starts = {
        claim.when.text
        for claim in loaded.tables.claims
        if claim.aspect == "change" and claim.status == "in_force" and claim.when
    }
    assert starts == {"1990", "1999"}
    assert any(claim.status == "ended" for claim in loaded.tables.claims)
    assert len({claim.id for claim in loaded.tables.claims}) == len(loaded.tables.claims)
    assert read_tables(loaded.tables).conflicts
