"""Dates in a sentence: what was written, what it means as EDTF, and on which basis.

A relative date ("last year", "on Monday") is worked out from the day of publication, and stays out
without one. "Last year" in news of an Iranian city is the Iranian year before. A year is a year,
never its first day.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Final

from cityties.intake.lexicon import NUMBERS
from cityties.model.dates import from_bounds, solar_hijri, to_solar_hijri
from cityties.model.days import DayError, read_meant

_DAY: Final = datetime.timedelta(days=1)
_MONTHS_EN: Final = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]  # fmt: skip
_WEEKDAYS_EN: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS_FA: Final = [
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
]
_MONTHS_FA_G: Final = ["ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"]  # fmt: skip
_WEEKDAYS_FA: Final = ["دوشنبه", "سهشنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"]
_SOLAR_EN: Final = ["Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"]  # fmt: skip
_SEASONS: Final = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11),
                   "winter": (12, 14), "بهار": (3, 5), "تابستان": (6, 8), "پاییز": (9, 11),
                   "زمستان": (12, 14)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text.

    Parameters
    ----------
    start, end : its place in the text
    text : as written
    when, until : as EDTF; ``until`` for what has an end
    basis : code of the basis
    """

    start: int
    end: int
    text: str
    when: str
    basis: str
    until: str = ""


_M: Final = "|".join(_MONTHS_EN)
_S: Final = "|".join(_SOLAR_EN)
_MF: Final = "|".join(sorted((*_MONTHS_FA, *_MONTHS_FA_G, "می"), key=len, reverse=True))
_N: Final = "|".join(sorted(NUMBERS, key=len, reverse=True))

_FORMS: Final = {
    "en": (
        ("span", rf"(?:from )?(?P<d>\d{{1,2}})(?: to | until |-| and )(?P<e>\d{{1,2}}) (?P<m>{_M})(?: (?P<y>\d{{4}}))?"),
        ("day", rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_M}),? (?P<y>\d{{4}})"),
        ("day", rf"(?P<m>{_M}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})"),
        ("said", rf"\d{{1,2}} (?:{_S}),? 1[34]\d\d|(?:{_S}),? 1[34]\d\d"),
        ("day", rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_M})\b"),
        ("day", rf"\b(?P<m>{_M}) (?P<d>\d{{1,2}})\b(?!\d)"),
        ("month", rf"\b(?P<m>{_M}),? (?P<y>\d{{4}})"),
        ("season", r"\b(?P<s>spring|summer|autumn|fall|winter)(?: of)? (?P<y>\d{4})"),
        ("season", r"\b(?P<r>this|next|last) (?P<s>spring|summer|autumn|fall|winter)"),
        ("month", rf"\b(?:in|since|of|for|by|until|from|last|next|this) (?P<m>{_M})\b"),
        ("more", rf"more than (?P<n>\d+|{_N}) years|over (?P<n2>\d+|{_N}) years"),
        ("ago", rf"(?P<n>\d+|{_N}) years ago|for (?P<n2>\d+|{_N}) years"),
        ("year", r"\b(?:in|since|of|from|until|till|to|dates? (?:back )?to|year|before|after|by) (?P<y>1[3-9]\d\d|20\d\d)\b"),
        ("year", r"(?<=\()(?P<y>1[89]\d\d|20\d\d)(?=\))"),
        ("week", rf"\b(?:on|last|this past) (?P<w>{'|'.join(_WEEKDAYS_EN)})\b"),
        ("yesterday", r"\byesterday\b"),
        ("today", r"\btoday\b"),
        ("last year", r"\blast year\b|\bthe previous year\b"),
        ("this year", r"\bthis year\b"),
        ("next year", r"\bnext year\b"),
        ("last month", r"\blast month\b"),
        ("next month", r"\bnext month\b"),
        ("end of year", r"\bbefore the end of the year\b|\bby the end of the year\b"),
    ),
    "fa": (
        ("said", rf"\d{{1,2}} (?:{_MF}) (?:ماه )?(?:سال )?\d{{4}}"),
        ("said", rf"(?:{_MF})(?: ماه)?(?: سال)? \d{{4}}"),
        ("day", rf"(?P<d>\d{{1,2}}) (?P<m>{_MF})(?!\w)"),
        ("more", rf"بیش از (?P<n>\d+|{_N}) سال"),
        ("ago", rf"(?P<n>\d+|{_N}) سال (?:پیش|قبل|است)"),
        ("year", r"(?:سال|از|در|تا|سال های) (?P<y>1[234]\d\d|1[89]\d\d|20\d\d)(?!\d)"),
        ("week", rf"(?P<w>{'|'.join(sorted((w for w in _WEEKDAYS_FA), key=len, reverse=True))})(?: گذشته)?"),
        ("yesterday", r"دیروز"),
        ("today", r"امروز"),
        ("last year", r"سال گذشته|پارسال"),
        ("this year", r"امسال|سال جاری"),
        ("next year", r"سال آینده"),
        ("last month", r"ماه گذشته"),
        ("next month", r"ماه آینده"),
    ),
}  # fmt: skip
_COMPILED: Final = {
    lang: tuple((name, re.compile(pattern if lang == "en" else rf"(?<!\w)(?:{pattern})", re.IGNORECASE))
                for name, pattern in forms)
    for lang, forms in _FORMS.items()
}  # fmt: skip


def dates(
    text: str, lang: str, published: datetime.date | None, *, solar: bool, plan: bool = False
) -> list[Dated]:
    """The dates of a text, in its order.

    Parameters
    ----------
    text : plain text
    lang : its language
    published : the day of publication, if known
    solar : whether "last year" is a year of the Iranian calendar
    plan : whether a day without a year is the next one, not the last one

    Examples
    --------
    >>> day = datetime.date(2022, 11, 8)
    >>> [(one.when, one.basis) for one in dates(
    ...     "signed on 4 May 2020, met on Monday", "en", day, solar=False)]
    [('2020-05-04', 'stated'), ('2022-11-07', 'relative')]
    """
    found: list[Dated] = []
    taken: list[tuple[int, int]] = []
    for name, pattern in _COMPILED.get(lang, _COMPILED["en"]):
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < last and first < end for first, last in taken):
                continue
            made = _made(name, match, published, solar=solar, plan=plan)
            if made is None:
                continue
            when, basis, until = made
            taken.append((start, end))
            found.append(Dated(start, end, match[0].strip(), when, basis, until))
    return sorted(found, key=lambda one: one.start)


Made = tuple[str, str, str]


def _made(
    name: str, match: re.Match[str], published: datetime.date | None, *, solar: bool, plan: bool
) -> Made | None:
    groups = match.groupdict()
    if name == "said":
        return _said(match[0])
    if name == "year":
        year = int(groups["y"])
        if year < 1500:
            return solar_hijri(year).text, "calendar", ""
        return str(year), "stated", ""
    if name in ("span", "day", "month"):
        return _month(groups, published, plan=plan)
    if name == "season":
        return _season(groups, published)
    if published is None:
        return None
    return _relative(name, groups, published, solar=solar)


def _said(text: str) -> Made | None:
    try:
        day = read_meant(re.sub(r"ماه |سال ", "", text).replace(",", ""))
    except DayError:
        return None
    if day.value is None:
        return None
    solar = bool(re.search(r"1[234]\d\d", text))
    return day.value.text, "calendar" if solar else "stated", ""


def _month(
    groups: dict[str, str | None], published: datetime.date | None, *, plan: bool
) -> Made | None:
    word = (groups["m"] or "").capitalize()
    solar = word in _MONTHS_FA
    names = _MONTHS_FA if solar else _MONTHS_EN if word in _MONTHS_EN else _MONTHS_FA_G
    if word not in names:
        return None
    number = names.index(word) + 1
    year = groups.get("y")
    basis = "stated"
    days = [int(groups[key] or 0) for key in ("d", "e") if groups.get(key)]
    if solar:
        return _solar_month(number, days, published)
    if not year:
        if published is None:
            return None
        basis = "relative"
        chosen = published.year
        first = (number, days[0] if days else 1)
        now = (published.month, published.day if days else 1)
        if plan and first < now:
            chosen += 1
        elif not plan and first > now:
            chosen -= 1
        year = str(chosen)
    try:
        made = [datetime.date(int(year), number, day) for day in days]
    except ValueError:
        return None
    if len(made) == 2:
        return made[0].isoformat(), basis, made[1].isoformat()
    if made:
        return made[0].isoformat(), basis, ""
    return f"{int(year):04}-{number:02}", basis, ""


def _solar_month(number: int, days: list[int], published: datetime.date | None) -> Made | None:
    now = to_solar_hijri(published) if published else None
    if now is None:
        return None
    year = now[0] - (1 if (number, days[0] if days else 1) > (now[1], now[2]) else 0)
    return solar_hijri(year, number, days[0] if days else 0).text, "relative", ""


def _season(groups: dict[str, str | None], published: datetime.date | None) -> Made | None:
    first, last = _SEASONS[(groups["s"] or "").lower()]
    if groups.get("y"):
        year = int(groups["y"] or 0)
    elif published is None:
        return None
    else:
        year = published.year
        if (groups.get("r") or "").lower() == "next" and first <= published.month:
            year += 1
        if (groups.get("r") or "").lower() == "last" and last >= published.month:
            year -= 1
    ends = f"{year + (last - 1) // 12:04}-{(last - 1) % 12 + 1:02}"
    return f"[{year:04}-{first:02}..{ends}]", "stated" if groups.get("y") else "relative", ""


def _relative(
    name: str, groups: dict[str, str | None], published: datetime.date, *, solar: bool
) -> Made | None:
    year = published.year
    now = to_solar_hijri(published) if solar else None
    if name == "yesterday":
        return (published - _DAY).isoformat(), "relative", ""
    if name == "today":
        return published.isoformat(), "relative", ""
    if name in ("last year", "this year", "next year"):
        step = {"last year": -1, "this year": 0, "next year": 1}[name]
        if now is not None:
            return solar_hijri(now[0] + step).text, "calendar", ""
        return str(year + step), "relative", ""
    if name in ("last month", "next month"):
        step = -1 if name == "last month" else 1
        count = year * 12 + published.month - 1 + step
        return f"{count // 12:04}-{count % 12 + 1:02}", "relative", ""
    if name == "end of year":
        return f"[..{year}-12-31]", "relative", ""
    if name == "week":
        word = (groups["w"] or "").capitalize()
        names = _WEEKDAYS_EN if word in _WEEKDAYS_EN else _WEEKDAYS_FA
        back = (published.weekday() - names.index(word)) % 7
        return (published - back * _DAY).isoformat(), "relative", ""
    text = groups.get("n") or groups.get("n2") or ""
    number = int(text) if text.isdecimal() else NUMBERS.get(text.lower(), 0)
    if not number or number >= year:
        return None
    if name == "more":
        return f"[..{year - number}]", "relative", ""
    first, last = year - number - 1, year - number + 1
    bounds = from_bounds(datetime.date(first, 1, 1), datetime.date(last, 12, 31))
    return bounds.text, "relative", ""
