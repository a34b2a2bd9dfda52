"""The people of a page: their posts, whom they met, and which claims name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cityties.model.rows import Tables
from cityties.page.evidence import Evidence
from cityties.page.words import Words
from cityties.reading import Readings
from cityties.reading.officials import official_rows

Row = dict[str, Any]


def people(
    readings: Readings,
    tables: Tables,
    ties: Sequence[Mapping[str, Any]],
    *,
    focus: str,
    evidence: Evidence,
    words: Words,
) -> list[Row]:
    """Everybody whom a claim of the page's ties names, and the officials of the focus city.

    Parameters
    ----------
    readings, tables : everything that the page may know
    ties : the rows of the page's ties, with their histories
    focus : id of the focus city; empty if there is none
    evidence : gives claims that belong to no tie of the page as lines
    words : names, codes and dates in all languages

    Returns
    -------
    list of dict
        By name, each person once: the posts with term and last sight, whom they met (the
        newest first), and their claims, as places in the histories of ties or as lines.
        Those whom no source names are left out: they have no name to be found by.
    """
    places: dict[str, list[list[int]]] = {}
    for number, tie in enumerate(ties):
        for line, told in enumerate(tie["history"]):
            places.setdefault(told["id"], []).append([number, line])
    found: dict[str, list[Row]] = {}
    for row in official_rows(readings, tables):
        if not row["person"].startswith("unnamed/"):
            found.setdefault(row["person"], []).append(row)
    made = []
    for person, rows in found.items():
        claims = sorted({claim for row in rows for claim in row["claims"]})
        own = focus and any(row["of"] == focus for row in rows)
        if not own and not any(claim in places for claim in claims):
            continue
        entry: Row = {"id": person, "name": words.who(person)}
        entry["posts"] = [_post(row, words) for row in rows if row["post"] or row["last_seen"]]
        if met := _met(rows, person):
            entry["met"] = [words.who(other) for other in met]
        entry["claims"] = [place for claim in claims for place in places.get(claim, ())]
        if rest := [readings.claims[one] for one in claims if one not in places]:
            entry["lines"] = evidence.lines_of(rest)
        made.append(entry)
    return sorted(made, key=lambda entry: (str(entry["name"]), entry["id"]))


def _met(rows: Iterable[Row], person: str) -> list[str]:
    others = (other for row in rows for other in row["contacts"])
    return [one for one in dict.fromkeys(others) if one.partition("@")[0] != person]


def _post(row: Row, words: Words) -> Row:
    made: Row = {}
    if row["post"] and (post := words.post(row["post"])):
        made["post"] = post
    if row["of"]:
        made["of"] = row["of"]
    for key in ("since", "until"):
        if row[key]:
            made[key] = words.date(row[key], both=False)
    if row["last_seen"]:
        by = "publication" if row["last_seen_basis"] == "published" else "claim"
        made["seen"] = words.dated(row["last_seen"], by)
        made["seen_day"] = row["last_seen_latest"]
    return made
