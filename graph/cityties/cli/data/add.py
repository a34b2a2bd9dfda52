"""``cityties data add-source`` and ``add-claim``: one row, asked for step by step or by options.

A claim may be about a source of the shipped data. What it names and nothing has can be
entered on the way (:mod:`cityties.cli.data.add_things`).
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import click

from cityties.cli.data.add_things import add_on_the_way, take_claim_id
from cityties.cli.data.desk import Desk, finish, open_desk, options, take
from cityties.cli.options import examples
from cityties.cli.output import say
from cityties.language.messages import N_, _

_PERSIAN = re.compile("[\u0600-\u06ff]")

SOURCE_TEXTS = {
    "url": N_("Address of the page (https://…)"),
    "publisher": N_("Publisher: id or name of an organization"),
    "title": N_("Title in English, or your own words for it"),
    "title_fa": N_("The title in Persian"),
    "title_original": N_("Title as printed, in its own language"),
    "kind": N_("Kind of source"),
    "language": N_("Language (en, fa, de …)"),
    "published": N_("Published on (2021-07-27, 2021-07, 2021~, [..2021]; sh1400-05-05)"),
    "published_note": N_("How the date was estimated"),
    "accessed": N_("Accessed on"),
    "expected": N_("Expected number of claims (13, or 10..14)"),
    "expected_why": N_("Reason for this number"),
    "note": N_("Note"),
    "id": N_("Id"),
}
"""Columns of a source in the order in which they are requested."""

CLAIM_TEXTS = {
    "source": N_("Source id"),
    "type": N_("Type of claim"),
    "kind": N_("Kind"),
    "parties": N_("Parties: ids or names, separated by “;”"),
    "actor": N_("Actors: ids or names, separated by “;”"),
    "target": N_("Targets: ids or names, separated by “;”"),
    "aspect": N_("Aspect (change: an act; state: an observed state; plan: a planned act)"),
    "status": N_("Status"),
    "when": N_("When (2021-07-27, 2021-07, 2021~, [..2021]; sh1400-05-05; empty: not stated)"),
    "until": N_("Until (empty: not stated)"),
    "duration": N_("For how long (P5Y, P18M; empty: not stated)"),
    "about": N_("About"),
    "number": N_("Number"),
    "number_to": N_("Upper end of a range (empty: one number)"),
    "op": N_("Comparison (=, >, >=, <, ~)"),
    "of": N_("Counted kind"),
    "said_by": N_("Who says it, if not the publisher"),
    "certainty": N_("Certainty"),
    "condition": N_("Condition: what follows “if”, in English (empty: none)"),
    "condition_fa": N_("The condition in Persian, what follows «اگر»"),
    "condition_on": N_("Events or ties that the condition is about, separated by “;”"),
    "topics": N_("Topics, separated by “;”"),
    "wording": N_("The source's own word for the kind"),
    "locator": N_("Where in the source (sentence, page, row)"),
    "gist": N_("One sentence in our own words, in English"),
    "gist_fa": N_("The same in Persian"),
    "note": N_("Note"),
    "id": N_("Id"),
}
"""Columns of a claim in the order in which they are requested."""

_ASKED_OF = {
    "tie": "kind parties aspect status when until duration about",
    "event": "kind parties actor target aspect status when about",
    "membership": "aspect status when until duration about",
    "role": "aspect when until about",
    "count": "about number number_to op of when",
    "attribute": "about number when",
    "opinion": "about",
}
"""What is requested each type of claim, in addition to what is requested all."""

_ASKED_OF_ALL = "source type said_by certainty wording locator gist gist_fa note id"


@click.command(
    "add-source",
    help=_(
        "Add a source to a data folder. At a terminal, missing values are asked for, with "
        "suggestions; the row is checked as strictly as a file before it is written. A new "
        "publisher is added with its names in both languages."
    )
    + examples(
        "cityties data add-source mine --url https://en.imna.ir/news/1 --title Trams --kind news",
    ),
)
@options(SOURCE_TEXTS)
@click.option("--publisher-en", metavar="TEXT", help=_("English name of a new publisher."))
@click.option("--publisher-fa", metavar="TEXT", help=_("Persian name of a new publisher."))
def add_source_command(
    folder: Path,
    no_shipped: bool,
    ask: bool | None,
    yes: bool,
    others: tuple[str, ...],
    publisher_en: str | None,
    publisher_fa: str | None,
    **given: str | None,
) -> None:
    """Ask, check and write a source."""
    desk = open_desk(
        "sources", SOURCE_TEXTS, folder, given, no_shipped=no_shipped, ask=ask, others=others
    )
    _source(desk, publisher_en, publisher_fa)
    finish(desk, yes=yes)


@click.command(
    "add-claim",
    help=_(
        "Add a claim to a data folder: what one source says about one thing. At a terminal, "
        "missing values are asked for, with suggestions; the row is checked as strictly as a "
        "file before it is written. Names of cities and people are turned into ids; at a "
        "terminal, one that is not known can be added on the spot. What a source does not name, "
        "“a city in Denmark”, becomes unnamed/ and the id of the claim."
    )
    + examples(
        "cityties data add-claim mine --source imna-498459 --type opinion --about porto",
    ),
)
@options(CLAIM_TEXTS)
def add_claim_command(
    folder: Path,
    no_shipped: bool,
    ask: bool | None,
    yes: bool,
    others: tuple[str, ...],
    **given: str | None,
) -> None:
    """Ask, check and write a claim."""
    desk = open_desk(
        "claims", CLAIM_TEXTS, folder, given,
        no_shipped=no_shipped, ask=ask, others=others, stranger=add_on_the_way,
    )  # fmt: skip
    _claim(desk)
    finish(desk, yes=yes)


# --- what is asked ----------------------------------------------------------------------


def _source(desk: Desk, name_en: str | None, name_fa: str | None) -> None:
    from cityties.loaders.additions import publisher_of, source_id

    take(desk, "url", "")
    _publisher(desk, publisher_of(desk.cells.get("url", ""), desk.all), name_en, name_fa)
    take(desk, "title", "")
    for name in ("title_fa", "title_original") if desk.ask else ():
        take(desk, name, "")
    take(desk, "kind", "news")
    title = desk.cells.get("title", "")
    printed = desk.cells.get("title_original") or title
    take(desk, "language", "fa" if _PERSIAN.search(printed) else "en")
    take(desk, "published", "")
    if any(sign in desk.cells.get("published", "") for sign in "~[?"):
        take(desk, "published_note", "")
    take(desk, "accessed", date.today().isoformat())
    if desk.ask:
        take(desk, "expected", "")
        if desk.cells.get("expected"):
            take(desk, "expected_why", "")
        take(desk, "note", "")
    made = source_id(
        desk.cells.get("publisher", ""), desk.cells.get("url", ""), title, desk.ids("sources")
    )
    take(desk, "id", made)


def _publisher(desk: Desk, near: str, name_en: str | None, name_fa: str | None) -> None:
    """The publisher's id; one that is not known is added with both names."""
    from cityties.language.names import slugify
    from cityties.model.row_ids import free_id

    while True:
        take(desk, "publisher", near)
        text = desk.cells.get("publisher", "")
        if not text or text in desk.ids("organizations"):
            return
        if not name_en and desk.ask:
            say(_("{name} is new: it will be added").format(name=text))
            if not click.confirm(_("Is it a new publisher?"), default=True, err=True):
                del desk.cells["publisher"]
                continue
            name_en = click.prompt(_("Its name in English"), default=text, err=True)
        if not name_en:
            return  # the strict check reports what is wrong
        if name_fa is None and desk.ask and desk.is_used("name_fa"):
            name_fa = click.prompt(
                _("Its name in Persian"), default="", show_default=False, err=True
            )
        taken = desk.ids("organizations", "places", "people")
        id_ = free_id(slugify(name_en), taken, name_en)
        desk.more["organizations"] = [
            {"id": id_, "kind": "publisher", "name_en": name_en, "name_fa": name_fa or ""}
        ]
        desk.cells["publisher"] = id_
        return


def _claim(desk: Desk) -> None:
    from cityties.loaders.additions import about

    newest = desk.own.sources[-1].id if len(desk.own.sources) == 1 else ""
    take(desk, "source", newest)
    take(desk, "type", "tie")
    wanted = f"{_ASKED_OF_ALL} {_ASKED_OF.get(desk.cells.get('type', ''), '')}".split()
    proposals = {
        "kind": {"tie": "sister_city", "event": "meeting", "membership": "membership",
                 "role": "holds_post"}.get(desk.cells.get("type", ""), ""),
        "aspect": "change",
        "status": "in_force" if desk.cells.get("type") == "tie" else "",
        "op": "=",
        "certainty": "stated",
    }  # fmt: skip
    for name in CLAIM_TEXTS:
        if name == "condition" and desk.cells.get("aspect") == "plan":
            wanted.append(name)  # only what is to come has a condition
        if name in ("condition_fa", "condition_on") and desk.cells.get("condition"):
            wanted.append(name)
        if name in ("source", "type", "id") or name not in wanted:
            continue
        proposal = about(desk.cells) if name == "about" else proposals.get(name, "")
        take(desk, name, proposal)
    for name in ("kind",):  # what a type leaves no choice of
        if desk.cells.get("type") in ("membership", "role"):
            desk.cells.setdefault(name, proposals[name])
    take_claim_id(desk)
