"""The dining room: seats parties while there is room, lets them do what their visit says, never more than the kitchen bears."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from kds.demo.bill import Bill, PurchaseType
from kds.demo.clock import GuestClock
from kds.demo.menu import Restaurant, Table
from kds.demo.orders import OpenOrders
from kds.demo.party import Party
from kds.demo.till import Till
from kds.demo.visits import ChangeMind, MoveTable, OrderDishes, Pace, Pay, Rename, Step, Visit, WalkOut
from kds.errors import Conflict, Forbidden, Missing, Refused
from kds.language import tr

WAITS_AT_THE_DOOR = timedelta(minutes=15)
"""Guests without a table leave after so much simulated time."""
MOST_AT_THE_DOOR = 6
"""Parties that wait for a table at once; others don't even come in."""
NOBODY_SITS_DOWN_FROM = 0.85
"""Share of the most open orders from which no new party is seated."""
NO_TAKE_AWAY_FROM = 0.7
"""Share of the most open orders from which take away and delivery are turned down."""


class DiningRoom:
    """All parties that are here, and those to come.

    Args:
        visits: who comes, in order of arrival.
        pace: how many tables are served and how much the kitchen bears.
        restaurant: menu and tables.
        tills: the till of each zone; the key None is for take away and delivery.
        orders: the shared copy of the open orders.
        clock: simulated time.
        say: takes one sentence for the person who started the demo.
    """

    def __init__(
        self,
        visits: Iterator[Visit],
        *,
        pace: Pace,
        restaurant: Restaurant,
        tills: Mapping[str | None, Till],
        orders: OpenOrders,
        clock: GuestClock,
        say: Callable[[str], None],
    ) -> None:
        self._visits = visits
        self._next = next(visits)
        self._pace = pace
        self._restaurant = restaurant
        self._tills = tills
        self._orders = orders
        self._clock = clock
        self._say = say
        self._door: list[Visit] = []
        self._parties: list[Party] = []

    @property
    def parties(self) -> tuple[Party, ...]:
        """The parties that are here now, take away and delivery included."""
        return tuple(self._parties)

    async def beat(self) -> None:
        """Let everybody do what is due now.

        Raises:
            SourceError, Stopped: the server can't be used; refusals of a single ticket only end that visit.
        """
        now = self._clock.elapsed()
        self._let_in(now)
        for party in list(self._parties):
            try:
                await self._serve(party, now)
            except (Missing, Forbidden, Refused, Conflict) as error:
                self._say(tr("A simulated party leaves: {reason}", reason=error))
                self._leave(party)

    def _is_below(self, share: float) -> bool:
        """Say whether the kitchen has fewer open orders than a share of what it bears."""
        return len(self._orders.slips) < self._pace.most_open_orders * share

    def _let_in(self, now: timedelta) -> None:
        while self._next.arrives <= now:
            visit, self._next = self._next, next(self._visits)
            if visit.purchase_type is not PurchaseType.WALK_IN:
                if self._is_below(NO_TAKE_AWAY_FROM):
                    self._parties.append(Party(visit, None, self._bill(visit, None), now))
            elif len(self._door) < max(MOST_AT_THE_DOOR, self._pace.seated_at_start):
                self._door.append(visit)
        self._door = [visit for visit in self._door if now - visit.arrives <= WAITS_AT_THE_DOOR]
        while self._door and self._has_room():
            visit = self._door.pop(0)
            table = self._free_table(visit.zone)
            self._parties.append(Party(visit, table, self._bill(visit, table), now))

    def _has_room(self) -> bool:
        served = sum(1 for party in self._parties if party.table is not None)
        tables = min(self._pace.most_tables, len(self._restaurant.tables))
        return served < tables and self._is_below(NOBODY_SITS_DOWN_FROM)

    def _free_table(self, zone: str | None) -> Table:
        taken = {party.table for party in self._parties}
        free = [table for table in self._restaurant.tables if table not in taken]
        wished = [table for table in free if table.zone == zone] or free
        return wished[len(self._parties) * 5 % len(wished)]

    def _bill(self, visit: Visit, table: Table | None) -> Bill:
        due_at = None
        if visit.due_after is not None:
            due_at = self._clock.utc_now() + self._clock.real(visit.due_after)
        return Bill(
            name=table.name if table is not None else visit.pickup_name or str(visit.number),
            purchase_type=visit.purchase_type,
            table=table,
            guests=visit.guests if table is not None else None,
            currency=self._restaurant.currency,
            note=visit.note,
            due_at=due_at,
            pickup_name=visit.pickup_name,
        )

    async def _serve(self, party: Party, now: timedelta) -> None:
        till = self._tills[party.table.zone if party.table is not None else None]
        await till.fire(party.to_fire(now, self._orders.slips))
        step = party.due_step(now, self._orders.slips)
        if step is None or not self._may_be_done(step):
            return
        party.step_done(now)
        await self._do(party, step, till, now)

    def _may_be_done(self, step: Step) -> bool:
        """Say whether a step may reach a kitchen as full as this one; paying, moving and renaming always may."""
        return isinstance(step.act, Pay | MoveTable | Rename) or self._is_below(1)

    async def _do(self, party: Party, step: Step, till: Till, now: timedelta) -> None:
        match step.act:
            case OrderDishes(wishes, note):
                bill = party.bill.with_wishes(wishes)
                await self._write(party, replace(bill, note=note or bill.note), till, now)
            case ChangeMind(wish):
                changed = party.bill.with_changed(wish)
                if changed.lines and changed != party.bill:
                    await self._write(party, changed, till, now)
            case MoveTable():
                if party.table is not None and self._has_free_table():
                    await self._move(party, till, now)
            case Rename(name):
                await self._write(party, replace(party.bill, name=name), till, now)
            case Pay() | WalkOut():
                self._leave(party)
                if party.ticket_id is not None:
                    await (till.close if isinstance(step.act, Pay) else till.delete)(party.ticket_id)

    def _leave(self, party: Party) -> None:
        if party in self._parties:
            self._parties.remove(party)

    def _has_free_table(self) -> bool:
        return len({party.table for party in self._parties} - {None}) < len(self._restaurant.tables)

    async def _move(self, party: Party, till: Till, now: timedelta) -> None:
        old, new = party.table, self._free_table(None)
        name = new.name if old is not None and party.bill.name == old.name else party.bill.name
        party.table = new
        await self._write(party, replace(party.bill, table=new, name=name), till, now)

    async def _write(self, party: Party, bill: Bill, till: Till, now: timedelta) -> None:
        """Write the bill, then fire what is to be cooked at once."""
        if not bill.lines:
            return
        party.ticket_id, party.bill = await till.write(party.ticket_id, bill)
        for slip in await till.held_orders(party.ticket_id):
            if slip.id not in party.orders:
                party.take_note(slip, self._restaurant, now)
        await till.fire(party.to_fire(now, self._orders.slips))
