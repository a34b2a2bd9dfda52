"""Write the generated pages of the guide, check them, or build the site.

Run from anywhere:

    python docs/generate.py            write the pages that are kept with the project
    python docs/generate.py --check    exit with 1 if one of them is not up to date
    python docs/generate.py site       build the site into out/site
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
REPOSITORY = DOCS.parent
sys.path.insert(0, str(DOCS))


def generated() -> dict[Path, str]:
    """The generated files that are kept with the project, and their text."""
    from guide.freiburg import freiburg_drawing
    from guide.glossary import glossary_page
    from guide.notebook import notebook_text, read_cells
    from guide.ontology import Ontology
    from guide.questions import questions_page
    from guide.reference import commands_page, python_page
    from guide.review import review_page, review_table
    from guide.tables import columns_table, formats_table, ties_table, with_table

    ontology = Ontology(REPOSITORY / "ontology")
    return {
        DOCS / "cli.md": commands_page(),
        DOCS / "python.md": python_page(),
        DOCS / "data.md": with_table(DOCS / "data.md", "columns", columns_table()),
        DOCS / "json.md": with_table(DOCS / "json.md", "ties", ties_table()),
        DOCS / "exports.md": with_table(DOCS / "exports.md", "formats", formats_table()),
        DOCS / "questions.md": questions_page(),
        DOCS / "glossary.md": glossary_page(ontology, "en"),
        DOCS / "fa" / "glossary.md": glossary_page(ontology, "fa"),
        DOCS / "fa" / "review.md": review_page(),
        DOCS / "fa" / "review.csv": review_table(),
        DOCS / "images" / "freiburg.svg": freiburg_drawing() + "\n",
        DOCS / "notebook" / "isfahan.ipynb": notebook_text(
            read_cells(DOCS / "notebook" / "isfahan.py")
        ),
    }


def main(arguments: list[str]) -> int:
    """Do what is asked for and return the exit code."""
    if arguments == ["site"]:
        from guide.site import build

        output = REPOSITORY / "out" / "site"
        pages = build(DOCS, REPOSITORY / "ontology", REPOSITORY / "build" / "site", output)
        print(f"{pages} pages in {output}; open {output / 'index.html'}")
        return 0
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    stale = [
        (file, text)
        for file, text in generated().items()
        if not file.is_file() or file.read_text(encoding="utf-8") != text
    ]
    for file, text in stale:
        place = file.relative_to(REPOSITORY)
        if arguments:
            print(f"{place} is not up to date; run: python docs/generate.py", file=sys.stderr)
        else:
            file.write_text(text, encoding="utf-8")
            print(f"wrote {place}")
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
