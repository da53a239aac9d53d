"""What is wrong with a value of the settings, in words; where it stands is `loading`'s business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kds.language import mark, tr

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WORDS: Mapping[str, str] = {
    "bool_parsing": mark("input should be a valid boolean, unable to interpret input"),
    "bool_type": mark("input should be a valid boolean"),
    "dict_type": mark("input should be a valid dictionary"),
    "enum": mark("input should be {expected}"),
    "float_parsing": mark("input should be a valid number, unable to parse string as a number"),
    "float_type": mark("input should be a valid number"),
    "greater_than": mark("input should be greater than {gt}"),
    "greater_than_equal": mark("input should be greater than or equal to {ge}"),
    "int_from_float": mark("input should be a valid integer, got a number with a fractional part"),
    "int_parsing": mark("input should be a valid integer, unable to parse string as an integer"),
    "int_type": mark("input should be a valid integer"),
    "less_than_equal": mark("input should be less than or equal to {le}"),
    "literal_error": mark("input should be {expected}"),
    "missing": mark("field required"),
    "string_type": mark("input should be a valid string"),
    "time_parsing": mark("input should be in a valid time format, {error}"),
    "time_type": mark("input should be a valid time"),
    "tuple_type": mark("input should be a valid tuple"),
}
"""The kinds of misfit that our settings can have (pydantic, validation errors); any other is told in the checker's own words."""


def misfit_words(found: ErrorDetails) -> str:
    """Say what is wrong with a value, for the middle of a sentence."""
    words = _WORDS.get(found["type"])
    if words is not None:
        return tr(words, **{name: _shown(value) for name, value in found.get("ctx", {}).items()})
    own = found["msg"].removeprefix("Value error, ")
    return own[:1].lower() + own[1:]


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).replace(" or ", tr(" or "))
