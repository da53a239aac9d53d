"""Stories about every row of the table of answers: what becomes of the press, of its order, and of all others (reliability 3.2)."""

from __future__ import annotations

import pytest

from kds.domain.order import Order
from kds.domain.terms import Status
from kds.errors import (
    Busy,
    Conflict,
    Forbidden,
    LoginRefused,
    Missing,
    NotTheSource,
    Refused,
    SourceError,
    TlsFailure,
    Unreachable,
)
from kds.kitchen.lanes import LANES_AT_ONCE
from kds.kitchen.ports import CommandState
from tests.builders import an_order
from tests.fakes import FakeClock, FakeSource, Fault, lost_reply, lost_request
from tests.unit.kitchen.world import Screen, a_screen


async def two_tables() -> Screen:
    """Give a board with T7 and T8."""
    return await a_screen(an_order(), an_order(id="o2", table="T8"))


def keys(screen: Screen) -> list[str]:
    """Give the idempotency keys of what reached the till."""
    return [sent.key for sent in screen.source.sent]


class DenyingSource(FakeSource):
    """A till that may deny even a look at an order."""

    denied: SourceError | None = None

    async def read_order(self, order_id: str) -> Order | None:
        """Read one order, unless that is denied too."""
        if self.denied is not None:
            raise self.denied
        return await super().read_order(order_id)


async def test_a_strange_certificate_stops_all_sending() -> None:
    """After a TLS failure nothing of any order goes out and a banner says why; a good poll lets everything go."""
    screen = await two_tables()
    screen.source.send_faults.append(Fault(error=TlsFailure("The certificate is not the till's.")))
    await screen.bump("T7")
    await screen.settle()
    await screen.bump("T8")
    await screen.settle()
    assert screen.source.sent == []
    assert screen.kitchen.board.banner == "The certificate is not the till's."
    assert [row.attempts for row in screen.kitchen.outbox_view()] == [0, 0]
    await screen.polls(3)
    assert screen.states() == [CommandState.DONE] * 2
    assert screen.kitchen.board.banner == ""


@pytest.mark.parametrize("status", [200, 302])
async def test_a_login_page_of_the_network_is_no_acknowledgement(status: int) -> None:
    """Another answer than the till's keeps the bump, says so over the full width, and the bump goes out later."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(Fault(error=NotTheSource("A login page answers.", status=status)))
    await screen.bump()
    await screen.settle()
    assert screen.kitchen.board.connection.unsent == 1
    assert screen.kitchen.board.banner == "A login page answers."
    await screen.polls(4)
    assert screen.states() == [CommandState.DONE]
    assert screen.kitchen.board.banner == ""


async def test_a_login_that_may_not_even_look_is_no_missing_right() -> None:
    """When a look at the order is denied too, the whole queue waits for a login and nothing is parked or counted."""
    clock = FakeClock()
    source = DenyingSource(clock, [an_order(), an_order(id="o2", table="T8")])
    screen = await Screen(source, clock).started()
    source.denied = Forbidden("cook may not do that.", status=403)
    source.send_faults.append(Fault(error=Forbidden("cook may not do that.", status=403)))
    await screen.bump("T7")
    await screen.settle()
    await screen.bump("T8")
    await screen.settle()
    assert screen.states() == [CommandState.PENDING] * 2
    assert [row.attempts for row in screen.kitchen.outbox_view()] == [0, 0]
    assert screen.kitchen.board.banner == "cook may not do that."
    assert screen.kitchen.board.rights.has("orderUpdate")
    source.denied = None
    await screen.polls(3)
    assert screen.states() == [CommandState.DONE] * 2


async def test_a_missing_right_parks_only_this_press() -> None:
    """When the order may be looked at, the bump waits for a person and other orders go on."""
    screen = await two_tables()
    screen.source.send_faults.append(Fault(error=Forbidden("cook may not do that.", status=403)))
    await screen.bump("T7")
    await screen.settle()
    await screen.kitchen.refresh_profile()
    await screen.bump("T8")
    await screen.polls(2)
    assert screen.states() == [CommandState.PARKED, CommandState.DONE]


async def test_a_part_that_the_till_does_not_know_asks_a_person() -> None:
    """A 404 for an order that is there is a disagreement about its parts, not the end of the order."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(Fault(error=Missing("No such endpoint.", status=404)))
    await screen.bump()
    await screen.settle()
    (row,) = screen.kitchen.outbox_view()
    assert row.state is CommandState.PARKED
    assert row.reason == "The till knows order 101 but not this part of it: No such endpoint."


@pytest.mark.parametrize("status", [404, 410])
async def test_a_bump_of_a_deleted_order_is_over(status: int) -> None:
    """Where a look shows that the order is gone, the bump ends as obsolete and nobody is asked."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(Fault(error=Missing("Gone.", status=status)))
    await screen.bump()
    screen.source.orders.clear()
    await screen.settle()
    assert screen.states() == [CommandState.OBSOLETE]


@pytest.mark.parametrize("status", [413, 414, 431])
async def test_a_request_that_is_too_large_is_our_mistake(status: int) -> None:
    """It is parked and told over the full width; other kinds and orders go on."""
    screen = await two_tables()
    screen.source.send_faults.append(Fault(error=Refused("Too large.", status=status)))
    await screen.bump("T7")
    await screen.settle()
    assert screen.kitchen.board.banner == "The till does not work as expected: Too large."
    await screen.bump("T8")
    await screen.polls(2)
    assert screen.states() == [CommandState.PARKED, CommandState.DONE]


@pytest.mark.parametrize("status", [400, 422])
async def test_a_refused_press_with_a_newer_one_behind_it_is_over(status: int) -> None:
    """What will never be accepted does not block the order when a newer press decides the same anyway."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(Fault(error=Refused("Never.", status=status), delay_seconds=2.0))
    await screen.bump()
    await screen.settle()
    await screen.undo()
    await screen.bump()
    await screen.polls(5)
    assert screen.states()[0] is CommandState.SUPERSEDED
    assert screen.till() is Status.READY
    assert not screen.kitchen.outbox_view()


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
async def test_a_broken_till_may_have_done_it(status: int) -> None:
    """The same press goes again under the same key until it is acknowledged, and is done once."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(Fault(error=Busy("It broke.", status=status), applied=True))
    await screen.bump()
    await screen.settle()
    assert screen.states() == [CommandState.UNKNOWN]
    await screen.polls(15)
    assert screen.states() == [CommandState.DONE]
    assert len(screen.source.sent) == 1


@pytest.mark.parametrize("error", [Busy("Too early.", status=425), Busy("In use.", status=400, error_code=5)])
async def test_a_till_that_is_not_ready_has_not_done_it(error: SourceError) -> None:
    """The press stays as it was, and no time to settle is needed."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(Fault(error=error))
    await screen.bump()
    await screen.settle()
    assert screen.states() == [CommandState.PENDING]
    await screen.polls(4)
    assert screen.states() == [CommandState.DONE]


async def test_a_request_that_is_still_running_is_asked_for_again_under_its_key() -> None:
    """A 409 with `Retry-After` is no conflict: the same key gets the first one's answer."""
    screen = await a_screen(an_order())
    running = Conflict("The same request is still being carried out.", status=409, retry_after=1)
    screen.source.send_faults.extend([lost_reply(), Fault(error=running)])
    await screen.bump()
    await screen.polls(20)
    assert screen.states() == [CommandState.DONE]
    assert len(keys(screen)) == 1


async def test_a_transport_retry_keeps_its_key_and_everything_else_gets_a_new_one() -> None:
    """The key belongs to one request: lost ones keep it; re-based, repeated and retried ones get another (contract 5)."""
    screen = await a_screen(an_order())
    await screen.bump()
    await screen.polls(2)
    screen.source.keys_honoured = False
    conflict = Conflict("newer", status=409, error_code=6)
    screen.source.send_faults.extend([lost_request(), Fault(error=conflict), Fault(error=conflict)])
    await screen.undo()
    seen = []
    for _ in range(20):
        seen += [row.key for row in screen.kitchen.outbox_view()]
        await screen.poll()
    (row,) = screen.kitchen.outbox_view()
    assert row.state is CommandState.PARKED
    await screen.kitchen.retry(row.command.id)
    await screen.polls(3)
    seen += keys(screen)[-1:]
    in_turn = list(dict.fromkeys(seen))
    assert len(in_turn) == 3, "pressed (and lost), re-based, retried by a person"
    assert screen.till() is Status.NEW


async def test_what_the_till_forgot_goes_again_under_a_new_key() -> None:
    """Under the old key a till would only repeat its answer."""
    screen = await a_screen(an_order())
    screen.source.forgetful = True
    await screen.bump()
    await screen.polls(10)
    assert len(set(keys(screen))) == 3


async def test_four_orders_at_a_time_and_one_request_of_each() -> None:
    """Bumps of many orders go out side by side, never two of one order, never more than four."""
    screen = await a_screen(*[an_order(id=f"o{number}", table=f"T{number}") for number in range(1, 8)])
    screen.source.send_faults.extend([Fault(delay_seconds=3.0)] * 20)
    for number in range(1, 8):
        await screen.bump(f"T{number}")
    await screen.undo()
    await screen.settle()
    assert screen.kitchen.delivery.on_their_way == LANES_AT_ONCE
    in_flight = [row.command.order_id for row in screen.kitchen.outbox_view() if row.state is CommandState.IN_FLIGHT]
    assert in_flight == ["o1", "o2", "o3", "o4"]
    await screen.polls(15)
    assert not screen.kitchen.outbox_view()


async def test_a_parked_press_blocks_only_its_own_order() -> None:
    """Newer presses of that order wait behind it; those of others arrive."""
    screen = await two_tables()
    screen.source.send_faults.append(Fault(error=Refused("Never.", status=400)))
    await screen.bump("T7")
    await screen.settle()
    await screen.bump("T8")
    await screen.polls(3)
    assert screen.states() == [CommandState.PARKED, CommandState.DONE]
    assert screen.kitchen.board.connection.parked == 1


async def test_a_served_order_that_a_page_missed_is_looked_at_before_it_counts() -> None:
    """Of several pages one may miss an order by chance: its bump counts as done only when a look agrees."""
    screen = await a_screen(an_order())
    await screen.bump()
    await screen.settle()
    screen.source.set_status("o1", Status.NEW, by="cook")
    order = screen.source.orders["o1"]
    screen.source.orders["o1"] = an_order(version=order.version)
    screen.source.pages = 2
    screen.source.hide("o1")
    await screen.poll()
    assert screen.states() == [CommandState.CONFIRMING], "it was sent again, since the look did not agree"
    assert len(screen.source.sent) == 2


async def test_the_till_that_is_off_costs_no_attempt() -> None:
    """A refused connection is known not to have arrived: the bump can still be taken back without a word to the till."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(Fault(error=Unreachable("Connection refused.", sent=False)))
    await screen.bump()
    await screen.settle()
    await screen.undo()
    await screen.polls(5)
    assert screen.source.sent == []
    assert screen.states() == [CommandState.TAKEN_BACK]


async def test_a_newer_version_at_the_till_is_read_and_the_recall_sent_again() -> None:
    """An undo of an order that changed meanwhile is sent on the new version."""
    screen = await a_screen(an_order())
    await screen.bump()
    await screen.polls(2)
    screen.source.send_faults.append(Fault(error=Conflict("newer", status=409, error_code=6)))
    await screen.undo()
    await screen.polls(2)
    assert screen.till() is Status.NEW
    assert screen.states() == [CommandState.DONE, CommandState.DONE]


async def test_a_second_conflict_asks_a_person() -> None:
    """When the order changes at the till faster than here, a person decides."""
    screen = await a_screen(an_order())
    await screen.bump()
    await screen.polls(2)
    screen.source.send_faults.extend([Fault(error=Conflict("newer", status=409, error_code=6))] * 2)
    await screen.undo()
    await screen.polls(2)
    assert screen.states() == [CommandState.DONE, CommandState.PARKED]
    (row,) = screen.kitchen.outbox_view()
    assert row.reason == "Order 101 changes at the till faster than here: it has Ready there, New was asked for here."


async def test_a_route_the_till_does_not_know_stops_that_kind_of_command() -> None:
    """After a 405 further bumps of the same kind are parked without asking, until a person retries one."""
    screen = await a_screen(an_order(), an_order(id="o2", table="T8"))
    screen.source.send_faults.append(Fault(error=Refused("Method not allowed.", status=405)))
    await screen.bump("T7")
    await screen.settle()
    await screen.bump("T8")
    await screen.settle()
    assert screen.states() == [CommandState.PARKED] * 2
    assert screen.source.sent == []
    assert "Method not allowed" in screen.kitchen.board.banner
    for row in screen.kitchen.outbox_view():
        await screen.kitchen.retry(row.command.id)
    await screen.polls(2)
    assert screen.states() == [CommandState.DONE] * 2
    assert screen.kitchen.board.banner == ""


async def test_a_refused_login_pauses_everything_until_a_poll_succeeds() -> None:
    """After a 401 nothing goes out and a banner says why; the next good poll lets all of it go."""
    screen = await a_screen(an_order(), an_order(id="o2", table="T8"))
    screen.source.send_faults.append(Fault(error=LoginRefused("Wrong password for cook.", status=401)))
    await screen.bump("T7")
    await screen.settle()
    assert screen.kitchen.board.banner == "Wrong password for cook."
    await screen.bump("T8")
    await screen.settle()
    assert screen.source.sent == []
    await screen.polls(3)
    assert screen.states() == [CommandState.DONE] * 2
    assert screen.kitchen.board.banner == ""


async def test_a_busy_till_is_given_the_time_it_asks_for() -> None:
    """`Retry-After` is honoured within bounds."""
    screen = await a_screen(an_order())
    screen.source.send_faults.append(Fault(error=Busy("Too many requests.", status=429, retry_after=5)))
    await screen.bump()
    await screen.polls(4)
    assert screen.source.sent == []
    await screen.polls(3)
    assert screen.states() == [CommandState.DONE]
