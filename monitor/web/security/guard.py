"""The middleware around all pages, which handles path prefix, host, origin, user, language and response headers."""

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.config.web import Web
from monitor.model.readers import ONLY_READER
from monitor.text.i18n import LANGUAGES, Language, in_language
from monitor.text.zone import in_zone
from monitor.web.security.sessions import SESSION_COOKIE, session_digest
from monitor.web.site import WebSite

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
API_PATH = "/api/v1"
"""The path of the HTTP API, whose requests are authenticated by a token alone."""
_OPEN = ("/static/", "/feeds/", f"{API_PATH}/")
_OPEN_PAGES = ("/login", "/healthz")
_SAFE_METHODS = ("GET", "HEAD")
BODY_LIMIT = 64 * 1024
LANGUAGE_COOKIE = "noticewatch_language"


class Guard:
    """ASGI middleware that passes a request on only if its host, origin and user are allowed."""

    def __init__(self, app: ASGIApp, site: WebSite) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the application, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        web = self._site.web
        _strip_prefix(scope, web.prefix)
        request = Request(scope, receive)
        answer = refusal(request, web) or await self._refuse_strangers(request, web)
        settings = self._site.config.settings
        language = language_of(request, settings.language)
        scope.setdefault("state", {})["language"] = language
        with in_language(language), in_zone(settings.timezone):
            await (answer or self._app)(scope, receive, _with_headers(send, request, web, language))

    async def _refuse_strangers(self, request: Request, web: Web) -> Response | None:
        owner = await run_sync(self._owner, request, web)
        request.scope.setdefault("state", {})["owner"] = owner or ""
        path = request.scope["path"]
        if owner or path in _OPEN_PAGES or path.startswith(_OPEN):
            return None
        if web.trusted_proxies:
            return PlainTextResponse("no user was named by a trusted proxy", 403)
        if request.method not in _SAFE_METHODS:
            return PlainTextResponse("not logged in", 403)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(self._site.url("/login", next=path + query), 303)

    def _owner(self, request: Request, web: Web) -> str | None:
        if web.trusted_proxies:
            return _named_by_proxy(request, web)
        if not web.password:
            return ONLY_READER
        secret = request.cookies.get(SESSION_COOKIE)
        if not secret:
            return None
        with self._site.store.reading() as tx:
            return tx.readers.session_owner(session_digest(secret), self._site.clock())


def _strip_prefix(scope: Scope, prefix: str) -> None:
    # Some reverse proxies keep the prefix in the path, others strip it.
    if prefix and (scope["path"] == prefix or scope["path"].startswith(f"{prefix}/")):
        scope["path"] = scope["path"][len(prefix) :] or "/"
        scope["raw_path"] = scope["path"].encode()


def refusal(request: Request, web: Web) -> Response | None:
    """Return the response that refuses a request, or None if the request is acceptable.

    The following are refused: unknown hosts, methods other than GET, HEAD and POST, bodies larger than BODY_LIMIT, and
    POST requests from pages of other sites, except to the API.
    """
    host = request.headers.get("host", "")
    if _bare(host) not in _known_hosts(web):
        return PlainTextResponse("this host is not in `web.hosts`", 421)
    if request.method in _SAFE_METHODS:
        return None
    if request.method != "POST":
        return PlainTextResponse("method not allowed", 405)
    # A page of another site cannot send a token, so that a request to the API cannot be forged.
    if not request.scope["path"].startswith(f"{API_PATH}/") and not is_same_origin(request, host):
        return PlainTextResponse("requests from other sites are refused", 403)
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > BODY_LIMIT or "transfer-encoding" in request.headers:
        return PlainTextResponse("the request is too large", 413)
    return None


def is_same_origin(request: HTTPConnection, host: str) -> bool:
    """Return whether a page of the site `host` sent the request.

    This is determined from the header Sec-Fetch-Site or, in older browsers, from Origin.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return site == "same-origin"
    return urlsplit(origin).netloc.lower() == host.lower()


def _known_hosts(web: Web) -> set[str]:
    named = {web.host, f"[{web.host}]"} if not ip_address(web.host).is_unspecified else set()
    return {"localhost", "127.0.0.1", "[::1]", *named, *(_bare(name) for name in web.hosts)}


def _bare(host: str) -> str:
    """Return `host` without its port, in lower case."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).lower()


def _named_by_proxy(request: Request, web: Web) -> str | None:
    client = request.client
    try:
        address = ip_address(client.host) if client else None
    except ValueError:
        return None
    if address is None or not any(address in ip_network(proxy) for proxy in web.trusted_proxies):
        return None
    name = request.headers.get(web.user_header or "", "").strip()
    return name if name and len(name) <= 200 and name.isprintable() else None


def language_of(request: Request, default: Language | None) -> Language:
    """Return the language in which a request is answered.

    If the parameter `lang` or else the language cookie names a supported language, this language is used. Otherwise,
    the header Accept-Language decides or, without this header, `default`. If `default` is None, the language is
    English.
    """
    for written in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if written in LANGUAGES:
            return "zh" if written == "zh" else "en"
    preferred = request.headers.get("accept-language", "").lower()
    if preferred:
        return "zh" if preferred.startswith("zh") else "en"
    return default or "en"


def _with_headers(send: Send, request: Request, web: Web, language: Language) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Language", language)
            headers.add_vary_header("Accept-Language")
            if request.query_params.get("lang") in LANGUAGES:
                secure = "; Secure" if web.secure_cookies else ""
                path = f"{web.prefix}/"
                headers.append(
                    "set-cookie",
                    f"{LANGUAGE_COOKIE}={language}; Path={path}; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}",
                )
        await send(message)

    return send_with_headers
