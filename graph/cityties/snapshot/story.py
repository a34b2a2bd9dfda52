"""A difference told in words, and as the changelog of a data release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cityties.language.messages import N_, _
from cityties.model.dates import parse_edtf
from cityties.model.texts import text_in
from cityties.words.changes import change_phrases
from cityties.words.phrases import counted, day_words, edtf_words, list_words

if TYPE_CHECKING:
    from cityties.snapshot.diff import ConflictChange, Diff, RowChange, Side, StateChange, View

Name = Callable[[str], str]

_WHAT = {
    "when": N_("the date"),
    "stage": N_("how far it had progressed"),
    "kind": N_("the kind"),
    "event": N_("whether it was held"),
    "denied": N_("whether it is true"),
    "count": N_("the number"),
    "stated": N_("what is said"),
}
_TABLES = {
    "places": N_("places"),
    "organizations": N_("organizations"),
    "people": N_("people"),
    "posts": N_("posts"),
    "sources": N_("sources"),
    "approval_rules": N_("approval rules"),
}


@dataclass(frozen=True)
class Words:
    """Names in the reader's language.

    Parameters
    ----------
    title : names anything that a claim can be about
    label : names a code
    source : names a source
    """

    title: Name
    label: Name
    source: Name


def summary(diff: Diff) -> str:
    """The difference in one sentence."""
    parts = [
        counted("{n} claim added", "{n} claims added", len(diff.by_change("added"))),
        counted("{n} withdrawn", "{n} withdrawn", len(diff.by_change("withdrawn"))),
        counted("{n} changed", "{n} changed", len(diff.by_change("changed"))),
        counted("{n} reading changed", "{n} readings changed", len(diff.states)),
        counted(
            "{n} conflict opened",
            "{n} conflicts opened",
            sum(each.change == "opened" for each in diff.conflicts),
        ),
        counted(
            "{n} conflict closed",
            "{n} conflicts closed",
            sum(each.change == "closed" for each in diff.conflicts),
        ),
    ]
    return list_words(parts)


def headline(diff: Diff) -> str:
    """Which two sides are compared, and on which days."""
    return _("From {one} to {other}").format(one=_side(diff.one), other=_side(diff.other))


def _side(side: Side) -> str:
    name = side.version or side.name
    if side.known_by is not None and side.name == side.known_by.isoformat():
        return _("what was known by {day}").format(day=day_words(side.known_by, both=False))
    if side.known_by is not None:
        return _("{name} (known by {known}, as of {day})").format(
            name=name,
            known=day_words(side.known_by, both=False),
            day=day_words(side.on, both=False),
        )
    return _("{name} (as of {day})").format(name=name, day=day_words(side.on, both=False))


def tell(diff: Diff, words: Words, *, claims: bool = True) -> Iterator[str]:
    """Tell a difference, a line at a time; headings end with a colon.

    Parameters
    ----------
    diff : what :func:`cityties.snapshot.diff.compare` gave
    words : names in the chosen language
    claims : whether the single claims are listed too

    Yields
    ------
    Lines without line feeds; details begin with ``- ``.
    """
    yield headline(diff) + ": " + summary(diff) + "."
    for how, heading in (
        ("happened", _("What happened in between:")),
        ("learned", _("What became known about the time before:")),
        ("dated", _("What is now dated or attested differently:")),
        ("withdrawn", _("What rested on claims that are withdrawn:")),
    ):
        changes = [each for each in diff.states if each.how == how]
        if changes:
            yield ""
            yield heading
            yield from (f"- {state_words(each, words)}" for each in _in_time(changes))
    for change, heading in (
        ("opened", _("Sources now disagree:")),
        ("closed", _("Sources no longer disagree:")),
        ("changed", _("Sources now disagree differently:")),
    ):
        found = [each for each in diff.conflicts if each.change == change]
        if found:
            yield ""
            yield heading
            yield from (f"- {conflict_words(each, words)}" for each in found)
    if claims:
        yield from _claims(diff, words)
    yield from _rows(diff.rows)


def _in_time(changes: Iterable[StateChange]) -> list[StateChange]:
    """In the order in which the newer states began; what has no date comes last."""

    def key(change: StateChange) -> tuple[str, str, str]:
        view = change.after or change.before
        start = parse_edtf(view.since) if view and view.since else None
        return (start.latest.isoformat() if start else "9999", change.about, change.channel)

    return sorted(changes, key=key)


def state_words(change: StateChange, words: Words) -> str:
    """One changed reading in a sentence: before, after, since when."""
    about = words.title(change.about)
    said = change_phrases()
    if change.channel != "all":
        about = said["on_channel"].format(about=about, channel=words.label(change.channel))
    then = _status(change.then, words)
    if change.how == "withdrawn":
        before = _view(change.before, words)
        if change.after is None:
            return _("{about}: withdrawn, no longer claimed (before: {before})").format(
                about=about, before=before
            )
        return _("{about}: withdrawn, no longer claimed: {before}; now {after}").format(
            about=about, before=before, after=_view(change.after, words)
        )
    if change.how == "learned" and change.then and then != _status(change.after, words):
        after = _view(change.after, words) if change.after else _("nothing known")
        if change.before is None:
            return _("{about}: already {then} then; now {after}").format(
                about=about, then=then, after=after
            )
        return _("{about}: {then} then, not {before}; now {after}").format(
            about=about, then=then, before=_status(change.before, words), after=after
        )
    if change.before is None:
        text = said["began"].format(about=about, after=_view(change.after, words))
    elif change.after is None:
        text = said["nothing"].format(about=about, before=_view(change.before, words))
    else:
        before, after = _status(change.before, words), _view(change.after, words)
        if before == _status(change.after, words):
            return _("{about}: still {after}; before: {before}").format(
                about=about, after=after, before=_view(change.before, words)
            )
        text = said["became"].format(about=about, before=before, after=after)
    return text


def _status(view: View | None, words: Words) -> str:
    said = change_phrases()
    if view is None or view.status is None:
        return said["unknown"]
    text = words.label(view.status)
    if view.certainty != "certain":
        text = said["possibly"].format(status=text)
        if view.alternatives:
            others = list_words(map(words.label, view.alternatives), either=True)
            text += " " + said["or"].format(others=others)
    if view.status == "suspended" and view.side not in ("", "both"):
        sides = list_words(map(words.title, view.side.split(";")))
        text = said["by"].format(status=text, side=sides)
    return text


def _view(view: View | None, words: Words) -> str:
    text = _status(view, words)
    if view is None:
        return text
    details = []
    if view.concluded == "attested":
        details.append(change_phrases()["observed"])
    if view.grade:
        details.append(words.label(view.grade))
    if view.since:
        date = edtf_words(parse_edtf(view.since))
        details.append(change_phrases()["since"].format(date=date))
    return text + (f" ({_(', ').join(details)})" if details else "")


def conflict_words(change: ConflictChange, words: Words) -> str:
    """One conflict in a sentence: what it is on, and who says what."""
    about = words.title(change.about) if change.about else _("several things")
    values = change.after or change.before
    said = [
        _("{value} ({sources})").format(
            value=change.claimed(value) or _value(value, words),
            sources=list_words(map(words.source, sources)),
        )
        for value, sources in values
    ]
    return _("{about}: on {what}: {values}").format(
        about=about, what=_(_WHAT.get(change.what, change.what)), values=_("; ").join(said)
    )


def _value(value: str, words: Words) -> str:
    """A value of a conflict: a date in words, a code by its name, else as it is."""
    try:
        return edtf_words(parse_edtf(value))
    except ValueError:
        return words.label(value) if "_" in value or value.isalpha() else value


def _claims(diff: Diff, words: Words) -> Iterator[str]:
    for change, heading in (
        ("added", _("Claims added:")),
        ("withdrawn", _("Claims withdrawn:")),
        ("changed", _("Claims changed:")),
    ):
        found = diff.by_change(change)
        if not found:
            continue
        yield ""
        yield heading
        by_source: dict[str, list[RowChange]] = defaultdict(list)
        for each in found:
            by_source[each.source].append(each)
        for source in sorted(by_source):
            number = counted("{n} claim", "{n} claims", len(by_source[source]))
            yield f"- {words.source(source)}: {number}"
            yield from (f"  - {_claim(each, words)}" for each in by_source[source])


def _claim(change: RowChange, words: Words) -> str:
    gist = text_in(change.claims[-1], "gist") if change.claims else ""
    text = f"{change.id}: {gist or words.title(change.about)}"
    if change.claimed:
        text += f" ({change.claimed})"
    if change.reason:
        text += " — " + _("no longer claimed: {reason}").format(reason=change.reason)
    if change.fields:
        text += " — " + _("; ").join(
            _("{field}: {before} → {after}").format(
                field=field, before=before or "∅", after=after or "∅"
            )
            for field, before, after in change.fields
        )
    return text


def _rows(rows: Sequence[RowChange]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield _("Other rows:")
    for table in dict.fromkeys(each.table for each in rows):
        mine = [each for each in rows if each.table == table]
        for change, one, many in (
            ("added", N_("{n} added"), N_("{n} added")),
            ("withdrawn", N_("{n} withdrawn"), N_("{n} withdrawn")),
            ("changed", N_("{n} changed"), N_("{n} changed")),
        ):
            ids = [each.id for each in mine if each.change == change]
            if ids:
                number = counted(one, many, len(ids))
                yield f"- {_(_TABLES.get(table, table))}: {number}: {', '.join(ids)}"


def changelog(diff: Diff, words: Words, *, claims: bool = True) -> str:
    """The changelog of a data release, as Markdown.

    Parameters
    ----------
    diff : from the release before to this one
    words : names in the chosen language
    claims : whether the single claims are listed too

    Returns
    -------
    str
        A section with the version and its day as heading; nothing in it is a clock's.
    """
    side = diff.other
    title = side.version or side.name
    lines = [f"## {title} – {side.on.isoformat()}", "", f"{headline(diff)}: {summary(diff)}.", ""]
    lines += [_("Content id: {id}").format(id=f"`{side.graph.content_id}`")]
    told = tell(diff, words, claims=claims)
    next(told)  # the headline stands above
    for line in told:
        if line.endswith(":") and not line.startswith(("-", " ")):
            lines += [f"### {line[:-1]}", ""]
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
