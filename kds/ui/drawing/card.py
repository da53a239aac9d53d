"""A prep card as rows: title row, what must be read first, lines, foot; where it stands is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kds.domain.cards import Allergy, Card, CardLine, LineKind, Section, StationProgress, Sync
from kds.domain.pace import Level, Pace
from kds.domain.terms import Purchase
from kds.domain.text import cell_width, clean, wrap_cells
from kds.language import tr, trn
from kds.ui.drawing.dish import dish_rows, line_in_words, quantity_words, quoted_rows
from kds.ui.drawing.sizes import Format
from kds.ui.drawing.spans import (
    ALLERGY,
    BOLD,
    COMPLETE,
    DIM,
    DUE,
    HELD,
    LATE,
    PLAIN,
    REVERSE,
    Look,
    Row,
    Span,
    filled,
    line_of,
    spread,
)
from kds.ui.drawing.words import guest_words, joined, minutes, seat_word

BOX_CELLS = 4
"""Cells of a slot box `[7]` and the blank behind it."""

_ORPHAN_CELLS = 3


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """The rows of a card below its title row, kept as long as nothing in them changes.

    Attributes:
        card: what was drawn.
        basis: everything beside the card that its rows depend on.
        rows: second row, allergies, lines and foot.
        breaks: rows of these before which it may be torn.
        lines: first row and one past the last row of each line.
        enter_row: the row that says `seen? ENTER`, None where there is none.
        title_cells: cells of title and former title.
        dishes: its lines in few words, for lists.
        letters: its name in large letters, below the title.
        aside: what stands below a title beside the lines: the name of who fetches it.
    """

    card: Card
    basis: tuple[object, ...]
    rows: tuple[Row, ...]
    breaks: tuple[int, ...]
    lines: tuple[tuple[int, int, CardLine], ...]
    enter_row: int | None
    title_cells: int
    dishes: tuple[str, ...]
    letters: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


def drawn_card(card: Card, pace: Pace, now: datetime, fmt: Format, before: DrawnCard | None = None) -> DrawnCard:
    """Give the rows of a card; the very same object while nothing in them changed.

    Args:
        card: what to draw.
        pace: how old it is; only late cards have another height.
        now: server time, for the age of add-ons.
        fmt: width and density.
        before: what was drawn last, None at first.
    """
    add_ons = tuple(minutes(now - section.added_at) for section in card.sections if section.added_at)
    basis = (fmt, is_loudly_late(card, pace), add_ons)
    if before is not None and before.basis == basis and (before.card is card or before.card == card):
        return before
    rows = _head_rows(card, pace, fmt)
    breaks: list[int] = []
    lines: list[tuple[int, int, CardLine]] = []
    for section in card.sections:
        heading = _add_on_rows(section, now, fmt)
        for index, line in enumerate(section.lines):
            if lines:
                breaks.append(len(rows))
            if index == 0:
                rows.extend(heading)
            start = len(rows)
            rows.extend(dish_rows(line, fmt, keep_bright=card.complete_since is not None))
            lines.append((start, len(rows), line))
    rows.extend(_held_rows(card, fmt))
    foot, enter_row = _foot_rows(card, fmt)
    enter_at = None if enter_row is None else len(rows) + enter_row
    return DrawnCard(
        card=card,
        basis=basis,
        rows=(*rows, *foot),
        breaks=tuple(breaks),
        lines=tuple(lines),
        enter_row=enter_at,
        title_cells=cell_width(_title_words(card)),
        dishes=tuple(line_in_words(line, upper=fmt.upper_case) for line in card.lines),
        letters=_letters(card, fmt),
        aside=_aside(card, fmt),
    )


def _letters(card: Card, fmt: Format) -> tuple[str, ...]:
    if not fmt.letter_rows:
        return ()
    from kds.ui.drawing.wide import letters_of  # no other layout has large letters

    return letters_of(card, fmt)


def _aside(card: Card, fmt: Format) -> tuple[str, ...]:
    if not fmt.is_list or card.purchase is Purchase.WALK_IN:
        return ()
    return _wrapped(card.pickup_name, fmt.lead - 3) if card.pickup_name else ()


def is_loudly_late(card: Card, pace: Pace) -> bool:
    """Whether a card has the second reverse row of a late one; what is complete on the pass has its own."""
    return pace.look is Level.LATE and card.complete_since is None


def title_look(card: Card, pace: Pace) -> Look | None:
    """Give the look of a title row that alarms as a whole, None for a fresh card."""
    if card.complete_since is not None:
        return COMPLETE
    if pace.look is Level.LATE:
        return LATE
    return DUE if pace.look is Level.DUE or card.is_again else None


def title_rows(card: Card, pace: Pace, digit: str | None, width: int) -> tuple[Row, ...]:
    """Give slot box, title and age: one row, more where the title is long; none of the three is ever cut.

    Args:
        digit: the slot's key; None while it is not known.
    """
    look = title_look(card, pace)
    box = Span(f"[{digit or ' '}]", look or REVERSE)
    words = pace.words
    left = _title_words(card)
    room = width - BOX_CELLS
    if cell_width(left) + 1 + cell_width(words) > room:
        words = words.replace("! ", "!", 1)
    title, age = look or BOLD, look or (BOLD if pace.is_new or pace.level is Level.LATE else PLAIN)
    if cell_width(left) + 1 + cell_width(words) <= room:
        pad = " " if cell_width(left) + 2 + cell_width(words) <= room else ""
        spans = (box, Span(" ", title), Span(left, title))
        return (spread(spans, (Span(words + pad, age),), width, title if look else PLAIN),)
    texts = wrap_cells(left, room - 1) or ("",)
    fill = look or PLAIN
    rows = [
        filled((box if index == 0 else Span("   ", fill), Span(" ", fill), Span(text, title)), width, fill)
        for index, text in enumerate(texts)
    ]
    if len(rows) > 1 and cell_width(texts[-1]) + 1 + cell_width(words) < room:
        rows[-1] = spread((Span(" " * BOX_CELLS, fill), Span(texts[-1], title)), (Span(f"{words} ", age),), width, fill)
    else:
        rows.append(spread((), (Span(f"{words} ", age),), width, fill))
    return tuple(rows)


def _title_words(card: Card) -> str:
    """Give title, former title, the word of what goes first, and the sign of what is still on its way to the till."""
    sign = {Sync.PENDING: "~", Sync.UNKNOWN: "?"}.get(card.sync, "")
    former = tr("(was {title})", title=card.former_title) if card.former_title else ""
    return joined(card.title, former, tr("RUSH") if card.is_rush else "", sign, by=" ")


def continued_row(card: Card, digit: str, width: int) -> Row:
    """Give the title row of a card that goes on in another column under the same digit."""
    left = (Span(f"[{digit}]", REVERSE), Span(" "), Span(card.title, BOLD))
    return spread(left, (Span(f" {tr('cont.')} "),), width)


def torn_row(digit: str, width: int, where: str) -> Row:
    """Give the torn edge that says where a card goes on: at a key or a word, `there >` where nothing is given."""
    goes = tr("{digit} goes on there >", digit=digit)
    if where:
        goes = tr("{digit} goes on, {where}", digit=digit, where=where)
    words = f"~ ~ ~ {goes} "
    return line_of(words + "~ " * width, width, DIM)


def allergy_rows(allergies: Iterable[Allergy], width: int) -> list[Row]:
    """Give one row per allergy with its edge of `#`; a long text gets more rows, it is never cut."""
    rows = []
    for allergy in allergies:
        seat = f"  {seat_word(allergy.seat)}" if allergy.seat else ""
        texts = _without_orphan(wrap_cells(f"{tr(allergy.word)} {allergy.text.upper()}", width - 5), width - 5)
        if cell_width(texts[-1]) + cell_width(seat) > width - 5:
            texts = (*texts, seat.strip())
        else:
            texts = (*texts[:-1], texts[-1] + seat)
        for text in texts:
            words = f"## {text} "
            rows.append(line_of(words + "#" * (width - cell_width(words)), width, ALLERGY))
    return rows


def _without_orphan(texts: tuple[str, ...], room: int) -> tuple[str, ...]:
    """Give the rows with no short word alone in the last one: a seat's number stays with its word."""
    if len(texts) < 2 or " " in texts[-1] or cell_width(texts[-1]) > _ORPHAN_CELLS:
        return texts
    *words, last = texts[-2].split(" ")
    if not words or cell_width(last) + 1 + cell_width(texts[-1]) > room:
        return texts
    return (*texts[:-2], " ".join(words), f"{last} {texts[-1]}")


def others_words(others: Iterable[StationProgress]) -> tuple[str, ...]:
    """Give `Fry 0/5`, `Cold ok`, `Bar sent`, `Pastry paper` for the foot of a card."""
    return tuple(f"{clean(each.endpoint)} {_progress_word(each)}" for each in others)


def _progress_word(progress: StationProgress) -> str:
    if progress.paper:
        return tr("paper")
    if not progress.all:
        return tr("held")
    if progress.served:
        return tr("sent")
    return f"{progress.done}/{progress.all}" if progress.missing else tr("ok")


def _head_rows(card: Card, pace: Pace, fmt: Format) -> list[Row]:
    """Give what stands between the title and the first line."""
    width, is_late = fmt.width, is_loudly_late(card, pace) and not fmt.is_list
    rows: list[Row] = []
    subtitles = _subtitles(card, fmt)
    if card.is_last:
        rows.append(line_of(f" {tr('LAST: all wait for you')}", width, LATE if is_late else BOLD))
    elif is_late:
        rows.append(line_of(f" {subtitles.pop(0)}" if subtitles else "", width, LATE))
    rows.extend(line_of(f" {text}", width, DIM) for text in subtitles)
    if card.sync is Sync.REFUSED or card.refusal:
        rows.extend(
            line_of(f" {text}", width, BOLD)
            for text in wrap_cells(tr("REFUSED {reason}", reason=card.refusal), width - 2)
        )
    if card.oddity and all(line.kind is not LineKind.ODDITY for line in card.lines):
        rows.extend(line_of(f" {text}", width, BOLD) for text in wrap_cells(card.oddity, width - 2))
    rows.extend(allergy_rows(card.allergies, width))
    if card.note and not _is_in_subtitle(card, fmt):
        rows.extend(quoted_rows(card.note, fmt, 1))
    return rows


def _subtitles(card: Card, fmt: Format) -> list[str]:
    """Give the dim rows below a title: number and name of what is fetched, with more room guests and reasons."""
    if fmt.is_compact or fmt.is_list:
        return []
    texts = []
    if card.purchase is not Purchase.WALK_IN:
        texts.append(_fetched_words(card, card.note if _is_in_subtitle(card, fmt) else None))
    if fmt.is_roomy:
        if card.is_again:
            texts.append(_again_words(card, roomy=True))
        elif card.courses and card.courses > 1:
            guests = guest_words(card.guests)
            texts.append(
                joined(
                    guests,
                    tr("course {course} of {courses}", course=card.course, courses=card.courses) if card.course else "",
                )
            )
    return [wrapped for text in texts for wrapped in _wrapped(text, fmt.width - 2)]


def _wrapped(text: str, room: int) -> tuple[str, ...]:
    """Give the text as it is where it fits, else wrapped."""
    return (text,) if cell_width(text) <= room else wrap_cells(text, room)


def _fetched_words(card: Card, note: str | None) -> str:
    number = f"#{card.numbers[0]}" if card.numbers else ""
    if card.pickup_name:
        return joined(joined(number, card.pickup_name, by=" "), note or "")
    return joined(number, note or "", by=" ")


def _is_in_subtitle(card: Card, fmt: Format) -> bool:
    """Whether the note stands beside the number of what is fetched (`#127 courier is here`)."""
    if fmt.is_compact or fmt.is_list or card.purchase is Purchase.WALK_IN or not card.note:
        return False
    return cell_width(_fetched_words(card, card.note)) <= fmt.width - 2


def _again_words(card: Card, *, roomy: bool) -> str:
    seats = list(dict.fromkeys(line.seat for line in card.lines if line.again and line.seat))
    if not seats:
        return tr("made again")
    names = ", ".join(seats)
    if roomy:
        return trn("made again for seat {seats}", "made again for seats {seats}", len(seats), seats=names)
    return trn("made again, seat {seats}", "made again, seats {seats}", len(seats), seats=names)


def _held_rows(card: Card, fmt: Format) -> list[Row]:
    """Give the courses to come of a table on the pass, each with its dishes."""
    courses: dict[int | None, list[str]] = {}
    for order in card.held:
        for item in order.items:
            name = item.name.upper() if fmt.upper_case else item.name
            if not item.is_negative:
                courses.setdefault(item.course, []).append(f"{quantity_words(item.amount, item.unit)} {name}")
    rows: list[Row] = []
    for course, dishes in sorted(courses.items(), key=lambda entry: entry[0] or 0):
        lead = tr("HELD course {course}: ", course=course) if course is not None else tr("HELD: ")
        rows += [line_of(f" {text}", fmt.width, HELD) for text in wrap_cells(lead + ", ".join(dishes), fmt.width - 2)]
    return rows


def _add_on_rows(section: Section, now: datetime, fmt: Format) -> tuple[Row, ...]:
    if section.added_at is None:
        return ()
    words = f" {tr('ADD-ON {age}', age=minutes(now - section.added_at))} "
    dashes = "-" * max((fmt.width - 6 - cell_width(words)) // 2, 1)
    return (line_of(f"{dashes}{words}{dashes}", fmt.width, BOLD),)


def _foot_rows(card: Card, fmt: Format) -> tuple[tuple[Row, ...], int | None]:
    """Give the progress of the others and `seen? ENTER`, and which of these rows is the ENTER one."""
    if fmt.is_compact or (fmt.is_list and not fmt.on_pass):
        return (), None
    room = fmt.width - 2
    texts: list[str] = []
    if card.is_again and not fmt.is_roomy:
        texts.append(_again_words(card, roomy=False))
    shown = others_words(card.others) if fmt.is_roomy or not card.is_last else ()
    start = len(texts)
    for words in shown:
        if len(texts) > start and cell_width(texts[-1]) + 2 + cell_width(words) <= room:
            texts[-1] = f"{texts[-1]}  {words}"
        else:
            texts.append(words)
    rows = [line_of(f" {text}", fmt.width, DIM) for text in texts]
    if not card.unseen or fmt.is_list:
        return tuple(rows), None
    key = fmt.caps.get("done", "ENTER")
    asks = tr("{key} = seen", key=key) if fmt.is_roomy else tr("seen? {key}", key=key)
    last = texts[-1] if len(texts) > start else ""
    if last and 1 + cell_width(last) + 2 + cell_width(asks) <= fmt.width:
        rows.pop()
    else:
        last = ""
    left = (Span(" ", DIM), Span(last, DIM))
    if fmt.is_roomy:
        rows.append(spread(left, (Span(asks, DIM),), fmt.width))
    else:
        rows.append(filled((*left, Span("  " if last else "", DIM), Span(asks, DIM)), fmt.width))
    return tuple(rows), len(rows) - 1
