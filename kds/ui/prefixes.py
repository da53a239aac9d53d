"""What the last row says while a prefix waits for its next key, made of the keys behind it; it reads no key."""

from __future__ import annotations

from kds.language import mark, tr
from kds.ui.drawing.legend import SHORT_WORDS
from kds.ui.keys import Action, KeyProfile, Prefix


def caption_of(profile: KeyProfile, prefix: Prefix) -> str:
    """Give `MORE: 1=start 2=fire 0=help`, each key once and in the order of the profile; the file's own words before that."""
    if prefix.caption:
        return prefix.caption
    cap = profile.printed(prefix.keys[0])
    if not prefix.actions:
        slots = profile.slots_caption_wide
        if prefix.slots_bump:
            return tr("{key}: {slots} is done at once", key=cap, slots=slots)
        return tr("{key}: {slots} chooses a card without bumping it", key=cap, slots=slots)
    keys: dict[str, str] = {}
    for key, action in prefix.actions.items():
        keys.setdefault(action.value, profile.printed(key))
    short = {**SHORT_WORDS, Action.SEND_READY.value: mark("ready")}
    told = (f"{key}={tr(short[name])}" for name, key in keys.items() if name in short)
    return " ".join((f"{cap}:", *told))
