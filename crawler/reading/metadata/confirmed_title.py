"""Titles that two kinds of elements of a page agree on: a heading, and the title tag or its copies in meta tags."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from crawler.reading.metadata.folded import fold_chars, squashed, tidy
from crawler.reading.metadata.page_heading import cut_site, parts_of
from crawler.reading.metadata.site_names import is_column, is_usual_column

_SHORTEST = 4
_ADDED = re.compile(r"(?:[\[【(（][^\[\]【】()（）]{1,12}[\]】)）]|\d{1,6})$")
"""Matches a link, a button or a counter at the end of a heading ([编辑], 【打印】, the number of comments)."""
_SEPARATOR = re.compile(r"\s*[-－–—―_|｜丨·•»›>@/]|\s*::")
"""Matches the beginning of the name of the site or section after the title in a title tag."""


def confirmed_title(h1s: Sequence[str], headline: str | None, tags: Sequence[str], record: str | None) -> str | None:
    """Return the title that the elements of a page in a language with spaces agree on, or None.

    It is the `h1` heading, or else the `headline`, that equals the beginning of a title tag, up to the name of the site
    or section; else, the only `h1` heading, which may be worded differently from the tags; else, the title that two
    tags have in common. If the page has no `h1` heading, one tag is enough. `record` is the title in JSON-LD; a label
    that only the heading has before it ("News") is removed.
    """
    headings = (*h1s, *filter(None, [headline]))
    named = [heading for heading in headings if not is_column(heading) and not _is_at_end(heading, tags)]
    leading = {part for tag in tags for part in accumulate(map(squashed, parts_of(tag)))}
    leading |= {squashed(cut) for tag in tags if (cut := cut_site(tag))}
    longest = {max(map(squashed, parts), key=len) for tag in tags if (parts := parts_of(tag))}
    for heading in named:
        letters = squashed(heading)
        if letters in leading or (heading in h1s and letters in longest):
            return _without_label(tidy(heading), record)
    if len(h1s) == 1:
        # Other words in the heading, such as buttons, are in lines below the headline.
        is_part = headline and squashed(h1s[0]).startswith(squashed(headline))
        return next((tidy(heading) for heading in named if not is_part or heading == headline), None)
    return _common(tags) or (None if h1s else next(_cut(tags), None))


def leading_heading(h1s: Sequence[str], headline: str | None, tags: Sequence[str]) -> str | None:
    """Return the `h1` heading of a Chinese, Japanese or Korean page with which a title tag begins, or None.

    The tag must consist of the heading, or continue with a separator. If it continues with the `headline` or another
    heading, the first heading is the name of the site. Links, buttons and counters that only the heading has at its end
    are removed.
    """
    others = [squashed(heading) for heading in (*h1s, headline or "")]
    for heading in map(tidy, h1s):
        for title in dict.fromkeys((heading, _ADDED.sub("", heading).rstrip())):
            rests = [rest for tag in tags if (rest := _rest(tidy(tag), title)) is not None]
            is_label = any(is_usual_column(fold_chars(part)) for part in parts_of(title)) or is_column(title)
            is_site = any(len(other) > len(squashed(title)) and other in rest for rest in rests for other in others)
            if rests and not is_label and not is_site:
                return title
    return None


def _rest(tag: str, title: str) -> str | None:
    """Return the letters after `title` in a title tag, or None if it does not begin with the title and a separator."""
    rest = tag.removeprefix(title)
    return squashed(rest) if not rest or (rest != tag and _SEPARATOR.match(rest)) else None


def _is_at_end(heading: str, tags: Sequence[str]) -> bool:
    """Return whether a heading is the name of the site at the end of a title tag, and shorter than the title."""
    letters = squashed(heading)
    for parts in map(parts_of, tags):
        *others, last = map(squashed, parts or [""])
        if last == letters and len(last) < max(map(len, others), default=0):
            return True
    return False


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
