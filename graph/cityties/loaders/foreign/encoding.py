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

_SAMPLE: Final = 200_000
_WORD: Final = re.compile(r"[^\W\d_]+")
_CELL: Final = re.compile(r"[^\t;,|\"\r\n]+")
_BESIDE: Final = re.compile(r"[^\W\d_a-zA-Z]\d|\d[^\W\d_a-zA-Z]")
_SIGNS: Final = frozenset("“”„‘’«»–—…№°´§€")
_SURE: Final = 0.6  # a text that reads worse is none
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
        known = ["utf-8", "utf-16", *_ALPHABETS]
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
        score = _score(text, alphabets)
        if score > most:
            best, most = name, score
    return best


def _score(text: str, alphabets: Iterable[str]) -> float:
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
    countries = sum(
        not cell.isascii() and bool(code_of_country(cell.strip()))
        for cell in _CELL.findall(text[:20_000])
    )
    return share + 0.5 * union - odd / len(found) + min(countries, 20)


def _script(sign: str) -> str:
    return unicodedata.name(sign, "?").partition(" ")[0]
