"""`kds serve --stand-in`: its options and their files; the stand-ins themselves are the server's."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from kds.cli.words import say
from kds.errors import ServerError, UsageError
from kds.language import tr

StandInName = Annotated[
    Literal["qtickets", "lightspeed"] | None,
    typer.Option("--stand-in", help="serve a stand-in for this vendor's server instead of the order server"),
]
Credentials = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="stand-in: token, or key and secret on two lines, instead of those everybody knows"
    ),
]
SwitchesFile = Annotated[
    Path | None, typer.Option(metavar="FILE.json", help="stand-in: positions of its switches, a JSON object")
]
SwitchPositions = Annotated[
    list[str] | None, typer.Option(metavar="NAME=VALUE", help="stand-in: position of one switch; may be repeated")
]
Fill = Annotated[
    int, typer.Option(min=0, metavar="COUNT", help="stand-in: admission tickets or inquiries put into a new database")
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of a stand-in say.

    Attributes:
        credentials: the lines of the credentials file; empty without one.
        switches: switches and their positions.
        fill: how many rows a new database gets.
    """

    credentials: tuple[str, ...]
    switches: Mapping[str, Any]
    fill: int


def asked_of(credentials: Path | None, switches: Path | None, positions: Sequence[str], fill: int) -> Asked:
    """Read the files that the options name; single positions beat those of the file.

    Raises:
        ServerError: a file can't be read, or the credentials can be read by others.
        UsageError: a position is not written NAME=VALUE.
    """
    chosen: dict[str, Any] = {} if switches is None else _object(switches)
    for position in positions:
        name, equals, value = position.partition("=")
        if not equals:
            raise UsageError(
                tr("--switch {position} has no value; write --switch {name}=VALUE.", position=position, name=name)
            )
        chosen[name.strip()] = _value(value)
    return Asked(() if credentials is None else _secret_lines(credentials), chosen, fill)


def serve_stand_in(
    name: Literal["qtickets", "lightspeed"], database: str, *, host: str, port: int | None, asked: Asked
) -> None:
    """Run a stand-in until a signal; it says where it listens.

    Raises:
        ServerError: it can't start.
    """
    from kds.server.standins.serving import PORTS, StandInSettings, Vendor, serve

    vendor = Vendor(name)
    settings = StandInSettings(
        database=database,
        host=host,
        port=PORTS[vendor] if port is None else port,
        credentials=asked.credentials,
        switches=asked.switches,
        fill=asked.fill,
    )
    serve(
        vendor,
        settings,
        on_listening=lambda url: say(tr("The {vendor} stand-in listens on {url}", vendor=vendor.title(), url=url)),
    )


def _text(file: Path) -> str:
    try:
        return file.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ServerError(tr("The file {file} can't be read: {error}.", file=file, error=error)) from error


def _object(file: Path) -> dict[str, Any]:
    try:
        read = json.loads(_text(file))
    except ValueError as error:
        raise ServerError(tr("The file {file} is not valid JSON: {error}.", file=file, error=error)) from error
    if not isinstance(read, dict):
        raise ServerError(
            tr("The file {file} has to hold one JSON object, the switches and their positions.", file=file)
        )
    return read


def _value(text: str) -> Any:
    """Read a position: JSON where it is, else the word itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _secret_lines(file: Path) -> tuple[str, ...]:
    text = _text(file)
    if stat.S_IMODE(file.expanduser().stat().st_mode) & 0o077:
        raise ServerError(tr("The file {file} can be read by others; make it yours alone: chmod 600 {file}", file=file))
    return tuple(line.strip() for line in text.splitlines() if line.strip())
