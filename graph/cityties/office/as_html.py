"""A document as one HTML file for print: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cityties.language.messages import _, in_language
from cityties.office.document import SOURCE, Document, Line, Picture, Section, Table, TableRow
from cityties.office.typography import Typography, runs, typography
from cityties.vocabulary.colours import paper_sheet
from cityties.words.phrases import digits

_PAGE_CSS = """
@page { size: A4; margin: 13mm 14mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 190mm; padding: 0 2mm; color: var(--paper-ink);
  background: var(--paper-ground); font-size: 9.5pt; line-height: 1.35; }
@media screen { body { margin-block: 6mm; } }
"""
PAPER_CSS = """
article + article { break-before: page; border-block-start: 1px solid var(--paper-line);
  margin-block-start: 8mm; }
h1 { font-size: 16pt; line-height: 1.25; margin: 0 0 1mm; }
h2 { font-size: 10.5pt; margin: 3mm 0 .8mm; break-after: avoid;
  border-block-end: .6pt solid var(--paper-line); }
p.facts { margin: 0 0 2mm; color: var(--paper-faint); font-size: 8.5pt; }
ol.lines { list-style: none; margin: 0; padding: 0; }
ol.lines > li, figcaption { display: flex; gap: 2mm; break-inside: avoid; }
.no { flex: none; min-width: 7mm; color: var(--paper-faint); font-size: 8.5pt; }
td.no { min-width: 0; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; margin: 1mm 0; }
th, td { text-align: start; vertical-align: top; padding: .6mm 1.5mm .6mm 0; }
th { border-block-end: .6pt solid var(--paper-line); font-weight: 600; }
td { border-block-end: .3pt solid var(--paper-line); }
tr { break-inside: avoid; }
sup { color: var(--paper-faint); font-size: 7pt; line-height: 0; white-space: nowrap; }
.blank { block-size: 9mm; border-block-end: .4pt dotted var(--paper-line); }
.blanks { display: grid; grid-template-columns: 1fr 1fr; column-gap: 8mm; break-inside: avoid; }
ol.notes { margin: 0; padding-inline-start: 8mm; font-size: 7.5pt; line-height: 1.25;
  color: var(--paper-ink); }
ol.notes li { overflow-wrap: anywhere; }
figure { margin: 2mm 0; break-inside: avoid; }
figure svg { max-width: 100%; height: auto; }
@media print { .claims { display: none; } a { color: inherit; text-decoration: none; } }
"""
"""The style of what is inside a page; a page of others may put it under a class of its own."""


def html(documents: Sequence[Document]) -> bytes:
    """The documents as one page, each in its language.

    Parameters
    ----------
    documents : one for each language

    Returns
    -------
    bytes
        UTF-8.
    """
    first = documents[0]
    parts = [
        "<!doctype html>",
        f'<html lang="{escape(first.lang)}" dir="{typography(first.lang).direction}">',
        '<head><meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(first.title)}</title>",
        f"<style>{paper_sheet()}{_PAGE_CSS}{PAPER_CSS}</style></head>",
        "<body>",
    ]
    parts += [articles for document in documents for articles in article(document)]
    parts.append("</body></html>\n")
    return "\n".join(parts).encode()


def article(document: Document) -> list[str]:
    """One document as an ``article`` element, for a page of its own or of others.

    Parameters
    ----------
    document : the document
    """
    style = typography(document.lang)
    with in_language(document.lang):
        return _article(document, style)


def _article(document: Document, style: Typography) -> list[str]:
    fonts = ", ".join(f"'{font}'" for font in style.fonts)
    sources = _("Sources")
    parts = [
        f'<article lang="{escape(document.lang)}" dir="{style.direction}" '
        f'style="font-family: {escape(fonts)}, sans-serif">',
        f"<h1>{_inline(document.title, style)}</h1>",
    ]
    if document.foot:
        parts.append(f'<p class="facts">{_inline(" · ".join(document.foot), style)}</p>')
    side_by_side = False
    for at, section in enumerate(document.sections, start=1):
        # What is left to write in is short: two of them in a row.
        if section.blank and not section.blocks and not side_by_side:
            parts.append('<div class="blanks">')
            side_by_side = True
        elif side_by_side and not section.blank:
            parts.append("</div>")
            side_by_side = False
        parts += _section(document, section, at, style)
    if side_by_side:
        parts.append("</div>")
    parts.append(f"<h2>{escape(sources)}</h2>")
    parts.append('<ol class="notes">')
    for (kind, key), number in document.notes.items():
        parts.append(
            f'<li value="{number}" id="{document.lang}-{number}">'
            f"{_note(document, kind, key, style)}</li>"
        )
    parts += ["</ol>", "</article>"]
    return parts


def _section(document: Document, section: Section, at: int, style: Typography) -> list[str]:
    number = digits(str(at))
    parts = [f'<section class="{section.key}"><h2>{number}. {_inline(section.title, style)}</h2>']
    if section.blank:
        parts.append('<div class="blank"></div>')
    line_number = 0
    is_open = False
    for block in section.blocks:
        if isinstance(block, Line):
            if not is_open:
                parts.append('<ol class="lines">')
                is_open = True
            line_number += 1
            parts.append(
                f'<li class="line">{_no(at, line_number, style)}<span>'
                f"{_inline(block.text, style)}{_marks(document, block)}</span></li>"
            )
            continue
        if is_open:
            parts.append("</ol>")
            is_open = False
        if isinstance(block, Picture):
            line_number += 1
            parts.append(
                f'<figure>{block.svg}<figcaption class="line">{_no(at, line_number, style)}<span>'
                f"{_inline(block.caption.text, style)}{_marks(document, block.caption)}"
                "</span></figcaption></figure>"
            )
            continue
        line_number = _table(document, block, parts, at, line_number, style)
    if is_open:
        parts.append("</ol>")
    parts.append("</section>")
    return parts


def _table(
    document: Document,
    block: Table,
    parts: list[str],
    at: int,
    line_number: int,
    style: Typography,
) -> int:
    parts.append("<table><thead><tr><td></td>")
    parts += [f"<th>{_inline(head, style)}</th>" for head in block.heads]
    parts.append("</tr></thead><tbody>")
    for row in block.rows:
        line_number += 1
        last = len(row.cells) - 1
        cells = "".join(
            f"<td>{_inline(cell, style)}{_marks(document, row) if place == last else ''}</td>"
            for place, cell in enumerate(row.cells)
        )
        parts.append(f'<tr class="line">{_no(at, line_number, style, "td")}{cells}</tr>')
    parts.append("</tbody></table>")
    return line_number


def _no(at: int, number: int, style: Typography, tag: str = "span") -> str:
    return f'<{tag} class="no">{_inline(digits(f"{at}.{number}"), style)}</{tag}>'


def _inline(text: str, style: Typography) -> str:
    return "".join(
        f'<bdi dir="{style.other}">{escape(run.text)}</bdi>' if run.foreign else escape(run.text)
        for line in [text]
        for run in runs(line, style.direction)
    ).replace("\n", "<br>")


def _marks(document: Document, line: Line | TableRow) -> str:
    numbers = "".join(
        f'<a href="#{document.lang}-{number}">[{digits(str(number))}]</a>'
        for number in document.numbers(line)
    )
    return f' <sup class="source">{numbers}</sup>'


def _note(document: Document, kind: str, key: str, style: Typography) -> str:
    if kind != SOURCE:
        asked = _("asked of the graph:")
        return f'{_inline(asked, style)} <code dir="ltr">{escape(key)}</code>'
    title, address = document.sources[key]
    text = _inline(title, style)
    if address.startswith(("https://", "http://")):
        text += f' <a dir="ltr" href="{escape(address)}">{escape(address)}</a>'
    claims = document.claims[kind, key]
    if claims:
        text += f' <code class="claims" dir="ltr">{escape("; ".join(claims))}</code>'
    return text
