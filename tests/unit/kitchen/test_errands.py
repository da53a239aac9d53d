"""Errands to another system: a proof before anything goes twice, one bad one holds up no other, and none is dropped."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kds.domain.business_day import BusinessDay
from kds.domain.errands import AddMemo, Admit, Deed, Reply, SetFlags
from kds.domain.intents import Command, Errand, Intent, IntentKind, Refusal
from kds.errors import Busy, LoginRefused, Refused, SourceError, Unreachable
from kds.kitchen.ages import Ages
from kds.kitchen.errands import End, Errands, Finding
from kds.kitchen.lanes import Lanes
from kds.kitchen.ports import CommandState
from kds.kitchen.queue import Queue
from tests.fake_store import FakeStore
from tests.fakes import FakeClock

SCANNED = datetime(2026, 5, 1, 18, 41, tzinfo=UTC)


@dataclass(slots=True)
class OtherSystem:
    """A venue and a help desk in one: keeps the first scan of a code, every reply, and the last flags.

    Attributes:
        failures: raised one after the other; an entry with True happens after the request was carried out.
        poison: codes it always fails at.
        requests: how many requests that change something arrived.
    """

    most_together: int = 50
    name: str = "other"
    admitted: dict[str, datetime] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    flags: SetFlags = field(default_factory=SetFlags)
    memo: list[str] = field(default_factory=list)
    failures: list[tuple[SourceError, bool]] = field(default_factory=list)
    poison: set[str] = field(default_factory=set)
    requests: int = 0

    async def find(self, command: Command) -> Finding:
        """Look for what a deed would leave."""
        match deed_of(command):
            case Admit(barcode=code, at=at):
                if code not in self.admitted:
                    return Finding(End.OPEN)
                same = self.admitted[code] == at
                return Finding(End.DONE) if same else Finding(End.CONFLICT, "somebody else came in with that code")
            case Reply(text=text):
                return Finding(End.DONE if text in self.replies else End.OPEN)
            case SetFlags() as wanted:
                return Finding(End.DONE if self.flags == wanted else End.OPEN)
            case AddMemo(line=line):
                return Finding(End.DONE if line in self.memo else End.OPEN)
            case _:
                return Finding(End.OPEN)

    async def do(self, command: Command) -> Finding:
        """Carry out one deed."""
        failure = self.failures.pop(0) if self.failures else None
        if failure and not failure[1]:
            raise failure[0]
        self._carry_out(command)
        if failure:
            raise failure[0]
        return await self.find(command)

    async def do_many(self, commands: Sequence[Command]) -> Mapping[str, Finding]:
        """Carry out several, all or none; the answer names none of them."""
        failure = self.failures.pop(0) if self.failures else None
        if failure and not failure[1]:
            raise failure[0]
        if self.poison & {deed.barcode for command in commands if isinstance(deed := deed_of(command), Admit)}:
            raise Busy("Unknown error", status=503)
        for command in commands:
            self._carry_out(command)
        if failure:
            raise failure[0]
        return {}

    def _carry_out(self, command: Command) -> None:
        self.requests += 1
        match deed_of(command):
            case Admit(barcode=code, at=at):
                if code in self.poison:
                    raise Busy("Unknown error", status=503)
                self.admitted.setdefault(code, at)
            case Reply(text=text):
                self.replies.append(text)
            case SetFlags() as wanted:
                self.flags = wanted
            case AddMemo(line=line):
                self.memo.append(line)


def deed_of(command: Command) -> Deed:
    """Give what a command of these tests does."""
    assert isinstance(command.change, Errand)
    return command.change.deed


class Desk:
    """An outbox with the task that empties it, on virtual time."""

    def __init__(self, system: OtherSystem, *, waits_for_parked: bool = True) -> None:
        self.clock = FakeClock()
        self.store = FakeStore(self.clock)
        self.queue = Queue(self.store)
        self.lanes = Lanes(
            self.queue, "other", self.clock.monotonic, random.Random(3), waits_for_parked=waits_for_parked
        )
        ages = Ages(self.queue, BusinessDay(), self.clock.now)
        self.errands = Errands(system, self.queue, self.lanes, ages, self.clock)
        self._count = 0

    async def press(self, *deeds: Deed, lane: str = "inquiry:7", held: timedelta | None = None) -> Intent:
        """Store deeds as one key press."""
        self._count += 1
        name = f"p{self._count}"
        commands = tuple(
            Command(f"{name}-{number}", lane, 7, Errand(deed), source="other") for number, deed in enumerate(deeds)
        )
        until = self.clock.now() + held if held else None
        intent = Intent(name, IntentKind.ERRAND, "Door", "guest", "", self.clock.now(), commands, not_before=until)
        assert isinstance(await self.queue.add(intent, None, station="Door", marks=None), Intent)
        for command in commands:
            self.errands.hold_back(command.id, held.total_seconds() if held else 0.0)
        return intent

    async def take_back(self, intent: Intent) -> Intent | Refusal:
        """Press undo."""
        undo = Intent("undo", IntentKind.UNDO, "Door", "guest", "", self.clock.now(), undoes=intent.id)
        return await self.queue.add(undo, intent, station="Door", marks=None)

    async def settle(self, seconds: float = 600.0) -> None:
        """Let time pass until nothing can happen any more, at most that long."""
        for _ in range(int(seconds)):
            self.errands.step()
            for _ in range(12):
                await asyncio.sleep(0)
            if not any(row.state is not CommandState.PARKED for row in self.queue.rows):
                return
            self.clock.advance(1)

    def states(self) -> list[CommandState]:
        """Give where every command stands, in the order they were pressed."""
        return [self.store.rows[key].state for key in self.store.rows]


async def test_a_flag_goes_out_once() -> None:
    """An inquiry that was closed here is closed there, with one request."""
    system = OtherSystem()
    desk = Desk(system)
    await desk.press(SetFlags(is_closed=True))
    await desk.settle()
    assert (system.flags, system.requests) == (SetFlags(is_closed=True), 1)
    assert desk.states() == [CommandState.DONE]


async def test_two_presses_of_a_flag_before_it_went_out_are_one_request() -> None:
    """Closed and reopened while it was not sent: only the last word goes out."""
    system = OtherSystem()
    desk = Desk(system)
    await desk.press(SetFlags(is_closed=True), held=timedelta(seconds=5))
    await desk.press(SetFlags(is_closed=False))
    await desk.settle()
    assert (system.flags, system.requests) == (SetFlags(is_closed=False), 1)
    assert desk.states() == [CommandState.SUPERSEDED, CommandState.DONE]


async def test_a_reply_whose_socket_died_is_in_the_conversation_once() -> None:
    """The other system took the reply and the answer was lost: it is found there and not sent again."""
    system = OtherSystem(failures=[(Unreachable("the line broke", sent=True), True)])
    desk = Desk(system)
    await desk.press(Reply("It is on its way"), SetFlags(is_answered=True))
    await desk.settle()
    assert system.replies == ["It is on its way"]
    assert system.flags == SetFlags(is_answered=True)
    assert desk.states() == [CommandState.DONE, CommandState.DONE]


async def test_a_reply_that_got_lost_is_sent_again_before_the_flag() -> None:
    """The request itself was lost: the reply goes again, and only then the inquiry is marked answered."""
    system = OtherSystem(failures=[(Unreachable("the line broke", sent=True), False)])
    desk = Desk(system)
    await desk.press(Reply("It is on its way"), SetFlags(is_answered=True))
    await desk.settle()
    assert system.replies == ["It is on its way"]
    assert desk.states() == [CommandState.DONE, CommandState.DONE]


async def test_a_reply_that_vanishes_twice_asks_a_person() -> None:
    """After two sendings of unknown end nobody sends a third by himself; what follows it waits too."""
    gone = (Unreachable("the line broke", sent=True), False)
    system = OtherSystem(failures=[gone, gone])
    desk = Desk(system)
    await desk.press(Reply("It is on its way"), SetFlags(is_answered=True))
    await desk.settle(120)
    assert system.replies == []
    assert desk.states() == [CommandState.PARKED, CommandState.PENDING]
    assert "twice" in desk.store.rows["p1-0"].reason


async def test_a_person_may_send_a_vanished_reply_once_more() -> None:
    """After a look at the conversation somebody presses "send again": it is looked for, then sent, and is there."""
    gone = (Unreachable("the line broke", sent=True), False)
    system = OtherSystem(failures=[gone, gone])
    desk = Desk(system)
    await desk.press(Reply("It is on its way"))
    await desk.settle(120)
    await desk.queue.send_again("p1-0", reason="", rounds=0, attempts=1)
    await desk.settle()
    assert system.replies == ["It is on its way"]
    assert desk.states() == [CommandState.DONE]


async def test_scans_of_an_outage_go_out_together_and_are_proved() -> None:
    """Forty guests came in without a network: one request carries them, and each is looked up afterwards."""
    system = OtherSystem()
    desk = Desk(system, waits_for_parked=False)
    desk.errands.source_failed()
    for number in range(40):
        await desk.press(Admit(f"87{number:010}", SCANNED + timedelta(seconds=number)), lane="show:41")
    desk.errands.source_answered()
    await desk.settle()
    assert len(system.admitted) == system.requests == 40
    assert system.admitted["870000000007"] == SCANNED + timedelta(seconds=7)
    assert set(desk.states()) == {CommandState.DONE}


async def test_one_poisoned_scan_holds_up_no_other() -> None:
    """A code that the other system always fails at ends up with a person; the thirty guests around it are in."""
    system = OtherSystem(poison={"870000000005"})
    desk = Desk(system, waits_for_parked=False)
    for number in range(30):
        await desk.press(Admit(f"87{number:010}", SCANNED), lane="show:41")
    await desk.settle()
    assert len(system.admitted) == 29
    assert [row.command.id for row in desk.queue.rows] == ["p6-0"]
    assert desk.states().count(CommandState.DONE) == 29


async def test_a_code_used_at_two_gates_is_told_to_a_person() -> None:
    """The other gate was first: our scan becomes a conflict, and the next guest's goes out all the same."""
    system = OtherSystem(admitted={"875196723453": SCANNED - timedelta(minutes=3)})
    desk = Desk(system, waits_for_parked=False)
    await desk.press(Admit("875196723453", SCANNED), lane="show:41")
    await desk.press(Admit("875196723454", SCANNED), lane="show:41")
    await desk.settle()
    assert desk.states() == [CommandState.PARKED, CommandState.DONE]
    assert "somebody else" in desk.store.rows["p1-0"].reason
    assert system.admitted["875196723453"] == SCANNED - timedelta(minutes=3)


async def test_a_scan_can_be_taken_back_until_it_goes_out() -> None:
    """Within the five seconds undo cancels it; afterwards the sentence says that it was sent."""
    system = OtherSystem()
    desk = Desk(system)
    first = await desk.press(Admit("875196723453", SCANNED), lane="show:41", held=timedelta(seconds=5))
    assert isinstance(await desk.take_back(first), Intent)
    await desk.settle()
    assert system.admitted == {}
    second = await desk.press(Admit("875196723453", SCANNED), lane="show:41")
    await desk.settle()
    answer = await desk.take_back(second)
    assert isinstance(answer, Refusal)
    assert "been sent" in answer.sentence


async def test_a_refused_errand_is_kept_with_its_reason() -> None:
    """What the other system will never take stays in the outbox for a person to decide about."""
    desk = Desk(OtherSystem(failures=[(Refused("The memo is too long.", status=422), False)]))
    await desk.press(AddMemo("[12:31 Ana] called back"))
    await desk.settle(5)
    assert desk.states() == [CommandState.PARKED]
    assert desk.store.rows["p1-0"].reason == "The memo is too long."


async def test_a_refused_login_stops_everything_until_the_system_answers_again() -> None:
    """Nothing goes out with a bad key; what waits goes by itself once a poll is good."""
    system = OtherSystem(failures=[(LoginRefused("wrong key", status=401), False)])
    desk = Desk(system)
    await desk.press(SetFlags(is_to_do=True))
    await desk.settle(30)
    assert (system.requests, desk.states()) == (0, [CommandState.PENDING])
    desk.errands.source_answered()
    await desk.settle()
    assert desk.states() == [CommandState.DONE]


@pytest.mark.parametrize("is_carried_out", [True, False])
async def test_a_scan_on_its_way_when_the_board_died_is_looked_up_first(*, is_carried_out: bool) -> None:
    """After a restart nobody knows whether it arrived: the other system is asked before anything is sent."""
    system = OtherSystem()
    desk = Desk(system)
    await desk.press(Admit("875196723453", SCANNED), lane="show:41")
    claimed = await desk.queue.claim("p1-0")
    assert claimed is not None
    if is_carried_out:
        await system.do(claimed.command)
    again = Desk(system)
    again.store.rows = desk.store.rows
    await again.queue.load()
    await again.settle()
    assert system.admitted == {"875196723453": SCANNED}
    assert system.requests == 1


WAYS = st.lists(
    st.sampled_from(
        [
            (Unreachable("no route", sent=False), False),
            (Unreachable("the line broke", sent=True), False),
            (Unreachable("the line broke", sent=True), True),
            (Busy("wait", status=429, retry_after=2.0), False),
            (Busy("Unknown error", status=503), True),
        ]
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(ways=WAYS, together=st.sampled_from([1, 50]), count=st.integers(1, 8))
def test_whatever_fails_every_guest_is_in_once_or_a_person_knows(
    ways: list[tuple[SourceError, bool]], together: int, count: int
) -> None:
    """After any failures each scan is either done, with its own time at the other system, or parked with a reason."""

    async def evening() -> None:
        system = OtherSystem(most_together=together, failures=list(ways))
        desk = Desk(system, waits_for_parked=False)
        for number in range(count):
            await desk.press(Admit(f"87{number:010}", SCANNED + timedelta(seconds=number)), lane="show:41")
        await desk.settle()
        for row in desk.store.rows.values():
            deed = deed_of(row.command)
            assert isinstance(deed, Admit)
            if row.state is CommandState.DONE:
                assert system.admitted[deed.barcode] == deed.at
            else:
                assert (row.state, bool(row.reason)) == (CommandState.PARKED, True)

    asyncio.run(evening())
