"""Functions that serve the web interface with uvicorn, either on its own or in a thread of the daemon."""

import gc
import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread

import uvicorn

from monitor.config import Config
from monitor.errors import StoreError, UnknownError
from monitor.ports import Store
from monitor.text.i18n import gettext
from monitor.text.phrases import os_reason
from monitor.web.app import create_app
from monitor.web.site import WebSite

logger = logging.getLogger(__name__)
STOP_S = 5.0
WARM_S = 60.0
"""Seconds between two updates of the topic hits."""


def open_socket(config: Config) -> socket.socket:
    """Return a socket that listens on the configured host and port. Raises UnknownError if this fails."""
    web = config.settings.web
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((web.host, web.port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise UnknownError(
            gettext("cannot listen on {address}: {error}", address=web.listen, error=os_reason(error))
        ) from error
    return listening


def address_of(listening: socket.socket, config: Config) -> str:
    """Return the local URL of the web interface that listens on the socket `listening`."""
    host, port = listening.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}{config.settings.web.prefix}/"


def make_server(site: WebSite) -> uvicorn.Server:
    """Return a uvicorn server for the web interface.

    The server itself ignores the headers of proxies. Only the guard reads the header in which a proxy states the name
    of the user.
    """
    return uvicorn.Server(
        uvicorn.Config(
            create_app(site),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            h11_max_incomplete_event_size=16 * 1024,
            timeout_graceful_shutdown=2,
        )
    )


@contextmanager
def serving(store: Store, config: Callable[[], Config]) -> Iterator[str]:
    """Serve the web interface within the context, and yield its URL. The server runs in a thread."""
    site = WebSite(store, config, config().settings.web)
    with closing(open_socket(config())) as listening:
        server = make_server(site)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, name="web", daemon=True)
        stopped = Event()
        warming = Thread(target=_keep_warm, args=(site, stopped), name="web-topics", daemon=True)
        thread.start()
        warming.start()
        address = address_of(listening, config())
        logger.info("the web page is at %s", address, extra={"action": "web"})
        try:
            _wait_until_started(server, thread)
            yield address
        finally:
            stopped.set()
            server.should_exit = True
            thread.join(STOP_S)
            warming.join(STOP_S)


def _wait_until_started(server: uvicorn.Server, thread: Thread) -> None:
    while thread.is_alive() and not server.started:
        time.sleep(0.01)


def _keep_warm(site: WebSite, stopped: Event) -> None:
    """Update the cached matches of topics regularly until `stopped` is set, so that no request has to compute them."""
    _warm(site, stopped)
    exempt_from_collection()
    while not stopped.wait(WARM_S):
        _warm(site, stopped)


def _warm(site: WebSite, stopped: Event) -> None:
    """Update the cached matches of each topic. End early if `stopped` is set or the store fails."""
    for topic in site.config.topics:
        query = site.topic_query(topic.id)
        if stopped.is_set() or query is None:
            continue
        try:
            with site.store.reading() as tx:
                site.topic_hits.of(tx, query, site.clock())
        except StoreError as error:
            logger.warning("the matches of topics could not be updated: %s", error, extra={"action": "web"})
            return


def exempt_from_collection() -> None:
    """Exempt all present objects from garbage collection. Most of them belong to modules and are never freed.

    Each search creates many thousands of objects, which often makes Python look for garbage. If Python had to look at
    all objects, the search would have to wait about 0.1 s each time.
    """
    gc.collect()
    gc.freeze()
