"""The work of `noticewatch notices reread`. Apart from the other commands, which do without its libraries."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from rich.console import Console
from rich.progress import Progress

from monitor.alerting.matcher import Matcher
from monitor.cli.common import crawler_children, printable, run_async
from monitor.config import Config
from monitor.ingest.pipeline import Policy
from monitor.polling.poller import SourcePoller
from monitor.runtime.lease_owner import lease_owner
from monitor.service.daemon import utc_now
from monitor.service.reprocess import ReprocessResult, reprocess
from monitor.store import SqlStore


def reread_pages(loaded: Config, store: SqlStore, source: str | None, start: datetime | None) -> Counter[str]:
    """Read the kept pages again with a progress bar; return how many ended in each way."""
    counts: Counter[str] = Counter()

    async def work(say: Callable[[ReprocessResult], None]) -> None:
        async with crawler_children(loaded.settings) as children:
            policy = Policy(loaded.settings.fresh, "never")
            polling = SourcePoller(store, children, Matcher(loaded), policy, utc_now, lease_owner())
            await reprocess(polling, {one.id: one for one in loaded.sources}, source, start, say)

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=None)

        def say(one: ReprocessResult) -> None:
            counts[one.outcome] += 1
            bar.update(task, description=f"read {counts.total()} pages")
            if one.error:
                bar.console.print(_fault(one), markup=False, highlight=False, soft_wrap=True)

        run_async(lambda: work(say))
    return counts


def _fault(one: ReprocessResult) -> str:
    return printable(f"notice {one.kept.notice}, revision {one.kept.revision}, {one.kept.page.url}: {one.error}")
