"""What stands on the cards of the board's page: tables, allergies, voids, changes, totals (board 3 and 5)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kds.server.messages import Language
from kds.server.web.cards import Filter, Heading, Mark
from kds.server.web.rendering import board_state
from kds.server.web.views import BoardView
from tests.server.conftest import StartServer
from tests.server.web.scenes import (
    Seen,
    around,
    at_table,
    board,
    dish,
    fired,
    html_of,
    orders_of,
    page_of,
    reading_of,
)
from tests.server.world import Server, again


def test_a_table_is_one_card_with_all_its_bills(server: Server) -> None:
    """Two bills of one table and a later course stand on one card; what has no table stands by itself."""
    fired(server, dish("Soup", 1, "Cold"), location=at_table("T7"), guestCount=2)
    server.clock.forward(minutes=3)
    fired(server, dish("Steak", 2, "Grill"), location=at_table("T7"), guestCount=1)
    fired(server, dish("Burger", 1, "Grill"), purchaseType="TakeAway", pickupName="Novak")
    table, away = board(server).cards
    assert (table.table, table.zone, table.guests, len(table.sections)) == ("T7", "Terrace", 3, 2)
    assert table.sections[1].heading is Heading.ADD_ON
    assert (away.table, away.purchase_type, away.pickup_name) == (None, "TakeAway", "Novak")


def test_the_oldest_stands_first_and_held_ones_last(server: Server) -> None:
    """Cards are sorted by the moment they were fired; a table where nothing was fired comes behind all."""
    held = server.open_ticket(dish("Cake", 1, "Pastry"), location=at_table("M1"))
    server.clock.forward(minutes=1)
    fired(server, dish("Soup", 1, "Cold"), location=at_table("T2"))
    server.clock.forward(minutes=1)
    fired(server, dish("Soup", 1, "Cold"), location=at_table("T3"))
    assert [card.table for card in board(server).cards] == ["T2", "T3", "M1"]
    server.clock.forward(minutes=1)
    server.process(*orders_of(server, held))
    assert [card.table for card in board(server).cards] == ["T2", "T3", "M1"]
    assert "HELD" not in Seen(page_of(server)).text


def test_an_endpoint_shows_its_own_lines_until_they_are_ready(server: Server) -> None:
    """`?endpoint=Grill` shows what the grill makes and what nobody makes; a ready table leaves, the whole board keeps it."""
    _, order = fired(
        server, dish("Steak", 1, "Grill"), dish("Chips", 1, "Fry"), dish("Bread", 1), location=at_table("T1")
    )
    grill = Filter("Grill")
    (card,) = board(server, grill).cards
    assert [line.name for section in card.sections for line in section.lines] == ["Steak", "Bread"]
    assert [(each.endpoint, each.done, each.all) for each in card.progress] == [("Fry", 0, 1), ("Grill", 0, 1)]
    server.set_status(order, "Ready", "/endpoints/Grill")
    server.set_status(order, "Ready", "/items/3")
    assert board(server, grill).cards == ()
    assert [card.table for card in board(server).cards] == ["T1"]


def test_a_zone_shows_its_own_tables(server: Server) -> None:
    """`?zone=Main` leaves out the other zones and what is taken away."""
    fired(server, dish("Soup", 1, "Cold"), location=at_table("M1", "Main"))
    fired(server, dish("Soup", 1, "Cold"), location=at_table("T1"))
    fired(server, dish("Soup", 1, "Cold"), purchaseType="TakeAway")
    assert [card.table for card in board(server, Filter(zone="Main")).cards] == ["M1"]


def test_what_is_made_nowhere_or_switched_off_is_shown_everywhere(server: Server) -> None:
    """An endpoint that was switched off is named on the line, and every endpoint shows it."""
    fired(server, dish("Steak", 1, "Grill"), location=at_table("T1"))
    server.call("PUT", "/orderendpoints/Grill", {"isActive": False})
    assert "GRILL IS OFF AT THE TILL" in Seen(page_of(server, Filter("Bar"))).text


@pytest.mark.parametrize(
    ("fields", "line", "words"),
    [
        ({"note": "Allergy: nuts"}, {}, "ALLERGY nuts"),
        ({}, {"comment": "alergia na lepok", "seat": 3}, "ALLERGY lepok seat 3"),
        ({}, {"modifiers": [{"name": "Gluten-free", "optionName": None, "quantity": 1}]}, "ALLERGY Gluten-free"),
    ],
)
def test_an_allergy_stands_above_the_first_line(
    server: Server, fields: dict[str, Any], line: dict[str, Any], words: str
) -> None:
    """Wherever a guest's allergy was written, it is a row of its own on top, on the cards of all endpoints."""
    fired(server, dish("Steak", 1, "Grill"), dish("Chips", 1, "Fry", **line), location=at_table("T1"), **fields)
    for wanted in (Filter(), Filter("Grill"), Filter("Fry")):
        text = Seen(page_of(server, wanted)).text
        assert words in text
        assert text.index("ALLERGY") < text.index("new")


def test_a_note_without_an_allergy_is_a_note(server: Server) -> None:
    """Other notes stand on top as well; what denies an allergy is no allergy."""
    fired(server, dish("Steak", 1, "Grill"), location=at_table("T1"), note="Birthday, no allergies")
    assert "NOTE Birthday, no allergies" in Seen(page_of(server)).text
    assert "ALLERGY" not in Seen(page_of(server)).text


def test_less_of_an_unstarted_dish_is_the_net_with_what_it_was(server: Server) -> None:
    """Three burgers that become two before anybody began: `2× Burger WAS 3`."""
    ticket, _ = fired(server, dish("Burger", 3, "Grill"), location=at_table("T1"))
    server.put_ticket(ticket, items=again(ticket, {**ticket["items"][0], "quantity": {"amount": 2}}))
    assert "2× Burger WAS 3" in Seen(page_of(server)).text
    assert "VOID" not in Seen(page_of(server)).text
    assert board(server).totals.portions == 2


def test_a_started_dish_that_is_taken_back_is_void_until_it_was_seen(server: Server) -> None:
    """A started burger that is not wanted stands as VOID with what was happening to it, until somebody has seen it."""
    ticket, order = fired(server, dish("Burger", 2, "Grill"), dish("Cola", 1, "Bar", code=2), location=at_table("T1"))
    server.set_status(order, "InProgress", "/items/1")
    server.clock.forward(minutes=1)
    server.put_ticket(ticket, items=again(ticket, {**ticket["items"][0], "quantity": {"amount": 1}}))
    text = Seen(page_of(server)).text
    assert "1× Burger started" in text
    assert "1× VOID Burger on Grill" in text
    assert board(server).totals.portions == 2
    _, negative = orders_of(server, ticket)
    server.set_status(negative, "Ready")
    assert "VOID" not in Seen(page_of(server)).text


def test_a_whole_unstarted_dish_that_is_taken_back_is_void_and_not_started(server: Server) -> None:
    """A dish that nobody began and nobody wants is VOID, not started, and counts nowhere."""
    ticket, _ = fired(server, dish("Burger", 2, "Grill"), dish("Cola", 1, "Bar", code=2), location=at_table("T1"))
    server.put_ticket(ticket, items=[ticket["items"][1]])
    assert "2× VOID Burger not started" in Seen(page_of(server)).text
    assert board(server).totals.portions == 1


def test_a_void_whose_dish_has_left_the_board_is_still_shown(server: Server) -> None:
    """A dish that was served and then taken back: the void is all that is left of it, and it is shown."""
    ticket, order = fired(server, dish("Burger", 1, "Grill"), location=at_table("T1"))
    server.set_status(order, "Served")
    server.put_ticket(ticket, items=[])
    assert "1× VOID Burger was sent" in Seen(page_of(server)).text


def test_a_changed_line_says_what_it_was(server: Server) -> None:
    """New modifiers are one line, CHANGED, with what it was before; the old line is gone."""
    ticket, _ = fired(server, dish("Burger", 2, "Grill", comment="rare"), location=at_table("T1"))
    server.put_ticket(ticket, items=again(ticket, {**ticket["items"][0], "comment": "well done"}))
    (card,) = board(server).cards
    assert [line.mark for section in card.sections for line in section.lines] == [Mark.CHANGED]
    assert "2× CHANGED Burger well done was 2× Burger, not started" in Seen(page_of(server)).text
    assert board(server).totals.portions == 2


def test_a_line_that_moves_to_another_endpoint_is_void_where_it_was(server: Server) -> None:
    """The endpoint that loses the line sees a VOID, the one that gets it a CHANGED line."""
    ticket, _ = fired(server, dish("Burger", 1, "Grill"), location=at_table("T1"))
    moved = dict(ticket["items"][0])
    moved["plu"] = {**moved["plu"], "orderEndpointNames": ["Fry"]}
    server.put_ticket(ticket, items=again(ticket, moved))
    assert "VOID Burger" in Seen(page_of(server, Filter("Grill"))).text
    assert "CHANGED Burger" in Seen(page_of(server, Filter("Fry"))).text


def test_what_is_all_ready_says_so(server: Server) -> None:
    """A table whose dishes are all on the pass is COMPLETE on the whole board."""
    _, order = fired(server, dish("Burger", 1, "Grill"), location=at_table("T1"))
    assert "COMPLETE" not in page_of(server)
    server.set_status(order, "Ready")
    assert "COMPLETE" in Seen(page_of(server)).text


def test_orders_of_an_earlier_day_are_one_line(server: Server) -> None:
    """What nobody closed yesterday is counted, not drawn among today's."""
    fired(server, dish("Soup", 1, "Cold"), location=at_table("T1"))
    server.clock.forward(days=1)
    server.tokens.clear()
    fired(server, dish("Steak", 1, "Grill"), location=at_table("T2"))
    state = BoardView(Filter(), Language.ENGLISH).state(reading_of(server), around(server))
    told = json.loads(state.told)
    assert (told["open"], told["earlier"]) == (1, "1 orders from before 05:00 are not shown")
    assert "Soup" not in "".join(state.pieces.values())


def test_the_pages_words_are_slovak_where_asked(server: Server) -> None:
    """The same card in Slovak."""
    fired(server, dish("Burger", 0.5, "Grill"), location=at_table("T1"), note="alergia: orechy")
    text = Seen(page_of(server, language=Language.SLOVAK)).text
    assert "ALERGIA orechy" in text
    assert "0,5× Burger nové" in text


ITEM_STATUSES = st.sampled_from(["New", "InProgress", "Ready", "Served", "Cancelled"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("status"), st.integers(0, 5), ITEM_STATUSES),
        st.tuples(st.just("amount"), st.integers(0, 5), st.integers(0, 4)),
        st.tuples(st.just("comment"), st.integers(0, 5), st.sampled_from(["rare", "well done"])),
        st.tuples(st.just("fire"), st.integers(0, 5), st.just(0)),
    ),
    max_size=12,
)


def test_header_and_cards_say_the_same(start: StartServer) -> None:
    """Whatever happens in an evening, the counts of the header are those of the cards, on every filter."""
    server = start()

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def any_evening(steps: list[tuple[str, int, object]]) -> None:
        for order in server.orders("&isProcessable=true"):
            server.call("DELETE", f"/orders/{order['id']}")
        tickets = [
            server.open_ticket(dish("A", 2, "Grill"), dish("B", 1, "Fry", "Grill", code=2), location=at_table(name))
            for name in ("T1", "T2")
        ]
        for kind, which, value in steps:
            ticket = tickets[which % 2]
            lines = ticket["items"]
            if kind == "status":
                for order in orders_of(server, ticket)[-1:]:
                    server.set_status(order, str(value), f"/items/{order['items'][0]['id']}")
            elif kind == "fire":
                server.process(*orders_of(server, ticket))
            elif lines:
                line = lines[which % len(lines)]
                changed = {"comment": value} if kind == "comment" else {"quantity": {"amount": value or 1}}
                tickets[which % 2] = server.put_ticket(ticket, items=again(ticket, {**line, **changed}))
        for wanted in (Filter(), Filter("Grill"), Filter("Fry", "Terrace")):
            made = board(server, wanted)
            state = board_state(made, wanted, Language.ENGLISH, day_starts="05:00", local=lambda moment: moment)
            seen, told = Seen(html_of(made, wanted)), json.loads(state.told)
            assert Decimal(told["portions"]) == sum(map(Decimal, seen.open[False]))
            assert Decimal(told["held"]) == sum(map(Decimal, seen.open[True]))
            assert told["open"] == sum("data-held" not in html for html in state.pieces.values())

    any_evening()
