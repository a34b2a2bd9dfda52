"""The notes under every answer about a network: its boundary, and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from cityties.cli.networks.rankings import layer_name, paragraph
from cityties.cli.output import (
    Column,
    Row,
    digits,
    dim,
    emit,
    emit_object,
    isolate,
    room,
    write,
)
from cityties.cli.wrapping import wrapped
from cityties.language.messages import _, ngettext

if TYPE_CHECKING:
    from cityties.api import CityGraph


F = TypeVar("F", bound=Callable[..., Any])


def emit_answer(
    found: Mapping[str, Any],
    rows: Sequence[Row],
    columns: Sequence[Column],
    form: str,
    *,
    keys: Sequence[str],
    below: Callable[[], Sequence[str]],
) -> None:
    """Print an answer: JSON whole, the other forms as rows."""
    if form == "json":
        emit_object(found)
        return
    emit(rows, columns, form, keys=keys, count=False)
    if form == "table":
        write_below(below(), found)


def write_below(lines: Sequence[str], found: Mapping[str, Any]) -> None:
    """What goes under a table: faint lines, then the warnings, folded at a terminal."""
    for line in lines:
        write("\n".join(dim(each) for each in folded(digits(line))) + "\n")
    for one in found.get("warnings", ()):
        write(paragraph(digits(one["text"])) + "\n")


def folded(text: str) -> list[str]:
    """A text in lines that fit the terminal; one line if there is none."""
    columns = room()
    return [text] if columns is None else wrapped(text, columns)


def figure_text(value: float | None, places: int = 6) -> str:
    """A number with the digits of the language; empty if there is none."""
    from cityties.words.phrases import number

    if value is None:
        return "–"
    return number(value) if isinstance(value, int) else number(value, places)


def day_text(text: Any) -> str:
    """An ISO day in words."""
    from cityties.words.phrases import day_words

    return day_words(date.fromisoformat(str(text)))


def boundary_lines(graph: CityGraph, found: Mapping[str, Any]) -> list[str]:
    """Where the network ends, in words."""
    from cityties.words.titles import source_title

    where = {
        "dataset": _("everything in the dataset {source}"),
        "source": _("everything in the source {source}"),
        "lists": _("everything in the collected sources ({sources} of them)"),
        "focus": _("everything within {steps} steps of {city}"),
    }.get(str(found["boundary"]), "")
    lines = []
    if where:
        title = {source.id: source_title(source, both=False) for source in graph.tables.sources}
        text = where.format(
            source=isolate(title.get(str(found["source"]), str(found["source"]))),
            sources=found["sources"],
            steps=found["steps"],
            city=graph.name(str(found["focus"])) if found["focus"] else "",
        )
        lines.append(_("boundary: {where}").format(where=text))
    parts = [_("layer {name}").format(name=layer_name(graph, str(found["layer"])))]
    if found["statuses"]:
        statuses = str(found["statuses"]).split(";")
        parts.append(
            _("ties that are {statuses}").format(statuses=_(", ").join(map(graph.label, statuses)))
        )
    if found["kinds"]:
        kinds = str(found["kinds"]).split(";")
        parts.append(_("only {kinds}").format(kinds=_(", ").join(map(graph.label, kinds))))
    parts.append(_("on {day}").format(day=day_text(found["on"])))
    if found["known_by"]:
        parts.append(_("known by {day}").format(day=day_text(found["known_by"])))
    parts.append(_("content id {id}").format(id=isolate(str(found["content_id"])[:12])))
    lines.append(" · ".join(parts))
    lines += left_out(found)
    return lines


def left_out(found: Mapping[str, Any]) -> list[str]:
    """What the network leaves out, as one line or none."""
    parts = []
    if number := found.get("dropped_status"):
        parts.append(
            ngettext("{n} tie of another status", "{n} ties of another status", number).format(
                n=figure_text(number)
            )
        )
    if number := found.get("dropped_unseen"):
        text = ngettext(
            "{n} tie that was only observed later", "{n} ties that were only observed later", number
        )
        parts.append(text.format(n=figure_text(number)))
    if number := found.get("dropped_ties"):
        text = ngettext(
            "{n} tie with a party that is not a city (a country, a province, an unnamed party)",
            "{n} ties with a party that is not a city (a country, a province, an unnamed party)",
            number,
        )
        parts.append(text.format(n=figure_text(number)))
    return [_("left out: {what}").format(what=_("; ").join(parts))] if parts else []


def status_text(graph: CityGraph, one: Mapping[str, Any]) -> str:
    """A status in words, with a mark if it is only possible."""
    status = graph.label(one["status"])
    return (
        _("possibly {status}").format(status=status) if one["certainty"] == "possible" else status
    )
