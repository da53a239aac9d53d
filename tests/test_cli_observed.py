"""How `kds serve` is watched: the token for its figures, and its log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.cli.serve_observed import log_to, metrics_token
from kds.errors import SettingsError

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    """Give the root logger, and its own handlers back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield root
    root.handlers[:] = handlers
    root.setLevel(level)


def secret(folder: Path, content: str, mode: int = 0o600) -> Path:
    """Write a file with a secret."""
    file = folder / "kds-metrics-token"
    file.write_text(content)
    file.chmod(mode)
    return file


def test_a_token_comes_from_its_file_or_from_systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that is named counts, else the one that systemd hands over; with neither there is no token."""
    file = secret(tmp_path, TOKEN + "\n")
    assert metrics_token(file) == TOKEN
    assert metrics_token(None) is None
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert metrics_token(None) == TOKEN
    file.unlink()
    assert metrics_token(None) is None


@pytest.mark.parametrize(("content", "mode", "words"), [("short", 0o600, "at least"), (TOKEN, 0o644, "chmod 600")])
def test_a_token_that_can_be_guessed_or_read_is_refused(tmp_path: Path, content: str, mode: int, words: str) -> None:
    """A short one, and one that others can read, end the start with what to do."""
    with pytest.raises(SettingsError, match=words):
        metrics_token(secret(tmp_path, content, mode))


def test_a_server_logs_where_it_was_told_to(tmp_path: Path, root_logger: logging.Logger) -> None:
    """With a file every line stands in it as JSON, from the level asked for; only its owner can read it."""
    file = tmp_path / "server.log"
    log_to(file, "WARNING")
    logging.getLogger("kds.server").info("listening")
    logging.getLogger("kds.server").warning("login refused")
    (line,) = [json.loads(text) for text in file.read_text().splitlines()]
    assert (line["event"], line["level"]) == ("login refused", "warning")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_server_without_a_file_logs_to_standard_error(
    root_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the journal takes is JSON on standard error; standard output keeps to the one line with the address."""
    log_to(None, "INFO")
    logging.getLogger("kds.server").info("the caller went away")
    said = capsys.readouterr()
    assert said.out == ""
    assert json.loads(said.err)["event"] == "the caller went away"
