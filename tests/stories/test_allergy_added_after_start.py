"""Allergy added after start.

Lamb chops are on the grill and halloumi in the fryer when the guest of seat 3 remembers that nuts are bad for her. The waiter
writes it on the lamb. It must be read on every station's card of that table, also where nothing else changed, before any bump.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.kitchen import a_restaurant
from tests.stories.waiter import dish


async def test_allergy_added_after_start(tmp_path: Path) -> None:
    """The allergy stands first on all stations' cards, is confirmed once by each, and both confirmations are noted."""
    async with a_restaurant(tmp_path) as place:
        waiter = place.waiter
        bill = await waiter.opens("M2", dish("Lamb chops", 4, "Grill", "pink"), dish("Halloumi", 1, "Fry"))
        grill = await place.screen("GRILL")
        fry = await place.screen("FRY", device="KDS3")
        await grill.choose("M2")
        assert ">4x LAMB CHOPS" in await grill.press("s")

        await place.minutes(2)
        lamb, halloumi = bill.lines
        await waiter.changes(bill, [{**lamb, "comment": "ALLERGY nuts, seat 3"}, halloumi])
        await waiter.fires(bill)
        await place.seconds()
        for screen in (await grill.look(), await fry.look()):
            rows = screen.splitlines()
            top = next(number for number, row in enumerate(rows) if "] M2" in row)
            assert "## ALLERGY NUTS, SEAT 3 #" in rows[top + 1]
            assert "seen? ENTER" in screen
        assert "CHANGED 4x LAMB CHOPS" in await grill.look()
        assert "Fry 0/1" in await grill.look()
        assert "Grill 0/4" in await fry.look(), "the changed lamb is a slip of its own, and still on this table"

        await grill.choose("M2")
        await grill.press("enter")
        assert "seen?" not in await grill.look()
        assert "seen? ENTER" in await fry.look(), "one station's eyes are not another's"
        assert "4x Lamb chops: Grill New" in await waiter.says(bill)
        await fry.choose("M2")
        screen = await fry.press("enter")
        assert "seen?" not in screen
        assert "## ALLERGY NUTS, SEAT 3 #" in screen
        assert "1x Halloumi: Fry New" in await waiter.says(bill)

        await place.seconds(2)
        assert "DONE M2" in await grill.press("enter")
        assert "DONE M2" in await fry.press("enter")
        await place.seconds(2)
        assert grill.titles() == fry.titles() == []
        assert await waiter.says(bill) == [
            "4x Lamb chops: Grill InProgress",
            "1x Halloumi: Fry Ready",
            "-4x Lamb chops: Grill Served",
            "4x Lamb chops: Grill Ready",
        ]
        noted = [(note["station"], note["text"]) for note in await waiter.notes() if note["kind"] == "allergySeen"]
        assert noted == [("GRILL", "nuts, seat 3"), ("FRY", "nuts, seat 3")]
