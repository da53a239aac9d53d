"""The outbox screen: what the till refused is sent again or given up with a reason, and nothing is given up by one key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from kds.domain.errands import TellNote
from kds.domain.intents import Command, EndpointPart, Errand, SetStatus
from kds.domain.modes import Mode
from kds.domain.notes import Note, NoteKind
from kds.domain.terms import Status
from kds.kitchen.ports import CommandState, StoredCommand
from tests.builders import at
from tests.ui.evenings import board_of, evening, grill
from tests.ui.showing import LIVE, StillKitchen, an_app, settled, shown


def stored(state: CommandState, reason: str = "") -> StoredCommand:
    """Give a bump of order 118 in some state."""
    command = Command("k1", "o1", 118, SetStatus(EndpointPart("Grill"), Status.READY))
    return StoredCommand(1, "i1", command, state, "k1", at("19:40"), reason=reason)


@asynccontextmanager
async def an_outbox(*rows: StoredCommand) -> AsyncIterator[tuple[StillKitchen, Pilot[None]]]:
    """Open the outbox of a board on which these commands have not ended."""
    kitchen = StillKitchen(replace(board_of(grill(), *evening()), connection=replace(LIVE, parked=len(rows))))
    kitchen.outbox = rows
    async with an_app(kitchen).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "o")
        yield kitchen, pilot


async def press(pilot: Pilot[None], *keys: str) -> str:
    """Press keys and give the screen's characters."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    return shown(pilot.app)  # type: ignore[arg-type]


async def test_a_refused_change_shows_the_tills_words_and_is_sent_again() -> None:
    """The reason stands below the change; Enter sends it once more."""
    words = (
        "10.0.0.1:4000 does not allow this to user cook on device KDS1: The right orderUpdate is needed. Ask the chef."
    )
    async with an_outbox(stored(CommandState.PARKED, words)) as (kitchen, pilot):
        screen = await press(pilot)
        assert "REFUSED" in screen
        assert words in " ".join(screen.replace("█", " ").split())
        assert "Will be sent again" in await press(pilot, "enter")
        assert kitchen.retried == ["k1"]


async def test_what_is_about_no_order_has_no_number() -> None:
    """A dish that is told to be sold out stands there without `#0`."""
    note = Note("n1", NoteKind.SOLD_OUT, at("19:40"), plu_code=11, text="Halloumi")
    row = stored(CommandState.PENDING)
    async with an_outbox(replace(row, command=Command("k1", "", 0, Errand(TellNote(note))))) as (_, pilot):
        screen = await press(pilot)
        assert "sold out: Halloumi" in screen
        assert "#0" not in screen


async def test_only_a_refused_change_offers_to_be_sent_again_or_given_up() -> None:
    """What is still on its way goes by itself: there is only the way back."""
    async with an_outbox(stored(CommandState.PENDING)) as (_, pilot):
        assert (await press(pilot)).splitlines()[-1].split() == ["ESC", "back"]
    async with an_outbox(stored(CommandState.PARKED)) as (_, pilot):
        assert "ENTER send again   U give up   ESC back" in await press(pilot)


async def test_a_narrow_screen_has_the_state_of_a_change_whole() -> None:
    """Sixty-one cells have no room for change and state beside each other: the state stands below."""
    async with an_outbox(replace(stored(CommandState.CONFIRMING), attempts=3)) as (_, pilot):
        await pilot.resize_terminal(61, 18)
        screen = await press(pilot)
        assert ".." not in screen
        assert "tried 3 times" in screen


async def test_a_dry_run_claims_nothing_to_be_at_the_till() -> None:
    """An empty outbox of a board that sends nothing says only that nothing waits."""
    board = replace(board_of(grill(), *evening()), connection=LIVE, mode=Mode.DRY_RUN)
    async with an_app(StillKitchen(board)).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = await press(pilot, "o")
        assert "Nothing is waiting." in screen
        assert "is at the till" not in screen


async def test_giving_up_asks_for_a_reason() -> None:
    """`U` names the reasons; the digit of one gives the change up and hands the reason on."""
    async with an_outbox(stored(CommandState.PARKED)) as (kitchen, pilot):
        screen = await press(pilot, "u")
        assert "1 done at the till   2 a mistake   3 not wanted   ESC keep it" in screen
        assert kitchen.discarded == []
        assert "Given up" in await press(pilot, "2")
        assert kitchen.discarded == [("k1", "a mistake")]


@pytest.mark.parametrize("keys", [("escape",), ("enter",), ("9",), ("d",)])
async def test_any_other_key_keeps_it(keys: Sequence[str]) -> None:
    """Only the digit of a reason gives a change up."""
    async with an_outbox(stored(CommandState.PARKED)) as (kitchen, pilot):
        assert "Kept." in await press(pilot, "u", *keys)
        assert kitchen.discarded == []


@pytest.mark.parametrize("state", [CommandState.PENDING, CommandState.IN_FLIGHT, CommandState.UNKNOWN])
async def test_what_is_still_on_its_way_is_neither_sent_twice_nor_given_up(state: CommandState) -> None:
    """A change without an answer goes by itself; its keys say so."""
    async with an_outbox(stored(state)) as (kitchen, pilot):
        assert "sent by itself" in await press(pilot, "enter")
        assert "still on its way" in await press(pilot, "u")
        await press(pilot, "1")
        assert (kitchen.retried, kitchen.discarded) == ([], [])
