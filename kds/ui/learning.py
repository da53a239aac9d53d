"""Learns a key profile: which function is asked for next, what a key sent, what can't be; reads no terminal, prints nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kds.errors import KeyProfileError
from kds.language import mark, tr
from kds.ui.key_names import MODIFIERS
from kds.ui.keys import GROUPS, HELP_SENTENCES, Action
from kds.ui.profiles import read_profile

SLOTS = 10
"""Keys that choose a card."""

BARE_CTRL = mark(
    "Nothing arrived. A Ctrl, Shift or Alt key alone reaches a program only in a terminal that speaks the Kitty keyboard "
    "protocol; program the bar to send an F-key for this function, or press Esc to skip it."
)
"""What to say when a key was pressed and nothing came."""

_FIRST = (
    Action.DONE,
    Action.RECALL,
    Action.UNDO,
    Action.PAGE_DOWN,
    Action.PAGE_UP,
    Action.UP,
    Action.DOWN,
    Action.LEFT,
    Action.RIGHT,
    Action.ALL_DAY,
    Action.BACK,
    Action.LINE,
    Action.START,
)
"""What every bar has, asked for before the rest."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a terminal sent for one key: the name a profile knows it by, the bytes, and further keys that came with it."""

    name: str
    raw: bytes
    more: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """`left_control   ESC [57442;5u   1b 5b 35 ...`."""
        typed = self.raw.decode("utf-8", "backslashreplace").replace("\x1b", "ESC ")
        shown = "".join(char if char.isprintable() else repr(char)[1:-1] for char in typed)
        return f"{' '.join((self.name, *self.more))}   {shown}   {self.raw.hex(' ')}"


@dataclass(frozen=True, slots=True)
class Function:
    """Something a key is asked for: a slot, from 1, or an action."""

    slot: int | None = None
    action: Action | None = None

    @property
    def words(self) -> str:
        """What a person is asked to press."""
        if self.action is None:
            return tr(
                "SLOT {number}: choose the card with the digit {digit}", number=self.slot, digit=(self.slot or 0) % 10
            )
        return f"{self.action.value.upper().replace('_', ' ')}: {tr(HELP_SENTENCES[self.action])}"


def functions() -> tuple[Function, ...]:
    """Give all functions in the order they are asked for: slots, what every bar has, then the rest."""
    rest = [action for _, actions in GROUPS for action in actions if action not in _FIRST]
    return (
        *(Function(slot=number) for number in range(1, SLOTS + 1)),
        *(Function(action=action) for action in (*_FIRST, *rest)),
    )


@dataclass(slots=True)
class Lesson:
    """The keys learned so far, and the function that is asked for now.

    Attributes:
        keys: function → what the terminal sent for it; a function that was skipped is missing.
    """

    keys: dict[Function, Sent] = field(default_factory=dict)
    _asked: tuple[Function, ...] = field(default_factory=functions)
    _at: int = 0

    @property
    def function(self) -> Function | None:
        """What is asked for now; None at the end."""
        return self._asked[self._at] if self._at < len(self._asked) else None

    @property
    def place(self) -> str:
        """`3 of 45`."""
        return tr("{number} of {count}", number=self._at + 1, count=len(self._asked))

    def learn(self, sent: Sent) -> str:
        """Take a key for the function that is asked for; give why it can't be its key, empty when it is."""
        function = self.function
        if function is None:
            return ""
        if sent.more:
            return tr("That key sent {count} keys at once; program it to send one.", count=1 + len(sent.more))
        other = next((each for each, known in self.keys.items() if known.name == sent.name and each != function), None)
        if other is not None:
            return tr("This is the key of {other} already: both send the same.", other=other.words.partition(":")[0])
        self.keys[function] = sent
        self._at += 1
        return ""

    def skip(self) -> None:
        """Leave the function without a key; after the first slot without one no more slots are asked for."""
        function = self.function
        if function is None:
            return
        self.keys.pop(function, None)
        if function.slot is not None:
            self._at = SLOTS
        else:
            self._at += 1

    def back(self) -> None:
        """Ask for the function before once more."""
        self._at = max(self._at - 1, 0)

    def warnings(self) -> Iterator[str]:
        """Give what a person should know about the keys."""
        bare = [each for each, sent in self.keys.items() if sent.name in MODIFIERS]
        if bare:
            names = ", ".join(each.words.partition(":")[0] for each in bare)
            yield tr(
                "{names} is a Ctrl, Shift or Alt key alone: it works only in terminals with the Kitty keyboard protocol, "
                "and the same key of a keyboard beside the bar does it too.",
                names=names,
            )

    def profile(self, name: str) -> str:
        """Give the text of the profile file."""
        slots = [sent.name for function, sent in self.keys.items() if function.slot is not None]
        lines = [
            "# Learned with `kds keys learn`.",
            "",
            f"name = {_quoted(name)}",
            f"title = {_quoted(name)}",
            f"slots = [{', '.join(map(_quoted, slots))}]",
        ]
        if slots:
            caption = slots[0].upper() if len(slots) == 1 else f"{slots[0]}-{slots[-1]}".upper()
            lines.append(f"slots_caption = {_quoted(caption)}")
        lines += ["", "[actions]"]
        lines += [
            f"{function.action.value} = [{_quoted(sent.name)}]"
            for function, sent in self.keys.items()
            if function.action is not None
        ]
        caps = [
            f"{_quoted(sent.name)} = {_quoted(function.action.value.upper().replace('_', ' '))}"
            for function, sent in self.keys.items()
            if function.action is not None and sent.name in MODIFIERS
        ]
        return "\n".join([*lines, *(["", "[caps]", *caps] if caps else []), ""])


def write_profile(lesson: Lesson, name: str, folder: Path) -> Path:
    """Write a learned profile as one file, whole or not at all; give its path.

    Raises:
        KeyProfileError: with these keys nothing could be bumped, or the folder can't be written.
    """
    file = folder / f"{name}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".learned-") as beside:
            draft = Path(beside) / file.name
            with draft.open("w", encoding="utf-8") as text:
                text.write(lesson.profile(name))
                text.flush()
                os.fsync(text.fileno())
            try:
                read_profile(draft)
            except KeyProfileError as error:
                raise KeyProfileError(str(error).replace(str(draft), str(file))) from error
            draft.replace(file)
    except OSError as error:
        raise KeyProfileError(
            tr("The profile can't be written to {file}: {why}.", file=file, why=error.strerror or error)
        ) from error
    return file


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
