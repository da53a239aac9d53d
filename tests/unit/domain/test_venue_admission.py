"""Who may enter, what a code means, and what a station may see of a name."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.domain.venue.admission import Admission, AdmissionState, admission_state, initials_of
from kds.domain.venue.barcodes import is_ean_13, normalised
from kds.domain.venue.show import Show, known_zone

THEN = datetime(2020, 3, 2, 9, tzinfo=UTC)
CODE = "875196723453"


@pytest.mark.parametrize(
    ("paid", "order_deleted", "deleted", "refunded", "barcode"),
    list(product([True, False], [None, THEN], [None, THEN], [None, THEN], [CODE, None])),
)
def test_only_a_paid_standing_ticket_with_a_code_lets_in(
    paid: bool,
    order_deleted: datetime | None,
    deleted: datetime | None,
    refunded: datetime | None,
    barcode: str | None,
) -> None:
    """Of all 32 cases one is valid; the reason told is refund before cancellation before payment."""
    state = admission_state(
        paid=paid, order_deleted_at=order_deleted, deleted_at=deleted, refunded_at=refunded, barcode=barcode
    )
    is_valid = paid and order_deleted is None and deleted is None and refunded is None and barcode is not None
    assert (state is AdmissionState.VALID) is is_valid
    assert (state is AdmissionState.REFUNDED) is (refunded is not None)
    if refunded is None:
        assert (state is AdmissionState.CANCELLED) is (deleted is not None or order_deleted is not None)
    assert Admission(41, barcode, state=state).may_enter is is_valid


@pytest.mark.parametrize(
    "scanned",
    [
        CODE,
        f"{CODE}\r\n",
        f"\t{CODE}",
        " 8751 9672 3453\x00",
        f"{CODE}4",
        "875-196-723-453",
        "\u200b８７５１９６７２３４５３",
    ],
)
def test_a_scanners_own_additions_are_taken_off(scanned: str) -> None:
    """Line ends, spaces, hyphens, wide digits and an added check digit all mean the code on the list."""
    assert normalised(scanned, {CODE}) == CODE


@pytest.mark.parametrize(
    ("scanned", "known", "meant"),
    [
        (f"{CODE}9", {CODE}, f"{CODE}9"),
        (f"{CODE}4", set[str](), f"{CODE}4"),
        (f"{CODE}4", {CODE, f"{CODE}4"}, f"{CODE}4"),
        ("999", {CODE}, "999"),
        ("VIP-7", {"VIP-7"}, "VIP-7"),
        ("VIP", {CODE}, "VIP"),
        ("", {CODE}, ""),
    ],
)
def test_a_code_is_not_bent_into_one_that_is_known(scanned: str, known: set[str], meant: str) -> None:
    """A wrong check digit, an unknown code and a code with letters stay what they are."""
    assert normalised(scanned, known) == meant


@given(st.text(max_size=30), st.sets(st.text("0123456789", min_size=12, max_size=13), max_size=3))
def test_normalising_twice_changes_nothing(scanned: str, known: set[str]) -> None:
    """What was normalised is normal."""
    once = normalised(scanned, known)
    assert normalised(once, known) == once
    assert not any(char.isspace() for char in once)


@pytest.mark.parametrize(
    ("digits", "holds"), [("4006381333931", True), ("4006381333932", False), ("400638133393", False)]
)
def test_an_ean_13_is_recognised(digits: str, holds: bool) -> None:
    """The check digit of a code known from everyday goods holds, another does not."""
    assert is_ean_13(digits) is holds


@pytest.mark.parametrize(
    ("names", "initials"),
    [(("Петров", "иван"), "П.И."), (("", "Anna"), "A."), ((" 'Aisha",), "A."), (("", "7"), ""), ((), "")],
)
def test_initials_hide_a_name(names: tuple[str, ...], initials: str) -> None:
    """A cook sees letters and no names."""
    assert initials_of(*names) == initials


def test_a_show_has_the_clock_of_its_town() -> None:
    """Nine in the morning UTC is four in the afternoon in Krasnoyarsk, and noon where the town is unknown."""
    assert Show(1, 1, "", time_zone=known_zone("Asia/Krasnoyarsk")).local(THEN).hour == 16
    assert Show(1, 1, "", time_zone=known_zone("Atlantis")).local(THEN).hour == 12
