"""The pages that keys open from the board; loaded only after its first paint, since they cost as much as the board itself."""

from __future__ import annotations

from kds.ui.screens.details import DetailsScreen
from kds.ui.screens.fire import FireScreen
from kds.ui.screens.help import HelpScreen
from kds.ui.screens.listing import ListScreen
from kds.ui.screens.outbox import OutboxScreen
from kds.ui.screens.paging import PagedScreen
from kds.ui.screens.recall import RecallScreen


def all_pages() -> tuple[ListScreen | PagedScreen, ...]:
    """Give one of each page, to be installed for the life of the application; those of inquiries come with the first one."""
    return (
        RecallScreen(),
        DetailsScreen(),
        FireScreen(),
        OutboxScreen(),
        HelpScreen(),
    )
