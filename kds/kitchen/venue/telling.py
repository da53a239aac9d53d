"""Tells the seller who came in: looks before it sends, sends many together, and lists what clashes; it never decides an entry."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from kds.domain.errands import Admit
from kds.domain.intents import Command, SetStatus
from kds.domain.overlay import applied, is_met
from kds.domain.venue.arrivals import SOURCE, LocalStatus, PairKey
from kds.domain.venue.facts import Duplicate
from kds.domain.venue.parties import guest_of
from kds.domain.venue.reading import Scan, ScanEnd, ScanOutcome
from kds.domain.venue.searching import place_of
from kds.domain.venue.show import Show
from kds.errors import Conflict, Missing, Refused, SourceError
from kds.kitchen.errands import End, Finding
from kds.kitchen.venue.book import ShowBook
from kds.kitchen.venue.ports import AdmissionSource, VenueMemory, VenueOptions
from kds.kitchen.venue.scans import admit_of
from kds.language import tr

MOST_TOGETHER = 50
"""Scans in one request (qtickets 5.2)."""

FRESH = timedelta(seconds=30)
"""A list that was read again no longer ago tells whether another gate was first."""

LOG = logging.getLogger(__name__)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ListReading(Protocol):
    """Whoever keeps the list up to date."""

    @property
    def stopped(self) -> SourceError | None:
        """Why the seller is not asked anything at all, None while it may be."""
        ...

    @property
    def pages(self) -> int:
        """How many requests a whole reading of the list takes."""
        ...

    async def freshen(self, within: timedelta) -> None:
        """Read scans made elsewhere, unless that was done so lately."""
        ...


class Telling:
    """Carries out the venue's commands: scans at the seller, statuses of local lines here."""

    def __init__(
        self,
        source: AdmissionSource,
        book: ShowBook,
        memory: VenueMemory,
        reading: ListReading,
        options: VenueOptions,
    ) -> None:
        self._source = source
        self._book = book
        self._memory = memory
        self._reading = reading
        self._options = options

    @property
    def name(self) -> str:
        """The name that its commands carry in `source`."""
        return SOURCE

    @property
    def most_together(self) -> int:
        """How many scans one request carries."""
        return MOST_TOGETHER

    async def find(self, command: Command) -> Finding:
        """Look whether a command has been carried out already, by whomever."""
        deed = admit_of(command)
        if deed is None:
            return self._found_here(command)
        known = self._book.admissions.find(deed.barcode)
        if known is not None and known.checked_at == deed.at:
            return Finding(End.DONE)
        self._may_ask()
        held = await self._source.scan_status(self._show(command), deed.barcode)
        return Finding(End.OPEN) if held is None else self._finding(deed, held)

    async def do(self, command: Command) -> Finding:
        """Record one scan unless somebody was first, or do one local step."""
        deed = admit_of(command)
        if deed is None:
            return await self._do_here(command)
        self._may_ask()
        outcome = await self._source.record_scan(self._show(command), deed.barcode, deed.at)
        return self._meant(deed, outcome)

    async def do_many(self, commands: Sequence[Command]) -> Mapping[str, Finding]:
        """Record several scans in one request, without those that another gate has by now."""
        deeds = {command.id: deed for command in commands if (deed := admit_of(command)) is not None}
        if len(deeds) < len(commands):
            return {command.id: await self.do(command) for command in commands}
        self._may_ask()
        show = self._show(commands[0])
        held = await self._held(show, list(deeds.values()))
        found = {key: self._finding(deed, held[deed.barcode]) for key, deed in deeds.items() if deed.barcode in held}
        left = {key: deed for key, deed in deeds.items() if key not in found}
        if left:
            found |= await self._record(show, left, commands)
        return found

    async def _record(self, show: Show, deeds: Mapping[str, Admit], commands: Sequence[Command]) -> dict[str, Finding]:
        scans = [Scan(deed.barcode, deed.at) for deed in deeds.values()]
        try:
            outcomes = await self._source.record_scans(show, scans)
        except (Missing, Refused, Conflict) as error:
            LOG.warning("a batch of %d scans was refused, they go one by one: %s", len(scans), error)
            return {command.id: await self._alone(command) for command in commands if command.id in deeds}
        told = {outcome.barcode: outcome for outcome in outcomes}
        return {
            key: self._meant(deed, told[deed.barcode]) if deed.barcode in told else Finding(End.OPEN)
            for key, deed in deeds.items()
        }

    async def _alone(self, command: Command) -> Finding:
        """Record one scan of a refused batch; what the seller says about it concerns no other."""
        try:
            return await self.do(command)
        except (Missing, Refused, Conflict) as error:
            return Finding(End.CONFLICT, str(error))

    async def _held(self, show: Show, deeds: Sequence[Admit]) -> dict[str, datetime]:
        """Give the times that the seller holds for some of these codes already, by the cheaper of two ways."""
        if self._book.show is not None and show.id == self._book.show.id and self._reading.pages <= len(deeds):
            await self._reading.freshen(FRESH)
            known = ((deed.barcode, self._book.admissions.find(deed.barcode)) for deed in deeds)
            return {code: each.checked_at for code, each in known if each is not None and each.checked_at is not None}
        held = {}
        for deed in deeds:
            try:
                at = await self._source.scan_status(show, deed.barcode)
            except Missing:
                continue
            if at is not None:
                held[deed.barcode] = at
        return held

    def _meant(self, deed: Admit, outcome: ScanOutcome) -> Finding:
        match outcome.end:
            case ScanEnd.RECORDED | ScanEnd.ALREADY_IN if outcome.checked_at is not None:
                return self._finding(deed, outcome.checked_at)
            case ScanEnd.REFUSED:
                return Finding(End.CONFLICT, tr("Qtickets does not take this scan. Look at the ticket in its account."))
            case _:
                return Finding(End.OPEN)

    def _finding(self, deed: Admit, held: datetime) -> Finding:
        """Compare what the seller holds with what was scanned here; two times are two entries with one ticket."""
        admission = self._book.admissions.find(deed.barcode)
        if admission is not None and admission.checked_at is None:
            self._book.take((replace(admission, checked_at=held),))
        if held == deed.at:
            return Finding(End.DONE)
        self._book.clash(
            Duplicate(
                key=deed.barcode,
                here_at=deed.at,
                elsewhere_at=held,
                gate=self._options.gate,
                place=place_of(admission) if admission is not None else "",
                guest=guest_of(admission, sees_names=self._options.sees_names) if admission is not None else "",
            )
        )
        return Finding(
            End.CONFLICT,
            tr(
                "Two entries with one ticket: here at {here}, elsewhere at {elsewhere}.",
                here=self._time(deed.at),
                elsewhere=self._time(held),
            ),
        )

    def _time(self, moment: datetime) -> str:
        show = self._book.show
        return f"{show.local(moment) if show is not None else moment:%H:%M:%S}"

    def _found_here(self, command: Command) -> Finding:
        order = self._book.order(command.order_id, self._now(command))
        if order is None:
            return Finding(End.DONE, tr("the party is not on the board any more"))
        return Finding(End.OPEN if is_met(order, command.change) is False else End.DONE)

    async def _do_here(self, command: Command) -> Finding:
        """Set the status of a local line; `OPEN`, so that it stays laid over the board until the board has it."""
        order = self._book.order(command.order_id, self._now(command))
        if order is None or not isinstance(command.change, SetStatus):
            return Finding(End.DONE, tr("the party is not on the board any more"))
        after = applied(order, command.change, command.at)
        changed = {
            PairKey(order.id, item.id, pair.endpoint): LocalStatus(pair.status, pair.changed_at)
            for before, item in zip(order.items, after.items, strict=True)
            for was, pair in zip(before.pairs, item.pairs, strict=True)
            if was is not pair and was != pair
        }
        if changed:
            await self._memory.keep_progress(changed)
            self._book.advance(changed)
        return Finding(End.OPEN)

    def _now(self, command: Command) -> datetime:
        """Give a time at which the order of a command was on the board."""
        return max(filter(None, (command.at, self._book.list_at)), default=_EPOCH)

    def _show(self, command: Command) -> Show:
        """Give the show of a command's lane; only its number is needed for scans of another evening."""
        number = int(command.order_id.rpartition(":")[2])
        show = self._book.show
        if show is not None and show.id == number:
            return show
        return self._book.others.get(number) or Show(number, 0, "")

    def _may_ask(self) -> None:
        if self._reading.stopped is not None:
            raise self._reading.stopped
