"""Extraction of targets from English sentences (by 2030, a 2030 target of, 60% by 2030 and 80% by 2050)."""

import re
from collections.abc import Iterator
from datetime import date

from crawler.model.notice import Target, TargetPrecision
from crawler.reading.measures.figures import read_figures
from crawler.reading.measures.target_dates import TargetDate, month_end
from crawler.reading.measures.target_values import comparison_of
from crawler.text.date_words import month_names

_UNTIL = r"\b(?i:by|before|no\s+later\s+than|not\s+later\s+than)\s+"
_BY = (
    rf"{_UNTIL}"
    r"(?i:(?:the\s+)?(?:(?:calendar\s+|fiscal\s+)?year\s+|end\s+of\s+(?:(?:the\s+)?year\s+)?|year[- ]end\s+"
    r"|end[- ]|mid-|FY\s?))?"
    r"(?P<by>20\d\d)\b"
)
_MONTHS = month_names("en")
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_BY_MONTH = (
    rf"{_UNTIL}"
    r"(?:(?i:the\s+)?(?i:end\s+of\s+))?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?:(?P<month>(?i:{_MONTH}))\b\.?|Q(?P<quarter>[1-4]))"
    r"(?:\s+(?P<day_after>\d{1,2})(?:st|nd|rd|th)?,)?\s+(?P<year>20\d\d)\b"
)
_NAMED = (
    r"\b(?P<named>20\d\d)\s+(?i:targets?|goals?|objectives?)(?:\s+(?i:of|to|is)\b|\s*:|\W*$)"
    r"|\b(?i:targets?|goals?|objectives?)\s+(?i:for)\s+(?P<named_for>20\d\d)(?=\W*$)"
)
_IN = r"\b(?i:in)\s+(?P<in>20\d\d)(?!\d)"
_WORD = re.compile("[A-Za-z]{2}")
_DATES = re.compile(f"{_BY_MONTH}|{_BY}|{_NAMED}|{_IN}")
_AIM = re.compile(
    r"\b(?i:achieve|reach|aim(?:s|ed|ing)?|targets?|goals?|objectives?|commit(?:s|ted|ment)?|pledge[sd]?)\b"
)
_GOAL = re.compile(
    r"\b(?i:will|shall|should|aims?|targets?|goals?|to|reduc(?:e|ing|tions?)|increase|achieve|reach|cut|halve|double|expand"
    r"|complete|ensure|net[- ]zero|(?:carbon|climate)[- ]neutral(?:ity)?)\b"
)
_FORECAST = re.compile(
    r"\b(?i:could|might|may|would\s+(?:be|reach)|(?:is|are|was|were)\s+(?:also\s+)?(?:expected|projected|anticipated|forecast|estimated)"
    r"|(?:expects?|projects|anticipates?|forecasts?|estimates?)\s+that)\b"
)
# The full stops of U.S. and of Sept. 30 end no sentence.
_SENTENCE = re.compile(
    r"(?:[^.;\n]|[.;](?!\s|$)|(?<=[A-Z]\.[A-Z])\.(?=\s+[a-z])|(?:(?<=\b[A-Z]..)|(?<=\bSept))\.(?=\s\d))+"
)
# Comments must be received by June 30, 2026: most days and months in English notices are those of deadlines and steps.
_HANDED_IN = re.compile(
    r"\b(?i:submi\w+|comments?|appl(?:y|ies|ications?|icants?)|regist\w+|receiv\w+|postmarked|fil(?:e|ed|ing)|nominat\w+|enrol\w*"
    r"|proposals?|bids?|quotations?|respon\w+|return(?:ed)?|pay(?:ment)?s?|requests?|notif\w+|hearings?|meetings?|effective|expir\w+)\b"
)
# Our goals by 2025 are to: and 2025 targets only introduce a list.
_INTRODUCES = re.compile(
    r"\b(?i:to|will|shall|must|are|is|includ(?:e|ing)|follow(?:ing|s)|targets?|goals?|objectives?|20\d\d)\s*:$"
    r"|^\W*(?:20\d\d\s+(?i:targets?|goals?|objectives?)|(?i:targets?|goals?|objectives?)\s+(?i:for|by)\s+20\d\d)\W*$"
)
_OPENING = re.compile(r"[\W_]*(?:\w+\s*:\s*)?")
_EDGES = " ,;:•●·–—-“”\"'"


def english_targets(text: str, folded: str, day: date | None = None) -> Iterator[Target]:
    """Yield the targets in the English sentences of a text. `folded` is the folded text, of the same length.

    Each date has its own target. Its words precede the date, or follow it if the sentence begins with a date. Forecasts
    are not targets. Dates before the year of `day`, the notice date, are excluded.
    """
    for sentence in _SENTENCE.finditer(folded) if _WORD.search(folded) and _DATES.search(folded) else ():
        dates = list(_DATES.finditer(sentence[0]))
        if dates and _states_goal(sentence[0]) and not _INTRODUCES.search(sentence[0].rstrip()):
            yield from _targets_of(text[sentence.start() : sentence.end()], sentence[0], dates, day)


def english_lead_date(folded: str) -> TargetDate | None:
    """Return the date in an English line that only introduces a list of targets (2025 targets:), otherwise None."""
    dates = list(_DATES.finditer(folded)) if _INTRODUCES.search(folded) and _states_goal(folded) else ()
    return TargetDate(_date_of(dates[-1]), _precision_of(dates[-1]), is_firm=True) if dates else None


def _states_goal(sentence: str) -> bool:
    if _AIM.search(sentence):
        return True
    return not _FORECAST.search(sentence) and bool(_GOAL.search(sentence) or read_figures(sentence))


def _targets_of(text: str, folded: str, dates: list[re.Match[str]], day: date | None) -> Iterator[Target]:
    opens = _OPENING.match(folded)
    leads = bool(opens and dates[0].start() <= opens.end())
    begin = 0
    for at, match in enumerate(dates):
        is_last = at + 1 == len(dates)
        end = len(text) if is_last else dates[at + 1].start() if leads else match.end()
        words = re.sub(r"^(?:and|or)\s+", "", text[begin:end].strip(_EDGES))
        begin = end
        when = _date_of(match)
        # In a sentence with a goal, the year after "in" may be that of an earlier decision.
        is_past = day is not None and when < (str(day.year) if len(when) == 4 else day.isoformat())
        is_stated = not match["in"] or (day is not None and when > str(day.year) and _AIM.search(folded))
        figures = read_figures(words)
        is_step = len(when) > 4 and (_HANDED_IN.search(folded) or not (figures or _AIM.search(folded)))
        if is_past or not is_stated or is_step:
            continue
        yield Target(
            text=words, by=when, precision=_precision_of(match), figures=figures, comparison=comparison_of(figures)
        )


def _date_of(match: re.Match[str]) -> str:
    """Return the year of a date, or its last day in ISO format. A day that does not exist is replaced by the year."""
    if not match["year"]:
        return match["by"] or match["named"] or match["named_for"] or match["in"]
    month = int(match["quarter"]) * 3 if match["quarter"] else _MONTHS[match["month"].lower()]
    written = match["day"] or match["day_after"]
    try:
        last = date(int(match["year"]), month, int(written)).isoformat() if written else month_end(match["year"], month)
    except ValueError:
        last = None
    return last or match["year"]


def _precision_of(match: re.Match[str]) -> TargetPrecision:
    if len(_date_of(match)) == 4:
        return "year"
    return "quarter" if match["quarter"] else "day" if match["day"] or match["day_after"] else "month"
