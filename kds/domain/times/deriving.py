"""Makes facts of what a reading or a board shows; the same reading twice gives the same facts twice, merging counts them once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from kds.domain.connection import Connection, Link
from kds.domain.folding import fold
from kds.domain.grouping import ticket_of, title_of
from kds.domain.notes import Note, NoteKind, Shared
from kds.domain.order import Item, Order, Pair
from kds.domain.routing import is_fired, is_pass
from kds.domain.station import DEFAULT_THRESHOLDS, Station
from kds.domain.status import counted_pairs, is_unrouted
from kds.domain.terms import Purchase, Status
from kds.domain.times.facts import Change, Part, Span, Told, Void

_TOLD: Mapping[NoteKind, str] = {NoteKind.AGAIN: "again", NoteKind.ALLERGY_SEEN: "allergySeen"}


def limit_of(stations: Iterable[Station], endpoint: str, purchase: Purchase) -> timedelta:
    """Give when a line of an endpoint is late: by the limits of the first cook's station that watches it.

    An endpoint that none of them watches is late by the minutes of board 4 for its name.
    """
    for station in stations:
        if not is_pass(station) and (not endpoint or station.watches(endpoint)):
            return station.limits(purchase).late
    return DEFAULT_THRESHOLDS.get(endpoint.lower(), DEFAULT_THRESHOLDS["prep"]).late


def parts_of(
    order: Order,
    station: Station,
    *,
    stations: Sequence[Station] = (),
    was: Order | None = None,
    now: datetime | None = None,
) -> tuple[Part, ...]:
    """Give the lines of a fired order; none of a held one, since holding is not counted.

    Args:
        station: this screen's; its endpoints on paper are never bumped, so they are not counted.
        stations: all stations of the installation, whose limits hold before those of this one.
        was: the order at the reading before; with it a status without a time counts as changed at `now`.
        now: server time.
    """
    if not is_fired(station, order) or order.oddity is not None:
        return ()
    changes = partial(_changes, was=was, now=now)
    return tuple(_parts(order, station, (*stations, station), changes))


def voids_of(orders: Sequence[Order]) -> tuple[Void, ...]:
    """Give what the Negatives of these slips take back; one without a time of its own is not told."""
    if not any(item.is_negative for order in orders for item in order.items):
        return ()
    found: list[Void] = []
    for ref, parts in fold(orders).taken.items():
        for part in parts:
            if part.order.created_at is None:
                continue
            found.append(
                Void(
                    order_id=part.order.id,
                    item_id=part.item.id,
                    created=part.order.created_at,
                    dish_order_id=ref.order_id,
                    dish_item_id=ref.item_id,
                    name=part.item.name,
                    amount=part.amount,
                    place=title_of(part.order),
                    reason=part.item.comment or "",
                )
            )
    return tuple(found)


def told_by(shared: Shared) -> tuple[Told, ...]:
    """Give the re-makes and read allergies among the notes of a kitchen."""
    return tuple(_told(note, what) for note in shared.notes if (what := _TOLD.get(note.kind)) is not None)


def sold_out_in(shared: Shared, former: Shared, names: Mapping[int, str], now: datetime) -> tuple[Span, ...]:
    """Give what is sold out now, and the ends of what no longer is.

    Args:
        former: what was shared before.
        names: product code → name, where an order has told it.
        now: server time; a countdown is sold out from when it was seen at 0.
    """
    gone = former.sold_out
    spans = []
    for code, note in shared.sold_out.items():
        if (was := gone.get(code)) is None or was.id != note.id:
            spans.append(Span(note.id, "soldOut", _begun(note, now), name=_product(note, code, names)))
    for code, note in gone.items():
        here = shared.sold_out.get(code)
        if here is None or here.id != note.id:
            spans.append(Span(note.id, "soldOut", _begun(note, now), until=now, name=_product(note, code, names)))
    return tuple(spans)


def names_of(orders: Iterable[Order]) -> dict[int, str]:
    """Give product code → name of everything on these slips."""
    return {item.plu_code: item.name for order in orders for item in order.items if item.plu_code is not None}


def offline_span(connection: Connection, former: Connection, now: datetime) -> Span | None:
    """Give the time that this screen was without the till when it comes back, None otherwise."""
    if former.link is not Link.OFFLINE or connection.link is Link.OFFLINE or former.offline_since is None:
        return None
    since = former.offline_since
    return Span(f"{since.timestamp():.0f}", "offline", since, until=now)


def _parts(
    order: Order, station: Station, stations: Sequence[Station], changes: Callable[[Item, Pair], tuple[Change, ...]]
) -> Iterator[Part]:
    fired_at = order.processed_at or order.created_at
    promised = order.due_at if order.purchase is not Purchase.WALK_IN else None
    for item in order.items:
        if item.is_negative:
            continue
        everybodys = is_unrouted(item, order.inactive_endpoints)
        for pair in item.pairs[:1] if everybodys else counted_pairs(item, order.inactive_endpoints):
            endpoint = "" if everybodys else pair.endpoint or ""
            if endpoint in station.paper_endpoints:
                continue
            yield Part(
                order_id=order.id,
                created=order.created_at,
                item_id=item.id,
                endpoint=endpoint,
                number=order.number,
                ticket=ticket_of(order),
                place=title_of(order),
                name=item.name,
                amount=item.amount,
                purchase=order.purchase,
                guests=order.guests,
                fired_at=fired_at,
                late_after=limit_of(stations, endpoint, order.purchase),
                due_at=promised,
                changes=changes(item, pair),
            )


def _changes(item: Item, pair: Pair, *, was: Order | None, now: datetime | None) -> tuple[Change, ...]:
    status = Status.NEW if pair.status is Status.OTHER else pair.status
    if pair.changed_at is not None:
        return (Change(pair.changed_at, status),)
    if was is None or now is None:
        return ()
    before = was.item(item.id)
    former = next((each.status for each in before.pairs if each.endpoint == pair.endpoint), None) if before else None
    return () if former is None or former is pair.status else (Change(now, status),)


def _told(note: Note, what: str) -> Told:
    is_again = what == "again"
    return Told(
        note_id=note.id,
        at=note.at,
        what="again" if is_again else "allergySeen",
        order_id=note.order_id or "",
        item_id=note.item_id,
        reason=note.reason if is_again else note.text,
        station=note.station,
        by=note.by,
    )


def _begun(note: Note, now: datetime) -> datetime:
    return note.at if note.kind is NoteKind.SOLD_OUT else now


def _product(note: Note, code: int, names: Mapping[int, str]) -> str:
    return names.get(code) or note.text or f"#{code}"
