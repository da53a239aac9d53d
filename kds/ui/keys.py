"""Key profiles: which key asks for which action, read from TOML; what an action does is decided by the screens."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from kds.errors import KeyProfileError

DEBOUNCE_SECONDS = 0.2
"""A key that changes a state counts once within this time (board 7)."""


class Action(StrEnum):
    """What a person can ask for with a key; the words of interface, keys."""

    DONE = "done"
    LINE = "line"
    START = "start"
    UNDO = "undo"
    RECALL = "recall"
    AGAIN = "again"
    FIRE = "fire"
    SEND_READY = "send_ready"
    RUSH = "rush"
    DETAILS = "details"
    ALL_DAY = "all_day"
    SOLD_OUT = "sold_out"
    NEXT_ZONE = "next_zone"
    GROUPING = "grouping"
    SORT = "sort"
    LAYOUT = "layout"
    COVER = "cover"
    STATION = "station"
    STATIONS = "stations"
    SEARCH = "search"
    OUTBOX = "outbox"
    INQUIRIES = "inquiries"
    TIMES = "times"
    LOCK = "lock"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    PAGE_UP = "page_up"
    PAGE_DOWN = "page_down"
    REDRAW = "redraw"
    HELP = "help"
    BACK = "back"
    QUIT = "quit"

    @property
    def changes_state(self) -> bool:
        """Whether a bouncing key could do harm."""
        return self in (Action.DONE, Action.LINE, Action.START, Action.FIRE, Action.SEND_READY)


HELP_SENTENCES: Mapping[Action, str] = {
    Action.DONE: "done; the first press on a card with something unseen says seen",
    Action.LINE: "the chosen line is done, a second time takes it back",
    Action.START: "start the chosen line, or this station's part of the card",
    Action.SEND_READY: "send the lines that are ready and leave the rest (expo)",
    Action.FIRE: "fire what is held on the chosen table, after a look at what goes",
    Action.UNDO: "take back the last bump, or a fire that was not released yet",
    Action.RECALL: "list of what was finished lately, to bring it back",
    Action.AGAIN: "make the chosen line once more, with the reason",
    Action.RUSH: "this order goes first, on every screen; a second time takes it back",
    Action.DETAILS: "the whole card: notes, allergens, every status with its time",
    Action.ALL_DAY: "how many of each dish are open, to cook and held",
    Action.SOLD_OUT: "what is sold out, and how many are left",
    Action.NEXT_ZONE: "show the next zone only, then all of them again",
    Action.GROUPING: "a card for each table, or for each order",
    Action.SORT: "sort by age, promise, rush or table",
    Action.LAYOUT: "the next way to place the cards",
    Action.COVER: "take over another station's endpoints, or give them back",
    Action.STATION: "become another station of this installation",
    Action.STATIONS: "all stations: open orders, the oldest, and whether anybody watches",
    Action.SEARCH: "find a card by table, name, number or dish",
    Action.TIMES: "speed of service",
    Action.LOCK: "lock the keys while they are wiped",
    Action.OUTBOX: "what still has to reach the till, and what it refused",
    Action.INQUIRIES: "what customers of the web shop ask (pass)",
    Action.LEFT: "move to the card before",
    Action.RIGHT: "move to the card after",
    Action.UP: "move to the line above",
    Action.DOWN: "move to the line below",
    Action.PAGE_UP: "page before",
    Action.PAGE_DOWN: "page after",
    Action.REDRAW: "draw the whole screen again",
    Action.HELP: "this page",
    Action.BACK: "close a list, choose nothing",
    Action.QUIT: "leave, after a question",
}
"""One sentence for each action, drawn on the help page."""


@dataclass(frozen=True, slots=True)
class KeyProfile:
    """Which key means what.

    Attributes:
        name: as used in the settings, `keyboard`.
        title: for people.
        slots: key of slot 1 to 10, in that order.
        actions: key → action.
        caps: key → what is printed on it, where that is not the key's name in capitals.
        slots_caption, slots_caption_wide: how the legend names the slot keys on a narrow and on a wide screen.
    """

    name: str
    title: str
    slots: tuple[str, ...]
    actions: Mapping[str, Action]
    caps: Mapping[str, str] = field(default_factory=dict)
    slots_caption: str = ""
    slots_caption_wide: str = ""

    def action(self, key: str) -> Action | None:
        """Give the action of a key, None when it has none."""
        return self.actions.get(key)

    def slot(self, key: str) -> int | None:
        """Give the slot, from 1, that a key chooses; None when it chooses none."""
        return self.slots.index(key) + 1 if key in self.slots else None

    def cap(self, action: Action) -> str:
        """Give what is printed on the first key of an action, empty when no key asks for it."""
        return next((self.printed(key) for key, asked in self.actions.items() if asked is action), "")

    def caps_by_action(self) -> dict[str, str]:
        """Give what is printed on the key of each action, for the legend; actions without a key are left out."""
        caps = {action.value: self.cap(action) for action in Action}
        pick = {"pick": self.slots_caption, "pick_wide": self.slots_caption_wide}
        return {name: cap for name, cap in (pick | caps).items() if cap}

    def printed(self, key: str) -> str:
        """Give what is printed on a key."""
        return self.caps.get(key) or key.upper()


def key_name(key: str, character: str | None) -> str:
    """Give the name a profile uses for a key press: its character, letters in lower case, else the key's own name."""
    if character and character.isprintable() and not character.isspace():
        return character.lower()
    return "enter" if key == "ctrl+j" else key


class Debounce:
    """Lets an action that changes a state through once, however often its contact closes."""

    def __init__(self) -> None:
        self._last: Action | None = None
        self._at = 0.0

    def accepts(self, action: Action | None, at: float) -> bool:
        """Whether a press at that monotonic time (seconds) counts.

        Any other key in between makes it a press of its own; a key held down repeats within the time and never counts
        again, so that it can't force anything.
        """
        bounced = action is not None and action is self._last and at - self._at < DEBOUNCE_SECONDS
        self._last, self._at = action, at
        return not (bounced and action is not None and action.changes_state)


def load_profile(name: str, folders: tuple[Path, ...]) -> KeyProfile:
    """Read the profile `name` from the first folder that has it.

    Raises:
        KeyProfileError: there is no such profile, or the file can't be used; names file, key and reason.
    """
    for folder in folders:
        file = folder / f"{name}.toml"
        if file.is_file():
            return read_profile(file)
    known = sorted({file.stem for folder in folders if folder.is_dir() for file in folder.glob("*.toml")})
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known) or 'none'}."
    raise KeyProfileError(f"There is no key profile called {name}; {hint}")


def read_profile(file: Path) -> KeyProfile:
    """Read one profile file.

    Raises:
        KeyProfileError: the file is not TOML, names an unknown action, or uses a key twice.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KeyProfileError(f"The key profile {file} can't be read: {error}.") from error
    slots = _strings(file, "slots", table.get("slots", []))
    if not 1 <= len(slots) <= 10:
        raise KeyProfileError(f"{file}: slots must name one to ten keys, it names {len(slots)}.")
    actions: dict[str, Action] = {}
    for word, keys in _table(file, "actions", table).items():
        action = _action(file, word)
        for key in _strings(file, f"actions.{word}", keys):
            if key in actions or key in slots:
                raise KeyProfileError(f"{file}: the key {key!r} is used twice, the second time in actions.{word}.")
            actions[key] = action
    if Action.DONE not in actions.values():
        raise KeyProfileError(f"{file}: actions.done has no key, so nothing could ever be bumped.")
    return KeyProfile(
        name=str(table.get("name", file.stem)),
        title=str(table.get("title", file.stem)),
        slots=slots,
        actions=actions,
        caps={key: str(cap) for key, cap in _table(file, "caps", table).items()},
        slots_caption=str(table.get("slots_caption", "")),
        slots_caption_wide=str(table.get("slots_caption_wide", table.get("slots_caption", ""))),
    )


def _action(file: Path, word: str) -> Action:
    try:
        return Action(word)
    except ValueError:
        near = difflib.get_close_matches(word, [action.value for action in Action], n=1)
        hint = f", did you mean {near[0]}?" if near else f"; actions are: {', '.join(Action)}."
        raise KeyProfileError(f"{file}: actions.{word} is no action{hint}") from None


def _strings(file: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry for entry in value):
        raise KeyProfileError(f"{file}: {key} must be a list of keys, like ['enter'].")
    return tuple(entry.lower() if len(entry) == 1 else entry for entry in value)


def _table(file: Path, key: str, table: Mapping[str, Any]) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise KeyProfileError(f"{file}: [{key}] must be a table.")
    return value
