"""The words a person reads, in the language of this screen: gettext catalogues under `kds/locale`; no sentence is made here.

English is the language of the sources and needs no catalogue. A module writes `tr("Nothing done.")` where the sentence is
shown, and `mark("...")` where a constant is only kept until then, so that both are found when catalogues are made.
"""

from __future__ import annotations

import gettext
from pathlib import Path

CATALOGUES = Path(__file__).with_name("locale")
"""Folder of the message catalogues, one folder a language."""

ENGLISH = "en"
"""The language of the sources."""

_words: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Show everything from now on in that language; English where there is no catalogue for it.

    Args:
        language: code of the language, `en` or `sk`.
    """
    global _words  # noqa: PLW0603 - one screen has one language at a time, and every sentence would have to carry it
    _words = gettext.NullTranslations()
    if language != ENGLISH:
        _words = gettext.translation("kds", CATALOGUES, [language], fallback=True)


def languages() -> tuple[str, ...]:
    """Give the codes of the languages there are, English first."""
    return ENGLISH, *sorted(file.parent.parent.name for file in CATALOGUES.glob("*/LC_MESSAGES/kds.mo"))


def mark(sentence: str) -> str:
    """Give the sentence as it is: it is translated where it is shown, by `tr`."""
    return sentence


def tr(sentence: str, /, **values: object) -> str:
    """Give a sentence in the language of this screen, with values put into its `{names}`."""
    words = _words.gettext(sentence)
    return words.format(**values) if values else words


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """Give the sentence for a number, by the rules of the language; `{count}` is the number itself."""
    return _words.ngettext(one, many, count).format(count=count, **values)
