"""The door as a doorman uses it: a scanner types, the screen answers, and a person can still search, undo and leave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from textual import events
from textual.pilot import Pilot

from kds.domain.venue.facts import Duplicate
from kds.domain.venue.verdicts import Verdict, Word
from kds.ui.drawing.spans import Tone
from kds.ui.screens.verdicts import VERDICT_SECONDS
from tests.builders import at
from tests.ui.doors import CODES, DoorApp, StillDoor, a_door, a_door_app
from tests.ui.showing import SIZES, Seconds, settled, shown


@dataclass
class AtTheDoor:
    """A running door."""

    app: DoorApp
    pilot: Pilot[None]
    door: StillDoor
    seconds: Seconds
    bells: list[int]

    async def scan(self, code: str) -> str:
        """Scan a code; gives what the screen shows."""
        self.seconds.value += 5
        self.bells.clear()
        self.burst(code)
        return await self.look()

    def burst(self, code: str) -> None:
        """Let all keys of a scan arrive at once, as the terminal's reader hands them over."""
        for char in code:
            self.app.screen.post_message(events.Key(char, char))
        self.app.screen.post_message(events.Key("enter", "\r"))

    async def type(self, *keys: str) -> str:
        """Type keys as a person does; gives what the screen shows."""
        for key in keys:
            self.seconds.value += 0.3
            await self.pilot.press(key)
            await asyncio.sleep(0.08)
        return await self.look()

    async def look(self) -> str:
        await settled(self.pilot)
        return shown(self.app)

    def tones(self) -> set[Tone]:
        """Give the tones on the screen."""
        rows = getattr(self.app.screen.query_one("RowsView"), "rows", ())
        return {span.look.tone for row in rows for span in row}


@asynccontextmanager
async def at_the_door(
    door: StillDoor | None = None, *, size: tuple[int, int] = (80, 24), listens: bool = True, kiosk: bool = False
) -> AsyncIterator[AtTheDoor]:
    made, seconds = door or a_door(), Seconds()
    app = a_door_app(made, seconds=seconds, listens=listens, kiosk=kiosk)
    bells: list[int] = []
    app.bell = lambda: bells.append(1)  # type: ignore[method-assign]
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield AtTheDoor(app, pilot, made, seconds, bells)


EXPECTED = {
    "welcome": (Tone.COMPLETE, ("STALLS ROW 3 SEAT 11", "1 of 2 in", "wheelchair")),
    "standing": (Tone.COMPLETE, ("STANDING", "1 of 4 in")),
    "in": (Tone.LATE, ("SINCE 18:35", "STOP")),
    "tomorrow": (Tone.DUE, ("23 November 20:00", "LOOK")),
    "cancelled": (Tone.DUE, ("LETS NOBODY IN", "LOOK")),
    "refunded": (Tone.DUE, ("LETS NOBODY IN", "LOOK")),
    "unpaid": (Tone.DUE, ("LETS NOBODY IN", "LOOK")),
    "unknown": (Tone.DUE, ("list 4 min old - refresh CTRL+L", "LOOK")),
}
WORDS = {
    "welcome": Word.WELCOME,
    "standing": Word.WELCOME,
    "in": Word.ALREADY_IN,
    "tomorrow": Word.WRONG_DATE,
    "cancelled": Word.CANCELLED,
    "refunded": Word.REFUNDED,
    "unpaid": Word.NOT_PAID,
    "unknown": Word.UNKNOWN_CODE,
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("kind", EXPECTED)
async def test_every_verdict_fills_the_screen(kind: str, size: tuple[int, int]) -> None:
    """Each verdict has its tone, its word in large letters, and its reason, on every size of screen."""
    tone, texts = EXPECTED[kind]
    async with at_the_door(size=size) as door:
        screen = await door.scan(CODES[kind])
        verdict = door.app.entrance.state.verdict
        assert verdict is not None
        assert verdict.word is WORDS[kind]
        for text in texts:
            assert text in screen
        assert tone in door.tones()
        assert screen.count("█") >= 60
        rows = screen.splitlines()
        assert (len(rows), {len(row) for row in rows}) == (size[1], {size[0]})


async def test_a_welcome_stands_at_the_top_and_a_stop_at_the_bottom() -> None:
    """Without any colour the place of the word and the edges tell a welcome from a refusal."""
    async with at_the_door() as door:
        welcome = (await door.scan(CODES["welcome"])).splitlines()
        refused = (await door.scan(CODES["in"])).splitlines()

    def middle(rows: list[str]) -> float:
        lettered = [number for number, row in enumerate(rows) if "█" in row]
        return sum(lettered) / len(lettered)

    assert middle(welcome) < 12 < middle(refused)
    assert "STOP" not in "".join(welcome)


@pytest.mark.parametrize(("kind", "bells"), [("welcome", 1), ("tomorrow", 2), ("in", 3)])
async def test_the_bell_tells_the_verdict(kind: str, bells: int) -> None:
    """One bell for a welcome, two for a look, three for a stop, apart enough to be counted."""
    async with at_the_door() as door:
        await door.scan(CODES[kind])
        await asyncio.sleep(0.8)
        assert len(door.bells) == bells


async def test_an_entry_is_written_down_before_it_is_shown() -> None:
    """What could not be written down is said in the same breath, and rings as something to look at."""
    door = a_door()
    door.trouble = "The disk is full."
    async with at_the_door(door) as at_door:
        screen = await at_door.scan(CODES["welcome"])
        assert "NOT WRITTEN DOWN: The disk is full." in screen
        assert Tone.DUE in at_door.tones()


async def test_a_verdict_greets_no_later_guest() -> None:
    """After twenty seconds without a scan the door asks for one again."""
    async with at_the_door() as door:
        await door.scan(CODES["welcome"])
        door.seconds.value += VERDICT_SECONDS + 1
        door.app._tick()
        assert door.app.entrance.state.verdict is None


async def test_a_bounced_scan_is_welcomed_again_and_counted_once() -> None:
    """The scanner fires twice: green both times, one entry."""
    async with at_the_door() as door:
        await door.scan(CODES["welcome"])
        screen = await door.scan(CODES["welcome"])
        assert "scanned twice" in screen
        assert Tone.COMPLETE in door.tones()
        assert len(door.door.settled) == 1


async def test_an_unknown_code_is_asked_about_while_the_next_guest_is_scanned() -> None:
    """The seller is slow; the next guest is welcomed meanwhile, and the answer comes in the last row."""
    door = a_door()
    door.can_ask = True
    answered = asyncio.Event()

    async def slow(verdict: Verdict) -> Verdict:
        if verdict.word is Word.ASK:
            await answered.wait()
            return replace(verdict, word=Word.UNKNOWN_CODE)
        return verdict

    door.settle = slow  # type: ignore[method-assign]
    async with at_the_door(door) as at_door:
        at_door.seconds.value += 5
        at_door.burst(CODES["unknown"])
        await at_door.pilot.pause()
        state = at_door.app.entrance.state
        assert state.verdict is not None
        assert state.verdict.word is Word.ASK
        at_door.seconds.value += 5
        at_door.burst(CODES["welcome"])
        await at_door.pilot.pause(0.1)
        state = at_door.app.entrance.state
        assert state.verdict is not None
        assert state.verdict.word is Word.WELCOME
        answered.set()
        assert "UNKNOWN CODE, code 879999999999" in await at_door.look()


async def test_a_guest_without_a_phone_is_let_in_by_name() -> None:
    """A name, Enter, a reason: the guest is in, and the reason stays with the verdict."""
    async with at_the_door() as door:
        assert "4360" in await door.type("p", "e", "t", "r", "o", "v")
        assert "WHY WITHOUT A CODE" in await door.type("enter")
        screen = await door.type("1")
        assert "by hand: phone is dead" in screen
        assert [verdict.reason for verdict in door.door.settled] == ["phone is dead"]


async def test_names_are_initials_unless_the_station_may_see_them() -> None:
    """The guest is found by the name they say, and shown as this station may see them."""
    async with at_the_door() as door:
        screen = await door.type("n", "o", "v", "a", "k")
        assert ("N.E." in screen, "Novak E." in screen) == (True, False)
    async with at_the_door(a_door(sees_names=True)) as door:
        assert "Novak E." in await door.type("n", "o", "v", "a", "k")


async def test_a_scan_interrupts_a_search_only_with_a_known_code() -> None:
    """While a name is typed, a known code is a scan and anything else that a scanner reads is dropped."""
    async with at_the_door() as door:
        await door.type("p", "e")
        screen = await door.scan("99999999")
        assert "pe_" in screen
        assert "SEAT 11" in await door.scan(CODES["welcome"])


async def test_undo_takes_the_last_scan_back() -> None:
    """`u` says what was taken back, and the welcome goes."""
    async with at_the_door() as door:
        await door.scan(CODES["welcome"])
        screen = await door.type("u")
        assert "TICKET 63991 is taken back" in screen
        assert door.app.entrance.state.verdict is None


async def test_the_manager_sees_two_entries_with_one_ticket() -> None:
    """`d` lists the entries that clash, with both times."""
    clash = Duplicate("871000000001", at("18:41:07"), at("18:30:00"), "Gate A", "Stalls row 3 seat 11", "П.И.")
    async with at_the_door(a_door(duplicates=(clash,))) as door:
        assert "1 DUPLICATE" in await door.look()
        screen = await door.type("d")
        assert "Gate A 18:41:07   elsewhere 18:30:00   Stalls row 3 seat 11" in screen


async def test_offline_says_how_many_scans_are_held() -> None:
    """Without a network everything goes on, and the header says what waits."""
    async with at_the_door(a_door(is_online=False, held=37)) as door:
        assert "OFFLINE - 37 scans held" in await door.look()
        assert "SEAT 11" in await door.scan(CODES["welcome"])


async def test_ctrl_l_reads_the_list_again() -> None:
    """The refresh key asks for the list and says so."""
    async with at_the_door() as door:
        assert "read again" in await door.type("ctrl+l")
        assert door.door.reloads == 1


async def test_a_station_without_a_scanner_never_listens() -> None:
    """There a burst is what somebody typed into the search line."""
    async with at_the_door(listens=False) as door:
        await door.scan(CODES["welcome"][:9])
        assert door.app.entrance.state.verdict is None
        assert door.app.entrance.state.searching is not None


async def test_a_kiosk_door_is_left_with_its_pin_only() -> None:
    """`q` asks for the PIN; a scan is no PIN."""
    async with at_the_door(kiosk=True) as door:
        assert "PIN to leave" in await door.type("q")
        await door.type(*"271828", "enter")
        assert door.app._exit


async def test_a_show_that_is_being_read_says_how_far() -> None:
    """While twenty thousand tickets are read, the door says how many it has."""
    from kds.domain.venue.facts import Loading

    async with at_the_door(a_door(loading=Loading(3500, 8000), trouble="")) as door:
        assert "LOADING: 3500 of 8000 orders read" in await door.look()


async def test_a_stopped_source_says_why() -> None:
    """The sentence of the source stands on the screen until it works again."""
    async with at_the_door(a_door(trouble="Something on the way strips the body of GET requests.")) as door:
        assert "strips the body" in await door.look()


async def test_a_scan_closes_the_page_that_stands_over_the_door() -> None:
    """Somebody left the help open; a guest is scanned: the door comes back with the verdict."""
    async with at_the_door() as door:
        await door.type("?")
        assert door.app.screen is not door.app.entrance
        for char in CODES["welcome"]:
            assert not door.app.entrance.overhear(events.Key(char, char))
        assert door.app.entrance.overhear(events.Key("enter", "\r"))
        assert "SEAT 11" in await door.look()
        assert door.app.screen is door.app.entrance
