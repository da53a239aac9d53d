"""Guests who belong together: the paid admissions of one order to one show in one zone (sources 1); pure, counts only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from kds.domain.venue.admission import Admission, AdmissionState, Service
from kds.domain.venue.admission_list import AdmissionList
from kds.domain.venue.entries import Entries
from kds.domain.venue.seats import natural
from kds.language import tr, trn


class Presence(StrEnum):
    """How far a party is (sources 4.1)."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    """None of its tickets lets anybody in any more."""


@dataclass(frozen=True, slots=True)
class Party:
    """One party's facts for a card.

    Attributes:
        key: stable for the life of the show: `party:4360/41/VIP_TABLES`.
        order_id: the purchase; None for a guest that only the list of codes names.
        zone: the sector's own word; `zone_name` is for people.
        row: the row or table they all sit in; None where they sit apart or stand.
        seats: where they sit, `3;12`, in the order of the hall; those who stand are counted in `standing`.
        expected: guests whose tickets let them in.
        arrived: those of them who are in.
        here_only: how many of `arrived` only this gate knows of; a local fact.
        first_at: when the first one came, by the seller's clock; the party's arrival.
        last_at: when the last one came.
        moments: when each one came, earliest first.
        name: of the first guest that has one; only for stations that may see names.
        wishes: comments and chosen answers, whole.
        services: what was sold with the tickets.
        tariffs: kinds of tickets with how many guests have them.
        was: guests expected before all was cancelled, 0 otherwise.
    """

    key: str
    order_id: int | None
    show_id: int
    zone: str
    zone_name: str
    row: str | None = None
    seats: tuple[str, ...] = ()
    standing: int = 0
    expected: int = 0
    arrived: int = 0
    here_only: int = 0
    moments: tuple[datetime, ...] = ()
    name: str = field(default="", repr=False)
    initials: str = ""
    wishes: tuple[str, ...] = field(default=(), repr=False)
    services: tuple[Service, ...] = ()
    tariffs: tuple[tuple[str, int], ...] = ()
    was: int = 0

    @property
    def first_at(self) -> datetime | None:
        """When the first guest came: the party's arrival, from which its age counts."""
        return self.moments[0] if self.moments else None

    @property
    def last_at(self) -> datetime | None:
        """When the last guest came."""
        return self.moments[-1] if self.moments else None

    @property
    def presence(self) -> Presence:
        """How far the party is."""
        if self.expected == 0:
            return Presence.CANCELLED
        return Presence.ARRIVED if self.moments else Presence.EXPECTED

    @property
    def missing(self) -> int:
        """Guests who are still expected."""
        return self.expected - self.arrived

    def with_one_more(self, at: datetime) -> Party:
        """Give the party with one guest more in, let in at this gate just now."""
        moments = tuple(sorted((*self.moments, at)))
        arrived = min(self.arrived + 1, self.expected)
        return replace(self, arrived=arrived, here_only=self.here_only + 1, moments=moments)


def party_key(admission: Admission) -> str:
    """Name the party of an admission; one that no order names is a party of its own."""
    owner = admission.order_id if admission.order_id is not None else f"code {admission.barcode}"
    return f"party:{owner}/{admission.show_id}/{admission.zone}"


def party_of(admission: Admission, admissions: AdmissionList, entries: Entries) -> Party:
    """Give the party that an admission belongs to."""
    siblings = admissions.of_order(admission.order_id, admission.show_id) or (admission,)
    return party_from([each for each in siblings if each.zone == admission.zone], entries)


def party_from(members: Sequence[Admission], entries: Entries) -> Party:
    """Put a party together.

    Args:
        members: all its admissions, valid or not, at least one.
    """
    first = members[0]
    valid = [each for each in members if each.may_enter or each.state is AdmissionState.NO_BARCODE]
    shown = valid or members
    moments = sorted(moment for each in shown if (moment := entries.arrived_at(each)) is not None)
    here = [each for each in valid if entries.is_local_only(each)]
    named = next((each for each in shown if each.name or each.initials), first)
    rows = {each.row for each in shown}
    return Party(
        key=party_key(first),
        order_id=first.order_id,
        show_id=first.show_id,
        zone=first.zone,
        zone_name=first.zone_name or first.zone,
        row=next(iter(rows)) if len(rows) == 1 else None,
        seats=_seats(shown),
        standing=sum(each.guests for each in shown if _stands(each)),
        expected=sum(each.guests for each in valid),
        arrived=sum(each.guests for each in valid if entries.arrived_at(each) is not None),
        here_only=sum(each.guests for each in here),
        moments=tuple(moments),
        name=named.name,
        initials=named.initials,
        wishes=tuple(dict.fromkeys(wish for each in shown for wish in (each.comment, *each.notes) if wish)),
        services=tuple(service for each in shown for service in each.services),
        tariffs=_tariffs(shown),
        was=0 if valid else sum(each.guests for each in members),
    )


def title_of(party: Party, *, sees_names: bool) -> str:
    """Give a card's title: `Petrov I. ×4` where names may be seen, else `П.И. ×4` or `Order 4360 ×4` (sources 3)."""
    size = party.expected or party.was
    who = short_name(party.name) if sees_names else party.initials
    who = who or (tr("Order {number}", number=party.order_id) if party.order_id is not None else tr("Guest"))
    return f"{who} ×{size}" if size > 1 else who


def guest_of(admission: Admission, *, sees_names: bool) -> str:
    """Give a guest as a station may see them, empty when the ticket bears no name."""
    return short_name(admission.name) if sees_names else admission.initials


def short_name(name: str) -> str:
    """Give `Petrov Ivan` as `Petrov I.`; one word stays as it is."""
    *surname, last = name.split() or [""]
    return f"{' '.join(surname)} {last[0]}." if surname else last


def place_words(party: Party) -> str:
    """Give where a party sits: `row 3 seats 11, 12`, `standing ×4`, or seats one by one where rows differ."""
    if party.standing:
        return tr("standing ×{guests}", guests=party.standing) if party.standing > 1 else tr("standing")
    if party.row is not None:
        places = [seat.partition(";")[2] for seat in party.seats]
        seats = ", ".join(places)
        return trn("row {row} seat {seats}", "row {row} seats {seats}", len(places), row=party.row, seats=seats)
    return " ".join(party.seats)


def short_place_words(party: Party) -> str:
    """Give where a party sits for a narrow list: `3: 11, 12` where it has one row, else as `place_words`."""
    if party.standing or party.row is None:
        return place_words(party)
    return f"{party.row}: {', '.join(seat.partition(';')[2] for seat in party.seats)}"


def _stands(admission: Admission) -> bool:
    return admission.is_standing is True or admission.row is None


def _seats(members: Iterable[Admission]) -> tuple[str, ...]:
    seated = [each for each in members if not _stands(each)]
    seated.sort(key=lambda each: (natural(each.row), natural(each.place)))
    return tuple(f"{each.row};{each.place or ''}" for each in seated)


def _tariffs(members: Iterable[Admission]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for each in members:
        if each.tariff:
            counts[each.tariff] = counts.get(each.tariff, 0) + each.guests
    return tuple(counts.items())
