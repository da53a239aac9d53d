"""A source that tells of changes by itself: when its signs of life count as answers, and when polling takes over."""

from __future__ import annotations

import pytest

from kds.domain.connection import Link
from kds.errors import Unreachable
from kds.kitchen.push import PUSHED_POLL_SECONDS
from tests.builders import an_order
from tests.fakes import FakeClock, FakeSource, Fault
from tests.unit.kitchen.world import Screen

PING_SECONDS = 2
"""How often the hub of our server pings."""


class Told(Screen):
    """A board whose source tells of changes.

    Attributes:
        asked: what it was asked to read: `orders` or `notes`.
    """

    def __init__(self) -> None:
        clock = FakeClock()
        super().__init__(FakeSource(clock, [an_order()]), clock)
        self.push = self.kitchen.push
        self.asked: list[str] = []
        self.push.read_soon = lambda: self.asked.append("orders")
        self.push.read_notes_soon = lambda: self.asked.append("notes")

    async def seconds(self, number: int, *, pings: bool = True, polls: bool = True) -> list[Link]:
        """Let seconds pass with pings and with polls at their pushed pace; give the connection's word in each of them."""
        words = []
        for second in range(1, number + 1):
            self.clock.advance(1)
            if pings and second % PING_SECONDS == 0:
                self.push.heard()
            if polls and second % PUSHED_POLL_SECONDS == 0:
                await self.kitchen.poll()
            await self.kitchen.beat()
            words.append(self.link())
        return words

    async def told(self) -> Told:
        """Start, read once, and let the hub be heard regularly."""
        await self.started()
        self.push.opened()
        self.push.heard()
        assert self.push.is_regular
        self.asked.clear()
        return self


async def test_pings_keep_a_rarely_polled_board_live() -> None:
    """A minute of polls every 5 s and pings every 2 s is LIVE in each second, and the age beside it stays small."""
    board = await Told().told()
    assert set(await board.seconds(60)) == {Link.LIVE}
    connection = board.kitchen.board.connection
    assert connection.last_answer_at is not None
    assert (board.kitchen.now() - connection.last_answer_at).total_seconds() <= PING_SECONDS


async def test_a_half_open_connection_is_slow_after_three_seconds_and_offline_after_six() -> None:
    """When pings stop and nothing else comes, the words change as early as they do with a poll each second."""
    board = await Told().told()
    await board.seconds(10)
    words = await board.seconds(8, pings=False, polls=False)
    assert words == [Link.LIVE] * 3 + [Link.SLOW] * 3 + [Link.OFFLINE] * 2


async def test_polling_takes_over_as_soon_as_pings_stop() -> None:
    """The third second without a ping asks for a poll, once, long before the next rare one."""
    board = await Told().told()
    await board.seconds(2, polls=False)
    await board.seconds(2, pings=False, polls=False)
    assert (board.asked, board.push.is_regular) == ([], True)
    await board.seconds(3, pings=False, polls=False)
    assert (board.asked, board.push.is_regular) == (["orders", "notes"], False)


async def test_a_hub_that_pings_beside_a_dead_till_makes_nothing_live() -> None:
    """Pings count for nothing once a poll has failed: the board is SLOW, then OFFLINE, until a poll is answered."""
    board = await Told().told()
    await board.seconds(4)
    board.source.read_faults.append(Fault(error=Unreachable("timed out", sent=True)))
    board.clock.advance(4)
    await board.kitchen.poll()
    words = await board.seconds(3, polls=False)
    assert words[-1] is Link.OFFLINE
    assert Link.LIVE not in words
    await board.kitchen.poll()
    assert set(await board.seconds(4, polls=False)) == {Link.LIVE}


async def test_a_refused_poll_is_offline_at_once_whatever_was_pinged() -> None:
    """A till whose port is closed is OFFLINE in the same second."""
    board = await Told().told()
    board.source.down = Unreachable("refused", sent=False)
    await board.kitchen.poll()
    board.push.heard()
    await board.kitchen.beat()
    assert board.link() is Link.OFFLINE


async def test_a_hub_that_pings_rarely_changes_nothing_but_hints() -> None:
    """A hub that is heard every 15 s leaves polling at its ordinary pace, and its pings are no answers."""
    board = await Told().started()
    assert isinstance(board, Told)
    board.push.opened()
    for _ in range(3):
        board.clock.advance(15)
        board.push.heard()
        assert not board.push.is_regular
    await board.kitchen.beat()
    assert board.link() is Link.OFFLINE
    board.asked.clear()
    board.push.hinted()
    assert board.asked == ["orders"]


async def test_what_happened_before_and_after_a_connection_is_read() -> None:
    """Opening and losing a connection both read orders and notes, because events between are never replayed."""
    board = await Told().started()
    assert isinstance(board, Told)
    board.push.opened()
    assert sorted(board.asked) == ["notes", "orders"]
    board.asked.clear()
    board.push.closed()
    assert sorted(board.asked) == ["notes", "orders"]
    board.asked.clear()
    board.push.closed()
    assert board.asked == []


async def test_a_hint_about_notes_reads_no_orders() -> None:
    """An event of the kitchen's notes leaves the orders alone, and the other way round."""
    board = await Told().told()
    board.push.notes_hinted()
    board.push.hinted()
    assert board.asked == ["notes", "orders"]


@pytest.mark.parametrize("pings", [0, 1])
async def test_a_board_without_push_is_as_before(pings: int) -> None:
    """Where nothing was ever opened, a stray sign of life counts for nothing."""
    board = await Told().started()
    assert isinstance(board, Told)
    for _ in range(pings):
        board.push.heard()
    board.clock.advance(4)
    await board.kitchen.beat()
    assert board.link() is Link.SLOW
