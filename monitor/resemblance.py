"""Evidence from the store: which known notices resemble a found one, and what becomes of that. Verdicts are pure."""

from collections.abc import Iterator, Sequence

from monitor.identity.discriminators import told_apart
from monitor.identity.gist import Gist, gist_of
from monitor.identity.judgement import Judgement, judge, judge_by_sketch
from monitor.identity.sketch import alike, marks, sketch
from monitor.identity.trifles import cosmetic
from monitor.ports import Store, Transaction
from monitor.records import Form, NoticeLink
from monitor.verdict import Similar, Verdict

CANDIDATES, AT_ONCE = 50, 8
"""Notices that a text is compared with at most, and of how many the texts are fetched together."""
FULLER = 1.1
"""How much longer a copy is than what is known of its notice, to be kept for comparison as well."""
CLEAR = 0.75
"""The similarity of sketches from which two texts have to do with each other for certain."""
ROWS = 100
"""Notices that one transaction makes forms for."""


def resembling(tx: Transaction, gist: Gist) -> list[Similar]:
    """The known notices that a found one resembles, the likeliest first, up to the first that it is a copy of; those
    that only share marks with it are left out."""
    found: list[Similar] = []
    digest = sketch(gist.letters)
    for form in _forms(tx, tx.resembling(marks(gist, digest), CANDIDATES)):
        judgement = _judge(gist, digest, form)
        if judgement.relation == "copy":
            return [Similar(form.notice, form.revision, judgement), *_ranked(found)]
        if judgement.relation != "other":
            found.append(Similar(form.notice, form.revision, judgement))
    return _ranked(found)


def _forms(tx: Transaction, notices: list[int]) -> Iterator[Form]:
    for at in range(0, len(notices), AT_ONCE):
        yield from tx.forms(notices[at : at + AT_ONCE])


def _judge(gist: Gist, digest: Sequence[int], form: Form) -> Judgement:
    similarity = alike(digest, form.sketch)
    if not form.gist.body:
        return judge_by_sketch(gist, form.gist, similarity)
    told = told_apart(gist, form.gist) if similarity >= CLEAR else None
    if told:
        # Nothing in the texts would make one notice of two that say of themselves that they are not.
        return Judgement(told[0], similarity, f"some {similarity:.0%} of the text are the same, but {told[1]}")
    return judge(gist, form.gist)


def _ranked(found: list[Similar]) -> list[Similar]:
    """Each notice once, the most alike first; of equals the latest, which a new one most likely follows."""
    ranked = sorted(found, key=lambda one: (-round(one.judgement.shared, 3), -one.notice))
    return list({one.notice: one for one in reversed(ranked)}.values())[::-1]


def trifle(tx: Transaction, gist: Gist, notice: int) -> str | None:
    """Why a text says the same as one of the forms of a notice, None where it may not."""
    judged = (cosmetic(gist, form.gist) for form in tx.forms([notice]) if form.gist.body)
    return next(filter(None, judged), None)


def remember(tx: Transaction, gist: Gist, notice: int, verdict: Verdict, revision: int, *, shown: bool = False) -> None:
    """Keeps what later verdicts need of a notice that is new, revised, or copied in a fuller text or in one that is
    `shown` for it now."""
    if verdict.kind == "copy" and not shown and not _is_fuller(tx, gist, notice):
        return
    if verdict.kind != "known" or shown:
        file_form(tx, notice, revision, gist)
    for one in verdict.linked:
        tx.add_link(NoticeLink(notice, one.notice, one.judgement.relation, one.judgement.why))


def _is_fuller(tx: Transaction, gist: Gist, notice: int) -> bool:
    return all(len(gist.letters) > FULLER * len(form.gist.letters) for form in tx.forms([notice]))


def file_form(tx: Transaction, notice: int, revision: int, gist: Gist) -> None:
    """Keeps a text of a notice for comparison."""
    digest = sketch(gist.letters)
    tx.add_form(Form(notice, revision, gist, digest), marks(gist, digest))


def refile(tx: Transaction, notice: int, revision: int, before: Gist, now: Gist) -> None:
    """Keeps for comparison what a text of a notice is read as now, in the place of what it was read as before."""
    if before != now:
        tx.drop_form(notice, sketch(before.letters))
        file_form(tx, notice, revision, now)


def form_some(store: Store) -> int:
    """Makes the forms of some notices that have none of the present version; gives how many there were."""
    with store.reading() as tx:
        records = tx.unformed(ROWS)
    if not records:
        return 0
    gists = [gist_of(record.notice) for record in records]
    with store.writing() as tx:
        for record, gist in zip(records, gists, strict=True):
            file_form(tx, record.id, record.revision, gist)
    return len(records)
