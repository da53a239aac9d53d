"""`kds serve`: the order server alone, or a stand-in for another vendor's, in this process."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from kds import paths
from kds.cli.children import UntilStdinCloses, end_when_stdin_closes
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
from kds.errors import ServerError, UsageError
from kds.language import mark, tr
from kds.sources.secret import read_secret

SERVER_DATABASE = "server.db"
"""Name of the database in the state folder where `--database` is not given."""
WEBHOOK_SECRET = mark("webhook secret")
"""What people call the secret of the webhooks."""
Webhook = Annotated[
    list[str] | None, typer.Option(metavar="URL", help="post every change of an order to this address; repeatable")
]
WebhookSecretFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="file with the secret that signs what is posted")
]
USUAL_PORT = 4000
"""The order server's port where `--port` is not given."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    *,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="port to listen on; 0 takes a free one; else 4000, 4001, 4002")
    ] = None,
    database: Annotated[
        str | None, typer.Option(metavar="PATH or URL", help="SQLite file or database URL; else in the state folder")
    ] = None,
    restaurant: Annotated[
        str, typer.Option(metavar="NAME or FILE.toml", help="restaurant loaded at the first start")
    ] = "demo",
    webhook: Webhook = None,
    webhook_secret_file: WebhookSecretFile = None,
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
    if stand_in is None and (credentials or switches or switch or fill):
        raise UsageError(
            tr("--credentials, --switches, --switch and --fill belong to --stand-in qtickets or lightspeed.")
        )
    urls, secret = _webhooks(webhook or [], webhook_secret_file, is_wanted=stand_in is None)
    try:
        from kds.server.serving import ServerSettings
        from kds.server.serving import serve as run_server
    except ImportError as error:
        raise ServerError(
            tr("The order server is not installed. Install it with: pip install 'kds[server]'")
        ) from error
    if until_stdin_closes:
        end_when_stdin_closes()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if stand_in is not None:
            place = _place(database, f"{stand_in}.db")
            asked = asked_of(credentials, switches, switch or [], fill)
            serve_stand_in(stand_in, place, host=host, port=port, asked=asked)
            return
        settings = ServerSettings(
            database=_place(database, SERVER_DATABASE),
            host=host,
            port=USUAL_PORT if port is None else port,
            restaurant=restaurant,
            webhooks=urls,
            webhook_secret=secret,
        )
        run_server(settings, on_listening=lambda url: say(tr("The order server listens on {url}", url=url)))
    except KeyboardInterrupt:
        return


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


def _place(database: str | None, usual_name: str) -> str:
    """Give the path or URL of a database: as it was named, or a file of the state folder, which is made."""
    if database is None:
        folder = paths.state_folder()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ServerError(
                tr(
                    "The folder {folder} can't be made: {reason}. Name a file with --database.",
                    folder=folder,
                    reason=error.strerror,
                )
            ) from error
        return str(folder / usual_name)
    if "://" in database or database == ":memory:":
        return database
    return str(Path(database).expanduser())
