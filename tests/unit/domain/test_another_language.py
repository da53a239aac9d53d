"""The board in another language: every word changes, nothing else does."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest

from kds import language
from kds.domain.actions import press_enter
from kds.domain.actions.commands import label_of
from kds.domain.intents import Refusal
from kds.domain.pace import Level, pace
from kds.domain.places import Places, SlotChanged, Standing, chosen
from kds.domain.terms import Purchase, Status
from kds.domain.wording import modifier_words
from tests.builders import a_board, a_negative, a_station, an_expo, an_item, an_order, at, with_status
from tests.unit.domain.watching import Screen, words

NOW = at("19:42")


class Bracketed(gettext.NullTranslations):
    """A language that writes every sentence in brackets."""

    def gettext(self, message: str) -> str:
        """Translate."""
        return f"<{message}>"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Translate for a number."""
        return f"<{msgid1 if n == 1 else msgid2}>"


@pytest.fixture(autouse=True)
def _in_brackets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Show everything in that language, as if it had a catalogue."""
    monkeypatch.setattr(gettext, "translation", lambda *_args, **_options: Bracketed())
    language.use("brackets")
    yield
    language.use(language.ENGLISH)


def test_a_refusal_is_one_sentence() -> None:
    """What a key answers is translated as a whole, with the name of the card inside."""
    board = a_board(an_expo(), an_order(an_item("Ribeye"), held=True))
    refusal = press_enter(board, board.cards[0], NOW)
    assert refusal == Refusal("<T7 is held, not fired yet>")


def test_a_take_away_keeps_its_short_name() -> None:
    """`TAKE #118` is called so in any language, and is still known by its order type and not by its words."""
    board = a_board(a_station(), an_order(an_item("Ribeye"), table=None, purchase=Purchase.TAKE_AWAY, number=118))
    (card,) = board.cards
    assert (card.title, label_of(card)) == ("<TAKE AWAY>", "<TAKE> #118")


def test_ages_say_their_word() -> None:
    """A late card is late by its level, whatever its word is."""
    board = a_board(a_station(), an_order(an_item("Ribeye"), fired="19:00"))
    shown = pace(board.cards[0], board.station, NOW)
    assert (shown.level, shown.words) == (Level.LATE, "<LATE 42>")


def test_a_changed_dish_that_nobody_began_says_no_fate() -> None:
    """`not started` is left out of a changed line because nobody had begun, not because of its words."""
    order = an_order(an_item("Fish", line=3))
    moved = an_order(
        a_negative("Fish", of=("o1", 1), line=3), an_item("Fish", on="Fry", line=3), id="o2", created="19:40"
    )
    seen_by = {}
    for station in (a_station("GRILL"), an_expo()):
        screen = Screen(station)
        screen.read(order)
        screen.read(with_status(order, Status.CANCELLED, item=1), moved)
        seen_by[station.name] = words(screen.card())
    assert seen_by == {"GRILL": ["VOID 1 Fish <not started>"], "EXPO": ["CHANGED 1 Fish"]}


def test_a_slot_that_changed_says_so() -> None:
    """The guard of the digits is a whole sentence with and without the former card."""
    places = Places(standings=(Standing(0, "a", "T9", (), 100.0, "T7"), Standing(1, "b", "T3", (), 100.0)))
    assert chosen(places, 0, 100.1) == SlotChanged(0, "<1 IS NOW T9 (was T7). Nothing done - press again.>")
    assert chosen(places, 1, 100.1) == SlotChanged(1, "<2 IS NOW T3. Nothing done - press again.>")


def test_words_that_are_remembered_follow_the_language() -> None:
    """A modifier that was drawn before is drawn anew when the language changes."""
    item = an_item("Burger", modifiers=("onion=no",))
    assert modifier_words(item) == ("<NO onion>",)
    language.use(language.ENGLISH)
    assert modifier_words(item) == ("NO onion",)
