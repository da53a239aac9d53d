"""Inquiries through a network that cuts, hangs and resets: the acceptance scenarios of the web shop, end to end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from kds.domain.connection import Link
from kds.domain.inquiries.actions import Act
from kds.domain.inquiries.phases import InquiryPhase
from tests.adapters.inquiry_world import DeskWorld, a_desk, on_a_socket
from tests.faults.chaos import ChaosProxy, chaos_proxy
from tests.server.standins.world import shop


@asynccontextmanager
async def behind_a_proxy(seed: int = 1) -> AsyncIterator[tuple[DeskWorld, ChaosProxy, int]]:
    """Give a desk behind bad weather, and the number of somebody who asks."""
    running = shop()
    async with on_a_socket(running.app) as url:
        with chaos_proxy(urlsplit(url).port or 0, seed=seed) as proxy:
            async with a_desk(running=running, base_url=f"http://127.0.0.1:{proxy.port}") as world:
                number = await world.write("Where is my order?")
                await world.ticks(10)
                yield world, proxy, number


async def test_a_reply_whose_answers_are_cut_is_one_message() -> None:
    """The shop has it, the board hears nothing for a while: it looks, and does not write again (acceptance c)."""
    async with behind_a_proxy() as (world, proxy, number):
        await world.reply(number, "It is on its way.")
        proxy.change(cut_answer_share=1.0)
        await world.deliver(30)
        proxy.change(cut_answer_share=0.0)
        await world.until(lambda: not world.waiting)
        assert proxy.cut_answers > 0
        assert await world.thread(number) == ["It is on its way."]
        assert (await world.stored(number))["isAnswered"] is True


async def test_in_changing_weather_nobody_is_told_twice() -> None:
    """Resets, cuts and slices at random: the reply is there once, or not at all and then a person is asked."""
    for seed in (1, 2, 3):
        async with behind_a_proxy(seed) as (world, proxy, number):
            proxy.change(reset_share=0.15, cut_answer_share=0.15, slice_bytes=7)
            await world.reply(number, "First.")
            await world.deliver(30)
            proxy.change(reset_share=0.0, cut_answer_share=0.0)
            await world.until(lambda: not world.waiting or bool(world.card(number).stuck))
            thread = await world.thread(number)
            assert len(thread) <= 1
            if not world.waiting:
                assert thread == ["First."]
            else:
                assert world.card(number).stuck[0].reason


async def test_a_plug_that_is_pulled_loses_nothing() -> None:
    """The lane stays, what is pressed waits, and all of it goes out when the shop is back; others' work stays theirs."""
    async with behind_a_proxy() as (world, proxy, number):
        other = await world.write("And mine?", email="other@example.com")
        await world.ticks(80)
        proxy.pull_plug()
        await world.reply(number, "Soon.")
        await world.flag(other, Act.TO_DO)
        await world.someone(other, isClosed=True)
        await world.deliver(90)
        assert world.desk.connection(unsent=0, parked=0).link is Link.OFFLINE
        assert world.card(number).phase is InquiryPhase.ANSWERED
        proxy.plug_in()
        await world.until(lambda: len(world.waiting) == 1 and bool(world.card(other).stuck))
        assert await world.thread(number) == ["Soon."]
        assert world.card(other).stuck[0].reason == "Somebody else closed the inquiry meanwhile."
        stored = await world.stored(other)
        assert (stored["isClosed"], stored["isTodo"]) == (True, False)


async def test_a_spent_budget_is_left_alone_until_it_is_full_again() -> None:
    """After a 429 with -1 nothing is asked before the reset; what is pressed shows and goes out then (acceptance g)."""
    async with behind_a_proxy() as (world, _, number):
        await world.running.switch(quota=[0, 3000, 12000])
        await world.ticks(40)
        world.running.stand_in.requests.clear()
        world.running.stand_in.switches = world.running.stand_in.switches.changed({"quota": [300, 3000, 12000]})
        await world.flag(number, Act.TO_DO)
        await world.deliver(120)
        assert world.asked() == []
        assert world.card(number).phase is InquiryPhase.TO_DO
        assert world.desk.connection(unsent=0, parked=0).link is Link.SLOW
        await world.deliver(200)
        assert world.desk.connection(unsent=0, parked=0).link is Link.LIVE
        assert (await world.stored(number))["isTodo"] is True
