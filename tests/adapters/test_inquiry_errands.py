"""What people press on inquiries reaches the real stand-in once, and never over somebody else's decision."""

from __future__ import annotations

from datetime import UTC

import pytest

from kds.domain.inquiries.actions import Act, choices_of, memo_intent
from kds.domain.inquiries.phases import InquiryPhase
from kds.kitchen.ports import CommandState
from tests.adapters.inquiry_world import DeskWorld, a_desk, on_a_socket
from tests.server.standins.world import KEY, shop


async def asked(world: DeskWorld) -> int:
    """Let a customer ask, and wait until the card is there with its thread."""
    number = await world.write("Where is my order?")
    await world.ticks(10)
    return number


async def test_a_reply_arrives_once_and_counts_as_answered() -> None:
    """It shows at once, is held for undo, then the shop has the message and the flag, in this order."""
    async with a_desk() as world:
        number = await asked(world)
        await world.reply(number, "It is on its way.")
        assert world.card(number).phase is InquiryPhase.ANSWERED
        assert world.card(number).unsent == ("reply", "answered")
        assert await world.thread(number) == []
        await world.until(lambda: not world.waiting)
        assert await world.thread(number) == ["It is on its way."]
        assert (await world.stored(number))["isAnswered"] is True
        sent = [each.split()[0] for each in world.asked() if each.startswith(("POST", "PUT"))]
        assert sent == ["POST", "PUT"]
        assert world.card(number).phase is InquiryPhase.ANSWERED


async def test_a_reply_is_sent_once_although_the_socket_died() -> None:
    """The shop stored it and hung up: the thread is read, one message stands there (acceptance c)."""
    running = shop()
    async with on_a_socket(running.app) as url, a_desk(running=running, base_url=url) as world:
        number = await asked(world)
        await world.running.control("/faults", [{"match": "POST */messages.json", "drop_after_commit": True}])
        await world.reply(number, "Sorry, it is late.")
        await world.until(lambda: not world.waiting)
        assert await world.thread(number) == ["Sorry, it is late."]
        assert world.asked("POST") == [f"POST /en/tickets/{number}/messages.json"]
        assert (await world.stored(number))["isAnswered"] is True


async def test_a_lost_reply_is_sent_again_at_most_once() -> None:
    """It never arrived and the thread says so: one more try, then a person is asked."""
    async with a_desk() as world:
        number = await asked(world)
        await world.running.control("/faults", [{"match": "POST */messages.json", "status": 502, "times": 2}])
        await world.reply(number, "Soon.")
        await world.until(lambda: bool(world.card(number).stuck))
        assert len(world.asked("POST")) == 2
        assert world.card(number).stuck[0].words == "reply"
        assert (await world.stored(number))["isAnswered"] is False


async def test_the_same_words_twice_are_two_messages() -> None:
    """A second reply with the same text is not taken for the first one although its answer was lost."""
    running = shop()
    async with on_a_socket(running.app) as url, a_desk(running=running, base_url=url) as world:
        number = await asked(world)
        for _ in range(2):
            await world.running.control("/faults", [{"match": "POST */messages.json", "drop_after_commit": True}])
            await world.reply(number, "Soon.")
            await world.until(lambda: not world.waiting)
        assert await world.thread(number) == ["Soon.", "Soon."]


async def test_somebody_else_closes_it_while_our_reply_waits() -> None:
    """Both are shown and nothing is overwritten; ours goes out only when a person wants that (acceptance d)."""
    async with a_desk() as world:
        number = await asked(world)
        await world.reply(number, "Soon.")
        await world.someone(number, isClosed=True)
        await world.until(lambda: bool(world.card(number).stuck))
        card = world.card(number)
        assert (card.phase, card.stuck[0].reason) == (
            InquiryPhase.CLOSED,
            "Somebody else closed the inquiry meanwhile.",
        )
        assert card in world.facts.lane(world.clock.now())
        assert [choice.words for choice in choices_of(card, world.facts, world.station)] == [
            "send ours all the same: reply",
            "drop ours: reply",
        ]
        assert await world.thread(number) == []
        assert world.asked("POST") == []
        await world.queue.send_again(card.stuck[0].command_id, reason="", rounds=0)
        await world.deliver(2)
        assert await world.thread(number) == ["Soon."]
        assert (await world.stored(number))["isClosed"] is True


async def test_dropping_ours_drops_all_of_that_press() -> None:
    """The *answered* behind a dropped reply never goes out."""
    async with a_desk() as world:
        number = await asked(world)
        await world.reply(number, "Soon.")
        await world.someone(number, isClosed=True)
        await world.until(lambda: bool(world.card(number).stuck))
        await world.queue.discard(world.card(number).stuck[0].command_id, "the inquiry was closed")
        await world.deliver(3)
        assert not world.waiting
        assert [each for each in world.asked("PUT") if "tickets" in each] == [f"PUT /en/tickets/{number}.json"]
        assert (await world.stored(number))["isAnswered"] is False


async def test_a_flag_that_somebody_set_already_needs_no_request() -> None:
    """What stands there as wanted is done; nothing is sent again."""
    async with a_desk() as world:
        number = await asked(world)
        await world.flag(number, Act.CLOSE)
        await world.someone(number, isClosed=True)
        await world.until(lambda: not world.waiting)
        assert world.asked("PUT") == [f"PUT /en/tickets/{number}.json"]
        assert world.card(number).phase is InquiryPhase.CLOSED


async def test_a_flag_that_was_turned_meanwhile_asks() -> None:
    """We saw it answered and said so again, somebody else took the mark away: both are shown."""
    async with a_desk() as world:
        number = await asked(world)
        await world.someone(number, isAnswered=True)
        world.desk.wake(number)
        await world.ticks(2)
        assert world.card(number).phase is InquiryPhase.UNANSWERED
        await world.flag(number, Act.ANSWERED)
        await world.someone(number, isAnswered=False)
        await world.until(lambda: bool(world.card(number).stuck))
        assert world.card(number).stuck[0].reason == "Somebody else changed it meanwhile: answered."
        assert (await world.stored(number))["isAnswered"] is False


async def test_flags_go_out_again_until_they_are_there() -> None:
    """A shop that fails for a moment gets the flag later; a lost answer changes nothing about it."""
    async with a_desk() as world:
        number = await asked(world)
        await world.running.control("/faults", [{"match": "PUT *", "status": 503}, {"match": "PUT *", "html": True}])
        await world.flag(number, Act.TO_DO)
        await world.until(lambda: not world.waiting)
        assert (await world.stored(number))["isTodo"] is True


async def test_a_memo_keeps_what_others_wrote() -> None:
    """The line is added to the note as it is then; the same line is never there twice."""
    running = shop()
    async with on_a_socket(running.app) as url, a_desk(running=running, base_url=url) as world:
        number = await asked(world)
        card = world.card(number)
        now = world.clock.now()
        await world.press(memo_intent(card, "will call", world.facts, world.station, now, author="Ana", zone=UTC))
        await world.running.call("PUT", f"/tickets/{number}.json", {"ticket": {"memo": "[17:00 Ivan] first"}})
        await world.running.control("/faults", [{"match": "PUT *", "drop_after_commit": True}])
        await world.until(lambda: not world.waiting)
        memo = (await world.stored(number))["memo"].splitlines()
        assert memo[0] == "[17:00 Ivan] first"
        assert [line.partition("] ")[2] for line in memo] == ["first", "will call"]


async def test_a_refused_write_dims_the_actions_and_reading_goes_on() -> None:
    """403: the command waits for a person, the list says why, new inquiries still come."""
    async with a_desk(can_write=False) as world:
        number = await asked(world)
        await world.flag(number, Act.TO_DO)
        await world.until(lambda: bool(world.card(number).stuck))
        facts = world.facts
        assert not facts.write.is_given
        other = await world.write("And mine?", email="other@example.com")
        await world.ticks(40)
        reasons = {choice.reason for choice in choices_of(world.card(other), world.facts, world.station)}
        assert reasons == {facts.write.reason}
        assert facts.write.reason
        await world.running.switch(can_write=True)
        await world.ticks(620)
        assert world.facts.write.is_given


async def test_a_spent_budget_delays_a_reply_and_loses_none() -> None:
    """429 means not done: however often it is refused, it goes out once when the window is full again."""
    async with a_desk() as world:
        number = await asked(world)
        await world.running.switch(quota=[0, 3000, 12000])
        await world.reply(number, "Soon.")
        await world.deliver(200)
        assert not world.card(number).stuck
        world.running.stand_in.switches = world.running.stand_in.switches.changed({"quota": [300, 3000, 12000]})
        await world.deliver(200)
        assert not world.waiting
        assert await world.thread(number) == ["Soon."]


async def test_a_press_that_was_taken_back_never_leaves() -> None:
    """Within five seconds undo drops it, and the card is as it was."""
    async with a_desk() as world:
        number = await asked(world)
        await world.flag(number, Act.CLOSE)
        for row in world.waiting:
            await world.queue.move(row.command.id, CommandState.TAKEN_BACK)
        await world.deliver(8)
        assert world.asked("PUT") == []
        assert world.card(number).phase is InquiryPhase.UNANSWERED


@pytest.mark.parametrize("act", [Act.CLOSE, Act.MEMO])
async def test_a_deleted_inquiry_asks_a_person(act: Act) -> None:
    """What was pressed about it can't be done any more, and says so in the outbox."""
    async with a_desk() as world:
        number = await asked(world)
        if act is Act.MEMO:
            card, now = world.card(number), world.clock.now()
            await world.press(memo_intent(card, "x", world.facts, world.station, now, author="A", zone=UTC))
        else:
            await world.flag(number, act)
        await world.running.call("DELETE", f"/tickets/{number}.json")
        await world.until(lambda: any(row.state is CommandState.PARKED for row in world.waiting))
        assert world.waiting[0].reason == "The inquiry was deleted in the shop."


async def test_no_log_tells_who_asked_or_what(caplog: pytest.LogCaptureFixture) -> None:
    """Neither key nor secret, name, address, question or answer stands in any line, however much is logged."""
    caplog.set_level("DEBUG")
    async with a_desk() as world:
        number = await world.write(
            "Is the soup vegan?", email="jana@example.com", firstname="Jana", lastname="Nováková"
        )
        await world.ticks(10)
        await world.reply(number, "Yes, all of it.")
        await world.running.control("/faults", [{"match": "PUT *", "html": True}])
        await world.until(lambda: not world.waiting)
    assert "tickets" in caplog.text
    for secret in (*KEY, "Basic ", "jana@", "Nováková", "soup", "all of it"):
        assert secret not in caplog.text
