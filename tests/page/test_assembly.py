"""Modules become one script; what could not be right is refused."""

from __future__ import annotations

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
    assert script.startswith("(() => {\n")
    assert "</script" not in script.lower() and "<!--" not in script
