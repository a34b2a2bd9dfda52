"""The engine alone in a process: texts come in, and in a word what became of each goes out.

Usage: ``python child.py ADDRESS``. A frame is its length in 4 bytes, and then the text. Every
prefix and the base are the address that hears, so that no text can name another host.
"""

from __future__ import annotations

import contextlib
import sys
from itertools import islice


def main() -> None:
    import pyoxigraph as ox

    from cityties.vocabulary.terms import PREFIXES

    with contextlib.suppress(ImportError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    here = sys.argv[1]
    store = ox.Store()
    node = ox.NamedNode(here)
    store.add(ox.Quad(node, node, ox.Literal("1")))
    prefixes = dict.fromkeys(PREFIXES, here)
    read, write = sys.stdin.buffer, sys.stdout.buffer
    while head := read.read(4):
        text = read.read(int.from_bytes(head, "big")).decode("utf-8")
        try:
            found = store.query(text, prefixes=prefixes, base_iri=here)
            if not isinstance(found, ox.QueryBoolean):
                for _row in islice(found, 20):
                    pass
            word = "answered"
        except SyntaxError:
            word = "not SPARQL"
        except (ValueError, RuntimeError):  # such as a function that nobody knows
            word = "engine error"
        except OSError:  # only a call has to do with the system
            word = "called out"
        write.write(word.encode() + b"\n")
        write.flush()


if __name__ == "__main__":
    main()
