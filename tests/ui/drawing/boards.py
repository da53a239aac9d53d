"""The evening behind the drawings: one kitchen at 19:42:07, as cards of a grill and of the pass; facts, no drawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from kds.domain.board import Board, DoneIntent
from kds.domain.cards import (
    Allergy,
    Card,
    CardLine,
    HeldTable,
    LineKind,
    Section,
    StationProgress,
    Unseen,
)
from kds.domain.connection import Connection, Link
from kds.domain.intents import Intent, IntentKind
from kds.domain.layout import Part
from kds.domain.notes import Note, NoteKind, Shared
from kds.domain.order import Order
from kds.domain.places import Standing
from kds.domain.station import Station, Thresholds
from kds.domain.terms import Purchase, Status
from tests.builders import a_station, an_expo, an_item, an_order, at, endpoints

NOW = at("19:42:07")
"""The moment of all drawings."""
SIX_TWELVE = Thresholds(timedelta(minutes=6), timedelta(minutes=12))
"""The thresholds of all drawings."""

NEW, COOKING, READY, SERVED = Status.NEW, Status.IN_PROGRESS, Status.READY, Status.SERVED


def a_line(
    words: str,
    *modifiers: str,
    status: Status = NEW,
    item_id: int = 0,
    seat: str | None = None,
    comment: str | None = None,
    endpoint: str | None = "Grill",
    was: int | None = None,
    kind: LineKind = LineKind.DISH,
    fate: str = "",
    fate_at: str = "",
    again: bool = False,
    changed: str | None = None,
    unseen: Iterable[str] = (),
    order_id: str = "",
) -> CardLine:
    """Give a line from `2x Ribeye 300`."""
    quantity, _, name = words.partition("x ")
    return CardLine(
        order_id=order_id,
        item_id=item_id,
        quantity=Decimal(quantity),
        name=name,
        status=status,
        kind=kind,
        was=None if was is None else Decimal(was),
        fate=fate,
        fate_at=fate_at,
        modifiers=modifiers,
        comment=comment,
        seat=seat,
        endpoint=endpoint,
        again=again,
        changed_at=at(changed) if changed else None,
        unseen=frozenset(unseen),
    )


def a_card(
    title: str,
    age: str | None,
    *lines: CardLine,
    key: str = "",
    add_on: Sequence[CardLine] = (),
    added: str = "19:42:00",
    others: Iterable[StationProgress] = (),
    **facts: object,
) -> Card:
    """Give a card whose age starts at `age`, its key the title; lines are numbered in order."""
    key = key or title
    numbered = [replace(line, order_id=line.order_id or key, item_id=place) for place, line in enumerate(lines, 1)]
    sections = [Section(tuple(numbered), (key,))]
    if add_on:
        later = [replace(line, order_id=f"{key}+", item_id=place) for place, line in enumerate(add_on, 1)]
        sections.append(Section(tuple(later), (f"{key}+",), at(added)))
    plain = Card(key, title, tuple(sections), (), at(age) if age else None, others=tuple(others))
    return replace(plain, **facts)  # type: ignore[arg-type]  # facts are fields of Card, named by each board


def progress(endpoint: str, done: int, of: int, **facts: object) -> StationProgress:
    """Give how far an endpoint is."""
    return replace(StationProgress(endpoint, done, of), **facts)  # type: ignore[arg-type]  # fields of StationProgress


def held_table(title: str, since: str, **dishes: int) -> HeldTable:
    """Give a held table from `RIBEYE=2`; an underscore in a name is a blank."""
    quantities = tuple((name.replace("_", " "), Decimal(count)) for name, count in dishes.items())
    return HeldTable(title, quantities, at(since), (title,))


def a_done(label: str, seconds_ago: int = 9) -> DoneIntent:
    """Give a delivered bump of this screen."""
    pressed = NOW - timedelta(seconds=seconds_ago)
    return DoneIntent(Intent(f"bump-{label}", IntentKind.BUMP, "GRILL", label, label, pressed), delivered=True)


def busy(endpoint: str, count: int, oldest: str) -> list[Order]:
    """Give open orders of one endpoint, the first one the oldest."""
    return [
        an_order(an_item("Dish", on=endpoint), id=f"{endpoint}{index}", fired=oldest if index == 0 else "19:42")
        for index in range(count)
    ]


def grilled() -> list[Order]:
    """Give the open orders behind the drawing's all-day list, and what of it is held."""
    fired = (
        an_item("Burger", 2, modifiers=("cheddar",)), an_item("Burger", 2, modifiers=("no onion",)),
        an_item("Burger", 1, modifiers=("bacon",)), an_item("Burger", 1, modifiers=("Cooking=rare",)),
        an_item("Ribeye 300", 2, modifiers=("Cooking=medium rare",)), an_item("Ribeye 300", 2, modifiers=("Cooking=medium",)),
        an_item("Ribeye 300", 1, modifiers=("Cooking=blue",)), an_item("Ribeye 300", 1, modifiers=("Cooking=well done",)),
        an_item("Ribeye 300", 2), an_item("Lamb chops", 4, modifiers=("Cooking=pink",)), an_item("Lamb chops"),
        an_item("Venison", 2, modifiers=("Cooking=rare",)), an_item("Venison", 1, modifiers=("Cooking=medium",)),
        an_item("Chicken", 3), an_item("Wings", 4), an_item("Corn", 2), an_item("Halloumi"),
    )  # fmt: skip
    held = (an_item("Ribeye 300", 2), an_item("Lamb chops", 6), an_item("Venison"))
    return [an_order(*fired, id="fired"), an_order(*held, id="held", table="T4", held=True)]


def live(station: Station, cards: Iterable[Card], **facts: object) -> Board:
    """Give a healthy board with the last answer a second old."""
    plain = Board(
        station=replace(station, thresholds={Purchase.WALK_IN: SIX_TWELVE}),
        cards=tuple(cards),
        endpoints=endpoints(),
        connection=Connection(Link.LIVE, NOW - timedelta(seconds=1)),
        done=(a_done("T9"),),
        known=True,
        device="KDS1",
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # facts are fields of Board, named by each test


def a_note(kind: NoteKind, told: str = "19:10", **facts: object) -> Note:
    """Give what some screen told the others at a time of the evening."""
    return replace(Note(f"{kind}-{told}-{facts}", kind, at(told)), **facts)  # type: ignore[arg-type]  # fields of Note


def sold_out(name: str, code: int, told: str = "19:10", **facts: object) -> Note:
    """Give that a product is sold out."""
    return a_note(NoteKind.SOLD_OUT, told, **{"text": name, "plu_code": code, "by": "anna", **facts})


def left_of(name: str, code: int, amount: int, told: str = "19:20", **facts: object) -> Note:
    """Give how much of a product is left."""
    about: dict[str, object] = {"text": name, "plu_code": code, "amount": Decimal(amount), "by": "expo"}
    return a_note(NoteKind.COUNTDOWN, told, **{**about, **facts})


def watching(station: str, *names: str, told: str = "19:42:00") -> Note:
    """Give that a station's screen lives and which endpoints it watches."""
    return a_note(NoteKind.PRESENCE, told, station=station, text="\n".join(names))


SOLD_OUT = (sold_out("Sea trout", 40), sold_out("Burrata", 41))
"""What is sold out in all drawings."""
TOLD = Shared(
    (*SOLD_OUT, left_of("Venison", 42, 4), watching("GRILL", "Grill", "Bar"), watching("FRY", "Fry")),
    is_offered=True,
    last_watched={"Cold": at("19:39:30"), "Fry": at("19:42:00"), "Grill": at("19:42:00"), "Bar": at("19:42:00")},
)
"""What the screens of the drawings have told each other; nobody has looked at the cold station for two minutes."""


FRY_COLD_OK = (progress("Fry", 2, 2), progress("Cold", 2, 2))
NUTS = Allergy("nuts", "allergy:M12:nuts", seat="3", confirmed=True)


def t7() -> Card:
    """Two ribeyes are what the whole table waits for."""
    lines = (
        a_line("2x Ribeye 300", "medium rare", "NO butter", status=COOKING),
        a_line("1x Burger", status=READY),
    )
    return a_card("T7", "19:27:30", *lines, others=FRY_COLD_OK, is_last=True)


def m12(**facts: object) -> Card:
    """A party of ten with an allergy."""
    lines = (
        a_line("4x Lamb chops", "pink", status=COOKING),
        a_line("1x Lamb chops", seat="3", comment="own pan please"),
        a_line("3x Venison", "2 rare", "1 medium"),
        a_line("2x Ribeye 300", "1 blue", "1 well done"),
        a_line("1x Burger", "+ bacon", "NO bun"),
    )
    others = (progress("Fry", 0, 5), progress("Cold", 3, 3))
    card = a_card("M12", "19:33", *lines, others=others, allergies=(NUTS,), guests=10, course=2, courses=3)
    return replace(card, **facts)  # type: ignore[arg-type]  # facts are fields of Card


def take_away() -> Card:
    """What Novak fetches at 19:50."""
    return a_card(
        "TAKE AWAY",
        "19:40",
        a_line("2x Burger", "+ cheddar"),
        a_line("1x Halloumi"),
        others=(progress("Fry", 1, 2),),
        purchase=Purchase.TAKE_AWAY,
        due_at=at("19:50:30"),
        pickup_name="Novak",
        numbers=(131,),
    )


def t3() -> Card:
    """A table that was moved, with one burger voided and another line reduced."""
    return a_card(
        "T3",
        "19:36",
        a_line("1x Burger", kind=LineKind.VOID, fate="on grill", fate_at="grill", unseen=["void"]),
        a_line("2x Burger", "NO onion", was=3, unseen=["was"]),
        others=(progress("Fry", 2, 2),),
        former_title="T1",
        unseen=(("void", Unseen.VOID), ("was", Unseen.CHANGED), ("moved", Unseen.MOVED)),
    )


def m4() -> Card:
    """A ribeye that came back."""
    line = a_line("1x Ribeye 300", "medium", seat=None, comment="came well done", again=True, changed="19:40:50")
    return a_card("M4", "19:40:50", replace(line, seat="2"), is_again=True)


def t5() -> Card:
    """A table that ordered something more."""
    return a_card(
        "T5",
        "19:38",
        a_line("2x Chicken"),
        a_line("1x Ribeye 300", "medium"),
        add_on=(a_line("1x Corn"),),
        others=(progress("Fry", 0, 3),),
        unseen=(("add-on:T5+", Unseen.ADD_ON),),
    )


def b2() -> Card:
    """Wings nobody has touched yet."""
    return a_card("B2", "19:42", a_line("3x Wings", "hot", comment="extra dip"), is_new=True)


def m1() -> Card:
    """A burger nobody has touched yet."""
    return a_card("M1", "19:42", a_line("1x Burger", "rare"), is_new=True)


def t2() -> Card:
    """An order that has no room on the page."""
    return a_card("T2", "19:42", a_line("2x Ribeye 300"), a_line("1x Corn"))


def waiting(count: int, since: str) -> list[Card]:
    """Give orders that have no room on the page."""
    return [a_card(f"W{index}", since, *(a_line("1x Corn") for _ in range(3))) for index in range(count)]


HELD_TABLES = (
    held_table("T4", "19:33", Ribeye=2),
    held_table("M7", "19:38", Lamb_chops=6),
    held_table("T8", "19:40", Venison=1),
)


def grill(*cards: Card, **facts: object) -> Board:
    """Give the grill's board."""
    return live(a_station("GRILL"), cards, **{"held": HELD_TABLES, **facts})


def standing(slot: int, key: str, *parts: tuple[int, int, int, int], ghost: bool = False) -> Standing:
    """Give a standing from (column, top, start, stop) of each part."""
    last = len(parts) - 1
    pieces = tuple(Part(*part, is_last=index == last) for index, part in enumerate(parts))
    return Standing(slot, key, key, pieces, is_ghost=ghost)


PASS_OTHERS: Mapping[str, tuple[StationProgress, ...]] = {
    "T7": (
        progress("Grill", 0, 2),
        progress("Fry", 2, 2, ready_since=at("19:41:17")),
        progress("Cold", 2, 2, ready_since=at("19:37:57")),
        progress("Bar", 4, 4, served=True),
    ),
    "M12": (progress("Grill", 0, 11), progress("Fry", 0, 5), progress("Cold", 3, 3), progress("Bar", 4, 6)),
    "M2": (
        progress("Grill", 2, 2, ready_since=at("19:40:47")),
        progress("Fry", 2, 2, ready_since=at("19:40:02")),
        progress("Bar", 2, 2, served=True),
    ),
    "TAKE": (progress("Grill", 0, 3), progress("Fry", 1, 2)),
    "T3": (progress("Grill", 0, 2), progress("Fry", 2, 2), progress("Cold", 1, 1), progress("Bar", 3, 3, served=True)),
    "T4": (
        progress("Grill", 0, 0, held=2),
        progress("Fry", 0, 0, held=2),
        progress("Bar", 2, 2, served=True),
    ),
    "M4": (
        progress("Grill", 0, 1),
        progress("Fry", 1, 1, served=True),
        progress("Cold", 1, 1, served=True),
        progress("Bar", 2, 2, served=True),
    ),
    "B4": (progress("Fry", 1, 1), progress("Bar", 1, 1, served=True), progress("Pastry", 0, 1, paper=True)),
    "T5": (progress("Grill", 0, 4), progress("Fry", 0, 3), progress("Cold", 2, 3), progress("Bar", 5, 5, served=True)),
    "T1": (progress("Fry", 0, 1), progress("Cold", 1, 2), progress("Bar", 0, 2)),
}


def pass_cards() -> list[Card]:
    """Give the fourteen tables of the pass."""
    held = an_order(
        replace(an_item("Fondant", 2, on="Pastry", course=3, seat="1 2"), id=1),
        an_item("Sorbet", on="Pastry", course=3, seat="4"),
        id="T7c3",
        created="19:33",
        held=True,
    )
    sent = an_order(an_item("Soup", on="Grill", course=1, status=SERVED, changed="19:32:30"), id="T4c1", table="T4")
    held_t4 = an_order(an_item("Ribeye 300", 2, course=2), id="T4c2", table="T4", created="19:33", held=True)
    t7_lines = (
        a_line("2x Ribeye 300", "medium rare", "NO butter", status=COOKING, seat="1 4"),
        a_line("2x Chips", status=READY, seat="1 4", endpoint="Fry"),
        a_line("1x Caesar", "NO anchovy", status=READY, seat="2", endpoint="Cold"),
        a_line("1x Burrata", status=READY, seat="3", endpoint="Cold"),
    )
    m2_lines = (
        a_line("1x Venison", "rare", status=READY, seat="1"),
        a_line("1x Chicken", status=READY, seat="2"),
        a_line("2x Chips", status=READY, seat="1 2", endpoint="Fry"),
    )
    void = a_line("1x Burger", kind=LineKind.VOID, fate="on grill", fate_at="grill", unseen=["void"])
    again = a_line("1x Ribeye 300", seat="2", again=True, changed="19:41")
    fired_t7 = an_order(id="T7c2", fired="19:28")
    fired_m2 = an_order(id="M2", fired="19:31", table="M2")
    cards = [
        a_card("T7", "19:28", *t7_lines, zone="Terrace", guests=4, waiter="Anna", numbers=(118,), held=(held,),
               orders=(fired_t7, held)),
        a_card("M12", "19:33", guests=10, allergies=(NUTS,)),
        a_card("M2", "19:31", *m2_lines, zone="Main", guests=2, waiter="Ivan", numbers=(121,), orders=(fired_m2,),
               complete_since=at("19:40:47")),
        a_card("TAKE AWAY", "19:40", key="TAKE", purchase=Purchase.TAKE_AWAY, due_at=at("19:50:30"),
               pickup_name="Novak", numbers=(131,)),
        a_card("T3", "19:36", void, guests=3, unseen=(("void", Unseen.VOID),)),
        a_card("T4", "19:33", guests=2, all_held=True, held=(held_t4,), orders=(sent, held_t4)),
        a_card("M4", "19:26", again, guests=2, is_again=True),
        a_card("B4", "19:37", a_line("1x Wings", status=READY, endpoint="Fry"), guests=1,
               complete_since=at("19:41:57")),
        a_card("T5", "19:38", a_line("2x Chicken"), add_on=(a_line("1x Corn", endpoint="Fry"),), guests=5),
        a_card("T1", "19:39", guests=2),
        a_card("DELIVERY", "19:40", key="WOLT1", purchase=Purchase.DELIVERY, due_at=at("19:44:30"), numbers=(127,),
               note="courier here"),
        a_card("DELIVERY", "19:41", key="WOLT2", purchase=Purchase.DELIVERY, due_at=at("20:05"), numbers=(135,),
               pickup_name="Wolt"),
        a_card("M9", "19:41", guests=8),
        a_card("M10", "19:41", guests=7),
    ]  # fmt: skip
    return [replace(card, others=PASS_OTHERS.get(card.key, (progress("Grill", 0, 1),))) for card in cards]


def the_pass(**facts: object) -> Board:
    """Give the expo's board."""
    orders = [
        *busy("Grill", 11, "19:28"),
        *busy("Fry", 7, "19:33"),
        *busy("Cold", 2, "19:39"),
        *busy("Bar", 4, "19:33"),
    ]
    board = live(an_expo(paper=("Pastry",)), pass_cards(), orders=tuple(orders), **facts)
    soon = Thresholds(timedelta(minutes=1), timedelta(minutes=12))
    limits = {Purchase.WALK_IN: SIX_TWELVE, Purchase.DELIVERY: soon}
    return replace(board, station=replace(board.station, thresholds=limits))
