"""Where the demo menu is cooked in a restaurant with other stations than the demo's; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

ALL_ENDPOINTS = "*"


def routes(menu: Sequence[str], own: Sequence[str], known: Iterable[str]) -> Mapping[str, str]:
    """Give where each endpoint of the demo menu is cooked in practice.

    What has the same name stays there; the station that practises always gets something to cook.

    Args:
        menu: endpoints of the demo menu, the busiest first.
        own: endpoints of the station that practises; `*` for all.
        known: endpoints of the real till.
    """
    real = {name.casefold(): name for name in (*known, *own) if name != ALL_ENDPOINTS}
    found = {name: real[name.casefold()] for name in menu if name.casefold() in real}
    left = [name for name in real.values() if name not in found.values()]
    left.sort(key=lambda name: name not in own)
    unplaced = [name for name in menu if name not in found]
    is_idle = ALL_ENDPOINTS not in own and not any(name in own for name in found.values())
    if is_idle and not unplaced:
        unplaced = list(menu[: len(own)])
    found |= dict(zip(unplaced, left, strict=False))
    return {name: found.get(name, name) for name in menu}
