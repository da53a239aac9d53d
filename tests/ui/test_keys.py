"""Key profiles and key presses, without a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from kds.errors import KeyProfileError
from kds.paths import shipped_profiles
from kds.ui.key_names import key_name, nearest_name
from kds.ui.key_reader import PREFIX_SECONDS, Asked, Debounce, KeyReader
from kds.ui.keys import GROUPS, HELP_SENTENCES, Action, KeyProfile
from kds.ui.prefixes import caption_of
from kds.ui.profiles import load_profile, read_profile
from tests.builders import a_station, an_expo


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
        ('slots = ["1"]\n[actions]\nrecal = ["enter"]', "actions.recal is no action, did you mean recall?"),
        ('slots = ["1"]\n[actions]\ndone = ["1"]', "the key '1' is used twice, in slots and in actions.done"),
        ('slots = ["1"]\n[actions]\ndone = ["f1"]\nundo = ["f1"]', "in actions.done and in actions.undo"),
        (
            'slots = ["1"]\n[actions]\ndone = ["f1"]\n[prefixes.more]\nkeys = ["f1"]',
            "in actions.done and in prefixes.more",
        ),
        (
            'slots = ["1"]\n[actions]\ndone = ["left_ctrl"]',
            "actions.done: there is no key called 'left_ctrl', did you mean",
        ),
        ('slots = ["1"]\n[actions]\ndone = ["question_mark"]', "did you mean '?'"),
        ('slots = ["1"]\n[actions]\ndone = ["f1"]\n[caps]\nentr = "OK"', "did you mean 'enter'"),
        ('slots = ["1"]\n[actions]\nundo = ["u"]', "actions.done has no key"),
        ('slots = []\n[actions]\ndone = ["enter"]', "no card can be chosen"),
        (f'slots = {list("abcdefghijk")}\n[actions]\ndone = ["enter"]', "may name ten keys"),
        ('slots = ["1", "1"]\n[actions]\ndone = ["enter"]', "names a key twice"),
        ('slot = ["1"]\n[actions]\ndone = ["enter"]', "there is no key slot, did you mean slots?"),
        ('slots = ["1"]\nslots_do = "jump"\n[actions]\ndone = ["enter"]', '"choose" or "bump"'),
        ('slots = ["1"]\n[actions]\ndone = ["enter"]\n[prefixes.more]\ncaption = "x"', "names no key that begins it"),
        ('slots = ["1"]\n[actions]\ndone = ["enter"]\n[prefixes.more]\nkey = ["."]', "did you mean keys?"),
        ('slots = ["1"]\n[actions]\ndone = ["enter"]\n[prefixes]\nmore = 1', "[prefixes.more] must be a table"),
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


SHIPPED = ("keyboard", "bump-bar", "number-bumps", "six-button")


def shipped(name: str) -> KeyProfile:
    """Give a profile that comes with kds."""
    return load_profile(name, (shipped_profiles(),))


def test_no_profile_is_shipped_that_is_not_tested() -> None:
    """The shipped profiles are the four of the manual."""
    assert {file.stem for file in shipped_profiles().glob("*.toml")} == set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_action_is_one_or_two_presses_away(name: str) -> None:
    """Each shipped profile has a key for every action, at most behind one prefix, and calls itself by its file's name."""
    profile = shipped(name)
    assert profile.name == name
    assert [action for action in Action if not profile.cap(action)] == []


def test_every_action_stands_once_on_the_help_page() -> None:
    """The groups of the help page hold all actions and none twice."""
    listed = [action for _, actions in GROUPS for action in actions]
    assert sorted(listed) == sorted(Action)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_ctrl_combination_stands_beside_a_bare_ctrl(name: str) -> None:
    """Where Ctrl alone bumps, no key needs Ctrl held: the terminal would report the bump first."""
    profile = shipped(name)
    keys = {*profile.actions, *(key for prefix in profile.prefixes for key in prefix.actions)}
    assert "left_control" not in keys or not [key for key in keys if key.startswith("ctrl+")]


@pytest.mark.parametrize(
    ("raw", "action"),
    [
        ("\x1b[57442;5u", Action.DONE),
        ("\x1b[57442u", Action.DONE),
        ("\x1bOP", Action.DONE),
        ("\x1b[[A", Action.DONE),
        ("\r", Action.DONE),
        ("\x1b[57412;;45u", Action.RECALL),
        ("\x1b[57412u", Action.RECALL),
        ("-", Action.RECALL),
        ("\x1b[57413;;43u", Action.ALL_DAY),
        ("\x1b[6~", Action.PAGE_DOWN),
        ("\x1b[H", Action.BACK),
        ("\x1b[A", Action.UP),
    ],
)
def test_what_a_bump_bar_sends_reaches_its_action(raw: str, action: Action) -> None:
    """Left Ctrl alone by the Kitty protocol, the keypad's minus with and without it, and F-keys arrive as BUMP and RECALL."""
    keys = [event for event in XTermParser().feed(raw) if isinstance(event, events.Key)]
    assert [shipped("bump-bar").action(key_name(key.key, key.character)) for key in keys] == [action]


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("entr", "enter"),
        ("question_mark", "?"),
        ("Ctrl+L", "ctrl+l"),
        ("left_ctrl", "left_control"),
        ("pagedwn", "pagedown"),
    ],
)
def test_a_misspelt_key_has_a_nearest_one(typed: str, nearest: str) -> None:
    """What nobody's terminal sends is answered with the key that was probably meant."""
    assert nearest_name(typed) == nearest
    assert nearest_name(nearest) == nearest


def test_a_prefix_changes_the_next_key_only() -> None:
    """`MORE 2` on a bump bar fires; the next `2` is the second slot again."""
    reader = KeyReader(shipped("bump-bar"))
    begun = reader.read(".", 10.0)
    assert begun is not None
    assert begun.prefix is not None
    fired = reader.read("2", 10.5)
    assert fired is not None
    assert (fired.action, fired.slot) == (Action.FIRE, None)
    assert reader.read("2", 10.6) == Asked(slot=2)


def test_a_prefix_lapses_after_three_seconds() -> None:
    """A prefix pressed by mistake is forgotten; the digit then chooses as always."""
    reader = KeyReader(shipped("bump-bar"))
    reader.read(".", 10.0)
    assert reader.waiting(10.0 + PREFIX_SECONDS - 0.1) is not None
    assert reader.read("2", 10.0 + PREFIX_SECONDS) == Asked(slot=2)


def test_a_key_that_a_prefix_does_not_name_does_nothing() -> None:
    """After MORE an arrow ends the prefix and moves nothing."""
    reader = KeyReader(shipped("bump-bar"))
    reader.read(".", 10.0)
    asked = reader.read("left", 10.2)
    assert asked is not None
    assert (asked.action, asked.slot) == (None, None)
    assert reader.read("left", 10.4) == Asked(Action.LEFT)


def test_a_held_shift_does_not_end_a_prefix() -> None:
    """A terminal that reports Shift by itself can still type what needs it."""
    reader = KeyReader(shipped("keyboard"))
    assert reader.read("left_shift", 10.0) is None
    reader = KeyReader(shipped("bump-bar"))
    reader.read(".", 10.0)
    assert reader.read("left_shift", 10.1) is None
    assert reader.waiting(10.2) is not None


def test_number_bumps_are_done_at_once_and_select_only_chooses() -> None:
    """On a number bump profile `3` is done with slot 3, `SELECT 3` only chooses it."""
    reader = KeyReader(shipped("number-bumps"))
    assert reader.read("3", 10.0) == Asked(Action.DONE, 3)
    reader.read(".", 11.0)
    chosen = reader.read("3", 11.2)
    assert chosen is not None
    assert (chosen.action, chosen.slot) == (None, 3)


def test_a_bouncing_digit_bumps_once_and_another_digit_at_once() -> None:
    """`3` twice within 200 ms is one bump; `3 4` in the same time are two."""
    reader = KeyReader(shipped("number-bumps"))
    assert reader.read("3", 10.0) == Asked(Action.DONE, 3)
    assert reader.read("3", 10.1) is None
    assert reader.read("4", 10.15) == Asked(Action.DONE, 4)


@pytest.mark.parametrize(
    "action", [Action.UNDO, Action.RUSH, Action.START, Action.FIRE, Action.LINE, Action.SEND_READY]
)
def test_whatever_changes_a_state_is_debounced(action: Action) -> None:
    """A second contact within 200 ms must not take back a second bump, nor end a rush that it has just begun."""
    debounce = Debounce()
    assert debounce.accepts(action, 10.0)
    assert not debounce.accepts(action, 10.1)


@pytest.mark.parametrize("action", [Action.UP, Action.LEFT, Action.PAGE_DOWN, Action.SEARCH, None])
def test_moving_choosing_and_searching_are_never_debounced(action: Action | None) -> None:
    """Arrows, pages, digits and search count as fast as they come (board 7)."""
    debounce = Debounce()
    assert all(debounce.accepts(action, 10.0 + press / 100, slot=1) for press in range(5))


def test_the_legend_speaks_of_the_keys_of_the_bar() -> None:
    """Caps come from the active profile: BUMP and RECALL on a bar, with the prefix where one is needed."""
    caps = shipped("bump-bar").caps_by_action()
    assert (caps["done"], caps["recall"], caps["undo"]) == ("BUMP", "RECALL", "MORE RECALL")
    assert "pick" not in shipped("number-bumps").caps_by_action()
    pad = shipped("six-button").caps_by_action()
    assert (pad["beside"], pad["start"], pad["more"]) == ("PREV NEXT", "SHIFT BUMP", "SHIFT")
    assert not {"help", "fire", "again"} & set(pad), "keys of a keyboard beside the pad"


def test_on_the_pass_a_key_behind_a_prefix_may_mean_something_else() -> None:
    """Nobody starts a dish on the pass: there SHIFT BUMP sends what is ready and SHIFT NEXT fires."""
    at_the_pass = shipped("six-button").worked_at(an_expo())
    assert at_the_pass.cap(Action.SEND_READY) == "SHIFT BUMP"
    assert at_the_pass.cap(Action.FIRE) == "SHIFT NEXT"
    assert "SHIFT BUMP" not in at_the_pass.ways(Action.START)
    assert shipped("six-button").worked_at(a_station("Grill")) == shipped("six-button")


def test_a_prefix_is_told_by_the_keys_behind_it() -> None:
    """Every key once with one word, so that a row never breaks between a key and what it does."""
    bar, pad = shipped("bump-bar"), shipped("six-button").worked_at(an_expo())
    assert caption_of(bar, bar.prefixes[0]).startswith("MORE: 1=start 2=fire 3=ready 4=rush 5=again")
    assert caption_of(pad, pad.prefixes[0]) == "SHIFT: PREV=page NEXT=fire DOWN=line BUMP=ready UNDO=recall SHIFT=more"
    digits = shipped("number-bumps")
    assert caption_of(digits, digits.prefixes[0]) == "SELECT: 1-9,0 chooses a card without bumping it"


def test_a_page_names_a_way_back_that_the_pad_has() -> None:
    """Six buttons have no ESC: UNDO leaves; whoever has digits reads the key that closes all pages."""
    assert shipped("six-button").cap_to_leave == "UNDO"
    assert shipped("six-button").caps_to_turn == "PREV NEXT"
    assert shipped("keyboard").caps_to_turn == "PgUp PgDn"
    assert shipped("keyboard").cap_to_leave == "ESC"
    assert shipped("bump-bar").cap_to_leave == "HOME"


def test_a_profile_of_ones_own_hides_the_shipped_one(tmp_path: Path) -> None:
    """A file in the configuration folder is taken before the shipped one of the same name."""
    (tmp_path / "keyboard.toml").write_text('title = "Mine"\nslots = ["1"]\n[actions]\ndone = ["f9"]', encoding="utf-8")
    assert load_profile("keyboard", (tmp_path, shipped_profiles())).title == "Mine"
