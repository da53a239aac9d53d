"""The words on a line: modifiers, what was happening to a voided dish, and notices of their own row; never their looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from kds.domain.order import Item, Modifier, Order, Pair
from kds.domain.status import is_unrouted
from kds.domain.terms import Status
from kds.language import in_words, mark, number_words, tr, trn

REMOVALS = frozenset({"no", "none", "without", "bez"})
"""Options (or first words of a name) that take an ingredient off, lower case."""
ADDITIONS = frozenset({"add", "extra", "with", "yes", "navyše"})
"""Options that put an ingredient on, lower case."""
_SHORT_OPTION = 2
_FATES = {
    Status.IN_PROGRESS: mark("was started"),
    Status.READY: mark("was ready"),
    Status.SERVED: mark("was sent"),
}
_FATES_SINCE = {Status.READY: mark("now ready"), Status.SERVED: mark("now sent")}
"""What became of a dish only after it was taken back: nobody can say any more how far it was then."""
_NOT_STARTED = mark("not started")
_STATUSES = {
    Status.NEW: mark("New"),
    Status.IN_PROGRESS: mark("InProgress"),
    Status.READY: mark("Ready"),
    Status.SERVED: mark("Served"),
    Status.CANCELLED: mark("Cancelled"),
}


def amount_words(amount: Decimal) -> str:
    """Give `2`, `0.5`, by the language: no trailing zeros, no exponent."""
    return number_words(amount)


def counted_dishes(dishes: Iterable[tuple[Decimal, str]]) -> tuple[str, ...]:
    """Give `3x Burger` for two burgers and one more; each name once, in the order of the first."""
    counted: dict[str, Decimal] = {}
    for amount, name in dishes:
        counted[name] = counted.get(name, Decimal(0)) + amount
    return tuple(f"{amount_words(amount)}x {name}" for name, amount in counted.items())


def status_word(status: Status) -> str:
    """Give a status as a person reads it, `InProgress`."""
    return tr(_STATUSES.get(status, status.value))


def modifier_words(item: Item) -> tuple[str, ...]:
    """Give one text per modifier: `NO onion`, `+ bacon`, `medium rare`; `2 rare` where portions differ."""
    return _words_of(item.modifiers) if item.modifiers else ()


def modifier_counts(item: Item, quantity: Decimal) -> tuple[tuple[str, Decimal], ...]:
    """Give each modifier's words with the portions it applies to, of `quantity` portions still open."""
    return _counts_of(item.modifiers, quantity) if item.modifiers else ()


@in_words(maxsize=2048)
def _counts_of(modifiers: tuple[Modifier, ...], quantity: Decimal) -> tuple[tuple[str, Decimal], ...]:
    groups = Counter(modifier.name for modifier in modifiers)
    return tuple(
        (_one_modifier(replace(modifier, quantity=Decimal(1)), shared=False), min(modifier.quantity, quantity))
        if groups[modifier.name] > 1 and modifier.quantity
        else (_one_modifier(modifier, shared=False), quantity)
        for modifier in modifiers
    )


@in_words(maxsize=2048)
def _words_of(modifiers: tuple[Modifier, ...]) -> tuple[str, ...]:
    groups = Counter(modifier.name for modifier in modifiers)
    return tuple(_one_modifier(modifier, shared=groups[modifier.name] > 1) for modifier in modifiers)


def _one_modifier(modifier: Modifier, *, shared: bool) -> str:
    first, _, rest = modifier.name.partition(" ")
    option = modifier.option.strip()
    if first.lower() in REMOVALS and rest:
        return tr("NO {what}", what=" ".join(filter(None, (rest, option))))
    if modifier.quantity == 0:
        return tr("NO {what}", what=" ".join(filter(None, (modifier.name, option))))
    if option.lower() in REMOVALS:
        return tr("NO {what}", what=modifier.name)
    times = "" if modifier.quantity == 1 else f"{amount_words(modifier.quantity)} "
    if not option or option.lower() in ADDITIONS:
        return f"+ {times}{modifier.name}"
    choice = f"{modifier.name} {option}" if len(option) <= _SHORT_OPTION else option
    return f"{amount_words(modifier.quantity)} {choice}" if shared else f"{times}{choice}"


def is_choice(words: str) -> bool:
    """Whether a modifier's words choose how a dish is made, and neither take anything off nor put it on."""
    return not words.startswith((tr("NO {what}", what=""), "+ "))


def was_begun(pairs: Iterable[Pair]) -> bool:
    """Whether anybody had begun a dish that is not wanted any more."""
    return any(_former(pair) in _FATES for pair in pairs)


def fate_at(pairs: Sequence[Pair]) -> str:
    """Give the endpoint that was making a dish that is not wanted any more; empty where `fate_words` tells all."""
    furthest = max(pairs, key=lambda pair: _former(pair).rank)
    return (furthest.endpoint or "").lower() if _former(furthest) is Status.IN_PROGRESS else ""


def fate_words(pairs: Sequence[Pair], taken_at: datetime | None = None) -> str:
    """Give what was happening to a dish that is not wanted any more: `on grill`, `was ready`, `not started`.

    A cancelled pair that still carries its former status as `word` tells that one.

    Args:
        pairs: of the dish, as they are now.
        taken_at: when it was taken back; what was finished only later reads `now ready`. None where nobody knows.
    """
    station = fate_at(pairs)
    if station:
        return tr("on {station}", station=station)
    furthest = max(pairs, key=lambda pair: _former(pair).rank)
    former = _former(furthest)
    is_since = taken_at is not None and furthest.changed_at is not None and furthest.changed_at > taken_at
    if is_since and furthest.status in _FATES_SINCE:
        return tr(_FATES_SINCE[furthest.status])
    return tr(_FATES.get(former, _NOT_STARTED))


def _former(pair: Pair) -> Status:
    """Give the status before a cancellation where `word` still has it, else `NEW` for a cancelled pair."""
    if pair.status is not Status.CANCELLED:
        return pair.status
    known = {status.value: status for status in Status}
    former = known.get(pair.word, Status.NEW)
    return Status.NEW if former is Status.CANCELLED else former


def notice_words(order: Order, item: Item, pairs: Sequence[Pair]) -> str:
    """Give the words of a line's own row: an endpoint that is switched off, a status word that we don't know."""
    if not order.inactive_endpoints and all(pair.status is not Status.OTHER for pair in pairs):
        return ""
    words = []
    if is_unrouted(item, order.inactive_endpoints) and item.pairs[0].endpoint is not None:
        names = ", ".join(pair.endpoint for pair in item.pairs if pair.endpoint)
        count = len(item.pairs)
        words.append(
            trn("{stations} IS OFF AT THE TILL", "{stations} ARE OFF AT THE TILL", count, stations=names.upper())
        )
    unknown = sorted({pair.word for pair in pairs if pair.status is Status.OTHER and pair.word})
    words.extend(tr("STATUS {word}", word=word) for word in unknown)
    return "  ".join(words)


def joined_notices(*notices: str) -> str:
    """Put several words of a line's own row side by side; empty ones leave no gap."""
    return "  ".join(filter(None, notices))


def former_words(old: Item, new: Item) -> str:
    """Give what a changed dish was before, in as few words as tell it apart: `was medium`, `was RIBEYE 300`."""
    gone = [text for text in modifier_words(old) if text not in modifier_words(new)]
    if old.name != new.name:
        return tr("was {former}", former=" ".join([old.name, *modifier_words(old)]))
    if gone:
        return tr("was {former}", former=", ".join(gone))
    if old.comment and old.comment != new.comment:
        return tr('was "{comment}"', comment=old.comment)
    return ""
