"""Finds a guest's allergy in the texts of an order and meets it with what a dish contains (board 3); never says "none".

A false find costs one key press, a missed one a life: a text with an allergy word is shown whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kds.domain.allergy_words import ENGLISH, LANGUAGES
from kds.domain.cards import Allergy
from kds.domain.marks import GuestAllergy
from kds.domain.order import Item, Order
from kds.domain.unseen import allergy_mark

ALLERGY_WORDS: Mapping[str, tuple[str, ...]] = {code: words.names for code, words in LANGUAGES.items()}
"""Beginnings of words that make a text an allergy, by language, spelled as `allergy_words` says."""

_DENIALS = tuple(denial for words in LANGUAGES.values() for denial in words.denials)
_STEMS = tuple(
    tuple(stem for words in LANGUAGES.values() for stem in words.allergens[allergen].split())
    for allergen in ENGLISH.allergens
)
_ALL_WORDS = tuple(word for words in ALLERGY_WORDS.values() for word in words)
_added: list[str] = []

_LABEL = re.compile(
    r"^\s*(?:food\s+)?(?:allerg(?:y|ies|ic)|alergi[aeu])\s*(?:to\b|na\b)?\s*[:\-–!]*\s*(?P<what>\S.*)$", re.IGNORECASE
)


def look_for(words: Iterable[str]) -> None:
    """Look for these words of a restaurant's own too from now on, in every text; they replace those given before.

    Args:
        words: in any spelling; each is the beginning of a word (the setting `allergy_words`).
    """
    _added[:] = filter(None, map(plain_words, words))


def allergies_of(order: Order, words: Iterable[str] | None = None) -> tuple[GuestAllergy, ...]:
    """Give the guests' allergies that an order's note, comments and modifiers name, each once.

    Args:
        words: the word list; by default that of all languages; the restaurant's own (`look_for`) count always. Spelling: see `ALLERGY_WORDS`.
    """
    listed = _listed(words)
    found = [GuestAllergy(label_free(order.note))] if order.note and _names_one_of(order.note, listed) else []
    for item in order.items:
        if item.is_negative or not (item.comment or item.modifiers):
            continue
        found.extend(GuestAllergy(label_free(text), item.seat) for text in _texts(item) if _names_one_of(text, listed))
    return tuple(dict.fromkeys(found))


def guests_allergies(ticket: str, found: Iterable[GuestAllergy], seen: frozenset[str]) -> tuple[Allergy, ...]:
    """Give a ticket's allergies as its cards show them: each text once, with the seats that said it.

    Args:
        seen: the station's acknowledged marks; an allergy is confirmed once per ticket, station and text.
    """
    seats: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for allergy in found:
        key = plain_words(allergy.text)
        texts.setdefault(key, allergy.text)
        if allergy.seat and allergy.seat not in seats.setdefault(key, []):
            seats[key].append(allergy.seat)
    marks = {key: allergy_mark(ticket, key) for key in texts}
    return tuple(
        Allergy(text, marks[key], ", ".join(seats.get(key, ())) or None, marks[key] in seen)
        for key, text in texts.items()
    )


def contained(item: Item, allergies: Iterable[Allergy]) -> tuple[str, ...]:
    """Give the dish's allergens that meet a guest's allergy, as the till spells them."""
    if not item.allergens:
        return ()
    texts = [plain_words(allergy.text) for allergy in allergies]
    return tuple(name for name in item.allergens if any(_meets(plain_words(name), text) for text in texts))


def names_allergy(text: str, words: Iterable[str] | None = None) -> bool:
    """Whether a text names an allergy: one of the words begins a word of it, denials taken out.

    Args:
        words: the word list; by default that of all languages; the restaurant's own (`look_for`) count always. Spelling: see `ALLERGY_WORDS`.
    """
    return _names_one_of(text, _listed(words))


def label_free(text: str) -> str:
    """Give what the allergy is to, `nuts` from `Allergy: nuts`; any other text whole, never cut."""
    labelled = _LABEL.match(text)
    return (labelled["what"] if labelled else text).strip()


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """Give a text as word lists compare it: lower case, no accents, no punctuation, words one space apart."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+", " ", bare.casefold()).split())


def _listed(words: Iterable[str] | None) -> tuple[str, ...]:
    built_in = _ALL_WORDS if words is None else tuple(words)
    return (*built_in, *_added) if _added else built_in


def _texts(item: Item) -> Iterable[str]:
    if item.comment:
        yield item.comment
    for modifier in item.modifiers:
        yield f"{modifier.name} {modifier.option}".strip()


def _meets(allergen: str, text: str) -> bool:
    """Whether an allergen's name and a guest's text speak of the same thing."""
    if not allergen:
        return False
    groups = [stems for stems in _STEMS if any(_begins_a_word(stem, allergen) for stem in stems)]
    stems = {stem for group in groups for stem in group} | {allergen.removesuffix("s")}
    return any(_begins_a_word(stem, text) for stem in stems)


def _begins_a_word(stem: str, text: str) -> bool:
    return f" {stem}" in f" {text}"


@lru_cache(maxsize=4096)
def _names_one_of(text: str, words: tuple[str, ...]) -> bool:
    plain = plain_words(text)
    for denial in _DENIALS:
        plain = plain.replace(denial, " ")
    return any(_begins_a_word(word, plain) for word in words)
