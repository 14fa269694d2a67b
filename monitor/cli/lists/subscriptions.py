"""The command `noticewatch subscriptions list`."""

from datetime import datetime
from typing import Any

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_to_read
from monitor.cli.output.column import Column, Row, get, join
from monitor.cli.output.formats import AsJson, Destination, Excel, Limit, Out, SetupFormat, setup_format
from monitor.cli.output.printing import language_of, print_list
from monitor.config import Config, Subscription
from monitor.config.times import zone_of
from monitor.model import SubscriptionStats
from monitor.ports import Transaction
from monitor.runtime.clock import utc_now
from monitor.text.i18n import N_, comma, enumeration, gettext
from monitor.text.zone import local_time
from monitor.views.times import time_since
from monitor.views.verdicts import verdict_word


def list_subscriptions(
    config: ConfigDir = DEFAULT_CONFIG,
    limit: Limit = None,
    form: SetupFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List subscriptions with topics, channels, delivery times, last alert and queued messages."""
    chosen = setup_format(form, out, as_json=as_json)
    destination = Destination(out, excel, limit)
    loaded, store = open_to_read(config)
    with language_of(chosen, destination):
        with store.reading() as tx:
            rows = _rows(tx, loaded)
        print_list(SUBSCRIPTIONS, rows, chosen, gettext("no subscriptions are configured"), destination)


def _rows(tx: Transaction, config: Config) -> list[dict[str, Any]]:
    standings = {stats.subscription: stats for stats in tx.alerts.subscription_stats()}
    rows = [
        _object(subscription.id, subscription, standings.get(subscription.id)) for subscription in config.subscriptions
    ]
    ids = {subscription.id for subscription in config.subscriptions}
    # Messages queued for a removed subscription are still sent.
    return rows + [
        _object(stats.subscription, None, stats)
        for stats in standings.values()
        if stats.queued and stats.subscription not in ids
    ]


def _object(name: str, subscription: Subscription | None, standing: SubscriptionStats | None) -> dict[str, Any]:
    return {
        "id": name,
        "configured": subscription is not None,
        "enabled": bool(subscription and subscription.enabled),
        "topics": subscription.topics if subscription else [],
        "on": subscription.on if subscription else [],
        "channels": subscription.channels if subscription else [],
        "deliver": _when(subscription) if subscription else None,
        "timezone": str(zone_of(subscription.timezone)) if subscription else None,
        "alerts": standing.alerts if standing else 0,
        "last_alert_at": standing.last_alert_at.isoformat() if standing else None,
        "queued": standing.queued if standing else 0,
        "due_at": standing.due_at.isoformat() if standing and standing.due_at else None,
    }


def _when(subscription: Subscription) -> str:
    """Return the delivery schedule of a subscription, in words."""
    if not subscription.enabled:
        return gettext("off")
    words = [
        f"{subscription.deliver.cron} ({zone_of(subscription.deliver.timezone, subscription.timezone)})"
        if subscription.deliver
        else gettext("immediately")
    ]
    if subscription.quiet:
        hours = f"{subscription.quiet.from_:%H:%M}-{subscription.quiet.to:%H:%M}"
        words.append(gettext("quiet {hours}", hours=hours))
    if subscription.hourly_cap:
        words.append(gettext("at most {count} per hour", count=subscription.hourly_cap))
    if subscription.snooze:
        words.append(gettext("snoozed until {day}", day=subscription.snooze))
    return comma(*words)


def _events(row: Row) -> str:
    return enumeration(map(verdict_word, row["on"]))


def _delivery(row: Row) -> str:
    return row["deliver"] or gettext("no longer configured")


def _last_alert(row: Row) -> str:
    return time_since(datetime.fromisoformat(row["last_alert_at"]) if row["last_alert_at"] else None, utc_now())


def _queued(row: Row) -> str:
    if not row["queued"] or not row["due_at"]:
        return "0"
    due = local_time(datetime.fromisoformat(row["due_at"]), zone_of(row["timezone"]))
    return gettext("{count}, due {time}", count=row["queued"], time=due)


SUBSCRIPTIONS = (
    Column("id", N_("id"), get("id"), shown=True, width=20),
    Column("topics", N_("topics"), join("topics", ", "), shown=True, folds=True, width=30),
    Column("on", N_("alerts on"), join("on", ", "), shown=True, width=24, words=_events, coded=True),
    Column("channels", N_("channels"), join("channels", ", "), shown=True, width=16),
    Column("deliver", N_("delivery"), get("deliver"), shown=True, folds=True, width=30, words=_delivery),
    Column("last_alert_at", N_("last alert"), get("last_alert_at"), shown=True, width=20, words=_last_alert),
    Column("queued", N_("queued"), get("queued"), shown=True, width=9, words=_queued),
    Column("alerts", N_("alerts"), get("alerts"), width=9),
    Column("due_at", N_("scheduled for"), get("due_at"), width=20),
)
