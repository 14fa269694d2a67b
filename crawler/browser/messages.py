"""Messages between the crawler and the browser process, one JSON object per line.

The crawler sends LoadRequest, and the process answers with LoadedPage or LoadFailure. While a page is being loaded, the
process asks with AccessQuestion whether robots.txt allows a URL, and the crawler answers with AccessReply.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from crawler.model.errors import FetchError
from crawler.model.types import Frozen


class BrowserCookie(Frozen):
    """A cookie. `expires` is a POSIX time in seconds, or -1 for a session cookie."""

    name: str
    value: str
    domain: str = ""
    path: str = "/"
    expires: float = -1
    secure: bool = False


class LoadRequest(Frozen):
    """A request to load a page.

    `cookies` are sent to the host of the URL. If `asks` is true, robots.txt is obeyed: the process sends an
    AccessQuestion for each URL. If `records` is true, the answer contains the JSON data that the page loads.
    """

    do: Literal["load"] = "load"
    id: int
    url: str
    user_agent: str
    cookies: tuple[BrowserCookie, ...] = ()
    wait_for: str | None = None
    timeout_s: float = 30.0
    trusted: bool = False
    verify_tls: bool = True
    asks: bool = True
    records: bool = False


class JsonResponse(Frozen):
    """JSON data that a page loaded, with the request for it."""

    url: str
    method: Literal["GET", "POST"]
    posted: str | None = None
    content_type: str = ""
    body: str


class LoadedPage(Frozen):
    """A page after its scripts have run.

    `status` is the HTTP status of the page's last response. `was_challenged` is true if the site first sent a browser
    check (a script that decides whether the client is a browser), and the actual page after it. In this case,
    `is_served` is true if the server's response already contained the links and text of the final document. `recorded`
    is the JSON data that the page loaded. `requests` and `bytes` count the requests sent and the bytes received for the
    page. `is_last` is true if the process ends after this answer.
    """

    do: Literal["loaded"] = "loaded"
    id: int
    url: str
    status: int
    content_type: str
    body: str
    cookies: tuple[BrowserCookie, ...] = ()
    was_challenged: bool = False
    is_served: bool = False
    recorded: tuple[JsonResponse, ...] = ()
    requests: int = 0
    bytes: int = 0
    is_last: bool = False


class LoadFailure(Frozen):
    """The answer to a LoadRequest whose page could not be loaded.

    `id` is the id of the LoadRequest. `code` is an error code of `crawler.model.errors`, and `detail` is the exact
    cause.
    """

    do: Literal["failed"] = "failed"
    id: int
    code: str
    detail: dict[str, Any]
    requests: int = 0
    bytes: int = 0
    is_last: bool = False

    @classmethod
    def of(cls, number: int, error: FetchError) -> "LoadFailure":
        """Return the LoadFailure that reports `error` as the answer to the LoadRequest with the id `number`."""
        return cls(id=number, code=error.code, detail=error.detail.as_json())


class AccessQuestion(Frozen):
    """The question whether robots.txt allows a URL. `id` is the id of the LoadRequest."""

    do: Literal["question"] = "question"
    id: int
    url: str


class AccessReply(Frozen):
    """The answer to an AccessQuestion: whether robots.txt allows the URL."""

    do: Literal["reply"] = "reply"
    id: int
    url: str
    allowed: bool


TO_BROWSER: TypeAdapter[LoadRequest | AccessReply] = TypeAdapter(
    Annotated[LoadRequest | AccessReply, Field(discriminator="do")]
)
FROM_BROWSER: TypeAdapter[LoadedPage | LoadFailure | AccessQuestion] = TypeAdapter(
    Annotated[LoadedPage | LoadFailure | AccessQuestion, Field(discriminator="do")]
)
