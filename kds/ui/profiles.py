"""Reads key profiles from TOML files; a mistake is told with file, key and what was probably meant."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kds.errors import KeyProfileError
from kds.language import tr
from kds.ui.key_names import nearest_name
from kds.ui.keys import Action, KeyProfile, Prefix

_MOST_SLOTS = 10
_TOP_KEYS = (
    "name",
    "title",
    "slots",
    "slots_do",
    "slots_caption",
    "slots_caption_wide",
    "actions",
    "prefixes",
    "caps",
)
_PREFIX_KEYS = ("keys", "caption", "slots_do", "actions", "on_pass")


def load_profile(name: str, folders: tuple[Path, ...]) -> KeyProfile:
    """Read the profile `name` from the first folder that has it.

    Raises:
        KeyProfileError: there is no such profile, or the file can't be used; names file, key and reason.
    """
    for folder in folders:
        file = folder / f"{name}.toml"
        if file.is_file():
            return read_profile(file)
    known = sorted({file.stem for folder in folders if folder.is_dir() for file in folder.glob("*.toml")})
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        raise KeyProfileError(
            tr("There is no key profile called {name}; did you mean {near}?", name=name, near=near[0])
        )
    there = ", ".join(known) or tr("none")
    raise KeyProfileError(tr("There is no key profile called {name}; there are: {known}.", name=name, known=there))


def read_profile(file: Path) -> KeyProfile:
    """Read one profile file.

    Raises:
        KeyProfileError: the file is not TOML, names an unknown key or action, or uses a key twice.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KeyProfileError(tr("The key profile {file} can't be read: {why}.", file=file, why=error)) from error
    _refuse_strangers(file, "", table, _TOP_KEYS)
    slots = _keys(file, "slots", table.get("slots", []))
    if len(slots) > _MOST_SLOTS:
        raise KeyProfileError(tr("{file}: slots may name ten keys, it names {count}.", file=file, count=len(slots)))
    used = dict.fromkeys(slots, "slots")
    if len(used) < len(slots):
        raise KeyProfileError(tr("{file}: slots names a key twice.", file=file))
    actions = _actions(file, "actions", table, used)
    prefixes = tuple(_prefix(file, name, own, used) for name, own in _table(file, "prefixes", table).items())
    profile = KeyProfile(
        name=str(table.get("name", file.stem)),
        title=str(table.get("title", file.stem)),
        slots=slots,
        actions=actions,
        caps={_named(file, "caps", key): str(cap) for key, cap in _table(file, "caps", table).items()},
        slots_caption=str(table.get("slots_caption", "")),
        slots_caption_wide=str(table.get("slots_caption_wide", table.get("slots_caption", ""))),
        slots_bump=bool(_slots_bump(file, "slots_do", table.get("slots_do", "choose"))),
        prefixes=prefixes,
    )
    _refuse_useless(file, profile)
    return profile


def _prefix(file: Path, name: str, table: Any, used: dict[str, str]) -> Prefix:
    place = f"prefixes.{name}"
    if not isinstance(table, dict):
        raise KeyProfileError(tr("{file}: [{place}] must be a table.", file=file, place=place))
    _refuse_strangers(file, place, table, _PREFIX_KEYS)
    keys = _keys(file, f"{place}.keys", table.get("keys", []))
    if not keys:
        raise KeyProfileError(tr("{file}: {place}.keys names no key that begins it.", file=file, place=place))
    for key in keys:
        _take(file, key, f"{place}.keys", used)
    actions, on_pass = (
        _actions(file, f"{place}.{part}", {f"{place}.{part}": table.get(part, {})}, {})
        for part in ("actions", "on_pass")
    )
    digits = _slots_bump(file, f"{place}.slots_do", table["slots_do"]) if "slots_do" in table else None
    return Prefix(name, keys, str(table.get("caption", "")), digits, actions, on_pass)


def _actions(file: Path, place: str, table: Mapping[str, Any], used: dict[str, str]) -> dict[str, Action]:
    actions: dict[str, Action] = {}
    for word, keys in _table(file, place, table).items():
        action = _action(file, f"{place}.{word}", word)
        for key in _keys(file, f"{place}.{word}", keys):
            _take(file, key, f"{place}.{word}", used)
            actions[key] = action
    return actions


def _take(file: Path, key: str, place: str, used: dict[str, str]) -> None:
    """Note where a key is used; a second place is a mistake."""
    if key in used:
        raise KeyProfileError(
            tr(
                "{file}: the key {key!r} is used twice, in {first} and in {second}.",
                file=file,
                key=key,
                first=used[key],
                second=place,
            )
        )
    used[key] = place


def _refuse_useless(file: Path, profile: KeyProfile) -> None:
    """Refuse a profile with which nothing could ever be chosen or bumped."""
    asked = {*profile.actions.values(), *(action for each in profile.prefixes for action in each.actions.values())}
    bumps = profile.slots_bump or any(each.slots_bump for each in profile.prefixes)
    if Action.DONE not in asked and not (profile.slots and bumps):
        raise KeyProfileError(tr("{file}: actions.done has no key, so nothing could ever be bumped.", file=file))
    if not profile.slots and not {Action.LEFT, Action.RIGHT} & asked:
        raise KeyProfileError(
            tr("{file}: slots names no key and there is no key for left or right, so no card can be chosen.", file=file)
        )


def _action(file: Path, place: str, word: str) -> Action:
    try:
        return Action(word)
    except ValueError:
        near = difflib.get_close_matches(word, [action.value for action in Action], n=1, cutoff=0.0)[0]
        raise KeyProfileError(
            tr("{file}: {place} is no action, did you mean {near}?", file=file, place=place, near=near)
        ) from None


def _slots_bump(file: Path, place: str, value: Any) -> bool:
    if value not in ("choose", "bump"):
        raise KeyProfileError(tr('{file}: {place} must be "choose" or "bump".', file=file, place=place))
    return bool(value == "bump")


def _keys(file: Path, place: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry for entry in value):
        raise KeyProfileError(tr("{file}: {place} must be a list of keys, like ['enter'].", file=file, place=place))
    return tuple(_named(file, place, entry) for entry in value)


def _named(file: Path, place: str, key: str) -> str:
    """Give a key's name as presses are named; one that no terminal ever sends is a mistake."""
    name = key.lower() if len(key) == 1 else key
    near = nearest_name(name)
    if near != name:
        raise KeyProfileError(
            tr(
                "{file}: {place}: there is no key called {key!r}, did you mean {near!r}?",
                file=file,
                place=place,
                key=key,
                near=near,
            )
        )
    return name


def _refuse_strangers(file: Path, place: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    stranger = next((key for key in table if key not in known), None)
    if stranger is not None:
        near = difflib.get_close_matches(stranger, known, n=1, cutoff=0.0)[0]
        where = f"{place}.{stranger}" if place else stranger
        raise KeyProfileError(
            tr("{file}: there is no key {where}, did you mean {near}?", file=file, where=where, near=near)
        )


def _table(file: Path, key: str, table: Mapping[str, Any]) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise KeyProfileError(tr("{file}: [{place}] must be a table.", file=file, place=key))
    return value
