"""Functions that prepare newly fetched notices, so that less work remains under the write lock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.model.notice import Notice
from crawler.model.results import PolledNotice
from monitor.alerting.documents import Document
from monitor.identity.evidence import FoundNotice
from monitor.identity.fingerprint import evidence_hash, fingerprint
from monitor.identity.minhash import sketch_and_marks
from monitor.identity.normalized import NormalizedNotice, normalize_notice
from monitor.model.prepared import PreparedText
from monitor.topics import Matchable

PART_CHARACTERS = 100_000
"""The number of characters of text from which the notices of a poll's result are recorded in several transactions.
Preparing this much text takes about 0.1 s of processor time, and recording it 0.03 s."""
Derive = Callable[[Notice, Matchable, NormalizedNotice], PreparedText]
"""`Store.prepare`, which derives the data that the store records with a text."""


@dataclass(frozen=True)
class PreparedNotice:
    """A newly fetched notice, ready to be identified, recorded and matched.

    `document` is the notice prepared for the evaluation of queries. `text` is the data that the store records with the
    notice, or None if the store must compute this data itself.
    """

    polled: PolledNotice
    found: FoundNotice
    document: Document
    text: PreparedText | None = None

    def of_source(self, source: str) -> "PreparedNotice":
        """Return this notice as found at the source with the id `source`, which may have been renamed."""
        return self if self.found.source == source else replace(self, found=replace(self.found, source=source))


def is_large(notices: Sequence[PolledNotice]) -> bool:
    """Return whether the notices of a poll's result have more than `PART_CHARACTERS` characters of text together."""
    return sum(len(found.all_text) for found in notices) > PART_CHARACTERS


def split_by_size(notices: Sequence[PolledNotice]) -> list[Sequence[PolledNotice]]:
    """Divide the notices of a poll's result into parts of at most `PART_CHARACTERS` characters or of one notice each.

    The order is kept. The result contains at least one part, which may be empty.
    """
    parts: list[list[PolledNotice]] = [[]]
    size = 0
    for found in notices:
        length = len(found.all_text)
        if parts[-1] and size + length > PART_CHARACTERS:
            parts.append([])
            size = 0
        parts[-1].append(found)
        size += length
    return list(parts)


def prepare_notices(
    notices: Sequence[PolledNotice], source: str, now: datetime, derive: Derive | None = None
) -> tuple[PreparedNotice, ...]:
    """Prepare the notices of a source. The parameters are the same as for `prepare_notice`."""
    return tuple(prepare_notice(found, source, now, derive) for found in notices)


def prepare_notice(
    polled: PolledNotice, source: str, now: datetime, derive: Derive | None = None, *, as_given: bool = False
) -> PreparedNotice:
    """Prepare a newly fetched notice, so that it can be identified, recorded and matched quickly.

    `as_given` is true if the text was supplied directly instead of being extracted from a page. No reader version is
    then recorded, because no page reader was involved. `derive` computes the data that the store records with the text;
    if it is None, the store computes this data itself.
    """
    notice = polled.bare
    normalized = normalize_notice(notice)
    digest, marks = sketch_and_marks(normalized)
    found = FoundNotice(
        notice=notice,
        normalized=normalized,
        fingerprint=fingerprint(notice.title, notice.text, notice.attachments),
        source=source,
        read_at=now,
        page_hash=evidence_hash(polled.page.sha256, notice.attachments) if polled.page else None,
        listed=polled.listed_at is not None,
        reader=None if as_given else notice.reader,
        sketch=digest,
        marks=marks,
    )
    document = Document(notice)
    text = derive(notice, document.matchable(document.whole), normalized) if derive else None
    return PreparedNotice(polled, found, document, text)
