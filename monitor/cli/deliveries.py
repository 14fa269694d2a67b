"""The command group `noticewatch deliveries`."""

import sys
from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, make_delivery_worker, open_config
from monitor.cli.lists.deliveries import Channel, list_deliveries
from monitor.delivery.circuit_breaker import without_wait
from monitor.delivery.dispatcher import deliver_all
from monitor.errors import UnknownError
from monitor.messages.channel_errors import channel_error
from monitor.model import Queued
from monitor.ports import Store, Transaction
from monitor.runtime.clock import utc_now
from monitor.service.crawl import PATIENCE
from monitor.text.i18n import gettext

app = typer.Typer(help="List and retry deliveries.", no_args_is_help=True)
_ALL = 1_000_000


app.command("list")(list_deliveries)


@app.command()
def retry(
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID", show_default=False)] = None,
    config: ConfigDir = DEFAULT_CONFIG,
    channel: Channel = None,
    every: Annotated[bool, typer.Option("--all", help="Retry all failed messages.")] = False,
) -> None:
    """Retry failed messages now, together with everything due, ignoring channel pauses."""
    if sum(map(bool, (ids, channel, every))) != 1:
        raise UnknownError(
            gettext(
                "name one of ID…, --channel NAME or --all; `noticewatch deliveries list --failed` lists failed messages"
            )
        )
    loaded, store = open_config(config)
    _make_due(store, ids or [], channel)
    attempts = deliver_all(make_delivery_worker(loaded, store), PATIENCE)
    failed = [attempt for attempt in attempts if attempt.error]
    for attempt in failed:
        sys.stderr.write(
            gettext("delivery {id}: {error}", id=attempt.delivery.id, error=channel_error(attempt.error or "")) + "\n"
        )
    with store.reading() as tx:
        backlog = tx.deliveries.backlog()
    sent = len(attempts) - len(failed)
    typer.echo(
        gettext(
            "{sent} sent, {failed} failed, {queued} still queued", sent=sent, failed=len(failed), queued=backlog.queued
        )
    )
    raise SystemExit(1 if failed else 0)


def _make_due(store: Store, ids: list[int], channel: str | None) -> None:
    now = utc_now()
    with store.writing() as tx:
        chosen = [_known(tx, number) for number in ids] if ids else _failed(tx, channel)
        for message in chosen:
            tx.deliveries.retry(message.delivery.id, now)
        names = {message.delivery.channel for message in chosen} | ({channel} if channel else set())
        for name in names:
            tx.channels.put(without_wait(tx.channels.get(name)))


def _known(tx: Transaction, number: int) -> Queued:
    found = tx.deliveries.get(number)
    if found is None:
        raise UnknownError(gettext("there is no delivery {id}", id=number))
    if found.status == "sent":
        time = f"{found.ended_at:%Y-%m-%d %H:%M}"
        raise UnknownError(gettext("delivery {id} was sent on {time} UTC", id=number, time=time))
    return found


def _failed(tx: Transaction, channel: str | None) -> list[Queued]:
    # Queued messages that never failed are not retried: they may be scheduled for later.
    waiting = [message for message in tx.deliveries.latest(_ALL, "queued", channel) if message.delivery.failing_since]
    return [*tx.deliveries.latest(_ALL, "given_up", channel), *waiting]
