"""Which reading holds on a day, as the page's script sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")


@pytest.fixture
def run(js: Callable[..., Any]) -> Callable[[str], Any]:
    made: Callable[[str], Any] = js(
        "time.js", "standing", "versionKnown", "nextStop", "addYears", "daysBetween"
    )
    return made


def _standing(run: Callable[[str], Any], readings: str, day: str, known: str = "") -> Any:
    return run(
        f"(() => {{ const one = tested.standing({readings}, '{day}', '{known}');"
        " return one && {...one, channels: Object.fromEntries(one.channels)}; })()"
    )


# Frozen in 2001 or 2005: suspended is possible from the one day on, certain from the other.
FROZEN = """[{known: "2007-01-01", periods: [
  {channel: "all", status: "in_force", bounds: ["2000-10-27", "2001-01-01", "9999-12-31", null]},
  {channel: "political", status: "in_force",
   bounds: ["2000-10-27", "2001-01-01", "2001-05-31", "2005-06-30"],
   leads: [["2001-06-01", "2005-06-30"]]},
  {channel: "political", status: "suspended", side: "freiburg",
   bounds: ["2001-06-01", "2005-07-01", "9999-12-31", null]}]}]"""


@pytest.mark.parametrize(
    ("day", "whole", "political"),
    [
        ("2000-01-01", None, None),
        ("2000-12-01", ("in_force", False, []), ("in_force", False, [])),
        ("2001-03-01", ("in_force", True, []), ("in_force", True, [])),
        # The reading says which of the two comes first.
        ("2003-01-01", ("in_force", True, []), ("in_force", False, ["suspended"])),
        ("2010-01-01", ("in_force", True, []), ("suspended", True, [])),
        ("9999-12-31", ("in_force", True, []), ("suspended", True, [])),
    ],
)
def test_certain_possible_and_not_at_all(
    run: Callable[[str], Any], day: str, whole: Any, political: Any
) -> None:
    found = _standing(run, FROZEN, day)
    if whole is None:
        assert found is None
        return
    assert (found["status"], found["certain"], found["alternatives"]) == whole
    channel = found["channels"]["political"]
    assert (channel["status"], channel["certain"], channel["alternatives"]) == political


def test_of_what_is_only_possible_the_reading_says_which_is_drawn(
    run: Callable[[str], Any],
) -> None:
    readings = """[{known: "2000-01-01", periods: [
      {channel: "all", status: "proposed", bounds: ["1998-01-01", null, null, "1998-12-31"]},
      {channel: "all", status: "in_force",
       bounds: ["1998-05-29", "1998-09-18", "9999-12-31", null],
       leads: [[null, "1998-09-17"]]}]}]"""
    found = _standing(run, readings, "1998-07-01")
    assert (found["status"], found["certain"]) == ("in_force", False)
    assert found["alternatives"] == ["proposed"]
    assert _standing(run, readings, "1998-03-01")["status"] == "proposed"


def test_known_by_takes_the_version_of_that_day(run: Callable[[str], Any]) -> None:
    readings = """[
      {known: "2021-07-01", periods: [{channel: "all", status: "proposed",
        bounds: ["2021-06-01", "2021-06-01", "9999-12-31", null]}]},
      {known: "2021-08-01", kind: "agreement", periods: [{channel: "all", status: "in_force",
        bounds: ["2021-07-20", "2021-07-20", "9999-12-31", null]}]}]"""
    assert _standing(run, readings, "2021-08-01", "2021-06-30") is None
    assert _standing(run, readings, "2021-08-01", "2021-07-15")["status"] == "proposed"
    found = _standing(run, readings, "2021-08-01")
    assert (found["status"], found["kind"]) == ("in_force", "agreement")


def test_undated_and_unanswered(run: Callable[[str], Any]) -> None:
    readings = """[{known: "2007-01-01", periods: [{channel: "all", status: "proposed",
      bounds: [null, "2007-10-12", "9999-12-31", null]}],
      unanswered: [{from: "2007-11-01", until: "2008-01-31", since: "2007-10-12"}]}]"""
    early = _standing(run, readings, "1950-01-01")
    assert (early["undated"], early["certain"]) == (True, False)
    assert early["unanswered"] is None
    assert _standing(run, readings, "2007-12-01")["unanswered"]["since"] == "2007-10-12"
    assert _standing(run, readings, "2008-02-01")["unanswered"] is None
    assert run("tested.daysBetween('2007-10-12', '2007-12-01')") == 50


def test_a_tie_of_which_no_status_is_known(run: Callable[[str], Any]) -> None:
    found = _standing(run, '[{known: "2000-01-01", periods: []}]', "2010-01-01")
    assert (found["status"], found["undated"]) == ("", True)


def test_stops_and_years(run: Callable[[str], Any]) -> None:
    stops = "['2000-01-01', '2005-06-01', '2010-01-01']"
    assert run(f"tested.nextStop({stops}, '2005-06-01', true)") == "2010-01-01"
    assert run(f"tested.nextStop({stops}, '2005-06-01', false)") == "2000-01-01"
    assert run(f"tested.nextStop({stops}, '2004-02-02', true)") == "2005-06-01"
    assert run(f"tested.nextStop({stops}, '2010-01-01', true)") == "2010-01-01"
    assert run("tested.addYears('2004-02-29', 1)") == "2005-02-28"
    assert run("tested.addYears('2004-02-29', -4)") == "2000-02-29"
    assert run("tested.addYears('9999-05-01', 1)") == "9999-05-01"
