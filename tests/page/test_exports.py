"""What the reader takes away: CSV, SVG and PNG of the view, as other programs read them."""

from __future__ import annotations

import csv
import io
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cityties.page.assembly import assemble

Open = Callable[..., Any]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def save(tmp_path: Path) -> Callable[[Any, str], Path]:
    def act(opened: Any, form: str) -> Path:
        page = opened.page
        page.click("#save > summary")
        with page.expect_download() as coming:
            page.click(f"#save-{form}")
        file = tmp_path / coming.value.suggested_filename
        coming.value.save_as(file)
        return file

    return act


def _rows(file: Path) -> list[list[str]]:
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by its mark"
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_csv_is_the_table(open_page: Open, save: Callable[[Any, str], Path]) -> None:
    opened = open_page(hash_="#no-status=proposed,approved")
    page = opened.page
    page.click("[data-sort=since]")
    file = save(opened, "csv")
    assert file.name == "cityties-isfahan-2026-11-21.csv"
    head, *rows = _rows(file)
    shown = page.locator("#table tbody tr")
    assert len(rows) == shown.count() > 5
    assert [row[head.index("Tie")] for row in rows] == [
        shown.nth(number).get_attribute("data-row") for number in range(shown.count())
    ]
    assert [row[0] for row in rows] == opened.texts("#table tbody tr > :first-child")
    links = dict(zip(head, rows[[row[0] for row in rows].index("Iași")], strict=True))
    assert links["Links to the sources"].split() == [
        "https://example.org/a?b=1", "https://example.org/list",
    ]  # fmt: skip
    assert page.inner_text("#said") == "Saved in the browser's download folder."


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("Porto", "Porto"), ("=1+1", "'=1+1"), ("+98", "'+98"), ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ('say "a", b', '"say ""a"", b"'),
        ('=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'), ("two\nlines", '"two\nlines"'),
        ("اصفهان", "اصفهان"), (5, "5"),
    ],
)  # fmt: skip
def test_cells_run_no_formula(browser: Any, value: str | int, cell: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.evaluate(assemble("csv.js", expose=["csvCell"]))
    assert page.evaluate("(value) => tested.csvCell(value)", value) == cell
    context.close()


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("view", ["map", "network"])
def test_the_svg_holds_what_is_drawn(
    open_page: Open, save: Callable[[Any, str], Path], language: str, view: str
) -> None:
    opened = open_page(language=language, hash_=f"#view={view}&no-kind=cooperation_mou")
    lines = opened.drawn()["lines"]
    file = save(opened, "svg")
    root = ET.parse(file).getroot()
    paths = [one for one in root.iter(f"{SVG}path") if "data-tie" in one.attrib]
    assert len(paths) == len(lines) > 5
    assert {one.attrib["data-tie"] for one in paths} == {one["id"].split("#")[0] for one in lines}
    titles = [one.findtext(f"{SVG}title") for one in paths]
    assert all(titles)
    assert any("Freiburg" in title or "فرایبورگ" in title for title in titles if title)
    assert root.findtext(f"{SVG}title") == opened.page.inner_text("#title")
    texts = "".join(root.itertext())
    assert "0123abcd" in texts
    assert "CC BY 4.0" in texts
    assert root.attrib["direction"] == ("rtl" if language == "fa" else "ltr")
    text = file.read_text("utf-8")
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    # The land is there on the map only; colours are those of the lines on the page.
    assert ("evenodd" in text) == (view == "map")
    assert {one.attrib["stroke"] for one in paths} == {line["colour"] for line in lines}


def test_hostile_names_stay_text_in_the_svg(
    open_page: Open, save: Callable[[Any, str], Path], make_block: Callable[..., Any]
) -> None:
    block = make_block()
    evil = '</text><script>alert(1)</script><a href="javascript:x">&'
    block["cities"][0]["name"] = {"en": evil, "fa": evil}
    root = ET.parse(save(open_page(block), "svg")).getroot()
    assert not [one for one in root.iter() if one.tag.endswith(("script", "}a"))]
    assert evil in "".join(root.itertext())


def test_the_png_is_a_picture(open_page: Open, save: Callable[[Any, str], Path]) -> None:
    opened = open_page()
    file = save(opened, "png")
    data = file.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = struct.unpack(">II", data[16:24])
    frame = opened.page.locator("#picture").bounding_box()
    assert wide == 2 * round(frame["width"])
    assert high > 2 * frame["height"]
    # Read back by the browser: the picture is not blank.
    seen = opened.page.evaluate(
        """async (bytes) => {
          const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
          const canvas = new OffscreenCanvas(picture.width, picture.height);
          const ctx = canvas.getContext("2d");
          ctx.drawImage(picture, 0, 0);
          const { data } = ctx.getImageData(0, 0, picture.width, picture.height);
          const seen = new Set();
          for (let i = 0; i < data.length; i += 4 * 7) seen.add(data.slice(i, i + 3).join());
          return seen.size;
        }""",
        list(data),
    )
    assert seen > 50


def test_the_table_alone_offers_no_picture(open_page: Open) -> None:
    page = open_page().page
    page.click("[data-view=table]")
    page.click("#save > summary")
    assert page.locator("#save-csv").is_visible()
    assert not page.locator("#save-png").is_visible()
