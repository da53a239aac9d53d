"""Where a guest sits: the grammar of seat keys, the plan of a hall, and the order in which a waiter walks it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

SEAT_KEY = re.compile(r"^(?P<zone>.+)-(?P<row>[^-;]+);(?P<place>[^;]+)$", re.DOTALL)
"""`ZONE-ROW;PLACE`; held for all 16,820 keys seen (qtickets 2.6). Rows and places may hold letters."""
Thing = TypeVar("Thing")
SortKey = tuple[tuple[int, int, str], ...]
"""Sorts `2` before `10` and `17` before `17а`."""

_PARTS = re.compile(r"\d+|\D+")


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a hall.

    Attributes:
        zone: the sector's own word, without a tariff.
        zone_name: the sector for people; the same as `zone` where nothing better is known.
        row: None where there are no rows.
        place: None where there are no seats; may hold letters.
        is_standing: entry without a seat; None when not known.
    """

    zone: str
    zone_name: str
    row: str | None = None
    place: str | None = None
    is_standing: bool | None = None


def seat_of_key(key: str) -> Seat | None:
    """Read a seat key by its grammar, None when it does not follow it."""
    found = SEAT_KEY.match(key)
    return Seat(found["zone"], found["zone"], found["row"], found["place"]) if found else None


def find_seat(key: str, plan: Mapping[str, Seat], seat_name: str = "") -> Seat:
    """Say where an admission's seat is (qtickets 6.4).

    Args:
        key: the ticket's seat key.
        plan: the hall by seat key, with and without tariffs.
        seat_name: the seat as the seller writes it for people; what stands before its last colon names the zone.
    """
    known = plan.get(key) or seat_of_key(key)
    if known is not None:
        return known
    zone = zone_part(seat_name) or seat_name.strip() or key
    return Seat(zone, zone)


def zone_part(seat_name: str) -> str:
    """Give the sector of a name such as `Right stalls: row 1, seat 6`, empty when there is none in it."""
    before, colon, _ = seat_name.rpartition(":")
    return before.strip() if colon else ""


def natural(text: str | None) -> SortKey:
    """Give a key that sorts numbers within a text by their value, however many digits they have."""
    parts = _PARTS.findall((text or "").casefold())
    return tuple((0, len(part.lstrip("0")), part.lstrip("0")) if part.isdecimal() else (1, 0, part) for part in parts)


def walking_order(things: Iterable[Thing], seat: Callable[[Thing], Seat], zones: Sequence[str] = ()) -> list[Thing]:
    """Sort things the way a waiter walks: zone after zone, row after row, each row from the end of the one before.

    Only rows in which there is something count, so that nobody walks an empty one; guests who stand come last in their zone.

    Args:
        things: what to carry.
        seat: where each belongs.
        zones: the zones in the order wished; the others follow by name.
    """
    wished = {zone: index for index, zone in enumerate(zones)}
    rows: dict[tuple[int, SortKey, bool, SortKey], list[tuple[SortKey, Thing]]] = {}
    for thing in things:
        at = seat(thing)
        stands = at.is_standing is True or at.row is None
        row = (wished.get(at.zone, len(wished)), natural(at.zone), stands, () if stands else natural(at.row))
        rows.setdefault(row, []).append((natural(at.place), thing))
    walked: list[Thing] = []
    zone_before: tuple[int, SortKey] | None = None
    backwards = False
    for row in sorted(rows):
        backwards = not backwards if row[:2] == zone_before else False
        zone_before = row[:2]
        in_row = sorted(rows[row], key=lambda placed: placed[0], reverse=backwards)
        walked.extend(thing for _, thing in in_row)
    return walked
