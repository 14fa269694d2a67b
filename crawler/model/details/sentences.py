"""The English sentences for the reasons that the crawler gives, except for the reasons of removals."""

from collections.abc import Mapping

from crawler.model.codes import FailureCode
from crawler.model.details.code import DetailCode
from crawler.model.details.fetching import AddressDetail, BrowserDetail, FetchDetail
from crawler.model.details.files import ArchiveDetail, FileDetail
from crawler.model.details.listings import ListingDetail, PollDetail, ProgramDetail
from crawler.model.details.pages import PageDetail, RequestDetail
from crawler.model.reason import LEAD_SENTENCES, REMOVAL_COUNTS, WARNING_SENTENCES, Parameter, Reason

DETAILS: tuple[type[DetailCode], ...] = (
    FailureCode,
    FetchDetail,
    AddressDetail,
    BrowserDetail,
    PageDetail,
    ListingDetail,
    PollDetail,
    ProgramDetail,
    FileDetail,
    ArchiveDetail,
    RequestDetail,
)
SENTENCES: Mapping[str, str] = {
    **WARNING_SENTENCES,
    **REMOVAL_COUNTS,
    **LEAD_SENTENCES,
    **{code.value: code.sentence for family in DETAILS for code in family},
}


def english(reason: Reason) -> str:
    """Return the English sentence of a reason, or its code if the code is unknown or a parameter is missing."""
    words = {name: _word(value) for name, value in reason.params.items()}
    try:
        return SENTENCES[reason.code].format(**words)
    except KeyError:
        return reason.code


def _word(value: Parameter) -> str:
    if isinstance(value, Reason):
        return english(value)
    return ", ".join(map(english, value)) if isinstance(value, tuple) else str(value)
