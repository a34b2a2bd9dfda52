"""Articles of a saved feed, RSS or Atom, read by feedparser; nothing is fetched."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from typing import Any

from cityties.errors import DataError, Problem
from cityties.intake.article import Article
from cityties.intake.readers import _module, read_text
from cityties.language.messages import _


def read_feed(name: str, data: bytes) -> Iterator[Article]:
    """The entries of a feed as articles; one with a summary alone is that summary.

    Parameters
    ----------
    name : of the file, for messages
    data : its content

    Raises
    ------
    DataError
        If it is not a feed, or has no entries.
    NotFoundError
        If feedparser is not installed.
    """
    feedparser = _module("feedparser")
    feed = feedparser.parse(data, resolve_relative_uris=False)  # bytes: never an address
    entries = feed.get("entries", [])
    if not entries:
        raise DataError(
            [Problem(name, 0, "", "", _("not a feed, or one without entries"), "RSS, Atom",
                     _("save the feed itself, not the page that shows it"))]
        )  # fmt: skip
    publisher = str(feed.get("feed", {}).get("title", ""))
    for entry in entries:
        title = _plain(str(entry.get("title", "")))
        body = "\n".join(_plain(str(part.get("value", ""))) for part in entry.get("content", []))
        text = "\n".join(filter(None, (title, body or _plain(str(entry.get("summary", ""))))))
        if not re.search(r"\w", text):
            continue
        article = read_text(
            text, title=title, publisher=publisher, url=_address(str(entry.get("link", "")))
        )
        day = _day(entry.get("published_parsed") or entry.get("updated_parsed"))
        from dataclasses import replace

        yield replace(
            article,
            published=article.published or day,
            published_from=article.published_from or ("page" if day else ""),
            file=name,
        )


def _plain(text: str) -> str:
    """The text of a piece of HTML."""
    text = re.sub(r"(?is)<(script|style)\b.*?</\1>", "", text)
    text = re.sub(r"(?i)<(?:p|br|/p|div|/div|li|/li|h\d|/h\d)\b[^>]*>", "\n", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def _address(text: str) -> str:
    return text if re.match(r"https?://", text) else ""


def _day(parsed: Any) -> str:
    return time.strftime("%Y-%m-%d", parsed) if parsed else ""
