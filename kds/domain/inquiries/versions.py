"""What a person saw of an inquiry as one number, so that a command that waits for days still knows it; pure.

The number is all that a command carries of it (`Command.base_version`): the time of the last change and the flags.
"""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import UTC, datetime

from kds.domain.inquiries.inquiry import Inquiry, InquiryFlags

_FLAGS = 4


def version_of(inquiry: Inquiry) -> int:
    """Give the version of an inquiry as it is shown; 0 as time where its source tells none."""
    seconds = int(inquiry.updated_at.timestamp()) if inquiry.updated_at is not None else 0
    bits = sum(int(value) << place for place, value in enumerate(astuple(inquiry.flags)))
    return seconds << _FLAGS | bits


def as_seen(version: int, now: Inquiry) -> Inquiry:
    """Give the inquiry as it stood when a key was pressed, as far as its version tells.

    Args:
        version: what `version_of` gave then.
        now: the inquiry as it was read just now; all but time and flags is taken from it.
    """
    seconds = version >> _FLAGS
    flags = InquiryFlags(*(bool(version >> place & 1) for place in range(_FLAGS)))
    return replace(now, updated_at=datetime.fromtimestamp(seconds, UTC) if seconds else None, flags=flags)
