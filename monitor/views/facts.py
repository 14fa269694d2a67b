"""What was read of a notice, fact by fact, each with where it stands. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from crawler.model.notice import Attachment, Notice, Reference
from monitor.messages.reasons import render_warning
from monitor.text.fold import fold
from monitor.views.origins import NoticeOrigin, Origins
from monitor.views.rows import Row, row

SHOWN = 20
"""Of references, attachments and deadlines so many are shown, and the rest counted."""
_JUDGED = NoticeOrigin("judged from the whole")


@dataclass(frozen=True)
class Fact:
    """One value, under the name it is shown by; `value` is None when nothing was found."""

    name: str
    value: str | None
    origin: NoticeOrigin | None = None


def facts(notice: Notice, origins: Origins) -> list[Fact]:
    """All facts of a notice, in the order in which they are shown."""
    return [*_single(notice, origins), *_dates(notice, origins), *_several(notice, origins)]


def _single(notice: Notice, origins: Origins) -> Iterator[Fact]:
    title = notice.title or ""
    kind_in_title = notice.kind and fold(notice.kind) in fold(title)
    yield _fact("title", notice.title, origins)
    yield Fact("kind", notice.kind, (NoticeOrigin("the title") if kind_in_title else _JUDGED) if notice.kind else None)
    yield Fact("is notice", {True: "yes", False: "no", None: None}[notice.is_notice], _JUDGED)
    yield _fact("number", notice.document_number, origins)
    for issuer in notice.issuers or (None,):
        yield _fact("issuer", issuer, origins, last=True)
    to = notice.addressees
    yield Fact("addressees", "; ".join(to) or None, origins.of(to[0]) if to else None)
    region = notice.region
    yield Fact("region", " ".join(region) or None, origins.of(region[-1]) if region else None)


def _dates(notice: Notice, origins: Origins) -> Iterator[Fact]:
    yield _fact("issued", notice.issued_on, origins, last=True)
    yield _fact("published", notice.published_on, origins, cuts_first=True)
    yield _fact("effective", notice.effective_on, origins)
    yield _fact("expires", notice.expires_on, origins)


def _several(notice: Notice, origins: Origins) -> Iterator[Fact]:
    yield Fact("script", notice.script, NoticeOrigin("the characters of the text"))
    yield Fact("reader", notice.reader or None)
    for deadline in notice.deadlines[:SHOWN]:
        about = "about " if deadline.approximate else ""
        yield Fact("deadline", f"{about}{deadline.date}  {deadline.text}", origins.of(deadline.text))
    for reference in notice.references[:SHOWN]:
        yield Fact("reference", _reference(reference), origins.of(reference.title or reference.document_number or ""))
    for attachment in notice.attachments[:SHOWN]:
        link = attachment.url or "(nothing links it)"
        yield Fact("attachment", f"{attachment.name}  {link}  ({_state(attachment)})", origins.of(attachment.name))
    for name in ("deadlines", "references", "attachments"):
        if (more := len(getattr(notice, name)) - SHOWN) > 0:
            yield Fact(name, f"and {more} more")


def _fact(
    name: str, value: str | date | None, origins: Origins, *, last: bool = False, cuts_first: bool = False
) -> Fact:
    if value is None:
        return Fact(name, None)
    return Fact(name, str(value), origins.of(value, last=last, cuts_first=cuts_first))


def _state(attachment: Attachment) -> str:
    """What became of an attachment."""
    said = f"{len(attachment.text)} characters" if attachment.text else ""
    words = [attachment.type, said, attachment.fault]
    return ", ".join(filter(None, words)) if said or attachment.fault else "not fetched"


def _reference(reference: Reference) -> str:
    return " ".join(part for part in (reference.role, reference.title, reference.document_number) if part)


def fact_rows(found: Sequence[Fact]) -> Iterator[Row]:
    """A row a fact; one that was not found is a dash."""
    for fact in found:
        if fact.value is None:
            yield row(fact.name, "–", "quiet")
        else:
            after = f"  ← {fact.origin.said}" if fact.origin else ""
            yield row(fact.name, fact.value, "deadline" if fact.name == "deadline" else "fact", after)


def warning_rows(notice: Notice) -> Iterator[Row]:
    """A row a warning."""
    for warning in notice.warnings:
        yield row("warning", f"{warning.code}: {render_warning(warning)}", "warning")
