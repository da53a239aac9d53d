"""One typed method for each route of Qtickets that reads (qtickets 3); it holds no way to send anything but a GET."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

from kds.errors import NotTheSource
from kds.language import tr
from kds.sources.qtickets import translate
from kds.sources.qtickets.asking import (
    CLIENTS_PER_PAGE,
    DISCOUNTS_PER_PAGE,
    EVENTS_PER_PAGE,
    ORDERS_PER_PAGE,
    PROMO_CODES_PER_PAGE,
    Where,
    matches,
)
from kds.sources.qtickets.connection import Reader
from kds.sources.qtickets.listing import Listing
from kds.sources.qtickets.translate import Unreadable, as_row, read_row
from kds.sources.qtickets.values import (
    ColorTheme,
    QtBarcode,
    QtClient,
    QtDiscount,
    QtEvent,
    QtOrder,
    QtPromoCode,
    QtSeat,
)
from kds.sources.qtickets.wire import WireScan

SEAT_COLUMNS = (
    "id",
    "root_id",
    "name",
    "zone_id",
    "zone_root_id",
    "row",
    "place",
    "admission",
    "max_quantity",
    "multiprice_name",
    "multiprice_code",
    "color_theme_id",
)
"""What the display needs of a seat (qtickets 6.2)."""
BARCODE_COLUMNS = (
    "barcode",
    "admission",
    "price",
    "seat_name",
    "zone_name",
    "row",
    "place",
    "client_name",
    "client_surname",
    "client_middlename",
)
"""Every documented column of the list of codes; which come without a selection is not documented (qtickets 2.7)."""
SLICE = 250
"""Rows translated before anything else may go on: some milliseconds."""
Thing = TypeVar("Thing")


class QticketsClient:
    """The reading routes: Q1, Q2, Q7, Q9, Q10, Q13 to Q16, Q19 and Q20.

    Args:
        reader: the half of the connection that only reads.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def canary(self) -> None:
        """Make sure that the body of a GET arrives: no order has the number -1 (qtickets 1.3).

        Raises:
            NotTheSource: rows came, so filters do not arrive.
            SourceError: no good answer.
        """
        page = await self.orders([Where("id", -1)]).page()
        if page.read:
            raise NotTheSource(
                tr(
                    "Qtickets answered with orders that were not asked for: the body of GET requests does not arrive there. "
                    "Something on the way strips it, such as a proxy; let it pass, or go around it. Nothing is read until then."
                )
            )

    def orders(self, where: Sequence[Where] = ()) -> Listing[QtOrder]:
        """Q1, GET `/orders`."""
        return Listing(self._reader, "/orders", ORDERS_PER_PAGE, translate.order, where)

    async def order(self, order_id: int) -> QtOrder:
        """Q2, GET `/orders/{id}`."""
        return await self._one(f"/orders/{order_id}", translate.order)

    def clients(self, where: Sequence[Where] = ()) -> Listing[QtClient]:
        """Q7, GET `/clients`."""
        return Listing(self._reader, "/clients", CLIENTS_PER_PAGE, translate.client, where)

    def events(self, where: Sequence[Where] = ()) -> Listing[QtEvent]:
        """Q9, GET `/events`; a page may hold more than a megabyte."""
        return Listing(self._reader, "/events", EVENTS_PER_PAGE, translate.event, where)

    async def event(self, event_id: int) -> QtEvent:
        """Q10, GET `/events/{id}`."""
        return await self._one(f"/events/{event_id}", translate.event)

    async def seats(
        self,
        show_id: int,
        *,
        select: Sequence[str] = SEAT_COLUMNS,
        where: Sequence[Where] = (),
        context: Mapping[str, object] | None = None,
    ) -> dict[str, QtSeat]:
        """Q13, GET `/shows/{id}/seats`, flat: seat key → seat; what can't be read or was not asked for is left out.

        Args:
            select: columns.
            where: filter.
            context: whose personal quotas are looked at: `client_email`, `user_id`, `partner_id`.
        """
        body: dict[str, object] = {"select": list(select), "flat": True}
        if where:
            body["where"] = [condition.on_the_wire() for condition in where]
        if context:
            body["context"] = dict(context)
        raw, answer = await self._reader.read(f"/shows/{show_id}/seats", body)
        rows = _seat_rows(raw.get("data", raw) if isinstance(raw, dict) else raw)
        if rows is None:
            raise self._reader.strange(answer)
        asked = [{"id": key, **row} for key, row in rows.items() if isinstance(row, dict) and matches(row, where)]
        return {seat.id: seat for seat in await _readable(asked, translate.seat)}

    async def color_themes(self) -> tuple[ColorTheme, ...]:
        """Q14, GET `/color-themes`."""
        raw, answer = await self._reader.read("/color-themes")
        rows = raw.get("data") if isinstance(raw, dict) else raw
        if not isinstance(rows, list):
            raise self._reader.strange(answer)
        return tuple(await _readable(rows, translate.color_theme))

    def discounts(self, where: Sequence[Where] = ()) -> Listing[QtDiscount]:
        """Q15, GET `/discounts`."""
        return Listing(self._reader, "/discounts", DISCOUNTS_PER_PAGE, translate.discount, where)

    def promo_codes(self, where: Sequence[Where] = ()) -> Listing[QtPromoCode]:
        """Q16, GET `/promo-codes`."""
        return Listing(self._reader, "/promo-codes", PROMO_CODES_PER_PAGE, translate.promo_code, where)

    async def barcodes(self, show_id: int, *, select: Sequence[str] = BARCODE_COLUMNS) -> tuple[QtBarcode, ...]:
        """Q19, GET `/shows/{id}/barcodes`: every code that lets in; the same path takes scans, by another verb."""
        raw, answer = await self._reader.read(f"/shows/{show_id}/barcodes", {"select": list(select)})
        rows = raw.get("data") if isinstance(raw, dict) else raw
        if not isinstance(rows, list):
            raise self._reader.strange(answer)
        return tuple(row for row in await _readable(rows, translate.barcode) if row.barcode)

    async def scan_status(self, show_id: int, barcode: str) -> datetime | None:
        """Q20, GET `/shows/{id}/barcode/{code}`: when it was scanned, UTC, None when it was not.

        Raises:
            Missing: the show has no such code.
            SourceError: no good answer.
        """
        raw, answer = await self._reader.read(scan_path(show_id, barcode))
        try:
            status = read_row(WireScan, as_row(raw))
        except Unreadable as error:
            raise self._reader.strange(answer) from error
        if status.barcode != barcode:
            raise self._reader.strange(answer)
        return status.checked_at

    async def _one(self, path: str, read: Callable[[Any], Thing]) -> Thing:
        raw, answer = await self._reader.read(path)
        try:
            return read(as_row(raw))
        except Unreadable as error:
            raise self._reader.strange(answer) from error


def scan_path(show_id: int, barcode: str) -> str:
    """Give the address of one code; also `.` and `..` are no folders in it."""
    code = quote(barcode, safe="", errors="replace") if barcode.strip(".") else barcode.replace(".", "%2E")
    return f"/shows/{show_id}/barcode/{code}"


async def _readable(rows: list[Any], read: Callable[[Any], Thing]) -> list[Thing]:
    """Translate rows, those of a large hall in slices, so that a guest at the door waits for none of them."""
    things: list[Thing] = []
    for start in range(0, len(rows), SLICE):
        things.extend(translate.all_readable(rows[start : start + SLICE], read)[0])
        await asyncio.sleep(0)
    return things


def _seat_rows(raw: Any) -> dict[str, Any] | None:
    """Give seat key → row from any of the forms seen or to be expected (qtickets 3, Q13); None for another one."""
    if isinstance(raw, list):
        return {str(row["id"]): row for row in raw if isinstance(row, dict) and "id" in row}
    if not isinstance(raw, dict):
        return None
    zones = raw.get("zones")
    if not isinstance(zones, dict):
        return raw
    nested = [
        zone["seats"] for zone in zones.values() if isinstance(zone, dict) and isinstance(zone.get("seats"), dict)
    ]
    return {str(key): row for seats in nested for key, row in seats.items()}
