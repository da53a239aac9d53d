"""What is heard: which event, how often, by which program, and what happens when that fails."""

from __future__ import annotations

import asyncio
import io
import os
import sys
import wave
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from kds.cli.hearing import ask_what_was_heard
from kds.domain.board import Board, BoardChanged
from kds.domain.terms import Status
from kds.errors import SettingsError
from kds.paths import shipped_sounds
from kds.settings.loading import load
from kds.ui.alarm import AGAIN_SECONDS, AGAIN_TIMES, LATE_SECONDS, Alarm, Event
from kds.ui.sounds import Player, Sound, command_of, play
from tests.builders import an_item, an_order
from tests.ui.evenings import board_of, grill, the_pass
from tests.ui.showing import NOW, StillKitchen, an_app, board_screen, settled
from tests.ui.synthesis import LOUDNESS, RATE, seconds, wav

LARGEST_BYTES = 20_000


class Ears:
    """An alarm, and everything it rang for."""

    def __init__(self, board: Board) -> None:
        self.heard: list[Event] = []
        self.alarm = Alarm(self.heard.append)
        self.board = board
        self.at = 0.0
        self.alarm.watch(board, NOW, self.at)

    def becomes(self, board: Board, **changed: frozenset[str]) -> None:
        """Change the board."""
        self.board = board
        self.alarm.hear(BoardChanged(board, **changed), self.at)

    def wait(self, count: int, chosen: str | None = None) -> list[Event]:
        """Let seconds pass; give what was heard in them."""
        before = len(self.heard)
        for _ in range(count):
            self.at += 1
            self.alarm.tick()
            self.alarm.watch(self.board, NOW + timedelta(seconds=self.at), self.at, chosen)
        return self.heard[before:]


def fresh(count: int = 1) -> Board:
    """Give a board with that many orders that nobody has touched."""
    return board_of(
        grill(), *(an_order(an_item("Wings"), id=f"n{each}", table=f"B{each}", fired="19:42") for each in range(count))
    )


def keys(board: Board) -> frozenset[str]:
    """Give the keys of its cards."""
    return frozenset(card.key for card in board.cards)


def test_an_order_nobody_looks_at_rings_three_more_times() -> None:
    """A new order rings, again after 20, 40 and 60 seconds, and then never more."""
    ears = Ears(board_of(grill()))
    ears.becomes(fresh(), arrived=keys(fresh()))
    assert ears.heard == [Event.NEW]
    assert ears.wait(int(AGAIN_SECONDS) - 1) == []
    assert ears.wait(1) == [Event.NEW]
    assert ears.wait(200) == [Event.NEW] * (AGAIN_TIMES - 1)


def test_an_order_that_was_chosen_rings_no_more() -> None:
    """Whoever chooses a card looks at it."""
    ears = Ears(board_of(grill()))
    ears.becomes(fresh(), arrived=keys(fresh()))
    (key,) = keys(fresh())
    assert ears.wait(1, chosen=key) == []
    assert ears.wait(100) == []


def test_an_order_that_was_started_or_bumped_rings_no_more() -> None:
    """What somebody works on, here or elsewhere, was seen; so was what has left the board."""
    started = board_of(
        grill(), an_order(an_item("Wings", status=Status.IN_PROGRESS), id="n0", table="B0", fired="19:42")
    )
    for later in (started, board_of(grill())):
        ears = Ears(board_of(grill()))
        ears.becomes(fresh(), arrived=keys(fresh()))
        ears.becomes(later)
        assert ears.wait(100) == []


def test_the_worst_of_a_second_is_heard() -> None:
    """A new order, a void and a change that come together ring once, as a void; the flash goes with all of them."""
    ears = Ears(board_of(grill()))
    ears.becomes(fresh(3), arrived=frozenset({"a"}), changed=frozenset({"b"}), voided=frozenset({"c"}))
    assert ears.heard == [Event.VOID]
    assert ears.alarm.flashing == {"a", "b", "c"}


def test_never_more_than_one_sound_a_second() -> None:
    """Orders, voids and late cards of a bad minute are heard at most once a tick."""
    ears = Ears(board_of(grill()))
    for number in range(30):
        ears.becomes(fresh(number + 1), arrived=frozenset({f"k{number}"}), voided=frozenset({f"v{number}"}))
        ears.becomes(fresh(number + 1), changed=frozenset({f"c{number}"}))
        assert len(ears.heard) <= 2 * (number + 1)
        assert len(ears.wait(1)) <= 1


def aging() -> Board:
    """Give four tables that become late one after the other, twenty seconds apart."""
    fired = ("19:30:10", "19:30:30", "19:30:50", "19:31:10")
    orders = (
        an_order(an_item("Wings", status=Status.IN_PROGRESS), id=f"l{each}", table=f"B{each}", fired=time)
        for each, time in enumerate(fired)
    )
    return board_of(grill(), *orders)


def test_late_is_heard_at_most_once_a_minute_and_flashes() -> None:
    """Three cards that become late within a minute are one sound, the next minute has its own."""
    ears = Ears(aging())
    heard_at = [second for second in range(1, 130) if ears.wait(1)]
    assert heard_at
    assert all(later - earlier >= LATE_SECONDS for earlier, later in pairwise(heard_at))
    assert set(ears.heard) == {Event.LATE}


def test_what_was_late_at_the_start_is_not_heard() -> None:
    """A board that starts in the middle of a rush does not begin with an alarm."""
    board = board_of(grill(), an_order(an_item("Wings", status=Status.IN_PROGRESS), id="l", table="B1", fired="19:20"))
    ears = Ears(board)
    assert ears.wait(100) == []


def test_what_was_late_at_another_station_is_not_heard_when_it_is_shown() -> None:
    """Switching to a station in trouble shows it; only what happens from then on is heard."""
    ears = Ears(board_of(grill()))
    late = an_order(an_item("Wings", status=Status.IN_PROGRESS), id="l", table="B1", fired="19:20")
    ears.board = board_of(replace(grill(), name="FRY"), late)
    assert ears.wait(100) == []


def test_a_complete_table_is_heard_on_the_pass_and_only_once() -> None:
    """The expo hears the moment in which everything stands on the pass; UNDO and back is no second table."""
    cooking = board_of(
        the_pass(), an_order(an_item("Wings", status=Status.IN_PROGRESS), id="r", table="B1", fired="19:40")
    )
    complete = board_of(
        the_pass(), an_order(an_item("Wings", status=Status.READY, changed="19:42"), id="r", table="B1", fired="19:40")
    )
    ears = Ears(cooking)
    ears.board = complete
    assert ears.wait(5) == [Event.READY]
    ears.board = cooking
    ears.wait(2)
    ears.board = complete
    assert ears.wait(5) == []


def test_the_last_station_hears_that_all_wait_for_it() -> None:
    """On prep *ready* is: everybody else is done."""

    def order(other: Status) -> Board:
        items = (an_item("Wings", status=Status.IN_PROGRESS), an_item("Chips", on="Fry", status=other, changed="19:41"))
        return board_of(grill(), an_order(*items, id="r", table="B1", fired="19:40"))

    ears = Ears(order(Status.IN_PROGRESS))
    ears.board = order(Status.READY)
    assert ears.board.cards[0].is_last
    assert ears.wait(3) == [Event.READY]


def test_nothing_is_heard_before_the_till_has_answered() -> None:
    """The board of the last run, drawn at the start, is silent."""
    ears = Ears(replace(board_of(the_pass()), known=False))
    ears.board = replace(fresh(), known=False)
    assert ears.wait(50) == []


@pytest.mark.parametrize("event", Event)
def test_the_shipped_sounds_are_small_valid_and_made_here(event: Event) -> None:
    """Each event has a WAV of its own below 20 kB: exactly what `tests/ui/synthesis.py` makes from sines, never silent or clipped."""
    written = (shipped_sounds() / f"{event.value}.wav").read_bytes()
    assert len(written) <= LARGEST_BYTES
    assert written == wav(event)
    with wave.open(io.BytesIO(written)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        assert abs(file.getnframes() / RATE - seconds(event)) < 0.01
        values = memoryview(file.readframes(file.getnframes())).cast("h")
    assert LOUDNESS / 2 < max(values) <= LOUDNESS


def test_no_two_events_sound_the_same() -> None:
    """The five melodies differ, and no file lies there that belongs to no event."""
    files = {file.stem: file.read_bytes() for file in shipped_sounds().glob("*.wav")}
    assert set(files) == {event.value for event in Event}
    assert len(set(files.values())) == len(files)


class Listener:
    """A player, and what came of it."""

    def __init__(self, sounds: Mapping[Event, Sound]) -> None:
        self.bells = 0
        self.told: list[str] = []
        self.player = Player(self._bell, lambda: sounds, self.told.append)

    def _bell(self) -> None:
        self.bells += 1

    async def ring(self, event: Event) -> None:
        """Ring, and wait until the program has ended."""
        self.player.ring(event)
        if self.player._playing is not None:
            await asyncio.wait([self.player._playing])


def writing(file: Path) -> tuple[str, ...]:
    """Give a program that writes its argument into a file, as a player would play it."""
    return (sys.executable, "-c", f"import sys; open({str(file)!r}, 'a').write(sys.argv[1] + chr(10))", "{sound}")


async def test_a_program_is_run_with_the_events_own_file(tmp_path: Path) -> None:
    """`{sound}` in a command is the shipped file; no shell is between, so nothing in it is expanded."""
    file = tmp_path / "played"
    listener = Listener({Event.VOID: writing(file), Event.NEW: (*writing(file)[:3], "$HOME; rm")})
    await listener.ring(Event.VOID)
    await listener.ring(Event.NEW)
    assert file.read_text().splitlines() == [str(shipped_sounds() / "void.wav"), "$HOME; rm"]
    assert (listener.bells, listener.told) == (0, [])


async def test_what_is_off_is_silent_and_what_is_not_named_has_the_bell() -> None:
    """`off` makes no noise; an event without a setting rings the terminal's bell."""
    listener = Listener({Event.NEW: "off", Event.VOID: "bell"})
    await listener.ring(Event.NEW)
    assert listener.bells == 0
    await listener.ring(Event.VOID)
    await listener.ring(Event.LATE)
    assert listener.bells == 2


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("/nowhere/aplay", "{sound}"), "No such file or directory"),
        ((sys.executable, "-c", "raise SystemExit(3)"), "status 3"),
    ],
)
async def test_a_program_that_fails_is_told_once_and_the_bell_rings(command: tuple[str, ...], why: str) -> None:
    """A missing or failing player is named on the board once; from then on the bell rings for that event."""
    listener = Listener({Event.NEW: command})
    await listener.ring(Event.NEW)
    await listener.ring(Event.NEW)
    assert listener.bells == 2
    assert len(listener.told) == 1
    assert command[0] in listener.told[0]
    assert why in listener.told[0]


def children() -> list[str]:
    """Give the ids of the processes that this one has started and not yet laid to rest, zombies included."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


async def test_a_program_that_never_ends_is_stopped_by_the_next_sound() -> None:
    """The newest event is heard at once, and no process is left behind."""
    forever = (sys.executable, "-c", "import time; time.sleep(60)")
    listener = Listener({Event.NEW: forever, Event.VOID: (sys.executable, "-c", "")})
    listener.player.ring(Event.NEW)
    first = listener.player._playing
    assert first is not None
    await asyncio.sleep(0.1)
    await listener.ring(Event.VOID)
    await asyncio.wait([first])
    assert listener.told == []
    assert children() == []


async def test_a_program_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time a player is killed and that is its failure."""
    monkeypatch.setattr("kds.ui.sounds.LONGEST_SECONDS", 0.1)
    assert "still ran" in await play((sys.executable, "-c", "import time; time.sleep(60)"))


async def test_a_sound_that_fails_is_told_on_the_board() -> None:
    """The cook reads which program can't be played; cards still flash."""
    kitchen = StillKitchen(board_of(grill()))
    app = an_app(kitchen)
    app.options = replace(app.options, sounds=lambda _: {Event.NEW: ("/nowhere/aplay",)})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        board = fresh()
        kitchen.becomes(board, arrived=keys(board))
        assert app._player._playing is not None
        await asyncio.wait([app._player._playing])
        await settled(pilot)
        assert "can't be played" in board_screen(app).state.message
        assert app.flashing == keys(board)


def settings_with(folder: Path, sounds: str) -> Path:
    """Write a configuration with these sounds of the grill."""
    file = folder / "kds.toml"
    file.write_text(f'station = "Grill"\n[stations.Grill.sounds]\n{sounds}\n', encoding="utf-8")
    return file


def test_sounds_are_a_setting_of_the_station(tmp_path: Path) -> None:
    """A table names bell, off or a program for each event."""
    file = settings_with(tmp_path, 'new = ["aplay", "-q", "{sound}"]\nlate = "off"')
    table = load(file, {}).stations["Grill"].sounds
    assert (table.new, table.late, table.void) == (("aplay", "-q", "{sound}"), "off", "bell")
    assert command_of(table.new, Event.NEW)[2].endswith("new.wav")


@pytest.mark.parametrize(
    ("sounds", "said"),
    [
        ('new = "ding"', '"bell", "off", or a program'),
        ("new = []", '"bell", "off", or a program'),
        ('neww = "bell"', "The nearest is 'new'"),
    ],
)
def test_a_mistake_in_the_sounds_names_its_key(tmp_path: Path, sounds: str, said: str) -> None:
    """An unknown event or a sound that is none is told with file, key and what would be right."""
    with pytest.raises(SettingsError) as caught:
        load(settings_with(tmp_path, sounds), {})
    assert said in str(caught.value)
    assert "stations.Grill.sounds.new" in str(caught.value)


def test_check_asks_for_each_sound_once(capsys: pytest.CaptureFixture[str]) -> None:
    """The bell is asked for once for all events that have it, with advice where nobody heard it; a missing player is named."""
    answers = iter(["n"])
    sounds: dict[Event, Sound] = {Event.NEW: ("/nowhere/aplay", "x"), Event.LATE: "off"}
    assert not ask_what_was_heard(sounds, lambda: next(answers))
    told = capsys.readouterr().out
    assert told.count("\a") == 1
    assert "sound for void, changed, ready. Did you hear it?" in told
    assert "Many terminals keep the bell silent" in told
    assert "The sound for new can't be played: No such file or directory" in told


def test_check_is_content_when_all_was_heard() -> None:
    """A yes to the bell is all there is to ask by default."""
    assert ask_what_was_heard({}, lambda: "y")
