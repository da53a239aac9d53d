"""What a person wants an inquiry's flags to be, as absolute values, and whether that still fits; it sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, fields

from kds.domain.inquiries.inquiry import Inquiry, InquiryFlags


@dataclass(frozen=True, slots=True)
class FlagWish:
    """Flags as they shall be; None leaves one as it is. Sending it again is harmless (lightspeed 8)."""

    is_answered: bool | None = None
    is_to_do: bool | None = None
    is_closed: bool | None = None
    notifies: bool | None = None

    @property
    def wanted(self) -> dict[str, bool]:
        """The flags that shall have a value, by their names in `InquiryFlags`."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    def is_met_by(self, flags: InquiryFlags) -> bool:
        """Whether nothing is left to send."""
        return all(getattr(flags, name) == value for name, value in self.wanted.items())


def contested(wish: FlagWish, seen: Inquiry, now: Inquiry) -> tuple[str, ...]:
    """Give the flags that somebody else changed since they were seen and that the wish would change back.

    Args:
        wish: what shall be sent.
        seen: the inquiry as it stood on the screen when the key was pressed.
        now: the inquiry as it was read just now.
    """
    if now.updated_at == seen.updated_at and now.flags == seen.flags:
        return ()
    return tuple(
        name
        for name, value in wish.wanted.items()
        if getattr(now.flags, name) != getattr(seen.flags, name) and getattr(now.flags, name) != value
    )


def closed_meanwhile(seen: Inquiry, now: Inquiry) -> bool:
    """Whether somebody closed it since it was seen: a reply or a flag that is still unsent then asks a person."""
    return now.flags.is_closed and not seen.flags.is_closed
