"""``cityties intake`` and ``cityties review``: from articles to reviewed claims."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.options import examples, format_option
from cityties.cli.output import Steps, emit, isolate, say, write
from cityties.cli.target import TargetFile, check_extension, check_target, write_target
from cityties.cli.types import DAY
from cityties.errors import CitytiesError, DataError, UsageError
from cityties.language.messages import _, language, languages
from cityties.words.phrases import counted, number

if TYPE_CHECKING:
    from datetime import date

    from cityties.intake.article import Article
    from cityties.intake.inbox import Inbox
    from cityties.intake.known import Compared
    from cityties.intake.mentions import Names
    from cityties.intake.review import Item

KEYS = (
    "id", "article", "sentence", "type", "kind", "status", "aspect", "certainty", "parties",
    "about",
    "when", "said_by", "gist", "gist_fa", "relation", "before", "after", "claims", "confidence",
    "proposer", "why", "flags", "verdict", "quote",
)  # fmt: skip

_INBOX = click.option(
    "-o",
    "--output",
    "inbox",
    type=click.Path(path_type=Path, file_okay=False),
    default="inbox",
    show_default=True,
    help=_("The folder in which articles, candidates and decisions are kept."),
)


def _tables_options(command: Any) -> Any:
    for option in (
        click.option(
            "--no-shipped", is_flag=True, help=_("Leave out the data that comes with cityties.")
        ),
        click.option(
            "--data",
            multiple=True,
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            help=_("Add a data folder of your own (repeatable)."),
        ),
    ):
        command = option(command)
    return command


@click.command(
    "intake",
    help=_(
        "Read articles and propose claims, each with the sentence that carries it, a confidence "
        "and the reason. HTML, plain text, DOCX and PDF; - is standard input. No model is used, "
        "and nothing is fetched. Nothing enters the data before somebody decides: see `cityties "
        "review`. The texts stay in the inbox."
    )
    + examples(
        "cityties intake article.txt --published 2024-05-14 -o inbox",
        "cityties intake - --published 2024-05-14 < article.txt",
        "cityties intake --folder articles",
    ),
)
@click.argument(
    "files",
    nargs=-1,
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
)
@click.option("--published", type=DAY, metavar="DAY", help=_("The day of publication."))
@click.option("--publisher", metavar="NAME", help=_("The publisher, where the file does not say."))
@click.option("--url", metavar="URL", help=_("The address, where the file does not say."))
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=_("Read all articles of a folder; files that were read before are skipped."),
)
@click.option(
    "--feed",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("Read the entries of a saved feed (RSS, Atom)."),
)
@click.option(
    "--llm",
    metavar="URL",
    help=_("Also ask a language model at your own endpoint, such as http://localhost:8080/v1."),
)
@click.option("--model", metavar="NAME", default="default", help=_("Name of the model there."))
@_INBOX
@_tables_options
@format_option
@click.pass_context
def intake_command(
    ctx: click.Context,
    files: tuple[Path, ...],
    published: date | None,
    publisher: str | None,
    url: str | None,
    folder: Path | None,
    feed: Path | None,
    llm: str | None,
    model: str,
    inbox: Path,
    data: tuple[Path, ...],
    no_shipped: bool,
    form: str,
) -> None:
    """Read, propose, keep."""
    from cityties.intake.inbox import Inbox
    from cityties.intake.known import Known
    from cityties.intake.review import queue
    from cityties.intake.session import open_names

    if not files and folder is None and feed is None:
        raise UsageError(_("name a file, --folder DIR or --feed FILE; - is standard input"))
    box = Inbox(inbox)
    keys: list[str] = []
    failed = 0
    with ExitStack() as stack:
        names = stack.enter_context(open_names(data, shipped=not no_shipped))
        progress = stack.enter_context(Steps())
        for article in _articles(files, folder, feed, published, box, progress):
            if isinstance(article, CitytiesError):
                failed += 1
                say(str(article))
                continue
            keys.append(_put(article, publisher, url, box, names, llm, model))
        known = Known(names.tables)
        items = [item for item in queue(box, every=True) if item.stored.key in keys]
        rows = [_as_row(item, known.compare(item.candidate, item.stored.article, item.cells))
                for item in items]  # fmt: skip
    left = [
        (stored, one) for stored in map(box.article, dict.fromkeys(keys))
        for one in stored.not_proposed
    ]  # fmt: skip
    if form == "table" and left:
        for _stored, one in left if len(keys) == 1 else ():
            text = _("not proposed: s{n} ({reason}): {quote}")
            reason, quote = _reason(one.reason), isolate(one.quote)
            say(text.format(n=number(one.sentence), reason=reason, quote=quote))
    _show(
        rows, form, [_("decide with: cityties review {inbox}").format(inbox=inbox)],
        _("nothing to propose"),
    )  # fmt: skip
    if failed:
        ctx.exit(1)


def _articles(
    files: tuple[Path, ...],
    folder: Path | None,
    feed: Path | None,
    published: date | None,
    box: Inbox,
    progress: Steps,
) -> Iterator[Article | CitytiesError]:
    """The articles of a call; one that cannot be read does not stop those of a folder."""
    from cityties.base.files import sha256
    from cityties.base.inputs import read_named
    from cityties.intake.feeds import read_feed
    from cityties.intake.readers import ENDINGS, MOST, read_file

    day = published.isoformat() if published else ""
    for file in files:
        data = sys.stdin.buffer.read(MOST + 1) if str(file) == "-" else read_named(file, most=MOST)
        yield read_file(file, data, published=day)
    if folder is not None:
        found = sorted(file for file in folder.rglob("*") if file.suffix.lower() in ENDINGS)
        if not found:
            raise UsageError(
                _("no articles in {path}; expected files that end in {endings}").format(
                    path=folder, endings=", ".join(ENDINGS)
                )
            )
        seen = box.seen()
        for place, file in enumerate(found, start=1):
            progress(str(file.name), place, len(found))
            data = read_named(file, most=MOST)
            mark = sha256(data)
            if mark in seen:
                continue
            try:
                yield read_file(file, data, published=day)
            except DataError as error:
                yield error
                continue
            box.note_seen(mark, file.name)
    if feed is not None:
        yield from read_feed(feed.name, read_named(feed, most=MOST))


def _put(
    article: Article,
    publisher: str | None,
    url: str | None,
    box: Inbox,
    names: Names,
    llm: str | None,
    model: str,
) -> str:
    from dataclasses import replace

    from cityties.intake.proposer import propose

    article = replace(article, publisher=publisher or article.publisher, url=url or article.url)
    proposal = propose(article, names)
    if llm:
        from cityties.intake import llm as language_model

        answer = language_model.ask(article, url=llm, model=model)
        more, dropped = language_model.candidates(article, answer, names)
        proposal = replace(proposal, candidates=language_model.added(proposal.candidates, more))
        for one in dropped:
            say(_("dropped from the model ({reason}): {quote}").format(
                reason=one.reason, quote=isolate(one.text[:120])))  # fmt: skip
    done = box.put(article, proposal)
    _say_article(article, done.how, done.stored.same_as, proposal.home)
    return done.stored.key


def _say_article(article: Article, how: str, other: str, home: str) -> None:
    from cityties.language.properties import properties
    from cityties.words.bounds import date_words

    unknown = _("not found")
    say(_("title: {text}").format(text=isolate(article.title or unknown)))
    origin = {"user": _("as given"), "page": _("as on the page")}.get(article.published_from, "")
    day = date_words(article.published, both=True)
    if day and origin:
        day = f"{day} ({origin})"
    say(_("published: {text}").format(text=day or _("not found; relative dates are left out")))
    say(_("publisher: {text}").format(text=isolate(article.publisher or unknown)))
    spoken = properties(article.language).name if article.language in languages() else ""
    say(_("language: {text}").format(text=spoken or _("neither English nor Persian")))
    say(_("city whose news it is: {text}").format(text=home or _("not clear")))
    if how == "same":
        say(_("this article was in the inbox already; its decisions stand"))
    elif how == "changed":
        say(_("another text of an article in the inbox: only what changed is open again"))
    elif how == "near":
        say(_("nearly the text of article {key}: the same events from another source").format(
            key=other))  # fmt: skip


def _reason(code: str) -> str:
    return {
        "denial": _("it is denied"),
        "no-pair": _("the two cities are not clear"),
        "no-status": _("the status is not said"),
        "nothing-found": _("no rule fits"),
    }.get(code, code)


# --- review -------------------------------------------------------------------------------


@click.command(
    "review",
    help=_(
        "List the candidates of an inbox and decide about them: accept, reject or later, with "
        "corrections. --xlsx writes them as a workbook, --decisions reads it back. --into writes "
        "what was accepted into a data folder, checks it and shows what changed."
    )
    + examples(
        "cityties review inbox",
        "cityties review inbox --xlsx candidates.xlsx",
        "cityties review inbox --accept 0e947c --set when=2024-05-12 --who Sara",
        "cityties review inbox --into my-folder",
    ),
)
@click.argument(
    "inbox",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default="inbox",
)
@click.option("--accept", multiple=True, metavar="ID", help=_("Accept a candidate (repeatable)."))
@click.option("--reject", multiple=True, metavar="ID", help=_("Reject a candidate (repeatable)."))
@click.option("--later", multiple=True, metavar="ID", help=_("Leave it for later (repeatable)."))
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="COLUMN=TEXT",
    help=_("Correct a cell of the candidate that is accepted (repeatable)."),
)
@click.option("--who", metavar="NAME", envvar="CITYTIES_WHO", help=_("Who decides."))
@click.option("--undo", is_flag=True, help=_("Take the last decision back."))
@click.option(
    "--xlsx", type=TargetFile(), metavar="FILE", help=_("Write the candidates as a workbook.")
)
@click.option(
    "--decisions",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("Read the decisions of a workbook that --xlsx wrote."),
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("Write what was accepted into this data folder."),
)
@click.option("--all", "every", is_flag=True, help=_("Also show what was decided."))
@_tables_options
@format_option
@click.pass_context
def review_command(
    ctx: click.Context,
    inbox: Path,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    later: tuple[str, ...],
    changes: tuple[str, ...],
    who: str | None,
    undo: bool,
    xlsx: Path | None,
    decisions: Path | None,
    into: Path | None,
    every: bool,
    data: tuple[Path, ...],
    no_shipped: bool,
    form: str,
) -> None:
    """List, decide, write."""
    from cityties.intake import review
    from cityties.intake.inbox import Inbox
    from cityties.intake.known import Known
    from cityties.intake.session import all_tables

    box = Inbox(inbox).require()
    if changes and len(accept) != 1:
        raise UsageError(_("--set belongs to one --accept ID"))
    given = dict(_change(text) for text in changes)
    many = [(one, "accept", given) for one in accept]
    many += [(one, verdict, {}) for verdict, ids in (("reject", reject), ("later", later))
             for one in ids]  # fmt: skip
    if decisions is not None:
        from cityties.intake.sheet import read_decisions

        many += read_decisions(decisions, review.queue(box, every=True))
    if many:
        review.decide_all(box, many, who or "")
        say(counted("{n} decision kept", "{n} decisions kept", len(many)))
    if undo:
        gone = review.undo(box)
        say(_("taken back: {id} {verdict}").format(id=gone.candidate, verdict=gone.verdict)
            if gone else _("no decision to take back"))  # fmt: skip
    if into is not None:
        _into(ctx, box, into, shipped=not no_shipped)
        return
    if many or undo:
        return
    known = Known(all_tables(data, shipped=not no_shipped))
    items = review.queue(box, every=every)
    compared = {
        item.candidate.id: known.compare(item.candidate, item.stored.article, item.cells)
        for item in items
    }
    if xlsx is not None:
        from cityties.intake.sheet import review_bytes

        message = _("the name of a workbook must end in .xlsx, not {name}")
        check_extension(xlsx, ".xlsx", message.format(name=xlsx.name))
        check_target(xlsx)
        write_target(xlsx, review_bytes(items, compared))
        say(counted("{n} candidate", "{n} candidates", len(items)))
        return
    rows = [_as_row(item, compared[item.candidate.id]) for item in items]
    of = items[0].of if items else 0
    notes = [_("{open} of {all} candidates are open").format(
        open=number(sum(item.is_open for item in items)), all=number(of))]  # fmt: skip
    _show(rows, form, notes, _("nothing is open"))


def _change(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(_("--set needs COLUMN=TEXT, not {text!r}").format(text=text))
    return name.strip(), value.strip()


def _into(ctx: click.Context, box: Inbox, into: Path, *, shipped: bool) -> None:
    """Write what was accepted, check the folder and show what changed."""
    from cityties.checks.run import check_data
    from cityties.intake.accept import land, preview
    from cityties.intake.review import queue
    from cityties.snapshot.diff import compare, open_side
    from cityties.store.build import open_or_build

    if not into.parent.is_dir():
        raise UsageError(_("the folder {path} does not exist").format(path=into.parent))
    open_ = len(queue(box))
    planned = preview(box, into, shipped=shipped)
    if not planned.claims:
        write(_("nothing new to write") + "\n")
    else:
        from cityties.api import read_day

        there = [into] if any(into.glob("*.csv")) else []
        before = open_side("all", lambda: open_or_build(there, shipped=shipped), day=read_day) if (
            there or shipped) else None  # fmt: skip
        done = land(box, into, shipped=shipped)
        for file in done.files:
            write(f"{file}\n")
        after = open_side("all", lambda: open_or_build([into], shipped=shipped), day=read_day)
        if before is not None:
            _say_diff(compare(before, after))
    if planned.there:
        say(counted("{n} claim was there already", "{n} claims were there already",
                    len(planned.there)))  # fmt: skip
    if open_:
        say(counted("{n} candidate waits for a decision", "{n} candidates wait for a decision",
                    open_))  # fmt: skip
    if not into.is_dir():
        return
    report = check_data((into,), shipped=shipped)
    own = [found for found in report.findings
           if found.file and Path(found.file).resolve().is_relative_to(into.resolve())]  # fmt: skip
    errors = sum(found.severity == "error" for found in own)
    warnings = [found for found in own if found.severity == "warning"]
    say(_("check: {errors}, {warnings}").format(
        errors=counted("{n} error", "{n} errors", errors),
        warnings=counted("{n} warning", "{n} warnings", len(warnings))))  # fmt: skip
    for found in [*(f for f in own if f.severity == "error"), *warnings]:
        say(f"  {found.where}: {found.message}")
    ctx.exit(1 if errors else 0)


def _say_diff(diff: Any) -> None:
    from cityties.api.changes import words_of
    from cityties.snapshot import story

    for line in story.tell(diff, words_of(diff.other.graph, diff.one.graph), claims=True):
        write(line + "\n")


# --- what is shown ------------------------------------------------------------------------


def _as_row(item: Item, compared: Compared) -> dict[str, Any]:
    candidate = item.candidate
    cells = item.cells
    return {
        "id": candidate.id,
        "article": item.stored.key,
        "sentence": candidate.sentence,
        **{name: cells.get(name, "") for name in
           ("type", "kind", "status", "aspect", "certainty", "parties", "about", "when", "said_by",
            "gist", "gist_fa")},
        "relation": compared.relation,
        "before": compared.before,
        "after": compared.after,
        "claims": list(compared.claims),
        "confidence": candidate.confidence,
        "proposer": candidate.proposer,
        "why": candidate.why,
        "flags": list(candidate.flags),
        "verdict": item.decision.verdict if item.decision else "",
        "quote": candidate.quote,
    }  # fmt: skip


def _show(rows: list[dict[str, Any]], form: str, notes: list[str], empty: str) -> None:
    """The candidates under their sentences; the other formats have a row for each."""
    if form != "table":
        emit(rows, [], form, keys=KEYS)
        return
    before = None
    for row in rows:
        if (row["article"], row["sentence"]) != before:
            before = (row["article"], row["sentence"])
            write(f"\ns{number(row['sentence'])}  {isolate(row['quote'])}\n")
        write(f"  {row['id'][:6]}  {isolate(row['gist_fa' if language() == 'fa' else 'gist'])}\n")
        write("          " + _("; ").join(_details(row)) + "\n")
    write("\n" + ("\n".join(notes) if rows else empty) + "\n")


def _when_words(text: str) -> str:
    """A date in words; as it is where somebody wrote none that can be read."""
    from cityties.words.bounds import date_words

    try:
        return date_words(text, both=True)
    except ValueError:
        return isolate(text)


def _proposed_by(proposer: str, why: str) -> str:
    """Who proposed it, and by which rule or word; the name of a rule is an id."""
    who = _("by rule") if proposer == "rules" else isolate(proposer)
    return f"{who} {isolate(why)}" if why else who


def _details(row: dict[str, Any]) -> list[str]:
    """What a reviewer wants to know, in a line."""
    from cityties.words.labels import code_label

    relation = {
        "adds": _("new"),
        "repeats": _("repeats {claims}"),
        "contradicts": _("contradicts {claims}"),
    }[row["relation"]].format(claims=_(", ").join(row["claims"][:3]))
    made = [relation]
    if row["before"] or row["after"]:
        ends = [code_label(code) if code else _("nothing")
                for code in (row["before"], row["after"])]  # fmt: skip
        made.append(_("reading: {words}").format(words=" → ".join(dict.fromkeys(ends))))
    if row["when"]:
        made.append(_("date: {text}").format(text=_when_words(row["when"])))
    if row["said_by"]:
        made.append(_("said by {who}").format(who=isolate(row["said_by"])))
    made.append(_("confidence {n}").format(n=number(row["confidence"], 2)))
    made.append(_proposed_by(row["proposer"], row["why"]))
    if "needs-name" in row["flags"]:
        made.append(_("new person: write the name with {option}").format(option="--set name_en=…"))
    if row["verdict"]:
        made.append({"accept": _("accepted"), "reject": _("rejected"), "later": _("for later")}[
            row["verdict"]])  # fmt: skip
    return made
