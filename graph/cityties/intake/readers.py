"""A file to an article: HTML, plain text, DOCX and PDF, without the furniture of the page.

HTML is read by trafilatura, DOCX by python-docx, PDF by pypdf: the extra ``intake``. Plain text
needs none of them. Nothing is fetched: what an address in a file names stays where it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from cityties.base.install import install_hint
from cityties.errors import DataError, NotFoundError, Problem
from cityties.intake.article import Article
from cityties.intake.lexicon import rows
from cityties.intake.text import is_persian, plain
from cityties.language.messages import _
from cityties.model.days import DayError, read_meant

ENDINGS: Final = (".html", ".htm", ".xhtml", ".txt", ".md", ".docx", ".pdf")
MOST: Final = 20_000_000
"""Bytes of a file that is read at most."""

_UNPACKED: Final = 100_000_000
_PAGES: Final = 200
_LETTERS: Final = 400_000
_ENGLISH: Final = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "is",
        "that",
        "for",
        "with",
        "on",
        "was",
        "by",
        "at",
        "from",
        "has",
        "its",
    ]
)
_DATED: Final = re.compile(
    r"^(?:published|date|posted|publication date|تاریخ انتشار|تاریخ خبر|تاریخ)\s*:?\s*(?P<day>.{6,30})$",
    re.IGNORECASE,
)
_AGENCY: Final = re.compile(r"^[\w .]{2,30}\((?P<name>[A-Z][\w-]{2,12})\)\s*[-–—]")
_AGENCY_FA: Final = re.compile(r"به گزارش (?:خبرگزاری |پایگاه خبری )?(?P<name>[^\s،,:«]{2,20})")


def read_file(path: Path, data: bytes, *, published: str = "") -> Article:
    """An article of a file.

    Parameters
    ----------
    path : the file, or ``-``; its extension says what it is, else its first bytes do
    data : its content
    published : the day of publication that the user gave

    Raises
    ------
    DataError
        If it cannot be read, or there is no text in it.
    NotFoundError
        If the library for it is not installed.
    """
    name = "-" if str(path) == "-" else path.name
    ending = path.suffix.lower()
    if len(data) > MOST:
        raise _fault(name, _("the file is too large"), _("at most {n} bytes").format(n=MOST))
    if data[:5] == b"%PDF-" or ending == ".pdf":
        article = _pdf(name, data)
    elif data[:4] == b"PK\x03\x04" or ending == ".docx":
        article = _docx(name, data)
    else:
        text = _decoded(name, data)
        if ending in (".html", ".htm", ".xhtml") or re.match(
            r"\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<(?:!doctype )?html)", text[:500], re.I
        ):
            article = read_html(text)
        else:
            article = read_text(text)
    if not re.search(r"\w", article.text):
        raise _fault(name, _("no text in this file"), _("an article"))
    return _named(article, name, published)


def read_text(
    text: str, *, published: str = "", publisher: str = "", language: str = "", title: str = "",
    url: str = "",
) -> Article:  # fmt: skip
    r"""An article of plain text.

    Parameters
    ----------
    text : a paragraph a line
    published, publisher, language, title, url : what is known about it

    Examples
    --------
    >>> article = read_text("A title\n\nThe mayor of Porto met us in the city.\nYour Comment\nx")
    >>> article.text.splitlines()
    ['A title', 'The mayor of Porto met us in the city.']
    """
    text = without_furniture(text)
    head = text.split("\n")
    found = ""
    for line in (*head[:6], *head[-3:]):
        match = _DATED.match(line.strip())
        found = found or (_day(match["day"]) if match else "")
    for line in head[:6]:
        match = _AGENCY.match(line) or _AGENCY_FA.search(line)
        publisher = publisher or (match["name"] if match else "")
    text = "\n".join(line for line in head if not _DATED.match(line.strip()))
    first = text.split("\n", 1)[0]
    return Article(
        text[:_LETTERS],
        title=title or (first if len(first) < 200 else ""),
        publisher=publisher,
        url=url,
        language=language or language_of(text),
        published=published or found,
        published_from="user" if published else "page" if found else "",
    )


def read_html(text: str) -> Article:
    """An article of a saved page.

    Parameters
    ----------
    text : the page

    Raises
    ------
    NotFoundError
        If trafilatura is not installed.
    """
    trafilatura = _module("trafilatura")
    found = trafilatura.bare_extraction(
        text, with_metadata=True, include_comments=False, include_tables=False, favor_precision=True
    )
    if found is None:
        return Article("")
    body = without_furniture(str(found.text or ""))
    title = " ".join(str(found.title or "").split())
    if title and not body.startswith(title):
        body = f"{title}\n{body}"
    made = read_text(
        body, publisher=str(found.sitename or ""), title=title, url=str(found.url or "")
    )
    day = _day(str(found.date or ""))
    if day and not made.published:
        made = _with(made, published=day, published_from="page")
    return made


def without_furniture(text: str) -> str:
    """A text without what pages put around articles, and without blank lines.

    Parameters
    ----------
    text : a paragraph a line
    """
    kept = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = raw.strip().lstrip("\ufeff")
        what = next((what for what, pattern in _furniture() if pattern.search(line)), "")
        if what == "end":
            break
        if what == "line" and len(line.split()) <= 14 and not line.endswith((".", "。")):
            continue
        if line:
            kept.append(line)
    return "\n".join(kept)


def language_of(text: str) -> str:
    """``fa`` or ``en``; ``""`` for another language.

    Examples
    --------
    >>> language_of("The mayor of Porto is in the city"), language_of("شهردار اصفهان گفت")
    ('en', 'fa')
    >>> language_of("Der Bürgermeister von Freiburg sprach mit den Gästen")
    ''
    """
    if is_persian(text):
        return "fa" if re.search(r"[پچژگکی]", text) else ""
    words = re.findall(r"[a-z]+", text.lower())
    common = sum(word in _ENGLISH for word in words)
    return "en" if words and common / len(words) > 0.1 else ""


@lru_cache(maxsize=1)
def _furniture() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (what, re.compile(pattern, re.IGNORECASE)) for what, pattern in rows("furniture.tsv")
    )


def _decoded(name: str, data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:2000])
    if declared:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    raise _fault(name, _("not UTF-8 text"), _("save it as UTF-8"))


def _docx(name: str, data: bytes) -> Article:
    docx = _module("docx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(item.file_size for item in packed.infolist())
        document = docx.Document(io.BytesIO(data)) if size <= _UNPACKED else None
    except Exception as error:  # the library raises what its parsers raise
        raise _fault(name, _("not a DOCX document"), _("save it as .docx")) from error
    if document is None:
        raise _fault(name, _("the file is too large"), _("a shorter document"))
    lines = [str(paragraph.text) for paragraph in document.paragraphs]
    return read_text("\n".join(lines))


def _pdf(name: str, data: bytes) -> Article:
    pypdf = _module("pypdf")
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        pages = [str(page.extract_text() or "") for page in reader.pages[:_PAGES]]
    except Exception as error:  # the library raises what its parsers raise
        raise _fault(
            name, _("not a PDF document that can be read"), _("a PDF with text")
        ) from error
    return read_text(_unwrapped("\n".join(pages)))


def _unwrapped(text: str) -> str:
    """The lines of a printed page as paragraphs: a line that ends in no sentence goes on."""
    made: list[str] = []
    widest = max((len(line) for line in text.split("\n")), default=0)
    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            made.append("")
        elif made and made[-1] and not re.search(r"[.!?؟:”»\"]$", made[-1]) and (
            len(made[-1].rsplit("\n", 1)[-1]) > widest * 0.6
        ):  # fmt: skip
            made[-1] = made[-1].removesuffix("-") + ("" if made[-1].endswith("-") else " ") + line
        else:
            made.append(line)
    return "\n".join(made)


def _named(article: Article, name: str, published: str) -> Article:
    if published:
        article = _with(article, published=published, published_from="user")
    return _with(article, file=name)


def _with(article: Article, **changes: str) -> Article:
    from dataclasses import replace

    return replace(article, **changes)


def _day(text: str) -> str:
    """A day of a text, as ISO 8601; ``""`` if it is none."""
    try:
        day = read_meant(plain(text).removesuffix("."))
    except DayError:
        return ""
    value = day.value
    return value.text if value is not None and value.earliest == value.latest else ""


def _module(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError as error:
        raise NotFoundError(
            _("reading this file needs the package {name}; install it with: {command}").format(
                name=name, command=install_hint("intake")
            )
        ) from error


def _fault(name: str, message: str, expected: str) -> DataError:
    return DataError([Problem(name, 0, "", "", message, expected)])
