"""What a language is like: its name, direction, digits, number signs and calendar.

English is here. Any other language says in its label file (``labels.po``, contexts that begin
with ``language``) in what it differs; what it leaves out is as in English.
"""

from __future__ import annotations

from functools import lru_cache

from cityties.language.messages import CODE_LANGUAGE, label, language, languages
from cityties.start.records import dataclass, fields


@dataclass(frozen=True, slots=True)
class Language:
    """The properties of a language.

    Parameters
    ----------
    tag : its BCP 47 tag, which is the name of its folder, such as ``en``
    name : what it calls itself
    locale : the tag with which a browser compares names and writes numbers, such as ``en-GB``
    direction : ``ltr`` or ``rtl``
    digits : its ten digits, from zero
    decimal, group, minus : signs in numbers
    calendar : that of its dates: ``gregorian`` or ``solar_hijri``
    """

    tag: str = CODE_LANGUAGE
    name: str = "English"
    locale: str = "en-GB"
    direction: str = "ltr"
    digits: str = "0123456789"
    decimal: str = "."
    group: str = ","
    minus: str = "-"
    calendar: str = "gregorian"

    @property
    def is_rtl(self) -> bool:
        """Whether it is written from right to left."""
        return self.direction == "rtl"

    @property
    def is_solar(self) -> bool:
        """Whether its dates are those of the Solar Hijri calendar."""
        return self.calendar == "solar_hijri"

    @property
    def signs(self) -> dict[int, str]:
        """The signs in numbers, as a table for ``str.translate`` of a number as in English."""
        return {
            ord(ENGLISH.group): self.group,
            ord(ENGLISH.decimal): self.decimal,
            ord(ENGLISH.minus): self.minus,
        }

    def in_digits(self, text: str) -> str:
        """The text with the digits of the language.

        Examples
        --------
        >>> properties("fa").in_digits("2000-10")
        '۲۰۰۰-۱۰'
        """
        if self.digits == ENGLISH.digits:
            return text
        return text.translate(str.maketrans(ENGLISH.digits, self.digits))


ENGLISH = Language()
PROPERTIES = tuple(field.name for field in fields(Language) if field.name != "tag")
"""The names of the properties: in a label file each has the context ``language NAME``."""


@lru_cache
def properties(tag: str) -> Language:
    """The properties of a language.

    Parameters
    ----------
    tag : a language that there are texts in

    Examples
    --------
    >>> properties("fa").is_rtl, properties("fa").calendar, properties("en").name
    (True, 'solar_hijri', 'English')
    """
    said = {
        name: label(f"language {name}", getattr(ENGLISH, name), tag) or getattr(ENGLISH, name)
        for name in PROPERTIES
    }
    return ENGLISH if tag == CODE_LANGUAGE else Language(tag, **said)


def spoken() -> Language:
    """The properties of the language of the texts."""
    return properties(language())


_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}
)  # languages that names and texts of others are in, in scripts that run from the right


def direction_of(tag: str) -> str:
    """``rtl`` or ``ltr``: the direction of a language, also of one that we have no texts in.

    Parameters
    ----------
    tag : its BCP 47 tag

    Examples
    --------
    >>> direction_of("fa"), direction_of("de-AT"), direction_of("ur")
    ('rtl', 'ltr', 'rtl')
    """
    if tag in languages():
        return properties(tag).direction
    return "rtl" if tag.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
