"""The command group `noticewatch deliveries`."""

import sys
from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, make_delivery_worker, open_config
from monitor.cli.lists.deliveries import Channel, list_deliveries
from monitor.delivery.dispatcher import deliver_all
from monitor.errors import UnknownError
from monitor.messages.channel_errors import channel_error
from monitor.runtime.clock import utc_now
from monitor.service.crawl import PATIENCE
from monitor.service.operations import retry_deliveries
from monitor.text.i18n import gettext

app = typer.Typer(help="List and retry deliveries.", no_args_is_help=True)


app.command("list")(list_deliveries)


@app.command()
def retry(
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID", show_default=False)] = None,
    config: ConfigDir = DEFAULT_CONFIG,
    channel: Channel = None,
    every: Annotated[bool, typer.Option("--all", help="Retry all failed messages.")] = False,
) -> None:
    """Retry failed messages and send all due messages now, even through paused channels."""
    if sum(map(bool, (ids, channel, every))) != 1:
        raise UnknownError(
            gettext(
                "specify ID…, --channel NAME or --all; `noticewatch deliveries list --failed` lists failed messages"
            )
        )
    loaded, store = open_config(config)
    retry_deliveries(store, ids or [], channel, utc_now())
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
