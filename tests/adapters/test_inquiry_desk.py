"""A desk of inquiries at the real stand-in: what is asked and when, what the lane shows, and what privacy leaves out."""

from __future__ import annotations

from datetime import timedelta

from kds.domain.connection import Link
from kds.domain.inquiries.actions import Act, choices_of, flags_intent
from kds.domain.inquiries.phases import InquiryPhase
from kds.domain.intents import Refusal
from kds.domain.marks import Marks
from tests.adapters.inquiry_world import a_desk, seen
from tests.builders import a_station, an_order


async def test_the_lane_fills_from_the_shop() -> None:
    """Who waits stands there with thread, initials and language; answered ones are in the list only, cooks see none."""
    async with a_desk() as world:
        number = await world.write(
            "Where is ORD10031?", subject="My order", email="piet@example.com", firstname="Piet", lastname="de Vries"
        )
        world.order("ORD10031")
        await world.ticks(12)
        card = world.card(number)
        assert (card.title, card.customer, card.phase) == ("My order", "P. V.", InquiryPhase.UNANSWERED)
        assert card.newest is not None
        assert (card.newest.text, card.numbers) == ("Where is ORD10031?", ("ORD10031",))
        assert [order.status_word for order in card.web_orders] == ["processing_awaiting_pickup"]
        assert number in [each.inquiry_id for each in world.facts.lane(world.clock.now())]
        assert world.desk.connection(unsent=0, parked=0).link is Link.LIVE
        world.station = a_station()
        assert world.board.inquiries is None
        assert "@" not in repr(card)


async def test_a_quiet_shop_is_asked_little() -> None:
    """A quarter of an hour with nothing new: two requests every forty seconds, one sweep every five minutes."""
    async with a_desk() as world:
        await world.ticks(60)
        world.running.stand_in.requests.clear()
        await world.ticks(900)
        asked = world.asked()
        assert len([each for each in asked if each.endswith("/tickets/count.json")]) <= 34
        assert len(asked) <= 60


async def test_a_new_message_is_on_the_card_after_the_next_sweep_or_at_once_by_a_webhook() -> None:
    """A webhook only wakes: the inquiry and its thread are read again; an unknown number changes nothing."""
    async with a_desk() as world:
        number = await world.write("Where is it?")
        await world.ticks(10)
        await world.write("Hello?", number)
        world.desk.wake(number)
        world.desk.wake(999_999)
        await world.ticks(2)
        newest = world.card(number).newest
        assert newest is not None
        assert newest.text == "Hello?"
        assert world.facts.card("inquiry:999999") is None


async def test_an_answered_customer_who_writes_again_is_back() -> None:
    """The sweep sees the change and the thread tells whose turn it is."""
    async with a_desk() as world:
        number = await world.write("Where is it?")
        await world.someone(number, isAnswered=True)
        await world.ticks(10)
        assert world.card(number).phase is InquiryPhase.UNANSWERED
        await world.running.call("POST", f"/tickets/{number}/messages.json", {"ticketMessage": {"message": "Soon"}})
        await world.ticks(400)
        assert world.card(number).phase is InquiryPhase.ANSWERED
        await world.write("Still waiting", number)
        await world.ticks(400)
        assert world.card(number).phase is InquiryPhase.UNANSWERED


async def test_a_deleted_inquiry_leaves_the_lane() -> None:
    """The next sweep finds that it is gone."""
    async with a_desk() as world:
        number = await world.write("Where is it?")
        await world.ticks(10)
        await world.running.call("DELETE", f"/tickets/{number}.json")
        await world.ticks(310)
        assert world.facts.card(f"inquiry:{number}") is None


async def test_a_shop_that_is_down_keeps_its_last_lane() -> None:
    """The header says so, the cards stay, and nothing is asked in between; then it is alive again."""
    async with a_desk() as world:
        number = await world.write("Where is it?")
        await world.ticks(10)
        await world.running.control("/faults", [{"status": 503, "times": 3}])
        await world.ticks(40)
        connection = world.desk.connection(unsent=0, parked=0)
        assert (connection.link, bool(connection.reason)) == (Link.SLOW, True)
        assert world.card(number).title
        await world.ticks(120)
        assert world.desk.connection(unsent=0, parked=0).link is Link.LIVE
        assert world.alarms.banner == ""


async def test_food_words_raise_a_note_that_must_be_read_before_closing() -> None:
    """The linked card is loud until somebody says seen; only then can the inquiry be closed."""
    async with a_desk() as world:
        world.slips = (an_order(number=10021), an_order(id="o2", table="T2"))
        number = await world.write("My order 10021: severe nut allergy!", subject="Allergy")
        await world.ticks(10)
        card = world.card(number)
        assert [link.title for link in card.food] == ["T7"]
        noted = next(each for each in world.board.cards if each.title == "T7")
        assert [allergy.word for allergy in noted.allergies] == ["WEB ALLERGY"]
        closing = flags_intent(card, Act.CLOSE, world.facts, world.station, world.clock.now())
        assert closing == Refusal("Allergy is not acknowledged on T7.")
        seen(world, *(mark for mark, _ in noted.unseen))
        close = choices_of(world.card(number), world.facts, world.station)[3]
        assert (close.words, close.reason) == ("close", "")
        world.station = a_station()
        assert [allergy.word for each in world.board.cards for allergy in each.allergies] == ["WEB ALLERGY"]


async def test_the_board_is_the_same_object_while_nothing_changes() -> None:
    """So that nothing is drawn for nothing."""
    async with a_desk() as world:
        world.slips = (an_order(number=10021),)
        await world.write("10021: nut allergy")
        await world.ticks(10)
        board = world.board
        assert world.desk.put_on(board, world.waiting) is board


async def test_the_shop_s_clock_moves_no_age() -> None:
    """A shop whose clock is seven minutes fast makes nobody wait seven minutes less."""
    async with a_desk() as world:
        world.running.clock.forward(timedelta(minutes=7))
        number = await world.write("Where is it?")
        await world.ticks(10)
        waited = world.clock.now() - world.card(number).waits_since
        assert abs(waited - timedelta(seconds=10)) <= timedelta(seconds=3)


async def test_what_was_seen_of_an_inquiry_goes_with_it() -> None:
    """Its marks stay while it matters and before everything was read, and go once the shop has deleted it."""
    async with a_desk() as world:
        number = await world.write("nut allergy")
        mark = f"inquiry:{number}/subject:allergy"
        assert not world.desk.is_over(mark)
        await world.ticks(10)
        marks = Marks(seen=frozenset({mark, "taken-back:o1/1"}), painted=frozenset({mark}))
        assert world.sides.without_old(marks) is marks
        await world.running.call("DELETE", f"/tickets/{number}.json")
        await world.ticks(310)
        assert world.sides.without_old(marks) == Marks(seen=frozenset({"taken-back:o1/1"}))
