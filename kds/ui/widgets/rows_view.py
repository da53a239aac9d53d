"""The one widget of a screen: draws finished rows of spans, cell by cell, and knows nothing about what they mean.

One widget for a whole screen keeps a tick of all ages at a few milliseconds; a widget per card costs twenty times
more (measured). A row is turned into a strip once; only rows that differ from the ones before are drawn again.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from kds.ui.board_theme import board_theme
from kds.ui.drawing.spans import PLAIN, Look, Row, width_of
from kds.ui.painting import paint_of


class RowsView(Widget, inherit_bindings=False):
    """Draws the rows it was last shown, from the top left; what no row covers stays blank."""

    ALLOW_SELECT: ClassVar[bool] = False
    can_focus = False

    class Resized(Message):
        """The widget has another size, in cells; rows for it should be shown."""

        def __init__(self, columns: int, rows: int) -> None:
            self.columns = columns
            self.rows = rows
            super().__init__()

    class Clicked(Message):
        """A cell was pressed with a mouse or a finger; `column` and `row` count from 0."""

        def __init__(self, column: int, row: int) -> None:
            self.column = column
            self.row = row
            super().__init__()

    class FootPressed(Message):
        """A cell of the rows at the foot was pressed; `column` counts from 0."""

        def __init__(self, column: int) -> None:
            self.column = column
            super().__init__()

    class LastRowPressed(Message):
        """The row below everything else was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self._last: Row | None = None
        self._covering: Row | None = None
        self._foot: tuple[Row, ...] = ()
        self._foot_rows = 0
        self._styles_of: dict[Look, Style] = {}

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is drawn now, from top to bottom."""
        rows = self._rows if self._covering is None else (*self._rows[:-1], self._covering)
        return (*rows, *self._foot) if self._last is None else (*rows, *self._foot, self._last)

    @property
    def foot_rows(self) -> int:
        """Rows that are kept free for `stand_on` and `end_with`."""
        return self._foot_rows if self._last is None else self._foot_rows + 1

    def keep_free(self, rows: int) -> None:
        """Keep that many rows at the foot for `stand_on`; what is shown has so many fewer."""
        self._foot_rows = rows

    def stand_on(self, rows: tuple[Row, ...]) -> None:
        """Draw these rows at the foot."""
        if rows != self._foot:
            self._foot = rows
            self.refresh()

    def end_with(self, row: Row | None) -> None:
        """Draw this row below everything else, whatever is shown or covered, until called with None."""
        before, self._last = self._last, row
        if row == before:
            return
        if (row is None) is not (before is None):
            self.refresh()
            if self.size.height:
                self.post_message(self.Resized(self.size.width, self._height))
        else:
            self.refresh(Region(0, self.size.height - 1, self.size.width, 1))

    def cover(self, row: Row | None) -> None:
        """Draw this row in place of the last one that is shown, and let no tap through, until called with None."""
        if row != self._covering:
            self._covering = row
            self.refresh(Region(0, self._height - 1, self.size.width, 1))

    @property
    def _height(self) -> int:
        """Rows there are for what is shown."""
        return self.size.height - self.foot_rows

    def show(self, rows: tuple[Row, ...]) -> None:
        """Draw these rows; only those that differ from the ones before are sent to the terminal."""
        before, self._rows = self._rows, rows
        if len(before) != len(rows):
            self.refresh()
            return
        width = self.size.width
        changed = [
            Region(0, y, width, 1)
            for y, (old, new) in enumerate(zip(before, rows, strict=True))
            if old is not new and old != new
        ]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """Give the strip of one row, filled to the widget's width."""
        width = self.size.width
        row = self._row(y)
        segments = [Segment(span.text, self._style(span.look)) for span in row if span.text]
        # counted here: Textual's own count keeps thousands of texts for good, and rows with ages are new ones each minute
        return Strip(segments, width_of(row)).adjust_cell_length(width, self._style(PLAIN))

    def _row(self, y: int) -> Row:
        below = y - self._height
        if self._last is not None and below == self._foot_rows:
            return self._last
        if below >= 0:
            return self._foot[below] if below < len(self._foot) else ()
        if self._covering is not None and below == -1:
            return self._covering
        return self._rows[y] if y < len(self._rows) else ()

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Give the whole width there is."""
        del viewport
        return container.width

    def on_mount(self) -> None:
        """Listen for another theme."""
        self.app.theme_changed_signal.subscribe(self, self._forget_styles)

    def _forget_styles(self, theme: Theme) -> None:
        """Draw everything anew in the colours of that theme."""
        del theme
        self._styles_of.clear()
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Say how much room there is."""
        self.post_message(self.Resized(event.size.width, event.size.height - self.foot_rows))

    def on_click(self, event: events.Click) -> None:
        """Say which cell was pressed."""
        if self._covering is not None:
            return
        if event.y >= self._height + self._foot_rows:
            self.post_message(self.LastRowPressed())
        elif event.y >= self._height:
            self.post_message(self.FootPressed(event.x))
        else:
            self.post_message(self.Clicked(event.x, event.y))

    def _style(self, look: Look) -> Style:
        style = self._styles_of.get(look)
        if style is None:
            style = self._styles_of[look] = paint_of(look, board_theme(self.app.current_theme)).style()
        return style
