"""The door: a scanner types anywhere on it, the answer fills the screen; what the answer is, is decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual import events
from textual.timer import Timer

from kds.language import mark, tr
from kds.ui.drawing.entrance import DoorView, Searching
from kds.ui.entrance_face import EntranceFace
from kds.ui.key_names import key_name
from kds.ui.keys import Action
from kds.ui.scanner import GAP_SECONDS, LEAST_CHARACTERS, Heard, Pressed, Scanned, Scanner, Typed
from kds.ui.screens.door import Door
from kds.ui.screens.verdicts import VerdictScreen

REASONS = (
    mark("phone is dead"),
    mark("ticket can't be read"),
    mark("scanner is broken"),
    mark("known to the house"),
)
"""Why a guest without a readable code may be let in; chosen by digit and logged."""

_LETTERS = (Action.UNDO, Action.OUTBOX, Action.HELP, Action.QUIT, Action.DETAILS)
"""Actions whose letters work while nobody types a name; any other letter begins one."""

_STARTING = mark("The door is still starting. Scan again.")


class EntranceScreen(VerdictScreen):
    """A station with the role of a door.

    Args:
        face: the venue; None before it has started.
        listens: whether this station has a scanner; without one every key is a person's.
        key_time: seconds of a clock that never steps at which a key came; None takes the time of its event.
    """

    def __init__(
        self,
        face: Callable[[], EntranceFace | None],
        *,
        listens: bool = True,
        key_time: Callable[[events.Key], float] | None = None,
    ) -> None:
        super().__init__(face)
        self._listens = listens
        self._key_time = key_time or _time_of
        self._scanner = Scanner(self._knows)
        self._settling: Timer | None = None
        self._state = DoorView(reasons=REASONS)
        self._door = Door(None)
        self._asked_to_leave = False

    def on_mount(self) -> None:
        """Take the habits of this terminal."""
        options = self.board_app.options
        self._door = Door(options.read_pin)
        self._state = replace(self._state, ascii_only=options.ascii_only)

    def takes_key(self, event: events.Key) -> bool:
        """Take every key: what a scanner types is a scan, wherever on the screen a person was."""
        if self._door.is_asking(self.at()):
            self._say_at_door(self._door.press(event.key, event.character, self.at()))
            return True
        if self._listens:
            at = self._key_time(event)
            heard = self._scanner.press(event.key, event.character, at, in_dialog=self._state.searching is not None)
            if self._settling is not None:
                self._settling.stop()
            if self._scanner.is_waiting:
                self._settling = self.set_timer(GAP_SECONDS * 1.2, lambda: self._settle(at))
        else:
            heard = _as_person(event)
        self._hear(heard)
        return True

    def overhear(self, event: events.Key) -> bool:
        """Listen while a page stands over the door; a scan brings the door back. Whether the key belonged to a scan."""
        if not self._listens:
            return False
        for each in self._scanner.press(event.key, event.character, self._key_time(event)):
            if isinstance(each, Scanned):
                while self.app.screen is not self and len(self.app.screen_stack) > 1:
                    self.app.pop_screen()
                self._scan(each.text)
                return True
        return False

    def act(self, action: Action) -> None:
        """Do what a key of the profile asks for."""
        leaving, self._asked_to_leave = self._asked_to_leave, False
        match action:
            case Action.DONE if leaving:
                self.app.exit()
            case Action.DONE if self._state.searching is not None:
                self._choose(self._state.searching)
            case Action.UP | Action.DOWN if self._state.searching is not None:
                self.show(_moved(self._state, self._state.searching, 1 if action is Action.DOWN else -1))
            case Action.BACK:
                self.show(replace(self._state, searching=None, lists_clashes=False, verdict=None, message=""))
            case Action.UNDO:
                self.in_turn(self._undo)
            case Action.DETAILS:
                self.show(replace(self._state, lists_clashes=not self._state.lists_clashes, verdict=None))
            case Action.REDRAW:
                self._reload()
            case Action.OUTBOX if self.board_app.is_screen_installed(action.value):
                self.app.push_screen(action.value)
            case Action.HELP:
                self._open_help()
            case Action.QUIT:
                self._ask_to_leave()
            case _:
                self.paint()

    def _hear(self, heard: tuple[Heard, ...]) -> None:
        for each in heard:
            match each:
                case Scanned(text=text):
                    self._scan(text)
                case Typed(text=text):
                    self._type(text)
                case Pressed(key=key):
                    self._press(key)

    def _settle(self, pressed_at: float) -> None:
        """Take over what a person typed once no burst can come of it."""
        self._hear(self._scanner.settle(pressed_at + 2 * GAP_SECONDS))

    def _knows(self, text: str) -> bool:
        face = self._face()
        return face is not None and face.knows(text)

    def _scan(self, text: str) -> None:
        face = self._face()
        if face is None:
            self.tell(tr(_STARTING))
            return
        self._asked_to_leave = False
        self._state = replace(self._state, searching=None, lists_clashes=False, message="")
        self.follow(face, face.judge(text))

    def _type(self, text: str) -> None:
        searching = self._state.searching
        if searching is not None and searching.asks_reason:
            self._give_reason(searching, text)
            return
        if searching is None:
            action = self.board_app.profile.action(text.lower())
            if action in _LETTERS:
                self.act(action)
                return
            searching = Searching()
            text = text.removeprefix("/").lstrip()
        self._asked_to_leave = False
        self._look_for(searching.text + text)

    def _look_for(self, text: str) -> None:
        face = self._face()
        found = face.search(text) if face is not None else ()
        self.show(replace(self._state, searching=Searching(text, found), lists_clashes=False, message=""))

    def _press(self, key: str) -> None:
        searching = self._state.searching
        if key == "backspace" and searching is not None:
            self._look_for(searching.text[:-1])
            return
        action = self.board_app.profile.action(key_name(key, None))
        if action is not None:
            self.act(action)

    def _choose(self, searching: Searching) -> None:
        is_code = searching.text.isdecimal() and len(searching.text) >= LEAST_CHARACTERS and not searching.found
        if is_code or self._knows(searching.text):
            self._scan(searching.text)  # a code typed by hand, or a burst that came in two parts
        elif searching.found:
            self.show(replace(self._state, searching=replace(searching, asks_reason=True)))

    def _give_reason(self, searching: Searching, text: str) -> None:
        face = self._face()
        if face is None or not (text.isdecimal() and 1 <= int(text) <= len(REASONS)):
            return
        verdict = face.admit(searching.found[searching.chosen].key, REASONS[int(text) - 1])
        self._state = replace(self._state, searching=None)
        if verdict is None:
            self.tell(tr("This ticket has no code to tell the seller. Ask the manager."))
        else:
            self.follow(face, verdict)

    async def _undo(self) -> None:
        face = self._face()
        said = await face.undo() if face is not None else tr(_STARTING)
        self._state = replace(self._state, verdict=None)
        self.tell(said)

    def _reload(self) -> None:
        face = self._face()
        if face is not None:
            face.reload()
        self.board_app.redraw()
        self.tell(tr("The list is read again."))

    def _open_help(self) -> None:
        from kds.ui.screens.entrance_help import EntranceHelpScreen

        if not self.board_app.is_screen_installed(EntranceHelpScreen.list_name):
            self.app.install_screen(EntranceHelpScreen(), EntranceHelpScreen.list_name)
        self.app.push_screen(EntranceHelpScreen.list_name)

    def _ask_to_leave(self) -> None:
        if self.board_app.options.kiosk:
            self._say_at_door(self._door.ask(self.at()))
            return
        self._asked_to_leave = True
        key = self.board_app.profile.cap(Action.DONE)
        self.tell(tr("Leave the door?   {key} = yes   any other key = no", key=key))

    def _say_at_door(self, sentence: str) -> None:
        if self._door.is_open:
            self.app.exit()
        else:
            self.tell(sentence)


def _moved(state: DoorView, searching: Searching, step: int) -> DoorView:
    last = max(len(searching.found) - 1, 0)
    return replace(state, searching=replace(searching, chosen=min(max(searching.chosen + step, 0), last)))


def _time_of(event: events.Key) -> float:
    """Give when a key was read from the terminal, whatever the screen was busy with since."""
    return event.time


def _as_person(event: events.Key) -> tuple[Heard, ...]:
    character = event.character
    if character is not None and len(character) == 1 and character.isprintable():
        return (Typed(character),)
    return (Pressed(event.key),)
