"""The child process behind ``--timeout``: one query over a read-only store.

It reads one JSON line from its input (folder of the store, text, union) and
writes one JSON line and then the answer. Being a process of its own, it can be
ended at any moment without harm to anybody else.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> int:
    """Answer one query; 0 also if the query was refused (that is an answer too)."""
    import pyoxigraph as ox

    from cityties.errors import QueryError
    from cityties.language import messages
    from cityties.query import confine, guard, results

    request = json.loads(sys.stdin.buffer.readline())
    messages.set_language(request["language"])
    messages._("yes")  # reads the catalogue while files can still be opened
    confine.forbid_connections()
    store = ox.Store.read_only(request["quads"])
    confine.limit_files(Path(request["quads"]))
    head: dict[str, object]
    data = b""
    try:
        kind, data = results.to_bytes(guard.run(store, request["text"], union=request["union"]))
        head = {"kind": kind}
    except QueryError as error:
        head = {
            "kind": "error", "message": str(error), "line": error.line, "column": error.column
        }  # fmt: skip
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode("utf-8") + b"\n" + data)
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
