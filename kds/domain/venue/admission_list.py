"""Every admission that is known, found by its code in a moment; it keeps what it is given and decides no entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kds.domain.venue.admission import Admission

Key = int | str
"""The seller's number of an admission; its code where only the list of codes names it."""


def key_of(admission: Admission) -> Key:
    """Give what an admission is joined by (qtickets 2.3: never the seat)."""
    return admission.basket_id if admission.basket_id is not None else admission.barcode or ""


class AdmissionList:
    """Admissions of one or several shows, by key, by code and by order.

    A code stays known after the seller took it away, so that a cancelled ticket is called cancelled and not unknown.
    It counts as a container of codes.
    """

    def __init__(self, admissions: Iterable[Admission] = ()) -> None:
        self._by_key: dict[Key, Admission] = {}
        self._by_code: dict[str, Key] = {}
        self._by_order: dict[tuple[int, int], dict[Key, None]] = {}
        self.take(admissions)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self) -> Iterator[Admission]:
        return iter(self._by_key.values())

    def take(self, admissions: Iterable[Admission]) -> tuple[Admission, ...]:
        """Take over what was read; give those that are new or not as they were.

        What is older than what is known changes nothing: answers may come late, and in any order.
        """
        return tuple(admission for admission in admissions if self._took(admission))

    def find(self, code: str) -> Admission | None:
        """Give the admission that has or had this code."""
        key = self._by_code.get(code)
        return None if key is None else self._by_key.get(key)

    def by_key(self, key: Key) -> Admission | None:
        """Give the admission with that key."""
        return self._by_key.get(key)

    def of_order(self, order_id: int | None, show_id: int) -> tuple[Admission, ...]:
        """Give the admissions of one purchase to one show, as they were first read; none without an order."""
        keys = self._by_order.get((order_id, show_id), ()) if order_id is not None else ()
        return tuple(self._by_key[key] for key in keys)

    def of_show(self, show_id: int) -> Iterator[Admission]:
        """Give all admissions to one show."""
        return (admission for admission in self._by_key.values() if admission.show_id == show_id)

    def _took(self, admission: Admission) -> bool:
        key = key_of(admission)
        before = self._by_key.get(key)
        if before == admission or not key:
            return False
        if before is not None and _is_older(admission, before):
            return False
        if admission.barcode and self._replaces_code_only(admission, key):
            del self._by_key[admission.barcode]
        elif isinstance(key, str) and key in self._by_code and self._by_code[key] != key:
            return False  # an order names that code, and knows more
        self._by_key[key] = admission
        if admission.barcode:
            self._by_code[admission.barcode] = key
        if admission.order_id is not None:
            self._by_order.setdefault((admission.order_id, admission.show_id), {})[key] = None
        return True

    def _replaces_code_only(self, admission: Admission, key: Key) -> bool:
        return isinstance(key, int) and admission.barcode in self._by_key


def _is_older(new: Admission, known: Admission) -> bool:
    return new.changed_at is not None and known.changed_at is not None and new.changed_at < known.changed_at
