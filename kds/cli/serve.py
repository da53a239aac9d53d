"""`kds serve`: the order server alone, or a stand-in for another vendor's, in this process."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from kds.cli import serve_backup
from kds.cli.children import UntilStdinCloses, end_when_stdin_closes
from kds.cli.serve_backup import is_begun_by
from kds.cli.serve_database import Database, insist_on_server, place_of
from kds.cli.serve_observed import LogFile, LogLevel, MetricsTokenFile, log_to, metrics_token
from kds.cli.serve_pages import (
    AllergyWord,
    PageOptions,
    PickupEndpoint,
    PickupMinutes,
    PickupScreen,
    PickupType,
)
from kds.cli.serve_stand_in import (
    Credentials,
    Fill,
    StandInName,
    SwitchesFile,
    SwitchPositions,
    asked_of,
    serve_stand_in,
)
from kds.cli.words import say
from kds.errors import UsageError
from kds.language import mark, tr
from kds.sources.secret import read_secret

WEBHOOK_SECRET = mark("webhook secret")
"""What people call the secret of the webhooks."""
Webhook = Annotated[
    list[str] | None, typer.Option(metavar="URL", help="post every change of an order to this address; repeatable")
]
WebhookSecretFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="file with the secret that signs what is posted")
]
SharePort = Annotated[
    bool, typer.Option("--share-port", help="several servers of one PostgreSQL database listen on the same port")
]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="port to listen on; 0 takes a free one; else 4000, 4001, 4002")
]
Restaurant = Annotated[str, typer.Option(metavar="NAME or FILE.toml", help="restaurant loaded at the first start")]
USUAL_PORT = 4000
"""The order server's port where `--port` is not given."""


def register(app: typer.Typer) -> None:
    """Add the command, and those below it."""
    group = typer.Typer(rich_markup_mode=None)
    group.callback(invoke_without_command=True)(serve)
    serve_backup.register(group)
    app.add_typer(group, name="serve")


def serve(
    context: typer.Context,
    *,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Port = None,
    database: Database = None,
    share_port: SharePort = False,
    restaurant: Restaurant = "demo",
    webhook: Webhook = None,
    webhook_secret_file: WebhookSecretFile = None,
    pickup_screen: PickupScreen = None,
    pickup_type: PickupType = None,
    pickup_endpoint: PickupEndpoint = None,
    pickup_minutes: PickupMinutes = None,
    allergy_word: AllergyWord = None,
    metrics_token_file: MetricsTokenFile = None,
    log_file: LogFile = None,
    log_level: LogLevel = "INFO",
    stand_in: StandInName = None,
    credentials: Credentials = None,
    switches: SwitchesFile = None,
    switch: SwitchPositions = None,
    fill: Fill = 0,
    until_stdin_closes: UntilStdinCloses = False,
) -> None:
    """Run the order server alone, or a stand-in; it writes one line with its URL when it listens.

    Example: kds serve --port 4000 --database orders.db

    Example: kds serve --stand-in qtickets --switch double_scan=overwrite --fill 400
    """
    if is_begun_by(context):
        return
    pages = PageOptions(pickup_screen, pickup_type, pickup_endpoint, pickup_minutes, allergy_word)
    _insist_on_fit(stand_in, pages, asks_stand_in=bool(credentials or switches or switch or fill))
    urls, secret = _webhooks(webhook or [], webhook_secret_file, is_wanted=stand_in is None)
    token = metrics_token(metrics_token_file)
    log_to(log_file, log_level)
    insist_on_server()
    from kds.server.serving import ServerSettings
    from kds.server.serving import serve as run_server

    _end_on_signals(until_stdin_closes=until_stdin_closes)
    with suppress(KeyboardInterrupt):
        if stand_in is not None:
            asked = asked_of(credentials, switches, switch or [], fill)
            serve_stand_in(stand_in, place_of(database, f"{stand_in}.db"), host=host, port=port, asked=asked)
            return
        settings = ServerSettings(
            database=place_of(database),
            host=host,
            port=USUAL_PORT if port is None else port,
            shares_port=share_port,
            restaurant=restaurant,
            webhooks=urls,
            webhook_secret=secret,
            pages=pages.settings(),
            metrics_token=token,
        )
        run_server(settings, on_listening=lambda url: say(tr("The order server listens on {url}", url=url)))


def _insist_on_fit(stand_in: str | None, pages: PageOptions, *, asks_stand_in: bool) -> None:
    """Refuse options of the one server with the other.

    Raises:
        UsageError: such options were given.
    """
    if stand_in is None and asks_stand_in:
        raise UsageError(
            tr("--credentials, --switches, --switch and --fill belong to --stand-in qtickets or lightspeed.")
        )
    if stand_in is not None:
        pages.insist_on_none()


def _end_on_signals(*, until_stdin_closes: bool) -> None:
    if until_stdin_closes:
        end_when_stdin_closes()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def _webhooks(urls: list[str], secret_file: Path | None, *, is_wanted: bool) -> tuple[tuple[str, ...], str | None]:
    """Give the addresses, each once, and the secret.

    Raises:
        UsageError: one is no address that can be posted to, or a stand-in was given some.
        SettingsError: the secret can't be used.
    """
    if not is_wanted and (urls or secret_file):
        raise UsageError(tr("--webhook and --webhook-secret-file belong to the order server, not to a stand-in."))
    secret = None if secret_file is None else read_secret(secret_file, WEBHOOK_SECRET)
    for url in urls:
        try:
            parts = urlsplit(url)
            is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_usable = False
        if not is_usable:
            raise UsageError(
                tr("--webhook {url} is no address. Write it like https://example.com/hooks/kitchen.", url=url)
            )
    return tuple(dict.fromkeys(urls)), secret
