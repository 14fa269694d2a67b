"""Titles of rows: the full texts of their links, or the texts of the column that differs most from row to row.

Texts at the same position within their rows form a column.
"""

import re
from collections import Counter, defaultdict
from statistics import mean

from crawler.listings.html.columns import Column, columns
from crawler.listings.html.dom_index import Anchor, Token, is_url
from crawler.listings.html.rows import Row

TITLE_LENGTH = 200
"""Maximum average length of titles in characters; longer texts are summaries."""
_SUMMARY_WORTH = 8
"""Weight of summaries, in place of their length. They are titles if other columns have short or equal texts."""
_ENOUGH = 12
"""Number of different texts in a column that suffices for titles, such as the names of meetings that recur."""
_LONG_TITLE = 30
"""Average length in characters above which the texts of a column are not more likely to be titles."""
_HEADING_WORTH = 40
"""Weight of texts in headings, in place of their length. It is higher than that of any other column."""
_BULLET = re.compile(r"^[·•▪■◆●○►▶»›]+\s*")
_CUT = re.compile(r"[.…]{2}$|…$")
_DIGITS = re.compile(r"\d+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WORDS = re.compile(r"[^\W\d_]")
_LABELLED_NUMBER = re.compile(r"[^\d:：]{2,20}[:：]\s?\d[\d,]{0,11}\s?[^\W\d]{0,5}")
_REMARK = re.compile(r"\s?[(（\[【][^()（）\[\]【】]{2,20}[)）\]】]$")


def titles_of(rows: list[Row], segments: list[list[Token]]) -> list[str | None]:
    """Return a title for each row.

    Usually the titles are the texts of the links. If most of these texts are equal or contain no words ("PDF", a
    number, a picture), the titles are taken from the column whose texts differ most from row to row. `segments` are the
    tokens of each row except its dates.
    """
    segments = _without_counters(rows, segments)
    own = _anchor_titles(rows, segments)
    if sum(1 for row, segment in zip(rows, segments, strict=True) if _lines(row, segment) > 1) > len(rows) / 2:
        # The links contain whole rows, with a summary or a date, so the title is only one part of each link.
        inside = [
            [token for token in segment if _is_in(token, row.anchor)]
            for row, segment in zip(rows, segments, strict=True)
        ]
        parts = _first_column(rows, inside)
        own = [part or whole_title for part, whole_title in zip(parts, own, strict=True)]
    shown = [text or "" for text in own]
    if _telling(shown, _ENOUGH) >= 0.5 or len(rows) < 2 or _are_numbered_headings(rows, own):
        return own
    column = _best_column(rows, segments, shown)
    if column is None:
        return own
    return [cell if cell and _has_words(cell) else text for cell, text in zip(column, own, strict=True)]


def _without_counters(rows: list[Row], segments: list[list[Token]]) -> list[list[Token]]:
    """Return the segments without columns of labelled numbers, such as 點閱次數：97 次.

    In such a column, all rows have the same label.
    """
    if not any(_LABELLED_NUMBER.fullmatch(token.text) for segment in segments[:1] for token in segment):
        return segments
    texts: dict[Column, list[str]] = defaultdict(list)
    placed = [list(columns(row, segment)) for row, segment in zip(rows, segments, strict=True)]
    for column, token in (cell for cells in placed for cell in cells):
        texts[column].append(token.text)
    counters = {column for column, found in texts.items() if _is_counter(found, len(rows))}
    if not counters:
        return segments
    return [[token for column, token in cells if column not in counters] for cells in placed]


def _is_counter(texts: list[str], rows: int) -> bool:
    return (
        rows > 1
        and len(texts) == rows
        and len({_DIGITS.sub("#", text.replace(",", "")) for text in texts}) == 1
        and all(_LABELLED_NUMBER.fullmatch(text) for text in texts)
    )


def _anchor_titles(rows: list[Row], segments: list[list[Token]]) -> list[str | None]:
    """Return the title of each row's anchor, without a remark that the `title` attributes of most anchors end with.

    Such remarks describe the links, such as (另開新視窗).
    """
    own = [anchor_title(row.anchor, segment) for row, segment in zip(rows, segments, strict=True)]
    if len(rows) < 2:
        return own
    ends = Counter(match[0] for text in own if text and (match := _REMARK.search(text)))
    end, times = ends.most_common(1)[0] if ends else ("", 0)
    if times <= len(rows) / 2 or any(end in token.text for segment in segments for token in segment):
        return own
    return [text.removesuffix(end) if text else text for text in own]


def _are_numbered_headings(rows: list[Row], titles: list[str | None]) -> bool:
    """Return whether most links are in headings, and no two titles are equal.

    This is so in a list of journal issues, for example, whose titles differ only in their numbers.
    """
    headings = sum(1 for row in rows if any(element.tag in _HEADINGS for element in row.anchor.up[-3:]))
    return headings > len(rows) / 2 and len(set(titles)) == len(rows) and all(titles)


def anchor_title(anchor: Anchor, segment: list[Token]) -> str | None:
    """Return the anchor's text without dates, or a `title` attribute if the text is truncated or missing.

    `segment` are the tokens of the row except its dates. If the anchor has neither text nor a `title` attribute, return
    the alternative text of its image, or None.
    """
    inside = [token.text for token in segment if token.anchor >= 0 and _is_in(token, anchor)]
    shown = _BULLET.sub("", " ".join(inside))
    full = " ".join((anchor.element.get("title") or "").split())
    if not shown:
        return full or anchor.picture or None
    if full in inside:
        return full
    return _whole(shown, full, anchor) if _CUT.search(shown) or full.startswith(shown) else shown


def _is_in(token: Token, anchor: Anchor) -> bool:
    element = token.parent
    while element is not None:
        if element is anchor.element:
            return True
        element = element.getparent()
    return False


def _whole(shown: str, full: str, anchor: Anchor) -> str:
    """Return the full text of the truncated title `shown`, or `shown` itself if it cannot be found.

    The full text may be in a `title` attribute of the link or of an element near it. Otherwise `full`, another text of
    the link, is used if it begins like `shown`.
    """
    start = shown.rstrip(".… ")
    around = [anchor.element, *anchor.element.iterdescendants(), *anchor.up[:-4:-1]]
    for element in around:
        title = " ".join((element.get("title") or element.get("aria-label") or "").split())
        if start and title.startswith(start) and len(title) > len(start):
            return title
    return full if full.startswith(start) and start else shown


def _telling(texts: list[str], enough: int) -> float:
    """Return how much the texts of a column differ, from 0 to 1.

    This is the number of different texts divided by the number of all texts, or by `enough` if that is less. Texts
    that differ only in their numbers are not different, and texts with fewer than two letters do not count as
    different texts.
    """
    masked = {_DIGITS.sub("#", text).lower() for text in texts if _has_words(text)}
    return min(1, len(masked) / max(1, min(len(texts), enough)))


def _has_words(text: str) -> bool:
    return not is_url(text) and len(_WORDS.findall(text[:80])) >= 2


def _lines(row: Row, segment: list[Token]) -> int:
    return len({token.line for token in segment if _is_in(token, row.anchor)})


def _first_column(rows: list[Row], segments: list[list[Token]]) -> list[str | None]:
    """Return the text of each row in the first column that may contain the titles.

    The texts in this column differ from row to row, and have at least 5 characters on average. If there is no such
    column, the result is None for every row.
    """
    texts: dict[Column, dict[int, str]] = defaultdict(dict)
    for number, (row, segment) in enumerate(zip(rows, segments, strict=True)):
        for column, token in columns(row, segment):
            texts[column].setdefault(number, token.text)
    for found in texts.values():
        values = list(found.values())
        if len(values) > len(rows) / 2 and _telling(values, len(values)) > 0.5 and mean(map(len, values)) >= 5:
            return [found.get(number) for number in range(len(rows))]
    return [None] * len(rows)


def _best_column(rows: list[Row], segments: list[list[Token]], own: list[str]) -> list[str | None] | None:
    """Return the texts of the column that resemble titles most, or None if `own`, those of the links, are as good.

    First, most texts of a column must differ. If they do in no column, as in a list of recurring meetings, _ENOUGH
    different texts are enough.
    """
    texts: dict[Column, dict[int, str]] = defaultdict(dict)
    order: Counter[Column] = Counter()
    for number, (row, segment) in enumerate(zip(rows, segments, strict=True)):
        for at, (column, token) in enumerate(columns(row, segment)):
            texts[column].setdefault(number, token.text)
            order[column] = max(order[column], at)
    for enough in (len(rows), _ENOUGH):
        worth = {
            column: _worth(column, list(found.values()), len(rows), enough) - 0.2 * order[column]
            for column, found in texts.items()
        }
        best = max(worth, key=lambda column: worth[column], default=None)
        if best and worth[best] > 2 and _telling(list(texts[best].values()), enough) >= _telling(own, enough) + 0.2:
            return [
                _BULLET.sub("", texts[best][number]) if number in texts[best] else None for number in range(len(rows))
            ]
    return None


def _worth(column: Column, texts: list[str], rows: int, enough: int) -> float:
    """Return how much the texts of a column resemble titles. Texts in headings do so whatever their length is.

    Texts without words, such as the separators of links, do not resemble titles.
    """
    length = mean(len(text) for text in texts)
    named = sum(1 for text in texts if _has_words(text))
    share = named / rows if 2 * named > len(texts) else 0
    if length > TITLE_LENGTH:
        return share * _telling(texts, enough) * _SUMMARY_WORTH
    in_headings = any(element.partition(".")[0] in _HEADINGS for element in column)
    return share * _telling(texts, enough) * (_HEADING_WORTH if in_headings else min(length, _LONG_TITLE))
