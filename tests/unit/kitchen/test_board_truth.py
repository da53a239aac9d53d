"""Stories about what the board says: how fresh it is, what arrived, what is gone, and whose change it was."""

from __future__ import annotations

from datetime import timedelta

from kds.domain.actions.firing import fire, fire_plan
from kds.domain.actions.plans import FirePlan
from kds.domain.actions.recalling_back import press_recall
from kds.domain.connection import Link
from kds.domain.intents import Intent, IntentKind, Refusal
from kds.domain.station import Process
from kds.domain.terms import Status
from kds.errors import LoginRefused, NotTheSource, StateError, Unreachable
from kds.kitchen.ports import CommandState
from tests.builders import a_station, an_expo, an_item, an_order
from tests.fake_store import FakeStore
from tests.fakes import START, FakeClock, FakeSource, zombie
from tests.unit.kitchen.world import Screen, a_screen

SLOW = Unreachable("The till did not answer within 4 s.", sent=True)
OFF = Unreachable("The till refuses the connection.", sent=False)


async def test_the_connection_word_follows_the_answers() -> None:
    """CONNECTING before the first answer, LIVE, SLOW after three polls without one, OFFLINE after six seconds."""
    clock = FakeClock()
    screen = Screen(FakeSource(clock), clock)
    await screen.kitchen.start()
    assert screen.link() is Link.CONNECTING
    known = [screen.kitchen.board.known]
    await screen.poll()
    assert screen.link() is Link.LIVE
    assert [*known, screen.kitchen.board.known] == [False, True]
    screen.source.down = SLOW
    words = []
    for _ in range(7):
        await screen.poll()
        words.append(screen.link())
    assert words == [Link.LIVE] * 3 + [Link.SLOW] * 3 + [Link.OFFLINE]
    assert screen.kitchen.board.connection.offline_since == START + timedelta(seconds=1)
    assert screen.kitchen.board.connection.reason == str(SLOW)


async def test_a_refused_connection_is_offline_at_once() -> None:
    """A till that refuses, or something else that answers in its place, is OFFLINE without waiting."""
    screen = await a_screen()
    for error in (OFF, NotTheSource("A login page answers instead of the till."), LoginRefused("Wrong password.")):
        screen.source.down = error
        await screen.poll()
        assert screen.link() is Link.OFFLINE
        screen.source.down = None
        await screen.poll()
        assert screen.link() is Link.LIVE
        assert screen.kitchen.board.banner == ""


async def test_the_heartbeat_tells_that_no_answer_comes() -> None:
    """The word changes by itself while a poll hangs."""
    screen = await a_screen()
    screen.heard.clear()
    screen.clock.advance(7)
    await screen.kitchen.beat()
    assert [changed.board.connection.link for changed in screen.heard] == [Link.OFFLINE]


async def test_ages_are_the_servers_and_do_not_jump_with_this_clock() -> None:
    """The kitchen's time is the till's; setting this machine's clock moves only the skew that is shown."""
    screen = await a_screen()
    assert screen.kitchen.now() == screen.clock.now()
    screen.clock.step_wall(-3600)
    assert screen.kitchen.now() - screen.clock.now() == timedelta(hours=1)
    await screen.kitchen.beat()
    assert screen.kitchen.board.connection.skew_seconds == -3600.0


async def test_an_unchanged_poll_tells_nobody() -> None:
    """A poll that brings nothing new is not announced and rebuilds no card."""
    screen = await a_screen(an_order())
    cards = screen.kitchen.board.cards
    screen.heard.clear()
    await screen.polls(3)
    assert screen.heard == []
    assert screen.kitchen.board.cards is cards


async def test_a_new_order_rings_once_and_an_undone_one_does_not() -> None:
    """An arriving card is announced as such; a card that this screen brings back is not."""
    screen = await a_screen(an_order())
    screen.heard.clear()
    screen.source.put(an_order(id="o2", table="T8"))
    await screen.poll()
    card = screen.card("T8")
    assert card is not None
    assert [changed.arrived for changed in screen.heard if changed.arrived] == [frozenset({card.key})]
    screen.heard.clear()
    await screen.bump("T8")
    await screen.polls(2)
    await screen.undo()
    await screen.polls(3)
    assert screen.card("T8") is not None
    assert not any(changed.arrived for changed in screen.heard)


async def test_the_last_board_is_shown_before_the_till_answers() -> None:
    """After a start without the till the last known board stands there, labelled with its time."""
    screen = await a_screen(an_order())
    screen.source.down = OFF
    again = Screen(screen.source, screen.clock, outbox=screen.store, memory=screen.store)
    await again.kitchen.start()
    assert again.titles() == ["T7"]
    assert again.kitchen.board.cached_at == START + timedelta(seconds=1)
    assert not again.kitchen.board.known
    screen.source.down = None
    await again.poll()
    assert again.kitchen.board.cached_at is None


async def test_a_bump_does_not_come_back_with_the_last_board() -> None:
    """A card bumped and confirmed after the last board was kept is not on the board of the next start."""
    screen = await a_screen(an_order(), an_order(id="o2", table="T8"))
    assert screen.store.boards_saved == 1
    await screen.bump("T7")
    await screen.polls(3)
    assert screen.states() == [CommandState.DONE]
    assert screen.store.boards_saved == 1
    screen.source.down = OFF
    again = Screen(screen.source, screen.clock, outbox=screen.store, memory=screen.store)
    await again.kitchen.start()
    assert again.titles() == ["T8"]


async def test_the_last_board_is_written_seldom() -> None:
    """The cached board goes to disk at most every 30 s, and only when something changed."""
    screen = await a_screen(an_order())
    for number in range(2, 12):
        screen.source.put(an_order(id=f"o{number}", table=f"T{number + 10}"))
        await screen.poll()
    assert screen.store.boards_saved == 1
    await screen.polls(40)
    assert screen.store.boards_saved == 2
    assert len(screen.store.board[0]) == 11


async def test_an_endpoint_the_till_does_not_know_is_told() -> None:
    """A misspelt endpoint is a banner with the names that exist."""
    screen = await a_screen(station=a_station("GRILL", "Gril"))
    assert screen.kitchen.board.banner == (
        "Station GRILL watches Gril, which the till does not know. "
        "It has: Grill, Fry, Cold, Bar, Pastry. Correct the station's endpoints."
    )


async def test_an_order_missing_from_one_of_several_pages_stays() -> None:
    """An order that a read of several pages skipped is asked for by its id and stays on the board."""
    screen = await a_screen(an_order(), an_order(id="o2", table="T8"))
    screen.source.pages = 2
    screen.source.hide("o2")
    await screen.poll()
    assert screen.titles() == ["T7", "T8"]
    screen.source.set_status("o2", Status.SERVED)
    await screen.poll()
    assert screen.titles() == ["T7"]


async def test_another_screens_change_wins_and_is_not_fought() -> None:
    """When somebody else brings a bumped order back before our next poll, the board shows it and sends nothing."""
    screen = await a_screen(an_order())
    await screen.bump()
    await screen.settle()
    screen.clock.advance(0.5)
    screen.source.set_status("o1", Status.IN_PROGRESS, by="expo")
    await screen.polls(3)
    assert screen.states() == [CommandState.DONE]
    assert len(screen.source.sent) == 1
    assert screen.titles() == ["T7"]


async def test_two_screens_of_one_user_do_not_fight_for_ever() -> None:
    """Two boards with the same login press opposite things: the last press stays, nothing goes back and forth."""
    screen = await a_screen(an_order())
    other = await Screen(screen.source, screen.clock).started()
    await screen.bump()
    await screen.settle()
    await other.poll()
    screen.clock.advance(0.5)
    await screen.undo()
    await screen.settle()
    for _ in range(20):
        await screen.poll()
        await other.poll()
    assert len(screen.source.sent) == 2
    assert screen.titles() == other.titles() == ["T7"]


async def test_a_late_request_is_put_right() -> None:
    """A request that was given up lands after the undo; the board notices and sends the undo again."""
    screen = await a_screen(an_order())
    screen.source.keys_honoured = False
    screen.source.send_faults.append(zombie(6))
    await screen.bump()
    await screen.polls(3)
    await screen.undo()
    await screen.polls(30)
    assert screen.till() is Status.NEW
    assert screen.titles() == ["T7"]
    assert not screen.kitchen.outbox_view()


async def test_a_till_that_forgets_what_it_accepted_asks_a_person() -> None:
    """A bump that is accepted but never shown goes out three times in all; then it is parked and the card is back."""
    screen = await a_screen(an_order())
    screen.source.forgetful = True
    await screen.bump()
    await screen.polls(10)
    assert screen.states() == [CommandState.PARKED]
    assert len(screen.source.sent) == 3
    card = screen.card()
    assert card is not None
    assert "does not show it" in card.refusal


def a_fire(screen: Screen) -> Intent:
    """Press f and Enter."""
    plan = fire_plan(screen.kitchen.board, screen.kitchen.board.cards[0])
    assert isinstance(plan, FirePlan)
    return fire(screen.kitchen.board, plan, screen.kitchen.now())


async def test_a_fire_can_be_stopped_for_three_seconds() -> None:
    """A fire waits; taken back in time nothing is sent, and it says whether it has been released."""
    screen = await a_screen(an_order(held=True), station=an_expo())
    await screen.kitchen.perform(a_fire(screen))
    await screen.polls(2)
    assert not screen.kitchen.board.done[0].released
    assert await screen.undo() is None
    await screen.polls(5)
    assert screen.source.sent == []
    assert screen.states() == [CommandState.TAKEN_BACK]


async def test_a_released_fire_goes_out_and_stays() -> None:
    """After three seconds the fire goes out by itself and can't be taken back any more."""
    screen = await a_screen(an_order(held=True), station=an_expo())
    intent = a_fire(screen)
    await screen.kitchen.perform(intent)
    await screen.polls(5)
    assert screen.source.orders["o1"].is_processed
    assert screen.kitchen.board.done[0].released
    late = Intent("late", IntentKind.UNDO, "EXPO", "T7", "", screen.kitchen.now(), undoes=intent.id)
    assert isinstance(await screen.kitchen.perform(late), Refusal)


async def test_a_station_that_processes_by_itself_fires_what_arrives() -> None:
    """With `process = auto` the lowest course of a new ticket is fired at once, later courses are not."""
    station = a_station(process=Process.AUTO)
    screen = await a_screen(station=station)
    screen.source.put(
        an_order(an_item("Soup", course=1), id="o1", held=True),
        an_order(an_item("Steak", course=2), id="o2", held=True),
    )
    await screen.polls(3)
    assert screen.source.orders["o1"].is_processed
    assert not screen.source.orders["o2"].is_processed


async def test_without_the_right_to_process_orders_wait_for_a_person() -> None:
    """With `process = auto` but no right, the board says so and fires nothing."""
    screen = await a_screen(station=a_station(process=Process.AUTO), rights=["orderUpdate"])
    screen.source.put(an_order(held=True))
    await screen.polls(2)
    assert screen.source.sent == []
    assert screen.kitchen.board.banner.startswith("Orders wait to be fired by hand")


async def test_a_recalled_order_is_back_at_once() -> None:
    """An order from the recall list stands on the board before the till has answered."""
    screen = await a_screen(an_order(an_item(status=Status.SERVED, changed="17:59", by="cook")), station=an_expo())
    await screen.kitchen.refresh_recall()
    (row,) = screen.kitchen.board.recallable
    intent = press_recall(screen.kitchen.board, row, screen.kitchen.now())
    assert isinstance(intent, Intent)
    screen.source.down = OFF
    await screen.kitchen.perform(intent)
    assert screen.titles() == ["T7"]
    screen.source.down = None
    await screen.polls(3)
    assert screen.titles() == ["T7"]
    assert screen.till() is Status.READY


async def test_a_nearly_full_outbox_is_told() -> None:
    """At 80 % of its largest size the outbox raises a banner, which ends when there is room."""
    screen = await a_screen()
    screen.store.full = 0.85
    await screen.kitchen.tidy()
    assert screen.kitchen.board.banner.startswith("The outbox is nearly full")
    screen.store.full = 0.1
    await screen.kitchen.tidy()
    assert screen.kitchen.board.banner == ""


async def test_a_screen_for_looking_changes_nothing() -> None:
    """A read-only station refuses every change."""
    screen = await a_screen(an_order())
    station = a_station(read_only=True)
    looking = await Screen(screen.source, screen.clock, station=station).started()
    await screen.bump()
    intent = screen.kitchen.board.done[0].intent
    assert await looking.kitchen.perform(intent) == Refusal("This screen is for looking only.")


async def test_what_was_seen_stays_seen_after_a_restart() -> None:
    """Marks of a press and of painting are on disk before the next start."""
    screen = await a_screen(an_order(note="nut allergy"))
    card = screen.card()
    assert card is not None
    await screen.kitchen.painted({card.key})
    intent = Intent(
        "seen", IntentKind.SEEN, "GRILL", "T7", card.key, screen.kitchen.now(), seen=frozenset({"allergy:x"})
    )
    assert await screen.kitchen.perform(intent) is None
    again = Screen(screen.source, screen.clock, outbox=screen.store, memory=screen.store)
    await again.kitchen.start()
    assert "allergy:x" in again.kitchen.board.marks.seen
    assert again.kitchen.board.marks.painted == screen.kitchen.board.marks.painted != frozenset()


async def test_a_store_that_can_not_be_written_does_not_stop_the_board() -> None:
    """With a broken disk orders still arrive; the banner says what is wrong."""
    clock = FakeClock()
    store = FakeStore(clock)
    screen = Screen(FakeSource(clock, [an_order()]), clock, outbox=store, memory=store)
    await screen.kitchen.start()
    store.broken = StateError("The disk is read-only.")
    await screen.poll()
    assert screen.titles() == ["T7"]
    assert screen.kitchen.board.banner == "The disk is read-only."
