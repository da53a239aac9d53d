"""Makes text from outside harmless and measures it in terminal cells; it knows nothing about colours or widgets."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

REPLACEMENT = "�"
"""Stands where a control character was, so that a person sees that something was taken out."""
MARKS_PER_BASE = 4
"""Combining marks kept on one base character (reliability 4.1, combining floods)."""

_JOINER = "\u200d"
_WIDENER = "\ufe0f"
_ELLIPSIS = "…"
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
_BREAKING = (*range(0x2028, 0x202A), *range(0xD800, 0xE000))
_INVISIBLE = (
    0x00AD,
    0x034F,
    0x061C,
    0x115F,
    0x1160,
    0x17B4,
    0x17B5,
    0x180E,
    0x200B,
    0x200C,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0x3164,
    0xFEFF,
    0xFFA0,
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
)
_CLEANED: dict[int, str | None] = {
    **dict.fromkeys((*_CONTROLS, *_BREAKING, 0xFFFE, 0xFFFF), REPLACEMENT),
    **dict.fromkeys(_INVISIBLE),
}
_NARROW = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x300), *range(0x2500, 0x25FD))))
_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


def clean(text: str, *, limit_cells: int | None = None) -> str:
    """Make text from outside safe to show: no controls, no invisible or direction-changing characters, few marks.

    Controls (C0, C1, DEL), line separators and lone surrogates become `�`; bidi controls, zero-width characters and
    tags are removed; a joiner stays only between emoji; at most `MARKS_PER_BASE` combining marks stay on a base
    character and none without one (reliability 4.1).

    Args:
        text: anything.
        limit_cells: longest result; what is cut off shows as `…` at the end.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(_harmless(text.translate(_CLEANED), limit_cells))
    if limit_cells is not None and (len(text) > limit_cells or not text.isascii()) and cell_width(text) > limit_cells:
        return cut_cells(text, limit_cells - 1) + _ELLIPSIS if limit_cells > 0 else ""
    return text


def _harmless(text: str, limit_cells: int | None) -> Iterator[str]:
    """Drop misplaced joiners, tones and marks; stop soon after the limit, so that a flood costs nothing."""
    marks = width = 0
    previous = ""
    toned = False
    for index, char in enumerate(text):
        if limit_cells is not None and width > limit_cells:
            return
        if char == _JOINER:
            following = text[index + 1 : index + 2]
            if not (_is_pictograph(previous) and _is_pictograph(following)):
                continue
        elif ord(char) in _TONES:
            if _is_pictograph(previous) and not toned:
                toned = True
                yield char
            continue
        elif _is_mark(char):
            marks += 1
            if not previous or previous == _JOINER or marks > MARKS_PER_BASE:
                continue
            yield char
            continue
        else:
            width += _char_width(char)
        marks = 0
        previous, toned = char, False
        yield char


def _is_mark(char: str) -> bool:
    """Whether this character stands on the one before it: an accent, or the skin tone of an emoji."""
    return not char.isascii() and (ord(char) in _TONES or unicodedata.category(char) in ("Mn", "Me"))


def _is_pictograph(char: str) -> bool:
    """Whether a joiner may stand beside this character; new emoji may be unknown to this Python's tables."""
    if not char or char < "\u2190" or char == REPLACEMENT or ord(char) in _TONES:
        return False
    return unicodedata.category(char) in ("So", "Sm") or 0x1F000 <= ord(char) < 0x1FB00


def visible(text: str) -> str:
    """Take out whatever could reach the terminal as a command, without changing the text's width in cells.

    The last step before the screen (reliability 4.1, layer 2); text that went through `clean` comes back as it is.
    """
    if text.isprintable():
        return text
    width = cell_width(text)
    kept: list[str] = []
    for start, end, _ in _clusters(text):
        kept.extend(_shown(text[start:end]))
    shown = "".join(kept)
    difference = width - cell_width(shown)
    return shown + " " * difference if difference >= 0 else cut_cells(shown, width)


def _shown(cluster: str) -> Iterator[str]:
    for index, char in enumerate(cluster):
        if char == _JOINER:
            before = next((base for base in reversed(cluster[:index]) if not _is_mark(base)), "")
            if not (_is_pictograph(before) and _is_pictograph(cluster[index + 1 : index + 2])):
                return
            yield char
        elif ord(char) in _CLEANED:
            yield (REPLACEMENT if ord(char) in _BREAKING else " ") * _char_width(char)
        else:
            yield char


def cell_width(text: str) -> int:
    """Give the width in terminal cells, as the screen's own library counts it."""
    if _NARROW.issuperset(text):
        return len(text)
    if _JOINER not in text and _WIDENER not in text:
        return sum(map(_char_width, text))
    return sum(width for _, _, width in _clusters(text))


def cut_cells(text: str, cells: int) -> str:
    """Give the longest beginning that fits into that many cells, never half a character."""
    if _NARROW.issuperset(text):
        return text[: max(cells, 0)]
    taken = 0
    for start, _, width in _clusters(text):
        taken += width
        if taken > cells:
            return text[:start]
    return text


def wrap_cells(text: str, cells: int) -> tuple[str, ...]:
    """Break text into lines of at most that many cells, at spaces where there are any; no line for an empty text.

    Args:
        text: cleaned text; runs of spaces count as one.
        cells: width of a line, at least 1; a wide character in a line of 1 becomes `�`.
    """
    lines: list[str] = []
    line, room = "", max(cells, 1)
    for word in text.split():
        wide = cell_width(word)
        if line and cell_width(line) + 1 + wide <= room:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, room) if wide > room else (word,)
        lines.extend(full)
    return (*lines, line) if line else tuple(lines)


def _pieces(word: str, cells: int) -> list[str]:
    pieces, piece, taken = [], "", 0
    for start, end, width in _clusters(word):
        cluster, room = (word[start:end], width) if width <= cells else (REPLACEMENT, 1)
        if taken + room > cells:
            pieces.append(piece)
            piece, taken = "", 0
        piece += cluster
        taken += room
    return [*pieces, piece]


def _clusters(text: str) -> Iterator[tuple[int, int, int]]:
    """Give start, end and width of what takes cells together: a character with its marks, joined emoji."""
    start = index = width = 0
    can_widen = ""
    while index < len(text):
        char = text[index]
        if char == _JOINER:
            index += 2
            continue
        if char == _WIDENER:
            width += can_widen != "" and _widens(can_widen)
            can_widen = ""
        elif own := _char_width(char):
            if index > start:
                yield start, index, width
            start, width, can_widen = index, own, char
        index += 1
    if text:
        yield start, len(text), width


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int:
    """Give 0, 1 or 2; regional indicators count 1 and skin tones 0, as in the library that draws."""
    if char in _NARROW:
        return 1
    code = ord(char)
    if code in _FLAGS:
        return 1
    if code in _TONES:
        return 0
    import wcwidth

    return max(wcwidth.wcwidth(char), 0)


@lru_cache(maxsize=512)
def _widens(char: str) -> bool:
    """Whether the emoji form of this narrow character is wide."""
    import wcwidth

    return _char_width(char) == 1 and ord(char) not in _FLAGS and wcwidth.wcswidth(char + _WIDENER) == 2
