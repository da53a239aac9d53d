"""Board and server are killed again and again on a breaking line: what a cook saw taken is what the till has in the end.

Every run has a short form; `pytest tests/faults/test_kill_loop.py -m long -n 0 -rP` is the full measure, at least 300 bumps
and 30 kills of each. `FAULT_SEED` repeats a run.
"""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kds.bench.till import Till
from tests.end_to_end.till_bills import dish, write_bill
from tests.faults.chaos import ChaosProxy, chaos_proxy
from tests.faults.cook import Cook
from tests.faults.figures import note
from tests.faults.till_process import TillProcess
from tests.rig import board_arguments

pytestmark = pytest.mark.slow

SHORT_ROUNDS = 40
LONG_ROUNDS = 400
LONG_BUMPS = 300
LONG_KILLS = 30
SEED = int(os.environ.get("FAULT_SEED", "7"))
ROUNDS_PER_KILL = 10
WEATHERS: tuple[dict[str, float | bool], ...] = (
    {},
    {"latency_seconds": 0.05, "jitter_seconds": 0.25},
    {"slice_bytes": 100},
    {"reset_share": 0.2},
    {"cut_answer_share": 0.25},
    {"hang": True},
    {"latency_seconds": 0.02, "cut_answer_share": 0.15, "reset_share": 0.1, "slice_bytes": 1_000},
)
CALM: dict[str, float | bool] = {
    "latency_seconds": 0.0,
    "jitter_seconds": 0.0,
    "hang": False,
    "reset_share": 0.0,
    "cut_answer_share": 0.0,
    "slice_bytes": 0,
}


def test_what_a_cook_saw_taken_is_what_the_till_has(tmp_path: Path) -> None:
    """Through latency, hangs, resets, slices, lost answers and kills of both sides no taken bump or undo is lost."""
    an_evening(tmp_path, SHORT_ROUNDS)


@pytest.mark.long
def test_hundreds_of_bumps_and_dozens_of_kills_lose_nothing(tmp_path: Path) -> None:
    """The same for as long as it takes to kill each side 30 times."""
    bumps, board_kills, server_kills = an_evening(tmp_path, LONG_ROUNDS)
    assert bumps >= LONG_BUMPS
    assert min(board_kills, server_kills) >= LONG_KILLS


def an_evening(tmp_path: Path, rounds: int) -> tuple[int, int, int]:
    """Press that many keys, see that nothing is lost, and give bumps, kills of the board and kills of the server."""
    dice = random.Random(SEED)
    with TillProcess(tmp_path) as server, chaos_proxy(server.port, seed=SEED) as line:
        orders = written_orders(server.till(), rounds)
        cook = Cook(board_arguments(tmp_path, f"http://127.0.0.1:{line.port}"), dice)
        kills = press_on(cook, server, line, dice, rounds)
        line.change(**CALM)
        screen = cook.wait_until_all_is_sent()
        cook.leave()
        found = final_statuses(server.till(), orders)
    wrong = {table: found[table] for table, done in cook.accepted.items()
             if table not in cook.doubted and found[table] != ("Ready" if done else "New")}  # fmt: skip
    figures = (
        f"{cook.bumps} bumps, {cook.boards - 1} kills of the board, {kills} of the server, {line.cut_answers} lost "
        f"answers, {line.resets} resets, {len(cook.doubted)} in doubt, seed {SEED}"
    )
    note(figures)
    assert wrong == {}, figures
    assert "REFUSED" not in screen, screen
    assert all(found[table] in ("New", "Ready") for table in orders), figures
    assert cook.boards > rounds // ROUNDS_PER_KILL
    assert kills == rounds // ROUNDS_PER_KILL
    assert line.cut_answers + line.resets > 0
    assert len(cook.doubted) <= cook.boards + rounds // 10, figures
    assert states(tmp_path / "state" / "outbox.db") <= {"done", "confirming", "superseded", "taken_back"}
    return cook.bumps, cook.boards - 1, kills


def written_orders(till: Till, rounds: int) -> dict[str, str]:
    """Write one order of one dish per table, a few more than will be bumped; give table → order id."""
    tables = [f"M{number + 1}" for number in range(rounds + 12)]
    return {table: write_bill(till, table, dish(f"Dish of {table}", "Grill")) for table in tables}


def press_on(cook: Cook, server: TillProcess, line: ChaosProxy, dice: random.Random, rounds: int) -> int:
    """Press keys in changing weather and kill either side now and then; give how often the server was killed."""
    kills = 0
    for number in range(rounds):
        if number % 5 == 0:
            line.change(**{**CALM, **dice.choice(WEATHERS)})
        cook.press_something()
        if number % ROUNDS_PER_KILL == 4:
            cook.kill_board()
        if number % ROUNDS_PER_KILL == 8:
            server.kill()
            cook.press_something()
            server.start()
            kills += 1
    return kills


def final_statuses(till: Till, orders: dict[str, str]) -> dict[str, str]:
    """Give table → status of its dish at the till."""
    return {table: till.call("GET", f"/orders/{order_id}")["items"][0]["endpoints"][0]["status"]
            for table, order_id in orders.items()}  # fmt: skip


def states(outbox: Path) -> set[str]:
    """Give the states that commands of a closed outbox stand in."""
    with closing(sqlite3.connect(outbox)) as connection:
        return {row[0] for row in connection.execute("SELECT DISTINCT state FROM commands")}
