"""What is asked is checked once, under one spelling, with one default day."""

from __future__ import annotations

import datetime
import inspect
from pathlib import Path

import pytest

import cityties
from cityties.api.view import KEYWORDS, View
from cityties.errors import NotFoundError, UsageError


@pytest.fixture(scope="module")
def g() -> cityties.CityGraph:
    return cityties.open()


def test_a_view_is_handed_to_any_method(g: cityties.CityGraph) -> None:
    view = g.view(on="2021-08-01", kinds="sister_city", focus="اصفهان")
    assert (view.focus, view.kinds, view.day) == (
        "isfahan", ("sister_city",), datetime.date(2021, 8, 1),
    )  # fmt: skip
    assert g.ties(view=view) == g.ties("isfahan", on="2021-08-01", kinds="sister_city")
    assert g.counts(view=view)["read"]["signed"] == 15
    assert g.to_networkx(view=view).graph["focus"] == "isfahan"
    assert g.export("csv", view=view) == g.export(
        "csv", focus="isfahan", on="2021-08-01", kinds="sister_city"
    )


def test_keywords_change_a_view(g: cityties.CityGraph) -> None:
    view = g.view(on="2021-08-01", focus="isfahan")
    assert g.view(view, on="2010-01-01") == g.view(on="2010-01-01", focus="isfahan")
    assert view.on == datetime.date(2021, 8, 1)
    political = g.ties("freiburg", view=view, channels="political", on="2010-01-01")
    assert {row["channel"] for row in political} == {"political"}


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"kinds": "twin"}, UsageError),
        ({"statuses": ["in_force", "gone"]}, UsageError),
        ({"channels": "digital"}, UsageError),
        ({"on": "2010-13-01"}, UsageError),
        ({"focus": "isfahn"}, NotFoundError),
        ({"source": "no-such-source"}, NotFoundError),
        ({"steps": 2}, UsageError),
        ({"steps": 0, "focus": "isfahan"}, UsageError),
        ({"day": "2010-01-01"}, TypeError),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused(g: cityties.CityGraph, asked, error) -> None:
    with pytest.raises(error):
        g.view(**asked)


def test_a_method_refuses_what_it_cannot_honour(g: cityties.CityGraph) -> None:
    with pytest.raises(UsageError, match="kinds"):
        g.conflicts(view=g.view(kinds="vote"))
    with pytest.raises(TypeError, match="channels"):
        g.counts("isfahan", channels="civic")
    with pytest.raises(UsageError, match="name a city"):
        g.counts()
    with pytest.raises(UsageError, match="one kind"):
        g.counts("isfahan", kinds=["sister_city", "friendship_city"])


def test_questions_default_to_today_and_files_to_the_day_of_the_data(
    g: cityties.CityGraph,
) -> None:
    today = datetime.date.today()
    assert g.view().day == today and g.view().file_day == g.data_day
    assert {row["on"] for row in g.ties("isfahan")} == {today.isoformat()}
    assert g.to_networkx("isfahan").graph["on"] == today.isoformat()
    assert g.to_networkx(layer="simple").graph["on"] == today.isoformat()
    assert f'"{g.data_day.isoformat()}"'.encode() in g.export("geojson", focus="porto")
    assert g.view(source="council-2007").day == datetime.date(2007, 10, 12)
    assert g.view(source="all").source == ""


@pytest.mark.parametrize("old", ["kind", "status", "channel"])
def test_old_keywords_work_with_a_warning(g: cityties.CityGraph, old: str) -> None:
    new = {"kind": "kinds", "status": "statuses", "channel": "channels"}[old]
    value = {"kind": "sister_city", "status": "in_force", "channel": "political"}[old]
    with pytest.warns(DeprecationWarning, match=new) as caught:
        before = g.ties("isfahan", **{old: value, "on": "2021-08-01"})
    assert Path(caught[0].filename) == Path(__file__)
    assert before == g.ties("isfahan", **{new: value, "on": "2021-08-01"}) != []


def test_every_method_spells_what_is_asked_alike() -> None:
    methods = [
        method
        for name, method in inspect.getmembers(cityties.CityGraph, inspect.isfunction)
        if "asked" in inspect.signature(method).parameters and not name.startswith("_")
    ]
    assert len(methods) >= 15
    for method in methods:
        own = set(inspect.signature(method).parameters)
        assert not own & {"kind", "status", "channel", "city_id", "day"}, method
        # Only the reach of a sample has a default of its own.
        assert own & set(KEYWORDS) <= {"steps"}, method
        assert "view" in own, method


def test_a_view_is_short_in_print(g: cityties.CityGraph) -> None:
    view = g.view(on="2010-01-01", focus="isfahan", kinds="sister_city", known_by="2012-01-01")
    assert repr(view) == "<View of isfahan, sister_city, on 2010-01-01, known by 2012-01-01>"
    assert isinstance(view, View)
