"""Names in two scripts: folding for search, order, digits, half-spaces, slugs.

People type a name in many ways: with Arabic instead of Persian letters, with
or without accents, half-spaces and apostrophes. :func:`fold` brings all of
them to one form; it is for comparing, never for showing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from cityties.language.messages import N_, _
from cityties.start.patterns import regex

ZWNJ = "\u200c"
"""The half-space of Persian, which joins the parts of one word."""

_LATIN_DIGITS = "0123456789"
_PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
_TO_LATIN = str.maketrans(_PERSIAN_DIGITS + _ARABIC_DIGITS, _LATIN_DIGITS * 2)
_TO_PERSIAN = str.maketrans(_LATIN_DIGITS + _ARABIC_DIGITS, _PERSIAN_DIGITS * 2)

# Letters that Unicode does not take apart, and Arabic twins of Persian letters.
_LETTERS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ە": "ه", "ھ": "ه",
        "ہ": "ه", "ٱ": "ا", "ء": "", "ـ": "",
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
        "ħ": "h", "ŧ": "t", "ŋ": "n", "ə": "a", "ʻ": "", "ʼ": "", "ʹ": "",
    }
)  # fmt: skip
# Quotes and invisible signs stand inside a word: they go without leaving a blank.
_INSIDE = regex("['’‘‛`´ʾʿ\"“”„«»\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_BETWEEN = regex(r"[\W_]+")


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Bring a name to the form that searches compare.

    Lower case, no accents, no quotes, no half-spaces; Persian letters for
    Arabic ones; Latin digits; one blank between words.

    Parameters
    ----------
    text : a name in any script

    Examples
    --------
    >>> fold("Xi’an"), fold("Issy-les-Moulineaux"), fold("İzmir")
    ('xian', 'issy les moulineaux', 'izmir')
    >>> fold("كاشان") == fold("کاشان")
    True
    """
    # Taking compatibility signs apart can bring capitals back ("🄐" is "(A)").
    text = unicodedata.normalize("NFKD", text.casefold()).casefold()
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    text = _INSIDE.sub("", text.translate(_LETTERS).translate(_TO_LATIN))
    return _BETWEEN.sub(" ", text).strip()


def squeeze(text: str) -> str:
    """The folded name without blanks: "Ho Chi Minh" and "HoChiMinh" become one.

    Examples
    --------
    >>> squeeze("علی آباد") == squeeze("علی‌آباد")
    True
    """
    return fold(text).replace(" ", "")


def latin_digits(text: str) -> str:
    """Persian and Arabic digits as 0 to 9.

    Examples
    --------
    >>> latin_digits("۱۳۷۹")
    '1379'
    """
    return text.translate(_TO_LATIN)


def persian_digits(text: str) -> str:
    """Latin and Arabic digits as Persian ones.

    Examples
    --------
    >>> persian_digits("2000-10")
    '۲۰۰۰-۱۰'
    """
    return text.translate(_TO_PERSIAN)


def half_space(*parts: str) -> str:
    """Join the parts of one Persian word with half-spaces.

    Examples
    --------
    >>> half_space("شهر", "ها") == "شهر" + ZWNJ + "ها"
    True
    """
    return ZWNJ.join(parts)


# The Persian alphabet in its order; code points put پ چ ژ ک گ ی last.
_ALPHABET = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=100)}
_RANK[" "] = 0
_RANK.update({digit: rank for rank, digit in enumerate(_LATIN_DIGITS, start=1)})
_KEEP_MADDA = str.maketrans({"آ": "\ue000"})  # folding would make it a plain alef
_LATIN_AFTER = 1000


def persian_sort_key(text: str) -> tuple[tuple[int, ...], str]:
    """Key for sorting names in the order of the Persian alphabet.

    Latin names come after Persian ones, in their own order without accents.

    Examples
    --------
    >>> sorted(["یزد", "پکن", "تهران", "باکو"], key=persian_sort_key)
    ['باکو', 'پکن', 'تهران', 'یزد']
    """
    composed = unicodedata.normalize("NFC", text).translate(_KEEP_MADDA)
    ranks: list[int] = []
    for word in composed.split("\ue000"):
        ranks.extend(_RANK.get(sign, _LATIN_AFTER + ord(sign)) for sign in fold(f"x{word}x")[1:-1])
        ranks.append(_RANK["آ"])
    return tuple(ranks[:-1]), text


_PERSIAN_LETTER = f"[{_ALPHABET}ئؤأءة]"


def persian_faults(text: str) -> tuple[str, ...]:
    """What is badly typed in a Persian text; only what is certainly wrong.

    Parameters
    ----------
    text : a Persian text of any length; Latin words in it are left alone

    Returns
    -------
    tuple : one sentence for each kind of error, with its first place; empty if clean

    Examples
    --------
    >>> persian_faults("خواهرشهرهای اصفهان")
    ()
    >>> len(persian_faults("شهر ها مي آیند"))
    2
    """
    found = []
    for pattern, message in _fault_patterns():
        match = pattern.search(text)
        if match is not None:
            start, end = max(match.start() - 8, 0), match.end() + 8
            found.append(_(message).format(place=text[start:end].strip()))
    return tuple(found)


@lru_cache
def _fault_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    letter = _PERSIAN_LETTER
    return tuple(
        (re.compile(pattern), message)
        for pattern, message in (
            ("[يىك]", N_("Arabic ي or ك instead of Persian ی or ک: {place}")),
            (f"[{_ARABIC_DIGITS}]", N_("Arabic digits instead of Persian ones: {place}")),
            ("ـ", N_("a stretched letter: {place}")),
            # "ماه می" is the month of May
            (
                rf"(?<![\w{ZWNJ}])(?<!ماه )ن?می {letter}{{2}}",
                N_("a space after می instead of a half-space: {place}"),
            ),
            (
                rf"(?<={letter}) ها(?:ی|یی|یم|یت|یش|یمان|یتان|یشان)?(?![\w{ZWNJ}])",
                N_("a space before ها instead of a half-space: {place}"),
            ),
            (
                rf"(?<={letter}) ترین(?![\w{ZWNJ}])",
                N_("a space before ترین instead of a half-space: {place}"),
            ),
            (
                rf"{ZWNJ}{{2}}|(?<![\w}}]){ZWNJ}|{ZWNJ}(?![\w{{])",
                N_("a half-space between letters that do not join: {place}"),
            ),
            (
                rf"(?<={letter})[,;?]",
                N_("a Latin comma, semicolon or question mark after a Persian letter: {place}"),
            ),
            (r" [،؛؟.:!](?!\.)", N_("a space before a punctuation mark: {place}")),
            (r"(?<=\S)  +(?=\S)", N_("two spaces in a row: {place}")),
        )
    )


_UNREADABLE = regex(r"[^a-z0-9]+")


def slugify(name: str) -> str:
    """A slug for a name in Latin letters.

    Raises
    ------
    ValueError : if no Latin letter or digit is left (a name in another script)

    Examples
    --------
    >>> slugify("São Paulo"), slugify("Xi’an"), slugify("Kraków (Poland)")
    ('sao-paulo', 'xian', 'krakow-poland')
    """
    slug = _UNREADABLE.sub("-", fold(name)).strip("-")
    if not slug:
        raise ValueError(
            _("cannot make an id from {name}: write the name in Latin letters").format(name=name)
        )
    return slug


# Spellings that differ between transliterations of one name, longest first.
_SPELLINGS = (
    ("tch", "c"), ("sch", "s"), ("gh", "q"), ("kh", "x"), ("ch", "c"), ("sh", "s"), ("ph", "f"),
    ("th", "t"), ("ck", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("ei", "i"),
    ("ey", "i"), ("w", "v"), ("y", "i"), ("e", "i"), ("o", "u"), ("k", "q"),
)  # fmt: skip
_DOUBLED = regex(r"([^\W\d])\1+")  # not digits: "Town 11" is another one than "Town 1"
_SILENT = regex(r"(?<=[aiu])h(?![aiu])")


_NEAR = 0.66  # share of letters in common, as difflib counts; tried on the places of the data

_POORER = 0.12  # how much worse than the best a proposal may be
_LONGEST = 200  # letters of a value that are compared: no name is longer
_COMPARED = 400_000  # comparisons in a block of few_guesses
_COSTS = 50  # what a question costs in addition to its comparisons


@lru_cache(maxsize=16384)
def _skeleton(text: str) -> str:
    """A rough form in which Esfahan and Isfahan, Qazvin and Ghazvin are alike."""
    text = fold(text).replace(" ", "")
    for written, plain in _SPELLINGS:
        text = text.replace(written, plain)
    return _DOUBLED.sub(r"\1", _SILENT.sub("", text))


def spelling_key(name: str) -> str:
    """A rough form in which spellings of one name are mostly equal; for comparing only.

    Examples
    --------
    >>> spelling_key("Esfahan") == spelling_key("Isfahan")
    True
    """
    return _skeleton(name)


def closest(
    value: str, candidates: Iterable[str], *, limit: int = 3, near: float = _NEAR
) -> tuple[str, ...]:
    """The candidates that somebody may have meant, the likeliest first.

    Parameters
    ----------
    value : what was typed
    candidates : what would have been right (names, slugs or codes)
    limit : how many to give at most
    near : the share of letters in common that a candidate needs

    Returns
    -------
    tuple : from none to ``limit`` candidates; the same input gives the same order

    Examples
    --------
    >>> closest("Esfehan", ["tehran", "isfahan", "yazd"])
    ('isfahan',)
    >>> closest("sister-city", ["friendship_city", "sister_city"])
    ('sister_city',)
    >>> closest("delhi", ["new-delhi", "porto"])
    ('new-delhi',)
    """
    return _nearest(value, _forms(candidates), limit, near)


_Forms = list[tuple[str, str, str]]
"""Candidates in their order, each with its folded and its rough form."""


def _forms(candidates: Iterable[str]) -> _Forms:
    return [(each, fold(each), _skeleton(each)) for each in sorted(set(candidates))]


def _nearest(value: str, forms: _Forms, limit: int, near: float) -> tuple[str, ...]:
    from difflib import SequenceMatcher

    plain, rough = fold(value[:_LONGEST]), _skeleton(value[:_LONGEST])
    if not plain:
        return ()
    as_typed, as_heard = SequenceMatcher(), SequenceMatcher()
    as_typed.set_seq2(plain)
    as_heard.set_seq2(rough)
    ways = [
        (as_typed, 1, len(plain), {ord(letter): None for letter in plain}),
        (as_heard, 2, len(rough), {ord(letter): None for letter in rough}),
    ]
    scored = []
    start, inside = plain + " ", f" {plain} "
    for form in forms:
        best = 0.0
        folded = form[1]
        # "hyderabad" is the start of hyderabad-in: a likely typing error, regardless of the
        # length; any other word of a name is nearly as good
        if folded.startswith(start):
            best = 0.95
        elif len(plain) > 2 and inside in f" {folded} ":
            best = 0.9
        for matcher, place, length, letters in ways:
            other = form[place]
            # What real_quick_ratio says of the lengths, and then of the letters that are in
            # one alone: of tens of thousands of names few go on from here.
            least = near * (length + len(other)) / 2
            if min(length, len(other)) <= least:
                continue
            if len(other) - len(other.translate(letters)) <= least:
                continue
            matcher.set_seq1(other)
            if matcher.quick_ratio() > near:
                best = max(best, matcher.ratio())
        if best > near:
            scored.append((-best, form[0]))
    scored.sort()
    # Next to a good proposal the poor ones only confuse.
    return tuple(name for score, name in scored[:limit] if score <= scored[0][0] + _POORER)


class _Guesses:
    """What was asked while one input is checked, and how much more may be."""

    def __init__(self) -> None:
        self.left = _COMPARED
        self._forms: dict[int, tuple[Collection[str], int, _Forms]] = {}
        self._known: dict[tuple[str, int, int, float], tuple[str, ...]] = {}

    def nearest(self, value: str, candidates: Collection[str], near: float) -> tuple[str, ...]:
        key = (value, id(candidates), len(candidates), near)
        if key not in self._known:
            if self.left <= 0:
                return ()
            self.left -= len(candidates) + _COSTS
            self._known[key] = _nearest(value, self._of(candidates), 3, near)
        return self._known[key]

    def _of(self, candidates: Collection[str]) -> _Forms:
        kept = self._forms.get(id(candidates))
        # Held with its forms, so that no other collection can get its number.
        if kept is None or kept[0] is not candidates or kept[1] != len(candidates):
            kept = (candidates, len(candidates), _forms(candidates))
            self._forms[id(candidates)] = kept
        return kept[2]


_guesses: ContextVar[_Guesses | None] = ContextVar("guesses", default=None)


@contextmanager
def few_guesses() -> Iterator[None]:
    """Bound the work of all suggestions in a block; for inputs with any number of mistakes.

    Each value is compared once with the same candidates. After some hundred thousand
    comparisons :func:`did_you_mean` has nothing more to say: nobody reads the suggestion
    of the ten thousandth problem.
    """
    if _guesses.get() is not None:  # the bound of the caller holds
        yield
        return
    token = _guesses.set(_Guesses())
    try:
        yield
    finally:
        _guesses.reset(token)


def did_you_mean(value: str, candidates: Iterable[str], *, near: float = _NEAR) -> str:
    """The suggestion of an error message, or ``""`` if nothing is near.

    Parameters
    ----------
    value, candidates, near : as for :func:`closest`

    Examples
    --------
    >>> did_you_mean("isfahn", ["isfahan", "yazd"])
    'did you mean isfahan?'
    """
    guesses = _guesses.get()
    if guesses is not None and isinstance(candidates, Collection):
        found = guesses.nearest(value, candidates, near)
    else:
        found = closest(value, candidates, near=near)
    if not found:
        return ""
    return _("did you mean {names}?").format(names=_(" or ").join(found))
