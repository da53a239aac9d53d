"""Reading recorded orders and their menu from CSV files, line by line; refuses a malformed file, sends nothing.

Columns: `design/interface.md`, `--replay`. Files are streamed, so a year of orders needs no memory.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from itertools import groupby
from pathlib import Path
from typing import NoReturn

from kds.errors import ReplayError
from kds.language import tr

ORDER_COLUMNS = ("order_id", "order_date", "order_time", "item_id")
"""Columns that the orders file must have; others are ignored."""
MENU_COLUMNS = ("menu_item_id", "item_name", "category")
"""Columns that the menu file must have; `endpoint` and `price` are read where present, others are ignored."""
NOT_RECORDED = frozenset({"", "0", "NULL"})
"""Item ids that mean that nobody wrote down which item it was; such a line is cooked as an item of its own."""
_TIME_FORMATS = ("%I:%M:%S %p", "%H:%M:%S", "%H:%M")


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of the menu file; `endpoint` is None where the file does not route it."""

    id: int
    name: str
    category: str
    price: Decimal
    endpoint: str | None
    line: int


@dataclass(frozen=True, slots=True)
class RecordedOrder:
    """One order: its number, when it was made (local time of the restaurant), its items, None for one not recorded."""

    number: int
    made_at: datetime
    items: tuple[MenuItem | None, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    order: int
    date: str
    time: time
    item: MenuItem | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a full read of the orders file found: it is sound, so long, and this is how its dates are read."""

    orders: int
    lines: int
    not_recorded: int
    year_first: str


@dataclass(frozen=True, slots=True)
class Recording:
    """Two sound files: the orders and the menu they were made from."""

    orders_file: Path
    menu_file: Path
    menu: Mapping[int, MenuItem]
    checked: Checked

    def orders(self) -> Iterator[RecordedOrder]:
        """Read the orders again, one by one.

        Raises:
            ReplayError: the file changed since it was checked.
        """
        for number, rows in groupby(_order_rows(self.orders_file, self.menu), key=lambda row: row.order):
            first, *others = rows
            day = _date(first.date, self.checked.year_first)
            if day is None:
                _fail(
                    self.orders_file,
                    first.line,
                    tr("order_date {date!r} was another when the file was checked", date=first.date),
                )
            items = (first.item, *(row.item for row in others))
            yield RecordedOrder(number, datetime.combine(day, first.time), items)


def read_recording(orders_file: Path, menu_file: Path) -> Recording:
    """Read both files from their first to their last line, so that a malformed one is refused before any order.

    Raises:
        ReplayError: a file can't be read or is malformed; names file, line and reason.
    """
    menu = read_menu(menu_file)
    return Recording(orders_file, menu_file, menu, check_orders(orders_file, menu))


def read_menu(file: Path) -> dict[int, MenuItem]:
    """Read the menu, by item id.

    Raises:
        ReplayError: the file can't be read or is malformed; names file, line and reason.
    """
    menu: dict[int, MenuItem] = {}
    for line, row in _rows(file, MENU_COLUMNS):
        item_id = _whole_number(file, line, "menu_item_id", row["menu_item_id"])
        if item_id == 0:
            _fail(file, line, tr("menu_item_id 0 stands for an item that was not recorded; ids begin at 1"))
        if item_id in menu:
            _fail(
                file,
                line,
                tr("menu_item_id {item} is there twice, first in line {line}", item=item_id, line=menu[item_id].line),
            )
        if not row["item_name"]:
            _fail(file, line, tr("item_name is empty"))
        menu[item_id] = MenuItem(
            id=item_id,
            name=row["item_name"],
            category=row["category"],
            price=_price(file, line, row.get("price", "")),
            endpoint=row.get("endpoint") or None,
            line=line,
        )
    if not menu:
        _fail(file, 1, tr("there is no item below the column names"))
    return menu


def check_orders(file: Path, menu: Mapping[int, MenuItem]) -> Checked:
    """Read the whole orders file once and find how its dates are to be read.

    Dates with the year first are YYYY-DD-MM or, where that reading fails, YYYY-MM-DD; the others are M/D/YY. One
    reading must hold for the whole file, so that dates never decrease with order_id.

    Raises:
        ReplayError: the file can't be read or is malformed; names file, line and reason.
    """
    readings = {year_first: _DateReader(year_first) for year_first in _YEAR_FIRST}
    orders = lines = not_recorded = 0
    last_order: int | None = None
    for row in _order_rows(file, menu):
        lines += 1
        not_recorded += row.item is None
        if row.order != last_order:
            orders += 1
            last_order = row.order
        failures = [reading.take(row.date) for reading in readings.values()]
        if all(failures):
            _fail(file, row.line, next(failure for failure in failures if failure))
        readings = {name: reading for name, reading in readings.items() if not reading.has_failed}
    if not orders:
        _fail(file, 1, tr("there is no order below the column names"))
    return Checked(orders, lines, not_recorded, next(iter(readings)))


def waits(orders: Iterator[RecordedOrder], longest: timedelta) -> Iterator[tuple[timedelta, RecordedOrder]]:
    """Give each order with the time since the one before it, never negative and never above `longest`."""
    before: datetime | None = None
    for order in orders:
        wait = timedelta() if before is None else order.made_at - before
        yield min(max(wait, timedelta()), longest), order
        before = order.made_at


_YEAR_FIRST: Mapping[str, Callable[[int, int, int], date]] = {
    "YYYY-DD-MM": lambda year, second, third: date(year, third, second),
    "YYYY-MM-DD": date,
}


def _date(text: str, year_first: str) -> date | None:
    try:
        if "/" in text:
            month, day, year = (int(part) for part in text.split("/"))
            return date(year + 2000 if year < 100 else year, month, day)
        year, second, third = (int(part) for part in text.split("-"))
        return _YEAR_FIRST[year_first](year, second, third)
    except ValueError:
        return None


class _DateReader:
    """Follows one reading of the dates through the file until it fails."""

    def __init__(self, year_first: str) -> None:
        self._year_first = year_first
        self._last: date | None = None
        self._last_text = ""
        self.has_failed = False

    def take(self, text: str) -> str | None:
        """Read the next date; give the reason where this reading does not fit, None where it does."""
        if text == self._last_text:
            return None
        day = _date(text, self._year_first)
        if day is None:
            self.has_failed = True
            return tr(
                "order_date {date!r} is neither {forms} nor M/D/YY", date=text, forms=tr(" nor ").join(_YEAR_FIRST)
            )
        if self._last is not None and day < self._last:
            self.has_failed = True
            return tr(
                "order_date {date!r} is before {last!r} of the line above, and dates must not decrease",
                date=text,
                last=self._last_text,
            )
        self._last, self._last_text = day, text
        return None


def _order_rows(file: Path, menu: Mapping[int, MenuItem]) -> Iterator[_Row]:
    last: _Row | None = None
    for line, row in _rows(file, ORDER_COLUMNS):
        order = _whole_number(file, line, "order_id", row["order_id"])
        if last is not None and order < last.order:
            _fail(
                file,
                line,
                tr(
                    "order_id {order} comes after {last}; the lines must be sorted by order_id",
                    order=order,
                    last=last.order,
                ),
            )
        made_at = _time(row["order_time"])
        if made_at is None:
            _fail(
                file,
                line,
                tr("order_time {time!r} is not a time such as 11:38:36 AM or 23:38:36", time=row["order_time"]),
            )
        item: MenuItem | None = None
        if row["item_id"].upper() not in NOT_RECORDED:
            item_id = _whole_number(file, line, "item_id", row["item_id"])
            item = menu.get(item_id)
            if item is None:
                _fail(file, line, tr("item_id {item} is not in the menu", item=item_id))
        last = _Row(line, order, row["order_date"], made_at, item)
        yield last


def _rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row below the header with its line number; missing cells at the end of a row are an error."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream, strict=True)
            try:
                missing = [column for column in columns if column not in (rows.fieldnames or ())]
                if missing:
                    _fail(
                        file,
                        1,
                        tr(
                            "column {column} is missing; needed are {columns}",
                            column=missing[0],
                            columns=", ".join(columns),
                        ),
                    )
                for row in rows:
                    if None in row or None in row.values():
                        _fail(file, rows.line_num, tr("the row has not as many cells as there are column names"))
                    yield rows.line_num, {name: cell.strip() for name, cell in row.items()}
            except csv.Error as error:
                _fail(file, rows.reader.line_num, tr("not a CSV file: {error}", error=error))
    except OSError as error:
        raise ReplayError(
            tr("{file} can't be read: {reason}. Check the path and its rights.", file=file, reason=error.strerror)
        ) from error
    except UnicodeDecodeError as error:
        raise ReplayError(
            tr(
                "{file} is not a text file in UTF-8: {reason} at byte {byte}.",
                file=file,
                reason=error.reason,
                byte=error.start,
            )
        ) from error


def _whole_number(file: Path, line: int, column: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        _fail(file, line, tr("{column} {text!r} is not a whole number", column=column, text=text))
    return int(text)


def _price(file: Path, line: int, text: str) -> Decimal:
    try:
        price = Decimal(text or 0)
    except InvalidOperation:
        _fail(file, line, tr("price {text!r} is not a number", text=text))
    if not price.is_finite() or price < 0:
        _fail(file, line, tr("price {text!r} is not a price", text=text))
    return price


def _time(text: str) -> time | None:
    for form in _TIME_FORMATS:
        try:
            return datetime.strptime(text, form).time()  # noqa: DTZ007 - recorded times are local and only subtracted
        except ValueError:
            continue
    return None


def _fail(file: Path, line: int, reason: str) -> NoReturn:
    raise ReplayError(tr("{file}, line {line}: {reason}.", file=file, line=line, reason=reason))
