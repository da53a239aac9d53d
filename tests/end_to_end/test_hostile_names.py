"""Names beside the dishes may be as hostile: endpoints, zones, guests, allergens, seats, waiters, and what a till answers."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from kds.domain.intents import Command, EndpointPart, Intent, IntentKind, SetStatus
from kds.domain.terms import Status
from kds.domain.text import clean
from kds.kitchen.ports import CommandState
from kds.store import opened
from tests.end_to_end.test_hostile_text import CONTROLS, INVISIBLE, kinds_of_sequences, squeezed
from tests.end_to_end.till_bills import dish, write_bill
from tests.rig import PATIENCE_SECONDS, board_arguments, board_on_terminal

pytestmark = pytest.mark.slow

EVIL = "".join(CONTROLS.values())
FORBIDDEN = tuple(payload for payload in CONTROLS.values() if len(payload) > 1)
PLACES = ("Pan", "Zone", "Guest", "Nuts", "Seat", "Reason", "Waiter", "Category")
DRAWN = PLACES[:-2]
"""What a board has a place for."""


def evil(place: str) -> str:
    """Give a name in which every payload stands."""
    return f"{place}{EVIL}end"


@dataclass(frozen=True, slots=True)
class Evening:
    """What the terminal got from the board, what could be read, and what each command printed."""

    raw: bytes
    seen: str
    printed: dict[str, str]


def write_hostile_bills(till: Till) -> None:
    """Write a bill with hostile words in every place a till has for words, and one to keep back."""
    chef = Till(till_url(till), user="chef", password="9999", device="P02")
    chef.call("POST", "/orderendpoints", {"name": evil("Pan"), "type": evil("Kind")})
    chef.call("POST", "/zones", {"name": evil("Zone"), "items": [{"name": "Z1"}]})
    line = dish("Burger", evil("Pan"), seat=evil("Seat"), comment="well done")
    plu = line["plu"]
    assert isinstance(plu, dict)
    plu |= {
        "allergens": [evil("Nuts")],
        "articleCategoryLabel": evil("Category"),
        "orderEndpointNames": ["Grill", evil("Pan")],
    }
    write_bill(
        till,
        "H1",
        line,
        location={"zoneName": evil("Zone"), "tableName": "H1"},
        employee={"userName": "anna", "name": evil("Waiter")},
        pickupName=evil("Guest"),
        purchaseType="TakeAway",
    )
    held = {"name": "H2", "location": {"zoneName": evil("Zone"), "tableName": "H2"}, "items": [line]}
    till.call("POST", "/tickets", held)


def till_url(till: Till) -> str:
    """Give the address that a till talks to."""
    connection = till._connection
    return f"http://{connection.host}:{connection.port}"


async def park(state: Path) -> None:
    """Leave a change in the outbox that the till refused with hostile words."""
    change = SetStatus(EndpointPart(evil("Pan")), Status.READY)
    command = Command("c1", "f" * 24, 7, change)
    intent = Intent("i1", IntentKind.BUMP, "GRILL", evil("Table"), "card", datetime.now(UTC), (command,))
    async with opened(state) as store:
        await store.add(intent, station="GRILL", marks=None, ended={}, replacing=frozenset())
        await store.move("c1", CommandState.PARKED, reason=evil("Reason"))


def kds(*arguments: str) -> str:
    """Run a command and give everything it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "kds", *arguments], capture_output=True, timeout=PATIENCE_SECONDS, check=False
    )
    return (done.stdout + done.stderr).decode()


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    """An evening of an expo board that opens every page, and the commands that print names."""
    folder = tmp_path_factory.mktemp("names")
    with order_server(folder) as (url, _pid):
        write_hostile_bills(Till(url))
        arguments = board_arguments(folder, url, station="Pass", endpoints="*", role="expo")
        asyncio.run(park(folder / "state"))
        options = arguments[:10]
        printed = {
            "outbox list": kds("outbox", "list", *arguments[:2]),
            "outbox list --json": kds("outbox", "list", "--json", *arguments[:2]),
            "orders": kds("orders", *options, "--endpoints", "*"),
            "orders --json": kds("orders", "--json", *options, "--endpoints", "*"),
            "check": kds("check", *options, "--endpoints", "Nowhere"),
            "bump": kds("bump", "1", "--endpoint", evil("Pot"), *options),
        }
        seen = []
        with board_on_terminal(*arguments, columns=200, rows=50) as board:
            seen.append(board.wait_for(lambda text: "LIVE" in text and "BURGER" in text))
            for keys in (("o",), ("f",), ("r",), ("z",), ("?",), ("1", "d")):
                board.press(*keys)
                seen.append("\n".join(board.linger(1.0)))
                board.press("\x1b")
            raw = bytes(board.raw)
        return Evening(raw, "\n".join(seen), printed)


def test_no_name_reaches_the_terminal_as_a_command(evening: Evening) -> None:
    """Whatever is called like that, the board's terminal gets sequences of the usual kinds and no payload."""
    text = evening.raw.decode(errors="surrogateescape")
    for payload in (*FORBIDDEN, *INVISIBLE):
        assert f"{payload}end" not in text
        assert not re.search(rf"(?:{'|'.join(PLACES)}){re.escape(payload)}", text, re.IGNORECASE)
    kinds = kinds_of_sequences(evening.raw)
    assert not {"ESC P", "ESC c", "CSI c"} & kinds
    assert {kind for kind in kinds if kind.startswith("OSC")} <= {"OSC 22"}, (
        "22, the shape of the pointer, is Textual's own"
    )
    assert not any("\x80" <= character <= "\x9f" for character in text)
    for character in INVISIBLE:
        assert character not in text


def test_the_names_can_be_read(evening: Evening) -> None:
    """What was hostile is still there as letters: each of the pages shows what it is about."""
    seen = squeezed(evening.seen)
    for place in DRAWN:
        assert squeezed(place) in seen, place


@pytest.mark.parametrize("command", ["outbox list", "outbox list --json", "orders", "orders --json", "check", "bump"])
def test_no_command_prints_what_a_terminal_obeys(evening: Evening, command: str) -> None:
    """A command prints to a terminal too: letters and line ends, nothing else, and its words are there."""
    told = evening.printed[command]
    assert "Traceback" not in told
    assert not any((character < " " and character != "\n") or "\x7f" <= character <= "\x9f" for character in told)
    assert not any(character in told for character in INVISIBLE)
    words = {"check": "Pan", "bump": "Pot", "orders": "Burger", "orders --json": "Zone"}.get(command, "Reason")
    assert words in told


def test_the_outbox_prints_every_cleaned_word(evening: Evening) -> None:
    """The list of the outbox holds endpoint and reason as they are cleaned, whole."""
    for place in ("Pan", "Reason"):
        assert clean(evil(place)) in evening.printed["outbox list"]
