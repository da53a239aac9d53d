"""The list of all inquiries, those that wait first, with the numbers of the shift; Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from kds.domain.connection import Connection, Link
from kds.domain.inquiries.cards import InquiryCard, wait_of
from kds.domain.inquiries.phases import InquiryPhase
from kds.domain.text import clean
from kds.language import tr
from kds.ui.drawing.lane import not_read_words
from kds.ui.drawing.words import joined, link_word, minutes
from kds.ui.keys import Action
from kds.ui.screens.inquiry import InquiryScreen
from kds.ui.screens.list_rows import Entry
from kds.ui.screens.listing import ListScreen

if TYPE_CHECKING:
    from kds.ui.app import KdsApp


class InquiriesScreen(ListScreen):
    """Every inquiry that matters now, answered and lately closed ones included."""

    list_name: ClassVar[str] = "inquiries"

    def heading(self) -> str:
        """Give the shift in numbers, and that the shop is silent where it is."""
        facts = self.board.inquiries
        if facts is None:
            return tr("INQUIRIES")
        report = facts.report
        wait = tr("median wait {age}", age=minutes(report.median_wait)) if report.median_wait is not None else ""
        silent = self._silence()
        shop = tr("SHOP {link}", link=link_word(silent.link)) if silent is not None else ""
        return joined(
            tr("INQUIRIES"),
            tr("this shift: answered {count}", count=report.answered),
            wait,
            tr("open {count}", count=report.still_open),
            shop,
        )

    def entries(self) -> Sequence[Entry]:
        """Give the lane's cards in its order, then all others."""
        facts = self.board.inquiries
        if facts is None:
            return ()
        lane = facts.lane(self.now())
        rest = [card for card in facts.cards if not card.needs_us]
        return [self._entry(card) for card in (*lane, *rest)]

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the keys."""
        profile = self.board_app.profile
        return ((profile.cap(Action.DONE), tr("open")), (profile.cap_to_leave, tr("back")))

    def nothing(self) -> str:
        """Say that nobody asks, but only while the shop answers."""
        if self.board.inquiries is None:
            return tr("This board has no web shop.")
        silent = self._silence()
        if silent is None:
            return tr("Nobody asks anything.")
        return joined(tr("Nothing is known of inquiries: the web shop does not answer."), silent.reason, by=" ")

    def open_entry(self, key: str) -> None:
        """Open one inquiry."""
        open_inquiry(self.board_app, key)

    def _silence(self) -> Connection | None:
        """Give the shop's connection where it is anything but live."""
        facts = self.board.inquiries
        connection = dict(self.board.sides).get(facts.source) if facts is not None else None
        return None if connection is None or connection.link is Link.LIVE else connection

    def _entry(self, card: InquiryCard) -> Entry:
        waits = card.phase in (InquiryPhase.UNANSWERED, InquiryPhase.TO_DO)
        state = joined(tr(card.phase).upper(), minutes(self.now() - card.waits_since) if waits else "", by=" ")
        loud = tr("DECIDE") if card.stuck else not_read_words(card) if card.unread else ""
        who = joined(clean(card.customer), clean(card.language), by=" · ")
        text = joined(state, loud, clean(card.title), who, by="   ")
        more = (clean(card.newest.text),) if card.newest is not None else ()
        return Entry(card.key, text, more, loud=bool(loud) or wait_of(card, self.now()) > 1)


def install_inquiries(app: KdsApp) -> None:
    """Install the two pages, once; most boards never need them."""
    for page in (InquiriesScreen, InquiryScreen):
        if not app.is_screen_installed(page.list_name):
            app.install_screen(page(), page.list_name)


def open_inquiry(app: KdsApp, key: str) -> None:
    """Open the page of one inquiry, by its card's key."""
    install_inquiries(app)
    page = app.get_screen(InquiryScreen.list_name, InquiryScreen)
    page.look_at(key)
    app.push_screen(page)
