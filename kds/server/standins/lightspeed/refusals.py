"""Every way in which the Lightspeed stand-in refuses, with the envelope of lightspeed 1.2."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from kds.server.values import json_text


class Refusal(Exception):
    """A request is refused."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def invalid(message: str) -> Refusal:
    """Refuse a body or a filter."""
    return Refusal(400, message)


def missing(what: str, key: int) -> Refusal:
    """Refuse an id that names nothing."""
    return Refusal(404, f"{what} {key} does not exist.")


def refusal_answer(refusal: Refusal, method: str, path: str) -> Response:
    """Write a refusal."""
    error = {"code": refusal.status, "method": method, "request": path, "message": str(refusal)}
    return Response(json_text({"error": error}), refusal.status, media_type="application/json")


def error_answer(status: int, method: str, path: str) -> Response:
    """Write the error body of a status that was asked for as a fault, 2xx among them (lightspeed 1)."""
    return refusal_answer(Refusal(status, HTTPStatus(status).phrase), method, path)
