"""The result of reading the metadata."""

from dataclasses import dataclass
from datetime import date

from crawler.model.notice import Attachment, ReadingWarning, Reference


@dataclass(frozen=True)
class Metadata:
    """The fields of a notice that identify it, its issuers, its addressees and its dates.

    A value that was not found is null or empty. `kind` is the document type (文种) in simplified characters, or `news`;
    `is_notice` null means not judged. `published_on` is the day on which the page was published, `issued_on` the date
    in the document (成文日期), `expires_on` the last day on which it applies. An attachment that the text names but the
    page does not link has an empty `url`.
    """

    title: str | None = None
    document_number: str | None = None
    issuers: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    kind: str | None = None
    is_notice: bool | None = None
    region: tuple[str, ...] = ()
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    references: tuple[Reference, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()
