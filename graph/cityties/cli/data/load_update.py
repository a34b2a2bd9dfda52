"""``--update``: a second run of a source, what changed since the first, and the folder renewed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from cityties.cli.output import dim, say, write
from cityties.errors import DataError, UsageError
from cityties.language.messages import N_, _

if TYPE_CHECKING:
    from cityties.loaders.foreign.changes import Change, Changes
    from cityties.model.rows import Tables

F = TypeVar("F", bound=Callable[..., Any])

CHANGES: Final = "changes.json"
"""The file in a renewed folder that holds what changed."""

_MADE: Final = frozenset(
    ("datapackage.json", "loading.json", "README.md", "surprises.json", "queries.rq", CHANGES)
)
"""What loaders write besides tables; anything else in a folder is somebody's own."""

_META: Final = "cityties.update"
_SHOWN: Final = 40  # changes of each sort that are printed; all are in the file


@dataclass(slots=True)
class Update:
    """What the person asked for.

    Parameters
    ----------
    folder : of the first run
    form : ``words`` or ``json``
    before : the rows of the first run, once they were read
    """

    folder: Path
    form: str = "words"
    before: Tables | None = None


def asked_update() -> Update | None:
    """The update that this command is asked for, if any."""
    found: Update | None = click.get_current_context().meta.get(_META)
    return found


def updatable_output_option(command: F) -> F:
    """``-o``, ``--update`` and ``--changes``; with ``--update`` alone the folder is renewed."""

    def remember(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
        if value is not None:
            ctx.meta[_META] = Update(value)

    def choose(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
        update: Update | None = ctx.meta.get(_META)
        if value is not None and update is None:
            raise UsageError(_("--changes is for --update"))
        if value is not None and update is not None:
            update.form = value

    def target(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path:
        update: Update | None = ctx.meta.get(_META)
        if value is None and update is None:
            raise click.MissingParameter(ctx=ctx, param=param)
        return value if value is not None else update.folder  # type: ignore[union-attr]  # not both

    options = (
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path, file_okay=False),
            callback=target,
            help=_("The folder to write; it must be new or empty. Required without --update."),
        ),
        click.option(
            "--update",
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            callback=remember,
            expose_value=False,
            is_eager=True,
            help=_(
                "The folder of an earlier run of this source: print what was added, is gone and "
                "was altered since, and renew the folder (or write a new one with -o). Files of "
                "your own in it are kept."
            ),
        ),
        click.option(
            "--changes",
            type=click.Choice(["words", "json"]),
            callback=choose,
            expose_value=False,
            help=_("How --update prints what changed (default: words)."),
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def prepare(output: Path) -> bool:
    """Check before any work that a folder may be renewed.

    Parameters
    ----------
    output : the folder to write

    Returns
    -------
    bool
        Whether it is an update in place.

    Raises
    ------
    UsageError
        If what is there was not made by a loader, or was changed by hand since.
    """
    update = asked_update()
    if update is None:
        return False
    if not (update.folder / "loading.json").is_file():
        raise UsageError(
            _("{folder} was not made by cityties load: it has no {file}").format(
                folder=update.folder, file="loading.json"
            )
        )
    if output.resolve() != update.folder.resolve():
        return False
    if edited := _edited(output):
        raise UsageError(
            _(
                "{files} in {folder} changed since it was loaded: write the new folder elsewhere "
                "with -o, or move your rows to a folder of your own"
            ).format(files=_(", ").join(edited), folder=output)
        )
    return True


def _edited(folder: Path) -> list[str]:
    """Files whose content is no longer what the loader wrote."""
    from cityties.base.files import sha256
    from cityties.base.inputs import MOST_JSON, json_object, read_inside

    try:
        written = json_object(read_inside(folder, "loading.json", most=MOST_JSON)).get("written")
    except (OSError, ValueError):
        return []
    if not isinstance(written, dict):
        return []
    return sorted(
        name
        for name, sum in written.items()
        if (folder / name).is_file() and sha256((folder / name).read_bytes()) != sum
    )


def renewed(
    files: Mapping[str, bytes], update: Update, known: Tables | None, *, in_place: bool = False
) -> dict[str, bytes]:
    """The files of the new folder: with what changed, and with what somebody put into the old one.

    Parameters
    ----------
    files : what the loader made
    update : what was asked for
    known : rows that both runs may refer to
    in_place : whether the new files take the place of the old ones

    Raises
    ------
    DataError
        If the rows of the first run have problems.
    UsageError
        If everything of the first run would be gone: that is another source.
    """
    from cityties.loaders.foreign.changes import changes
    from cityties.loaders.tables import load_folder
    from cityties.model.tables import ROW_TYPES
    from cityties.store.confined import Folder

    update.before = load_folder(update.folder, known=known)
    after = Folder(files, {}).tables(known)
    found = changes(update.before, after)
    if in_place and found.of("gone") and not found.same and not found.of("altered"):
        raise UsageError(
            _(
                "nothing of what {folder} holds is in this file: it seems to be another source. "
                "Write a new folder with -o, or remove the old one first"
            ).format(folder=update.folder)
        )
    content = json.dumps(found.as_dict(), ensure_ascii=False, indent=1) + "\n"
    made = {*_MADE, *(f"{table}.csv" for table in ROW_TYPES)}
    own = {
        path.name: path.read_bytes()
        for path in sorted(update.folder.iterdir())
        if path.is_file() and path.name not in made and path.name not in files
    }
    if update.form == "json":
        write(content)
    else:
        for line in told(found, after, update.before, *filter(None, (known,))):
            heading = line.endswith(":") and not line.startswith("-")
            write((dim(line) if heading else line) + "\n")
    for name in own:
        say(_("kept: {file}").format(file=name))
    return {**files, **own, CHANGES: content.encode()}


def swap(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put new files in the place of a folder: whole, or not at all.

    Parameters
    ----------
    folder : what is there
    files : content by name
    """
    from cityties.base.files import atomic_directory, remove_tree, write_new

    new, old = (folder.with_name(f"{folder.name}{ending}") for ending in (".new", ".old"))
    for each in (new, old):
        if each.exists():
            raise UsageError(
                _("{folder} is left over from an update that was interrupted: remove it").format(
                    folder=each
                )
            )
    with atomic_directory(new) as part:
        for name, content in files.items():
            write_new(part / name, content)
    folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        old.rename(folder)
        remove_tree(new)
        raise
    remove_tree(old)


# --- in words --------------------------------------------------------------------------------

_HEADINGS: Final = {
    "added": N_("Added:"), "gone": N_("Gone:"), "altered": N_("Altered:"),
}  # fmt: skip
_FIELDS: Final = {
    "status": N_("status"), "since": N_("since"), "until": N_("until"), "grade": N_("grade"),
    "wording": N_("wording"), "said_by": N_("in the list of"), "sources": N_("footnotes"),
}  # fmt: skip


def told(found: Changes, *tables: Tables) -> Iterator[str]:
    """What changed, a line at a time.

    Parameters
    ----------
    found : what changed
    tables : where names come from
    """
    name = _names(tables)
    counts = {each: len(found.of(each)) for each in _HEADINGS}
    yield _(
        "From {before} to {after}: {added} added, {gone} gone, {altered} altered, {same} the same."
    ).format(
        before=_source(found.before),
        after=_source(found.after),
        same=f"{found.same:,}",
        **{each: f"{number:,}" for each, number in counts.items()},
    )
    for change, heading in _HEADINGS.items():
        some = found.of(change)
        if not some:
            continue
        yield ""
        yield _(heading)
        for each in some[:_SHOWN]:
            yield f"- {_title(each.about, name)}{_details(each)}"
        if len(some) > _SHOWN:
            yield "- " + _("and {n} more: {file} has all").format(
                n=f"{len(some) - _SHOWN:,}", file=CHANGES
            )
    places = {each: sum(p.change == each for p in found.places) for each in _HEADINGS}
    if any(places.values()):
        yield ""
        yield _("Places: {added} added, {gone} gone, {altered} altered.").format(**places)


def _source(source: Any) -> str:
    if source is None:
        return _("nothing")
    when = source.published or source.accessed
    return f"{source.title} ({when.text})" if when else str(source.title)


def _names(tables: Iterable[Tables]) -> Callable[[str], str]:
    from cityties.model.texts import text_in

    names: dict[str, str] = {}
    for each in tables:
        for rows in (each.places, each.organizations):
            for row in rows:
                names.setdefault(row.id, text_in(row, "name"))
    return lambda id: names.get(id, id)


def _title(about: str, name: Callable[[str], str]) -> str:
    from cityties.model.identifiers import parse_tie_id
    from cityties.words.labels import code_label

    if about.startswith("tie/"):
        tie = parse_tie_id(about)
        return f"{' – '.join(map(name, tie.parties))} ({code_label(tie.kind)})"
    city, _at, network = about.partition("@")
    return f"{name(city)} – {name(network)}"


def _details(change: Change) -> str:
    if change.fields:
        return ": " + _("; ").join(
            _("{field}: {before} → {after}").format(
                field=_(_FIELDS[field]), before=before or "∅", after=after or "∅"
            )
            for field, before, after in change.fields
        )
    texts = [
        f"{_(_FIELDS[field])} {change.facts[field]}"
        for field in ("since", "until")
        if change.facts.get(field)
    ]
    return f", {_(', ').join(texts)}" if texts else ""


def incomplete(folder: Path) -> bool:
    """Whether a folder is what a run left that could not ask for everything.

    Parameters
    ----------
    folder : a folder that may have been loaded
    """
    from cityties.base.inputs import MOST_JSON, json_object, read_inside

    try:
        found = json_object(read_inside(folder, "loading.json", most=MOST_JSON))
        return "not-answered" in found["findings"]
    except (OSError, ValueError, KeyError, TypeError, DataError):
        return False


def go_on(folder: Path) -> None:
    """Treat an incomplete folder as one to be updated."""
    click.get_current_context().meta[_META] = Update(folder)
