"""The command `noticewatch sources list`."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from rich import filesize

from crawler.model.source import Source
from crawler.model.types import format_interval
from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_to_read
from monitor.cli.output.column import Column, Row, get, since
from monitor.cli.output.columns import REGION
from monitor.cli.output.formats import AsJson, Destination, Excel, Limit, Out, SetupFormat, setup_format
from monitor.cli.output.printing import language_of, print_list
from monitor.config import Config
from monitor.config.source_secrets import shown_url
from monitor.health.source_state import State, flapping_phrases
from monitor.model import FlappingPage, SourceRecord
from monitor.ports import Transaction
from monitor.runtime.clock import utc_now
from monitor.text.i18n import N_, gettext, ngettext
from monitor.views.overview import collect_overview, state_word
from monitor.views.records import instant_text, trouble_object
from monitor.views.times import time_until, trouble_since


def list_sources(
    config: ConfigDir = DEFAULT_CONFIG,
    limit: Limit = None,
    form: SetupFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List sources with the result of the last poll and the requests sent (last 24 hours / total on record)."""
    chosen = setup_format(form, out, as_json=as_json)
    destination = Destination(out, excel, limit)
    loaded, store = open_to_read(config)
    now = utc_now()
    with language_of(chosen, destination):
        with store.reading() as tx:
            rows = _rows(tx, loaded, now)
        print_list(_columns(now), rows, chosen, gettext("no sources are configured"), destination)


def _rows(tx: Transaction, config: Config, now: datetime) -> list[dict[str, Any]]:
    found = collect_overview(tx, config, now)
    day = tx.polls.usage(now - timedelta(days=1))
    ever = tx.polls.usage()
    states = {source.id: (state, record) for state, source, record in found.sources}
    return [
        _row(source, *states[source.id], found.flapping.get(source.id, ()), now)
        | _usage(day.get(source.id, (0, 0)), ever.get(source.id, (0, 0)))
        for source in config.sources
    ]


def _row(
    source: Source, state: State, record: SourceRecord, flapping: Sequence[FlappingPage], now: datetime
) -> dict[str, Any]:
    trouble = record.trouble
    verified = source.verified
    said = [trouble_since(trouble, now)] if trouble and source.enabled else []
    return {
        "id": source.id,
        "name": source.name,
        "url": shown_url(source),
        "type": source.type,
        "region": list(source.region),
        "enabled": source.enabled,
        "verified": verified if isinstance(verified, bool) else verified.isoformat(),
        "state": state,
        "every": format_interval(source.every),
        "last_success_at": instant_text(record.last_success_at),
        "last_new_at": instant_text(record.last_new_at),
        "due_at": instant_text(record.due_at),
        "trouble": trouble_object(trouble) if trouble else None,
        "remarks": "; ".join([*said, *flapping_phrases(flapping)]),
    }


def _usage(day: tuple[int, int], ever: tuple[int, int]) -> dict[str, int]:
    return {"requests_24h": day[0], "requests": ever[0], "bytes": ever[1]}


def _columns(now: datetime) -> tuple[Column, ...]:
    new = since("last_new_at", now)
    success = since("last_success_at", now)
    return (
        Column("id", N_("id"), get("id"), shown=True, width=24),
        Column("state", N_("state"), get("state"), shown=True, words=_state, coded=True),
        Column("due_at", N_("next poll"), get("due_at"), shown=True, width=20, words=_next_poll(now)),
        Column("last_new_at", N_("last notice"), get("last_new_at"), shown=True, width=20, words=new),
        Column("remarks", N_("trouble"), get("remarks"), shown=True, folds=True, whole=True, width=40),
        Column("name", N_("name"), get("name"), spare=True, width=36),
        Column("every", N_("every"), get("every"), spare=True, width=8),
        Column("last_success_at", N_("last success"), get("last_success_at"), spare=True, width=20, words=success),
        Column("verified", N_("verified"), _verified, spare=True, width=12, words=_verified_words),
        Column("requests_24h", N_("requests in 24 h"), get("requests_24h"), spare=True, width=9),
        Column("requests", N_("requests"), get("requests"), spare=True, width=9),
        Column("bytes", N_("bytes"), get("bytes"), spare=True, width=12, words=_size),
        Column("type", N_("type"), get("type"), width=9),
        REGION,
        Column("url", N_("URL"), get("url"), width=50),
    )


def _state(row: Row) -> str:
    return state_word(row["state"])


def _next_poll(now: datetime) -> Callable[[Row], str]:
    def words(row: Row) -> str:
        if not row["enabled"]:
            return ""
        return time_until(datetime.fromisoformat(row["due_at"]) if row["due_at"] else None, now)

    return words


def _verified(row: Row) -> str:
    verified = row["verified"]
    if isinstance(verified, bool):
        return "yes" if verified else "no"
    return str(verified)


def _verified_words(row: Row) -> str:
    verified = row["verified"]
    if isinstance(verified, bool):
        return gettext("yes") if verified else gettext("no")
    return str(verified)


def _size(row: Row) -> str:
    size = row["bytes"]
    return ngettext("{count} byte", "{count} bytes", size) if size < 1000 else filesize.decimal(size)
