"""Kitchen notes between screens and one real order server, over HTTP without a socket (contract 7)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest
from fastapi import FastAPI

from kds.domain.actions.lines import press_start
from kds.domain.actions.noting import count_down, press_again, press_rush
from kds.domain.actions.undoing import press_undo
from kds.domain.board import Board
from kds.domain.cards import Card
from kds.domain.intents import Intent, Refusal
from kds.domain.notes import LOCAL, Note, NoteKind
from kds.domain.terms import Status
from kds.errors import Forbidden, SourceError
from kds.kitchen.kitchen import Kitchen
from kds.sources.portos.login import PasswordLogin
from kds.sources.portos.names import WireNames
from kds.sources.portos.source import PortosAddress, PortosSource
from tests.builders import a_station
from tests.fake_store import FakeStore
from tests.fakes import FakeClock
from tests.server.world import DEVICES, NOON, PASSWORDS, Clock, Json, app_of, line

VENISON = 50
ADDRESS = "http://till.example/api"


def source_of(user: str, transport: httpx.AsyncBaseTransport) -> PortosSource:
    """Give a client that is logged in as a user of the demo restaurant."""
    login = PasswordLogin(user, DEVICES[user], lambda: PASSWORDS[user], WireNames())
    return PortosSource(PortosAddress(ADDRESS, transport=lambda: transport), login)


class Evening:
    """A real order server in memory with a till that orders and screens that watch."""

    def __init__(self) -> None:
        self.server_clock = Clock()
        self.clock = FakeClock(NOON)
        self.app: FastAPI = app_of(clock=self.server_clock)
        self.transport = httpx.ASGITransport(app=self.app, client=("192.0.2.7", 1234))
        self.kitchens: list[Kitchen] = []

    def pass_time(self, seconds: float) -> None:
        """Let time pass for everybody."""
        self.clock.advance(seconds)
        self.server_clock.forward(seconds=seconds)

    def screen(self, user: str) -> Kitchen:
        """Make a screen that is logged in as that user."""
        source, store = source_of(user, self.transport), FakeStore(self.clock)
        kitchen = Kitchen(a_station(), source, store, store, self.clock, notes=source.notes)
        self.kitchens.append(kitchen)
        return kitchen

    async def order(self, *lines: Json, table: str) -> None:
        """Order at a table and send it to the kitchen."""
        async with httpx.AsyncClient(transport=self.transport, base_url=ADDRESS) as till:
            body = {"UserName": "chef", "Password": PASSWORDS["chef"], "DeviceName": DEVICES["chef"]}
            token = (await till.post("/auth", json=body)).json()["tokenId"]
            headers = {"Authorization": f"Bearer {token}"}
            place = {"zoneName": "Terrace", "tableName": table}
            await till.post("/tickets", json={"items": list(lines), "location": place}, headers=headers)
            held = (await till.get("/orders?isProcessed=false", headers=headers)).json()["items"]
            await till.post("/orders", json={"orderIds": [order["id"] for order in held]}, headers=headers)

    async def round(self) -> None:
        """Let a second pass: what was pressed goes out, then every screen polls and reads the notes."""
        self.pass_time(1)
        for _ in range(100):
            if not any(row.state.is_open for kitchen in self.kitchens for row in kitchen.outbox_view()):
                break
            await asyncio.sleep(0.005)
            for kitchen in self.kitchens:
                await kitchen.poll()
        for kitchen in self.kitchens:
            await kitchen.poll()
            await kitchen.notes.refresh()


@asynccontextmanager
async def an_evening(*users: str) -> AsyncIterator[tuple[Evening, list[Kitchen]]]:
    """Give a server and a running screen for each user."""
    evening = Evening()
    screens = [evening.screen(user) for user in users]
    for kitchen in screens:
        await kitchen.start()
    tasks = [asyncio.ensure_future(kitchen.deliver()) for kitchen in screens]
    try:
        yield evening, screens
    finally:
        for kitchen in screens:
            await kitchen.stop()
        await asyncio.gather(*tasks)
        evening.app.state.installation.database.close()


def card(board: Board, title: str) -> Card:
    """Give a card of a board."""
    return next(card for card in board.cards if card.title == title)


async def pressed(kitchen: Kitchen, answer: Intent | Refusal) -> None:
    """Store what a key gave."""
    assert isinstance(answer, Intent), answer
    assert await kitchen.perform(answer) is None


async def test_two_screens_share_a_rush_an_86_and_an_again() -> None:
    """What the chef rushes, counts down and has made again stands on the grill's board a second later, and U takes it back."""
    async with an_evening("chef", "cook") as (evening, (chef, grill)):
        await evening.order(line(1, 1, "Grill"), table="T7")
        await evening.round()
        await pressed(chef, press_rush(chef.board, card(chef.board, "T7"), chef.now()))
        await pressed(chef, count_down(chef.board, VENISON, "Venison", Decimal(2), chef.now()))
        await evening.round()
        assert card(grill.board, "T7").is_rush
        evening.pass_time(1)
        await evening.order(line(VENISON, 2, "Grill"), table="T1")
        evening.pass_time(1)
        await evening.order(line(VENISON, 1, "Grill"), table="T2")
        await evening.round()
        notices = {each.title: each.lines[0].notice for each in grill.board.cards}
        assert notices == {"T7": "", "T1": "", "T2": "86: SOLD OUT"}
        order = card(grill.board, "T1").orders[0]
        await grill.perform(start(grill, "T1"))
        await evening.round()
        dish = card(chef.board, "T1")
        await pressed(chef, press_again(chef.board, dish, dish.lines[0], "overcooked", chef.now()))
        await evening.round()
        remade = card(grill.board, "T1")
        assert (remade.is_again, remade.lines[0].status) == (True, Status.NEW)
        (note,) = grill.board.shared.of(NoteKind.AGAIN)
        assert (note.reason, note.by, note.order_id) == ("overcooked", "chef", order.id)
        undo = press_undo(chef.board, chef.now())
        assert isinstance(undo, Intent)
        await pressed(chef, undo)
        await evening.round()
        restored = card(grill.board, "T1")
        assert (restored.is_again, restored.lines[0].status) == (False, Status.IN_PROGRESS)
        assert grill.board.shared.of(NoteKind.AGAIN) == ()


def start(kitchen: Kitchen, title: str) -> Intent:
    """Start a card."""
    intent = press_start(kitchen.board, card(kitchen.board, title), None, kitchen.now())
    assert isinstance(intent, Intent), intent
    return intent


async def test_a_note_comes_back_as_it_was_told() -> None:
    """Every kind of note that people tell has the same words on another screen."""
    async with an_evening("chef") as (evening, _):
        notes = source_of("chef", evening.transport).notes
        for told in (
            Note(LOCAL, NoteKind.RUSH, NOON, order_id="a" * 24, ticket_id="b" * 24, station="GRILL"),
            Note(LOCAL, NoteKind.AGAIN, NOON, order_id="a" * 24, item_id=2, reason="sent back", text="Venison"),
            Note(LOCAL, NoteKind.SOLD_OUT, NOON, plu_code=VENISON, text="Venison", gone_at=NOON),
            Note(LOCAL, NoteKind.COUNTDOWN, NOON, plu_code=9, amount=Decimal("2.5"), text="Soup"),
            Note(LOCAL, NoteKind.ALLERGY_SEEN, NOON, ticket_id="b" * 24, station="GRILL", text="nuts"),
            Note(LOCAL, NoteKind.PRESENCE, NOON, station="GRILL", text="Grill\nK\u00fcche/S\u00fcd 1."),
            Note(LOCAL, NoteKind.NOTICE, NOON, text="Chef is at the door"),
        ):
            answer = await notes.tell(told, key=f"key {told.kind}")
            assert answer is not None
            assert replace(answer, id=LOCAL) == replace(told, by="chef")
            assert answer in (await notes.read() or ())


async def test_a_login_without_the_right_is_refused_by_the_server() -> None:
    """The viewer reads notes but can't rush."""
    async with an_evening("view") as (evening, _):
        notes = source_of("view", evening.transport).notes
        assert await notes.read() == ()
        with pytest.raises(Forbidden):
            await notes.tell(Note(LOCAL, NoteKind.RUSH, NOON, order_id="a" * 24), key="k")


class Answering(httpx.AsyncBaseTransport):
    """A till that answers requests for notes with whatever the test wants, and counts them."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self._answer = answer
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Log in, or answer."""
        if request.url.path.endswith("/auth"):
            return httpx.Response(200, json={"tokenId": "t", "refreshToken": "r", "user": {"userName": "cook"}})
        self.asked.append(request)
        return self._answer(request)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404, json={"status": 404}),
        httpx.Response(404, html="<h1>Not Found</h1>"),
        httpx.Response(404),
        httpx.Response(405, text="Method Not Allowed"),
        httpx.Response(501),
    ],
)
async def test_a_till_without_the_route_has_no_place_for_notes(answer: httpx.Response) -> None:
    """Whatever a till without `/kitchen/notes` says, the screen keeps its notes itself."""
    notes = source_of("cook", Answering(lambda _: answer)).notes
    assert await notes.read() is None
    assert await notes.tell(Note(LOCAL, NoteKind.NOTICE, NOON, text="Hello"), key="k") is None


async def test_an_unchanged_answer_is_not_read_again() -> None:
    """The second reading carries the tag of the first, and 304 gives the very same notes."""
    document = {"items": [{"id": "1", "kind": "notice", "createdAt": "2026-11-22T12:00:00Z", "text": "Hi"}]}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("if-none-match") == '"1"':
            return httpx.Response(304)
        return httpx.Response(200, json=document, headers={"ETag": '"1"'})

    notes = source_of("cook", Answering(answer)).notes
    assert await notes.read() is await notes.read()


async def test_a_strange_note_takes_no_other_with_it() -> None:
    """A note of a kind we don't know, without a time or with a hostile text hides no other, and no text is a command."""
    document: Json = {
        "ITEMS": [
            {"id": "1", "kind": "song", "createdAt": "2026-11-22T12:00:00Z"},
            {"id": "2", "kind": "rush"},
            "nonsense",
            {"Id": "3", "Kind": "SoldOut", "CreatedAt": "2026-11-22T12:00:00Z", "PluCode": 5, "Text": "Soup\x1b[2J"},
        ]
    }
    notes = source_of("cook", Answering(lambda _: httpx.Response(200, json=document))).notes
    (note,) = await notes.read() or ()
    assert (note.kind, note.plu_code, "\x1b" in note.text) == (NoteKind.SOLD_OUT, 5, False)


async def test_a_web_page_in_place_of_the_notes_is_no_answer() -> None:
    """A login page of the network is an error of the source, and not an empty list."""
    notes = source_of("cook", Answering(lambda _: httpx.Response(200, html="<h1>Wi-Fi</h1>"))).notes
    with pytest.raises(SourceError):
        await notes.read()
