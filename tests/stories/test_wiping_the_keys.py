"""Wiping the keys.

Somebody wipes the keyboard in the middle of the service. The board notices the cloth, switches the keys off and takes back what
the cloth bumped. An order that comes meanwhile is counted and shown; holding Enter switches the keys on again.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.kitchen import a_restaurant
from tests.stories.waiter import dish


async def test_wiping_the_keys(tmp_path: Path) -> None:
    """A burst of keys bumps nothing in the end, new orders are counted, and a held Enter unlocks."""
    async with a_restaurant(tmp_path) as place:
        waiter = place.waiter
        bill = await waiter.opens("M1", dish("Burger"))
        other = await waiter.opens("M2", dish("Ribeye"))
        grill = await place.screen("GRILL", mash_lock=True)
        await place.seconds(2)
        for key in ("1", "enter", "2", "s"):
            screen = await grill.press(key, after=0.05)
        assert "KEYS OFF FOR WIPING  30 s" in screen
        await place.seconds()
        assert grill.titles() == ["M1", "M2"]
        assert await waiter.says(bill) == ["1x Burger: Grill New"]
        assert await waiter.says(other) == ["1x Ribeye: Grill New"]

        late = await waiter.opens("T4", dish("Venison"))
        await place.seconds(2)
        screen = await grill.look()
        assert "1 NEW ORDER" in screen
        assert "1x VENISON" in screen
        screen = await grill.press("1", "space", "x", "u", after=0.1)
        assert "KEYS OFF FOR WIPING" in screen
        assert await waiter.says(bill) == ["1x Burger: Grill New"]

        for _ in range(12):
            screen = await grill.press("enter", after=0.1)
        assert "KEYS OFF" not in screen
        await grill.choose("M1")
        assert "DONE M1" in await grill.press("enter")
        await place.seconds(2)
        assert await waiter.says(bill) == ["1x Burger: Grill Ready"]
        assert await waiter.says(other) == ["1x Ribeye: Grill New"]
        assert await waiter.says(late) == ["1x Venison: Grill New"]
