"""How `kds serve` is told about its pages, and how their streams end with it."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

import httpx
import pytest

from kds.cli import run
from kds.cli.serve_pages import OrderType, PageOptions
from kds.server.web.settings import PageSettings
from tests.server.push.live import LiveServer


def test_nothing_said_is_the_usual() -> None:
    """Without an option: take-away, all endpoints, ten minutes, and a screen on loopback alone."""
    assert PageOptions().settings() == PageSettings()


def test_what_is_said_holds() -> None:
    """Each option goes to the pages, each name once."""
    types = [OrderType.DELIVERY, OrderType.WALK_IN, OrderType.DELIVERY]
    told = PageOptions(screen=False, types=types, endpoints=["Bar", "Bar"], minutes=3, words=["histamin"])
    assert told.settings() == PageSettings(
        pickup_screen=False,
        pickup_types=("Delivery", "WalkIn"),
        pickup_endpoints=("Bar",),
        pickup_minutes=timedelta(minutes=3),
        allergy_words=("histamin",),
    )


def test_a_stand_in_has_no_pages(capsys: pytest.CaptureFixture[str]) -> None:
    """Options of the pages are refused where a stand-in is served."""
    assert run(["serve", "--stand-in", "qtickets", "--pickup-minutes", "3"]) == 2
    assert "belong to the order server" in capsys.readouterr().err


def test_an_open_page_keeps_no_server_from_stopping(caplog: pytest.LogCaptureFixture) -> None:
    """A server that is told to stop hangs up on its pages at once; nothing has to be broken off."""
    caplog.set_level(logging.ERROR)
    began = threading.Event()
    heard: list[bytes] = []

    def listen(url: str) -> None:
        with httpx.Client(trust_env=False) as client, client.stream("GET", f"{url}/pickup/events") as answer:
            try:
                for part in answer.iter_raw():
                    heard.append(part)
                    began.set()
            except httpx.TransportError:
                return

    with LiveServer() as server:
        listening = threading.Thread(target=listen, args=(server.url,))
        listening.start()
        assert began.wait(20)
    listening.join(20)
    assert heard[0].startswith(b"retry: ")
    assert not listening.is_alive()
    assert caplog.text == ""
