"""Gives everybody of a demo their place: who logs in where, who cooks what, who orders; runs nothing by itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kds.demo.client import Line, Login, Person, read_as
from kds.demo.clock import GuestClock
from kds.demo.cooks import Brigade
from kds.demo.dining_room import DiningRoom
from kds.demo.expo import Expo
from kds.demo.menu import Restaurant, read_restaurant, usual_cook_time
from kds.demo.orders import PAGE_SIZE, OpenOrders
from kds.demo.plan import ALL_ENDPOINTS, DemoPlan
from kds.demo.presence import Presence
from kds.demo.recorded import Recording, read_recording
from kds.demo.replay import Replay
from kds.demo.routes import category_map, check_endpoints
from kds.demo.till import Till
from kds.demo.visits import PACES, all_visits
from kds.demo.wire import OrderEndpointPage
from kds.language import tr
from kds.paths import shipped_restaurants

CASH_REGISTER = Person("anna", "1111", "P02")
"""The waiter at the simulated guests' cash register (`design/interface.md`, the demo restaurant)."""
HANDHELD = Person("anna", "1111", "PDA1")
"""The same waiter's handheld, used on the terrace and at the bar."""
HANDHELD_ZONES = frozenset({"Terrace", "Bar"})
"""Zones whose tables are served with the handheld."""
COOKS = tuple(Person("cook", "2222", device) for device in ("KDS3", "KDS4", "KDS5"))
"""The simulated cooks; the endpoints are dealt around these devices."""
EXPO = Person("expo", "3333", "KDS6")
"""The simulated expo."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Everybody who takes part.

    Attributes:
        orders: the shared copy of the open orders, to be refreshed by whoever runs the stage.
        guests: those who order.
        brigades: the simulated cooks, one brigade an endpoint.
        presence: says that these cooks watch their stations.
        expo: the simulated expo, None when a person stands at the pass.
    """

    orders: OpenOrders
    guests: DiningRoom | Replay
    brigades: tuple[Brigade, ...]
    presence: Presence
    expo: Expo | None

    async def beat(self) -> None:
        """Let everybody act once, one after the other.

        Raises:
            SourceError, Stopped: as `Login.write`.
        """
        await self.presence.beat()
        await self.guests.beat()
        for brigade in self.brigades:
            await brigade.beat()
        if self.expo is not None:
            await self.expo.beat()


async def set_stage(plan: DemoPlan, line: Line, clock: GuestClock, say: Callable[[str], None]) -> Stage:
    """Read the files and the server's endpoints and give everybody a place; nobody orders yet.

    Raises:
        ReplayError: a replay file is malformed.
        ServerError: the menu of the demo restaurant can't be read.
        SourceError, Stopped: as `Login.read`.
    """
    recording = None
    if plan.replay is not None and plan.menu is not None:
        recording = read_recording(plan.replay, plan.menu)
        _describe(recording, say)
    seed = plan.seed if plan.seed is not None else random.SystemRandom().randrange(1, 1_000_000)
    cooks = [Login(line, person) for person in COOKS]
    endpoints = await _endpoints(cooks[0])
    orders = OpenOrders(cooks[0])
    register = Till(Login(line, CASH_REGISTER), orders)
    guests: DiningRoom | Replay
    cook_time: Callable[[int, str], timedelta]
    if recording is not None:
        cook_time = usual_cook_time
        guests = _replay(recording, endpoints, till=register, reader=cooks[0], orders=orders, clock=clock, say=say)
    else:
        restaurant = read_restaurant(shipped_restaurants() / "demo.toml")
        cook_time = restaurant.cook_time
        handheld = Till(Login(line, HANDHELD), orders)
        guests = DiningRoom(
            all_visits(random.Random(seed), restaurant, PACES[plan.pace]),
            pace=PACES[plan.pace],
            restaurant=restaurant,
            tills={zone: handheld if zone in HANDHELD_ZONES else register for zone in _zones(restaurant)},
            orders=orders,
            clock=clock,
            say=say,
        )
        say(
            tr(
                "Guests arrive: pace {pace}, speed {speed}, seed {seed}.",
                pace=plan.pace,
                speed=f"{plan.speed:g}",
                seed=seed,
            )
        )
    worked = [name for name in endpoints if name not in plan.endpoints_of_people]
    brigades = _brigades(worked, cooks, cook_time, orders=orders, clock=clock, seed=seed)
    has_person_at_pass = ALL_ENDPOINTS in plan.endpoints_of_people
    expo = None if has_person_at_pass else Expo(Login(line, EXPO), orders, clock, random.Random(f"{seed} pass"))
    presence = Presence({name: cooks[index % len(cooks)] for index, name in enumerate(worked)})
    return Stage(orders, guests, brigades, presence, expo)


def _zones(restaurant: Restaurant) -> list[str | None]:
    return [None, *dict.fromkeys(table.zone for table in restaurant.tables)]


def _describe(recording: Recording, say: Callable[[str], None]) -> None:
    checked = recording.checked
    say(
        tr(
            "Replay: {orders} orders, {items} items; dates with the year first are {order}.",
            orders=checked.orders,
            items=checked.lines,
            order=checked.year_first,
        )
    )
    if checked.not_recorded:
        say(
            tr(
                "{count} items were not recorded (item_id 0); they are cooked too, shown on every station.",
                count=checked.not_recorded,
            )
        )


def _replay(
    recording: Recording,
    endpoints: Sequence[str],
    *,
    till: Till,
    reader: Login,
    orders: OpenOrders,
    clock: GuestClock,
    say: Callable[[str], None],
) -> Replay:
    check_endpoints(recording.menu_file, recording.menu.values(), endpoints)
    categories = category_map(recording.menu.values(), endpoints)
    for category, endpoint in categories.items():
        say(tr("Category {category} is made at {endpoint}.", category=category, endpoint=endpoint))
    return Replay(recording, categories=categories, till=till, reader=reader, orders=orders, clock=clock)


def _brigades(
    endpoints: Sequence[str],
    cooks: Sequence[Login],
    cook_time: Callable[[int, str], timedelta],
    *,
    orders: OpenOrders,
    clock: GuestClock,
    seed: int,
) -> tuple[Brigade, ...]:
    return tuple(
        Brigade(
            name,
            login=cooks[index % len(cooks)],
            orders=orders,
            clock=clock,
            cook_time=cook_time,
            dice=random.Random(f"{seed} {name}"),
            takes_unrouted=index == 0,
        )
        for index, name in enumerate(endpoints)
    )


async def _endpoints(reader: Login) -> tuple[str, ...]:
    answer = await reader.read("/orderendpoints", params={"$take": PAGE_SIZE})
    return tuple(endpoint.name for endpoint in read_as(OrderEndpointPage, answer).items)
