"""Every way in which the Qtickets stand-in refuses, with the bodies of qtickets 1.1."""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse, Response

from kds.server.values import json_text

_NO_ROUTE = "<!doctype html><html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>"
_KNOWN_CODES = {403: ("Wrong authorization", "WRONG_AUTHORIZATION"), 404: ("Not found", "RESOURCE_NOT_FOUND")}


class Refusal(Exception):
    """A request is refused."""

    def __init__(self, status: int, code: str, message: str, details: Any = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.details = details


def unknown_error() -> Refusal:
    """Refuse as the vendor refuses whatever it did not expect, malformed requests included."""
    return Refusal(503, "UNKNOWN_ERROR", "Unknown error")


def wrong_authorization() -> Refusal:
    """Refuse a missing or wrong token: 403, not 401."""
    return Refusal(403, "WRONG_AUTHORIZATION", "Wrong authorization")


def not_found(resource: str, key: object) -> Refusal:
    """Refuse an id that names nothing."""
    details = {"id": key, "resource": resource}
    return Refusal(404, "RESOURCE_NOT_FOUND", f'Resource "{resource}" not found', details)


def refusal_answer(refusal: Refusal) -> Response:
    """Write a refusal."""
    details = refusal.details or []
    body = {"error": str(refusal), "status": refusal.status, "code": refusal.code, "info": details}
    return Response(json_text(body), refusal.status, media_type="application/json")


def no_route() -> Response:
    """Write the web page that stands behind every unknown address."""
    return HTMLResponse(_NO_ROUTE, 404)


def error_answer(status: int, _method: str, _path: str) -> Response:
    """Write the error body of a status that was asked for as a fault; one of 200 says so in its body."""
    message, code = _KNOWN_CODES.get(status, ("Unknown error", "UNKNOWN_ERROR"))
    if status < 400:
        body = {"status": "error", "error": message, "code": code}
        return Response(json_text(body), status, media_type="application/json")
    return refusal_answer(Refusal(status, code, message))
