"""One small example of each state that a cook can meet, drawn as the board draws it: to judge a theme by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from kds.domain.board import Board, DoneIntent
from kds.domain.cards import Allergy, Card, CardLine, LineKind, Section, Sync, Unseen
from kds.domain.connection import Connection, Link
from kds.domain.intents import Intent, IntentKind
from kds.domain.modes import Mode
from kds.domain.notes import Note, NoteKind, Shared
from kds.domain.order import Item, Order, Pair
from kds.domain.pace import Pace, pace
from kds.domain.places import Standing
from kds.domain.station import Station
from kds.domain.terms import Status
from kds.language import tr
from kds.ui.drawing.caps import DEFAULT_CAPS
from kds.ui.drawing.card import drawn_card
from kds.ui.drawing.detail import on_pass_rows
from kds.ui.drawing.face import face_of
from kds.ui.drawing.footer import footer_row
from kds.ui.drawing.ghost import ghost_row
from kds.ui.drawing.header import header_row
from kds.ui.drawing.mode_strip import MODE_WORDS, mode_strip
from kds.ui.drawing.parties import in_ascii
from kds.ui.drawing.sizes import Format
from kds.ui.drawing.spans import SELECTED, Row, Span, blank
from kds.ui.drawing.stations import Load, other_station_rows
from kds.ui.drawing.strips import board_strips
from kds.ui.wiping import WipingLock, wiping_strip

CELLS = 62
"""Width of an example, in cells."""

_NOW = datetime(2024, 1, 12, 19, 42, 7, tzinfo=UTC)
_STATION = Station(name="GRILL", endpoints=("Grill",))
_PASS = Station(name="EXPO", endpoints=("*",))
_HELD = Order("o1", 118, (Item(1, "Burger", Decimal(2), (Pair("Grill", Status.NEW, "New"),)),))
_DISH = CardLine("o1", 1, Decimal(2), "Burger", Status.NEW, modifiers=("NO onion",), endpoint="Grill")


@dataclass(frozen=True, slots=True)
class Sample:
    """An example of a state.

    Attributes:
        name: the state in a few words.
        rows: the cells that tell it, `CELLS` wide at most.
    """

    name: str
    rows: tuple[Row, ...]


def samples(*, ascii_only: bool = False) -> tuple[Sample, ...]:
    """Give the examples; the same dish for the same table in all of them, so that only the state makes a difference.

    Args:
        ascii_only: draw nothing outside ASCII.
    """
    drawn = (*_of_cards(), *_chosen(ascii_only=ascii_only), *_of_the_pass(), *_of_the_screen())
    return tuple(replace(each, rows=in_ascii(each.rows)) for each in drawn) if ascii_only else drawn


def _card(*lines: CardLine, waits: int = 4) -> Card:
    """Give a card that has waited for so many minutes."""
    sections = (Section(lines or (_DISH,), ("o1",)),)
    return Card("t7", "T7", sections, (), age_from=_NOW - timedelta(minutes=waits))


def _drawn(card: Card, station: Station = _STATION, age: Pace | None = None) -> tuple[Row, ...]:
    shown = age or pace(card, station, _NOW, UTC)
    fmt = Format(CELLS - 1, on_pass=station is _PASS)
    rows = face_of(drawn_card(card, shown, _NOW, fmt), shown, "7", fmt).rows
    return tuple((blank(1), *row) for row in rows)


def _of_cards() -> Iterator[Sample]:
    late = _card(waits=20)
    yield Sample(tr("fresh"), _drawn(_card()))
    yield Sample(tr("new"), _drawn(replace(_card(waits=0), is_new=True)))
    yield Sample(tr("due"), _drawn(_card(waits=10)))
    yield Sample(tr("late"), _drawn(late))
    yield Sample(tr("late, not among the oldest"), _drawn(late, age=replace(_pace(late), is_hushed=True)))
    yield Sample(tr("made again"), _drawn(replace(_card(replace(_DISH, again=True, changed_at=_NOW)), is_again=True)))
    yield Sample(tr("rush"), _drawn(replace(_card(), is_rush=True)))
    allergic = replace(_card(), allergies=(Allergy("nuts", "a", seat="3"),), unseen=(("a", Unseen.ALLERGY),))
    yield Sample(tr("allergy, not read yet"), _drawn(allergic))
    yield Sample(tr("allergy, read"), _drawn(replace(allergic, unseen=())))
    void = replace(_DISH, kind=LineKind.VOID, fate="on grill")
    yield Sample(tr("void"), _drawn(replace(_card(void), unseen=(("v", Unseen.VOID),))))
    yield Sample(tr("fewer than before"), _drawn(_card(replace(_DISH, was=Decimal(3)))))
    yield Sample(tr("changed"), _drawn(_card(replace(_DISH, kind=LineKind.CHANGED, former="was 2x CHICKEN"))))
    yield Sample(tr("moved"), _drawn(replace(_card(), former_title="T1")))
    added = Section((replace(_DISH, item_id=2),), ("o2",), added_at=_NOW)
    yield Sample(tr("add-on"), _drawn(replace(_card(), sections=(*_card().sections, added))))
    yield Sample(tr("a guest's own words"), _drawn(_card(replace(_DISH, comment=tr("own pan please")))))
    yield Sample(tr("started"), _drawn(_card(replace(_DISH, status=Status.IN_PROGRESS))))
    yield Sample(tr("done"), _drawn(_card(replace(_DISH, status=Status.READY))))
    yield Sample(tr("done on this screen only"), _drawn(_card(replace(_DISH, ticked=Status.READY))))
    local = replace(_DISH, status=Status.IN_PROGRESS, is_local=True)
    yield Sample(tr("started, known here only"), _drawn(_card(local)))
    yield Sample(tr("not sent yet"), _drawn(replace(_card(), sync=Sync.PENDING)))
    yield Sample(tr("sent, not answered yet"), _drawn(replace(_card(), sync=Sync.UNKNOWN)))
    yield Sample(tr("refused"), _drawn(replace(_card(), sync=Sync.REFUSED, refusal=tr("no right to bump"))))


def _pace(card: Card) -> Pace:
    return pace(card, _STATION, _NOW, UTC)


def _chosen(*, ascii_only: bool) -> Iterator[Sample]:
    bar = Span(">" if ascii_only else "█", SELECTED)
    yield Sample(tr("chosen"), tuple((bar, *row[1:]) for row in _drawn(_card())))
    intent = Intent("i", IntentKind.BUMP, "GRILL", "T7", "t7", _NOW - timedelta(seconds=9))
    board = Board(_STATION, done=(DoneIntent(intent),))
    standing = Standing(6, "t7", "T7", (), is_ghost=True)
    yield Sample(tr("just bumped"), ((blank(1), *ghost_row(board, standing, _NOW, Format(CELLS - 1))),))


def _of_the_pass() -> Iterator[Sample]:
    ready = _card(replace(_DISH, status=Status.READY))
    since = replace(ready, complete_since=_NOW - timedelta(seconds=40))
    yield Sample(tr("complete"), _drawn(since, _PASS))
    for name, waits in ((tr("on the pass"), 40), (tr("on the pass too long"), 200)):
        card = replace(since, complete_since=_NOW - timedelta(seconds=waits))
        yield Sample(name, on_pass_rows(Board(_PASS, cards=(card,)), _NOW, CELLS))
    yield Sample(tr("held"), _drawn(replace(_card(), sections=(), all_held=True, held=(_HELD,)), _PASS))


def _of_the_screen() -> Iterator[Sample]:
    lost = Connection(
        Link.OFFLINE, last_answer_at=_NOW - timedelta(seconds=42), offline_since=_NOW - timedelta(seconds=42)
    )
    slow = Connection(Link.SLOW, last_answer_at=_NOW - timedelta(seconds=4))
    live = replace(slow, link=Link.LIVE, last_answer_at=_NOW)
    board = Board(_STATION, known=True, connection=live)
    yield Sample(tr("till answers"), (header_row(board, _NOW, CELLS, local=UTC),))
    yield Sample(tr("till is slow"), (header_row(replace(board, connection=slow), _NOW, CELLS, local=UTC),))
    yield Sample(tr("till is gone"), board_strips(replace(board, connection=lost), _NOW, CELLS, UTC))
    gone = Note("n", NoteKind.SOLD_OUT, _NOW - timedelta(minutes=9), plu_code=7, text="Burrata")
    few = replace(gone, id="m", kind=NoteKind.COUNTDOWN, plu_code=8, amount=Decimal(4), text="Venison")
    for name, note in ((tr("sold out"), gone), (tr("nearly sold out"), few)):
        told = header_row(replace(board, shared=Shared((note,), is_offered=True)), _NOW, CELLS, local=UTC)
        yield Sample(name, (told,))
    for name, is_gone in ((tr("another station"), False), (tr("station without a screen"), True)):
        load = Load("Fry", is_own=False, open=7, age=timedelta(minutes=9), paper=False, is_unwatched=is_gone)
        yield Sample(name, other_station_rows((load,), CELLS))
    for mode in (Mode.PRACTICE, Mode.DRY_RUN):
        strip = mode_strip(mode, CELLS, DEFAULT_CAPS)
        yield Sample(tr(MODE_WORDS[mode]).lower(), () if strip is None else (strip,))
    lock = WipingLock()
    lock.begin(0.0)
    yield Sample(tr("keys off"), (wiping_strip(lock, 2.0, CELLS, "ENTER"),))
    said = footer_row(board, _NOW, CELLS, {}, message=tr("3 IS NOW T11 (was T9). Nothing done - press again."))
    yield Sample(tr("an answer to a key"), (said,))
