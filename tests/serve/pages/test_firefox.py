"""The workbench in Firefox, through WebDriver BiDi: Debian has no geckodriver."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import socket
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

QUERY = "SELECT ?s { ?s a ct:City } LIMIT 4"


class Bidi:
    """A client of one session: commands and their results.

    https://www.w3.org/TR/webdriver-bidi/
    """

    def __init__(self, connection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)

    async def send(self, method: str, **params):
        number = next(self._numbers)
        await self._connection.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            found = json.loads(await asyncio.wait_for(self._connection.recv(), 60))
            if found.get("id") == number:
                assert found["type"] == "success", found
                return found["result"]

    async def value(self, context: str, expression: str):
        """What an expression of the page is, once it is something."""
        for _time in range(200):
            found = await self.send(
                "script.evaluate", expression=expression, target={"context": context},
                awaitPromise=True,
            )  # fmt: skip
            if value := found["result"].get("value"):
                return value
            await asyncio.sleep(0.3)
        return pytest.fail(f"never came: {expression}")


async def _visit(port: int, address: str) -> dict[str, object]:
    import websockets

    end = time.monotonic() + 90
    while True:
        try:
            connection = await websockets.connect(f"ws://127.0.0.1:{port}/session", max_size=None)
            break
        except OSError:
            assert time.monotonic() < end, "Firefox did not start"
            await asyncio.sleep(0.5)
    async with connection:
        bidi = Bidi(connection)
        await bidi.send("session.new", capabilities={})
        tree = await bidi.send("browsingContext.getTree")
        context = tree["contexts"][0]["context"]
        await bidi.send(
            "browsingContext.navigate", context=context, wait="complete",
            url=f"{address}/sparql?lang=fa#" + "query=" + QUERY.replace(" ", "%20"),
        )  # fmt: skip
        rows = await bidi.value(
            context, "document.querySelectorAll('#view tbody tr').length || null"
        )
        return {
            "rows": rows,
            "editor": await bidi.value(context, "document.querySelector('.cm-content')?.textContent"
                                       " ?? document.querySelector('#editor textarea')?.value"),
            "direction": await bidi.value(context, "getComputedStyle(document.body).direction"),
        }  # fmt: skip


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.needs("firefox-esr", "apt-get install firefox-esr")
def test_the_workbench_runs_a_query_in_firefox(server):
    pytest.importorskip("websockets")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as profile:
        browser = subprocess.Popen(
            [shutil.which("firefox-esr"), "--headless", "--no-remote", "--profile", profile,
             f"--remote-debugging-port={port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            with ThreadPoolExecutor(1) as thread:  # the browser of other tests has a loop here
                found = thread.submit(asyncio.run, _visit(port, server.address)).result()
        finally:
            browser.terminate()
            browser.wait(30)
    assert found == {"rows": 4, "editor": QUERY, "direction": "rtl"}
