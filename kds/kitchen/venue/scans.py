"""A scan becomes a verdict from the list at hand and, for a guest who may come in, one errand of the outbox; it asks nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kds.domain.actions.commands import new_id
from kds.domain.errands import Admit
from kds.domain.intents import Command, Errand, Intent, IntentKind
from kds.domain.venue.admission_list import Key
from kds.domain.venue.arrivals import SOURCE
from kds.domain.venue.barcodes import normalised
from kds.domain.venue.entries import Entry
from kds.domain.venue.searching import Found, GuestSearch
from kds.domain.venue.show import Show
from kds.domain.venue.verdicts import DoorList, Verdict, Word, judge
from kds.kitchen.coalescing import is_untouched
from kds.kitchen.ports import CommandState, StoredCommand
from kds.kitchen.venue.book import ShowBook
from kds.kitchen.venue.ports import Perform, VenueOptions
from kds.language import mark, tr

LOG = logging.getLogger(__name__)

NO_SHOW = mark("No show is loaded. Nobody can be checked yet.")
"""Said at a door that has no list at all."""
NOT_A_DOOR = mark("This station may not let guests in.")
"""Said where the right to admit is missing."""


def lane_of_show(show_id: int) -> str:
    """Name the lane of the outbox that a show's scans go through."""
    return f"show:{show_id}"


def admit_of(command: Command) -> Admit | None:
    """Give the scan that a command is about, None for any other command."""
    change = command.change
    return change.deed if isinstance(change, Errand) and isinstance(change.deed, Admit) else None


@dataclass(frozen=True, slots=True)
class Moments:
    """The three clocks a scan needs.

    Attributes:
        seller: the seller's time: what is sent.
        board: the kitchen's time: what `Intent.not_before` is compared with.
        machine: this machine's wall time: when the key was pressed.
    """

    seller: Callable[[], datetime]
    board: Callable[[], datetime]
    machine: Callable[[], datetime]


class Scans:
    """What people do at this gate. One entry per code is ever told to the seller.

    Args:
        book: the show.
        options: gate and rights.
        perform: puts an intent into the outbox.
        moments: clocks.
        can_ask: whether the seller answers now.
    """

    def __init__(
        self,
        book: ShowBook,
        options: VenueOptions,
        perform: Perform,
        moments: Moments,
        can_ask: Callable[[], bool],
    ) -> None:
        self._book = book
        self._options = options
        self._perform = perform
        self._moments = moments
        self._can_ask = can_ask
        self._search = GuestSearch(sees_names=options.sees_names)
        self._admitted: list[tuple[Intent, str]] = []
        self.waiting: Sequence[StoredCommand] = ()

    def restore(self, waiting: Sequence[StoredCommand]) -> None:
        """Take over the scans of an earlier run that have not reached the seller."""
        self.waiting = waiting
        for row in waiting:
            deed = admit_of(row.command)
            if deed is not None:
                self._book.enter(Entry(deed.barcode, deed.at, self._options.gate, row.intent_id))

    def knows(self, text: str) -> bool:
        """Whether a code of the list is meant by that."""
        return normalised(text, self._book.admissions) in self._book.admissions

    def judge(self, scanned: str) -> Verdict:
        """Give the verdict on a scan; a guest who may come in is in from now on, and `keep` writes it down."""
        return self._judge(scanned, can_ask=self._can_ask())

    def judge_again(self, verdict: Verdict) -> Verdict:
        """Give the verdict on a code after the seller was asked about it."""
        return self._judge(verdict.code, can_ask=False)

    async def keep(self, verdict: Verdict) -> Verdict:
        """Write a new entry down; gives the verdict with a trouble where the disk or the kitchen refused it."""
        show = self._book.show
        if not verdict.is_new_entry or show is None:
            return verdict
        intent = self._intent(verdict, show)
        refusal = await self._perform(intent)
        if refusal is not None:
            return replace(verdict, trouble=refusal.sentence)
        self._admitted.append((intent, verdict.code))
        if verdict.reason:
            LOG.warning("ticket %s was let in at %s by hand: %s", _ticket(verdict), self._options.gate, verdict.reason)
        return verdict

    async def undo(self) -> str:
        """Take the last entry back while nobody knows of it; gives what to say."""
        if not self._admitted:
            return tr("Nobody was let in here lately. Nothing to take back.")
        intent, code = self._admitted[-1]
        command_id = intent.commands[0].id
        row = next((each for each in self.waiting if each.command.id == command_id), None)
        if not (self._is_held(intent) or (row is not None and is_untouched(row))):
            return tr("That scan has been sent. Only the organiser's account can take it back.")
        now = self._moments
        undoing = Intent(
            id=new_id(now.machine()),
            kind=IntentKind.UNDO,
            station=self._options.gate,
            label=intent.label,
            card_key=intent.card_key,
            at=now.machine(),
            undoes=intent.id,
        )
        refusal = await self._perform(undoing)
        if refusal is not None:
            return refusal.sentence
        self._admitted.pop()
        self._book.take_back(code)
        return tr("{label} is taken back: not in any more.", label=intent.label)

    def search(self, text: str) -> tuple[Found, ...]:
        """Give the guests that a text finds."""
        show = self._book.show
        return self._search.find(text, show.id, self._book.admissions, self._book.entries) if show is not None else ()

    def admit(self, key: Key, reason: str) -> Verdict | None:
        """Let a guest in whose code can't be read; None when there is no such guest any more, or no code to tell."""
        admission = self._book.admissions.by_key(key)
        if admission is None or not admission.barcode:
            return None
        return replace(self._judge(admission.barcode, can_ask=False), reason=reason)

    def held(self) -> tuple[int, int]:
        """Give how many scans have not reached the seller, and how many need a person."""
        states = [row.state for row in self.waiting if admit_of(row.command) is not None]
        parked = states.count(CommandState.PARKED)
        return len(states) - parked - states.count(CommandState.CONFIRMING), parked

    def _judge(self, scanned: str, *, can_ask: bool) -> Verdict:
        book, at = self._book, self._moments.seller().replace(microsecond=0)
        if book.show is None or not self._options.may_admit:
            trouble = tr(NO_SHOW) if book.show is None else tr(NOT_A_DOOR)
            return Verdict(Word.UNKNOWN_CODE, scanned.strip(), at, trouble=trouble)
        door = DoorList(
            show=book.show,
            admissions=book.admissions,
            entries=book.entries,
            gate=self._options.gate,
            list_at=book.list_at,
            can_ask=can_ask,
            shows=book.others,
        )
        verdict = judge(scanned, at, door)
        if verdict.is_new_entry:
            book.enter(Entry(verdict.code, at, self._options.gate))
        return verdict

    def _intent(self, verdict: Verdict, show: Show) -> Intent:
        now, admission = self._moments, verdict.admission
        basket_id = admission.basket_id if admission is not None else None
        command = Command(
            id=new_id(now.machine()),
            order_id=lane_of_show(show.id),
            number=admission.order_id or 0 if admission is not None else 0,
            change=Errand(Admit(verdict.code, verdict.at, basket_id)),
            source=SOURCE,
            at=now.board(),
        )
        return Intent(
            id=new_id(now.machine()),
            kind=IntentKind.ERRAND,
            station=self._options.gate,
            label=tr("TICKET {ticket}", ticket=_ticket(verdict)),
            card_key=verdict.party.key if verdict.party is not None else "",
            at=now.machine(),
            commands=(command,),
            not_before=now.board() + self._options.hold,
        )

    def _is_held(self, intent: Intent) -> bool:
        """Whether the time to take it back runs still."""
        left = intent.not_before - self._moments.board() if intent.not_before is not None else timedelta(0)
        return left > timedelta(0)


def _ticket(verdict: Verdict) -> str:
    admission = verdict.admission
    return str(admission.basket_id) if admission is not None and admission.basket_id is not None else verdict.code
