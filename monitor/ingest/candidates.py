"""Find the known notices that resemble a found one, and keep the texts by which they are found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from monitor.identity.comparison import Comparison, compare, compare_by_sketch, compare_distinct
from monitor.identity.discriminators import distinguish
from monitor.identity.distinction import Distinction
from monitor.identity.evidence import Similar
from monitor.identity.fingerprint import fingerprint
from monitor.identity.minhash import sketch, sketch_and_marks, sketch_similarity
from monitor.identity.normalized import NormalizedNotice, normalize_notice
from monitor.identity.prefilter import contained, may_share, shares_enough
from monitor.identity.previous_fingerprint import previous_fingerprint
from monitor.identity.verdict import LINKS, Verdict
from monitor.model import CandidateSummary, NoticeLink, StoredText
from monitor.ports import Store, Transaction

CANDIDATES = 20
FIRST = 4
AT_ONCE = 4
"""The maximum number of notices with which a text is compared; the number of those that are compared first, because a
copy's original has most of its rare marks; and the number of texts fetched together."""
APART = 4
"""The number of notices, among those that are distinct by their own statements, that are still compared, for a link."""
FULLER = 1.1
"""How many times as long as the known texts of its notice a copy must be to be kept for comparison as well."""
CLEAR = 0.75
"""The similarity of sketches from which two texts are certainly related."""
ROWS = 100
"""The number of notices for which one transaction creates forms."""


@dataclass(frozen=True)
class _Candidate:
    """A known text that may resemble the found one.

    `part`: how much of the shorter text is in both, estimated from the sketches; `distinction`: the statements of the
    two notices that make them distinct.
    """

    known: CandidateSummary
    similarity: float
    part: float
    distinction: Distinction | None


def find_similar(tx: Transaction, gist: NormalizedNotice) -> list[Similar]:
    """Return the known notices that a found one resembles, the likeliest first, up to the first of which it is a copy.

    Notices that only share marks with it are left out, and so are, beyond the first LINKS, those of which it is
    certainly no copy.
    """
    digest, found_marks = _known_by(gist)
    notices = tx.identity.sharing_marks(found_marks, CANDIDATES)
    found: list[Similar] = []
    apart: list[_Candidate] = []
    for batch in (notices[:FIRST], notices[FIRST:]):
        candidates = _candidates(gist, digest, tx.identity.summaries(batch))
        for similar in _compared(tx, gist, [candidate for candidate in candidates if not candidate.distinction]):
            if similar.judgement.relation == "copy":
                return [similar, *_ranked(found)]
            found.append(similar)
        apart += [candidate for candidate in candidates if candidate.distinction]
    apart.sort(key=lambda candidate: (-round(candidate.part, 1), -candidate.known.notice))
    apart = apart[:APART]
    # No text makes one notice of two that say of themselves that they are not: they are only compared for a link.
    return _ranked([*found, *islice(_compared(tx, gist, apart), LINKS)])


def _candidates(
    gist: NormalizedNotice, digest: Sequence[int], summaries: Sequence[CandidateSummary]
) -> list[_Candidate]:
    size = len(gist.letters)
    found = []
    # Whether addressees were misread is only seen with both texts at hand.
    bare = replace(gist, addressees="")
    for known in summaries:
        similarity = sketch_similarity(digest, known.sketch)
        if may_share(similarity, size, known.size):
            part = contained(similarity, size, known.size)
            distinction = distinguish(gist if known.pruned else bare, known.gist)
            found.append(_Candidate(known, similarity, part, distinction))
    return found


def _compared(tx: Transaction, gist: NormalizedNotice, candidates: Sequence[_Candidate]) -> Iterator[Similar]:
    """Yield the notices that are related to a found one, one by one; the texts are fetched as they are needed."""
    for at in range(0, len(candidates), AT_ONCE):
        batch = candidates[at : at + AT_ONCE]
        bodies = tx.identity.bodies([candidate.known.form for candidate in batch if not _is_plain(candidate)])
        for candidate in batch:
            known = candidate.known
            comparison = _compare(gist, candidate, bodies.get(known.form))
            if comparison and comparison.relation != "other":
                yield Similar(known.notice, known.revision, comparison)


def _is_plain(candidate: _Candidate) -> bool:
    """Return whether a candidate can be compared without its text."""
    return bool(candidate.known.pruned or (candidate.distinction and candidate.similarity >= CLEAR))


def _compare(gist: NormalizedNotice, candidate: _Candidate, body: str | None) -> Comparison | None:
    """Return the comparison with a candidate; None where a quick test shows that it is unrelated."""
    similarity = candidate.similarity
    distinction = candidate.distinction
    if distinction and similarity >= CLEAR and not candidate.known.pruned:
        return compare_distinct(distinction, similarity)
    if not body:
        return compare_by_sketch(gist, candidate.known.gist, similarity)
    known = replace(candidate.known.gist, body=body)
    return compare(gist, known) if similarity >= CLEAR or shares_enough(gist, known) else None


def _ranked(found: list[Similar]) -> list[Similar]:
    """Return each notice once, the most alike first; of equals the latest, which a new one most likely follows."""
    ranked = sorted(found, key=lambda known: (-round(known.judgement.shared, 3), -known.notice))
    return list({known.notice: known for known in reversed(ranked)}.values())[::-1]


def store_text(
    tx: Transaction, gist: NormalizedNotice, notice: int, verdict: Verdict, revision: int, *, shown: bool = False
) -> None:
    """Keep the data of a notice that later verdicts need.

    It is kept for a notice that is new, revised, or copied in a fuller text or in a text that is now `shown` for it.
    """
    if verdict.kind == "copy" and not shown and not _is_fuller(tx, gist, notice):
        return
    if verdict.kind != "known" or shown:
        add_text(tx, notice, revision, gist)
    for known in verdict.linked:
        tx.identity.add_link(NoticeLink(notice, known.notice, known.judgement.relation, known.judgement.reason))


def _is_fuller(tx: Transaction, gist: NormalizedNotice, notice: int) -> bool:
    summaries = tx.identity.summaries([notice])
    return all(known.pruned or len(gist.letters) > FULLER * known.size for known in summaries)


def add_text(tx: Transaction, notice: int, revision: int, gist: NormalizedNotice) -> None:
    """Keep a text of a notice for comparison."""
    digest, text_marks = _known_by(gist)
    tx.identity.add_text(StoredText(notice, revision, gist, digest), text_marks)


@lru_cache(maxsize=4)
def _known_by(gist: NormalizedNotice) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the sketch and the marks of a text; cached because most texts are searched for and then stored."""
    return sketch_and_marks(gist)


def reindex_text(tx: Transaction, notice: int, revision: int, before: NormalizedNotice, now: NormalizedNotice) -> None:
    """Replace the stored form of a notice's text by its present reading, for comparison."""
    if before != now:
        tx.identity.drop_text(notice, sketch(before.letters))
        add_text(tx, notice, revision, now)


def renew_fingerprints(store: Store, after: int = 0) -> int | None:
    """Compute the fingerprints of some readings anew that an older version recorded, from the one after an id on.

    Return the id of the last one, None when there are no more. A reading whose text was another than its revision's
    (another source's, say) keeps its fingerprint, and found texts are compared with it in that version.
    """
    with store.reading() as tx:
        readings = tx.readings.outdated(after, ROWS)
    renewed = {}
    for reading in readings:
        notice = reading.notice
        if previous_fingerprint(notice.title, notice.text, notice.attachments) == reading.fingerprint:
            renewed[reading.id] = fingerprint(notice.title, notice.text, notice.attachments)
    if renewed:
        with store.writing() as tx:
            for reading_id, print_ in renewed.items():
                tx.readings.renew(reading_id, print_)
    return readings[-1].id if readings else None


def index_texts(store: Store) -> int:
    """Create the forms of some notices that have none of the present version; return the number of these notices."""
    with store.reading() as tx:
        records = tx.identity.unindexed(ROWS)
    if not records:
        return 0
    gists = [normalize_notice(record.notice) for record in records]
    with store.writing() as tx:
        for record, gist in zip(records, gists, strict=True):
            add_text(tx, record.id, record.revision, gist)
    return len(records)
