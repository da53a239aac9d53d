"""The last row of a screen that does not show the real board, or not with all it can do: it says so for as long as that is so."""

from __future__ import annotations

from collections.abc import Mapping
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
_BETWEEN = 2


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
    is_gone = real is not None and mode is Mode.PRACTICE and (real.board is None or _is_cut_off(real.board))
    right = " ".join(_ending(mode, real, keys).split())
    look = REVERSE
    if real is not None and real.is_ringing:
        look = BOLD
    elif is_gone:
        look = OFFLINE
    room = columns - cell_width(right) - _BETWEEN - 2
    left = next((tr(words) for words in _SAID[mode] if cell_width(tr(words)) <= room), tr(_SAID[mode][-1]))
    return spread((Span(f" {left}", look),), (Span(f"{right}  " if room > cell_width(left) else f"{right} ", look),), columns, look)


def waiting(board: Board) -> int:
    """Give how many orders of the real board wait for this station: those that somebody has to cook or send."""
    return len({order.id for card in board.cards if not card.all_held for order in card.orders})


def _ending(mode: Mode, real: RealBoard | None, keys: str) -> str:
    leaves = tr("{keys} leaves", keys=keys) if keys else ""
    if mode is not Mode.PRACTICE or real is None:
        return leaves if mode is Mode.VIEW else ""
    told = _real_words(real)
    return f"{told}: {leaves}" if leaves else told


def _real_words(real: RealBoard) -> str:
    """Say how many real orders wait, and whether that can be known."""
    board = real.board
    if board is None or not board.known:
        return tr("REAL TILL NOT REACHED")
    count = waiting(board)
    link = board.connection
    orders = trn("{count} REAL ORDER WAITING", "{count} REAL ORDERS WAITING", count) if count else tr("NO REAL ORDERS")
    if _is_cut_off(board) or link.link is Link.SLOW:
        age = minutes_seconds(real.now - link.offline_since) if link.offline_since is not None else ""
        word = tr("OFFLINE") if link.link is Link.OFFLINE else tr("SLOW")
        orders = tr("REAL TILL {word} {age}, {count} WAITING", word=word, age=age, count=count)
    return f"{orders}, {tr('{count} REFUSED', count=link.parked)}" if link.parked else orders


def _is_cut_off(board: Board) -> bool:
    return board.connection.link in (Link.OFFLINE, Link.CONNECTING) or not board.known
