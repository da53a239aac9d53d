"""What Lightspeed's routes give, as values with cleaned texts; the prefix *Ls* keeps its tickets apart from bills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kds.domain.inquiries.inquiry import Author


@dataclass(frozen=True, slots=True)
class LsLanguage:
    """A language of the shop (lightspeed 2.2).

    Attributes:
        id: None when it is not told.
        code: two letters, raw, as they stand in addresses: `us`.
        locale: `en_US`, cleaned.
        title: for people, cleaned.
        is_active: whether the shop uses it.
    """

    id: int | None
    code: str
    locale: str
    title: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class LsTicket:
    """An inquiry as Lightspeed has it (lightspeed 2.1).

    Attributes:
        memo: as it is stored, because it is written back whole; to be cleaned before it is shown.
    """

    id: int
    created_at: datetime
    updated_at: datetime | None
    is_answered: bool
    is_closed: bool
    is_todo: bool
    do_notify_answered: bool
    subject: str
    memo: str
    language: LsLanguage | None
    customer_id: int | None


@dataclass(frozen=True, slots=True)
class LsMessage:
    """A message of a thread (lightspeed 2.4); `text` is one cleaned line."""

    id: int
    created_at: datetime
    updated_at: datetime | None
    author: Author
    text: str


@dataclass(frozen=True, slots=True)
class LsShop:
    """The shop itself (lightspeed 2.5)."""

    id: int | None
    status: str
    sub_domain: str
    main_domain: str


@dataclass(frozen=True, slots=True)
class LsAccount:
    """The account of a key; an app's id is None for a key of one's own."""

    id: int | None
    app_id: int | None


@dataclass(frozen=True, slots=True)
class LsAccess:
    """What a key may do in one area."""

    can_read: bool
    can_write: bool


@dataclass(frozen=True, slots=True)
class LsPermissions:
    """Area (`content`, `customers`, `orders` ...) → access; which of them governs inquiries is not documented."""

    areas: Mapping[str, LsAccess]

    @property
    def writes_nowhere(self) -> bool:
        """Whether the key is said to write nothing at all: a hint only, the proof is a refused write."""
        return bool(self.areas) and not any(access.can_write for access in self.areas.values())


@dataclass(frozen=True, slots=True)
class LsWindow:
    """One window of the rate limits, as `/account/ratelimit` gives it."""

    limit: int
    remaining: int
    reset_seconds: int


@dataclass(frozen=True, slots=True)
class LsRateLimit:
    """The three windows of a key."""

    five_minutes: LsWindow
    hour: LsWindow
    day: LsWindow


@dataclass(frozen=True, slots=True)
class LsCustomer:
    """A customer, all texts cleaned and "" where there are none."""

    id: int
    first_name: str
    middle_name: str
    last_name: str
    company: str
    email: str = field(repr=False)
    phone: str = field(repr=False)
    mobile: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LsOrder:
    """An order of the web shop (lightspeed 2.5); status words are cleaned and otherwise as they came."""

    id: int
    number: str
    status: str
    payment_status: str
    shipment_status: str
    created_at: datetime
    updated_at: datetime | None
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    email: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LsOrderProduct:
    """One row of a web-shop order."""

    id: int
    title: str
    variant: str
    quantity: Decimal
    article_code: str


@dataclass(frozen=True, slots=True)
class LsWebhook:
    """A webhook (lightspeed 4); its address is raw and secret: whoever knows it can wake us."""

    id: int
    is_active: bool
    item_group: str
    item_action: str
    language_code: str
    format: str
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LsWebhookDraft:
    """A webhook to be made or changed.

    Attributes:
        item_action: `created`, `updated`, `deleted`, `answered` (of inquiries only), or `*` for all.
        address: where it shall knock.
        item_group: what it is about.
        language_code: language of its body, which nobody reads.
    """

    item_action: str
    address: str = field(repr=False)
    language_code: str
    item_group: str = "tickets"
    is_active: bool = True
