"""How much of our own annotated articles the intake proposes, and how much of that is right.

    python benchmarks/intake.py [--split work|held_out|fresh] [--verbose] [--seeds DIR --facts FILE]

Statement: kind and both ends, with the direction where there is one. Status: status and aspect,
given the statement. Speaker: right where one is stated. Overclaim: shown as done though the
article plans, hedges or denies it. Intervals: 95 %, articles drawn again 2,000 times.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cityties.intake.article import Article
    from cityties.intake.mentions import Names

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = ROOT / "tests" / "intake" / "articles"
DONE = {"in_force", "held", "member", "dispatched", "delivered", "approved", "signed", "ended",
        "suspended", "resumed", "carried", "rejected", ""}  # fmt: skip


@dataclass
class Gold:
    sentence: str
    kind: str
    parties: str
    status: str
    aspect: str
    certainty: str
    speaker: str
    when: str
    channel: str
    mark: str = ""


@dataclass
class Scored:
    name: str
    found: int = 0
    right: int = 0
    gold: int = 0
    optional: int = 0
    status: list[bool] = field(default_factory=list)
    speaker: list[bool] = field(default_factory=list)
    blank: int = 0
    named: int = 0
    overclaims: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    ms: float = 0.0


def parse(file: Path) -> tuple[dict[str, str], str, list[Gold]]:
    head, _, rest = file.read_text("utf-8").partition("\n\n")
    meta = dict(line.split(": ", 1) for line in head.splitlines())
    body, _, notes = rest.partition("\n---\n")
    gold = []
    for line in notes.strip().splitlines():
        mark = line[0] if line[0] in "?!" else ""
        cells = [cell.strip() for cell in line.lstrip("?!").split("|")]
        gold.append(Gold(*cells[:9], mark))
    return meta, body.strip().removeprefix("# "), gold


def load(split: str) -> Iterator[tuple[str, Article, list[Gold]]]:
    from cityties.intake.readers import read_text

    for file in sorted((ARTICLES / split).glob("*.md")):
        meta, body, gold = parse(file)
        article = read_text(body, published=meta["published"], publisher=meta["publisher"],
                            language=meta["language"])  # fmt: skip
        yield file.stem, article, gold


def ends(cells: dict[str, str]) -> str:
    from cityties.vocabulary.codes import SYMMETRIC_KINDS

    kind = cells["kind"]
    if cells["type"] == "membership":
        return cells["about"]
    if cells["type"] == "role":
        return cells["about"].partition("@")[2]
    if cells["type"] == "count" or kind == "population":
        return f"{cells['about']}={cells['number']}"
    if cells["type"] == "opinion":
        return "+".join(sorted(cells.get("parties", "").split(";"))) or cells["about"]
    if kind in SYMMETRIC_KINDS or kind == "meeting_with_diplomat":
        return "+".join(sorted(cells["parties"].split(";")))
    if not cells.get("actor") and cells.get("parties"):
        return "+".join(sorted(cells["parties"].split(";")))
    return f"{cells.get('actor', '')}>{cells.get('target', '')}"


def kind_of(cells: dict[str, str]) -> str:
    return cells["type"] if cells["type"] in ("count", "opinion") else cells["kind"]


def fits(cells: dict[str, str], one: Gold) -> bool:
    return kind_of(cells) == one.kind and ends(cells) == one.parties


def is_overclaim(
    cells: dict[str, str],
    match: Gold | None,
    left: Sequence[Gold],
    optional: Sequence[Gold],
    barred: Sequence[Gold],
) -> bool:
    """Whether a candidate shows as done what the article plans, hedges or denies."""
    stage = (cells.get("status", ""), cells["aspect"])
    if cells["aspect"] == "plan" or cells["certainty"] not in ("stated", "implied"):
        return False
    if stage[0] not in DONE:
        return False
    if any(fits(cells, one) and (one.status, one.aspect) == stage for one in barred):
        return True
    if match is not None:
        return match.aspect == "plan"
    of_these = [one for one in (*left, *optional, *barred) if one.parties == ends(cells)]
    sure = [one for one in of_these if one.aspect != "plan" and one.certainty == "stated"]
    return bool(of_these) and not sure


def score(name: str, article: Article, gold: list[Gold], names: Names) -> Scored:
    from cityties.intake.proposer import propose

    start = time.process_time()
    proposal = propose(article, names)
    made = Scored(name, ms=(time.process_time() - start) * 1000)
    left = [one for one in gold if one.mark == ""]
    optional = [one for one in gold if one.mark == "?"]
    barred = [one for one in gold if one.mark == "!"]
    made.gold = len(left)
    for candidate in proposal.candidates:
        cells = dict(candidate.cells)
        shown = (f"{name} {cells['locator']} {kind_of(cells)} {ends(cells)} {cells.get('status', '')}/"
                 f"{cells['aspect']}/{cells['certainty']} by {cells.get('said_by', '')} "
                 f"[{candidate.why}]")  # fmt: skip
        same = [one for one in left if fits(cells, one)]
        best = [
            one
            for one in same
            if (one.status, one.aspect) == (cells.get("status", ""), cells["aspect"])
        ]
        match = next(iter(best or same), None)
        if is_overclaim(cells, match, left, optional, barred):
            made.overclaims.append(shown)
        if match is None:
            if any(fits(cells, one) or (one.parties == ends(cells) and one.kind in ("agreement", "sister_city")
                   and cells["type"] == "tie") for one in optional):  # fmt: skip
                made.optional += 1
                continue
            made.found += 1
            made.wrong.append(shown)
            continue
        left.remove(match)
        made.found += 1
        made.right += 1
        if match.kind not in ("holds_post", "count", "opinion", "population"):
            right = (match.status, match.aspect) == (cells.get("status", ""), cells["aspect"])
            made.status.append(right)
            if not right:
                made.wrong.append("STATUS " + shown + f" for {match.status}/{match.aspect}")
        said = cells.get("said_by", "")
        if match.kind != "holds_post":
            made.named += bool(match.speaker)
            if said:
                post = said.partition("@")[2]
                right = post == match.speaker or (
                    match.speaker.startswith("name:") and bool(said))  # fmt: skip
                made.speaker.append(right)
                if not right:
                    made.wrong.append("SPEAKER " + shown + f" for {match.speaker}")
            elif match.speaker:
                made.blank += 1
    made.missed = [
        f"{name} {one.sentence} {one.kind} {one.parties} {one.status}/{one.aspect}" for one in left
    ]
    return made


def baseline(article: Article, gold: list[Gold], names: Names) -> tuple[int, int, int]:
    """A trigger word and two cities in one sentence: the pair, as in force."""
    from itertools import combinations

    from cityties.intake.lexicon import words
    from cityties.intake.mentions import Marker

    lang = article.language
    marker = Marker(names, lang)
    wanted = {(one.kind, one.parties.replace(">", "+")) for one in gold if not one.mark}
    wanted = {(kind, "+".join(sorted(parties.split("+")))) for kind, parties in wanted}
    found = set()
    for sentence in article.sentences[1:]:
        marked = marker.mark(sentence)
        kind = words(lang).first("tie", marked.text)
        if not kind:
            for group, code in (
                ("visit|delegation|سفر|هیئت", "official_visit"),
                ("met|دیدار", "meeting"),
                ("sent|donat|اهدا|فرستاد", "humanitarian_aid"),
            ):
                if re.search(group, marked.text):
                    kind = code
                    break
        if kind:
            found |= {
                (kind, "+".join(sorted(pair))) for pair in combinations(marked.ids(marked.text), 2)
            }
    pairs = {one for one in wanted if "+" in one[1]}
    return len(found), len(found & pairs), len(pairs)


def interval(scores: Sequence[Scored], figure: Callable[[Sequence[Scored]], float | None]) -> str:
    random.seed(1)
    values = []
    for _ in range(2000):
        drawn = [random.choice(scores) for _ in scores]
        value = figure(drawn)
        if value is not None:
            values.append(value)
    if not values:
        return ""
    values.sort()
    return f"{values[int(len(values) * 0.025)]:.2f}-{values[int(len(values) * 0.975)]:.2f}"


def ratio(top: int, bottom: int) -> float | None:
    return top / bottom if bottom else None


FIGURES = {
    "precision of statements": lambda s: ratio(sum(x.right for x in s), sum(x.found for x in s)),
    "recall of statements": lambda s: ratio(sum(x.right for x in s), sum(x.gold for x in s)),
    "status, given the statement": lambda s: ratio(
        sum(sum(x.status) for x in s), sum(len(x.status) for x in s)
    ),
    "speaker, where stated": lambda s: ratio(
        sum(sum(x.speaker) for x in s), sum(len(x.speaker) for x in s)
    ),
}


def seeds(folder: Path, facts: Path, names: Names) -> None:
    from cityties.intake.proposer import propose
    from cityties.intake.readers import read_text

    rows = list(csv.DictReader(facts.open(encoding="utf-8")))
    for file, day in (
        ("000_f30a02b62605ccd3.txt", "2021-05-14"),
        ("003_9fe0212d2dd0fc51.txt", "2025-10-20"),
    ):
        article = read_text(
            (folder / file).read_text("utf-8"), published=day, publisher="IMNA", language="en"
        )
        proposal = propose(article, names)
        by = {c.sentence for c in proposal.candidates}
        listed = {one.sentence for one in proposal.not_proposed}
        mine = [row for row in rows if row["source_url"].startswith(file)]
        stated = [row for row in mine if not row["status"].startswith("not_stated")]
        count = proposed = covered = 0
        for row in stated:
            match = re.search(r"#s(\d+)", row["source_url"])
            if not match:
                continue
            count += 1
            at = int(match[1])
            ends_ = {re.sub("[^a-z]", "", row[key].lower()) for key in ("subject", "object")}
            hit = any(
                c.sentence == at and any(
                    party.replace("-", "").removesuffix("in") in end or end in party.replace("-", "")
                    for end in ends_ if end
                    for party in re.split("[;@]", ";".join(c.cells.get(k, "") for k in ("parties", "about", "actor", "target"))) if party)
                for c in proposal.candidates)  # fmt: skip
            proposed += hit
            covered += hit or at in listed
        print(f"{file}: {count} facts with a sentence, {proposed} proposed, "
              f"{covered} proposed or listed as not proposed ({covered / count:.0%}); "
              f"{len(proposal.candidates)} candidates, {len(by)} sentences")  # fmt: skip
        for c in proposal.candidates:
            print("  ", c.cells["locator"], kind_of(dict(c.cells)), ends(dict(c.cells)), c.cells.get("status", ""),
                  c.cells["aspect"], c.cells["certainty"], c.cells.get("when", ""), "|", c.cells.get("said_by", ""))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=["work", "held_out", "fresh"], default="work")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seeds", type=Path)
    parser.add_argument("--facts", type=Path)
    options = parser.parse_args()

    from cityties.intake.proposer import propose
    from cityties.intake.session import open_names

    with ExitStack() as stack:
        start = time.perf_counter()
        names = stack.enter_context(open_names())
        loaded = time.perf_counter() - start
        if options.seeds:
            seeds(options.seeds, options.facts, names)
            return
        articles = list(load(options.split))
        for _name, article, _gold in articles[:2]:
            propose(article, names)
        scores = [score(name, article, gold, names) for name, article, gold in articles]
        base = [baseline(article, gold, names) for _name, article, gold in articles]
    print(f"{options.split}: {len(scores)} articles, {sum(x.gold for x in scores)} statements, "
          f"{sum(x.found for x in scores)} proposed, {sum(x.optional for x in scores)} optional; "
          f"Python {platform.python_version()}")  # fmt: skip
    print("\n| figure | value | 95 % | of |\n| --- | --- | --- | --- |")
    sizes = [sum(x.found for x in scores), sum(x.gold for x in scores),
             sum(len(x.status) for x in scores), sum(len(x.speaker) for x in scores)]  # fmt: skip
    for (label, figure), size in zip(FIGURES.items(), sizes, strict=True):
        value = figure(scores)
        shown = "-" if value is None else f"{value:.2f}"
        print(f"| {label} | {shown} | {interval(scores, figure)} | {size} |")
    print(
        f"| speakers left blank though named | {sum(x.blank for x in scores)} | | {sum(x.named for x in scores)} |"
    )
    print(f"| overclaims | {sum(len(x.overclaims) for x in scores)} | | |")
    found, right, wanted = (sum(x) for x in zip(*base, strict=True))
    print(f"| baseline: precision | {right / found if found else 0:.2f} | | {found} |")
    print(f"| baseline: recall of statements with two ends | {right / wanted:.2f} | | {wanted} |")
    ms = [x.ms for x in scores]
    print(
        f"| CPU time of an article, warm: median, most (ms) | {statistics.median(ms):.0f}, {max(ms):.0f} | | |"
    )
    print(f"| names loaded (s) | {loaded:.1f} | | |")
    if options.verbose:
        for label in ("overclaims", "wrong", "missed"):
            print(f"\n{label}:")
            for x in scores:
                for line in getattr(x, label):
                    print("  ", line)
    if options.json:
        options.json.write_text(
            json.dumps({label: figure(scores) for label, figure in FIGURES.items()})
        )


if __name__ == "__main__":
    sys.exit(main())
