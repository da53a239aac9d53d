"""How the Lightspeed stand-in behaves where the vendor's pages are silent (lightspeed 9)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kds.server.standins.switches import Switches

_Limit = Annotated[int, Field(ge=0)]


class LightspeedSwitches(Switches):
    """Positions of the Lightspeed stand-in's switches.

    Attributes:
        languages: codes that are active in the shop, and so may stand in addresses.
        limit_mode: a `limit` above the highest is lowered to it, or refused with 400.
        order: how lists are sorted by id.
        post_status: status of an answer to POST.
        flags_as_strings: flags are sent as `"true"` and `"false"`.
        reply_sets_answered: a message of the shop sets `isAnswered`.
        reply_bumps_ticket: a message moves the `updatedAt` of its inquiry.
        can_write: the key may change something.
        quota: requests allowed in 5 minutes, an hour and a day.
        per_second: requests allowed in one second, 0 for any number.
        hook_duplicate: every webhook is sent twice.
    """

    languages: tuple[str, ...] = ("en", "us", "nl")
    limit_mode: Literal["clamp", "400"] = "clamp"
    order: Literal["asc", "desc"] = "asc"
    post_status: Literal[200, 201] = 201
    flags_as_strings: bool = False
    reply_sets_answered: bool = False
    reply_bumps_ticket: bool = True
    can_write: bool = True
    quota: tuple[_Limit, _Limit, _Limit] = (300, 3_000, 12_000)
    per_second: int = Field(default=20, ge=0)
    hook_duplicate: bool = False
