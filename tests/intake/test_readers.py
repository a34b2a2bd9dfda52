# ruff: noqa: E501 - pages and feeds are as wide as they come
from __future__ import annotations

import io
from pathlib import Path

import pytest

from cityties.errors import DataError
from cityties.intake.feeds import read_feed
from cityties.intake.readers import language_of, read_file

BODY = (
    "Shiraz signed a sister city agreement with Granada on Sunday. The mayor of Shiraz said that the "
    "two cities have been close for years and that museums, schools and gardens will profit from it. "
    "The agreement was signed in the town hall in front of many guests from both of the cities."
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Shiraz signs with Granada</title>
<meta property="og:site_name" content="Shiraz News"><meta property="article:published_time"
content="2024-05-14"><link rel="canonical" href="https://shiraz.example/news/77"></head><body>
<nav><a href="/">Home</a><a href="/x">World</a></nav><article><h1>Shiraz signs with Granada</h1>
<p>{BODY}</p><p>{BODY.replace("Sunday", "the same day")}</p></article>
<aside><h3>Most visited</h3><ul><li><a href="/1">Baku and Doha become sister cities</a></li></ul></aside>
<form>Your comment</form><footer>© All rights reserved</footer></body></html>"""


def test_a_page_loses_its_furniture_and_keeps_title_and_date() -> None:
    pytest.importorskip("trafilatura")
    article = read_file(Path("page.html"), PAGE.encode())
    assert article.title == "Shiraz signs with Granada"
    assert (article.published, article.published_from) == ("2024-05-14", "page")
    assert article.url == "https://shiraz.example/news/77"
    assert article.publisher == "Shiraz News"
    assert "Granada on Sunday" in article.text
    assert "Baku" not in article.text and "comment" not in article.text


def test_docx() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("اصفهان و کازان")
    document.add_paragraph("اصفهان و کازان قرارداد خواهرخواندگی امضا کردند.")
    stream = io.BytesIO()
    document.save(stream)
    article = read_file(Path("note.docx"), stream.getvalue(), published="2025-04-10")
    assert article.language == "fa"
    assert article.text.count("کازان") == 2
    assert article.published_from == "user"


def test_pdf() -> None:
    pytest.importorskip("pypdf")
    text = "BT /F1 12 Tf 72 720 Td (The mayor of Porto is in the city of Isfahan.) Tj ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font "
        "<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    ]  # fmt: skip
    data = "%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{part}\nendobj\n"
    start = len(data)
    data += "xref\n0 5\n0000000000 65535 f \n" + "".join(f"{at:010} 00000 n \n" for at in places)
    data += f"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    article = read_file(Path("note.pdf"), data.encode())
    assert article.text == "The mayor of Porto is in the city of Isfahan."


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.txt", b"\xff\xfe\xfa\x00\xd8"), ("a.docx", b"PK\x03\x04 no"), ("a.pdf", b"%PDF-1.4 no"),
     ("a.txt", b"  \n")],
)  # fmt: skip
def test_what_is_no_article_is_said(name: str, data: bytes) -> None:
    with pytest.raises(DataError) as error:
        read_file(Path(name), data)
    assert name in str(error.value)


def test_other_languages_are_not_taken_for_english() -> None:
    assert language_of("Der Bürgermeister von Freiburg hat die Gäste aus der Stadt empfangen") == ""


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>City News</title>
<item><title>Twinning signed</title><link>https://city.example/1</link>
<pubDate>Tue, 14 May 2024 08:00:00 GMT</pubDate>
<description>&lt;p&gt;Isfahan and Kazan signed a sister city agreement.&lt;/p&gt;</description></item>
<item><title></title></item></channel></rss>"""


def test_a_saved_feed() -> None:
    pytest.importorskip("feedparser")
    (article,) = read_feed("feed.xml", FEED.encode())
    assert article.text == "Twinning signed\nIsfahan and Kazan signed a sister city agreement."
    assert (article.published, article.publisher) == ("2024-05-14", "City News")
    assert article.url == "https://city.example/1"


def test_a_page_is_not_a_feed() -> None:
    pytest.importorskip("feedparser")
    with pytest.raises(DataError, match="not a feed"):
        list(read_feed("page.html", b"<html><p>Hello</p></html>"))
