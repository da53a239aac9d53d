"""The demo restaurant's menu and tables, as its guests know them; reads the restaurant's TOML file and nothing else."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from kds.errors import ServerError
from kds.language import tr

NAMED_COOK_TIMES: Mapping[str, timedelta] = {
    "Grill": timedelta(minutes=11),
    "Fry": timedelta(minutes=7),
    "Cold": timedelta(minutes=6),
    "Bar": timedelta(minutes=2),
    "Pastry": timedelta(minutes=5),
}
"""Simulated time for one portion of a product that the menu does not know, by endpoint."""
OTHER_COOK_TIME = timedelta(minutes=6)
"""The same for an endpoint of another name."""


class Round(Enum):
    """When in a meal a product is ordered; decided by the product's course."""

    DRINKS = "drinks"
    STARTERS = "starters"
    MAINS = "mains"
    DESSERTS = "desserts"
    EXTRAS = "extras"


@dataclass(frozen=True, slots=True)
class Modifier:
    """Something to choose about a product: `options` are the names a guest picks from."""

    name: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the menu; `price` is without VAT, `vat_percent` 0 to 100, `course` None where it has none."""

    code: int
    stock: str
    name: str
    category: str
    price: Decimal
    vat_percent: Decimal
    endpoints: tuple[str, ...]
    course: int | None
    allergens: tuple[str, ...]
    cook_time: timedelta
    modifiers: tuple[Modifier, ...] = ()

    @property
    def round(self) -> Round:
        """Give the part of the meal it belongs to; without a course it is a drink or, made nowhere, an extra."""
        if self.course is None:
            return Round.DRINKS if self.endpoints else Round.EXTRAS
        return {1: Round.STARTERS, 2: Round.MAINS}.get(self.course, Round.DESSERTS)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name and the zone it stands in."""

    zone: str
    name: str


@dataclass(frozen=True, slots=True)
class Restaurant:
    """What guests can order and where they can sit."""

    products: tuple[Product, ...]
    tables: tuple[Table, ...]
    currency: str
    _by_code: dict[int, Product] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {product.code: product for product in self.products})

    def product(self, code: int) -> Product | None:
        """Give the product with a code, None when the menu has none."""
        return self._by_code.get(code)

    def of_round(self, part: Round) -> tuple[Product, ...]:
        """Give the products of one part of the meal, in the menu's order."""
        return tuple(product for product in self.products if product.round is part)

    def cook_time(self, code: int, endpoint: str) -> timedelta:
        """Give how long one portion takes in simulated time; a product from elsewhere takes its endpoint's usual time."""
        known = self.product(code)
        return usual_cook_time(code, endpoint) if known is None else known.cook_time


def usual_cook_time(_code: int, endpoint: str) -> timedelta:
    """Give the simulated time for one portion of a product that is on no menu of ours."""
    return NAMED_COOK_TIMES.get(endpoint, OTHER_COOK_TIME)


def read_restaurant(file: Path) -> Restaurant:
    """Read menu and tables from a restaurant's TOML file.

    Raises:
        ServerError: the file is missing or is not a restaurant.
    """
    try:
        with file.open("rb") as stream:
            content = tomllib.load(stream, parse_float=Decimal)
        return Restaurant(
            products=tuple(_product(entry) for entry in content["products"]),
            tables=tuple(Table(zone["name"], table) for zone in content["zones"] for table in zone["tables"]),
            currency=content.get("currency", "EUR"),
        )
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ServerError(
            tr("The restaurant file {file} can't be read: {error}. Install kds again.", file=file, error=error)
        ) from error
    except (KeyError, TypeError, ArithmeticError) as error:
        raise ServerError(
            tr("The restaurant file {file} lacks or mistypes {error}. Install kds again.", file=file, error=error)
        ) from error


def _product(entry: Mapping[str, Any]) -> Product:
    return Product(
        code=entry["code"],
        stock=entry["stock"],
        name=entry["name"],
        category=entry["category"],
        price=Decimal(entry["price"]),
        vat_percent=Decimal(entry["vat"]),
        endpoints=tuple(entry["endpoints"]),
        course=entry.get("course"),
        allergens=tuple(entry.get("allergens", ())),
        cook_time=timedelta(minutes=float(entry["cook_minutes"])),
        modifiers=tuple(
            Modifier(modifier["name"], tuple(modifier["options"])) for modifier in entry.get("modifiers", ())
        ),
    )
