"""What every stand-in's behaviour switches have in common: checked when set, changeable while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from kds.errors import ServerError


class Switches(BaseModel):
    """Choices where the vendor's page is silent or contradicts itself; each stand-in has its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """Give these switches with some set otherwise.

        Raises:
            ServerError: a switch is unknown or has no such position; the message names it.
        """
        try:
            return type(self).model_validate({**self.model_dump(), **changes})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = ".".join(map(str, first["loc"]))
            known = ", ".join(sorted(type(self).model_fields))
            raise ServerError(f"The switch {name} can't be set: {first['msg']}. There are: {known}.") from error
