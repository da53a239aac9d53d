"""What a log line holds: the whole story, and never a secret, however a library writes it."""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kds import log
from kds.domain.intents import Command, Direction, SetStatus, WholeOrder
from kds.domain.terms import Status
from kds.sources.portos.wire import AuthResult
from tests.adapters.portos_world import World, order, problem

Lines = Callable[[], list[dict[str, Any]]]
PASSWORD = "correct horse"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.mac-of-it"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Log everything to a file, and give the machine its own logging back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in log.CHATTY}
    path = tmp_path / "kds.log"
    log.configure(path, level="DEBUG")
    yield path
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
def lines(file: Path) -> Lines:
    """Give what was logged so far."""
    return lambda: [json.loads(line) for line in file.read_text().splitlines()]


SPELLINGS = (
    ("Authorization: Bearer %s", TOKEN),
    ("request headers [(b'Authorization', b'Bearer %s')]", TOKEN),
    ("headers %r", {"authorization": f"Bearer {TOKEN}", "accept": "application/json"}),
    ("body %s", json.dumps({"tokenId": TOKEN, "refreshToken": TOKEN})),
    ("body %s", json.dumps({"UserName": "cook", "Password": TOKEN, "DeviceName": "KDS1"})),
    ("NWS4-HMAC-SHA256 %s", f"Credential=x,Signature={TOKEN}"),
    ("authorization Basic %s", TOKEN),
)


@pytest.mark.parametrize(("message", "argument"), SPELLINGS)
def test_a_secret_in_a_librarys_words_is_taken_out(file: Path, message: str, argument: object) -> None:
    """Whatever way headers and bodies get into a line, the secret does not."""
    logging.getLogger("some.library").debug(message, argument)
    assert file.read_text()
    assert TOKEN not in file.read_text()


def test_a_secret_under_its_name_is_taken_out_at_any_depth(lines: Lines) -> None:
    """`password`, `refresh_token` and their like are starred in lists within mappings within lists."""
    event = {"event": "login", "body": [{"Password": PASSWORD, "device": "KDS1"}, ({"refresh_token": TOKEN},)]}
    cleaned = log.redact(None, "info", event)
    assert PASSWORD not in str(cleaned)
    assert TOKEN not in str(cleaned)
    assert "KDS1" in str(cleaned)


def test_the_libraries_that_speak_http_stay_quiet(file: Path) -> None:
    """At DEBUG the board's own lines are there; addresses and headers of each request are not."""
    for name in log.CHATTY:
        logging.getLogger(f"{name}.deep").debug("noise from %s", name)
        logging.getLogger(name).info("noise from %s", name)
    logging.getLogger("kds.kitchen").debug("a line of our own")
    assert "noise" not in file.read_text()
    assert "a line of our own" in file.read_text()


async def test_a_session_leaves_no_secret_even_with_all_libraries_at_debug(lines: Lines) -> None:
    """Login, poll, bump, a refused token and its refresh: neither password nor token is in the log."""
    for name in log.CHATTY:
        logging.getLogger(name).setLevel(logging.DEBUG)
    world = World(order(1))
    world.password = PASSWORD
    expired = iter([True])

    def expire_once(request: httpx.Request) -> httpx.Response | None:
        logging.getLogger("httpcore.http11").debug("sent %r with %r", request.headers.raw, request.content)
        is_status = request.url.path.endswith("/status")
        return problem(401, 1) if is_status and next(expired, False) else None

    world.spoil = expire_once
    source = world.source(password=PASSWORD)
    await source.read_open()
    await source.send(
        Command("c1", order(1)["id"], 1, SetStatus(WholeOrder(), Status.READY, Direction.FORWARD)), key="k1"
    )
    await source.aclose()
    text = str(lines())
    assert world.tokens == 2
    assert "httpcore" in text
    for secret in (PASSWORD, "token-1", "token-2", "refresh-1", "refresh-2"):
        assert secret not in text


@pytest.mark.parametrize(
    "spelling",
    ["as it is: {0}", "in JSON: {1}", "in an error: {0!r}", "in bytes: {2!r}"],
    ids=["text", "json", "repr", "bytes"],
)
def test_a_secret_that_was_named_is_taken_out_of_any_text(
    file: Path, spelling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under no telling key at all, with quotes, letters of other languages and backslashes in it, it does not get out."""
    monkeypatch.setattr(log, "_hidden", deque(maxlen=4))
    secret = 'tür "auf" \\ 1234'
    log.hide(secret)
    text = spelling.format(secret, json.dumps(secret), secret.encode())
    logging.getLogger("some.library").error("%s%s", "x" * log.LONGEST_TEXT, text)
    logging.getLogger("some.library").error(text)
    assert "1234" not in file.read_text()
    assert file.read_text().count("***") == 1


def test_few_secrets_are_looked_for_and_no_short_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """A night of new tokens costs no memory and no time, and a password of four digits does not blot out the clock."""
    monkeypatch.setattr(log, "_hidden", deque(maxlen=4))
    log.hide("1942")
    for number in range(100):
        log.hide(f"token number {number}")
        log.hide(f"token number {number}")
    text = log.redact(None, "info", {"event": "19:42 1942, token number 95, token number 99"})["event"]
    assert text == "19:42 1942, token number 95, ***"


def test_a_name_that_sounds_like_a_secret_covers_none(file: Path) -> None:
    """A user called `secretive` in front of a password does not take its place."""
    logging.getLogger("some.library").error(
        'sent b\'{"UserName":"secretive","Password":"%s","DeviceName":"K"}\'', TOKEN
    )
    assert TOKEN not in file.read_text()


def test_a_login_answer_shows_no_token_in_a_traceback() -> None:
    """Neither the value's own words nor a complaint about its shape repeat a token."""
    assert TOKEN not in repr(AuthResult.model_validate({"tokenId": TOKEN, "refreshToken": TOKEN}))
    with pytest.raises(ValueError, match="refreshToken") as caught:
        AuthResult.model_validate({"tokenId": TOKEN, "refreshToken": [TOKEN]})
    assert TOKEN not in str(caught.value)


def test_an_error_is_logged_with_where_it_happened(lines: Lines) -> None:
    """The log has the traceback that the screen never shows, without a secret in the error's own words."""
    try:
        raise RuntimeError(f"Bearer {TOKEN}")
    except RuntimeError as error:
        logging.getLogger("kds.ui.app").critical("the board stopped", exc_info=error)
    (line,) = lines()
    assert "test_log.py" in line["exception"]
    assert "RuntimeError" in line["exception"]
    assert TOKEN not in line["exception"]


def test_a_name_from_an_order_forges_no_line(lines: Lines) -> None:
    """Line breaks and escape sequences stand escaped within one line."""
    logging.getLogger("kds").info("bumped %s", 'Soup\n{"event": "forged"}\x1b[2J')
    (line,) = lines()
    assert line["event"].startswith("bumped Soup\n")


def test_a_log_stays_within_its_files(file: Path) -> None:
    """A long text is cut with its length, and old files go before the disk is full."""
    logger = logging.getLogger("kds")
    logger.info("x" * 1_000_000)
    assert "983616 more characters" in file.read_text()
    for number in range(900):
        logging.getLogger(f"kds.{number}").info("y" * log.LONGEST_TEXT)
    files = sorted(file.parent.glob("kds.log*"))
    assert len(files) == log.LOG_FILES
    assert all(each.stat().st_size <= log.LOG_FILE_BYTES for each in files)


class Ticking:
    """Seconds that a test lets go by."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def repeating() -> tuple[Ticking, logging.Handler, list[str]]:
    """Give a handler that counts what repeats, its clock, and what it wrote."""
    clock, written = Ticking(), list[str]()

    class Listing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(f"{record.getMessage()} {getattr(record, 'left_out', '')}".strip())

    handler = Listing()
    handler.addFilter(log.Repeats(handler.emit, clock))
    return clock, handler, written


def say(handler: logging.Handler, words: str, *values: object, logger: str = "kds") -> None:
    """Log a line through this handler alone."""
    handler.handle(logging.LogRecord(logger, logging.WARNING, "", 0, words, values, None))


def test_a_failure_that_repeats_each_second_for_an_hour_is_counted(
    repeating: tuple[Ticking, logging.Handler, list[str]],
) -> None:
    """3,600 times the same sentence are 49 lines, and the counts in them leave none out."""
    clock, handler, written = repeating
    for _ in range(3600):
        say(handler, "the till is down")
        clock.seconds += 1
    clock.seconds += log.REPEATS_SECONDS
    say(handler, "the till is back")
    counts = [int(line.rpartition(" ")[2]) for line in written if line.startswith("again:")]
    assert written[: log.SAME_LINES] == ["the till is down"] * log.SAME_LINES
    assert len(written) == 12 * (log.SAME_LINES + 1) + 1
    assert sum(counts) + 12 * log.SAME_LINES == 3600


def test_lines_that_name_other_things_are_all_written_up_to_a_flood(
    repeating: tuple[Ticking, logging.Handler, list[str]],
) -> None:
    """A rush of parked bumps loses no reason; ten thousand rows that can't be read leave room for everything else."""
    _clock, handler, written = repeating
    for number in range(200):
        say(handler, "command %s is parked", number)
    assert len(written) == 200
    for number in range(10_000):
        say(handler, "row %s can't be read", number)
    say(handler, "the till is OFFLINE now")
    assert len(written) == 200 + log.ALIKE_LINES + 1
    assert written[-1] == "the till is OFFLINE now"


def test_counting_what_repeats_takes_no_memory_without_end(
    repeating: tuple[Ticking, logging.Handler, list[str]],
) -> None:
    """However many different lines come, a bounded number is remembered."""
    _clock, handler, _written = repeating
    (repeats,) = handler.filters
    assert isinstance(repeats, log.Repeats)
    for number in range(5 * log.MOST_COUNTED):
        say(handler, "line %s", number, logger=f"kds.{number}")
    assert len(repeats._counts) <= log.MOST_COUNTED + 2


def test_words_that_do_not_fit_their_values_harm_nobody(file: Path) -> None:
    """A mistake in a log line costs that line, not the work it tells of."""
    say(logging.getLogger().handlers[0], "%d of %d", "one")
    logging.getLogger("kds").warning("the next line")
    assert "the next line" in file.read_text()


def test_a_log_that_can_not_be_written_says_nothing_on_the_terminal(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """While the disk takes nothing lines are lost and no traceback is drawn over the board; then the log goes on."""
    file.mkdir()
    logging.getLogger("kds").warning("lost")
    file.rmdir()
    logging.getLogger("kds").warning("written")
    assert capsys.readouterr() == ("", "")
    assert "written" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_line_names_the_change_it_is_about(lines: Lines) -> None:
    """The id of a change stands in a field of its own, what else a library adds stays out."""
    logging.getLogger("kds").error("a command could not be handled", extra={"command": "c1", "taskName": "secret"})
    (line,) = lines()
    assert line["command"] == "c1"
    assert set(line) == {"command", "event", "level", "logger", "timestamp"}
