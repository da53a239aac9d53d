"""What server processes say to each other, as texts that fit into a notification: ids alone, never what an order says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kds.server.access.attempts import Failure
from kds.server.push.changes import Change, Kind
from kds.server.values import instant_of, instant_text

LONGEST_BYTES = 7_900
"""Of one notification; PostgreSQL takes less than 8,000 bytes (NOTIFY, in its manual)."""
MOST_NOTIFICATIONS = 10
"""Of one transaction; one that changes more says that anything may have changed."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One notification.

    Attributes:
        sender: names the process that sent it.
        changes: what it has committed; None where that was too much to name.
        failure: a login that failed there.
    """

    sender: str
    changes: Sequence[Change] | None = ()
    failure: Failure | None = None


def of_changes(sender: str, changes: Sequence[Change]) -> list[str]:
    """Write the changes of a transaction, oldest first."""
    head = f'{{"from":{json.dumps(sender)},"changes":['
    texts = [json.dumps([each.name, each.id, each.version, each.kind.value]) for each in changes]
    payloads = [f"{head}{','.join(part)}]}}" for part in _parts(texts, LONGEST_BYTES - len(head) - 2)]
    return payloads if len(payloads) <= MOST_NOTIFICATIONS else [json.dumps({"from": sender, "changes": None})]


def of_failure(sender: str, failure: Failure) -> str:
    """Write a failed login."""
    return json.dumps({"from": sender, "failed": [failure.address, failure.user_name, instant_text(failure.at)]})


def read(payload: str) -> Heard:
    """Read a notification.

    Raises:
        ValueError: it is none of ours.
    """
    try:
        content = json.loads(payload)
        changes, failed = content.get("changes", ()), content.get("failed")
        return Heard(
            sender=content["from"],
            changes=None if changes is None else tuple(_change(*each) for each in changes),
            failure=None if failed is None else Failure(failed[0], failed[1], instant_of(failed[2])),
        )
    except (AttributeError, KeyError, IndexError, TypeError) as error:
        raise ValueError(f"no word of another server: {payload[:100]}") from error


def _change(name: str, identifier: str, version: int | None, kind: str) -> Change:
    return Change(name, identifier, version, Kind(kind))


def _parts(texts: Sequence[str], longest: int) -> Iterator[list[str]]:
    """Give the texts in parts that are not longer than that with a comma between two; all is ASCII."""
    part: list[str] = []
    length = 0
    for text in texts:
        if part and length + len(text) > longest:
            yield part
            part, length = [], 0
        part.append(text)
        length += len(text) + 1
    if part:
        yield part
