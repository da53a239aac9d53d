"""Evenings whose speed of service is known by hand, as facts: one small Saturday, and one with everything that goes wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from kds.domain.terms import Purchase, Status
from kds.domain.times.facts import Change, Fact, Part, Span, Told, Void
from tests.builders import at

_MINUTE = timedelta(minutes=1)


def a_part(
    number: int = 1,
    name: str = "Burger",
    *,
    on: str = "Grill",
    item: int = 1,
    fired: datetime | str = "19:00",
    started: float | None = 1,
    ready: float | None = 10,
    served: float | None = None,
    limit: float = 12,
    guests: int | None = 2,
    amount: int = 1,
    due: str | None = None,
    more: tuple[tuple[float, Status], ...] = (),
    ticket: str = "",
    place: str = "",
) -> Part:
    """Give a line of order `o<number>`; `started`, `ready`, `served` and `more` are minutes after its fire."""
    fired_at = at(fired) if isinstance(fired, str) else fired
    steps = [(started, Status.IN_PROGRESS), (ready, Status.READY), (served, Status.SERVED), *more]
    return Part(
        order_id=f"o{number}",
        created=fired_at,
        item_id=item,
        endpoint=on,
        number=number,
        ticket=ticket or f"ticket-{number}",
        place=place or f"T{number}",
        name=name,
        amount=Decimal(amount),
        purchase=Purchase.TAKE_AWAY if due else Purchase.WALK_IN,
        guests=guests,
        fired_at=fired_at,
        late_after=limit * _MINUTE,
        due_at=at(due) if due else None,
        changes=tuple(
            sorted(Change(fired_at + minute * _MINUTE, status) for minute, status in steps if minute is not None)
        ),
    )


def saturday() -> tuple[Fact, ...]:
    """Give forty orders of one dish: the n-th is fired n minutes after 18:00, ready after n minutes, served a minute later.

    By hand: the median of 1 to 40 minutes is 20:30, nine of ten (36) are ready within 36 minutes, and the limit of 30
    minutes is reached by number 30 to 40: eleven of forty, 27.5 %.
    """
    start = at("18:00")
    return tuple(
        a_part(number, fired=start + number * _MINUTE, started=0.5, ready=number, served=number + 1, limit=30)
        for number in range(1, 41)
    )


def busy() -> tuple[Fact, ...]:
    """Give a full evening on five stations with re-makes, voids, allergies, sold out dishes and a till that went away."""
    dishes = (
        ("Ribeye 300", "Grill", 11.0, 18.0),
        ("Burger", "Grill", 9.5, 18.0),
        ("Chips", "Fry", 6.0, 12.0),
        ("Caesar", "Cold", 4.5, 10.0),
        ("Lager", "Bar", 2.0, 6.0),
        ("Fondant", "Pastry", 8.0, 12.0),
        ("Halloumi burger with caramelised onions", "Grill", 12.0, 18.0),
    )
    facts: list[Fact] = []
    for number in range(1, 71):
        fired = at("17:00") + number * 2.3 * _MINUTE
        for item, (name, endpoint, minutes, limit) in enumerate(dishes, start=1):
            if (number + item) % 3:
                rush = 1.0 + (number % 11) / 9
                facts.append(
                    a_part(
                        number, name, on=endpoint, item=item, fired=fired, ready=round(minutes * rush, 2), limit=limit,
                        served=round(14 * rush, 2), guests=2 + number % 5,
                    )
                )  # fmt: skip
    facts += [
        a_part(90, "Venison", fired="19:20", ready=6, more=((9, Status.NEW), (19, Status.READY)), served=20, limit=18),
        a_part(91, "Wings", fired="19:21", started=2, ready=None, amount=3),
        a_part(92, "Steak", fired="19:22", ready=None, more=((7, Status.CANCELLED),)),
        Void("o93", 1, at("19:27"), "o91", 1, "Wings", Decimal(1), "T91", "guest left"),
        Told("n1", at("19:29"), "again", "o90", 1, "dropped", "GRILL", "cook"),
        Told("n2", at("19:10"), "allergySeen", "o14", None, "nuts, seat 3", "GRILL", "cook"),
        Told("n3", at("19:11"), "allergySeen", "o14", None, "nuts, seat 3", "FRY", "fry"),
        Span("s1", "soldOut", at("18:40"), at("19:05"), "Sea trout"),
        Span("s2", "soldOut", at("19:30"), None, "Venison"),
        Span("f1", "offline", at("18:10"), at("18:14")),
    ]
    return tuple(facts)
