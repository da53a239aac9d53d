"""The control socket of a running board: what scripts ask for is what the board does."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from kds.cli import run
from kds.control.client import ask
from kds.control.messages import (
    SOCKET_FILE,
    Accepted,
    AskBoard,
    AskOutbox,
    AskStatus,
    BoardShown,
    Discard,
    Leave,
    OutboxList,
    Perform,
    Performed,
    Retry,
    Status,
)
from kds.control.server import ControlServer
from kds.domain.actions.scripting import bump_order
from kds.domain.intents import Intent
from kds.domain.terms import Status as OrderStatus
from kds.errors import KdsError, NoBoard, Refused, Unreachable
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.ports import CommandState
from kds.kitchen.waiting import Progress, outcome_within
from tests.builders import a_station, an_order
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource, Fault


class RunningBoard:
    """A kitchen that delivers, with its control socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.source = FakeSource(self.clock, [an_order()])
        store = FakeStore(self.clock)
        self.kitchen = Kitchen(a_station(), self.source, store, store, self.clock)
        self.asked_to_leave = 0
        self.server = ControlServer(self.kitchen, folder, self.leave)

    def leave(self) -> None:
        """Take note that the board was asked to end."""
        self.asked_to_leave += 1

    def bump(self, order_id: str = "o1") -> Intent:
        """Give what `kds bump` asks for."""
        order = self.source.orders[order_id]
        return bump_order(order, to=OrderStatus.READY, now=self.clock.now(), station_name="script")


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[RunningBoard]:
    """Give a running board."""
    running = RunningBoard(tmp_path)
    await running.kitchen.start()
    await running.kitchen.poll()
    delivery = asyncio.create_task(running.kitchen.deliver())
    await running.server.start()
    yield running
    await running.server.stop()
    await running.kitchen.stop()
    await delivery


async def test_a_script_bumps_through_the_running_board(board: RunningBoard) -> None:
    """A bump by the socket is on the board at once, at the till within its wait, and answered as delivered."""
    assert await ask(board.folder, Perform(board.bump())) == Performed(Progress.DELIVERED)
    item = board.source.orders["o1"].items[0]
    assert item.pairs[0].status is OrderStatus.READY
    assert board.kitchen.board.cards == ()


async def test_a_script_is_told_that_its_bump_is_kept(board: RunningBoard) -> None:
    """While the till is off the answer is *kept*, with the reason, and the bump stays in the outbox."""
    board.source.down = Unreachable("The till refuses the connection.", sent=False)
    answer = await ask(board.folder, Perform(board.bump(), wait_seconds=0.05))
    assert answer == Performed(Progress.KEPT, "The till refuses the connection.")
    assert board.kitchen.board.connection.unsent == 1


async def test_a_script_sees_and_decides_about_parked_changes(board: RunningBoard) -> None:
    """`outbox` lists what needs a decision, `retry` sends it again, `discard` ends it, and neither guesses."""
    board.source.send_faults.extend([Fault(error=Refused("The order is locked.", status=400))] * 2)
    assert await ask(board.folder, Perform(board.bump())) == Performed(Progress.REFUSED, "The order is locked.")
    listed = await ask(board.folder, AskOutbox())
    assert isinstance(listed, OutboxList)
    (row,) = listed.commands
    assert row.state is CommandState.PARKED
    assert await ask(board.folder, Retry(row.command.id)) == Accepted()
    await outcome_within(board.kitchen, [row.command.id], 5.0)
    assert await ask(board.folder, Discard(row.command.id, "made by hand")) == Accepted()
    assert await ask(board.folder, AskOutbox()) == OutboxList(())
    with pytest.raises(KdsError, match=f"No change {row.command.id} needs a decision"):
        await ask(board.folder, Retry(row.command.id))
    with pytest.raises(KdsError, match=f"No change {row.command.id} is waiting"):
        await ask(board.folder, Discard(row.command.id, "made by hand"))


async def test_a_script_sees_the_board(board: RunningBoard) -> None:
    """`status` says how the board is, `board` gives all of it."""
    status = await ask(board.folder, AskStatus())
    assert isinstance(status, Status)
    assert (status.station, status.device) == ("GRILL", "KDS1")
    shown = await ask(board.folder, AskBoard())
    assert isinstance(shown, BoardShown)
    assert shown.board == board.kitchen.board


async def test_a_refused_intent_is_answered_with_its_sentence(board: RunningBoard) -> None:
    """What the board would refuse to a cook it refuses to a script, in the same words."""
    board.source.rights = frozenset()
    await board.kitchen.refresh_profile()
    with pytest.raises(KdsError, match="cook may not change the status of orders"):
        await ask(board.folder, Perform(replace(board.bump(), id="other")))


async def test_nonsense_on_the_socket_is_answered_and_harms_nobody(board: RunningBoard) -> None:
    """A line that is no request gets a sentence; the board goes on."""
    reader, writer = await asyncio.open_unix_connection(str(board.folder / SOCKET_FILE))
    writer.write(b'{"kind": "explode"}\n')
    assert b"does not understand" in await reader.readline()
    writer.close()
    assert isinstance(await ask(board.folder, AskStatus()), Status)


async def test_only_the_owner_may_talk_to_the_board(board: RunningBoard) -> None:
    """The socket has the rights 0600."""
    assert (board.folder / SOCKET_FILE).stat().st_mode & 0o777 == 0o600


async def test_no_board_is_a_sentence(tmp_path: Path) -> None:
    """Without a running board, or with a socket file left by a crash, the script is told so."""
    with pytest.raises(NoBoard, match="No board runs with the state folder"):
        await ask(tmp_path, AskStatus())
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(tmp_path / SOCKET_FILE))
    with pytest.raises(NoBoard):
        await ask(tmp_path, AskStatus())


async def test_a_socket_file_left_by_a_crash_is_replaced(tmp_path: Path) -> None:
    """A board starts although a former one left its socket file, and takes it away when it ends."""
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(tmp_path / SOCKET_FILE))
    board = RunningBoard(tmp_path)
    await board.server.start()
    assert isinstance(await ask(tmp_path, AskStatus()), Status)
    await board.server.stop()
    assert not (tmp_path / SOCKET_FILE).exists()


async def test_an_upgrade_waits_until_the_outbox_is_empty(board: RunningBoard) -> None:
    """A board with a bump that waits and one that needs a decision says so and goes on; a plain stop ends it all the same."""
    board.source.send_faults.append(Fault(error=Refused("The order is locked.", status=400)))
    await ask(board.folder, Perform(board.bump()))
    board.source.put(an_order(id="o2", table="T8"))
    await board.kitchen.poll()
    board.source.down = Unreachable("The till refuses the connection.", sent=False)
    await ask(board.folder, Perform(board.bump("o2"), wait_seconds=0.05))
    with pytest.raises(KdsError) as refused:
        await ask(board.folder, Leave(only_when_done=True))
    assert str(refused.value) == (
        "1 change waits for the till. 1 change needs a decision. "
        "The board goes on; try again later. See: kds outbox list."
    )
    assert board.asked_to_leave == 0
    assert await ask(board.folder, Leave()) == Accepted()
    assert board.asked_to_leave == 1


async def test_an_upgrade_ends_a_board_that_has_sent_everything(board: RunningBoard) -> None:
    """With nothing in the outbox the board ends at once."""
    assert await ask(board.folder, Leave(only_when_done=True)) == Accepted()
    assert board.asked_to_leave == 1


def test_stopping_where_no_board_runs_is_no_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A package's script may ask before it knows whether a board runs: it is told so, with status 0."""
    (tmp_path / "kds.toml").write_text(f'state_dir = "{tmp_path / "state"}"\n')
    assert run(["stop", "--for-upgrade", "--config", str(tmp_path / "kds.toml")]) == 0
    assert capsys.readouterr().out == f"No board runs with the state folder {tmp_path / 'state'}.\n"
    assert not (tmp_path / "state").exists()
