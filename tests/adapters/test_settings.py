"""Settings from file, environment and command line: which one wins, and how a mistake is told."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from kds.bootstrap.glance import glance
from kds.bootstrap.kiosk import pin_reader
from kds.bootstrap.till import source_of
from kds.domain.business_day import BusinessDay
from kds.domain.lens import Layout, Sort
from kds.domain.station import Process, Role, Station
from kds.domain.terms import Purchase, Status
from kds.errors import SettingsError
from kds.settings.loading import load
from kds.settings.model import Settings
from kds.settings.stations import business_day_of, station_of
from kds.sources.secret import read_secret, secret_file

Load = Callable[..., Settings]


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load settings from this text, these options and this environment."""
    file = tmp_path / "kds.toml"

    def write_and_load(text: str = "", options: dict[str, Any] | None = None, **environment: str) -> Settings:
        file.write_text(text)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return load(file, options)

    return write_and_load


def test_the_command_line_beats_the_environment_and_that_beats_the_file(given: Load) -> None:
    """Each layer hides only what it names itself."""
    text = 'user = "file"\ndevice = "file"\ntheme = "file"'
    found = given(text, {"theme": "option", "user": None}, KDS_THEME="environment", KDS_DEVICE="environment")
    assert (found.user, found.device, found.theme) == ("file", "environment", "option")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('sever = "x"', ("kds.toml", "'sever'", "nearest is 'server'")),
        ('server = "till"', ("kds.toml", "'server'", "https://till.local:4000")),
        ('server = "ftp://till"', ("'server'", "is not an address")),
        ('server = "http://cook:2222@till"', ("'server'", "holds no user and no password")),
        ('server = "http://[::bad"', ("'server'", "is not an address")),
        ('user = "anna"\nserver = \n', ("kds.toml", "not TOML", "line 2")),
        ("poll_seconds = 0", ("'poll_seconds'", "0.2")),
        ("poll_seconds = 100", ("'poll_seconds'", "input should be less than or equal to 60 (found '100')")),
        ('kiosk = "maybe"', ("'kiosk'", "input should be a valid boolean, unable to interpret input (found 'maybe')")),
        ('[stations.Grill]\nendpoint = ["Grill"]', ("'stations.Grill.endpoint'", "nearest is 'endpoints'")),
        ('[stations.Grill]\nrole = "cook"', ("'stations.Grill.role'", "'prep', 'expo', 'runner' or 'door'")),
        ("[stations.Grill.thresholds]\nwalkin = [1, 2]", ("walkin", "nearest is 'walk_in'")),
        ("[stations.Grill.thresholds]\nwalk_in = [9, 2]", ("walk_in", "rising")),
        ('[portos]\nprefx = "/x"', ("'portos.prefx'", "nearest is 'prefix'")),
        ('time_zone = "Europe/Nowhere"', ("'time_zone'", "Europe/Bratislava")),
        ('password = "1111"', ("'password'", "nearest is 'password_file'")),
    ],
)
def test_a_mistake_in_the_file_names_file_key_and_what_is_near(given: Load, text: str, words: tuple[str, ...]) -> None:
    """One sentence is enough to correct it."""
    with pytest.raises(SettingsError) as caught:
        given(text)
    for word in words:
        assert word in str(caught.value)


def test_a_mistake_in_the_environment_names_the_variable(given: Load) -> None:
    """The nearest variable is told, and a bad value where it comes from."""
    with pytest.raises(SettingsError, match="KDS_POLL_SECONDS in the environment"):
        given(KDS_POLL_SECONDS="soon")
    with pytest.raises(SettingsError, match=r"KDS_SERVR .* nearest is KDS_SERVER"):
        given(KDS_SERVR="http://till")


def test_a_mistake_on_the_command_line_names_the_option(given: Load) -> None:
    """`--server` is told as `--server`."""
    with pytest.raises(SettingsError, match="--server: 'till' is not an address"):
        given(options={"server": "till"})


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    """A typing mistake in the path is not an empty configuration."""
    with pytest.raises(SettingsError, match=r"nowhere\.toml does not exist"):
        load(tmp_path / "nowhere.toml")
    with pytest.raises(SettingsError, match=r"can't be read: Is a directory"):
        load(tmp_path)


def test_the_environment_can_name_the_file(given: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`KDS_CONFIG` is used where no `--config` is given."""
    given('user = "anna"')
    monkeypatch.setenv("KDS_CONFIG", str(tmp_path / "kds.toml"))
    assert load().user == "anna"


@pytest.mark.parametrize(
    ("server", "prefix", "address"),
    [
        ("http://127.0.0.1:4000", "/api", "http://127.0.0.1:4000/api"),
        ("http://127.0.0.1:4000/", "api/v1/", "http://127.0.0.1:4000/api/v1"),
        ("http://127.0.0.1:4000", "", "http://127.0.0.1:4000"),
        ("https://till/pos/api", "/api", "https://till/pos/api"),
    ],
)
def test_the_prefix_completes_an_address_without_a_path(given: Load, server: str, prefix: str, address: str) -> None:
    """A path of the address itself replaces it."""
    assert given(f'server = "{server}"\n[portos]\nprefix = "{prefix}"').address == address


def test_a_station_is_a_table(given: Load) -> None:
    """Everything of board 2 that this board does can be configured."""
    text = """
        station = "grill"
        [stations.Grill]
        endpoints = ["Grill", "Fry"]
        zones = ["Terrace"]
        bump_to = "Served"
        process = "auto"
        paper_endpoints = ["Bar"]
        pass_alarm_minutes = 3
        [stations.Grill.thresholds]
        delivery = [20, 30]
        [stations.Bar]
    """
    station = station_of(given(text))
    assert (station.name, station.endpoints, station.role) == ("Grill", ("Grill", "Fry"), Role.PREP)
    assert (station.bump_to, station.process, station.pass_alarm) == (Status.SERVED, Process.AUTO, timedelta(minutes=3))
    assert station.limits(Purchase.DELIVERY).due == timedelta(minutes=20)
    assert station.limits(Purchase.WALK_IN).late == timedelta(minutes=18)


def test_a_restaurant_writes_its_own_words_for_allergies(given: Load) -> None:
    """Further words stand in the file as a list, or in the environment with commas."""
    assert given('allergy_words = ["unverträglich"]').allergy_words == ("unverträglich",)
    assert given("", KDS_ALLERGY_WORDS="unverträglich, allergisch").allergy_words == ("unverträglich", "allergisch")


def test_a_bar_changes_its_day_later(given: Load) -> None:
    """When a business day begins is configured; 05:00 of this machine where nothing is said."""
    day = business_day_of(given('business_day_change = "07:30"\ntime_zone = "Europe/Bratislava"'))
    assert (day.change, str(day.zone)) == (time(7, 30), "Europe/Bratislava")
    assert business_day_of(given("")) == BusinessDay(time(5), None)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, Station("EXPO", ("*",), Role.EXPO, Status.SERVED)),
        ({"station": "Grill"}, Station("Grill", ("Grill",), Role.PREP, Status.READY)),
        ({"station": "Pass"}, Station("Pass", ("*",), Role.EXPO, Status.SERVED)),
        ({"station": "Hot", "endpoints": "Grill, Fry"}, Station("Hot", ("Grill", "Fry"), Role.PREP, Status.READY)),
        ({"station": "Hot", "endpoints": "*"}, Station("Hot", ("*",), Role.EXPO, Status.SERVED)),
        ({"station": "Run", "role": "runner"}, Station("Run", ("*",), Role.RUNNER, Status.SERVED, read_only=True)),
    ],
)
def test_a_station_needs_no_table(given: Load, options: dict[str, Any], expected: Station) -> None:
    """A name, or a name with endpoints and a role, is a station; the first frame shows the same one."""
    found = station_of(given(options=options))
    seen = glance(None, {**options, "server": "http://till"}).station
    for station in (found, seen):
        assert (station.name, station.endpoints, station.role) == (expected.name, expected.endpoints, expected.role)
    assert (found.bump_to, found.read_only) == (expected.bump_to, expected.read_only)


def test_a_layout_that_is_not_for_the_role_is_refused(given: Load) -> None:
    """A rail needs several stations beside each other: a cook's station says so, the pass takes any layout."""
    with pytest.raises(SettingsError, match=r"Grill can't have the layout rail: .* flow, tiles, wide, list"):
        station_of(given('station = "Grill"\n[stations.Grill]\nlayout = "rail"'))
    station = station_of(given('station = "Expo"\n[stations.Expo]\nlayout = "list"\nsort = "table"'))
    assert (station.layout, station.sort) == (Layout.LIST, Sort.TABLE)
    assert station_of(given('station = "Expo"')).layout is Layout.RAIL


def test_an_unknown_station_is_told_with_the_nearest(given: Load) -> None:
    """A board never shows another station than the one asked for."""
    with pytest.raises(SettingsError, match=r"'Gril' .* nearest is 'Grill'"):
        station_of(given('station = "Gril"\n[stations.Grill]\n[stations.Fry]'))


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text("2222\n")
    file.chmod(0o600)
    return file


def test_a_secret_is_read_from_a_closed_file(secret: Path) -> None:
    """The line's end is no part of a password."""
    assert read_secret(secret) == "2222"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda file: file.chmod(0o640), "chmod 600"),
        (lambda file: file.write_text("\n"), "is empty"),
        (lambda file: file.unlink(), "No such file"),
        (lambda file: file.write_bytes(b"\xff\xfe"), "is not text"),
    ],
)
def test_an_open_or_missing_secret_is_refused(secret: Path, spoil: Callable[[Path], None], words: str) -> None:
    """A password that others can read is not used."""
    spoil(secret)
    with pytest.raises(SettingsError, match=words):
        read_secret(secret)


def test_a_secret_of_somebody_else_is_refused(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever owns the file could change the login."""
    monkeypatch.setattr("os.getuid", lambda: secret.stat().st_uid + 1)
    with pytest.raises(SettingsError, match="somebody else"):
        read_secret(secret)


def test_a_link_leads_to_the_file_that_is_judged(secret: Path, tmp_path: Path) -> None:
    """A link of one's own is followed; what counts is the owner and the mode of the file behind it."""
    link = tmp_path / "link"
    link.symlink_to(secret)
    assert read_secret(link) == "2222"
    secret.chmod(0o604)
    with pytest.raises(SettingsError, match="can be read by others"):
        read_secret(link)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a link that belongs to somebody else")
def test_a_link_of_somebody_else_is_refused(secret: Path, tmp_path: Path) -> None:
    """Whoever owns the link could send any other secret of ours to the till."""
    link = tmp_path / "link"
    link.symlink_to(secret)
    os.lchown(link, 4711, -1)
    with pytest.raises(SettingsError, match="somebody else"):
        read_secret(link)


def test_a_pipe_or_a_folder_is_no_secret(tmp_path: Path) -> None:
    """The board does not wait for ever for somebody to write."""
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(0o700)
    for name in ("pipe", "folder"):
        with pytest.raises(SettingsError, match=r"no plain file|Is a directory"):
            read_secret(tmp_path / name)


def test_a_long_file_is_no_secret(secret: Path) -> None:
    """The wrong file is not sent to the till as a password, nor read into memory."""
    secret.write_bytes(b"x" * 5000)
    with pytest.raises(SettingsError, match="too long"):
        read_secret(secret)


def test_no_complaint_repeats_what_stands_in_a_file(secret: Path, given: Load) -> None:
    """Neither a password that is no text nor one in an address stands in a sentence or its traceback."""
    secret.write_bytes(b"geheim\xff")
    with pytest.raises(SettingsError) as caught:
        read_secret(secret)
    told = "".join(traceback.format_exception(caught.value))
    with pytest.raises(SettingsError) as caught:
        given(options={"server": "http://cook:geheim@till"})
    assert "geheim" not in told + str(caught.value)


@pytest.mark.parametrize(("pin", "works"), [("1234", True), ("271828182845", True), ("123", False), ("12a4", False)])
def test_a_kiosk_pin_is_four_to_twelve_digits(secret: Path, pin: str, works: bool) -> None:
    """Anything else could not be typed at the wall; the complaint does not repeat it."""
    secret.write_text(f"{pin}\n")
    reader = pin_reader(secret)
    assert reader is not None
    if works:
        assert reader() == pin
        return
    with pytest.raises(SettingsError, match="four to twelve digits") as caught:
        reader()
    assert pin not in str(caught.value).replace(str(secret), "")


def test_a_kiosk_pin_comes_from_a_file_or_from_systemd_only(
    given: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no setting for the PIN itself; without a file there is no PIN."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(SettingsError, match="nearest is 'kiosk_pin_file'"):
        given('kiosk_pin = "1234"')
    assert pin_reader(None) is None
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert pin_reader(None) is None
    (tmp_path / "kds-kiosk-pin").write_text("1234")
    reader = pin_reader(None)
    assert reader is not None
    assert reader() == "1234"


def test_the_first_look_finds_the_pin_file(tmp_path: Path) -> None:
    """File, environment and home folder mean the same as in the whole settings."""
    file = tmp_path / "kds.toml"
    file.write_text('server = "http://127.0.0.1:4000"\nkiosk = true\nkiosk_pin_file = "~/pin"')
    assert glance(file, {}).kiosk_pin_file == load(file).kiosk_pin_file == Path("~/pin").expanduser()


def test_systemd_hands_a_secret_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A credential is taken as it is, whatever its mode: systemd guards its folder."""
    (tmp_path / "kds-password").write_text("2222")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert read_secret(secret_file(None, "password_file")) == "2222"


def test_without_a_secret_the_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says which setting is missing."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(SettingsError, match="`password_file`"):
        secret_file(None, "password_file")


@pytest.mark.parametrize("missing", ["user", "device"])
def test_a_login_needs_user_and_device(given: Load, secret: Path, missing: str) -> None:
    """What is missing is named, with the option that gives it."""
    options = {"server": "http://127.0.0.1:4000", "user": "cook", "device": "KDS1", "password_file": secret}
    with pytest.raises(SettingsError, match=f"--{missing}"):
        source_of(given(options={**options, missing: None}))


def test_plain_http_beyond_this_machine_must_be_allowed(given: Load, secret: Path) -> None:
    """A password does not cross the network readable because somebody forgot the s."""
    options = {"server": "http://192.0.2.7:4000", "user": "cook", "device": "KDS1", "password_file": secret}
    with pytest.raises(SettingsError, match="allow_plain_http"):
        source_of(given(options=options))
    allowed = given("allow_plain_http = true", options)
    assert source_of(allowed).name == "portos"
    assert allowed.is_plain
    assert not given(options={**options, "server": "http://localhost:4000"}).is_plain


def test_an_api_key_needs_no_user(given: Load, secret: Path) -> None:
    """A signed board is configured with the key's id and its secret's file."""
    text = f'server = "http://127.0.0.1:4000"\n[portos]\napi_key = "id"\napi_key_file = "{secret}"'
    assert source_of(given(text)).name == "portos"


def test_the_first_look_survives_nonsense(tmp_path: Path) -> None:
    """Whatever stands in the file, the first frame is drawn; the full check tells the mistake afterwards."""
    file = tmp_path / "kds.toml"
    file.write_text('server = 7\nstation = 3\nendpoints = 5\nrole = "cook"\nstations = "none"\nkiosk = "maybe"')
    seen = glance(file, {})
    assert seen.station.name == "3"
    assert not seen.kiosk


def test_nothing_configured_says_how_to_begin(tmp_path: Path) -> None:
    """The sentence names the demo and the file to write."""
    file = tmp_path / "kds.toml"
    file.write_text("")
    with pytest.raises(SettingsError, match=r"kds demo.*kds\.toml"):
        glance(file, {})
