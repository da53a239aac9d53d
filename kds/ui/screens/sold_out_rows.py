"""The entries of the list of what is sold out, from a board; pure, no screen state."""

from __future__ import annotations

from datetime import tzinfo
from decimal import Decimal

from kds.domain.allergy import plain_words
from kds.domain.board import Board
from kds.domain.notes import Note
from kds.domain.products import Product, product_name, products_of
from kds.domain.text import cell_width, cut_cells
from kds.domain.wording import amount_words
from kds.language import tr, trn
from kds.ui.drawing.sold_out import counted_down
from kds.ui.drawing.words import joined, padded, short_clock
from kds.ui.screens.list_rows import Entry

_WIDEST_NAME = 32
_LEAST_NAME = 8
_OTHER_CELLS = 30


def product_entries(
    board: Board, search: str, columns: int, local: tzinfo | None, *, is_refused: bool
) -> tuple[Entry, ...]:
    """Give what is sold out, what is counted down, then the other products; each is named by its code.

    Args:
        board: whose notes and orders name the products.
        search: letters that have to be in the name, in any case and without regard to accents; empty for all.
        columns: cells there are.
        local: the restaurant's time zone, None for the machine's own.
        is_refused: nothing can be said here, so that nothing is drawn as if it could.
    """
    noted = (*board.shared.sold_out.values(), *counted_down(board))
    told = {note.plu_code for note in noted}
    others = [product for product in products_of(board) if product.code not in told]
    names = [product_name(board, note) for note in noted] + [product.name for product in others]
    widest = max(map(cell_width, names), default=0)
    cells = min(widest, _WIDEST_NAME, max(columns - _OTHER_CELLS, _LEAST_NAME))
    rows = [
        *(Entry(str(note.plu_code), _told(board, note, cells, local), loud=True) for note in noted),
        *(Entry(str(each.code), _wanted(board, each, cells), quiet=is_refused) for each in others),
    ]
    wanted = plain_words(search)
    return tuple(row for row, name in zip(rows, names, strict=True) if wanted in plain_words(name))


def _told(board: Board, note: Note, cells: int, local: tzinfo | None) -> str:
    """Give `SEA TROUT  SOLD OUT  since 19:10  anna`."""
    is_gone = note.plu_code in board.shared.sold_out
    left = tr("SOLD OUT") if is_gone else tr("{amount} LEFT", amount=amount_words(note.amount or Decimal(0)))
    since = (note.gone_at or note.at) if is_gone else note.at
    time = tr("since {time}", time=short_clock(since, local))
    is_waiting = note.is_local and board.shared.is_offered is not False
    unsent = tr("not told yet") if is_waiting else ""
    return joined(_cased(board, product_name(board, note), cells), left, time, note.by, unsent)


def _wanted(board: Board, product: Product, cells: int) -> str:
    """Give `RIBEYE 300  6 open`."""
    words = ""
    if product.open > 0:
        is_whole = product.open == product.open.to_integral_value()
        amount = amount_words(product.open)
        words = (
            trn("{count} open", "{count} open", int(product.open)) if is_whole else tr("{amount} open", amount=amount)
        )
    return joined(_cased(board, product.name, cells), words)


def _cased(board: Board, name: str, cells: int) -> str:
    """Give a name filled to the width of its column; dots where it is longer."""
    cased = name.upper() if board.station.upper_case_items else name
    return padded(cased if cell_width(cased) <= cells else f"{cut_cells(cased, cells - 2)}..", cells)
