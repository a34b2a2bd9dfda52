"""Modules become one script; what could not be right is refused."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from cityties.page.assembly import assemble


def _assemble(modules: dict[str, str], **options: object) -> str:
    return assemble(read=modules.__getitem__, **options)  # type: ignore[arg-type]


def test_each_module_once_behind_what_it_imports() -> None:
    script = _assemble(
        {
            "main.js": 'import { a } from "./a.js";\nimport { b } from "./b.js";\na(b);\n',
            "a.js": 'import {\n  b,\n  c,\n} from "./b.js";\nexport const a = (x) => x + b + c;\n',
            "b.js": "export const b = 1;\nexport let c = 2;\nconst hidden = 3;\n",
        }
    )
    order = ["// --- b.js", "const b = 1", "// --- a.js", "const a", "// --- main.js", "a(b);"]
    places = [script.index(part) for part in order]
    assert places == sorted(places)
    assert script.count("const b = 1") == 1
    assert "import" not in script and "export" not in script


@pytest.mark.parametrize(
    ("modules", "fault"),
    [
        ({"main.js": 'import { a } from "./a.js";\n'}, "no module a.js"),
        ({"main.js": 'import { a } from "./main.js";\n'}, "import each other"),
        (
            {"main.js": 'import { x } from "./a.js";\nconst y = 1;\n',
             "a.js": "export const x = 1;\nfunction y() {}\n"},
            "y is also a name of a.js",
        ),
        ({"main.js": 'import { x } from "./a.js";\n', "a.js": "const x = 1;\n"}, "not export x"),
        ({"main.js": "export default 1;\n"}, "main.js:1: write one plain"),
        ({"main.js": "\nconst { a } = {};\n"}, "main.js:2: write one plain"),
        ({"main.js": 'import x from "./a.js";\n'}, "write one plain"),
    ],
)  # fmt: skip
def test_what_could_not_be_right_is_refused(modules: dict[str, str], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        _assemble(modules)


def test_names_can_be_left_behind_for_tests() -> None:
    script = _assemble({"main.js": "export const a = 1;\n"}, expose=["a"])
    assert "window.tested = { a };" in script
    with pytest.raises(ValueError, match="no top-level name b"):
        _assemble({"main.js": "export const a = 1;\n"}, expose=["b"])


def test_the_page_can_be_assembled() -> None:
    script = assemble()
    assert script.startswith("(async () => {\n")
    assert "</script" not in script.lower() and "<!--" not in script


def test_no_module_holds_what_nobody_uses(repository: Path) -> None:
    folder = repository / "graph" / "cityties" / "page" / "js"
    modules = {file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.js"))}
    declared = r"^(?:export )?(?:async )?(?:function\*?|class|const|let) ([\w$]+)"
    used = Counter(re.findall(r"[\w$]+", "\n".join(modules.values())))
    idle, seen = [], 0
    for module, text in modules.items():
        imports = re.compile(r"^import \{([^}]*)\} from [^;]*;$", re.M)
        here = set(re.findall(r"[\w$]+", imports.sub("", text)))
        names = {name.strip() for found in imports.finditer(text) for name in found[1].split(",")}
        idle += [f"{module}: imports {name}" for name in sorted(names - here - {""})]
        own = re.findall(declared, text, re.M)
        idle += [f"{module}: declares {name}" for name in own if used[name] == 1]
        seen += len(names) + len(own)
    assert len(modules) > 30
    assert seen > 400, "the search saw too little"
    assert not idle
