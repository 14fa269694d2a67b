"""Detection of dates in pages, listings, feeds, APIs and attachments, and of the meanings of these dates.

Ambiguous dates are skipped. For example, two numbers such as `3/10` are a date only with a label or in a date column. A
date in the future is never a publication date. Pure functions; no I/O.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from crawler.text.date_forms import YEAR, may_name_day, written_days
from crawler.text.date_labels import is_neutral, label_before, label_behind, source_follows
from crawler.text.date_values import (
    NAMED_PUBLICATION,
    PUBLICATION_RANK,
    DateContext,
    DateMention,
    Meaning,
    Order,
    fold_date_text,
    plausible_publication,
)

__all__ = [
    "DateContext",
    "DateMention",
    "Meaning",
    "find_dates",
    "first_day",
    "is_only_date",
    "labelled_mention",
    "labelled_publication",
    "publication_date",
]
_RANGE = re.compile(
    r"\s*+(?:\([^()]{1,5}\)|\d{1,2}:\d\d)?\s*+(?:至|到|~|～|—{1,2}|–|-{1,2}|to|until|through|bis|au|al|до)\s*",
    re.IGNORECASE,
)
_MONTH_MARK = re.compile("[月월]")
_WORD = re.compile(r"(?![上下中早晚凌清周週星日号號])[\u2e80-\u9fff]")
"""Matches a character after two numbers which shows that they begin a name (11.21专项行动) and are not a date."""
_CLOCK = re.compile(r"\s*+(?:\([^()]{1,5}\)|[上下中]午)?\s*+\d{1,2}:\d\d")
_REST = re.compile(
    r"(?i)\([月火水木金土日一二三四五六天월화수목금토일]\)|\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?|[ap]\.?m\.?(?!\w)|[上下]午|[\[\]()【】<>〈〉《》{}|/\\:,;.·•\-+~\s\"'‘’]|"
    r"(?:星期|周|週|礼拜|曜)[一二三四五六日天]|[月火水木金土日]曜日?|\d{1,2}[时時点點](?:\d{1,2}分)?|[日号號일]|"
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|\b(?:on|am|at|le|el|em|de|del|ngày|of|z|t|utc|gmt|cst)\b|t(?=\d\d:)|г\.|年"
)


def find_dates(text: str, context: DateContext) -> list[DateMention]:
    """Return the dates in a short text, in text order, each with the meaning given by its label.

    Two numbers (`3/10`, `11.21`) are skipped if a label shows that they are a count or an ordinal number. They are
    marked as not `sure` if neither a label nor a time of day shows that they are a date.
    """
    if not may_name_day(text):
        return []
    folded = fold_date_text(text)
    found: list[DateMention] = []
    end = 0
    for mention in sorted(written_days(folded, context), key=lambda mention: mention.start):
        joined = bool(found) and _RANGE.fullmatch(folded, found[-1].end, mention.start) is not None
        if joined and found[-1].meaning is Meaning.NONE:
            # A range of two dates is a period, whatever its label.
            found[-1] = replace(found[-1], meaning=Meaning.OTHER)
        if labelled := _labelled(mention, folded, folded[end : mention.start], found[-1] if joined else None):
            found.append(labelled)
        end = mention.end
    return found


def _labelled(mention: DateMention, folded: str, gap: str, before: DateMention | None) -> DateMention | None:
    """Return a date mention with the meaning given by its label, or None if the label shows that it is not a date.

    `gap` is the text between the previous date and this date. If this date ends a range, `before` is the first date of
    the range.
    """
    behind = label_behind(folded[mention.end :]) if mention.end < len(folded) else None
    ahead = label_before(gap)
    written = folded[mention.start : mention.end]
    named_alone = not mention.year_written and not _MONTH_MARK.search(written)
    if named_alone or written.isdigit():
        if ahead.counts or (behind and behind.counts):
            return None
        if not mention.sure:
            alone = not is_text(folded[: mention.start]) and not is_text(folded[mention.end :])
            named = ahead.meaning in NAMED_PUBLICATION or gap.rstrip().endswith(":")
            clock = _CLOCK.match(folded, mention.end) is not None
            dotted = "." in written
            if not (behind and behind.meaning is not Meaning.NONE) and _WORD.match(folded, mention.end):
                return None
            if not (named or clock or (alone and not dotted)):
                return None
            mention = replace(mention, sure=named or clock)
    meaning = ahead.meaning
    if behind and behind.meaning is not Meaning.NONE and meaning is Meaning.NONE:
        meaning = behind.meaning
    if before:
        meaning = before.meaning
    return replace(mention, meaning=meaning)


def is_text(text: str) -> bool:
    """Return whether a text has any content apart from brackets, times and names of weekdays."""
    return bool(_REST.sub("", text))


def first_day(text: str, context: DateContext) -> date | None:
    """Return the first date in a short text, regardless of its meaning, or None if the text contains no date."""
    return next((mention.day for mention in find_dates(text, context)), None)


def publication_date(text: str, context: DateContext, column: Meaning = Meaning.NONE) -> date | None:
    """Return the publication date in a short text.

    The order of precedence is: a date labelled as publication date, an unlabelled date, a date of update, a date of
    dispatch, a date of issue. `column` is the meaning of unlabelled dates according to the column's header. Return None
    if all dates have another meaning or are in the future.
    """
    mentions = find_dates(text, context)
    known = [replace(mention, meaning=column) if mention.meaning is Meaning.NONE else mention for mention in mentions]
    usable = [
        mention
        for mention in known
        if mention.meaning in PUBLICATION_RANK and plausible_publication(mention.day, context)
    ]
    return min(usable, key=lambda mention: PUBLICATION_RANK[mention.meaning]).day if usable else None


def labelled_publication(text: str, context: DateContext) -> date | None:
    """Return the publication date in a line, or None if no label in the line shows which date it is."""
    mention = labelled_mention(text, context)
    return mention.day if mention else None


def labelled_mention(text: str, context: DateContext) -> DateMention | None:
    """Return the mention of the publication date in a line, or None if no label shows which date it is.

    The order of precedence is: a date labelled as publication date, a date with a neutral label (日期, 来源), a date
    labelled as date of update, a date labelled as date of dispatch. A date at the beginning of the line counts as
    neutrally labelled if it is followed by the name of the source or the author.
    """
    folded = fold_date_text(text)
    mentions = [mention for mention in find_dates(text, context) if plausible_publication(mention.day, context)]
    for meaning in (Meaning.PUBLISHED, Meaning.NONE, Meaning.UPDATED, Meaning.DISPATCHED):
        for mention in mentions:
            if mention.meaning is meaning and (meaning is not Meaning.NONE or _is_in_byline(mention, folded)):
                return mention
    return None


def _is_in_byline(mention: DateMention, folded: str) -> bool:
    """Return whether a date has a neutral label, or is at the start of a line and precedes a source or an author."""
    before = folded[: mention.start]
    return is_neutral(before) or (not is_text(before) and source_follows(folded[mention.end :]))


def is_only_date(text: str, context: DateContext) -> bool:
    """Return whether a text consists only of dates, apart from brackets, times and weekdays."""
    return are_all_of(text, find_dates(text, context))


def are_all_of(text: str, mentions: Sequence[DateMention]) -> bool:
    """Return whether a text consists only of the dates in `mentions`, apart from brackets, times and weekdays."""
    if not mentions:
        return False
    folded = fold_date_text(text)
    rest = folded[: mentions[0].start] + " " + folded[mentions[0].end :]
    for mention in mentions[1:]:
        rest = rest.replace(folded[mention.start : mention.end], " ", 1)
    return not is_text(rest)


_FULL_YEAR_LAST = re.compile(rf"(?<![\d.,/-])(\d{{1,2}})([-/])(\d{{1,2}})\2({YEAR})(?![\d/-])")
_SHORT = re.compile(r"(?<![\w./-])(?<!\d:)(\d{1,2})([-./])\s?(\d{1,2})\2\s?(\d{1,2})(?![\w/:-]|\.\d)")
_ROC = re.compile(r"民[國国]|(?<!\d)1[01]\d(?:年\d|[-./]\d{1,2}[-./]\d{1,2}(?![\d./-]))")
_DIGIT = re.compile(r"\d")
_ORDERS: tuple[Order, ...] = ("ymd", "dmy", "mdy")


def day_comes_first(texts: Iterable[str]) -> bool | None:
    """Return whether the day precedes the month in dates such as `3/4/2024`, or None if this cannot be determined.

    It is determined by a date that is valid in only one order (`25/4/2024`). If there is none, the dates in `texts` are
    read in both orders, and the order in which they are better sorted by time is used.
    """
    found = [match for text in texts for match in _FULL_YEAR_LAST.findall(text)]
    first = any(int(first) > 12 for first, *_ in found)
    second = any(int(second) > 12 for _, _, second, _ in found)
    if first != second:
        return first
    if first or len(found) < 3:
        return None
    days = [(int(year), int(second), int(first)) for first, _, second, year in found]
    swapped = [(year, first, second) for year, second, first in days]
    one, other = _order_of(days), _order_of(swapped)
    return None if one == other else one > other


def resolve_context(texts: Iterable[str], context: DateContext) -> DateContext:
    """Return the context for the dates of a page or list, with the date order and calendar inferred from `texts`."""
    texts = [text for text in texts if _DIGIT.search(text)]
    roc = context.counts_republic or any(_ROC.search(text) for text in texts)
    context = replace(context, roc=roc)
    if context.day_first is None:
        context = replace(context, day_first=day_comes_first(texts))
    return context if context.short else replace(context, short=_short_order(texts, context))


def _short_order(texts: list[str], context: DateContext) -> Order | None:
    """Return the order of year, month and day in dates such as 26-11-21, or None if it cannot be determined.

    This is the order in which the dates are best sorted. At least 90% of the texts must be valid dates in this order
    that are not in the future.
    """
    short = [text for text in texts if _SHORT.search(text)]
    if not short:
        return None
    found: dict[Order, tuple[float, int]] = {}
    for order in _ORDERS:
        tried = replace(context, short=order)
        named = [day for text in short if (day := first_day(text, tried))]
        if len(named) >= 0.9 * len(short):
            order_kept = _order_of([(day.year, day.month, day.day) for day in named]) if len(named) > 2 else 0.0
            # Of two orders in which the dates are sorted, prefer the one with the shorter span of dates.
            found[order] = order_kept, (min(named) - max(named)).days if order_kept else 0
    best = [order for order, value in found.items() if value == max(found.values())]
    if len(best) == 1:
        return best[0]
    usual: Order | None = context.short_order or ("ymd" if context.east_asian else None)
    return usual if usual in found else None


def _order_of(days: list[tuple[int, int, int]]) -> float:
    """Return how well dates are sorted, as a share from 0 to 1. Each date is a tuple of year, month and day.

    The result is the share of neighboring dates that are in ascending order, or the share in descending order, if it is
    higher.
    """
    steps = list(pairwise(days))
    falling = sum(1 for left, other in steps if left >= other)
    rising = sum(1 for left, other in steps if left <= other)
    return max(falling, rising) / max(1, len(steps))
