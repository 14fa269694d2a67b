"""The implementation of `noticewatch notices reread`.

It is in a separate module because the other commands do not need the crawler.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from rich.console import Console
from rich.progress import Progress

from monitor.alerting.matcher import Matcher
from monitor.cli.common import crawler_children, printable, run_async
from monitor.config import Config
from monitor.ingest.pipeline import Policy
from monitor.lists.keeper import ListKeeper
from monitor.polling.setup import poll_setup
from monitor.service.one_off import build_polling
from monitor.service.reprocess import ReprocessResult, reprocess
from monitor.store import SqlStore
from monitor.text.i18n import gettext, ngettext


def reread_pages(loaded: Config, store: SqlStore, source: str | None, start: datetime | None) -> Counter[str]:
    """Parse stored pages again, with a progress bar. Return the number of pages with each result."""
    counts: Counter[str] = Counter()

    async def work(say: Callable[[ReprocessResult], None]) -> None:
        async with crawler_children(loaded.settings) as children:
            policy = Policy(loaded.settings.fresh, "never")
            polling = build_polling(store, children, poll_setup(Matcher(loaded), policy))
            sources = {known.id: known for known in loaded.sources}
            await reprocess(polling.executor, polling.poller, sources, source, start, say, ListKeeper(loaded))

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(gettext("reading"), total=None)

        def say(progress: ReprocessResult) -> None:
            counts[progress.outcome] += 1
            bar.update(task, description=ngettext("{count} page read", "{count} pages read", counts.total()))
            if progress.error:
                bar.console.print(_fault(progress), markup=False, highlight=False, soft_wrap=True)

        run_async(lambda: work(say))
    return counts


def _fault(progress: ReprocessResult) -> str:
    kept = progress.kept
    return printable(
        gettext(
            "notice {id}, revision {number}, {url}: {error}",
            id=kept.notice,
            number=kept.revision,
            url=kept.page.url,
            error=progress.error,
        )
    )
