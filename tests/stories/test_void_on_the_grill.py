"""Void on the grill.

Three burgers and a ribeye lie on the grill when the waiter takes the ribeye and one burger off the bill. The cook reads both
with what was happening to them, says seen, and finishes the two burgers that are left; nobody waits for what was voided.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.kitchen import a_restaurant
from tests.stories.waiter import dish


async def test_void_on_the_grill(tmp_path: Path) -> None:
    """The first Enter reads the voids, the second sends what is left; the pass waits for nothing else."""
    async with a_restaurant(tmp_path) as place:
        waiter = place.waiter
        bill = await waiter.opens("M4", dish("Burger", 3), dish("Ribeye"), dish("Chips", 3, "Fry"))
        grill = await place.screen("GRILL")
        expo = await place.screen("EXPO", user="expo", device="KDS2")
        await grill.choose("M4")
        assert ">3x BURGER" in await grill.press("s")

        await place.minutes(3)
        await waiter.takes_off(bill, "Ribeye", 1)
        await waiter.takes_off(bill, "Burger", 1)
        await place.seconds()
        screen = await grill.look()
        assert "VOID 1x BURGER   on grill" in screen
        assert "VOID 1x RIBEYE   on grill" in screen
        assert ">2x BURGER" in screen
        assert "seen? ENTER" in screen
        assert "-1x Ribeye: Grill New" in await waiter.says(bill)

        await grill.choose("M4")
        screen = await grill.press("enter")
        assert "VOID" not in screen
        assert ">2x BURGER" in screen
        assert await waiter.says(bill) == [
            "3x Burger: Grill InProgress",
            "1x Ribeye: Grill InProgress",
            "3x Chips: Fry New",
            "-1x Ribeye: Grill Served",
            "-1x Burger: Grill Served",
        ]

        await place.seconds()
        screen = await grill.press("enter")
        assert "M4 done" in screen
        assert "DONE M4" in screen
        await place.seconds(2)
        assert grill.titles() == []
        assert grill.unsent() == ()
        assert (await waiter.says(bill))[:3] == [
            "3x Burger: Grill Ready",
            "1x Ribeye: Grill Ready",
            "3x Chips: Fry New",
        ]

        screen = await expo.look()
        assert "VOID 1x Ribeye, seen?    ENTER" in screen, "the pass reads for itself"
        await expo.choose("M4")
        screen = await expo.press("enter")
        assert "waits FRY 3" in screen
        assert "VOID" not in screen
        assert "ok 2x BURGER" in screen
        (progress,) = [each for each in expo.app.board.cards[0].others if each.endpoint == "Grill"]
        assert (progress.done, progress.all) == (2, 2)
