"""What a person can do about an inquiry: the numbered list of Enter, and the intents it leads to; it sends nothing.

The digits are the same in every phase, so that a hand learns them; what can't be done stays in the list with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from kds.domain.actions.commands import new_id
from kds.domain.errands import AddMemo, Deed, Reply, SetFlags
from kds.domain.inquiries.cards import InquiryCard
from kds.domain.inquiries.facts import InquiryFacts
from kds.domain.inquiries.finding import Concern
from kds.domain.inquiries.memo import memo_line
from kds.domain.inquiries.phases import InquiryPhase
from kds.domain.inquiries.replies import MESSAGE_CELLS, NUMBER, TIME
from kds.domain.intents import Command, Errand, Intent, IntentKind, Refusal
from kds.domain.station import Role, Station
from kds.domain.text import cell_width
from kds.language import mark, tr

HOLD = timedelta(seconds=5)
"""How long an errand is kept back, so that undo can still stop it (sources 4.1)."""
LONGEST_TYPED = MESSAGE_CELLS - 100
"""Cells of a reply: a longer one could not be recognised in the thread again."""


_UNREAD = {
    Concern.ALLERGY: mark("allergy is not acknowledged on {titles}"),
    Concern.CANCEL: mark("cancel is not acknowledged on {titles}"),
    Concern.CHANGE: mark("change is not acknowledged on {titles}"),
}


class Act(StrEnum):
    """One entry of the list."""

    REPLY = "reply"
    ANSWERED = "answered"
    TO_DO = "to-do"
    CLOSE = "close"
    MEMO = "memo"
    NOTIFY = "notify"
    SEND_ANYWAY = "send anyway"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of the list.

    Attributes:
        act: what it does.
        words: what the list says.
        reason: why it can't be chosen now, "" when it can.
        deed: what goes to the shop, where nothing must be typed first.
        asks: a question that has to be answered with Enter first, "" for none.
    """

    act: Act
    words: str
    reason: str = ""
    deed: Deed | None = None
    asks: str = ""


def choices_of(card: InquiryCard, facts: InquiryFacts, station: Station) -> tuple[Choice, ...]:
    """Give the list for an inquiry: two entries while it waits for a decision, else the same six in every phase.

    Args:
        card: the inquiry.
        facts: rights of the station and of the key.
        station: who asks.
    """
    only_shows = _only_shows(station)
    if card.stuck:
        stuck = card.stuck[0]
        return (
            Choice(
                Act.SEND_ANYWAY,
                tr("send ours all the same: {change}", change=stuck.words),
                only_shows or _unwritable(facts),
            ),
            Choice(Act.DROP, tr("drop ours: {change}", change=stuck.words), only_shows),
        )
    refused = only_shows or _unwritable(facts)
    flag = refused or ("" if facts.rights.flag else tr("this station has no right inquiry.flag"))
    reply = refused or ("" if facts.rights.reply else tr("this station has no right inquiry.reply"))
    closed = tr("it is closed: reopen it first") if card.phase is InquiryPhase.CLOSED else ""
    return (
        Choice(Act.REPLY, tr("reply"), reply or closed),
        _answered(card, flag or closed),
        _to_do(card, flag or closed),
        _close(card, flag),
        Choice(Act.MEMO, tr("memo"), flag),
        _notify(card, flag or _may_not_notify(facts) or closed),
    )


def _answered(card: InquiryCard, reason: str) -> Choice:
    is_answered = card.phase is InquiryPhase.ANSWERED or (card.flags.is_answered and card.phase is InquiryPhase.TO_DO)
    words = tr("not answered after all") if is_answered else tr("answered")
    return Choice(Act.ANSWERED, words, reason, SetFlags(is_answered=not is_answered))


def _to_do(card: InquiryCard, reason: str) -> Choice:
    words = tr("no to-do any more") if card.flags.is_to_do else tr("to-do")
    return Choice(Act.TO_DO, words, reason, SetFlags(is_to_do=not card.flags.is_to_do))


def _close(card: InquiryCard, reason: str) -> Choice:
    if card.flags.is_closed:
        return Choice(Act.CLOSE, tr("reopen"), reason, SetFlags(is_closed=False))
    if card.unread and not reason:
        titles = ", ".join(dict.fromkeys(link.title for link in card.food))
        reason = tr(_UNREAD[card.unread[0].concern], titles=titles)
    return Choice(Act.CLOSE, tr("close"), reason, SetFlags(is_closed=True))


def _notify(card: InquiryCard, reason: str) -> Choice:
    if card.flags.notifies:
        return Choice(Act.NOTIFY, tr("don't notify the customer"), reason, SetFlags(notifies=False))
    asks = tr("The shop may send the customer an e-mail. Do that?")
    return Choice(Act.NOTIFY, tr("notify the customer"), reason, SetFlags(notifies=True), asks)


def _only_shows(station: Station) -> str:
    return tr("this screen only shows") if station.read_only or station.role is Role.RUNNER else ""


def _unwritable(facts: InquiryFacts) -> str:
    return "" if facts.write.is_given else facts.write.reason or tr("the shop accepts no changes from our key")


def _may_not_notify(facts: InquiryFacts) -> str:
    return "" if facts.rights.notify else tr("this station has no right inquiry.notify")


def flags_intent(card: InquiryCard, act: Act, facts: InquiryFacts, station: Station, now: datetime) -> Intent | Refusal:
    """Give the intent of an entry that needs no words, by the newest facts.

    Args:
        card: the inquiry as the person saw it.
        act: the entry.
        facts: the newest ones.
        station: where it was pressed.
        now: the board's time.
    """
    current = facts.card(card.key)
    if current is None:
        return _gone(card)
    choice = next((each for each in choices_of(current, facts, station) if each.act is act), None)
    shown = next((each for each in choices_of(card, facts, station) if each.act is act), None)
    if choice is None or shown is None or shown.deed is None:
        return Refusal(tr("{title} needs a decision first.", title=card.title))
    if choice.reason:
        return Refusal(_sentence(choice))
    return _intent(card, facts, station, now, (shown.deed,))


def reply_intent(
    card: InquiryCard, text: str, facts: InquiryFacts, station: Station, now: datetime
) -> Intent | Refusal:
    """Give the intent of a reply: the words, then *answered*, in this order (sources 6.4)."""
    refusal = _refused(card, Act.REPLY, facts, station)
    if refusal is not None:
        return refusal
    words = " ".join(text.split())
    if not words:
        return Refusal(tr("Nothing is written yet."))
    if TIME in words or NUMBER in words:
        return Refusal(tr("A place is still open: {place}", place=TIME if TIME in words else NUMBER))
    if cell_width(words) > LONGEST_TYPED:
        return Refusal(tr("That is too long for one reply."))
    return _intent(card, facts, station, now, (Reply(words), SetFlags(is_answered=True)))


def memo_intent(
    card: InquiryCard,
    text: str,
    facts: InquiryFacts,
    station: Station,
    now: datetime,
    *,
    author: str,
    zone: tzinfo,
) -> Intent | Refusal:
    """Give the intent of one more line in the internal note.

    Args:
        card: the inquiry.
        text: what was typed.
        facts: the newest ones.
        station: where it was typed.
        now: the board's time.
        author: who wrote it, for the line.
        zone: the restaurant's time zone.
    """
    refusal = _refused(card, Act.MEMO, facts, station)
    if refusal is not None:
        return refusal
    if not text.split():
        return Refusal(tr("Nothing is written yet."))
    return _intent(card, facts, station, now, (AddMemo(memo_line(text, author=author, at=now, zone=zone)),))


def _refused(card: InquiryCard, act: Act, facts: InquiryFacts, station: Station) -> Refusal | None:
    current = facts.card(card.key)
    if current is None:
        return _gone(card)
    for choice in choices_of(current, facts, station):
        if choice.act is act:
            return Refusal(_sentence(choice)) if choice.reason else None
    return Refusal(tr("{title} needs a decision first.", title=card.title))


def _intent(card: InquiryCard, facts: InquiryFacts, station: Station, now: datetime, deeds: Iterable[Deed]) -> Intent:
    commands = tuple(
        Command(
            id=new_id(now),
            order_id=card.key,
            number=card.inquiry_id,
            change=Errand(deed),
            base_version=card.version,
            source=facts.source,
            at=now,
        )
        for deed in deeds
    )
    return Intent(
        id=new_id(now),
        kind=IntentKind.ERRAND,
        station=station.name,
        label=card.title,
        card_key=card.key,
        at=now,
        commands=commands,
        not_before=now + HOLD,
    )


def _gone(card: InquiryCard) -> Refusal:
    return Refusal(tr("{title} is not among the inquiries any more.", title=card.title))


def _sentence(choice: Choice) -> str:
    reason = choice.reason[:1].upper() + choice.reason[1:]
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."
