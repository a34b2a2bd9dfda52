"""The teaching notebook: cells from a plain Python file, as .ipynb and as a page with results."""

from __future__ import annotations

import ast
import contextlib
import io
import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Cell:
    """One cell: Markdown or code."""

    kind: str
    text: str


def read_cells(source: Path) -> list[Cell]:
    """The cells of a Python file that marks them with ``# %%`` and ``# %% [markdown]``.

    Parameters
    ----------
    source : the Python file; lines of Markdown cells are comments
    """
    cells = []
    for part in source.read_text(encoding="utf-8").split("\n# %%")[1:]:
        head, _newline, body = part.partition("\n")
        if "[markdown]" in head:
            lines = [line.removeprefix("#").removeprefix(" ") for line in body.strip().splitlines()]
            cells.append(Cell("markdown", "\n".join(lines)))
        else:
            cells.append(Cell("code", body.strip()))
    return cells


def notebook_text(cells: list[Cell]) -> str:
    """A Jupyter notebook (format 4.5) without results, the same text for the same cells."""
    shown = []
    for number, cell in enumerate(cells):
        entry: dict[str, Any] = {"cell_type": cell.kind, "id": f"cell-{number:02}", "metadata": {}}
        if cell.kind == "code":
            entry |= {"execution_count": None, "outputs": []}
        entry["source"] = cell.text.splitlines(keepends=True)
        shown.append(entry)
    notebook = {
        "cells": shown,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def run_cells(cells: list[Cell]) -> list[tuple[Cell, str, Any]]:
    """Run the code cells in order, as a kernel would.

    Returns
    -------
    list of (Cell, str, object)
        Each cell, what it printed, and the value of its last line.

    Raises
    ------
    Exception
        Whatever a cell raises, with the cell's text added.
    """
    space: dict[str, Any] = {"__name__": "__main__"}
    done = []
    for number, cell in enumerate(cells):
        printed, value = io.StringIO(), None
        if cell.kind == "code":
            tree = ast.parse(cell.text, f"cell {number}")
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            try:
                with contextlib.redirect_stdout(printed):
                    exec(compile(tree, f"cell {number}", "exec"), space)
                    if isinstance(last, ast.Expr):
                        code = compile(ast.Expression(last.value), f"cell {number}", "eval")
                        value = eval(code, space)
            except Exception as fault:
                fault.add_note(f"in cell {number}:\n{cell.text}")
                raise
        done.append((cell, printed.getvalue(), value))
    return done


def notebook_page(cells: list[Cell], name: str) -> str:
    """The notebook as Markdown with its results, for readers who do not run it.

    Parameters
    ----------
    cells : the cells
    name : file name of the notebook, which the page links to
    """
    first, *rest = run_cells(cells)
    parts = [first[0].text, f"[Download the notebook]({name})"]
    for cell, printed, value in rest:
        if cell.kind == "markdown":
            parts.append(cell.text)
            continue
        parts.append(f"```python\n{cell.text}\n```")
        if printed:
            parts.append(f"```text\n{printed.rstrip()}\n```")
        if value is not None:
            shown = value._repr_html_() if hasattr(value, "_repr_html_") else None
            if shown is None:
                shown = f"<pre>{escape(repr(value))}</pre>"
            body = "\n".join(line for line in _unstyled(shown).splitlines() if line.strip())
            parts.append(f'<div class="output">\n{body}\n</div>')
    return "\n\n".join(parts) + "\n"


def _unstyled(html: str) -> str:
    """A table of pandas without its inline style sheet."""
    before, mark, after = html.partition("<style")
    return before + after.partition("</style>")[2] if mark else html
