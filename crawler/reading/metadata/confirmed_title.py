"""Titles that two kinds of elements of a page agree on: a heading, and the title tag or its copies in meta tags.

The rules apply to languages with spaces. On Chinese, Japanese and Korean pages, the title tag often names only the
site, and the title is in the text.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from crawler.reading.metadata.folded import squashed, tidy
from crawler.reading.metadata.page_heading import cut_site, parts_of
from crawler.reading.metadata.site_names import is_column

_SHORTEST = 4


def confirmed_title(h1s: Sequence[str], headline: str | None, tags: Sequence[str], record: str | None) -> str | None:
    """Return the title that the elements of a page agree on, or None.

    It is the `h1` heading, or else the `headline`, that equals the beginning of a title tag, up to the name of the site
    or section; else, the only `h1` heading, which may be worded differently from the tags; else, the title that two
    tags have in common. If the page has no `h1` heading, one tag is enough. `record` is the title in JSON-LD; a label
    that only the heading has before it ("News") is removed.
    """
    headings = (*h1s, *filter(None, [headline]))
    named = [heading for heading in headings if not is_column(heading) and not _is_at_end(heading, tags)]
    leading = {part for tag in tags for part in accumulate(map(squashed, parts_of(tag)))}
    leading |= {squashed(cut) for tag in tags if (cut := cut_site(tag))}
    for heading in named:
        if squashed(heading) in leading:
            return _without_label(tidy(heading), record)
    if len(h1s) == 1:
        # Other words in the heading, such as buttons, are in lines below the headline.
        is_part = headline and squashed(h1s[0]).startswith(squashed(headline))
        return next((tidy(heading) for heading in named if not is_part or heading == headline), None)
    return _common(tags) or (None if h1s else next(_cut(tags), None))


def _is_at_end(heading: str, tags: Sequence[str]) -> bool:
    """Return whether a heading is the name of the site, with which a title tag ends after the title."""
    letters = squashed(heading)
    return any(len(parts) > 1 and squashed(parts[-1]) == letters for parts in map(parts_of, tags))


def _without_label(heading: str, record: str | None) -> str:
    letters, recorded = squashed(heading), squashed(record or "")
    is_whole = record and letters.endswith(recorded) and 2 * len(recorded) > len(letters)
    return record if record and is_whole else heading


def _common(tags: Sequence[str]) -> str | None:
    """Return the title in a meta tag that is part of the text of the title element, or None."""
    return next((title for title in _cut(tags[1:]) if squashed(title) in squashed(tags[0])), None)


def _cut(tags: Sequence[str]) -> Iterator[str]:
    titles = (cut_site(tag) for tag in tags)
    return (title for title in titles if title and not is_column(title) and len(squashed(title)) >= _SHORTEST)
