"""Raises what a customer writes about food on the card of that food, where it must be read like an allergy; pure.

The note is an `Allergy` in the card's own list, so the card is loud, flashes, and is not bumped before Enter said *seen*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kds.domain.cards import Allergy, Card, Unseen
from kds.domain.inquiries.cards import InquiryCard
from kds.domain.inquiries.finding import Alert, Concern, essence
from kds.domain.inquiries.linking import links_of
from kds.domain.inquiries.phases import InquiryPhase
from kds.language import mark

NOTE_MARK = "inquiry:"
"""How the marks of these notes begin (`Alert.mark`)."""
NOTE_CELLS = 160
"""Longest note on a food card: a cook reads three rows; the whole text stands in the inquiry."""
_WORDS = {
    Concern.ALLERGY: mark("WEB ALLERGY"),
    Concern.CANCEL: mark("WEB CANCEL"),
    Concern.CHANGE: mark("WEB CHANGE"),
}
_KINDS = {Concern.ALLERGY: Unseen.ALLERGY, Concern.CANCEL: Unseen.VOID, Concern.CHANGE: Unseen.CHANGED}


def notes_for(
    inquiries: Iterable[InquiryCard], cards: Sequence[Card]
) -> Mapping[str, tuple[tuple[InquiryCard, Alert], ...]]:
    """Give card key → the alerts that concern it, the gravest first; closed inquiries raise none.

    Args:
        inquiries: all cards of inquiries.
        cards: the board's cards.
    """
    found: dict[str, list[tuple[InquiryCard, Alert]]] = {}
    for inquiry in inquiries:
        if not inquiry.alerts or inquiry.phase is InquiryPhase.CLOSED:
            continue
        for link in links_of(inquiry.numbers, cards):
            found.setdefault(link.card_key, []).extend((inquiry, alert) for alert in inquiry.alerts)
    return {key: tuple(sorted(notes, key=_gravity)) for key, notes in found.items()}


def with_notes(cards: tuple[Card, ...], inquiries: Iterable[InquiryCard], seen: frozenset[str]) -> tuple[Card, ...]:
    """Give the board's cards with the notes they need; the very same tuple where nothing is different.

    Args:
        cards: the board's cards, with earlier notes or without.
        inquiries: all cards of inquiries.
        seen: what this station has acknowledged.
    """
    notes = notes_for(inquiries, cards)
    noted = tuple(_with_notes(card, notes.get(card.key, ()), seen) for card in cards)
    return cards if all(new is old for new, old in zip(noted, cards, strict=True)) else noted


def _with_notes(card: Card, notes: Sequence[tuple[InquiryCard, Alert]], seen: frozenset[str]) -> Card:
    allergies = [each for each in card.allergies if not each.mark.startswith(NOTE_MARK)]
    unseen = [entry for entry in card.unseen if not entry[0].startswith(NOTE_MARK)]
    for inquiry, alert in notes:
        mark = alert.mark(inquiry.inquiry_id)
        allergies.append(Allergy(essence(alert, NOTE_CELLS), mark, confirmed=mark in seen, word=_WORDS[alert.concern]))
        if mark not in seen:
            unseen.append((mark, _KINDS[alert.concern]))
    worst_first = {each: place for place, each in enumerate(Unseen)}
    ordered = tuple(sorted(unseen, key=lambda entry: worst_first[entry[1]]))
    if (tuple(allergies), ordered) == (card.allergies, card.unseen):
        return card
    return replace(card, allergies=tuple(allergies), unseen=ordered)


def _gravity(note: tuple[InquiryCard, Alert]) -> tuple[int, int]:
    return list(Concern).index(note[1].concern), note[0].inquiry_id
