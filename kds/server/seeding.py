"""The start of a database: tables, its own facts, the restaurant; and passwords that must not be public."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from kds.server.access.passwords import hashed, random_password
from kds.server.access.tokens import new_secret
from kds.server.database import Database
from kds.server.migrations import migrate
from kds.server.resources import named
from kds.server.resources.users import USERS, UserFields, user_row
from kds.server.restaurant import Restaurant, UserEntry, read_restaurant
from kds.server.settings import ServerSettings
from kds.server.tables import facts, products, users
from kds.server.tickets.model import Money, Plu, Quantity, TicketItem, VatInfo
from kds.server.values import identifiers, json_text


@dataclass(frozen=True, slots=True)
class Facts:
    """What a database knows about itself.

    Attributes:
        instance: its name, made with it (contract 5).
        token_secret: what its login tokens are signed with.
        new_passwords: passwords that this start had to make, by user name.
    """

    instance: str
    token_secret: str
    new_passwords: Mapping[str, str]


def prepare(database: Database, settings: ServerSettings) -> Facts:
    """Make a database ready: fill it at its first start, bring its tables up to date at every later one.

    All in one transaction, so that a failure leaves it as it was, and of several servers that start at once one does it.

    Raises:
        ServerError: the restaurant file is wrong, or the database was written by a newer server or is not usable.
    """
    with database.migrating() as connection:
        migrate(connection, database.place)
        stored: dict[str, str] = {row.name: row.value for row in connection.execute(select(facts))}
        new_passwords: dict[str, str] = {}
        if "instance" not in stored:
            stored = {"instance": uuid.uuid4().hex, "token_secret": new_secret()}
            connection.execute(facts.insert(), [{"name": name, "value": value} for name, value in stored.items()])
            new_passwords = _load(connection, read_restaurant(settings.restaurant), settings)
        if not settings.is_loopback:
            new_passwords |= _without_public_passwords(connection, settings.scrypt_cost)
    return Facts(stored["instance"], stored["token_secret"], new_passwords)


def _load(connection: Connection, restaurant: Restaurant, settings: ServerSettings) -> dict[str, str]:
    """Store a restaurant and give the passwords that had to be made for it."""
    for endpoint in restaurant.endpoints:
        content = endpoint.model_dump(exclude={"active"}) | {"is_active": endpoint.active}
        _add(connection, named.ENDPOINTS, named.EndpointBody(**content))
    for zone in restaurant.zones:
        tables = tuple(named.ZoneItem(name=table) for table in zone.tables)
        _add(connection, named.ZONES, named.ZoneBody(name=zone.name, items=tables, sort_hint=zone.sort))
    for device in restaurant.devices:
        content = device.model_dump(exclude={"active", "environment"})
        content |= {"is_active": device.active, "env_name": device.environment}
        _add(connection, named.DEVICES, named.DeviceBody(**content))
    for role in restaurant.roles:
        _add(connection, named.ROLES, named.RoleBody(**role.model_dump()))
    for product in restaurant.products:
        vat = VatInfo(rate=product.vat)
        plu = Plu(code=product.code, name=product.name, stock_name=product.stock, vat_info=vat)
        price = Money(amount=product.price, currency_label=restaurant.currency)
        item = TicketItem(plu=plu, unit_price=price, quantity=Quantity(amount=1))
        text = json_text(item.model_dump(by_alias=True))
        connection.execute(products.insert().values(stock_name=product.stock, code=product.code, document=text))
    new_identifier = identifiers(settings.clock)
    made = {}
    for user in restaurant.users:
        password = user.password
        if password is None:
            password = made[user.user] = random_password()
        is_public = restaurant.public_passwords and user.password is not None
        _add_user(connection, new_identifier, user, hashed(password, settings.scrypt_cost), is_public=is_public)
    return made


def _add(connection: Connection, resource: named.NamedResource, body: named.NamedBody) -> None:
    resource.shelf.add(connection, *resource.row(body))


def _add_user(
    connection: Connection, new_identifier: Callable[[], str], user: UserEntry, password_hash: str, *, is_public: bool
) -> None:
    fields = UserFields(user_name=user.user, name=user.name, roles=user.roles)
    document, columns = user_row(new_identifier(), fields)
    password: dict[str, Any] = {"password_hash": password_hash, "password_is_public": is_public}
    USERS.add(connection, document, columns | password)


def _without_public_passwords(connection: Connection, cost: int) -> dict[str, str]:
    """Replace every password that stands in a shipped file, and give the new ones."""
    made = {}
    for user_name in connection.execute(select(users.c.user_name).where(users.c.password_is_public)).scalars().all():
        made[user_name] = random_password()
        columns = {"password_hash": hashed(made[user_name], cost), "password_is_public": False}
        connection.execute(users.update().where(users.c.user_name == user_name).values(columns))
    return made
