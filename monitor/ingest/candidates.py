"""Functions that search for known notices that resemble a new notice, and that maintain the texts to be searched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from monitor.identity.comparison import Comparison, compare, compare_by_sketch, compare_distinct
from monitor.identity.discriminators import distinguish
from monitor.identity.distinction import Distinction
from monitor.identity.evidence import FoundNotice, Similar
from monitor.identity.fingerprint import fingerprint
from monitor.identity.minhash import sketch, sketch_and_marks, sketch_similarity
from monitor.identity.normalized import NormalizedNotice, normalize_notice
from monitor.identity.prefilter import contained, may_share, shares_enough
from monitor.identity.previous_fingerprint import previous_fingerprint
from monitor.identity.verdict import LINKS, Verdict
from monitor.model import CandidateSummary, NoticeLink, StoredText
from monitor.model.prepared import PackedGist
from monitor.ports import Store, Transaction

CANDIDATES = 20
FIRST = 4
AT_ONCE = 4
"""`CANDIDATES` is the maximum number of notices with which a text is compared. `FIRST` is the number of notices that
are compared first, because the original of a copy shares most of its rare marks. `AT_ONCE` is the number of texts that
are loaded together."""
APART = 4
"""The maximum number of notices that are compared with the newly fetched notice, in order to link them to it, although
their metadata shows that they are different notices."""
FULLER = 1.1
"""The minimum ratio of the length of a copy's text to the length of every known text of the notice. From this ratio on,
the copy's text is stored as well."""
CLEAR = 0.75
"""The minimum similarity of sketches at which two texts are certainly related."""
ROWS = 100
"""The maximum number of readings or notices that are processed in a transaction."""


@dataclass(frozen=True)
class _Candidate:
    """A known text that may resemble the newly fetched text.

    `part` is the estimated proportion of the shorter text that both texts have in common. `distinction` is the
    difference in metadata that proves that the notices are different, or None.
    """

    known: CandidateSummary
    similarity: float
    part: float
    distinction: Distinction | None


def find_similar(
    tx: Transaction, gist: NormalizedNotice, digest: Sequence[int], found_marks: Sequence[int]
) -> list[Similar]:
    """Return the known notices that a newly fetched notice resembles, the most similar first.

    `digest` and `found_marks` are the sketch and the marks of the newly fetched notice. If the newly fetched notice is
    a copy, the result begins with its original, and further notices are not compared. Notices that only share marks
    with the newly fetched notice are omitted. At most LINKS notices whose metadata distinguishes them from the newly
    fetched notice are returned.
    """
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
    # Two notices with a distinction are never the same, whatever their texts: they are compared only to link them.
    return _ranked([*found, *islice(_compared(tx, gist, apart), LINKS)])


def _candidates(
    gist: NormalizedNotice, digest: Sequence[int], summaries: Sequence[CandidateSummary]
) -> list[_Candidate]:
    size = len(gist.letters)
    found = []
    # Misread addressees can only be recognised by comparing both texts.
    bare = replace(gist, addressees="")
    for known in summaries:
        similarity = sketch_similarity(digest, known.sketch)
        if may_share(similarity, size, known.size):
            part = contained(similarity, size, known.size)
            distinction = distinguish(gist if known.pruned else bare, known.gist)
            found.append(_Candidate(known, similarity, part, distinction))
    return found


def _compared(tx: Transaction, gist: NormalizedNotice, candidates: Sequence[_Candidate]) -> Iterator[Similar]:
    """Yield the candidates that are related to the newly fetched notice `gist`, each with its relation to the notice.

    Texts of candidates are loaded only if they are needed.
    """
    for at in range(0, len(candidates), AT_ONCE):
        batch = candidates[at : at + AT_ONCE]
        bodies = tx.identity.bodies([candidate.known.form for candidate in batch if not _is_plain(candidate)])
        for candidate in batch:
            known = candidate.known
            comparison = _compare(gist, candidate, bodies.get(known.form))
            if comparison and comparison.relation != "other":
                yield Similar(known.notice, known.revision, comparison)


def _is_plain(candidate: _Candidate) -> bool:
    """Return whether a candidate can be compared without loading its text."""
    return bool(candidate.known.pruned or (candidate.distinction and candidate.similarity >= CLEAR))


def _compare(gist: NormalizedNotice, candidate: _Candidate, body: str | None) -> Comparison | None:
    """Return the comparison of a notice with a candidate.

    The result is None if a quick test shows that the candidate is unrelated.
    """
    similarity = candidate.similarity
    distinction = candidate.distinction
    if distinction and similarity >= CLEAR and not candidate.known.pruned:
        return compare_distinct(distinction, similarity)
    if not body:
        return compare_by_sketch(gist, candidate.known.gist, similarity)
    known = replace(candidate.known.gist, body=body)
    return compare(gist, known) if similarity >= CLEAR or shares_enough(gist, known) else None


def _ranked(found: list[Similar]) -> list[Similar]:
    """Return each notice once, the most similar first.

    Equally similar notices are ordered from the latest to the earliest, because the latest is most likely related to a
    new notice.
    """
    ranked = sorted(found, key=lambda known: (-round(known.judgement.shared, 3), -known.notice))
    return list({known.notice: known for known in reversed(ranked)}.values())[::-1]


def store_text(
    tx: Transaction,
    found: FoundNotice,
    packed: PackedGist | None,
    notice: int,
    verdict: Verdict,
    revision: int,
    *,
    shown: bool = False,
) -> None:
    """Store the data that later verdicts need: the normalized text of a notice, and its links to related notices.

    `packed` is the normalized text in its stored form, or None if it must still be computed. The text is stored if the
    notice is new or revised, if it is a copy with a fuller text, or if `shown` is true because it is now the displayed
    text of the notice.
    """
    gist = found.normalized
    if verdict.kind == "copy" and not shown and not _is_fuller(tx, gist, notice):
        return
    if verdict.kind != "known" or shown:
        text = StoredText(notice, revision, gist, found.sketch)
        tx.identity.add_text(text, found.marks, packed, first=verdict.kind == "new")
    for known in verdict.linked:
        tx.identity.add_link(NoticeLink(notice, known.notice, known.judgement.relation, known.judgement.reason))


def _is_fuller(tx: Transaction, gist: NormalizedNotice, notice: int) -> bool:
    summaries = tx.identity.summaries([notice])
    return all(known.pruned or len(gist.letters) > FULLER * known.size for known in summaries)


def add_text(tx: Transaction, notice: int, revision: int, gist: NormalizedNotice) -> None:
    """Store a text of a notice for later comparisons."""
    digest, text_marks = sketch_and_marks(gist)
    tx.identity.add_text(StoredText(notice, revision, gist, digest), text_marks)


def reindex_text(tx: Transaction, notice: int, revision: int, before: NormalizedNotice, now: NormalizedNotice) -> None:
    """Replace the normalized text `before` of a notice with `now` among the texts that are stored for comparisons."""
    if before != now:
        tx.identity.drop_text(notice, sketch(before.letters))
        add_text(tx, notice, revision, now)


def renew_fingerprints(store: Store, after: int = 0) -> int | None:
    """Recompute the outdated fingerprints in a batch of readings, which starts after the reading id `after`.

    Return the id of the last reading of the batch, or None if there are no more readings. A reading keeps its old
    fingerprint if its text is not the text of its revision, for example because the revision has the text of another
    source. Such a reading can still be found, because the old fingerprint of each newly fetched text is looked up as
    well.
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
    """Compute and store the normalized texts of a batch of notices that have none in the current version.

    Return the number of notices processed.
    """
    with store.reading() as tx:
        records = tx.identity.unindexed(ROWS)
    if not records:
        return 0
    gists = [normalize_notice(record.notice) for record in records]
    with store.writing() as tx:
        for record, gist in zip(records, gists, strict=True):
            add_text(tx, record.id, record.revision, gist)
    return len(records)
