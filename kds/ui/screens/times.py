"""The speed of service of today: tables, and plots with Textual's own widgets; what they show is made elsewhere.

All widgets are made once and only change their contents, and nothing is drawn again before the figures are.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Digits, ProgressBar, Sparkline

from kds.domain.routing import is_pass
from kds.domain.station import Station
from kds.language import tr
from kds.ui.drawing.header import header_row
from kds.ui.drawing.times import (
    BAR_COLUMNS,
    DIGIT_ROWS,
    MOST_BARS,
    Room,
    TimesPage,
    large_columns,
    pages_of,
)
from kds.ui.keys import Action
from kds.ui.screens.base import KitchenScreen, show_rows
from kds.ui.screens.list_rows import Page, foot_row, title_row
from kds.ui.screens.said import said_over

if TYPE_CHECKING:
    from kds.domain.times.figures import Figures
    from kds.ui.app import KdsApp

READ_SECONDS = 30.0
"""While the page is open its figures are read anew this often."""

_ABOVE = 3
_AROUND = 4
_LARGE_FIGURES = 5


class LateBar(ProgressBar):
    """A share as a bar; without the timer of its class, which asks once a second how long the rest will take."""

    def __init__(self) -> None:
        super().__init__(total=1.0, show_percentage=False, show_eta=False)

    def _on_mount(self, event: events.Mount) -> None:
        event.prevent_default()  # otherwise the handler of the class above starts its timer


class TimesScreen(KitchenScreen):
    """Today's figures, page by page."""

    list_name: ClassVar[str] = Action.TIMES.value

    def __init__(self) -> None:
        super().__init__()
        self._figures: Figures | None = None
        self._read_at: float | None = None
        self._page = 0
        self._said = ""
        self._large = tuple(Digits("") for _ in range(_LARGE_FIGURES))
        self._plot = Sparkline()
        self._bars = tuple(LateBar() for _ in range(MOST_BARS))
        self._placed: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """Put the rows on the screen, and every plot that a page may have, hidden."""
        yield from super().compose()
        for plot in self._plots():
            plot.display = False
            plot.styles.position = "absolute"
            yield plot

    def on_screen_resume(self) -> None:
        """Read the figures of today, and begin at the first page."""
        self._page, self._said = 0, ""
        super().on_screen_resume()
        self._read()

    def tick(self) -> None:
        """Draw this second; read the figures again from time to time."""
        at = self.board_app.options.monotonic()
        if self._read_at is not None and at - self._read_at >= READ_SECONDS:
            self._read()
        self.paint()

    def paint(self) -> None:
        """Draw the page; its plots only where they changed."""
        if not self._rows:
            return
        pages = self._pages()
        self._page = min(self._page, len(pages) - 1)
        page = pages[self._page]
        height = max(self._rows - _AROUND, 1)
        title = tr("SPEED OF SERVICE  {station}  {page}", station=self.board.station.name, page=page.title)
        profile = self.board_app.profile
        legend = [(profile.cap_to_leave, tr("back"))]
        if len(pages) > 1:
            legend.append((profile.caps_to_turn, tr("pages")))
        blank = ((),) * max(height - len(page.rows), 0)
        rows = (
            header_row(self.board, self.now(), self._columns, local=self.board_app.options.local),
            title_row(title, Page((), self._page, len(pages)), self._columns),
            (),
            *page.rows[:height],
            *blank,
            foot_row(self._said, legend, self._columns),
        )
        show_rows(self, said_over(rows[: self._rows], self._said, self._columns))
        self._place(page)

    def tell(self, sentence: str) -> None:
        """Say something in the last row."""
        self._said = sentence
        self.paint()

    def act(self, action: Action) -> None:
        """Turn a page, or close."""
        match action:
            case Action.PAGE_DOWN | Action.DOWN | Action.RIGHT | Action.LINE:
                self._page += 1
                self.paint()
            case Action.PAGE_UP | Action.UP | Action.LEFT:
                self._page = max(self._page - 1, 0)
                self.paint()
            case Action.BACK | Action.QUIT | Action.DONE | Action.TIMES:
                self.app.pop_screen()

    def _pages(self) -> tuple[TimesPage, ...]:
        kitchen = self.board_app.kitchen
        if self._figures is None or kitchen is None:
            return (TimesPage(tr("reading"), ()),)
        room = Room(self._columns, max(self._rows - _AROUND, 1), not self.board_app.options.ascii_only)
        return pages_of(self._figures, kitchen.times.day, self.now(), room)

    def _read(self) -> None:
        self._read_at = self.board_app.options.monotonic()
        self.in_turn(self._take_figures)

    async def _take_figures(self) -> None:
        kitchen = self.board_app.kitchen
        if kitchen is not None:
            self._figures = await kitchen.times.today(endpoints_of(self.board.station))
            self.paint()

    def _plots(self) -> tuple[Widget, ...]:
        return (*self._large, self._plot, *self._bars)

    def _place(self, page: TimesPage) -> None:
        """Show the plots of a page where they belong; nothing is touched while they stay the same."""
        placed = (page.large, page.plot, page.bars, page.bars_top, page.bars_left, self._columns, self._rows)
        if placed == self._placed:
            return
        self._placed = placed
        apart = large_columns(self._columns)
        for number, digits in enumerate(self._large):
            digits.display = number < len(page.large)
            if digits.display:
                digits.update(page.large[number][1])
                _put(digits, 1 + number * apart, _ABOVE + 1, apart, DIGIT_ROWS)
        self._plot.display = page.plot is not None
        if page.plot is not None:
            # a value a column: fewer are spread by fractions, whose rounding shifts them against the hours below
            self._plot.data = tuple(value for value in page.plot.values for _ in range(page.plot.cell))
            _put(self._plot, 1, _ABOVE + page.plot.top, page.plot.cell * len(page.plot.values), page.plot.height)
        for number, bar in enumerate(self._bars):
            bar.display = number < len(page.bars)
            if bar.display:
                bar.update(progress=page.bars[number])
                _put(bar, page.bars_left, _ABOVE + page.bars_top + number, BAR_COLUMNS, 1)


def endpoints_of(station: Station) -> Collection[str] | None:
    """Give whose lines a station's page is about: its own endpoints on prep, all of them on the pass."""
    return None if is_pass(station) or station.sees_all else station.endpoints


def open_times(app: KdsApp) -> str:
    """Open the page; give the sentence that says why it stays closed, empty when it opened."""
    if app.kitchen is None:
        return tr("The board is still starting. Press again.")
    if not app.is_screen_installed(TimesScreen.list_name):
        app.install_screen(TimesScreen(), TimesScreen.list_name)
    app.push_screen(TimesScreen.list_name)
    return ""


def _put(plot: Widget, column: int, row: int, columns: int, rows: int) -> None:
    plot.styles.offset = (column, row)
    plot.styles.width = columns
    plot.styles.height = rows
