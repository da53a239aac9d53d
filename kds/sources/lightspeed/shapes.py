"""Reads answers of Lightspeed as shapes of `wire`, wrapped in their root keys or listed under them; it sends nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from kds.errors import NotTheSource
from kds.language import tr
from kds.sources.lightspeed.wire import Wire, WireCount

Shape = TypeVar("Shape", bound=Wire)
Value = TypeVar("Value")
LOG = logging.getLogger(__name__)


def under_root(raw: dict[str, Any], root: str, shape: type[Shape], host: str) -> Shape:
    """Read the object under the root key.

    Raises:
        NotTheSource: there is none, or it has another shape.
    """
    if not isinstance(raw.get(root), dict):
        raise _misfit(host, root)
    return shaped(raw[root], shape, host)


def shaped(value: object, shape: type[Shape], host: str) -> Shape:
    """Read parsed JSON as a shape of `wire`.

    Raises:
        NotTheSource: it has another shape.
    """
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        raise _misfit(host, place or shape.__name__.removeprefix("Wire").lower()) from None


def listed(
    raw: dict[str, Any], root: str, shape: type[Shape], translated: Callable[[Shape], Value], host: str
) -> tuple[Value, ...]:
    """Read the rows under the root key, translated; one that can't be read is left out.

    Raises:
        NotTheSource: there is no list.
    """
    rows = raw.get(root)
    if not isinstance(rows, list):
        raise _misfit(host, root)
    return tuple(translated(row) for row in _readable(rows, root, shape))


def counted(raw: dict[str, Any], host: str) -> int:
    """Read a count.

    Raises:
        NotTheSource: there is none.
    """
    return shaped(raw, WireCount, host).count


def _readable(rows: list[Any], root: str, shape: type[Shape]) -> Iterator[Shape]:
    """Leave out rows that can't be read, so that one of them does not hide the others; the log says so."""
    for row in rows:
        try:
            yield shape.model_validate(row)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            LOG.warning("a row of %s is left out, %s: %s", root, first["loc"], first["msg"])


def _misfit(host: str, where: str) -> NotTheSource:
    return NotTheSource(
        tr(
            "{host} answered with something that Lightspeed does not send: {where!r} is missing or has another shape. "
            "Check the address.",
            host=host,
            where=where,
        )
    )
