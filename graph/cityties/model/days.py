"""Days as people write them: the one reader for options, tables of others, workbooks and forms.

What a text means is said with the bounds of :mod:`cityties.model.dates`; what it could mean in
two ways is refused with both. Nothing is guessed: the order of day and month, the calendar of a
year such as 1405, the century of a year of two digits lead to a question.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from cityties.language.messages import _
from cityties.language.names import fold, latin_digits
from cityties.model.dates import (
    DAY_MAX,
    DAY_MIN,
    Edtf,
    from_bounds,
    parse_edtf,
    season_range,
    solar_hijri,
)
from cityties.model.unknown import is_unknown
from cityties.start.records import dataclass, field

ORDERS: Final = ("dmy", "mdy")
"""Orders of day, month and year in a day of three numbers."""

CALENDARS: Final = ("gregorian", "hijri")
"""Calendars that a table can be written in; hijri is the Solar Hijri one of Iran."""

_EITHER: Final = "either"  # years of 1200 to 1499 are Solar Hijri: for suggestions alone


@dataclass(frozen=True, slots=True)
class DayForm:
    """How the days of a table are written.

    Parameters
    ----------
    order : one of :data:`ORDERS`; blank: a day that has two readings is refused
    calendar : one of :data:`CALENDARS`; blank: a year of 1200 to 1499 is refused
    blanks : texts that mean "unknown", besides the usual ones
    south : whether seasons are those of the southern half of the Earth
    """

    order: str = ""
    calendar: str = ""
    blanks: Collection[str] = ()
    south: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """What a text says.

    Parameters
    ----------
    value : the day, or the start of a duration; ``None``: unknown
    until : the end of a duration
    notes : what was done to read it: ``time-cut``, ``season``, ``order``, ``interval``
    """

    value: Edtf | None
    until: Edtf | None = None
    notes: tuple[str, ...] = ()


class DayError(ValueError):
    """A text that is not a day, or means several; ``suggestion`` says what to do."""

    def __init__(self, message: str, suggestion: str = "", code: str = "bad-date") -> None:
        super().__init__(message)
        self.suggestion = suggestion
        self.code = code


@dataclass(slots=True)
class _Reading:
    """One text on its way."""

    form: DayForm
    notes: list[str] = field(default_factory=list)


UNKNOWN_DAY: Final = Day(None)


@lru_cache(maxsize=65536)
def _cached(text: str, order: str, calendar: str, south: bool) -> Day:
    return _read(text, DayForm(order, calendar, south=south))


def read_day(text: str, form: DayForm | None = None) -> Day:
    """Read what somebody wrote where a day belongs.

    Parameters
    ----------
    text : EDTF, or a day, month, year, season, decade, century or duration in many languages
    form : how the days of this table are written

    Raises
    ------
    DayError
        If it is none of them, or several.

    Examples
    --------
    >>> [read_day(text).value.text for text in ("12 May 1998", "12.05.1998", "ca. 1998", "1990s")]
    ['1998-05-12', '1998-05-12', '1998~', '[1990..1999]']
    >>> read_day("1388/10/11", DayForm(calendar="hijri")).value.text
    '2010-01-01'
    >>> read_day("n/a").value, read_day("1998/2005").until.text
    (None, '2005')
    >>> read_day("05/06/2023")
    Traceback (most recent call last):
    ...
    cityties.model.days.DayError: 05/06/2023 can be 2023-06-05 or 2023-05-06
    """
    form = form or DayForm()
    if is_unknown(text, form.blanks) or _OPEN_END.fullmatch(
        text.translate(_DASHES).strip().casefold()
    ):
        return UNKNOWN_DAY  # "present": an end that is not there yet
    return _cached(text.strip(), form.order, form.calendar, form.south)


def read_meant(text: str) -> Day:
    """Read a text as :func:`read_day` does, a year of 1200 to 1499 as Solar Hijri: to be offered.

    Raises
    ------
    DayError
        If it is not a day, or means several.

    Examples
    --------
    >>> read_meant("1399").value.text
    '[2020-03-20..2021-03-20]'
    """
    return UNKNOWN_DAY if is_unknown(text) else _cached(text.strip(), "", _EITHER, False)


# --- the ways to write a day, the most exact first ------------------------------------------

_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "―": "-", "\u2044": "/",
                         "∼": "~", "～": "~", "\u00a0": " ", "،": ",", "٬": ",", "／": "/",
                         "．": "."})  # fmt: skip
_TIME = re.compile(
    r"(.*?[0-9])(?:[T ]|, ?)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?: ?[ap]\.?m\.?)?"
    r"(?: ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"(?<=[^\s\[])\s*\[[^\[\]]{1,4}\]$|\*+$")
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%])?")
_UNSAID = re.compile(r"([0-9]{2})([0-9XxUu?])([XxUu?])")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_YEAR_FIRST = re.compile(r"([0-9]{3,4}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,2})\.?")
_YEAR_MONTH = re.compile(r"([0-9]{4}) ?[-/.] ?([0-9]{1,2})")
_MONTH_YEAR = re.compile(r"([0-9]{1,2}) ?[-/.] ?([0-9]{4})")
_DAY_FIRST = re.compile(r"([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?([0-9]{4})\.?")
_TWO_DIGITS = re.compile(r"([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?([0-9]{2})|'[0-9]{2}")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
_YEAR = re.compile(r"([0-9]{3,4})(?:[.,]0+)?\.?([?~%]?)")
_PREFIXED = re.compile(r"sh ?([0-9]{4})(?:[-/.]([0-9]{1,2}))?(?:[-/.]([0-9]{1,2}))?")
_LONGEST = 100
_EPOCH = datetime.date(1899, 12, 30)  # of the day numbers of spreadsheets
_SOLAR_YEARS = range(1200, 1500)
_FIRST_HALF = 12  # above it, a number is no month
_RANGE = re.compile(
    r"(.*[0-9].*?)(?: - | to | bis | until | till | au | al | do | до | по | تا |-|/)(.*[0-9].*)"
)
_EDTF_RANGE = re.compile(r"([0-9]{4}[-0-9?~]*)/([0-9]{4}[-0-9?~]*)")
_NOW = (r"(?:present|now|today|ongoing|heute|oggi|presente|hoy|současnost|dnes|dziś|наст\. ?вр\.|"
        r"настоящее время|сега|تاکنون|اکنون|\.\.)")  # fmt: skip
_PRESENT = re.compile(rf" ?[-/] ?{_NOW}?$")
_OPEN_END = re.compile(rf"(?:[-/]|to|until|till|bis|do|по|تا)? ?{_NOW}")
_OPEN = re.compile(r"[0-9]{4}[-0-9?~]*/(?:\.\.)?")
_OR = re.compile(r"(.*[0-9].*?)(?: or | oder | ou | o | nebo | lub | или | یا )(.*[0-9].*)")

_ABOUT_WORDS = (
    "circa", "ca.", "ca", "c.", "c", "cca.", "cca", "about", "around", "approximately", "approx.",
    "approx", "roughly", "est.", "um", "etwa", "ungefähr", "gegen", "rund", "vers", "environ",
    "autour de",
    "verso il", "verso", "intorno al", "attorno al", "hacia", "alrededor de", "aproximadamente",
    "por volta de", "cerca de", "kolem roku", "kolem", "okolo roku", "okolo", "asi", "zhruba",
    "około", "ok.", "omstreeks", "rond", "omkring", "noin", "körülbelül", "kb.", "aproximativ",
    "oko",
    "yaklaşık", "около", "ок.", "примерно", "прибл.", "приблизительно", "близо", "περίπου", "حدود",
    "حوالی", "حدوداً", "در حدود", "حوالي", "约", "約", "~", "±", "+/-",
)  # fmt: skip
_BEFORE_WORDS = ("before", "vor", "avant", "prima del", "antes de", "před", "przed", "до", "преди",
                 "voor", "före", "قبل از", "پیش از", "<")  # fmt: skip
_BY_WORDS = ("by", "until", "or earlier", "not later than", "spätestens", "au plus tard", "<=", "≤")
_AFTER_WORDS = ("after", "nach", "après", "dopo il", "dopo", "después de", "po roce", "po", "после",
                "след", "na", "efter", "پس از", "بعد از", ">")  # fmt: skip
_SINCE_WORDS = ("since", "from", "seit", "ab", "depuis", "dal", "desde", "od roku", "od", "с", "от",
                "sinds", "sedan", "dès", "in", "im jahr", "im", "en", "nel", "v roce", "w roku",
                "в", "через",
                "year", "jahr", "anno", "año", "ano", "année", "année", "rok", "roku", "r.", "leto",
                "an", "год",
                "از سال", "از", "سال", "در سال", "the year", "signed", "joined")  # fmt: skip
_YEAR_WORDS = re.compile(
    r"(?<=[0-9])(?:\s*(?:год(?:а|у)?|г\.?|гг\.?|р\.|року|рік|година|г-н|года|r\.|rok|roku|yil|yılı?|"
    r"jahr|年|년)\.?)$"
)
_ERAS = (
    (re.compile(r"(?:(?<=[0-9])|[\s(])\s*(?:a\.?d\.?|c\.?e\.?|n\. ?l\.|n\. ?chr\.?|d\.? ?c\.?|"
                r"ap\. ?j\.-?c\.|н\. ?э\.?|میلادی|م\.?)$"), "gregorian"),
    (re.compile(r"(?:(?<=[0-9])|[\s(])\s*(?:s\.?h\.?|a\.?h\.?s\.?|ه\. ?ش\.?|ه‍?ش|هجری شمسی|هجری "
                r"خورشیدی|خورشیدی|شمسی|ش\.?)$"), "hijri"),
    (re.compile(r"(?:(?<=[0-9])|[\s(])\s*(?:a\.?h\.?|h\.|ه\. ?ق\.?|هجری قمری|قمری|ق\.?)$"),
    "lunar"),
    (re.compile(r"(?:(?<=[0-9])|[\s(])\s*(?:b\.?c\.?(?:e\.?)?|v\. ?chr\.?|a\. ?c\.|av\. "
                r"?j\.-?c\.|př\. ?n\. ?l\.|до н\. ?э\.?|پیش از میلاد)$"), "before"),
)  # fmt: skip

_CENTURY = re.compile(
    r"(?:(?:the |im |le |il |el |v |в )?(?P<word1>siglo|século|secolo|secolul|secol|قرن|سده|"
    r"stoljeće) )?"
    r"(?P<number>[0-9]{1,2}|[ivxхі]{1,6})(?:st|nd|rd|th|e|er|ème|eme|º|°|-?й|-?го|-?и|\.)? ?"
    r"(?P<word2>century|cent\.|c\.|jahrhundert|jahrhunderts|jh\.?|jhdt\.?|jhd\.?|siècle|siecle|secolo|sec\.|"
    r"século|siglo|eeuw|århundrade|århundre|sajand|gadsimts|amžius|století|stol\.|storočie|stor\.|wiek|wieku|"
    r"w\.|évszázad|század|stoljeće|stoletje|век|века|в\.|столетие|століття|ст\.|αιώνας|yüzyıl|قرن|میلادی|世纪|世紀)?"
)
_DECADE = re.compile(
    r"(?:(?:the|die|les années|années|gli anni|anni|los años|años|década de|decada de|década "
    r"dos|anos|"
    r"lata|léta|roky|roku|годы|сalender|دههٔ|دهه|دهه‌ی) )?"
    r"(?P<year>[0-9]{3}0)(?:'?s|er(?: jahre)?n?|-?е(?: годы| г\.| гг\.)?|-?те(?: години)?|"
    r"-?luku|-?talet|-?tallet|"
    r"-?erne|es|-?ih|\. léta|\. roky|년대|年代)?"
)
_DECADE_SIGNS = re.compile(r"[0-9]{3}0(?:'?s|er|-?[ет]|-?lu|-?ta|es|-?ih|년|年)|(?:^|\s)(?:décad|"
                           r"decad|anni|années|"
                           r"années|años|anos|lata|léta|دهه)", re.IGNORECASE)  # fmt: skip
_QUARTER = re.compile(r"(?:q([1-4])[ /.-]*([0-9]{4})|([0-9]{4})[ /.-]*q([1-4])|"
                      r"([1-4])\. ?(?:quartal|čtvrtletí|kwartał|квартал) ([0-9]{4}))")  # fmt: skip
_HALF = re.compile(r"h([12])[ /.-]*([0-9]{4})|([0-9]{4})[ /.-]*h([12])")

_SEASON_WORDS: Final = {
    21: "spring;frühling;frühjahr;printemps;primavera;jaro;jar;wiosna;lente;voorjaar;vår;forår;"
        "kevät;"
        "tavasz;primăvara;proljeće;pomlad;весна;весной;пролет;пролетта;άνοιξη;ilkbahar;bahar;بهار;春",
    22: "summer;sommer;été;estate;verano;verão;léto;leto;lato;zomer;sommar;kesä;nyár;vara;ljeto;"
        "poletje;"
        "лето;летом;лято;літо;καλοκαίρι;yaz;تابستان;夏",
    23: "autumn;fall;herbst;automne;autunno;otoño;outono;podzim;jeseň;jesień;herfst;najaar;höst;"
        "efterår;"
        "syksy;ősz;toamna;jesen;осень;осенью;есен;осінь;φθινόπωρο;sonbahar;پاییز;پائیز;秋",
    24: "winter;hiver;inverno;invierno;zima;vinter;talvi;tél;iarna;зима;зимой;χειμώνας;kış;"
        "زمستان;冬",
}  # fmt: skip
_SMALL_WORDS: Final = frozenset(
    [
        "of",
        "the",
        "de",
        "del",
        "di",
        "da",
        "do",
        "den",
        "der",
        "d",
        "le",
        "la",
        "el",
        "dne",
        "dnia",
        "ngày",
        "tháng",
        "năm",
        "v",
        "w",
    ]
)
_ORDINAL = re.compile(r"\b([0-9]{1,2})(?:st|nd|rd|th|er|º|°|ο|-?го|-?е|-?ти)\b")
_ROMAN = {"i": 1, "v": 5, "x": 10, "х": 10, "і": 1}
_EAST = re.compile(
    r"([0-9]{4})\s*[年년]\s*(?:([0-9]{1,2})\s*[月월]\s*(?:([0-9]{1,2})\s*[日일]?)?)?"
)


@lru_cache(maxsize=1)
def _months() -> dict[str, tuple[int, bool]]:
    """Number of each month by its folded name, and whether it is one of the Solar Hijri year."""
    found: dict[str, tuple[int, bool]] = {}
    text = Path(__file__).with_name("month_names.tsv").read_text("utf-8")
    for line in [line for line in text.splitlines() if not line.startswith("#")][1:]:
        number, _tab, names = line.partition("\t")
        found.update((name, (int(number), False)) for name in names.split(";"))
    for month, others in enumerate(_GREGORIAN_TOO, 1):
        found.update((fold(name), (month, False)) for name in others.split())
    for month, others in enumerate(_SOLAR, 1):
        found.update((fold(name), (month, True)) for name in others.split())
    return found


_GREGORIAN_TOO = (
    "ژانویه", "فوریه", "مارس", "آوریل", "مه می", "ژوئن", "ژوئیه جولای", "اوت آگوست",
    "sept سپتامبر", "اکتبر", "نوامبر", "دسامبر",
)  # fmt: skip
_SOLAR = (
    "فروردین farvardin", "اردیبهشت ordibehesht", "خرداد khordad", "تیر tir", "مرداد امرداد mordad",
    "شهریور shahrivar", "مهر mehr", "آبان aban", "آذر azar", "دی dey", "بهمن bahman",
    "اسفند esfand",
)  # fmt: skip


@lru_cache(maxsize=1)
def _seasons() -> dict[str, int]:
    return {fold(word): code for code, words in _SEASON_WORDS.items() for word in words.split(";")}


def _read(text: str, form: DayForm) -> Day:
    if len(text) > _LONGEST:
        raise DayError(_refused(text[:_LONGEST] + "…"))
    plain = latin_digits(text).translate(_DASHES).strip().strip("'\"“”‘’").strip()
    notes: list[str] = []
    if wrapped := _IN_BRACKETS.fullmatch(plain):
        plain = wrapped[1].strip()
    if not plain.startswith("["):
        plain = _FOOTNOTE.sub("", plain).strip()
    if cut := _TIME.fullmatch(plain):
        plain = cut[1].strip()
        notes.append("time-cut")
    reading = _Reading(form, notes)
    try:
        value, until = _any(plain.lower(), reading, text)
    except DayError:
        raise
    except ValueError as error:  # such as a year before the first one
        raise DayError(_refused(text), str(error)) from error
    return Day(value, until, tuple(dict.fromkeys(reading.notes)))


def _any(plain: str, reading: _Reading, text: str) -> tuple[Edtf, Edtf | None]:
    """A day or a duration."""
    if _OPEN.fullmatch(plain):  # EDTF: an open or unknown end
        plain = plain.partition("/")[0]
    plain = _PRESENT.sub("", plain)
    if value := _one(plain, reading, text):
        return value, None
    if ends := _duration(plain, reading, text):
        reading.notes.append("interval")
        return ends
    raise DayError(_refused(text), _("write 2000, 2000-10 or 2000-10-27, or 2000~ for “about”"))


def _duration(plain: str, reading: _Reading, text: str) -> tuple[Edtf, Edtf] | None:
    found = _EDTF_RANGE.fullmatch(plain) or _RANGE.fullmatch(plain)
    if not found:
        return None
    first, last = found[1].strip(" .,"), found[2].strip(" .,")
    start, end = _maybe(first, reading, text), _maybe(last, reading, text)
    if start is None or end is None:
        return None
    if start.earliest > end.latest:
        raise DayError(_("{text} is reversed: put the earlier date first").format(text=text))
    return start, end


def _maybe(plain: str, reading: _Reading, text: str) -> Edtf | None:
    if not re.search(r"(?:^|[^0-9])[0-9]{3,4}(?:[^0-9]|$)", plain):
        return None  # "1998-99", "12-14 May 1998": the two parts are not alike
    return _one(plain, reading, text)


def _one(plain: str, reading: _Reading, text: str) -> Edtf | None:
    """A day, not a duration; ``None`` if the text is neither."""
    for read in (_edtf, _era, _about, _bounded, _numbers, _spans, _either, _words):
        if (value := read(plain, reading, text)) is not None:
            return value
    return None


def _edtf(plain: str, reading: _Reading, text: str) -> Edtf | None:
    if plain.startswith("["):
        try:
            value = parse_edtf(re.sub(r"\s", "", plain))
        except ValueError as error:
            raise DayError(str(error)) from None
        for alternative in value.alternatives:
            for part in alternative:
                if part is not None:
                    _check_year(part.year, reading, text)
        return value
    if plain.endswith(("?~", "~?")):
        plain = plain[:-2] + "~"
    found = _ISO.fullmatch(plain)
    if found is None:
        if unsaid := _UNSAID.fullmatch(plain):
            first = int(unsaid[1] + (unsaid[2] if unsaid[2].isdigit() else "0") + "0")
            last = first + (9 if unsaid[2].isdigit() else 99)
            _check_year(first, reading, text)
            return parse_edtf(f"[{max(first, 1):04}..{last:04}]")  # there is no year 0000
        return None
    year, month, day = (int(group or 0) for group in found.group(1, 2, 3))
    mark = found[4] or ""
    if month > _FIRST_HALF and not found[3]:
        return _season(year, month, reading, text) if month in range(21, 42) else None
    return _made(year, month, day, "~" if mark == "%" else mark, reading, text)


def _season(year: int, code: int, reading: _Reading, text: str) -> Edtf:
    _check_year(year, reading, text)
    if reading.form.south and code in range(21, 25):
        code += 8  # EDTF: 25 to 28 of the north, 29 to 32 of the south
    elif code < 33:
        reading.notes.append("season")  # of the north, where EDTF does not say which half
    if reading.form.calendar in ("hijri", _EITHER) and year in _SOLAR_YEARS:
        first = 1 + 3 * (code - 21)
        start, end = solar_hijri(year, first), solar_hijri(year, first + 2)
        return from_bounds(start.earliest, end.latest)
    return parse_edtf(season_range(year, code))


def _check_year(year: int, reading: _Reading, text: str) -> None:
    """Ask about a year that two calendars have."""
    calendar = reading.form.calendar
    if calendar in ("gregorian", _EITHER):
        return
    if calendar == "hijri":
        if year not in _SOLAR_YEARS:
            raise DayError(
                _("{text} has a year outside 1200 to 1499").format(text=text),
                _("the days were said to be Solar Hijri (--calendar hijri): mark a Gregorian "
                  "one, as 1998 AD"),
                "calendar",
            )  # fmt: skip
        return
    if year in _SOLAR_YEARS:
        raise DayError(
            _("{text} can be a year of the Solar Hijri or of the Gregorian calendar").format(
                text=text
            ),
            _("say which with --calendar hijri or --calendar gregorian"),
            "calendar",
        )
    if year < 1000:
        raise DayError(
            _("{text} is a year long before the ties of cities").format(text=text),
            _("if it is right, say so with --calendar gregorian"),
            "calendar",
        )


def _made(year: int, month: int, day: int, mark: str, reading: _Reading, text: str) -> Edtf:
    """A day, month or year in the calendar of the table."""
    _check_year(year, reading, text)
    if year in _SOLAR_YEARS and reading.form.calendar in ("hijri", _EITHER):
        try:
            value = solar_hijri(year, month, day)
        except ValueError as error:
            raise DayError(str(error)) from None
        return _widened(value) if mark == "~" else value
    parts = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    try:
        return parse_edtf(parts + mark)
    except ValueError as error:
        # A day that no month has: said of what is written, which the parts are not.
        is_day = day and 1 <= month <= _FIRST_HALF
        told = _("the day {text} does not exist").format(text=text) if is_day else str(error)
        raise DayError(told) from None


def _widened(value: Edtf) -> Edtf:
    """One length more on each side, as ``~`` does."""
    first, last = value.earliest, value.latest
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        years = last.year - first.year + 1
        return parse_edtf(f"[{first.year - years:04}..{last.year + years:04}]")
    length = value.latest - value.earliest + datetime.timedelta(days=1)
    return from_bounds(value.earliest - length, value.latest + length)


def _with(reading: _Reading, calendar: str) -> _Reading:
    form = DayForm(reading.form.order, calendar, reading.form.blanks, reading.form.south)
    return _Reading(form, reading.notes)


def _era(plain: str, reading: _Reading, text: str) -> Edtf | None:
    if found := _PREFIXED.fullmatch(plain):
        year, month, day = (int(part or 0) for part in found.groups())
        return _made(year, month, day, "", _with(reading, "hijri"), text)
    for sign, calendar in _ERAS:
        rest = sign.sub("", plain, count=1).strip(" ,(").strip()
        if rest == plain or not re.search("[0-9]", rest) or not sign.search(plain):
            continue
        if calendar == "before":
            raise DayError(_("{text} is before the year 1").format(text=text))
        if calendar == "lunar":
            raise DayError(
                _("{text} is of the lunar calendar, which is not converted").format(text=text)
            )
        return _one(rest, _with(reading, calendar), text)
    return None


def _stripped(plain: str, words: tuple[str, ...]) -> str:
    """The text without a word at its start or end; blank if none is there."""
    for word in sorted(words, key=len, reverse=True):
        sign = not word[-1].isalnum()
        if plain.startswith(word) and (sign or not plain[len(word) : len(word) + 1].isalpha()):
            rest = plain[len(word) :].strip(" :,.")
            if rest and (sign or plain[len(word)] in " 0123456789.:("):
                return rest
        if plain.endswith((f" {word}", f"({word})")):
            rest = plain[: -len(word) - (1 if plain.endswith(f" {word}") else 2)].strip(" (,")
            if rest:
                return rest
    return ""


def _about(plain: str, reading: _Reading, text: str) -> Edtf | None:
    rest = _stripped(plain, _ABOUT_WORDS)
    if (
        not rest
        or not re.search("[0-9]", rest)
        or (_CENTURY.fullmatch(plain) and rest != plain[1:])
    ):
        return None
    value = _one(rest, reading, text)
    if value is None:
        return None
    if value.text.startswith("[") or value.text.endswith(("~", "?")):
        return _widened(value)
    return parse_edtf(value.text + "~")


def _bounded(plain: str, reading: _Reading, text: str) -> Edtf | None:
    for words, where in ((_BY_WORDS, 0), (_BEFORE_WORDS, -1), (_AFTER_WORDS, 1)):
        rest = _stripped(plain, words)
        if rest and (value := _one(rest, reading, text)) is not None:
            one = datetime.timedelta(days=1)
            if where > 0:
                return from_bounds(value.latest + one, DAY_MAX)
            return from_bounds(DAY_MIN, value.latest if where == 0 else value.earliest - one)
    rest = _stripped(plain, _SINCE_WORDS)
    if rest and re.search("[0-9]", rest):
        return _one(rest, reading, text)
    rest = _YEAR_WORDS.sub("", plain).strip()
    return _one(rest, reading, text) if rest != plain else None


def _numbers(plain: str, reading: _Reading, text: str) -> Edtf | None:
    """Days of numbers alone."""
    if found := _YEAR.fullmatch(plain):
        return _made(int(found[1]), 0, 0, "~" if found[2] == "%" else found[2], reading, text)
    if found := _YEAR_FIRST.fullmatch(plain):
        return _made(int(found[1]), int(found[3]), int(found[4]), "", reading, text)
    if found := _DAY_FIRST.fullmatch(plain):
        return _ordered(int(found[1]), int(found[3]), int(found[4]), found[2], reading, text)
    if found := _EAST.fullmatch(plain):
        year, month, day = (int(part or 0) for part in found.groups())
        return _made(year, month, day, "", reading, text)
    if found := _COMPACT.fullmatch(plain):
        return _made(int(found[1]), int(found[2]), int(found[3]), "", reading, text)
    if (found := _YEAR_MONTH.fullmatch(plain)) and 1 <= int(found[2]) <= _FIRST_HALF:
        return _made(int(found[1]), int(found[2]), 0, "", reading, text)
    if (found := _MONTH_YEAR.fullmatch(plain)) and 1 <= int(found[1]) <= _FIRST_HALF:
        return _made(int(found[2]), int(found[1]), 0, "", reading, text)
    if _TWO_DIGITS.fullmatch(plain):
        raise DayError(
            _("{text} has a year of two digits").format(text=text),
            _("write it with four, as 1998"), "two-digit-year",
        )  # fmt: skip
    if _SERIAL.fullmatch(plain):
        serial = _EPOCH + datetime.timedelta(days=int(float(plain.replace(",", "."))))
        raise DayError(
            _("{text} looks like the day number of a spreadsheet ({day})").format(
                text=text, day=serial
            ),
            _("give the column the look of a date and save the table again"), "serial-day",
        )  # fmt: skip
    return None


def _ordered(first: int, second: int, year: int, sign: str, reading: _Reading, text: str) -> Edtf:
    """Day and month in the order of the table, or in the only one that is possible."""
    order = reading.form.order
    if not order and year in _SOLAR_YEARS and reading.form.calendar in ("hijri", _EITHER):
        order = "dmy"
    if not order and sign == ".":
        order = "dmy"  # nobody writes the month first with points
        if first <= _FIRST_HALF and first != second:
            reading.notes.append("order")
    if not order:
        if first <= _FIRST_HALF and second <= _FIRST_HALF and first != second:
            one, other = (f"{year}-{m:02}-{d:02}" for d, m in ((first, second), (second, first)))
            raise DayError(
                _("{text} can be {one} or {other}").format(text=text, one=one, other=other),
                _("say which with --day-order dmy or --day-order mdy"), "day-order",
            )  # fmt: skip
        order = "dmy" if second <= _FIRST_HALF else "mdy"
    day, month = (first, second) if order == "dmy" else (second, first)
    if month > _FIRST_HALF:
        raise DayError(
            _("{text} has no valid month in the order {order}").format(text=text, order=order)
            if reading.form.order
            else _("{text} has no valid month in either order").format(text=text)
        )
    return _made(year, month, day, "", reading, text)


def _spans(plain: str, reading: _Reading, text: str) -> Edtf | None:
    """Quarters, decades, centuries, seasons with their year."""
    if found := _QUARTER.fullmatch(plain):
        quarter, year = found[1] or found[4] or found[5], found[2] or found[3] or found[6]
        return _season(int(year), 32 + int(quarter), reading, text)
    if found := _HALF.fullmatch(plain):
        half, year = found[1] or found[4], found[2] or found[3]
        return _season(int(year), 39 + int(half), reading, text)
    if (found := _DECADE.fullmatch(plain)) and _DECADE_SIGNS.search(plain):
        year = int(found["year"])
        return _range(year, year + 9, reading, text)
    if (found := _CENTURY.fullmatch(plain)) and (found["word1"] or found["word2"]):
        number = _number(found["number"])
        return _range(100 * number - 99, 100 * number, reading, text) if number else None
    parts = plain.replace(",", " ").replace("-", " ").replace("/", " ").split()
    parts = [part for part in parts if part not in _SMALL_WORDS]
    if len(parts) == 2:
        word, year = parts if parts[1].isdigit() else reversed(parts)
        code = _seasons().get(fold(word), 0)
        if code and year.isdigit() and len(year) == 4:
            return _season(int(year), code, reading, text)
    return None


def _range(first: int, last: int, reading: _Reading, text: str) -> Edtf:
    solar = reading.form.calendar in ("hijri", _EITHER) and first in _SOLAR_YEARS
    if solar:
        return from_bounds(solar_hijri(first).earliest, solar_hijri(last).latest)
    if last - first < 99:
        _check_year(first, reading, text)
    return parse_edtf(f"[{max(first, 1):04}..{last:04}]")


def _number(text: str) -> int:
    """A number of a century, Roman or not; 0 if there is none."""
    if text.isdigit():
        number = int(text)
    else:
        values = [_ROMAN[sign] for sign in text]
        number = sum(
            -value if any(value < other for other in values[place + 1 :]) else value
            for place, value in enumerate(values)
        )
    return number if 1 <= number <= 21 else 0


def _either(plain: str, reading: _Reading, text: str) -> Edtf | None:
    """One of two: ``1998 or 1999``."""
    found = _OR.fullmatch(plain)
    if not found:
        return None
    one, other = (_one(part.strip(" ,"), reading, text) for part in found.groups())
    if one is None or other is None or len(one.text) != len(other.text) or "[" in one.text:
        return None
    return parse_edtf(f"[{','.join(sorted((one.text, other.text)))}]")


def _words(plain: str, reading: _Reading, text: str) -> Edtf | None:
    """``5 June 2023``, ``June 5, 2023``, ``June 2023`` in many languages."""
    months = _months()
    names: list[tuple[int, bool]] = []
    numbers: list[str] = []
    for part in _parts(plain):
        if part.lstrip("'").isdigit():
            numbers.append(part)
        elif (named := months.get(fold(part))) is not None:
            names.append(named)
        elif fold(part) and part not in _SMALL_WORDS:
            return None
    numbers = [number.lstrip("'") for number in numbers]
    if len(names) != 1 or not 1 <= len(numbers) <= 2:
        return None
    month, solar = names[0]
    years = [int(number) for number in numbers if len(number) >= 3]
    days = [int(number) for number in numbers if len(number) < 3]
    if len(years) != 1:
        if numbers and all(len(number) <= 2 for number in numbers):
            raise DayError(
                _("{text} has a year of two digits").format(text=text),
                _("write it with four, as 1998"), "two-digit-year",
            )  # fmt: skip
        return None
    if len(days) > 1:
        return None
    is_solar_year = years[0] in _SOLAR_YEARS
    if solar != is_solar_year and (solar or reading.form.calendar != "gregorian"):
        return None  # "Tir 2023": the year is of another calendar than the month
    form = _with(reading, "hijri") if solar else reading
    return _made(years[0], month, days[0] if days else 0, "", form, text)


def _parts(plain: str) -> Iterator[str]:
    text = _ORDINAL.sub(r"\1", plain)
    for part in re.split(
        r"[\s,/.\-]+", re.sub(r"(?<=[0-9])(?=[^\W\d])|(?<=[^\W\d])(?=[0-9])", " ", text)
    ):
        if part:
            yield part


def _refused(text: str) -> str:
    return _("{text} is not a day that can be read").format(text=text)
