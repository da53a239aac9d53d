"""Random orders and commands for the property tests of overlay and actions; every mix of statuses the contract allows."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from kds.domain.intents import (
    Change,
    Command,
    Delete,
    Direction,
    EndpointPart,
    Fire,
    OneItem,
    SetStatus,
    Target,
    WholeOrder,
)
from kds.domain.order import Item, Order
from kds.domain.terms import Status
from tests.builders import a_negative, a_pair, an_item, an_order, at

PLACES = ("Grill", "Fry", "Cold")
SETTABLE = (Status.NEW, Status.IN_PROGRESS, Status.READY, Status.SERVED)


@st.composite
def items(draw: st.DrawFn, *, statuses: tuple[Status, ...] = tuple(Status), negatives: bool = True) -> Item:
    """Give an item on none to three endpoints, each pair at a status of its own."""
    names: list[str | None] = list(draw(st.lists(st.sampled_from(PLACES), max_size=3, unique=True))) or [None]
    if negatives and draw(st.integers(0, 4)) == 0:
        pairs = tuple(a_pair(name, draw(st.sampled_from((Status.NEW, Status.SERVED)))) for name in names)
        return replace(a_negative(of=("earlier", 1)), pairs=pairs)
    pairs = tuple(a_pair(name, draw(st.sampled_from(statuses))) for name in names)
    return an_item(draw(st.sampled_from(("Burger", "Fish pie", "Chips"))), pairs=pairs)


@st.composite
def orders(
    draw: st.DrawFn,
    *,
    id: str = "o1",  # noqa: A002 - the builders' own word
    statuses: tuple[Status, ...] = tuple(Status),
    negatives: bool = True,
    off: bool = True,
) -> Order:
    """Give a fired order of one to five items; `off` may switch one endpoint off."""
    drawn = draw(st.lists(items(statuses=statuses, negatives=negatives), min_size=1, max_size=5))
    switched_off = draw(st.sampled_from(((), ("Cold",)))) if off else ()
    return an_order(*drawn, id=id, off=switched_off)


@st.composite
def commands(draw: st.DrawFn, *, order_ids: tuple[str, ...] = ("o1", "o2")) -> Command:
    """Give any command, also for items, endpoints and orders that don't exist."""
    number = draw(st.integers(0, 10_000))
    target: Target = draw(
        st.one_of(
            st.just(WholeOrder()),
            st.builds(EndpointPart, st.sampled_from((*PLACES, "Pizza"))),
            st.builds(OneItem, st.integers(1, 6)),
        )
    )
    asked = SetStatus(target, draw(st.sampled_from(SETTABLE)), draw(st.sampled_from(Direction)))
    changes: tuple[Change, ...] = (asked, asked, asked, Fire(), Delete())
    order_id = draw(st.sampled_from((*order_ids, "gone")))
    return Command(f"c{number}", order_id, 101, draw(st.sampled_from(changes)), at=at("19:42"))
