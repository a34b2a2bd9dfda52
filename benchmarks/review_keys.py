"""How many keys and clicks the review of an article takes, in a real browser.

    python benchmarks/review_keys.py ARTICLE --published DAY --publisher NAME [--reject RULE]...

Every candidate is accepted with ``a``, those of a rule that is named are rejected with ``r``. The
name of who decides is given when the server is started. Counted is from the overview to the page
that says what was written; beside it, how long the machine takes to show the next candidate.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("article", type=Path)
    parser.add_argument("--published", required=True)
    parser.add_argument("--publisher", required=True)
    parser.add_argument("--reject", action="append", default=[])
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()

    from playwright.sync_api import sync_playwright

    cityties = [sys.executable, "-m", "cityties"]
    with tempfile.TemporaryDirectory() as place:
        inbox, into = Path(place) / "inbox", Path(place) / "mine"
        subprocess.run(
            [*cityties, "intake", str(options.article), "--published", options.published,
             "--publisher", options.publisher, "-o", str(inbox)],
            check=True, capture_output=True,
        )  # fmt: skip
        server = subprocess.Popen(
            [*cityties, "serve", "--inbox", str(inbox), "--into", str(into), "--who", "Sara",
             "--once"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert server.stdout is not None and server.stdin is not None
        address = server.stdout.readline().strip()
        keys = clicks = decided = rejected = 0
        waits: list[float] = []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=options.chromium, args=["--no-sandbox"]
            )
            page = browser.new_page()
            page.set_default_timeout(180_000)
            page.goto(f"{address}review")
            page.keyboard.press("n")
            keys += 1
            page.wait_for_url("**/review/c/**")
            began = time.perf_counter()
            while "/review/c/" in page.url:
                why = page.inner_text("dd.start")
                key = "r" if any(rule in why for rule in options.reject) else "a"
                before = page.url
                start = time.perf_counter()
                page.keyboard.press(key)
                page.wait_for_url(lambda url, before=before: url != before)
                page.wait_for_load_state()
                if "/review/c/" in page.url:
                    waits.append(time.perf_counter() - start)
                focus = page.evaluate("document.activeElement.tagName")
                assert focus == "H1", f"the focus was lost: {focus}"
                keys += 1
                decided += 1
                rejected += key == "r"
            landing = time.perf_counter() - start
            page.click("#write")
            clicks += 1
            start = time.perf_counter()
            page.wait_for_url("**/review/done**")
            wrote = time.perf_counter() - start
            whole = time.perf_counter() - began
            browser.close()
        server.stdin.close()
        server.wait(60)
        rows = (into / "claims.csv").read_text("utf-8").count("\n") - 1
    waits.sort()
    print(
        f"{options.article.name}: {decided} candidates, {rejected} rejected, {rows} claims written"
    )
    print(f"{keys} keys, {clicks} click")
    print(f"next candidate: median {waits[len(waits) // 2]:.2f} s, most {waits[-1]:.2f} s; "
          f"what would be written: {landing:.1f} s; written and served: {wrote:.1f} s; "
          f"machine alone, whole: {whole:.0f} s")  # fmt: skip


if __name__ == "__main__":
    main()
