"""Cuts a page of orders into the JSON text of each, so that only those that changed are parsed; knows nothing of orders.

A text that was on the page before is found again by comparing characters. Most of a changed answer is as it was, and parsing
all of it would cost more than everything else of a poll, in time and in memory that is not given back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

_HEAD_CHARACTERS = 64
"""By so many first characters a text is looked for; the id of an order stands among them, and no real order is shorter."""
_DECODER = json.JSONDecoder()
_SEPARATOR = re.compile(r"[ \t\n\r]*([,\]])[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class CutPage:
    """A page in pieces.

    Attributes:
        texts: the JSON of each order; the very same string as before where it has not changed.
        rest: the other members of the page, parsed.
    """

    texts: tuple[str, ...]
    rest: dict[str, Any]


class Cutter:
    """Cuts pages whose first member is the list of orders.

    Args:
        member: name of that member on the wire; its case does not matter.
    """

    def __init__(self, member: str) -> None:
        self._begin = re.compile(
            rf'[ \t\n\r]*\{{[ \t\n\r]*"{re.escape(member)}"[ \t\n\r]*:[ \t\n\r]*\[[ \t\n\r]*', re.IGNORECASE
        )

    def cut(self, body: bytes, former: Iterable[str]) -> CutPage | None:
        """Give the pieces of a page; None for one that is built otherwise, or is not JSON.

        Args:
            body: the answer.
            former: texts that were on such a page before.
        """
        known = {text[:_HEAD_CHARACTERS]: text for text in former if text.startswith("{")}
        texts: list[str] = []
        try:
            page = body.decode()
            begin = self._begin.match(page)
            if begin is None:
                return None
            at, ended = begin.end(), page.startswith("]", begin.end())
            at += ended
            while not ended:
                same = known.get(page[at : at + _HEAD_CHARACTERS])
                end = at + len(same) if same is not None and page.startswith(same, at) else 0
                if not end:
                    _, end = _DECODER.raw_decode(page, at)
                    same = page[at:end]
                texts.append(same or "")
                separator = _SEPARATOR.match(page, end)
                if separator is None:
                    return None
                at, ended = separator.end(), separator[1] == "]"
            rest = from_json('{"":0' + page[at:])
        except (ValueError, RecursionError):
            return None
        return CutPage(tuple(texts), rest) if isinstance(rest, dict) else None
