"""No language is named in code, but where the code is about that language."""

from __future__ import annotations

import re
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]
PACKAGE = TOP / "graph" / "cityties"

ALLOWED = {
    "api/listings.py": "keys of JSON rows that were published with name_fa, gist_fa, title_fa",
    "api/rows.py": "the same keys, as types",
    "api/members.py": "the published key name_fa",
    "cli/data/intake.py": "the published columns gist and gist_fa of proposals",
    "checks/aliases.py": "Persian letters belong into the column aliases_fa",
    "export/sqlite.py": "columns of the SQLite file, named as those of the tables",
    "remote/compare.py": "asks a server for texts in another language than English",
    "site/folder/build.py": "the languages of the shipped data, which name no languages themselves",
    "checks/headers.py": "the message names the column title_fa",
    "checks/persian.py": "how Persian is typed",
    "cli/data/add.py": "options of the columns in Persian; a title in Persian letters",
    "cli/data/add_things.py": "options of the columns in Persian; names in Persian letters",
    "cli/data/desk.py": "a reminder of the columns in Persian, which have options",
    "export/columns.py": "the published column name_fa",
    "export/geojson.py": "the published property name_fa",
    "export/gexf.py": "the published attribute name_fa",
    "export/states.py": "the published column name_fa",
    "language/properties.py": "languages of others that run from the right, in their script",
    "loaders/claim_rules.py": "how a condition begins in Persian",
    "loaders/foreign/cities.py": "a column of files of others",
    "loaders/foreign/columns.py": "a column of files of others",
    "loaders/foreign/countries.py": "a column of countries.tsv",
    "loaders/foreign/ends.py": "fills the column name_fa of places",
    "loaders/wikidata/items.py": "the languages that Wikidata is asked for",
    "loaders/wikidata/labels.py": "the Persian label fills name_fa, never name_en",
    "loaders/wikipedia/load.py": "the names of the editions of Wikipedia",
    "loaders/workbook/complete.py": "the columns of new things in a workbook",
    "model/rows.py": "the fields in Persian, declared once",
    "model/schemas.py": "descriptions of columns in Persian: description_fa",
    "model/tables.py": "columns that earlier versions lack",
    "page/cities.py": "Persian is the own name of a place where it is a language of the country",
    "projection/members.py": "the published attribute name_fa",
    "projection/ties.py": "the published attribute name_fa",
    "reading/histories.py": "the published key condition_fa",
    "reading/officials.py": "the published keys name_fa and post_fa",
    "snapshot/codebook.py": "the published column definition_fa",
    "serve/pages/reconcile.py": "the published property name_fa",
    "serve/pages/review_new.py": "the columns of new things in a form",
    "serve/pages/review_view.py": "the columns of a claim in a form",
    "snapshot/metadata.py": "the published key description_fa",
}
ROOMS = {"intake/": "reads articles in English and Persian, and writes gist and gist_fa"}

_NAMED = re.compile(r"""["']fa["']|\w_fa\b""")
_EXAMPLES = re.compile(r'""".*?"""', re.DOTALL)


def test_persian_is_named_only_where_a_reason_is_known() -> None:
    found = set()
    looked_at = 0
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in {".py", ".js", ".html", ".css"}:
            continue
        looked_at += 1
        text = path.read_text("utf-8")
        code = _EXAMPLES.sub("", text) if path.suffix == ".py" else text
        code = "\n".join(line.partition("  # ")[0] for line in code.splitlines())
        name = path.relative_to(PACKAGE).as_posix()
        if _NAMED.search(code) and not name.startswith(tuple(ROOMS)):
            found.add(name)
    assert looked_at > 300
    assert found - ALLOWED.keys() == set(), "a property of a language, or a reason here"
    assert ALLOWED.keys() - found == set(), "take it from the list"


def test_the_label_files_are_up_to_date() -> None:
    """Of each language; what is blank in one is shown in English."""
    sys.path[:0] = [str(TOP / "tools")]
    from write_labels import label_file

    files = sorted((PACKAGE / "language" / "locale").glob("*/LC_MESSAGES/labels.po"))
    assert len(files) > 1
    for file in files:
        before = file.read_bytes()
        now = label_file(file.parts[-3], before)
        assert now == before, f"run python tools/write_labels.py ({file.parts[-3]})"
