"""`kds demo`: an order server, guests and cooks in processes of their own, and the board of one station in this one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from kds import paths
from kds.cli.beside import beside_settings, own_file
from kds.cli.children import UntilStdinCloses, end_when_stdin_closes
from kds.cli.choices import LanguageName
from kds.cli.people import REPORT_MARK, STAND_INS, TILL, Demo, Pace, People
from kds.cli.words import complain, say
from kds.errors import ServerError, UsageError
from kds.language import in_use, tr, use

LOOK_SECONDS = 0.05
"""How often it is looked whether the order server listens."""
EXPO_LOGIN = ("expo", "3333", "KDS2")
"""Who stands at the pass in the demo (interface, the demo restaurant)."""
COOK_LOGIN = ("cook", "2222", "KDS1")
"""Who stands at the shown prep station."""
PASS_NAMES = ("expo", "pass", "*")
"""What the pass may be called."""
DOOR = "door"
"""What the venue's door is called."""


def register(app: typer.Typer) -> None:
    """Add the command and the hidden one that the guests run in."""
    app.command()(demo)
    app.command("demo-guests", hidden=True)(guests)


def demo(
    *,
    station: Annotated[str, typer.Option(help="station to show: expo, grill, fry, cold, bar, pastry or door")] = "expo",
    pace: Annotated[Pace, typer.Option(help="how many guests come")] = Pace.BUSY,
    speed: Annotated[float, typer.Option(help="clock factor of the guests")] = 1.0,
    seed: Annotated[int, typer.Option(help="the same seed gives the same guests")] = 1,
    replay: Annotated[Path | None, typer.Option(metavar="ORDERS.csv", help="recorded orders instead of guests")] = None,
    menu: Annotated[Path | None, typer.Option(metavar="MENU.csv", help="the menu of the recorded orders")] = None,
    hands_on: Annotated[bool, typer.Option("--hands-on", help="in a replay, leave the shown station to you")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="port of the order server; 0 takes a free one")] = 0,
    language: LanguageName = None,
    beside: Annotated[
        str, typer.Option("--with", metavar="NAMES", help="other systems beside the till: qtickets,lightspeed")
    ] = "",
    no_board: Annotated[bool, typer.Option("--no-board", help="server and guests only, until Ctrl+C")] = False,
) -> None:
    """Show a living kitchen: an order server, simulated guests and cooks, and the board of one station.

    Example: kds demo --station grill --pace slammed --speed 4
    """
    if language is not None:
        use(language)
    plan = Demo(
        endpoint=_endpoint(station),
        pace=pace,
        speed=speed,
        seed=seed,
        replay=replay,
        menu=menu,
        hands_on=hands_on,
        port=port,
        board=not no_board,
        beside=_beside(beside),
        door=station.casefold() == DOOR,
    )
    _check(plan)
    folder = Path(tempfile.mkdtemp(prefix="kds-demo-"))
    people = People(plan, folder)
    try:
        status = _show(plan, people, folder) if plan.board else _wait(plan, people)
    finally:
        people.stop()
        report, complaint = people.report(), people.complaint()
        shutil.rmtree(folder, ignore_errors=True)
    if report:
        say(report)
    if complaint:
        complain(complaint)
    if status:
        raise typer.Exit(status)


def guests(
    *,
    server: Annotated[str, typer.Option()],
    pace: Annotated[Pace, typer.Option()],
    speed: Annotated[float, typer.Option()],
    seed: Annotated[int, typer.Option()],
    folder: Annotated[Path, typer.Option()],
    shown: Annotated[str, typer.Option()] = "",
    replay: Annotated[Path | None, typer.Option()] = None,
    menu: Annotated[Path | None, typer.Option()] = None,
    hands_on: Annotated[bool, typer.Option("--hands-on")] = False,
    qtickets: Annotated[str, typer.Option()] = "",
    lightspeed: Annotated[str, typer.Option()] = "",
    until_stdin_closes: UntilStdinCloses = False,
) -> None:
    """Run the guests and cooks of a demo against its server.

    Example: kds demo-guests --server http://127.0.0.1:4000 --pace busy --speed 1 --seed 1 --folder /tmp/demo
    """
    from kds.demo.beside import live_beside
    from kds.demo.running import DemoPlan, DemoReport, run

    plan = DemoPlan(
        server_url=server,
        pace=pace.value,
        speed=speed,
        seed=seed,
        shown_endpoints=(shown,) if shown else None,
        replay=replay,
        menu=menu,
        hands_on=hands_on,
    )

    async def run_until_told() -> DemoReport | None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        if until_stdin_closes:
            end_when_stdin_closes(lambda: shutil.rmtree(folder, ignore_errors=True))
        async with asyncio.TaskGroup() as others:
            for work in live_beside(plan, qtickets=qtickets, lightspeed=lightspeed, say=say, stopping=stopping):
                others.create_task(work)
            try:
                return await run(plan, say=say, stopping=stopping)
            finally:
                stopping.set()

    report = asyncio.run(run_until_told())
    if report is not None:
        for sentence in report.sentences():
            say(REPORT_MARK + sentence)
        if not report.agrees:
            raise typer.Exit(1)


def _show(plan: Demo, people: People, folder: Path) -> int:
    """Paint the board, then start the kitchen behind it."""
    from kds.bootstrap.board import run_board

    user, password, device = EXPO_LOGIN if plan.endpoint is None else COOK_LOGIN
    secret = own_file(folder / "password", password)
    configuration = folder / "kds.toml"
    configuration.write_text(_stations())

    async def open_restaurant() -> dict[str, Any]:
        people.start_servers()
        while (urls := people.addresses()) is None:  # noqa: ASYNC110 - other processes tell it, by lines in files
            await asyncio.sleep(LOOK_SECONDS)
        people.start_guests(urls)
        return {"server": urls[TILL], **beside_settings(urls, folder)}

    options = {
        "user": user,
        "device": device,
        "password_file": secret,
        "state_dir": folder / "state",
        "station": plan.endpoint or "EXPO",
        "endpoints": (plan.endpoint or "*",),
    }
    if plan.door:
        configuration.write_text('[stations.Door]\nrole = "door"\nscanner = true\nsees_names = true\n')
        options["station"] = "Door"
    for variable in [name for name in os.environ if name.startswith("KDS_")]:
        del os.environ[variable]
    os.environ["KDS_LANGUAGE"] = in_use()  # of the guests too, who are a program of their own
    return run_board(configuration, options, before=open_restaurant, banner=tr("The kitchen starts …"))


def _wait(plan: Demo, people: People) -> int:
    """Run server and guests until Ctrl+C."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    status = 0
    with contextlib.suppress(KeyboardInterrupt):
        people.start_servers()
        while (urls := people.addresses()) is None:
            time.sleep(LOOK_SECONDS)
        say(_how_to_connect(urls[TILL]))
        status = people.start_guests(urls).process.wait()
        if status and plan.replay is None:
            return 1
        say(tr("The replay is over; the order server stays open until Ctrl+C."))
        people.wait_for_server()
    return 1 if status else 0


def _how_to_connect(url: str) -> str:
    rows = [
        (user["user"], user["password"], ", ".join(user["roles"]) or tr("no rights")) for user in _restaurant()["users"]
    ]
    users = "\n".join(f"  {name:6} {password:6} {roles}" for name, password, roles in rows)
    return "\n".join(
        (
            tr("The demo kitchen is open at {url}", url=url),
            tr("Users, passwords and roles; P01 and KDS1 to KDS6 are devices for people:"),
            users,
            tr("To connect a board, in another terminal:"),
            "  (umask 077; echo 3333 > expo.password)",
            f"  kds board --server {url} --user expo --device KDS2 --password-file expo.password --station EXPO",
            tr("Ctrl+C ends the demo."),
        )
    )


def _stations() -> str:
    """Give all stations of the demo restaurant, so that a board can become another one or cover it."""
    names = [endpoint["name"] for endpoint in _restaurant()["endpoints"]]
    return "".join(f"[stations.{name}]\n" for name in (*names, "EXPO")) + '[stations.RUNNER]\nrole = "runner"\n'


def _restaurant() -> dict[str, Any]:
    file = paths.shipped_restaurants() / "demo.toml"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ServerError(
            tr("The demo restaurant {file} can't be read: {error}. Install kds again.", file=file, error=error)
        ) from error


def _endpoint(station: str) -> str | None:
    if station.casefold() in (*PASS_NAMES, DOOR):
        return None
    names = [endpoint["name"] for endpoint in _restaurant()["endpoints"]]
    found: str | None = next((name for name in names if name.casefold() == station.casefold()), None)
    if found is None:
        known = ", ".join(names).lower()
        raise UsageError(tr("The demo has no station {name!r}. It has expo, {known}.", name=station, known=known))
    return found


def _beside(names: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(name.strip().casefold() for name in names.split(",") if name.strip()))
    for name in chosen:
        if name not in STAND_INS:
            known = " + ".join(STAND_INS)
            raise UsageError(
                tr("The demo has no {name!r} to put beside the till. It has {known}.", name=name, known=known)
            )
    return chosen


def _check(plan: Demo) -> None:
    if not 0 < plan.speed < float("inf"):
        raise UsageError(
            tr("--speed {speed} is not a clock factor; choose a number above 0, such as 4.", speed=plan.speed)
        )
    if (plan.replay is None) != (plan.menu is None):
        raise UsageError(tr("A replay needs both files: --replay ORDERS.csv --menu MENU.csv."))
    if plan.door and "qtickets" not in plan.beside:
        raise UsageError(tr("A door needs a venue: kds demo --station door --with qtickets."))
    if plan.hands_on and plan.replay is None:
        raise UsageError(tr("--hands-on belongs to a replay; without one the shown station is yours anyway."))
    if plan.replay is not None and plan.menu is not None:
        from kds.demo.recorded import read_recording

        read_recording(plan.replay, plan.menu)
