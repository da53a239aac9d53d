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
from textual.widget import Widget

from kds.ui.drawing.spans import Look, Row, Tone

_COMPONENT = "rows--"


class RowsView(Widget, inherit_bindings=False):
    """Draws the rows it was last shown, from the top left; what no row covers stays blank."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"{_COMPONENT}dim",
        *(f"{_COMPONENT}{tone.value}" for tone in Tone if tone is not Tone.PLAIN),
    }
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

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self._styles_of: dict[Look, Style] = {}

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is drawn now."""
        return self._rows

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
        row = self._rows[y] if y < len(self._rows) else ()
        segments = [Segment(span.text, self._style(span.look)) for span in row if span.text]
        return Strip(segments).adjust_cell_length(width, self._style(Look()))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Give the whole width there is."""
        del viewport
        return container.width

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        super().notify_style_update()
        self._styles_of.clear()

    def on_resize(self, event: events.Resize) -> None:
        """Say how much room there is."""
        self.post_message(self.Resized(event.size.width, event.size.height))

    def on_click(self, event: events.Click) -> None:
        """Say which cell was pressed."""
        self.post_message(self.Clicked(event.x, event.y))

    def _style(self, look: Look) -> Style:
        style = self._styles_of.get(look)
        if style is None:
            style = self._styles_of[look] = self._new_style(look)
        return style

    def _new_style(self, look: Look) -> Style:
        if look.tone is not Tone.PLAIN:
            base = self.get_component_rich_style(f"{_COMPONENT}{look.tone.value}")
        elif look.dim:
            base = self.get_component_rich_style(f"{_COMPONENT}dim")
        else:
            base = self.rich_style
        return Style(
            color=base.color,
            bgcolor=base.bgcolor,
            bold=look.bold,
            reverse=look.reverse,
            underline=look.underline,
            strike=look.strike,
        )
