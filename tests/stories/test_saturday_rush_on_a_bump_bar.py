"""Saturday rush on a bump bar.

Twelve tables order within two minutes and six more while the grill is at it. The cook has ten digits, BUMP, RECALL, SUM and PAGE:
bumps the right ones and one wrong one, turns the page, looks at the sums, fetches one table back. Whatever is pressed, the sums are
what the cards and the server say, and in the end the server has of every order what the cook meant.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.stories.kitchen import Restaurant, Screen, a_restaurant
from tests.stories.waiter import Bill, dish

BUMP, RECALL, SUM, PAGE, MORE, BACK = "f1", "-", "+", "pagedown", ".", "home"
MENU = ("Ribeye", "Burger", "Lamb chops", "Venison", "Chicken")
FIRST = [f"M{number}" for number in range(1, 13)]
LATER = [f"T{number}" for number in range(1, 7)]


async def order(place: Restaurant, table: str) -> Bill:
    """Let a table order: two dishes of the grill, and chips."""
    number = (*FIRST, *LATER).index(table)
    one, other = MENU[number % 5], MENU[(number + 2) % 5]
    return await place.waiter.opens(table, dish(one, 1 + number % 3), dish(other), dish("Chips", 2, "Fry"))


async def bump(grill: Screen, table: str) -> str:
    """Turn pages until the table has a digit, press that and BUMP."""
    for _ in range(3):
        if grill.slot(table) is not None:
            break
        await grill.press(PAGE)
    await grill.choose(table)
    return await grill.press(BUMP)


async def sums(place: Restaurant, grill: Screen) -> Counter[str]:
    """Press SUM, and give what stands there; the cards of all pages and the server's open orders say the same."""
    screen = await grill.press(SUM)
    assert "ALL DAY" in screen
    body = "\n".join(screen.splitlines()[2:-1])
    counted = Counter({name: int(amount) for name, amount in re.findall(r"([A-Z]+(?: [A-Z]+)*) +(\d+)", body)})
    await grill.press(BACK)
    cards: Counter[str] = Counter()
    for card in grill.app.board.cards:
        cards.update({line.name.upper(): int(line.quantity) for line in card.lines if line.shown_status.rank < 2})
    server: Counter[str] = Counter()
    for open_order in await place.waiter.open_orders():
        for item in open_order["items"]:
            if any(pair["name"] == "Grill" and pair["status"] in ("New", "InProgress") for pair in item["endpoints"]):
                server[item["plu"]["name"].upper()] += item["quantity"]["amount"]
    assert counted == cards == server
    return counted


async def test_saturday_rush_on_a_bump_bar(tmp_path: Path) -> None:
    """Digits and BUMP, pages, a wrong bump taken back, a table fetched back, sums that always fit the cards."""
    async with a_restaurant(tmp_path) as place:
        grill = await place.screen("GRILL", keys="bump-bar")
        bills: dict[str, Bill] = {}
        for table in FIRST:
            bills[table] = await order(place, table)
        await place.seconds()
        screen = await grill.look()
        assert "12 open" in screen.splitlines()[0]
        assert "+2 more, oldest 0m PAGE" in screen
        assert "1-9 pick  RECALL  SUM all-day" in screen.splitlines()[-1]
        assert (await sums(place, grill))["BURGER"] == 8

        for table in ("M1", "M3"):
            assert f"DONE {table}" in await bump(grill, table)
        assert grill.slot("M11") == "1", "a gap goes to the first order off the page"
        assert "M2 done 0:00" in await bump(grill, "M2")
        await sums(place, grill)
        assert "DONE M8" in await bump(grill, "M8")
        assert "2x Lamb chops: Grill Ready" in await place.waiter.says(bills["M8"])
        slots = {table: grill.slot(table) for table in grill.titles()}
        screen = await grill.press(MORE, RECALL)
        assert "TAKEN BACK M8" in screen
        assert grill.slot("M8") == "8", "a bump that was taken back stands where it stood"
        assert "2x Lamb chops: Grill New" in await place.waiter.says(bills["M8"])
        await grill.press(PAGE)
        assert {table: grill.slot(table) for table in slots} == slots, "there is one page: nothing may move"

        for table in LATER:
            bills[table] = await order(place, table)
        await place.minutes(2)
        screen = await grill.look()
        assert "+5 more, oldest" in screen
        assert "15 open" in screen.splitlines()[0]
        await sums(place, grill)
        screen = await bump(grill, "T6")
        assert grill.slot("T5") is not None, "T6 stood on the second page"
        await sums(place, grill)
        screen = await grill.press(RECALL)
        assert "T6  #18" in screen.splitlines()[3]
        await grill.press("down", "down")
        screen = await grill.press(BUMP)
        assert "RECALLED M3" in screen
        assert "M3" in grill.titles()
        assert grill.slot("M4") is None
        screen = await grill.press(BACK)
        assert grill.slot("M4") is not None, "HOME is the first page"
        await sums(place, grill)

        done = {"M1", "M2", "T6"}
        for table in ("M4", "M5", "M6", "M3", "M9", "T1"):
            assert f"DONE {table}" in await bump(grill, table)
            done.add(table)
        await place.seconds(2)
        await sums(place, grill)
        assert sorted(grill.titles()) == sorted(set(bills) - done)
        assert grill.unsent() == ()
        for table, bill in bills.items():
            meant = "Ready" if table in done else "New"
            said = await place.waiter.says(bill)
            assert [item.rpartition(" ")[2] for item in said] == [meant, meant, "New"], table
