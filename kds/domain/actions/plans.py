"""What a key press can come to besides an intent or a refusal: a question, a list of what is missing, a plan to fire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kds.domain.order import Order
from kds.language import number_words, tr, trn


@dataclass(frozen=True, slots=True)
class MissingLine:
    """One line of a table that is not ready yet.

    Attributes:
        endpoints: where it is still made; empty for a line without endpoints.
    """

    order_id: str
    item_id: int
    name: str
    quantity: Decimal
    endpoints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Enter on the pass was refused because something is not ready (board 6).

    A further Enter on the same card forces it, but only between 0.5 and 3 s after the list: see `forces`.

    Attributes:
        at: when the list was shown, server time.
        sentence: `T7 waits for GRILL 2x Ribeye`.
    """

    card_key: str
    lines: tuple[MissingLine, ...]
    sentence: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """The same key once more (`confirmed=True`) does it; anything else leaves everything as it is.

    Attributes:
        intent_id: the intent that would be taken back.
    """

    sentence: str
    intent_id: str


@dataclass(frozen=True, slots=True)
class FireCourse:
    """One row of a fire list: what one held order sends to its stations.

    Attributes:
        title: the table or what a person calls it.
        course: None where the order has no course.
        dishes: how many plates, voids taken off.
        quantities: name and open quantity, in the order of the slip.
    """

    order: Order
    title: str
    course: int | None
    dishes: Decimal
    quantities: tuple[tuple[str, Decimal], ...]

    @property
    def sentence(self) -> str:
        """Give the row as words: `T4 course 2, 6 dishes`."""
        dishes = count_dishes(self.dishes)
        if self.course is None:
            return f"{self.title}, {dishes}"
        return tr("{title} course {course}, {dishes}", title=self.title, course=self.course, dishes=dishes)


@dataclass(frozen=True, slots=True)
class FirePlan:
    """What firing would send to the stations; confirmed by Enter and then handed to `fire`.

    Attributes:
        courses: one row per order that goes.
        later: held orders of the same tables that stay held.
    """

    label: str
    card_key: str
    courses: tuple[FireCourse, ...]
    later: tuple[FireCourse, ...] = ()

    @property
    def sentence(self) -> str:
        """Give the whole plan in one line: `T4 course 2, 6 dishes`, rows separated by semicolons."""
        return "; ".join(course.sentence for course in self.courses)


def count_dishes(quantity: Decimal) -> str:
    """Count dishes, weighed ones too: `1 dish`, `0.5 dishes`."""
    whole = 1 if quantity == 1 else max(int(quantity), 2)
    return trn("{amount} dish", "{amount} dishes", whole, amount=number_words(quantity))
