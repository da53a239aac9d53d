"""Finds guests by what they say at the door when no code can be read; pure, and it decides no entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from kds.domain.venue.admission import Admission
from kds.domain.venue.admission_list import AdmissionList, Key, key_of
from kds.domain.venue.entries import Entries
from kds.domain.venue.parties import guest_of
from kds.domain.venue.seats import natural
from kds.language import tr

LEAST_LETTERS = 2
"""With less nothing is looked for."""
MOST_FOUND = 50
"""Guests that one search gives."""


@dataclass(frozen=True, slots=True)
class Found:
    """One guest a search gave.

    Attributes:
        key: of the admission.
        guest: as this station may see them, empty without a name.
        place: where the seat is.
        order_id: the purchase, None when only the code is known.
        since: when the guest came in; None while expected.
    """

    key: Key
    guest: str = field(repr=False)
    place: str
    order_id: int | None
    since: datetime | None


class GuestSearch:
    """Looks through the guests of one show; remembers what it made of each, so that a key press is answered at once.

    Names are always compared, and shown only where the station may see them: the guest has just said theirs.
    """

    def __init__(self, *, sees_names: bool) -> None:
        self._sees_names = sees_names
        self._texts: dict[Key, tuple[Admission, str]] = {}

    def find(self, text: str, show_id: int, admissions: AdmissionList, entries: Entries) -> tuple[Found, ...]:
        """Give the guests whose name, order, seat or code holds every word of a text; those who are expected first."""
        words = text.casefold().split()
        if sum(map(len, words)) < LEAST_LETTERS:
            return ()
        hits = list(self._matching(words, show_id, admissions))
        hits.sort(key=lambda each: (entries.arrived_at(each) is not None, each.name.casefold(), natural(each.row)))
        return tuple(self._found(each, entries) for each in hits[:MOST_FOUND])

    def _matching(self, words: list[str], show_id: int, admissions: AdmissionList) -> Iterator[Admission]:
        for admission in admissions.of_show(show_id):
            if admission.may_enter and all(word in self._text(admission) for word in words):
                yield admission

    def _text(self, admission: Admission) -> str:
        known = self._texts.get(key_of(admission))
        if known is not None and known[0] is admission:
            return known[1]
        parts = (admission.name, admission.initials, admission.order_id, place_of(admission), admission.barcode)
        text = " ".join(str(part) for part in parts if part).casefold()
        self._texts[key_of(admission)] = (admission, text)
        return text

    def _found(self, admission: Admission, entries: Entries) -> Found:
        guest = guest_of(admission, sees_names=self._sees_names)
        since = entries.arrived_at(admission)
        return Found(key_of(admission), guest, place_of(admission), admission.order_id, since)


def place_of(admission: Admission) -> str:
    """Give where one guest sits, for people: `Stalls row 3 seat 12`, `Dance floor standing`."""
    zone = admission.zone_name or admission.zone
    if admission.is_standing is True or admission.row is None:
        says_so = tr("standing").casefold() in zone.casefold()
        return zone if says_so else tr("{zone} standing", zone=zone).strip()
    if not admission.place:
        return tr("{zone} row {row}", zone=zone, row=admission.row).strip()
    return tr("{zone} row {row} seat {seat}", zone=zone, row=admission.row, seat=admission.place).strip()
