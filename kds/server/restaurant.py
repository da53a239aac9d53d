"""A restaurant as a TOML file: endpoints, zones, devices, roles, users, products; read and checked, not stored here."""

from __future__ import annotations

import difflib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kds import paths
from kds.errors import ServerError
from kds.server.resources.named import Environment


def _rows(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_rows)]
Price = Annotated[Decimal, Field(ge=0, le=1_000_000)]
Settings = dict[str, str]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EndpointEntry(_Table):
    """`[[endpoints]]`: an order endpoint."""

    name: Name
    active: bool = True
    type: Name | None = None
    address: str | None = None
    settings: Settings = {}


class ZoneEntry(_Table):
    """`[[zones]]`: an area and its tables."""

    name: Name
    sort: int | None = None
    tables: Names = ()


class DeviceEntry(_Table):
    """`[[devices]]`: something that logs in."""

    name: Name
    environment: Environment
    description: str | None = None
    active: bool = True
    settings: Settings = {}


class RoleEntry(_Table):
    """`[[roles]]`: rights under a name."""

    name: Name
    label: Name | None = None
    rights: Names = ()


class UserEntry(_Table):
    """`[[users]]`: who works here; without a password a random one is made at the first start."""

    user: Name
    name: Name
    password: Name | None = None
    roles: Names = ()


class ModifierEntry(_Table):
    """A choice that guests make; the server does not use it."""

    name: Name
    options: Names


class ProductEntry(_Table):
    """`[[products]]`: an article; `price` is without VAT, `vat` in percent. The last two are for guests and cooks."""

    code: Annotated[int, Field(ge=1)]
    stock: Name
    name: Name
    category: Annotated[Name, Field(max_length=3)]
    price: Price
    vat: Annotated[Decimal, Field(ge=0, le=100)]
    endpoints: Names = ()
    course: Annotated[int, Field(ge=0)] | None = None
    allergens: Names = ()
    cook_minutes: Annotated[float, Field(gt=0)] | None = None
    modifiers: Annotated[tuple[ModifierEntry, ...], BeforeValidator(_rows)] = ()


class Restaurant(_Table):
    """A whole file.

    Attributes:
        public_passwords: the passwords in the file are known to everybody and hold on loopback addresses only.
    """

    name: Name
    title: str = ""
    currency: Name = "EUR"
    public_passwords: bool = False
    endpoints: tuple[EndpointEntry, ...] = ()
    zones: tuple[ZoneEntry, ...] = ()
    devices: tuple[DeviceEntry, ...] = ()
    roles: tuple[RoleEntry, ...] = ()
    users: tuple[UserEntry, ...] = ()
    products: tuple[ProductEntry, ...] = ()


def read_restaurant(name: str) -> Restaurant:
    """Read a restaurant by the name of a shipped one or the path of a file.

    Raises:
        ServerError: there is no such file, or something in it is wrong; names file and key.
    """
    path = _place(name)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ServerError(f"The restaurant file {path} can't be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ServerError(f"The restaurant file {path} is not valid TOML: {error}") from error
    try:
        restaurant = Restaurant.model_validate(content)
    except ValidationError as error:
        raise ServerError(f"{path}: {_first_mistake(error)}") from error
    mistake = _contradiction(restaurant)
    if mistake is not None:
        raise ServerError(f"{path}: {mistake}")
    return restaurant


def _place(name: str) -> Path:
    if "/" in name or name.endswith(".toml"):
        return Path(name)
    path = paths.shipped_restaurants() / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(shipped.stem for shipped in paths.shipped_restaurants().glob("*.toml")))
        raise ServerError(
            f"There is no restaurant {name}; shipped are: {known}. A file of your own is given by its path."
        )
    return path


def _first_mistake(error: ValidationError) -> str:
    entry = error.errors(include_url=False)[0]
    key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in entry["loc"]).removeprefix(".")
    if entry["type"] == "extra_forbidden":
        nearest = difflib.get_close_matches(str(entry["loc"][-1]), _known_keys(entry["loc"]), 1)
        return f"{key} is not a known key" + (f"; did you mean {nearest[0]}?" if nearest else ".")
    if entry["type"] == "missing":
        return f"{key} is missing."
    return f"{key}: {entry['msg']}."


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    """Give the keys that are possible where a wrong one stands."""
    tables: dict[str, type[BaseModel]] = {
        "endpoints": EndpointEntry,
        "zones": ZoneEntry,
        "devices": DeviceEntry,
        "roles": RoleEntry,
        "users": UserEntry,
        "products": ProductEntry,
        "modifiers": ModifierEntry,
    }
    named: list[Any] = [step for step in location[:-1] if isinstance(step, str)]
    return list((tables[named[-1]] if named else Restaurant).model_fields)


def _contradiction(restaurant: Restaurant) -> str | None:
    """Find what is wrong between tables: a name twice, or a name that nothing has."""
    endpoints = [entry.name for entry in restaurant.endpoints]
    roles = [entry.name for entry in restaurant.roles]
    names: dict[str, list[object]] = {
        "endpoints": list(endpoints),
        "zones": [entry.name for entry in restaurant.zones],
        "devices": [entry.name for entry in restaurant.devices],
        "roles": list(roles),
        "users": [entry.user for entry in restaurant.users],
        "products": [(entry.stock, entry.code) for entry in restaurant.products],
    }
    for table, entries in names.items():
        twice = next((entry for position, entry in enumerate(entries) if entry in entries[:position]), None)
        if twice is not None:
            return f"{table} has {twice} twice."
    for index, user in enumerate(restaurant.users):
        for role in user.roles:
            if role not in roles:
                return f"users[{index}].roles names {role}, which is no role."
    for index, product in enumerate(restaurant.products):
        for endpoint in product.endpoints:
            if endpoint not in endpoints:
                return f"products[{index}].endpoints names {endpoint}, which is no endpoint."
    return None
