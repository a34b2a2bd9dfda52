"""Pipes, signals, encodings, colours, languages and read-only homes."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
PERSIAN = re.compile("[\u0600-\u06ff]")


@pytest.mark.parametrize(
    "words", ["sources", "export - --format nquads", "query -f nt 'DESCRIBE ?s {?s ?p ?o}'"]
)
def test_a_broken_pipe_is_silent(words: str) -> None:
    line = f'"$PYTHON" -m cityties {words} | head -1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHON": sys.executable},
        check=True,
    )
    assert done.stderr == ""
    first, code = done.stdout.splitlines()
    assert first
    assert code == "0"


def test_a_full_disk_is_told(spawn: Run) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    line = '"$PYTHON" -m cityties ties isfahan -f json > /dev/full'
    done = subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHON": sys.executable},
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Error")


def test_a_closed_output_is_no_fault_where_nobody_reads() -> None:
    done = subprocess.run(
        ["bash", "-c", '"$PYTHON" -m cityties ties porto >&- 2>&-'],
        env={**os.environ, "PYTHON": sys.executable},
        check=False,
    )
    assert done.returncode == 0


@pytest.mark.usefixtures("hear_interrupts")
def test_ctrl_c_ends_quietly_with_130() -> None:
    code = (
        "import sys, time, cityties.api\n"
        "def slow(*a, **k):\n    print('ready', flush=True)\n    time.sleep(30)\n"
        "cityties.api.open = slow\n"
        "sys.argv = ['cityties', 'ties', 'isfahan']\n"
        "from cityties.cli import run\nrun()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.send_signal(signal.SIGINT)
    _out, err = child.communicate(timeout=20)
    assert child.returncode == 130
    assert not err.strip()


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp1252"},
    ],
)
def test_output_is_utf8_in_every_locale(spawn: Run, env: dict[str, str]) -> None:
    done = spawn("cities", "isfahan", "-f", "json", env=env)
    assert done.code == 0
    assert json.loads(done.out)[0]["name_fa"] == "اصفهان"
    done = spawn("ties", "nirgendwo-ß", "--lang", "fa", env=env)
    assert done.code == 1
    assert PERSIAN.search(done.err)


def test_input_is_utf8_in_every_locale(spawn: Run) -> None:
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    text = 'SELECT ?c { ?c skos:prefLabel "اصفهان"@fa ; a ct:City }'
    done = spawn("query", "-", "-f", "csv", env=env, input=text.encode())
    assert done.code == 0
    assert "id/isfahan" in done.out
    done = spawn("query", "-", input=b"ASK { ?s ?p '\xff' }")
    assert done.code == 2
    assert "not UTF-8" in done.err


def test_verbose_and_quiet(spawn: Run) -> None:
    done = spawn("-v", "ties", "porto", "-f", "json")
    assert "INFO cityties: graph " in done.err
    assert "content id" in done.err
    assert json.loads(done.out)
    done = spawn("ties", "porto", "--verbose", "-f", "json")
    assert "INFO cityties" in done.err
    for words in (["ties", "porto", "-f", "json"], ["-q", "questions"]):
        assert spawn(*words).err == ""


def test_nothing_but_the_answer_on_standard_output(spawn: Run, tmp_path: Path) -> None:
    done = spawn("ties", "porto", "-f", "json", env={"CITYTIES_CACHE": str(tmp_path / "new")})
    assert json.loads(done.out)
    assert done.err == "", "building the graph must be quiet where no terminal is"


def at_terminal(*words: str, columns: int = 80, env: dict[str, str] | None = None) -> str:
    """What a terminal of this width shows."""
    parent, child = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "COLUMNS"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "cityties", *words],
        stdin=child,
        stdout=child,
        stderr=child,
        env={**environment, "TERM": "xterm-256color", **(env or {})},
    )
    os.close(child)
    parts = []
    while True:
        try:
            data = os.read(parent, 65536)
        except OSError:
            break
        if not data:
            break
        parts.append(data)
    assert process.wait(timeout=60) == 0
    os.close(parent)
    return b"".join(parts).decode()


def plain(text: str) -> list[str]:
    return [line.rstrip() for line in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).splitlines()]


LISTINGS = {
    "ties isfahan": ("Partner", "Status", "Since"),
    "history isfahan freiburg": ("Said by", "Source", "Locator", "Gist"),
    "counts isfahan": ("Count", "Said by", "Source"),
    "conflicts": ("About", "Versions"),
    "sources": ("Id", "Title", "Publisher"),
    "query briefing -p country=germany -p city=isfahan": ("section", "source", "gist"),
    "questions": ("Question", "Parameters"),
}
"""What must be there at every width: who says it, in which source, where in it."""


@pytest.mark.parametrize("columns", [60, 80, 100, 120])
@pytest.mark.parametrize("words", LISTINGS)
def test_listings_fit_the_terminal_and_hide_no_source(run: Run, words: str, columns: int) -> None:
    text = run("--width", str(columns), *words.split()).out
    lines = text.splitlines()
    for title in LISTINGS[words]:
        if title == "Locator" and columns < 100 and "Locator:" not in text:
            continue  # no claim in the list has one
        assert re.search(rf"^{title}:|^(.*  )?{title}(  .*)?$", text, re.MULTILINE), title
    if columns < 100:
        assert "not shown" not in text
    assert len(lines) > 10
    # An address or id that is longer than the terminal is alone on its line, and whole.
    too_long = [line for line in lines if len(line) > columns]
    assert all(len(line.split()) <= 2 for line in too_long), too_long[:3]


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_ids_are_never_broken(run: Run, columns: int) -> None:
    import cityties

    words = set(run("--width", str(columns), "sources").out.split())
    sources = cityties.open().sources()
    assert len(sources) > 200
    for row in sources:
        assert row["source"] in words
        assert not row["url"] or columns == 100 or row["url"] in words


def test_a_card_says_what_the_table_of_a_wide_terminal_says() -> None:
    narrow = plain(at_terminal("history", "isfahan", "porto", columns=60))
    wide = plain(at_terminal("history", "isfahan", "porto", columns=300))
    titles = re.split(" {2,}", wide[0])
    assert titles[:3] == ["Date", "Kind", "Status"]
    labels = {line.partition(":")[0] for line in narrow if re.match(r"[A-Z][a-z ]+: ", line)}
    assert labels == set(titles)
    rows = len(wide) - 3
    assert sum(line.startswith("Date: ") for line in narrow) == rows
    assert " ".join(narrow).count("imna-") == " ".join(wide).count("imna-")


@pytest.mark.parametrize("words", ["history isfahan freiburg", "ties isfahan", "sources freiburg"])
def test_cards_in_persian_run_from_the_right(words: str) -> None:
    lines = plain(at_terminal("--lang", "fa", *words.split(), columns=60))
    cards = [line for line in lines[:-4] if line]
    assert len(cards) > 20
    for line in cards:
        assert line[0] == "\u200f", "the line begins at the right whatever its first word is"
        latin = re.search("[A-Za-z]", line)
        assert not latin or line.rindex("\u2068", 0, latin.start()) < line.rindex("\u2069")
    assert sum(":" in line for line in cards) > len(cards) / 2


def test_width_is_that_of_the_option_the_environment_or_the_terminal(spawn: Run) -> None:
    words = ("counts", "isfahan")
    assert "Said by: " in at_terminal(*words, columns=60)
    assert "Said by: " not in at_terminal(*words, columns=160)
    assert "Said by: " in at_terminal(*words, columns=160, env={"COLUMNS": "60"})
    assert "Said by: " in at_terminal("--width", "60", *words, columns=160)
    assert "Said by: " in spawn(*words, "--width=60").out
    assert "Said by: " not in spawn(*words, env={"COLUMNS": "60"}).out, "a pipe has no width"
    assert spawn("--width", "wide", *words).code == 2
    for few in ("0", "-3", "1"):
        assert "Said by:" in spawn("--width", few, *words).out


def test_a_question_is_wrapped_by_words_and_stays_the_same_query() -> None:
    import pyoxigraph as ox

    from cityties.query.questions import list_questions

    for columns in (60, 80):
        lines = plain(at_terminal("question", "is_sister_city", columns=columns))
        assert max(map(len, lines)) <= columns
        assert "Whether two cities are sister cities, and what else the data" in lines[0]
    from cityties.cli.output import wrapped_code

    seen = 0
    for question in list_questions():
        text = re.sub("#: values.*", "", question.text)
        folded = wrapped_code(text, 40)
        seen += folded != text
        store = ox.Store()
        prefixes = {"rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
        for query in (text, folded):
            store.query(query, prefixes=prefixes)
        bare = "".join(line for line in text.splitlines(True) if not line.lstrip().startswith("#"))
        again = "".join(
            line for line in folded.splitlines(True) if not line.lstrip().startswith("#")
        )
        assert again.split() == bare.split()
    assert seen > 30


def test_no_color() -> None:
    assert "\x1b[1m" in at_terminal("ties", "porto")
    assert not re.search(
        r"\x1b\[[0-9;]*[34][0-9]", at_terminal("ties", "porto", env={"NO_COLOR": "1"})
    )


def test_a_build_shows_its_progress_at_a_terminal_only(tmp_path: Path) -> None:
    text = at_terminal("ties", "porto", env={"CITYTIES_CACHE": str(tmp_path / "new")})
    # The first step; later ones may be over before the bar is drawn again.
    assert "claims" in text
    assert "claims" not in at_terminal(
        "-q", "ties", "porto", env={"CITYTIES_CACHE": str(tmp_path / "newer")}
    )


def test_a_cache_that_cannot_be_written_is_no_fault(spawn: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for cache in (tmp_path / "file", tmp_path / "file" / "cache"):
        done = spawn("ties", "porto", "-f", "json", env={"CITYTIES_CACHE": str(cache)})
        assert done.code == 0
        assert json.loads(done.out)
        assert done.err == ""
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_read_only_home_is_no_fault(spawn: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".cache").write_text("")  # also root cannot make a folder in a file
    env = {"HOME": str(home), "CITYTIES_CACHE": "", "XDG_CACHE_HOME": ""}
    done = spawn("counts", "isfahan", "-f", "json", env=env)
    assert done.code == 0
    assert done.err == ""
    done = spawn("cache", "info", env=env)
    assert done.code == 0
    assert "in memory" in done.err


def test_data_and_store_come_from_the_environment_too(
    spawn: Run, small: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for path in small.iterdir():
        lines = path.read_text("utf-8").splitlines(keepends=True)
        (other / path.name).write_text(lines[0], "utf-8")
    both = os.pathsep.join([str(small), str(other)])
    done = spawn("ties", "--no-shipped", "-f", "jsonl", env={"CITYTIES_DATA": both})
    assert done.code == 0, done.err
    assert 2 < len(done.out.splitlines()) < 20
    store = str(tmp_path / "store")
    build = spawn("build", "--no-shipped", "--data", str(small), "--store", store, "-f", "json")
    assert json.loads(build.out)["where"].startswith(store)
    again = spawn("ties", "-f", "jsonl", env={"CITYTIES_STORE": store})
    assert again.out == done.out


def test_cache_info_and_clear(spawn: Run, tmp_path: Path) -> None:
    env = {"CITYTIES_CACHE": str(tmp_path / "cache")}
    assert "0 graphs" in spawn("cache", "info", env=env).out
    spawn("ties", "porto", env=env)
    assert "1 graph," in spawn("cache", "info", env=env).out
    assert spawn("cache", "clear", env=env).out.startswith("Removed: 1 graph,")
    assert "0 graphs" in spawn("cache", "info", env=env).out


@pytest.mark.parametrize("place", ["before", "behind", "environment"])
def test_persian(spawn: Run, place: str) -> None:
    words = ["ties", "اصفهان", "--on", "۲۰۲۱-۰۸-۰۱"]
    env = {}
    if place == "before":
        words = ["--lang", "fa", *words]
    elif place == "behind":
        words = [*words, "--lang=fa"]
    else:
        env = {"CITYTIES_LANG": "fa"}
    out = spawn(*words, env=env).out
    lines = out.splitlines()
    assert "وضعیت" in lines[0]
    assert "خواهرخواندگی" in out
    table = "\n".join(lines[:-1])
    assert not re.search(r"\b[0-9]+\b", table), "digits are Persian"
    assert "\u2068" in lines[-1], "the id in a Persian line keeps its direction"


def test_persian_help_and_errors(spawn: Run) -> None:
    for words in (["--help"], ["ties", "--help"], ["query", "--help"]):
        done = spawn("--lang", "fa", *words)
        assert done.code == 0
        assert len(PERSIAN.findall(done.out)) > 100
    done = spawn("ties", "Isfahn", "--lang", "fa")
    assert done.code == 1
    assert PERSIAN.search(done.err)
    assert "isfahan" in done.err


def test_without_a_command_the_help_is_printed(spawn: Run) -> None:
    done = spawn()
    assert done.code == 0
    assert done.out == spawn("--help").out
    for group in ("cache", "data", "load"):
        done = spawn(group)
        assert done.code == 0
        assert done.out == spawn(group, "--help").out


def test_completion(spawn: Run) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_CITYTIES_COMPLETE" in spawn("completion", shell).out
    env = {"_CITYTIES_COMPLETE": "bash_complete", "COMP_WORDS": "cityties ti", "COMP_CWORD": "1"}
    assert spawn(env=env).out.split() == ["plain,ties"]
    env |= {"COMP_WORDS": "cityties ties --channel po", "COMP_CWORD": "3"}
    assert spawn(env=env).out.split() == ["plain,political"]


def test_a_timeout_ends_the_query(spawn: Run) -> None:
    start = time.monotonic()
    done = spawn(
        "query", "--timeout", "1", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    )
    assert done.code == 1
    assert "more than 1 s" in done.err
    assert time.monotonic() - start < 30


K = "2021-05-31"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose readings know what was published by a day."""
    import cityties

    folder = tmp_path_factory.mktemp("known") / "store"
    cityties.open(store=folder, build=True, known_by=K)
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ["ties", "porto"], ["ties", "-f", "json"], ["history", "isfahan", "porto"],
        ["counts", "isfahan"], ["conflicts", "-f", "csv"], ["query", "ASK { ?s a ct:Tie }"],
        ["export", "-", "--format", "csv"], ["path", "isfahan", "porto"],
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_the_day_of_a_store_is_obeyed_and_what_is_withheld_is_printed(
    run: Run, known: Path, words: list[str]
) -> None:
    stored = run(*words, "--store", str(known))
    assert "163 claims are withheld" in stored.err
    assert "31 May 2021" in stored.err
    if words[0] == "query":
        return
    given = run(*words, "--known-by", K)
    assert "163 claims are withheld" in given.err
    ids = re.compile("[0-9a-f]{12,64}")  # the content id is another one
    assert ids.sub("", stored.out) == ids.sub("", given.out)
    assert ids.sub("", run(*words).out) != ids.sub("", given.out)


def test_a_store_of_a_day_opens_maps_and_snapshots_as_of_that_day(
    run: Run, known: Path, tmp_path: Path
) -> None:
    import cityties
    from cityties.page import read_block

    g = cityties.open(store=known)
    assert g.withheld() == 163
    assert {row["known_by"] for row in g.ties()} == {K}
    assert len(g.ties()) == len(cityties.open().ties(known_by=K)) < len(cityties.open().ties())
    tie = "ASK { ?s ct:party id:porto , id:isfahan ; ct:status code:in_force }"
    assert not g.query(tie)
    assert cityties.open().query(tie)
    assert read_block(g.page("isfahan"))["meta"]["known_by"] == K
    done = run("snapshot", "create", str(tmp_path / "kept"), "--store", str(known))
    assert done.code == 0
    assert "163 claims are withheld" in done.err
    from cityties.store.snapshots import read_snapshot

    assert str(read_snapshot(tmp_path / "kept").known_by) == K


def test_without_a_day_nothing_is_said_to_be_withheld(run: Run) -> None:
    assert "withheld" not in run("ties", "porto").err


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("pass", ""),
        ("import atexit; atexit.register(print, 'at exit')", "at exit\n"),
        (
            "import threading, time\n"
            "threading.Thread(target=lambda: (time.sleep(0.5), print('later'))).start()",
            "later\n",
        ),
    ],
    ids=["nothing", "exit handler", "thread"],
)
@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["ties", "nowhere-at-all"], 1)])
def test_the_end_waits_for_what_is_still_to_be_done(
    words: list[str], code: int, before: str, said: str
) -> None:
    program = f"import sys; {before}\nfrom cityties.cli import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert (done.stdout + done.stderr).replace(said, "", 1).strip()
    assert done.stdout.endswith(said)
