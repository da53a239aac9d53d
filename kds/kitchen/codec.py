"""Writes domain values as JSON and reads them back, for the disk and the control socket; pydantic is loaded at first use."""

from __future__ import annotations

from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    from kds.domain import cards, intents, order
    from kds.domain.past import Former
    from kds.domain.yesterday import LeftOver

    adapter = TypeAdapter(kind)
    # Guests, inquiries and zones looked at are never written: they stay in the process that read or chose them.
    never = {"VenueFacts": NoneType, "InquiryFacts": NoneType, "ZoneTab": NoneType}
    # A board names them for type checkers alone, since an empty one is painted before they are loaded.
    adapter.rebuild(
        _types_namespace={
            **vars(order),
            **vars(cards),
            **vars(intents),
            "LeftOver": LeftOver,
            "Former": Former,
            **never,
        }
    )
    return adapter


def prepare(*kinds: Any) -> None:
    """Make ready what reading and writing these types needs, so that the first press does not wait for it."""
    for kind in kinds:
        _adapter(kind)


def to_json(value: object, kind: Any) -> str:
    """Write a domain value.

    Args:
        value: the value.
        kind: its type, such as `Intent` or `tuple[Order, ...]`.
    """
    return _adapter(kind).dump_json(value).decode()


def from_json(text: str, kind: Any) -> Any:
    """Read a value of that type back; raises ValueError where the text does not fit it."""
    return _adapter(kind).validate_json(text)
