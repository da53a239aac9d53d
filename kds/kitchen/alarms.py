"""Problems of this installation that a person must read over the full width, each until it is over."""

from __future__ import annotations

from enum import StrEnum


class Alarm(StrEnum):
    """What is wrong; worst first, which is the order they are shown in."""

    DRAWING = "drawing"
    STORE = "store"
    DAMAGE = "damage"
    FULL = "full"
    TLS = "tls"
    LOGIN = "login"
    PORTAL = "portal"
    CONTRACT = "contract"
    ENDPOINTS = "endpoints"
    INSTANCE = "instance"
    PROCESS = "process"
    UNEXPECTED = "unexpected"
    SENDING = "sending"
    NOTES = "notes"
    JOB = "job"
    CROWD = "crowd"
    PLAIN = "plain"


ALWAYS_SHOWN = (Alarm.CROWD, Alarm.PLAIN)
"""Said even where something worse is: without it the board would seem to be more than it is."""


class Alarms:
    """The problems of the moment, at most one sentence of each kind."""

    def __init__(self) -> None:
        self._sentences: dict[Alarm, str] = {}

    @property
    def banner(self) -> str:
        """Give the worst problem's sentence and those that are always shown, "" when all is well."""
        worst = [alarm for alarm in Alarm if alarm in self._sentences][:1]
        shown = [*worst, *(alarm for alarm in ALWAYS_SHOWN if alarm in self._sentences and alarm not in worst)]
        return "  ".join(self._sentences[alarm] for alarm in shown)

    def set_off(self, alarm: Alarm, sentence: str) -> None:
        """Show a problem, or end it with an empty sentence."""
        if sentence:
            self._sentences[alarm] = sentence
        else:
            self._sentences.pop(alarm, None)

    def end(self, *alarms: Alarm) -> None:
        """End problems."""
        for alarm in alarms:
            self._sentences.pop(alarm, None)
