"""What the server says to people, in English and Slovak (contract 5); texts only, no rule is decided here."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """The languages of `Accept-Language`; English is the default."""

    ENGLISH = "en-GB"
    SLOVAK = "sk-SK"


MESSAGES: dict[str, tuple[str, str]] = {
    "title.400": ("The request is not valid", "Požiadavka nie je platná"),
    "title.401": ("Not logged in", "Neprihlásený používateľ"),
    "title.403": ("Not allowed", "Nepovolené"),
    "title.404": ("Not found", "Nenájdené"),
    "title.405": ("Method not allowed", "Nepovolená metóda"),
    "title.408": ("Request too slow", "Požiadavka prichádza príliš pomaly"),
    "title.409": ("Conflict", "Konflikt"),
    "title.413": ("Request too large", "Požiadavka je príliš veľká"),
    "title.422": ("Key already used", "Kľúč je už použitý"),
    "title.423": ("Locked for now", "Dočasne uzamknuté"),
    "title.500": ("Server error", "Chyba servera"),
    "title.501": ("Not installed", "Nenainštalované"),
    "title.503": ("Too busy", "Preťažené"),
    "title.other": ("The request failed", "Požiadavka zlyhala"),
    "validation": ("One or more values are not valid.", "Jedna alebo viac hodnôt nie je platných."),
    "login.needed": ("Log in first.", "Najprv sa prihláste."),
    "login.expired": (
        "The token is unknown or expired; log in again.",
        "Token je neznámy alebo vypršal; prihláste sa znova.",
    ),
    "login.refused": (
        "User name, password or device is not right.",
        "Používateľské meno, heslo alebo zariadenie nie je správne.",
    ),
    "login.signature": ("The signature is not valid or too old.", "Podpis nie je platný alebo je príliš starý."),
    "login.locked": (
        "Too many failed logins; try again in {seconds} s.",
        "Príliš veľa neúspešných prihlásení; skúste znova o {seconds} s.",
    ),
    "right.needed": ("The right {right} is needed.", "Potrebné je právo {right}."),
    "environment.needed": (
        "Tickets are changed on a cash register or PDA only; this device is {environment}.",
        "Účty sa menia iba na pokladni alebo PDA; toto zariadenie je {environment}.",
    ),
    "ticket.closed": ("Ticket {id} is closed.", "Účet {id} je uzavretý."),
    "missing.order": ("There is no order {id}.", "Objednávka {id} neexistuje."),
    "missing.item": ("Order {id} has no item {item}.", "Objednávka {id} nemá položku {item}."),
    "missing.endpoint": ("Order {id} has nothing for {endpoint}.", "Objednávka {id} nemá nič pre {endpoint}."),
    "missing.ticket": ("There is no ticket {id}.", "Účet {id} neexistuje."),
    "missing.note": ("There is no note {id} today.", "Poznámka {id} dnes neexistuje."),
    "missing.resource": ("There is no {kind} {id}.", "{kind} {id} neexistuje."),
    "missing.route": ("There is nothing at {path}.", "Na {path} nič nie je."),
    "method": ("{method} is not possible at {path}.", "{method} nie je na {path} možné."),
    "version": (
        "Version {sent} was sent, but {stored} is stored; read again.",
        "Poslaná verzia {sent}, uložená {stored}; načítajte znova.",
    ),
    "key.running": (
        "The first request with this Idempotency-Key is still running.",
        "Prvá požiadavka s týmto Idempotency-Key ešte prebieha.",
    ),
    "key.reused": (
        "This Idempotency-Key was used for another request.",
        "Tento Idempotency-Key bol použitý pre inú požiadavku.",
    ),
    "too.large": ("The body is larger than {limit} bytes.", "Telo je väčšie než {limit} bajtov."),
    "too.slow": ("The body did not arrive within {seconds} s.", "Telo neprišlo do {seconds} s."),
    "push.full": (
        "Too many connections listen already; read instead.",
        "Počúva už príliš veľa spojení; namiesto toho čítajte.",
    ),
    "metrics.absent": (
        "This server was installed without figures; add them with: pip install 'kds[metrics]'",
        "Tento server je nainštalovaný bez údajov o prevádzke; pridajte ich príkazom: pip install 'kds[metrics]'",
    ),
    "database.away": (
        "The database does not answer; try again.",
        "Databáza neodpovedá; skúste to znova.",
    ),
    "broken": ("Something went wrong on the server; it was logged.", "Na serveri nastala chyba; bola zaznamenaná."),
    "refused": ("The request was refused.", "Požiadavka bola odmietnutá."),
    "value.required": ("A value is needed.", "Hodnota je povinná."),
    "value.unique": ("{value} exists already.", "{value} už existuje."),
    "value.json": ("The body is not valid JSON.", "Telo nie je platný JSON."),
    "value.object": ("An object is needed.", "Očakáva sa objekt."),
    "value.type": ("A value of another type is needed.", "Očakáva sa hodnota iného typu."),
    "value.wrong": ("The value is not valid: {reason}", "Hodnota nie je platná: {reason}"),
    "value.unknown": ("{value} is not known here.", "{value} tu nie je známe."),
    "query.member": ("There is no filter {member}.", "Filter {member} neexistuje."),
    "query.sort": ("Nothing can be sorted by {key}.", "Podľa {key} sa nedá triediť."),
    "query.operator": ("{operator} is not an operator here.", "{operator} tu nie je operátor."),
    "query.value": ("{value} can't be read as {kind}.", "{value} sa nedá čítať ako {kind}."),
    "query.arguments": ("{operator} was given a wrong number of values.", "{operator} má nesprávny počet hodnôt."),
    "query.quote": ("A quoted value does not end.", "Hodnota v úvodzovkách nekončí."),
    "query.number": ("A whole number from 0 is needed.", "Očakáva sa celé číslo od 0."),
    "query.twice": ("It was given more than once.", "Bolo uvedené viac než raz."),
    "query.too.long": ("The query has too many parts.", "Dopyt má príliš veľa častí."),
}
"""Message key → English and Slovak text; the words in braces are filled in."""


def text(key: str, language: Language, /, **values: object) -> str:
    """Give one message in a language.

    Raises:
        KeyError: there is no such message.
    """
    english, slovak = MESSAGES[key]
    return (slovak if language is Language.SLOVAK else english).format(**values)


def preferred_language(accept_language: str) -> Language:
    """Choose the language of an `Accept-Language` header; English where it names none that is known."""
    ranked = []
    for position, part in enumerate(accept_language.split(",")):
        tag, _, quality = part.strip().partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            weight = 0.0
        ranked.append((-weight, position, tag.strip().lower()))
    for weight, _, tag in sorted(ranked):
        if weight < 0 and tag.split("-")[0] in {"sk", "en"}:
            return Language.SLOVAK if tag.startswith("sk") else Language.ENGLISH
    return Language.ENGLISH
