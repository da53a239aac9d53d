"""Texts on the pages: nothing of an order is markup, no allergy is missed, every sentence exists in both languages."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.domain.allergy_words import LANGUAGES
from kds.server.messages import Language
from kds.server.orders.model import Article, Item, ItemType, Modifier, Order, Origin, Pair, Place, Status
from kds.server.web.cards import Filter
from kds.server.web.composing import board_of
from kds.server.web.rendering import page
from kds.server.web.texts import ALLERGY_WORDS, DENIALS, clean, modifier_text, names_allergy
from kds.server.web.words import CATALOGUE, Words
from tests.server.web.scenes import Seen, html_of
from tests.server.world import NOON

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</li></ul></article><h1>FREE</h1>",
    "{{ 7*7 }} {% raw %}",
    "<!-- ",
    "]]>\x00\x1b[31m\u202egnol",
    "&lt;b&gt;&amp;",
    "a" + "\u0301" * 200,
)
"""Texts that try to be more than text."""
ENGLISH = Words(Language.ENGLISH)


def order_of_texts(text: str) -> Order:
    """Give an order that says the same everywhere."""
    return Order(
        id="a" * 24,
        number=7,
        origin=Origin(
            ticket_id="b" * 24,
            ticket_name=text,
            device_name="P01",
            user_name="anna",
            user_label=text,
            place=Place(text, text),
            purchase_type=text,
            guest_count=2,
            note=text,
            due_at=NOON + timedelta(minutes=9),
            pickup_name=text,
        ),
        created_at=NOON,
        processed_at=NOON,
        items=(an_item(text, 1), an_item(f"allergy {text}", 2)),
        version=1,
    )


def an_item(text: str, number: int) -> Item:
    """Give a dish that says the same everywhere."""
    return Item(
        id=number,
        ticket_item_id=number,
        type=ItemType.POSITIVE,
        article=Article(1, "S01", text, text, (text,)),
        amount=Decimal(1),
        unit="pcs",
        course=1,
        seat=text,
        comment=text,
        modifiers=(Modifier(text, text, Decimal(2)),),
        takes_back=None,
        pairs=(Pair(text, Status.READY), Pair("Grill")),
    )


def seen_of(text: str) -> Seen:
    """Give what a reader sees of such an order."""
    return Seen(html_of(board_of([order_of_texts(text)], frozenset({"Grill", text}), Filter())))


HARMLESS = seen_of("plain")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_only_text(text: str) -> None:
    """Whatever a guest or a till writes, the page has no other elements and attributes than with a plain word."""
    seen = seen_of(text)
    assert (seen.tags, seen.attributes) == (HARMLESS.tags, HARMLESS.attributes)
    assert len(seen.words) == len(HARMLESS.words)
    assert not set("\x00\x1b\u202e") & set(seen.text)


@given(st.text(max_size=60))
def test_any_text_is_only_text(text: str) -> None:
    """The same for any text at all, lone surrogates and all."""
    seen = seen_of(f"x{text}")
    assert (seen.tags, seen.attributes) == (HARMLESS.tags, HARMLESS.attributes)
    seen.text.encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_word_in_the_address_is_only_text(text: str) -> None:
    """What is written into the login form comes back as its value, and as nothing else."""
    values = {"form": text, "next": text, "problem": text, "action": text}
    hostile = Seen(page("login.html", Language.ENGLISH, user=text, **values))
    plain = Seen(page("login.html", Language.ENGLISH, user="plain", **dict.fromkeys(values, "plain")))
    assert (hostile.tags, hostile.attributes) == (plain.tags, plain.attributes)


def test_no_control_or_direction_gets_to_the_page() -> None:
    """Controls become spaces, invisible and direction-changing characters go, marks don't pile up."""
    assert clean("a\nb\u202ec\u200bd\ud800") == "a bcd"
    assert len(clean("a" + "\u0301" * 50)) == 5
    assert clean(None) == ""
    assert clean("  Žemľa  ") == "Žemľa"


@pytest.mark.parametrize(
    ("modifier", "words"),
    [
        (Modifier("no onion", None, Decimal(1)), "NO onion"),
        (Modifier("Anchovy", "No", Decimal(1)), "NO Anchovy"),
        (Modifier("Anchovy", None, Decimal(0)), "NO Anchovy"),
        (Modifier("Bacon", None, Decimal(1)), "+ Bacon"),
        (Modifier("Bacon", "extra", Decimal(2)), "+ 2 × Bacon"),
        (Modifier("Milk", "Oat", Decimal(1)), "Milk: Oat"),
    ],
)
def test_a_modifier_says_what_to_do(modifier: Modifier, words: str) -> None:
    """A removal says NO, an addition has a plus, a choice names what is chosen."""
    assert modifier_text(modifier, ENGLISH) == words


def test_every_allergy_that_a_terminal_finds_is_found_here() -> None:
    """The page knows all words and denials of the terminal's list; a missed one costs a life."""
    assert {word for words in LANGUAGES.values() for word in words.names} <= set(ALLERGY_WORDS)
    assert {denial for words in LANGUAGES.values() for denial in words.denials} <= set(DENIALS)


def test_an_allergy_is_found_in_any_spelling() -> None:
    """Accents, capitals and hyphens make no difference; a restaurant's own words count too."""
    assert names_allergy("NUT-FREE please")
    assert names_allergy("Neznáša mlieko")
    assert not names_allergy("no allergies")
    assert not names_allergy("histamine")
    assert names_allergy("Histamín!", ["histamin"])


@pytest.mark.parametrize("key", CATALOGUE)
def test_a_sentence_says_the_same_in_both_languages(key: str) -> None:
    """Both languages have the text, with the same blanks."""
    english, slovak = CATALOGUE[key]
    assert english
    assert slovak
    assert set(re.findall(r"\{(\w+)\}", english)) == set(re.findall(r"\{(\w+)\}", slovak))
