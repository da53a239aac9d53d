"""What a stand-in is started with, and what it consists of once it runs; values only, no route is known here."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import httpx

from kds.errors import ServerError
from kds.server.database import MEMORY, Database
from kds.server.settings import is_loopback_host
from kds.server.standins.clock import StandInClock
from kds.server.standins.faults import FaultQueue
from kds.server.standins.hooks import Emitter
from kds.server.standins.switches import Switches

REMEMBERED_REQUESTS = 20_000
"""How many requests a stand-in can list afterwards."""

Chosen = TypeVar("Chosen", bound=Switches)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInSettings:
    """Everything that can be chosen about one stand-in server.

    Attributes:
        database: path of the SQLite file, or `:memory:`.
        host: address to listen on.
        port: TCP port to listen on; 0 takes a free one.
        credentials: what callers have to send instead of the well-known ones; empty means those, on loopback only.
        switches: positions of the stand-in's switches that differ from its usual ones.
        fill: how many rows a new database gets beside the samples: admission tickets of one show tonight
            (Qtickets), inquiries of the last weeks (Lightspeed).
        clock: source of the present moment.
        hook_transport: another way for webhooks to reach their receivers, for tests; None is the network.
    """

    database: str = MEMORY
    host: str = "127.0.0.1"
    port: int = 0
    credentials: tuple[str, ...] = ()
    switches: Mapping[str, Any] = field(default_factory=dict)
    fill: int = 0
    clock: StandInClock = field(default_factory=StandInClock)
    hook_transport: httpx.AsyncBaseTransport | None = None

    def accepted_credentials(self, well_known: tuple[str, ...]) -> tuple[str, ...]:
        """Give what callers have to send.

        Raises:
            ServerError: the well-known ones would be open to other machines, or the given ones are incomplete.
        """
        if not self.credentials:
            if not is_loopback_host(self.host):
                raise ServerError(
                    f"The stand-in does not listen on {self.host} with credentials that everybody knows; "
                    "name a file with others by --credentials, or listen on 127.0.0.1."
                )
            return well_known
        if len(self.credentials) != len(well_known):
            raise ServerError(f"The credentials file needs {len(well_known)} lines, it has {len(self.credentials)}.")
        return self.credentials


@dataclass(slots=True, eq=False)
class StandIn(Generic[Chosen]):
    """One running stand-in.

    Attributes:
        database: where everything is kept.
        clock: source of the present moment.
        switches: how it behaves; replaced as a whole when a switch is set.
        credentials: what callers have to send.
        hooks: sends its webhooks.
        faults: what shall go wrong next.
        requests: `METHOD /path` of the latest requests, oldest first.
    """

    database: Database
    clock: StandInClock
    switches: Chosen
    credentials: tuple[str, ...]
    hooks: Emitter
    faults: FaultQueue = field(default_factory=FaultQueue)
    requests: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED_REQUESTS))
