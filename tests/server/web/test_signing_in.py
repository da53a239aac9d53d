"""Logging in to the board's page: who may, what the browser keeps, and how it ends."""

from __future__ import annotations

import re

import httpx
import pytest

from kds.server.web import routes
from kds.server.web.cards import Filter
from tests.server.conftest import StartServer
from tests.server.web.scenes import at_table, dish, fired, page_of
from tests.server.world import PASSWORDS, Server


class Browser:
    """Somebody's browser: it keeps cookies and sends forms."""

    def __init__(self, server: Server, scheme: str = "http", **headers: str) -> None:
        self._server = server
        transport = httpx.ASGITransport(app=server.app, client=("192.0.2.7", 1234))
        self.client = httpx.AsyncClient(transport=transport, base_url=f"{scheme}://kitchen.example", headers=headers)

    def get(self, path: str) -> httpx.Response:
        """Go to an address."""
        return self._server.wait(self.client.get(path))

    def log_in(self, user: str = "view", password: str | None = None, **fields: str) -> httpx.Response:
        """Fill in the login form."""
        form = self.form_word("/board/login")
        body = {"user": user, "password": password or PASSWORDS.get(user, "?"), "form": form, "next": "/board"}
        return self._server.wait(self.client.post("/board/login", data=body | fields))

    def log_out(self) -> httpx.Response:
        """Press the button."""
        form = {"form": self.form_word("/board")}
        return self._server.wait(self.client.post("/board/logout", data=form))

    def form_word(self, path: str) -> str:
        """Give the word that the form on a page carries."""
        found = re.search(r'name="form" value="([^"]*)"', self.get(path).text)
        return "" if found is None else found[1]


def test_nobody_sees_the_board_without_a_login(server: Server) -> None:
    """The board's address leads to the login, with the way back; its stream and its session are refused."""
    browser = Browser(server)
    answer = browser.get("/board?endpoint=Grill&language=sk")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/board/login?next=%2Fboard%3Fendpoint%3DGrill%26language%3Dsk&language=sk"
    assert browser.get("/board/events").status_code == 401
    assert browser.get("/board/session").status_code == 401


@pytest.mark.parametrize("user", sorted(PASSWORDS))
def test_every_user_who_may_read_orders_sees_the_board(server: Server, user: str) -> None:
    """Any login may read orders (contract 1), and so the board."""
    browser = Browser(server)
    answer = browser.log_in(user, next="/board?endpoint=Grill")
    assert (answer.status_code, answer.headers["location"]) == (303, "/board?endpoint=Grill")
    page = browser.get("/board?endpoint=grill")
    assert page.status_code == 200
    assert "<h1>Grill</h1>" in page.text
    assert browser.get("/board/session").status_code == 204


def test_a_login_here_ends_none_at_a_till(server: Server) -> None:
    """A page logs into a screen, never into a cash register, so the till's own login goes on."""
    server.get("/auth", user="anna")
    Browser(server).log_in("anna")
    server.get("/auth", user="anna")
    assert {entry["deviceName"] for entry in server.get("/sessions")["items"]} == {"P01", "PDA1", "KDS1"}


def test_who_may_use_no_screen_is_refused(server: Server) -> None:
    """A user who belongs to the till alone has no screen to log into, and is told the same as with a wrong password."""
    user = next(entry for entry in server.get("/users")["items"] if entry["userName"] == "view")
    changed = {"userName": "view", "name": "View", "roles": user["roles"], "devices": [{"name": "P01", "roles": []}]}
    assert server.call("PUT", f"/users/{user['id']}", changed).status_code == 200
    refused, wrong = Browser(server).log_in("view"), Browser(server).log_in("view", "wrong")
    assert refused.status_code == wrong.status_code == 401
    assert "is not right" in refused.text


def test_the_cookie_is_out_of_reach(server: Server) -> None:
    """No script reads it, no other site sends it, and over https no plain request carries it."""
    (cookie,) = [text for text in Browser(server).log_in().headers.get_list("set-cookie") if "kds_board" in text]
    assert {"HttpOnly", "SameSite=strict", "Path=/board"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    (secure,) = [
        text for text in Browser(server, "https").log_in().headers.get_list("set-cookie") if "kds_board" in text
    ]
    assert "Secure" in secure
    behind_a_proxy = Browser(server, **{"X-Forwarded-Proto": "https"}).get("/board/login")
    assert "Secure" in behind_a_proxy.headers["set-cookie"]


def test_a_form_from_elsewhere_is_refused(server: Server) -> None:
    """Another site can't log a browser in: it does not know the word of the form, and the browser says where it comes from."""
    assert Browser(server).log_in(form="guessed").status_code == 403
    assert Browser(server, **{"Sec-Fetch-Site": "cross-site"}).log_in().status_code == 403
    browser = Browser(server)
    browser.log_in()
    server.wait(browser.client.post("/board/logout", data={"form": "guessed"}))
    assert browser.get("/board").status_code == 200


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "/boards", "/api/orders", ""])
def test_a_login_leads_to_the_board_only(server: Server, address: str) -> None:
    """Nobody is sent anywhere else by a link to the login."""
    assert Browser(server).log_in(next=address).headers["location"] == "/board"


def test_wrong_attempts_count_with_those_of_the_api(start: StartServer) -> None:
    """Who guesses has to wait, here and there."""
    server = start(login_failures=2)
    assert server.try_login("view", "wrong", "KDS3").status_code == 401
    refused = Browser(server).log_in("view", "wrong")
    assert (refused.status_code, 'value="view"' in refused.text) == (401, True)
    locked = Browser(server).log_in("view")
    assert locked.status_code == 423
    assert "Try again in 61 s" in locked.text
    assert server.try_login("view", "4444", "KDS3").status_code == 423


def test_logging_out_ends_the_login(server: Server) -> None:
    """After the button the cookie is worth nothing, here and at the API."""
    browser = Browser(server)
    browser.log_in()
    kept = browser.client.cookies["kds_board"]
    assert browser.log_out().headers["location"] == "/board/login"
    assert browser.get("/board").status_code == 303
    browser.client.cookies.set("kds_board", kept, domain="kitchen.example", path="/board")
    assert browser.get("/board/session").status_code == 401


def test_a_login_is_renewed_while_it_is_used(server: Server) -> None:
    """A token lasts an hour; a page that is open over a shift stays logged in, one that was closed for a month does not."""
    browser = Browser(server)
    browser.log_in()
    for _ in range(4):
        server.clock.forward(minutes=50)
        assert browser.get("/board/session").status_code == 204
    server.clock.forward(hours=8)
    assert browser.get("/board").status_code == 200
    server.clock.forward(days=31)
    assert browser.get("/board").status_code == 303


def test_two_pages_that_renew_at_once_both_go_on(server: Server) -> None:
    """The second of two renewals comes with a used word; its page goes on with the login it has."""
    browser, other = Browser(server), Browser(server)
    browser.log_in()
    other.client.cookies.update(browser.client.cookies)
    server.clock.forward(minutes=40)
    assert browser.get("/board/session").status_code == 204
    assert other.get("/board/session").status_code == 204


def test_the_board_names_what_can_be_chosen(server: Server) -> None:
    """Endpoints and zones are links that keep each other and the language; an unknown name says so."""
    browser = Browser(server)
    browser.log_in()
    page = browser.get("/board?endpoint=Grill&zone=Terrace&language=sk").text
    assert 'lang="sk"' in page
    assert 'href="/board?endpoint=Fry&amp;zone=Terrace&amp;language=sk"' in page
    assert 'href="/board?endpoint=Grill&amp;language=sk"' in page
    assert "<b>Gril</b> does not exist here" not in browser.get("/board?endpoint=<b>Gril</b>").text
    assert "&lt;b&gt;Gril&lt;/b&gt; does not exist here" in browser.get("/board?endpoint=<b>Gril</b>").text


def test_names_that_do_not_exist_are_one_view(server: Server) -> None:
    """However many names somebody makes up, the server keeps one view for all of them."""
    endpoints, zones = ("Bar", "Grill"), ("Main",)
    made_up = {routes._known(Filter(f"x{number}", f"y{number}"), endpoints, zones) for number in range(9)}
    assert made_up == {Filter("", "")}
    assert routes._known(Filter("Bar", None), endpoints, zones) == Filter("Bar", None)
    assert page_of(server, Filter("", "")) == ""


@pytest.mark.parametrize("path", ["/board", "/board/login", "/pickup", "/board/session"])
def test_a_page_is_kept_by_nobody_and_loads_nothing_from_elsewhere(server: Server, path: str) -> None:
    """No cache keeps a page, no site frames it, and it may load files of this server alone."""
    fired(server, dish("Burger", 1, "Grill"), location=at_table("T1"))
    browser = Browser(server)
    browser.log_in()
    headers = browser.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert not re.findall(r"(?:src|href)=\"(?!/)[^\"]*\"|<style|style=|<script>|\son\w+=", browser.get(path).text)


def test_files_are_named_by_their_content(server: Server) -> None:
    """A page's files may be kept for ever, since another content has another address; other names are nothing."""
    browser = Browser(server)
    address = re.findall(r'src="(/web/stream\.js\?v=\w+)"', browser.get("/pickup").text)[0]
    answer = browser.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert "immutable" in answer.headers["cache-control"]
    assert browser.get("/web/routes.py").status_code == 404
    assert browser.get("/web/..%2Froutes.py").status_code == 404


def test_the_pages_are_no_part_of_the_interface(server: Server) -> None:
    """The OpenAPI document names the API alone."""
    paths = server.wait(server.client.get("/openapi.json")).json()["paths"]
    assert not [path for path in paths if path.startswith(("/board", "/pickup", "/web"))]
