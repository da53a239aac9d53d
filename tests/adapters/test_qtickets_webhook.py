"""Webhooks of Qtickets: a forged one wakes nobody, a repeated one is known, and none is believed beyond its order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.sources.qtickets.webhook import read_webhook, verify_webhook

BODY = b'{"id":4360,"payed":true}'
SIGNATURE = "4f3d67c865bd66b59b21557477764802ebb34b32"


def test_the_vendors_vector_is_accepted() -> None:
    """Secret, body and signature of qtickets 4 belong together."""
    assert verify_webhook(BODY, SIGNATURE, "SuperSecret")


@pytest.mark.parametrize(
    ("raw", "signature", "secret"),
    [
        (BODY + b" ", SIGNATURE, "SuperSecret"),
        (BODY, SIGNATURE, "superSecret"),
        (BODY, SIGNATURE.upper(), "SuperSecret"),
        (BODY, SIGNATURE[:-1], "SuperSecret"),
        (BODY, "", "SuperSecret"),
        (BODY, "подпись", "SuperSecret"),
        (BODY, "\ud800", "SuperSecret"),
        (BODY, "d41fd4b4bf3b0a9fa7c6f4de3ef3e2ee2cbf1f3c", ""),
    ],
)
def test_a_forged_hook_is_refused(raw: bytes, signature: str, secret: str) -> None:
    """A changed body, another secret, another spelling and no secret at all are all refused, without an error."""
    assert not verify_webhook(raw, signature, secret)


def hook(**changes: Any) -> bytes:
    scan = {"id": 63993, "checked_at": "2020-03-02T18:41:00+03:00"}
    return json.dumps(
        {"id": 4360, "updated_at": "2020-03-02T12:00:00+03:00", "checked_basket": scan, **changes}
    ).encode()


def test_a_hook_names_the_order_to_read_again() -> None:
    """Nothing but the order's number is taken from it."""
    wake = read_webhook(hook(payed=False), "checked")
    assert wake is not None
    assert wake.order_id == 4360


def test_a_repeated_hook_is_known_and_another_scan_is_not() -> None:
    """Ten tries of one delivery have one key; another kind, scan or change has its own."""
    first = read_webhook(hook(), "checked")
    others = [
        read_webhook(hook(), "payed"),
        read_webhook(hook(updated_at="2020-03-02T12:00:01+03:00"), "checked"),
        read_webhook(hook(checked_basket=[]), "checked"),
        read_webhook(hook(checked_basket={"id": 63993, "checked_at": None}), "checked"),
        read_webhook(hook(checked_basket=[], unchecked_basket={"id": 63993}), "checked"),
    ]
    assert read_webhook(hook(), "checked") == first
    assert first is not None
    keys = [first.key, *[other.key for other in others if other]]
    assert len(set(keys)) == len(others) + 1


@given(st.binary() | st.sampled_from([b"{}", b"[]", b'{"id": true}', b'{"id": "4360"}', b'{"id": -1}', b"null"]))
def test_a_hook_that_names_no_order_wakes_nobody(raw: bytes) -> None:
    """Whatever arrives, there is no order to read in it and no error."""
    assert read_webhook(raw, "checked") is None
