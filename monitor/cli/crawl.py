"""The command `noticewatch crawl`, the one-off crawl."""

import contextlib
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.model.codes import FailureCode
from crawler.model.requests import DEPTH, DEPTH_LIMIT
from crawler.model.source import Source
from monitor.alerting.clock_alerts import clock_alerts
from monitor.alerting.matcher import Matcher
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    Since,
    Trusted,
    crawler_children,
    make_delivery_worker,
    open_folder,
    printable,
    run_async,
    shown_options,
    since_date,
    topic_or_query,
)
from monitor.cli.crawling.addresses import sources_of
from monitor.cli.crawling.progress import progress
from monitor.cli.lists.selection import TopicMatches, query_matches
from monitor.cli.output.columns import NOTICES_BY_TOPIC
from monitor.cli.output.faulty_entries import log_disabled, rejected_channels
from monitor.cli.output.formats import AsJson, Destination, Excel, ListFormat, Out, OutputFormat, list_format
from monitor.cli.output.printing import print_list
from monitor.config import Config
from monitor.ingest.pipeline import Decision, Policy, publishers_of
from monitor.lists.keeper import ListKeeper
from monitor.lists.upkeep import ListUpkeep
from monitor.messages.channel_errors import channel_error
from monitor.model.notice_json import notice_object
from monitor.polling.crawler_pool import POLLS_A_CHILD
from monitor.polling.setup import poll_setup
from monitor.ports import Store
from monitor.runtime.clock import utc_now
from monitor.series.renewal import renew_all
from monitor.service import crawl as crawling
from monitor.service.config_log import record_config
from monitor.service.crawl import Report
from monitor.service.one_off import build_polling
from monitor.service.retention import index_first
from monitor.store import Rehearsal, SqlStore, open_store, parse_url
from monitor.text.i18n import NN_, comma, gettext, ngettext


def crawl(
    names: Annotated[list[str] | None, typer.Argument(metavar="SOURCE|URL", show_default=False)] = None,
    config: ConfigDir = DEFAULT_CONFIG,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Record nothing and send nothing.")] = False,
    alert: Annotated[
        bool,
        typer.Option(
            "--alert",
            help="Send alerts even on a source's first poll and for notices older than the setting `fresh` allows.",
        ),
    ] = False,
    no_deliver: Annotated[bool, typer.Option("--no-deliver", help="Queue alerts without sending them.")] = False,
    since: Since = None,
    depth: Annotated[
        int, typer.Option(min=1, max=DEPTH_LIMIT, help="With --since: maximum number of pages per listing.")
    ] = DEPTH,
    form: ListFormat = None,
    as_json: AsJson = False,
    trusted: Trusted = False,
    topic: Annotated[
        str | None,
        typer.Option("--topic", metavar="ID|QUERY", help="Print only notices that match this topic or query."),
    ] = None,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Poll sources once: record and match notices, print new ones, send alerts."""
    loaded = open_folder(config)
    chosen = list_format(OutputFormat, form, out, as_json=as_json)
    query = topic_or_query(loaded, topic) if topic else None
    sources = sources_of(loaded, names or [], trusted)
    if not sources:
        sys.stderr.write(gettext("no enabled sources in {folder}", folder=config / "sources") + "\n")
        raise SystemExit(2)
    first_day = since_date(since)
    if not (dry_run or no_deliver):
        log_disabled(rejected_channels(loaded))
    publishers = publishers_of(loaded.sources)
    policy = Policy(loaded.settings.fresh, "always" if alert else "news", publishers, loaded.settings.revisit)
    with _store(loaded, dry_run) as (store, usual):
        record_config(store, loaded, utc_now(), "crawl")
        report = run_async(lambda: _crawl(loaded, store, sources, policy, first_day, dry_run, depth))
        if not dry_run:
            renew_all(store, utc_now())
            for alerts in clock_alerts(store, loaded):
                alerts.run(utc_now())
            if not no_deliver:
                crawling.deliver(make_delivery_worker(loaded, store), report)
            crawling.note_backlog(store, report)
        topics = TopicMatches(loaded)
        objects = [
            _object(usual, source, decision) | {"topics": topics.of(decision.document)}
            for source, decision in report.decisions
            if decision.verdict.kind in ("new", "revision")
            and (query is None or query_matches(query, decision.document))
        ]
    empty = gettext("nothing new") if query is None else gettext("nothing new on this topic")
    print_list(NOTICES_BY_TOPIC, objects, chosen, empty, Destination(out, excel))
    is_said = not objects and (chosen is OutputFormat.table or out is not None)
    _summary(report, "" if is_said else gettext("nothing new"))
    if report.is_cut_off(len(sources)):
        message = gettext("no source could be reached; is this computer connected to the network?")
        sys.stderr.write(f"{message}\n")
    for failure in report.failures:
        if failure.code == FailureCode.NO_LINKS and failure.url in {source.id for source in sources}:
            message = gettext(
                "if {url} is the page of a notice, run `noticewatch inspect {url}{options}` to read the page",
                url=failure.url,
                options=shown_options(DEFAULT_CONFIG, trusted=trusted),
            )
            sys.stderr.write(printable(message) + "\n")
    _topic_summary(objects)
    if not loaded.subscriptions and any(counted["topics"] for counted in objects):
        message = gettext("no alerts are sent: {file} defines no subscriptions", file=config / "subscriptions.yaml")
        sys.stderr.write(f"{message}\n")
    missing = not names and any(entry.kind == "source" for entry in loaded.faulty)
    raise SystemExit(1 if report.failed or missing else 0)


@contextlib.contextmanager
def _store(config: Config, dry_run: bool) -> Iterator[tuple[Store, SqlStore]]:
    """Yield the store for the crawl, and the store for queries after the crawl.

    In a dry run, changes to the first store are rolled back, and no database file is created.
    """
    with contextlib.ExitStack() as stack:
        url = config.database
        parsed = parse_url(url)
        is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
        if dry_run and is_file and not Path(str(parsed.database)).exists():
            url = f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/dry-run.db"
        store = open_store(url)
        stack.callback(store.close)
        yield (Rehearsal(store) if dry_run else store), store


async def _crawl(
    config: Config, store: Store, sources: list[Source], policy: Policy, since: date | None, dry_run: bool, depth: int
) -> Report:
    at_once = POLLS_A_CHILD * config.settings.children
    setup = poll_setup(Matcher(config), policy, config.sources, ListKeeper(config))
    async with crawler_children(config.settings, config.folder) as children:
        polling = build_polling(store, children, setup, in_parts=not dry_run)
        if not dry_run:
            await polling.executor.run(lambda: index_first(store))
            await polling.executor.run(lambda: ListUpkeep(store, config).run(utc_now()))
        with progress(len(sources)) as advance:
            rounds = 1 if dry_run else None
            return await crawling.crawl(
                polling.poller,
                polling.leases,
                sources,
                since,
                advance,
                at_once=at_once,
                rounds=rounds,
                depth=depth,
            )


def _object(store: SqlStore, source: str, decision: Decision) -> dict[str, Any]:
    with store.reading() as tx:
        places = tx.locations.of_notice(decision.notice)
    return notice_object(decision.document, decision.notice, source, decision.revision, places, decision.verdict.kind)


def _topic_summary(objects: Sequence[dict[str, Any]]) -> None:
    """Print on standard error how many of the notices match each topic, including topics without a subscription.

    `objects` are the notices as JSON objects, with the ids of their matching topics.
    """
    counts = Counter(topic for notice in objects for topic in notice["topics"])
    for topic, count in counts.most_common():
        message = ngettext("topic {topic}: {count} notice", "topic {topic}: {count} notices", count, topic=topic)
        sys.stderr.write(f"{message}\n")


def _summary(report: Report, nothing_new: str) -> None:
    """Print a summary of the crawl on standard error: verdicts, deliveries, delivery errors and queued messages.

    `nothing_new` is printed if there are no verdicts.
    """
    counts = [
        (NN_("{count} new", "{count} new"), report.count("new")),
        (NN_("{count} revised", "{count} revised"), report.count("revision")),
        (NN_("{count} copy", "{count} copies"), report.count("copy")),
        (NN_("{count} known", "{count} known"), report.count("known")),
    ]
    found = comma(*(ngettext(*words, count) for words, count in counts if count)) or nothing_new
    sent = sum(1 for attempt in report.attempts if not attempt.error)
    message = ngettext("{count} message delivered", "{count} messages delivered", sent)
    message = gettext("; ").join(filter(None, (found, message)))
    sys.stderr.write(f"{message}\n")
    for attempt in report.attempts:
        if attempt.error:
            sys.stderr.write(f"{channel_error(attempt.error)}\n")
    if report.backlog.queued:
        waiting = comma(*(f"{backlog.channel} {backlog.queued}" for backlog in report.waiting))
        message = ngettext(
            "{count} delivery is still queued ({channels}); to send it, run `noticewatch run`, another crawl or "
            "`noticewatch deliveries retry --all`",
            "{count} deliveries are still queued ({channels}); to send them, run `noticewatch run`, another crawl or "
            "`noticewatch deliveries retry --all`",
            report.backlog.queued,
            channels=waiting,
        )
        sys.stderr.write(f"{message}\n")
