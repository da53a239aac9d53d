"""A door that stands still: a small list of guests, the real rules, and no network behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from textual.events import Key
from textual.screen import Screen

from kds.domain.board import Board
from kds.domain.station import Station
from kds.domain.venue.admission import Admission, AdmissionState, Service
from kds.domain.venue.admission_list import AdmissionList
from kds.domain.venue.admission_list import Key as AdmissionKey
from kds.domain.venue.counters import count
from kds.domain.venue.entries import Entries, Entry
from kds.domain.venue.facts import VenueFacts
from kds.domain.venue.parties import Party, party_of
from kds.domain.venue.searching import Found, GuestSearch
from kds.domain.venue.show import Show
from kds.domain.venue.verdicts import DoorList, Verdict, Word, judge
from kds.paths import shipped_profiles, shipped_themes
from kds.ui.app import KdsApp, Options
from kds.ui.kitchen_face import KitchenFace
from kds.ui.profiles import load_profile
from kds.ui.screens.entrance import EntranceScreen
from kds.ui.themes import STYLE_SHEET, choose_theme
from tests.builders import at
from tests.ui.showing import Seconds, StillKitchen

NOW = at("18:41:07")
SHOW = Show(41, 33, "Summer concert", place="Grand Hall", time_zone="UTC", doors_at=at("18:30"), starts_at=at("19:30"))
TOMORROW = replace(SHOW, id=42, doors_at=at("19:00") + timedelta(days=1), starts_at=at("20:00") + timedelta(days=1))
CODES = {
    "welcome": "871000000001",
    "in": "871000000003",
    "tomorrow": "871000000005",
    "cancelled": "871000000006",
    "refunded": "871000000007",
    "unpaid": "871000000008",
    "unknown": "879999999999",
    "standing": "871000000010",
}


def an_admission(number: int, **changes: object) -> Admission:
    """Give one ticket of order 4360, in the third row of the stalls."""
    made = Admission(
        show_id=41,
        barcode=f"87{1000000000 + number}",
        basket_id=63990 + number,
        order_id=4360,
        zone="STALLS",
        zone_name="Stalls",
        row="3",
        place=str(10 + number),
        is_standing=False,
        name="Petrov Ivan",
        initials="П.И.",
        tariff="full",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def guests() -> AdmissionList:
    """Give a list with one ticket for each verdict."""
    vip = {"order_id": 4362, "zone": "VIP_TABLES", "zone_name": "VIP tables", "row": "2", "tariff": "vip"}
    return AdmissionList(
        (
            an_admission(1, comment="wheelchair, needs the ramp"),
            an_admission(2),
            an_admission(3, order_id=4361, name="Novak Eva", initials="N.E.", checked_at=at("18:35:12")),
            an_admission(4, **vip, comment="allergic to nuts", services=(Service("Interval: prosecco", 2),)),
            an_admission(5, order_id=4370, show_id=42),
            an_admission(6, order_id=4364, state=AdmissionState.CANCELLED),
            an_admission(7, order_id=4365, state=AdmissionState.REFUNDED),
            an_admission(8, order_id=4366, state=AdmissionState.UNPAID),
            an_admission(9, **vip, checked_at=at("18:40:30")),
            *(
                an_admission(
                    number, order_id=4363, zone="FLOOR", zone_name="Standing", row=None, place=None, is_standing=True
                )
                for number in range(10, 14)
            ),
        )
    )


@dataclass
class StillDoor:
    """The venue of a door; an asked code becomes what `asked` says."""

    facts: VenueFacts
    admissions: AdmissionList = field(default_factory=guests)
    entries: Entries = field(default_factory=Entries)
    time: datetime = NOW
    can_ask: bool = False
    trouble: str = ""
    reloads: int = 0
    settled: list[Verdict] = field(default_factory=list)
    asked: Callable[[Verdict], Verdict] = lambda verdict: replace(verdict, word=Word.UNKNOWN_CODE)

    def now(self) -> datetime:
        return self.time

    def knows(self, text: str) -> bool:
        return text in self.admissions

    def judge(self, scanned: str) -> Verdict:
        door = DoorList(
            show=SHOW,
            admissions=self.admissions,
            entries=self.entries,
            gate="Gate A",
            list_at=self.facts.list_at,
            can_ask=self.can_ask,
            shows={42: TOMORROW},
        )
        verdict = judge(scanned, self.time, door)
        if verdict.is_new_entry:
            self.entries.add(Entry(verdict.code, self.time, "Gate A"))
        return verdict

    async def settle(self, verdict: Verdict) -> Verdict:
        if verdict.word is Word.ASK:
            verdict = self.asked(verdict)
        self.settled.append(verdict)
        return replace(verdict, trouble=self.trouble) if self.trouble else verdict

    async def undo(self) -> str:
        last = self.settled.pop()
        self.entries.take_back(last.code)
        return "TICKET 63991 is taken back: not in any more."

    def search(self, text: str) -> tuple[Found, ...]:
        return GuestSearch(sees_names=self.facts.sees_names).find(text, 41, self.admissions, self.entries)

    def admit(self, key: AdmissionKey, reason: str) -> Verdict | None:
        admission = self.admissions.by_key(key)
        return replace(self.judge(admission.barcode), reason=reason) if admission and admission.barcode else None

    def reload(self) -> None:
        self.reloads += 1


def parties_of(admissions: AdmissionList, entries: Entries | None = None) -> tuple[Party, ...]:
    """Give the parties of the show."""
    found = {}
    for admission in admissions.of_show(41):
        party = party_of(admission, admissions, entries or Entries())
        found[party.key] = party
    return tuple(found.values())


def a_door(**facts: object) -> StillDoor:
    """Give a door that is online with a list four minutes old."""
    made = VenueFacts(
        show=SHOW,
        gate="Gate A",
        counters=count(parties_of(guests()), NOW),
        pacing="2/9 in · 2 in last 10 min · doors 18:30 · start 19:30 · expected Cold platter 2",
        list_at=at("18:37"),
        is_online=True,
    )
    return StillDoor(replace(made, **facts))  # type: ignore[arg-type]


class DoorApp(KdsApp):
    """The application of a door station."""

    CSS_PATH = str(STYLE_SHEET)
    entrance: EntranceScreen

    def get_default_screen(self) -> Screen[None]:
        return self.entrance


def a_door_app(
    door: StillDoor,
    *,
    seconds: Seconds | None = None,
    listens: bool = True,
    kiosk: bool = False,
    ascii_only: bool = False,
) -> DoorApp:
    """Give the application around a door; keys come at the time that the clock shows."""
    clock = seconds or Seconds()
    kitchen: KitchenFace = StillKitchen(Board(Station("Gate A", ("*",))))

    async def begin() -> KitchenFace:
        return kitchen

    def key_time(_event: Key) -> float:
        return clock()

    app = DoorApp(
        first_board=kitchen.board,
        start=begin,
        profile=load_profile("keyboard", (shipped_profiles(),)),
        theme=choose_theme("default", (shipped_themes(),)),
        options=Options(
            kiosk=kiosk,
            read_pin=(lambda: "271828") if kiosk else None,
            monotonic=clock,
            wall=lambda: NOW,
            ascii_only=ascii_only,
        ),
    )
    app.entrance = EntranceScreen(lambda: door, listens=listens, key_time=key_time)
    return app
