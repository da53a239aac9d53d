"""`/metrics`: figures for Prometheus, for those who may read them, with few labels and at little cost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from kds.server.metrics import stored
from tests.server.conftest import StartServer
from tests.server.world import Clock, Server, app_of, line

Samples = dict[tuple[str, ...], float]
TOKEN = "scrape-token-of-the-house"


def scrape(server: Server, authorization: str | None = f"Bearer {TOKEN}") -> httpx.Response:
    """Ask as Prometheus does."""
    headers = {} if authorization is None else {"Authorization": authorization}
    return server.wait(server.client.get("/metrics", headers=headers))


def samples(server: Server) -> Samples:
    """Give name and label values → value."""
    answer = scrape(server)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.fixture
def measured() -> Iterator[Server]:
    """Give a server on SQLite with a token for its figures."""
    clock = Clock()
    server = Server(app_of(clock=clock, metrics_token=TOKEN), clock)
    yield server
    server.close()


def test_the_figures_tell_of_orders_and_of_the_process(start: StartServer) -> None:
    """Open orders by endpoint and status, open tickets, stored orders, the size of the database and the process."""
    measured = start(metrics_token=TOKEN)
    measured.open_ticket(line(1, 1, "Grill"), line(2, 1, "Bar"))
    measured.process(*measured.orders())
    order = measured.orders()[0]
    measured.set_status(order, "Ready", f"/endpoints/{order['endpoints'][0]['name']}")
    found = samples(measured)
    parts = {(part["name"], part["status"]) for each in measured.orders() for part in each["endpoints"]}
    assert parts
    assert {key[1:] for key in found if key[0] == "kds_open_order_parts"} == parts
    assert found["kds_open_orders",] == len(measured.orders())
    assert found["kds_open_tickets",] == 1
    assert found["kds_orders_stored_total",] == len(measured.orders())
    assert found["kds_database_bytes",] > 10_000
    assert found["kds_hub_connections",] == 0
    assert found["process_resident_memory_bytes",] > 1e6
    assert found["process_open_fds",] > 0


def test_answers_are_counted_by_route_and_never_by_what_a_caller_wrote(measured: Server) -> None:
    """Ids, unknown paths and invented methods make no labels of their own; the three prefixes are one route."""
    for number in range(20):
        measured.call("GET", f"/orders/{number:024x}")
        measured.call("GET", f"/nowhere/{number}")
    measured.call("BREW", "/orders")
    measured.prefix = ""
    measured.call("GET", f"/orders/{99:024x}")
    found = samples(measured)
    assert found["kds_http_answers_total", "GET", "/orders/{id}", "404"] == 21
    assert found["kds_http_answers_total", "GET", "other", "404"] == 20
    assert found["kds_http_answers_total", "other", "/orders", "405"] == 1
    assert found["kds_http_answer_seconds_count", "GET", "/orders/{id}"] == 21
    routes = {key[2] for key in found if key[0] == "kds_http_answers_total"}
    assert routes <= {"/auth", "/orders", "/orders/{id}", "other"}


def test_refused_logins_are_counted(measured: Server) -> None:
    """Somebody who guesses is seen in the figures."""
    for _ in range(3):
        measured.try_login("cook", "wrong", "KDS1")
    assert samples(measured)["kds_logins_failed_total",] == 3


def test_webhooks_that_wait_or_failed_are_counted(start: StartServer) -> None:
    """The backlog of a receiver and what was given up are seen in the figures."""
    server = start(metrics_token=TOKEN, webhooks=("http://192.0.2.1/hook",))
    server.open_ticket(line(1, 1, "Grill"))
    found = samples(server)
    assert found["kds_webhooks_waiting",] >= 1
    assert found["kds_webhooks_total", "givenUp"] == 0


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", f"Basic {TOKEN}", "Bearer ", f"Bearer {TOKEN}x"])
def test_nobody_without_a_name_reads_the_figures(measured: Server, authorization: str | None) -> None:
    """No token, a wrong one, or one sent otherwise is refused, wherever the request comes from."""
    answer = scrape(measured, authorization)
    assert answer.status_code == 401
    assert "kds_open_orders" not in answer.text


def test_a_login_reads_the_figures_only_with_all_rights(measured: Server) -> None:
    """An administrator may read them too; a cook may not."""
    assert scrape(measured, f"Bearer {measured.login('cook')['tokenId']}").status_code == 403
    assert scrape(measured, f"Bearer {measured.login('chef')['tokenId']}").status_code == 200


def test_without_a_token_of_its_own_no_token_opens_it(start: StartServer) -> None:
    """A server that was given no token for its figures leaves them to administrators."""
    server = start()
    assert scrape(server, f"Bearer {TOKEN}").status_code == 401
    assert scrape(server, f"Bearer {server.login('chef')['tokenId']}").status_code == 200


def test_the_tokens_value_is_in_no_words_about_the_settings(measured: Server) -> None:
    """A log line or a traceback with the settings in it holds no token."""
    assert TOKEN not in repr(measured.app.state.installation.settings)


def test_without_the_extra_the_answer_names_it(start: StartServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without prometheus-client works as ever, and says plainly what `/metrics` lacks."""
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delitem(sys.modules, "kds.server.metrics.exposition", raising=False)
    monkeypatch.delattr("kds.server.metrics.exposition", raising=False)
    server = start(metrics_token=TOKEN)
    assert server.orders() == []
    answer = scrape(server)
    assert answer.status_code == 501
    assert answer.headers["content-type"] == "application/problem+json"
    assert "kds[metrics]" in answer.json()["detail"]
    assert scrape(server, None).status_code == 401


def test_two_applications_count_apart(start: StartServer) -> None:
    """Each application has figures of its own, in one process too."""
    one, other = start(metrics_token=TOKEN), start(metrics_token=TOKEN)
    one.get("/orders")
    assert ("kds_http_answers_total", "GET", "/orders", "200") in samples(one)
    assert ("kds_http_answers_total", "GET", "/orders", "200") not in samples(other)


def test_every_question_is_answered_from_an_index(measured: Server) -> None:
    """However many orders are stored, no question of a scrape reads them all."""
    installation = measured.app.state.installation
    plans: list[str] = []
    questions: list[str] = []

    class Asked:
        """A connection that writes down what it is asked."""

        def __init__(self, connection: Any) -> None:
            self.dialect = connection.dialect
            self.exec_driver_sql = connection.exec_driver_sql
            self._connection = connection

        def execute(self, statement: Any) -> Any:
            text = str(statement.compile(dialect=self.dialect, compile_kwargs={"literal_binds": True}))
            questions.append(text)
            return self._connection.execute(statement)

    with installation.database.reading() as connection:
        stored.read_stored(Asked(connection))  # type: ignore[arg-type]
        for text in questions:
            plans += [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    assert len(questions) == 4
    assert not [plan for plan in plans if plan.startswith(("SCAN orders", "SCAN tickets"))], plans
    assert not [plan for plan in plans if "TEMP B-TREE" in plan], plans


def test_a_refusals_trace_id_is_in_the_log(
    measured: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever reports the id of a failed answer can be told from the log what happened."""
    from structlog.contextvars import get_contextvars

    seen: list[dict[str, Any]] = []

    def break_down(*_: object) -> None:
        seen.append(dict(get_contextvars()))
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(type(measured.app.state.installation.hub), "connections", property(break_down))
    answer = scrape(measured)
    assert answer.status_code == 500
    assert answer.json()["traceId"] == seen[0]["request_id"]
    assert "broken on purpose" not in answer.text
