"""Whatever comes back from Qtickets, or out of a scanner, ends in values or in an error of our own tree."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kds.domain.venue.reading import Bookmark, Scan
from kds.errors import Refused, SourceError
from kds.sources.qtickets.asking import Operator, Where, matches
from tests.adapters.qtickets_world import JSON, NOW, SHOW, World, event, moscow, order, seat, ticket

ODD = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "0000-00-00",
        "nan",
        "\x1b[2J",
        "1e999999",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | ODD
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner))
SLOW = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@st.composite
def spoiled(draw: st.DrawFn, row: dict[str, Any]) -> dict[str, Any]:
    """Give a row with some of its properties replaced by anything, or gone."""
    changed = dict(row)
    for name in draw(st.lists(st.sampled_from(sorted(row)), max_size=4)):
        if draw(st.booleans()):
            changed[name] = draw(VALUES)
        else:
            changed.pop(name, None)
    return changed


def holds_controls(text: str) -> bool:
    """Say whether something in a text could reach a terminal as a command."""
    return any(unicodedata.category(char) in ("Cc", "Cs") for char in text)


def answering(value: Any) -> World:
    """Give a Qtickets that answers everything like this."""
    world = World()
    text = json.dumps(value)
    world.spoil = lambda _request: httpx.Response(200, text=text, headers=JSON)
    return world


@SLOW
@given(VALUES | st.builds(lambda value: {"data": value}, VALUES) | st.builds(lambda value: [value], VALUES))
async def test_any_answer_ends_in_a_value_or_an_error_of_ours(value: Any) -> None:
    """No answer brings anything to the board that it does not know how to tell."""
    world = answering(value)
    client, source = world.client, world.source()
    calls: list[Any] = [
        client.canary,
        lambda: client.order(1),
        lambda: client.event(1),
        lambda: client.orders([Where("event_id", 33)]).page(),
        lambda: client.events().page(),
        lambda: client.clients().page(),
        lambda: client.seats(41),
        lambda: client.barcodes(41),
        lambda: client.scan_status(41, "1"),
        client.color_themes,
        source.shows,
        lambda: source.changes(SHOW, Bookmark(5, NOW, 4, NOW)),
        lambda: source.record_scan(SHOW, "1", moscow(18)),
        lambda: source.record_scans(SHOW, [Scan("1", moscow(18))]),
        lambda: world.office.remove_tickets(1, [1]),
        lambda: world.office.create_event({}),
    ]
    told: list[str] = []
    for call in calls:
        try:
            await call()
        except SourceError as error:
            told.append(str(error))
    assert not any(map(holds_controls, told))


@SLOW
@given(spoiled(order(1)), spoiled(ticket(1)), spoiled(event()), spoiled(seat()))
async def test_a_garbled_row_is_read_or_counted(
    an_order: dict[str, Any], a_ticket: dict[str, Any], an_event: dict[str, Any], a_seat: dict[str, Any]
) -> None:
    """An order, a ticket, an event or a seat with anything in it is read or counted, and what is shown is clean."""
    if isinstance(an_order.get("baskets"), list):
        an_order["baskets"] = [a_ticket]
    page = await answering({"data": [an_order]}).client.orders().page()
    assert len(page.rows) + page.unreadable == 1
    events = await answering({"data": [an_event]}).client.events().page()
    assert len(events.rows) + events.unreadable == 1
    world = World(order(1, a_ticket))
    world.seats = {"k": a_seat}
    try:
        guests = [guest async for portion in world.source().load(SHOW) for guest in portion.admissions]
    except SourceError:
        return
    for guest in guests:
        shown = (guest.zone, guest.zone_name, guest.name, guest.initials, guest.comment or "", guest.tariff)
        assert not any(map(holds_controls, shown))


@given(VALUES, VALUES, st.sampled_from(Operator))
def test_any_two_values_can_be_compared(found: Any, asked: Any, operator: Operator) -> None:
    """A check of a filter never fails over what it finds, and each operator is the opposite of its opposite."""
    opposites = {
        Operator.EQUAL: Operator.UNEQUAL,
        Operator.IN: Operator.NOT_IN,
        Operator.IN_ARRAY: Operator.NOT_IN_ARRAY,
    }
    holds = matches({"column": found}, [Where("column", asked, operator)])
    if operator in opposites:
        assert matches({"column": found}, [Where("column", asked, opposites[operator])]) is not holds


@given(st.text(st.characters(), min_size=1, max_size=10))
async def test_any_code_can_be_asked_for(code: str) -> None:
    """Whatever a scanner types, the request stays within its show."""
    world = World(order(1))
    with pytest.raises(SourceError):
        await world.client.scan_status(41, code)
    for request in world.asked:
        assert request.url.raw_path.count(b"/") == 7
        assert request.url.raw_path.startswith(b"/api/rest/v1/shows/41/barcode/")


async def test_half_a_character_is_not_sent() -> None:
    """A code that can't be written as text is refused here, by name and not by a crash."""
    world = World(order(1))
    with pytest.raises(Refused):
        await world.source().record_scans(SHOW, [Scan("\ud800", moscow(18))])
    assert world.asked == []
