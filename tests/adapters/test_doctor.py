"""`kds doctor`: the bundle tells how a board is, whatever is broken, and holds no secret, no user and no guest."""

from __future__ import annotations

import asyncio
import json
import os
import tarfile
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kds import log
from kds.bootstrap.doctor.bundle import Bundle, bundle
from kds.bootstrap.doctor.logs import LOG_LINES
from kds.bootstrap.doctor.masking import Masking
from kds.cli import run
from kds.control.server import ControlServer
from kds.domain.actions.scripting import bump_order
from kds.domain.order import Order
from kds.domain.terms import Status
from kds.errors import KdsError, Refused, Unreachable
from kds.kitchen.kitchen import Kitchen
from kds.store.database import Database
from kds.store.store import Store, opened
from tests.builders import a_station, an_item, an_order
from tests.fakes import FakeClock, FakeSource, Fault

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
GUEST, WAITER, NOTE, COMMENT = "Quillfeather", "Waltraud", "anniversary of the Quillfeathers", "no coriander, please"
FILES = {
    "password": "correct-horse-7",
    "pin": "480216",
    "api-key-secret": "b64-SECRET-of-the-key",
    "token": "organiser-token-000111",
    "hook-secret": "hook-secret-000222",
    "shop-secret": "shop-secret-000333",
    "hook-token": "0123456789abcdef" * 4,
}
"""Names of secret files and what is in them."""
ELSEWHERE = {
    "shop key": "shopkey0shopkey0shopkey0shopkey0",
    "client id": "client-id-4711",
    "bearer token": "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.mac-of-it",
    "refresh token": "refresh-token-of-tonight",
    "a remark in the configuration": "the old password was Tr0ubador",
    "an e-mail address": "quill@feather.example",
    "a phone number": "+421 905 123 456",
    "a code that opens the door": "7700123456789",
    "an unknown name in an error": "Agathe",
    "one with a dot": "Aga.the",
    "a reason that was typed": "his cousin Bartholomew knows",
}
"""What else must not leave the house."""
USER = "kitchenhand"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of an installation that is full of secrets."""
    monkeypatch.delenv("LOGS_DIRECTORY", raising=False)
    monkeypatch.setattr(log, "_hidden", deque(maxlen=log.MOST_HIDDEN))
    for name, content in FILES.items():
        file = tmp_path / name
        file.touch(mode=0o600)
        file.write_text(content)
    (tmp_path / "kds.toml").write_text(f"""
# {ELSEWHERE["a remark in the configuration"]}
server = "http://127.0.0.1:9"
user = "{USER}"
device = "KDS1"
password_file = "{tmp_path / "password"}"
kiosk_pin_file = "{tmp_path / "pin"}"
state_dir = "{tmp_path / "state"}"
station = "Grill"
metrics_file = "{tmp_path / "kds.prom"}"
[portos]
api_key = "{ELSEWHERE["client id"]}"
api_key_file = "{tmp_path / "api-key-secret"}"
[qtickets]
token_file = "{tmp_path / "token"}"
hook_secret_file = "{tmp_path / "hook-secret"}"
[lightspeed]
key = "{ELSEWHERE["shop key"]}"
secret_file = "{tmp_path / "shop-secret"}"
hook_token_file = "{tmp_path / "hook-token"}"
language = "nl"
[stations.Grill]
endpoints = ["Grill"]
""")
    (tmp_path / "kds.prom").write_text("kds_push 1\n")
    return tmp_path


def order_of_a_guest(number: int = 1) -> Order:
    """Give an order that says a lot about its guest."""
    return an_order(
        an_item("Burger", comment=COMMENT), id=f"o{number}", number=number, pickup_name=GUEST, note=NOTE, waiter=WAITER
    )


def write_log(folder: Path, *entries: dict[str, object]) -> None:
    """Write a log as an older version may have: with everything in it."""
    lines = [json.dumps({"level": "info", "logger": "kds", **entry}) for entry in entries]
    (folder / "kds.log").write_text("\n".join([*lines, "no json at all: " + GUEST]) + "\n")


def write_state_with_log(installation: Path, *entries: dict[str, object]) -> None:
    """Leave a board's state with a guest on it, and such a log."""
    asyncio.run(wait(installation / "state"))
    write_log(installation / "state", *entries)


def everything_said() -> list[dict[str, object]]:
    """Give log lines that repeat every secret and every name."""
    traceback = (
        'Traceback (most recent call last):\n  File "/opt/kds/x.py", line 3, in poll\n'
        f"    raise ValueError({COMMENT!r})\nValueError: a guest\nAgathe: 2\n.Agathe: 3\n  x\nAga.the\nkds.errors.Busy: {GUEST}, {COMMENT}"
    )
    secrets: list[str] = [*FILES.values(), *list(ELSEWHERE.values())[:2]]
    return [
        *[dict[str, object](event=f"somebody wrote {secret} here") for secret in secrets],
        {"event": f"Authorization: Bearer {ELSEWHERE['bearer token']}"},
        {"event": f'answer {{"refreshToken": "{ELSEWHERE["refresh token"]}"}}'},
        {"event": f"login refused: user '{USER}', device 'KDS1'"},
        {"event": f"{WAITER} served {GUEST}, who wrote: {NOTE}"},
        {"event": f"mail {ELSEWHERE['an e-mail address']} or call {ELSEWHERE['a phone number']}"},
        {"event": "ticket 7700123456789 was let in at gate A by hand: his cousin Bartholomew knows"},
        {
            "event": "command c1 of order 7 is discarded: given up by a person, his cousin Bartholomew knows (before: no)"
        },
        {"event": "a poll failed", "exception": traceback},
        {"event": f"quoted {GUEST}", "level": "debug"},
    ]


async def wait(folder: Path) -> None:
    """Leave a state folder with a guest's order on its last board and a parked and a waiting bump."""
    async with opened(folder) as store:
        await store.save_board([order_of_a_guest()], [], NOW)


def made(installation: Path, folder: Path | None = None) -> Bundle:
    """Make a bundle."""
    return asyncio.run(bundle(installation / "kds.toml", {}, folder or installation, NOW))


def contents(made_bundle: Bundle) -> dict[str, bytes]:
    """Give the members by name, without their folder."""
    with tarfile.open(made_bundle.file) as archive:
        members = [(member.name.partition("/")[2], archive.extractfile(member)) for member in archive.getmembers()]
        return {name: member.read() for name, member in members if member is not None}


def insist_on_nothing_secret(members: dict[str, bytes]) -> None:
    """Look for every secret and name in the raw bytes of every member."""
    planted = {**FILES, **ELSEWHERE, "user": USER, "guest": GUEST, "waiter": WAITER, "note": NOTE, "comment": COMMENT}
    for what, secret in planted.items():
        for spelling in {secret, json.dumps(secret)[1:-1]}:
            for name, content in members.items():
                assert spelling.encode().lower() not in content.lower(), f"{what} is in {name}"


def test_no_secret_and_no_guest_is_in_the_bundle(installation: Path) -> None:
    """Of 23 planted secrets and names none is in any member, although log, settings and store are full of them."""
    write_state_with_log(installation, *everything_said())
    (installation / "state" / "outbox.db.corrupt-20261101T000000000000Z").write_text(GUEST)
    members = contents(made(installation))
    insist_on_nothing_secret(members)
    assert f"password_file = {installation / 'password'}\n".encode() in members["settings.txt"]
    assert b"outbox.db.corrupt-20261101T000000000000Z" in members["files.txt"]
    assert b"station Grill" in members["check.txt"]
    told = members["log.jsonl"].decode()
    assert '"ValueError", "kds.errors.Busy"]' in told
    assert "line 3, in poll" in told
    assert "2 lines of level debug" in told


def test_a_secret_file_with_wrong_rights_holds_a_secret_too(installation: Path) -> None:
    """The board would refuse such a file; what is in it is starred out all the same."""
    write_state_with_log(installation, *everything_said())
    (installation / "password").chmod(0o644)
    insist_on_nothing_secret(contents(made(installation)))


def test_the_planted_secrets_would_be_found(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the masking the same search finds them, so that it proves something."""
    write_state_with_log(installation, *everything_said())
    monkeypatch.setattr(Masking, "cleaned", lambda _masking, text: text)
    with pytest.raises(AssertionError, match=r"is in log\.jsonl"):
        insist_on_nothing_secret(contents(made(installation)))


def test_a_bundle_is_its_owners_alone_and_overwrites_nothing(installation: Path) -> None:
    """It has the rights 0600 whatever the umask, is named by its instant, and a second one of that instant is refused."""
    before = os.umask(0)
    try:
        first = made(installation)
    finally:
        os.umask(before)
    assert first.file.name == "kds-doctor-20261122T183000Z.tar.gz"
    assert first.file.stat().st_mode & 0o777 == 0o600
    kept = first.file.read_bytes()
    with pytest.raises(KdsError, match="exists already and is kept"):
        made(installation)
    assert first.file.read_bytes() == kept
    with tarfile.open(first.file) as archive:
        assert {member.mode for member in archive.getmembers()} == {0o600}


def test_what_can_not_be_gathered_is_a_line_and_not_the_end(
    installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A damaged outbox, a missing figures file, an unreadable folder and a fault in kds itself leave the rest whole."""
    state = installation / "state"
    state.mkdir(mode=0o700)
    damage = b"SQLite format 3\x00" + b"\x5a" * 20_000
    (state / "outbox.db").write_bytes(damage)
    (installation / "kds.prom").unlink()
    monkeypatch.setattr("kds.bootstrap.doctor.system._mount", lambda _folder: 1 / 0)
    assert run(["doctor", "--config", str(installation / "kds.toml"), "--to", str(installation)]) == 0
    said = capsys.readouterr().out
    assert "could not be gathered: ZeroDivisionError" in said
    assert "could not be gathered: FileNotFoundError" in said
    (file,) = installation.glob("kds-doctor-*.tar.gz")
    members = contents(Bundle(file, 0, ()))
    assert len(members) == 12
    assert b"DAMAGED" in members["outbox.json"]
    assert (state / "outbox.db").read_bytes() == damage
    assert sorted(each.name for each in state.iterdir()) == ["outbox.db"]


def test_a_configuration_that_can_not_be_used_is_told(installation: Path) -> None:
    """A mistake in the configuration is a sentence in the bundle; versions, units and clock are there all the same."""
    (installation / "kds.toml").write_text('servre = "http://till"\n')
    members = contents(made(installation))
    assert b"there is no such setting. The nearest is 'server'" in members["settings.txt"]
    assert b"textual" in members["versions.txt"]


def test_only_the_newest_lines_of_a_long_log_are_taken(installation: Path) -> None:
    """Of two full files two thousand lines come along, the newest ones."""
    state = installation / "state"
    state.mkdir(mode=0o700)
    lines = [json.dumps({"event": f"line {number}", "level": "info"}) for number in range(LOG_LINES + 500)]
    (state / "kds.log.1").write_text("\n".join(lines[:1500]) + "\n")
    (state / "kds.log").write_text("\n".join(lines[1500:]) + "\n")
    told = contents(made(installation))["log.jsonl"].decode().splitlines()
    assert len(told) == LOG_LINES
    assert json.loads(told[-1])["event"] == f"line {LOG_LINES + 499}"


async def test_a_running_board_is_asked_and_goes_on(installation: Path) -> None:
    """The board that holds the file tells its state, its outbox and what came of the check; nothing of it is secret."""
    clock = FakeClock(NOW)
    till = FakeSource(clock, [order_of_a_guest(1), order_of_a_guest(2)])
    database = Database(installation / "state")
    await database.open()
    store = Store(database, "boot", clock.monotonic)
    kitchen = Kitchen(a_station("Grill"), till, store, store, clock)
    await kitchen.start()
    await kitchen.poll()
    delivery = asyncio.create_task(kitchen.deliver())
    control = ControlServer(kitchen, installation / "state", check_file=store.check)
    await control.start()
    till.send_faults.append(Fault(error=Refused(f"{GUEST} has left.", status=400)))
    for order in list(till.orders.values()):
        await kitchen.perform(bump_order(order, to=Status.READY, now=clock.now(), station_name="Grill"))
        await asyncio.sleep(0.05)
        till.down = Unreachable("off", sent=False)
    members = contents(await bundle(installation / "kds.toml", {}, installation, NOW))
    await control.stop()
    await kitchen.stop()
    await delivery
    await database.close()
    insist_on_nothing_secret(members)
    outbox = json.loads(members["outbox.json"])
    assert outbox["file"] == "ok"
    assert outbox["counts"] == {"parked": 1, "pending": 1}
    assert {(row["order"], row["change"], row["status"]) for row in outbox["changes"]} == {
        (1, "status", "Ready"),
        (2, "status", "Ready"),
    }
    assert b"station Grill" in members["board.txt"]


def test_the_bundle_is_told_in_plain_words(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says where the file is, what each part holds, and what was taken out."""
    assert run(["doctor", "--config", str(installation / "kds.toml"), "--to", str(installation)]) == 0
    said = capsys.readouterr().out
    assert str(installation / "kds-doctor-") in said
    assert "how the running board is" in said
    assert "names of guests and what they wrote are starred out" in said
    assert run(["doctor", "--config", str(installation / "kds.toml"), "--to", str(installation / "nowhere")]) == 1
    assert "Name another folder with --to" in capsys.readouterr().err


def test_the_journal_of_the_units_comes_along(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What systemd says stands there as it is, what the server logged like the board's log, anything else is counted."""
    entries = [
        {"SYSLOG_IDENTIFIER": "systemd", "UNIT": "kds-server.service", "MESSAGE": "Started kds order server."},
        {
            "SYSLOG_IDENTIFIER": "kds",
            "MESSAGE": json.dumps({"event": f"login refused: user '{USER}'", "level": "warning"}),
        },
        {"SYSLOG_IDENTIFIER": "kds", "MESSAGE": f"print of {GUEST}"},
        {"SYSLOG_IDENTIFIER": "kds", "MESSAGE": [1, 2, 3]},
    ]
    program = installation / "bin" / "journalctl"
    program.parent.mkdir()
    (installation / "journal").write_text("\n".join(json.dumps(entry) for entry in entries))
    program.write_text(f"#!/bin/sh\ncat {installation / 'journal'}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    told = contents(made(installation))["journal.jsonl"].decode()
    assert "Started kds order server." in told
    assert "login refused: user ***" in told
    assert "2 lines" in told
    assert GUEST not in told
    assert USER not in told
