"""Request bodies: strict models whose member names match in any case, and the 400 that names what is wrong in them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError, from_json

from kds.server.problems import REQUIRED, Fault, Problem, fault, invalid
from kds.server.values import instant_of, instant_text, number, rounded

Member = TypeVar("Member")

_NO_NUL = r"^[^\x00]*$"  # a database may refuse NUL in texts


class Body(BaseModel):
    """What a client sends; unknown members are ignored, types are not converted."""

    model_config = ConfigDict(strict=True, frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore")


def _moment(value: object) -> object:
    if not isinstance(value, str) or len(value) < len("2026-11-22T00:00Z"):
        return value
    try:
        return instant_of(value)
    except ValueError:
        return value


def _rows(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def whole_type(lowest: int, highest: int | None = None) -> Any:
    """Give the type of an integer within bounds; JSON knows no difference between 7 and 7.0."""
    return Annotated[int, Field(ge=lowest, le=highest), BeforeValidator(_whole)]


VersionNumber: Any = whole_type(0)

Version = Annotated[VersionNumber | None, Field(alias="_v")]
"""The version that a change was decided on; none means whatever is stored (contract 1)."""

Instant = Annotated[
    datetime,
    BeforeValidator(_moment),
    PlainSerializer(instant_text),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment, ISO 8601; without an offset it is UTC."""

LONGEST_NAME = 200
"""Characters of a name."""

Text = Annotated[str, Field(max_length=2000, pattern=_NO_NUL)]
"""Free text of a person."""

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=_NO_NUL)]
"""A name or key, not empty."""

Rows = Annotated[tuple[Member, ...], Field(max_length=1000), BeforeValidator(_rows)]
"""A JSON array."""


def amount_type(lowest: str, highest: str, step: str) -> Any:
    """Give the type of a decimal that is sent as a JSON number, within bounds, rounded half up to a step."""
    low, high, grain = Decimal(lowest), Decimal(highest), Decimal(step)

    def read(value: object) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not math.isfinite(value):
            raise PydanticCustomError("number_type", "a number is needed")
        amount = Decimal(str(value))
        if not low <= amount <= high:
            raise PydanticCustomError(
                "bounds", "a number from {low} to {high} is needed", {"low": lowest, "high": highest}
            )
        return rounded(amount, grain)

    return Annotated[
        Decimal,
        BeforeValidator(read),
        PlainSerializer(number),
        WithJsonSchema({"type": "number", "minimum": float(low), "maximum": float(high)}),
    ]


def word_type(words: type[StrEnum]) -> Any:
    """Give the type of a value that is one of some words, read without regard to case."""
    by_lower = {word.value.lower(): word for word in words}

    def read(value: object) -> object:
        found = by_lower.get(value.lower()) if isinstance(value, str) else None
        if found is None:
            raise PydanticCustomError("word", "one of {words} is needed", {"words": ", ".join(words)})
        return found

    return Annotated[
        words, BeforeValidator(read), WithJsonSchema({"type": "string", "enum": [str(word) for word in words]})
    ]


@cache
def _names(model: type[BaseModel]) -> dict[str, tuple[str, type[BaseModel] | None]]:
    """Give, for each lower-case member name, the name as written and the model of its value or of its elements."""
    names = {}
    for name, member in model.model_fields.items():
        written = member.alias or name
        names[written.lower()] = (written, _inner_model(member.annotation))
    return names


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_inner_model, get_args(annotation))), None)


def _respelled(value: Any, model: type[BaseModel]) -> Any:
    """Give the value with all member names spelled as the model spells them."""
    if isinstance(value, list):
        return [_respelled(element, model) for element in value]
    if not isinstance(value, dict):
        return value
    names = _names(model)
    spelled = {}
    for key, content in value.items():
        written, inner = names.get(key.lower(), (key, None))
        spelled[written] = content if inner is None else _respelled(content, inner)
    return spelled


Shape = TypeVar("Shape", bound=Body)


def read_body(
    raw: bytes, model: type[Shape], *, optional: bool = False, given: Mapping[str, object] | None = None
) -> Shape:
    """Read a request body.

    Args:
        raw: the bytes as received.
        model: what is expected.
        optional: whether no body at all means an empty object.
        given: members that are known already, for where the body leaves them out.

    Raises:
        Problem: 400, with one entry in `errors` for each wrong member.
    """
    if optional and not raw:
        raw = b"{}"
    try:
        parsed = from_json(raw, allow_inf_nan=False)
    except ValueError:
        raise invalid(fault("", "value.json")) from None
    if not isinstance(parsed, dict):
        raise invalid(fault("", "value.object"))
    try:
        return model.model_validate({**(given or {}), **_respelled(parsed, model)})
    except ValidationError as error:
        raise _refusal(error) from None


def _refusal(error: ValidationError) -> Problem:
    faults: dict[str, Fault] = {}
    for entry in error.errors(include_url=False, include_context=False):
        member = _path(entry["loc"])
        if member in faults:
            continue
        if entry["type"] == "missing":
            faults[member] = fault(member, "value.required", code=REQUIRED)
        elif entry["type"].endswith("_type"):
            faults[member] = fault(member, "value.type")
        else:
            faults[member] = fault(member, "value.wrong", reason=entry["msg"])
    return invalid(*faults.values())


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f"{'.' if path else ''}{step}"
    return path
