"""A page of each kind: answer first, every word linked to its claim, the same in all languages."""

from __future__ import annotations

import re

import pytest

from cityties.errors import NotFoundError
from cityties.model.calendars import in_calendars
from cityties.site.render import FOLDED
from cityties.site.texts import languages


def text(words) -> str:
    return "".join(part.text for part in words)


def targets(words) -> list[str]:
    return [part.key for part in words if part.key]


def test_each_kind_has_its_page(pages, kinds):
    for kind, key in kinds.items():
        for language in languages():
            page = pages.page(key, language)
            assert page.kind == kind
            assert page.title
            assert page.kind_label
            assert page.cite
            assert pages.graph.id in page.cite.text


def test_a_tie_answers_first_and_says_on_whose_word(pages, kinds):
    page = pages.page(kinds["tie"], "en")
    whole, political = page.answers
    assert text(whole.text) == "in force since 27 October 2000 or 2001 · signed"
    assert political.label == "political"
    assert text(political.text) == "suspended since 31 January 2023 · by Freiburg"
    assert [targets(word)[-1] for word in political.on_word_of] == ["id/claim/c-O149"]
    against = [text(one) for one in whole.against]
    assert any("27 October 2000" in one and " / 2001" in one for one in against)
    assert all("id/claim/" in " ".join(targets(one)) for one in whole.against)


def test_dates_are_in_the_calendars_of_the_folder(pages, kinds):
    with in_calendars(("gregorian", "solar_hijri")):
        page = pages.page(kinds["tie"], "en")
    assert "31 January 2023 (11 Bahman 1401)" in text(page.answers[1].text)


def test_a_tie_that_rests_on_doubt_says_so(pages):
    page = pages.page("id/tie/hyderabad-in+isfahan/sister_city", "en")
    assert text(page.answers[0].text).startswith("approved")
    assert "signed" not in text(page.answers[0].text)


def test_a_city_counts_as_the_readings_do_and_shows_what_is_claimed(pages, kinds):
    page = pages.page(kinds["city"], "en")
    assert text(page.answers[0].text).startswith("16 sister cities, signed, 1 more only attested: ")
    claimed = next(table for table in page.tables if table.id == "claimed")
    assert len(claimed.rows) == 16
    assert {text(row[0]) for row in claimed.rows} >= {"10", "11", "13", "14", "15", "16", ">15"}
    assert all("id/claim/" in targets(row[3])[-1] for row in claimed.rows)
    ties = next(table for table in page.tables if table.id == "ties")
    freiburg = next(row for row in ties.rows if text(row[0]) == "Freiburg")
    assert "political: suspended" in text(freiburg[2])


def test_the_claims_of_a_page_are_its_whole_history_newest_first(pages, kinds):
    page = pages.page(kinds["tie"], "en")
    history = pages.graph.history("tie/freiburg+isfahan/sister_city")
    assert {line.claim.text for line in page.lines} == {row["claim"] for row in history}
    assert len(page.lines) == len(history) > FOLDED
    latest = {row["claim"]: row["latest"] or "" for row in history}
    days = [latest[line.claim.text] for line in page.lines]
    assert days == sorted(days, reverse=True)


def test_a_claim_that_no_reading_uses_says_why(pages):
    found = next(
        (claim, reason) for claim, reason in pages.sayings.readings.set_aside.items()
        if reason == "hedged"
    )  # fmt: skip
    page = pages.page(f"id/claim/{found[0]}", "en")
    assert any(text(one.text) == "not read: the source only supposes it" for one in page.answers)


def test_a_person_holds_a_post_only_as_claimed(pages, kinds):
    page = pages.page(kinds["person"], "en")
    assert text(page.answers[0].text).startswith("Mayor of Isfahan: 2017 to 2021; last seen ")
    assert "id/post/mayor-isfahan" in targets(page.answers[0].text)


def test_a_question_shows_its_query_and_the_terms_lead_back_to_it(pages, kinds):
    page = pages.page(kinds["question"], "en")
    assert "SELECT" in page.code
    assert [text(row[0]) for row in page.tables[0].rows] == ["city", "on", "lang"]
    term = pages.page("def/party", "en")
    links = [key for fact in term.facts for value in fact.values for key in targets(value)]
    assert "question/sister_cities_on" in links


def test_links_lead_both_ways(pages):
    claim = pages.page("id/claim/c-O149", "en")
    source = next(
        key for fact in claim.facts for value in fact.values for key in targets(value)
        if key.startswith("id/source/")
    )  # fmt: skip
    assert "c-O149" in {line.claim.text for line in pages.page(source, "en").lines}


_ISO_DAY = re.compile(r"\b(?:0001|9999)-\d\d-\d\d|\[[^\]]*\.\.[^\]]*\]")


def test_no_bound_is_shown_as_a_day(pages, kinds):
    seen = 0
    for key in kinds.values():
        if key.startswith(("def/", "question/")):
            continue
        page = pages.page(key, "en")
        shown = [text(one.text) for one in page.answers]
        shown += [f"{line.date} {line.what} {line.about.text}" for line in page.lines]
        shown += [text(value) for fact in page.facts for value in fact.values]
        shown += [text(cell) for table in page.tables for row in table.rows for cell in row]
        seen += len(shown)
        assert not [one for one in shown if _ISO_DAY.search(one)]
    assert seen > 500


def test_every_link_of_every_kind_leads_to_a_page(pages, kinds):
    known = set(pages.keys())
    assert len(known) > 2000
    for key in kinds.values():
        page = pages.page(key, "en")
        found = [link for one in page.answers for link in targets(one.text)]
        found += [line.claim.key for line in page.lines] + [line.source.key for line in page.lines]
        found += [line.about.key for line in page.lines if line.about.key]
        found += [k for t in page.tables for row in t.rows for cell in row for k in targets(cell)]
        ours = {one for one in found if not one.startswith("http")}
        assert ours <= known, f"{key}: {sorted(ours - known)[:3]}"


@pytest.mark.parametrize("key", ["id/nothing-here", "", "id/", "id/a b", "question/nothing", "x/y"])
def test_what_is_not_there_is_said_to_be_missing(pages, key):
    with pytest.raises(NotFoundError):
        pages.page(key, "en")
