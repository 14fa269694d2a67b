"""Evidence from the store: which known notices resemble a found one, and what becomes of that. Verdicts are pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from monitor.identity.comparison import Comparison, compare, compare_by_sketch
from monitor.identity.discriminators import Relation, told_apart
from monitor.identity.minhash import marks, sketch, sketch_similarity
from monitor.identity.normalized import NormalizedNotice, normalize_notice
from monitor.identity.prefilter import contained, may_share, shares_enough
from monitor.identity.trivial_changes import cosmetic
from monitor.identity.verdict import LINKS, Similar, Verdict
from monitor.model import CandidateSummary, NoticeLink, StoredText
from monitor.ports import Store, Transaction

CANDIDATES = 20
FIRST = 4
AT_ONCE = 4
"""Notices that a text is compared with at most; how many of them are looked at first, as a copy's original has most of
its rare marks; and of how many the texts are fetched together."""
APART = 4
"""Of those that say of themselves that they are other notices, how many are compared all the same, for a link."""
FULLER = 1.1
"""How much longer a copy is than what is known of its notice, to be kept for comparison as well."""
CLEAR = 0.75
"""The similarity of sketches from which two texts have to do with each other for certain."""
ROWS = 100
"""Notices that one transaction makes forms for."""


@dataclass(frozen=True)
class _Candidate:
    """A known text that may resemble the found one. `part`: how much of the shorter one is in both, by the sketches;
    `told`: what the two say of themselves that makes them two."""

    known: CandidateSummary
    similarity: float
    part: float
    told: tuple[Relation, str] | None


def find_similar(tx: Transaction, gist: NormalizedNotice) -> list[Similar]:
    """The known notices that a found one resembles, the likeliest first, up to the first that it is a copy of; those
    that only share marks with it are left out, and of those that it is no copy of for certain more than LINKS."""
    digest, mine = _known_by(gist)
    notices = tx.identity.sharing_marks(mine, CANDIDATES)
    found: list[Similar] = []
    apart: list[_Candidate] = []
    for some in (notices[:FIRST], notices[FIRST:]):
        candidates = _candidates(gist, digest, tx.identity.summaries(some))
        for similar in _judged(tx, gist, [one for one in candidates if not one.told]):
            if similar.judgement.relation == "copy":
                return [similar, *_ranked(found)]
            found.append(similar)
        apart += [one for one in candidates if one.told]
    apart.sort(key=lambda one: (-round(one.part, 1), -one.known.notice))
    apart = apart[:APART]
    # No text makes one notice of two that say of themselves that they are not: they are only looked at for a link.
    return _ranked([*found, *islice(_judged(tx, gist, apart), LINKS)])


def _candidates(
    gist: NormalizedNotice, digest: Sequence[int], outlines: Sequence[CandidateSummary]
) -> list[_Candidate]:
    size = len(gist.letters)
    found = []
    # Whether addressees were misread is only seen with both texts at hand.
    bare = replace(gist, addressees="")
    for one in outlines:
        similarity = sketch_similarity(digest, one.sketch)
        if may_share(similarity, size, one.size):
            part = contained(similarity, size, one.size)
            found.append(_Candidate(one, similarity, part, told_apart(gist if one.pruned else bare, one.gist)))
    return found


def _judged(tx: Transaction, gist: NormalizedNotice, candidates: Sequence[_Candidate]) -> Iterator[Similar]:
    """What has to do with a found notice, one by one; the texts are fetched as they are needed."""
    for at in range(0, len(candidates), AT_ONCE):
        some = candidates[at : at + AT_ONCE]
        bodies = tx.identity.bodies([one.known.form for one in some if not _is_plain(one)])
        for one in some:
            judgement = _judge(gist, one, bodies.get(one.known.form))
            if judgement and judgement.relation != "other":
                yield Similar(one.known.notice, one.known.revision, judgement)


def _is_plain(candidate: _Candidate) -> bool:
    return bool(candidate.known.pruned or (candidate.told and candidate.similarity >= CLEAR))


def _judge(gist: NormalizedNotice, candidate: _Candidate, body: str | None) -> Comparison | None:
    """How the found notice stands to a candidate; None where a look shows that it has nothing to do with it."""
    similarity = candidate.similarity
    told = candidate.told
    if told and similarity >= CLEAR and not candidate.known.pruned:
        return Comparison(told[0], similarity, f"some {similarity:.0%} of the text are the same, but {told[1]}")
    if not body:
        return compare_by_sketch(gist, candidate.known.gist, similarity)
    known = replace(candidate.known.gist, body=body)
    return compare(gist, known) if similarity >= CLEAR or shares_enough(gist, known) else None


def _ranked(found: list[Similar]) -> list[Similar]:
    """Each notice once, the most alike first; of equals the latest, which a new one most likely follows."""
    ranked = sorted(found, key=lambda one: (-round(one.judgement.shared, 3), -one.notice))
    return list({one.notice: one for one in reversed(ranked)}.values())[::-1]


def trifle(tx: Transaction, gist: NormalizedNotice, notice: int) -> str | None:
    """Why a text says the same as one of the forms of a notice, None where it may not."""
    judged = (cosmetic(gist, form.gist) for form in tx.identity.texts([notice]) if form.gist.body)
    return next(filter(None, judged), None)


def store_text(
    tx: Transaction, gist: NormalizedNotice, notice: int, verdict: Verdict, revision: int, *, shown: bool = False
) -> None:
    """Keeps what later verdicts need of a notice that is new, revised, or copied in a fuller text or in one that is
    `shown` for it now."""
    if verdict.kind == "copy" and not shown and not _is_fuller(tx, gist, notice):
        return
    if verdict.kind != "known" or shown:
        add_text(tx, notice, revision, gist)
    for one in verdict.linked:
        tx.identity.add_link(NoticeLink(notice, one.notice, one.judgement.relation, one.judgement.why))


def _is_fuller(tx: Transaction, gist: NormalizedNotice, notice: int) -> bool:
    known = tx.identity.summaries([notice])
    return all(one.pruned or len(gist.letters) > FULLER * one.size for one in known)


def add_text(tx: Transaction, notice: int, revision: int, gist: NormalizedNotice) -> None:
    """Keeps a text of a notice for comparison."""
    digest, mine = _known_by(gist)
    tx.identity.add_text(StoredText(notice, revision, gist, digest), mine)


@lru_cache(maxsize=4)
def _known_by(gist: NormalizedNotice) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The sketch and the marks of a text; most are looked for and then filed."""
    digest = sketch(gist.letters)
    return digest, marks(gist, digest)


def reindex_text(tx: Transaction, notice: int, revision: int, before: NormalizedNotice, now: NormalizedNotice) -> None:
    """Keeps for comparison what a text of a notice is read as now, in the place of what it was read as before."""
    if before != now:
        tx.identity.drop_text(notice, sketch(before.letters))
        add_text(tx, notice, revision, now)


def index_texts(store: Store) -> int:
    """Makes the forms of some notices that have none of the present version; gives how many there were."""
    with store.reading() as tx:
        records = tx.identity.unindexed(ROWS)
    if not records:
        return 0
    gists = [normalize_notice(record.notice) for record in records]
    with store.writing() as tx:
        for record, gist in zip(records, gists, strict=True):
            add_text(tx, record.id, record.revision, gist)
    return len(records)
