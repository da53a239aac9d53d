"""A raw query string to a checked list query; every mistake becomes a 400 that names the member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from kds.server.ndata.members import OPERATORS, Kind, Member
from kds.server.ndata.syntax import Operator, SyntaxFault, parse, parse_values
from kds.server.problems import Fault, fault, invalid

DEFAULT_TAKE = 100
"""Page size without `$take` (contract 1)."""

LARGEST_TAKE = 1000
"""Largest page; a larger `$take` gives this one (contract 1)."""

MOST_OPERATIONS = 10
"""Operations on one member behind one `=`."""

# SQLite takes an expression of 1,000 terms and 32,766 values.
_MOST_PARTS = 200
_MOST_CONDITIONS = 500
_MOST_VALUES = 30_000
_MOST_DIGITS = 18
_BEYOND = 10**_MOST_DIGITS


@dataclass(frozen=True, slots=True)
class Condition:
    """One operation on one member, its values read."""

    member: Member
    operator: Operator
    values: tuple[str | int | float | bool, ...]


@dataclass(frozen=True, slots=True)
class SortKey:
    """One member to sort by."""

    member: Member
    descending: bool


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list route was asked for; all conditions hold together."""

    conditions: tuple[Condition, ...]
    sort: tuple[SortKey, ...]
    skip: int
    take: int
    only_count: bool


class Members:
    """The members of one list route.

    Args:
        filters: what can be filtered and sorted by.
        only_sorted: what can only be sorted by.
        only_filtered: names that can't be sorted by.
    """

    def __init__(
        self, filters: Sequence[Member], *, only_sorted: Sequence[Member] = (), only_filtered: Sequence[str] = ()
    ) -> None:
        self.filters = tuple(filters)
        self.sort_names = tuple(m.name for m in (*filters, *only_sorted) if m.name not in only_filtered)
        self._filters = {member.name.lower(): member for member in filters}
        keys = {member.name.lower(): member for member in (*filters, *only_sorted)}
        self._sort_keys = {name.lower(): keys[name.lower()] for name in self.sort_names}

    def read(self, raw_query: str) -> ListQuery:
        """Read a query string as it came.

        Raises:
            Problem: 400, with one entry in `errors` for each mistake.
        """
        try:
            pairs = parse_qsl(raw_query, keep_blank_values=True, max_num_fields=_MOST_PARTS)
        except ValueError:
            raise invalid(fault("", "query.too.long")) from None
        reading = _Reading(self._filters, self._sort_keys)
        for name, value in pairs:
            reading.take_in(name, value)
        if reading.faults:
            raise invalid(*reading.faults)
        if reading.has_too_many_parts:
            raise invalid(fault("", "query.too.long"))
        return reading.query()


class _Reading:
    """One query string being read; collects mistakes instead of stopping at the first."""

    def __init__(self, filters: Mapping[str, Member], sort_keys: Mapping[str, Member]) -> None:
        self._filters = filters
        self._sort_keys = sort_keys
        self._conditions: list[Condition] = []
        self._sort: list[SortKey] = []
        self._single: dict[str, int | bool] = {}
        self.faults: list[Fault] = []

    def take_in(self, name: str, value: str) -> None:
        lowered = name.lower()
        if lowered == "$sort":
            self._sort_by(value)
        elif lowered in {"$skip", "$take", "$count"}:
            self._paging(lowered, value)
        elif lowered in self._filters:
            self._filter(self._filters[lowered], value)
        else:
            self.faults.append(fault(name, "query.member", member=name))

    @property
    def has_too_many_parts(self) -> bool:
        values = sum(len(condition.values) for condition in self._conditions)
        return len(self._conditions) + len(self._sort) > _MOST_CONDITIONS or values > _MOST_VALUES

    def query(self) -> ListQuery:
        return ListQuery(
            conditions=tuple(self._conditions),
            sort=tuple(self._sort),
            skip=int(self._single.get("$skip", 0)),
            take=min(int(self._single.get("$take", DEFAULT_TAKE)), LARGEST_TAKE),
            only_count=bool(self._single.get("$count", False)),
        )

    def _sort_by(self, value: str) -> None:
        for key in value.split(","):
            name, mark, direction = key.partition(":")
            descending = name.startswith("-")
            member = self._sort_keys.get(name.removeprefix("-").lower())
            if member is None or (mark and direction.lower() not in {"asc", "desc"}):
                self.faults.append(fault("$sort", "query.sort", key=key))
                continue
            if mark:
                descending = direction.lower() == "desc"
            self._sort.append(SortKey(member, descending))

    def _paging(self, name: str, value: str) -> None:
        if name in self._single:
            self.faults.append(fault(name, "query.twice"))
        elif name == "$count":
            if value.lower() not in {"true", "false"}:
                self.faults.append(fault(name, "query.value", value=value, kind=Kind.BOOLEAN.value))
            self._single[name] = value.lower() == "true"
        elif not (value.isascii() and value.isdigit()):
            self.faults.append(fault(name, "query.number"))
        else:
            self._single[name] = int(value[-_MOST_DIGITS:]) if len(value.lstrip("0")) <= _MOST_DIGITS else _BEYOND

    def _filter(self, member: Member, value: str) -> None:
        try:
            if member.takes_list:
                operations = parse_values(value)
            else:
                operations = parse(value, is_moment=member.kind is Kind.MOMENT)
        except SyntaxFault as error:
            self.faults.append(Fault(member.name, error.message, error.values))
            return
        if len(operations) > MOST_OPERATIONS:
            self.faults.append(fault(member.name, "query.too.long"))
            return
        for operation in operations:
            if operation.operator not in OPERATORS[member.kind]:
                self.faults.append(fault(member.name, "query.operator", operator=operation.operator.value))
                continue
            try:
                values = tuple(member.value(text) for text in operation.arguments)
            except ValueError:
                shown = ", ".join(operation.arguments)
                self.faults.append(fault(member.name, "query.value", value=shown, kind=member.kind.value))
                continue
            self._conditions.append(Condition(member, operation.operator, values))
