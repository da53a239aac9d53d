"""Guests of a show: they come in through gates elsewhere, or buy at the box office; the same for the same seed.

Everything happens over HTTP against the Qtickets stand-in. What is scanned on the board's own door is left to people.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from kds.demo.clock import GuestClock
from kds.demo.stand_ins import StandInLine, pause

DOORS_TO_START = timedelta(hours=1)
"""How long before the show the doors open, as the stand-in's shows have it."""

_API = "/api/rest/v1"
_USUAL_WAIT = timedelta(minutes=30)
_SPREAD_MINUTES = 14.0
_LATE_UP_TO = timedelta(minutes=40)
_MOST_PAGES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPlan:
    """How an evening at the venue goes; spans are simulated.

    Attributes:
        tickets: how many tickets are sold when the demo begins.
        seed: decides everything that chance decides.
        doors_after: when the doors open, from the beginning of the demo.
        elsewhere: share of the parties that come in through gates elsewhere.
        late: share of them that come after the show has begun.
        missing: share of them that never come.
        apart: share of the larger parties whose halves come one after the other.
        box_office_every: how often somebody buys at the box office.
    """

    tickets: int = 120
    seed: int = 1
    doors_after: timedelta = timedelta(minutes=5)
    elsewhere: float = 0.6
    late: float = 0.06
    missing: float = 0.04
    apart: float = 0.25
    box_office_every: timedelta = timedelta(minutes=6)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Guests of one party at a gate.

    Attributes:
        at: when, simulated, since the beginning of the demo.
        barcodes: what is scanned.
    """

    at: timedelta
    barcodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenedShow:
    """The show of the demo, as the stand-in numbers it."""

    event_id: int
    show_id: int


def arrivals(parties: Sequence[Sequence[str]], plan: ShowPlan) -> list[Arrival]:
    """Say when the guests of each party come to a gate elsewhere, in the order of time.

    Args:
        parties: the barcodes of each party.
        plan: how the evening goes.
    """
    chance = random.Random(plan.seed)
    found: list[Arrival] = []
    for party in parties:
        if chance.random() >= plan.elsewhere or chance.random() < plan.missing:
            continue
        at = plan.doors_after + _after_doors(plan, chance)
        codes = tuple(party)
        if len(codes) > 2 and chance.random() < plan.apart:
            half = len(codes) // 2
            found.append(Arrival(at, codes[:half]))
            at, codes = at + timedelta(minutes=chance.uniform(3, 12)), codes[half:]
        found.append(Arrival(at, codes))
    return sorted(found, key=lambda arrival: arrival.at)


def _after_doors(plan: ShowPlan, chance: random.Random) -> timedelta:
    if chance.random() < plan.late:
        return DOORS_TO_START + _LATE_UP_TO * chance.random()
    usual = _USUAL_WAIT + timedelta(minutes=chance.gauss(0, _SPREAD_MINUTES))
    return min(max(usual, timedelta(0)), DOORS_TO_START)


async def live(
    url: str,
    *,
    plan: ShowPlan,
    clock: GuestClock,
    stopping: asyncio.Event,
    token: str = "demo",  # noqa: S107 - what every stand-in on this machine accepts
    on_opened: Callable[[OpenedShow], None] = lambda _show: None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> None:
    """Let one show happen at a Qtickets stand-in, until everybody has come or the demo is stopped.

    Args:
        url: address of the stand-in, such as `http://127.0.0.1:4001`.
        plan: how the evening goes.
        clock: simulated time.
        stopping: set when the demo is to end.
        token: what the stand-in accepts.
        on_opened: told which show it is, once its tickets are sold.
        transport: another way to reach the stand-in, for tests; None is the network.
    """
    headers = {"Authorization": f"Bearer {token}"}
    async with StandInLine(url, stopping=stopping, headers=headers, transport=transport) as line:
        show = await _opened(line, plan, clock)
        if show is None:
            return
        on_opened(show)
        coming = arrivals(await _parties(line, show), plan)
        last = coming[-1].at if coming else plan.doors_after
        # Both write through one line; a box office that fails must not leave the gates running.
        async with asyncio.TaskGroup() as people:
            people.create_task(_gates(line, show, coming, clock, stopping))
            people.create_task(_box_office(line, show, plan, last, clock, stopping))


async def _opened(line: StandInLine, plan: ShowPlan, clock: GuestClock) -> OpenedShow | None:
    doors_in_minutes = clock.real(plan.doors_after - clock.elapsed()) / timedelta(minutes=1)
    asked = {"tickets": plan.tickets, "seed": plan.seed, "doors_in_minutes": doors_in_minutes}
    made = await line.call("POST", "/__control/shows", asked)
    return None if made is None else OpenedShow(made["event_id"], made["show_id"])


async def _parties(line: StandInLine, show: OpenedShow) -> list[list[str]]:
    """Give the barcodes of every order of the show."""
    parties: list[list[str]] = []
    where = [{"column": "event_id", "value": show.event_id}, {"column": "payed", "value": 1}]
    for page in range(1, _MOST_PAGES + 1):
        body = {"where": where, "orderBy": {"id": "asc"}, "page": page}
        answer: Mapping[str, Any] | None = await line.call("GET", f"{_API}/orders", body)
        if answer is None or not answer["data"]:
            break
        parties += [[ticket["barcode"] for ticket in order["baskets"]] for order in answer["data"]]
    return parties


async def _gates(
    line: StandInLine, show: OpenedShow, coming: Sequence[Arrival], clock: GuestClock, stopping: asyncio.Event
) -> None:
    for arrival in coming:
        if not await pause(stopping, clock.real(arrival.at - clock.elapsed()).total_seconds()):
            return
        for barcode in arrival.barcodes:
            body = {"checked_at": clock.utc_now().isoformat(timespec="seconds")}
            await line.call("POST", f"{_API}/shows/{show.show_id}/barcode/{barcode}", body)


async def _box_office(
    line: StandInLine, show: OpenedShow, plan: ShowPlan, until: timedelta, clock: GuestClock, stopping: asyncio.Event
) -> None:
    chance = random.Random(f"box office {plan.seed}")
    while clock.elapsed() < until and await pause(stopping, clock.real(plan.box_office_every).total_seconds()):
        guest = f"walk-in{chance.randrange(10**6)}"
        form = {
            "event_id": show.event_id,
            "client": {"email": f"{guest}@example.org", "details": {"name": "Walk-in", "surname": "Guest"}},
            "baskets": [
                {"show_id": show.show_id, "seat_id": "FLOOR-1;1", "client_name": "Walk-in", "client_surname": "Guest"}
                for _ in range(chance.choice((1, 2, 2)))
            ],
        }
        bought = await line.call("POST", f"{_API}/orders", {"data": form})
        if bought is not None:
            await line.call("POST", "/__control/payments", {"order_id": bought["data"]["id"]})
