"""What guests order and how they change their minds, drawn from one random source; no clock, no HTTP."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kds.demo.bill import Choice, Wish
from kds.demo.menu import Product, Restaurant, Round

COMMENTS = (
    "sauce on the side",
    "extra hot",
    "child's plate",
    "no rush",
    "own pan please",
    "cut in half",
    "two forks",
    "not too salty",
    "extra crispy",
)
"""What waiters type beside a dish."""
DRINK_COMMENTS = ("two glasses", "no straw", "extra cold", "with lemon", "tap water beside it")
"""What waiters type beside a drink."""
ALLERGIES = ("nuts", "gluten", "milk", "shellfish", "eggs", "sesame", "celery")
"""What guests of the demo are allergic to."""
CHANGES = {"more": 22, "less": 22, "none": 20, "choice": 25, "comment": 11}
"""How guests change their minds about a line, with the weight of each way."""
SMALL_PORTION = Decimal("0.5")
"""The amount of a small portion."""
SIDES = "SID"
"""Category of side dishes in the demo restaurant's menu."""
SPECIALS = "SPE"
"""Category of what is no food: candles, a bowl for the dog."""


class Appetite:
    """Draws the dishes of one visit; the same random source gives the same dishes.

    Args:
        dice: the one random source of all guests.
        restaurant: the menu.
        guests: how many eat.
        has_courses: False where everything is made at once (take away, delivery).
    """

    def __init__(self, dice: random.Random, restaurant: Restaurant, *, guests: int, has_courses: bool) -> None:
        self._dice = dice
        self._restaurant = restaurant
        self._guests = guests
        self._has_courses = has_courses
        self._names_seats = has_courses and dice.random() < 0.3
        self._number = 0
        self.current: dict[int, Wish] = {}

    def drinks(self, share: float) -> tuple[Wish, ...]:
        """Draw drinks for about `share` of the guests, at least one."""
        return self._draw(self._restaurant.of_round(Round.DRINKS), share)

    def starters(self) -> tuple[Wish, ...]:
        """Draw starters, rarely with something that belongs to no course."""
        wishes = self._draw(self._restaurant.of_round(Round.STARTERS), 0.65)
        extras = self._restaurant.of_round(Round.EXTRAS)
        if extras and self._dice.random() < 0.18:
            wishes += self._draw(extras, 0.01)
        return wishes

    def mains(self) -> tuple[Wish, ...]:
        """Draw a main for nearly everyone, and side dishes."""
        dishes = self._restaurant.of_round(Round.MAINS)
        wishes = self._draw([dish for dish in dishes if dish.category != SIDES], 0.95)
        sides = [dish for dish in dishes if dish.category == SIDES]
        if sides and self._dice.random() < 0.45:
            wishes += self._draw(sides, 0.3)
        return wishes

    def sides(self) -> tuple[Wish, ...]:
        """Draw something small that was forgotten."""
        dishes = self._restaurant.of_round(Round.MAINS)
        return self._draw([dish for dish in dishes if dish.category == SIDES] or dishes, 0.25)

    def desserts(self) -> tuple[Wish, ...]:
        """Draw desserts, now and then with candles, often with coffee."""
        dishes = self._restaurant.of_round(Round.DESSERTS)
        wishes = self._draw([dish for dish in dishes if dish.category != SPECIALS], 0.6)
        specials = [dish for dish in dishes if dish.category == SPECIALS]
        if specials and self._dice.random() < 0.08:
            wishes += self._draw(specials, 0.01)
        return wishes

    def with_allergy(self, wishes: Sequence[Wish], allergy: str, seat: int) -> tuple[Wish, ...]:
        """Write a guest's allergy beside one dish, as a comment or as a modifier."""
        chosen = self._dice.randrange(len(wishes))
        wish = replace(wishes[chosen], seat=seat)
        if self._dice.random() < 0.5:
            wish = replace(wish, comment=f"ALLERGY {allergy}")
        else:
            wish = replace(wish, choices=(*wish.choices, Choice("Allergy", allergy)))
        self.current[wish.number] = wish
        return (*wishes[:chosen], wish, *wishes[chosen + 1 :])

    def change_of_mind(self, wishes: Sequence[Wish]) -> Wish | None:
        """Draw one change of a line that was ordered before: more, less, none, another choice, another comment.

        Gives the line as it is wanted now, amount 0 when it is taken back; None when nothing can be changed.
        """
        known = [self.current[wish.number] for wish in wishes if wish.number in self.current]
        possible = {
            "more": known,
            "less": [wish for wish in known if wish.amount > 1],
            "none": known if len(self.current) > 1 else [],
            "choice": [wish for wish in known if wish.product.modifiers],
            "comment": known,
        }
        kinds = [kind for kind, lines in possible.items() if lines]
        if not kinds:
            return None
        kind = self._dice.choices(kinds, [CHANGES[kind] for kind in kinds])[0]
        wish = self._changed(self._dice.choice(possible[kind]), kind)
        if wish.amount > 0:
            self.current[wish.number] = wish
        else:
            del self.current[wish.number]
        return wish

    def _changed(self, wish: Wish, kind: str) -> Wish:
        if kind == "choice":
            return replace(wish, choices=self._other_choices(wish))
        if kind == "comment":
            return replace(wish, comment=self._dice.choice([text for text in COMMENTS if text != wish.comment]))
        return replace(wish, amount={"more": wish.amount + 1, "less": wish.amount - 1}.get(kind, Decimal(0)))

    def _draw(self, products: Sequence[Product], share: float) -> tuple[Wish, ...]:
        """Draw about `share` portions per guest; equal ones become one line with an amount."""
        portions = max(1, sum(self._dice.random() < share for _ in range(self._guests)))
        favourites = self._dice.sample(list(products), k=min(len(products), max(2, portions - portions // 3)))
        lines: list[Wish] = []
        for seat in self._dice.sample(range(1, self._guests + 1), k=min(portions, self._guests)):
            wish = self._one(self._dice.choice(favourites), seat if self._names_seats else None)
            twin = next((index for index, line in enumerate(lines) if _is_same_dish(line, wish)), None)
            if twin is None:
                lines.append(wish)
            else:
                lines[twin] = replace(lines[twin], amount=lines[twin].amount + wish.amount)
        self.current |= {wish.number: wish for wish in lines}
        return tuple(lines)

    def _one(self, product: Product, seat: int | None) -> Wish:
        self._number += 1
        is_drink = product.round is Round.DRINKS
        is_small = not is_drink and product.category != SPECIALS and self._dice.random() < 0.03
        has_comment = self._dice.random() < 0.1
        return Wish(
            number=self._number,
            product=product,
            amount=SMALL_PORTION if is_small else Decimal(1),
            choices=self._choices(product),
            course=product.course if self._has_courses else None,
            seat=seat,
            comment=self._dice.choice(DRINK_COMMENTS if is_drink else COMMENTS) if has_comment else None,
        )

    def _choices(self, product: Product) -> tuple[Choice, ...]:
        """Choose for each modifier: how a dish is made nearly always, extras sometimes."""
        return tuple(
            Choice(modifier.name, self._dice.choice(modifier.options))
            for modifier in product.modifiers
            if self._dice.random() < (0.95 if modifier.name == "Doneness" else 0.4)
        )

    def _other_choices(self, wish: Wish) -> tuple[Choice, ...]:
        """Change one of a line's choices, or make one."""
        modifier = self._dice.choice(wish.product.modifiers)
        taken = {choice.option for choice in wish.choices}
        option = self._dice.choice([option for option in modifier.options if option not in taken])
        return (*(choice for choice in wish.choices if choice.name != modifier.name), Choice(modifier.name, option))


def _is_same_dish(line: Wish, wish: Wish) -> bool:
    return replace(line, number=wish.number, amount=wish.amount) == wish
