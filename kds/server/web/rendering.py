"""Makes HTML of what the pages show: the one place where templates are filled, and everything they are given is escaped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kds.server.messages import Language
from kds.server.values import json_text
from kds.server.web.cards import Board, Card, Filter
from kds.server.web.pickup import Pickup
from kds.server.web.texts import amount_text, modifier_text
from kds.server.web.words import Words

_HERE = Path(__file__).parent
ASSETS: Mapping[str, bytes] = {file.name: file.read_bytes() for file in sorted((_HERE / "assets").iterdir())}
"""The style sheet, scripts and picture of the pages, by file name."""
VERSION = hashlib.sha256(b"".join(ASSETS.values())).hexdigest()[:12]
"""Changes with any of them, so that a page left open over an upgrade can tell."""
LocalTime = Callable[[datetime], datetime]
"""Gives a moment in the restaurant's time zone."""
_MOST_CARDS = 2048

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_templates.filters["milliseconds"] = lambda moment: int(moment.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class State:
    """What one view shows, in pieces.

    Attributes:
        pieces: name → HTML, in the order in which they stand; names stay, so that a page can keep what did not change.
        told: everything beside them, as JSON.
    """

    pieces: Mapping[str, str]
    told: str


def page(template: str, language: Language, /, **values: object) -> str:
    """Fill a template; every value is escaped."""
    words = Words(language)
    spoken = json_text(words.for_script())
    return _templates.get_template(template).render(t=words, spoken=spoken, version=VERSION, **values)


def board_state(board: Board, wanted: Filter, language: Language, *, day_starts: str, local: LocalTime) -> State:
    """Give the pieces of a board; a card that is as it was costs nothing.

    Args:
        board: what is shown.
        wanted: what the viewer chose.
        language: of the words.
        day_starts: `05:00`, before which an order belongs to an earlier day.
        local: reads a moment as the restaurant's clocks do.
    """
    words = Words(language)
    totals = board.totals
    told: dict[str, Any] = {
        "open": totals.open,
        "portions": amount_text(totals.portions, words),
        "held": amount_text(totals.held, words),
        "earlier": words("board.earlier", count=board.earlier, time=day_starts) if board.earlier else "",
        "none": words("board.none"),
    }
    thresholds = wanted.thresholds
    minutes = (int(thresholds.due.total_seconds() // 60), int(thresholds.late.total_seconds() // 60))
    pieces = {card.key: _card(card, language, minutes, local) for card in board.cards}
    return State(pieces, json_text(told))


@lru_cache(maxsize=_MOST_CARDS)
def _card(card: Card, language: Language, minutes: tuple[int, int], local: LocalTime) -> str:
    words = Words(language)
    title = card.table or words("WalkIn", name=card.bill)
    if card.purchase_type != "WalkIn" and card.table is None:
        title = words(card.purchase_type) if card.purchase_type in ("TakeAway", "Delivery") else card.purchase_type
    return _templates.get_template("card.html").render(
        t=words,
        card=card,
        title=title,
        numbers=[section.number for section in card.sections],
        due_minutes=minutes[0],
        late_minutes=minutes[1],
        local=local,
        amount=lambda amount: amount_text(amount, words),
        modifier=lambda modifier: modifier_text(modifier, words),
    )


def pickup_state(pickup: Pickup) -> State:
    """Give both lists of the pick-up screen as numbers; there is no markup and no text in them."""
    told = {
        "preparing": list(pickup.preparing),
        "ready": [[entry.number, int(entry.since.timestamp() * 1000)] for entry in pickup.ready],
    }
    return State({}, json_text(told))
