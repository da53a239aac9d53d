"""Stories about a till that comes back without its memory, with an older one, or with another one (reliability 3.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kds.domain.actions.firing import fire_at_once
from kds.domain.actions.undoing import press_undo
from kds.domain.intents import Intent, IntentKind, Refusal
from kds.domain.order import Order
from kds.domain.terms import Status
from kds.errors import Refused, Unreachable
from kds.kitchen.ports import CommandState, Reading
from kds.kitchen.restarts import GRACE_SECONDS, ORDERS_AT_MOST
from tests.builders import an_item, an_order
from tests.fakes import FakeClock, FakeSource, Fault
from tests.unit.kitchen.world import Screen, a_screen

OFF = Unreachable("The till refuses the connection.", sent=False)


def tables(number: int) -> list[Order]:
    """Give that many orders, each of a table of its own."""
    return [an_order(id=f"o{each}", table=f"T{each}") for each in range(1, number + 1)]


def empty_till(screen: Screen, instance: str | None = "second") -> dict[str, Order]:
    """Let the till come back with nothing; give what it had."""
    lost = dict(screen.source.orders)
    screen.source.orders.clear()
    screen.source.instance = instance
    return lost


def older(order: Order) -> Order:
    """Give an order as a back-up has it: as it was, in the version before."""
    return replace(order, version=order.version - 1)


async def bump_all(screen: Screen, titles: list[str]) -> None:
    """Bump these cards and see them confirmed."""
    for title in titles:
        await screen.bump(title)
    await screen.polls(3)
    assert set(screen.states()) == {CommandState.DONE}


async def test_cards_stay_while_a_restarted_till_is_checked() -> None:
    """Orders that a restarted till does not know stay for a time of grace under a banner, then leave it as voids."""
    screen = await a_screen(*tables(2))
    await screen.kitchen.painted({card.key for card in screen.kitchen.board.cards})
    empty_till(screen)
    await screen.poll()
    assert screen.titles() == ["T1", "T2"]
    assert screen.kitchen.board.banner == "POS restarted, checking: it does not know T1, T2 any more."
    await screen.polls(int(GRACE_SECONDS) - 2)
    assert [line.kind for card in screen.kitchen.board.cards for line in card.lines] == ["dish", "dish"]
    await screen.polls(4)
    assert [line.kind for card in screen.kitchen.board.cards for line in card.lines] == ["void", "void"]
    assert screen.kitchen.board.banner == "The till came back without T1, T2. Compare the orders with the tickets."
    await screen.kitchen.refresh_profile()
    assert screen.kitchen.board.banner == ""


async def test_orders_that_come_back_in_time_were_never_away() -> None:
    """A till that finds its orders again within the time of grace leaves the board as it was, and the banner ends."""
    screen = await a_screen(*tables(2))
    cards = screen.kitchen.board.cards
    lost = empty_till(screen)
    await screen.polls(5)
    screen.source.orders.update(lost)
    await screen.polls(int(GRACE_SECONDS))
    assert screen.kitchen.board.cards == cards
    assert screen.kitchen.board.banner == ""


async def test_an_order_that_was_served_before_the_restart_leaves_at_once() -> None:
    """Only what the till does not know is held on to; what it calls served leaves while it is being checked."""
    screen = await a_screen(*tables(2))
    screen.source.instance = "second"
    screen.source.set_status("o1", Status.SERVED)
    await screen.poll()
    assert screen.titles() == ["T2"]


async def test_a_bump_of_an_order_that_the_till_lost_is_over_and_stays_gone() -> None:
    """What the till does not know is never sent to it again; the card leaves with the press and does not come back."""
    screen = await a_screen(*tables(2))
    empty_till(screen)
    await screen.poll()
    await screen.bump("T1")
    await screen.polls(3)
    assert screen.states() == [CommandState.OBSOLETE]
    assert screen.titles() == ["T2"]


async def test_a_restart_is_noticed_across_a_start_of_this_board() -> None:
    """A board that was off while the till was replaced notices it at its first answer."""
    screen = await a_screen(*tables(2))
    await screen.kitchen.stop()
    empty_till(screen)
    again = Screen(screen.source, screen.clock, outbox=screen.store, memory=screen.store)
    await again.started()
    assert again.titles() == ["T1", "T2"]
    assert again.kitchen.board.banner.startswith("POS restarted, checking")


async def test_what_a_back_up_has_forgotten_is_sent_again() -> None:
    """A till restored to before the last bumps gets them again, and they leave the board again."""
    screen = await a_screen(*tables(2))
    back_up = dict(screen.source.orders)
    await bump_all(screen, ["T1", "T2"])
    screen.source.orders.update(back_up)
    screen.source.instance = "second"
    await screen.polls(4)
    assert [screen.till(order) for order in back_up] == [Status.READY, Status.READY]
    assert screen.titles() == []
    assert set(screen.states()) == {CommandState.DONE}


async def test_a_back_up_under_the_same_name_shows_by_its_versions() -> None:
    """A restored file of the same database is known by versions that fell."""
    screen = await a_screen(*tables(1))
    await screen.kitchen.refresh_recall()
    back_up = dict(screen.source.orders)
    await bump_all(screen, ["T1"])
    await screen.kitchen.refresh_recall()
    screen.source.orders.update(back_up)
    await screen.polls(4)
    assert screen.till() is Status.READY


async def test_what_was_confirmed_long_ago_is_not_sent_again() -> None:
    """A bump from more than ten minutes ago stays as the back-up has it."""
    screen = await a_screen(*tables(1))
    back_up = dict(screen.source.orders)
    await bump_all(screen, ["T1"])
    screen.clock.advance(11 * 60)
    screen.source.orders.update(back_up)
    screen.source.instance = "second"
    await screen.polls(4)
    assert screen.till() is Status.NEW
    assert screen.titles() == ["T1"]


async def test_a_decision_of_somebody_else_after_ours_is_not_fought() -> None:
    """What another screen brought back after our bump stays back after a restart."""
    screen = await a_screen(*tables(1))
    await bump_all(screen, ["T1"])
    screen.source.set_status("o1", Status.NEW, by="expo")
    await screen.poll()
    screen.source.instance = "second"
    await screen.polls(4)
    assert screen.till() is Status.NEW
    assert len(screen.source.sent) == 1


async def test_an_undone_bump_is_not_sent_again() -> None:
    """Only the last word about an order counts: a bump that was taken back stays taken back."""
    screen = await a_screen(*tables(1))
    back_up = dict(screen.source.orders)
    await bump_all(screen, ["T1"])
    await screen.undo()
    await screen.polls(3)
    screen.source.orders.update(back_up)
    screen.source.instance = "second"
    await screen.polls(4)
    assert len(screen.source.sent) == 2
    assert screen.titles() == ["T1"]


async def test_a_fire_that_a_back_up_has_forgotten_is_sent_again() -> None:
    """A fired order that is held again after a restart is fired again."""
    screen = await a_screen(an_order(held=True))
    back_up = dict(screen.source.orders)
    await screen.kitchen.perform(fire_at_once("GRILL", screen.kitchen.board.orders, screen.kitchen.now()))
    await screen.polls(3)
    screen.source.orders.update(back_up)
    screen.source.instance = "second"
    await screen.polls(4)
    assert screen.source.orders["o1"].is_processed


async def test_many_forgotten_bumps_ask_a_person() -> None:
    """When more than five orders would be changed again, all of them wait for a person, who can send them."""
    screen = await a_screen(*tables(ORDERS_AT_MOST + 1))
    back_up = dict(screen.source.orders)
    await bump_all(screen, [f"T{each}" for each in range(1, ORDERS_AT_MOST + 2)])
    sent = len(screen.source.sent)
    screen.source.orders.update(back_up)
    screen.source.instance = "second"
    await screen.polls(4)
    assert len(screen.source.sent) == sent
    assert screen.kitchen.board.connection.parked == ORDERS_AT_MOST + 1
    card = screen.card("T1")
    assert card is not None
    assert "older state" in card.refusal
    for row in screen.kitchen.outbox_view():
        await screen.kitchen.retry(row.command.id)
    await screen.polls(4)
    assert screen.titles() == []


async def test_a_used_id_brings_nothing_of_the_old_order() -> None:
    """Another order under an old id is new here: unread, without ticks, and the old one's undo is refused."""
    order = an_order(an_item("Soup", on=("Grill", "Fry")), note="nut allergy")
    screen = await a_screen(order)
    card = screen.card()
    assert card is not None
    marks = frozenset(mark for mark, _ in card.unseen)
    now = screen.kitchen.now()
    ticks = frozenset({"o1/1/Ready"})
    await screen.kitchen.perform(Intent("s", IntentKind.SEEN, "GRILL", "T7", card.key, now, seen=marks, ticked=ticks))
    await screen.bump()
    await screen.polls(3)
    screen.source.put(replace(order, created_at=now + timedelta(minutes=3), version=1))
    await screen.poll()
    card = screen.card()
    assert card is not None
    assert card.unseen
    assert marks
    assert not screen.kitchen.board.marks.ticked
    assert isinstance(press_undo(screen.kitchen.board, screen.kitchen.now()), Refusal)


async def test_a_waiting_bump_never_reaches_another_order_under_its_id() -> None:
    """A bump kept while the till was off ends when the till comes back with another order under that id."""
    screen = await a_screen(an_order())
    screen.source.down = OFF
    await screen.bump()
    await screen.polls(20)
    screen.source.orders["o1"] = an_order(created="19:59", table="T9")
    screen.source.down = None
    await screen.polls(3)
    assert screen.states() == [CommandState.OBSOLETE]
    assert screen.till() is Status.NEW
    assert screen.titles() == ["T9"]


async def test_a_refused_bump_says_nothing_about_another_order_under_its_id() -> None:
    """What waited for a person ends with its order; the new card of that id is not marked REFUSED."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(Fault(error=Refused("The order is locked.", status=400)))
    await screen.bump()
    await screen.settle()
    screen.source.orders["o1"] = an_order(created="19:59", table="T9")
    await screen.poll()
    assert screen.states() == [CommandState.OBSOLETE]
    card = screen.card("T9")
    assert card is not None
    assert card.refusal == ""


async def test_an_allergy_of_a_new_ticket_is_never_taken_for_read() -> None:
    """A ticket number that is used again after a restart starts unread, although its orders have new ids."""
    order = an_order(ticket="1", note="nut allergy")
    screen = await a_screen(order)
    card = screen.card()
    assert card is not None
    marks = frozenset(mark for mark, _ in card.unseen)
    await screen.kitchen.perform(
        Intent("s", IntentKind.SEEN, "GRILL", "T7", card.key, screen.kitchen.now(), seen=marks)
    )
    empty_till(screen)
    screen.source.put(an_order(id="x1", ticket="1", table="T2", created="20:05", note="nut allergy"))
    await screen.poll()
    card = screen.card("T2")
    assert card is not None
    assert {mark for mark, _ in card.unseen} >= marks


@pytest.mark.parametrize("number", [1, 2])
async def test_without_an_identity_a_few_deleted_orders_are_no_restart(number: int) -> None:
    """Somebody deletes the last orders at the till: that is no restart."""
    screen = await a_till_without_identity(*tables(number))
    empty_till(screen, None)
    await screen.poll()
    assert screen.kitchen.board.banner == ""


async def test_without_an_identity_orders_that_vanish_together_are_a_restart() -> None:
    """All of many known orders are unknown at once: cards stay, and the board says that it checks."""
    screen = await a_till_without_identity(*tables(3))
    empty_till(screen, None)
    await screen.poll()
    assert screen.titles() == ["T1", "T2", "T3"]
    assert screen.kitchen.board.banner.startswith("POS restarted, checking")


async def test_orders_that_are_served_together_are_no_restart() -> None:
    """The expo sends the last tables at once: they leave, and nothing is said."""
    screen = await a_till_without_identity(*tables(4))
    for order in tables(4):
        screen.source.set_status(order.id, Status.SERVED)
    await screen.poll()
    assert screen.titles() == []
    assert screen.kitchen.board.banner == ""


async def test_without_an_identity_a_date_that_falls_is_a_restart() -> None:
    """A till whose `Date` is minutes back came from a back-up as far as anybody can tell."""
    screen = await a_till_without_identity(*tables(1))
    screen.source.minutes_back = 30
    await screen.poll()
    assert screen.kitchen.board.banner == "POS restarted, checking."


class OtherTill(FakeSource):
    """A till that sends no identity, and whose clock can be set back."""

    minutes_back = 0

    async def read_open(self) -> Reading:
        """Read the open orders."""
        reading = await super().read_open()
        assert reading.server_time is not None
        return replace(reading, instance=None, server_time=reading.server_time - timedelta(minutes=self.minutes_back))


class OtherScreen(Screen):
    """A board at such a till."""

    source: OtherTill


async def a_till_without_identity(*orders: Order) -> OtherScreen:
    """Give a started board at a till that sends no identity."""
    clock = FakeClock()
    screen = OtherScreen(OtherTill(clock, orders), clock)
    await screen.started()
    return screen
