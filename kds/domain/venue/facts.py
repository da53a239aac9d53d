"""What a board knows of the venue: one frozen value that whoever draws needs, with nothing about the network in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kds.domain.allergy import names_allergy
from kds.domain.venue.counters import Counters
from kds.domain.venue.parties import Party, Presence
from kds.domain.venue.picking import Interval, PickRow
from kds.domain.venue.show import Show


@dataclass(frozen=True, slots=True)
class Loading:
    """How far the reading of a show is: orders read, of how many where that is known."""

    read: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two entries with one ticket, for whoever has to find out how.

    Attributes:
        key: names it: the code; raw.
        here_at: when it was let in at this gate, by the seller's clock.
        elsewhere_at: the time that the seller holds; None when it did not say.
        gate: name of this gate.
        place: where the ticket's seat is.
        guest: whose ticket it is, as this station may see it.
    """

    key: str
    here_at: datetime
    elsewhere_at: datetime | None
    gate: str
    place: str = ""
    guest: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Watch:
    """A party whose wish the kitchen must know before it comes (sources 6.2)."""

    party: Party
    wish: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueFacts:
    """Everything about the show that is on.

    Attributes:
        show: None until it is known.
        gate: name of this station as a gate.
        counters: guests in and sold.
        parties: the show's parties by zone and seat, cancelled ones only where they came; without names where this
            station may not see them.
        pacing: the chef's strip, empty until the show is loaded.
        late_hold: nothing is plated any more for parties that are not in.
        watch: wishes that name an allergy, of guests who have not all come.
        picking: rows of seats to walk in the interval.
        interval: when that is, None where none is set up.
        held: scans that have not reached the seller.
        refused: scans that need a person.
        list_at: when the list was last heard of, by the seller's clock; None before that.
        from_disk: the list is the one that was kept by an earlier run.
        is_online: the last question was answered.
        loading: how far the reading is, None when it is through.
        trouble: why nothing is read, as a sentence, empty when it is.
        duplicates: two entries with one ticket, newest first.
        arriving: banner of the party that came last, `VIP tables 3 arriving - 2 of 4`, empty when that is long ago.
        sees_names: whether this station may see names.
    """

    show: Show | None = None
    gate: str = ""
    counters: Counters = field(default_factory=Counters)
    parties: tuple[Party, ...] = ()
    pacing: str = ""
    late_hold: bool = False
    watch: tuple[Watch, ...] = ()
    picking: tuple[PickRow, ...] = ()
    interval: Interval | None = None
    held: int = 0
    refused: int = 0
    list_at: datetime | None = None
    from_disk: bool = False
    is_online: bool = False
    loading: Loading | None = None
    trouble: str = ""
    duplicates: tuple[Duplicate, ...] = ()
    arriving: str = ""
    sees_names: bool = False


def prep_watch(parties: tuple[Party, ...]) -> tuple[Watch, ...]:
    """Give the wishes of parties that have not all come, allergies only: a false find costs a look, a missed one a life."""
    return tuple(
        Watch(party, wish)
        for party in parties
        if party.presence is not Presence.CANCELLED and party.missing
        for wish in party.wishes
        if names_allergy(wish)
    )
