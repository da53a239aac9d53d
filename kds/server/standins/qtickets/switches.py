"""How the Qtickets stand-in behaves where the vendor's page is silent or contradicts itself (qtickets 8)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kds.server.standins.switches import Switches

EventType = Literal["created", "updated", "payed", "deleted", "refunded", "checked"]
"""The `X-Event-Type` of a webhook (qtickets 4)."""


class Hook(BaseModel):
    """A receiver of webhooks, as the organiser sets it up by hand.

    Attributes:
        url: where they are posted.
        secret: signs them; empty sends no signature.
        events: of what it is told; empty means everything.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    secret: str = ""
    events: tuple[EventType, ...] = ()


class QticketsSwitches(Switches):
    """Positions of the Qtickets stand-in's switches.

    Attributes:
        quirks: `live` sends what the live service was seen to send, `documented` what the page shows.
        object_reply: how answers look of which the page says "array of the object".
        empty_seats: a seat map without seats is an empty list, as PHP writes it, or an empty object.
        double_scan: a second scan keeps the stored time, replaces it, or is refused.
        undo_null: a scan with `checked_at: null` is refused or takes the scan back.
        batch_reply: a batch of scans is answered with a list of results, one object, or no body.
        batch_mode: in a batch each row counts by itself, or one bad row spoils all.
        poison: barcodes that break every request they are sent in.
        hooks: receivers of webhooks.
        hook_duplicate: every webhook is sent twice.
        hook_reorder: webhooks go out in pairs, the later one first.
        hook_bad_signature: signatures do not fit.
        hook_factor: scales the n³ seconds before the n-th attempt.
    """

    quirks: Literal["documented", "live"] = "live"
    object_reply: Literal["wrapped", "bare", "list"] = "wrapped"
    empty_seats: Literal["list", "object"] = "list"
    double_scan: Literal["keep_first", "overwrite", "error"] = "keep_first"
    undo_null: Literal["reject", "clear"] = "reject"
    batch_reply: Literal["list", "object", "empty"] = "list"
    batch_mode: Literal["per_row", "all_or_nothing"] = "per_row"
    poison: tuple[str, ...] = ()
    hooks: tuple[Hook, ...] = ()
    hook_duplicate: bool = False
    hook_reorder: bool = False
    hook_bad_signature: bool = False
    hook_factor: float = Field(default=1.0, ge=0)
