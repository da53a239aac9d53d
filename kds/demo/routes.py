"""Which endpoint makes which item of a recorded menu: its own column, else by category; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kds.demo.recorded import MenuItem
from kds.errors import ReplayError
from kds.language import tr

CATEGORY_WORDS: Mapping[str, tuple[str, ...]] = {
    "Bar": ("drink", "beverage", "coffee", "tea", "wine", "beer", "cocktail", "bar", "juice", "water", "spirit"),
    "Pastry": ("dessert", "cake", "pastry", "sweet", "ice cream", "bakery"),
    "Cold": ("salad", "cold", "starter", "appetizer", "sushi", "raw", "mexican", "sandwich"),
    "Fry": ("fried", "fry", "side", "snack", "asian", "wok", "noodle"),
    "Grill": ("grill", "main", "american", "italian", "burger", "steak", "meat", "pizza", "pasta"),
}
"""Words in a category's name and the endpoint of the demo restaurant they go to; the first that fits counts."""


def category_map(menu: Iterable[MenuItem], endpoints: Sequence[str]) -> dict[str, str]:
    """Give the endpoint of each category that has items without an endpoint of their own, in the menu's order.

    A category that no word fits, or whose endpoint the server doesn't have, goes to the next endpoint in turn.

    Args:
        menu: the items.
        endpoints: the endpoints of the server, at least one.
    """
    categories = dict.fromkeys(item.category for item in menu if item.endpoint is None)
    turn = 0
    chosen: dict[str, str] = {}
    for category in categories:
        word = category.casefold()
        known = (name for name, words in CATEGORY_WORDS.items() if name in endpoints and any(w in word for w in words))
        endpoint = next(known, None)
        if endpoint is None:
            endpoint = endpoints[turn % len(endpoints)]
            turn += 1
        chosen[category] = endpoint
    return chosen


def check_endpoints(file: Path, menu: Iterable[MenuItem], endpoints: Sequence[str]) -> None:
    """Refuse a menu that routes to an endpoint the server doesn't have.

    Raises:
        ReplayError: names file, line and the endpoints that exist; also when the server has none at all.
    """
    if not endpoints:
        raise ReplayError(tr("The order server has no order endpoint, so no kitchen could cook the recorded orders."))
    for item in menu:
        if item.endpoint is not None and item.endpoint not in endpoints:
            raise ReplayError(
                tr(
                    "{file}, line {line}: endpoint {endpoint!r} is not one of the server's: {known}.",
                    file=file,
                    line=item.line,
                    endpoint=item.endpoint,
                    known=", ".join(endpoints),
                )
            )
