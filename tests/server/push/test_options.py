"""`kds serve --webhook`: addresses and secrets that can't be used are refused in a sentence before anything is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from kds.cli import run


@pytest.mark.parametrize(
    "address", ["hooks.example/kitchen", "ftp://hooks.example/", "http://", "http://[", "https://x:99999/"]
)
def test_an_address_that_nothing_can_be_posted_to_is_refused(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A webhook needs a whole address with http or https."""
    assert run(["serve", "--database", ":memory:", "--webhook", address]) == 2
    assert address in capsys.readouterr().err


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The secret stands in a file of its owner alone, and never on the command line."""
    secret = tmp_path / "secret"
    secret.write_text("a secret of this kitchen")
    secret.chmod(0o644)
    options = ["--webhook", "https://hooks.example/", "--webhook-secret-file", str(secret)]
    assert run(["serve", "--database", ":memory:", *options]) == 1
    said = capsys.readouterr().err
    assert "chmod 600" in said
    assert "a secret of this kitchen" not in said


def test_a_stand_in_posts_no_webhooks_of_the_till(capsys: pytest.CaptureFixture[str]) -> None:
    """The options of the order server mean nothing to a stand-in for another vendor."""
    assert run(["serve", "--stand-in", "qtickets", "--webhook", "https://hooks.example/"]) == 2
    assert "--webhook" in capsys.readouterr().err
