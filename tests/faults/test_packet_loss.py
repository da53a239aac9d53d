"""A radio link that loses a third of all packets, made of a network namespace and nftables; needs root.

The board runs in the namespace and reaches its server through a plain forwarder at the other end of the link.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.faults.chaos import chaos_proxy
from tests.rig import KDS, board_arguments, board_on_terminal

NET = f"10.231.{os.getpid() % 256}"
"""Two test runs on one machine do not meet."""
HERE, THERE = f"{NET}.1", f"{NET}.2"
LOST_PERCENT = 30
BUMPS = 5
PATIENCE_SECONDS = 90.0


def can_lose_packets() -> str:
    """Give why no lossy link can be made here, empty when it can."""
    if os.geteuid() != 0:
        return "a network namespace needs root"
    missing = [program for program in ("ip", "nft") if not shutil.which(program)]
    if missing:
        return f"{' and '.join(missing)} not installed"
    try:
        with lossy_namespace():
            return ""
    except subprocess.CalledProcessError as error:
        return f"a network namespace with packet loss can't be made here: {error.stderr.strip()}"


def run(command: str) -> None:
    """Run a command of words without blanks in them."""
    subprocess.run(command.split(), check=True, capture_output=True, text=True)


@contextmanager
def lossy_namespace() -> Iterator[list[str]]:
    """Make a namespace behind a link that loses packets both ways; give what runs a program in it."""
    name = f"kds{os.getpid()}"
    near, far = f"{name}-a", f"{name}-b"
    with ExitStack() as undo:
        run(f"ip netns add {name}")
        undo.callback(run, f"ip netns del {name}")
        run(f"ip link add {near} type veth peer name {far} netns {name}")
        run(f"ip addr add {HERE}/30 dev {near}")
        run(f"ip link set {near} up")
        inside = f"ip netns exec {name}"
        for command in (f"ip addr add {THERE}/30 dev {far}", f"ip link set {far} up", "ip link set lo up",
                        "nft add table inet loss"):  # fmt: skip
            run(f"{inside} {command}")
        for hook in ("input", "output"):
            run(f"{inside} nft add chain inet loss {hook} {{ type filter hook {hook} priority 0 ; }}")
            run(f"{inside} nft add rule inet loss {hook} numgen random mod 100 < {LOST_PERCENT} counter drop")
        yield inside.split()


pytestmark = pytest.mark.slow


def test_bumps_arrive_over_a_link_that_loses_a_third(tmp_path: Path) -> None:
    """With 30 % of the packets lost each way every bump is taken at once and reaches the till in the end."""
    if reason := can_lose_packets():
        pytest.skip(reason)
    arguments = board_arguments(tmp_path, "http://later")
    with (tmp_path / "kds.toml").open("a") as configuration:
        configuration.write("allow_plain_http = true\n")
    with (
        order_server(tmp_path) as (url, _pid),
        chaos_proxy(int(url.rsplit(":", 1)[1]), host="0.0.0.0") as forwarder,
        lossy_namespace() as inside,
    ):
        till = Till(url)
        orders = [write_bill(till, f"M{number}", dish(f"Dish {number}", "Grill")) for number in range(1, BUMPS + 1)]
        arguments[arguments.index("--server") + 1] = f"http://{HERE}:{forwarder.port}"
        with board_on_terminal(*arguments, program=(*inside, *KDS)) as board:
            board.wait_for("DISH 1", PATIENCE_SECONDS)
            for number in range(1, BUMPS + 1):
                board.linger(0.8)
                screen = board.wait_for(f"] M{number} ", PATIENCE_SECONDS)
                board.press(screen[screen.index(f"] M{number} ") - 1], "\r")
                board.wait_for(f"DONE M{number}")
            board.wait_for(
                lambda _: all(statuses(till, order) == {"Grill": "Ready"} for order in orders), PATIENCE_SECONDS
            )
            board.wait_for("unsent 0", PATIENCE_SECONDS)
        lost = subprocess.run(
            [*inside, "nft", "list", "table", "inet", "loss"], capture_output=True, text=True, check=True
        ).stdout
    assert "counter packets 0 " not in lost
