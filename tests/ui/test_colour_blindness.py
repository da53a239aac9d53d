"""The theme for colour-blind eyes, seen through each of the three kinds of them."""

from __future__ import annotations

import itertools
import math

import pytest

from kds.paths import shipped_themes
from kds.ui.colours import linear
from kds.ui.painting import LOOKS, seen_colours
from kds.ui.themes import load_theme

Matrix = tuple[tuple[float, float, float], ...]

EYES: dict[str, Matrix] = {
    "all three cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What each kind of eye makes of linear red, green and blue (Machado, Oliveira, Fernandes 2009, severity 1.0)."""

LEAST_DIFFERENCE = 15.0
"""CIE 1976 colour difference; 2.3 is the least that can be seen at all side by side."""
LEAST_LIGHTNESS = 4.5
"""Difference in L* (0 to 100), so that they differ on a grey screen and for eyes without any colour."""


def seen(colour: str, eyes: Matrix) -> tuple[float, float, float]:
    """Give L*, a* and b* (CIE 1976, D65) of a colour as these eyes see it."""
    red, green, blue = (
        min(max(sum(part * amount for part, amount in zip(row, linear(colour), strict=True)), 0.0), 1.0) for row in eyes
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def alarms(theme_name: str) -> dict[str, str]:
    """Give what stands behind the letters of each reversed look."""
    theme = load_theme(theme_name, (shipped_themes(),))
    pairs = {name: seen_colours(look, theme) for name, look in LOOKS.items() if look.reverse}
    return {name: pair[1] for name, pair in pairs.items() if pair is not None}


@pytest.mark.parametrize("kind", EYES)
def test_no_two_alarms_come_out_alike(kind: str) -> None:
    """Late, due, allergy, void, complete, offline and a plain alarm differ in colour and in lightness for these eyes."""
    found = {name: seen(colour, EYES[kind]) for name, colour in alarms("colour-blind").items()}
    assert len(found) == 7
    for one, other in itertools.combinations(found, 2):
        assert math.dist(found[one], found[other]) >= LEAST_DIFFERENCE, (one, other)
        assert abs(found[one][0] - found[other][0]) >= LEAST_LIGHTNESS, (one, other)


def test_the_eyes_are_simulated_as_they_are() -> None:
    """White stays white for all of them, and red and green of one lightness differ far less without the red cone."""
    for eyes in EYES.values():
        assert seen("#ffffff", eyes) == pytest.approx((100, 0, 0), abs=0.1)
    full, without = (
        math.dist(seen("#cc4444", EYES[kind]), seen("#44802a", EYES[kind]))
        for kind in ("all three cones", "protanopia")
    )
    assert without < full / 3
