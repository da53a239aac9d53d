"""Everything a board is drawn from, beside the outbox: what the source said and what the station remembers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from kds.domain.covering import covering, to_cover
from kds.domain.marks import Marks
from kds.domain.modes import Mode
from kds.domain.notes import NO_NOTES, Shared
from kds.domain.order import Endpoint, Order
from kds.domain.station import ALL_ENDPOINTS, Rights, Station
from kds.kitchen.alarms import Alarm, Alarms
from kds.kitchen.ports import Profile
from kds.language import tr


@dataclass(slots=True)
class Facts:
    """What is known now.

    Attributes:
        station: what this screen is for now, with what it covers.
        stations: all stations of this installation, each without what it covers.
        orders: the open orders of the last reading, or of the last run before the first one.
        finished: the newest finished orders, for the recall list.
        others: the open local orders of second systems, which stand among the till's.
        others_finished: their newest finished ones.
        shared: what the screens of this kitchen told each other, without this screen's unsent words.
        known: a good answer arrived in this run.
        cached_at: server time of a board from disk, None once an answer replaced it.
        mode: whether this is the real kitchen.
        answer_at: server time of the reading in `orders`.
    """

    station: Station
    stations: tuple[Station, ...] = ()
    alarms: Alarms = field(default_factory=Alarms)
    orders: tuple[Order, ...] = ()
    finished: tuple[Order, ...] = ()
    others: tuple[Order, ...] = ()
    others_finished: tuple[Order, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    marks: Marks = field(default_factory=Marks)
    shared: Shared = NO_NOTES
    rights: Rights = field(default_factory=Rights)
    user: str = ""
    device: str = ""
    known: bool = False
    cached_at: datetime | None = None
    mode: Mode = Mode.REAL

    def cover(self, names: tuple[str, ...]) -> None:
        """Watch what those stations and endpoints watch too, and nothing else beside the station's own."""
        offered = to_cover(self.station, self.stations, self.endpoints)
        self.station = covering(self.station, offered, names)
        self.marks = self.marks if self.marks.covering == names else replace(self.marks, covering=names)

    def log_in(self, profile: Profile) -> None:
        """Take over who we are and what we may do; withdrawn rights come back with it."""
        self.user = profile.user
        self.device = profile.device
        self.rights = Rights(names=profile.rights, known=True)

    def withdraw(self, right: str) -> None:
        """Take a right away until the next profile read: the source has just denied it."""
        self.rights = replace(self.rights, withdrawn=self.rights.withdrawn | {right})

    def count_left_out(self, read: int, left_out: int) -> None:
        """Tell when the till has more open orders than a board can show."""
        sentence = tr(
            "{count} OPEN: only the oldest {shown} are shown. Finish old ones at the till.",
            count=f"{read + left_out:,}",
            shown=f"{read:,}",
        )
        self.alarms.set_off(Alarm.CROWD, sentence if left_out else "")

    def name_endpoints(self, endpoints: tuple[Endpoint, ...]) -> None:
        """Take over the till's endpoints and tell when this station watches one that does not exist."""
        self.endpoints = endpoints
        self.cover(self.marks.covering)
        names = [endpoint.name for endpoint in endpoints]
        unknown = [name for name in self.station.endpoints if name != ALL_ENDPOINTS and name not in names]
        sentence = ""
        if unknown and names:
            sentence = tr(
                "Station {station} watches {unknown}, which the till does not know. "
                "It has: {known}. Correct the station's endpoints.",
                station=self.station.name,
                unknown=", ".join(unknown),
                known=", ".join(names),
            )
        self.alarms.set_off(Alarm.ENDPOINTS, sentence)
