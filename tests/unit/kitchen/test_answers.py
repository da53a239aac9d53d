"""The table of answers of reliability 3.2, row by row, and the pauses of 3.1.8."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.errors import (
    Busy,
    Conflict,
    Forbidden,
    LoginRefused,
    Missing,
    NotTheSource,
    Refused,
    SourceError,
    TlsFailure,
    Unreachable,
)
from kds.kitchen.answers import Meaning, meaning_of
from kds.kitchen.lanes import BACKOFF_BASE_SECONDS, BACKOFF_CAP_SECONDS, backoff_seconds

ROWS: list[tuple[SourceError, Meaning]] = [
    (Unreachable("refused", sent=False), Meaning.NOT_SENT),
    (TlsFailure("certificate expired"), Meaning.TLS),
    (Unreachable("read timeout", sent=True), Meaning.UNKNOWN),
    (NotTheSource("HTML", status=200), Meaning.PORTAL),
    (NotTheSource("redirect", status=302), Meaning.PORTAL),
    (NotTheSource("a proxy's page", status=502), Meaning.UNKNOWN),
    (Refused("bad", status=400), Meaning.REFUSED),
    (Refused("bad", status=422), Meaning.REFUSED),
    (LoginRefused("who", status=401), Meaning.LOGIN),
    (Forbidden("no", status=403), Meaning.RIGHT),
    (Missing("gone", status=404), Meaning.GONE),
    (Missing("gone", status=410), Meaning.GONE),
    *[(Refused("method", status=status), Meaning.CONTRACT) for status in (405, 406, 415)],
    *[(Busy("not built", status=status), Meaning.CONTRACT) for status in (501, 505)],
    *[(Busy("broken", status=status), Meaning.UNKNOWN) for status in (408, 500, 502, 503, 504)],
    *[(Busy("wait", status=status), Meaning.LATER) for status in (423, 425, 429)],
    (Conflict("newer", status=409, error_code=6), Meaning.CONFLICT),
    (Conflict("newer", status=400, error_code=6), Meaning.CONFLICT),
    (Busy("in use", status=400, error_code=5), Meaning.LATER),
    (Conflict("changed", status=409), Meaning.CONFLICT),
    (Conflict("precondition", status=412), Meaning.CONFLICT),
    (Conflict("still running", status=409, retry_after=1), Meaning.UNKNOWN),
    *[(Refused("too large", status=status), Meaning.OVERSIZED) for status in (413, 414, 431)],
    (Refused("teapot", status=418), Meaning.REFUSED),
    (Busy("new kind", status=599), Meaning.UNKNOWN),
    (SourceError("what"), Meaning.UNKNOWN),
]


@pytest.mark.parametrize(("error", "meaning"), ROWS, ids=lambda value: str(getattr(value, "status", value)))
def test_each_answer_means_what_the_table_says(error: SourceError, meaning: Meaning) -> None:
    """Every row of the table, with the error's own words as the reason."""
    answer = meaning_of(error)
    assert (answer.meaning, answer.reason) == (meaning, str(error))


@pytest.mark.parametrize(("asked", "given"), [(None, None), (0, 1.0), (5, 5.0), (86_400, 60.0)])
def test_a_wait_is_honoured_within_bounds(asked: float | None, given: float | None) -> None:
    """`Retry-After` counts from 1 to 60 seconds; a date far away, as a bad clock makes it, is the upper bound."""
    assert meaning_of(Busy("wait", status=503, retry_after=asked)).wait_seconds == given


@given(failures=st.integers(0, 10_000), seed=st.integers())
def test_pauses_grow_to_their_cap_and_are_never_negative(failures: int, seed: int) -> None:
    """Full jitter: anywhere between nothing and the smaller of cap and doubled base, whatever the count."""
    pause = backoff_seconds(failures, random.Random(seed))
    assert 0.0 <= pause <= min(BACKOFF_CAP_SECONDS, BACKOFF_BASE_SECONDS * 2 ** min(failures, 10))
