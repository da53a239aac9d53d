"""Takes out of every text what nobody else may read: secrets, names of users, and what guests said or are called."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from kds.domain.order import Order
from kds.log import without_secrets
from kds.settings.model import Settings
from kds.sources.secret import LONGEST_SECRET_BYTES

MASK = "***"
"""What stands in their place."""
SHORTEST_MASKED = 3
"""Characters of a name or a short secret that is looked for; fewer would blot out every text."""
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w:.+-])(?:\+|00)\d[\d ()/-]{6,}\d(?![\w:])")
_NAMED_USER = re.compile(r"\b(user |user=)(['\"]?)[^\s'\",]+\2")


class Masking:
    """Knows what is to be taken out.

    Args:
        secrets: contents of the secret files.
        names: of users, and of guests and what they said.
        public: names of stations and endpoints, which a user may be called like; they stay.
    """

    def __init__(self, secrets: Iterable[str], names: Iterable[str], public: Iterable[str] = ()) -> None:
        known = {text.casefold() for text in public}
        found = {text.strip() for text in secrets} | {text.strip() for text in names if text.casefold() not in known}
        texts = sorted((text for text in found if len(text) >= SHORTEST_MASKED), key=len, reverse=True)
        spellings = dict.fromkeys(spelling for text in texts for spelling in (text, json.dumps(text)[1:-1]))
        words = "|".join(re.escape(spelling) for spelling in spellings)
        self._words = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None

    def cleaned(self, text: str) -> str:
        """Give a text without all that."""
        text = without_secrets(text)
        if self._words is not None:
            text = self._words.sub(MASK, text)
        text = _NAMED_USER.sub(rf"\1{MASK}", text)
        return _PHONE.sub(MASK, _EMAIL.sub(MASK, text))


def secrets_of(settings: Settings) -> Iterator[str]:
    """Give the contents of all secret files that can be read, so that they can be looked for."""
    files = [settings.password_file, settings.kiosk_pin_file, settings.portos.api_key_file]
    if settings.qtickets is not None:
        files += [settings.qtickets.token_file, settings.qtickets.hook_secret_file]
    if settings.lightspeed is not None:
        yield settings.lightspeed.key
        files += [settings.lightspeed.secret_file, settings.lightspeed.hook_token_file]
    if settings.portos.api_key is not None:
        yield settings.portos.api_key
    for file in files:
        # not `read_secret`: a file with the wrong owner or rights holds a secret all the same
        with suppress(OSError):
            yield "" if file is None else file.read_text(encoding="utf-8", errors="replace")[:LONGEST_SECRET_BYTES]


def personal(orders: Iterable[Order]) -> Iterator[str]:
    """Give what orders say about guests and who served them."""
    for order in orders:
        yield from (order.note or "", order.pickup_name or "", order.waiter)
        if order.ticket_name != order.table:
            yield order.ticket_name
        for item in order.items:
            yield item.comment or ""
            yield from (pair.changed_by or "" for pair in item.pairs)
