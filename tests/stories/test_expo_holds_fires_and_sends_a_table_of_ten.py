"""Expo holds, fires and sends a table of ten over two slots.

Ten guests order starters and a long second course. The expediter holds the second one back, fires it with three seconds to think
again, sees the whole table on a card that goes on in the next column, sends what is ready, is refused the rest while it is not
ready, and forces it in the end with a second press.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.kitchen import LARGE, SMALL, a_restaurant
from tests.stories.waiter import dish

STARTERS = [dish("Soup", 5, "Cold", course=1), dish("Tartare", 5, "Cold", course=1)]
WISHES = {
    "Lamb chops": "own pan",
    "Ribeye": "rest it well",
    "Venison": "sauce on the side",
    "Chicken": "cut it in pieces",
    "Burger": "cut in half",
    "Halloumi": "well done",
    "Corn": "off the cob",
    "Wings": "extra dip",
    "Trout": "without head",
    "Pork belly": "crisp",
    "Sausage": "no mustard",
    "Tofu": "last please",
    "Duck": "pink",
}
"""What ten guests want, each in a way of their own: more rows than the small screen has."""
MAINS = [*(dish(name, comment=wish, course=2) for name, wish in WISHES.items()), dish("Chips", 10, "Fry", course=2)]


async def test_expo_holds_fires_and_sends_a_table_of_ten(tmp_path: Path) -> None:
    """Held, fired after three seconds, torn over two columns, sent in parts, refused, and forced by a second press."""
    async with a_restaurant(tmp_path) as place:
        waiter = place.waiter
        first = await waiter.opens("M1", dish("Ribeye"))
        bill = await waiter.opens("M12", *STARTERS, *MAINS, guestCount=10)
        expo = await place.screen("EXPO", user="expo", device="KDS2", size=LARGE)
        grill = await place.screen("GRILL", size=SMALL)
        fry = await place.screen("FRY", device="KDS3")
        screen = await expo.look()
        assert "h 10   h 13" in screen
        assert "HELD  1 table: 1 LAMB" in await grill.look()
        assert "AFTER THIS, held" in await expo.choose("M12")
        screen = await expo.press("f")
        assert "FIRE   M12 course 2, 23 dishes?" in screen
        assert "10x Chips" in screen
        assert "goes in a moment   U takes it back" in await expo.press("enter")
        assert "TAKEN BACK M12" in await expo.press("u")
        await place.seconds(5)
        assert "10x Chips: Fry New (held)" in await waiter.says(bill)

        await expo.choose("M12")
        await expo.press("f", "enter")
        await place.seconds(2)
        assert "10x Chips: Fry New (held)" in await waiter.says(bill)
        await place.seconds(2)
        assert not [item for item in await waiter.says(bill) if "held" in item]
        screen = await expo.look()
        assert "FIRED M12" in screen
        assert "U takes it back" not in screen
        assert "can't be taken back: tell the stations" in await expo.press("u")
        await place.minutes(3)

        await fry.choose("M12")
        await fry.press("enter")
        await place.seconds()
        screen = await grill.look()
        assert "goes on, PgDn" in screen
        assert "1x DUCK" not in screen
        await grill.choose("M12")
        assert "M12 goes on below. Look at all of it first" in await grill.press("enter")
        assert "1x Lamb chops: Grill New" in await waiter.says(bill)
        screen = await grill.press("pagedown")
        assert "M12" in screen
        assert "cont." in screen
        assert "1x DUCK" in screen
        await grill.choose("M12")
        assert "DONE M12" in await grill.press("enter")
        assert "1x Lamb chops: Grill Ready" in await waiter.says(bill)

        await place.minutes(1)
        await expo.choose("M12")
        assert "SENT M12" in await expo.press("e")
        said = await waiter.says(bill)
        assert said[:2] == ["5x Soup: Cold New", "5x Tartare: Cold New"]
        assert all(item.endswith("Served") for item in said[2:])
        screen = await expo.look()
        assert "waits COLD 10" in screen

        await expo.choose("M12")
        assert "M12 waits for COLD 5x Soup, COLD 5x Tartare" in await expo.press("enter")
        assert "5x Soup: Cold New" in await waiter.says(bill)
        screen = await expo.press("enter", after=1)
        assert "M12 sent 0:00 ago" in screen
        assert all(item.endswith("Served") for item in await waiter.says(bill))
        await place.seconds(4)
        assert expo.titles() == grill.titles() == ["M1"]
        assert await waiter.says(first) == ["1x Ribeye: Grill New"]
