"""The pages of inquiries as somebody at the pass uses them: digits, words, refusals, decisions; and their pictures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from kds.domain.board import Board
from kds.domain.connection import Connection, Link
from kds.domain.errands import AddMemo, Reply, SetFlags
from kds.domain.inquiries.cards import InquiryCard
from kds.domain.inquiries.facts import InquiryRights
from kds.domain.intents import Errand, Refusal
from kds.ui.app import KdsApp
from kds.ui.screens.inquiries import open_inquiry
from tests.ui.inquiries import allergy, answered, conflict, inquiries_board, late, six, to_do
from tests.ui.showing import NOW, SIZES, StillKitchen, an_app, board_screen, settled, shown
from tests.ui.test_pictures import Compare

Run = Callable[[Pilot[None]], Awaitable[None]]


def on_list(*keys: str) -> Run:
    """Open the list, then press keys."""

    async def run(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await pilot.press("i")
        await _press(pilot, keys)

    return run


def on_page(card: InquiryCard, *keys: str) -> Run:
    """Open an inquiry, then press keys."""

    async def run(pilot: Pilot[None]) -> None:
        await settled(pilot)
        assert isinstance(pilot.app, KdsApp)
        open_inquiry(pilot.app, card.key)
        await _press(pilot, keys)

    return run


async def _press(pilot: Pilot[None], keys: tuple[str, ...]) -> None:
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def using(board: Board, run: Run, *, refusal: Refusal | None = None) -> tuple[StillKitchen, str]:
    """Give the kitchen and the screen after a run at 80x24."""
    kitchen = StillKitchen(board, refusal=refusal)
    app = an_app(kitchen)
    async with app.run_test(size=(80, 24)) as pilot:
        await run(pilot)
        return kitchen, shown(app)


def deeds(kitchen: StillKitchen) -> list[object]:
    return [
        command.change.deed
        for intent in kitchen.performed
        for command in intent.commands
        if isinstance(command.change, Errand)
    ]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_an_inquiry(snap_compare: Compare, size: tuple[int, int]) -> None:
    """An allergy that nobody has read on its food: close is dim and says why, the digits stand."""
    app = an_app(StillKitchen(inquiries_board(*six())))
    assert snap_compare(app, terminal_size=size, run_before=on_page(allergy()))


def test_the_templates(snap_compare: Compare) -> None:
    """The customer's language, own words last."""
    app = an_app(StillKitchen(inquiries_board(*six())))
    assert snap_compare(app, run_before=on_page(allergy(), "1"))


def test_a_typed_reply(snap_compare: Compare) -> None:
    """The whole reply stands there before it goes, with a block where the next letter comes."""
    app = an_app(StillKitchen(inquiries_board(*six())))
    assert snap_compare(app, terminal_size=(61, 18), run_before=on_page(allergy(), "1", "1", "enter"))


def test_a_conflict(snap_compare: Compare) -> None:
    """What happened, what ours is, and the two ways out."""
    app = an_app(StillKitchen(inquiries_board(*six())))
    assert snap_compare(app, run_before=on_page(conflict()))


def test_a_key_without_rights(snap_compare: Compare) -> None:
    """Every entry is dim, with the shop's reason."""
    app = an_app(StillKitchen(inquiries_board(*six(), refused="The key may not write.")))
    assert snap_compare(app, run_before=on_page(to_do()))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_list(snap_compare: Compare, size: tuple[int, int]) -> None:
    """All inquiries, those that wait first, with the numbers of the shift."""
    app = an_app(StillKitchen(inquiries_board(*six())))
    assert snap_compare(app, terminal_size=size, run_before=on_list())


async def test_a_template_is_filled_and_looked_at_before_it_goes() -> None:
    """The offered time is in a quarter of an hour, digits replace it; a second Enter sends reply and *answered*."""
    run = on_page(allergy(), "1", "1", "2", "0", "1", "5", "enter", "enter")
    kitchen, screen = await using(inquiries_board(allergy()), run)
    assert deeds(kitchen) == [
        Reply("Your order is in preparation and will be ready at 20:15."),
        SetFlags(is_answered=True),
    ]
    assert "goes out in 5 s, U takes it back." in screen


async def test_the_offered_time_is_taken_with_one_enter() -> None:
    """It is 19:42, so 20:00 is offered."""
    kitchen, _ = await using(inquiries_board(allergy()), on_page(allergy(), "1", "1", "enter", "enter"))
    assert deeds(kitchen)[0] == Reply("Your order is in preparation and will be ready at 20:00.")


async def test_minutes_must_be_a_number() -> None:
    """Nonsense stays and says what is needed; Escape goes back to the templates."""
    kitchen, screen = await using(inquiries_board(allergy()), on_page(allergy(), "1", "3", "x", "enter"))
    assert "A number is needed." in screen
    _, screen = await using(inquiries_board(allergy()), on_page(allergy(), "1", "3", "x", "escape"))
    assert "your own words" in screen
    kitchen, _ = await using(inquiries_board(allergy()), on_page(allergy(), "1", "3", "7", "enter", "enter"))
    assert deeds(kitchen)[0] == Reply("We are sorry, your order is delayed by 7 minutes.")


async def test_a_customer_without_templates_gets_the_shop_s_language() -> None:
    """Dutch has none here, so the fallback stands in the list."""
    _, screen = await using(inquiries_board(late()), on_page(late(), "1"))
    assert "Your order is on its way." in screen


async def test_own_words_are_typed_and_mended() -> None:
    """Letters, digits and backspace; keys of the board mean nothing meanwhile."""
    keys = ("1", "4", "Y", "e", "s", "x", "backspace", "space", "u", "2", "enter")
    kitchen, _ = await using(inquiries_board(allergy()), on_page(allergy(), *keys))
    assert deeds(kitchen) == [Reply("Yes u2"), SetFlags(is_answered=True)]


async def test_an_empty_reply_goes_nowhere() -> None:
    """Enter on nothing says so, and what a refusal leaves can be sent again."""
    kitchen, screen = await using(inquiries_board(allergy()), on_page(allergy(), "1", "4", "enter"))
    assert (kitchen.performed, "Nothing is written yet." in screen) == ([], True)
    run = on_page(allergy(), "1", "4", "o", "k", "enter")
    kitchen, screen = await using(inquiries_board(allergy()), run, refusal=Refusal("The disk is full."))
    assert "The disk is full." in screen
    assert "ok█" in screen


async def test_a_bouncing_enter_is_one_message() -> None:
    """However often the contact closes, the customer gets one reply."""

    async def run(pilot: Pilot[None]) -> None:
        await on_page(allergy(), "1", "4", "o", "k")(pilot)
        await pilot.press("enter", "enter", "enter")
        await settled(pilot)

    kitchen, _ = await using(inquiries_board(allergy()), run)
    assert deeds(kitchen) == [Reply("ok"), SetFlags(is_answered=True)]


@pytest.mark.parametrize(
    ("key", "deed"),
    [("2", SetFlags(is_answered=True)), ("3", SetFlags(is_to_do=True)), ("4", SetFlags(is_closed=True))],
)
async def test_a_digit_does_what_it_stands_for(key: str, deed: SetFlags) -> None:
    """At once, back on the board, with the way back told."""
    kitchen, screen = await using(inquiries_board(late()), on_page(late(), key))
    assert deeds(kitchen) == [deed]
    assert "takes it back" in screen


async def test_the_arrows_and_enter_do_the_same() -> None:
    """Down twice from reply is to-do."""
    kitchen, _ = await using(inquiries_board(late()), on_page(late(), "down", "down", "enter"))
    assert deeds(kitchen) == [SetFlags(is_to_do=True)]


async def test_a_memo_says_who_wrote_it() -> None:
    """The login's name and the restaurant's time stand in front."""
    board = replace(inquiries_board(to_do()), user="expo")
    kitchen, _ = await using(board, on_page(to_do(), "5", "h", "i", "enter"))
    assert deeds(kitchen) == [AddMemo("[19:42 expo] hi")]


async def test_close_waits_for_the_cook() -> None:
    """The allergy is unread on its food, so the digit answers with the reason and nothing leaves."""
    kitchen, screen = await using(inquiries_board(allergy()), on_page(allergy(), "4"))
    assert kitchen.performed == []
    assert "close: allergy is not acknowledged on Web ORD10021" in screen


async def test_notifying_asks_first() -> None:
    """Enter says yes, anything else no; without the right the entry is dim."""
    board = inquiries_board(late(), rights=InquiryRights(notify=True))
    kitchen, screen = await using(board, on_page(late(), "6"))
    assert (kitchen.performed, "may send the customer an e-mail" in screen) == ([], True)
    kitchen, _ = await using(board, on_page(late(), "6", "enter"))
    assert deeds(kitchen) == [SetFlags(notifies=True)]
    kitchen, _ = await using(board, on_page(late(), "6", "escape", "escape"))
    assert kitchen.performed == []
    kitchen, screen = await using(inquiries_board(late()), on_page(late(), "6"))
    assert "inquiry.notify" in screen


async def test_one_key_decides_a_conflict() -> None:
    """1 sends ours all the same, 2 drops it."""
    kitchen, _ = await using(inquiries_board(conflict()), on_page(conflict(), "1"))
    assert kitchen.retried == ["c1"]
    kitchen, _ = await using(inquiries_board(conflict()), on_page(conflict(), "2"))
    assert [command_id for command_id, _ in kitchen.discarded] == ["c1"]


async def test_the_food_is_one_key_away() -> None:
    """D opens the card that the order number names."""
    _, screen = await using(inquiries_board(allergy()), on_page(allergy(), "d"))
    assert "DETAILS   Web ORD10021" in screen
    _, screen = await using(inquiries_board(late()), on_page(late(), "d"))
    assert "No order of this board is named in it." in screen


async def test_the_list_opens_an_inquiry() -> None:
    """A digit chooses, Enter opens; answered ones stand at the end."""
    _, screen = await using(inquiries_board(late(), answered()), on_list("2", "enter"))
    assert "Invoice   G. L. · en   ANSWERED" in screen
    _, screen = await using(inquiries_board(), on_list())
    assert "Nobody asks anything." in screen


async def test_an_inquiry_that_goes_while_it_is_open_says_so() -> None:
    """Deleted at the shop: the page says it and Enter leaves."""
    board = inquiries_board(late())

    async def run(pilot: Pilot[None]) -> None:
        await on_page(late())(pilot)
        assert isinstance(pilot.app, KdsApp)
        kitchen = pilot.app.kitchen
        assert isinstance(kitchen, StillKitchen)
        kitchen.becomes(inquiries_board())
        await settled(pilot)

    _, screen = await using(board, run)
    assert "This inquiry is not on the board any more." in screen


async def test_a_silent_shop_is_not_an_empty_one() -> None:
    """Nobody asks only while the shop answers; else the list says why it is empty."""
    silent = Connection(link=Link.OFFLINE, reason="shop.example refuses the key.")
    board = replace(inquiries_board(), sides=(("lightspeed", silent),))
    _, screen = await using(board, on_list())
    assert "the web shop does not answer. shop.example refuses the key." in " ".join(screen.split())
    assert "SHOP OFFLINE" in screen


async def test_the_arrows_go_into_the_lane() -> None:
    """Right of the last card stands the lane: down chooses there, Enter opens, left goes back to the cards."""
    board = inquiries_board(*six())
    kitchen = StillKitchen(board)
    app = an_app(kitchen)
    async with app.run_test(size=(123, 36)) as pilot:
        await settled(pilot)
        screen = board_screen(app)
        order = [card.key for card in board.inquiries.lane(NOW)] if board.inquiries is not None else []
        for _ in range(len(board.cards) + 2):
            await pilot.press("right")
        await settled(pilot)
        assert screen.state.selected == order[0]
        await pilot.press("up")
        await pilot.press("down")
        assert screen.state.selected == order[1]
        await pilot.press("left")
        assert screen.chosen() is not None
        await pilot.press("right")
        await pilot.press("right")
        assert (screen.state.selected, kitchen.performed) == (order[0], [])
        await pilot.press("enter")
        await settled(pilot)
        assert "[1]" in shown(app)


async def test_a_lane_without_cards_is_reached_at_once() -> None:
    """On a quiet evening the first press right is in the lane, and an inquiry that is answered leaves the choice."""
    board = replace(inquiries_board(late()), cards=())
    kitchen = StillKitchen(board)
    app = an_app(kitchen)
    async with app.run_test(size=(123, 36)) as pilot:
        await settled(pilot)
        screen = board_screen(app)
        await pilot.press("right")
        assert screen.state.selected == late().key
        kitchen.becomes(replace(inquiries_board(), cards=()))
        await settled(pilot)
        assert screen.state.selected is None
