"""Whom a board believes: with a pinned file one certificate and no other, without one whatever the system believes."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kds.errors import SettingsError, TlsFailure
from kds.sources.http import Channel, Request, TimeLimits
from kds.sources.tls import fingerprint, tls_context
from tests.certificates import Certificate, issued, needs_openssl, self_signed

pytestmark = needs_openssl
LIMITS = TimeLimits(read=5.0, connect=5.0)
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
SECRET = "Bearer nobody-else-may-read-this"


class Till:
    """A server with TLS that remembers what it was told."""

    def __init__(self) -> None:
        self.port = 0
        self.heard = b""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer each request."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                self.heard += await reader.readuntil(b"\r\n\r\n")
                writer.write(ANSWER)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def a_till(certificate: Certificate | None) -> AsyncIterator[Till]:
    """Run a server that shows this certificate; None speaks plain http."""
    till = Till()
    context = certificate.for_server() if certificate is not None else None
    server = await asyncio.start_server(till.talk, "127.0.0.1", 0, ssl=context)
    till.port = server.sockets[0].getsockname()[1]
    try:
        yield till
    finally:
        server.close()


async def asked(till: Till, pinned: Certificate | None, host: str = "127.0.0.1") -> int:
    """Ask the server something as a board would and give the status."""
    address = f"https://{host}:{till.port}/api"
    file = None if pinned is None else pinned.pem
    channel = Channel(address, LIMITS, context=tls_context(address, file), pinned_file=file)
    try:
        return (await channel.exchange(Request("GET", "/orders", {"Authorization": SECRET}))).status
    finally:
        await channel.aclose()


async def refusal(till: Till, pinned: Certificate | None, host: str = "127.0.0.1") -> str:
    """Ask a server that must not be believed and give the sentence; it must have been told nothing."""
    with pytest.raises(TlsFailure) as caught:
        await asked(till, pinned, host)
    assert not caught.value.sent
    assert SECRET.encode() not in till.heard
    return str(caught.value)


@pytest.fixture
def system_believes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """Give an authority that this machine believes for the length of a test."""
    authority = self_signed(tmp_path, "authority", subject="/CN=Authority")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    return authority


@pytest.mark.parametrize("host_in_it", ["IP:127.0.0.1", "", "DNS:elsewhere.example"])
async def test_the_pinned_certificate_is_accepted_whatever_name_it_bears(tmp_path: Path, host_in_it: str) -> None:
    """A till's own certificate works with its address, with no name at all, and with another one in it."""
    own = self_signed(tmp_path, host=host_in_it)
    async with a_till(own) as till:
        assert await asked(till, own) == 200
        assert SECRET.encode() in till.heard


async def test_another_certificate_than_the_pinned_one_is_refused_and_named(tmp_path: Path) -> None:
    """The sentence has its SHA-256 and what to do; not even the request line was sent."""
    own, other = self_signed(tmp_path, "own"), self_signed(tmp_path, "other")
    async with a_till(other) as till:
        said = await refusal(till, own)
    assert other.sha256.replace(":", "") in said.replace(" ", "")
    assert "kds pin 127.0.0.1" in said
    assert "own.pem" in said


async def test_a_certificate_that_the_pinned_one_has_signed_is_refused(tmp_path: Path) -> None:
    """Pinning means this one certificate, not everything its key ever signs."""
    authority = self_signed(tmp_path, "authority")
    child = issued(tmp_path, authority, "child", host="IP:127.0.0.1")
    async with a_till(child) as till:
        assert "another certificate" in await refusal(till, authority)


async def test_a_certificate_of_an_authority_can_be_pinned_alone(tmp_path: Path) -> None:
    """A company's certificate is accepted by itself, though nobody here knows who issued it."""
    child = issued(tmp_path, self_signed(tmp_path, "authority"), "child", host="DNS:till.example")
    async with a_till(child) as till:
        assert await asked(till, child) == 200


async def test_a_file_with_two_certificates_accepts_both(tmp_path: Path) -> None:
    """Before a till changes its certificate, old and new stand in one file."""
    old, new = self_signed(tmp_path, "old"), self_signed(tmp_path, "new")
    both = Certificate(tmp_path / "both.pem", old.key)
    both.pem.write_text(f"old one\n{old.pem.read_text()}new one\n{new.pem.read_text()}")
    for shown in (old, new):
        async with a_till(shown) as till:
            assert await asked(till, both) == 200


async def test_without_a_pinned_file_nobody_unknown_is_believed(tmp_path: Path) -> None:
    """A certificate of the till's own making is refused, with the way to pin it."""
    async with a_till(self_signed(tmp_path, host="IP:127.0.0.1")) as till:
        said = await refusal(till, None)
    assert "self-signed" in said
    assert "kds pin 127.0.0.1" in said


async def test_without_a_pinned_file_the_name_must_be_right(tmp_path: Path, system_believes: Certificate) -> None:
    """A believable certificate of another host is refused; of this host it is taken."""
    right = issued(tmp_path, system_believes, "right", host="IP:127.0.0.1")
    wrong = issued(tmp_path, system_believes, "wrong", host="DNS:elsewhere.example")
    async with a_till(right) as till:
        assert await asked(till, None) == 200
    async with a_till(wrong) as till:
        assert "made out to another name" in await refusal(till, None)
        assert "made out to another name" in await refusal(till, None, host="localhost")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [("+10 days", "+20 days", "is not yet valid"), ("-20 days", "-10 days", "has expired")],
)
@pytest.mark.parametrize("is_pinned", [True, False])
async def test_a_certificate_out_of_its_time_hints_at_the_clock(
    tmp_path: Path, system_believes: Certificate, start: str, end: str, words: str, is_pinned: bool
) -> None:
    """A board without a battery begins in the past: the sentence speaks of the clock, pinned or not."""
    odd = issued(tmp_path, system_believes, "odd", host="IP:127.0.0.1", start=start, end=end)
    async with a_till(odd) as till:
        said = await refusal(till, odd if is_pinned else None)
    assert words in said
    assert "clock" in said
    assert "timedatectl" in said


async def test_a_server_without_tls_is_told_as_such() -> None:
    """https to a plain port: the sentence speaks of address and port, not of a certificate."""
    async with a_till(None) as till:
        said = await refusal(till, None)
    assert "does not speak TLS" in said
    assert "certificate" not in said


@pytest.mark.parametrize(
    "content", ["hello", "", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n", "é"]
)
def test_a_certificate_file_that_is_none_is_told(tmp_path: Path, content: str) -> None:
    """The sentence names the file, the setting and the command that writes one."""
    file = tmp_path / "odd.pem"
    file.write_text(content)
    with pytest.raises(SettingsError, match=r"odd\.pem.*tls_certificate.*kds pin"):
        tls_context("https://till", file)
    with pytest.raises(SettingsError, match=r"missing\.pem.*No such file"):
        tls_context("https://till", tmp_path / "missing.pem")


def test_a_fingerprint_is_written_in_groups() -> None:
    """Sixteen groups of four digits, as openssl has them without colons."""
    assert fingerprint(b"kitchen") == (
        "3171 D89A D005 30FF A19A 244F 040E 9401 A657 903C BBBC A724 996B 90A5 6DF2 C189"
    )


def test_the_environment_can_not_switch_the_checks_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every context wants a certificate; only a pinned one does without the name."""
    import ssl

    monkeypatch.setitem(os.environ, "PYTHONHTTPSVERIFY", "0")
    own = self_signed(tmp_path)
    for file, checks_name in ((None, True), (own.pem, False)):
        context = tls_context("https://till", file)
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname is checks_name
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
