"""What a scanner typed becomes the code that the list knows; there is no check digit, so only the list decides."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

EAN_13_DIGITS = 13
"""Digits of a code to which the scanner added a check digit (qtickets 5.1)."""


def normalised(scanned: str, known: Container[str]) -> str:
    """Give the code meant by what a scanner typed (qtickets 5.1).

    White space and control characters go, then everything but digits; a code of 13 digits with a right EAN-13 check digit
    whose first 12 the list knows loses that digit. What the list knows as it stands is never changed.

    Args:
        scanned: what arrived, with or without CR, LF or TAB.
        known: the codes of the shows that are loaded.
    """
    text = "".join(char for char in scanned if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cf"))
    if text in known:
        return text
    digits = "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())
    if digits in known or not digits:
        return digits or text
    without_check = digits[: EAN_13_DIGITS - 1]
    return without_check if is_ean_13(digits) and without_check in known else digits


def is_ean_13(digits: str) -> bool:
    """Whether these are 13 digits of which the last is the check digit of the others."""
    if len(digits) != EAN_13_DIGITS or not (digits.isascii() and digits.isdecimal()):
        return False
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
    return total % 10 == 0
