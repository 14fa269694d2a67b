"""Identifying a notice: the evidence that the store has of it, and the verdict on that."""

from dataclasses import dataclass
from datetime import datetime

from crawler.model.notice import Notice
from crawler.model.results import PolledNotice
from crawler.model.url_key import url_key
from monitor.identity.attachments import Change, change
from monitor.identity.comparison import Comparison, compare, compare_by_sketch
from monitor.identity.cosmetic_changes import cosmetic_change
from monitor.identity.fingerprint import evidence, fingerprint
from monitor.identity.flapping import FlapState, look
from monitor.identity.minhash import sketch, sketch_similarity
from monitor.identity.normalized import NormalizedNotice, normalize_notice
from monitor.identity.reused_urls import different_notice
from monitor.identity.verdict import Candidate, FoundNotice, Listed, TextChange, Verdict, decide
from monitor.ingest.candidates import find_similar, trifle
from monitor.model import LastRead, StoredText
from monitor.ports import Transaction


@dataclass(frozen=True)
class IdentifiedNotice:
    """A notice that a source read, with what it is known by and the verdict on it.

    `sha256` is of all bytes it was read from, None for a text that was given; `files`: what became of its attachments;
    `last`: what the source last read at its address; `at_url`: the notice recorded there; `by_text`: whether its text
    was known as it stands; how restless the page was `before` this look, and how restless it is (`unrest`).
    """

    document: Notice
    gist: NormalizedNotice
    fingerprint: str
    sha256: str | None
    files: Change | None
    last: LastRead | None
    at_url: Candidate | None
    verdict: Verdict
    by_text: bool
    before: FlapState | None
    unrest: FlapState | None

    @property
    def came(self) -> bool:
        """Whether attachments of the notice's newest text came, which were out of reach."""
        same = self.at_url is not None and self.verdict.revision == self.at_url.revision
        return self.files == "came" and self.verdict.kind == "known" and same


def identify(tx: Transaction, found: PolledNotice, source: str, now: datetime, *, as_given: bool) -> IdentifiedNotice:
    """The verdict on a notice that a source read. `as_given`: its text came without a page."""
    document = found.bare
    print_ = fingerprint(document.title, document.text, document.attachments)
    sha256 = evidence(found.page.sha256, document.attachments) if found.page else None
    at_url = tx.notices.candidate_at(document.url)
    with_text = tx.notices.candidate_with(print_, at_url.notice if at_url else None)
    last = tx.readings.last(document.url, source)
    files = _files(tx, document, at_url)
    looked_at = FoundNotice(
        url=document.url,
        script=document.script,
        same_page=bool(at_url and sha256 and tx.readings.has_page(at_url.notice, sha256)),
        last_read=last.revision if last else None,
        listed=Listed(source, document.title) if found.listed_at else None,
        reader=None if as_given else document.reader,
        last_reader=last.reader if last else None,
        files=files,
        title=document.title,
        number=document.document_number,
        issued_on=document.issued_on.isoformat() if document.issued_on else None,
    )
    gist = normalize_notice(document)
    verdict = _verdict(tx, looked_at, document, gist, at_url, with_text)
    before = tx.flapping.get(document.url, source) if at_url else None
    verdict, unrest = look(before, verdict, at_url, with_text is not None, print_, now)
    return IdentifiedNotice(
        document, gist, print_, sha256, files, last, at_url, verdict, with_text is not None, before, unrest
    )


def _files(tx: Transaction, document: Notice, at_url: Candidate | None) -> Change | None:
    record = tx.notices.get(at_url.notice) if at_url and document.attachments else None
    return change(record.notice, document) if record else None


def _verdict(
    tx: Transaction,
    found: FoundNotice,
    document: Notice,
    gist: NormalizedNotice,
    at_url: Candidate | None,
    with_text: Candidate | None,
) -> Verdict:
    if with_text is not None:
        return decide(found, at_url, with_text)
    if at_url is None:
        return decide(found, None, None, find_similar(tx, gist))
    same = trifle(tx, gist, at_url.notice)
    if same or found.same_page or found.files:
        return decide(found, at_url, None, (), same)
    rewriting = _rewriting(tx, document, gist, at_url)
    return decide(found, at_url, None, find_similar(tx, gist), None, rewriting)


def _rewriting(tx: Transaction, document: Notice, gist: NormalizedNotice, at_url: Candidate) -> TextChange:
    """How a text that is not known as it stands stands to the notice at its address."""
    forms = tx.identity.texts([at_url.notice])
    judged = [(_judge(gist, form), form) for form in forms if form.revision >= at_url.current] or [
        (_judge(gist, form), form) for form in forms
    ]
    if not judged:
        return TextChange()
    best, form = max(judged, key=lambda one: (one[0].relation == "copy", one[0].shared))
    is_face = url_key(at_url.url) == url_key(document.url)
    if best.relation == "copy" and not is_face:
        return TextChange(still=best.why)
    record = tx.notices.get(at_url.notice)
    return TextChange(
        another=different_notice(gist, form.gist, best),
        cosmetic=cosmetic_change(document, record.notice) if record else None,
    )


def _judge(gist: NormalizedNotice, form: StoredText) -> Comparison:
    if form.gist.body:
        return compare(gist, form.gist)
    return compare_by_sketch(gist, form.gist, sketch_similarity(sketch(gist.letters), form.sketch))
