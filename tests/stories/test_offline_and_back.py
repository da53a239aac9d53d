"""Offline and back.

The network goes while the grill is full. The board says so over its full width and keeps what it showed; the cook goes on bumping,
and the bumps are kept. When the network is back each of them is delivered once, in a kitchen where nothing returns as new.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.kitchen import a_restaurant
from tests.stories.waiter import dish


async def test_offline_and_back(tmp_path: Path) -> None:
    """`OFFLINE` with the bumps kept, the last board stays, then everything is delivered once and stays done."""
    async with a_restaurant(tmp_path) as place:
        waiter = place.waiter
        bills = [await waiter.opens(f"M{number}", dish("Burger", number)) for number in range(1, 6)]
        grill = await place.screen("GRILL")
        await grill.choose("M1")
        await grill.press("enter")
        await place.seconds(2)
        before = len(grill.line.sent)

        grill.line.is_cut = True
        await place.seconds(2)
        await place.seconds(40)
        screen = await grill.look()
        assert "OFFLINE 0:4" in screen.splitlines()[1]
        assert "NO NEW ORDERS ARRIVE - TAKE PAPER" in screen
        assert "The pass does not see your bumps." in screen
        assert "2x BURGER" in screen
        for title in ("M2", "M4"):
            await grill.choose(title)
            screen = await grill.press("enter")
            assert f"{title}, not delivered" in screen
        assert "bumps kept: 2" in screen
        assert len(grill.unsent()) == 2
        assert len(grill.line.sent) == before
        assert await waiter.says(bills[1]) == ["2x Burger: Grill New"]
        unseen = await waiter.opens("T8", dish("Ribeye"))
        await place.seconds(30)
        assert grill.titles() == ["M3", "M5"]

        grill.line.is_cut = False
        await place.seconds(2)
        screen = await grill.look()
        assert "OFFLINE" not in screen
        assert "LIVE" in screen.splitlines()[0]
        assert "unsent 0" in screen.splitlines()[0]
        assert grill.titles() == ["M3", "M5", "T8"]
        assert len(grill.line.sent) == before + 2
        for _ in range(5):
            await place.seconds(3)
            assert grill.titles() == ["M3", "M5", "T8"]
        assert len(grill.line.sent) == before + 2
        assert grill.unsent() == ()
        assert [await waiter.says(bill) for bill in bills] == [
            ["1x Burger: Grill Ready"],
            ["2x Burger: Grill Ready"],
            ["3x Burger: Grill New"],
            ["4x Burger: Grill Ready"],
            ["5x Burger: Grill New"],
        ]
        assert await waiter.says(unseen) == ["1x Ribeye: Grill New"]
