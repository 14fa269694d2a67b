"""Extraction of metadata from English documents of the Federal Register and GOV.UK.

The form of Federal Register documents is specified by 1 CFR 18 and the Document Drafting Handbook.
"""

import re
from collections.abc import Sequence
from datetime import date

from crawler.reading.metadata.days import first_day
from crawler.reading.metadata.folded import tidy
from crawler.reading.metadata.labels import LabelledFields

_NUMBER = re.compile(r"(?:\[\s?)?FR Doc\.?\s?(?:No\.?:?\s?)?((?:[A-Z]\d-)?(?:19|20)?\d{2}-\d{3,6})\b")
_AGENCY = re.compile(r"(?m)^[^\S\n]*AGENC(?:Y|IES):\s*(?P<names>[^\n]+(?:\n(?![A-Z]{4,}[ A-Z]*:)[^\n]+)?)")
_ACTION = re.compile(r"(?m)^[^\S\n]*ACTION:\s*(?P<action>[^\n.;]+)")
_DATES = re.compile(
    r"(?m)^[^\S\n]*(?:DATES|EFFECTIVE DATES?):\s*(?P<dates>[^\n]+(?:\n(?![A-Z]{4,}[ A-Z]*:)[^\n]+){0,6})"
)
_EFFECTIVE = re.compile(
    r"(?i)\b(?:effective|takes? effect|in force|comes? into (?:force|effect))\b"
    r"(?:\s+(?:date|on|from|as of|and applicable|is|beginning)){0,4}[:\s]+(?P<day>[^.;]{0,40})"
)
_DATED = re.compile(r"(?m)^[^\S\n]*Dated(?: at [^:,\n]{1,40})?:?,?\s*(?P<day>[^\n]{0,60})")
_FROM = re.compile(r"(?m)^[^\S\n]*From:\s*(?P<names>[^\n]{3,200})")
_PUBLISHED = re.compile(r"(?m)^[^\S\n]*(?:First p|P)ublished(?: on)?:?\s*(?P<day>\d{1,2} \w+ \d{4}|\w+ \d{1,2}, \d{4})")
_LABELS = re.compile(
    r"(?<=[ \]])(?=(?:AGENCY|AGENCIES|ACTION|SUMMARY|DATES|EFFECTIVE DATES?|ADDRESSES|FOR FURTHER INFORMATION CONTACT"
    r"|SUPPLEMENTARY INFORMATION|Dated):)"
)
_ISSUE = re.compile(r"Federal Register[^\n()]{0,60}\((?:\w+day,\s)?(?P<day>\w+ \d{1,2}, \d{4})\)")
_KINDS = {
    "final rule": "rule",
    "interim final rule": "rule",
    "proposed rule": "proposed rule",
    "notice": "notice",
    "rule": "rule",
    "guidance": "guidance",
    "policy paper": "policy paper",
    "consultation": "consultation",
    "open consultation": "consultation",
    "closed consultation": "consultation",
    "statutory guidance": "guidance",
    "press release": "news",
    "news story": "news",
}
_AGENCY_NAME = re.compile(r"(?=[^a-z]*$)(?=.*\b[A-Z]{4,}\b)[A-Z][A-Z ,.&'’()-]{5,120}")
_PREAMBLE = re.compile(r"(?:AGENC(?:Y|IES)|ACTION|SUMMARY|DATES?)\s*:")
_TITLE_LINES = 8
HEAD = 6000
"""Number of characters at the beginning of a text that are searched for the preamble."""


def register_title(lines: Sequence[str]) -> str | None:
    """Return the title of a Federal Register document (its "subject"), or None if the text is no such document.

    `lines` are the first lines of the text: the agency in capitals, a subagency, the docket number in square brackets,
    and the subject (1 CFR 18.12). The subject is the last line before the preamble or the body.
    """
    if not lines or not _AGENCY_NAME.fullmatch(lines[0].strip()):
        return None
    subject = None
    for line in lines[1:_TITLE_LINES]:
        if _PREAMBLE.match(line) or line.rstrip().endswith((".", ":")):
            break
        subject = subject if line.startswith("[") else tidy(line)
    return subject


def read_english(text: str) -> LabelledFields:
    """Return the values in a Federal Register preamble or in the head of a GOV.UK page.

    The labels of a preamble (AGENCY, ACTION, DATES, …) may begin a line or follow other text on the same line.
    """
    text = _LABELS.sub("\n", text)
    head = text[:HEAD]
    number = _NUMBER.search(text[-3000:]) or _NUMBER.search(head)
    return LabelledFields(
        number=number[1] if number else None,
        issuers=_issuers(head),
        kind=_kind(head),
        issued_on=_last_day(_DATED, text[-20_000:]),
        published_on=_first_day(_PUBLISHED, head) or _first_day(_ISSUE, head),
        effective_on=_effective(head),
    )


def _issuers(head: str) -> tuple[str, ...]:
    if found := _AGENCY.search(head):
        names = re.split(r"\s?;\s?(?:and\s)?", tidy(found["names"]))
    elif found := _FROM.search(head):
        names = re.split(
            r"\s?,\s?|\sand\s(?=(?:Department|Ministry|HM |The |Office|[A-Z]\w+ Agency))", tidy(found["names"])
        )
    else:
        return ()
    cleaned = (re.sub(r"\s?\([A-Za-z&. ]{2,12}\)|\.$", "", name).strip(" .") for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _kind(head: str) -> str | None:
    if found := _ACTION.search(head):
        return _KINDS.get(tidy(found["action"]).lower(), tidy(found["action"]).lower() or None)
    first = {tidy(line).lower() for line in head.splitlines()[:6]}
    return next((kind for name, kind in _KINDS.items() if name in first), None)


def _effective(head: str) -> date | None:
    dates = _DATES.search(head)
    if not dates:
        return None
    found = _EFFECTIVE.search(dates["dates"])
    return first_day(found["day"]) if found else None


def _first_day(pattern: re.Pattern[str], text: str) -> date | None:
    found = pattern.search(text)
    return first_day(found["day"]) if found else None


def _last_day(pattern: re.Pattern[str], text: str) -> date | None:
    found = None
    for match in pattern.finditer(text):
        found = first_day(match["day"]) or found
    return found
