"""The words a person reads, in the language of this screen: gettext catalogues under `kds/locale`; no sentence is made here.

English is the language of the sources and needs no catalogue. A module writes `tr("Nothing done.")` where the sentence is
shown, and `mark("...")` where a constant is only kept until then, so that both are found when catalogues are made.
Numbers and dates are written by the language too. What is remembered in words is forgotten when the language changes.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from functools import _lru_cache_wrapper

CATALOGUES = Path(__file__).with_name("locale")
"""Folder of the message catalogues, one folder a language."""

ENGLISH = "en"
"""The language of the sources."""

SLOVAK = "sk"
"""The other language that is shipped."""

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Variables of the environment that name a person's language, the first that is set counts (POSIX, locale)."""

_Shown = TypeVar("_Shown")

_words: gettext.NullTranslations = gettext.NullTranslations()
_language = ENGLISH
_forgetting: list[Callable[[], None]] = []


def use(language: str) -> None:
    """Show everything from now on in that language; English where there is no catalogue for it.

    Args:
        language: code of the language, `en` or `sk`.
    """
    global _words, _language  # noqa: PLW0603 - one screen has one language at a time, and every sentence would have to carry it
    if language == _language:
        return
    _words = gettext.NullTranslations()
    if language != ENGLISH:
        _words = gettext.translation("kds", CATALOGUES, [language], fallback=True)
    _language = language
    for forget in _forgetting:
        forget()


def in_use() -> str:
    """Give the code of the language that everything is shown in."""
    return _language


def usual(environment: Mapping[str, str] = os.environ) -> str:
    """Give the language of a person who chose none: Slovak where the environment names it, else English."""
    named = next((value for name in LOCALE_VARIABLES if (value := environment.get(name))), "")
    return SLOVAK if named.split("_")[0].split(".")[0].lower() == SLOVAK else ENGLISH


def languages() -> tuple[str, ...]:
    """Give the codes of the languages there are, English first."""
    return ENGLISH, *sorted(file.parent.parent.name for file in CATALOGUES.glob("*/LC_MESSAGES/kds.mo"))


def in_words(maxsize: int) -> Callable[[Callable[..., _Shown]], _lru_cache_wrapper[_Shown]]:
    """Remember what a function gives, as `lru_cache` does, until the language changes: for what is made of words.

    Args:
        maxsize: most results that are remembered.
    """

    def remembered(function: Callable[..., _Shown]) -> _lru_cache_wrapper[_Shown]:
        cached = lru_cache(maxsize)(function)
        _forgetting.append(cached.cache_clear)
        return cached

    return remembered


def mark(sentence: str) -> str:
    """Give the sentence as it is: it is translated where it is shown, by `tr`."""
    return sentence


def markn(one: str, many: str) -> tuple[str, str]:
    """Give the two forms as they are: they are translated where they are shown, by `trn(*forms, count)`."""
    return one, many


def tr(sentence: str, /, **values: object) -> str:
    """Give a sentence in the language of this screen, with values put into its `{names}`."""
    words = _words.gettext(sentence) if sentence else ""  # a catalogue answers the empty text with its own header
    return words.format(**values) if values else words


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """Give the sentence for a number, by the rules of the language; `{count}` is the number itself."""
    return _words.ngettext(one, many, count).format(count=count, **values)


def number_words(number: Decimal) -> str:
    """Give `2`, `0.5`, in Slovak `0,5`: no trailing zeros, no exponent."""
    words = f"{number.normalize():f}"
    return words.replace(".", ",") if _language == SLOVAK else words


def date_words(day: date) -> str:
    """Give `2026-11-22`, in Slovak `22. 11. 2026`."""
    return f"{day.day}. {day.month}. {day.year}" if _language == SLOVAK else day.isoformat()


def day_words(day: date) -> str:
    """Give day and month in few cells: `22.11.`, in Slovak `22. 11.`."""
    return f"{day.day}. {day.month}." if _language == SLOVAK else f"{day:%d.%m.}"


def month_day_words(day: date) -> str:
    """Give a day with the name of its month: `22 November`, in Slovak `22. novembra`."""
    return tr("{day} {month}", day=day.day, month=tr(MONTHS[day.month - 1]))


MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)
"""The months as they stand behind a day."""
