"""Stories of one board and one till: what is pressed arrives once, in order, and is never lost."""

from __future__ import annotations

import asyncio

from kds.domain.cards import Sync
from kds.domain.connection import Link
from kds.domain.intents import Refusal
from kds.domain.terms import Status
from kds.errors import Forbidden, Refused, StateError, Unreachable
from kds.kitchen.ports import CommandState
from tests.builders import a_station, an_item, an_order
from tests.fakes import Fault, lost_reply, lost_request, refused_connection
from tests.unit.kitchen.world import Screen, a_screen

OFF = Unreachable("The till at 10.0.0.1 refuses the connection.", sent=False)


async def test_a_bump_arrives_at_the_till() -> None:
    """A bump leaves the board at once, reaches the till and counts as done after the next poll."""
    screen = await a_screen(an_order(an_item("Burger", on="Grill")))
    assert screen.titles() == ["T7"]
    assert await screen.bump() is None
    assert screen.titles() == []
    await screen.settle()
    assert screen.till() is Status.READY
    assert screen.kitchen.board.done[0].delivered
    await screen.poll()
    assert screen.states() == [CommandState.DONE]
    assert screen.titles() == []


async def test_a_late_poll_does_not_bring_a_bumped_card_back() -> None:
    """A bumped card stays gone when a poll that started before the bump ends after it."""
    screen = await a_screen(an_order())
    screen.source.hold.clear()
    late = asyncio.ensure_future(screen.kitchen.poll())
    await asyncio.sleep(0)
    await screen.bump()
    await screen.settle()
    screen.source.hold.set()
    await late
    assert screen.titles() == []
    assert screen.states() == [CommandState.CONFIRMING]
    await screen.poll()
    assert screen.titles() == []
    assert screen.states() == [CommandState.DONE]


async def test_an_answer_older_than_the_board_is_thrown_away() -> None:
    """A poll that ends after a newer one changes nothing."""
    screen = await a_screen(an_order())
    screen.source.hold.clear()
    late = asyncio.ensure_future(screen.kitchen.poll())
    await asyncio.sleep(0)
    screen.source.set_status("o1", Status.READY)
    newer = asyncio.ensure_future(screen.kitchen.poll())
    await asyncio.sleep(0)
    screen.source.hold.set()
    await newer
    await late
    assert screen.titles() == []


async def test_a_refused_bump_brings_the_card_back_with_its_reason() -> None:
    """A bump the till will never take falls out: the card is back, marked REFUSED, with the till's words."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(Fault(error=Refused("The order is locked.", status=400)))
    await screen.bump()
    await screen.settle()
    card = screen.card()
    assert card is not None
    assert card.refusal == "The order is locked."
    assert card.sync is Sync.REFUSED
    assert screen.kitchen.board.connection.parked == 1
    assert screen.kitchen.board.done[0].refused == "The order is locked."


async def test_a_second_press_replaces_the_refused_one() -> None:
    """Pressing again on a refused card sends a new command, and the parked one is over."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(Fault(error=Refused("The order is locked.", status=400)))
    await screen.bump()
    await screen.settle()
    await screen.bump()
    await screen.settle()
    await screen.poll()
    assert screen.states() == [CommandState.SUPERSEDED, CommandState.DONE]
    assert screen.till() is Status.READY


async def test_a_person_sends_a_parked_bump_again_or_discards_it() -> None:
    """`retry` sends a parked command once more, `discard` ends it; both free the order's lane."""
    screen = await a_screen(an_order(), an_order(id="o2", table="T8"))
    for title in ("T7", "T8"):
        screen.source.send_faults.append(Fault(error=Refused("The order is locked.", status=400)))
        await screen.bump(title)
        await screen.settle()
    first, second = screen.kitchen.outbox_view()
    await screen.kitchen.retry(first.command.id)
    await screen.kitchen.discard(second.command.id, "made by hand")
    await screen.settle()
    await screen.poll()
    assert screen.states() == [CommandState.DONE, CommandState.DISCARDED]
    assert screen.till("o1") is Status.READY
    assert screen.till("o2") is Status.NEW


async def test_bumps_survive_a_restart_of_the_board() -> None:
    """What was pressed while the till was off goes out after the board was started anew."""
    screen = await a_screen(an_order())
    screen.source.down = OFF
    await screen.bump()
    await screen.poll()
    screen.source.down = None
    again = Screen(screen.source, screen.clock, outbox=screen.store, memory=screen.store)
    await again.kitchen.start()
    assert again.titles() == []
    assert again.kitchen.board.connection.unsent == 1
    await again.polls(12)
    assert screen.till() is Status.READY
    assert screen.states() == [CommandState.DONE]


async def test_a_command_that_was_on_its_way_at_a_crash_is_sent_again() -> None:
    """A command whose answer nobody waited for counts as unknown after a start, and goes out again."""
    screen = await a_screen(an_order())
    await screen.bump()
    (row,) = screen.kitchen.outbox_view()
    await screen.store.move(row.command.id, CommandState.IN_FLIGHT, attempts=1)
    again = Screen(screen.source, screen.clock, outbox=screen.store, memory=screen.store)
    await again.kitchen.start()
    assert again.kitchen.outbox_view()[0].state is CommandState.UNKNOWN
    await again.polls(15)
    assert screen.till() is Status.READY
    assert screen.states() == [CommandState.DONE]


async def test_commands_of_one_order_go_out_in_the_order_they_were_pressed() -> None:
    """Bump, undo and bump again of one order arrive in that order, also when the first one fails for a while."""
    screen = await a_screen(an_order())
    screen.source.send_faults.extend([lost_reply(), lost_request()])
    await screen.bump()
    await screen.settle()
    await screen.undo()
    await screen.bump()
    await screen.polls(30)
    statuses = [sent.command.change.status for sent in screen.source.sent]  # type: ignore[union-attr]
    assert statuses[0] is Status.READY
    assert statuses[-1] is Status.READY
    assert screen.till() is Status.READY
    assert not screen.kitchen.outbox_view()


async def test_an_undo_before_sending_sends_nothing() -> None:
    """A bump taken back while the till is off never reaches it."""
    screen = await a_screen(an_order())
    screen.source.down = OFF
    await screen.poll()
    await screen.bump()
    await screen.undo()
    assert screen.titles() == ["T7"]
    screen.source.down = None
    await screen.polls(20)
    assert screen.source.sent == []
    assert screen.states() == [CommandState.TAKEN_BACK]


async def test_a_newer_command_replaces_one_that_was_never_sent() -> None:
    """Bump, undo, bump while the till is off ends in a single request."""
    screen = await a_screen(an_order())
    screen.source.down = OFF
    await screen.poll()
    await screen.bump()
    await screen.undo()
    await screen.bump()
    screen.source.down = None
    await screen.polls(20)
    assert len(screen.source.sent) == 1
    assert screen.till() is Status.READY


async def test_the_board_says_offline_and_catches_up() -> None:
    """Without the till the board says OFFLINE and counts what is unsent; when it is back everything goes out by itself."""
    screen = await a_screen(an_order(), an_order(id="o2", table="T8"))
    screen.source.down = OFF
    await screen.poll()
    await screen.bump("T7")
    await screen.bump("T8")
    await screen.poll()
    connection = screen.kitchen.board.connection
    assert connection.link is Link.OFFLINE
    assert connection.unsent == 2
    assert connection.reason == str(OFF)
    screen.source.down = None
    await screen.polls(2)
    assert screen.kitchen.board.connection.link is Link.LIVE
    assert screen.kitchen.board.connection.unsent == 0
    assert (screen.till("o1"), screen.till("o2")) == (Status.READY, Status.READY)


async def test_only_one_probe_goes_out_while_the_till_is_down() -> None:
    """While polls fail, ten waiting orders don't storm the till: one request at a time, with growing pauses."""
    orders = [an_order(id=f"o{number}", table=f"T{number}") for number in range(1, 11)]
    screen = await a_screen(*orders)
    screen.source.read_faults.extend([Fault(error=OFF)] * 60)
    await screen.poll()
    screen.source.send_faults.extend([refused_connection()] * 200)
    for number in range(1, 11):
        await screen.bump(f"T{number}")
    await screen.settle()
    for _ in range(20):
        screen.clock.advance(0.05)
        await screen.settle()
    assert 200 - len(screen.source.send_faults) <= 12
    assert screen.states() == [CommandState.PENDING] * 10


async def test_a_lost_answer_is_asked_for_again_with_the_same_key() -> None:
    """A bump whose answer was lost shows `?`, goes out again under the same key and is applied once."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(lost_reply())
    await screen.bump()
    await screen.settle()
    assert screen.kitchen.board.sync == {"o1": Sync.UNKNOWN}
    await screen.polls(15)
    assert len({sent.key for sent in screen.source.sent}) == 1
    assert len(screen.source.sent) == 1
    assert screen.states() == [CommandState.DONE]


async def test_a_denied_bump_withdraws_the_right_until_the_next_profile() -> None:
    """After a 403 the board refuses the same action with a reason, until the rights are read again."""
    screen = await a_screen(an_order(), an_order(id="o2", table="T8"))
    screen.source.send_faults.append(Fault(error=Forbidden("cook may not change orders.", status=403)))
    await screen.bump("T7")
    await screen.settle()
    assert not screen.kitchen.board.rights.has("orderUpdate")
    await screen.kitchen.refresh_profile()
    assert screen.kitchen.board.rights.has("orderUpdate")
    assert await screen.bump("T8") is None


async def test_a_full_disk_refuses_the_bump_and_keeps_the_card() -> None:
    """When the outbox can't be written the card stays and the reason is shown over the full width."""
    screen = await a_screen(an_order())
    screen.store.broken = StateError("The disk is full.")
    assert await screen.bump() == Refusal("The disk is full.")
    assert screen.titles() == ["T7"]
    assert screen.kitchen.board.banner == "The disk is full."
    assert screen.source.sent == []


async def test_a_bump_that_waited_reads_the_order_first() -> None:
    """A bump that was kept through an outage does not pull back what others have served meanwhile."""
    screen = await a_screen(an_order(an_item("Burger"), an_item("Steak")))
    screen.source.down = OFF
    await screen.poll()
    await screen.bump()
    await screen.polls(15)
    screen.source.set_status("o1", Status.SERVED, item_id=1)
    screen.source.down = None
    await screen.polls(3)
    assert (screen.till(item=1), screen.till(item=2)) == (Status.SERVED, Status.READY)
    assert screen.states() == [CommandState.DONE]


async def test_a_bump_of_an_order_that_is_gone_ends_quietly() -> None:
    """A bump for an order that was deleted at the till ends as obsolete, without a word to the cook."""
    screen = await a_screen(an_order())
    screen.source.down = OFF
    await screen.poll()
    await screen.bump()
    del screen.source.orders["o1"]
    screen.source.down = None
    await screen.polls(3)
    assert screen.states() == [CommandState.OBSOLETE]
    assert screen.kitchen.board.connection.parked == 0


async def test_a_change_older_than_a_day_asks_first() -> None:
    """A bump kept for more than a day is not sent by itself: a person decides."""
    screen = await a_screen(an_order())
    screen.source.down = OFF
    await screen.bump()
    await screen.poll()
    screen.clock.advance(25 * 3600)
    again = Screen(screen.source, screen.clock, outbox=screen.store, memory=screen.store, station=a_station())
    screen.source.down = None
    await again.started()
    assert screen.states() == [CommandState.PARKED]
    (row,) = again.kitchen.outbox_view()
    await again.kitchen.retry(row.command.id)
    await again.polls(12)
    assert screen.states() == [CommandState.DONE]
