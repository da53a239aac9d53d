"""The show as this station knows it: the list, who came in here, parties and local orders; asks and sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from kds.domain.order import Order
from kds.domain.venue.admission import Admission
from kds.domain.venue.admission_list import AdmissionList
from kds.domain.venue.arrivals import LocalStatus, Moment, PairKey, arrival_order, is_open, order_id_of
from kds.domain.venue.entries import Entries, Entry
from kds.domain.venue.facts import Duplicate
from kds.domain.venue.parties import Party, party_from
from kds.domain.venue.picking import Interval, PickRow, picking_list, picking_order
from kds.domain.venue.seats import natural
from kds.domain.venue.show import Show
from kds.kitchen.venue.ports import VenueOptions

MOST_DUPLICATES = 200
"""Entries that clash which are listed; the oldest are forgotten."""

_PartyPlace = tuple[object, ...]


class ShowBook:
    """One show's facts; cheap to change, since a scan touches one party.

    Attributes:
        show: the show that is on, None until it is known.
        others: other shows by number, for tickets of another date.
        admissions: the list.
        entries: who came in here.
        duplicates: entries that clash, newest first.
        list_at: when the list was last heard of, by the seller's clock.
        from_disk: nothing was heard of it in this run.
        version: moves with every change.
    """

    def __init__(self, options: VenueOptions) -> None:
        self._options = options
        self.show: Show | None = None
        self.others: dict[int, Show] = {}
        self.admissions = AdmissionList()
        self.entries = Entries()
        self.duplicates: tuple[Duplicate, ...] = ()
        self.list_at: datetime | None = None
        self.from_disk = False
        self.version = 0
        self._progress: dict[PairKey, LocalStatus] = {}
        self._parties: dict[str, Party] = {}
        self._places: dict[str, _PartyPlace] = {}
        self._walk: list[str] | None = None
        self._orders: dict[str, Order] = {}
        self._of_order: dict[int, set[str]] = {}
        self._picking: tuple[PickRow, ...] | None = None

    def open(self, show: Show) -> None:
        """Begin with a show, or take over its newer facts; with another one the lists of the evening before go."""
        if self.show is None or self.show.id != show.id:
            if self.show is not None:
                self.admissions = AdmissionList(self.admissions.of_show(show.id))
                self.duplicates = ()
            self._parties, self._places, self._orders, self._of_order = {}, {}, {}, {}
            self._walk = None
            self.show = show
            self._regroup(self.admissions.of_show(show.id))
        self.show = show
        self._changed()

    def take(self, admissions: Iterable[Admission]) -> tuple[Admission, ...]:
        """Take over what was read; give what is new or changed."""
        changed = self.admissions.take(admissions)
        if changed:
            self._regroup(changed)
            self._changed()
        return changed

    def enter(self, entry: Entry) -> None:
        """Take note of a guest who was let in here."""
        self.entries.add(entry)
        self._touched(entry.barcode)

    def take_back(self, barcode: str) -> None:
        """Forget an entry that was taken back in time."""
        self.entries.take_back(barcode)
        self._touched(barcode)

    def clash(self, duplicate: Duplicate) -> None:
        """List two entries with one ticket, once."""
        others = [each for each in self.duplicates if each.key != duplicate.key]
        self.duplicates = (duplicate, *others)[:MOST_DUPLICATES]
        self._changed()

    def advance(self, changed: Mapping[PairKey, LocalStatus]) -> None:
        """Take note of what was done with local lines."""
        self._progress.update(changed)
        wanted = {key.order_id for key in changed}
        for party in [each for each in self._parties.values() if order_id_of(each) in wanted]:
            self._put_order(party)
        self._changed()

    def parties(self) -> tuple[Party, ...]:
        """Give the parties by zone and seat, without cancelled ones that never came."""
        if self._walk is None:
            self._walk = sorted(self._parties, key=self._places.__getitem__)
        every = map(self._parties.__getitem__, self._walk)
        return tuple(party for party in every if party.expected or party.moments)

    def picking(self) -> tuple[PickRow, ...]:
        """Give the interval's rows of seats in walking order; made anew only when admissions changed."""
        if self._picking is None:
            interval = any(rule.moment is Moment.INTERVAL for rule in self._options.rules)
            found = self.admissions.of_show(self.show.id) if self.show is not None and interval else ()
            self._picking = picking_list(found, self._options.rules, self._options.zones)
        return self._picking

    def interval(self) -> Interval | None:
        """Give when the interval is, None without one."""
        if self.show is None or self.show.starts_at is None or self._options.interval_after is None:
            return None
        at = self.show.starts_at + self._options.interval_after
        return Interval(at, at - self._options.interval_lead)

    def orders(self, now: datetime) -> tuple[Order, ...]:
        """Give all local orders, open and finished: those of arrivals, and of the interval once it is near."""
        return (*self._orders.values(), *self.interval_orders(now))

    def interval_orders(self, now: datetime) -> tuple[Order, ...]:
        """Give the interval's rows of seats as orders, none before its time."""
        interval = self.interval()
        if interval is None or now < interval.opens_at:
            return ()
        rules = self._options.rules
        return tuple(
            picking_order(number, row, rules, interval.at, self._progress)
            for number, row in enumerate(self.picking(), start=1)
        )

    def order(self, order_id: str, now: datetime) -> Order | None:
        """Give a local order by its id."""
        return next((order for order in self.orders(now) if order.id == order_id), None)

    def _regroup(self, admissions: Iterable[Admission]) -> None:
        """Put the parties of these admissions together again; a ticket may have changed its zone."""
        show = self.show
        if show is None:
            return
        self._picking = None
        touched: dict[int, None] = {}
        for admission in admissions:
            if admission.show_id != show.id:
                continue
            if admission.order_id is None:
                self._put(party_from((admission,), self.entries))
            else:
                touched[admission.order_id] = None
        for order_id in touched:
            self._group(order_id, show.id)

    def _group(self, order_id: int, show_id: int) -> None:
        zones: dict[str, list[Admission]] = {}
        for admission in self.admissions.of_order(order_id, show_id):
            zones.setdefault(admission.zone, []).append(admission)
            if admission.barcode:  # it stood alone while only the list of codes named it
                self._drop(f"party:code {admission.barcode}/{show_id}/{admission.zone}")
        parties = [party_from(members, self.entries) for members in zones.values()]
        for key in self._of_order.get(order_id, set()) - {party.key for party in parties}:
            self._drop(key)
        self._of_order[order_id] = {party.key for party in parties}
        for party in parties:
            self._put(party)

    def _touched(self, barcode: str) -> None:
        admission = self.admissions.find(barcode)
        if admission is not None:
            picking = self._picking
            self._regroup((admission,))
            self._picking = picking  # who is in changes nothing about what is carried
        self._changed()

    def _put(self, party: Party) -> None:
        if not self._options.sees_names:
            party = replace(party, name="")
        self._parties[party.key] = party
        first_seat = party.seats[0] if party.seats else ""
        row, _, place = first_seat.partition(";")
        at = (natural(party.zone_name), party.zone, natural(row), natural(place), party.key)
        if self._places.get(party.key) != at:
            self._places[party.key] = at
            self._walk = None
        self._put_order(party)

    def _put_order(self, party: Party) -> None:
        options = self._options
        order = arrival_order(
            party, options.rules, self._progress, table_zones=options.table_zones, sees_names=options.sees_names
        )
        if order is None:
            self._orders.pop(party.key, None)
        elif self._orders.get(party.key) != order:
            self._orders[party.key] = order

    def _drop(self, key: str) -> None:
        self._parties.pop(key, None)
        self._orders.pop(key, None)
        if self._places.pop(key, None) is not None:
            self._walk = None

    def _changed(self) -> None:
        self.version += 1


def open_and_finished(orders: Iterable[Order]) -> tuple[tuple[Order, ...], tuple[Order, ...]]:
    """Part local orders into those somebody has to do something about, and the others."""
    every = tuple(orders)
    return tuple(each for each in every if is_open(each)), tuple(each for each in every if not is_open(each))
