"""The pages in a real browser: who sees them, what they say when the server is silent, and whether anything is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.server.web.chromium import LONG_ALLERGY, LONG_NAME, Kitchen, browsing, serving
from tests.server.web.scenes import at_table, dish

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.slow

PHONE, DESKTOP = (390, 844), (1440, 900)
SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
SERIOUS = ("serious", "critical")
OFFLINE_MS = 15_000
CUT = """() => [...document.querySelectorAll("h1, h3, .age, .about, .allergy, .note, .name, .comment, .status, .numbers li")]
    .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline")
    .map((each) => each.textContent)"""
"""Texts that are wider than the place they have."""
OVERLAPPING = """() => {
    const boxes = [...document.querySelectorAll("article")].map((each) => each.getBoundingClientRect());
    return boxes.filter((a, i) => boxes.some((b, j) => i < j && a.left < b.right && b.left < a.right
        && a.top < b.bottom && b.top < a.bottom)).length;
}"""
"""How many cards lie over others."""
NOTE_STATES = """() => {
    window.states = [];
    new MutationObserver(() => states.push(page.state)).observe(document.body, { attributeFilter: ["data-state"] });
}"""
"""Notes from now on what the page says of its connection."""
OVERFLOWING = """() => [...document.querySelectorAll(".numbers")].map((list) => {
    const box = list.getBoundingClientRect();
    return [...list.children].filter((each) => {
        const own = each.getBoundingClientRect();
        return own.bottom > box.bottom + 1 || own.right > box.right + 1 || each.scrollWidth > each.clientWidth + 1;
    }).length;
})"""
"""How many numbers don't fit into each list."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give the browser of this module."""
    with browsing() as running:
        yield running


@pytest.fixture(scope="module")
def kitchen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kitchen]:
    """Give the server of this module, started only where there is a browser."""
    assert browser.is_connected()
    with serving(tmp_path_factory.mktemp("kitchen")) as running:
        yield running


@pytest.fixture(scope="module")
def login(browser: Browser, kitchen: Kitchen) -> Any:
    """Log in once, by the keyboard alone, and give what the browser keeps of it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{kitchen.url}/board?endpoint=Grill")
    for words in ("view", "4444"):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/board?endpoint=Grill")
    page.wait_for_selector(".card")
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def context(browser: Browser, login: Any) -> Iterator[BrowserContext]:
    """Give a browser that is logged in."""
    opened = browser.new_context(storage_state=login, reduced_motion="reduce")
    yield opened
    opened.close()


def open_board(context: BrowserContext, kitchen: Kitchen, query: str = "", size: tuple[int, int] = DESKTOP) -> Page:
    """Open the board and wait until it is live."""
    page = context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{kitchen.url}/board{query}")
    page.wait_for_selector("body[data-state=live]")
    return page


@pytest.mark.parametrize(
    ("path", "part"), [("/board/login", "form"), ("/board?zone=Terrace", ".card"), ("/pickup", "#ready li")]
)
def test_the_pages_keep_nobody_out(
    context: BrowserContext, kitchen: Kitchen, path: str, part: str, tmp_path: Path
) -> None:
    """Login, board and pick-up screen have no serious fault for people who see, hear or move otherwise (axe)."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    page = context.new_page()
    page.goto(kitchen.url + path)
    page.wait_for_selector(part)
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=tmp_path / f"{width}-{scheme}.png")
            faults = [fault for fault in Axe().run(page).response["violations"] if fault["impact"] in SERIOUS]
            found += [(width, scheme, fault["id"], [node["html"] for node in fault["nodes"]]) for fault in faults]
    assert found == []


def test_orders_come_and_change_by_themselves(context: BrowserContext, kitchen: Kitchen) -> None:
    """A new order appears, its status changes and it leaves, while what has the focus keeps it; the counts follow."""
    page = open_board(context, kitchen, "?zone=Bar")
    assert page.inner_text("#empty") == "No open orders"
    page.focus("text=All zones")
    order = kitchen.fire(dish("Lager", 2, "Bar"), location=at_table("B1", "Bar"))
    page.wait_for_selector("article:has-text('B1') >> text=NEW 0 min")
    assert (page.inner_text("#open"), page.inner_text("#portions")) == ("1", "2")
    kitchen.set_status(order, "InProgress")
    page.wait_for_selector("article:has-text('B1') >> text=started")
    assert page.inner_text("#announce") == "New: B1"
    assert page.evaluate("document.activeElement.textContent") == "All zones"
    kitchen.set_status(order, "Served")
    page.wait_for_selector("#empty:visible")
    assert page.inner_text("#open") == "0"


def test_a_silent_server_is_never_a_live_board(context: BrowserContext, kitchen: Kitchen) -> None:
    """While the server stands still both pages say so over their whole width, with the age; then they are live again."""
    board, pickup = open_board(context, kitchen), context.new_page()
    pickup.goto(f"{kitchen.url}/pickup")
    pickup.wait_for_selector("body[data-state=live]")
    with kitchen.frozen():
        board.wait_for_selector("#offline:visible", timeout=OFFLINE_MS)
        pickup.wait_for_selector("#offline:visible", timeout=OFFLINE_MS)
        assert board.inner_text("#offline").startswith("OFFLINE 0:0")
        assert "No new orders arrive here" in board.inner_text("#offline")
        assert board.inner_text("#connection") == "OFFLINE"
        assert pickup.inner_text("#offline").startswith("NO CONNECTION 0:0")
        width = board.evaluate("document.getElementById('offline').getBoundingClientRect().width")
        assert width == board.evaluate("document.documentElement.clientWidth")
    for page in (board, pickup):
        page.wait_for_selector("body[data-state=live]", timeout=OFFLINE_MS)
        page.wait_for_selector("#offline", state="hidden")


def test_a_page_that_slept_says_so_before_anything_else(context: BrowserContext, kitchen: Kitchen) -> None:
    """After three silent seconds a page is SLOW, after an hour in which it was frozen OFFLINE; its ages are right again."""
    page = context.new_page()
    page.clock.install()
    page.goto(f"{kitchen.url}/board?zone=Terrace")
    page.wait_for_selector("body[data-state=live]")
    page.evaluate(NOTE_STATES)
    for silence, state in ((3_100, "slow"), (3_600_000, "offline")):
        page.evaluate("states.length = 0")
        page.clock.fast_forward(silence)
        assert page.evaluate("states")[0] == state
        page.wait_for_selector("body[data-state=live]", timeout=OFFLINE_MS)
    page.wait_for_selector("article:has-text('T7') >> text=LATE 60 min")


def test_no_clock_turns_an_age_back(context: BrowserContext, kitchen: Kitchen) -> None:
    """When the server's clock is set back by an hour the ages on the page go on; a new card counts from its own moment."""
    page = open_board(context, kitchen, "?zone=Terrace")
    ages = page.evaluate("""() => {
        const card = list.querySelector("article").parentElement, stamp = Number(card.dataset.since);
        const all = [...list.children].map((each) => each.id);
        const told = { open: 0, portions: "0", held: "0", earlier: "", none: "" };
        const state = (now, whole) => take({ whole, order: all, pieces: {}, told, now });
        state(stamp + 30 * 60000, true);
        const before = ageOf(card.id, card.dataset.since);
        state(stamp - 30 * 60000, true);
        const after = ageOf(card.id, card.dataset.since);
        const moved = stamp - 60 * 60000;
        startAge("newcomer", moved, moved + 60000, false);
        return [Math.round(before / 60000), after >= before, Math.round(ageOf("newcomer", moved) / 60000)];
    }""")
    assert ages == [30, True, 1]


@pytest.mark.parametrize("size", [(320, 600), PHONE, DESKTOP], ids=["zoomed", "phone", "desktop"])
def test_nothing_is_cut_off(context: BrowserContext, kitchen: Kitchen, size: tuple[int, int]) -> None:
    """A hundred cards, one of 200 lines, a long name and an allergy of ten words: all there, nothing over another."""
    said: list[str] = []
    page = context.new_page()
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{kitchen.url}/board")
    page.wait_for_selector("body[data-state=live]")
    assert page.locator(".card").count() == int(page.inner_text("#open")) + page.locator("[data-held].card").count()
    assert page.locator("article:has-text('M3') .line").count() == 200
    assert page.locator(".allergy", has_text=LONG_ALLERGY).count() == 1
    assert page.locator(".name", has_text=LONG_NAME).count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate(CUT) == []
    assert page.evaluate(OVERLAPPING) == 0
    assert said == []


def test_the_pickup_screen_fills_every_screen(context: BrowserContext, kitchen: Kitchen) -> None:
    """From a small television to 4k all numbers are there, as large as they can be, and nothing scrolls."""
    page = context.new_page()
    page.goto(f"{kitchen.url}/pickup?language=sk")
    page.wait_for_selector("#ready li")
    assert page.inner_text("h2#preparing-name") == "Pripravujeme"
    assert (page.locator("#preparing li").count(), page.locator("#ready li").count()) == (10, 5)
    for width, height in ((640, 360), (1920, 1080), (3840, 2160), (1080, 1920)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(100)
        assert page.evaluate(OVERFLOWING) == [0, 0]
        assert page.evaluate("document.documentElement.scrollHeight") <= height
        size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('#ready li')).fontSize)")
        assert size > height / 12


def test_logging_out_takes_every_page_of_the_login(browser: Browser, kitchen: Kitchen) -> None:
    """Who logs out in one tab loses the board in the others too."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{kitchen.url}/board")
    page.fill("#user", "cook")
    page.fill("#password", "2222")
    page.click("button")
    page.wait_for_selector("body[data-state=live]")
    other = open_board(context, kitchen, "?endpoint=Bar")
    other.click("text=Log out")
    page.wait_for_url("**/board/login*")
    context.close()
