"""Which card stands in which slot, and how long already: places that stay put under a cook's fingers (board 5).

A pure value and functions on it. Times are seconds of one monotonic clock, so that a stepping wall clock moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kds.domain.layout import Block, Page, Part, Shape, below, fitting_stop, height_of, next_parts, pages
from kds.language import mark, tr

GUARD_SECONDS = 0.5
"""A digit acts only on an order that has stood in its slot for so long."""
SETTLE_SECONDS = 3.0
"""Cards close up when no key was pressed for so long."""
SELECTION_SECONDS = 10.0
"""A selection without a further key lapses after so long."""
ALWAYS = float("-inf")
"""`since` of what stood there when the board was drawn for the first time."""

_NO_ROOM = Shape(0, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """A slot in use.

    Attributes:
        slot: 0 for the digit 1, 9 for the digit 0.
        since: monotonic seconds since when this card stands in this slot.
        parts: where it stands; of a ghost, the room it left behind.
        former: title of the card that stood in the slot before, for the message.
        is_ghost: the card is gone and its place is kept.
    """

    slot: int
    key: str
    title: str
    parts: tuple[Part, ...]
    since: float = ALWAYS
    former: str = ""
    is_ghost: bool = False

    @property
    def digit(self) -> str:
        """The key that chooses it: 1 to 9, then 0."""
        return str((self.slot + 1) % 10)

    @property
    def is_whole(self) -> bool:
        """Whether the card stands on this page from its first to its last row."""
        return self.parts[0].start == 0 and self.parts[-1].is_last


@dataclass(frozen=True, slots=True)
class Places:
    """One page of places.

    Attributes:
        shape: the room they were made for.
        page, page_count: the page shown, from 0, and how many there are.
        standings: by slot, ghosts included.
        before: keys on the pages before this one.
        after: keys that are on no page up to this one, in sort order; the first that fits a gap takes it.
        closed_up: the blocks, when they stand as they would anew; then the same blocks need not be placed again.
    """

    shape: Shape = _NO_ROOM
    page: int = 0
    page_count: int = 1
    standings: tuple[Standing, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    closed_up: tuple[Block, ...] | None = field(default=None, compare=False)

    def standing(self, slot: int) -> Standing | None:
        """Give what stands in a slot, a ghost too; None when the slot is empty."""
        return next((standing for standing in self.standings if standing.slot == slot), None)

    def place_of(self, key: str) -> Standing | None:
        """Give where a card stands on this page; None when it does not, or is a ghost."""
        return next((each for each in self.standings if each.key == key and not each.is_ghost), None)


@dataclass(frozen=True, slots=True)
class SlotChanged:
    """A digit whose slot was given away a moment ago: nothing happened, and `sentence` says so."""

    slot: int
    sentence: str


def chosen(places: Places, slot: int, at: float) -> str | SlotChanged | None:
    """Give the key of the card that a digit chooses; `SlotChanged` within the guard time, None for an empty slot."""
    standing = places.standing(slot)
    if standing is None or standing.is_ghost:
        return None
    if at - standing.since < GUARD_SECONDS:
        sentence = mark("{digit} IS NOW {title}. Nothing done - press again.")
        if standing.former:
            sentence = mark("{digit} IS NOW {title} (was {former}). Nothing done - press again.")
        words = tr(sentence, digit=standing.digit, title=standing.title, former=standing.former)
        return SlotChanged(slot, words)
    return standing.key


def anew(places: Places) -> Places:
    """Give places whose cards are all to be placed again from the first page on; the guard knows what stood where."""
    return replace(places, shape=_NO_ROOM, page=0, closed_up=None)


def beside(places: Places, key: str | None, step: int) -> str | None:
    """Give the card `step` slots after that one (before it, for a negative step), the first or last at the ends."""
    keys = [standing.key for standing in places.standings if not standing.is_ghost]
    if not keys:
        return None
    if key not in keys:
        return keys[0 if step > 0 else -1]
    return keys[min(max(keys.index(key) + step, 0), len(keys) - 1)]


def selection_lapsed(last_key_at: float, at: float) -> bool:
    """Whether a selection is over because nobody pressed a key."""
    return at - last_key_at >= SELECTION_SECONDS


def placed(
    places: Places,
    blocks: Sequence[Block],
    shape: Shape,
    *,
    at: float,
    last_key_at: float,
    page: int | None = None,
) -> Places:
    """Give the places after the cards or the time changed; the same object when nothing moved.

    While keys are pressed no card changes its slot or column: a card that went leaves a ghost, a gap goes to the first
    order off the page that fits, new orders go to the end. After `SETTLE_SECONDS` without a key, on another page or in
    another room, cards close up in sort order.

    Args:
        places: as they are; `Places()` at first.
        blocks: all cards of the board in sort order.
        shape: the room of a page.
        at: now, in monotonic seconds.
        last_key_at: when a key was pressed last, same clock.
        page: the page to show; None for the present one.
    """
    page = places.page if page is None else page
    if shape == places.shape and places.page >= 0:
        # a turn beyond the last page turns nothing, so nothing may move
        page = min(max(page, 0), places.page_count - 1)
    is_quiet = at - last_key_at >= SETTLE_SECONDS
    is_here = shape == places.shape and page == places.page
    if is_quiet and is_here and places.closed_up == tuple(blocks):
        return places
    moved = None
    if not is_quiet and is_here and places.standings:
        moved = _kept(places, blocks, at)
    if moved is None:
        moved = _closed_up(places, blocks, shape, page, at)
    is_as_before = moved == places and moved.closed_up in (None, places.closed_up)
    return places if is_as_before else moved


def turned(places: Places, blocks: Sequence[Block], shape: Shape, key: str) -> tuple[Places, int]:
    """Give places and page for `placed` that show a card; cards close up where it is not on the page shown now."""
    if places.place_of(key) is not None:
        return places, places.page
    found = (number for number, page in enumerate(pages(blocks, shape)) if any(spot.key == key for spot in page))
    return replace(places, page=-1), next(found, places.page)


def _closed_up(places: Places, blocks: Sequence[Block], shape: Shape, page: int, at: float) -> Places:
    all_pages = pages(blocks, shape)
    page = min(max(page, 0), len(all_pages) - 1)
    titles = {block.key: block.title for block in blocks}
    standings = []
    for spot in all_pages[page]:
        old = places.standing(spot.slot)
        since, former = ALWAYS, ""
        if old is not None and old.key == spot.key and not old.is_ghost:
            since, former = old.since, old.former
        elif places.standings:
            since, former = at, old.title if old else ""
        standings.append(Standing(spot.slot, spot.key, titles[spot.key], spot.parts, since, former))
    here = {standing.key for standing in standings}
    return Places(
        shape=shape,
        page=page,
        page_count=len(all_pages),
        standings=tuple(standings),
        before=_keys(all_pages[:page], here),
        after=_keys(all_pages[page + 1 :], here),
        closed_up=tuple(blocks),
    )


def _keys(some_pages: Sequence[Page], without: set[str]) -> tuple[str, ...]:
    keys = (spot.key for page in some_pages for spot in page)
    return tuple(dict.fromkeys(key for key in keys if key not in without))


def _kept(places: Places, blocks: Sequence[Block], at: float) -> Places | None:
    """Change as little as possible; None when something could not be shown any more without closing up."""
    by_key = {block.key: block for block in blocks}
    ghosted = tuple(
        standing if standing.is_ghost or standing.key in by_key else replace(standing, is_ghost=True, since=at)
        for standing in places.standings
    )
    standings = _refitted(ghosted, by_key, places.shape)
    if standings is None:
        return None
    waiting = [block for block in blocks if block.key not in places.before and not _stands(standings, block.key)]
    standings = _returned(standings, waiting, places.shape, at)
    standings = _filled(standings, waiting, places.shape, at)
    standings = _appended(standings, waiting, places.shape, at)
    return replace(
        places,
        standings=standings,
        before=tuple(key for key in places.before if key in by_key),
        after=tuple(block.key for block in waiting),
        page_count=places.page + 1 + (bool(waiting) or any(_goes_on(each) for each in standings)),
        closed_up=None,
    )


def _goes_on(standing: Standing) -> bool:
    return not standing.is_ghost and not standing.parts[-1].is_last


def _stands(standings: Sequence[Standing], key: str) -> bool:
    return any(standing.key == key and not standing.is_ghost for standing in standings)


def _returned(standings: tuple[Standing, ...], waiting: list[Block], shape: Shape, at: float) -> tuple[Standing, ...]:
    """Put a card that was taken back into the place its ghost kept."""
    result = list(standings)
    for index, standing in enumerate(standings):
        block = next((each for each in waiting if standing.is_ghost and each.key == standing.key), None)
        if block is None:
            continue
        rows = sum(part.stop - part.start for part in standing.parts)
        parts = standing.parts if rows == block.rows else _in_gap(standing, standings, block, shape)
        if parts is not None:
            result[index] = replace(standing, parts=parts, title=block.title, since=at, is_ghost=False)
            waiting.remove(block)
    return tuple(result)


def _filled(standings: tuple[Standing, ...], waiting: list[Block], shape: Shape, at: float) -> tuple[Standing, ...]:
    """Give each gap to the first waiting order that fits."""
    result = list(standings)
    for index, ghost in enumerate(standings):
        if not result[index].is_ghost:
            continue
        for block in waiting:
            parts = _in_gap(ghost, result, block, shape)
            if parts is not None:
                result[index] = Standing(ghost.slot, block.key, block.title, parts, at, ghost.title)
                waiting.remove(block)
                break
    return tuple(result)


def _in_gap(ghost: Standing, standings: Sequence[Standing], block: Block, shape: Shape) -> tuple[Part, ...] | None:
    """Give the place of a block in the room a ghost keeps, None when it is too high for it."""
    for part in ghost.parts:
        tops = [
            other.top
            for standing in standings
            for other in standing.parts
            if standing.slot != ghost.slot and other.column == part.column and other.top > part.top
        ]
        limit = min(tops) - shape.gap if tops else shape.rows
        if block.rows <= limit - part.top:
            return (Part(part.column, part.top, 0, block.rows),)
    return None


def _appended(standings: tuple[Standing, ...], waiting: list[Block], shape: Shape, at: float) -> tuple[Standing, ...]:
    """Put waiting orders behind the last card while there are digits and room, in sort order."""
    result = list(standings)
    last = max((part for standing in result for part in standing.parts), key=lambda part: (part.column, part.top))
    while waiting and (slot := max(standing.slot for standing in result) + 1) < shape.digits:
        parts = next_parts(waiting[0], *below(last, shape), shape)
        if parts is None:
            break
        block = waiting.pop(0)
        result.append(Standing(slot, block.key, block.title, parts, at))
        last = parts[-1]
    return tuple(result)


def _refitted(standings: tuple[Standing, ...], by_key: dict[str, Block], shape: Shape) -> tuple[Standing, ...] | None:
    """Give cards that grew the room below them, pushing the others down; None when a card can't show its head.

    A card that does not find enough room is torn where it stands until the cards close up.
    """
    if all(standing.is_ghost or _is_as_placed(standing, by_key[standing.key]) for standing in standings):
        return tuple(
            standing if standing.is_ghost else replace(standing, title=by_key[standing.key].title)
            for standing in standings
        )
    fresh: dict[int, list[Part]] = {standing.slot: [] for standing in standings}
    for column in range(shape.columns):
        pieces = sorted(
            ((part, standing) for standing in standings for part in standing.parts if part.column == column),
            key=lambda piece: piece[0].top,
        )
        if not _stacked(pieces, by_key, shape, fresh):
            return None
    return tuple(
        replace(standing, parts=tuple(fresh[standing.slot]), title=_title(standing, by_key)) for standing in standings
    )


def _title(standing: Standing, by_key: dict[str, Block]) -> str:
    return standing.title if standing.is_ghost else by_key[standing.key].title


def _is_as_placed(standing: Standing, block: Block) -> bool:
    starts = [part.start for part in standing.parts[1:]]
    is_torn_right = all(start in block.breaks or start == standing.parts[0].start for start in starts)
    end = standing.parts[-1]
    return is_torn_right and (end.stop == block.rows if end.is_last else end.stop in block.breaks)


def _stacked(
    pieces: list[tuple[Part, Standing]],
    by_key: dict[str, Block],
    shape: Shape,
    fresh: dict[int, list[Part]],
) -> bool:
    """Place one column's pieces anew from top to bottom into `fresh`; False when one can't show its first line.

    Blank rows between cards give way before a card is torn.
    """
    bottom = -shape.gap
    for index, (part, standing) in enumerate(pieces):
        needed_below = sum(1 if other.is_ghost else piece.height for piece, other in pieces[index + 1 :])
        done = fresh[standing.slot]
        start = done[-1].stop if done else part.start
        block = None if standing.is_ghost else by_key[standing.key]
        more_follow = block is not None and part is not standing.parts[-1]
        if block is None or more_follow:
            wanted = 1 if block is None else part.height
        elif start >= block.rows:
            continue
        else:
            wanted = height_of(start, block.rows, is_last=True)
        top = max(bottom, 0, min(max(part.top, bottom + shape.gap), shape.rows - needed_below - wanted))
        room = shape.rows - top - needed_below
        if block is None:
            fresh[standing.slot].append(Part(part.column, top, 0, max(min(part.height, room), 1)))
            bottom = top + (part.height if top == part.top else 1)
            continue
        stop = fitting_stop(block, start, min(room, part.height) if more_follow else room, anywhere=top == 0)
        if stop is None:
            return False
        done.append(Part(part.column, top, start, stop, is_last=stop == block.rows))
        bottom = done[-1].bottom
    return True
