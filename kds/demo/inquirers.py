"""Customers who write to the web shop while the kitchen works: questions, an allergy, a cancellation, in three languages.

Everything happens over HTTP against the Lightspeed stand-in; the same customers write the same for the same seed.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx

from kds.demo.clock import GuestClock
from kds.demo.stand_ins import StandInLine, pause


@dataclass(frozen=True, slots=True)
class Writer:
    """One customer and what they write.

    Attributes:
        email: who they are to the shop.
        firstname: given name.
        lastname: family name.
        language: code of their language.
        subject: subject line; `{number}` stands for an order number.
        messages: what they write, one after the other; `{number}` as above.
    """

    email: str
    firstname: str
    lastname: str
    language: str
    subject: str
    messages: tuple[str, ...]


WRITERS = (
    Writer(
        "emma.clark@example.com",
        "Emma",
        "Clark",
        "en",
        "Nut allergy at table 4",
        ("Hello, my daughter has a severe nut allergy. Is the cheesecake safe for her?", "We arrive in ten minutes."),
    ),
    Writer(
        "jan.bakker@example.com",
        "Jan",
        "Bakker",
        "nl",
        "Waar blijft bestelling {number}?",
        ("Goedenavond, wanneer is bestelling {number} klaar om op te halen?",),
    ),
    Writer(
        "zuzana.kovacova@example.com",
        "Zuzana",
        "Kováčová",
        "sk",
        "Zrušenie objednávky {number}",
        ("Dobrý deň, prosím o zrušenie objednávky {number}. Ďakujem.",),
    ),
    Writer(
        "oliver.hill@example.com",
        "Oliver",
        "Hill",
        "en",
        "Opening hours on Sunday",
        ("Are you open for lunch on Sunday?",),
    ),
    Writer(
        "peter.horvath@example.com",
        "Peter",
        "Horváth",
        "sk",
        "Bez lepku",
        ("Máte dnes aj bezlepkové jedlá? Mám celiakiu.",),
    ),
    Writer(
        "sanne.visser@example.com",
        "Sanne",
        "Visser",
        "nl",
        "Cadeaubon",
        ("Kan ik een cadeaubon per e-mail bestellen?", "Het is voor morgen."),
    ),
    Writer(
        "grace.lee@example.com",
        "Grace",
        "Lee",
        "en",
        "Change to order {number}",
        ("Could you leave the onions out of order {number}, please? Without onions at all.",),
    ),
)
"""Everybody who may write; the first three always come first."""

USUAL_NUMBERS = ("ORD10021", "ORD10022")
"""Order numbers of the stand-in's own samples."""

_SCRIPTED = 3
_UNTIL_THE_NEXT_MESSAGE = (timedelta(minutes=2), timedelta(minutes=6))


@dataclass(frozen=True, slots=True)
class Writing:
    """One message on its way.

    Attributes:
        at: when it is written, simulated, since the beginning of the demo.
        writer: whose it is.
        text: the message.
        subject: the subject line where it begins an inquiry; empty where it goes on with the writer's latest.
    """

    at: timedelta
    writer: Writer
    text: str
    subject: str


def writings(*, every: timedelta, count: int, seed: int, numbers: Sequence[str] = USUAL_NUMBERS) -> list[Writing]:
    """Say who writes what when, in the order of time.

    Args:
        every: simulated time between two inquiries, on average.
        count: how many inquiries are begun.
        seed: decides everything that chance decides.
        numbers: order numbers that customers ask about.
    """
    chance = random.Random(seed)
    rest = list(WRITERS[_SCRIPTED:])
    chance.shuffle(rest)
    turns = [*WRITERS[:_SCRIPTED], *rest]
    found: list[Writing] = []
    at = timedelta(0)
    for index in range(count):
        at += every * chance.uniform(0.5, 1.5)
        writer = turns[index % len(turns)]
        number = chance.choice(list(numbers))
        written_at = at
        for turn, text in enumerate(writer.messages):
            subject = "" if turn else writer.subject.format(number=number)
            found.append(Writing(written_at, writer, text.format(number=number), subject))
            written_at += _UNTIL_THE_NEXT_MESSAGE[0] + chance.random() * (
                _UNTIL_THE_NEXT_MESSAGE[1] - _UNTIL_THE_NEXT_MESSAGE[0]
            )
    return sorted(found, key=lambda writing: writing.at)


async def live(
    url: str,
    *,
    coming: Sequence[Writing],
    clock: GuestClock,
    stopping: asyncio.Event,
    transport: httpx.AsyncBaseTransport | None = None,
) -> None:
    """Let customers write to a Lightspeed stand-in, until all have written or the demo is stopped.

    Args:
        url: address of the stand-in, such as `http://127.0.0.1:4002`.
        coming: who writes what when, as `writings` gives it.
        clock: simulated time.
        stopping: set when the demo is to end.
        transport: another way to reach the stand-in, for tests; None is the network.
    """
    latest: dict[str, int] = {}
    async with StandInLine(url, stopping=stopping, transport=transport) as line:
        for writing in coming:
            if not await pause(stopping, clock.real(writing.at - clock.elapsed()).total_seconds()):
                return
            writer = writing.writer
            asked: dict[str, object] = {"message": writing.text}
            if writing.subject:
                asked |= {
                    "subject": writing.subject,
                    "email": writer.email,
                    "firstname": writer.firstname,
                    "lastname": writer.lastname,
                    "language": writer.language,
                }
            elif writer.email in latest:
                asked["ticket_id"] = latest[writer.email]
            else:
                continue
            inquiry = await line.call("POST", "/__control/inquiries", asked)
            if inquiry is not None:
                latest[writer.email] = inquiry["id"]
