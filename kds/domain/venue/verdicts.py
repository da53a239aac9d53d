"""What the door says to a code, from the local list alone (sources 6.1); it asks nobody and lets nobody in by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from kds.domain.venue.admission import Admission, AdmissionState
from kds.domain.venue.admission_list import AdmissionList
from kds.domain.venue.barcodes import normalised
from kds.domain.venue.entries import Entries
from kds.domain.venue.parties import Party, party_of
from kds.domain.venue.show import Show
from kds.language import mark

BOUNCE = timedelta(seconds=3)
"""The same code again at the same gate within this time is the scanner's bounce, not a second guest (sources 6.1)."""


class Word(StrEnum):
    """What the door says, as it is drawn."""

    WELCOME = mark("WELCOME")
    ALREADY_IN = mark("ALREADY IN")
    WRONG_DATE = mark("WRONG DATE")
    CANCELLED = mark("CANCELLED")
    REFUNDED = mark("REFUNDED")
    NOT_PAID = mark("NOT PAID")
    UNKNOWN_CODE = mark("UNKNOWN CODE")
    ASK = mark("ASKING")
    """The list does not have it, but the seller can be asked: bought a minute ago, perhaps."""

    @property
    def alarm(self) -> Alarm:
        """How urgent it is."""
        return _ALARMS.get(self, Alarm.LOOK)


class Alarm(StrEnum):
    """How a verdict looks and sounds: come in, look here, stop."""

    COME_IN = "come in"
    LOOK = "look"
    STOP = "stop"


_ALARMS = {Word.WELCOME: Alarm.COME_IN, Word.ALREADY_IN: Alarm.STOP}

_WORD_OF_STATE = {
    AdmissionState.CANCELLED: Word.CANCELLED,
    AdmissionState.REFUNDED: Word.REFUNDED,
    AdmissionState.UNPAID: Word.NOT_PAID,
    AdmissionState.NO_BARCODE: Word.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the door says to one code.

    Attributes:
        code: what was scanned, normalised; raw.
        at: when, by the seller's clock.
        admission: whose code it is, None when nobody knows it.
        party: the guests it came with, this one counted.
        since: ALREADY IN: when the guest came in.
        gate: ALREADY IN: where, empty when that is not known.
        other_show: WRONG DATE: the show it is for, None when only its number is known.
        list_at: when the list was last heard of, by the seller's clock; None before that.
        is_bounce: the scanner read the same code twice; nothing new happened.
        reason: why a guest without a readable code was let in; empty for a scan.
        trouble: the entry could not be kept; what a person must do.
    """

    word: Word
    code: str
    at: datetime
    admission: Admission | None = None
    party: Party | None = None
    since: datetime | None = None
    gate: str = ""
    other_show: Show | None = None
    list_at: datetime | None = None
    is_bounce: bool = False
    reason: str = ""
    trouble: str = ""

    @property
    def alarm(self) -> Alarm:
        """How it looks and sounds: a welcome that could not be written down wants a look."""
        return Alarm.LOOK if self.trouble and self.word is Word.WELCOME else self.word.alarm

    @property
    def is_new_entry(self) -> bool:
        """Whether this verdict lets somebody in who was not in before."""
        return self.word is Word.WELCOME and not self.is_bounce


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorList:
    """What a gate knows when it has to decide.

    Attributes:
        show: what the gate is open for.
        admissions: every admission that is loaded, those of other shows too.
        entries: who came in here.
        gate: name of this gate.
        list_at: when the list was last heard of, by the seller's clock; None before that.
        can_ask: the seller answers now.
        shows: other shows by number, for a ticket of another date.
    """

    show: Show
    admissions: AdmissionList
    entries: Entries
    gate: str
    list_at: datetime | None = None
    can_ask: bool = False
    shows: Mapping[int, Show] = field(default_factory=dict)


def judge(scanned: str, at: datetime, door: DoorList) -> Verdict:
    """Say what the door says to what a scanner typed; changes nothing.

    Args:
        scanned: as it arrived; see `barcodes.normalised`.
        at: the present moment by the seller's clock.
        door: what the gate knows.
    """
    code = normalised(scanned, door.admissions)
    admission = door.admissions.find(code)
    if admission is None:
        word = Word.ASK if door.can_ask else Word.UNKNOWN_CODE
        return Verdict(word, code, at, list_at=door.list_at)
    refusal = _refusal(code, admission, door)
    if refusal is not None:
        other = door.shows.get(admission.show_id) if refusal is Word.WRONG_DATE else None
        return Verdict(refusal, code, at, admission, other_show=other, list_at=door.list_at)
    return _entry(code, admission, at, door)


def _refusal(code: str, admission: Admission, door: DoorList) -> Word | None:
    """Give why a code lets nobody in, None when it may."""
    if admission.state is not AdmissionState.VALID:
        return _WORD_OF_STATE[admission.state]
    if admission.barcode != code:
        return Word.CANCELLED  # the ticket has another code by now
    return None if admission.show_id == door.show.id else Word.WRONG_DATE


def _entry(code: str, admission: Admission, at: datetime, door: DoorList) -> Verdict:
    since = door.entries.arrived_at(admission)
    own = door.entries.of(admission)
    party = party_of(admission, door.admissions, door.entries)
    is_own = own is not None and own.at == since and own.gate == door.gate
    if since is not None and not (is_own and at - since <= BOUNCE):
        gate = own.gate if own is not None and own.at == since else ""
        return Verdict(Word.ALREADY_IN, code, at, admission, party, since=since, gate=gate, list_at=door.list_at)
    if since is None:
        party = party.with_one_more(at)
    return Verdict(Word.WELCOME, code, at, admission, party, list_at=door.list_at, is_bounce=since is not None)
