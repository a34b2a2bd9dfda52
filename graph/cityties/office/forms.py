"""The forms that a document can be written in, by name and by file extension."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.office.document import Document

_MADE_BY: Final = {
    "html": ("as_html", "html"),
    "md": ("as_markdown", "markdown"),
    "docx": ("as_docx", "docx"),
    "json": ("as_json", "json_bytes"),
    "typst": ("as_typst", "typst"),
    "pdf": ("as_typst", "pdf"),
}
"""Module and function of each form; imported when it is asked for."""

FORMS: Final = tuple(_MADE_BY)

ISOLATED: Final = ("md", "typst")
"""Plain texts: foreign runs are in Unicode isolates, and what came from outside is shown."""

_ENDINGS: Final = {".htm": "html", ".markdown": "md", ".typ": "typst"}


def form_of(path: Path) -> str:
    """The form that a file extension means; empty if it means none.

    Parameters
    ----------
    path : the file

    Examples
    --------
    >>> form_of(Path("brief.docx")), form_of(Path("brief.typ")), form_of(Path("brief"))
    ('docx', 'typst', '')
    """
    ending = path.suffix.lower()
    form = _ENDINGS.get(ending, ending.removeprefix("."))
    return form if form in FORMS else ""


def written(documents: Sequence[Document], form: str) -> bytes:
    """Documents in a form.

    Parameters
    ----------
    documents : one for each language
    form : one of `FORMS`

    Raises
    ------
    UsageError
        For an unknown form.
    CitytiesError
        If the form needs a package that is missing.
    """
    if form not in _MADE_BY:
        raise UsageError(
            _("unknown form {form}; available: {forms}").format(form=form, forms=", ".join(FORMS))
        )
    module, function = _MADE_BY[form]
    made: bytes = getattr(importlib.import_module(f"cityties.office.{module}"), function)(documents)
    return made
