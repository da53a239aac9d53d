"""Sweeps and threads: every page is read, whatever the order; what is missing is asked for before it is taken away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from kds.domain.inquiries.inquiry import Author
from kds.errors import Unreachable
from kds.sources.lightspeed import pages
from kds.sources.lightspeed.source import MOST_CONFIRMED
from tests.adapters.lightspeed_world import NOW, Shop, message, refusal, ticket

OLD = "2026-08-01T10:00:00+00:00"


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("cap", [250, 50])
@pytest.mark.parametrize("many", [0, 1, 50, 249, 250, 251, 500])
async def test_every_inquiry_is_read(many: int, cap: int, newest_first: bool) -> None:
    """A page more or less, a server with shorter pages, another order: the sweep has them all, and knows it."""
    shop = Shop(*(ticket(number) for number in range(1, many + 1)))
    shop.cap, shop.newest_first = cap, newest_first
    swept = await shop.source().sweep()
    assert [inquiry.id for inquiry in swept.inquiries] == list(range(1, many + 1))
    assert swept.is_complete


async def test_a_full_last_page_is_followed_by_one_look() -> None:
    """Exactly 250 inquiries cost two pages and a count, 251 the same."""
    for many in (250, 251):
        shop = Shop(*(ticket(number) for number in range(1, many + 1)))
        await shop.source().sweep()
        assert shop.requests() == ["/tickets.json", "/tickets.json", "/tickets/count.json"]


async def test_a_server_without_pages_is_not_asked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that gives the first page again and again leads to a sweep that knows that it is incomplete."""
    shop = Shop(*(ticket(number) for number in range(1, 600)))
    rows = list(shop.tickets.values())[:250]
    shop.spoil = lambda request: shop.json({"tickets": rows}) if request.url.path.endswith("/tickets.json") else None
    swept = await shop.source().sweep()
    assert len(swept.inquiries) == 250
    assert not swept.is_complete
    assert len(shop.asked) == 3
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    shop.spoil = lambda _request: None
    assert not (await shop.source().sweep()).is_complete


async def test_a_sweep_keeps_what_matters() -> None:
    """Open ones stay however old; closed ones for a day, for reopening; what is older than the window is not read."""
    closed = {"isClosed": True}
    shop = Shop(
        ticket(1, createdAt=OLD, updatedAt=OLD),
        ticket(2, createdAt="2026-10-01T10:00:00+00:00", updatedAt="2026-10-01T10:00:00+00:00"),
        ticket(3, **closed),
        ticket(4, **closed, createdAt="2026-11-20T10:00:00+00:00", updatedAt="2026-11-20T10:00:00+00:00"),
        ticket(5, **closed, createdAt="2026-11-20T10:00:00+00:00", updatedAt=None),
    )
    swept = await shop.source().sweep()
    assert [inquiry.id for inquiry in swept.inquiries] == [2, 3]
    assert swept.server_time == NOW


async def test_a_deleted_inquiry_goes_after_a_second_look() -> None:
    """What a sweep misses is asked for by its id: gone it is only when the shop says so (lightspeed 6)."""
    shop = Shop(ticket(1), ticket(2), ticket(3))
    source = shop.source()
    await source.sweep()
    del shop.tickets[2]
    hidden = shop.tickets.pop(3)
    shop.spoil = lambda request: shop.json({"ticket": hidden}) if request.url.path == "/nl/tickets/3.json" else None
    swept = await source.sweep()
    assert swept.gone == {2}
    assert [inquiry.id for inquiry in swept.inquiries] == [1, 3]


async def test_more_missing_ones_than_are_asked_for_stay_as_they_were() -> None:
    """A list that suddenly is empty costs five looks, not hundreds, and empties the lane only little by little."""
    shop = Shop(*(ticket(number) for number in range(1, 9)))
    source = shop.source()
    await source.sweep()
    shop.tickets.clear()
    swept = await source.sweep()
    assert len(swept.gone) == MOST_CONFIRMED
    assert [inquiry.id for inquiry in swept.inquiries] == [6, 7, 8]
    assert (await source.sweep()).inquiries == ()


async def test_an_incomplete_sweep_takes_nothing_away() -> None:
    """Pages that lack rows leave the others as they were known."""
    shop = Shop(*(ticket(number) for number in range(1, 4)))
    source = shop.source()
    await source.sweep()
    shop.spoil = lambda request: (
        shop.json({"tickets": [ticket(1, isAnswered=True)]}) if request.url.path.endswith("/tickets.json") else None
    )
    swept = await source.sweep()
    assert not swept.is_complete
    assert [(inquiry.id, inquiry.flags.is_answered) for inquiry in swept.inquiries] == [
        (1, True),
        (2, False),
        (3, False),
    ]


async def test_a_sweep_that_breaks_off_leaves_all_as_it_was() -> None:
    """A network that goes away in the middle takes no inquiry with it."""
    shop = Shop(*(ticket(number) for number in range(1, 300)))
    source = shop.source()
    await source.sweep()

    def cut(request: httpx.Request) -> httpx.Response | None:
        if request.url.params.get("page") == "2":
            raise httpx.ReadError("reset")
        return None

    shop.spoil = cut
    with pytest.raises(Unreachable):
        await source.sweep()
    shop.spoil = lambda _request: None
    assert len((await source.sweep()).inquiries) == 299


async def test_a_change_during_a_sweep_is_not_undone_by_it() -> None:
    """An inquiry that is closed while the pages come in stays closed, though its page was older."""
    shop = Shop(ticket(1), ticket(2))
    source = shop.source()
    stale = shop.json({"tickets": [ticket(1), ticket(2)]})

    async def close_it(request: httpx.Request) -> None:
        if request.url.path.endswith("/tickets.json"):
            await source.set_flags(1, is_closed=True)

    shop.before = close_it
    shop.spoil = lambda request: stale if request.url.path.endswith("/tickets.json") else None
    assert [inquiry.flags.is_closed for inquiry in (await source.sweep()).inquiries] == [True, False]


async def test_a_light_look_finds_new_inquiries() -> None:
    """Two requests, and the new one is there; everything else asks for a sweep."""
    shop = Shop(ticket(1))
    source = shop.source()
    assert (await source.light()).needs_sweep
    await source.sweep()
    assert not (await source.light()).needs_sweep
    shop.tickets[9] = ticket(9)
    shop.asked.clear()
    news = await source.light()
    assert ([inquiry.id for inquiry in news.new], news.needs_sweep) == ([9], False)
    assert shop.requests() == ["/tickets/count.json", "/tickets.json"]
    assert shop.asked[-1].url.params["since_id"] == "1"
    assert (await source.light()).new == ()
    del shop.tickets[1]
    news = await source.light()
    assert (news.new, news.needs_sweep) == ((), True)


async def test_a_light_look_walks_by_since_id() -> None:
    """After a long night, 251 new inquiries are found in two pages."""
    shop = Shop(ticket(1))
    source = shop.source()
    await source.sweep()
    shop.tickets |= {number: ticket(number) for number in range(2, 253)}
    assert [inquiry.id for inquiry in (await source.light()).new] == list(range(2, 253))
    shop.tickets[300] = ticket(300)
    assert [inquiry.id for inquiry in (await source.light()).new] == [300]


async def test_a_thread_is_read_once_until_something_changes() -> None:
    """An open card costs no request each second; a changed inquiry or five minutes do."""
    shop = Shop(ticket(2546))
    shop.threads[2546] = [message(2, createdAt="2026-11-22T17:40:00+00:00", **{"from": "shop"}), message(1)]
    source = shop.source()
    await source.sweep()
    thread = await source.messages(2546)
    assert [(one.id, one.author) for one in thread] == [(1, Author.CUSTOMER), (2, Author.SHOP)]
    assert await source.messages(2546) is thread
    assert (await source.sweep()).inquiries[0].messages == thread
    shop.threads[2546].append(message(3))
    shop.tickets[2546]["updatedAt"] = "2026-11-22T17:50:00+00:00"
    assert (await source.sweep()).inquiries[0].messages is None
    assert len(await source.messages(2546)) == 3
    shop.threads[2546].append(message(4))
    assert len(await source.messages(2546)) == 3
    shop.clock.advance(301)
    assert len(await source.messages(2546)) == 4
    shop.threads[2546].append(message(5))
    assert len(await source.messages(2546, fresh=True)) == 5


async def test_a_long_thread_is_read_to_its_end() -> None:
    """A server that gives fifty messages a page whatever is asked does not hide the newest one."""
    shop = Shop(ticket(2546))
    shop.cap = 50
    start = datetime(2026, 11, 22, 12, tzinfo=UTC)
    shop.threads[2546] = [
        message(number, createdAt=(start + timedelta(minutes=number)).isoformat()) for number in range(1, 121)
    ]
    assert (await shop.source().messages(2546))[-1].id == 120
    shop.threads[2546] = shop.threads[2546][:3]
    shop.asked.clear()
    await shop.source().messages(2546)
    assert len(shop.asked) == 1


async def test_texts_are_harmless_when_they_arrive() -> None:
    """Tags are gone, entities decoded once, controls visible as such, and what was meant is still there."""
    text = "<p>Allergy:&nbsp;<b>nuts</b> &amp;amp; <milk></p><br/>\r\n\x1b[31mred<script>x()</script> 3 < 4"
    shop = Shop(ticket(2546, subject="Hi <b>you</b>", memo="old\n\x1b[2Jline\n"))
    shop.threads[2546] = [message(1, message=text), message(2, message="x" * 9000)]
    source = shop.source()
    await source.sweep()
    thread = await source.messages(2546)
    assert thread[0].text == "Allergy: nuts &amp; <milk> �[31mred 3 < 4"
    assert len(thread[1].text) == 4000
    inquiry = await source.read(2546)
    assert inquiry is not None
    assert inquiry.subject == "Hi you"
    assert inquiry.memo_lines == ("old", "�[2Jline")
    assert inquiry.stored_memo == "old\n\x1b[2Jline\n"


async def test_an_inquiry_speaks_its_customers_language() -> None:
    """The vendor's `us` is English; a shop without a language says nothing."""
    shop = Shop(ticket(1), ticket(2, language=False))
    first, second = (await shop.source().sweep()).inquiries
    assert (first.language, first.language_code) == ("en", "us")
    assert (second.language, second.language_code) == ("", "")


async def test_ages_are_counted_by_the_shops_clock() -> None:
    """A board whose clock is seven minutes wrong shows the ages that the shop would."""
    shop = Shop(ticket())
    shop.clock.step_wall(-420)
    source = shop.source()
    await source.open()
    assert source.server_now() == NOW
    assert (await source.sweep()).server_time == NOW


async def test_a_thread_of_an_unknown_inquiry_is_told() -> None:
    """An inquiry that is gone has no thread, and is forgotten."""
    shop = Shop(ticket(1))
    source = shop.source()
    await source.sweep()
    shop.spoil = lambda request: refusal(404, "Ticket not found.") if "/tickets/1" in request.url.path else None
    assert await source.read(1) is None
    shop.tickets.clear()
    assert (await source.sweep()).gone == frozenset()
