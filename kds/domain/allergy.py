"""Finds a guest's allergy in the texts of an order and meets it with what a dish contains (board 3); never says "none".

A false find costs one key press, a missed one a life: a text with an allergy word is shown whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kds.domain.cards import Allergy
from kds.domain.marks import GuestAllergy
from kds.domain.order import Item, Order
from kds.domain.unseen import allergy_mark

_ENGLISH = "allerg|anaphyla|epipen|intoleran|coeliac|celiac"
_ENGLISH_FREE = "gluten free|nut free|peanut free|dairy free|lactose free|egg free|shellfish free|soy free|wheat free"
_DUTCH = "allerg|anafyla|intoleran|coeliak|overgevoelig|glutenvrij|notenvrij|lactosevrij|zonder noten|zonder gluten"
_RUSSIAN = "аллерг|анафилак|непереносим|целиак|безглютен|безлактоз|без глютен|без лактоз|без орех|без арахис"
_SLOVAK = "alerg|anafyla|celiaki|neznasa|bezlepk|bez lepku|bezlakt|bez laktozy"

ALLERGY_WORDS: Mapping[str, tuple[str, ...]] = {
    "en": (*_ENGLISH.split("|"), *_ENGLISH_FREE.split("|")),
    "nl": tuple(_DUTCH.split("|")),
    "ru": tuple(_RUSSIAN.split("|")),
    "sk": tuple(_SLOVAK.split("|")),
}
"""Beginnings of words that make a text an allergy, by language, lower case and without accents; `-` counts as space.

The languages are those of the till, of the web shop's customers and of the seller of tickets.
"""

DENIALS: tuple[str, ...] = (
    *("no known allergies", "no allergies", "no allergy"),
    *("geen allergieen", "geen allergie"),
    *("аллергии нет", "нет аллергии", "без аллергии"),
    *("bez alergii", "ziadne alergie"),
)
"""Texts that deny an allergy, spelled like the words above; they are taken out before looking."""

ALLERGENS: Mapping[str, str] = {
    "gluten": "gluten wheat rye barley oat spelt coeliac celiac celiaki bezlepk lepok lepk psenic obilnin",
    "crustaceans": "crustacean shellfish prawn shrimp crab lobster korys krevet",
    "eggs": "egg vajc vajec",
    "fish": "fish ryb",
    "peanuts": "peanut groundnut nut arasid orech",
    "soybeans": "soy soja soju sojov",
    "milk": "milk dairy lactose cheese butter cream mliek mliec lakto bezlakt",
    "nuts": "nut almond hazelnut walnut cashew pecan pistachio macadamia orech mandl",
    "celery": "celery celeriac zeler",
    "mustard": "mustard horcic",
    "sesame": "sesame sezam",
    "sulphites": "sulphit sulfit siricit",
    "lupin": "lupin vlci",
    "molluscs": "mollus shellfish mussel oyster squid clam makkys",
}
"""The 14 allergens of EU Regulation 1169/2011, annex II, with beginnings of words that name them in
English and Slovak, a space between them."""

_LABEL = re.compile(
    r"^\s*(?:food\s+)?(?:allerg(?:y|ies|ic)|alergi[aeu])\s*(?:to\b|na\b)?\s*[:\-–!]*\s*(?P<what>\S.*)$", re.IGNORECASE
)


def allergies_of(order: Order, words: Iterable[str] | None = None) -> tuple[GuestAllergy, ...]:
    """Give the guests' allergies that an order's note, comments and modifiers name, each once.

    Args:
        words: the word list; by default that of all languages. Spelling: see `ALLERGY_WORDS`.
    """
    listed = _ALL_WORDS if words is None else tuple(words)
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
        words: the word list; by default that of all languages. Spelling: see `ALLERGY_WORDS`.
    """
    return _names_one_of(text, _ALL_WORDS if words is None else tuple(words))


def label_free(text: str) -> str:
    """Give what the allergy is to, `nuts` from `Allergy: nuts`; any other text whole, never cut."""
    labelled = _LABEL.match(text)
    return (labelled["what"] if labelled else text).strip()


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """Give a text as word lists compare it: lower case, no accents, no punctuation, words one space apart."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+", " ", bare.casefold()).split())


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
    for denial in DENIALS:
        plain = plain.replace(denial, " ")
    return any(_begins_a_word(word, plain) for word in words)


_STEMS = tuple(tuple(stems.split()) for stems in ALLERGENS.values())
_ALL_WORDS = tuple(word for words in ALLERGY_WORDS.values() for word in words)
