"""A reading names the version of the rules and the software, once, in deterministic bytes."""

from __future__ import annotations

import datetime
import re

import pytest

import cityties
from cityties.base import resources
from cityties.loaders.tables import load_folder
from cityties.reading import read_tables
from cityties.reading.quads import graph_name, reading_lines
from cityties.reading.version import RULES_VERSION
from cityties.vocabulary.terms import ct


@pytest.mark.parametrize("known_by", [None, datetime.date(2007, 10, 12)])
def test_a_reading_says_what_made_it(known_by: datetime.date | None) -> None:
    tables = load_folder(resources.data_dir())
    lines = list(reading_lines(read_tables(tables, known_by=known_by), tables))
    graph = f"<{graph_name(known_by)}>"
    for term, value in (
        (ct.rulesVersion, RULES_VERSION),
        (ct.softwareVersion, f"cityties {cityties.__version__}"),
    ):
        assert [line for line in lines if f"<{term}>" in line] == [
            f'{graph} <{term}> "{value}" {graph} .\n'
        ]
    assert lines == list(reading_lines(read_tables(tables, known_by=known_by), tables))


def test_the_version_of_the_rules_is_two_numbers() -> None:
    assert re.fullmatch(r"[0-9]+\.[0-9]+", RULES_VERSION)
