"""Rows to quads and back, and what follows from the rows."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.errors import DataError
from cityties.loaders.tables import load_folder
from cityties.model import rows as model
from cityties.model.dates import Edtf, parse_edtf
from cityties.model.expectations import Expected
from cityties.model.kind_maps import MappedWord
from cityties.model.rows import Claim, Place, Source, Tables
from cityties.model.tables import COLUMNS, ROW_TYPES, VALUE_KINDS, canonical_tables
from cityties.model.votes import Votes
from cityties.rdf.from_quads import rows_from_quads
from cityties.rdf.to_quads import involved, nquads_lines, quads, source_graph, tie_label
from cityties.vocabulary.codes import CODES, COMPLETENESS, OPERATORS
from cityties.vocabulary.terms import DEF, GRAPH_REGISTRY, ID

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def small() -> Tables:
    return load_folder(SMALL)


def there_and_back(tables: Tables) -> Tables:
    return canonical_tables(rows_from_quads(quads(tables)))


def test_every_field_has_a_property() -> None:
    for table, row_type in ROW_TYPES.items():
        mapped = [column.name for column in COLUMNS[table]]
        assert sorted(["id", *mapped, "further"]) == sorted(
            field.name for field in fields(row_type)
        )


def test_the_small_folder_comes_back(small: Tables) -> None:
    assert there_and_back(small) == canonical_tables(small)


# --- any row comes back ---

SLUG = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True).filter(
    lambda slug: not slug.startswith(("ev-", "list-"))
)
TEXT = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters=";\x00"),
    min_size=1,
    max_size=12,
)
DATE = st.sampled_from(
    ["2000", "2000-10", "2000-10-27", "2021-05~", "2000?", "[..2007]", "[2007..]",
     "[1998-05-29,1998-09-18]", "[1988..1990]"]
).map(parse_edtf)  # fmt: skip
CLAIM_ID = SLUG.map(lambda slug: f"c-{slug}")
PARTY = st.one_of(SLUG, CLAIM_ID.map(lambda claim: f"unnamed/{claim}"))
AGENT = st.one_of(PARTY, st.builds("{}@{}".format, PARTY, SLUG))


@st.composite
def ties(draw: st.DrawFn) -> str:
    parties = draw(st.sets(PARTY, min_size=2, max_size=3))
    return f"tie/{'+'.join(sorted(parties))}/{draw(st.sampled_from(CODES['kinds'][:6]))}"


def values(column: str, kind: str, codes: str) -> st.SearchStrategy[object]:
    simple: dict[str, st.SearchStrategy[object]] = {
        "code": st.sampled_from(CODES.get(codes, ("x",))),
        "edtf": DATE,
        "integer": st.integers(0, 10**12),
        "decimal": st.floats(-180, 180, allow_nan=False, allow_subnormal=False)
        .map(lambda number: round(number, 6) + 0.0),
        "wikidata": st.integers(1, 10**9).map("Q{}".format),
        "country": st.sampled_from(["IR", "DE"]),
        "claim": CLAIM_ID,
        "event": SLUG.map("ev-{}".format),
        "about": st.one_of(
            SLUG, ties(), SLUG.map("ev-{}".format), st.builds("{}@{}".format, SLUG, SLUG)
        ),
        "agent": AGENT,
        "act_or_tie": st.one_of(SLUG.map("ev-{}".format), ties()),
        "duration": st.sampled_from(["P5Y", "P18M"]),
        "language": st.sampled_from(["de", "fa", "zh-hant"]),
        "thing": PARTY,
        "licence": st.sampled_from(
            ["ODbL-1.0", "CC-BY", "https://example.org/terms", "ask the council"]
        ),
        "involvement": st.one_of(
            AGENT, st.builds("{}:{}".format, AGENT, st.sampled_from(CODES["capacities"]))
        ),
        "kind_map": st.builds(
            MappedWord, TEXT.map(str.strip).filter(bool), st.sampled_from(CODES["kinds"])
        ).map(str),
        "votes": st.builds(Votes, *[st.one_of(st.none(), st.integers(0, 999_999))] * 5)
        .map(str).filter(bool),
        "expected": st.tuples(st.integers(0, 10**9 - 1), st.integers(0, 10**9 - 1))
        .map(lambda two: str(Expected(*sorted(two)))),
        "op": st.sampled_from(OPERATORS),
        "yes_no": st.sampled_from(COMPLETENESS),
        "names": st.builds("{}:{}".format, st.sampled_from(["de", "zh-hant"]), TEXT),
    }  # fmt: skip
    return simple.get(kind, SLUG if kind in REFERENCES else TEXT)


REFERENCES = ("place", "organization", "person", "body", "post", "source")


def rows(table: str) -> st.SearchStrategy[object]:
    required = {"places": ("name_en",), "organizations": ("name_en",), "people": ("name_en",)}
    ids = CLAIM_ID if table == "claims" else SLUG
    given_: dict[str, st.SearchStrategy[object]] = {"id": ids}
    for column in COLUMNS[table]:
        value = values(column.name, column.kind, column.codes)
        kind = VALUE_KINDS[table][column.name]
        if kind == "list":
            value = st.lists(value, max_size=3, unique=True).map(
                lambda v: tuple(sorted(map(str, v)))
            )
        elif kind in ("edtf", "float", "int"):
            value = value if column.required else st.one_of(st.none(), value)
        elif not column.required and column.name not in required.get(table, ()):
            value = st.one_of(st.just(""), value)
        if column.name == "certainty":
            value = st.sampled_from(CODES["certainty"])
        given_[column.name] = value
    return st.builds(ROW_TYPES[table], **given_)


@st.composite
def all_tables(draw: st.DrawFn) -> Tables:
    found = {}
    for table in ROW_TYPES:
        made = draw(st.lists(rows(table), max_size=2, unique_by=lambda row: row.id))  # type: ignore[attr-defined]
        found[table] = tuple(made)
    things: set[str] = set()
    for table in ("places", "organizations", "people"):  # one space of ids
        found[table] = tuple(row for row in found[table] if row.id not in things)
        things |= {row.id for row in found[table]}
    return Tables(**found)


@settings(max_examples=60, deadline=None)
@given(all_tables())
def test_any_rows_come_back(tables: Tables) -> None:
    assert there_and_back(tables) == canonical_tables(tables)


@settings(max_examples=20, deadline=None)
@given(all_tables())
def test_the_order_of_rows_does_not_matter(tables: Tables) -> None:
    turned = Tables(**{table: getattr(tables, table)[::-1] for table in ROW_TYPES})
    assert set(nquads_lines(tables)) == set(nquads_lines(turned))


# --- what is written ---


def lines(tables: Tables, **labels: dict[str, str]) -> set[str]:
    return set(nquads_lines(tables, labels))


def test_claims_stand_in_the_graph_of_their_source_and_the_rest_in_the_registry(
    small: Tables,
) -> None:
    import pyoxigraph

    graphs = set()
    for quad in quads(small):
        assert isinstance(quad.subject, pyoxigraph.NamedNode)
        assert not isinstance(quad.object, pyoxigraph.BlankNode)
        assert isinstance(quad.graph_name, pyoxigraph.NamedNode)
        graphs.add(quad.graph_name.value)
    assert graphs == {GRAPH_REGISTRY, *(source_graph(source.id) for source in small.sources)}


def test_bounds_of_dates_are_written_and_open_ones_are_not() -> None:
    claim = Claim("c-1", "s", "tie", when=parse_edtf("[..2007]"), until=parse_edtf("2020-02"))
    node, end = f"<{ID}claim/c-1> <{DEF}", f"^^<{XSD}date> <{ID}source/s> .\n"
    found = lines(Tables(claims=(claim,)))
    assert f'{node}latest> "2007-12-31"{end}' in found
    assert f'{node}untilEarliest> "2020-02-01"{end}' in found
    assert f'{node}untilLatest> "2020-02-29"{end}' in found
    assert not any(f"<{DEF}earliest>" in line for line in found)


def test_an_undated_source_is_published_by_the_day_it_was_read() -> None:
    day: Edtf = parse_edtf("2026-11-20")
    found = lines(Tables(sources=(Source("s", "news", "T", "p", accessed=day),)))
    assert any("publishedLatest" in line and "2026-11-20" in line for line in found)
    assert not any("publishedEarliest" in line for line in found)


def test_a_place_is_tied_to_its_country() -> None:
    places = (
        Place("iran", "country", "Iran", country="IR"),
        Place("yazd", "city", "Yazd", country="IR"),
    )
    found = lines(Tables(places=places))
    assert f"<{ID}yazd> <{DEF}inCountry> <{ID}iran> <{GRAPH_REGISTRY}> .\n" in found


def test_a_tie_is_described_where_it_is_claimed(small: Tables) -> None:
    found = lines(small, sister_city={"en": "sister city", "fa": "خواهرشهر"})
    tie = f"<{ID}tie/freiburg+isfahan/sister_city> <"
    graph = f"<{source_graph('council-2007')}> .\n"
    assert f"{tie}{DEF}party> <{ID}freiburg> {graph}" in found
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    assert f'{tie}{label}> "Freiburg im Breisgau – Isfahan (sister city)"@en {graph}' in found
    assert f'{tie}{label}> "فرایبورگ – اصفهان (خواهرشهر)"@fa {graph}' in found


def test_what_has_no_name_is_called_as_everywhere() -> None:
    claim = Claim(
        "c-1", "s", "tie", kind="sister_city", about="tie/porto+unnamed/c-1/sister_city",
        parties=("porto", "unnamed/c-1"), target=("denmark",),
    )  # fmt: skip
    denmark = Place("denmark", "country", "Denmark", "دانمارک", country="DK")
    tables = Tables(places=(Place("porto", "city", "Porto"), denmark), claims=(claim,))
    found = "".join(lines(tables, sister_city={"en": "sister city", "fa": "خواهرشهر"}))
    assert '"a city in Denmark (not named)"@en' in found
    assert '"شهری در دانمارک (نام برده نشده)"@fa' in found
    assert '"Porto – a city in Denmark (not named) (sister city)"@en' in found
    assert '"Porto – شهری در دانمارک (نام برده نشده) (خواهرشهر)"@fa' in found


def test_an_event_has_one_name_in_every_source(small: Tables) -> None:
    from dataclasses import replace

    told = next(claim for claim in small.claims if claim.id == "c-T07")
    again = replace(told, id="c-T99", source="imna-porto", when=parse_edtf("2023-08"))
    tables = replace(small, claims=(again, *small.claims))
    named = {
        line.split(" ", 2)[2].rpartition(" <")[0]
        for line in nquads_lines(tables)
        if line.startswith(f"<{ID}event/ev-vote-freiburg-2023>") and "prefLabel" in line
    }
    assert len(named) == 1
    assert "2023-07" in named.pop()


def test_who_a_claim_involves() -> None:
    claim = Claim(
        "c-1", "s", "event",
        parties=("b", "a"), actor=("p@mayor",), target=("c",), people=("q@post:host",), said_by="z",
    )  # fmt: skip
    assert involved(claim) == ("a", "b", "c", "p", "q")
    assert involved(Claim("c-2", "s", "tie", about="tie/a+unnamed/c-2/sister_city")) == (
        "a",
        "unnamed/c-2",
    )
    assert involved(Claim("c-3", "s", "role", about="p@mayor-a")) == ("p",)


def test_a_term_of_office_in_a_source_is_no_holder_in_the_registry(small: Tables) -> None:
    from dataclasses import replace

    tables = replace(small, posts=tuple(replace(post, holders=()) for post in small.posts))
    assert there_and_back(tables) == canonical_tables(tables)


def test_texts_with_every_sign_come_back() -> None:
    text = 'a "b" \\ c\td é 👍 قدرت‌الله'
    tables = Tables(people=(model.Person("a", text, note=text),))
    assert rows_from_quads(quads(tables)) == tables


def test_unknown_terms_are_reported() -> None:
    import pyoxigraph as ox

    node = ox.NamedNode(ID + "turin")
    given_ = [
        ox.Quad(
            node,
            ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            ox.NamedNode(DEF + "City"),
        ),
        ox.Quad(node, ox.NamedNode(DEF + "placeKnd"), ox.NamedNode(DEF + "x")),
    ]
    with pytest.raises(DataError, match="did you mean ct:placeKind"):
        rows_from_quads(given_)


def test_tie_label() -> None:
    assert tie_label(("A", "B", "C"), "") == "A – B – C"


def test_datatypes_fit_the_ontology(repository: Path) -> None:
    """What is written has the type that the ontology says."""
    import pyoxigraph as ox

    ranges = {}
    for quad in ox.parse(path=str(repository / "ontology" / "cityties.ttl")):
        if quad.predicate.value.endswith("rdf-schema#range") and isinstance(
            quad.object, ox.NamedNode
        ):
            ranges[quad.subject.value] = quad.object.value
    seen = 0
    for quad in quads(load_folder(SMALL)):
        expected = ranges.get(quad.predicate.value, "")
        if isinstance(quad.object, ox.Literal) and expected:
            seen += 1
            assert quad.object.datatype.value == expected, str(quad)
        elif expected:
            assert not expected.startswith(XSD), str(quad)
    assert seen > 100
