"""Wrong bump undone, wrong table recalled.

A cook bumps the wrong table and takes it back with one key. Later a table that everybody took for finished turns out not to be:
it is fetched back from the list of what was finished, and the server knows that it is being cooked.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.kitchen import a_restaurant
from tests.stories.waiter import dish


async def test_wrong_bump_undone_wrong_table_recalled(tmp_path: Path) -> None:
    """`U` puts the card back where and as it was; `R ENTER` brings the other table back as started."""
    async with a_restaurant(tmp_path) as place:
        waiter = place.waiter
        seven = await waiter.opens("T7", dish("Ribeye", 2), dish("Chips", 2, "Fry"))
        nine = await waiter.opens("M9", dish("Burger"))
        grill = await place.screen("GRILL")
        await place.screen("FRY", device="KDS3")

        await grill.choose("T7")
        screen = await grill.press("enter")
        assert "T7 done 0:00   U undo" in screen
        assert "2x Ribeye: Grill Ready" in await waiter.says(seven)
        await place.seconds()
        screen = await grill.press("u")
        assert "[1] T7" in screen
        assert "2x RIBEYE" in screen
        assert "TAKEN BACK T7" in screen
        assert await waiter.says(seven) == ["2x Ribeye: Grill New", "2x Chips: Fry New"]

        await grill.choose("M9")
        assert "DONE M9" in await grill.press("enter")
        await place.minutes(4)
        assert "U undo" not in await grill.look()
        screen = await grill.press("u")
        assert "M9" not in grill.titles()
        assert "1x Burger: Grill Ready" in await waiter.says(nine)

        screen = await grill.press("r")
        assert "RECALL" in screen
        assert "M9  #2   1x Burger   cook" in screen
        screen = await grill.press("enter")
        assert "] M9" in screen
        assert ">1x BURGER" in screen
        assert "AGAIN" not in screen
        assert await waiter.says(nine) == ["1x Burger: Grill InProgress"]
        await place.seconds(2)
        assert grill.titles() == ["T7", "M9"]
        assert grill.unsent() == ()
