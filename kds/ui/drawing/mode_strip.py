"""The last row of a screen that does not show the real board, or not with all it can do: it says so for as long as that is so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kds.domain.board import Board
from kds.domain.connection import Link
from kds.domain.modes import Mode
from kds.domain.text import cell_width
from kds.language import mark, tr, trn
from kds.ui.drawing.spans import BOLD, OFFLINE, REVERSE, Row, Span, spread
from kds.ui.drawing.words import minutes_seconds

MODE_WORDS: Mapping[Mode, str] = {
    Mode.PRACTICE: mark("PRACTICE"),
    Mode.DRY_RUN: mark("DRY RUN"),
    Mode.VIEW: mark("VIEW"),
}
"""What the header's box says of a board that is not the real one."""

_SAID: Mapping[Mode, tuple[str, ...]] = {
    Mode.PRACTICE: (mark("PRACTICE - nothing here is cooked"), mark("PRACTICE - not cooked"), mark("PRACTICE")),
    Mode.DRY_RUN: (mark("DRY RUN - nothing is sent to the till"), mark("DRY RUN - nothing is sent"), mark("DRY RUN")),
    Mode.VIEW: (mark("VIEW of this machine's board - nothing can be pressed"), mark("VIEW - look only"), mark("VIEW")),
}
_AROUND = 5
"""Blanks: one before the left side, two between the sides, two behind the right one."""


@dataclass(frozen=True, slots=True)
class RealBoard:
    """What practice has to tell of the real board behind it.

    Attributes:
        board: the real board, None before it is there.
        now: the real till's time.
        is_ringing: something happened there just now.
    """

    board: Board | None
    now: datetime
    is_ringing: bool = False


def mode_strip(mode: Mode, columns: int, caps: Mapping[str, str], real: RealBoard | None = None) -> Row | None:
    """Give the row, None for the real board, which needs none.

    Args:
        mode: what stands on the screen.
        columns: width of the screen in cells.
        caps: action → what is printed on its key.
        real: the board behind practice.
    """
    if mode is Mode.REAL:
        return None
    keys = " ".join(caps[name] for name in ("quit", "done") if name in caps)
    leaves = tr("{keys} leaves", keys=keys) if keys else ""
    lefts = [tr(words) for words in _SAID[mode]]
    rights = [""]
    look = REVERSE
    if mode is Mode.VIEW:
        rights = [leaves]
    elif mode is Mode.PRACTICE and real is not None:
        rights = [f"{told}: {leaves}" if leaves else told for told in _told(real)]
        look = BOLD if real.is_ringing else OFFLINE if _is_cut_off(real.board) else REVERSE
    left, right = _fitting(lefts, rights, columns - _AROUND)
    return spread((Span(f" {left}", look),), (Span(f"{right}  ", look),), columns, look)


def _fitting(lefts: Sequence[str], rights: Sequence[str], room: int) -> tuple[str, str]:
    """Give the longest words of both sides that stand beside each other; the right side is shortened last."""
    for right in rights:
        for left in lefts:
            if cell_width(left) + cell_width(right) <= room:
                return left, right
    return lefts[-1], rights[-1]


def waiting(board: Board) -> int:
    """Give how many orders of the real board wait for this station: those that somebody has to cook or send."""
    return len({order.id for card in board.cards for order in card.orders if order.is_processed})


def _told(real: RealBoard) -> tuple[str, ...]:
    """Say how many real orders wait and whether that can be known, in more and in fewer words."""
    board = real.board
    if board is None or not board.known:
        return (tr("REAL TILL NOT REACHED"), tr("NO TILL"))
    count, link = waiting(board), board.connection
    words = trn("{count} REAL ORDER WAITING", "{count} REAL ORDERS WAITING", count) if count else tr("NO REAL ORDERS")
    short = tr("{count} REAL", count=count)
    if link.link in (Link.OFFLINE, Link.SLOW):
        age = minutes_seconds(real.now - link.offline_since) if link.offline_since is not None else ""
        is_off = link.link is Link.OFFLINE
        state = tr("REAL TILL OFFLINE {age}", age=age) if is_off else tr("REAL TILL SLOW {age}", age=age)
        words = tr("{state}, {count} WAITING", state=state, count=count)
        short = tr("OFFLINE {age}, {count} REAL", age=age, count=count) if is_off else short
    refused = tr("{words}, {count} REFUSED", words=words, count=link.parked)
    return (refused, words, short) if link.parked else (words, short)


def _is_cut_off(board: Board | None) -> bool:
    return board is None or not board.known or board.connection.link in (Link.OFFLINE, Link.CONNECTING)
