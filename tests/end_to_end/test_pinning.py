"""A till with a certificate of its own: `kds pin` shows and saves it, check and board take that one and no other."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from kds.bench.terminal import Terminal
from kds.bench.till import order_server
from kds.server.app import create_app
from kds.server.settings import ServerSettings
from tests.certificates import Certificate, needs_openssl, self_signed
from tests.rig import PATIENCE_SECONDS, BoardOnTerminal, board_arguments, board_on_terminal

pytestmark = [pytest.mark.slow, needs_openssl]


@contextmanager
def secure_server(folder: Path, certificate: Certificate) -> Iterator[int]:
    """Run the order server behind TLS and give its port."""
    app = create_app(ServerSettings(database=str(folder / "server.db"), scrypt_cost=2))
    config = uvicorn.Config(
        app, port=0, log_config=None, ssl_certfile=certificate.pem, ssl_keyfile=certificate.key, lifespan="on"
    )
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        assert running.is_alive()
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    running.join(PATIENCE_SECONDS)


@dataclass(frozen=True, slots=True)
class Place:
    """A configuration for a till with its own certificate."""

    folder: Path
    port: int
    certificate: Certificate

    @property
    def url(self) -> str:
        """The till's address."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def arguments(self) -> list[str]:
        """A board's command line."""
        return board_arguments(self.folder, self.url)

    def trust(self, certificate: Certificate) -> None:
        """Name a certificate in the configuration."""
        with (self.folder / "kds.toml").open("a") as configuration:
            configuration.write(f'tls_certificate = "{certificate.pem}"\n')

    def kds(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, with nobody at the keyboard."""
        return subprocess.run(
            [sys.executable, "-m", "kds", *arguments],
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Certificate]]:
    folder = tmp_path_factory.mktemp("secure")
    certificate = self_signed(folder, subject="/O=Küche/CN=till")
    with secure_server(folder, certificate) as port:
        yield port, certificate


@pytest.fixture
def place(served: tuple[int, Certificate], tmp_path: Path) -> Place:
    return Place(tmp_path, *served)


def asked(place: Place, answer: str) -> tuple[str, int | None]:
    """Run `kds pin` on a terminal, answer its question, and give what stood there and its status."""
    command = [
        sys.executable,
        "-m",
        "kds",
        "pin",
        f"127.0.0.1:{place.port}",
        "--config",
        str(place.folder / "kds.toml"),
    ]
    with Terminal(command, columns=200, rows=24) as terminal:
        board = BoardOnTerminal(terminal, 200, 24)
        board.wait_for("yes or no")
        board.press(*answer, "\r")
        terminal.wait_for(lambda _: terminal.has_ended(), PATIENCE_SECONDS)
        return "\n".join(board.look()), terminal.exit_status


def test_the_certificate_is_shown_and_saved_after_a_yes(place: Place) -> None:
    """Owner, validity and SHA-256 are there to be compared; the line to write is told, and the board then works."""
    screen, status = asked(place, "yes")
    assert status == 0
    assert "CN=till" in screen
    assert "Küche" in screen
    assert "UTC" in screen
    assert place.certificate.sha256.replace(":", "") in "".join(screen.split())
    saved = place.folder / f"127.0.0.1_{place.port}.pem"
    assert f'tls_certificate = "{saved}"' in screen
    assert saved.read_text() == place.certificate.pem.read_text()
    arguments = place.arguments
    place.trust(Certificate(saved, place.certificate.key))
    with board_on_terminal(*arguments) as board:
        board.wait_for("LIVE")
        assert "PLAIN HTTP" not in board.wait_for("NO ORDERS")


@pytest.mark.parametrize("answer", ["no", "", "yesno"])
def test_without_a_yes_nothing_is_saved(place: Place, answer: str) -> None:
    """Only a whole yes counts; status 1 and no file."""
    screen, status = asked(place, answer)
    assert status == 1
    assert "Nothing was pinned." in screen
    assert not list(place.folder.glob("*.pem"))


def test_a_script_pins_only_the_certificate_it_names(place: Place) -> None:
    """`--yes` takes a SHA-256 with or without colons; another one, or half of one, saves nothing."""
    config = ["--config", str(place.folder / "kds.toml")]
    server = f"https://127.0.0.1:{place.port}/api"
    digest = place.certificate.sha256
    for wrong, status in (("0" * 64, 1), (digest[:20], 2), ("yes", 2)):
        done = place.kds("pin", server, *config, "--yes", wrong)
        assert (done.returncode, "Traceback" in done.stderr) == (status, False)
        assert not list(place.folder.glob("*.pem"))
    assert place.kds("pin", server, *config).returncode == 2
    assert place.kds("pin", server, *config, "--yes", digest.replace(":", "").lower()).returncode == 0
    assert place.kds("pin", server, *config, "--yes", digest).returncode == 0
    assert len(list(place.folder.glob("*"))) == 1


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("127.0.0.1:9", 1, "Connection refused"),
        ("http://till.local:4000", 2, "is not a server with TLS"),
        ("anna:1111@till.local", 2, "is not a server with TLS"),
        ("till:port", 2, "is not a server with TLS"),
        ("", 2, "is not a server with TLS"),
        ("no.such.host.invalid", 1, "can't be reached"),
    ],
)
def test_what_can_not_be_pinned_is_told(place: Place, address: str, status: int, words: str) -> None:
    """A closed port, a plain address, nonsense: one sentence, no traceback."""
    done = place.kds("pin", address)
    assert done.returncode == status
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_plain_server_has_no_certificate_to_pin(place: Place) -> None:
    """A till without TLS is told as such."""
    with order_server(place.folder) as (url, _pid):
        done = place.kds("pin", url.removeprefix("http://"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "does not speak TLS" in done.stderr


def test_the_check_tells_a_trusted_certificate_from_an_unknown_and_a_wrong_one(place: Place) -> None:
    """Not pinned: how to pin; pinned: fine; another one pinned: both are told apart by the SHA-256."""
    check = ["check", *place.arguments]
    unknown = place.kds(*check)
    assert unknown.returncode == 1
    assert f"kds pin 127.0.0.1:{place.port}" in unknown.stdout
    place.trust(place.certificate)
    trusted = place.kds(*check)
    assert (trusted.returncode, trusted.stderr) == (0, "")
    assert f"only {place.certificate.pem} is trusted" in trusted.stdout
    board_arguments(place.folder, place.url)
    place.trust(self_signed(place.folder, "other"))
    wrong = place.kds(*check)
    assert wrong.returncode == 1
    assert place.certificate.sha256.replace(":", "") in wrong.stdout.replace(" ", "")
    assert "Traceback" not in wrong.stderr


def test_a_board_with_another_certificate_pinned_says_so_and_shows_no_orders(place: Place) -> None:
    """A till in the middle is a sentence on the board: not live, nothing sent, the way to compare."""
    arguments = place.arguments
    place.trust(self_signed(place.folder, "other"))
    with board_on_terminal(*arguments) as board:
        screen = board.wait_for("shows another certificate")
        assert "LIVE" not in screen
        assert "NO ORDERS" not in screen


def test_plain_http_beyond_this_machine_must_be_allowed_and_leaves_a_mark(tmp_path: Path) -> None:
    """Without `allow_plain_http` the board does not start; with it the mark stands there for as long as it runs."""
    with order_server(tmp_path) as (url, _pid):
        beyond = url.replace("127.0.0.1", "0.0.0.0")
        arguments = board_arguments(tmp_path, beyond)
        with board_on_terminal(*arguments) as refused:
            refused.wait_for(lambda _: refused.terminal.has_ended())
            refused.look()
        assert refused.terminal.exit_status == 1
        assert b"allow_plain_http = true" in refused.raw
        with (tmp_path / "kds.toml").open("a") as configuration:
            configuration.write("allow_plain_http = true\n")
        with board_on_terminal(*arguments) as board:
            board.wait_for("LIVE")
            board.wait_for("PLAIN HTTP")
            board.press("r", "\x1b", "q", "h")
            board.linger(1.5)
            board.wait_for("PLAIN HTTP")
