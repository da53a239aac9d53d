"""How inquiries, messages, customers and orders look on the wire (lightspeed 2); reads rows, changes none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

Json = dict[str, Any]

FLAGS = ("isAnswered", "isClosed", "isTodo", "doNotifyAnswered")
"""What is either so or not about an inquiry."""

LANGUAGES: Mapping[str, Json] = {
    "en": {"id": 2, "code": "en", "locale": "en_GB", "title": "English"},
    "us": {"id": 18, "code": "us", "locale": "en_US", "title": "English (US)"},
    "nl": {"id": 1, "code": "nl", "locale": "nl_NL", "title": "Nederlands"},
    "sk": {"id": 24, "code": "sk", "locale": "sk_SK", "title": "Slovenčina"},
    "de": {"id": 3, "code": "de", "locale": "de_DE", "title": "Deutsch"},
}
"""Languages that customers may have, whether or not they are active in the shop."""

_LINKS = "https://api.webshopapp.com/us"
"""Links name another host and language than the request did, as the vendor's do (lightspeed 10)."""

_STATUS_WORDS = ("status", "paymentStatus", "shipmentStatus", "email", "firstname", "lastname")


def stamp(moment: datetime) -> str:
    """Write a moment; these texts are stored too."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def link(url: str, key: int | None = None) -> Json:
    """Write a link to another resource; where it has no id there stands `false`."""
    return {"resource": {"id": False if key is None else key, "url": url, "link": f"{_LINKS}/{url}.json"}}


def written_ticket(row: RowMapping, *, flags_as_strings: bool) -> Json:
    """Write an inquiry; without a customer there stands `false`."""
    key, customer = row["id"], row["customer_id"]
    return {
        "id": key,
        "createdAt": row["createdAt"],
        "updatedAt": row["updatedAt"],
        **{name: str(row[name]).lower() if flags_as_strings else row[name] for name in FLAGS},
        "subject": row["subject"],
        "memo": row["memo"],
        "language": LANGUAGES.get(row["language"], False),
        "customer": False if customer is None else link(f"customers/{customer}", customer),
        "messages": link(f"tickets/{key}/messages"),
    }


def written_message(row: RowMapping) -> Json:
    """Write a message."""
    return {name: row[name] for name in ("id", "createdAt", "updatedAt", "from", "message")}


def written_customer(row: RowMapping) -> Json:
    """Write a customer."""
    return {"id": row["id"], "email": row["email"], **row["document"]}


def written_order(row: RowMapping) -> Json:
    """Write an order of the web shop, its products as a link."""
    key = row["id"]
    return {
        "id": key,
        "number": row["number"],
        "createdAt": row["createdAt"],
        "updatedAt": row["updatedAt"],
        **{name: row["document"].get(name) for name in _STATUS_WORDS},
        "customer": link(f"customers/{row['customer_id']}", row["customer_id"]),
        "products": link(f"orders/{key}/products"),
    }


def written_webhook(row: RowMapping) -> Json:
    """Write a receiver of webhooks."""
    return {**row, "language": LANGUAGES[row["language"]]}
