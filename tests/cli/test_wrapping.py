"""How wide texts are on a terminal."""

from __future__ import annotations

import pytest

from cityties.cli.door import BOLD, PLAIN
from cityties.cli.wrapping import width, wrapped


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("Xi'an 1-2 (1-8)", 15),
        ("İzmir", 5),
        ("e\u0301", 1),
        ("اصفهان\u200cها", 8),
        ("西安", 4),
        (f"{BOLD}Kazan{PLAIN}", 5),
    ],
)
def test_marks_take_no_column_and_wide_letters_two(text: str, columns: int) -> None:
    assert width(text) == columns
    assert width(f"a{text}é") == columns + 2, "the same where not all is ASCII"


def test_words_are_not_broken() -> None:
    assert wrapped("tie/isfahan+porto/sister_city is in force", 20) == [
        "tie/isfahan+porto/sister_city",
        "is in force",
    ]
