from __future__ import annotations

from cityties.intake.text import plain, split


def test_sentences_end_at_signs_and_lines() -> None:
    text = (
        "Title\nHe met Dr. Field of St. Petersburg. “We go,” he said.\nشهردار آمد. شهر خندید؟ بله!"
    )
    assert [one.text for one in split(text)] == [
        "Title", "He met Dr. Field of St. Petersburg.", "“We go,” he said.",
        "شهردار آمد.", "شهر خندید؟", "بله!",
    ]  # fmt: skip


def test_a_sentence_is_a_slice_of_the_text() -> None:
    text = "  One.  “Two,”\u00ad he said.\r\n\nشی‌آن «سه». Four"
    for one in split(text):
        assert text[one.start : one.end] == one.text


def test_plain_takes_out_what_only_looks_different() -> None:
    assert plain("خواهر‌خواندگيِ ۱۴ «شهر»") == 'خواهرخواندگی 14 "شهر"'
