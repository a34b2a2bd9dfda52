"""The reference of the commands, from the tree of commands; that of Python, from its docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import click

COMMANDS_HEAD = {
    "en": (
        "# Commands\n\n"
        "Every command and option, as shown by `cityties --help` and `cityties COMMAND --help`. "
        "The options of the first section can be anywhere on the line.\n\n"
        "Exit codes: 0 done; 1 findings or bad data; 2 wrong usage; 130 interrupted."
    ),
    "fa": (
        "# دستورها\n\n"
        "همهٔ دستورها و گزینه‌ها، مطابق خروجی `cityties --help` و `cityties COMMAND --help`. "
        "گزینه‌های بخش نخست می‌توانند در هر جای سطر بیایند.\n\n"
        "کدهای خروج: ۰ انجام شد؛ ۱ ایراد یا دادهٔ نادرست؛ ۲ کاربرد نادرست؛ ۱۳۰ توقف با Ctrl-C."
    ),
}
WORDS = {
    "en": {"option": "Option", "meaning": "Meaning", "default": "Default"},
    "fa": {"option": "گزینه", "meaning": "معنا", "default": "پیش‌فرض"},
}


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, the top one first."""
    from cityties.cli.commands import cli

    yield from _walk("cityties", cli)


def _walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for part in command.list_commands(context):
            child = command.get_command(context, part)
            if child is not None and not child.hidden:
                yield from _walk(f"{name} {part}", child)


def commands_page(lang: str = "en") -> str:
    """The reference of the command line as Markdown.

    Parameters
    ----------
    lang : ``en`` or ``fa``; the texts must have been loaded in it
    """
    parts = [COMMANDS_HEAD[lang]]
    for name, command in commands():
        level = "##" if name.count(" ") < 2 else "###"
        parts.append(f"{level} `{name}`" if name != "cityties" else "## `cityties`")
        parts.append(_usage(name, command))
        parts.extend(_texts(command))
        if table := _options(command, lang):
            parts.append(table)
    return "\n\n".join(parts) + "\n"


def _usage(name: str, command: click.Command) -> str:
    words = [name]
    if any(isinstance(one, click.Option) for one in command.params):
        words.append("[OPTIONS]")
    if isinstance(command, click.Group):
        words.append("COMMAND")
    for param in command.params:
        if isinstance(param, click.Argument):
            word = _value(param)
            words.append(word if param.required else f"[{word}]")
    return "```text\n" + " ".join(words) + "\n```"


def _texts(command: click.Command) -> Iterator[str]:
    r"""The help text; what stands behind the mark \\b is an example and keeps its lines."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b"):
            _mark, *lines = paragraph.splitlines()
            examples = [line.strip() for line in lines if line.startswith(" ")]
            if examples:
                yield "```sh\n" + "\n".join(examples) + "\n```"
            elif lines:
                yield _literal("\n".join(lines))
        elif paragraph:
            yield _literal(" ".join(line.strip() for line in paragraph.splitlines()))


def _options(command: click.Command, lang: str) -> str:
    words = WORDS[lang]
    rows = [f"| {words['option']} | {words['meaning']} |", "| --- | --- |"]
    context = click.Context(command)
    for param in command.get_params(context):
        if not isinstance(param, click.Option) or param.hidden or "--help" in param.opts:
            continue
        names = ", ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))
        value = "" if param.is_flag or param.count else f" `{_value(param)}`"
        text = " ".join((param.help or "").split())
        if (default := _default(param)) is not None:
            text += f" {words['default']}: `{default}`."
        rows.append(f"| {names}{value} | {_cell(text)} |")
    return "\n".join(rows) if len(rows) > 2 else ""


def _value(param: click.Parameter) -> str:
    if isinstance(param.type, click.Choice):
        return _cell("|".join(str(choice) for choice in param.type.choices))
    word = param.metavar or (
        (param.name or "").upper() if isinstance(param, click.Argument) else param.type.name.upper()
    )
    return word.strip("[]")


def _default(param: click.Option) -> Any:
    """What the help shows as the default, as plain data."""
    if not param.show_default or param.is_flag or callable(param.default):
        return None
    # click 8.3 has a mark of its own for "no default"
    return param.default if isinstance(param.default, str | int | float) else None


def _cell(text: str) -> str:
    return _literal(text).replace("|", "\\|")


def _literal(text: str) -> str:
    """A text whose angle brackets Markdown does not read as HTML; code keeps its own."""
    parts = text.split("`")
    parts[::2] = [part.replace("<", "&lt;") for part in parts[::2]]
    return "`".join(parts)


# --- Python -------------------------------------------------------------------------------

PYTHON_HEAD = """\
# Python

`import cityties` brings what stands here; everything else is internal and may change.
Rows are plain dictionaries in the forms of [the JSON page](json.md).
Days are `datetime.date`, or texts as the commands take them: `2010-01-01`, `sh1388-10-11`
(Solar Hijri), `today`.
"""
SECTIONS = ("Parameters", "Returns", "Raises", "Yields", "Examples", "See Also", "Notes")


def python_page() -> str:
    """The reference of the Python interface as Markdown."""
    from cityties import api, errors
    from cityties.query import results

    parts = [PYTHON_HEAD, _entry("cityties.open", api.open, "##")]
    parts.append(_entry("cityties.build_parts", api.build_parts, "##"))
    parts.append(_class("cityties.CityGraph", api.CityGraph))
    parts.append("## Answers\n\nWhat `CityGraph.query` returns, by the form of the question.")
    for answer in (results.Rows, results.Truth, results.Triples):
        parts.append(_class(f"cityties.query.results.{answer.__name__}", answer, "###"))
    parts.append("## Errors")
    rows = ["| error | when | is also |", "| --- | --- | --- |"]
    for name in errors.__all__ if hasattr(errors, "__all__") else dir(errors):
        error = getattr(errors, name)
        if isinstance(error, type) and issubclass(error, errors.CitytiesError):
            summary = inspect.cleandoc(error.__doc__ or "").split("\n\n")[0].replace("\n", " ")
            bases = ", ".join(f"`{base.__name__}`" for base in error.__bases__)
            rows.append(f"| `{name}` | {_cell(summary)} | {bases} |")
    parts.append("\n".join(rows))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _class(name: str, cls: type, level: str = "##") -> str:
    parts = [f"{level} `{name}`", _docstring(cls.__doc__)]
    # What it inherits from classes of ours belongs to it: the readers know one class only.
    owners = [one for one in reversed(cls.__mro__) if one.__module__.startswith("cityties")]
    members = {name: value for owner in owners for name, value in vars(owner).items()}
    for member, value in members.items():
        if member.startswith("_"):
            continue
        short = f"{cls.__name__}.{member}"
        if isinstance(value, property | cached_property):
            function = value.fget if isinstance(value, property) else value.func
            kind = inspect.signature(function).return_annotation if function else ""
            parts.append(f"{level}# `{short}`\n\n*{kind}.* {_docstring(value.__doc__)}")
        elif inspect.isfunction(value):
            parts.append(_entry(short, value, f"{level}#"))
    return "\n\n".join(parts)


def _entry(name: str, function: Callable[..., Any], level: str) -> str:
    signature = inspect.signature(function)
    params = [one for one in signature.parameters.values() if one.name != "self"]
    shown = re.sub(r"'([^']+)'", r"\1", str(signature.replace(parameters=params)))
    code = f"```py\n{name.rpartition('.')[2]}{_folded(shown)}\n```"
    return f"{level} `{name}`\n\n{code}\n\n{_docstring(function.__doc__)}"


def _folded(signature: str) -> str:
    """A long signature, one parameter a line."""
    if len(signature) < 70:
        return signature
    inner, _arrow, result = signature.rpartition(" -> ")
    names = re.split(r", (?=[\w/*]+(?:[:,=)]|$|, ))", inner[1:-1])
    return "(\n    " + ",\n    ".join(names) + f",\n) -> {result}"


def _docstring(text: str | None) -> str:
    """A docstring of the project's form as Markdown."""
    lines = inspect.cleandoc(text or "").splitlines()
    blocks: list[tuple[str, list[str]]] = [("", [])]
    for index, line in enumerate(lines):
        ruled = index + 1 < len(lines) and set(lines[index + 1]) == {"-"}
        if line in SECTIONS and ruled:
            blocks.append((line, []))
        elif not (line and set(line) == {"-"}):
            blocks[-1][1].append(line)
    return "\n\n".join(part for part in (_block(*block) for block in blocks) if part)


def _block(title: str, lines: list[str]) -> str:
    body = "\n".join(lines).strip("\n")
    if not title:
        return _literal(body.replace("``", "`"))
    if title == "Examples":
        return f"```python\n{body}\n```"
    items: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        if line.startswith(" ") and items:
            items[-1] += " " + line.strip()
        else:
            name, colon, meaning = line.partition(" : ")
            items.append(f"`{name}`: {meaning}" if colon else f"`{name.strip()}`")
    shown = "\n".join(f"- {item}" for item in items).replace("``", "`")
    return f"**{title}**\n\n{shown}"
