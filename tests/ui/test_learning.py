"""Learning a bar's keys: what the terminal sends is shown, two functions never share a key, the file is usable at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from kds.bench.terminal import Terminal
from kds.cli import run
from kds.cli.keys import teach
from kds.errors import KeyProfileError
from kds.ui.keys import Action
from kds.ui.learning import SLOTS, Lesson, Sent, functions, write_profile
from kds.ui.profiles import load_profile, read_profile
from kds.ui.raw_keys import names_of

PATIENCE_SECONDS = 20.0
BARE_CTRL = b"\x1b[57442;5u"


class Typed:
    """A terminal on which these bytes are typed, one key after the other; None is a key that sends nothing."""

    def __init__(self, *keys: bytes | None, speaks_kitty: bool = True) -> None:
        self.speaks_kitty = speaks_kitty
        self._keys = list(keys)

    def read(self, seconds: float) -> Sent | None:
        """Give the next key; a held Ctrl alone is followed by nothing."""
        if seconds < 1 and self._keys and self._keys[0] is not None:
            return None
        raw = self._keys.pop(0)
        if raw is None:
            return None
        names = names_of(raw)
        return Sent(names[0], raw, names[1:])


def taught(*keys: bytes | None, speaks_kitty: bool = True) -> tuple[Lesson, bool]:
    """Give a lesson in which these keys were pressed, and whether the person finished it."""
    lesson = Lesson()
    return lesson, teach(lesson, Typed(*keys, speaks_kitty=speaks_kitty))


ESC, BACK, FINISH, LEAVE = b"\x1b", b"\x7f", b"\x04", b"\x03"


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (b"1", ("1",)),
        (b"\r", ("enter",)),
        (b"\x1bOP", ("f1",)),
        (BARE_CTRL, ("left_control",)),
        (b"\x1b[57442;5u\x1b[100;5u", ("ctrl+d",)),
        (b"\x1b[57412;;45u", ("-",)),
        (b"\x1b", ("escape",)),
        ("ž".encode(), ("ž",)),
        (b"7\r", ("7", "enter")),
    ],
)
def test_bytes_are_named_as_the_board_names_the_key(raw: bytes, names: tuple[str, ...]) -> None:
    """The name that is learned is the one the board gives the same key later."""
    assert names_of(raw) == names


def test_the_terminals_bytes_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """A person reads the name of the key, the sequence and its bytes."""
    taught(b"\x1b[57442;5u", LEAVE)
    told = capsys.readouterr().out
    assert "left_control   ESC [57442;5u   1b 5b 35 37 34 34 32 3b 35 75" in told
    assert "speaks the Kitty keyboard protocol: yes" in told


def test_every_function_is_asked_for() -> None:
    """Ten slots and every action, each once."""
    asked = functions()
    assert [each.slot for each in asked[:SLOTS]] == list(range(1, SLOTS + 1))
    assert sorted(each.action for each in asked if each.action) == sorted(Action)


def test_a_learned_bar_can_be_used_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two slots, BUMP by a bare Ctrl and RECALL by minus become a profile with the right captions."""
    lesson, finished = taught(b"1", b"2", ESC, BARE_CTRL, b"-", FINISH)
    assert finished
    file = write_profile(lesson, "mine", tmp_path / "profiles")
    profile = load_profile("mine", (tmp_path / "profiles",))
    assert file == tmp_path / "profiles" / "mine.toml"
    assert profile.slots == ("1", "2")
    assert dict(profile.actions) == {"left_control": Action.DONE, "-": Action.RECALL}
    assert profile.cap(Action.DONE) == "DONE"
    assert [each.name for each in file.parent.iterdir()] == ["mine.toml"]
    assert "DONE is a Ctrl, Shift or Alt key alone" in next(lesson.warnings())


def test_two_functions_never_share_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    """A key that is another function's already is refused with its name, and asked for again."""
    lesson, _ = taught(b"1", b"1", b"2", LEAVE)
    told = capsys.readouterr().out
    assert "This is the key of SLOT 1 already: both send the same." in told
    assert [sent.name for sent in lesson.keys.values()] == ["1", "2"]


def test_a_key_that_sends_several_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A bar that is programmed to type `7` and Enter at once is told so."""
    lesson, _ = taught(b"7\r", LEAVE)
    assert "sent 2 keys at once" in capsys.readouterr().out
    assert not lesson.keys


def test_a_key_that_never_arrives_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """On a terminal without the protocol a bare Ctrl sends nothing: after a while it is said why and what to do."""
    taught(None, LEAVE, speaks_kitty=False)
    told = capsys.readouterr().out
    assert "no, so Ctrl, Shift and Alt alone can't arrive" in told
    assert "program the bar to send an F-key" in told


def test_backspace_asks_for_the_function_before_again() -> None:
    """A wrong key is replaced by going back one step."""
    lesson, _ = taught(b"7", BACK, b"1", LEAVE)
    assert [sent.name for sent in lesson.keys.values()] == ["1"]


def test_escape_leaves_a_function_without_a_key() -> None:
    """A bar without UNDO: the function is skipped; skipping a slot ends the slots."""
    lesson, _ = taught(b"1", ESC, b"\r", ESC, b"u", FINISH)
    assert {function.action: sent.name for function, sent in lesson.keys.items()} == {
        None: "1",
        Action.DONE: "enter",
        Action.UNDO: "u",
    }


def test_a_person_who_leaves_writes_nothing() -> None:
    """Ctrl+C is no profile."""
    assert taught(b"1", LEAVE)[1] is False


def test_a_bar_without_bump_is_refused_and_no_file_stays(tmp_path: Path) -> None:
    """With nothing to bump by, the profile is not written, not even in part."""
    lesson, _ = taught(b"1", FINISH)
    with pytest.raises(KeyProfileError, match="nothing could ever be bumped") as caught:
        write_profile(lesson, "mine", tmp_path)
    assert str(tmp_path / "mine.toml") in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Where the configuration folder is a file, the sentence says so."""
    (tmp_path / "profiles").write_text("")
    lesson, _ = taught(b"1", ESC, b"\r", FINISH)
    with pytest.raises(KeyProfileError, match="can't be written"):
        write_profile(lesson, "mine", tmp_path / "profiles")


@pytest.mark.parametrize("key", [b'"', b"\\", b"#", b"'", "€".encode()])
def test_any_key_can_be_written_down(tmp_path: Path, key: bytes) -> None:
    """A quote or a backslash on the bar does not break the file."""
    lesson, _ = taught(b"1", ESC, key, FINISH)
    assert read_profile(write_profile(lesson, "mine", tmp_path)).action(key.decode()) is Action.DONE


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody's own profiles take part."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--name", "../mine"), "can't be the name"), (("--name", "mine"), "on the terminal they are pressed at")],
)
def test_a_wrong_call_is_told(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: Sequence[str], said: str
) -> None:
    """A path is no name, and a pipe has no keys."""
    assert run(["keys", "learn", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_profile_is_never_overwritten(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An existing file stays, and the sentence says what to do."""
    file = home / ".config" / "kds" / "profiles" / "mine.toml"
    file.parent.mkdir(parents=True)
    file.write_text("kept")
    assert run(["keys", "learn", "--name", "mine"]) == 2
    assert f"{file} exists already" in capsys.readouterr().err
    assert file.read_text() == "kept"


def test_the_list_shows_what_is_printed_on_the_keys(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`kds keys list` is a table of the profiles with their most used keys; with a name, of all keys of one."""
    assert run(["keys", "list"]) == 0
    rows = {row.split()[0]: row for row in capsys.readouterr().out.splitlines()}
    assert {"bump-bar", "keyboard", "number-bumps", "six-button"} <= set(rows)
    assert "RECALL" in rows["bump-bar"]
    assert run(["keys", "list", "number-bumps"]) == 0
    told = capsys.readouterr().out
    assert "done at once" in told
    assert "prefix select" in told


def test_a_broken_profile_does_not_hide_the_others(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list goes on after a file that can't be used, names the mistake and ends with status 1."""
    folder = home / ".config" / "kds" / "profiles"
    folder.mkdir(parents=True)
    (folder / "broken.toml").write_text('slots = ["1"]\n[actions]\ndone = ["entr"]')
    assert run(["keys", "list"]) == 1
    told = capsys.readouterr()
    assert "six-button" in told.out
    assert "did you mean 'enter'" in told.err


def contains(answer: bytes, painted: bytes) -> bool:
    """Whether the terminal was sent these words."""
    return answer in painted


@pytest.mark.slow
def test_a_bar_is_learned_on_a_real_terminal(tmp_path: Path) -> None:
    """On a terminal that answers as kitty does, the keys are asked for one by one and the profile lies in the user's folder."""
    command = (sys.executable, "-m", "kds", "keys", "learn", "--name", "bar")
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    with Terminal(command, columns=100, rows=30, environment=home) as terminal:
        assert terminal.wait_for(lambda painted: b"\x1b[c" in painted, PATIENCE_SECONDS)
        terminal.type(b"\x1b[?25u\x1b[?62;c")
        for key, answer in (
            (b"", b"SLOT 1"),
            (b"1", b"SLOT 2"),
            (ESC, b"DONE:"),
            (BARE_CTRL, b"RECALL:"),
            (FINISH, b"Written"),
        ):
            if key:
                terminal.type(key)
            assert terminal.wait_for(partial(contains, answer), PATIENCE_SECONDS)
        terminal.wait_for(lambda _: terminal.has_ended(), PATIENCE_SECONDS)
        painted = terminal.take()
        assert terminal.exit_status == 0
    assert b"Kitty keyboard protocol: yes" in painted
    assert b"1b 5b 35 37 34 34 32 3b 35 75" in painted
    assert b"kds board --keys bar" in painted
    assert painted.count(b"\x1b[<u") == 1
    profile = load_profile("bar", (tmp_path / "config" / "kds" / "profiles",))
    assert profile.action("left_control") is Action.DONE
