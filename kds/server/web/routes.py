"""The addresses of the pages: `/board` behind a login, `/pickup` for everybody where it is switched on, `/web` for their files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from kds.server.access.entering import address_of
from kds.server.installation import installation_of
from kds.server.messages import Language, preferred_language
from kds.server.problems import Problem, missing, not_logged_in
from kds.server.web import signing_in
from kds.server.web.cards import Filter
from kds.server.web.pages import pages_of
from kds.server.web.rendering import ASSETS, page
from kds.server.web.streaming import EventStream, Viewer, events
from kds.server.web.views import BoardView, PickupView
from kds.server.web.words import Words

PRIVATE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
"""Headers of every page: nothing is kept, nothing comes from elsewhere, nothing may frame it."""
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
"""Headers of files, whose address changes with their content."""
STREAMED = {**PRIVATE, "X-Accel-Buffering": "no"}
"""Headers of streams; a proxy must not hold them back."""
LONGEST_NAME = 200
"""Characters of an endpoint's or zone's name in an address."""

NOWHERE = ""
"""Stands for every endpoint and zone that does not exist."""
MOST_FIELDS = 20
"""Fields of a form."""

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """A link of the board's navigation."""

    name: str
    address: str
    is_chosen: bool


@router.get("/board")
async def get_board(request: Request) -> Response:
    """Show the board to who is logged in."""
    installation, pages = installation_of(request), pages_of(request)
    viewer = signing_in.signed_in(request, installation)
    if viewer is None:
        return _to_login(request)
    words = Words(_language(request))
    endpoints, zones = await pages.live.places()
    asked = _filter(request)
    wanted = Filter(_spelled(asked.endpoint, endpoints), _spelled(asked.zone, zones))
    pairs = ((wanted.endpoint, endpoints), (wanted.zone, zones))
    unknown = [name for name, known in pairs if name and name not in known]
    text = page(
        "board.html",
        words.language,
        station=wanted.endpoint or words("board.everything"),
        events=_address(request, "/board/events", wanted),
        endpoints=_choices(request, wanted, "endpoint", words("board.everything"), endpoints),
        areas=_choices(request, wanted, "zone", words("board.everywhere"), zones),
        unknown=words("board.unknown", name=unknown[0]) if unknown else "",
        form=(form_word := signing_in.form_word(request)),
    )
    answer = HTMLResponse(text, headers=PRIVATE)
    signing_in.keep_form_word(request, answer, form_word)
    viewer.keep(request, answer, installation)
    return answer


@router.get("/board/events")
async def get_board_events(request: Request) -> Response:
    """Stream the board; the page asks anew when half the login's time is over."""
    installation, pages = installation_of(request), pages_of(request)
    signed_in = signing_in.signed_in(request, installation)
    if signed_in is None:
        raise not_logged_in()
    view = BoardView(_known(_filter(request), *await pages.live.places()), _language(request))
    who = f"{signed_in.caller.user_name} on {signed_in.caller.device_name}"
    pages.live.insist_on_room(who, view)
    viewer = Viewer(
        who,
        view,
        lambda: signing_in.is_welcome(installation, signed_in.token),
        installation.settings.token_lifetime / 2,
    )
    answer = EventStream(events(pages.live, viewer, pages.times), STREAMED)
    signed_in.keep(request, answer, installation)
    return answer


@router.get("/board/session")
async def get_session(request: Request) -> Response:
    """Say whether the login still holds: 204, or 401."""
    installation = installation_of(request)
    viewer = signing_in.signed_in(request, installation)
    if viewer is None:
        raise not_logged_in()
    answer = Response(status_code=204, headers=PRIVATE)
    viewer.keep(request, answer, installation)
    return answer


@router.get("/board/login")
async def get_login(request: Request) -> Response:
    """Show the login form."""
    return _login_page(request, next_address=_own_address(request.query_params.get("next", "")))


@router.post("/board/login")
async def log_in(request: Request) -> Response:
    """Log in, or show the form again with the reason."""
    installation = installation_of(request)
    form = await _form(request)
    user_name, next_address = form("user"), _own_address(form("next"))
    if not signing_in.is_own_form(request, form("form")):
        return _login_page(request, status=403, problem="login.form", user=user_name, next_address=next_address)
    try:
        login = await signing_in.sign_in(request, installation, user_name, form("password"))
    except Problem as problem:
        if problem.status not in (401, 423):
            raise
        return _login_page(
            request,
            status=problem.status,
            problem="login.refused" if problem.status == 401 else "login.locked",
            values=dict(problem.values),
            user=user_name,
            next_address=next_address,
        )
    answer = RedirectResponse(next_address, status_code=303, headers=PRIVATE)
    signing_in.set_cookie(request, answer, installation, signing_in.cookie_value(login))
    return answer


@router.post("/board/logout")
async def log_out(request: Request) -> Response:
    """End the login, and all pages that live on it."""
    installation = installation_of(request)
    form = await _form(request)
    viewer = signing_in.signed_in(request, installation)
    answer = RedirectResponse("/board/login", status_code=303, headers=PRIVATE)
    if viewer is not None and signing_in.is_own_form(request, form("form")):
        signing_in.sign_out(installation, viewer)
        signing_in.forget_cookie(request, answer)
    return answer


@router.get("/pickup")
async def get_pickup(request: Request) -> Response:
    """Show the guests' pick-up screen, where it is switched on."""
    language = _language(request)
    words = Words(language)
    if not pages_of(request).has_pickup_screen:
        text = page("message.html", language, heading=words("pickup.off"), sentence=words("pickup.how"))
        return HTMLResponse(text, status_code=404, headers=PRIVATE)
    return HTMLResponse(page("pickup.html", language, events="/pickup/events"), headers=PRIVATE)


@router.get("/pickup/events")
async def get_pickup_events(request: Request) -> Response:
    """Stream the numbers."""
    pages = pages_of(request)
    if not pages.has_pickup_screen:
        raise missing("missing.route", path=request.url.path)
    who = f"at {address_of(request)}"
    viewer = Viewer(who, PickupView(), lambda: True)
    pages.live.insist_on_room(who, viewer.view)
    return EventStream(events(pages.live, viewer, pages.times), STREAMED)


@router.get("/web/{name}")
async def get_file(request: Request) -> Response:
    """Give a file of the pages."""
    name = str(request.path_params["name"])
    if name not in ASSETS:
        raise missing("missing.route", path=request.url.path)
    return Response(ASSETS[name], media_type=_TYPES[name.rpartition(".")[2]], headers=KEPT)


def _language(request: Request) -> Language:
    """Give the language: `?language=sk` where the address says so, else what the browser asks for."""
    return preferred_language(request.query_params.get("language") or request.headers.get("accept-language", ""))


def _filter(request: Request) -> Filter:
    chosen = (request.query_params.get(name, "")[:LONGEST_NAME] or None for name in ("endpoint", "zone"))
    return Filter(*chosen)


def _spelled(name: str | None, names: Sequence[str]) -> str | None:
    """Give a name as the restaurant spells it, whatever its capitals."""
    return next((known for known in names if name and known.casefold() == name.casefold()), name)


def _known(wanted: Filter, endpoints: Sequence[str], zones: Sequence[str]) -> Filter:
    """Give a filter by known names; all unknown ones are one, so that nobody can ask for views without end."""
    endpoint = wanted.endpoint if wanted.endpoint in (None, *endpoints) else NOWHERE
    return Filter(endpoint, wanted.zone if wanted.zone in (None, *zones) else NOWHERE)


def _address(request: Request, path: str, wanted: Filter) -> str:
    """Write an address with a filter, and with the language where this one names it."""
    members = {"endpoint": wanted.endpoint, "zone": wanted.zone, "language": request.query_params.get("language")}
    query = urlencode({name: value for name, value in members.items() if value}, errors="replace")
    return f"{path}?{query}" if query else path


def _choices(request: Request, wanted: Filter, member: str, everything: str, names: Sequence[str]) -> list[Choice]:
    chosen = getattr(wanted, member)
    links = [Choice(everything, _address(request, "/board", replace(wanted, **{member: None})), chosen is None)]
    for name in names:
        changed: Any = {member: name}
        links.append(Choice(name, _address(request, "/board", replace(wanted, **changed)), chosen == name))
    return links


def _to_login(request: Request) -> Response:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    members = {"next": here} | {name: value for name, value in request.query_params.items() if name == "language"}
    return RedirectResponse(f"/board/login?{urlencode(members, errors='replace')}", status_code=303, headers=PRIVATE)


def _own_address(address: str) -> str:
    """Give where to go after the login: a board of this server, whatever was asked for."""
    return address if address == "/board" or address.startswith("/board?") else "/board"


def _login_page(
    request: Request,
    *,
    next_address: str,
    status: int = 200,
    problem: str | None = None,
    values: dict[str, object] | None = None,
    user: str = "",
) -> Response:
    words = Words(_language(request))
    form_word = signing_in.form_word(request)
    text = page(
        "login.html",
        words.language,
        action=_address(request, "/board/login", Filter()),
        form=form_word,
        next=next_address,
        user=user,
        problem=words(problem, **(values or {})) if problem else "",
    )
    answer = HTMLResponse(text, status_code=status, headers=PRIVATE)
    signing_in.keep_form_word(request, answer, form_word)
    return answer


async def _form(request: Request) -> Callable[[str], str]:
    """Read the fields of a form; what is missing is empty."""
    text = (await request.body()).decode("utf-8", "replace")
    fields = parse_qs(text, keep_blank_values=True) if text.count("&") < MOST_FIELDS else {}
    return lambda name: fields.get(name, [""])[0]
