"""When more than half of the cards are late, only the three oldest alarm by their looks."""

from __future__ import annotations

from kds.domain.board import Board
from kds.domain.pace import Level, loudest, paces
from tests.builders import a_board, a_station, an_item, an_order, at


def a_slammed_grill(late: int, fresh: int) -> Board:
    """Give a grill with so many late cards, the first one the oldest, and so many fresh ones."""
    orders = [
        an_order(an_item("Ribeye"), id=f"o{number}", table=f"T{number}", fired=f"19:{10 + number:02}")
        for number in range(1, late + 1)
    ]
    orders += [
        an_order(an_item("Ribeye"), id=f"o{number}", table=f"M{number}", fired="19:41")
        for number in range(50, 50 + fresh)
    ]
    return a_board(a_station(), *orders)


def looks(board: Board) -> dict[str, tuple[Level, str]]:
    """Give each card's look and words."""
    of = paces(board.cards, board.station, at("19:42"))
    return {card.title: (of(card).look, of(card).words) for card in board.cards}


def test_only_the_three_oldest_alarm_and_the_others_keep_their_word() -> None:
    """Five of six are late: three reverse cards, two that only say it."""
    shown = looks(a_slammed_grill(late=5, fresh=1))
    assert [shown[f"T{number}"] for number in range(1, 6)] == [
        (Level.LATE, "LATE 31"),
        (Level.LATE, "LATE 30"),
        (Level.LATE, "LATE 29"),
        (Level.FRESH, "LATE 28"),
        (Level.FRESH, "LATE 27"),
    ]


def test_up_to_half_of_them_all_alarm() -> None:
    """Five of ten are late: each is as loud as ever."""
    board = a_slammed_grill(late=5, fresh=5)
    assert loudest(board.cards, board.station, at("19:42")) is None
    assert [look for look, _ in looks(board).values()].count(Level.LATE) == 5


def test_late_cards_are_still_counted_as_late() -> None:
    """Hushing changes what a card looks like, not what it is."""
    board = a_slammed_grill(late=5, fresh=1)
    of = paces(board.cards, board.station, at("19:42"))
    assert sum(of(card).level is Level.LATE for card in board.cards) == 5
