"""Carries out replies, flags and memos: each looks at the inquiry first, and asks a person where somebody was quicker.

A reply is sent once: whoever is not sure whether it arrived looks into the thread (lightspeed 8).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from kds.domain.errands import AddMemo, Deed, Reply, SetFlags
from kds.domain.inquiries.inquiry import Inquiry
from kds.domain.inquiries.laying_over import deed_of, wish_of
from kds.domain.inquiries.memo import has_line, with_line
from kds.domain.inquiries.replies import sent_reply
from kds.domain.inquiries.versions import as_seen, version_of
from kds.domain.inquiries.wishes import closed_meanwhile, contested
from kds.domain.intents import Command
from kds.errors import Busy, Missing, NotTheSource, SourceError, Unreachable
from kds.kitchen.errands import End, Finding
from kds.kitchen.inquiries.inbox import Inbox
from kds.kitchen.inquiries.ports import Shop
from kds.language import mark, tr

MOST_REMEMBERED = 500
"""Replies, and conflicts, of this run that are remembered."""

_TOO_MANY = 429
_GONE = mark("The inquiry was deleted in the shop.")
_DONE = Finding(End.DONE)
_FLAG_WORDS = {
    "is_answered": mark("answered"),
    "is_to_do": mark("to-do"),
    "is_closed": mark("closed"),
    "notifies": mark("notify"),
}


class InquiryErrands:
    """The shop as a source of errands.

    Args:
        shop: carries them out.
        inbox: learns of every change at once.
        board_now: gives the board's time, by which presses are dated.
    """

    most_together = 1
    """The shop takes one change at a time."""

    def __init__(self, shop: Shop, inbox: Inbox, board_now: Callable[[], datetime]) -> None:
        self._shop = shop
        self._inbox = inbox
        self._board_now = board_now
        self._told: dict[str, int] = {}
        self._arrived: dict[str, int] = {}

    @property
    def name(self) -> str:
        """What its commands carry in `source`."""
        return self._shop.name

    async def find(self, command: Command) -> Finding:
        """Look whether a command has been carried out already, by whomever."""
        deed = deed_of(command)
        now = await self._read(command)
        if now is None:
            return Finding(End.CONFLICT, tr(_GONE))
        if isinstance(deed, Reply):
            return await self._find_reply(command, deed, now.id)
        return _DONE if _is_met(deed, now) else Finding(End.OPEN)

    async def do(self, command: Command) -> Finding:
        """Carry it out, unless somebody else has changed the inquiry against it since it was seen."""
        deed = deed_of(command)
        try:
            now = await self._read(command)
        except (Busy, NotTheSource, Unreachable) as error:
            raise _not_sent(error) from error
        if now is None:
            return Finding(End.CONFLICT, tr(_GONE))
        if _is_met(deed, now):
            return _DONE
        trouble = _contradiction(deed, as_seen(command.base_version, now), now)
        if trouble and self._told.get(command.id) != version_of(now):
            # a person who sends it all the same has decided about the inquiry as it is now, and about no other
            self._told[command.id] = version_of(now)
            _keep_newest(self._told)
            return Finding(End.CONFLICT, trouble)
        try:
            return await self._carry_out(command, deed, now)
        except Missing:
            self._inbox.forget(now.id)
            return Finding(End.CONFLICT, tr(_GONE))
        except Busy as error:
            if error.status == _TOO_MANY:
                raise _not_sent(error) from error
            raise

    async def do_many(self, commands: Sequence[Command]) -> Mapping[str, Finding]:
        """Carry out several, one after the other."""
        return {command.id: await self.do(command) for command in commands}

    async def _carry_out(self, command: Command, deed: Deed | None, now: Inquiry) -> Finding:
        match deed:
            case SetFlags():
                changed = await self._shop.set_flags(
                    now.id,
                    is_answered=deed.is_answered,
                    is_to_do=deed.is_to_do,
                    is_closed=deed.is_closed,
                    notifies=deed.notifies,
                )
            case AddMemo(line=line):
                changed = await self._shop.set_memo(now.id, with_line(now.stored_memo, line))
            case Reply(text=text):
                message = await self._shop.reply(now.id, text)
                self._note_arrival(command, message.id)
                self._inbox.take_message(now.id, message)
                return _DONE
            case _:
                return Finding(End.CONFLICT, tr("The shop does not know this kind of errand."))
        self._inbox.take(changed)
        return _DONE if _is_met(deed, changed) else Finding(End.OPEN)

    async def _find_reply(self, command: Command, deed: Reply, inquiry_id: int) -> Finding:
        try:
            thread = await self._shop.messages(inquiry_id, fresh=True)
        except Missing:
            return Finding(End.CONFLICT, tr(_GONE))
        self._inbox.take_thread(inquiry_id, thread)
        others = {message_id for key, message_id in self._arrived.items() if key != command.id}
        pressed_at = (command.at or self._board_now()) + (self._shop.server_now() - self._board_now())
        found = sent_reply(thread, deed.text, pressed_at=pressed_at, seen=others)
        if found is None:
            return Finding(End.OPEN)
        self._note_arrival(command, found.id)
        return _DONE

    async def _read(self, command: Command) -> Inquiry | None:
        inquiry = await self._shop.read(command.number)
        if inquiry is None:
            self._inbox.forget(command.number)
        else:
            self._inbox.take(inquiry)
        return inquiry

    def _note_arrival(self, command: Command, message_id: int) -> None:
        self._arrived[command.id] = message_id
        _keep_newest(self._arrived)


def _is_met(deed: Deed | None, now: Inquiry) -> bool:
    """Whether nothing is left to do; a reply is looked for in the thread instead."""
    match deed:
        case SetFlags():
            return wish_of(deed).is_met_by(now.flags)
        case AddMemo(line=line):
            return has_line(now.stored_memo, line)
        case _:
            return False


def _contradiction(deed: Deed | None, seen: Inquiry, now: Inquiry) -> str:
    """Say what somebody else did meanwhile that a person must know before this goes out, "" when nothing."""
    if isinstance(deed, AddMemo):
        return ""  # a line takes nothing back, whatever happened meanwhile
    if closed_meanwhile(seen, now):
        return tr("Somebody else closed the inquiry meanwhile.")
    names = contested(wish_of(deed), seen, now) if isinstance(deed, SetFlags) else ()
    if not names:
        return ""
    return tr("Somebody else changed it meanwhile: {flags}.", flags=", ".join(tr(_FLAG_WORDS[name]) for name in names))


def _not_sent(error: SourceError) -> Unreachable:
    """Say that nothing of the change has left: only the look before it failed, or the shop counted it as too many."""
    told = Unreachable(str(error), sent=False)
    told.retry_after = error.retry_after
    return told


def _keep_newest(remembered: dict[str, int]) -> None:
    if len(remembered) > MOST_REMEMBERED:
        del remembered[next(iter(remembered))]
