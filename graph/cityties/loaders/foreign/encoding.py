"""Which letters the bytes of a table of others mean: a mark, UTF-8, else a guess that is said.

A text in an old code page does not say in which. What it can be is tried: the right one has
whole words of one alphabet, no signs inside words, and names of countries that exist.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.language.names import did_you_mean
from cityties.loaders.foreign.countries import code_of_country
from cityties.loaders.foreign.titles import meanings

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What a file may begin with, and the encoding that it then has."""

_ALPHABETS: Final = {
    "cp1252": (
        "äöüß", "àâçéèêëîïôùûüœæ", "àèéìíòóùú", "áéíñóúü", "ãáâàçéêíóôõú", "åäöé", "æøåé",
        "áðéíóúýþæö", "àéèïíóòúüç", "ëéïóáè",
    ),
    "cp1250": (
        "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîșşțţ", "čćđšž",
        "äöüß",
    ),
    "cp1251": (
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгдежзийклмнопрстуфхцчшщъьюя",
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдђежзијклљмнњопрстћуфхцчџш",
    ),
    "cp1253": ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",),
    "cp1254": ("çğıöşüâîiû",),
    "cp1256": ("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگکی",),
    "cp1257": ("āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž"),
    "cp1255": ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",),
}  # fmt: skip
"""Code pages of Windows and the letters, beyond a to z, of the languages that they serve."""

_EAST: Final = ("gb18030", "big5", "shift_jis", "euc-kr")
_EAST_SCRIPTS: Final = frozenset(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA"))
_LATIN: Final = frozenset(("cp1252", "cp1250", "cp1254", "cp1257"))
"""Code pages whose languages write most letters of a word as a to z."""

_SAMPLE: Final = 200_000
_WORD: Final = re.compile(r"[^\W\d_]+")
_CELL: Final = re.compile(r"[^\t;,|\"\r\n]+")
_BESIDE: Final = re.compile(r"[^\W\d_a-zA-Z]\d|\d[^\W\d_a-zA-Z]")
_SIGNS: Final = frozenset("“”„‘’«»–—…№°´§€")
_PLAIN: Final = re.compile(r"(?:[^\W\d_]|[0-9 .,'’()/_-])+")
_SURE: Final = 0.6  # a text that reads worse is none
_CLEAR: Final = 1.2  # a text of other letters without one known word must read so well
_LEAST: Final = 0.5  # of the letters beyond a to z must belong to one alphabet


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of a file.

    Parameters
    ----------
    name : as Python calls it
    guessed : whether the file does not say so itself, and UTF-8 does not fit
    bad_bytes : whether some bytes mean nothing in it
    """

    name: str
    guessed: bool = False
    bad_bytes: bool = False


def find_encoding(data: bytes, chosen: str = "") -> Encoding | None:
    r"""Determine the encoding of a table; ``None`` if no encoding fits.

    Parameters
    ----------
    data : the whole file
    chosen : what the person said; ``""``: found out

    Raises
    ------
    UsageError
        If nobody knows the chosen encoding.

    Examples
    --------
    >>> find_encoding("obec;země\nPlzeň;Německo".encode("cp1250"))
    Encoding(name='cp1250', guessed=True, bad_bytes=False)
    >>> find_encoding("Wien".encode("utf-16")).name, find_encoding(b"Wien").name
    ('utf-16', 'utf-8')
    """
    if chosen:
        return _chosen(data, chosen)
    for mark, name in MARKS:
        if data.startswith(mark):
            return Encoding(name, bad_bytes=not _fits(data, name))
    if wide := _wide(data):
        return Encoding(wide, guessed=True, bad_bytes=not _fits(data, wide))
    if _fits(data, "utf-8"):
        return Encoding("utf-8")
    right, wrong = _utf8_parts(data)
    if right > 2 * wrong:
        return Encoding("utf-8", bad_bytes=True)
    found = _code_page(data)
    return Encoding(found, guessed=True, bad_bytes=not _fits(data, found)) if found else None


def _chosen(data: bytes, chosen: str) -> Encoding:
    try:
        info = codecs.lookup(chosen)
    except LookupError:
        info = None
    if info is None or not info._is_text_encoding:
        known = ["utf-8", "utf-16", *_ALPHABETS, *_EAST]
        message = _("unknown encoding {name!r}; try one of {names}")
        hint = did_you_mean(chosen.lower().replace("windows-", "cp"), known)
        message = message.format(name=chosen, names=", ".join(known))
        raise UsageError(f"{message}; {hint}" if hint else message)
    name = info.name
    if name == "utf-8" and data.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    return Encoding(name, bad_bytes=not _fits(data, name))


def _fits(data: bytes, name: str) -> bool:
    """Whether every byte means something, without keeping what."""
    decoder = codecs.getincrementaldecoder(name)()
    size = 1 << 20
    try:
        for start in range(0, len(data), size):
            decoder.decode(data[start : start + size])
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every second byte of Latin text is zero."""
    head = data[:4096]
    if len(head) < 4 or 0 not in head:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) / 5 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) / 5 and not odd else ""


def _utf8_parts(data: bytes) -> tuple[int, int]:
    """How many signs beyond ASCII are right UTF-8, and how many bytes are not."""
    text = data[: 16 * _SAMPLE].decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return sum(sign > "\x7f" for sign in text[:_SAMPLE]) - wrong, wrong


def _code_page(data: bytes) -> str:
    lines = [line for line in data[: 64 * _SAMPLE].split(b"\n") if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE]
    best, most = "", _SURE
    for name, alphabets in _ALPHABETS.items():
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        known = _known(text)
        if name in _LATIN and not _is_latin(text):
            continue
        score = _score(text, alphabets, known)
        if score > most and (known or name in _LATIN or score >= _CLEAR):
            best, most = name, score
    for name in _EAST:
        text = _east(sample, name)
        known = _known(text, 2)
        if known and known + 1.5 > most:
            best, most = name, known + 1.5
    return best


def _east(sample: bytes, name: str) -> str:
    """The sample in a code page of East Asia; blank if it is not of its scripts throughout."""
    try:
        text = codecs.getincrementaldecoder(name)().decode(sample)  # its end can cut a sign
    except UnicodeDecodeError:
        return ""
    letters = [sign for sign in text if sign > "\x7f" and sign.isalpha()]
    fits = sum(_script(sign) in _EAST_SCRIPTS for sign in letters)
    return text if fits >= 0.95 * len(letters) else ""


def _known(text: str, least: int = 3) -> int:
    """How many cells with a letter beyond a to z are countries or titles of columns."""
    cells = (cell.strip() for cell in _CELL.findall(text[:20_000]))
    return min(20, sum(
        not cell.isascii() and len(cell) >= least and _PLAIN.fullmatch(cell) is not None
        and (bool(code_of_country(cell)) or bool(meanings(cell)))
        for cell in cells
    ))  # fmt: skip


def _is_latin(text: str) -> bool:
    """Whether letters beyond a to z stand apart, as in European words, and not in rows."""
    rows = re.findall(r"[^\W\d_a-zA-Z]{2,}", text)
    letters = sum(sign > "\x7f" and sign.isalpha() for sign in text)
    return 2 * sum(map(len, rows)) <= letters


def _score(text: str, alphabets: Iterable[str], known: int) -> float:
    """How well a text reads: 1 if each letter beyond a to z is of one alphabet."""
    found = [sign for sign in text if sign > "\x7f" and not sign.isspace() and sign not in _SIGNS]
    if not found:
        return 0.01
    share = max(
        sum(sign.lower() in alphabet for sign in found) / len(found) for alphabet in alphabets
    )
    every = "".join(alphabets)
    union = sum(sign.lower() in every for sign in found) / len(found)
    if union < _LEAST:
        return 0.0
    odd = len(_BESIDE.findall(text))
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        inner = word[1:]
        if inner != inner.lower() and word != word.upper():
            odd += 1  # a capital inside a word
        if len({_script(sign) for sign in word}) > 1:
            odd += 1
    return share + 0.5 * union - odd / len(found) + known


def _script(sign: str) -> str:
    return unicodedata.name(sign, "?").partition(" ")[0]
