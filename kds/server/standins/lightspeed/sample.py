"""The sample rows of a new Lightspeed stand-in: those of the vendor's pages, and one of each special case (lightspeed 9)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from kds.server.standins.lightspeed.shapes import FLAGS
from kds.server.standins.lightspeed.tables import customers, messages, orders, tickets

Json = dict[str, Any]

_FIRST = "2018-01-25T18:21:47+00:00"
_DELAY = "2019-07-29T18:59:12+00:00"
_WRITTEN = "2019-08-07T19:04:03+00:00"


def store_samples(connection: Connection) -> None:
    """Fill a new database."""
    connection.execute(
        customers.insert(),
        [
            customer_row(1118417, "john@example.com", "John", "Doe", "us"),
            customer_row(1118418, "anna.novak@example.com", "Anna", "Nováková", "sk"),
            customer_row(1118419, "piet@example.com", "Piet", "de Vries", "nl"),
        ],
    )
    connection.execute(
        tickets.insert(),
        [
            _ticket(2546, "test ticket", _FIRST, 1118417, "us"),
            _ticket(8873, "Your order has a slight delay", _DELAY, 1118417, "us", isAnswered=True),
            _ticket(8874, "No sender", _DELAY, None, "en", updatedAt=None),
            _ticket(8875, "Retour", _DELAY, 1118419, "nl", isClosed=True),
        ],
    )
    connection.execute(
        messages.insert(),
        {
            "id": 20337,
            "ticket_id": 2546,
            "createdAt": _WRITTEN,
            "updatedAt": None,
            "from": "customer",
            "message": "Ticket Message",
        },
    )
    connection.execute(orders.insert(), [_order(4401, "ORD10021", 1118418), _order(4402, "ORD10022", 1118419)])


def customer_row(key: int, email: str, firstname: str, lastname: str, language: str) -> Json:
    """Give the stored row of a customer."""
    document = {
        "firstname": firstname,
        "middlename": "",
        "lastname": lastname,
        "phone": f"+421900{key % 10**6:06d}",
        "mobile": "",
        "companyName": "",
        "memo": None,
        "gender": False,
        "addressBillingCountry": False,
    }
    return {"id": key, "email": email, "language": language, "document": document}


def _ticket(key: int, subject: str, at: str, customer: int | None, language: str, **changes: Any) -> Json:
    return {
        "id": key,
        "createdAt": at,
        "updatedAt": at,
        **dict.fromkeys(FLAGS, False),
        "subject": subject,
        "memo": "",
        "language": language,
        "customer_id": customer,
        **changes,
    }


def _order(key: int, number: str, customer: int) -> Json:
    product = {
        "id": key * 10,
        "productTitle": "Cheese board",
        "variantTitle": "Default",
        "quantityOrdered": 1,
        "articleCode": "CB-1",
        "customFields": False,
    }
    document = {
        "status": "processing_awaiting_pickup",
        "paymentStatus": "paid",
        "shipmentStatus": "not_shipped",
        "email": "guest@example.com",
        "firstname": "Anna",
        "lastname": "Nováková",
        "products": [product],
    }
    return {
        "id": key,
        "number": number,
        "customer_id": customer,
        "createdAt": _DELAY,
        "updatedAt": _DELAY,
        "document": document,
    }
