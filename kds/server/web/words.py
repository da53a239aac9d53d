"""What the pages say to people, in English and Slovak; texts only, no rule is decided here."""

from __future__ import annotations

from dataclasses import dataclass

from kds.server.messages import Language

CATALOGUE: dict[str, tuple[str, str]] = {
    "language": ("en", "sk"),
    "decimal": (".", ","),
    "login.title": ("Log in to the board", "Prihlásenie na tabuľu"),
    "login.user": ("User name", "Používateľské meno"),
    "login.password": ("Password", "Heslo"),
    "login.enter": ("Log in", "Prihlásiť"),
    "login.about": (
        "The board is read-only here: it shows open orders.",
        "Tabuľa sa tu iba číta: ukazuje otvorené objednávky.",
    ),
    "login.refused": (
        "The user name or the password is not right, or this user has no screen to log into.",
        "Používateľské meno alebo heslo nie je správne, alebo tento používateľ nemá obrazovku na prihlásenie.",
    ),
    "login.locked": (
        "Too many failed logins. Try again in {seconds} s.",
        "Príliš veľa neúspešných prihlásení. Skúste znova o {seconds} s.",
    ),
    "login.form": (
        "This form was open for too long or came from elsewhere. Try once more.",
        "Formulár bol otvorený príliš dlho alebo prišiel odinakiaľ. Skúste ešte raz.",
    ),
    "logout": ("Log out", "Odhlásiť"),
    "board.title": ("Board", "Tabuľa"),
    "board.everything": ("All endpoints", "Všetky strediská"),
    "board.everywhere": ("All zones", "Všetky zóny"),
    "board.endpoints": ("Endpoints", "Strediská"),
    "board.zones": ("Zones", "Zóny"),
    "board.orders": ("Open orders", "Otvorené objednávky"),
    "board.none": ("No open orders", "Žiadne otvorené objednávky"),
    "board.waiting": ("Waiting for the server", "Čaká sa na server"),
    "board.unknown": (
        "{name} does not exist here. Choose one of those above.",
        "{name} tu neexistuje. Vyberte z ponuky vyššie.",
    ),
    "board.earlier": (
        "{count} orders from before {time} are not shown",
        "Nezobrazené objednávky spred {time}: {count}",
    ),
    "total.open": ("Open", "Otvorené"),
    "total.portions": ("Portions", "Porcie"),
    "total.held": ("Held", "Čakajúce"),
    "total.late": ("Late", "Meškajú"),
    "script": ("This page needs JavaScript.", "Táto stránka potrebuje JavaScript."),
    "live": ("LIVE", "ŽIVÉ"),
    "slow": ("SLOW", "POMALÉ"),
    "offline": ("OFFLINE", "BEZ SPOJENIA"),
    "offline.board": (
        "OFFLINE {age}  No new orders arrive here. What stands below is from {clock}.",
        "BEZ SPOJENIA {age}  Nové objednávky sem neprichádzajú. Stav nižšie je z {clock}.",
    ),
    "offline.pickup": ("NO CONNECTION {age}  Please ask at the counter.", "BEZ SPOJENIA {age}  Opýtajte sa pri pulte."),
    "announce": ("New: {names}", "Nové: {names}"),
    "age.new": ("NEW {age}", "NOVÉ {age}"),
    "age.due": ("! {age}", "! {age}"),
    "age.late": ("LATE {age}", "MEŠKÁ {age}"),
    "age.held": ("HELD {age}", "ČAKÁ {age}"),
    "promise": ("{time} in {age}", "{time} o {age}"),
    "promise.due": ("! {time} in {age}", "! {time} o {age}"),
    "promise.late": ("LATE {time}", "MEŠKÁ {time}"),
    "minutes": ("{age} min", "{age} min"),
    "TakeAway": ("TAKE AWAY", "SO SEBOU"),
    "Delivery": ("DELIVERY", "DONÁŠKA"),
    "WalkIn": ("BILL {name}", "ÚČET {name}"),
    "order": ("Order {number}", "Objednávka {number}"),
    "guests": ("{count} guests", "Hostia: {count}"),
    "allergy": ("ALLERGY", "ALERGIA"),
    "note": ("NOTE", "POZNÁMKA"),
    "seat": ("seat {seat}", "miesto {seat}"),
    "no": ("NO {what}", "BEZ {what}"),
    "void": ("VOID", "STORNO"),
    "was": ("WAS {amount}", "BOLO {amount}"),
    "changed": ("CHANGED", "ZMENA"),
    "changed.was": ("was {what}", "bolo {what}"),
    "add-on": ("ADD-ON", "PRÍDAVOK"),
    "course": ("COURSE {course}", "CHOD {course}"),
    "held": ("HELD", "ČAKÁ"),
    "held.course": ("HELD course {course}", "ČAKÁ chod {course}"),
    "complete": ("COMPLETE", "HOTOVÉ"),
    "progress": ("{name} {done} of {all}", "{name} {done} z {all}"),
    "progress.done": ("{name} ready", "{name} hotovo"),
    "off": ("{name} IS OFF AT THE TILL", "{name} JE V POKLADNI VYPNUTÉ"),
    "fate.on": ("on {name}", "začaté: {name}"),
    "fate.New": ("not started", "nezačaté"),
    "fate.InProgress": ("was started", "bolo začaté"),
    "fate.Ready": ("was ready", "bolo hotové"),
    "fate.Served": ("was sent", "bolo vydané"),
    "fate.Cancelled": ("cancelled", "zrušené"),
    "New": ("new", "nové"),
    "InProgress": ("started", "začaté"),
    "Ready": ("ready", "hotové"),
    "Served": ("served", "vydané"),
    "Cancelled": ("cancelled", "zrušené"),
    "pickup.title": ("Pick-up", "Výdaj"),
    "pickup.preparing": ("Preparing", "Pripravujeme"),
    "pickup.ready": ("Ready", "Hotové"),
    "pickup.now": ("{number}, just now", "{number}, práve teraz"),
    "pickup.off": ("The pick-up screen is switched off", "Obrazovka výdaja je vypnutá"),
    "pickup.how": (
        "Start the server with kds serve --pickup-screen.",
        "Spustite server príkazom kds serve --pickup-screen.",
    ),
}
"""Key → English and Slovak text; the words in braces are filled in."""

SPOKEN_BY_SCRIPT = (
    *("live", "slow", "offline", "offline.board", "offline.pickup", "announce", "minutes", "pickup.now"),
    *("age.new", "age.due", "age.late", "age.held", "promise", "promise.due", "promise.late"),
)
"""Texts that depend on the passing of time, so that the page itself fills them in."""


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language."""

    language: Language

    def __call__(self, key: str, /, **values: object) -> str:
        """Give one text.

        Raises:
            KeyError: there is no such text.
        """
        english, slovak = CATALOGUE[key]
        return (slovak if self.language is Language.SLOVAK else english).format(**values)

    def for_script(self) -> dict[str, str]:
        """Give the texts that the page fills in itself, unfilled."""
        position = 1 if self.language is Language.SLOVAK else 0
        return {key: CATALOGUE[key][position] for key in SPOKEN_BY_SCRIPT}
