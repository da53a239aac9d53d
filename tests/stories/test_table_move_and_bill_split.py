"""Table move and bill split.

The guests of T1 move to T3 while their food is being made: the card stays in its place under its new name and says where they
sat. Then one of them wants a bill of her own: her lamb chops leave the first bill and stand on a second one, and the board says
that this is the same food.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.kitchen import a_restaurant
from tests.stories.waiter import dish


async def test_table_move_and_bill_split(tmp_path: Path) -> None:
    """`T3 (was T1)` until seen; the split dish is drawn as moved, and the kitchen makes two portions, not three."""
    async with a_restaurant(tmp_path) as place:
        waiter = place.waiter
        bill = await waiter.opens("T1", dish("Venison"), dish("Lamb chops", 2), dish("Chips", 1, "Fry"))
        grill = await place.screen("GRILL")
        slot = grill.slot("T1")
        await grill.choose("T1")
        assert ">2x LAMB CHOPS" in await grill.press("s")

        await place.minutes(1)
        await waiter.moves(bill, "T3")
        await place.seconds()
        screen = await grill.look()
        assert f"[{slot}] T3 (was T1)" in screen
        assert "seen? ENTER" in screen
        await grill.choose("T3")
        screen = await grill.press("enter")
        assert f"[{slot}] T3 " in screen
        assert "was T1" not in screen
        assert {order["location"]["tableName"] for order in await waiter.orders(bill)} == {"T3"}

        await waiter.takes_off(bill, "Lamb chops", 1)
        await place.seconds(20)
        second = await waiter.opens("T3", dish("Lamb chops"))
        await place.seconds()
        rows = [row[:27].strip(" █*") for row in (await grill.look()).splitlines()]
        moved = rows.index("MOVED from T3,")
        assert rows[moved - 1 : moved + 2] == ["1x LAMB CHOPS", "MOVED from T3,", "don't cook twice"]
        voided = rows.index("VOID 1x LAMB CHOPS")
        assert rows[voided : voided + 3] == ["VOID 1x LAMB CHOPS", "on grill", ">1x LAMB CHOPS"]
        assert "LAMB CHOPS" in await grill.press("a")
        (total,) = [row.split() for row in (await grill.look()).splitlines() if "LAMB CHOPS" in row]
        assert total == ["LAMB", "CHOPS", "2"]
        await grill.press("escape")

        for _ in range(2):
            await grill.choose("T3")
            await grill.press("enter")
            await grill.press("enter")
            await place.seconds(4)
        assert grill.titles() == []
        assert await waiter.says(bill) == [
            "1x Venison: Grill Ready",
            "2x Lamb chops: Grill Ready",
            "1x Chips: Fry New",
            "-1x Lamb chops: Grill Served",
        ]
        assert await waiter.says(second) == ["1x Lamb chops: Grill Ready"]
