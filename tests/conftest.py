"""What every test relies on."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from kds import log

# Sentences are compared in the language of the sources, whatever the person who runs the tests speaks.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("KDS_LANGUAGE", None)

# A run in the background inherits an ignored SIGINT and would hand it on; Ctrl+C must mean the same to every child.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _no_secret_of_another_test() -> Iterator[None]:
    """Forget what one test wanted hidden, so that it is not taken out of another one's texts."""
    yield
    log._hidden.clear()
