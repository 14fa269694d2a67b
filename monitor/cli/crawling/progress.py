"""The progress bar of a crawl."""

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from monitor.ingest.pipeline import IngestResult
from monitor.text.i18n import N_, comma, gettext, ngettext


@contextlib.contextmanager
def progress(total: int) -> Iterator[Callable[[IngestResult], None]]:
    """Show the progress of a crawl of `total` sources on standard error.

    Yield a function that must be called with each result. On a terminal, a bar is shown, in which each source has an
    equal share. A result after which pages of the source remain to be read fills half of the rest of this share; the
    last result fills the share completely. Without a terminal, only the progress of backfills is printed.
    """
    found: Counter[str] = Counter()

    def described(taken: IngestResult, ended: int) -> str:
        found[taken.source] += len(taken.decisions)
        return _progress_line(taken, found[taken.source]) if taken.walk else _polled(taken.source, ended, total)

    if sys.stderr.isatty():
        with _bar(total, described) as advance:
            yield advance
        return

    def print_walk(taken: IngestResult) -> None:
        said = described(taken, 0)
        if taken.walk:
            sys.stderr.write(f"{said}\n")

    yield print_walk


@contextlib.contextmanager
def _bar(total: int, described: Callable[[IngestResult, int], str]) -> Iterator[Callable[[IngestResult], None]]:
    # Imported here, because a crawl without a terminal shows no bar.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn(gettext("polling")),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        done: dict[str, float] = {}

        def advance(taken: IngestResult) -> None:
            before = done.get(taken.source, 0.0)
            done[taken.source] = (1 + before) / 2 if taken.again else 1.0
            ended = sum(share == 1 for share in done.values())
            said = described(taken, ended)
            bar.update(task, advance=done[taken.source] - before, description=said)
            if taken.walk and not (console.is_terminal and taken.again):
                bar.console.print(said, markup=False, highlight=False, soft_wrap=True)

        yield advance


_INTERRUPTED = N_("interrupted; the next crawl resumes at this page")
_ENDS = {
    "reached": N_("reached the requested date"),
    "end": N_("last page"),
    "missing": N_("the next page does not exist"),
    "repeats": N_("the next page has nothing new"),
    "depth": N_("page limit reached; raise `--depth` to go further"),
}


def _progress_line(taken: IngestResult, found: int) -> str:
    """Return one line about the progress of a source's backfill.

    `taken` is the result of its latest step, and `found` is the number of notices that it has found so far.
    """
    walk = taken.walk
    assert walk is not None
    notices = ngettext("{count} notice", "{count} notices", found)
    parts = [gettext("{source}: page {page}", source=taken.source, page=walk.pages)]
    parts += [gettext("reached {day}", day=walk.reached)] if walk.reached else []
    said = comma(*parts, notices)
    if taken.again:
        return said
    ended = gettext(_ENDS.get(walk.ended or "", _INTERRUPTED))
    return gettext("{progress}; {ended}", progress=said, ended=ended)


def _polled(source: str, ended: int, total: int) -> str:
    counts = ngettext("{ended} of {count} source", "{ended} of {count} sources", total, ended=ended)
    return f"{counts}  {source}"
