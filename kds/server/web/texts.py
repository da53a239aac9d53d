"""Makes the texts of an order fit for a page and finds allergies in them; escaping is the templates' business alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from kds.server.orders.model import Modifier
from kds.server.web.words import Words

MARKS_PER_LETTER = 4
"""Combining marks that stay on one letter; more would climb over the lines above."""
ALLERGY_WORDS = (
    *("allerg", "anaphyla", "epipen", "intoleran", "coeliac", "celiac", "gluten free", "wheat free", "nut free"),
    *("peanut free", "dairy free", "lactose free", "egg free", "shellfish free", "soy free"),
    *("alerg", "anafyla", "celiaki", "neznasa", "bezlepk", "bez lepku", "bezlakt", "bez laktozy"),
    *("coeliak", "overgevoelig", "glutenvrij", "notenvrij", "lactosevrij", "zonder noten", "zonder gluten"),
    *("аллерг", "анафилак", "непереносим", "целиак", "безглютен", "безлактоз"),
    *("без глютен", "без лактоз", "без орех", "без арахис"),
)
"""Beginnings of words that make a text an allergy, lower case and without accents; guests write in any language."""
DENIALS = (
    *("no known allergies", "no allergies", "no allergy", "bez alergii", "ziadne alergie"),
    *("geen allergieen", "geen allergie", "аллергии нет", "нет аллергии", "без аллергии"),
)
"""Texts that deny an allergy; they are taken out before looking."""
REMOVALS = frozenset({"no", "none", "without", "bez"})
"""Options, or first words of a modifier, that take something off."""
ADDITIONS = frozenset({"add", "extra", "with", "yes", "navyše"})
"""Options that put something on."""

_LABEL = re.compile(
    r"^\s*(?:food\s+)?(?:allerg(?:y|ies|ic)|alergi[aeu])\s*(?:to\b|na\b)?\s*[:\-–!]*\s*(?P<what>\S.*)$", re.IGNORECASE
)
_DROPPED = frozenset({"Cf", "Cs", "Co", "Cn"})
_SPACED = frozenset({"Cc", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})


def clean(text: str | None) -> str:
    """Give a text without controls, invisible or direction-changing characters, and with few marks on each letter."""
    if not text:
        return ""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept: list[str] = []
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in _MARKS else 0
        if category in _DROPPED or marks > MARKS_PER_LETTER:
            continue
        kept.append(" " if category in _SPACED else letter)
    return " ".join("".join(kept).split())


def plain(text: str) -> str:
    """Give a text as word lists compare it: lower case, no accents, words one space apart."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+", " ", bare.casefold()).split())


def names_allergy(text: str, further: Iterable[str] = ()) -> bool:
    """Say whether a text names an allergy: one of the words begins a word of it, denials taken out.

    Args:
        text: a note, a comment or a modifier.
        further: the restaurant's own words.
    """
    words = plain(text)
    for denial in DENIALS:
        words = words.replace(denial, " ")
    own = (plain(word) for word in further)
    return any(f" {word}" in f" {words}" for word in (*ALLERGY_WORDS, *own) if word)


def allergy_of(text: str) -> str:
    """Give what the allergy is to, `nuts` of `Allergy: nuts`; any other text whole, never cut."""
    labelled = _LABEL.match(text)
    return (labelled["what"] if labelled else text).strip()


def amount_text(amount: Decimal, words: Words) -> str:
    """Give `2` or `0.5`, in Slovak `0,5`."""
    written = f"{amount.normalize():f}"
    return written.replace(".", words("decimal"))


def modifier_text(modifier: Modifier, words: Words) -> str:
    """Give `NO onion`, `+ bacon`, `2 × bacon` or `Milk: Oat`."""
    name, option = clean(modifier.name), clean(modifier.option_name)
    first, _, rest = name.partition(" ")
    if first.lower() in REMOVALS and rest:
        return words("no", what=f"{rest} {option}".strip())
    if modifier.quantity == 0 or option.lower() in REMOVALS:
        return words("no", what=name)
    times = "" if modifier.quantity == 1 else f"{amount_text(modifier.quantity, words)} × "
    if not option or option.lower() in ADDITIONS:
        return f"+ {times}{name}"
    return f"{times}{name}: {option}"
