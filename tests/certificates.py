"""Certificates for tests of TLS, made by the `openssl` command: of a till's own making, of an authority, or out of date."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

KEY_KIND = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
AUTHORITY = """
[ca]
default_ca = own
[own]
new_certs_dir = .
database = index
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")
"""For tests that make certificates."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key."""

    pem: Path
    key: Path

    @property
    def sha256(self) -> str:
        """What `openssl x509 -fingerprint` prints: `AB:CD:…`."""
        said = _openssl(self.pem.parent, "x509", "-in", self.pem.name, "-noout", "-fingerprint", "-sha256")
        return said.partition("=")[2].strip()

    def for_server(self) -> ssl.SSLContext:
        """Give what a server shows it with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pem, self.key)
        return context


def self_signed(folder: Path, name: str = "own", *, host: str = "", subject: str = "/CN=till") -> Certificate:
    """Make a certificate of a till's own making; `host` stands in it as `DNS:till.local` or `IP:127.0.0.1`."""
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    extension = ("-addext", f"subjectAltName={host}") if host else ()
    _openssl(
        folder, "req", "-x509", *KEY_KIND, "-days", "2", "-subj", subject, "-utf8", *extension,
        "-keyout", made.key.name, "-out", made.pem.name,
    )  # fmt: skip
    return made


def issued(
    folder: Path, authority: Certificate, name: str, *, host: str, start: str = "-2 days", end: str = "+2 days"
) -> Certificate:
    """Have an authority issue a certificate, valid from `start` to `end` as the command `date` says them."""
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    (folder / "ca.cnf").write_text(AUTHORITY)
    (folder / "index").write_text("")
    (folder / "serial").write_text("01")
    _openssl(
        folder, "req", "-new", *KEY_KIND, "-subj", "/CN=till", "-addext", f"subjectAltName={host}",
        "-keyout", made.key.name, "-out", f"{name}.csr",
    )  # fmt: skip
    _openssl(
        folder, "ca", "-config", "ca.cnf", "-batch", "-notext", "-cert", authority.pem.name,
        "-keyfile", authority.key.name, "-in", f"{name}.csr", "-out", made.pem.name,
        "-startdate", _moment(start), "-enddate", _moment(end),
    )  # fmt: skip
    return made


def _moment(words: str) -> str:
    done = subprocess.run(["date", "-u", "-d", words, "+%y%m%d%H%M%SZ"], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _openssl(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["openssl", *arguments], check=True, cwd=folder, capture_output=True, text=True)
    return done.stdout
