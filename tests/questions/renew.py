"""Writes the expected rows of the named questions anew, to be read before they are kept.

    python tests/questions/renew.py [NAME ...]

Each question gets a file of the rows that its example values give. A changed file means a
changed answer: look for the row of the data that changed it, then commit both together.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

from cityties.query import questions
from cityties.store import build

FOLDER = Path(__file__).parent


def example_rows(graph: Any, question: questions.Question) -> tuple[tuple[str, ...], list[Any]]:
    """The columns and the sorted cells that the example values of a question give."""
    params = {parameter.name: parameter.example for parameter in question.parameters}
    rows = questions.query(graph, question.name, params=params, gazetteer=graph.gazetteer)
    assert isinstance(rows, questions.results.Rows)
    return rows.columns, sorted(rows.cells())


def main(names: list[str]) -> int:
    graph = build.open_or_build()
    for question in questions.list_questions():
        if names and question.name not in names:
            continue
        columns, rows = example_rows(graph, question)
        with (FOLDER / f"{question.name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([columns, *rows])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
