"""Options that several commands share, so that each has one name and one meaning; they hold no values."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kds.domain.station import Role

Config = Annotated[Path | None, typer.Option(metavar="FILE", help="configuration file; else $KDS_CONFIG")]
Server = Annotated[str | None, typer.Option(metavar="URL", help="order server, such as http://127.0.0.1:4000")]
User = Annotated[str | None, typer.Option(metavar="NAME", help="user name at the till")]
Device = Annotated[str | None, typer.Option(metavar="NAME", help="device to log in on, such as KDS1")]
PasswordFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="file with the password, readable by its owner alone")
]
StationName = Annotated[str | None, typer.Option("--station", metavar="NAME", help="station to show")]
Endpoints = Annotated[
    str | None, typer.Option(metavar="LIST", help="order endpoints of the station: Grill,Fry or '*' for all")
]
RoleName = Annotated[Role | None, typer.Option("--role", help="who stands in front of the screen")]
LanguageName = Annotated[
    str | None,
    typer.Option("--language", metavar="CODE", help="language of the words: en or sk; else the environment's"),
]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON for programs")]
