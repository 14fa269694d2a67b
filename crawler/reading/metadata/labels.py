"""Labelled values in the information table of 政府信息公开 pages, in meta tags and in JSON-LD.

The information table is a table on the page, or it consists of lines at the beginning of the text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from crawler.reading.entities import without_references
from crawler.reading.information_labels import FIELD_LABELS
from crawler.reading.metadata.days import first_day
from crawler.reading.metadata.folded import FoldedLine, fold_chars, tidy
from crawler.reading.metadata.number import normal_number
from crawler.reading.metadata.organs import is_organs, split_organs
from crawler.reading.metadata.page_heading import titles_match
from crawler.reading.page_facts import PageFacts
from crawler.text.date_moments import moment_day
from crawler.text.dates import DateContext

_FIELD = {label: name.replace("other", "") for name, labels in FIELD_LABELS.items() for label in labels}
_RANK = {label: rank for labels in FIELD_LABELS.values() for rank, label in enumerate(labels)}
_SPACED = "|".join(r"\s{0,4}".join(label) for label in sorted(_FIELD, key=len, reverse=True))
_LABEL = re.compile(rf"(?:(?<=^)|(?<=[\s|;〔〕]))(?:〔\s*)?(?P<label>{_SPACED})(?:\s*〕)?\s*(?P<colon>[:|]|$)")
_NUMBER_PART = re.compile(r"[〔(]?\s?(?:\d{4}\s?[年〕)]?)?\s?[〕)]?\s?(?:第?\s?\d{1,5}\s?号)?")
_META = {
    "title": ("articletitle", "dc.title", "citation_title"),
    "published_on": (
        "firstpublishedtime",
        "pubdate",
        "publishdate",
        "article:published_time",
        "dc.date.issued",
        "govuk:first-published-at",
        "publish_date",
        "date",
    ),
    "number": ("filenumber", "documentnumber", "docnumber", "wenhao"),
}


@dataclass(frozen=True)
class LabelledFields:
    """Labelled values of a document; values that were not found are None or empty."""

    title: str | None = None
    number: str | None = None
    issuers: tuple[str, ...] = ()
    kind: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None

    def over(self, other: "LabelledFields") -> "LabelledFields":
        """Return a copy of these values in which missing values are taken from `other`."""
        return replace(other, **{name: value for name, value in vars(self).items() if value})


@dataclass(frozen=True)
class LabelledLines:
    """The label and value pairs found in the lines of a text (`pairs`), and the remaining lines (`rest`)."""

    pairs: dict[str, str] = field(default_factory=dict)
    rest: tuple[FoldedLine, ...] = ()


def of_page(facts: PageFacts, context: DateContext) -> LabelledFields:
    """Return the labelled values of a page.

    The information table takes precedence over meta tags, and meta tags take precedence over JSON-LD.
    """
    meta = {name.lower(): value for name, value in facts.meta.items()}
    by_meta = {name: value for name, names in _META.items() if (value := next(filter(None, map(meta.get, names)), ""))}
    return _read(_by_field(facts.information), context).over(_read(by_meta, context)).over(_json_ld(facts, context))


def of_pairs(pairs: Mapping[str, str], context: DateContext) -> LabelledFields:
    """Return the labelled values of a document whose labels and values have already been found on the page.

    `pairs` is a mapping from labels to values, both as written on the page. `context` is used to parse dates.
    """
    return _read(_by_field(pairs), context)


def _by_field(pairs: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, tuple[int, str]] = {}
    for label, value in pairs.items():
        name = re.sub(r"[\s:〔〕]+", "", fold_chars(label))
        if (key := _FIELD.get(name)) and tidy(value) and (key not in found or _RANK[name] < found[key][0]):
            found[key] = (_RANK[name], tidy(value))
    return {key: value for key, (_, value) in found.items()}


def _read(values: Mapping[str, str], context: DateContext) -> LabelledFields:
    get = values.get
    issuers = FoldedLine.of(get("issuers", ""))
    return LabelledFields(
        title=get("title"),
        number=normal_number(get("number", "")),
        issuers=split_organs(issuers) if _says_something(issuers.folded) else (),
        kind=get("kind"),
        published_on=moment_day(fold_chars(get("published_on", "")), context.zone, context),
        **{name: first_day(fold_chars(get(name, ""))) for name in ("issued_on", "effective_on", "expires_on")},
    )


def _says_something(folded: str) -> bool:
    return (
        len(folded) >= 2
        and re.search(r"[一-龥A-Za-z]{2}", folded) is not None
        and folded not in ("暂无", "其他", "其它")
    )


def _json_ld(facts: PageFacts, context: DateContext) -> LabelledFields:
    found = LabelledFields()
    for structured in facts.json_ld:
        published = moment_day(structured.get("datePublished"), context.zone, context)
        found = found.over(LabelledFields(title=_json_ld_title(structured, facts), published_on=published))
    return found


def _json_ld_title(structured: Mapping[str, object], facts: PageFacts) -> str | None:
    """Return the `headline` of a JSON-LD object, or None if the page has a headline and says something else."""
    headline = structured.get("headline")
    if not isinstance(headline, str):
        return None
    title = tidy(without_references(headline))
    shown = filter(None, (facts.headline, facts.joined_headline, facts.title_tag))
    is_other = facts.headline and not any(titles_match(title, other) for other in shown)
    return None if is_other else title or None


def take_labelled(lines: tuple[FoldedLine, ...], head: int) -> LabelledLines:
    """Return the label and value pairs in the first `head` lines (before the body), and the remaining lines.

    A label has the form `发文机关：`; its value follows on the same line or on the next line. A label must be at the
    beginning of its line, because labels also occur in running text.
    """
    pairs: dict[str, str] = {}
    rest: list[FoldedLine] = []
    waiting: str | None = None
    last: str | None = None
    for place, line in enumerate(lines):
        labels = list(_labels_in(line)) if place < head else []
        if labels and labels[0][0] == 0:
            for start, name, end in labels:
                after = next((other for other, _, _ in labels if other > start), len(line.folded))
                value = line.cut(end, after).text.strip("| ")
                pairs.setdefault(name, value) if value else None
                waiting, last = (None, name) if value else (name, None)
            continue
        if waiting is not None:
            if len(line.folded) <= 200 and "。" not in line.folded:
                pairs.setdefault(waiting, line.text)
                last = waiting
                waiting = None
                continue
            waiting = None
        elif last and _goes_on(_FIELD[last], pairs[last], line):
            pairs[last] += f" {line.text}"
            continue
        last = None
        rest.append(line)
    return LabelledLines(pairs, tuple(rest))


def _goes_on(name: str, value: str, line: FoldedLine) -> bool:
    """Return whether a line continues the value of the field `name` on the line before it.

    This is the case if it names further issuers or contains the second part of a divided document number.
    """
    if name == "issuers":
        return is_organs(line.folded)
    return (
        name == "number"
        and "号" not in fold_chars(value)
        and len(line.folded) < 30
        and _NUMBER_PART.fullmatch(line.folded) is not None
    )


def _labels_in(line: FoldedLine) -> Iterator[tuple[int, str, int]]:
    if len(line.folded) > 400:
        return
    for match in _LABEL.finditer(line.folded):
        if match["colon"] or match.start() == 0:
            yield match.start(), re.sub(r"\s+", "", match["label"]), match.end()
