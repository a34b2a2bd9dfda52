"""Each family of findings: nothing in clean rows, the planted fault found, and counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cityties.checks import (
    aliases,
    dating,
    duplicates,
    lifecycle,
    offices,
    persian,
    places,
    unreferenced,
    votes,
)
from cityties.checks import copied_text as wording
from cityties.checks.findings import Part
from cityties.language.messages import in_language
from cityties.model.dates import parse_edtf
from cityties.model.rows import Organization, Person, Place, Post, Source, Tables

FAMILIES: dict[str, Callable[[Tables], Part]] = {
    "lifecycle": lifecycle.check,
    "offices": offices.check,
    "places": places.check,
    "duplicates": duplicates.check,
    "unreferenced": unreferenced.check,
    "votes": votes.check,
    "dating": dating.check,
    "aliases": aliases.check,
    "persian": persian.check,
}


def found(part: Part) -> set[tuple[str, str]]:
    return {(finding.code, finding.where) for finding in part.findings}


def plant(tables: Tables, table: str, id_: str, **values: object) -> Tables:
    """The same rows with one of them changed."""
    rows = getattr(tables, table)
    changed = tuple(replace(row, **values) if row.id == id_ else row for row in rows)
    assert changed != rows, "nothing was planted"
    return replace(tables, **{table: changed})


def add(tables: Tables, table: str, *rows: object) -> Tables:
    return replace(tables, **{table: (*getattr(tables, table), *rows)})


@pytest.mark.parametrize("name", FAMILIES)
def test_clean_rows_have_no_findings(name: str, clean: Tables) -> None:
    assert found(FAMILIES[name](clean)) == set()


@pytest.mark.parametrize("name", FAMILIES)
def test_a_part_says_how_much_it_looked_at(name: str, clean: Tables) -> None:
    some, none = FAMILIES[name](clean).looked_at, FAMILIES[name](Tables()).looked_at
    assert set(some) == set(none)
    assert sum(none.values()) == 0
    if name not in ("aliases", "votes"):  # the clean rows have none
        assert sum(some.values()) > 0


# --- approvals ---


def test_a_signature_without_the_approval_that_the_law_asks_for(clean: Tables) -> None:
    without = replace(clean, claims=tuple(c for c in clean.claims if c.id != "c-2"))
    part = lifecycle.check(without)
    assert found(part) == {("no-approval-claimed", "c-1")}
    assert part.findings[0].severity == "warning"
    assert "approved (aa-1)" in part.findings[0].message
    with in_language("fa"):
        assert "تأیید" in lifecycle.check(without).findings[0].message
    assert part.looked_at == {"signatures_under_rules": 1}


@pytest.mark.parametrize(
    "values",
    [
        {"when": parse_edtf("2005")},  # after the signature
        {"aspect": "plan"},
        {"certainty": "hedged"},
        {"side": "caba"},  # the other side's
    ],
)
def test_an_approval_that_does_not_count(values: dict[str, object], clean: Tables) -> None:
    assert found(lifecycle.check(plant(clean, "claims", "c-2", **values)))


def test_a_body_that_acts_for_the_city_gives_its_side(clean: Tables) -> None:
    council = Organization("council", "city_council", "Council of Aba", acts_for="aba")
    tables = add(plant(clean, "claims", "c-2", side="council"), "organizations", council)
    assert not found(lifecycle.check(tables))


def test_a_rule_for_other_kinds_asks_nothing(clean: Tables) -> None:
    tables = plant(clean, "approval_rules", "aa-1", kinds=("cooperation_mou",))
    assert lifecycle.check(tables).looked_at == {"signatures_under_rules": 0}


# --- votes ---


@pytest.mark.parametrize(
    ("cell", "status", "right"),
    [
        ("for=8;against=25;abstain=7", "rejected", True),
        ("for=8;against=25", "carried", False),
        ("for=25;against=8", "refused", False),
        ("for=25;against=8", "approved", True),
        ("for=8;against=8", "carried", False),
        ("for=8;against=8", "rejected", False),
        ("for=8;abstain=20;against=7", "carried", True),
    ],
)
def test_votes_that_add_up_to_something_else(
    clean: Tables, cell: str, status: str, right: bool
) -> None:
    part = votes.check(plant(clean, "claims", "c-2", votes=cell, status=status))
    assert part.looked_at == {"votes_added_up": 1}
    assert found(part) == (set() if right else {("votes-against-status", "c-2")})
    for finding in part.findings:
        assert finding.severity == "warning"
        assert "computed" in finding.message


@pytest.mark.parametrize(
    "values",
    [
        {"votes": "for=8", "status": "rejected"},  # nobody says how many were against
        {"votes": "for=8;against=25", "status": "open"},
        {"votes": "for=8;against=25", "status": "carried", "certainty": "denied"},
        {"status": "carried"},
    ],
)
def test_votes_that_say_nothing_about_the_status(clean: Tables, values: dict[str, str]) -> None:
    part = votes.check(plant(clean, "claims", "c-2", **values))
    assert part.looked_at == {"votes_added_up": 0}
    assert not part.findings


# --- offices ---


@pytest.mark.parametrize("when", ["1998", "2006-01-01", "[..1999]"])
def test_a_signature_outside_the_stated_term(when: str, clean: Tables) -> None:
    tables = plant(clean, "claims", "c-3", when=parse_edtf(when))
    assert found(offices.check(tables)) == {("signed-outside-term", "c-3")}


@pytest.mark.parametrize("when", ["2004-12-31", "1999~", "[1998..2001]"])
def test_a_date_that_may_lie_inside_the_term_is_none(when: str, clean: Tables) -> None:
    assert not found(offices.check(plant(clean, "claims", "c-3", when=parse_edtf(when))))


def test_an_act_in_a_post_that_another_held(clean: Tables) -> None:
    tables = plant(clean, "claims", "c-3", people=("boris@mayor-aba:host",))
    assert found(offices.check(tables)) == {("post-of-another", "c-3")}


def test_who_speaks_is_compared_with_the_day_of_publication(clean: Tables) -> None:
    tables = plant(clean, "claims", "c-1", said_by="anna@mayor-aba")
    assert found(offices.check(tables)) == {("acted-outside-term", "c-1")}


def test_two_people_in_one_post_at_a_time(clean: Tables) -> None:
    second = replace(clean.claims[-1], id="c-5", about="boris@mayor-aba", when=parse_edtf("2002"))
    part = offices.check(add(clean, "claims", second))
    assert ("two-holders", "c-5") in found(part)
    after = replace(second, when=parse_edtf("2004"), until=parse_edtf("2008"))
    assert not found(offices.check(add(clean, "claims", after)))


def test_being_seen_in_a_post_bounds_no_term(clean: Tables) -> None:
    tables = plant(clean, "claims", "c-4", until=None)
    tables = plant(tables, "claims", "c-3", when=parse_edtf("1998"))
    part = offices.check(tables)
    assert not found(part)
    assert part.looked_at["terms_of_office"] == 0


# --- places ---


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"longitude": -51.7}, "longitude have the wrong sign"),
        ({"latitude": -32.6}, "latitude have the wrong sign"),
        ({"latitude": 51.7, "longitude": 32.6}, "swapped"),
        ({"latitude": 49.0, "longitude": 8.0}, "caba is closer"),
    ],
)
def test_a_place_far_from_its_country(values: dict[str, float], hint: str, clean: Tables) -> None:
    part = places.check(plant(clean, "places", "aba", **values))
    (finding,) = [f for f in part.findings if f.code == "far-from-country"]
    assert finding.where == "aba"
    assert hint in finding.message


def test_a_far_corner_of_a_large_country_is_no_fault(clean: Tables) -> None:
    corner = Place("far", "city", "Far", "دور", country="AA", latitude=40.0, longitude=90.0)
    assert not found(places.check(add(clean, "places", corner)))


def test_a_part_in_another_country_or_far_from_its_whole(clean: Tables) -> None:
    quarter = Place(
        "quarter", "quarter", "Quarter", "محله", country="BB", part_of="aba",
        latitude=48.0, longitude=7.8,
    )  # fmt: skip
    part = places.check(add(clean, "places", quarter))
    assert found(part) == {("country-mismatch", "quarter"), ("far-from-whole", "quarter")}


def test_nothing_lies_at_nought(clean: Tables) -> None:
    sea = Place("sea", "city", "Sea", "دریا", latitude=0.0, longitude=0.0)
    assert ("null-island", "sea") in found(places.check(add(clean, "places", sea)))


# --- duplicates ---


@pytest.mark.parametrize(
    "twin",
    [
        Place("abba", "city", "Abba", "ابا", country="AA", latitude=32.61, longitude=51.7),
        Place("abah", "city", "Aabah", "آبا", country="AA"),
        Person("ana", "Anna Albah", ""),
        Person("an", "Someone", "آنا آلبا"),
    ],
)
def test_two_rows_for_one_thing(twin: Place | Person, clean: Tables) -> None:
    table = "places" if isinstance(twin, Place) else "people"
    codes = {f.code for f in duplicates.check(add(clean, table, twin)).findings}
    assert codes & {"near-point", "near-name"}


def test_equal_spellings_weigh_more_than_near_ones(clean: Tables) -> None:
    equal = duplicates.check(add(clean, "people", Person("a2", "Anna Alba", ""))).findings
    near = duplicates.check(add(clean, "people", Person("a2", "Anna Albas", ""))).findings
    assert [f.severity for f in (*equal, *near)] == ["warning", "note"]


def test_namesakes_far_apart_or_in_other_countries_are_two(clean: Tables) -> None:
    namesakes = (
        Place("aba-bb", "city", "Aba", "آبا", country="BB"),
        Place("aba-2", "city", "Aba", "آبا", country="AA", latitude=28.0, longitude=57.0),
    )
    assert not found(duplicates.check(add(clean, "places", *namesakes)))


def test_one_wikidata_item_and_one_address_for_two(clean: Tables) -> None:
    tables = plant(plant(clean, "places", "aba", wikidata="Q1"), "places", "caba", wikidata="Q1")
    tables = plant(tables, "sources", "page", url="https://example.org/a/")
    tables = add(
        tables, "sources", replace(tables.sources[0], id="page-2", url="http://www.example.org/a#b")
    )
    assert found(duplicates.check(tables)) == {
        ("same-wikidata", "caba"),
        ("same-address", "page-2"),
    }


# --- unreferenced ---


def test_rows_that_nothing_refers_to(clean: Tables) -> None:
    tables = add(clean, "places", Place("lost", "city", "Lost", "گم", country="AA"))
    tables = add(tables, "people", Person("nobody", "No Body", "هیچ کس"))
    tables = add(tables, "posts", Post("mayor-lost", "mayor", "aba"))
    tables = add(tables, "organizations", Organization("club", "club", "Club", "باشگاه"))
    tables = add(tables, "sources", Source("unused", "news", "Unused", "paper"))
    assert found(unreferenced.check(tables)) == {
        ("unreferenced", id_) for id_ in ("lost", "nobody", "mayor-lost", "club", "unused")
    }


@pytest.mark.parametrize("column", ["actor", "target", "people", "excluding"])
def test_every_kind_of_reference_counts(column: str, clean: Tables) -> None:
    tables = add(clean, "people", Person("nobody", "No Body", "هیچ کس"))
    tables = plant(tables, "claims", "c-1", **{column: ("nobody",)})
    assert not found(unreferenced.check(tables))


# --- dating ---


@pytest.mark.parametrize(
    ("values", "code", "severity"),
    [
        ({"published": None, "accessed": None}, "undated", "warning"),
        ({"published": None}, "dated-by-reading", "note"),
        ({"published": parse_edtf("[2010..]"), "accessed": None}, "undated", "warning"),
        ({"published": parse_edtf("[..2010]")}, "open-date", "note"),
        ({"published": parse_edtf("[2001..2010]")}, "wide-date", "note"),
        ({"accessed": parse_edtf("2005-01-01")}, "read-before-published", "warning"),
    ],
)
def test_sources_that_cannot_be_dated(
    values: dict[str, object], code: str, severity: str, clean: Tables
) -> None:
    part = dating.check(plant(clean, "sources", "page", **values))
    assert [(f.code, f.where, f.severity) for f in part.findings] == [(code, "page", severity)]


# --- aliases ---


def test_an_alias_that_says_nothing_new(clean: Tables) -> None:
    part = aliases.check(plant(clean, "places", "aba", aliases=("ABA", "Âba", "Other")))
    # The same one twice is a fault; another spelling is worth showing.
    assert {(f.severity, f.message.split()[2]) for f in part.findings} == {
        ("warning", "ABA"),
        ("note", "Âba"),
    }
    assert {f.code for f in part.findings} == {"alias-repeats"}
    assert part.looked_at == {"aliases": 3}


def test_an_alias_that_another_name_hides(clean: Tables) -> None:
    part = aliases.check(plant(clean, "places", "aba", aliases=("Caba",)))
    assert found(part) == {("dead-alias", "aba")}


def test_an_alias_of_two_is_a_note(clean: Tables) -> None:
    tables = plant(clean, "places", "aba", aliases=("Rose City",))
    tables = plant(tables, "places", "caba", aliases=("Rose City",))
    part = aliases.check(tables)
    assert {(f.code, f.severity) for f in part.findings} == {("shared-alias", "note")}


def test_an_alias_in_the_column_of_the_other_script(clean: Tables) -> None:
    tables = plant(clean, "places", "aba", aliases=("آبادان",), aliases_fa=("Abadan",))
    assert [f.code for f in aliases.check(tables).findings] == ["alias-in-wrong-column"] * 2


def test_names_in_other_languages_are_looked_at_but_may_repeat(clean: Tables) -> None:
    tables = plant(clean, "places", "aba", names=("de:Aba", "tr:Abas", "uz:Abas", "de:Caba"))
    part = aliases.check(tables)
    assert found(part) == {("dead-alias", "aba")}
    assert part.looked_at == {"aliases": 4}


# --- Persian ---


@pytest.mark.parametrize("name", ["كابا", "کابا ", "شهر ها", "Kaba", "٣ کابا"])
def test_persian_names_that_are_badly_typed(name: str, clean: Tables) -> None:
    part = persian.check(plant(clean, "places", "caba", name_fa=name))
    assert {f.where for f in part.findings} == {"caba"}


def test_persian_gists_are_looked_at(clean: Tables) -> None:
    part = persian.check(plant(clean, "claims", "c-1", gist_fa="آبا و کابا خواهرشهر مي شوند."))
    assert {f.where for f in part.findings} == {"c-1"}
    assert part.looked_at["persian_gists"] == 1


def test_the_programs_own_persian_is_clean_and_was_looked_at() -> None:
    part = persian.check_texts()
    assert not part.findings, "\n".join(map(str, part.findings))
    for name in ("persian_messages", "persian_ontology_texts", "persian_headers"):
        assert part.looked_at[name] > 100, name


def test_a_fault_in_the_ontologys_persian_is_found(tmp_path, monkeypatch) -> None:
    (tmp_path / "x.ttl").write_text(
        '<https://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "شهر ها"@fa .\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(persian.resources, "ontology_dir", lambda: tmp_path)
    part = persian.check_texts()
    assert ("badly-typed", "https://example.org/a") in found(part)
    # no rule and no question lies there: that must not pass in silence
    assert ("nothing-looked-at", "") in found(part)


# --- wording ---

TEXT = (
    "The two cities of Aba and Caba signed on Tuesday a long awaited agreement on trams, "
    "said the mayor."
)


def test_a_gist_that_copies_a_text(clean: Tables) -> None:
    copied = "Both cities “signed on Tuesday, a long awaited agreement on trams” at last."
    part = wording.check(plant(clean, "claims", "c-1", gist=copied), {"any": TEXT})
    (finding,) = part.findings
    assert (finding.code, finding.where) == ("copied-wording", "c-1")
    assert "signed on Tuesday, a long awaited agreement on trams" in finding.message
    assert part.looked_at == {"gists_compared": 4}


def test_names_and_short_phrases_are_no_copy(clean: Tables) -> None:
    own = "Aba and Caba made an agreement on trams, said the mayor."
    assert not found(wording.check(plant(clean, "claims", "c-1", gist=own), {"any": TEXT}))


def test_a_text_named_like_a_source_is_compared_with_its_claims_only(clean: Tables) -> None:
    tables = plant(clean, "claims", "c-1", note=TEXT)
    tables = add(tables, "sources", replace(tables.sources[0], id="other"))
    assert found(wording.check(tables, {"page": TEXT}))
    assert wording.check(tables, {"other": TEXT}).looked_at == {"gists_compared": 0}


def test_persian_texts_and_pages_are_read(clean: Tables) -> None:
    text = "شهرداران دو شهر روز سه‌شنبه پیمان خواهرخواندگی را پس از سال‌ها گفت‌وگو امضا کردند"
    page = f"<!doctype html><html><script>var x</script><p>{text.replace(' ', ' <b></b>')}</p>"
    assert found(wording.check(plant(clean, "claims", "c-1", gist=text), {"x": page}))


# --- what must not be taken for more than it says ---


@pytest.mark.parametrize("values", [{"certainty": "hedged"}, {"aspect": "plan"}])
def test_a_term_that_is_only_hedged_or_planned_bounds_nothing(
    values: dict[str, object], clean: Tables
) -> None:
    tables = plant(clean, "claims", "c-4", **values)
    tables = plant(tables, "claims", "c-3", when=parse_edtf("1998"))
    part = offices.check(tables)
    assert not found(part)
    assert part.looked_at["terms_of_office"] == 0


def test_a_term_with_a_stated_end_only_is_open_at_its_beginning(clean: Tables) -> None:
    tables = plant(clean, "claims", "c-4", when=None)
    assert not found(offices.check(plant(tables, "claims", "c-3", when=parse_edtf("1950"))))
    late = offices.check(plant(tables, "claims", "c-3", when=parse_edtf("2006")))
    assert found(late) == {("signed-outside-term", "c-3")}
    assert "until 31 December 2004" in late.findings[0].message


def test_a_stated_beginning_bounds_the_term_on_one_side(clean: Tables) -> None:
    tables = plant(clean, "claims", "c-4", aspect="change", until=None)
    early = offices.check(plant(tables, "claims", "c-3", when=parse_edtf("1998")))
    assert "from 1 January 2000 (" in early.findings[0].message
    assert not found(offices.check(plant(tables, "claims", "c-3", when=parse_edtf("2030"))))
    # Without an end nobody can be said to hold the post at the same time.
    second = replace(clean.claims[-1], id="c-5", about="boris@mayor-aba", when=parse_edtf("2002"))
    assert not found(offices.check(add(tables, "claims", second)))


def test_an_unnamed_holder_is_nobody_in_particular(clean: Tables) -> None:
    tables = plant(clean, "claims", "c-3", people=("unnamed/c-3@mayor-aba:signatory",))
    part = offices.check(tables)
    assert not found(part)
    assert part.looked_at["acts_in_office"] == 0


@pytest.mark.parametrize("values", [{"aspect": "state"}, {"act": "ev-renewal"}])
def test_being_in_force_or_a_renewal_is_no_first_signature(
    values: dict[str, object], clean: Tables
) -> None:
    claims = tuple(replace(c, **values) for c in clean.claims if c.id == "c-1")
    part = lifecycle.check(replace(clean, claims=claims))
    assert not found(part)
    assert part.looked_at == {"signatures_under_rules": 0}


def test_an_approval_for_its_own_sake_is_no_signature(clean: Tables) -> None:
    claims = tuple(c for c in clean.claims if c.id == "c-2")
    assert lifecycle.check(replace(clean, claims=claims)).looked_at == {"signatures_under_rules": 0}


def test_a_place_on_the_equator_is_not_at_sea(clean: Tables) -> None:
    town = Place("town", "city", "Town", "شهر", latitude=0.0, longitude=32.0)
    assert not found(places.check(add(clean, "places", town)))


def test_a_source_with_an_open_end_is_bounded_by_the_day_of_reading(clean: Tables) -> None:
    tables = plant(clean, "sources", "page", published=parse_edtf("[2010..]"))
    assert not found(dating.check(tables))


def test_messages_of_aliases_name_the_others(clean: Tables) -> None:
    tables = plant(clean, "places", "aba", aliases=("Caba",))
    assert "caba" in aliases.check(tables).findings[0].message
    tables = plant(clean, "places", "aba", aliases=("Rose City",))
    tables = plant(tables, "places", "caba", aliases=("Rose City",))
    first = next(f for f in aliases.check(tables).findings if f.where == "aba")
    assert "also matches caba" in first.message


def test_a_persian_alias_with_a_latin_word_stays_where_it_is(clean: Tables) -> None:
    assert not found(aliases.check(plant(clean, "places", "aba", aliases_fa=("شهر ABA",))))


def test_bodies_named_alike_are_two_if_they_act_for_or_sit_in_two_places(clean: Tables) -> None:
    twin = Organization("the-papers", "publisher", "The Papper", "")
    assert found(duplicates.check(add(clean, "organizations", twin))) == {
        ("near-name", "the-papers")
    }
    apart = (
        replace(twin, acts_for="aba"),
        replace(twin, kind="university"),
    )
    for other in apart:
        assert not found(duplicates.check(add(clean, "organizations", other)))
    seated = plant(clean, "organizations", "paper", seat="aba")
    assert not found(duplicates.check(add(seated, "organizations", replace(twin, seat="caba"))))
    assert found(duplicates.check(add(seated, "organizations", replace(twin, seat="aba"))))
    assert found(duplicates.check(add(seated, "organizations", twin)))  # its seat is not said


def test_near_points_of_two_kinds_are_two(clean: Tables) -> None:
    quarter = Place(
        "quarter", "quarter", "Quarter", "محله", country="AA", part_of="aba",
        latitude=32.6, longitude=51.7,
    )  # fmt: skip
    assert not found(duplicates.check(add(clean, "places", quarter)))
    near = replace(quarter, id="near", kind="city", name_en="Near", name_fa="نزدیک")
    (finding,) = duplicates.check(add(clean, "places", near)).findings
    assert (finding.code, finding.where) == ("near-point", "near")
    assert finding.message.startswith("0.0 km from aba")


def test_short_names_must_be_equal_to_be_near(clean: Tables) -> None:
    tables = add(clean, "people", Person("ulu", "Ulu", ""), Person("ule", "Ule", ""))
    assert not found(duplicates.check(tables))
    assert found(duplicates.check(add(tables, "people", Person("u-lu", "ULU", ""))))


def test_a_country_is_needed_for_its_code_and_a_post_for_its_holders_or_mentions(
    clean: Tables,
) -> None:
    tables = add(clean, "places", Place("cland", "country", "Cland", "کلند", country="CC"))
    assert found(unreferenced.check(tables)) == {("unreferenced", "cland")}
    tables = add(tables, "organizations", Organization("c", "club", "C", seat="ctown"))
    tables = plant(tables, "claims", "c-1", actor=("c",))
    tables = add(tables, "places", Place("ctown", "city", "Ctown", "سی", country="CC"))
    assert not found(unreferenced.check(tables))
    held = Post("chair", "council_chair", "aba", holders=("anna",))
    assert not found(unreferenced.check(add(clean, "posts", held)))
    mentioned = add(clean, "posts", replace(held, holders=()))
    assert found(unreferenced.check(mentioned)) == {("unreferenced", "chair")}
    mentioned = plant(mentioned, "claims", "c-1", said_by="anna@chair")
    assert not found(unreferenced.check(mentioned))


@pytest.mark.parametrize(
    ("first", "second", "near"),
    [
        ("Mehdi Karimi", "Mehdi Karimee", True),
        ("Mehdi Karimi", "Mehdi Rahimi", False),  # alike, and two
        ("Anna Maria Lopez", "Anna Lopez", False),  # too far apart to say
        ("Bahram", "Tahram", False),
    ],
)
def test_names_that_are_near_and_that_are_not(
    first: str, second: str, near: bool, clean: Tables
) -> None:
    people = (Person("x", first, ""), Person("y", second, ""))
    assert bool(found(duplicates.check(replace(clean, people=people)))) is near


def test_only_scripts_and_styles_are_left_out_of_a_page() -> None:
    page = "<html><p>one</p><script>x</script><p>two</p></style></p><p>three<style>y</style>four"
    assert wording.plain_text(page).split() == ["one", "two", "three", "four"]
