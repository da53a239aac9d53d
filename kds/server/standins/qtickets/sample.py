"""The sample rows of a new Qtickets stand-in: those of the vendor's page, and one of each special case (qtickets 8).

Order 4360 with its tickets, buyers 337 and 10, the two seats of the side stalls and the four barcodes are the page's.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from kds.server.standins.qtickets.event_forms import stored_event
from kds.server.standins.qtickets.hall import FREE_FOR_ALL, Zone, seat_row
from kds.server.standins.qtickets.orders import new_order
from kds.server.standins.qtickets.tables import baskets, clients, discounts, events, orders, promo_codes, seats, shows

Json = dict[str, Any]

SAMPLE_EVENT = 33
"""The event that nearly all samples belong to."""
SAMPLE_SHOW = 41
"""The show that nearly all samples belong to; 42 is the same event a day later, 43 is in Krasnoyarsk."""

PARTERRE = Zone("CENTER_PARTERRE", "Центральный партер", 150, color_theme_id=5)
BALCONY = Zone("CENTER_BALCONY", "Центральный балкон", 500, color_theme_id=8)
VIP = Zone("VIP", "VIP", 1000, tariff="vip", color_theme_id=1)
DANCE_FLOOR = Zone("DANCE_FLOOR", "Танцевальный партер", 500, color_theme_id=12, admission=True)

_MADE = "2019-07-30T12:49:47+03:00"
_PAID = "2019-07-30T12:50:52+03:00"
_LATER = "2019-07-31T10:00:00+03:00"
_PRICES: list[Json] = [
    {"id": 1001 + index, "default_price": zone.price, "color_theme": zone.color_theme_id}
    for index, zone in enumerate((PARTERRE, BALCONY, VIP, DANCE_FLOOR))
]
_BUYERS = (
    (235, 167, "username@gmail.com", "Иван", None, "Петров", "+79100000000"),
    (337, 232, "ivanov@gmail.com", "Иван", "Иванов", "Иванович", None),
    (10, 44, "sergeev@gmail.com", "Сергей", "Сергеев", "Сергеевич", "+79190001234"),
)


def store_samples(connection: Connection) -> None:
    """Fill a new database."""
    for key, details_id, email, name, middlename, surname, phone in _BUYERS:
        details = {"id": details_id, "name": name, "middlename": middlename, "surname": surname, "phone": phone}
        buyer = {"id": key, "email": email, "details": {**details, "vk_id": "", "facebook_id": ""}}
        connection.execute(clients.insert(), buyer)
    _store_event(connection, SAMPLE_EVENT, "Летний концерт", 1, {41: "2019-08-02T19:30", 42: "2019-08-03T20:00"})
    # 08:00 in Moscow is noon in Krasnoyarsk.
    _store_event(connection, 34, "Matinée", 24, {43: "2019-08-04T08:00"})
    connection.execute(seats.insert(), [*_hall(41), *_hall(42), *_hall(43)])
    for row in _orders():
        tickets = row.pop("tickets")
        connection.execute(orders.insert(), row)
        for ticket in tickets:
            connection.execute(baskets.insert(), ticket | {"order_id": row["id"]})
    _store_discounts(connection)


def _store_event(connection: Connection, key: int, name: str, city_id: int, dates: dict[int, str]) -> None:
    form = {
        "name": name,
        "scheme_id": 18,
        "city_id": city_id,
        "place_name": "Олимпийский",
        "ticket_id": 17,
        "mail_template_id": 35,
        "payments": [38],
    }
    row = stored_event(connection, form, None, _MADE)
    row["document"]["shows"] = [_show(show_id, f"{start}:00+03:00") for show_id, start in dates.items()]
    connection.execute(events.insert(), {"id": key, **row})
    connection.execute(shows.insert(), [{"id": show_id, "event_id": key} for show_id in dates])


def _show(show_id: int, start: str) -> Json:
    opened = start.replace("T19:30", "T18:30").replace("T20:00", "T19:00").replace("T08:00", "T07:00")
    zones = {
        zone.id: {"disabled": "0", "shared": "", "price_id": str(1001 + index)}
        for index, zone in enumerate((PARTERRE, BALCONY, VIP, DANCE_FLOOR))
    }
    prices = [{**price, "color_theme": str(price["color_theme"]), "modifiers": []} for price in _PRICES]
    return {
        "id": show_id,
        "name": "",
        "is_active": 1,
        "sale_start_date": None,
        "sale_finish_date": start,
        "open_date": opened,
        "start_date": start,
        "finish_date": None,
        "scheme_properties": {"admin": {"zones": {}}, "zones": zones, "seats": {}},
        "prices": prices,
        "min_price": prices[0],
        "max_price": prices[2],
        "created_at": _MADE,
        "updated_at": _MADE,
        "deleted_at": None,
    }


def _hall(show_id: int) -> list[Json]:
    side = [
        _side_seat(show_id, "RIGHT_PARTERRE-1;6", "Правый боковой партер: Ряд 1, Место 6", 22, 5),
        _side_seat(show_id, "LEFT_PARTERRE-1;22", "Левый боковой партер: Ряд 1, Место 22", 300, 8),
    ]
    stalls = [seat_row(show_id, PARTERRE, "21", place) for place in ("10", "11", "12", "13", "14", "17а")]
    balcony = [seat_row(show_id, BALCONY, "1", str(place)) for place in range(10, 20)]
    tables = [seat_row(show_id, VIP, row, str(place)) for row in ("1", "2") for place in range(1, 5)]
    return [*side, *stalls, *balcony, *tables, seat_row(show_id, DANCE_FLOOR, "1", "1", capacity=300)]


def _side_seat(show_id: int, root_id: str, name: str, price: int, color: int) -> Json:
    """Give a seat of the page's sample, in which both carry the sector of the right side."""
    zone = Zone("RIGHT_PARTERRE", name.partition(":")[0], price, tariff="full", color_theme_id=color)
    place = root_id.partition(";")[2]
    row = seat_row(show_id, zone, "1", place, at=(325, 347))
    row["document"] |= {
        "name": name,
        "spread": {**FREE_FOR_ALL, "users": [1], "client_emails": ["username@gmail.com"]},
    }
    return row | {"id": f"full_{root_id}", "root_id": root_id}


def _orders() -> list[Json]:
    """Give the orders, each with its tickets."""
    return [*_page_orders(), *_special_orders()]


def _page_orders() -> list[Json]:
    """Give the order of the page, the four barcodes of the page, and an admission order with equal seat keys."""
    page = {
        "uniqid": "z7rkjcV2BV",
        "created_at": "2019-07-30T12:50:36+03:00",
        "reserved_to": "2019-07-31T12:50:36+03:00",
        "basket_user_id": 2111,
        "document": {
            "custom": {"var1": "val1", "var2": "val2"},
            "fields": {"organization_name": "ИП Петров"},
            "integrations": {"roistat": {"roistat_visit": "100018"}},
        },
    }
    return [
        _paid(
            4360,
            [
                _ticket(63993, "877076325904", PARTERRE, "21", "12"),
                _ticket(63994, "877344688530", PARTERRE, "21", "11"),
                _ticket(63995, "875606411179", BALCONY, "1", "14"),
            ],
            **page,
        ),
        _paid(4361, [_ticket(64001, "871495495233", DANCE_FLOOR), _ticket(64002, "874432174155", DANCE_FLOOR)]),
        _paid(
            4362,
            [
                _ticket(64003, "875196723453", VIP, "1", "1", comment="Аллергия на орехи, no nuts please"),
                _ticket(64004, "872900619969", VIP, "1", "2"),
            ],
            client_id=337,
        ),
        _paid(4363, [_ticket(64005 + n, f"87510000000{n}", DANCE_FLOOR) for n in range(4)], client_id=10),
    ]


def _special_orders() -> list[Json]:
    """Give a cancelled, a partly refunded, a season, a scanned and an unpaid order, and two of other shows."""
    gone = {"deleted_at": _LATER, "updated_at": _LATER}
    back = {
        "refunded_at": _LATER,
        "refunded_amount": 450,
        "refunded_deduction_amount": 50,
        "updated_at": _LATER,
    }
    refund = {"id": 1, "amount": 450, "deduction_amount": 50, "baskets": [64013], "created_at": _LATER}
    scanned = {"checked_at": "2019-08-02T18:41:07+03:00", "updated_at": "2019-08-02T18:41:10+03:00"}
    return [
        _paid(4364, [_ticket(64010, None, BALCONY, "1", "15", **gone)], deleted_at=_LATER, updated_at=_LATER),
        _paid(
            4365,
            [
                _ticket(64012, "875200000012", BALCONY, "1", "16"),
                _ticket(64013, "875200000013", BALCONY, "1", "17", **back),
            ],
            updated_at=_LATER,
            document={"refunds": [refund]},
        ),
        _paid(
            4366,
            [
                _ticket(64020, "875300000020", BALCONY, "1", "18"),
                _ticket(64021, "875300000021", BALCONY, "1", "18", main_id=64020),
                _ticket(64022, "875300000022", BALCONY, "1", "18", main_id=64020, show_id=42),
            ],
        ),
        _paid(4367, [_ticket(64030, "875400000030", PARTERRE, "21", "17а", **scanned)]),
        _unpaid(4368, [_ticket(64031, "875400000031", PARTERRE, "21", "10")]),
        _paid(4369, [_ticket(64032, "875400000032", BALCONY, "1", "19", show_id=42)]),
        _paid(4370, [_ticket(64033, "875400000033", BALCONY, "1", "19", show_id=43)], event_id=34),
    ]


def _unpaid(key: int, tickets: list[Json], **changes: Any) -> Json:
    price = sum(ticket["price"] for ticket in tickets)
    row = new_order(key, SAMPLE_EVENT, 235, _MADE, price=price)
    empty = {"payed_at": None, "deleted_at": None, "reserved": True, "reserved_to": _LATER}
    return row | empty | changes | {"tickets": tickets}


def _paid(key: int, tickets: list[Json], **changes: Any) -> Json:
    paid = {"payed": True, "payed_at": _PAID, "updated_at": _PAID, "reserved": False}
    return _unpaid(key, tickets, **paid | changes)


def _ticket(key: int, barcode: str | None, zone: Zone, row: str = "1", place: str = "1", **changes: Any) -> Json:
    return {
        "id": key,
        "barcode": barcode,
        "show_id": SAMPLE_SHOW,
        "seat_id": zone.seat_key(row, place),
        "price": zone.price,
        "original_price": zone.price,
        "multiprice_code": zone.tariff,
        "client_email": "username@gmail.com",
        "client_phone": "+79100000000",
        "client_name": "Иван",
        "client_surname": "Петров",
        "client_middlename": "Петрович",
        "created_at": _MADE,
        "updated_at": _PAID,
        "document": {"seat_name": zone.seat_name(row, place), "services": []},
        **changes,
    }


def _store_discounts(connection: Connection) -> None:
    moments = {"created_at": _MADE, "updated_at": _MADE}
    discount = {"id": 7, "is_active": 1, "name": "Early bird", "type": "P", "document": {"events": [], "shows": []}}
    connection.execute(discounts.insert(), discount | moments)
    code = {"id": 70, "is_active": 1, "type": 1, "discount_id": 7, "code": "EARLY", "max_uses_count": 0}
    connection.execute(promo_codes.insert(), code | moments)
