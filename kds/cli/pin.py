"""`kds pin`: shows a server's own certificate, asks, and saves it as the only one that is trusted from then on."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from kds.cli.choices import Config
from kds.cli.words import say
from kds.errors import KdsError, UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(pin)


def pin(
    server: Annotated[str, typer.Argument(metavar="HOST[:PORT]", help="the server; port 443 where none is given")],
    *,
    config: Config = None,
    yes: Annotated[
        str | None, typer.Option(metavar="SHA256", help="don't ask; pin only a certificate with this SHA-256")
    ] = None,
) -> None:
    """Save a server's own certificate, so that the board trusts that one and no other.

    Compare the SHA-256 with the one that the till itself shows, or that its installer gave you.

    Example: kds pin till.local:4000
    """
    from kds.bootstrap.pinning import checked_digest, offer_of, save

    digest = None if yes is None else checked_digest(yes)
    offer = offer_of(server)
    half = len(offer.fingerprint) // 2
    say(f"{offer.server} shows this certificate:")
    say(f"  made out to  {offer.subject or 'nobody'}")
    say(f"  valid        {offer.valid_from:%Y-%m-%d %H:%M} to {offer.valid_until:%Y-%m-%d %H:%M} UTC")
    say(f"  SHA-256      {offer.fingerprint[:half].strip()}")
    say(f"               {offer.fingerprint[half:].strip()}")
    now = datetime.now(UTC)
    if not offer.valid_from <= now <= offer.valid_until:
        say(f"It is not valid now: this machine's clock says {now:%Y-%m-%d %H:%M} UTC. Is the clock right?")
    if digest is None:
        _ask()
    elif not offer.is_named(digest):
        raise KdsError(f"{offer.server} shows another certificate than the one asked for. Nothing was pinned.")
    file, configuration = save(offer, config)
    say(f"Saved as {file}. Write this line at the top of {configuration}:")
    say(f'tls_certificate = "{file}"')


def _ask() -> None:
    """Go on only after a person's yes.

    Raises:
        UsageError: nobody is there to be asked.
        KdsError: the answer was another.
    """
    if not sys.stdin.isatty():
        raise UsageError("Nobody is there to be asked. Scripts say which certificate they mean: --yes SHA256.")
    sys.stdout.write("Is this the certificate that the till's owner told you? yes or no: ")
    sys.stdout.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise KdsError("Nothing was pinned.")
