"""`kds pin`: shows a server's own certificate, asks, and saves it as the only one that is trusted from then on."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from kds.cli.choices import Config
from kds.cli.words import say
from kds.domain.text import cell_width
from kds.errors import KdsError, UsageError
from kds.language import date_words, tr


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
    say(tr("{server} shows this certificate:", server=offer.server))
    valid = tr("{first} to {last} UTC", first=_moment(offer.valid_from), last=_moment(offer.valid_until))
    facts = ((tr("made out to"), offer.subject or tr("nobody")), (tr("valid"), valid))
    rows = (*facts, ("SHA-256", offer.fingerprint[:half].strip()), ("", offer.fingerprint[half:].strip()))
    lead = max(cell_width(name) for name, _ in rows) + 2
    for name, words in rows:
        say(f"  {name}{' ' * (lead - cell_width(name))}{words}")
    now = datetime.now(UTC)
    if not offer.valid_from <= now <= offer.valid_until:
        say(tr("It is not valid now: this machine's clock says {time} UTC. Is the clock right?", time=_moment(now)))
    if digest is None:
        _ask()
    elif not offer.is_named(digest):
        raise KdsError(
            tr("{server} shows another certificate than the one asked for. Nothing was pinned.", server=offer.server)
        )
    file, configuration = save(offer, config)
    say(tr("Saved as {file}. Write this line at the top of {configuration}:", file=file, configuration=configuration))
    say(f'tls_certificate = "{file}"')


def _moment(moment: datetime) -> str:
    return f"{date_words(moment.date())} {moment:%H:%M}"


def _ask() -> None:
    """Go on only after a person's yes.

    Raises:
        UsageError: nobody is there to be asked.
        KdsError: the answer was another.
    """
    if not sys.stdin.isatty():
        raise UsageError(tr("Nobody is there to be asked. Scripts say which certificate they mean: --yes SHA256."))
    question = tr("Is this the certificate that the till's owner told you? yes or no:")
    sys.stdout.write(f"{question} ")
    sys.stdout.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes", tr("yes")):
        raise KdsError(tr("Nothing was pinned."))
