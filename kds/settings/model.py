"""What a person can configure, key by key, with defaults and limits; where the values come from is `loading`'s business."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from kds import paths
from kds.domain.lens import Layout, Sort
from kds.domain.station import Process, Role
from kds.errors import SettingsError
from kds.language import tr
from kds.settings.fields import Address, File, Language, Minutes, Names, Table, Zone, is_plain
from kds.settings.files import ENVIRONMENT_PREFIX
from kds.settings.sides import HookSettings, LightspeedSettings, QticketsSettings


class ThresholdSettings(Table):
    """`[stations.NAME.thresholds]`: minutes after which a card is due and late, by order type (board 4)."""

    walk_in: Minutes | None = None
    take_away: Minutes | None = None
    delivery: Minutes | None = None


class PreparationSettings(Table):
    """`[stations.NAME.preparation]`: minutes before its promised time at which an order comes onto the board (board 4)."""

    take_away: float | None = Field(default=None, ge=0)
    delivery: float | None = Field(default=None, ge=0)


def _sound(value: Any) -> Any:
    if value in ("bell", "off") or (isinstance(value, (list, tuple)) and value and all(map(_is_word, value))):
        return value
    raise ValueError(tr('a sound is "bell", "off", or a program with its arguments, like ["aplay", "{sound}"]'))


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


SoundChoice = Annotated[str | tuple[str, ...], BeforeValidator(_sound)]
"""The terminal's bell, nothing, or a program with its arguments; `{sound}` in these is the event's own sound file."""


class SoundSettings(Table):
    """`[stations.NAME.sounds]`: what is heard when something happens (board 7)."""

    new: SoundChoice = "bell"
    """A new card, or one that was fired."""
    changed: SoundChoice = "bell"
    """An add-on, a move, an allergy or any other change of an open card."""
    void: SoundChoice = "bell"
    """Something was taken off the bill."""
    late: SoundChoice = "bell"
    """A card became late; at most once a minute."""
    ready: SoundChoice = "bell"
    """On the pass a complete table, elsewhere a card that waits for this station alone."""


class StationSettings(Table):
    """`[stations.NAME]`: what one screen is for (board 2)."""

    endpoints: Names = ()
    """Order endpoints it watches, `["*"]` for all; its own name where the list is empty."""
    role: Role | None = None
    """`prep`, `expo`, `runner` or `door`; expo where it watches all, else prep."""
    zones: Names = ()
    """Only these zones; empty for all."""
    layout: Layout | None = None
    """How cards are placed, `v` chooses another one: `flow` (as high as their lines), `tiles` (all of one size), `wide`
    (few, the tables in large letters), `list` (a row for each dish); on the pass also `rail` (tables by stations), which
    a prep station can't have, since it has one column of it. Rail on the pass, else flow."""
    sort: Sort = Sort.RUSH
    """Which card stands first, `b` chooses another order: `rush` (rush, then the oldest), `age`, `promise` or `table`."""
    bump_to: Literal["Ready", "Served"] | None = None
    """What a bump sets; `Ready` on prep, `Served` on expo."""
    expo_waits: bool = True
    """Whether Enter on the pass refuses while something is missing."""
    process: Process = Process.MANUAL
    """Who fires held orders."""
    paper_endpoints: Names = ()
    """Endpoints that have a printer instead of a screen."""
    thresholds: ThresholdSettings = Field(default_factory=ThresholdSettings)
    """When cards become due and late."""
    preparation: PreparationSettings = Field(default_factory=PreparationSettings)
    """How long before its promised time a take away or delivery is shown; as long as one may take here (its late
    threshold) where nothing is set. Until then it is counted and listed as the next promised."""
    pass_alarm_minutes: float = Field(default=2, gt=0)
    """How long a complete table may stand on the pass."""
    minutes_seconds: bool = False
    """Ages as `m:ss`."""
    upper_case_items: bool = True
    """Names of dishes in capitals, to be read from two metres."""
    read_only: bool = False
    """No key changes anything."""
    touch: bool = False
    """Keys for fingers stand at the foot of every screen; taps work without them too."""
    mash_lock: bool = True
    """Four different keys within 0.3 s switch the keys off for wiping; false where a pad sends such bursts."""
    sounds: SoundSettings = Field(default_factory=SoundSettings)
    """What is heard."""
    scanner: bool = False
    """A barcode scanner is listened to, on a door's screen."""
    sees_names: bool = False
    """Whether guests and customers have names here; initials otherwise."""
    may_admit: bool = True
    """Whether guests may be let in here."""
    inquiry_reply: bool = True
    """Whether customers may be answered here, on a station of the pass."""
    inquiry_flag: bool = True
    """Whether inquiries may be marked, closed and annotated here."""
    inquiry_notify: bool = False
    """Whether the shop may be told to notify a customer, which may send an e-mail."""
    theme: str | None = None
    """This station's own theme."""
    language: Language | None = None
    """This station's own language."""
    keys: str | None = None
    """This station's own key profile."""


class PortosSettings(Table):
    """`[portos]`: how this installation of Portos differs from the contract."""

    prefix: str = "/api"
    """Path before the routes, where `server` names none itself (contract 5)."""
    api_key: str | None = None
    """Client id of an API key; requests are then signed instead of logging in (portos 4.2)."""
    api_key_file: File = None
    """File with the key's secret."""
    push: bool = True
    """Let the till say when something has changed, where it can; it is polled all the same, less often meanwhile."""
    names: dict[str, str] = Field(default_factory=dict)
    """Wire names that are spelled otherwise (`kds.sources.portos.names.DEFAULT_NAMES`)."""


class Settings(BaseSettings):
    """Everything that can be configured; an attribute is a key of the file, `KDS_KEY` and mostly `--key`."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__", extra="forbid", env_ignore_empty=True
    )

    server: Address | None = None
    """Address of the order server; its path, where there is one, replaces `portos.prefix`."""
    user: str | None = None
    """User name at the till."""
    device: str | None = None
    """Device to log in on; of the environment `Tool`, one for each screen."""
    password_file: File = None
    """File with the password; `$CREDENTIALS_DIRECTORY/kds-password` where it is not set."""
    station: str | None = None
    """Which table of `[stations]` this screen shows, or a free name together with `endpoints`."""
    endpoints: Names = ()
    """The station's endpoints without a table of its own; above the table's."""
    role: Role | None = None
    """The station's role without a table of its own; above the table's."""
    theme: str | None = None
    """Name of a theme, of one's own or shipped; where it is not set the one for the terminal, `console` or `default`."""
    keys: str = "keyboard"
    """Name of a key profile."""
    language: Language | None = None
    """Language of everything a person reads: `en` or `sk`; the environment's (`LC_ALL`, `LC_MESSAGES`, `LANG`) where it
    is not set."""
    state_dir: File = None
    """Folder of the outbox; the platform's own where it is not set."""
    poll_seconds: float = Field(default=1.0, ge=0.2, le=60)
    """How often the till is asked."""
    tls_certificate: File = None
    """PEM file of the only certificate that is accepted, for a till with one of its own making; `kds pin` writes it."""
    allow_plain_http: bool = False
    """Accept an address without TLS beyond this machine; the board then says so for ever."""
    kiosk: bool = False
    """No key ends the board, except with a PIN."""
    kiosk_pin_file: File = None
    """File with the PIN that ends a kiosk, four to twelve digits; `$CREDENTIALS_DIRECTORY/kds-kiosk-pin` where it is not set."""
    read_only: bool = False
    """No key changes anything, whatever the station says."""
    ascii_only: bool | None = None
    """Draw nothing outside ASCII, for consoles with few glyphs; where it is not set, on the Linux console and in themes
    that are made for it."""
    time_zone: Zone | None = None
    """IANA name of the restaurant's time zone; the machine's own where it is not set."""
    business_day_change: time = time(5)
    """Local time at which a business day begins; what was pressed before it and is still unsent asks a person."""
    allergy_words: Names = ()
    """Further beginnings of words that make a note an allergy, beside those of `kds/domain/allergy_words.py`."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Lowest level that is logged."""
    metrics_file: File = None
    """File that the board's figures are written to every 15 s, for node_exporter's textfile collector; none where it is
    not set, since a card wears out by writing: best in memory, below `/run`. Needs the extra `metrics`."""
    portos: PortosSettings = Field(default_factory=PortosSettings)
    """How this Portos differs from the contract."""
    qtickets: QticketsSettings | None = None
    """The venue beside the till; None where there is none."""
    lightspeed: LightspeedSettings | None = None
    """The web shop whose customers write; None where there is none."""
    hooks: HookSettings | None = None
    """The listener for webhooks; None where none is wanted."""
    stations: dict[str, StationSettings] = Field(default_factory=dict)
    """The stations of this restaurant, by name."""

    @property
    def address(self) -> str:
        """The server's address with its prefix.

        Raises:
            SettingsError: no server is configured.
        """
        if self.server is None:
            raise SettingsError(
                tr(
                    "No order server is configured. Try `kds demo`, or write `server`, `user`, `device` and "
                    "`password_file` into {file}.",
                    file=paths.config_file(),
                )
            )
        prefix = "" if urlsplit(self.server).path else "/" + self.portos.prefix.strip("/")
        return self.server + prefix.rstrip("/")

    @property
    def is_plain(self) -> bool:
        """Whether what is sent can be read on the way to the server."""
        return is_plain(self.server or "")

    @property
    def speaks_plain(self) -> bool:
        """Whether anything that is sent, to the till or beside it, can be read on the way."""
        venue = self.qtickets.url if self.qtickets is not None else ""
        shop = (self.lightspeed.url or "") if self.lightspeed is not None else ""
        return self.is_plain or is_plain(venue) or is_plain(shop)

    @property
    def state_folder(self) -> Path:
        """Where the outbox lives."""
        return self.state_dir or paths.state_folder()
