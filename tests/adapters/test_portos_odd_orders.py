"""Orders with anything anywhere: each is a card or a card that says why not, and never takes the board with it."""

from __future__ import annotations

import asyncio
import copy
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from kds.cli.printed import order_json, order_row
from kds.domain.actions.bumping import press_enter
from kds.domain.order import Order
from kds.domain.station import Station
from kds.domain.text import cell_width
from kds.sources.portos.names import WireNames
from kds.sources.portos.translate import Translation
from kds.store import memories
from kds.store.schema import bring_up_to_date
from kds.ui.drawing.sheet import board_frame
from kds.ui.drawing.spans import text_of
from tests.adapters.portos_world import order
from tests.builders import a_station, an_expo
from tests.fakes import FakeClock, FakeSource
from tests.faults.figures import note
from tests.ui.drawing.screens import at_rest
from tests.unit.kitchen.world import Screen

SEED = 20_261_122
ODD: tuple[object, ...] = (
    None, True, 0, -1, 2**31, 2**63, 10**30, 10**400, -(10**400), 1e308, 1e-300, -0.5, "", " ", "x", "[/]", "\x1b[2J", "Ready", "Cancelled",
    "Negative", "TakeAway", [], {}, [[]], [None], "1e400", "NaN", "Infinity", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-14:00", "1970-01-01T00:00:00Z", "2026-11-22T18:00:00Z", "A" * 300, "é" * 200, "\u202e", "鮪" * 90,
)  # fmt: skip
SIZES = ((61, 18), (80, 24), (200, 60))
STATIONS = (a_station("Bar"), an_expo())
TRANSLATION = Translation(WireNames(), "portos")
Place = tuple[Any, ...]


def places(value: object, way: Place = ()) -> Iterator[Place]:
    """Give the ways to everything in a JSON value."""
    if way:
        yield way
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*way, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*way, index))


def odd_order(number: int, dice: random.Random) -> dict[str, Any]:
    """Give an order in which one to six things are something else, are missing, or stand there twice."""
    raw = order(number, processedAt="2026-11-22T17:50:00Z", dueAt=None, guestCount=4, note="n", pickupName=None)
    raw["items"][0] |= {"courseNumber": 1, "seat": 2, "takesBack": None}
    if dice.random() < 0.4:
        taken = {"id": 2, "type": "Negative", "takesBack": {"orderId": f"{1:024x}", "itemId": 1}}
        raw["items"].append({**copy.deepcopy(raw["items"][0]), **taken})
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        *way, last = dice.choice(list(places(raw)))
        owner: Any = raw
        for step in way:
            owner = owner[step]
        if dice.random() < 0.1:
            del owner[last]
        elif dice.random() < 0.1 and isinstance(owner, list):
            owner.append(copy.deepcopy(owner[last]))
        else:
            owner[last] = copy.deepcopy(dice.choice(ODD))
    return raw


async def shown_everywhere(orders: list[Order], station: Station) -> None:
    """Take orders in, draw them in all sizes, print them, keep them on disk, and press Enter on each card."""
    screen = await Screen(FakeSource(FakeClock(), orders), FakeClock(), station=station).started()
    kitchen = screen.kitchen
    for columns, rows in SIZES:
        frame = board_frame(kitchen.board, at_rest(kitchen.board, columns, rows), kitchen.now(), columns, rows)
        assert max(cell_width(text_of(row)) for row in frame.rows) <= columns
    for each in orders:
        order_row(each, station, kitchen.now())
        json.dumps(order_json(each))
    with closing(sqlite3.connect(":memory:")) as disk:
        disk.row_factory = sqlite3.Row
        bring_up_to_date(disk, "board")
        memories.save_board(disk, orders, (), kitchen.now())
        assert memories.load_board(disk)[0] == tuple(orders)
    for card in kitchen.board.cards:
        press_enter(kitchen.board, card, kitchen.now())


@pytest.mark.parametrize("evenings", [150, pytest.param(10_000, marks=pytest.mark.long)])
def test_no_order_takes_the_board_with_it(evenings: int, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a till puts where, every other order is there, and all of it can be drawn, printed, kept and pressed."""
    dice = random.Random(SEED)
    odd = 0
    for evening in range(evenings):
        raws = [odd_order(1, dice), odd_order(2, dice), order(3, processedAt="2026-11-22T17:50:00Z")]
        try:
            read = [TRANSLATION.order(raw, stand_in_id=f"?{place}") for place, raw in enumerate(raws)]
            orders = list({each.id: each for each in read}.values())
            odd += sum(each.oddity is not None for each in orders)
            assert orders[-1].oddity is None
            for station in STATIONS:
                asyncio.run(shown_everywhere(orders, station))
            assert not [record.getMessage() for record in caplog.records if record.exc_info]
        except Exception as error:
            raise AssertionError(f"evening {evening}: {json.dumps(raws)[:3000]}") from error
    note(f"{evenings} evenings with two odd orders each, {odd} of those shown as cards that say why")
