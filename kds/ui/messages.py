"""Facts that reach the application from outside Textual, as messages, so that nobody draws from another task."""

from __future__ import annotations

from textual.message import Message

from kds.domain.board import Board


class BoardChanged(Message, bubble=False):
    """The board is another one now; only the newest matters, so a waiting one gives way."""

    def __init__(self, board: Board) -> None:
        self.board = board
        super().__init__()

    def can_replace(self, message: Message) -> bool:
        """Whether this fact makes `message` worthless."""
        return isinstance(message, BoardChanged)
