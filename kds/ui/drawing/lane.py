"""The lane of inquiries beside the rail: at most five cards, or one row where there is no room; nothing when nobody waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kds.domain.inquiries.cards import MOST_ON_LANE, InquiryCard, Wait, wait_of
from kds.domain.inquiries.facts import InquiryFacts
from kds.domain.inquiries.finding import Concern
from kds.domain.inquiries.inquiry import Author
from kds.domain.inquiries.phases import InquiryPhase
from kds.domain.text import cell_width, clean, wrap_cells
from kds.language import mark, tr, trn
from kds.ui.drawing.caps import DEFAULT_CAPS
from kds.ui.drawing.sizes import ExpoGrid
from kds.ui.drawing.spans import (
    ALLERGY,
    BOLD,
    DIM,
    DUE,
    LATE,
    PLAIN,
    REVERSE,
    SELECTED,
    VOID,
    Look,
    Row,
    Span,
    blank,
    filled,
    line_of,
    spread,
)
from kds.ui.drawing.words import dotted, joined, minutes

LEAST_LANE_CELLS = 28
"""Below this width a lane says too little; `lane_strip` stands for it."""
TALLEST_CARD = 8
"""Rows of one card, however much room there is."""
LIST_CAP = "inquiries"
"""Name in `caps` of the key that opens the list of all inquiries."""

_NOT_READ = {
    Concern.ALLERGY: mark("ALLERGY NOT READ"),
    Concern.CANCEL: mark("CANCEL NOT READ"),
    Concern.CHANGE: mark("CHANGE NOT READ"),
}

LANE_CELLS = 34
"""Width of a lane in a column of its own."""
OWN_COLUMN_FROM = 150
"""From so many columns on the lane has a column of its own; below it takes the place of the second detail."""

_LEAST_CARD = 2
_LOOKS = {Wait.FRESH: PLAIN, Wait.WAITING: BOLD, Wait.LONG: DUE, Wait.TOO_LONG: LATE}


@dataclass(frozen=True, slots=True)
class LaneView:
    """What a lane depends on beside its facts.

    Attributes:
        now: the board's time.
        width: cells of a row, the bar at its left included.
        height: rows.
        selected: key of the chosen card, None for none.
        ascii_only: no bar outside ASCII.
        caps: action → what is printed on its key.
    """

    now: datetime
    width: int
    height: int
    selected: str | None = None
    ascii_only: bool = False
    caps: Mapping[str, str] = field(default_factory=lambda: DEFAULT_CAPS)


@dataclass(frozen=True, slots=True)
class Lane:
    """A drawn lane.

    Attributes:
        rows: exactly as many and as wide as the view says; none when nobody waits.
        places: first row, number of rows and key of each card that stands on it, for fingers.
    """

    rows: tuple[Row, ...] = ()
    places: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LanePlace:
    """Where a lane stands on the screen of the pass, in cells."""

    x: int
    y: int
    width: int
    height: int


def columns_beside(columns: int) -> int:
    """Give the columns that rail and details keep while there is a lane; to be given to `expo_grid` in their stead."""
    return columns - LANE_CELLS - 1 if columns >= OWN_COLUMN_FROM else columns


def lane_place(grid: ExpoGrid, columns: int) -> LanePlace | None:
    """Give where the lane goes: right of everything, or in the second detail's place; None where `lane_strip` must do.

    Args:
        grid: of a screen with `columns_beside(columns)` columns.
        columns: of the whole screen.
    """
    height = grid.rows - grid.top - 2
    if columns > grid.columns:
        return LanePlace(columns - LANE_CELLS, grid.top, LANE_CELLS, height)
    if len(grid.details) < 2:
        return None
    x, width = grid.details[-1]
    return LanePlace(x, grid.top, width, height) if width >= LEAST_LANE_CELLS else None


def lane(facts: InquiryFacts | None, view: LaneView) -> Lane:
    """Draw the lane: a title with the count, then the cards; empty when nobody waits or nothing fits."""
    cards = facts.lane(view.now) if facts is not None else ()
    if not cards or view.height < 1 + _LEAST_CARD or view.width < LEAST_LANE_CELLS:
        return Lane()
    shown, height, gap = _divided(cards, view.height - 1)
    rows: list[Row] = [_title_row(cards, len(shown), view)]
    places: list[tuple[int, int, str]] = []
    for index, card in enumerate(shown):
        if index and gap:
            rows.append(line_of("", view.width))
        drawn = _card_rows(card, view, height)
        places.append((len(rows), len(drawn), card.key))
        rows += [_with_bar(row, card, view) for row in drawn]
    rows += [line_of("", view.width)] * (view.height - len(rows))
    return Lane(tuple(rows), tuple(places))


def lane_strip(facts: InquiryFacts | None, now: datetime, columns: int, caps: Mapping[str, str]) -> Row | None:
    """Give the one row that stands for the lane on a small screen: `3 inquiries, oldest 12m`; None when nobody waits."""
    cards = facts.lane(now) if facts is not None else ()
    if not cards:
        return None
    age = minutes(now - min(card.waits_since for card in cards))
    counted = trn("{count} inquiry, oldest {age}", "{count} inquiries, oldest {age}", len(cards), age=age)
    words = f" {counted}"
    spans = [Span(words, _LOOKS[max(wait_of(card, now) for card in cards)])]
    unread = [card for card in cards if card.unread]
    if unread:
        spans += [blank(2), Span(not_read_words(unread[0]), ALLERGY)]
    if any(card.stuck for card in cards):
        spans += [blank(2), Span(tr("DECIDE"), VOID)]
    cap = caps.get(LIST_CAP, "")
    return spread(spans, (Span(f"{tr('{key} list', key=cap)} ", BOLD),) if cap else (), columns)


def _divided(cards: Sequence[InquiryCard], room: int) -> tuple[Sequence[InquiryCard], int, int]:
    """Give the cards that fit, the most rows of each, and the blank rows between them."""
    count = min(len(cards), MOST_ON_LANE, room // _LEAST_CARD)
    gap = 1 if count * (_LEAST_CARD + 2) <= room else 0
    return cards[:count], min((room - (count - 1) * gap) // count, TALLEST_CARD), gap


def _title_row(cards: Sequence[InquiryCard], shown: int, view: LaneView) -> Row:
    more = tr("+{count} more", count=len(cards) - shown) if len(cards) > shown else ""
    right = joined(more, view.caps.get(LIST_CAP, ""), by=" ")
    return spread(
        (Span(f" {tr('INQUIRIES')} {len(cards)}", REVERSE),),
        (Span(f"{right} " if right else "", REVERSE),),
        view.width,
        REVERSE,
    )


def _with_bar(row: Row, card: InquiryCard, view: LaneView) -> Row:
    if view.selected == card.key:
        return (Span(">" if view.ascii_only else "█", SELECTED), *row)
    return (blank(1), *row)


def _card_rows(card: InquiryCard, view: LaneView, height: int) -> tuple[Row, ...]:
    """Give a card's rows without the bar: who, since when, what must be read first, then the words themselves."""
    width = view.width - 1
    loud = _loud_rows(card, width)
    rows = [_first_row(card, view.now, width), *loud[: height - 1]]
    rest = height - len(rows)
    if rest > 0:
        about = _about_row(card, width)
        memo = _memo_rows(card, width) if rest > 2 else ()
        texts = _text_rows(card, width, max(rest - 1 - len(memo), 0))
        rows += [about, *texts, *memo]
    return tuple(rows)


def _first_row(card: InquiryCard, now: datetime, width: int) -> Row:
    wait = wait_of(card, now)
    age = minutes(now - card.waits_since) if card.phase is not InquiryPhase.CLOSED else ""
    words = {Wait.WAITING: f"! {age}", Wait.LONG: f" ! {age} ", Wait.TOO_LONG: f" {tr('LATE {age}', age=age)} "}.get(
        wait, age
    )
    room = width - cell_width(words) - 1
    return spread((Span(dotted(card.title, room), BOLD),), (Span(words, _LOOKS[wait]),), width)


def _loud_rows(card: InquiryCard, width: int) -> list[Row]:
    """Give what must not be overlooked: a decision, an unread allergy, an allergy that no food is known for."""
    if card.stuck:
        return [line_of(dotted(f" {tr('DECIDE: our {what} waits', what=card.stuck[0].words)}", width), width, VOID)]
    if card.unread:
        words = f"## {not_read_words(card)} "
        return [line_of(words + "#" * max(width - cell_width(words), 0), width, ALLERGY)]
    graves = [alert for alert in card.alerts if alert.concern is Concern.ALLERGY]
    if graves and not card.food:
        words = f"## {tr('ALLERGY, NO ORDER KNOWN')} "
        return [line_of(words + "#" * max(width - cell_width(words), 0), width, ALLERGY)]
    return []


def not_read_words(card: InquiryCard) -> str:
    """Give `ALLERGY NOT READ` for what was written about the food of a card and was not seen at the pass."""
    return tr(_NOT_READ[card.unread[0].concern])


def _about_row(card: InquiryCard, width: int) -> Row:
    """Give who asks, in which language, about which food, and what is on its way."""
    left: list[Span] = []
    if card.phase is InquiryPhase.TO_DO:
        left.append(Span(f"{tr('TO-DO')} ", REVERSE))
        left.append(blank(1))
    left.append(Span(joined(clean(card.customer), clean(card.language), by=" · "), PLAIN))
    if card.unsent:
        left.append(Span(f"  ~ {', '.join(card.unsent)}", BOLD))
    titles = " ".join(dict.fromkeys(clean(link.title) for link in card.food))
    status = next(
        (clean(order.status_word).removeprefix("processing_").replace("_", " ") for order in card.web_orders), ""
    )
    about = tr("for {titles}", titles=titles) if titles else status
    return spread(left, (Span(dotted(about, width // 2), BOLD if titles else DIM),) if about else (), width)


def _text_rows(card: InquiryCard, width: int, room: int) -> tuple[Row, ...]:
    newest = card.newest
    if newest is None or room <= 0:
        return ()
    look: Look = PLAIN if newest.author is not Author.SHOP else DIM
    texts = wrap_cells(clean(newest.text), width - 1)
    if len(texts) > room:
        texts = (*texts[: room - 1], dotted(" ".join(texts[room - 1 :]), width - 1))
    return tuple(filled((blank(1), Span(text, look)), width) for text in texts)


def _memo_rows(card: InquiryCard, width: int) -> tuple[Row, ...]:
    return (
        (line_of(dotted(f" {tr('memo {text}', text=clean(card.memo[-1]))}", width), width, DIM),) if card.memo else ()
    )
