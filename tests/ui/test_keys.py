"""Key profiles and key presses, without a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from kds.errors import KeyProfileError
from kds.paths import shipped_profiles
from kds.ui.keys import HELP_SENTENCES, Action, Debounce, key_name, load_profile, read_profile


def written(folder: Path, text: str) -> Path:
    """Write a profile file and give its path."""
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_profile_has_a_key_and_a_sentence_for_every_action() -> None:
    """Every action has a key on an ordinary keyboard and a line on the help page."""
    profile = load_profile("keyboard", (shipped_profiles(),))
    assert set(profile.actions.values()) == set(Action) == set(HELP_SENTENCES)
    assert profile.slot("1") == 1
    assert profile.slot("0") == 10
    assert profile.cap(Action.PAGE_DOWN) == "PgDn"


@pytest.mark.parametrize(
    ("key", "character", "name"),
    [
        ("u", "u", "u"),
        ("U", "U", "u"),
        ("question_mark", "?", "?"),
        ("space", " ", "space"),
        ("enter", "\r", "enter"),
        ("ctrl+j", "\n", "enter"),
        ("pagedown", None, "pagedown"),
        ("ctrl+l", "\x0c", "ctrl+l"),
    ],
)
def test_a_key_is_named_by_what_it_types(key: str, character: str | None, name: str) -> None:
    """Letters work in either case, and a key that types nothing goes by its own name."""
    assert key_name(key, character) == name


def test_a_bouncing_contact_counts_once() -> None:
    """Two closings of the same key within 200 ms are one press; the third, later one counts."""
    debounce = Debounce()
    assert debounce.accepts(Action.DONE, 10.0)
    assert not debounce.accepts(Action.DONE, 10.15)
    assert debounce.accepts(Action.DONE, 10.4)


def test_a_key_held_down_does_not_repeat() -> None:
    """A held Enter repeats thirty times a second and does nothing after the first."""
    debounce = Debounce()
    accepted = [debounce.accepts(Action.DONE, 10.0 + repeat / 30) for repeat in range(30)]
    assert accepted == [True] + [False] * 29


def test_a_digit_in_between_makes_the_next_press_count() -> None:
    """`3 ENTER 4 ENTER` typed very fast bumps both cards."""
    debounce = Debounce()
    assert debounce.accepts(None, 10.0)
    assert debounce.accepts(Action.DONE, 10.05)
    assert debounce.accepts(None, 10.1)
    assert debounce.accepts(Action.DONE, 10.15)


def test_arrows_repeat_as_fast_as_they_come() -> None:
    """Keys that change no state are never held back."""
    debounce = Debounce()
    assert all(debounce.accepts(Action.DOWN, 10.0 + press / 100) for press in range(10))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("slots = [", "can't be read"),
        ('slots = ["1"]\n[actions]\nrecal = ["enter"]', "did you mean recall?"),
        ('slots = ["1"]\n[actions]\ndone = ["1"]', "used twice"),
        ('slots = ["1"]\n[actions]\nundo = ["u"]', "actions.done has no key"),
        ('slots = []\n[actions]\ndone = ["enter"]', "one to ten keys"),
        ('slots = ["1"]\n[actions]\ndone = "enter"', "must be a list of keys"),
        ('slots = ["1"]\nactions = 3', "must be a table"),
    ],
)
def test_a_malformed_profile_is_named_with_its_fault(tmp_path: Path, text: str, said: str) -> None:
    """A mistake in a profile is told with the file and what is wrong in it."""
    file = written(tmp_path, text)
    with pytest.raises(KeyProfileError) as caught:
        read_profile(file)
    assert str(file) in str(caught.value)
    assert said in str(caught.value)


def test_an_unknown_profile_suggests_the_nearest() -> None:
    """A misspelt profile name is answered with the one that was meant."""
    with pytest.raises(KeyProfileError, match="did you mean keyboard"):
        load_profile("keybord", (shipped_profiles(),))
