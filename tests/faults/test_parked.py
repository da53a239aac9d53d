"""A change that the till refused stays in sight until a person decides, at the board or by a command; nothing vanishes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.rig import KDS, BoardOnTerminal, board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
STANDING_SECONDS = 0.8
COOKS_RIGHTS = ["orderUpdate"]


@dataclass(frozen=True)
class Story:
    """A cook's board whose bump of M1 the till has just refused, since the right was taken away."""

    folder: Path
    chef: Till
    order: str
    arguments: list[str]

    def kds(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another `kds` on the same settings."""
        config = str(self.folder / "kds.toml")
        return subprocess.run([*KDS, *words, "--config", config], capture_output=True, text=True, check=False)

    def listed(self) -> list[dict[str, Any]]:
        """Give what `kds outbox list` knows."""
        found: list[dict[str, Any]] = json.loads(self.kds("outbox", "list", "--json").stdout)
        return found

    def logged(self) -> str:
        """Give the board's log."""
        return (self.folder / "state" / "kds.log").read_text()

    def allow(self, rights: list[str]) -> None:
        """Set the rights of all cooks."""
        self.chef.call("PUT", "/roles/cook", {"label": "Cook", "rights": rights})


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with order_server(tmp_path) as (url, _pid):
        chef = Till(url, user="chef", password="9999", device="KDS3")
        order = write_bill(Till(url), "M1", dish("Burger", "Grill"))
        yield Story(tmp_path, chef, order, board_arguments(tmp_path, url, user="cook", password="2222"))


def refused(story: Story, board: BoardOnTerminal) -> None:
    """Bump M1 and see that it is refused, in the header and on its card."""
    board.wait_for("] M1 ")
    board.linger(STANDING_SECONDS)
    story.allow([])
    board.press("1", "\r")
    screen = board.wait_for("1 REFUSED")
    assert "BURGER" in screen
    assert statuses(story.chef, story.order) == {"Grill": "New"}


def test_a_refused_bump_is_listed_with_its_reason_and_sent_again(story: Story) -> None:
    """The card is back and the header counts it; `kds outbox retry` sends it once the right is there again."""
    with board_on_terminal(*story.arguments) as board:
        refused(story, board)
        (row,) = story.listed()
        assert (row["state"], row["change"]) == ("parked", "Grill to Ready")
        assert "does not allow this to user cook" in row["reason"]
        assert row["reason"] in story.kds("outbox", "list").stdout
        story.allow(COOKS_RIGHTS)
        assert story.kds("outbox", "retry", row["id"]).returncode == 0
        board.wait_for(lambda _: statuses(story.chef, story.order) == {"Grill": "Ready"})
        board.wait_for(lambda text: "REFUSED" not in text)
        board.wait_for(lambda _: story.listed() == [])


def test_a_refused_bump_is_given_up_on_the_board_and_the_log_says_why(story: Story) -> None:
    """`o` shows it with the till's words; `u` and a digit give it up, and the log keeps both reasons."""
    with board_on_terminal(*story.arguments) as board:
        refused(story, board)
        board.press("o")
        screen = board.wait_for("OUTBOX")
        assert "does not allow this" in " ".join(screen.split())
        board.press("u")
        board.wait_for("Give up why?")
        board.press("2")
        board.wait_for("Given up")
        board.press("\x1b")
        board.wait_for(lambda text: "BURGER" in text and "REFUSED" not in text)
        assert story.listed() == []
    (line,) = [line for line in story.logged().splitlines() if "discarded" in line]
    assert "a mistake" in line
    assert "does not allow this to user cook" in line
    assert statuses(story.chef, story.order) == {"Grill": "New"}


def test_a_refused_bump_outlives_its_board_and_is_given_up_without_one(story: Story) -> None:
    """After the board has ended the change is still listed; given up by a command it is gone, and the log says why."""
    with board_on_terminal(*story.arguments) as board:
        refused(story, board)
    (row,) = story.listed()
    assert story.kds("outbox", "discard", row["id"]).returncode == 2, "a reason is needed"
    assert story.kds("outbox", "discard", row["id"], "--reason", "made by hand").returncode == 0
    assert story.listed() == []
    assert story.kds("outbox", "discard", row["id"], "--reason", "again").returncode == 2
    (line,) = [line for line in story.logged().splitlines() if "discarded" in line]
    assert "made by hand" in line
