"""One Persian word for one thing, in commands, page, ontology, questions, guide and data."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from cityties.base import resources
from cityties.language import messages

TOP = Path(__file__).parent.parent

# What English says, and what Persian says for it wherever English does.
TERMS = {
    r"files?(?! extension)": "فایل",
    r"channels?": "سطح|سطوح",
    r"filters?": "فیلتر",
    r"licen[cs]es?": "مجوز|استفاده از داده",
    r"partners?": "طرف",
    r"cache": "حافظهٔ نهان",
    r"commands?": "دستور",
    r"evidence": "شواهد",
    r"snapshots?": "نسخهٔ ثابت|نسخه‌های ثابت",
    r"sister cit(?:y|ies)": "خواهرخوانده|خواهرخواندگی",
    r"measures?": "سنجه",
    r"layers?": "لایه",
    r"Last attested": "آخرین خبر",
    r"suspended": "تعلیق",
    r"shortest": "کوتاه‌ترین",
}

# Words that are archaic, literal or a second word for one of the things above.
BANNED = {
    "صافی": "فیلتر",
    "مجرا": "سطح ارتباط",
    "پرونده": "فایل",
    "پروانه": "مجوز",
    "گوینده": "به نقل از",
    "شمارها": "شمار",
    "درنگ": "مکث",
    "دگرگون": "تغییر",
    "گسسته": "قطع‌شده",
    "گسست": "قطع رابطه",
    "خواستنی": "مطلوب",
    "خواهرشهر": "شهر خواهرخوانده",
    "نهانگاه": "حافظهٔ نهان",
    "شریک": "شهر طرف",
    "فرمان": "دستور",
    "گزینش": "انتخاب",
    "واپسین": "آخرین",
    "بنگرید": "نگاه کنید",
    "برگزین": "انتخاب کنید",
    "خط بریده": "خط‌چین",
    "دستگیره": "نشانگر",
    "گواه‌": "شواهد",
    "پیش نهاد": "پیشنهاد کرد",
    "روا می‌": "مجاز",
    "مالیه": "امور مالی",
    "هم‌داستان": "هم‌نظر",
    "به حکم ساخت": "ناشی از شیوهٔ گردآوری",
    "خفته": "راکد",
    "می‌نگر": "بررسی",
    "نگریست": "بررسی",
}
LETTER = "[\u0600-\u06ff\u200c]"
# Longer words that hold one of those above and are another word.
OTHER_WORDS = re.compile("شماره|فرماندار|گواهی")
# Words of the data that mean something else there, or quote how a source calls a thing.
OF_THE_DATA = {"پرونده", "شریک"}


@cache
def catalogue() -> tuple[tuple[str, str], ...]:
    with (messages.LOCALE_DIR / "fa" / "LC_MESSAGES" / "cityties.po").open("rb") as stream:
        entries = [message for message in read_po(stream, locale="fa") if message.id]
    found: list[tuple[str, str]] = []
    for entry in entries:
        if isinstance(entry.id, str):
            found.append((entry.id, str(entry.string)))
        else:
            found += zip(entry.id, map(str, entry.string or ()), strict=True)
    return tuple(found)


def literals(name: str) -> list[str]:
    text = (resources.ontology_dir() / name).read_text("utf-8")
    return re.findall(r'"((?:[^"\\\n]|\\.)*)"@fa', text)


def questions() -> list[str]:
    folder = resources.ontology_dir() / "queries"
    return [
        text
        for path in sorted(folder.glob("*.rq"))
        for text in re.findall(r"(?m)^#\+ +fa: (.*)$", path.read_text("utf-8"))
    ]


def competency() -> list[str]:
    text = (resources.ontology_dir() / "competency-questions.md").read_text("utf-8")
    return [line for line in text.splitlines() if re.search(LETTER, line)]


def gists() -> list[str]:
    found = []
    for table in ("claims", "approval_rules"):
        with (resources.data_dir() / f"{table}.csv").open(newline="", encoding="utf-8") as stream:
            found += [row["gist_fa"] for row in csv.DictReader(stream)]
    return found


def guide() -> list[str]:
    pages = sorted((TOP / "docs" / "fa").glob("*.md"))
    texts = [line for page in pages for line in page.read_text("utf-8").splitlines()]
    for source in sorted((TOP / "docs" / "guide").glob("*.py")):
        texts += re.findall(r'"([^"\n]*[\u0600-\u06ff][^"\n]*)"', source.read_text("utf-8"))
    return [text for text in texts if re.search(LETTER, text)]


PLACES: dict[str, tuple[Callable[[], list[str]], int]] = {
    "messages": (lambda: [persian for _english, persian in catalogue()], 1600),
    "codes.ttl": (lambda: literals("codes.ttl"), 400),
    "cityties.ttl": (lambda: literals("cityties.ttl"), 250),
    "shapes.ttl": (lambda: literals("shapes.ttl"), 120),
    "questions": (questions, 150),
    "competency": (competency, 50),
    "guide": (guide, 150),
    "data": (gists, 800),
}


@pytest.mark.parametrize("place", PLACES)
def test_no_second_word_is_used(place: str) -> None:
    collect, at_least = PLACES[place]
    texts = collect()
    assert len(texts) >= at_least, f"only {len(texts)} texts were looked at"
    words = {word: BANNED[word] for word in BANNED if place != "data" or word not in OF_THE_DATA}
    pattern = re.compile(f"(?<!{LETTER})({'|'.join(words)})")
    found = [
        f"{hit[1]} → {words[hit[1]]}: {text}"
        for text in texts
        if (hit := pattern.search(OTHER_WORDS.sub("", text)))
    ]
    assert found == [], f"{len(texts)} texts were looked at"


@pytest.mark.parametrize("english", TERMS)
def test_a_term_has_one_persian_word(english: str) -> None:
    word = re.compile(rf"(?<![\w`{{-])(?:{english}|{english.capitalize()})(?![\w}}-])")
    found = [(one, other) for one, other in catalogue() if word.search(one)]
    assert found, f"no message speaks of {english}"
    wrong = [(one, other) for one, other in found if not re.search(TERMS[english], other)]
    assert wrong == [], f"{len(found)} messages were looked at"


def test_the_words_are_told_apart() -> None:
    pattern = re.compile(f"(?<!{LETTER})(?:{'|'.join(BANNED)})")
    assert pattern.search("گزارشی در مجرای رسمی")
    assert not pattern.search(OTHER_WORDS.sub("", "گواهی‌شده، شمارهٔ سطر"))
