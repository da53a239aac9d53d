"""Who came in as far as this gate knows by itself: local facts, beside what the seller says and never mixed with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from kds.domain.venue.admission import Admission


@dataclass(frozen=True, slots=True)
class Entry:
    """One guest let in here.

    Attributes:
        barcode: the code, normalised.
        at: when, by the seller's clock, whole seconds.
        gate: name of the station.
        intent_id: the intent that tells the seller; empty for one that was found again after a restart.
    """

    barcode: str
    at: datetime
    gate: str = ""
    intent_id: str = ""


class Entries:
    """The local entries by code; of two with one code the earlier time is kept."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._by_code: dict[str, Entry] = {}
        for entry in entries:
            self.add(entry)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def add(self, entry: Entry) -> Entry:
        """Keep an entry; give the one that counts."""
        before = self._by_code.get(entry.barcode)
        if before is None or entry.at < before.at:
            self._by_code[entry.barcode] = entry
        return self._by_code[entry.barcode]

    def take_back(self, barcode: str) -> None:
        """Forget an entry that a person took back before anybody else knew of it."""
        self._by_code.pop(barcode, None)

    def of(self, admission: Admission) -> Entry | None:
        """Give the local entry of an admission."""
        return self._by_code.get(admission.barcode) if admission.barcode else None

    def arrived_at(self, admission: Admission) -> datetime | None:
        """Give when its guest came in, by the seller or by this gate, whichever was earlier; None while expected."""
        entry = self.of(admission)
        if entry is None:
            return admission.checked_at
        return entry.at if admission.checked_at is None else min(entry.at, admission.checked_at)

    def is_local_only(self, admission: Admission) -> bool:
        """Whether only this gate knows of the guest's entry."""
        return admission.checked_at is None and self.of(admission) is not None
