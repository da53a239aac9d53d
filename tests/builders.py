"""Readable builders of orders, items, stations and boards for every test; they invent defaults and decide nothing.

A test names only what it is about: `an_order(an_item("Burger", 2, on="Grill"), table="T7", fired="19:30")`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from kds.domain.board import Board
from kds.domain.cards import Sync
from kds.domain.marks import Marks
from kds.domain.order import Endpoint, Item, ItemRef, Modifier, Order, Pair
from kds.domain.station import ALL_ENDPOINTS, DEFAULT_THRESHOLDS, Process, Role, Station
from kds.domain.terms import ItemType, Purchase, Status

EVENING = datetime(2026, 11, 22, tzinfo=UTC)
"""The business day on which every test's kitchen is open, UTC."""


def at(clock: str) -> datetime:
    """Give the moment `19:42` or `19:42:07` of the test evening, UTC."""
    hours, minutes, *seconds = clock.split(":")
    return EVENING.replace(hour=int(hours), minute=int(minutes), second=int(seconds[0]) if seconds else 0)


def moment(when: datetime | str | None) -> datetime | None:
    """Give a moment from either spelling, None for none."""
    return at(when) if isinstance(when, str) else when


def a_pair(
    endpoint: str | None = "Grill",
    status: Status = Status.NEW,
    *,
    changed: datetime | str | None = None,
    by: str | None = None,
    word: str = "",
) -> Pair:
    """Give one item's status on one endpoint."""
    return Pair(endpoint, status, word or status.value, moment(changed), by)


def a_modifier(text: str) -> Modifier:
    """Give a modifier from `Milk=Oat`, `no onion` or `bacon`."""
    name, _, option = text.partition("=")
    if name.lower().startswith("no "):
        return Modifier(name[3:], option, Decimal(0))
    return Modifier(name, option)


def an_item(
    name: str = "Burger",
    amount: int | str | Decimal = 1,
    *,
    on: str | tuple[str, ...] | None = "Grill",
    status: Status = Status.NEW,
    id: int = 0,  # noqa: A002 - the wire's own word, only ever given by name
    line: int | None = None,
    modifiers: tuple[str, ...] = (),
    changed: datetime | str | None = None,
    by: str | None = None,
    pairs: tuple[Pair, ...] | None = None,
    comment: str | None = None,
    seat: str | None = None,
    course: int | None = None,
    allergens: tuple[str, ...] = (),
    unit: str = "pcs",
    plu_code: int | None = None,
) -> Item:
    """Give an ordered item; `id` 0 lets `an_order` number it.

    Args:
        on: its endpoint or endpoints; None for an item without any.
        line: the line of the bill (`ticketItemId`); by default the item's own id.
        changed: when each pair last changed.
    """
    places: tuple[str | None, ...] = (on,) if on is None or isinstance(on, str) else on
    made = tuple(a_pair(place, status, changed=changed, by=by) for place in places)
    return Item(
        id=id,
        name=name,
        amount=Decimal(amount),
        pairs=made if pairs is None else pairs,
        unit=unit,
        ticket_item_id=line,
        plu_code=plu_code,
        course=course,
        seat=seat,
        comment=comment,
        modifiers=tuple(a_modifier(text) for text in modifiers),
        allergens=allergens,
    )


def a_negative(
    name: str = "Burger",
    amount: int | str | Decimal = 1,
    *,
    of: tuple[str, int] | None = None,
    on: str | tuple[str, ...] | None = "Grill",
    status: Status = Status.NEW,
    id: int = 0,  # noqa: A002 - the wire's own word, only ever given by name
    line: int | None = None,
    changed: datetime | str | None = None,
    modifiers: tuple[str, ...] = (),
    comment: str | None = None,
) -> Item:
    """Give an item that takes something back; `of` is the order id and item id it names, None when the till is silent."""
    item = an_item(
        name, amount, on=on, status=status, id=id, line=line, changed=changed, modifiers=modifiers, comment=comment
    )
    return replace(item, type=ItemType.NEGATIVE, takes_back=ItemRef(*of) if of else None)


def an_order(
    *items: Item,
    id: str = "o1",  # noqa: A002 - the wire's own word, only ever given by name
    number: int | None = None,
    table: str | None = "T7",
    zone: str | None = "Terrace",
    ticket: str | None = None,
    ticket_name: str = "",
    created: datetime | str | None = "19:30",
    fired: datetime | str | None = "19:30",
    held: bool = False,
    purchase: Purchase = Purchase.WALK_IN,
    due: datetime | str | None = None,
    pickup_name: str | None = None,
    note: str | None = None,
    guests: int | None = None,
    waiter: str = "",
    off: tuple[str, ...] = (),
    version: int = 1,
    oddity: str | None = None,
) -> Order:
    """Give an order; by default fired at 19:30 for table T7, its ticket named after the table.

    Args:
        ticket: the ticket's id; by default one per table, and one per order without a table.
        held: not fired yet; `fired` is then ignored.
        off: endpoints that are switched off at the till.
    """
    numbered = tuple(
        replace(item, id=item.id or position, ticket_item_id=item.ticket_item_id or item.id or position)
        for position, item in enumerate(items or (an_item(),), start=1)
    )
    digits = "".join(letter for letter in id if letter.isdigit())
    return Order(
        id=id,
        number=number if number is not None else 100 + int(digits or 0),
        items=() if oddity and not items else numbered,
        ticket_id=ticket if ticket is not None else f"ticket-{table or id}",
        ticket_name=ticket_name,
        device="P01",
        waiter=waiter,
        zone=zone if table else None,
        table=table,
        purchase=purchase,
        guests=guests,
        note=note,
        due_at=moment(due),
        pickup_name=pickup_name,
        created_at=moment(created),
        processed_at=None if held else moment(fired),
        is_processed=not held,
        inactive_endpoints=frozenset(off),
        version=version,
        oddity=oddity,
    )


def with_status(
    order: Order,
    status: Status,
    *,
    item: int | None = None,
    endpoint: str | None = None,
    changed: datetime | str | None = None,
) -> Order:
    """Give the order with pairs set to `status`: all of them, or those of one item, or of one endpoint."""

    def moved(pair: Pair) -> Pair:
        if endpoint is not None and pair.endpoint != endpoint:
            return pair
        return replace(pair, status=status, word=status.value, changed_at=moment(changed) or pair.changed_at)

    items = tuple(
        replace(each, pairs=tuple(moved(pair) for pair in each.pairs)) if item in (None, each.id) else each
        for each in order.items
    )
    return replace(order, items=items, version=order.version + 1)


def a_station(
    name: str = "GRILL",
    *endpoints: str,
    bump_to: Status = Status.READY,
    process: Process = Process.MANUAL,
    zones: tuple[str, ...] = (),
    paper: tuple[str, ...] = (),
    read_only: bool = False,
) -> Station:
    """Give a prep station; without endpoints it watches the one it is named after (`GRILL` watches `Grill`)."""
    return Station(
        name=name,
        endpoints=endpoints or (name.capitalize(),),
        bump_to=bump_to,
        process=process,
        zones=frozenset(zones),
        paper_endpoints=frozenset(paper),
        thresholds={Purchase.WALK_IN: DEFAULT_THRESHOLDS.get(name.lower(), DEFAULT_THRESHOLDS["prep"])},
        read_only=read_only,
    )


def an_expo(
    *,
    name: str = "EXPO",
    role: Role = Role.EXPO,
    waits: bool = True,
    process: Process = Process.MANUAL,
    zones: tuple[str, ...] = (),
    paper: tuple[str, ...] = (),
) -> Station:
    """Give a station of the pass that sees all endpoints."""
    return Station(
        name=name,
        endpoints=(ALL_ENDPOINTS,),
        role=role,
        bump_to=Status.SERVED,
        expo_waits=waits,
        process=process,
        zones=frozenset(zones),
        paper_endpoints=frozenset(paper),
        thresholds={Purchase.WALK_IN: DEFAULT_THRESHOLDS["expo"]},
        read_only=role is Role.RUNNER,
    )


def endpoints(*names: str, off: tuple[str, ...] = ()) -> tuple[Endpoint, ...]:
    """Give the till's endpoints in this order; by default those of the test restaurant."""
    return tuple(Endpoint(name, name not in off) for name in names or ("Grill", "Fry", "Cold", "Bar", "Pastry"))


def a_board(
    station: Station | None = None,
    *orders: Order,
    marks: Marks | None = None,
    sync: Mapping[str, Sync] | None = None,
    known: bool = True,
) -> Board:
    """Give the board of a station (default GRILL) with its cards made from these orders."""
    from kds.domain.composing import cards_for, held_tables

    station = station or a_station()
    marks = marks or Marks()
    return Board(
        station=station,
        cards=cards_for(station, orders, marks, sync or {}, endpoints()),
        held=held_tables(station, orders, marks),
        orders=orders,
        marks=marks,
        sync=sync or {},
        endpoints=endpoints(),
        known=known,
        device="KDS1",
    )
