"""Records scans at Qtickets: one, or a batch of those made without a network; it decides nothing about who may enter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kds.errors import Refused
from kds.language import tr
from kds.sources.qtickets.client import scan_path
from kds.sources.qtickets.connection import Writer
from kds.sources.qtickets.translate import Unreadable, as_row, read_row
from kds.sources.qtickets.values import BatchOutcome, ScanResult
from kds.sources.qtickets.wire import WireScan, wire_time

MOST_SCANS = 50
"""Scans of one batch, an own choice: the limit is not documented (qtickets 5.2)."""


class QticketsGate:
    """The routes Q21 and Q22.

    Args:
        writer: the half of the connection that writes.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def record_scan(self, show_id: int, barcode: str, at: datetime) -> ScanResult:
        """Q21, POST `/shows/{id}/barcode/{code}`; what a second scan does there is not documented.

        Args:
            barcode: raw.
            at: when, aware; travels as `+03:00` in whole seconds.

        Raises:
            Missing: the show has no such code.
            SourceError: no good answer; it may have been recorded all the same.
        """
        raw, answer = await self._writer.write("POST", scan_path(show_id, barcode), {"checked_at": wire_time(at)})
        try:
            result = _result(as_row(raw))
        except Unreadable as error:
            raise self._writer.strange(answer) from error
        if result.barcode != barcode:
            raise self._writer.strange(answer)
        return result

    async def record_scans(self, show_id: int, scans: Sequence[tuple[str, datetime]]) -> BatchOutcome:
        """Q22, POST `/shows/{id}/barcodes`: at most `MOST_SCANS` scans; any JSON and an empty body count as taken.

        Raises:
            Refused: there are none, or too many of them; nothing was sent.
            SourceError: no good answer; some may have been recorded all the same.
        """
        if not 0 < len(scans) <= MOST_SCANS:
            raise Refused(
                tr(
                    "A batch holds 1 to {most} scans, not {count}. Send them in parts.",
                    most=MOST_SCANS,
                    count=len(scans),
                )
            )
        body = [{"barcode": barcode, "checked_at": wire_time(at)} for barcode, at in scans]
        raw, _ = await self._writer.write("POST", f"/shows/{show_id}/barcodes", body)
        rows = raw.get("data", []) if isinstance(raw, dict) else raw
        asked = dict.fromkeys(barcode for barcode, _ in scans)
        results: dict[str, ScanResult] = {}
        for row in rows if isinstance(rows, list) else []:
            try:
                result = _result(row)
            except Unreadable:
                continue
            if result.barcode in asked:
                results[result.barcode] = result
        return BatchOutcome(tuple(results.values()), tuple(barcode for barcode in asked if barcode not in results))


def _result(row: Any) -> ScanResult:
    wire = read_row(WireScan, row)
    return ScanResult(wire.barcode, wire.success, wire.checked_at)
