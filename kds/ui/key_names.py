"""Names of keys as key presses carry them; which key means what is the profiles' business."""

from __future__ import annotations

import difflib
from functools import lru_cache

MODIFIERS = frozenset(
    f"{side}_{key}" for side in ("left", "right") for key in ("shift", "control", "alt", "super", "hyper", "meta")
) | {"iso_level3_shift", "iso_level5_shift", "caps_lock", "num_lock", "scroll_lock"}
"""Keys that only the Kitty keyboard protocol reports by themselves (kitty keyboard protocol, functional keys)."""

HOLDABLE = ("ctrl", "alt", "shift", "super", "hyper", "meta")
"""What may stand before another key's name, joined by `+`."""

_PLAIN_CODES = 127


def key_name(key: str, character: str | None) -> str:
    """Give the name a profile uses for a key press: its character, letters in lower case, else the key's own name."""
    if character and character.isprintable() and not character.isspace():
        return character.lower()
    return "enter" if key == "ctrl+j" else key


def nearest_name(name: str) -> str:
    """Give the name itself where a terminal can send it, else the nearest one that it can."""
    if len(name) == 1 and name.isprintable() and not name.isspace():
        return name
    *held, key = name.lower().split("+")
    known = _names()
    if (key in known or (held and len(key) == 1)) and all(each in HOLDABLE for each in held):
        return "+".join((*held, key))
    if key in known:
        return key
    typed = _typed_by_name().get(key.casefold().replace(" ", "_"))
    if typed is not None:
        return typed
    close = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.0)
    return "+".join((*(each for each in held if each in HOLDABLE), close[0]))


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Give the names of the keys that type no character."""
    # loaded with Textual's driver anyway; the tables are those its parser names keys by
    from textual._keyboard_protocol import FUNCTIONAL_KEYS
    from textual.keys import Keys

    shown = {key.value for key in Keys if key.value.isidentifier()} - {"return"}
    return frozenset({name for name in (*FUNCTIONAL_KEYS.values(), *shown) if len(name) > 1} | {"space"})


@lru_cache(maxsize=1)
def _typed_by_name() -> dict[str, str]:
    """Give Textual's name of a character → the character: profiles write what a key types, `?` and not `question_mark`."""
    from textual.keys import _character_to_key

    characters = (chr(code) for code in range(33, _PLAIN_CODES))
    return {_character_to_key(each): each for each in characters if not each.isalnum()}
