"""From JavaScript modules to one script that a page can carry inside.

A page opened from a file may load nothing, not even its own modules. So the modules
under ``js/`` are put one behind the other, in the order of their imports, inside one
function (an asynchronous one: the data block is unpacked before the rest runs), without the
comments that have lines of their own. That is all: no names are changed, no code is
shortened. For it to be right, top-level names are unique over all modules, and imports and
exports have one form: ``import { name } from "./module.js";`` and ``export`` before a
declaration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import resources

from cityties.vocabulary.colours import script

_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/)\n", re.M)
_IMPORT = re.compile(r"^import \{(?P<names>[^}]*)\} from \"\./(?P<module>[\w-]+\.js)\";\n", re.M)
_DECLARED = re.compile(
    r"^(?P<export>export )?(?:async )?(?:function\*?|class|const|let) (?P<name>[\w$]+)", re.M
)
# Several names in one declaration cannot be distinguished by the start of a line.
_UNREADABLE = re.compile(
    r"^(?:export )?(?:const|let) [\[{]|^export (?:default|\*|\{)|^import (?!\{)|^var ", re.M
)


def read_module(name: str) -> str:
    """The text of a module of the page; ``colours.js`` is made from ``colours.json``.

    Parameters
    ----------
    name : file name under ``js/``

    Raises
    ------
    ValueError
        If there is no such module.
    """
    if name == "colours.js":
        return script()
    file = resources.files("cityties.page").joinpath("js", name)
    if not file.is_file():
        raise ValueError(f"no module {name}")
    return file.read_text("utf-8")


def assemble(
    entry: str = "main.js",
    *,
    expose: Iterable[str] = (),
    read: Callable[[str], str] = read_module,
) -> str:
    r"""Put a module and all that it imports into one classic script.

    Parameters
    ----------
    entry : the module to start from
    expose : names that the script leaves behind as properties of ``window.tested``, for tests
    read : gives the text of a module by its file name

    Returns
    -------
    str
        One function that is called at once; each module stands once, behind what it imports.

    Raises
    ------
    ValueError
        If a module is missing, two modules import each other in a circle, two top-level
        names are equal, a module imports what the other does not export, or an import or
        export has another form. All such errors are reported at once.

    Examples
    --------
    >>> modules = {
    ...     "main.js": 'import { twice } from "./sums.js";\n\ntwice(2);\n',
    ...     "sums.js": "export const twice = (n) => 2 * n;\n",
    ... }
    >>> print(assemble(read=modules.__getitem__))
    (async () => {
    "use strict";
    // --- sums.js
    const twice = (n) => 2 * n;
    // --- main.js
    twice(2);
    })();
    """
    faults: list[str] = []
    texts: dict[str, str] = {}
    _collect(entry, read, texts, (), faults)
    owners: dict[str, str] = {}
    exported: dict[str, set[str]] = {}
    for module, text in texts.items():
        exported[module] = set()
        for found in _DECLARED.finditer(text):
            name = found["name"]
            if found["export"]:
                exported[module].add(name)
            if name in owners:
                faults.append(f"{module}: {name} is also a name of {owners[name]}")
            owners[name] = module
        for found in _UNREADABLE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            faults.append(f"{module}:{line}: write one plain declaration or import")
    for module, text in texts.items():
        for found in _IMPORT.finditer(text):
            missing = set(_names(found["names"])) - exported.get(found["module"], set())
            if missing and found["module"] in texts:
                listed = ", ".join(sorted(missing))
                faults.append(f"{module}: {found['module']} does not export {listed}")
    names = list(expose)
    faults += [f"no top-level name {name}" for name in names if name not in owners]
    if faults:
        raise ValueError("; ".join(faults))
    parts = ["(async () => {", '"use strict";']
    for module, text in texts.items():
        body = _COMMENT.sub("", _IMPORT.sub("", text))
        body = re.sub(r"^export ", "", body, flags=re.M).strip()
        parts += [f"// --- {module}", body]
    if names:
        parts.append(f"window.tested = {{ {', '.join(names)} }};")
    return "\n".join([*parts, "})();"])


def _collect(
    module: str,
    read: Callable[[str], str],
    texts: dict[str, str],
    above: tuple[str, ...],
    faults: list[str],
) -> None:
    """Add a module behind those that it imports."""
    if module in above:
        faults.append(f"{' → '.join([*above, module])}: modules import each other")
        return
    if module in texts:
        return
    try:
        text = read(module)
    except (KeyError, ValueError):
        faults.append(f"{above[-1] if above else 'entry'}: no module {module}")
        return
    for found in _IMPORT.finditer(text):
        _collect(found["module"], read, texts, (*above, module), faults)
    texts[module] = text


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]
