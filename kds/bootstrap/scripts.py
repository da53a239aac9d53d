"""One action or one look without a screen: through the board that runs on this state folder, else by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from kds.bootstrap.looks import spoken
from kds.bootstrap.till import SystemClock, source_of
from kds.control.client import ask
from kds.control.messages import AskBoard, BoardShown, Perform, Performed
from kds.domain.actions.scripting import bump_order, delete_order, fire_orders
from kds.domain.allergy import look_for
from kds.domain.intents import Intent
from kds.domain.order import Order
from kds.domain.station import Station
from kds.domain.terms import Status
from kds.errors import KdsError, NoBoard, UsageError
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.waiting import Outcome, Progress, outcome_within
from kds.language import mark, tr, trn
from kds.settings.loading import load
from kds.settings.model import Settings
from kds.settings.stations import business_day_of, station_of
from kds.store.store import opened

DELIVERY_SECONDS = 5.0
"""How long a script waits for the till (interface, commands)."""
FINISHED_LOOKED_AT = 500
"""How many finished orders are looked through for a number that is not open."""
KEPT = mark("kept, will be sent")
"""Said of a change that the till did not take in time."""


class Action(Protocol):
    """What a script wants; `words` name the orders it is about."""

    @property
    def words(self) -> tuple[str, ...]:
        """Numbers or ids of orders."""
        ...

    def intent(self, orders: Sequence[Order], station: Station, now: datetime) -> Intent:
        """Give the intent on the orders found, in the order of `words`; raises UsageError."""
        ...


@dataclass(frozen=True, slots=True)
class Bump:
    """Set an order, one of its items or one endpoint's part to a status; None is what the station's bump sets."""

    order: str
    item_id: int | None = None
    endpoint: str | None = None
    to: Status | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The one order."""
        return (self.order,)

    def intent(self, orders: Sequence[Order], station: Station, now: datetime) -> Intent:
        """Give the intent."""
        to = self.to or station.bump_to
        return bump_order(
            orders[0], to=to, now=now, station_name=station.name, item_id=self.item_id, endpoint=self.endpoint
        )


@dataclass(frozen=True, slots=True)
class FireAll:
    """Fire orders."""

    words: tuple[str, ...]

    def intent(self, orders: Sequence[Order], station: Station, now: datetime) -> Intent:
        """Give the intent."""
        return fire_orders(orders, now=now, station_name=station.name)


@dataclass(frozen=True, slots=True)
class DeleteOne:
    """Delete an order."""

    order: str

    @property
    def words(self) -> tuple[str, ...]:
        """The one order."""
        return (self.order,)

    def intent(self, orders: Sequence[Order], station: Station, now: datetime) -> Intent:
        """Give the intent."""
        return delete_order(orders[0], now=now, station_name=station.name)


@dataclass(frozen=True, slots=True)
class BoardRead:
    """The open orders of a station at one moment."""

    station: Station
    orders: tuple[Order, ...]
    now: datetime


async def read_board(file: Path | None, options: Mapping[str, Any]) -> BoardRead:
    """Read the open orders of the configured station from the till.

    Raises:
        SettingsError: the settings can't be used.
        SourceError: the till gave no good answer.
    """
    settings = spoken(load(file, options))
    station = station_of(settings)
    source = source_of(settings)
    try:
        reading = await source.read_open()
    finally:
        await source.aclose()
    shown = tuple(order for order in reading.orders if order.oddity is not None or _belongs(order, station))
    return BoardRead(station, shown, reading.server_time or datetime.now(UTC))


async def carry_out(action: Action, file: Path | None, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Carry out an action and wait for the till, at most `DELIVERY_SECONDS`.

    Returns:
        Nothing when it was delivered, else the sentences that say what became of it.

    Raises:
        UsageError: there is no such order, item or endpoint.
        KdsError: it could not even be kept.
    """
    settings = spoken(load(file, options))
    try:
        board = await ask(settings.state_folder, AskBoard())
    except NoBoard:
        return _sentences(await _by_itself(action, settings))
    if not isinstance(board, BoardShown):
        raise KdsError(tr("The running board gave an answer of another kind. Use the same version of kds for both."))
    shown = board.board
    now = datetime.now(UTC)
    intent = action.intent(await _found(action.words, shown.orders, settings), shown.station, now)
    answer = await ask(settings.state_folder, Perform(intent, wait_seconds=DELIVERY_SECONDS))
    done = answer if isinstance(answer, Performed) else Performed(Progress.KEPT)
    return _sentences(Outcome(done.progress, done.reason))


@asynccontextmanager
async def kitchen_by_itself(settings: Settings) -> AsyncIterator[Kitchen]:
    """Give a kitchen without a screen that has read the till once, and delivers until the block ends.

    Raises:
        StateLocked: another process holds the state folder.
        SettingsError: the settings can't be used.
    """
    source = source_of(settings)
    look_for(settings.allergy_words)
    try:
        async with opened(settings.state_folder) as store:
            clock, day = SystemClock(), business_day_of(settings)
            kitchen = Kitchen(station_of(settings), source, store, store, clock, banner=store.banner, day=day)
            await kitchen.start()
            await kitchen.poll()
            delivering = asyncio.create_task(kitchen.deliver())
            try:
                yield kitchen
            finally:
                await kitchen.stop()
                await delivering
    finally:
        await source.aclose()


async def _by_itself(action: Action, settings: Settings) -> Outcome:
    async with kitchen_by_itself(settings) as kitchen:
        board = kitchen.board
        if not board.known and not board.orders:
            raise KdsError(tr("The open orders can't be read: {reason}", reason=board.connection.reason))
        orders = await _found(action.words, board.orders, settings)
        intent = action.intent(orders, board.station, kitchen.now())
        refusal = await kitchen.perform(intent)
        if refusal is not None:
            raise KdsError(refusal.sentence)
        return await outcome_within(kitchen, [command.id for command in intent.commands], DELIVERY_SECONDS)


async def _found(words: Sequence[str], open_orders: Sequence[Order], settings: Settings) -> list[Order]:
    """Find each order among the open ones, else among the finished ones of the till."""
    found = [_among(word, open_orders) for word in words]
    if all(found):
        return [order for order in found if order is not None]
    source = source_of(settings)
    try:
        finished = await source.read_finished(FINISHED_LOOKED_AT)
        return [
            order or await _elsewhere(word, finished, source.read_order)
            for word, order in zip(words, found, strict=True)
        ]
    finally:
        await source.aclose()


class _ReadsOrder(Protocol):
    async def __call__(self, order_id: str) -> Order | None: ...


async def _elsewhere(word: str, finished: Sequence[Order], read_order: _ReadsOrder) -> Order:
    order = _among(word, finished)
    if order is None and not word.isdecimal():
        order = await read_order(word)
    if order is None:
        raise UsageError(tr("There is no order {word}. `kds orders` lists the open ones.", word=word))
    return order


def _among(word: str, orders: Sequence[Order]) -> Order | None:
    by_id = next((order for order in orders if order.id == word), None)
    if by_id is not None:
        return by_id
    same = [order for order in orders if word.lstrip("#") == str(order.number)]
    if len(same) > 1:
        raise UsageError(
            trn(
                "There is {count} order {word}. Name it by its id: {ids}.",
                "There are {count} orders {word}. Name one by its id: {ids}.",
                len(same),
                word=word,
                ids=", ".join(order.id for order in same),
            )
        )
    return same[0] if same else None


def _belongs(order: Order, station: Station) -> bool:
    if station.zones and order.zone not in station.zones:
        return False
    pairs = [pair for item in order.items for pair in item.pairs]
    return any(pair.endpoint is None or station.watches(pair.endpoint) for pair in pairs)


def _sentences(outcome: Outcome) -> tuple[str, ...]:
    match outcome.progress:
        case Progress.DELIVERED:
            return ()
        case Progress.KEPT:
            kept = tr(KEPT)
            return (f"{kept}: {outcome.reason}" if outcome.reason else kept,)
        case Progress.REFUSED:
            return (
                tr("The till refused it: {reason}", reason=outcome.reason),
                tr("It waits for a decision: kds outbox list"),
            )
