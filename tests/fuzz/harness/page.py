"""The page of hostile data: what stands in the tables is text in it, and nothing else."""

from __future__ import annotations

import json
import random
import re
import shutil
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from cityties.errors import CitytiesError
from cityties.model.tables import COLUMNS, ROW_TYPES
from harness.base import FaultError, Target
from harness.mutate import HOSTILE, read_csv, write_csv
from harness.tables import BASES

TEXTS: Final = (
    "</script><script>alert(1)</script>", "<!--<script>", "--><img src=x onerror=alert(1)>",
    "<!--", "]]>",
    "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{7*7}}", "{% raw %}", "${alert(1)}", "\\u003cscript\\u003e", "&lt;script&gt;&#60;b&#62;",
    "</title><base href=//x>",
    "<style>*{background:url(//x.example/)}</style>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "\u200fabc\u200e",
    "<a href='javascript:alert(1)'>x</a>", "__proto__", "constructor", "%3Cscript%3E",
    "\u0130\ufb01\U0001f600",
    "<math><mi//xlink:href='javascript:alert(1)'>", "</textarea></style></noscript>",
    "<meta http-equiv=refresh content='0;//x'>",
)  # fmt: skip
ADDRESSES: Final = (
    'https://example.org/"><img/src=x/onerror=alert(1)>', "https://example.org/'-alert(1)-'",
    "javascript:alert(1)",
    "https://example.org/</script><script>alert(1)</script>",
    "data:text/html,<script>alert(1)</script>",
    "//x.example/", "https://javascript:alert(1)@example.org/",
    "HTTPS://EXAMPLE.ORG/%0Ajavascript:alert(1)",
)  # fmt: skip
IDS: Final = ("constructor", "tostring", "proto", "hasownproperty", "script", "onload", "valueof")
SMALL: Final = BASES["small"]


def make(draw: random.Random) -> bytes:
    """Changes of cells, as ``[table, line, column, text]``; a new id as ``[old, new]``."""
    changes: list[list[object]] = []
    for _time in range(draw.choice((1, 4, 30))):
        table = draw.choice(list(ROW_TYPES))
        column = draw.choice([one for one in COLUMNS[table] if one.kind in {"text", "url"}])
        texts = ADDRESSES if column.kind == "url" else TEXTS
        text = draw.choice(HOSTILE) if draw.random() < 0.05 else draw.choice(texts)
        changes.append([table, draw.randrange(20), column.name, text])
    if draw.random() < 0.2:
        changes.append([draw.choice(("porto", "freiburg", "hyderabad-in")), draw.choice(IDS)])
    return json.dumps(changes).encode()


def write_tables(changes: list[list[object]], folder: Path) -> None:
    """The invented example with the changes."""
    shutil.copytree(SMALL, folder)
    renamed = [change for change in changes if len(change) == 2]
    for table in ROW_TYPES:
        file = folder / f"{table}.csv"
        rows = read_csv(file.read_bytes())
        for change in changes:
            if change[0] == table and len(change) == 4:
                _table, line, column, text = change
                at = 1 + int(str(line)) % (len(rows) - 1)
                rows[at][rows[0].index(str(column))] = str(text)
        for old, new in renamed:
            for row in rows[1:]:
                row[:] = [re.sub(rf"(?<![\w-]){old}(?![\w-])", str(new), cell) for cell in row]
        file.write_bytes(write_csv(rows))


def page_of(data: bytes) -> tuple[str, list[str]]:
    """The page of the changed tables, and the hostile texts that went in."""
    import cityties

    changes = json.loads(data)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        write_tables(changes, folder)
        graph = cityties.open(folder, shipped=False, cache=False)
        text = graph.page("isfahan", land=False)
    return text, [change[-1] for change in changes if len(change) == 4]


_LINK = re.compile(r"https?://")
_SCRIPTS = 4  # what marks that scripts run, the data, vis-network or nothing, ours


class _Elements(HTMLParser):
    """What a browser would make of the text, as far as it can do harm."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0
        self.harmful: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag in {"iframe", "object", "embed", "base", "link", "math", "img"}:
            self.harmful.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "srcdoc":
                self.harmful.append(f"{tag} {name}")
            if name == "href" and tag == "a" and _LINK.match(value or ""):
                continue  # of a source, where no script runs: it leads out only when clicked
            if (
                name in {"href", "src", "action", "formaction", "xlink:href"}
                and (value or "")[:1] != "#"
            ):
                self.harmful.append(f"{tag} {name}={value}")


def elements(text: str) -> tuple[int, list[str]]:
    """How many scripts a page has, and what in it could load or run anything else."""
    parser = _Elements()
    parser.feed(text)
    parser.close()
    return parser.scripts, parser.harmful


def check(data: bytes) -> str:
    """The page has its own scripts, its policy, and nothing that runs or loads."""
    try:
        text, _texts = page_of(data)
    except CitytiesError:
        return "refused"
    scripts, harmful = elements(text)
    if scripts != _SCRIPTS or harmful:
        raise FaultError(f"{scripts} scripts, {harmful[:5]}")
    if "Content-Security-Policy" not in text[:2000]:
        raise FaultError("the page has no policy at its head")
    return "built"


TARGETS = (Target("page", make, check, seconds=60, slow=True),)
