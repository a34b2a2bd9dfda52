"""The site: written and generated pages put together, built by Zensical in both languages.

The result needs no network: no web fonts, and no scripts but those that Zensical writes
beside the pages. Pages open from the folder; the search needs them served (``python -m
http.server -d out/site``), because browsers let no worker run from a file.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guide.competency import competency_page
from guide.notebook import notebook_page, read_cells
from guide.ontology import Ontology

SETTINGS: dict[str, Any] = {
    "use_directory_urls": False,
    "theme": {
        "font": False,
        "features": [
            "navigation.footer",
            "navigation.top",
            "content.code.copy",
            "search.highlight",
        ],
        "palette": [
            {
                "media": "(prefers-color-scheme: light)",
                "scheme": "default",
                "toggle": {"icon": "lucide/sun", "name": "dark / تیره"},
            },
            {
                "media": "(prefers-color-scheme: dark)",
                "scheme": "slate",
                "toggle": {"icon": "lucide/moon", "name": "light / روشن"},
            },
        ],
    },
    "plugins": ["search"],
    "extra_css": ["assets/guide.css"],
    "markdown_extensions": [
        "tables",
        "attr_list",
        "admonition",
        "md_in_html",
        {"toc": {"permalink": True}},
        {"pymdownx.highlight": {"anchor_linenums": False}},
        "pymdownx.superfences",
    ],
}


def stage(docs: Path, ontology: Path, target: Path, *, notebook: bool = True) -> None:
    """Put all pages of both languages together.

    Parameters
    ----------
    docs : the folder of the guide
    ontology : the folder of the ontology
    target : where the folders ``en`` and ``fa`` are written; what is there is replaced
    notebook : also run the notebook and write its page
    """
    for lang in ("en", "fa"):
        shutil.rmtree(target / lang, ignore_errors=True)
    english, persian = target / "en", target / "fa"
    for page in sorted(docs.rglob("*")):
        place = page.relative_to(docs)
        if page.is_dir() or place.parts[0] in {"guide"} or place.suffix not in _COPIED:
            continue
        root, place = (
            (persian, place.relative_to("fa")) if place.parts[0] == "fa" else (english, place)
        )
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        if page.suffix == ".md":
            text = _across(page.read_text(encoding="utf-8"), persian=root == persian)
            text = _inlined(text, page.parent)
            (root / place).write_text(text, encoding="utf-8")
        else:
            shutil.copyfile(page, root / place)
    for shared in ("assets", "images"):
        shutil.copytree(docs / shared, persian / shared)
    for lang, root in (("en", english), ("fa", persian)):
        for path, text in Ontology(ontology).pages(lang):
            file = root / "ontology" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        questions = competency_page(ontology / "competency-questions.md", lang)
        (root / "competency-questions.md").write_text(questions, encoding="utf-8")
    (persian / "cli.md").write_text(_persian_commands(docs), encoding="utf-8")
    if notebook:
        source = docs / "notebook" / "isfahan.py"
        text = notebook_page(read_cells(source), "isfahan.ipynb")
        (english / "notebook" / "isfahan.md").write_text(text, encoding="utf-8")


def _across(text: str, *, persian: bool) -> str:
    """Links to the other language lead to its built page: each half is built for itself.

    Pictures are in both halves.
    """
    if persian:
        text = text.replace("](../images/", "](images/")
    inside = r"\.\./" if persian else r"(?:\.\./)*fa/"
    return re.sub(rf"\]\(({inside}[\w/-]+)\.md", r"](\1.html", text)


def _inlined(text: str, folder: Path) -> str:
    """Drawings in the page itself, where they take its colours, dark ones too."""

    def drawing(match: re.Match[str]) -> str:
        return f"<figure>{(folder / match[1]).read_text(encoding='utf-8').strip()}</figure>"

    return re.sub(r"^!\[[^\]]*\]\(([\w/.-]+\.svg)\)$", drawing, text, flags=re.MULTILINE)


_COPIED = {".md", ".svg", ".png", ".csv", ".css", ".js", ".ipynb"}


def _persian_commands(docs: Path) -> str:
    """The reference of the commands in Persian; their texts are chosen when they are imported."""
    code = (
        "import sys\n"
        "from cityties.language import messages\n"
        "messages.set_language('fa')\n"
        "from guide.reference import commands_page\n"
        "sys.stdout.reconfigure(encoding='utf-8')\n"
        "print(commands_page('fa'))\n"
    )
    import cityties

    package = Path(cityties.__file__).resolve().parents[1]  # the one that runs here, no other
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": f"{docs}{os.pathsep}{package}"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def build(docs: Path, ontology: Path, work: Path, output: Path) -> int:
    """Build the site.

    Parameters
    ----------
    docs : the folder of the guide
    ontology : the folder of the ontology
    work : a folder for what comes in between
    output : where the site goes; what is there is replaced

    Returns
    -------
    int
        The number of pages.

    Raises
    ------
    RuntimeError
        If Zensical is missing or finds fault, or a page would load something from elsewhere.
    """
    work.mkdir(parents=True, exist_ok=True)
    stage(docs, ontology, work)
    shutil.rmtree(output, ignore_errors=True)
    for lang, place in (("en", output), ("fa", output / "fa")):
        made = _build_half(docs, work, lang)
        shutil.copytree(made, place)
    pages = sorted(output.rglob("*.html"))
    for page in pages:
        _refuse_outside(page)
    return len(pages)


def _build_half(docs: Path, work: Path, lang: str) -> Path:
    import yaml  # type: ignore[import-untyped]  # comes with Zensical

    config = yaml.safe_load((docs / f"site.{lang}.yml").read_text(encoding="utf-8"))
    config["nav"] = _existing(config["nav"], work / lang)
    if more := _unlisted(config["nav"], work / lang):
        config["nav"].append({"بیشتر" if lang == "fa" else "More": more})
    config |= SETTINGS | {"docs_dir": lang, "site_dir": f"html-{lang}"}
    direction = {"language": "fa", "direction": "rtl"} if lang == "fa" else {"language": "en"}
    config["theme"] = {**config["theme"], **direction}
    english, persian = ("index.html", "fa/index.html") if lang == "en" else ("../index.html", "")
    config["extra"] = {
        "generator": False,
        "alternate": [
            {"name": "English", "link": english, "lang": "en"},
            {"name": "فارسی", "link": persian or "index.html", "lang": "fa"},
        ],
    }
    file = work / f"zensical.{lang}.yml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "-f", file.name]
    done = subprocess.run(command, cwd=work, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"zensical: {done.stdout}{done.stderr}")
    return work / f"html-{lang}"


def _existing(nav: list[Any], pages: Path) -> list[Any]:
    """The navigation without pages that are not there."""
    kept = []
    for entry in nav:
        ((title, value),) = entry.items()
        if isinstance(value, list):
            if inner := _existing(value, pages):
                kept.append({title: inner})
        elif (pages / value).is_file():
            kept.append(entry)
    return kept


def _unlisted(nav: list[Any], pages: Path) -> list[dict[str, str]]:
    """Pages of the top folder that the navigation does not name, with their titles."""
    listed = set(_listed(nav))
    found = []
    for page in sorted(pages.glob("*.md")):
        if page.name not in listed:
            title = page.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")
            found.append({title: page.name})
    return found


def _listed(nav: list[Any]) -> Iterator[str]:
    for entry in nav:
        for value in entry.values():
            if isinstance(value, list):
                yield from _listed(value)
            else:
                yield value


_LOADS = re.compile(
    r'<(?:script|img|iframe|link rel="(?:stylesheet|preconnect)")[^>]*?'
    r'(?:src|href)="(?:https?:)?//[^"]*'
)


def _refuse_outside(page: Path) -> None:
    """Refuse a page that would load something from elsewhere."""
    if found := _LOADS.search(page.read_text(encoding="utf-8")):
        raise RuntimeError(f"{page}: would load from elsewhere: {found.group()}")
