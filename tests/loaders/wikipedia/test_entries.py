"""From pages to entries: whose list, which partner, where, what kind, since when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.loaders.wikipedia.blocks import Page
from cityties.loaders.wikipedia.entries import Entry, Found, find_entries, kind_of_words
from cityties.loaders.wikipedia.html import read_html
from cityties.loaders.wikipedia.wikitext import read_wikitext

Row = tuple[str, str, str, str, str, str]


def page_of(file: Path) -> Page:
    if file.suffix == ".html":
        return read_html(file.read_bytes(), file.name)
    return read_wikitext(file.read_text("utf-8"))


def brief(entry: Entry) -> Row:
    since = entry.since.text if entry.since else ""
    until = entry.until.text if entry.until else "ended" if entry.ended else ""
    return (
        entry.city, entry.partner, entry.country, entry.word, since,
        until or ("suspended" if entry.suspended else ""),
    )  # fmt: skip


EXPECTED: dict[str, list[Row]] = {
    # Letters, cities in bold, columns of flags; footnotes over several lines; former ones.
    "bold-cities.wikitext": [
        ("Altstadt", "Krakowiec", "Poland", "", "1991", ""),
        ("Altstadt", "Springfield County", "United States", "", "1988-05-12", ""),
        ("Altstadt", "Little Hampton", "United Kingdom", "", "", ""),
        ("Altstadt", "Shiraz", "Iran", "", "2000", "2014"),
        ("Bergdorf", "Vieuxport", "France", "", "", ""),
        ("Bergdorf", "Novograd", "Russia", "", "", "suspended"),
        ("Bergdorf", "Monte Nuovo", "Italy", "", "", ""),
        ("Bergdorf", "Minamishi", "Japan", "Cooperation agreements", "", ""),
        ("Bergdorf", "Prizor", "XKX", "Cooperation agreements", "", ""),
        ("Bergdorf", "Zarechny", "Belarus", "Former twin towns", "", "2022"),
    ],
    # A page that a browser saved: headings, flags by their text, link or file, notes.
    "headings.html": [
        ("Isfahan", "Freiburg", "Germany", "twinned with", "2000", ""),
        ("Isfahan", "Florence", "Italy", "twinned with", "", ""),
        ("Isfahan", "Iași", "Romania", "twinned with", "", ""),
        ("Isfahan", "Gyumri", "Armenia", "Friendship cities", "", ""),
        ("Shiraz", "Dushanbe", "Tajikistan", "", "1992", ""),
        ("Shiraz", "Weimar", "Germany", "", "", ""),
    ],
    # Cities above indented partners; a table under a heading.
    "nested.html": [
        ("Havnby", "Portoviejo Nuevo", "Ecuador", "Twin towns", "", ""),
        ("Havnby", "Vik", "Iceland", "Twin towns", "1974", ""),
        ("Fjordby", "Strand", "Denmark", "Twin towns", "", ""),
        ("Fjordby", "Laguna", "Spain", "Cooperation agreements", "1990~", ""),
        ("Fjordby", "Primorye Krai", "Russia", "Cooperation agreements", "", ""),
    ],
    # Sentences that say the kind; countries as links, in brackets, before the city.
    "sentences.wikitext": [
        ("Ostrava Nova", "Coventry Minor", "United Kingdom", "twinned with", "1959", ""),
        ("Ostrava Nova", "Kato", "POL", "twinned with", "1961", ""),
        ("Ostrava Nova", "Dresden Alt", "Germany", "twinned with", "", ""),
        ("Ostrava Nova", "Donbas City", "Ukraine", "also cooperates with", "", ""),
        ("Plzen Nova", "Liege Petit", "Belgium", "", "1965", ""),
        ("Plzen Nova", "Winterdorf", "Switzerland", "", "", ""),
        ("Plzen Nova", "Birmingham Heights", "United States", "Former partner cities", "1991",
         "2003"),
    ],
    # One table of a whole state, with cells over several rows.
    "table.wikitext": [
        ("Oldtown", "Nowa Wola", "Poland", "", "1995", ""),
        ("Oldtown", "Santa Rita", "Mexico", "", "2001", "2010"),
        ("Riverside", "Kawamachi", "Japan", "", "1987-03-12", ""),
        ("Hillview", "Bergstadt", "Germany", "", "1960", ""),
        ("Hillview", "Talstadt", "Germany", "", "1960", ""),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_gives_its_entries_and_nothing_else(pages: Path, name: str) -> None:
    found = find_entries(page_of(pages / name))
    assert [brief(entry) for entry in found.entries] == EXPECTED[name]
    assert found.left_out == []


def test_every_page_is_tried(pages: Path) -> None:
    assert {path.name for path in pages.iterdir()} == set(EXPECTED)


def test_a_page_says_what_it_is(pages: Path) -> None:
    page = page_of(pages / "headings.html")
    assert page.title == "List of twin towns and sister cities in Iran"
    assert page.url.endswith("/wiki/List_of_twin_towns_and_sister_cities_in_Iran")
    assert "12 May 2024" in page.edited
    assert page.lang == "en"


def test_a_footnote_of_a_list_is_of_each_entry_without_its_own(pages: Path) -> None:
    found = find_entries(page_of(pages / "headings.html")).entries
    keys = {entry.partner: entry.notes for entry in found}
    assert keys["Florence"] == ("cite_note-2",)
    assert keys["Freiburg"] == ("cite_note-3",)
    assert keys["Iași"] == ("cite_note-3", "cite_note-4")
    assert keys["Weimar"] == ()
    bold = {
        e.partner: e.notes for e in find_entries(page_of(pages / "bold-cities.wikitext")).entries
    }
    assert bold["Krakowiec"] == bold["Shiraz"] != ()
    assert bold["Vieuxport"] == ("lh",)  # named once, used again
    assert bold["Novograd"] == ()


def test_the_title_of_the_link_and_the_region_are_kept(pages: Path) -> None:
    found = find_entries(page_of(pages / "bold-cities.wikitext")).entries
    county = next(entry for entry in found if entry.partner == "Springfield County")
    assert (county.title, county.region) == ("Springfield County, Ohio", "Ohio")
    freiburg = find_entries(page_of(pages / "headings.html")).entries[0]
    assert (freiburg.partner, freiburg.title) == ("Freiburg", "Freiburg im Breisgau")


@pytest.mark.parametrize("form", [lambda text: text, lambda text: text.replace("\n", "\r\n")])
def test_lines_are_those_of_the_file(pages: Path, form: Callable[[str], str]) -> None:
    text = (pages / "bold-cities.wikitext").read_text("utf-8")
    lines = text.split("\n")
    for entry in find_entries(read_wikitext(form(text))).entries:
        assert entry.partner in lines[entry.line - 1]


def wiki(text: str) -> Found:
    return find_entries(read_wikitext(text))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("{{flagicon|GER}} [[Aba]], Germany", ("Aba", "Germany", "", "")),
        ("{{flag|Germany}} – [[Aba]]", ("Aba", "Germany", "", "")),
        ("[[File:Flag of Germany.svg|20px]] [[Aba]]", ("Aba", "Germany", "", "")),
        ("[[Germany]]: [[Aba]]", ("Aba", "Germany", "", "")),
        ("'''[[Aba]]''' ''(Germany)''", ("Aba", "Germany", "", "")),
        ("[[Aba]], [[Bavaria]], [[Germany]], since 1998", ("Aba", "Germany", "1998", "")),
        ("[[Aba]] (Germany, 1998)", ("Aba", "Germany", "1998", "")),
        ("Aba, Germany (12 May 1998 – present)", ("Aba", "Germany", "1998-05-12", "")),
        ("[[Aba]], Germany (1998, ended 2004)", ("Aba", "Germany", "1998", "2004")),
        ("[[Aba]], Germany (terminated in March 2022)", ("Aba", "Germany", "", "2022-03")),
        ("[[Aba]], Germany (1998–2004)", ("Aba", "Germany", "1998", "2004")),
        ("[[Panama City|Panama]], Panama", ("Panama", "Panama", "", "")),
        ("{{flagicon|DEU}} {{ill|Aba|de}}", ("Aba", "DEU", "", "")),
        ("[[Aba]]&nbsp;&ndash; Germany", ("Aba", "Germany", "", "")),
    ],
)
def test_items(item: str, expected: tuple[str, str, str, str]) -> None:
    (entry,) = wiki(f"== [[Oslo]] ==\n* {item}\n").entries
    since = entry.since.text if entry.since else ""
    until = entry.until.text if entry.until else ""
    assert (entry.partner, entry.country, since, until) == expected


@pytest.mark.parametrize(
    ("item", "since", "state"),
    [
        ("[[Aba]], China – ''former''", "", "ended"),
        ("[[Aba]], China, former", "", "ended"),
        ("[[Aba]], China – former sister city", "", "ended"),
        ("[[Aba]] (ehemalig), China", "", "ended"),
        ("''Former:'' [[Aba]], China", "", "ended"),
        ("Aba, China – ended 2004", "", "2004"),
        ("[[Aba]], China, 1998 – suspended", "1998", "suspended"),
        ("[[Aba]], China, until 2015", "", "2015"),
        ("[[Aba]], Antigua, China", "", ""),
    ],
)
def test_an_item_says_that_its_tie_is_over(item: str, since: str, state: str) -> None:
    (entry,) = wiki(f"== [[Oslo]] ==\n* {item}\n").entries
    assert (brief(entry)[1:3], brief(entry)[4:]) == (("Aba", "China"), (since, state))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("[[Aba]], Chad <small>(1999)</small>, [[Bca]], Spain",
         [("Aba", "Chad", "1999"), ("Bca", "Spain", "")]),
        ("Aba, Chad; Bca, Spain", [("Aba", "Chad", ""), ("Bca", "Spain", "")]),
        ("[[Aba]], Chad, 1999; [[Bca]], Spain (2001)",
         [("Aba", "Chad", "1999"), ("Bca", "Spain", "2001")]),
        ("[[Aba]] (Chad), [[Bca]] (Spain)", [("Aba", "Chad", ""), ("Bca", "Spain", "")]),
        ("[[Aba]], Chad and [[Bca]], Spain", [("Aba", "Chad", ""), ("Bca", "Spain", "")]),
        ("Aba – Chad, Bca – Spain", [("Aba", "Chad", ""), ("Bca", "Spain", "")]),
        ("آبا، چاد؛ بکا، اسپانیا", [("آبا", "چاد", ""), ("بکا", "اسپانیا", "")]),
        ("[[Atlanta]], Georgia, United States", [("Atlanta", "United States", "")]),
        ("[[Aba]], [[Murcia]], [[Spain]]", [("Aba", "Spain", "")]),
    ],
)  # fmt: skip
def test_an_item_of_several_places_is_an_entry_for_each(
    item: str, expected: list[tuple[str, str, str]]
) -> None:
    entries = wiki(f"== [[Oslo]] ==\n* {item}\n").entries
    found = [(e.partner, e.country, e.since.text if e.since else "") for e in entries]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "city", "word"),
    [
        ("== Oslo ==\n* [[Aba]]", "Oslo", ""),
        ("== Viken ==\n=== [[Oslo]] ===\n* [[Aba]]", "Oslo", ""),
        ("== Twin towns ==\n=== Oslo ===\n* [[Aba]]", "Oslo", "Twin towns"),
        ("== Oslo ==\n=== Friendship pacts ===\n* [[Aba]]", "Oslo", "Friendship pacts"),
        ("== O ==\n; [[Oslo]]\n* [[Aba]]", "Oslo", ""),
        ("== O ==\n'''Oslo'''\n\n* [[Aba]]", "Oslo", ""),
        ("'''[[Oslo]]'''<ref>x</ref>\n{{div col}}\n* [[Aba]]\n{{div col end}}", "Oslo", ""),
        ("* [[Oslo]]\n** [[Aba]], Chad", "Oslo", ""),
        ("* [[Oslo]]: {{flagicon|CHA}} [[Aba]]", "Oslo", ""),
        ("[[Oslo]] is twinned with:\n* [[Aba]]", "Oslo", "twinned with"),
        ("== Oslo ==\n'''Partner cities'''\n* [[Aba]]", "Oslo", "Partner cities"),
        ("== Oslo ==\n=== Partners ===\n* [[X]]\n== Bergen ==\n* [[Aba]]", "Bergen", ""),
    ],
)
def test_whose_list_it_is_and_of_what(text: str, city: str, word: str) -> None:
    entry = wiki(text).entries[-1]
    assert (entry.city, entry.partner, entry.word) == (city, "Aba", word)


@pytest.mark.parametrize(
    "text",
    [
        "== See also ==\n* [[Aba]], Germany",
        "== References ==\n=== More ===\n* [[Aba]]",
        "<!-- == Oslo ==\n* [[Aba]] -->",
        "== Oslo ==\n* –\n* none",
        "{{Infobox|x=* [[Aba]]}}",
        "",
    ],
)
def test_what_is_no_list_gives_nothing(text: str) -> None:
    assert wiki(text).entries == []


def test_an_item_below_no_city_is_left_out_and_said() -> None:
    found = wiki("* {{flagicon|FRA}} [[Aba]], France\n")
    assert found.entries == []
    assert found.left_out == [(1, "Aba, France")]


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        ("<s>[[Aba]], Chad</s>", "Aba, Chad"), ("<del>Aba</del>", "Aba"), ("''None''", "None"),
        ("{{flagicon|Chad}}", "Chad"), ("–", "–"),
    ],
)  # fmt: skip
def test_an_item_that_names_no_partner_is_said(item: str, shown: str) -> None:
    found = wiki(f"== [[Oslo]] ==\n* {item}\n* [[Bca]], Chad\n")
    assert [entry.partner for entry in found.entries] == ["Bca"]
    assert found.left_out == [(2, shown)]


def test_what_is_crossed_out_in_a_saved_page_is_no_partner() -> None:
    text = "<html><body><h2>Oslo</h2><ul><li><s><a>Aba</a>, Chad</s></li><li>Bca</li></ul></body>"
    found = find_entries(read_html(text.encode(), "page"))
    assert [entry.partner for entry in found.entries] == ["Bca"]
    assert [shown for _line, shown in found.left_out] == ["Aba, Chad"]


@pytest.mark.parametrize(
    ("item", "remark"),
    [
        ("[[Aba]], Chad (1998), renewed 2003", "renewed 2003"),
        ("[[Aba]], Chad (1998) (2003)", "2003"),
    ],
)
def test_a_second_day_is_kept_as_a_remark(item: str, remark: str) -> None:
    (entry,) = wiki(f"== [[Oslo]] ==\n* {item}\n").entries
    assert entry.since is not None
    assert (entry.since.text, entry.remark) == ("1998", remark)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("Aba<br>Bca || Chad<br>Spain || 1983<br>1993",
         [("Aba", "Chad", "1983"), ("Bca", "Spain", "1993")]),
        ("Aba<br>Bca<br> || Chad<br>Spain<br> || 1983<br>1993<br>",
         [("Aba", "Chad", "1983"), ("Bca", "Spain", "1993")]),
        ("Aba<br>Bca || Chad || 1983", [("Aba", "Chad", "1983"), ("Bca", "Chad", "1983")]),
        ("Aba<br>Bca || Chad<br>Chad || <br>1993", [("Aba", "Chad", ""), ("Bca", "Chad", "1993")]),
        ("Aba<br>Bca<br>Cab || Chad<br>Chad<br>Spain || 1983<br>1993<br>2003",
         [("Aba", "Chad", "1983"), ("Bca", "Chad", "1993"), ("Cab", "Spain", "2003")]),
    ],
)  # fmt: skip
def test_the_lines_of_cells_belong_together(
    cells: str, expected: list[tuple[str, str, str]]
) -> None:
    text = f"{{| class=wikitable\n! City !! Partner !! Country !! Since\n|-\n| Oslo || {cells}\n|}}"
    entries = wiki(text).entries
    found = [(e.partner, e.country, e.since.text if e.since else "") for e in entries]
    assert found == expected


def test_lines_of_days_that_fit_no_partner_are_kept_as_unread() -> None:
    text = "{| class=wikitable\n! City !! Partner !! Since\n|-\n| Oslo || Aba || 1983<br>1993\n|}"
    (entry,) = wiki(text).entries
    assert [shown for shown, _reason in entry.unread] == ["1983 1993"]


def test_a_heading_below_a_city_in_bold_is_of_that_city() -> None:
    text = (
        "== I ==\n'''[[Oslo]]'''\n* [[Aba]], Chad\n=== Friendship cities ===\n* [[Bca]], Spain\n"
        "\n'''[[Bergen]]'''\n* [[Cab]], Peru\n== Friendship cities ==\n* [[Dab]], Peru\n"
    )
    found = wiki(text)
    assert [(e.city, e.partner, e.word) for e in found.entries] == [
        ("Oslo", "Aba", ""), ("Oslo", "Bca", "Friendship cities"), ("Bergen", "Cab", ""),
    ]  # fmt: skip
    assert [shown for _line, shown in found.left_out] == ["Dab, Peru"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Sister cities", "sister_city"), ("Partnerstädte", "sister_city"),
        ("Jumelages", "sister_city"), ("Gemellaggi", "sister_city"),
        ("خواهرخوانده‌ها", "sister_city"),
        ("Friendship cities", "friendship_city"), ("Friendly relations", "friendship_city"),
        ("Cooperation agreements", "cooperation_mou"), ("Memoranda", "cooperation_mou"),
        ("Partnership", "agreement"), ("Oslo", ""),
    ],
)  # fmt: skip
def test_the_kind_is_by_the_words_of_the_page(words: str, kind: str) -> None:
    assert kind_of_words(words) == kind


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="=*#:;|!{}[]<>-'\n ABref/,()1998–", max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for found in (wiki(text), find_entries(read_html(f"<html><body>{text}".encode(), "page"))):
        assert all(entry.city and entry.partner for entry in found.entries)


def test_a_page_nested_beyond_reason_is_read() -> None:
    deep = "<div>" * 3000 + "<ul><li>x</li></ul>" + "</div>" * 3000
    find_entries(read_html(f"<html><body>{deep}</body></html>".encode(), "page"))
    find_entries(read_wikitext("* " + "[[" * 2000 + "x" + "]]" * 2000))
    find_entries(read_wikitext("{{flag|" * 2000))
