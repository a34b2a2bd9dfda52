"""The review form: what it shows, what it refuses, and that it decides as the command line does."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from running import running
from starlette.testclient import TestClient

from cityties.errors import UsageError
from cityties.intake import review
from cityties.intake.inbox import Inbox
from cityties.intake.known import Known
from cityties.intake.mentions import Names
from cityties.intake.proposer import propose
from cityties.intake.readers import read_text
from cityties.loaders.tables import load_folder
from cityties.model.rows import Tables
from cityties.serve.app import make_app
from cityties.serve.settings import Reviewed, Settings

HERE = "http://127.0.0.1"
WHEN = "2026-05-11T08:00:00+00:00"
TEXT = (
    "News of Isfahan\n"
    "The council met on Monday.\n"
    "Isfahan and Kazan signed a sister city agreement on 9 April 2025. "
    "Isfahan will sign a memorandum of understanding with Lyon.\n"
    "Isfahan sent two consignments of medical supplies to Kabul. "
    "Isfahan has not signed with Doha."
)
PERSIAN = "خبر روز\nیعقوب هوشیار، شهردار تبریز، گفت: تبریز و باکو خواهرخوانده هستند."


@pytest.fixture(scope="session")
def names(graph: Any) -> Names:
    return Names(graph.tables)


def put(box: Inbox, names: Names, text: str, publisher: str = "IMNA") -> None:
    article = read_text(text, published="2025-05-10", publisher=publisher)
    box.put(article, propose(article, names))


@pytest.fixture
def box(tmp_path: Path, names: Names) -> Inbox:
    made = Inbox(tmp_path / "inbox")
    put(made, names, TEXT)
    return made


@pytest.fixture
def here(graph: Any, box: Inbox, tmp_path: Path) -> Client:
    return Client(graph, box, tmp_path / "mine")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Call ``cityties WORDS`` in this process: the exit code, and what it complains of."""
    from cityties.cli import main

    def call(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(words)
        return code, capsys.readouterr().err

    return call


class Client:
    """A browser without scripts, inside this process."""

    def __init__(self, graph: Any, box: Inbox, into: Path | None) -> None:
        settings = Settings(review=Reviewed(box.folder, into, "Sara"))
        self.http = TestClient(make_app(graph, settings), base_url=HERE, follow_redirects=False)

    def get(self, path: str, **more: Any) -> Any:
        return self.http.get(path, **more)

    @property
    def token(self) -> str:
        text = self.http.get("/review/new/people").text
        found = re.search(r'name="token" value="([\w-]{43})"', text)
        assert found
        return found[1]

    def post(self, path: str, *, origin: str = HERE, token: str = "", **fields: str) -> Any:
        headers = {"origin": origin} if origin else {}
        data = {"token": token or self.token, **fields}
        return self.http.post(path, data=data, headers=headers)

    def decide(self, candidate: str, verdict: str, **fields: str) -> Any:
        return self.post(f"/review/c/{candidate}", verdict=verdict, who="Sara", **fields)


def ids(box: Inbox) -> list[str]:
    return [item.candidate.id for item in review.queue(box, every=True)]


def tables(folder: Path, repository: Path) -> Tables:
    return load_folder(folder, known=load_folder(repository / "data"))


# --- on and off ---------------------------------------------------------------------------


def test_without_the_setting_there_is_no_form_and_nothing_writes(graph: Any) -> None:
    client = TestClient(make_app(graph), base_url=HERE)
    for path in ("/review", "/review/undo", "/review/land", "/review/c/0123456789ab"):
        assert client.get(path).status_code == 404
        assert client.post(path, headers={"origin": HERE}).status_code in (404, 405)


@pytest.mark.parametrize(
    "more",
    [{"host": "0.0.0.0"}, {"host": "192.168.1.4"}, {"url": "https://x.example"}, {"cors": ("*",)}],
)
def test_others_than_this_machine_are_refused(tmp_path: Path, more: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="for this machine alone"):
        Settings(review=Reviewed(tmp_path), **more)


def test_the_command_refuses_another_host(run: Callable[..., Any], tmp_path: Path) -> None:
    code, said = run("serve", "--inbox", str(tmp_path), "--host", "0.0.0.0", "--once")
    assert code == 2
    assert "leave out --host, --url, --cors" in said
    code, said = run("serve", "--into", str(tmp_path / "mine"), "--once")
    assert code == 2
    assert "--inbox DIR" in said


# --- what is shown ------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("fa", "rtl"), ("de", "ltr")])
def test_the_pages_are_in_each_language(
    here: Client, box: Inbox, lang: str, direction: str
) -> None:
    for path in ("/review", f"/review/c/{ids(box)[0]}", "/review/new/posts"):
        found = here.get(f"{path}?lang={lang}")
        assert found.status_code == 200
        assert f'<html lang="{lang}" dir="{direction}">' in found.text
        assert found.headers["cache-control"] == "no-store"
        assert found.headers["referrer-policy"] == "same-origin"
        policy = found.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.findall(r"<script(?! src=)|<style| style=| on\w+=", found.text)


def test_the_queue_shows_how_far_each_article_is(here: Client, box: Inbox) -> None:
    here.decide(ids(box)[0], "reject")
    text = here.get("/review").text
    assert "1 of 3 decided" in text
    assert f'href="/review/c/{ids(box)[1]}?lang=en">Go on' in text
    assert "it is denied" in text and "Isfahan has not signed with Doha." in text


def test_a_candidate_is_shown_in_its_paragraph_beside_what_is_known(
    here: Client, box: Inbox
) -> None:
    text = here.get(f"/review/c/{ids(box)[0]}").text
    assert "<mark>Isfahan and Kazan signed a sister city agreement on 9 April 2025.</mark>" in text
    assert '<p class="around">The council met on Monday.</p>' in text
    assert '<p class="around">Isfahan sent two consignments' in text
    assert '<option value="sister_city" selected>' in text
    assert 'name="when" value="2025-04-09"' in text
    assert "rules tie:sister_city/in_force/and" in text
    assert 'href="/id/claim/c-' in text
    assert re.search(r'class="reading">Reading: <bdi>[^<]+</bdi>', text)
    assert f'id="next" rel="next" href="/review/c/{ids(box)[1]}' in text
    assert here.get("/review/c/0123456789ab").status_code == 404
    assert here.get("/review/c/%3Cscript%3E").status_code == 404


def test_what_would_be_disagreed_on_is_said_in_words(here: Client, box: Inbox) -> None:
    plan = {"aspect": "plan", "when": ""}
    text = here.decide(ids(box)[0], "compare", **plan).text
    found = re.search(r'class="wrong">Would disagree: (.*?)</p>', text)
    assert found
    assert "in force" in found[1] and "in_force" not in found[1]
    assert "contradicts what is known" in text


def test_hostile_text_of_an_article_is_text(graph: Any, names: Names, tmp_path: Path) -> None:
    box = Inbox(tmp_path / "inbox")
    put(box, names, "<script>alert(1)</script>\nIsfahan signed a twinning with Kazan <b onx=1>.")
    text = Client(graph, box, None).get(f"/review/c/{ids(box)[0]}").text
    assert "<script>alert" not in text
    assert "&lt;b onx=1&gt;" in text


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://evil.example", 403), ("null", 403), ("", 403), ("http://127.0.0.1:81", 403),
        ("https://127.0.0.1", 403), ("http://localhost", 403), (HERE, 303),
    ],
)  # fmt: skip
def test_only_a_page_of_this_server_decides(
    here: Client, box: Inbox, origin: str, status: int
) -> None:
    found = here.post(f"/review/c/{ids(box)[0]}", origin=origin, verdict="accept", who="A")
    assert found.status_code == status
    assert len(review.decisions(box)) == (status == 303)


def test_without_the_secret_nothing_is_done(here: Client, box: Inbox) -> None:
    put_in = {"verdict": "accept", "who": "A"}
    for path in (f"/review/c/{ids(box)[0]}", "/review/undo", "/review/land", "/review/new/people"):
        for token in ("x" * 43, "ن", here.token[:-1]):
            found = here.post(path, token=token, **put_in)
            assert found.status_code == 403
            assert "open the page once more" in found.json()["detail"]
    assert review.decisions(box) == []


def test_what_is_not_a_form_of_ours_is_refused(here: Client, box: Inbox, tmp_path: Path) -> None:
    path = f"/review/c/{ids(box)[0]}"
    headers = {"origin": HERE}
    body = {"token": here.token, "verdict": "accept", "who": "A"}
    assert here.http.post(path, json=body, headers=headers).status_code == 415
    assert here.http.post(path, content="token=x", headers=headers).status_code == 415
    assert here.decide(ids(box)[0], "accept", note="x" * 70_000).status_code == 413
    assert here.decide(ids(box)[0], "accept", **{f"f{n}": "" for n in range(80)}).status_code == 400
    assert here.decide(ids(box)[0], "accept", locator="s99").status_code == 400
    assert here.decide(ids(box)[0], "acept").status_code == 400
    assert here.http.get("/review/undo").status_code in (404, 405)
    assert review.decisions(box) == []
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("when", "soon", "soon"),
        ("parties", "isfahan;Nowhere-at-all", "none of the cities"),
        ("said_by", "nobody-at-all@mayor-isfahan", "nobody-at-all"),
        ("topics", "culture_herit", "culture_herit"),
        ("who", " ", "name who decides"),
    ],
)
def test_a_wrong_field_is_said_at_the_field_and_kept(
    here: Client, box: Inbox, field: str, value: str, says: str
) -> None:
    fields = {"verdict": "accept", "who": "Sara", "note": "kept", field: value}
    found = here.post(f"/review/c/{ids(box)[0]}", **fields)
    assert found.status_code == 400
    alert = re.search(r'role="alert".*?</div>', found.text, re.DOTALL)
    assert alert and says in alert[0]
    control = re.search(rf'<(?:input|select|textarea) id="f-{field}"[^>]*>', found.text)
    assert control and 'aria-invalid="true"' in control[0]
    assert ">kept</textarea>" in found.text
    assert review.decisions(box) == []


# --- decisions ----------------------------------------------------------------------------


def test_form_terminal_and_workbook_keep_the_same_bytes(
    here: Client, box: Inbox, names: Names, tmp_path: Path, run: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    openpyxl = pytest.importorskip("openpyxl")
    from cityties.intake.sheet import read_decisions, review_bytes

    monkeypatch.setattr(review, "now", lambda: WHEN)
    gist = "Kazan and Isfahan are sisters now."
    first, second, third = ids(box)
    text = here.get(f"/review/c/{first}").text
    # All fields, as a browser sends them: those that nobody touched change nothing.
    sent = dict(re.findall(r'<input id="f-(\w+)" name="\w+" value="([^"]*)"', text))
    for name, options in re.findall(r'<select id="f-(\w+)".*?>(.*?)</select>', text):
        chosen = re.search(r'value="(\w*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    for name, value in re.findall(r'<textarea id="f-(\w+)".*?>(.*?)</textarea>', text, re.DOTALL):
        sent[name] = value.replace("&#39;", "'") + "\r\n"
    assert len(sent) > 20
    here.post(f"/review/c/{first}", **{**sent, "gist": gist, "verdict": "accept", "who": "Sara"})
    here.decide(second, "reject", note="is not kept")
    here.decide(third, "later")
    by_form = box.decisions_file.read_bytes()
    assert by_form.count(b"\n") == 3

    box.decisions_file.unlink()
    inbox = str(box.folder)
    for args in (("--accept", first, "--set", f"gist={gist}"), ("--reject", second[:6]),
                 ("--later", third)):  # fmt: skip
        assert run("review", inbox, *args, "--who", "Sara")[0] == 0
    assert box.decisions_file.read_bytes() == by_form

    box.decisions_file.unlink()
    items = review.queue(box)
    known = Known(names.tables)
    file = tmp_path / "candidates.xlsx"
    file.write_bytes(review_bytes(
        items, {i.candidate.id: known.compare(i.candidate, i.stored.article) for i in items}
    ))  # fmt: skip
    book = openpyxl.load_workbook(file)
    sheet = book["candidates"]
    head = [cell.value for cell in sheet[1]]
    for line, verdict in enumerate(("accept", "reject", "later"), start=2):
        sheet.cell(line, head.index("verdict") + 1).value = verdict
    sheet.cell(2, head.index("gist") + 1).value = gist
    book.save(file)
    review.decide_all(box, read_decisions(file, review.queue(box, every=True)), "Sara")
    assert box.decisions_file.read_bytes() == by_form


def test_after_a_decision_comes_the_next_open_candidate_and_then_the_landing(
    here: Client, box: Inbox
) -> None:
    first, second, third = ids(box)
    assert f"/review/c/{second}?" in here.decide(first, "accept").headers["location"]
    assert f"/review/c/{first}" not in here.decide(third, "reject").headers["location"]
    done = here.decide(second, "later")
    assert done.status_code == 303
    assert "/review/land?" in done.headers["location"]
    assert "1 candidate waits" in here.get(done.headers["location"]).text
    assert here.get("/review").text.count(f"/review/c/{second}") == 2  # what is left is offered


def test_undo_goes_back_to_the_candidate(here: Client, box: Inbox) -> None:
    first = ids(box)[0]
    here.decide(first, "reject")
    found = here.post("/review/undo")
    assert f"/review/c/{first}?" in found.headers["location"]
    assert review.decisions(box) == []
    assert "taken back" in here.get(found.headers["location"]).text
    assert "said=nothing" in here.post("/review/undo").headers["location"]


def test_names_in_any_script_become_ids_and_the_tie_follows(here: Client, box: Inbox) -> None:
    assert here.decide(ids(box)[0], "accept", parties="Isfahan; قازان").status_code == 303
    assert review.decisions(box)[-1].changes == {}  # the same two cities
    assert here.decide(ids(box)[0], "accept", parties="Isfahan; باکو").status_code == 303
    assert review.decisions(box)[-1].changes == {
        "parties": "baku;isfahan", "about": "tie/baku+isfahan/sister_city",
    }  # fmt: skip


def test_compare_shows_what_the_reading_would_become_and_decides_nothing(
    here: Client, box: Inbox
) -> None:
    found = here.decide(ids(box)[1], "compare", status="drafted", aspect="change")
    assert found.status_code == 200
    assert "<strong>drafted</strong>" in found.text
    assert '<option value="drafted" selected>' in found.text
    assert review.decisions(box) == []


def test_a_city_is_suggested_by_its_name(here: Client) -> None:
    found = here.get("/review/suggest", params={"q": "قازان"}).json()["result"]
    assert found[0]["id"] == "kazan"
    assert here.get("/review/suggest").json() == {"result": []}


def test_a_person_without_a_latin_name_gets_one(
    graph: Any, names: Names, tmp_path: Path, repository: Path
) -> None:
    box = Inbox(tmp_path / "inbox")
    put(box, names, PERSIAN, "شهرداری تبریز")
    here = Client(graph, box, tmp_path / "mine")
    role = next(i.candidate.id for i in review.queue(box) if i.candidate.cells["type"] == "role")
    assert 'id="f-name_en"' in here.get(f"/review/c/{role}").text
    refused = here.decide(role, "accept")
    assert refused.status_code == 400
    assert re.search(r'id="f-name_en"[^>]*aria-invalid', refused.text)
    assert here.decide(role, "accept", name_en="Yaghoub Houshyar").status_code == 303
    here.post("/review/land")
    (person,) = tables(tmp_path / "mine", repository).people
    assert person.id == "yaghoub-houshyar"


# --- new things, and the landing ----------------------------------------------------------


def test_people_places_and_posts_are_added_on_the_spot(
    here: Client, box: Inbox, tmp_path: Path, repository: Path
) -> None:
    first = ids(box)[0]
    found = here.post("/review/new/people", back=first, name_en="Rustam Test", name_fa="رستم")
    assert found.headers["location"].startswith(f"/review/c/{first}?")
    assert "rustam-test" in here.get(found.headers["location"]).text
    assert here.post("/review/new/places", name_en="Testopolis", kind="city",
                     country="France").status_code == 303  # fmt: skip
    post = {"role": "mayor", "of": "Testopolis", "name_en": "Mayor of Testopolis"}
    assert here.post("/review/new/posts", holders="Rustam Test", **post).status_code == 303
    made = tables(tmp_path / "mine", repository)
    assert [(one.id, one.country) for one in made.places] == [("testopolis", "FR")]
    assert [(one.id, one.of, one.holders) for one in made.posts] == [
        ("mayor-testopolis", "testopolis", ("rustam-test",))
    ]
    done = here.decide(
        first, "accept", parties="isfahan;Testopolis", said_by="rustam-test@mayor-testopolis"
    )
    assert done.status_code == 303
    for table, fields in (
        ("people", {"name_en": "رستم"}), ("people", {"name_en": "Rustam Test"}),
        ("places", {"name_en": "X", "kind": "city", "country": "Nowhere"}),
        ("posts", {"role": "mayor", "of": "nowhere-at-all", "name_en": "M"}),
        ("posts", {"role": "mayor", "of": "kazan", "name_en": "M", "holders": "Nobody At All"}),
    ):  # fmt: skip
        refused = here.post(f"/review/new/{table}", **fields)
        assert refused.status_code == 400, fields
        assert 'role="alert"' in refused.text
    assert here.get("/review/new/claims").status_code == 404


def test_without_a_folder_nothing_is_written_and_the_command_is_shown(
    graph: Any, box: Inbox
) -> None:
    here = Client(graph, box, None)
    assert here.decide(ids(box)[0], "accept").status_code == 303
    assert f"cityties review {box.folder} --into FOLDER" in here.get("/review/land").text
    assert here.post("/review/land").status_code == 303
    assert here.post("/review/new/people", name_en="A B").status_code == 400


def test_what_would_change_is_shown_before_it_is_written(
    here: Client, box: Inbox, tmp_path: Path, repository: Path
) -> None:
    here.decide(ids(box)[0], "accept")
    here.decide(ids(box)[1], "accept")
    text = here.get("/review/land").text
    assert not (tmp_path / "mine").exists()
    assert "Isfahan – Lyon" in text and "announced" in text
    assert "0 errors" in text
    assert 'id="write"' in text
    done = here.post("/review/land")
    assert done.headers["location"].startswith("/review/done")
    text = here.get("/review/done").text
    assert "claims.csv" in text and "c-" in text
    claims = tables(tmp_path / "mine", repository).claims
    assert len(claims) == 2
    again = here.get("/review/land").text
    assert "Nothing new to write." in again and 'id="write"' not in again


def test_landed_claims_are_on_the_pages_at_once(graph: Any, box: Inbox, tmp_path: Path) -> None:
    import cityties

    into = tmp_path / "mine"
    with running(graph, review=Reviewed(box.folder, into, "Sara")) as server:
        server.site.reopen = lambda: cityties.open(data=[into])
        with server.client() as client:
            first = ids(box)[1]
            page = client.get(f"/review/c/{first}").text
            token = re.search(r'name="token" value="([\w-]+)"', page)
            assert token
            sent = {"token": token[1], "verdict": "accept", "who": "Sara"}
            headers = {"origin": server.address}
            found = client.post(f"/review/c/{first}", data=sent, headers=headers)
            assert found.status_code == 303
            assert client.get("/id/tie/isfahan+lyon/cooperation_mou").status_code == 404
            found = client.post("/review/land", data={"token": token[1]}, headers=headers)
            assert found.status_code == 303
            page = client.get("/id/tie/isfahan+lyon/cooperation_mou.html")
            assert page.status_code == 200
            assert "Lyon" in page.text
            old = client.post(
                "/review/undo", data={"token": token[1]}, headers={"origin": "http://evil.example"}
            )
            assert old.status_code == 403


# --- in a browser -------------------------------------------------------------------------


@pytest.fixture
def reviewed(graph: Any, box: Inbox, tmp_path: Path) -> Iterator[Any]:
    with running(graph, seconds=30, review=Reviewed(box.folder, tmp_path / "mine")) as server:
        yield server


@pytest.fixture
def open_page(browser: Any, reviewed: Any) -> Iterator[Callable[..., Any]]:
    made, wrong = [], []

    def go(path: str, **options: Any) -> Any:
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en", **options}
        )
        made.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)  # a graph is built before the landing
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: None if "status of 400" in said.text
                else wrong.append(said.text))  # fmt: skip
        page.goto(reviewed.address + path)
        return page

    yield go
    for context in made:
        context.close()
    assert not wrong


def has_focus(page: Any, wanted: str) -> bool:
    """Whether an element has the cursor, at once or within seconds: a page may still be loading."""
    end = time.monotonic() + 10
    while (
        page.evaluate("document.activeElement.id || document.activeElement.tagName") != wanted
        and time.monotonic() < end
    ):
        time.sleep(0.05)
    found = page.evaluate("document.activeElement.id || document.activeElement.tagName")
    return bool(found == wanted)


def test_a_whole_article_is_reviewed_by_keys(
    open_page: Callable[..., Any], box: Inbox, tmp_path: Path
) -> None:
    first, second, third = ids(box)
    page = open_page("/review")
    assert has_focus(page, "H1")
    page.click("#next")
    assert has_focus(page, "gist")
    page.keyboard.press("n")
    page.wait_for_url(f"**/{second}?**")
    page.keyboard.press("p")
    page.wait_for_url(f"**/{first}?**")
    page.keyboard.press("a")  # nobody is named yet: said, and the cursor is where it is missing
    page.wait_for_selector('[role="alert"]')
    assert has_focus(page, "f-who")
    page.keyboard.type("Sara")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_url(f"**/{second}?**")
    assert has_focus(page, "gist")
    page.keyboard.press("e")
    assert has_focus(page, "f-kind")
    page.focus("#f-note") if page.is_visible("#f-note") else page.click("summary")
    page.fill("#f-note", "a r l e are letters here")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.wait_for_url(f"**/{third}?**")
    page.keyboard.press("u")
    page.wait_for_url(f"**/{second}?**")
    assert has_focus(page, "gist")
    page.keyboard.press("r")
    page.wait_for_url(f"**/{third}?**")
    page.keyboard.press("l")
    page.wait_for_url("**/review/land?**")
    assert [(d.candidate, d.verdict, d.who) for d in review.decisions(box)] == [
        (first, "accept", "Sara"), (second, "reject", "Sara"), (third, "later", "Sara"),
    ]  # fmt: skip
    page.click("#write")
    page.wait_for_url("**/review/done**")
    assert (tmp_path / "mine" / "claims.csv").is_file()


def test_keys_work_on_a_persian_keyboard_and_can_be_switched_off(
    open_page: Callable[..., Any], box: Inbox
) -> None:
    first, second, _third = ids(box)
    page = open_page(f"/review/c/{first}?lang=fa", locale="fa")
    send = "(key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, code: 'KeyN', bubbles: true}))"  # noqa: E501
    page.evaluate(send, "د")
    page.wait_for_url(f"**/{second}?**")
    page.check("#keys-off")
    page.reload()
    page.keyboard.press("p")
    page.keyboard.press("r")
    page.wait_for_timeout(300)
    assert second in page.url
    assert review.decisions(box) == []


def test_a_key_that_is_held_down_decides_once(open_page: Callable[..., Any], box: Inbox) -> None:
    page = open_page(f"/review/c/{ids(box)[0]}")
    page.fill("#f-who", "Sara")
    page.keyboard.press("Escape")
    for _ in range(6):  # without a release between: repeated
        page.keyboard.down("r")
    page.wait_for_timeout(800)
    page.keyboard.up("r")
    assert len(review.decisions(box)) == 1


def test_it_works_without_scripts(open_page: Callable[..., Any], box: Inbox) -> None:
    page = open_page(f"/review/c/{ids(box)[0]}", java_script_enabled=False)
    page.fill("#f-who", "Sara")
    page.fill("#f-when", "2025-04")
    page.press("#f-when", "Enter")  # a line break compares, and never decides
    page.wait_for_load_state()
    assert review.decisions(box) == []
    assert page.input_value("#f-when") == "2025-04"
    page.click('.buttons [value="accept"]')
    page.wait_for_url(f"**/{ids(box)[1]}?**")
    assert review.decisions(box)[0].changes == {"when": "2025-04"}


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("fa", "dark")])
def test_no_state_of_the_form_has_barriers(
    open_page: Callable[..., Any], barriers: Callable[[Any], list[str]], box: Inbox,
    lang: str, scheme: str,
) -> None:  # fmt: skip
    first = ids(box)[0]
    page = open_page(f"/review?lang={lang}", color_scheme=scheme)
    assert barriers(page) == []
    page.goto(page.url.replace("/review?", f"/review/c/{first}?"))
    assert barriers(page) == []
    page.click('.buttons [value="accept"]')  # nobody is named
    page.wait_for_selector('[role="alert"]')
    assert barriers(page) == []
    page.fill("#f-who", "Sara")
    page.click("#compare")
    page.wait_for_load_state()
    page.click('.buttons [value="accept"]')
    page.wait_for_selector("#note")
    assert barriers(page) == []
    page.click('a[href*="/review/new/posts"]')
    page.wait_for_selector("#new")
    assert barriers(page) == []
    base = page.url.partition("/review")[0]
    page.goto(f"{base}/review/land?lang={lang}")
    assert barriers(page) == []
    page.click("#write")
    page.wait_for_url("**/review/done**")
    assert barriers(page) == []


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_controls_are_large_and_nothing_is_cut(
    open_page: Callable[..., Any], box: Inbox, lang: str, width: int
) -> None:
    for path in ("/review", f"/review/c/{ids(box)[0]}", "/review/new/places"):
        page = open_page(f"{path}?lang={lang}", viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.evaluate(
            """() => [...document.querySelectorAll(
              "main button, main a, main input:not([type=hidden]), main select, main summary, " +
              "main textarea")]
            .filter((one) => !one.closest("li, blockquote") && !one.classList.contains("unseen"))
            .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))"""
        )
        assert small == []
