"""The command line as a person types it: help with an example, wrong usage in a sentence, never a traceback."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kds import __version__
from kds.cli import quick, run
from kds.cli.board import board

COMMANDS = (
    *(("demo",), ("board",), ("serve",), ("check",), ("orders",), ("bump",), ("fire",), ("delete",), ("report",)),
    *(
        ("outbox", "list"),
        ("outbox", "retry"),
        ("outbox", "discard"),
        ("serve", "backup"),
        ("serve", "restore"),
        ("keys", "list"),
        ("keys", "learn"),
        ("themes",),
        ("tidy",),
        ("bench",),
    ),
)
"""Every command of interface, commands, that this version has."""


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody's own settings or outbox take part."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "KDS_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def login(folder: Path, server: str = "http://127.0.0.1:9") -> list[str]:
    """Give the options of a login at a server that is not there."""
    secret = folder / "password"
    secret.write_text("2222")
    secret.chmod(0o600)
    return ["--server", server, "--user", "cook", "--device", "KDS1", "--password-file", str(secret)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` shows an example that begins with the command itself."""
    assert run([*command, "--help"]) == 0
    told = capsys.readouterr().out
    assert f"Example: kds {' '.join(command)}" in told


def test_the_whole_shows_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """`kds --help` lists what there is, and nothing that is for the program itself."""
    assert run(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(command[0] in told for command in COMMANDS)
    assert "demo-guests" not in told


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """`kds --version` prints one line."""
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"kds {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ordrs"], "Did you mean 'orders'"),
        (["orders", "--jsn"], "--json"),
        (["--no-such"], "--no-such"),
        (["bump"], "ORDER"),
        (["bump", "1", "2"], "2"),
        (["bump", "1", "--item", "x"], "--item"),
        (["bump", "1", "--item", "1", "--endpoint", "Grill"], "not both"),
        (["bump", "1", "--to", "Burnt"], "Burnt"),
        (["orders", "--role", "chef"], "--role"),
        (["serve", "--port", "99999"], "--port"),
        (["demo", "--station", "gril"], "grill"),
        (["demo", "--pace", "fast"], "slammed"),
        (["demo", "--speed", "0"], "--speed"),
        (["demo", "--replay", "orders.csv"], "--menu"),
        (["demo", "--hands-on"], "replay"),
        (["outbox"], ""),
        (["outbox", "forget"], "forget"),
        (["outbox", "discard", "no-such-id"], "--reason"),
        (["outbox", "discard", "no-such-id", "--reason", "done at the till"], "no-such-id"),
    ],
)
def test_wrong_usage_is_a_sentence_and_status_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was wrong is named; nothing was done."""
    assert run(arguments) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("command", [["board"], [], ["orders"], ["bump", "1"], ["check"]])
def test_nothing_configured_says_how_to_begin(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever starts `kds` for the first time reads what to do next."""
    assert run(command) == 1
    told = capsys.readouterr()
    assert "kds demo" in told.err + told.out


@pytest.mark.parametrize("command", [["orders"], ["bump", "1"], ["fire", "1"], ["delete", "1"]])
def test_a_server_that_is_not_there_is_a_sentence(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence names host and port."""
    assert run([*command, *login(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "127.0.0.1:9" in told
    assert "Connection refused" in told


def test_the_check_finds_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One row a problem, each with what to do, and status 1."""
    configuration = tmp_path / "kds.toml"
    configuration.write_text('theme = "pink"\nkeys = "piano"\nstate_dir = "/proc/nowhere"\n[stations.Grill]\n')
    assert run(["check", "--config", str(configuration), *login(tmp_path)]) == 1
    rows = {line.split("  ")[0]: line for line in capsys.readouterr().out.splitlines()}
    for what in ("address", "theme", "keys", "state folder"):
        assert "PROBLEM" in rows[what]
    assert "Served" in rows["stations"]


def test_a_mistake_in_the_settings_is_told_by_every_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """File, key and nearest key, on standard error."""
    configuration = tmp_path / "kds.toml"
    configuration.write_text('sever = "http://127.0.0.1:4000"')
    assert run(["orders", "--config", str(configuration)]) == 1
    assert "kds.toml, key 'sever': there is no such setting. The nearest is 'server'." in capsys.readouterr().err


def test_a_board_without_a_terminal_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A board started by cron says what it needs."""
    assert run(["board", *login(tmp_path)]) == 2
    assert "terminal" in capsys.readouterr().err


def test_an_empty_outbox_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """A script can ask before anything was ever bumped, and as JSON too."""
    assert run(["outbox", "list"]) == 0
    assert run(["outbox", "list", "--json"]) == 0
    assert capsys.readouterr().out == "Nothing is waiting.\n[]\n"


def test_the_quick_reading_knows_every_option_of_the_board() -> None:
    """An option that `kds board --help` shows works, whichever way the command line is read."""
    own = inspect.signature(board).parameters
    flags = {name for name, parameter in own.items() if parameter.default is False}
    assert flags == quick.FLAGS
    assert set(own) - flags == quick.TEXTS | quick.FILES


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], {}),
        (["--station", "Grill", "--kiosk"], {"station": "Grill", "kiosk": True}),
        (["--station=Grill", "--role", "expo"], {"station": "Grill", "role": "expo"}),
        (["--config", "kds.toml"], {"config": Path("kds.toml")}),
        (["--endpoints", "*"], {"endpoints": "*"}),
        (["--role", "chef"], None),
        (["--station"], None),
        (["--station", "--kiosk"], None),
        (["--kiosk=yes"], None),
        (["--stations", "Grill"], None),
        (["Grill"], None),
        (["--help"], None),
    ],
)
def test_only_plain_board_lines_are_read_quickly(arguments: list[str], options: dict[str, Any] | None) -> None:
    """Everything else gets the words of the command-line library."""
    assert quick.board_options(["board", *arguments]) == options


def test_the_first_paint_needs_nothing_heavy() -> None:
    """Until the first frame neither HTTP nor models nor the command-line library is loaded (architecture 3)."""
    heavy = ("httpx", "pydantic", "pydantic_settings", "apscheduler", "structlog", "typer", "sqlite3", "wcwidth")
    cards = (
        "kds.domain.order",
        "kds.domain.cards",
        "kds.domain.layout",
        "kds.domain.intents",
    )  # the first frame has none
    program = (
        "import sys\nimport kds.cli, kds.bootstrap.board\n"
        "assert kds.cli.run(['board', '--server', 'http://127.0.0.1:9']) == 2\n"
        f"print([name for name in {heavy + cards!r} if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert answer.stdout == "[]\n", answer.stderr


def test_themes_and_keys_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """What is shipped is there and usable."""
    assert run(["themes"]) == 0
    assert run(["keys", "list"]) == 0
    assert run(["keys", "list", "keyboard"]) == 0
    told = capsys.readouterr().out
    for word in ("high-contrast", "keyboard", "slot 1", "undo"):
        assert word in told


def test_a_bad_theme_of_ones_own_is_told(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list names it, the reason stands below it, and the status is 1."""
    folder = own_home / ".config" / "kds" / "themes"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text("[base]\n")
    assert run(["themes"]) == 1
    told = capsys.readouterr()
    assert "CAN'T BE USED" in told.out
    assert "mine.toml" in told.err


def test_a_replay_that_can_not_be_read_is_refused_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, line and reason; no server is started for it."""
    orders, menu = tmp_path / "orders.csv", tmp_path / "menu.csv"
    orders.write_text("order_id,order_date,order_time,item_id\n1,1/1/23,25:99,101\n")
    menu.write_text("menu_item_id,item_name,category\n101,Soup,Starters\n")
    assert run(["demo", "--no-board", "--replay", str(orders), "--menu", str(menu)]) == 1
    told = capsys.readouterr().err
    assert "orders.csv" in told
    assert "2" in told


def test_what_is_printed_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    """Words from outside can't command the terminal, on neither stream."""
    assert run(["bump", "1", "--to", "\x1b]0;EVIL\x07"]) == 2
    assert run(["\x9b2J"]) == 2
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert "\x9b" not in told
