"""The difference of two paints brings a terminal to the very same cells as painting everything."""

from __future__ import annotations

import random

import pyte
from rich.console import Console, RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App, ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from kds.ui import differ
from kds.ui.drawing.spans import Look, Row, Span, Tone, filled
from kds.ui.widgets.rows_view import RowsView

COLUMNS, ROWS = 60, 12
LATE = Look(bold=True, reverse=True)


def a_row(*texts: tuple[str, Look]) -> Row:
    """Give a row from texts and looks."""
    return tuple(Span(text, look) for text, look in texts)


def board_rows(age: int, selected: int = -1, wide: bool = False) -> tuple[Row, ...]:
    """Give rows as a board has them: a digit, a table, an age, and plain text that stays."""
    return tuple(
        a_row(
            ("█" if y == selected else " ", LATE),
            (f"[{y}]", LATE),
            (" 寿司 ×2 " if wide else " T7 burger ", Look(bold=y == selected)),
            (f"{age + y:>4} ", LATE if (age + y) % 3 else Look()),
            ("no onion".ljust(20), Look(tone=Tone.PLAIN)),
        )
        for y in range(ROWS - 2)
    )


class Terminal:
    """A terminal that understands what it is sent."""

    def __init__(self) -> None:
        self.sent = 0
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.Stream(self._screen)

    def take(self, text: str) -> None:
        """Obey escape sequences."""
        self.sent += len(text.encode())
        self._stream.feed(text)

    def resize(self, columns: int, rows: int) -> None:
        """Take another size; what was shown is lost, as on many terminals."""
        self._screen.resize(rows, columns)
        self._screen.erase_in_display(2)

    def cells(self) -> list[list[tuple[object, ...]]]:
        """Give every cell with all its looks."""
        return [
            [tuple(self._screen.buffer[y][x]) for x in range(self._screen.columns)] for y in range(self._screen.lines)
        ]

    def text(self) -> str:
        """Give the characters."""
        return "\n".join(self._screen.display)


class Question(ModalScreen[None]):
    """Something that covers a part of the rows."""

    DEFAULT_CSS = "Question { align: center middle; } Question Static { width: 20; height: 3; background: red; }"

    def compose(self) -> ComposeResult:
        """Cover a part of the screen."""
        yield Static("really?")


class TwoTerminals(App[None]):
    """Paints on two terminals at once: everything on one, the differences on the other."""

    def __init__(self) -> None:
        super().__init__()
        self.view = RowsView()
        self.whole, self.differences = Terminal(), Terminal()
        self.shown = differ.Shown()
        self.colours = Console(color_system="truecolor", force_terminal=True)

    def compose(self) -> ComposeResult:
        """Show the one view."""
        yield self.view

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            self.whole.take(renderable.render_segments(self.colours))
            self.differences.take(differ.DifferenceUpdate(renderable, self.shown).render_segments(self.colours))
        super()._display(screen, renderable)


async def test_the_difference_gives_the_same_cells_with_fewer_bytes() -> None:
    """After ticks, a cursor, a question in front, a resize and wide characters, no cell of 720 differs."""
    app = TwoTerminals()
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:

        async def shows_the_same() -> None:
            await pilot.pause()
            assert app.whole.cells() == app.differences.cells()

        for age in range(4):
            app.view.show(board_rows(age))
            await shows_the_same()
        for selected in (0, 5, 9):
            app.view.show(board_rows(4, selected))
            await shows_the_same()
        app.view.show(board_rows(4, wide=True))
        await shows_the_same()
        app.push_screen(Question())
        await shows_the_same()
        app.view.show(board_rows(7))
        await shows_the_same()
        app.pop_screen()
        await shows_the_same()
        assert "T7 burger" in app.differences.text()
        for columns, rows in ((40, 8), (COLUMNS, ROWS)):
            for terminal in (app.whole, app.differences):
                terminal.resize(columns, rows)
            await pilot.resize_terminal(columns, rows)
            await shows_the_same()
        app.view.show(board_rows(9))
        await shows_the_same()
        assert app.differences.sent < app.whole.sent


async def test_a_garbled_terminal_is_whole_again_after_a_redraw() -> None:
    """What a stray program wrote over the board goes away when everything is forgotten and painted again."""
    app = TwoTerminals()
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        app.view.show(board_rows(3))
        await pilot.pause()
        app.differences.take("\x1b[2;1Hwall message from root")
        app.screen.refresh(layout=True)
        await pilot.pause()
        assert "wall message" in app.differences.text()
        app.shown.forget()
        app.screen.refresh(layout=True)
        await pilot.pause()
        assert app.whole.cells() == app.differences.cells()


async def test_a_tick_sends_only_the_ages_that_changed() -> None:
    """When one age of ten changes, a few dozen bytes go to the terminal."""
    app = TwoTerminals()
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        before = board_rows(3)
        app.view.show(before)
        await pilot.pause()
        app.differences.sent = 0
        app.view.show((*before[:4], board_rows(4)[4], *before[5:]))
        await pilot.pause()
        assert 0 < app.differences.sent < 120


def test_an_untested_textual_gets_plain_output() -> None:
    """The difference is on only for Textual versions whose output was compared."""
    assert differ.is_tested("8.2.8")
    assert not differ.is_tested("8.3.0")


def test_the_installed_textual_was_tested() -> None:
    """The pinned Textual is among the tested ones, so that the saving is real."""
    assert differ.is_tested()


async def test_any_row_after_any_other_gives_the_same_cells() -> None:
    """Forty pages of random names, wide ones, numbers and looks, one after the other, never leave a cell behind."""
    chance = random.Random(7)
    words = ("12:34", "12:35", "寿司", "é́", "no onion", "NO ONION", " ", "4", "LATE 14", "🍔🍔")
    looks = (Look(), LATE, Look(dim=True), Look(tone=Tone.ALLERGY, bold=True), Look(strike=True))

    def a_page() -> tuple[Row, ...]:
        return tuple(
            filled((Span(chance.choice(words), chance.choice(looks)) for _ in range(chance.randint(1, 9))), COLUMNS)
            for _ in range(ROWS)
        )

    app = TwoTerminals()
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        for _ in range(40):
            app.view.show(a_page())
            await pilot.pause()
            assert app.whole.cells() == app.differences.cells()
