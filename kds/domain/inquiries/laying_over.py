"""Lays what is still on its way over an inquiry, so that the screen shows at once what was pressed; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from kds.domain.errands import AddMemo, Deed, Reply, SetFlags
from kds.domain.inquiries.inquiry import Author, Inquiry, InquiryMessage
from kds.domain.inquiries.memo import shown_lines, with_line
from kds.domain.inquiries.plain_text import one_line
from kds.domain.inquiries.replies import MESSAGE_CELLS
from kds.domain.inquiries.wishes import FlagWish
from kds.domain.intents import Command, Errand

UNSENT_ID = -1
"""Id of a message that stands in no thread yet."""


def lane_of(inquiry_id: int) -> str:
    """Name the lane of an inquiry's commands, and its card: `inquiry:2546`."""
    return f"inquiry:{inquiry_id}"


def deed_of(command: Command) -> Deed | None:
    """Give what a command does at another system than the till, None for one of the till's."""
    return command.change.deed if isinstance(command.change, Errand) else None


def wish_of(deed: SetFlags) -> FlagWish:
    """Give the flags of a deed as the rules compare them."""
    return FlagWish(deed.is_answered, deed.is_to_do, deed.is_closed, deed.notifies)


def laid_over(inquiry: Inquiry, commands: Iterable[Command]) -> Inquiry:
    """Give the inquiry as it will be.

    Args:
        inquiry: as it was read.
        commands: what is on its way to it, oldest first.
    """
    for command in commands:
        match deed_of(command):
            case SetFlags() as deed:
                inquiry = replace(inquiry, flags=replace(inquiry.flags, **wish_of(deed).wanted))
            case AddMemo(line=line):
                memo = with_line(inquiry.stored_memo, line)
                inquiry = replace(inquiry, stored_memo=memo, memo_lines=shown_lines(memo))
            case Reply(text=text):
                inquiry = _with_reply(inquiry, command, text)
            case _:
                continue
    return inquiry


def _with_reply(inquiry: Inquiry, command: Command, text: str) -> Inquiry:
    thread = inquiry.messages or ()
    newest = thread[-1].at if thread else inquiry.created_at
    # after everything that stands there, whatever the two clocks say: it is the last word
    after = newest + timedelta(milliseconds=1)
    written = max(command.at, after) if command.at is not None else after
    message = InquiryMessage(UNSENT_ID, Author.SHOP, one_line(text, limit_cells=MESSAGE_CELLS), written)
    return replace(inquiry, messages=(*thread, message))
