"""The rows of one line of a card: quantity, name, modifiers, comment, and what happened to it; nothing of it is ever cut
without saying so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kds.domain.cards import CardLine, LineKind
from kds.domain.terms import Status
from kds.domain.text import cell_width, clean, cut_cells, wrap_cells
from kds.domain.wording import amount_words, is_choice
from kds.language import tr
from kds.ui.drawing.sizes import Format
from kds.ui.drawing.spans import (
    BOLD,
    DIM,
    PLAIN,
    STRUCK,
    UNDERLINE,
    VOID,
    Look,
    Row,
    Span,
    blank,
    filled,
    spread,
    width_of,
)
from kds.ui.drawing.words import joined, seat_word, short_name

COMMENT_ROWS = 6
"""Most rows of one comment; what is longer ends in `MORE:` and the key of the details."""

_INDENT = 5
_PIECES = frozenset({"pcs", "pc", "ks", "x", ""})


def quantity_words(quantity: Decimal, unit: str = "pcs") -> str:
    """Give `2x`, `0.5x`, `0.3kg`."""
    return f"{amount_words(quantity)}{'x' if unit.lower() in _PIECES else unit}"


def dish_rows(line: CardLine, fmt: Format, *, keep_bright: bool = False, seat: str | None = None) -> tuple[Row, ...]:
    """Give the rows of a line, `fmt.width` cells each.

    Args:
        line: what to draw.
        fmt: width and density.
        keep_bright: draw a finished line bold all the same (a complete table on the pass).
        seat: words for the right edge instead of `seat 3`.
    """
    if line.kind is LineKind.ODDITY:
        return tuple(_indented(text, 1, fmt.width, BOLD) for text in wrap_cells(line.name, fmt.width - 2))
    done = is_done(line) and line.kind is not LineKind.VOID
    loud, quiet = (DIM, DIM) if done and not keep_bright else (BOLD, PLAIN)
    rows = _first_rows(line, fmt, loud, quiet, seat)
    if rows is None:
        rows = _named(line, fmt, loud, _tags(line, fmt, loud, quiet, seat))
        rows = (*rows, *_modifier_rows(line, fmt, quiet))
    return (*rows, *_other_rows(line, fmt, quiet))


def is_done(line: CardLine) -> bool:
    """Whether nothing is left to do about a line here."""
    return line.shown_status.rank >= Status.READY.rank


def words_of(line: CardLine, fmt: Format) -> str:
    """Give `2x RIBEYE 300`."""
    name = line.name.upper() if fmt.upper_case else line.name
    return f"{quantity_words(line.quantity, line.unit)} {name}"


def line_in_words(line: CardLine, *, upper: bool) -> str:
    """Give `2x RIBEYE rare` for a list of other cards: no portion size, no removals and additions."""
    if line.kind not in (LineKind.DISH, LineKind.CHANGED):
        return tr("VOID") if line.kind is LineKind.VOID else "?"
    choices = [text for text in line.modifiers if is_choice(text)]
    name = short_name(line.name)
    return joined(quantity_words(line.quantity, line.unit), name.upper() if upper else name, *choices, by=" ")


def mark_of(line: CardLine) -> str:
    """Give the sign before the quantity: `>` started, `ok` done, a circle for what nobody knows but this board."""
    if line.kind is LineKind.VOID:
        return ""
    if line.ticked is not None and line.ticked.rank >= Status.READY.rank:
        return "◌"
    here = "◌" if line.is_local else ""
    if is_done(line):
        return f"{here}{tr('ok')} "
    return f"{here}>" if line.shown_status is Status.IN_PROGRESS else " "


def _lead(line: CardLine, loud: Look) -> Span:
    if line.kind is LineKind.VOID:
        return Span(f"{tr('VOID')} ", VOID)
    if line.kind is LineKind.CHANGED:
        return Span(f"{tr('CHANGED')} {mark_of(line).lstrip()}", BOLD)
    return Span(mark_of(line), loud)


def _tags(line: CardLine, fmt: Format, loud: Look, quiet: Look, seat: str | None) -> tuple[Span, ...]:
    """Give what stands at the right edge of the first row."""
    if line.kind is LineKind.VOID:
        return (Span(fate_words(line, fmt), PLAIN),) if line.fate else ()
    is_told_below = line.again and not (fmt.is_compact or fmt.is_list)
    place = seat if seat is not None else seat_word(line.seat) if line.seat and not is_told_below else ""
    was = tr("WAS {amount}", amount=amount_words(line.was)) if line.was is not None else ""
    spans = (Span(place, loud if seat is not None else quiet), Span("  " if place and was else ""), Span(was, loud))
    return tuple(span for span in spans if span.text)


def fate_words(line: CardLine, fmt: Format) -> str:
    """Give what was happening to a voided dish: `on grill`, with more room `was on grill`."""
    return tr("was on {station}", station=line.fate_at) if fmt.is_roomy and line.fate_at else line.fate


def _first_rows(line: CardLine, fmt: Format, loud: Look, quiet: Look, seat: str | None) -> tuple[Row, ...] | None:
    """Give one row with all modifiers behind the name, on a small screen and where lines are short the comment too."""
    if not (fmt.is_compact or fmt.one_row) or not (line.modifiers or (fmt.one_row and line.comment)):
        return None
    look = loud
    if line.kind is LineKind.VOID:
        if not fmt.one_row:
            return None
        loud, look = PLAIN, STRUCK
    modifiers = "".join(f"{' ' if index else '  '}{text}" for index, text in enumerate(line.modifiers))
    left = (_lead(line, loud), Span(words_of(line, fmt), look), Span(modifiers, loud))
    tags = _tags(line, fmt, loud, quiet, seat)
    room = fmt.width - (width_of(tags) + 2 if tags else 1)
    if width_of(left) > room:
        return None
    if not line.comment:
        return (spread(left, tags, fmt.width),)
    quoted = Span(f'"{line.comment}"', DIM if loud is DIM else UNDERLINE)
    if fmt.one_row and width_of(left) + 2 + quoted.width <= room:
        return (spread((*left, blank(2), quoted), tags, fmt.width),)
    return (spread(left, tags, fmt.width), *quoted_rows(line.comment, fmt, _INDENT, dim=loud is DIM))


def _named(line: CardLine, fmt: Format, loud: Look, tags: Sequence[Span]) -> tuple[Row, ...]:
    """Give quantity and name, on more rows where the name is long, with the tags at the right."""
    lead = _lead(line, loud)
    look = STRUCK if line.kind is LineKind.VOID else loud
    words = words_of(line, fmt)
    used = cell_width(lead.text)
    tag_cells = width_of(tags)
    if used + cell_width(words) + (tag_cells + 1 if tags else 1) <= fmt.width:
        return (spread((lead, Span(words, look)), tags, fmt.width),)
    texts = wrap_cells(words, fmt.width - used - 1)
    rows = [
        filled((lead if index == 0 else Span(" " * used), Span(text, look)), fmt.width)
        for index, text in enumerate(texts)
    ]
    if not tags:
        return tuple(rows)
    if used + cell_width(texts[-1]) + tag_cells + 1 <= fmt.width:
        first = lead if len(texts) == 1 else Span(" " * used)
        rows[-1] = spread((first, Span(texts[-1], look)), tags, fmt.width)
    else:
        rows.extend(_right(tags, fmt.width))
    return tuple(rows)


def _right(tags: Sequence[Span], width: int) -> tuple[Row, ...]:
    if width_of(tags) <= width:
        return (spread((), tags, width),)
    return tuple(
        _indented(text, _INDENT, width, span.look) for span in tags for text in wrap_cells(span.text, width - _INDENT)
    )


def _modifier_rows(line: CardLine, fmt: Format, quiet: Look) -> tuple[Row, ...]:
    """Give modifiers: a removal or an addition on a row of its own, choices beside each other where they fit."""
    room = fmt.width - _INDENT - 1
    texts: list[str] = []
    joins = False
    for modifier in line.modifiers:
        chooses = is_choice(modifier)
        if chooses and joins and cell_width(texts[-1]) + 2 + cell_width(modifier) <= room:
            texts[-1] = f"{texts[-1]}  {modifier}"
        else:
            texts.extend(wrap_cells(modifier, room))
        joins = chooses and bool(texts)
    rows = [_indented(text, _INDENT, fmt.width, quiet) for text in texts]
    if not line.comment:
        return tuple(rows)
    quoted = f'"{line.comment}"'
    if joins and cell_width(texts[-1]) + 2 + cell_width(quoted) <= room:
        look = DIM if quiet is DIM else UNDERLINE
        rows[-1] = filled((Span(" " * _INDENT), Span(f"{texts[-1]}  ", quiet), Span(quoted, look)), fmt.width)
        return tuple(rows)
    return (*rows, *quoted_rows(line.comment, fmt, _INDENT, dim=quiet is DIM))


def quoted_rows(text: str, fmt: Format, indent: int, *, dim: bool = False) -> tuple[Row, ...]:
    """Give a comment in quotes and underlined; over `COMMENT_ROWS` rows it ends in the words `MORE: D`."""
    room = fmt.width - indent - 1
    texts = list(wrap_cells(f'"{text}"', room))
    look = DIM if dim else UNDERLINE
    if len(texts) <= COMMENT_ROWS:
        return tuple(_indented(each, indent, fmt.width, look) for each in texts)
    more = joined(" " + (tr("MORE:") if "details" in fmt.caps else tr("MORE")), fmt.caps.get("details", ""), by=" ")
    last = cut_cells(texts[COMMENT_ROWS - 1], room - cell_width(more))
    rows = [_indented(each, indent, fmt.width, look) for each in texts[: COMMENT_ROWS - 1]]
    rows.append(filled((Span(" " * indent), Span(last, look), Span(more, BOLD)), fmt.width))
    return tuple(rows)


def _other_rows(line: CardLine, fmt: Format, quiet: Look) -> tuple[Row, ...]:
    """Give what needs a row of its own: former words, allergens met, notices, other stations."""
    texts: list[tuple[str, Look]] = []
    if line.former:
        texts.append((line.former, quiet))
    if line.contains:
        texts.append((tr("CONTAINS {allergens}", allergens=", ".join(line.contains).upper()), BOLD))
    if line.notice:
        texts.append((line.notice, BOLD))
    if line.also_at and not fmt.is_compact:
        texts.append((tr("also at: {stations}", stations=", ".join(map(clean, line.also_at))), DIM))
    return tuple(_wrapped(texts, fmt.width))


def _wrapped(texts: Iterable[tuple[str, Look]], width: int) -> Iterable[Row]:
    for text, look in texts:
        for each in wrap_cells(text, width - _INDENT - 1):
            yield _indented(each, _INDENT, width, look)


def _indented(text: str, indent: int, width: int, look: Look) -> Row:
    return filled((Span(" " * indent), Span(text, look)), width)
