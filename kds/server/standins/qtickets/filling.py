"""Fills the Qtickets stand-in with a show of many guests, the same for the same seed; for demo, tests and measurements."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, Table

from kds.server.standins.qtickets.event_forms import stored_event
from kds.server.standins.qtickets.hall import Zone, seat_row
from kds.server.standins.qtickets.numbering import barcode, next_id, public_id
from kds.server.standins.qtickets.orders import new_order
from kds.server.standins.qtickets.tables import baskets, clients, events, orders, seats, shows
from kds.server.standins.qtickets.wire import stamp

Json = dict[str, Any]

_ROWS_AT_ONCE = 5_000
_PLACES_IN_A_ROW = 30
_GUESTS_AT_A_TABLE = 4
_FREE_SHARE = 0.1
_SOLD_BEFORE = timedelta(days=30)
_DOORS_TO_START = timedelta(hours=1)
_LENGTH = timedelta(hours=2, minutes=30)

_TABLES = Zone("VIP_TABLES", "VIP tables", 4500, tariff="vip", color_theme_id=1, row_word="table")
_STALLS = Zone("STALLS", "Stalls", 2200, tariff="full", color_theme_id=5)
_BALCONY = Zone("BALCONY", "Balcony", 1400, tariff="full", color_theme_id=8)
_FLOOR = Zone("FLOOR", "Standing", 900, tariff="full", color_theme_id=12, admission=True)
_SHARES = ((_TABLES, 0.08), (_STALLS, 0.47), (_BALCONY, 0.2))
"""How much of the tickets each zone sells; the rest stands."""

_NAMES = ("Anna", "Boris", "Clara", "Denis", "Elena", "Filip", "Greta", "Hugo", "Irina", "Jakub", "Klara", "Lev")
_SURNAMES = ("Novak", "Petrova", "Kowalski", "Jansen", "Horvath", "Ivanov", "Meyer", "Silva", "Urban", "Visser")
_COMMENTS = (
    "allergic to nuts",
    "birthday, please a candle",
    "wheelchair, needs the ramp",
    "one of us is vegan",
    "gluten-free menu, coeliac",
)
_INTERVAL = ("Interval: prosecco", "Interval: lemonade", "Interval: cheese plate", "Interval: beer")


class FillBody(BaseModel):
    """What show is wanted.

    Attributes:
        tickets: how many paid, valid admission tickets it has.
        seed: decides everything that chance decides.
        doors_in_minutes: when the doors open, from now; negative when they are open.
        name: name of the event.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    tickets: int = Field(default=400, ge=1, le=200_000)
    seed: int = 1
    doors_in_minutes: float = 30
    name: str = "Evening concert"


@dataclass(frozen=True, slots=True)
class _Show:
    """The show that is sold, and what every order of it needs to know."""

    event_id: int
    show_id: int
    now: datetime
    chance: random.Random


def fill(connection: Connection, asked: FillBody, now: datetime) -> Json:
    """Store an event with one show tonight, its hall and its paid orders.

    Args:
        connection: within a transaction.
        asked: how big, and by which seed.
        now: the present moment.

    Returns:
        `event_id`, `show_id`, `orders` and `tickets`, the latter two as counts.
    """
    chance = random.Random(asked.seed)
    show = _Show(next_id(connection, events), next_id(connection, shows), now, chance)
    _store_event(connection, show, asked)
    places = _hall(connection, show, asked.tickets)
    first_order, first_ticket = next_id(connection, orders), next_id(connection, baskets)
    buyer_rows: list[Json] = []
    order_rows: list[Json] = []
    ticket_rows: list[Json] = []
    first_client = next_id(connection, clients)
    parties = list(_parties(places, chance))
    codes = _codes(connection, asked.tickets, chance)
    for index, party in enumerate(parties):
        bought = stamp(now - _SOLD_BEFORE * (1 - index / len(parties)))
        buyer = _buyer(first_client + index, chance)
        tickets = [
            _ticket(first_ticket + len(ticket_rows) + n, next(codes), zone, row, place, buyer, bought)
            for n, (zone, row, place) in enumerate(party)
        ]
        _wish(tickets, chance)
        price = sum(ticket["price"] for ticket in tickets)
        order = new_order(first_order + index, show.event_id, buyer["id"], bought, price=price)
        paid = {"payed": True, "payed_at": bought, "uniqid": public_id(chance)}
        order_rows.append(order | paid)
        ticket_rows += [{**ticket, "order_id": order["id"], "show_id": show.show_id} for ticket in tickets]
        buyer_rows.append(buyer)
    for table, rows in ((clients, buyer_rows), (orders, order_rows), (baskets, ticket_rows)):
        _store(connection, table, rows)
    return {
        "event_id": show.event_id,
        "show_id": show.show_id,
        "orders": len(order_rows),
        "tickets": len(ticket_rows),
    }


def _store(connection: Connection, table: Table, rows: list[Json]) -> None:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        connection.execute(table.insert(), rows[start : start + _ROWS_AT_ONCE])


def _store_event(connection: Connection, show: _Show, asked: FillBody) -> None:
    doors = show.now + timedelta(minutes=asked.doors_in_minutes)
    start = doors + _DOORS_TO_START
    zones = [_TABLES, _STALLS, _BALCONY, _FLOOR]
    form = {
        "name": asked.name,
        "place_name": "Grand Hall",
        "place_address": "1 Theatre Square",
        "shows": [
            {
                "sale_start_date": stamp(show.now - _SOLD_BEFORE),
                "sale_finish_date": stamp(start),
                "open_date": stamp(doors),
                "start_date": stamp(start),
                "finish_date": stamp(start + _LENGTH),
                "prices": [{"default_price": zone.price, "color_theme": zone.color_theme_id} for zone in zones],
                "scheme_properties": {
                    "zones": {
                        zone.id: {"disabled": "0", "shared": "", "price_id": f"#{index}"}
                        for index, zone in enumerate(zones)
                    }
                },
            }
        ],
    }
    row = stored_event(connection, form, None, stamp(show.now))
    connection.execute(events.insert(), {"id": show.event_id, **row})
    connection.execute(shows.insert(), {"id": show.show_id, "event_id": show.event_id})


_Place = tuple[Zone, str, str]


def _hall(connection: Connection, show: _Show, tickets: int) -> list[list[_Place]]:
    """Store the seats and give the places to sell, zone by zone; a tenth of the seats stays free."""
    zones: list[list[_Place]] = []
    rows: list[Json] = []
    left = tickets
    for zone, share in _SHARES:
        sold = min(left, max(1, round(tickets * share)))
        left -= sold
        width = _GUESTS_AT_A_TABLE if zone is _TABLES else _PLACES_IN_A_ROW
        count = max(width, round(sold * (1 + _FREE_SHARE)))
        keys = [(str(index // width + 1), str(index % width + 1)) for index in range(count)]
        zones.append([(zone, row, place) for row, place in keys[:sold]])
        rows += [seat_row(show.show_id, zone, row, place, at=(int(place) * 20, int(row) * 20)) for row, place in keys]
    zones.append([(_FLOOR, "1", "1")] * left)
    rows.append(seat_row(show.show_id, _FLOOR, "1", "1", capacity=max(100, round(left * (1 + _FREE_SHARE)))))
    _store(connection, seats, rows)
    return zones


def _parties(zones: list[list[_Place]], chance: random.Random) -> Iterator[list[_Place]]:
    """Give the places of each purchase: neighbours in one zone, mostly two."""
    parties = []
    for places in zones:
        start = 0
        while start < len(places):
            size = chance.choices((1, 2, 3, 4), (15, 50, 15, 20))[0]
            parties.append(places[start : start + size])
            start += size
    chance.shuffle(parties)
    yield from parties


def _codes(connection: Connection, count: int, chance: random.Random) -> Iterator[str]:
    taken = set(connection.exec_driver_sql("SELECT barcode FROM baskets WHERE barcode IS NOT NULL").scalars())
    while count:
        code = barcode(chance)
        if code not in taken:
            taken.add(code)
            count -= 1
            yield code


def _buyer(key: int, chance: random.Random) -> Json:
    name, surname = chance.choice(_NAMES), chance.choice(_SURNAMES)
    details = {
        "id": key,
        "name": name,
        "middlename": None,
        "surname": surname,
        "phone": f"+7900{key % 10**7:07d}",
        "vk_id": "",
        "facebook_id": "",
    }
    return {"id": key, "email": f"guest{key}@example.org", "details": details}


def _ticket(key: int, code: str, zone: Zone, row: str, place: str, buyer: Json, bought: str) -> Json:
    details = buyer["details"]
    return {
        "id": key,
        "barcode": code,
        "seat_id": zone.seat_key(row, place),
        "price": zone.price,
        "original_price": zone.price,
        "multiprice_code": zone.tariff,
        "client_email": buyer["email"],
        "client_phone": details["phone"],
        "client_name": details["name"],
        "client_surname": details["surname"],
        "client_middlename": None,
        "comment": None,
        "created_at": bought,
        "updated_at": bought,
        "document": {"seat_name": zone.seat_name(row, place), "services": []},
    }


def _wish(tickets: list[Json], chance: random.Random) -> None:
    """Let some parties say something, and some order for the interval."""
    if chance.random() < 0.05:
        tickets[0]["comment"] = chance.choice(_COMMENTS)
    if chance.random() < 0.12:
        service = {"id": chance.randrange(1, 10**6), "name": chance.choice(_INTERVAL), "quantity": len(tickets)}
        tickets[0]["document"]["services"] = [service]
