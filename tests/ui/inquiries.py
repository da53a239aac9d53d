"""An evening of inquiries, seen at 19:42:07: what the pictures of the lane and of the list show."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kds.domain.board import Board
from kds.domain.inquiries.cards import InquiryCard, StuckErrand
from kds.domain.inquiries.facts import InquiryFacts, InquiryRights
from kds.domain.inquiries.food_notes import with_notes
from kds.domain.inquiries.inquiry import Author
from kds.domain.inquiries.web_order import WebOrder, WebOrderStatus
from kds.domain.order import Order
from tests.builders import an_item, an_order, at
from tests.ui.evenings import board_of, evening, the_pass
from tests.unit.domain.inquiry_builders import a_card, an_inquiry, facts_of, flagged, said


def web_order() -> Order:
    """Give the slip of the web-shop order that somebody writes about."""
    return an_order(
        an_item("Cheesecake", 2, on="Cold"), an_item("Burger", 1),
        id="w1", table=None, ticket_name="Web ORD10021", fired="19:36", number=210, pickup_name="Clark",
    )  # fmt: skip


def allergy() -> InquiryCard:
    """Give a mother who has just written about her order."""
    return a_card(
        an_inquiry(
            said("Hello, order ORD10021: my daughter has a severe nut allergy. Is the cheesecake safe for her?", "19:40"),
            number=2551, subject="Nut allergy", customer="Emma Clark", language="en", since="19:40",
        )
    )  # fmt: skip


def late() -> InquiryCard:
    """Give somebody who has waited for seventeen minutes."""
    card = a_card(
        an_inquiry(
            said("Goedenavond, wanneer is bestelling ORD10022 klaar om op te halen? Wij staan al voor de deur.", "19:25"),
            number=2546, subject="Waar blijft bestelling ORD10022?", customer="Jan Bakker", language="nl", since="19:25",
        )
    )  # fmt: skip
    waits = WebOrder(4402, "ORD10022", WebOrderStatus.AWAITING_PICKUP, "processing_awaiting_pickup", at("18:50"))
    return replace(card, web_orders=(waits,))


def to_do() -> InquiryCard:
    """Give what an earlier shift left to be done."""
    inquiry = an_inquiry(
        said("Are you open for lunch on Sunday?", "19:30"), said("We will tell you tonight.", "19:33", Author.SHOP),
        number=2548, subject="Opening hours on Sunday", customer="Oliver Hill", language="en", since="19:30",
        memo="[18:02 Ivan] ask Petra\n[19:05 Ana] Petra says yes, from 11:30, call him back before eight",
    )  # fmt: skip
    return a_card(flagged(inquiry, is_to_do=True))


def young() -> InquiryCard:
    """Give one whose reply is on its way and who waits for five minutes all the same."""
    card = a_card(
        an_inquiry(
            said("Máte dnes aj bezlepkové jedlá? Mám celiakiu.", "19:36"),
            number=2549, subject="Bez lepku", customer="Peter Horváth", language="sk", since="19:36",
        )
    )  # fmt: skip
    return replace(card, unsent=("memo",))


def conflict() -> InquiryCard:
    """Give one that somebody closed in the shop while our reply waited."""
    inquiry = an_inquiry(
        said("Kan ik een cadeaubon per e-mail bestellen? Het is voor morgen.", "19:20"),
        number=2550, subject="Cadeaubon", customer="Sanne Visser", language="nl", since="19:20",
    )  # fmt: skip
    stuck = StuckErrand("c1", "reply", "Somebody else closed the inquiry meanwhile.", "Yes, we send it.")
    return replace(a_card(flagged(inquiry, is_closed=True)), stuck=(stuck,))


def answered() -> InquiryCard:
    """Give one that waits for the customer."""
    inquiry = an_inquiry(
        said("Invoice please", "19:01"), said("It is in your mail.", "19:04", Author.SHOP),
        number=2540, subject="Invoice", customer="Grace Lee", language="en", since="19:01",
    )  # fmt: skip
    return a_card(flagged(inquiry, is_answered=True))


def six() -> tuple[InquiryCard, ...]:
    """Give every kind, six of which need somebody here."""
    more = a_card(an_inquiry(said("Thanks!", "19:41"), number=2552, subject="Thanks", since="19:41"))
    return allergy(), late(), to_do(), young(), conflict(), answered(), more


def inquiries_board(*cards: InquiryCard, rights: InquiryRights | None = None, refused: str = "") -> Board:
    """Give a busy pass with these inquiries on it."""
    board = board_of(the_pass(), web_order(), *evening())
    facts: InquiryFacts = facts_of(*cards, rights=rights, refused=refused, start=timedelta(0))
    linked = facts.beside(board.cards, frozenset())
    return replace(board, cards=with_notes(board.cards, linked.cards, frozenset()), inquiries=linked)
