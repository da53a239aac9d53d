"""Fry screen dies and grill covers.

The screen of the fryer loses its power. Nobody at the fryer sees orders any more, but the grill's screen says so after a minute,
takes the fryer's part over with two keys, bumps both, and gives it back when the screen lives again.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.kitchen import a_restaurant
from tests.stories.waiter import dish


async def test_fry_screen_dies_and_grill_covers(tmp_path: Path) -> None:
    """`NO SCREEN` after a minute, `C 1` makes it `GRILL + FRY`, both parts are bumped here, `C 1` gives it back."""
    async with a_restaurant(tmp_path) as place:
        waiter = place.waiter
        grill = await place.screen("GRILL")
        fry = await place.screen("FRY", device="KDS3")
        await place.minutes(2)
        bill = await waiter.opens("M3", dish("Burger", 2), dish("Chips", 2, "Fry"))
        await place.seconds()
        assert "NO SCREEN" not in await grill.look()
        assert "2x CHIPS" in await fry.look()

        await place.loses(fry)
        await place.seconds(40)
        assert "NO SCREEN" not in await grill.look(), "a screen that starts again is not dead yet"
        await place.seconds(25)
        screen = await grill.look()
        assert "FRY HAS NO SCREEN, 1 open" in screen
        assert "CHIPS" not in screen

        assert "[1] FRY   NO SCREEN" in await grill.press("c")
        screen = await grill.press("1")
        assert "GRILL + FRY" in screen
        assert "2x CHIPS" in screen
        assert "HAS NO SCREEN" not in screen
        await grill.choose("M3")
        assert "DONE M3" in await grill.press("enter")
        assert await waiter.says(bill) == ["2x Burger: Grill Ready", "2x Chips: Fry Ready"]

        later = await waiter.opens("M5", dish("Corn", 1, "Fry"))
        await place.seconds(2)
        assert "1x CORN" in await grill.look()
        again = await place.screen("FRY", device="KDS3")
        assert "1x CORN" in await again.look()
        assert "[1] FRY   covered here" in await grill.press("c")
        screen = await grill.press("1")
        assert " GRILL  " in screen.splitlines()[0]
        assert "CORN" not in screen
        await again.choose("M5")
        await again.press("enter")
        await place.seconds(2)
        assert await waiter.says(later) == ["1x Corn: Fry Ready"]
        assert grill.titles() == again.titles() == []
