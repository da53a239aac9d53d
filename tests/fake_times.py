"""The memory of the speed of service of a terminal without a disk: facts in a dictionary, merged as the port says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kds.domain.times.facts import Fact, merged


def no_harm() -> None:
    """Write without any trouble."""


@dataclass(slots=True)
class FakeTimes:
    """Facts by kind and key.

    Attributes:
        write: called before each write; raises where the disk is broken.
        writes: how many transactions there were.
    """

    write: Callable[[], None] = no_harm
    facts: dict[tuple[str, str], Fact] = field(default_factory=dict)
    writes: int = 0

    async def keep(self, facts: Sequence[Fact], more: Sequence[Fact] = ()) -> None:
        """Keep facts, merged with what is there."""
        self.write()
        self.writes += 1
        for fact in (*facts, *(each for each in more if (each.kind, each.key) in self.facts)):
            key = (fact.kind, fact.key)
            self.facts[key] = merged(self.facts[key], fact) if key in self.facts else fact

    async def between(self, since: datetime, until: datetime) -> tuple[Fact, ...]:
        """Give the facts of a time, oldest first."""
        found = [(fact.at, fact) for fact in self.facts.values() if fact.at is not None and since <= fact.at < until]
        return tuple(fact for _, fact in sorted(found, key=lambda one: (one[0], one[1].key)))

    async def forget(self, before: datetime) -> None:
        """Forget what is older."""
        self.write()
        self.facts = {key: fact for key, fact in self.facts.items() if fact.at is None or fact.at >= before}
