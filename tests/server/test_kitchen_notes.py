"""What screens of one kitchen tell each other, over HTTP (contract 7)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.server.conftest import StartServer
from tests.server.world import Json, Server, line

NOTES = "/kitchen/notes"
BODIES: dict[str, Json] = {
    "rush": {"orderId": "a" * 24},
    "again": {"orderId": "a" * 24, "itemId": 2, "reason": "dropped"},
    "soldOut": {"pluCode": 50, "text": "Venison"},
    "countdown": {"pluCode": 50, "amount": 4},
    "allergySeen": {"ticketId": "b" * 24, "station": "GRILL", "text": "nuts"},
    "presence": {"station": "GRILL", "text": "Grill\nFry"},
    "notice": {"text": "Chef is at the door"},
}
RIGHTS = {kind: "orderProcess" if kind == "rush" else "orderUpdate" for kind in BODIES} | {"presence": None}


def told(server: Server, kind: str, *, user: str = "chef", **members: object) -> Json:
    """Tell a note and give what came back."""
    answer = tell(server, kind, user=user, **members)
    assert answer.status_code in {200, 201}, answer.text
    note: Json = answer.json()
    return note


def tell(server: Server, kind: str, *, user: str = "chef", **members: object) -> httpx.Response:
    """Tell a note."""
    return server.call("POST", NOTES, {"kind": kind, **BODIES[kind], **members}, user=user)


def notes(server: Server, kind: str | None = None) -> list[Json]:
    """Give the notes of today, of one kind or all."""
    found: list[Json] = server.get(NOTES, user="view")["items"]
    return [note for note in found if kind in (None, note["kind"])]


def left(server: Server) -> Any:
    """Give how many portions the one countdown has left."""
    (note,) = notes(server, "countdown")
    return note["amount"]


@pytest.mark.parametrize("kind", BODIES)
def test_a_note_of_every_kind_comes_back_to_every_login(server: Server, kind: str) -> None:
    """Contract 7, POST and GET: a note gets an id and a time, and any login reads it."""
    note = told(server, kind)
    assert (len(note["id"]), note["createdAt"], note["userName"]) == (24, "2026-11-22T12:00:00.000Z", "chef")
    assert note.items() >= {"kind": kind, **BODIES[kind]}.items()
    assert notes(server) == [note]


@pytest.mark.parametrize("prefix", ["", "/api", "/api/v1"])
def test_notes_are_at_all_three_prefixes(server: Server, prefix: str) -> None:
    """Contract 5, paths: `/kitchen/notes` answers where `/orders` does."""
    server.prefix = prefix
    note = told(server, "notice")
    assert server.call("DELETE", f"{NOTES}/{note['id']}").status_code == 204
    assert notes(server) == []


@pytest.mark.parametrize("kind", BODIES)
def test_a_note_needs_the_right_of_its_kind(start: StartServer, kind: str) -> None:
    """Contract 7, rights: presence needs any login, a rush and its end `orderProcess`, the others `orderUpdate`."""
    server = start()
    viewer = next(user for user in server.get("/users")["items"] if user["userName"] == "view")
    server.call("PUT", f"/users/{viewer['id']}", {**viewer, "roles": ["notes"]})
    for rights in ([], ["orderUpdate"], ["orderProcess"]):
        server.call("PUT", "/roles/notes", {"name": "notes", "rights": rights})
        note = told(server, kind)
        allowed = RIGHTS[kind] is None or RIGHTS[kind] in rights
        assert tell(server, kind, user="view").status_code in ({200, 201} if allowed else {403}), rights
        if not allowed:
            refused = server.call("DELETE", f"{NOTES}/{note['id']}", user="view")
            assert (refused.status_code, refused.json()["errorCode"]) == (403, 2)


def test_nobody_reads_notes_without_a_login(server: Server) -> None:
    """Contract 7: GET needs a login."""
    assert server.call("GET", NOTES, user=None).status_code == 401


@pytest.mark.parametrize(
    ("body", "member"),
    [
        ({}, "kind"),
        ({"kind": "shout"}, "kind"),
        ({"kind": "rush"}, "orderId"),
        ({"kind": "again", "orderId": "a" * 24}, "itemId"),
        ({"kind": "again", "orderId": "a" * 24, "itemId": 0}, "itemId"),
        ({"kind": "soldOut"}, "pluCode"),
        ({"kind": "countdown", "pluCode": 5}, "amount"),
        ({"kind": "countdown", "pluCode": 5, "amount": -1}, "amount"),
        ({"kind": "countdown", "pluCode": 5, "amount": "many"}, "amount"),
        ({"kind": "allergySeen", "text": "nuts"}, "ticketId"),
        ({"kind": "presence"}, "station"),
        ({"kind": "notice", "text": ""}, "text"),
    ],
)
def test_a_note_that_says_too_little_is_400(server: Server, body: Json, member: str) -> None:
    """Contract 5, errors: what is missing or wrong is named in `errors`, and the status is 400."""
    answer = server.call("POST", NOTES, body)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, 3)
    assert [error["memberName"] for error in answer.json()["errors"]] == [member]


def test_member_names_and_kinds_match_in_any_case(server: Server) -> None:
    """Contract 5: names in bodies match in any case."""
    answer = server.call("POST", NOTES, {"KIND": "SOLDOUT", "PluCode": 50})
    assert (answer.status_code, answer.json()["kind"]) == (201, "soldOut")


def test_an_ended_note_is_gone(server: Server) -> None:
    """Contract 7, DELETE: the note is no longer listed, and ending it again is 404."""
    rush, notice = told(server, "rush"), told(server, "notice")
    assert server.call("DELETE", f"{NOTES}/{rush['id']}").status_code == 204
    assert notes(server) == [notice]
    assert server.call("DELETE", f"{NOTES}/{rush['id']}").status_code == 404


def test_a_rush_told_twice_is_one_note(server: Server) -> None:
    """Contract 7: two screens that rush the same order share one note."""
    first, second = told(server, "rush"), told(server, "rush", user="expo")
    assert first == second
    assert notes(server) == [first]


def test_a_dish_made_again_twice_has_the_newest_reason(server: Server) -> None:
    """Contract 7: the newest *again* of an item counts, with a time of its own."""
    told(server, "again")
    server.clock.forward(minutes=5)
    newest = told(server, "again", reason="overcooked")
    assert notes(server) == [newest]
    assert newest["createdAt"] == "2026-11-22T12:05:00.000Z"


def test_the_same_key_tells_a_note_once(server: Server) -> None:
    """Contract 5, Idempotency-Key: the stored answer comes again, and with another body 422."""
    body = {"kind": "notice", "text": "Fish is late"}
    key = {"Idempotency-Key": "k-1"}
    first, second = (server.call("POST", NOTES, body, headers=key) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert server.call("POST", NOTES, body | {"text": "other"}, headers=key).status_code == 422


def test_an_unchanged_list_is_304(server: Server) -> None:
    """Contract 7, as contract 1: the list carries an ETag that holds until a note is told, ended or lapses."""
    told(server, "presence")
    tag = server.call("GET", NOTES).headers["etag"]
    assert server.call("GET", NOTES, headers={"If-None-Match": tag}).status_code == 304
    told(server, "presence")
    assert server.call("GET", NOTES, headers={"If-None-Match": tag}).status_code == 304
    told(server, "rush")
    assert server.call("GET", NOTES, headers={"If-None-Match": tag}).status_code == 200


def test_presence_lapses_after_a_minute_and_is_renewed(server: Server) -> None:
    """Contract 7, presence: renewed by the same user, device and station it stays one note; unrenewed it lapses."""
    first = told(server, "presence", user="cook")
    server.clock.forward(seconds=50)
    assert told(server, "presence", user="cook")["id"] == first["id"]
    server.clock.forward(seconds=50)
    assert len(notes(server, "presence")) == 1
    assert told(server, "presence", user="expo")["id"] != first["id"]
    server.clock.forward(seconds=11)
    assert [note["userName"] for note in notes(server, "presence")] == ["expo"]


def test_a_station_that_takes_over_another_tells_its_new_endpoints(server: Server) -> None:
    """Contract 7, presence: what a station watches now replaces what it watched, under the same id."""
    first = told(server, "presence", user="cook")
    second = told(server, "presence", user="cook", text="Grill\nFry\nCold")
    assert (second["id"], second["text"]) == (first["id"], "Grill\nFry\nCold")
    assert notes(server) == [second]


def test_notes_end_with_the_business_day(server: Server) -> None:
    """Contract 7: only the business day's notes are listed; the day changes at 05:00."""
    note = told(server, "soldOut")
    server.clock.forward(hours=18)
    server.tokens.clear()
    assert notes(server) == []
    assert server.call("DELETE", f"{NOTES}/{note['id']}").status_code == 404
    told(server, "notice")
    assert len(notes(server)) == 1


def test_a_countdown_goes_down_with_the_orders(server: Server) -> None:
    """Contract 7, countdown: arriving orders lower it, what is taken back raises it, and at 0 it is sold out."""
    told(server, "countdown", amount=4)
    ticket = server.open_ticket(line(50, 3, "Grill"), line(9, 2))
    assert left(server) == 1
    assert notes(server)[0]["goneAt"] is None
    items = ticket["items"]
    items[0]["quantity"]["amount"] = 2
    assert server.call("PUT", f"/tickets/{ticket['id']}", {"items": items}, user="anna").status_code == 200
    assert left(server) == 2
    server.clock.forward(minutes=1)
    server.open_ticket(line(50, 2, "Grill"))
    assert left(server) == 0
    assert notes(server)[0]["goneAt"] == "2026-11-22T12:01:00.000Z"


def test_more_ordered_than_left_counts_from_below_zero(server: Server) -> None:
    """Contract 7, countdown: an order over the last portion is told as too late, and giving part of it back frees none."""
    told(server, "countdown", amount=1)
    ticket = server.open_ticket(line(50, 3, "Grill"))
    (note,) = notes(server)
    assert (note["amount"], note["goneAt"]) == (0, "2026-11-22T11:59:59.999Z")
    items = ticket["items"]
    items[0]["quantity"]["amount"] = 2
    server.call("PUT", f"/tickets/{ticket['id']}", {"items": items}, user="anna")
    assert left(server) == 0
    server.call("DELETE", f"/tickets/{ticket['id']}", user="anna")
    (note,) = notes(server)
    assert (note["amount"], note["goneAt"]) == (1, None)


def test_sold_out_and_countdown_of_a_product_replace_each_other(server: Server) -> None:
    """Contract 7: a product is sold out or counted down, never both."""
    told(server, "soldOut")
    told(server, "countdown")
    assert [note["kind"] for note in notes(server)] == ["countdown"]
    told(server, "soldOut")
    assert [(note["kind"], note["amount"]) for note in notes(server)] == [("soldOut", None)]


def test_notes_outlive_the_server(start: StartServer, tmp_path: Any) -> None:
    """Contract 7: a server that is started again still knows today's notes."""
    first = start(database=str(tmp_path / "kitchen.db"))
    note = told(first, "countdown")
    first.app.state.installation.database.close()
    assert notes(start(database=str(tmp_path / "kitchen.db"))) == [note]
