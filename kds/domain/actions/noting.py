"""Keys that tell the other screens something: rush, again, sold out, left, notices (board 3, 6 and 8; contract 7).

Where the till has no place for notes the same intents are kept on this screen only (`Shared.is_offered` is False).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from kds.domain.actions.checks import refuse_card
from kds.domain.actions.commands import card_intent, commands_for, label_of, new_id
from kds.domain.actions.telling import end, note_of, refuse_note, tell
from kds.domain.board import Board
from kds.domain.cards import Card, CardLine, LineKind, Recallable
from kds.domain.intents import Command, Direction, Intent, IntentKind, OneItem, Refusal, SetStatus
from kds.domain.notes import Note, NoteKind, end_words, subject_of
from kds.domain.order import Item
from kds.domain.status import item_status
from kds.domain.terms import Status
from kds.language import mark, number_words, tr

AGAIN_REASONS = (mark("dropped"), mark("wrong"), mark("overcooked"), mark("sent back"))
"""Why a dish is made again (board 3); shown by `tr`, sent and counted in English."""

MOST_LEFT = Decimal(999)
"""The largest countdown a person can set."""

LONGEST_NOTICE = 120
"""Characters of a notice: what fits into one row of a wall screen."""


def press_rush(board: Board, card: Card, now: datetime) -> Intent | Refusal:
    """Let all orders of a card go first on every screen, or, where the card reads `RUSH` already, no longer.

    Args:
        board: as painted.
        card: the chosen one; held orders on it are rushed too.
        now: server time.
    """
    refusal = refuse_note(board, NoteKind.RUSH, tr("rush orders"))
    if refusal is not None:
        return refusal
    orders = [order for order in card.orders if board.order(order.id) is not None]
    if not orders:
        return Refusal(tr("{title} has left the board", title=card.title))
    rushed = {note.order_id: note for note in board.shared.of(NoteKind.RUSH)}
    commands = [end(rushed[order.id], now, number=order.number) for order in orders if order.id in rushed]
    if not commands:
        commands = [tell(note_of(board, NoteKind.RUSH, now, order=each), now, number=each.number) for each in orders]
    return card_intent(board, card, IntentKind.RUSH, now, commands)


def press_again(board: Board, card: Card, line: CardLine, reason: str, now: datetime) -> Intent | Refusal:
    """Have a dish of a card made once more: its item goes back to `New`, and the other screens learn why.

    Args:
        board: as painted.
        card: the card it stands on.
        line: the dish.
        reason: one of `AGAIN_REASONS`.
        now: server time.
    """
    if line.kind not in (LineKind.DISH, LineKind.CHANGED):
        return Refusal(tr("there is nothing to make again: the line is no dish"))
    refusal = refuse_card(board, card)
    return refusal or _again(board, line.order_id, line.item_id, reason, now, title=label_of(card), card_key=card.key)


def recall_again(board: Board, recallable: Recallable, item: Item, reason: str, now: datetime) -> Intent | Refusal:
    """Have a dish of the recall list made once more; see `press_again`."""
    order_id = recallable.order.id
    card_key = board.marks.card_of.get(order_id, order_id)
    return _again(board, order_id, item.id, reason, now, title=recallable.title, card_key=card_key)


def sold_out(board: Board, plu_code: int, name: str, now: datetime) -> Intent | Refusal:
    """Say that a product is sold out; it replaces a countdown.

    Args:
        board: as painted.
        plu_code: the till's product code.
        name: what people call it.
        now: server time.
    """
    refusal = refuse_note(board, NoteKind.SOLD_OUT, tr("say what is sold out"))
    if refusal is not None:
        return refusal
    if plu_code in board.shared.sold_out:
        return Refusal(tr("{name} is sold out already", name=name))
    return _told(board, note_of(board, NoteKind.SOLD_OUT, now, plu_code=plu_code, text=name, gone_at=now), name, now)


def count_down(board: Board, plu_code: int, name: str, amount: Decimal, now: datetime) -> Intent | Refusal:
    """Say how many portions of a product are left: arriving orders lower the number, and at 0 it is sold out.

    Args:
        board: as painted.
        plu_code: the till's product code.
        name: what people call it.
        amount: portions; 0 is `sold_out`, more than `MOST_LEFT` is refused.
        now: server time.
    """
    if amount == 0:
        return sold_out(board, plu_code, name, now)
    refusal = refuse_note(board, NoteKind.COUNTDOWN, tr("say how many are left"))
    if refusal is not None:
        return refusal
    if not 0 < amount <= MOST_LEFT:
        return Refusal(tr("a number from 0 to {most} is needed", most=MOST_LEFT))
    note = note_of(board, NoteKind.COUNTDOWN, now, plu_code=plu_code, amount=amount, text=name)
    return _told(board, note, tr("{amount} left of {name}", amount=number_words(amount), name=name), now)


def post_notice(board: Board, text: str, now: datetime) -> Intent | Refusal:
    """Show a sentence on every screen of this kitchen until somebody ends it or the day does."""
    refusal = refuse_note(board, NoteKind.NOTICE, tr("write notices"))
    if refusal is not None:
        return refusal
    words = " ".join(text.split())
    if not words:
        return Refusal(tr("the notice is empty"))
    if len(words) > LONGEST_NOTICE:
        return Refusal(tr("a notice has at most {most} characters", most=LONGEST_NOTICE))
    return _told(board, note_of(board, NoteKind.NOTICE, now, text=words), tr("notice"), now)


def end_note(board: Board, note: Note, now: datetime) -> Intent | Refusal:
    """End a note of `Board.shared`, whoever told it: available again, no countdown, a notice taken down.

    Args:
        board: as painted.
        note: one of `board.shared.notes`.
        now: server time.
    """
    refusal = refuse_note(board, note.kind, tr("end this"))
    if refusal is not None:
        return refusal
    if all(subject_of(each) != subject_of(note) for each in board.shared.notes):
        return Refusal(tr("it is over already"))
    kind = IntentKind.RUSH if note.kind is NoteKind.RUSH else IntentKind.NOTE
    return _intent(board, kind, end_words(note), note.order_id or "", now, [end(note, now)])


def _again(
    board: Board, order_id: str, item_id: int, reason: str, now: datetime, *, title: str, card_key: str
) -> Intent | Refusal:
    refusal = refuse_note(board, NoteKind.AGAIN, tr("have anything made again"))
    if refusal is not None:
        return refusal
    known = (*board.orders, *(row.order for row in board.recallable))
    order = next((each for each in known if each.id == order_id), None)
    item = order.item(item_id) if order is not None else None
    if order is None or item is None or item.is_negative:
        return Refusal(tr("{title} has left the board", title=title))
    status = item_status(item, order.inactive_endpoints)
    if any(pair.status is Status.CANCELLED for pair in item.pairs):
        return Refusal(tr("{dish} was taken back: nobody wants it again", dish=item.name))
    if status.rank < Status.IN_PROGRESS.rank:
        return Refusal(tr("{dish} is not begun yet: there is nothing to make again", dish=item.name))
    note = note_of(board, NoteKind.AGAIN, now, order=order, item_id=item_id, reason=reason, text=item.name)
    change = SetStatus(OneItem(item_id), Status.NEW, Direction.BACKWARD)
    commands = (*commands_for(order, [change], now), tell(note, now, number=order.number))
    ticks = frozenset(key for key in board.marks.ticked if key.startswith(f"{order.id}/{item_id}/"))
    intent = _intent(board, IntentKind.AGAIN, f"{title} {item.name}", card_key, now, commands)
    return replace(intent, unticked=ticks)


def _told(board: Board, note: Note, label: str, now: datetime) -> Intent:
    former = next((each for each in board.shared.notes if subject_of(each) == subject_of(note)), None)
    return _intent(board, IntentKind.NOTE, label, "", now, [tell(note, now, former=former)])


def _intent(
    board: Board, kind: IntentKind, label: str, card_key: str, now: datetime, commands: Iterable[Command]
) -> Intent:
    return Intent(
        id=new_id(now),
        kind=kind,
        station=board.station.name,
        label=label,
        card_key=card_key,
        at=now,
        commands=tuple(commands),
    )
