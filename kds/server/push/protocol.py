"""The JSON hub protocol of SignalR, version 1, as texts: records out and in; it sends and waits for nothing.

Source: ASP.NET Core, `src/SignalR/docs/specs/HubProtocol.md` (message types, handshake, record separator).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from kds.server.values import json_text

RECORD_END = "\x1e"
"""Stands behind every record; a WebSocket message holds one or more."""
PROTOCOL, VERSION = "json", 1
"""The only protocol that is spoken here."""


class MessageType(IntEnum):
    """`type` of a record."""

    INVOCATION = 1
    STREAM_ITEM = 2
    COMPLETION = 3
    STREAM_INVOCATION = 4
    CANCEL_INVOCATION = 5
    PING = 6
    CLOSE = 7


class BadRecord(Exception):
    """What a client sent is not of this protocol; the text says why, in words for its developer."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """A client calls a method of the hub.

    Attributes:
        target: name of the method.
        id: what the answer repeats; None where none is wanted.
        streams: whether a stream was asked for.
    """

    target: str
    id: str | None
    streams: bool


def handshake_of(text: str) -> list[Mapping[str, Any]]:
    """Read the first message of a connection and give the records behind the handshake.

    Raises:
        BadRecord: it asks for another protocol or version, or is no handshake.
    """
    first, *others = records_of(text)
    if first.get("protocol") != PROTOCOL:
        raise BadRecord(f"Only the protocol '{PROTOCOL}' is spoken here.")
    if first.get("version") != VERSION:
        raise BadRecord(f"Only version {VERSION} of the protocol is spoken here.")
    return others


def records_of(text: str) -> list[Mapping[str, Any]]:
    """Read the records of one WebSocket message, at least one.

    Raises:
        BadRecord: it is not JSON objects, each with its end.
    """
    *parts, rest = text.split(RECORD_END)
    if rest or not parts:
        raise BadRecord("A record has no end (0x1e).")
    try:
        records = [json.loads(part) for part in parts]
    except (ValueError, RecursionError):
        raise BadRecord("A record is not JSON.") from None
    if not all(isinstance(record, dict) for record in records):
        raise BadRecord("A record is not an object.")
    return records


def invocation_of(record: Mapping[str, Any]) -> Invocation | None:
    """Give the call in a record, None where it holds another message.

    Raises:
        BadRecord: it is a call without a target, or its id is no text.
    """
    if record.get("type") not in (MessageType.INVOCATION, MessageType.STREAM_INVOCATION):
        return None
    target, identifier = record.get("target"), record.get("invocationId")
    if not isinstance(target, str) or not (identifier is None or isinstance(identifier, str)):
        raise BadRecord("A call needs a target, and its invocationId is a text.")
    return Invocation(target, identifier, streams=record["type"] == MessageType.STREAM_INVOCATION)


def is_close(record: Mapping[str, Any]) -> bool:
    """Say whether a record ends the connection."""
    return record.get("type") == MessageType.CLOSE


def handshake_answer(error: str | None = None) -> str:
    """Write the answer to a handshake; empty when all is well."""
    return _record({} if error is None else {"error": error})


def event(target: str, arguments: Sequence[str]) -> str:
    """Write a call of a method of the client; `arguments` are JSON texts already."""
    return (
        f'{{"type":{MessageType.INVOCATION:d},"target":{json_text(target)},"arguments":[{",".join(arguments)}]}}'
        + RECORD_END
    )


def completion(invocation_id: str, error: str | None = None) -> str:
    """Write the answer to a call; the hub's methods give no result."""
    answer: dict[str, object] = {"type": int(MessageType.COMPLETION), "invocationId": invocation_id}
    return _record(answer if error is None else answer | {"error": error})


def close(error: str | None = None, *, again: bool) -> str:
    """Write the last record of a connection; `again` says whether the client may come back at once."""
    message: dict[str, object] = {"type": int(MessageType.CLOSE), "allowReconnect": again}
    return _record(message if error is None else message | {"error": error})


def _record(message: Mapping[str, object]) -> str:
    return json_text(message) + RECORD_END


PING = _record({"type": int(MessageType.PING)})
"""Says that the sender lives."""
