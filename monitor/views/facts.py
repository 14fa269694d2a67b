"""The facts extracted from a notice, each with its location in the text. Pure functions; no I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from crawler.model.notice import ArchiveMember, Attachment, Notice, Reference
from crawler.text.fold import fold
from monitor.health.trouble_names import trouble_name
from monitor.messages.reasons import render_warning
from monitor.text.i18n import N_, comma, enumeration, gettext, ngettext
from monitor.text.regions import region_names
from monitor.views.origins import NoticeOrigin, Origins
from monitor.views.rows import Row, row

SHOWN = 20
"""Maximum number of references, attachments, amounts and deadlines shown. Of the others, only the number is shown."""
DEADLINE_FOR = {
    "addressees": N_("for the addressees"),
    "units": N_("for the units named"),
}
"""Labels of those to whom a deadline applies, except the public."""
_SCRIPTS = {"Hans": N_("simplified Chinese"), "Hant": N_("traditional Chinese"), "Latn": N_("Latin script")}
_JUDGED = N_("inferred from the whole text")


@dataclass(frozen=True)
class Fact:
    """One fact of a notice, with its name, its value, and the place where it was found.

    `value` is None if the fact is unknown.
    """

    name: str
    value: str | None
    origin: NoticeOrigin | None = None


_NAMES = {
    "title": N_("title"),
    "kind": N_("kind"),
    "is notice": N_("is notice"),
    "number": N_("number"),
    "issuer": N_("issuer"),
    "addressees": N_("addressees"),
    "region": N_("region"),
    "issued": N_("issued"),
    "published": N_("published"),
    "effective": N_("effective"),
    "expires": N_("expires"),
    "topics": N_("topics"),
    "measures": N_("measures"),
    "script": N_("script"),
    "reader": N_("reader"),
    "amount": N_("amount"),
    "amounts": N_("amounts"),
    "deadline": N_("deadline"),
    "deadlines": N_("deadlines"),
    "reference": N_("reference"),
    "references": N_("references"),
    "attachment": N_("attachment"),
    "attachments": N_("attachments"),
    "member": N_("file in archive"),
}


def fact_name(name: str) -> str:
    """Return the name of a fact in the current language."""
    return gettext(_NAMES[name]) if name in _NAMES else name


def kind_name(kind: str | None) -> str:
    """Return the name of a document type in the current language. Types of Chinese documents have the same name."""
    return gettext("news") if kind == "news" else kind or ""


def facts(notice: Notice, origins: Origins) -> list[Fact]:
    """Return all facts of a notice, in display order. `origins` finds the place of each fact in the notice."""
    return [*_main(notice, origins), *_dates(notice, origins), *_place(notice, origins), *_several(notice, origins)]


def _main(notice: Notice, origins: Origins) -> Iterator[Fact]:
    yield _fact("title", notice.title, origins)
    for issuer in notice.issuers or (None,):
        yield _fact("issuer", issuer, origins, last=True)
    yield _fact("number", notice.document_number, origins)
    kind_in_title = notice.kind and fold(notice.kind) in fold(notice.title or "")
    kind_from = NoticeOrigin(gettext("the title") if kind_in_title else gettext(_JUDGED))
    yield Fact("kind", kind_name(notice.kind) or None, kind_from if notice.kind else None)


def _place(notice: Notice, origins: Origins) -> Iterator[Fact]:
    region = notice.region
    yield Fact("region", " ".join(region_names(region)) or None, origins.of(region[-1]) if region else None)
    to = notice.addressees
    yield Fact("addressees", enumeration(to) or None, origins.of(to[0]) if to else None)


def _dates(notice: Notice, origins: Origins) -> Iterator[Fact]:
    yield _fact("issued", notice.issued_on, origins, last=True)
    published = notice.published_on
    yield Fact("published", str(published), origins.of_publication(published)) if published else Fact("published", None)
    yield _fact("effective", notice.effective_on, origins)
    yield _fact("expires", notice.expires_on, origins)


def _several(notice: Notice, origins: Origins) -> Iterator[Fact]:
    is_notice = {True: gettext("yes"), False: gettext("no"), None: None}[notice.is_notice]
    yield Fact("is notice", is_notice, NoticeOrigin(gettext(_JUDGED)))
    script = gettext(_SCRIPTS[notice.script]) if notice.script in _SCRIPTS else notice.script
    yield Fact("script", script, NoticeOrigin(gettext("determined from the characters of the text")))
    yield Fact("reader", notice.reader or None)
    for deadline in sorted(notice.deadlines, key=lambda deadline: deadline.date)[:SHOWN]:
        about = gettext("about {date}", date=deadline.date) if deadline.approximate else str(deadline.date)
        if deadline.for_whom != "public":
            about = f"{about}  {gettext(DEADLINE_FOR[deadline.for_whom])}"
        yield Fact("deadline", f"{about}  {deadline.text}", origins.of(deadline.text))
    for amount in notice.amounts[:SHOWN]:
        about = "  " + gettext("for {purpose}", purpose=amount.purpose) if amount.purpose else ""
        yield Fact("amount", f"{amount.text}{about}", origins.of(amount.text))
    for reference in notice.references[:SHOWN]:
        yield Fact("reference", _reference(reference), origins.of(reference.title or reference.document_number or ""))
    for attachment in notice.attachments[:SHOWN]:
        link = attachment.url or gettext("(no link)")
        yield Fact("attachment", f"{attachment.name}  {link}  ({_state(attachment)})", origins.of(attachment.name))
        for member in attachment.members[:SHOWN]:
            yield Fact("member", f"{member.name}  ({_member_state(member)})")
    for name in ("deadlines", "amounts", "references", "attachments"):
        if (more := len(getattr(notice, name)) - SHOWN) > 0:
            yield Fact(name, gettext("and {count} more", count=more))


def _fact(name: str, value: str | date | None, origins: Origins, *, last: bool = False) -> Fact:
    if value is None:
        return Fact(name, None)
    return Fact(name, str(value), origins.of(value, last=last))


def _state(attachment: Attachment) -> str:
    """Return a description of an attachment: its type, its text length, its fault if any, and any OCR remark.

    If the attachment has neither a text nor a fault, the description says that it was not fetched.
    """
    count = len(attachment.text or "")
    size = ngettext("{count} character", "{count} characters", count) if count else ""
    fault = trouble_name(attachment.fault) if attachment.fault else ""
    words = [attachment.type, size, fault, _recognized(attachment.recognized)]
    return comma(*filter(None, words)) if size or fault else gettext("not fetched")


def _member_state(member: ArchiveMember) -> str:
    """Return a description of a file in an archive: its type, its text length, its fault if any, and any OCR remark."""
    count = member.end - member.start
    size = ngettext("{count} character", "{count} characters", count) if count else ""
    fault = trouble_name(member.fault) if member.fault else ""
    return comma(*filter(None, (member.type, size, fault, _recognized(member.recognized))))


def _recognized(confidence: float | None) -> str:
    """Return a remark that a text was recognised in images, with the confidence in percent.

    If `confidence` is None, the text was not recognised in images, and the result is an empty string.
    """
    if confidence is None:
        return ""
    return gettext("recognised in images, confidence {percent}%", percent=round(100 * confidence))


_REFERENCE_ROLES = {
    "cited": N_("cited"),
    "replaces": N_("replaces"),
    "repeals": N_("repeals"),
    "forwards": N_("forwards"),
}


def _reference(reference: Reference) -> str:
    role = gettext(_REFERENCE_ROLES[reference.role])
    return " ".join(filter(None, (role, reference.title, reference.document_number)))


def fact_rows(found: Sequence[Fact]) -> Iterator[Row]:
    """Yield a row for each fact. The value of an unknown fact is shown as a dash."""
    for fact in found:
        if fact.value is None:
            yield row(fact_name(fact.name), "–", "quiet")
        else:
            after = f"  ← {fact.origin.said}" if fact.origin else ""
            yield row(fact_name(fact.name), fact.value, "deadline" if fact.name == "deadline" else "fact", after)


def warning_rows(notice: Notice) -> Iterator[Row]:
    """Yield a row for each warning about the reading of a notice."""
    for warning in notice.warnings:
        yield row(gettext("warning"), f"{warning.code}{gettext(': ')}{render_warning(warning)}", "warning")
