"""Textual's application with everything locked that a kitchen screen must not have; it knows nothing about orders.

No key of Textual's own works, no palette, screenshot, help panel, suspend or text selection can be reached, every text
is cleaned once more before it is drawn, and an error nobody expected is one sentence on the terminal (reliability 4.2).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual.app import App
from textual.filter import ANSIToTruecolor, LineFilter, Monochrome, NoColor

from kds.errors import KdsError
from kds.language import tr
from kds.ui.board_theme import board_theme
from kds.ui.cleaning import ColourRemover, TerminalCleaner
from kds.ui.colours import Palette

_log = logging.getLogger(__name__)


class LockedApp(App[None], inherit_bindings=False):
    """An application that only its own screens can steer."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False
    ALLOW_SELECT: ClassVar[bool] = False
    ESCAPE_TO_MINIMIZE: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"
        self._cleaner = TerminalCleaner()
        self._colour_remover = ColourRemover()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the last cleaning of every text to Textual's own filters, and send no colours in a theme without any.

        Textual itself answers `NO_COLOR` with shades of grey, which are colours too, even where the variable is
        empty; what the variable means is already decided by the theme that was chosen.
        """
        filters = [each for each in super().get_line_filters() if not isinstance(each, self._unwanted_filters)]
        if board_theme(self.current_theme).palette is Palette.NONE:
            filters.append(self._colour_remover)
        return (*filters, self._cleaner)

    @property
    def _unwanted_filters(self) -> tuple[type[LineFilter], ...]:
        return (Monochrome, NoColor, ANSIToTruecolor) if self.native_ansi_color else (Monochrome, NoColor)

    def panic(self, *renderables: RenderableType) -> None:
        """End after an error inside Textual without showing its traceback."""
        del renderables
        self._fatal_error()

    async def action_quit(self) -> None:
        """Do nothing: leaving is the board's own question, and a kiosk has none."""

    def action_suspend_process(self) -> None:
        """Do nothing: there is no shell behind a kitchen screen."""

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Do nothing: a board writes no files where it was started."""
        del filename, path

    def action_change_theme(self) -> None:
        """Do nothing: the theme is a setting."""

    def action_show_help_panel(self) -> None:
        """Do nothing: the board has its own help."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Do nothing: there is no browser behind a kitchen screen."""
        del url, new_tab

    def copy_to_clipboard(self, text: str) -> None:
        """Do nothing: the terminal's clipboard belongs to whoever sits in front of it."""
        del text

    def _fatal_error(self) -> None:
        _log.critical("the board stopped", exc_info=self._exception)
        self._return_code = 1
        self._exit_renderables.append(Text(sentence_for(self._exception)))
        self._close_messages_no_wait()


def sentence_for(error: BaseException | None) -> str:
    """Give the sentence a person reads when the board stops unexpectedly."""
    if isinstance(error, KdsError):
        return str(error)
    kind = type(error).__name__ if error is not None else tr("an unknown error")
    return tr(
        "The board stopped unexpectedly ({kind}). Nothing that was bumped is lost; the log tells more. Start it again.",
        kind=kind,
    )
