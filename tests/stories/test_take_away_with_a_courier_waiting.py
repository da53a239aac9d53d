"""Take away with a courier waiting.

A delivery is ordered at seven for ten to eight. Nobody cooks it yet: it is announced, not shown. When the time that it takes is all
that is left, it stands on the board with its promise. The next one's courier is at the door already: that one is shown at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.stories.kitchen import a_restaurant
from tests.stories.waiter import dish


def delivery(name: str, due: str, note: str | None = None) -> dict[str, Any]:
    """Give the fields of a bill that is fetched."""
    return {
        "name": name,
        "purchaseType": "Delivery",
        "dueAt": f"2026-11-21T{due}:00Z",
        "pickupName": name,
        "note": note,
    }


async def test_take_away_with_a_courier_waiting(tmp_path: Path) -> None:
    """Hidden until due minus preparation, then `19:50 in 18`, due, `LATE`; a courier's note shows an order at once."""
    async with a_restaurant(tmp_path) as place:
        waiter = place.waiter
        bag = await waiter.opens(None, dish("Burger", 2, "Grill", "cheddar"), **delivery("Wolt 131", "19:50"))
        await waiter.opens("T5", dish("Ribeye"))
        grill = await place.screen("GRILL")
        screen = await grill.look()
        assert "T5" in screen
        assert "BURGER" not in screen
        assert "1 promised for 19:50" in screen
        await place.minutes(31)
        assert "BURGER" not in await grill.look(), "a delivery takes 18 minutes, and 19 are left"

        await place.minutes(2)
        screen = await grill.look()
        assert "DELIVERY 19:50 in 16" in screen
        assert "#1 Wolt 131" in screen
        assert "2x BURGER" in screen
        waiting = await waiter.opens(None, dish("Wings"), **delivery("Bolt 7", "20:40", "courier is here"))
        await place.seconds()
        screen = await grill.look()
        assert "DELIVERY 20:40 in 66" in screen
        assert '"courier is here"' in screen
        await place.minutes(12)
        assert "DELIVERY ! 19:50 in 4" in await grill.look()
        await place.minutes(6)
        screen = await grill.look()
        assert "DELIVERY  LATE 19:50" in screen
        assert "2 LATE" in screen.splitlines()[0]

        keys = {card.pickup_name: number for number, card in enumerate(grill.app.board.cards, start=1)}
        assert keys["Wolt 131"] == 1
        assert "DONE DELIVERY" in await grill.press("1", "enter")
        assert await waiter.says(bag) == ["2x Burger: Grill Ready"]
        assert await waiter.says(waiting) == ["1x Wings: Grill New"]
        await place.seconds(4)
        screen = await grill.look()
        assert "Wolt 131" not in screen
        assert "#3 Bolt 7" in screen
