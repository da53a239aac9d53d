"""The budget of a key: three windows, a fifth of each for others, twenty requests a second, and silence after a 429."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.errors import Busy
from kds.sources.lightspeed.limits import OTHERS_SHARE, POLL_SHARE, RateLimits, RateWindow
from tests.adapters.lightspeed_world import Shop, message, refusal, ticket, windows
from tests.fakes import FakeClock


async def test_the_windows_are_shown() -> None:
    """The status bar knows what is left and when it is full again; a window that has ended is not told of."""
    shop = Shop(ticket())
    source = shop.source()
    shop.headers |= windows("299/2999/11999")
    await source.read(2546)
    assert source.windows[0] == RateWindow("5 minutes", 300, 299, 263)
    assert [window.limit for window in source.windows] == [300, 3000, 12000]
    shop.clock.advance(263)
    assert [window.name for window in source.windows] == ["hour", "day"]


@pytest.mark.parametrize("remaining", ["-1/2000/9000", "0/2000/9000"])
async def test_after_a_429_nothing_goes_out_until_the_reset(remaining: str) -> None:
    """An empty window, told as -1 or 0, silences the source for its reset and a second; the error says how long."""
    shop = Shop(ticket())
    source = shop.source()
    shop.spoil = lambda _request: refusal(429, "Too many requests.", **windows(remaining))
    with pytest.raises(Busy) as caught:
        await source.read(2546)
    assert caught.value.retry_after == 264
    shop.spoil = lambda _request: None
    for attempt in (source.read(2546), source.reply(2546, "x"), source.sweep()):
        with pytest.raises(Busy) as caught:
            await attempt
        assert caught.value.retry_after == 264
    assert len(shop.asked) == 1
    shop.clock.advance(264)
    assert await source.read(2546) is not None


async def test_the_longest_of_the_empty_windows_counts() -> None:
    """With the hour used up too, the hour is waited for."""
    shop = Shop()
    shop.spoil = lambda _request: refusal(429, **windows("-1/-1/9000"))
    with pytest.raises(Busy) as caught:
        await shop.source().sweep()
    assert caught.value.retry_after == 2064


@pytest.mark.parametrize(("asked", "seconds"), [("7", 7), ("0", 1), ("999999", 86_400), ("soon", 264)])
async def test_retry_after_is_believed_where_it_is_a_number(asked: str, seconds: float) -> None:
    """A shop that says itself how long is waited for so long, between a second and a day."""
    shop = Shop(ticket())
    source = shop.source()
    shop.spoil = lambda _request: refusal(429, retry_after=asked, **windows("-1/2000/9000"))
    with pytest.raises(Busy) as caught:
        await source.read(2546)
    assert caught.value.retry_after == seconds
    shop.spoil = lambda _request: None
    shop.clock.advance(seconds)
    assert await source.read(2546) is not None


async def test_a_429_without_a_word_is_waited_for_too() -> None:
    """A proxy's bare 429 silences the source for a minute."""
    shop = Shop()
    shop.spoil = lambda _request: httpx.Response(429, text="slow down")
    with pytest.raises(Busy, match="slow down") as caught:
        await shop.source().sweep()
    assert caught.value.retry_after == 61


async def test_polls_stop_before_a_persons_reply_does() -> None:
    """A quarter of a window is left by polls, a fifth by everything, so that replies find room and others too."""
    shop = Shop(ticket())
    source = shop.source()
    shop.headers |= windows("75/3000/12000")
    await source.read(2546)
    with pytest.raises(Busy, match="per 5 minutes stays free") as caught:
        await source.sweep()
    assert caught.value.retry_after == 264
    shop.headers |= windows("60/3000/12000")
    await source.reply(2546, "On its way")
    with pytest.raises(Busy):
        await source.reply(2546, "again")
    assert len(shop.threads[2546]) == 1
    shop.clock.advance(264)
    shop.headers |= windows("299/3000/12000")
    assert (await source.sweep()).is_complete


async def test_two_sources_of_one_key_share_its_budget() -> None:
    """What one of them heard, the other obeys."""
    shop = Shop(ticket())
    one, other = shop.source(), shop.source()
    shop.spoil = lambda _request: refusal(429, **windows("-1/2000/9000"))
    with pytest.raises(Busy):
        await one.read(2546)
    with pytest.raises(Busy):
        await other.read(2546)
    assert len(shop.asked) == 1


async def test_answers_without_windows_change_nothing() -> None:
    """A shop that sends no such headers, or broken ones, is asked as before."""
    shop = Shop(ticket())
    source = shop.source()
    for broken in ({}, {"x-ratelimit-remaining": "-1"}, windows("a/b/c"), windows("5", reset="")):
        shop.headers = {"date": shop.headers["date"], **broken}
        await source.read(2546)
    assert source.windows == ()


async def test_no_second_sees_a_21st_request() -> None:
    """A burst is stretched: each request waits its turn, for less than a second."""
    shop = Shop(ticket())
    shop.threads[2546] = [message()]
    started: list[float] = []

    def note(_request: httpx.Request) -> None:
        started.append(shop.clock.monotonic())

    shop.after = note
    reader = shop.reader()
    for _ in range(45):
        await reader.inquiries.ticket(2546)
    assert len(started) == 45
    assert all(later - earlier >= 1.0 for earlier, later in zip(started, started[20:], strict=False))


async def test_a_crowd_is_sent_away() -> None:
    """Of very many at once, those whose turn would come later than in a second are told to come back."""
    clock = FakeClock()
    limits = RateLimits(clock, pause=clock.sleep)
    waiting = [asyncio.create_task(limits.keep_pace()) for _ in range(50)]
    await asyncio.sleep(0)
    refused = [task for task in waiting if task.done() and task.exception() is not None]
    assert len(refused) == 10
    clock.advance(1)
    await asyncio.sleep(0)
    assert sum(task.done() for task in waiting) == 50
    for task in refused:
        assert isinstance(task.exception(), Busy)


@given(
    limit=st.integers(1, 12_000),
    share=st.sampled_from((OTHERS_SHARE, POLL_SHARE)),
    at_once=st.integers(1, 30),
)
def test_a_window_never_falls_below_what_others_need(limit: int, share: float, at_once: int) -> None:
    """However many requests are on the way at once, the share of others is left when all have been answered."""
    limits = RateLimits(FakeClock())
    remaining = limit
    for _ in range(400):
        open_ones = []
        for _ in range(at_once):
            counted = limits.counted(share)
            try:
                counted.__enter__()
            except Busy:
                break
            open_ones.append(counted)
        remaining -= len(open_ones)
        for counted in open_ones:
            counted.__exit__(None, None, None)
        headers = {"limit": limit, "remaining": remaining, "reset": 300}
        limits.learn({f"x-ratelimit-{name}": f"{value}/{value}/{value}" for name, value in headers.items()})
        if not open_ones:
            break
    assert remaining >= share * limit - at_once
    assert remaining >= int(share * limit) or limit <= at_once


async def test_too_many_in_one_second_are_tried_again_in_a_moment() -> None:
    """A 429 that tells of room in every window speaks of the pace: a second is waited for, and not a minute."""
    shop = Shop(ticket())
    source = shop.source()
    shop.spoil = lambda _request: refusal(429, "Too many requests.", **windows("250/2000/9000"))
    with pytest.raises(Busy) as caught:
        await source.read(2546)
    assert caught.value.retry_after == 1
    shop.spoil = lambda _request: refusal(429, "Too many requests.")
    shop.clock.advance(1)
    with pytest.raises(Busy) as caught:
        await source.read(2546)
    assert caught.value.retry_after == 61
