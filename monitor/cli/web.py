"""The command `noticewatch web`: the web page without the daemon."""

import getpass
import signal
import sys
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    open_config,
    open_folder,
    open_to_read,
    parsed_query,
    printable,
    suggestion,
)
from monitor.errors import UnknownError
from monitor.model.readers import ONLY_READER
from monitor.model.tokens import TokenScope
from monitor.runtime.clock import utc_now
from monitor.runtime.logging import log_to_stderr
from monitor.text.i18n import N_, gettext
from monitor.text.zone import local_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.config import Config
    from monitor.store import SqlStore

NAME_LIMIT = 100
"""Maximum length of the name of a token."""
app = typer.Typer(help="Serve the web page.", invoke_without_command=True)
Listen = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS:PORT", help="Address at which the web page is served. [default: `web.listen`]"),
]


@app.callback()
def serve(context: typer.Context, config: ConfigDir = DEFAULT_CONFIG, listen: Listen = None) -> None:
    """Serve the web page without the daemon, until stopped."""
    if context.invoked_subcommand:
        return
    require_web()
    from monitor.web.reloading import CurrentConfig

    log_to_stderr()
    loaded, store = open_config(config)
    current = CurrentConfig(listening_on(loaded, listen), lambda: listening_on(open_folder(config), listen))
    serve_until_stopped(store, current.get)


def serve_until_stopped(store: "SqlStore", config: "Callable[[], Config]") -> None:
    """Serve the web page until SIGTERM or an interrupt occurs, then close the store."""
    from monitor.web.serving import serving

    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with serving(store, config) as address:
        typer.echo(gettext("The web page is at {address}", address=address))
        stopped.wait()
    store.close()


@app.command()
def password() -> None:
    """Ask for a password and print its hash, for `web.password` in noticewatch.yaml."""
    from monitor.web.security.passwords import hash_password

    if sys.stdin.isatty():
        given = getpass.getpass(gettext("Password: "))
        if given != getpass.getpass(gettext("Repeat password: ")):
            raise UnknownError(gettext("the two passwords differ"))
    else:
        given = sys.stdin.readline().rstrip("\n")
    if len(given) < 8:
        raise UnknownError(gettext("a password needs at least 8 characters"))
    typer.echo(hash_password(given))


@app.command()
def token(
    name: Annotated[str, typer.Argument(help="A name for the token, for example the program that uses it.")],
    config: ConfigDir = DEFAULT_CONFIG,
    scope: Annotated[TokenScope, typer.Option(help="What the token allows.")] = TokenScope.READ,
) -> None:
    """Create a token for the HTTP API and print it once."""
    require_web()
    from monitor.web.api.access import create_token

    if not 1 <= len(name) <= NAME_LIMIT or not name.isprintable():
        raise UnknownError(gettext("the name of a token must have 1 to {limit} printable characters", limit=NAME_LIMIT))
    _, store = open_config(config)
    typer.echo(create_token(store, name, scope, utc_now()))


@app.command()
def tokens(config: ConfigDir = DEFAULT_CONFIG) -> None:
    """List the tokens of the HTTP API: name, scope and date of creation."""
    _, store = open_to_read(config)
    with store.reading() as tx:
        found = tx.tokens.all()
    for known in found:
        typer.echo(printable(f"{known.name}  {known.scope}  {local_day(known.created_at)}"))
    if not found:
        typer.echo(gettext("no tokens"))


@app.command()
def revoke(name: Annotated[str, typer.Argument(help="The token's name.")], config: ConfigDir = DEFAULT_CONFIG) -> None:
    """Revoke a token of the HTTP API; requests with it are refused from now on."""
    _, store = open_config(config)
    with store.writing() as tx:
        is_known = tx.tokens.revoke(name)
    if not is_known:
        raise UnknownError(gettext("there is no token with the name {name}", name=name))
    typer.echo(gettext("the token {name} is revoked", name=name))


@app.command()
def feed(
    config: ConfigDir = DEFAULT_CONFIG,
    topic: Annotated[str, typer.Option(metavar="ID", help="Only notices that match this topic.")] = "",
    subscription: Annotated[str, typer.Option(metavar="ID", help="Only notices alerted to this subscription.")] = "",
    query: Annotated[str, typer.Option(help="Only notices that match this query.")] = "",
    living_list: Annotated[
        str, typer.Option("--list", metavar="ID", help="The changes to this living list, instead of notices.")
    ] = "",
    user: Annotated[
        str, typer.Option(metavar="NAME", help="The user to whom the addresses belong, if a proxy logs users in.")
    ] = ONLY_READER,
) -> None:
    """Publish notices or a living list at secret addresses, and print the address of each format."""
    require_web()
    from monitor.web.feeds.addresses import configured_base, format_paths, publish_selection
    from monitor.web.feeds.selection import Selection

    if bool(living_list) == bool(topic or subscription or query):
        raise UnknownError(gettext("specify --topic, --subscription or --query, or else --list"))
    loaded, store = open_config(config)
    _check_names(loaded, topic, subscription, living_list)
    if query:
        parsed_query(loaded, query)
    given = {"topic": topic, "subscription": subscription, "q": query, "list": living_list}
    selection = Selection.read({"content": "list" if living_list else "notices", **given})
    assert selection is not None
    made = publish_selection(store, user, selection, utc_now())
    base = configured_base(loaded.settings.web)
    for name, path in format_paths(made, selection):
        typer.echo(printable(f"{name:<13} {base}{path}"))
    typer.echo(
        gettext(
            "Anyone who has a secret address can read its content until you revoke it on the page “Feeds”. Addresses "
            "work while `noticewatch run --web` or `noticewatch web` is running."
        ),
        err=True,
    )


def _check_names(config: "Config", topic: str, subscription: str, living_list: str) -> None:
    """Raise UnknownError if one of the names is neither empty nor the id of an entry of the configuration."""
    for name, ids, message in (
        (topic, [entry.id for entry in config.topics], N_("there is no topic {id}")),
        (subscription, [entry.id for entry in config.subscriptions], N_("there is no subscription {id}")),
        (living_list, [entry.id for entry in config.lists], N_("there is no list {id}")),
    ):
        if name and name not in ids:
            raise UnknownError(gettext(message, id=name) + suggestion(name, ids))


def require_web() -> None:
    """Raise UnknownError if the extra `[web]` is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("fastapi", "uvicorn", "icalendar", "prometheus_client") if find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        raise UnknownError(
            gettext(
                "the web page needs more packages; install them with `pip install 'noticewatch[web]'` (missing: "
                "{names})",
                names=names,
            )
        )


def listening_on(config: "Config", listen: str | None) -> "Config":
    """Return the configuration with `listen` as the value of `web.listen`, or unchanged if `listen` is None.

    Raises UnknownError if `listen` is invalid.
    """
    from pydantic import ValidationError

    from crawler.model.checks.validation import value_faults
    from monitor.config.web import Web
    from monitor.text.fault_phrases import localized_expectation

    if listen is None:
        return config
    web = config.settings.web
    try:
        changed = Web.model_validate(web.model_dump() | {"listen": listen})
    except ValidationError as error:
        message = value_faults(Web, error, web.model_dump() | {"listen": listen})[0].message
        raise UnknownError(f"--listen {listen}: {localized_expectation(message)}") from error
    return config.model_copy(update={"settings": config.settings.model_copy(update={"web": changed})})
