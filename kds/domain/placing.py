"""Puts cards into slots and keeps them there while keys are pressed (board 5); pure, from places to places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kds.domain.layout import Block, Page, Part, Shape, below, fitting_stop, height_of, next_parts, pages
from kds.domain.places import ALWAYS, Places, Standing

SETTLE_SECONDS = 3.0
"""Cards close up when no key was pressed for so long."""


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
        moved = _kept(places, blocks, shape, at)
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


def _kept(places: Places, blocks: Sequence[Block], shape: Shape, at: float) -> Places | None:
    """Change as little as possible; None when something could not be shown any more without closing up."""
    by_key = {block.key: block for block in blocks}
    ghosted = tuple(
        standing if standing.is_ghost or standing.key in by_key else replace(standing, is_ghost=True, since=at)
        for standing in places.standings
    )
    standings = _refitted(ghosted, by_key, shape)
    if standings is None:
        return None
    waiting = [block for block in blocks if block.key not in places.before and not _stands(standings, block.key)]
    standings = _returned(standings, waiting, shape, at)
    standings = _filled(standings, waiting, shape, at)
    standings = _appended(standings, waiting, shape, at)
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
