"""Actions and the keys that ask for them; what an action does is decided by the screens, profiles are read elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kds.domain.routing import is_pass
from kds.domain.station import Station
from kds.language import mark, tr


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
    PICKING = "picking"
    TIMES = "times"
    LOCK = "lock"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    PAGE_UP = "page_up"
    PAGE_DOWN = "page_down"
    REDRAW = "redraw"
    MENU = "menu"
    HELP = "help"
    BACK = "back"
    QUIT = "quit"

    @property
    def changes_state(self) -> bool:
        """Whether a bouncing key could do harm."""
        return self in _CHANGING


_CHANGING = frozenset(
    {Action.DONE, Action.LINE, Action.START, Action.FIRE, Action.SEND_READY, Action.UNDO, Action.RUSH}
)

GROUPS: tuple[tuple[str, tuple[Action, ...]], ...] = (
    (
        mark("COOKING"),
        (
            Action.DONE,
            Action.LINE,
            Action.START,
            Action.SEND_READY,
            Action.FIRE,
            Action.UNDO,
            Action.RECALL,
            Action.AGAIN,
            Action.RUSH,
        ),
    ),
    (
        mark("MOVING"),
        (Action.LEFT, Action.RIGHT, Action.UP, Action.DOWN, Action.PAGE_UP, Action.PAGE_DOWN, Action.BACK),
    ),
    (
        mark("LOOKING"),
        (
            Action.DETAILS,
            Action.ALL_DAY,
            Action.SOLD_OUT,
            Action.SEARCH,
            Action.TIMES,
            Action.INQUIRIES,
            Action.PICKING,
        ),
    ),
    (mark("ARRANGING"), (Action.NEXT_ZONE, Action.GROUPING, Action.SORT, Action.LAYOUT)),
    (mark("STATIONS"), (Action.COVER, Action.STATION, Action.STATIONS)),
    (mark("THIS SCREEN"), (Action.LOCK, Action.OUTBOX, Action.REDRAW, Action.MENU, Action.HELP, Action.QUIT)),
)
"""Every action once, by what it is for; the order of the help page and of `kds keys learn`."""


HELP_SENTENCES: Mapping[Action, str] = {
    Action.DONE: mark("done; the first press on a card with something unseen says seen"),
    Action.LINE: mark("the chosen line is done, a second time takes it back"),
    Action.START: mark("start the chosen line, or this station's part of the card"),
    Action.SEND_READY: mark("send the lines that are ready and leave the rest (expo)"),
    Action.FIRE: mark("fire what is held on the chosen table, after a look at what goes"),
    Action.UNDO: mark("take back the last bump, or a fire that was not released yet"),
    Action.RECALL: mark("list of what was finished lately, to bring it back"),
    Action.AGAIN: mark("make the chosen line once more, with the reason"),
    Action.RUSH: mark("this order goes first, on every screen; a second time takes it back"),
    Action.DETAILS: mark("the whole card: notes, allergens, every status with its time"),
    Action.ALL_DAY: mark("how many of each dish are open, to cook and held"),
    Action.SOLD_OUT: mark("what is sold out, and how many are left"),
    Action.NEXT_ZONE: mark("show the next zone only, then all of them again"),
    Action.GROUPING: mark("a card for each table, or for each order"),
    Action.SORT: mark("sort by age, promise, rush or table"),
    Action.LAYOUT: mark("the next way to place the cards"),
    Action.COVER: mark("take over another station's endpoints, or give them back"),
    Action.STATION: mark("become another station of this installation"),
    Action.STATIONS: mark("all stations: open orders, the oldest, and whether anybody watches"),
    Action.SEARCH: mark("find a card by table, name, number or dish"),
    Action.TIMES: mark("speed of service"),
    Action.LOCK: mark("lock the keys while they are wiped"),
    Action.OUTBOX: mark("what still has to reach the till, and what it refused"),
    Action.INQUIRIES: mark("what customers of the web shop ask (pass)"),
    Action.PICKING: mark("what was ordered for the interval, by row and seat (venue)"),
    Action.LEFT: mark("move to the card before"),
    Action.RIGHT: mark("move to the card after"),
    Action.UP: mark("move to the line above"),
    Action.DOWN: mark("move to the line below"),
    Action.PAGE_UP: mark("page before"),
    Action.PAGE_DOWN: mark("page after"),
    Action.REDRAW: mark("draw the whole screen again"),
    Action.MENU: mark("everything else as a list: move to it and choose"),
    Action.HELP: mark("this page"),
    Action.BACK: mark("close a list, choose nothing"),
    Action.QUIT: mark("leave or practise, after a question"),
}
"""One sentence for each action, drawn on the help page."""


SHIPPED_TITLES = (mark("Keyboard"), mark("Bump bar"), mark("Number bumps"), mark("Six-button pad"))
"""Titles of the profiles that come with kds, which are told in the language of the station."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """A key that changes the meaning of the next one; what it does not name does nothing then.

    Attributes:
        name: as in the file.
        keys: keys that begin it.
        caption: what the last row says while the next key is awaited; empty for words made of the keys behind it.
        slots_bump: whether the digit that follows is done at once, instead of only chosen; None where digits do nothing.
        actions: key → action, for the next key only.
        on_pass: the same for the screens of the pass; before `actions` there.
    """

    name: str
    keys: tuple[str, ...]
    caption: str
    slots_bump: bool | None
    actions: Mapping[str, Action]
    on_pass: Mapping[str, Action] = field(default_factory=dict)

    def on_the_pass(self) -> Prefix:
        """Give it with the meanings it has there."""
        return replace(self, actions={**self.actions, **self.on_pass}, on_pass={})


@dataclass(frozen=True, slots=True)
class KeyProfile:
    """Which key means what.

    Attributes:
        name: as used in the settings, `keyboard`.
        title: for people.
        slots: key of slot 1 to 10, in that order; empty on a pad that moves from card to card.
        slots_bump: a slot's key is done at once, instead of only choosing.
        actions: key → action.
        prefixes: keys that change the meaning of the next one.
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
    slots_bump: bool = False
    prefixes: tuple[Prefix, ...] = ()

    def worked_at(self, station: Station) -> KeyProfile:
        """Give the profile as it is for a station: on the pass some keys behind a prefix mean something else."""
        if not is_pass(station) or not any(prefix.on_pass for prefix in self.prefixes):
            return self
        return replace(self, prefixes=tuple(each.on_the_pass() for each in self.prefixes))

    @property
    def shown_title(self) -> str:
        """The title for people: of a shipped profile in their language, of one's own as it is written."""
        return tr(self.title) if self.title in SHIPPED_TITLES else self.title

    def action(self, key: str) -> Action | None:
        """Give the action of a key, None when it has none."""
        return self.actions.get(key)

    def slot(self, key: str) -> int | None:
        """Give the slot, from 1, that a key chooses; None when it chooses none."""
        return self.slots.index(key) + 1 if key in self.slots else None

    def prefix(self, key: str) -> Prefix | None:
        """Give what a key begins, None when it begins nothing."""
        return next((prefix for prefix in self.prefixes if key in prefix.keys), None)

    def ways(self, action: Action) -> tuple[str, ...]:
        """Give what is printed on all keys of an action: `R`, those behind a prefix `MORE R`.

        Keys whose print the profile names stand first: they are on the bar, others on a keyboard beside it.
        """
        return tuple(dict.fromkeys(printed for _, printed in sorted(self._ways(action), key=lambda way: not way[0])))

    def _ways(self, action: Action) -> list[tuple[bool, str]]:
        """Give all keys of an action: whether the profile names their print, and that print."""
        found = [(key in self.caps, self.printed(key)) for key, asked in self.actions.items() if asked is action]
        return found + [
            (prefix.keys[0] in self.caps, f"{self.printed(prefix.keys[0])} {self.printed(key)}")
            for prefix in self.prefixes
            for key, asked in prefix.actions.items()
            if asked is action
        ]

    def cap(self, action: Action) -> str:
        """Give what is printed on the first key of an action, empty when no key asks for it."""
        return next(iter(self.ways(action)), "")

    @property
    def cap_to_leave(self) -> str:
        """What is printed on the key that leaves a page; a pad without digits has no key for that but UNDO."""
        return (self.cap(Action.UNDO) if not self.slots else "") or self.cap(Action.BACK)

    @property
    def caps_to_turn(self) -> str:
        """What is printed on the keys that turn the pages of a text; a pad without digits turns them by its arrows."""
        before, after = (Action.PAGE_UP, Action.PAGE_DOWN) if self.slots else (Action.LEFT, Action.RIGHT)
        return f"{self.cap(before)} {self.cap(after)}".strip()

    def caps_by_action(self) -> dict[str, str]:
        """Give what is printed on the key of each action, for the legend; actions without a key are left out.

        Of a pad without digits only its own keys are told, where the profile names them.
        """
        caps = {action.value: self.cap(action) for action in Action}
        pick = {"pick": self.slots_caption, "pick_wide": self.slots_caption_wide}
        if self.slots_bump:
            pick = {"bump_slot": self.slots_caption}
        if not self.slots:
            pick = {"beside": f"{caps[Action.LEFT.value]} {caps[Action.RIGHT.value]}".strip()}
            own = {action.value for action in Action if any(is_named for is_named, _ in self._ways(action))}
            caps = {name: cap for name, cap in caps.items() if name in own} if Action.DONE.value in own else caps
        more = next((self.printed(each.keys[0]) for each in self.prefixes if each.actions), "")
        return {name: cap for name, cap in (pick | caps | {"more": more}).items() if cap}

    def printed(self, key: str) -> str:
        """Give what is printed on a key."""
        return self.caps.get(key) or key.upper()
