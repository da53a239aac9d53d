"""Re-make.

A ribeye comes back from the table, overcooked. The expediter orders it again with the reason: it goes to the front of the grill
with a timer of its own, although other tables are older, and the shift's times count it as waste.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.kitchen import LARGE, a_restaurant
from tests.stories.waiter import dish


async def test_re_make(tmp_path: Path) -> None:
    """`R M` and a reason: `AGAIN` first on the grill, made by a timer of its own, and one re-make in the times."""
    async with a_restaurant(tmp_path) as place:
        waiter = place.waiter
        first = await waiter.opens("T7", dish("Ribeye", 1, "Grill", "medium"))
        grill = await place.screen("GRILL")
        expo = await place.screen("EXPO", user="expo", device="KDS2", size=LARGE)
        await place.minutes(5)
        await waiter.opens("M1", dish("Burger"))
        await place.seconds()
        await grill.choose("T7")
        await grill.press("enter")
        await place.minutes(1)
        await expo.choose("T7")
        assert "SENT T7" in await expo.press("enter")
        assert await waiter.says(first) == ["1x Ribeye: Grill Served"]

        await place.minutes(6)
        screen = await expo.press("r")
        assert "T7  #1   1x Ribeye   expo" in screen
        screen = await expo.press("m")
        assert "AGAIN   T7   1x Ribeye   why?" in screen
        assert "[3] overcooked" in screen
        screen = await expo.press("3")
        assert "AGAIN T7 Ribeye" in screen
        assert "AGAIN 1x Ribeye, since 0m" in screen
        assert await waiter.says(first) == ["1x Ribeye: Grill New"]

        await place.seconds()
        screen = await grill.look()
        assert "[1] T7           AGAIN 0" in screen
        assert "AGAIN: overcooked" in screen
        assert grill.titles() == ["T7", "M1"]
        (note,) = [note for note in await waiter.notes() if note["kind"] == "again"]
        assert (note["orderId"], note["reason"]) == ((await waiter.orders(first))[0]["id"], "overcooked")
        await place.minutes(4)
        assert "T7           AGAIN 4" in await grill.look()

        await grill.choose("T7")
        await grill.press("enter")
        await place.seconds(2)
        assert grill.titles() == ["M1"]
        await expo.choose("T7")
        assert "SENT T7" in await expo.press("enter")
        assert await waiter.says(first) == ["1x Ribeye: Grill Served"]
        await place.seconds(10)
        screen = await expo.press("t", "pagedown", "pagedown", "pagedown")
        assert "MADE AGAIN  1" in screen
        assert "19:12 Ribeye, T7, Grill: overcooked" in screen
