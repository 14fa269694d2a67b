"""The class Metadata for the metadata of a document."""

from dataclasses import dataclass
from datetime import date

from crawler.model.notice import Attachment, ReadingWarning, Reference


@dataclass(frozen=True)
class Metadata:
    """The metadata of a document: title, number, issuers, addressees, type, region, dates, references and attachments.

    A value that was not found is None or empty. `kind` is the document type (文种) in simplified characters, an English
    type in lower case, or `news`. `is_notice` is None if there is no evidence either way. `published_on` is the date on
    which the page was published, `issued_on` is the date of issue in the document (成文日期), and `expires_on` is the
    last date on which the document applies. An attachment that is named in the text but not linked from the page has an
    empty `url`.
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
